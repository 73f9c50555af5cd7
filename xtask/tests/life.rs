//! The section of the README on the life of a client: its commands, run with its documents.

#[path = "update/server.rs"]
#[allow(dead_code, reason = "other tests need the other responses")]
mod server;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use server::{Server, ok};
use tempfile::TempDir;

/// The URL of the document in the README. The test serves it at another port.
const SERVER: &str = "http://127.0.0.1:8080";

/// A block of code in the section.
struct Block<'r> {
    language: &'r str,
    text: &'r str,
}

fn section(readme: &str) -> &str {
    let (_, section) = readme.split_once("## The life of a client\n").expect("the README has the section");
    section.split_once("\n## ").map_or(section, |(section, _)| section)
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = section;
    while let Some((_, block)) = rest.split_once("\n```") {
        let (language, block) = block.split_once('\n').expect("a fence ends its line");
        let (text, after) = block.split_once("```\n").expect("a block is closed");
        blocks.push(Block { language, text });
        rest = after;
    }
    blocks
}

/// Applies a diff whose hunks start with `@@` and contain whole lines.
fn edited(document: &str, diff: &str) -> String {
    diff.split("@@\n").filter(|hunk| !hunk.is_empty()).fold(document.to_owned(), |document, hunk| {
        let side = |mark: char| -> String {
            let lines = hunk.lines().filter(|line| line.starts_with([' ', mark]));
            lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
        };
        let (old, new) = (side('-'), side('+'));
        assert_eq!(document.matches(&old).count(), 1, "the lines are in the document:\n{old}");
        document.replacen(&old, &new, 1)
    })
}

fn run(directory: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(directory).output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

fn git(directory: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.com"];
    run(directory, "git", &[&identity, arguments].concat());
}

#[test]
fn the_readme_shows_the_output_of_its_commands() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).expect("the README can be read");
    let workspace = TempDir::new().expect("a temporary directory can be created");
    let directory = workspace.path();
    fs::create_dir(directory.join("specs")).expect("the directory can be created");
    git(directory, &["init", "--quiet"]);
    let document = Arc::new(Mutex::new(String::new()));
    let served = Arc::clone(&document);
    let server = Server::start(move |_| ok(served.lock().expect("no test failed with the lock").as_bytes()));
    let (mut commands, mut shown) = (0, String::new());
    for Block { language, text } in blocks(section(&readme)) {
        let mut document = document.lock().expect("no test failed with the lock");
        match language {
            "toml" => {
                let table = text.replace(SERVER, server.url("").as_str());
                fs::write(directory.join("specs/clients.toml"), table).expect("the file can be written");
            }
            "yaml" => text.clone_into(&mut document),
            "diff" => {
                git(directory, &["add", "--all"]);
                git(directory, &["commit", "--quiet", "--message", "a version"]);
                *document = edited(&document, text);
            }
            "console" => {
                drop(document);
                let (command, output) = text.split_once('\n').expect("a command has output");
                let arguments = command.strip_prefix("$ cargo xtask ").expect("the command is one of xtask");
                let directory = directory.to_str().expect("the path is UTF-8");
                let arguments: Vec<&str> = ["--workspace", directory].into_iter().chain(arguments.split(' ')).collect();
                shown = run(workspace.path(), env!("CARGO_BIN_EXE_xtask"), &arguments);
                assert_eq!(shown, output, "{command}");
                commands += 1;
            }
            "markdown" => {
                let changelog = fs::read_to_string(directory.join("tasks/CHANGELOG.md")).expect("there is a changelog");
                assert!(changelog.contains(text), "{text}\nis in\n{changelog}");
            }
            language => panic!("no meaning for a block of {language}"),
        }
    }
    assert_eq!(commands, 4, "the last output is {shown}");
}
