//! Names of a client stay the same when its description changes.

#[path = "lock/inferences.rs"]
mod inferences;

use clientsmith::diagnostic::Code;
use clientsmith::document::Text;
use clientsmith::lock::{InferenceSection, KeptSections, LockedRelease, LockedSource};
use clientsmith::names::lock::NameLock;
use clientsmith::{Input, Output, generate};
use serde_json::{Map, Value, json};

/// Generates a client, with the lock of an earlier generation.
fn generated(document: &Value, lock: &str) -> Output {
    generated_with(document, lock, Input::default())
}

fn generated_with(document: &Value, lock: &str, options: Input) -> Output {
    let text = |name: &str, text: &str| Text { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let lock = (!lock.is_empty()).then(|| text("shop.lock.yaml", lock));
    let documents = vec![text("shop.yaml", &document.to_string())];
    let output = generate(&Input { package: "shop".to_owned(), documents, lock, ..options });
    assert!(!output.diagnostics.has_errors(), "{:?}", output.diagnostics.iter().next());
    output
}

fn document(paths: &Value, schemas: &Value) -> Value {
    let info = json!({ "title": "Shop", "version": "1" });
    json!({ "openapi": "3.0.3", "info": info, "paths": paths, "components": { "schemas": schemas } })
}

/// Returns an operation with the schemas of a response and of parameters.
fn operation(id: &str, response: &str, parameters: &Value) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{response}") } } });
    let responses = json!({ "200": { "description": "Done", "content": content } });
    json!({ "operationId": id, "parameters": parameters, "responses": responses })
}

fn object(properties: &[&str]) -> Value {
    let properties: Map<String, Value> =
        properties.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn parameter(name: &str) -> Value {
    json!({ "name": name, "in": "query", "required": true, "schema": { "type": "string" } })
}

fn text<'o>(output: &'o Output, path: &str) -> &'o str {
    output.files.get(path).map_or("", String::as_str)
}

#[test]
fn schema_keeps_its_name_next_to_a_new_one() {
    let paths = json!({ "/user": { "get": operation("user", "user_info", &json!([])) } });
    let first = generated(&document(&paths, &json!({ "user_info": object(&["id"]) })), "");
    assert!(text(&first, "src/types.rs").contains("pub struct UserInfo {\n    pub id: String,"));
    let both = json!({ "UserInfo": object(&["login"]), "user_info": object(&["id"]) });
    let second = generated(&document(&paths, &both), &first.lock);
    assert!(text(&second, "src/types.rs").contains("pub struct UserInfo {\n    pub id: String,"));
    assert!(first.lock.contains("user_info: UserInfo"));
    // The new schema would have the name without the lock.
    let without = generated(&document(&paths, &both), "");
    assert!(text(&without, "src/types.rs").contains("pub struct UserInfo {\n    pub login: String,"));
}

#[test]
fn method_keeps_its_name_next_to_a_new_one() {
    let users = json!({ "get": operation("getUser", "User", &json!([])) });
    let user = json!({ "get": operation("get_user", "User", &json!([])) });
    let schemas = json!({ "User": object(&["id"]) });
    let first = generated(&document(&json!({ "/u": users }), &schemas), "");
    let second = generated(&document(&json!({ "/u": users, "/user": user }), &schemas), &first.lock);
    let methods = text(&second, "src/operations/u.rs");
    assert!(methods.contains("pub fn get_user(&self) -> Call<'_, GetUser, M>"), "{methods}");
}

#[test]
fn renamed_path_parameter_keeps_its_operation() {
    let path = |name: &str| {
        let parameter = json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        let operation = json!({ "parameters": [parameter], "responses": { "204": { "description": "Done" } } });
        document(&json!({ format!("/users/{{{name}}}"): { "delete": operation } }), &json!({}))
    };
    let first = generated(&path("id"), "");
    let second = generated(&path("userId"), &first.lock);
    let method =
        text(&first, "src/operations/users.rs").lines().find(|line| line.contains("pub fn delete")).unwrap_or_default();
    assert!(!method.is_empty() && text(&second, "src/operations/users.rs").contains(method), "{method}");
}

