//! Requests that emitted clients send and responses that they decode. The tests next to the `wire` fixtures call the
//! client of each fixture against a real server on loopback.

use std::fs;
use std::path::Path;
use std::process::Command;

use clientsmith::document::Text;
use clientsmith::lower::RequiredParameters;
use clientsmith::{Input, generate};

use crate::support::{fixture_at, text};

/// The fixtures. Each has a file of tests with its name in `calls`.
const TOPICS: [&str; 7] = ["bodies", "credentials", "inferred", "lists", "parameters", "responses", "setters"];

/// The `emit` fixtures whose generated tests are run: those with the most kinds of parameters, bodies and responses.
const WIDE: [&str; 16] = [
    "aliases",
    "binary-bodies",
    "bindings",
    "bodies",
    "body-variants",
    "enums",
    "formats",
    "forms",
    "headers",
    "hostile",
    "parts",
    "readme-calls",
    "requirements",
    "styles",
    "unions-tagged",
    "values",
];

/// The `emit` fixtures whose generated tests are also run with setters for required parameters.
const NAMED: [&str; 3] = ["bindings", "bodies", "readme-calls"];

/// The client whose README examples are compiled, and run unless marked `no_run`.
const README: &str = "wide-readme-calls";
/// The same client with setters for required parameters.
const README_WITH_SETTERS: &str = "named-readme-calls";

/// The document whose generated tests are also run with the client of a slightly different document.
const FORMS: &str = "examples/bodies.yaml";

#[test]
fn emitted_clients_send_and_decode_as_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire");
    _ = fs::remove_dir_all(&scratch);
    let clients = clients();
    for (package, text) in &clients {
        let documents = vec![text.clone()];
        let required = required(package);
        let output =
            generate(&Input { package: package.clone(), documents, driver: true, required, ..Input::default() });
        for (file, text) in &output.files {
            write(&scratch.join(package).join(file), text);
        }
    }
    copy_calls(&root, &scratch);
    let unchanged = clients.iter().map(|(package, _)| package.as_str()).filter(|package| *package != "changed");
    let modules: String = unchanged.map(|package| tests_of(&scratch, package, package)).collect();
    write(
        &scratch.join("calls/tests/generated/main.rs"),
        &format!("#![deny(warnings)]\n#![allow(deprecated)]\n\n{modules}"),
    );
    write(&scratch.join("calls/tests/changed/main.rs"), &tests_of(&scratch, "changed", "forms"));
    write_workspace(&root, &scratch, &clients);
    for which in [
        &["--package", "calls", "--test", "calls", "--test", "generated"][..],
        &["--package", README, "--package", README_WITH_SETTERS, "--doc"],
    ] {
        if let Err(output) = run(&scratch, which) {
            panic!("{which:?}: {output}");
        }
    }
    // The tests can fail: the client of the changed document does not pass them.
    let output = run(&scratch, &["--package", "calls", "--test", "changed"])
        .expect_err("the requests differ from the expected ones");
    assert!(output.contains("path: expected /forms, received /letters"), "{output}");
    assert!(output.contains("headers: expected [\"x-trace=c56a"), "{output}");
}

/// Returns the packages of the clients and their documents.
fn clients() -> Vec<(String, Text)> {
    let topics = TOPICS.map(|topic| (format!("wire-{topic}"), fixture_at(&format!("wire/{topic}.yaml"))));
    let wide = WIDE.map(|topic| (format!("wide-{topic}"), fixture_at(&format!("emit/{topic}.yaml"))));
    let named = NAMED.map(|topic| (format!("named-{topic}"), fixture_at(&format!("emit/{topic}.yaml"))));
    let forms = fixture_at(FORMS);
    let other = String::from_utf8(forms.bytes.clone()).expect("UTF-8");
    let other = other.replace("/forms:", "/letters:").replace("X-Trace", "XTrace");
    let pair = [("forms".to_owned(), forms), ("changed".to_owned(), text("changed.yaml", other))];
    topics.into_iter().chain(wide).chain(named).chain(pair).collect()
}

/// Returns the form of the required parameters of a client.
fn required(package: &str) -> RequiredParameters {
    match package {
        "wire-setters" => RequiredParameters::Setters,
        named if named.starts_with("named-") => RequiredParameters::Setters,
        _ => RequiredParameters::Positional,
    }
}

/// Copies the tests next to the fixtures.
fn copy_calls(root: &Path, scratch: &Path) {
    let copy = |directory: &str, file: &str| {
        let text = fs::read_to_string(root.join(directory).join(file)).expect("the file can be read");
        write(&scratch.join("calls/tests/calls").join(file), &text);
    };
    copy("generator/support/tests/behaviour", "server.rs");
    for file in TOPICS.into_iter().chain(["main"]) {
        copy("generator/tests/fixtures/wire/calls", &format!("{file}.rs"));
    }
}

/// Returns a module that runs the tests of one client with the client of a package, and calls all its operations.
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

/// Writes a workspace of the clients and a package that tests them.
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
    // The profile of the workspace, so that its dependencies are not built again.
    let profile = "[profile.dev]\ndebug = \"line-tables-only\"\n[profile.dev.package.serde_json]\nopt-level = 2\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}\"calls\"]\n\n{profile}");
    write(&scratch.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file can be copied");
}

/// Runs tests of the workspace and returns their output; as an error if one fails.
fn run(scratch: &Path, which: &[&str]) -> Result<String, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a directory above");
    let mut test = Command::new(env!("CARGO"));
    test.args(["test", "--offline", "--quiet"]).args(which).current_dir(scratch);
    // Nothing is downloaded, and no dependency is built twice.
    let output = test.env("CARGO_TARGET_DIR", target).output().expect("cargo runs");
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    if output.status.success() { Ok(text) } else { Err(text) }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a directory")).expect("the directory can be created");
    fs::write(path, text).expect("the file can be written");
}
