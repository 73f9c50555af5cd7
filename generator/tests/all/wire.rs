//! What emitted clients send, and what they make of answers: the client of each fixture of the wire is called against a
//! real server on loopback, by the tests that stand beside the fixtures.

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::{Input, generate};

use crate::support::fixture_at;

/// The fixtures, each of which has a file of tests of its name in `calls`.
const TOPICS: [&str; 5] = ["answers", "arguments", "bodies", "concluded", "credentials"];

#[test]
fn emitted_clients_speak_as_their_documents_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = tmp.join("wire");
    _ = fs::remove_dir_all(&scratch);
    let calls = "generator/tests/fixtures/wire/calls";
    let mut copies = vec![("generator/support/tests/behaviour".to_owned(), "server.rs".to_owned())];
    copies.extend(
        ["main", "answers", "arguments", "bodies", "concluded", "credentials"]
            .map(|file| (calls.to_owned(), format!("{file}.rs"))),
    );
    for (folder, file) in copies {
        let text = fs::read_to_string(root.join(folder).join(&file)).expect("it can be read");
        write(&scratch.join("calls/tests/calls").join(file), &text);
    }
    for topic in TOPICS {
        let package = format!("wire-{topic}");
        let documents = vec![fixture_at(&format!("wire/{topic}.yaml"))];
        let output = generate(&Input { package: package.clone(), documents, ..Input::default() });
        for (file, text) in &output.files {
            write(&scratch.join(&package).join(file), text);
        }
    }
    let needs = TOPICS.map(|topic| format!("wire-{topic} = {{ path = \"../wire-{topic}\" }}\n")).concat();
    let features = r#"["io-util", "macros", "net", "rt-multi-thread", "sync", "time"]"#;
    let calls = format!(
        "[package]\nname = \"calls\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n{needs}\
         \n[dev-dependencies]\nserde_json = {{ version = \"1\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = {features} }}\n"
    );
    write(&scratch.join("calls/Cargo.toml"), &calls);
    write(&scratch.join("calls/lib.rs"), "");
    let members = TOPICS.map(|topic| format!("\"wire-{topic}\", ")).concat();
    // As the workspace has it, so that the dependencies it built are the ones that are wanted here.
    let profile = "[profile.dev]\ndebug = \"line-tables-only\"\n[profile.dev.package.serde_json]\nopt-level = 2\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}\"calls\"]\n\n{profile}");
    write(&scratch.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
    let mut test = Command::new(env!("CARGO"));
    test.args(["test", "--package", "calls", "--offline", "--quiet", "--test", "calls"]).current_dir(&scratch);
    // Nothing is downloaded, and no dependency is built twice.
    test.env("CARGO_TARGET_DIR", tmp.parent().expect("a folder above"));
    let output = test.output().expect("cargo runs");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{said}");
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    fs::write(path, text).expect("it can be written");
}
