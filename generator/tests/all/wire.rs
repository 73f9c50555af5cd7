//! What emitted clients send, and what they make of answers: the client of each fixture of the wire is called against a
//! real server on loopback, by the tests that stand beside the fixtures.

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::document::Text;
use generator::{Input, generate};

use crate::support::{fixture_at, text};

/// The fixtures, each of which has a file of tests of its name in `calls`.
const TOPICS: [&str; 5] = ["answers", "arguments", "bodies", "concluded", "credentials"];

/// Fixtures of emission whose clients' own tests are run: those that send and receive the most kinds of things.
const WIDE: [&str; 16] = [
    "aliases",
    "bodies",
    "carriage",
    "enums",
    "formats",
    "forms",
    "headers",
    "hostile",
    "octets",
    "parts",
    "readme-calls",
    "requirements",
    "styles",
    "unions-tagged",
    "values",
    "ways",
];

/// The client whose README is compiled, and run where nothing forbids it.
const README: &str = "wide-readme-calls";

/// The document whose client's tests are also put to another client, of a document that is not quite the same.
const FORMS: &str = "sample/bodies.yaml";

#[test]
fn emitted_clients_speak_as_their_documents_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire");
    _ = fs::remove_dir_all(&scratch);
    let clients = clients();
    for (package, text) in &clients {
        let documents = vec![text.clone()];
        let output = generate(&Input { package: package.clone(), documents, driver: true, ..Input::default() });
        for (file, text) in &output.files {
            write(&scratch.join(package).join(file), text);
        }
    }
    copy_calls(&root, &scratch);
    let own = clients.iter().map(|(package, _)| package.as_str()).filter(|package| *package != "moved");
    let own: String = own.map(|package| tests_of(&scratch, package, package)).collect();
    write(&scratch.join("calls/tests/own/main.rs"), &format!("#![deny(warnings)]\n#![allow(deprecated)]\n\n{own}"));
    write(&scratch.join("calls/tests/moved/main.rs"), &tests_of(&scratch, "moved", "forms"));
    write_workspace(&root, &scratch, &clients);
    for which in [&["--package", "calls", "--test", "calls", "--test", "own"][..], &["--package", README, "--doc"]] {
        if let Err(said) = run(&scratch, which) {
            panic!("{which:?}: {said}");
        }
    }
    // The tests can fail: the client of another document does not pass them.
    let said = run(&scratch, &["--package", "calls", "--test", "moved"])
        .expect_err("what arrives is not what the tests ask for");
    assert!(said.contains("path: expected /forms, but /letters arrived"), "{said}");
    assert!(said.contains("headers: expected [\"x-trace=c56a"), "{said}");
}

/// The packages of the clients, and their documents.
fn clients() -> Vec<(String, Text)> {
    let topics = TOPICS.map(|topic| (format!("wire-{topic}"), fixture_at(&format!("wire/{topic}.yaml"))));
    let wide = WIDE.map(|topic| (format!("wide-{topic}"), fixture_at(&format!("emit/{topic}.yaml"))));
    let forms = fixture_at(FORMS);
    let other = String::from_utf8(forms.bytes.clone()).expect("UTF-8");
    let other = other.replace("/forms:", "/letters:").replace("X-Trace", "XTrace");
    let pair = [("forms".to_owned(), forms), ("moved".to_owned(), text("moved.yaml", other))];
    topics.into_iter().chain(wide).chain(pair).collect()
}

/// The tests that stand beside the fixtures.
fn copy_calls(root: &Path, scratch: &Path) {
    let copy = |folder: &str, file: &str| {
        let text = fs::read_to_string(root.join(folder).join(file)).expect("it can be read");
        write(&scratch.join("calls/tests/calls").join(file), &text);
    };
    copy("generator/support/tests/behaviour", "server.rs");
    for file in TOPICS.into_iter().chain(["main"]) {
        copy("generator/tests/fixtures/wire/calls", &format!("{file}.rs"));
    }
}

/// The tests of one client, put to the client of a package, as a module; and the program that calls all its operations.
fn tests_of(scratch: &Path, package: &str, tests: &str) -> String {
    let files = [
        ("given", package, "tests/wire/given.rs"),
        ("harness", package, "tests/wire/harness.rs"),
        ("operations", tests, "tests/wire/operations.rs"),
        ("drive", package, "examples/drive.rs"),
    ];
    let modules = files.map(|(module, package, file)| {
        format!("    #[path = {:?}]\n    mod {module};\n", scratch.join(package).join(file).display().to_string())
    });
    format!("mod {} {{\n{}}}\n", package.replace('-', "_"), modules.concat())
}

/// One workspace of the clients and a package that tests them.
fn write_workspace(root: &Path, scratch: &Path, clients: &[(String, Text)]) {
    let each = |line: &dyn Fn(&str) -> String| clients.iter().map(|(package, _)| line(package)).collect::<String>();
    let needs = each(&|package| format!("{package} = {{ path = \"../{package}\" }}\n"));
    let features = r#"["io-util", "macros", "net", "rt-multi-thread", "sync", "time"]"#;
    let calls = format!(
        "[package]\nname = \"calls\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n{needs}\
         \n[dev-dependencies]\nserde = {{ version = \"1\", default-features = false }}\n\
         serde_json = {{ version = \"1\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = {features} }}\n"
    );
    write(&scratch.join("calls/Cargo.toml"), &calls);
    write(&scratch.join("calls/lib.rs"), "");
    let members = each(&|package| format!("\"{package}\", "));
    // As the workspace has it, so that the dependencies it built are the ones that are wanted here.
    let profile = "[profile.dev]\ndebug = \"line-tables-only\"\n[profile.dev.package.serde_json]\nopt-level = 2\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}\"calls\"]\n\n{profile}");
    write(&scratch.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
}

/// Runs tests of the workspace; what they said, as an error where one failed.
fn run(scratch: &Path, which: &[&str]) -> Result<String, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder above");
    let mut test = Command::new(env!("CARGO"));
    test.args(["test", "--offline", "--quiet"]).args(which).current_dir(scratch);
    // Nothing is downloaded, and no dependency is built twice.
    let output = test.env("CARGO_TARGET_DIR", target).output().expect("cargo runs");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    if output.status.success() { Ok(said) } else { Err(said) }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    fs::write(path, text).expect("it can be written");
}
