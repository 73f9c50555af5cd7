//! Killed updates, which the next update completes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::fixture::{Fixture, PETS, later};
use super::server::ok;

/// Returns the files without the time of the fetch.
fn files_without_date(fixture: &Fixture) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = fixture.files();
    let lock = fixture.get("specs/pets.lock.yaml");
    let lines = lock.lines().filter(|line| !line.starts_with("    date: "));
    files.insert(fixture.path("specs/pets.lock.yaml"), lines.collect::<Vec<_>>().join("\n").into_bytes());
    files
}

fn restore(path: &Path, contents: &[u8]) {
    fs::write(path, contents).expect("the file can be written");
}

#[test]
fn update_between_two_writes_is_completed() {
    let fixture = Fixture::updated();
    let before = fixture.files();
    fixture.server.respond(|_| ok(later()));
    assert_eq!(fixture.update(&[]).code, Some(0));
    let (after, expected) = (fixture.files(), files_without_date(&fixture));
    // In this order the files are written.
    let steps = ["pets", "specs/pets.yaml", "specs/pets.inferred.yaml", "specs/pets.lock.yaml"];
    for written in 0..=steps.len() {
        let is_written = |path: &Path| steps[..written].iter().any(|step| path.starts_with(fixture.path(step)));
        let set = |command: &str, args: &[&str], expected: &BTreeMap<PathBuf, Vec<u8>>| {
            for (path, contents) in &before {
                restore(path, after.get(path).filter(|_| is_written(path)).unwrap_or(contents));
            }
            let run = fixture.run(command, args);
            assert_eq!(run.code, Some(0), "{written}: {}", run.errors);
            assert!(files_without_date(&fixture) == *expected, "{written}: {command}");
        };
        set("update", &[], &expected);
        // A generation makes the client of the document that is stored.
        for (path, contents) in &before {
            restore(path, after.get(path).filter(|_| is_written(path)).unwrap_or(contents));
        }
        assert_eq!(fixture.run("codegen", &[]).code, Some(0), "{written}");
        assert_eq!(fixture.run("codegen", &["--check"]).code, Some(0), "{written}");
        let is_later = fixture.get("specs/pets.yaml") == later();
        assert_eq!(is_later, written > 1);
        assert_eq!(fixture.get("pets/src/types.rs").contains("nickname"), is_later);
        let run = fixture.update(&[]);
        assert_eq!(run.code, Some(0), "{written}: {}", run.errors);
        assert!(files_without_date(&fixture) == expected, "{written}");
    }
}

/// Returns a number that differs if a file or directory is created, renamed or removed.
fn count_of_paths(directory: &Path) -> usize {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let counts = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => 1 + count_of_paths(&entry.path()),
        _ => 1,
    });
    counts.sum()
}

#[test]
fn killed_update_is_completed_by_the_next_one() {
    let fixture = Fixture::updated();
    // The lock reserves the names of both versions after the first two updates.
    let [_, _, first, second] = [PETS.to_owned(), later(), PETS.to_owned(), later()].map(|text| {
        fixture.server.respond(move |_| ok(&text));
        assert_eq!(fixture.update(&[]).code, Some(0));
        files_without_date(&fixture)
    });
    let expected = [first, second];
    let mut killed = 0;
    for kill in 0..8 {
        let text = if kill % 2 == 0 { PETS.to_owned() } else { later() };
        fixture.server.respond(move |_| ok(&text));
        let mut run = fixture.start("update", &[]);
        let (mut changes, mut last) = (0, count_of_paths(fixture.directory.path()));
        while changes < 1 + kill * 7 % 40 && run.try_wait().expect("the process can be waited for").is_none() {
            let count = count_of_paths(fixture.directory.path());
            changes += usize::from(count != last);
            last = count;
        }
        run.kill().expect("the process can be killed");
        killed += usize::from(run.wait().expect("the process can be waited for").code().is_none());
        let run = fixture.update(&[]);
        assert_eq!(run.code, Some(0), "{kill}: {}", run.errors);
        assert_eq!(fixture.run("codegen", &["--check"]).code, Some(0), "{kill}");
        let found = files_without_date(&fixture);
        assert!(found == expected[kill % 2], "{kill}: {:?}", found.keys());
    }
    assert!(killed > 0, "all runs ended before they were killed");
}
