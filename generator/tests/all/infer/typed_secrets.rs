//! Secrets and repeated credentials among the parameters that declare a type.

use clientsmith::{Files, Input, generate};
use serde_json::{Value, json};

use crate::support::{rendered, text};

/// Generates the client of a document with one operation, and returns its files and its diagnostics as text.
fn client(parameters: &Value, schemes: &Value, security: Option<Value>) -> (Files, String) {
    let mut operation = json!({
        "operationId": "listFiles",
        "parameters": parameters,
        "responses": { "204": { "description": "Done" } },
    });
    if let Some(security) = security {
        operation["security"] = security;
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Files", "version": "1" },
        "servers": [{ "url": "https://files.example" }],
        "paths": { "/files": { "get": operation } },
        "components": { "securitySchemes": schemes },
    });
    let documents = vec![text("files.json", document.to_string())];
    let output = generate(&Input { package: "files".to_owned(), documents, ..Input::default() });
    assert!(!output.files.is_empty(), "{}", rendered(&output.diagnostics));
    (output.files, rendered(&output.diagnostics))
}

/// Returns the file of operations.
fn operations(files: &Files) -> &str {
    let mut found = files.iter().filter(|(path, _)| path.starts_with("src/operations/"));
    found.find(|(_, text)| text.contains("struct ListFiles")).map_or("", |(_, text)| text)
}

fn parameter(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "query", "required": true, "description": description, "schema": { "type": "string" } })
}

fn bearer() -> Value {
    json!({ "app": { "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": "https://a.example", "scopes": {} } } } })
}

#[test]
fn declared_strings_that_are_secrets_are_redacted() {
    let parameters = json!([
        parameter("token", "Authentication token. Requires scope: `files:read`"),
        parameter("password", ""),
        parameter("password_hint", ""),
        parameter("page_token", "The token of the next page"),
        { "name": "auth_token", "in": "query", "schema": { "type": "string", "enum": ["a", "b"] } },
        { "name": "access_token", "in": "query", "schema": { "type": "integer" } },
        { "name": "api_key", "in": "query", "x-secret": false, "schema": { "type": "string" } },
    ]);
    let (files, _) = client(&parameters, &json!({}), None);
    let text = operations(&files);
    for field in [
        "token: SecretString,",
        "password: SecretString,",
        "password_hint: String,",
        "page_token: String,",
        "access_token: Option<i64>,",
        "api_key: Option<String>,",
    ] {
        assert!(text.contains(field), "{field} {text}");
    }
    assert!(!text.contains("auth_token: Option<SecretString>"), "{text}");
}

#[test]
fn repeated_credential_is_optional() {
    let parameters = json!([parameter("token", "Authentication token")]);
    let (files, diagnostics) = client(&parameters, &bearer(), Some(json!([{ "app": [] }])));
    let text = operations(&files);
    assert!(text.contains("token: Option<SecretString>,") && text.contains("fn list_files(&self)"), "{text}");
    assert!(text.contains("the client sends its credential `app`"), "{text}");
    assert!(diagnostics.contains("`token` is the credential `app`"), "{diagnostics}");
}

#[test]
fn credential_that_is_not_always_sent_is_required() {
    let parameters = json!([parameter("token", "Authentication token")]);
    let key = json!({ "app": { "type": "apiKey", "in": "header", "name": "X-Key" } });
    let basic = json!({ "app": { "type": "http", "scheme": "basic" } });
    for (schemes, security) in [
        (bearer(), None),
        (bearer(), Some(json!([{ "app": [] }, {}]))),
        (key, Some(json!([{ "app": [] }]))),
        (basic, Some(json!([{ "app": [] }]))),
    ] {
        let (files, diagnostics) = client(&parameters, &schemes, security.clone());
        assert!(operations(&files).contains("    token: SecretString,"), "{schemes} {security:?}");
        assert!(!diagnostics.contains("`token`"), "{diagnostics}");
    }
}

#[test]
fn other_values_are_not_repeated_credentials() {
    let security = || Some(json!([{ "app": [] }]));
    let mut other = parameter("token", "Authentication token");
    other["x-role"] = json!("none");
    for parameter in [other, parameter("token", "Token to revoke"), parameter("user_token", "The token of the user")] {
        let (files, _) = client(&json!([parameter]), &bearer(), security());
        assert!(!operations(&files).contains("Option<"), "{parameter}");
    }
}

#[test]
fn key_in_another_place_is_a_repeated_credential() {
    let schemes = json!({ "app": { "type": "apiKey", "in": "header", "name": "X-API-Key" } });
    let parameters = json!([parameter("api_key", "Your API key")]);
    let (files, _) = client(&parameters, &schemes, Some(json!([{ "app": [] }])));
    assert!(operations(&files).contains("api_key: Option<SecretString>,"), "{}", operations(&files));
}

#[test]
fn other_value_in_the_place_of_a_credential_replaces_it_without_security() {
    let schemes = json!({
        "key": { "type": "apiKey", "in": "query", "name": "key" },
        "user": { "type": "apiKey", "in": "header", "name": "X-User" },
    });
    let mut parameters = json!([parameter("key", "A key of the map")]);
    let (files, _) = client(&parameters, &schemes, None);
    assert!(!operations(&files).contains("key: "), "the credential is sent in its place: {}", operations(&files));
    parameters[0]["x-role"] = json!("none");
    let (files, _) = client(&parameters, &schemes, None);
    let text = operations(&files);
    assert!(text.contains("    key: String,") && text.contains("const SECURITY"), "{text}");
    let security =
        text.split("const SECURITY").nth(1).and_then(|rest| rest.split_once(';')).map_or("", |(item, _)| item);
    assert!(security.contains("user") && !security.contains("\"key\""), "{security}");
}
