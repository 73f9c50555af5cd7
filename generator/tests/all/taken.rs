//! Names that the client has of its own: what a document calls the same gets another, whatever the runtime comes to have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::{Files, Input, generate};
use serde_json::{Map, Value, json};

use crate::support::{fixture, text};

fn client(document: &Value) -> Files {
    let documents = vec![text("names.json", document.to_string())];
    let output = generate(&Input { package: "fixture".to_owned(), documents, ..Input::default() });
    assert!(!output.files.is_empty(), "{:?}", output.diagnostics);
    output.files
}

/// A document with one operation, and two servers, so that a client has all that it can have of its own.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Names", "version": "1" },
        "servers": [{ "url": "https://one.example" }, { "url": "https://two.example" }],
        "paths": { "/pets": { "get": { "operationId": "listPets", "responses": { "204": { "description": "Done" } } } } },
    })
}

/// The methods that blocks of a type's own have, once for each time that they are written.
fn methods<'f>(ty: &str, files: impl Iterator<Item = (&'f String, &'f String)>) -> Vec<String> {
    let mut methods = Vec::new();
    for (path, text) in files.filter(|(path, _)| path.starts_with("src/")) {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for item in file.items {
            let syn::Item::Impl(block) = item else { continue };
            let syn::Type::Path(of) = *block.self_ty else { continue };
            if block.trait_.is_some() || of.path.segments.last().is_none_or(|last| last.ident != ty) {
                continue;
            }
            methods.extend(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                _ => None,
            }));
        }
    }
    methods
}

/// What every client has of a type, and the names that a client gives for a document which calls everything the same.
fn own_and_given(ty: &str, document: impl Fn(&BTreeSet<String>) -> Value) -> (BTreeSet<String>, Vec<String>) {
    let is_own = |path: &String| path.starts_with("src/runtime") || path == "src/client.rs";
    let files = client(&self::document());
    let own: BTreeSet<String> = methods(ty, files.iter().filter(|(path, _)| is_own(path))).into_iter().collect();
    let files = client(&document(&own));
    (own, methods(ty, files.iter().filter(|(path, _)| !path.starts_with("src/runtime"))))
}

#[test]
fn credentials_are_never_called_as_what_builders_have() {
    let (own, given) = own_and_given("ClientBuilder", |names| {
        let scheme = |name: &String| (name.clone(), json!({ "type": "http", "scheme": "bearer" }));
        let schemes: Map<String, Value> = names.iter().map(scheme).collect();
        let mut document = document();
        document["components"] = json!({ "securitySchemes": schemes });
        document
    });
    assert!(own.contains("given") && own.contains("ready") && own.contains("server"), "{own:?}");
    // Each scheme has a setter, and one for a source of tokens; `server` is of clients with servers.
    assert_eq!(given.len(), 2 * own.len() + 1, "{given:?}");
    let own: BTreeSet<&String> = own.iter().filter(|name| *name != "server").collect();
    no_two_are_the_same(own, &given);
}

#[test]
fn operations_are_never_called_as_what_clients_have() {
    let (own, given) = own_and_given("Client", |names| {
        let operation =
            |id: &str| json!({ "get": { "operationId": id, "responses": { "204": { "description": "" } } } });
        let mut document = document();
        // What takes a value itself is found before what borrows it: such methods of the prelude's traits would win.
        for id in names.iter().map(String::as_str).chain(["into", "try_into"]) {
            document["paths"][format!("/{id}")] = operation(id);
        }
        document
    });
    assert!(own.contains("of") && own.contains("builder"), "{own:?}");
    let own: BTreeSet<&String> = own.iter().filter(|name| *name != "new" && *name != "builder").collect();
    no_two_are_the_same(own, &given);
    assert!(!given.iter().any(|name| name == "into" || name == "try_into"), "{given:?}");
}

#[test]
fn arguments_are_never_called_as_what_calls_have() {
    let (own, given) = own_and_given("Call", |names| {
        let parameter = |name: &String| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
        let mut document = document();
        document["paths"]["/pets"]["get"]["parameters"] = names.iter().map(parameter).collect();
        document
    });
    assert!(own.contains("send") && own.contains("pages") && own.contains("server"), "{own:?}");
    let own: BTreeSet<&String> = own.iter().filter(|name| *name != "server").collect();
    no_two_are_the_same(own, &given);
}

fn no_two_are_the_same(own: BTreeSet<&String>, given: &[String]) {
    let mut seen = own;
    for name in given {
        assert!(seen.insert(name), "there are two of `{name}`");
    }
}

/// What emitted code names of the prelude.
const PRELUDE: &[&str] =
    &["Box", "Default", "Err", "From", "Into", "Iterator", "None", "Ok", "Option", "Result", "Some", "String", "Vec"];

/// What some files of a client import, over the clients of all fixtures, and what they name of the prelude.
fn imported(is_it: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = PRELUDE.iter().map(|name| (*name).to_owned()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for entry in ["emit", "dialects", "paging"].iter().flat_map(|name| fs::read_dir(folder.join(name)).expect("there"))
    {
        let documents = vec![fixture(&entry.expect("it can be listed").path())];
        let output = generate(&Input { package: "fixture".to_owned(), documents, ..Input::default() });
        for (path, text) in output.files.iter().filter(|(path, _)| is_it(path)) {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            for item in file.items {
                if let syn::Item::Use(line) = item {
                    leaves(&line.tree, &mut names);
                }
            }
        }
    }
    names.retain(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
    names
}

fn leaves(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
        syn::UseTree::Name(name) => _ = names.insert(name.ident.to_string()),
        syn::UseTree::Rename(name) => _ = names.insert(name.rename.to_string()),
        syn::UseTree::Glob(_) => {}
    }
}

/// The types that a file declares.
fn types_of(text: &str) -> Vec<String> {
    let items = syn::parse_file(text).expect("it parses").items.into_iter();
    let names = items.filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    });
    names.collect()
}

#[test]
fn operations_are_never_called_as_what_their_files_import() {
    let names = imported(|path| path.starts_with("src/operations/"));
    assert!(["As", "BTreeMap", "Call", "Written"].iter().all(|name| names.contains(*name)), "{names:?}");
    let mut document = document();
    for name in &names {
        let answers = json!({ "204": { "description": "Done" } });
        document["paths"][format!("/{name}")] = json!({ "get": { "operationId": name, "responses": answers } });
    }
    let files = client(&document);
    let files = files.iter().filter(|(path, _)| path.starts_with("src/operations/"));
    let declared: Vec<String> = files.flat_map(|(_, text)| types_of(text)).collect();
    assert_eq!(declared.len(), names.len() + 1, "{declared:?}");
    let clash: Vec<&String> = declared.iter().filter(|name| names.contains(*name)).collect();
    assert!(clash.is_empty(), "{clash:?}");
}

#[test]
fn types_are_never_called_as_what_their_file_imports() {
    let names = imported(|path| path == "src/types.rs");
    assert!(names.contains("BTreeMap") && names.contains("Uuid"), "{names:?}");
    let schema =
        |name: &String| (name.clone(), json!({ "type": "object", "properties": { "id": { "type": "string" } } }));
    let schemas: Map<String, Value> = names.iter().map(schema).collect();
    let mut document = document();
    document["components"] = json!({ "schemas": schemas });
    let files = client(&document);
    let declared = types_of(&files["src/types.rs"]);
    assert_eq!(declared.len(), names.len(), "{declared:?}");
    let clash: Vec<&String> = declared.iter().filter(|name| names.contains(*name)).collect();
    assert!(clash.is_empty(), "{clash:?}");
}
