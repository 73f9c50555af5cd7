//! Tests of the built program: help, usage errors, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const DOCUMENT: &str = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n";

fn xtask(directory: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(args).current_dir(directory).output().expect("the program runs")
}

fn directory() -> TempDir {
    let directory = TempDir::new().expect("a temporary directory can be created");
    fs::write(directory.path().join("pets.yaml"), DOCUMENT).expect("the file can be written");
    directory
}

/// Asserts that the exit code is 2 and that standard error contains each of `parts`.
#[track_caller]
fn assert_rejected(args: &[&str], parts: &[&str]) {
    let directory = directory();
    let output = xtask(directory.path(), args);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
    assert!(parts.iter().all(|part| error.contains(part)), "{args:?}: {error}");
    assert!(!error.contains('\u{1b}'), "colours are for terminals: {error:?}");
}

#[test]
fn help_of_every_command_shows_an_example() {
    let directory = directory();
    for (args, part) in [
        (&["--help"][..], "codegen"),
        (&["codegen", "--help"], "cargo xtask codegen --spec petstore.yaml --out"),
        (&["explain", "--help"], "cargo xtask explain 'GET /pets page' --spec petstore.yaml"),
        (&["infer", "--help"], "cargo xtask infer petstore.yaml --only page"),
        (&["normalize", "--help"], "cargo xtask normalize petstore.yaml"),
        (&["update", "--help"], "cargo xtask update --check"),
        (&["tidy", "--help"], "Usage: cargo xtask tidy"),
        (&["calibrate", "--help"], "cargo xtask calibrate ../apis"),
        (&["measure", "--help"], "cargo xtask measure ../apis"),
        (&["corpus", "--help"], "cargo xtask corpus ../apis"),
        (&["conformance", "--help"], "cargo xtask conformance petstore.yaml"),
    ] {
        let output = xtask(directory.path(), args);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(part), "{args:?}");
    }
}

#[test]
fn bad_usage_names_the_missing_option() {
    assert_rejected(&[], &["Usage: cargo xtask"]);
    assert_rejected(&["generate"], &["unrecognized subcommand"]);
    assert_rejected(&["normalize"], &["<FILE>"]);
    assert_rejected(&["infer"], &["<FILE>"]);
    assert_rejected(&["explain", "#/paths"], &["--spec <FILE>"]);
    assert_rejected(&["codegen", "--spec", "pets.yaml"], &["--out <DIR>", "--package <NAME>"]);
    assert_rejected(&["codegen", "--out", "pets"], &["--spec <FILE>"]);
    assert_rejected(&["codegen", "--overlay", "fixes.yaml"], &["--spec <FILE>"]);
    let named = ["codegen", "--spec", "pets.yaml", "--out", "pets", "--package", "2 pets"];
    assert_rejected(&named, &["2 pets", "a package name has letters, digits"]);
}

#[test]
fn unreadable_input_file_is_named() {
    let codegen =
        |spec, more: [&'static str; 2]| ["codegen", "--spec", spec, "--out", "o", "--package", "p", more[0], more[1]];
    assert_rejected(
        &codegen("dogs.yaml", ["--overlay", "pets.yaml"]),
        &["cannot read dogs.yaml: no such file", "help: "],
    );
    assert_rejected(&codegen("pets.yaml", ["--overlay", "fixes.yaml"]), &["cannot read fixes.yaml"]);
    assert_rejected(&codegen("pets.yaml", ["--catalog", "apis.yaml"]), &["cannot read apis.yaml"]);
    assert_rejected(&codegen(".", ["--catalog", "pets.yaml"]), &[". is a directory", "name a file in it"]);
    assert_rejected(&["normalize", "dogs.yaml"], &["cannot read dogs.yaml"]);
    assert_rejected(&["normalize", "pets\nfn main() {}"], &["has a control character", "rename the file"]);
}
