//! What is emitted compiles: the client of every fixture of emission, without a warning, in one run of cargo.

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::document::Text;
use generator::{Input, generate};

#[test]
fn the_clients_of_all_fixtures_compile_without_warnings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    _ = fs::remove_dir_all(&scratch);
    let mut members = Vec::new();
    let folders = ["emit", "dialects"].map(|folder| root.join("generator/tests/fixtures").join(folder));
    for entry in folders.iter().flat_map(|folder| fs::read_dir(folder).expect("the fixtures are there")) {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = Text { name: format!("{name}.yaml"), bytes: fs::read(&path).expect("it can be read") };
        let package = format!("fixture-{name}");
        let output = generate(&Input { package: package.clone(), documents: vec![text], ..Input::default() });
        assert!(!output.files.is_empty(), "{name}: {:?}", output.diagnostics);
        for (file, text) in &output.files {
            let path = scratch.join(&package).join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
            let denied = "\n[lints.rust]\nwarnings = \"deny\"\n";
            let text = if file == "Cargo.toml" { format!("{text}{denied}") } else { text.clone() };
            fs::write(path, text).expect("it can be written");
        }
        members.push(format!("{package:?}"));
    }
    // The workspace's own lock file and target folder: nothing is downloaded, and no dependency is built twice.
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(scratch.join("Cargo.toml"), manifest).expect("it can be written");
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--workspace", "--offline", "--quiet"]).current_dir(&scratch);
    check.env("CARGO_TARGET_DIR", target_folder());
    let output = check.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The folder that this test was built into, so that what it built is there for the check.
fn target_folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder above")
}
