//! Tests of pages of documentation as inputs of commands.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const SHOP: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
      - {name: ids, in: query, description: Ids separated by commas}
      responses: {200: {description: OK}}
";

const PAGE: &str = "\
# GET /orders

The `ids` parameter can contain up to 20 ids.
";

/// The result of a run.
struct Run {
    code: Option<i32>,
    out: String,
    errors: String,
}

/// Creates a directory with a document and a page.
fn shop() -> TempDir {
    let directory = TempDir::new().expect("a temporary directory can be created");
    put(directory.path(), "shop.yaml", SHOP);
    put(directory.path(), "orders.md", PAGE);
    directory
}

fn put(directory: &Path, name: &str, text: &str) {
    fs::write(directory.join(name), text).expect("the file can be written");
}

fn run(directory: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(args).current_dir(directory).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    Run { code: output.status.code(), out: text(output.stdout), errors: text(output.stderr) }
}

#[test]
fn changed_page_makes_the_client_stale() {
    let shop = shop();
    let options = ["--spec", "shop.yaml", "--docs", "orders.md", "--ledger", "shop.inferred.yaml"];
    let crate_options = ["--out", "client", "--package", "shop-client"];
    let codegen = [&["codegen"], &options[..], &crate_options].concat();
    let written = run(shop.path(), &codegen);
    assert_eq!((written.code, written.errors.as_str()), (Some(0), ""), "{}", written.out);
    let ledger = fs::read_to_string(shop.path().join("shop.inferred.yaml")).expect("the ledger is written");
    assert!(ledger.contains("can contain up to 20 ids.\u{201d}, orders.md:3\n"), "{ledger}");

    let check = [&codegen[..], &["--check"]].concat();
    assert_eq!(run(shop.path(), &check).code, Some(0));
    put(shop.path(), "orders.md", &PAGE.replace("20", "30"));
    let stale = run(shop.path(), &check);
    assert_eq!(stale.code, Some(1), "{}", stale.errors);
    assert!(stale.out.contains("+    - fact: at most 30 items\n"), "{}", stale.out);
}

#[test]
fn clients_of_a_workspace_have_pages() {
    let workspace = shop();
    let specs = workspace.path().join("specs");
    fs::create_dir(&specs).expect("the directory can be created");
    let client = "[[client]]\npackage = \"shop-client\"\nout = \"client\"\ndocuments = [\"shop.yaml\"]\n\
        docs = [\"orders.md\"]\nledger = \"shop.inferred.yaml\"\n";
    for (name, text) in [("clients.toml", client), ("shop.yaml", SHOP), ("orders.md", PAGE)] {
        put(&specs, name, text);
    }
    let directory = workspace.path().to_string_lossy();
    let codegen = ["codegen", "--workspace", &directory];
    let written = run(workspace.path(), &codegen);
    assert_eq!((written.code, written.errors.as_str()), (Some(0), ""), "{}", written.out);
    let ledger = fs::read_to_string(specs.join("shop.inferred.yaml")).expect("the ledger is written");
    assert!(ledger.contains(", specs/orders.md:3\n"), "{ledger}");

    fs::remove_file(specs.join("orders.md")).expect("the file exists");
    let missing = run(workspace.path(), &codegen);
    assert_eq!(missing.code, Some(2), "{}", missing.out);
    for part in ["specs/orders.md: no such file", "help: specs/clients.toml lists it for the client shop-client"] {
        assert!(missing.errors.contains(part), "{part} in {}", missing.errors);
    }
}

#[test]
fn findings_in_pages_have_their_line() {
    let shop = shop();
    put(shop.path(), "recipe.html", "<title>Eggs</title>\n<p>Take two eggs.</p>\n");
    put(shop.path(), "orders.md", &format!("{PAGE}\n# GET /eggs\n"));
    let documents = ["normalize", "shop.yaml", "--docs", "recipe.html", "orders.md"];
    let findings = run(shop.path(), &documents);
    assert_eq!(findings.code, Some(0), "{}", findings.errors);
    for part in [
        "warning[docs-unmatched]: the page names no operation and no parameter",
        "recipe.html:1:1",
        "note[docs-unknown-operation]: the page describes GET /eggs",
        "orders.md:5:1",
        "5 | # GET /eggs",
    ] {
        assert!(findings.errors.contains(part), "{part} in {}", findings.errors);
    }
    assert!(findings.out.contains("maxItems: 20"), "{}", findings.out);

    let explained = run(shop.path(), &["explain", "GET /orders ids", "--spec", "shop.yaml", "--docs", "orders.md"]);
    assert!(explained.out.contains("up to 20 ids.\u{201d} orders.md:3\n"), "{}", explained.out);
    put(shop.path(), "shop.yaml", &SHOP.replace("Ids separated by commas", "Up to 5 ids, separated by commas"));
    let explained = run(shop.path(), &["explain", "GET /orders ids", "--spec", "shop.yaml", "--docs", "orders.md"]);
    let note =
        "note[docs-contradiction]: `ids` of GET /orders is kept as at most 5 items, but orders.md:3 states at most 20";
    let words: Vec<&str> = explained.out.split_whitespace().collect();
    assert!(words.join(" ").contains(note), "{}", explained.out);
}