#[test]
fn positional_parameters_keep_their_order() {
    let find = |parameters: &[&str]| {
        let parameters: Vec<Value> = parameters.iter().map(|name| parameter(name)).collect();
        let paths = json!({ "/find": { "get": operation("find", "Address", &json!(parameters)) } });
        move |properties: &[&str]| document(&paths, &json!({ "Address": object(properties) }))
    };
    let first = generated(&find(&["user", "login"])(&["line1", "city", "country"]), "");
    let changed = find(&["day", "login", "user"])(&["country", "zip", "line1", "city"]);
    let second = generated(&changed, &first.lock);
    let arguments = |name: &str| format!("{name}: impl Into<String>");
    let expected = ["user", "login", "day"].map(arguments).join(",\n        ");
    assert!(text(&second, "src/operations/find.rs").contains(&expected), "{}", text(&second, "src/operations/find.rs"));
    let expected = ["line1", "city", "country", "zip"].map(arguments).join(",\n        ");
    assert!(text(&second, "src/types.rs").contains(&expected), "{}", text(&second, "src/types.rs"));
}

#[test]
fn alternatives_with_different_orders_keep_them() {
    let items = json!({ "oneOf": [object(&["id", "kind"]), object(&["kind", "id", "url"])] });
    let body = json!({ "required": true, "content": { "application/json": { "schema": items } } });
    let responses = json!({ "204": { "description": "Done" } });
    let post = json!({ "operationId": "add", "requestBody": body, "responses": responses });
    let document = document(&json!({ "/add": { "post": post } }), &json!({}));
    let first = generated(&document, "");
    let second = generated(&document, &first.lock);
    assert!(first.files == second.files && first.lock == second.lock, "{}", first.lock);
    let types = text(&first, "src/types.rs");
    let is_new = |line: &&str| line.contains("pub fn new(");
    assert_eq!(types.lines().filter(is_new).count(), 2, "{types}");
    let (shorter, longer) = (
        types.find("    pub id: String,\n    pub kind: String,\n"),
        types.find("    pub kind: String,\n    pub id: String,\n"),
    );
    assert!(shorter.is_some() && longer.is_some(), "{types}");
    assert!(!first.lock.contains("order:\n  fields of"), "{}", first.lock);
}

#[test]
fn renamed_operation_keeps_its_name_until_accepted() {
    let described = |id: &str| {
        let paths = json!({ "/user": { "get": operation(id, "User", &json!([parameter("login")])) } });
        document(&paths, &json!({ "User": object(&["id"]) }))
    };
    let first = generated(&described("getUser"), "");
    let kept = generated(&described("fetchUser"), &first.lock);
    assert!(text(&kept, "src/operations/user.rs").contains("pub fn get_user("));
    let notes: Vec<String> = kept.diagnostics.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("operation_renamed", notes.join("\n"));
    let accepted = Input { accept_renames: true, ..Input::default() };
    let accepted = generated_with(&described("fetchUser"), &first.lock, accepted);
    let methods = text(&accepted, "src/operations/user.rs");
    assert!(methods.contains("pub fn fetch_user("), "{methods}");
    assert!(methods.contains("#[deprecated(note = \"renamed to `fetch_user`\")]\n    pub fn get_user("), "{methods}");
    assert!(methods.contains("pub type GetUser = FetchUser;"), "{methods}");
    // The aliases stay, and then nothing changes any more.
    let next = generated(&described("fetchUser"), &accepted.lock);
    assert!(next.files == accepted.files && next.lock == accepted.lock);
    let pruned = generated_with(&described("fetchUser"), &next.lock, Input { prune_lock: true, ..Input::default() });
    assert!(!text(&pruned, "src/operations/user.rs").contains("get_user"));
}

#[test]
fn configured_name_leaves_an_alias() {
    let described = |schema: Value| {
        let paths = json!({ "/user": { "get": operation("getUser", "User", &json!([])) } });
        document(&paths, &json!({ "User": schema }))
    };
    let first = generated(&described(object(&["id"])), "");
    let mut schema = object(&["id"]);
    schema["x-rust-name"] = json!("Person");
    let renamed = generated(&described(schema), &first.lock);
    let types = text(&renamed, "src/types.rs");
    assert!(types.contains("pub struct Person {") && types.contains("pub type User = Person;"), "{types}");
    // Without the configured name, the locked one stays; the first name is an alias of it.
    let back = generated(&described(object(&["id"])), &renamed.lock);
    assert!(back.files == renamed.files);
}

