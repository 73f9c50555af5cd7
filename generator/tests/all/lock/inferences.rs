//! Conclusions of inference stay the same when rules conclude something else, until they are accepted.

use clientsmith::diagnostic::Diagnostics;
use clientsmith::{Input, Output};
use serde_json::{Value, json};

use super::{generated, generated_with, text};
use crate::support::rendered;

/// Returns a document that declares little about its parameters. `changes` replaces parameters by name.
fn orders(changes: &Value) -> Value {
    let parameters = [
        json!({ "name": "page", "in": "query", "description": "The page number, starting at 1." }),
        json!({ "name": "pagesize", "in": "query", "description": "The number of items per page, an integer." }),
        json!({ "name": "tags", "in": "query", "description": "A comma-separated list of tags." }),
        json!({ "name": "password", "in": "query", "description": "The password of the archive. Required." }),
        json!({ "name": "note", "in": "query", "schema": { "type": "string" } }),
    ];
    let parameters = parameters.into_iter().map(|parameter| {
        let name = parameter["name"].as_str().unwrap_or_default();
        changes.get(name).cloned().unwrap_or(parameter)
    });
    let parameters: Vec<Value> = parameters.collect();
    let items = json!({ "type": "array", "items": { "type": "string" } });
    let properties = json!({ "items": items, "has_more": { "type": "boolean" } });
    let schema = json!({ "type": "object", "required": ["items", "has_more"], "properties": properties });
    let schema = json!({ "schemas": { "Orders": schema } });
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Orders" } } });
    let responses = json!({ "200": { "description": "Done", "content": content } });
    let get = json!({ "operationId": "listOrders", "parameters": parameters, "responses": responses });
    let info = json!({ "title": "Shop", "version": "1" });
    json!({ "openapi": "3.0.3", "info": info, "paths": { "/orders": { "get": get } }, "components": schema })
}

fn accepted(document: &Value, lock: &str) -> Output {
    generated_with(document, lock, Input { accept_inferences: true, ..Input::default() })
}

/// Returns the lock with a part replaced, which must be there.
fn edited(lock: &str, from: &str, to: &str) -> String {
    assert!(lock.contains(from), "{from}\n{lock}");
    lock.replace(from, to)
}

/// Returns the section of a lock with the conclusions.
fn section(lock: &str) -> &str {
    let (start, end) = (lock.find("inferences:"), lock.find("names:"));
    start.zip(end).and_then(|(start, end)| lock.get(start..end)).expect("the lock has the section")
}

#[test]
fn new_lock_contains_the_conclusions() {
    let first = generated(&orders(&json!({})), "");
    insta::assert_snapshot!(section(&first.lock));
}

#[test]
fn locked_conclusions_stay_until_accepted() {
    let document = orders(&json!({}));
    let first = generated(&document, "");
    let methods = |output: &Output| text(output, "src/operations/orders.rs").to_owned();
    let cases = [
        (
            "type",
            "    query page:\n      format: int32\n      role: page\n      type: integer\n",
            "    query page:\n      type: string\n",
        ),
        ("list", "      list: csv\n", ""),
        ("separator", "      list: csv\n", "      list: pipes\n"),
        ("required", "      required: true\n", ""),
        ("secret", "      secret: true\n", ""),
        ("role", "      role: page\n", ""),
        (
            "pagination",
            "    pagination:\n      first: 1\n      items: items\n      more: has_more\n      page: page\n",
            "",
        ),
        ("first page", "      first: 1\n", "      first: 0\n"),
    ];
    let mut notes = String::new();
    for (case, from, to) in cases {
        let earlier = edited(&first.lock, from, to);
        let kept = generated(&document, &earlier);
        notes.push_str(&format!("# {case}\n{}\n", rendered(&kept.diagnostics)));
        assert_eq!(section(&kept.lock), section(&earlier), "{case}");
        assert_eq!(case == "role", methods(&kept) == methods(&first), "{case}");
        // The next generation has the same client and the same notes.
        let next = generated(&document, &kept.lock);
        assert!(next.files == kept.files && next.ledger == kept.ledger, "{case}");
        assert_eq!(rendered(&next.diagnostics), rendered(&kept.diagnostics), "{case}");
        let accepted = accepted(&document, &earlier);
        assert!(accepted.files == first.files && accepted.lock == first.lock, "{case}");
        assert_eq!(rendered(&accepted.diagnostics), rendered(&first.diagnostics), "{case}");
    }
    insta::assert_snapshot!(notes);
}

#[test]
fn ledger_names_the_lock_as_the_cause() {
    let document = orders(&json!({}));
    let first = generated(&document, "");
    let earlier = edited(&first.lock, "      list: csv\n", "");
    let kept = generated(&document, &earlier);
    let start = kept.ledger.find("- parameter: tags").expect("an entry");
    let end = start + kept.ledger[start..].find("- parameter: password").expect("an entry");
    insta::assert_snapshot!(&kept.ledger[start..end]);
}

#[test]
fn declared_fact_replaces_the_locked_one() {
    let first = generated(&orders(&json!({})), "");
    let tags = json!({ "name": "tags", "in": "query", "schema": { "type": "integer", "format": "int64" } });
    let password = json!({ "name": "password", "in": "query", "required": false, "x-secret": false });
    let declared = generated(&orders(&json!({ "tags": tags, "password": password })), &first.lock);
    let methods = text(&declared, "src/operations/orders.rs");
    assert!(methods.contains("pub fn tags(mut self, tags: i64)"), "{methods}");
    assert!(!declared.lock.contains("query tags:\n      list"), "{}", declared.lock);
    assert!(!declared.lock.contains("secret") && !declared.lock.contains("required"), "{}", declared.lock);
    assert_eq!(rendered(&declared.diagnostics), "no findings");
}

