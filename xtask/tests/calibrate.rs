//! Tests of `cargo xtask calibrate`, with a few providers that declare types.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Returns a document with one operation with these parameters.
fn document(parameters: &str) -> String {
    format!(
        "swagger: '2.0'\ninfo: {{title: Pets, version: '1'}}\npaths:\n  /pets:\n    get:\n      parameters: [{parameters}]\n      \
         responses: {{'200': {{description: Pets.}}}}\n"
    )
}

const PAGE: &str = "{name: page, in: query, type: integer, description: The page to show.}";

/// Returns a directory with five providers in both layouts of collections; one provider declares only strings.
fn directory() -> TempDir {
    let directory = TempDir::new().expect("a temporary directory can be created");
    let put = |name: &str, parameters: &str| {
        let path = directory.path().join("apis").join(name);
        fs::create_dir_all(path.parent().expect("the path has a parent")).expect("the directory can be created");
        fs::write(path, document(parameters)).expect("the file can be written");
    };
    put("pets.example/v1.yaml", PAGE);
    put("pets.example/v2/all.yaml", PAGE);
    put("books.example__shop.yaml", PAGE);
    put("books.example__stock.yaml", PAGE);
    put("orders.example.yaml", PAGE);
    put("maps.example.yaml", "{name: page, in: query, type: string}, {name: zoom, in: query, type: number}");
    put("notes.example.yaml", "{name: page, in: query, type: string}");
    directory
}

fn calibrate(directory: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.current_dir(directory).arg("calibrate").args(more).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn rows(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn each_provider_is_counted_once() {
    let directory = directory();
    let (code, out, errors) = calibrate(directory.path(), &["apis", "--origin", "made up"]);
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
    // Three of four do not agree sufficiently, and three providers are too few.
    assert!(!out.contains("name\tpage\t") && !out.contains("begins\tthe page\t"), "{out}");
    assert!(out.contains("# Counted over 6 API descriptions of 4 providers") && out.contains(": made up.\n"), "{out}");
    assert!(out.contains("# Excluded: 1 provider without a type other than string"), "{out}");
    assert!(out.contains("\n# Command: cargo xtask calibrate apis --origin 'made up'\n"), "{out}");
}

#[test]
fn provider_is_excluded_by_name_and_relation() {
    let directory = directory();
    let without = directory.path().join("excluded");
    fs::create_dir(&without).expect("the directory can be created");
    for name in ["pets.example__v3.yaml", "maps.test.json"] {
        fs::write(without.join(name), "{}").expect("the file can be written");
    }
    let (code, out, errors) = calibrate(directory.path(), &["apis", "--without", "excluded"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let providers = rows(&out).into_iter().filter(|row| row.starts_with("provider")).collect::<Vec<_>>();
    assert_eq!(providers, ["provider\tbooks.example\t2", "provider\torders.example\t1"]);
    assert!(out.contains("the 1 provider of excluded, and 1 that may be the same."), "{out}");
    assert!(out.contains("Command: cargo xtask calibrate apis --without excluded\n"), "{out}");
}

#[test]
fn type_that_many_providers_declare_for_a_name_is_counted() {
    let directory = directory();
    fs::write(directory.path().join("apis/shops.example.yaml"), document(PAGE)).expect("the file can be written");
    let (code, out, _) = calibrate(directory.path(), &["apis"]);
    assert_eq!(code, Some(0), "{out}");
    let tallies: Vec<&str> =
        rows(&out).into_iter().filter(|row| !row.starts_with("provider") && !row.starts_with("rule")).collect();
    assert_eq!(
        tallies,
        ["name\tpage\t1\t4\t0\t0\t0", "begins\tthe page\t0\t4\t0\t0\t0", "begins\tthe page to\t0\t4\t0\t0\t0"]
    );
}

#[test]
fn directory_without_typed_documents_is_bad_usage() {
    let directory = directory();
    let (code, out, errors) = calibrate(directory.path(), &["apis", "--without", "apis"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("no API description declares types"), "{errors}");
}
