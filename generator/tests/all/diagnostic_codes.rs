//! A check that every diagnostic code appears in a snapshot.

use std::fs;
use std::path::Path;

use clientsmith::diagnostic::Code;

/// Appends the text of every snapshot below a directory.
fn read_snapshots(directory: &Path, out: &mut String) {
    for entry in fs::read_dir(directory).expect("the directory can be listed") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            read_snapshots(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            out.push_str(&fs::read_to_string(&path).expect("the snapshot can be read"));
        }
    }
}

#[test]
fn every_diagnostic_code_appears_in_a_snapshot() {
    let mut shown = String::new();
    read_snapshots(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut shown);
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.as_str()).filter(|code| !shown.contains(&format!("[{code}]"))).collect();
    assert!(missing.is_empty(), "no snapshot contains {missing:?}");
}