#[test]
fn declared_pagination_replaces_the_locked_one() {
    let mut document = orders(&json!({}));
    let first = generated(&document, "");
    document["paths"]["/orders"]["get"]["x-pagination"] = json!(false);
    let declared = generated(&document, &first.lock);
    assert!(!declared.lock.contains("pagination:"), "{}", declared.lock);
    assert_eq!(rendered(&declared.diagnostics), "no findings");
}

#[test]
fn removed_declaration_leaves_the_new_conclusion() {
    let page = json!({ "name": "page", "in": "query", "schema": { "type": "string" } });
    let first = generated(&orders(&json!({ "page": page })), "");
    let second = generated(&orders(&json!({})), &first.lock);
    let methods = text(&second, "src/operations/orders.rs");
    assert!(methods.contains("pub fn page(mut self, page: i32)"), "{methods}");
}

#[test]
fn new_operation_and_parameter_take_the_new_conclusions() {
    let mut document = orders(&json!({}));
    let first = generated(&document, "");
    let operation = document["paths"]["/orders"]["get"].clone();
    let mut other = operation.clone();
    other["operationId"] = json!("listReturns");
    document["paths"]["/returns"] = json!({ "get": other });
    let parameters = document["paths"]["/orders"]["get"]["parameters"].as_array_mut().expect("a list");
    parameters.push(json!({ "name": "limit_tags", "in": "query", "description": "A comma-separated list of tags." }));
    let second = generated(&document, &first.lock);
    assert_eq!(rendered(&second.diagnostics), "no findings");
    assert!(second.lock.contains("    query limit_tags:\n      list: csv\n"), "{}", second.lock);
    assert!(second.lock.contains("  GET /returns:\n    pagination:\n"), "{}", second.lock);
}

#[test]
fn lock_without_the_section_takes_all_conclusions() {
    let document = orders(&json!({}));
    let first = generated(&document, "");
    let section = section(&first.lock);
    let second = generated(&document, &edited(&first.lock, section, ""));
    assert!(second.files == first.files && second.lock == first.lock);
    // An empty section states that nothing was inferred.
    let third = generated(&document, &edited(&first.lock, section, "inferences: {}\n"));
    let codes = third.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str());
    assert_eq!(codes.collect::<Vec<_>>(), ["inference-changed"; 4], "{}", rendered(&third.diagnostics));
}

#[test]
fn credentials_keep_their_schemes() {
    let info = json!({ "title": "Shop", "version": "1" });
    let operation = |id: &str| {
        let key = json!({ "name": "api_key", "in": "query", "description": "Your API key. Required." });
        let responses = json!({ "204": { "description": "Done" } });
        json!({ "get": { "operationId": id, "parameters": [key], "responses": responses } })
    };
    let paths = json!({ "/a": operation("a"), "/b": operation("b") });
    let document = json!({ "openapi": "3.0.3", "info": info, "paths": paths });
    let first = generated(&document, "");
    assert!(first.lock.contains("  credentials:\n    api_key:\n      scheme: query api_key\n"), "{}", first.lock);
    // The parameters stay parameters.
    let earlier = edited(&first.lock, "      credential: api_key\n", "");
    let kept = generated(&document, &earlier);
    assert!(text(&kept, "src/operations/a.rs").contains("api_key"), "{}", text(&kept, "src/operations/a.rs"));
    assert!(!kept.lock.contains("scheme:"), "{}", kept.lock);
    // The credential keeps its place.
    let earlier = edited(&first.lock, "scheme: query api_key", "scheme: header X-Key");
    let kept = generated(&document, &earlier);
    assert_eq!(kept.lock, earlier);
    assert_eq!(rendered(&kept.diagnostics).matches("[inference-changed]").count(), 1);
}

#[test]
fn responses_keep_their_schemas() {
    let mut document = orders(&json!({}));
    document["paths"]["/orders"]["get"]["responses"] = json!({ "200": { "description": "Returns the orders." } });
    let first = generated(&document, "");
    let earlier = edited(&first.lock, "      schema: null\n", "      schema: Orders\n");
    let kept = generated(&document, &earlier);
    assert_eq!(section(&kept.lock), section(&earlier));
    let methods = text(&kept, "src/operations/orders.rs");
    assert!(methods.contains("type Output = types::Orders;"), "{methods}");
    assert_eq!(rendered(&kept.diagnostics).matches("[inference-changed]").count(), 1);
    assert!(accepted(&document, &earlier).files == first.files);
}

#[test]
fn invalid_facts_are_reported() {
    let facts = [
        "query page: {type: date}",
        "query page: {format: int32}",
        "query page: {type: string, list: comma}",
        "query page: {required: 1, secret: true}",
        "query page: {role: pages}",
        "query page: {minItems: -1}",
        "query page: {colour: red}",
        "query page: integer",
        "pagination: {page: page, next: more}",
        "pagination: {first: 1}",
        "response 200: {schema: 1}",
        "page: {type: integer}",
    ];
    let mut out = String::new();
    for facts in facts {
        let mut diagnostics = Diagnostics::default();
        let lock = format!("version: 1\ninferences:\n  GET /x:\n    {facts}\n");
        clientsmith::lock::read(&crate::support::text("shop.lock.yaml", lock), &mut diagnostics);
        out.push_str(&format!("# {facts}\n{}\n", rendered(&diagnostics)));
    }
    insta::assert_snapshot!(out);
}
