//! The catalogue of diagnostics against the snapshots: no code is without one that shows it.

use std::fs;
use std::path::Path;

use generator::diagnostic::Code;

/// The text of every snapshot below a folder.
fn snapshots(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            snapshots(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            out.push_str(&fs::read_to_string(&path).expect("it can be read"));
        }
    }
}

#[test]
fn every_code_is_shown_by_a_snapshot() {
    let mut shown = String::new();
    snapshots(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut shown);
    let unseen: Vec<&str> =
        Code::ALL.iter().map(|code| code.as_str()).filter(|code| !shown.contains(&format!("[{code}]"))).collect();
    assert!(unseen.is_empty(), "no snapshot shows {unseen:?}");
}
