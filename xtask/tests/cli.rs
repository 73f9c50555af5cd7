//! The built program, as people call it: help, mistakes, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const DOCUMENT: &str = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n";

fn xtask(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(args).current_dir(folder).output().expect("the program runs")
}

fn folder() -> TempDir {
    let folder = TempDir::new().expect("the system gives a folder");
    fs::write(folder.path().join("pets.yaml"), DOCUMENT).expect("the file can be written");
    folder
}

/// The exit code is 2, and the error stream holds each of `parts`.
#[track_caller]
fn assert_refused(args: &[&str], parts: &[&str]) {
    let folder = folder();
    let output = xtask(folder.path(), args);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
    assert!(parts.iter().all(|part| error.contains(part)), "{args:?}: {error}");
    assert!(!error.contains('\u{1b}'), "colours are for terminals: {error:?}");
}

#[test]
fn every_command_explains_itself() {
    let folder = folder();
    for (args, part) in [
        (&["--help"][..], "codegen"),
        (&["codegen", "--help"], "cargo xtask codegen --spec petstore.yaml --out"),
        (&["explain", "--help"], "cargo xtask explain 'GET /pets page' --spec petstore.yaml"),
        (&["infer", "--help"], "cargo xtask infer petstore.yaml --only page"),
        (&["normalize", "--help"], "cargo xtask normalize petstore.yaml"),
        (&["tidy", "--help"], "Usage: cargo xtask tidy"),
    ] {
        let output = xtask(folder.path(), args);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(part), "{args:?}");
    }
}

#[test]
fn bad_usage_is_told_with_what_is_missing() {
    assert_refused(&[], &["Usage: cargo xtask"]);
    assert_refused(&["generate"], &["unrecognized subcommand"]);
    assert_refused(&["normalize"], &["<FILE>"]);
    assert_refused(&["infer"], &["<FILE>"]);
    assert_refused(&["explain", "#/paths"], &["--spec <FILE>"]);
    assert_refused(&["codegen", "--spec", "pets.yaml"], &["--out <DIR>", "--package <NAME>"]);
    assert_refused(&["codegen", "--out", "pets"], &["--spec <FILE>"]);
    assert_refused(&["codegen", "--overlay", "fixes.yaml"], &["--spec <FILE>"]);
    let named = ["codegen", "--spec", "pets.yaml", "--out", "pets", "--package", "2 pets"];
    assert_refused(&named, &["2 pets", "a package name has letters, digits"]);
}

#[test]
fn input_files_that_cannot_be_read_are_named() {
    let codegen =
        |spec, more: [&'static str; 2]| ["codegen", "--spec", spec, "--out", "o", "--package", "p", more[0], more[1]];
    assert_refused(
        &codegen("dogs.yaml", ["--overlay", "pets.yaml"]),
        &["cannot read dogs.yaml: no such file", "help: "],
    );
    assert_refused(&codegen("pets.yaml", ["--overlay", "fixes.yaml"]), &["cannot read fixes.yaml"]);
    assert_refused(&codegen("pets.yaml", ["--catalog", "apis.yaml"]), &["cannot read apis.yaml"]);
    assert_refused(&codegen(".", ["--catalog", "pets.yaml"]), &[". is a folder", "name a file in it"]);
    assert_refused(&["normalize", "dogs.yaml"], &["cannot read dogs.yaml"]);
    assert_refused(&["normalize", "pets\nfn main() {}"], &["has a control character", "rename the file"]);
}
