//! `count` of the built program: figures of a few providers that declare types.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A document with one operation that takes these parameters.
fn document(parameters: &str) -> String {
    format!(
        "swagger: '2.0'\ninfo: {{title: Pets, version: '1'}}\npaths:\n  /pets:\n    get:\n      parameters: [{parameters}]\n      \
         responses: {{'200': {{description: Pets.}}}}\n"
    )
}

const PAGE: &str = "{name: page, in: query, type: integer, description: The page to show.}";

/// Five providers, of which one calls everything a string, in the two ways that collections are laid out.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("the system gives a folder");
    let put = |name: &str, parameters: &str| {
        let path = folder.path().join("apis").join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, document(parameters)).expect("it can be written");
    };
    put("pets.example/v1.yaml", PAGE);
    put("pets.example/v2/all.yaml", PAGE);
    put("books.example__shop.yaml", PAGE);
    put("books.example__stock.yaml", PAGE);
    put("orders.example.yaml", PAGE);
    put("maps.example.yaml", "{name: page, in: query, type: string}, {name: zoom, in: query, type: number}");
    put("notes.example.yaml", "{name: page, in: query, type: string}");
    folder
}

fn count(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.current_dir(folder).arg("count").args(more).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn rows(figures: &str) -> Vec<&str> {
    figures.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn providers_are_counted_once_each() {
    let folder = folder();
    let (code, out, errors) = count(folder.path(), &["apis", "--origin", "made up"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let rows = rows(&out);
    assert_eq!(
        rows.iter().filter(|row| row.starts_with("provider")).collect::<Vec<_>>(),
        [
            &"provider\tbooks.example\t2",
            &"provider\tmaps.example\t1",
            &"provider\torders.example\t1",
            &"provider\tpets.example\t2"
        ]
    );
    assert!(rows.contains(&"rule\tname-page\t3\t4\t1"), "{out}");
    // Three of four would be too few to agree, and three providers too few to be asked.
    assert!(!out.contains("name\tpage\t") && !out.contains("begins\tthe page\t"), "{out}");
    assert!(out.contains("# Counted over 6 API descriptions of 4 providers") && out.contains(": made up.\n"), "{out}");
    assert!(out.contains("# Left out: 1 provider without a type other than string"), "{out}");
    assert!(out.contains("\n# Made by: cargo xtask count apis --origin 'made up'\n"), "{out}");
}

#[test]
fn providers_are_left_out_by_name_and_relation() {
    let folder = folder();
    let held = folder.path().join("held");
    fs::create_dir(&held).expect("it can be made");
    for name in ["pets.example__v3.yaml", "maps.test.json"] {
        fs::write(held.join(name), "{}").expect("it can be written");
    }
    let (code, out, errors) = count(folder.path(), &["apis", "--without", "held"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let providers = rows(&out).into_iter().filter(|row| row.starts_with("provider")).collect::<Vec<_>>();
    assert_eq!(providers, ["provider\tbooks.example\t2", "provider\torders.example\t1"]);
    assert!(out.contains("the 1 provider of held, and 1 that may be the same as one."), "{out}");
    assert!(out.contains("Made by: cargo xtask count apis --without held\n"), "{out}");
}

#[test]
fn what_many_providers_mean_by_a_name_is_counted() {
    let folder = folder();
    fs::write(folder.path().join("apis/shops.example.yaml"), document(PAGE)).expect("it can be written");
    let (code, out, _) = count(folder.path(), &["apis"]);
    assert_eq!(code, Some(0), "{out}");
    let tallies: Vec<&str> =
        rows(&out).into_iter().filter(|row| !row.starts_with("provider") && !row.starts_with("rule")).collect();
    assert_eq!(
        tallies,
        ["name\tpage\t1\t4\t0\t0\t0", "begins\tthe page\t0\t4\t0\t0\t0", "begins\tthe page to\t0\t4\t0\t0\t0"]
    );
}

#[test]
fn nothing_to_count_is_said() {
    let folder = folder();
    let (code, out, errors) = count(folder.path(), &["apis", "--without", "apis"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("there is no API description that declares types"), "{errors}");
}