#[test]
fn retired_names_stay_reserved() {
    let paths = json!({ "/user": { "get": operation("user", "User", &json!([])) } });
    let first = generated(&document(&paths, &json!({ "User": object(&["id"]), "Old": object(&["x"]) })), "");
    let second = generated(&document(&paths, &json!({ "User": object(&["id"]) })), &first.lock);
    assert!(second.lock.contains("retired:\n  fields of Old:\n    x: x\n  types:\n    Old: Old\n"), "{}", second.lock);
    let third = document(&paths, &json!({ "User": object(&["id"]), "old": object(&["y"]) }));
    let third = generated(&third, &second.lock);
    assert!(!text(&third, "src/types.rs").contains("pub struct Old {"));
    // An item that comes back has its name again.
    let schemas = json!({ "User": object(&["id"]), "Old": object(&["x"]) });
    let back = document(&json!({ "/user": { "get": operation("user", "User", &json!([])) } }), &schemas);
    assert_eq!(generated(&back, &second.lock).lock, first.lock);
}

#[test]
fn second_generation_with_the_lock_changes_nothing() {
    insta::glob!("../fixtures", "{emit,infer}/*.yaml", |path| {
        let bytes = std::fs::read(path).expect("the fixture can be read");
        let input = |lock: Option<&Output>| Input {
            package: "fixture".to_owned(),
            documents: vec![Text { name: "fixture.yaml".to_owned(), bytes: bytes.clone() }],
            lock: lock.map(|output| Text { name: "lock.yaml".to_owned(), bytes: output.lock.clone().into_bytes() }),
            ..Input::default()
        };
        let first = generate(&input(None));
        let second = generate(&input(Some(&first)));
        // The order of arguments is locked now.
        let noted = |output: &Output| {
            let notes = output.diagnostics.iter().filter(|note| note.code != Code::SameTypedParameters);
            notes.cloned().collect::<Vec<_>>()
        };
        assert_eq!(noted(&second), noted(&first), "{}", path.display());
        assert!(first.files == second.files, "{}", path.display());
        assert_eq!(first.lock, second.lock, "{}", path.display());
    });
}

#[test]
fn sources_of_documents_are_kept() {
    let paths = json!({ "/user": { "get": operation("user", "User", &json!([])) } });
    let document = document(&paths, &json!({ "User": object(&["id"]) }));
    let source = |url: &str, etag: Option<&str>| LockedSource {
        url: url.to_owned(),
        sha256: "0123456789abcdef".repeat(4),
        date: "2026-01-31T12:00:00Z".to_owned(),
        etag: etag.map(str::to_owned),
        last_modified: etag.map(|_| "Sat, 31 Jan 2026 11:00:00 GMT".to_owned()),
    };
    let fetched = [("shop.yaml", Some("\"v1\"")), ("other.yaml", None)];
    let fetched = fetched.map(|(name, etag)| (name.to_owned(), source("https://shop.example/api", etag)));
    let first = generated_with(&document, "", Input { fetched: fetched.into(), ..Input::default() });
    let section = "\
sources:
  other.yaml:
    url: https://shop.example/api
    sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    date: 2026-01-31T12:00:00Z
  shop.yaml:
    url: https://shop.example/api
    sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    date: 2026-01-31T12:00:00Z
    etag: '\"v1\"'
    last-modified: Sat, 31 Jan 2026 11:00:00 GMT
";
    assert!(first.lock.ends_with(section), "{}", first.lock);
    assert_eq!(generated(&document, &first.lock).lock, first.lock);

    let moved = [("shop.yaml".to_owned(), source("https://other.example/api", None))];
    let second = generated_with(&document, &first.lock, Input { fetched: moved.into(), ..Input::default() });
    assert!(second.lock.contains("  shop.yaml:\n    url: https://other.example/api\n"), "{}", second.lock);
    assert!(second.lock.contains("  other.yaml:\n    url: https://shop.example/api\n"), "{}", second.lock);
    assert!(!second.lock.contains("etag"), "{}", second.lock);

    // Those of documents that the client no longer has are released with its names.
    let pruned = generated_with(&document, &first.lock, Input { prune_lock: true, ..Input::default() });
    assert!(pruned.lock.contains("  shop.yaml:") && !pruned.lock.contains("other.yaml"), "{}", pruned.lock);
}

