//! Names that clients reserve: items of a document with the same name are renamed, also for names added to the runtime
//! later.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clientsmith::{Files, Input, generate};
use serde_json::{Map, Value, json};

use crate::support::{fixture, text};

fn client(document: &Value) -> Files {
    let documents = vec![text("names.json", document.to_string())];
    let output = generate(&Input { package: "fixture".to_owned(), documents, ..Input::default() });
    assert!(!output.files.is_empty(), "{:?}", output.diagnostics);
    output.files
}

/// Creates a document with one operation and two servers, so that its client has all reserved names.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Names", "version": "1" },
        "servers": [{ "url": "https://one.example" }, { "url": "https://two.example" }],
        "paths": { "/pets": { "get": { "operationId": "listPets", "responses": { "204": { "description": "Done" } } } } },
    })
}

/// Returns the inherent methods of a type, once per definition.
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

/// Returns the methods that every client has on a type, and those of a client whose document uses all these names.
fn reserved_and_emitted(ty: &str, document: impl Fn(&BTreeSet<String>) -> Value) -> (BTreeSet<String>, Vec<String>) {
    let mut files = client(&self::document());
    files.retain(|path, _| path == "src/client.rs");
    // A client contains only the runtime code that it uses; names are reserved in all clients alike.
    let runtime = clientsmith_runtime::sources(&clientsmith_runtime::features().collect());
    files.extend(runtime.into_iter().map(|(path, text)| (format!("src/{path}"), text)));
    let reserved: BTreeSet<String> = methods(ty, files.iter()).into_iter().collect();
    let files = client(&document(&reserved));
    (reserved, methods(ty, files.iter().filter(|(path, _)| !path.starts_with("src/runtime"))))
}

#[test]
fn credentials_avoid_builder_method_names() {
    let (reserved, emitted) = reserved_and_emitted("ClientBuilder", |names| {
        let scheme = |name: &String| (name.clone(), json!({ "type": "http", "scheme": "bearer" }));
        let schemes: Map<String, Value> = names.iter().map(scheme).collect();
        let mut document = document();
        document["components"] = json!({ "securitySchemes": schemes });
        document
    });
    assert!(
        reserved.contains("push_credential") && reserved.contains("build_state") && reserved.contains("server"),
        "{reserved:?}"
    );
    // Each scheme has a setter and a token source setter; clients with servers also have `server`.
    assert_eq!(emitted.len(), 2 * reserved.len() + 1, "{emitted:?}");
    let reserved: BTreeSet<&String> = reserved.iter().filter(|name| *name != "server").collect();
    assert_distinct(reserved, &emitted);
}

#[test]
fn operations_avoid_client_method_names() {
    let (reserved, emitted) = reserved_and_emitted("Client", |names| {
        let operation =
            |id: &str| json!({ "get": { "operationId": id, "responses": { "204": { "description": "" } } } });
        let mut document = document();
        // Methods that take `self` win over methods that borrow it, such as those of traits of the prelude.
        for id in names.iter().map(String::as_str).chain(["into", "try_into"]) {
            document["paths"][format!("/{id}")] = operation(id);
        }
        document
    });
    assert!(reserved.contains("from_metadata") && reserved.contains("builder"), "{reserved:?}");
    let reserved: BTreeSet<&String> = reserved.iter().filter(|name| *name != "new" && *name != "builder").collect();
    assert_distinct(reserved, &emitted);
    assert!(!emitted.iter().any(|name| name == "into" || name == "try_into"), "{emitted:?}");
}

#[test]
fn parameters_avoid_call_method_names() {
    let (reserved, emitted) = reserved_and_emitted("Call", |names| {
        let parameter = |name: &String| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
        let mut document = document();
        document["paths"]["/pets"]["get"]["parameters"] = names.iter().map(parameter).collect();
        document
    });
    assert!(reserved.contains("send") && reserved.contains("pages") && reserved.contains("server"), "{reserved:?}");
    let reserved: BTreeSet<&String> = reserved.iter().filter(|name| *name != "server").collect();
    assert_distinct(reserved, &emitted);
}

fn assert_distinct(reserved: BTreeSet<&String>, emitted: &[String]) {
    let mut seen = reserved;
    for name in emitted {
        assert!(seen.insert(name), "`{name}` is defined twice");
    }
}

/// The names of the prelude that emitted code uses.
const PRELUDE: &[&str] =
    &["Box", "Default", "Err", "From", "Into", "Iterator", "None", "Ok", "Option", "Result", "Some", "String", "Vec"];

/// Returns the imports of the matching files over the clients of all fixtures, and the used names of the prelude.
fn imported(matches: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = PRELUDE.iter().map(|name| (*name).to_owned()).collect();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for entry in ["emit", "dialects", "pagination"]
        .iter()
        .flat_map(|name| fs::read_dir(directory.join(name)).expect("the directory can be listed"))
    {
        let documents = vec![fixture(&entry.expect("the entry can be read").path())];
        let output = generate(&Input { package: "fixture".to_owned(), documents, ..Input::default() });
        for (path, text) in output.files.iter().filter(|(path, _)| matches(path)) {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            for item in file.items {
                if let syn::Item::Use(line) = item {
                    collect_imports(&line.tree, &mut names);
                }
            }
        }
    }
    names.retain(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
    names
}

fn collect_imports(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => collect_imports(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| collect_imports(tree, names)),
        syn::UseTree::Name(name) => _ = names.insert(name.ident.to_string()),
        syn::UseTree::Rename(name) => _ = names.insert(name.rename.to_string()),
        syn::UseTree::Glob(_) => {}
    }
}

/// Returns the names of the types that a file declares.
fn declared_types(text: &str) -> Vec<String> {
    let items = syn::parse_file(text).expect("Rust").items.into_iter();
    let names = items.filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    });
    names.collect()
}

#[test]
fn operation_types_avoid_imported_names() {
    let names = imported(|path| path.starts_with("src/operations/"));
    assert!(["As", "BTreeMap", "Call", "SerializeAs"].iter().all(|name| names.contains(*name)), "{names:?}");
    let mut document = document();
    for name in &names {
        let responses = json!({ "204": { "description": "Done" } });
        document["paths"][format!("/{name}")] = json!({ "get": { "operationId": name, "responses": responses } });
    }
    let files = client(&document);
    let files = files.iter().filter(|(path, _)| path.starts_with("src/operations/"));
    let declared: Vec<String> = files.flat_map(|(_, text)| declared_types(text)).collect();
    assert_eq!(declared.len(), names.len() + 1, "{declared:?}");
    let clash: Vec<&String> = declared.iter().filter(|name| names.contains(*name)).collect();
    assert!(clash.is_empty(), "{clash:?}");
}

#[test]
fn schema_types_avoid_imported_names() {
    let names = imported(|path| path == "src/types.rs");
    assert!(names.contains("BTreeMap") && names.contains("Uuid"), "{names:?}");
    let schema =
        |name: &String| (name.clone(), json!({ "type": "object", "properties": { "id": { "type": "string" } } }));
    let schemas: Map<String, Value> = names.iter().map(schema).collect();
    let mut document = document();
    document["components"] = json!({ "schemas": schemas });
    let files = client(&document);
    let declared = declared_types(&files["src/types.rs"]);
    assert_eq!(declared.len(), names.len(), "{declared:?}");
    let clash: Vec<&String> = declared.iter().filter(|name| names.contains(*name)).collect();
    assert!(clash.is_empty(), "{clash:?}");
}