#[test]
fn release_is_kept_until_another_is_recorded() {
    let paths = json!({ "/user": { "get": operation("user", "User", &json!([])) } });
    let document = document(&paths, &json!({ "User": object(&["id"]) }));
    let release = |version: &str| LockedRelease { version: version.to_owned(), api: "01".repeat(32) };
    let input = |version: &str| Input { release: Some(release(version)), ..Input::default() };
    let first = generated_with(&document, "", input("1.2.0"));
    let section = format!("release:\n  api: '{}'\n  version: 1.2.0\n", "01".repeat(32));
    assert!(first.lock.contains(&section), "{}", first.lock);
    assert_eq!(generated(&document, &first.lock).lock, first.lock);
    let second = generated_with(&document, &first.lock, input("1.3.0-beta.1"));
    assert_eq!(second.lock, first.lock.replace("1.2.0", "1.3.0-beta.1"));
    let versioned = generated_with(&document, "", Input { version: Some("1.3.0".to_owned()), ..Input::default() });
    assert!(text(&versioned, "Cargo.toml").contains("version = \"1.3.0\"\n"));
}

#[test]
fn sources_are_read_as_they_were_written() {
    // Texts that YAML could read as numbers, dates, null or booleans.
    let hashes = ["1".repeat(64), format!("1e{}", "1".repeat(62)), format!("0e{}", "0".repeat(62)), "0".repeat(64)];
    let etags =
        ["1", "1e5", "0x1F", "1_000", "12:30", "~", "null", "yes", "W/\"a: b #c\"", "2026-01-31", "'", "*a", ".inf"];
    let mut sources = std::collections::BTreeMap::new();
    for (at, etag) in etags.iter().enumerate() {
        let source = LockedSource {
            url: "https://shop.example/a?b=[c]&d=e: f".to_owned(),
            sha256: hashes[at % hashes.len()].clone(),
            date: "2026-01-31T12:00:00Z".to_owned(),
            etag: Some((*etag).to_owned()),
            last_modified: Some((*etag).to_owned()),
        };
        sources.insert(format!("specs/{etag}.yaml"), source);
    }
    let kept = KeptSections { sources, release: None };
    let lock = clientsmith::lock::write(&NameLock::default(), &InferenceSection::default(), &kept);
    let text = Text { name: "shop.lock.yaml".to_owned(), bytes: lock.into_bytes() };
    let mut diagnostics = clientsmith::diagnostic::Diagnostics::default();
    assert_eq!(clientsmith::lock::read(&text, &mut diagnostics).kept, kept);
    assert_eq!(diagnostics.iter().count(), 0);
}

#[test]
fn invalid_locks_are_reported() {
    let cases = [
        "version: 2\n",
        "- 1\n",
        "version: 1\nnames:\n  types:\n    A: not-a-name\n    B: Same\n    C: Same\n",
        "version: 1\nnames:\n  types: [A]\norder:\n  parameters of GET /x: [a, a]\nother: {}\n",
        "version: 1\nnames: {types: {A: T}}\nretired: {types: {B: T}}\n",
        "version: 1\nsources:\n  a.yaml: {url: shop, sha256: 12ab, date: 2026-01-31, etag: '', last-modified: 1, size: 2}\n  b.yaml: {}\n  c.yaml: none\n",
        "version: 1\nsources: []\n",
        "version: 1\nrelease: {version: '1.2', api: 12ab, date: today}\n",
        "version: 1\nrelease: none\n",
    ];
    let mut out = String::new();
    for lock in cases {
        let mut diagnostics = clientsmith::diagnostic::Diagnostics::default();
        let text = Text { name: "shop.lock.yaml".to_owned(), bytes: lock.as_bytes().to_vec() };
        clientsmith::lock::read(&text, &mut diagnostics);
        out.push_str(&format!("# {}\n", lock.replace('\n', "\n# ").trim_end_matches(['#', ' ', '\n'])));
        diagnostics.iter().for_each(|diagnostic| out.push_str(&format!("{diagnostic}\n")));
    }
    insta::assert_snapshot!(out);
}
