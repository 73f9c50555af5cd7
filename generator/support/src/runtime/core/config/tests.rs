//! Tests of client configuration and credentials.

use http::header::HeaderValue;
use url::Url;

use super::super::error::BuildError;
use super::{CredentialLocation, InsecureHosts, SecurityRequirements, ServiceMetadata};
use crate::runtime::core::secret::SecretString;
use crate::runtime::facade::async_impl::{Client, ClientBuilder};

static PETS: ServiceMetadata = ServiceMetadata {
    user_agent: "pets/0.1.0",
    base_url: Some("https://pets.example/v1/"),
    secret_fields: &[],
    rate_limit: None,
};
static WITHOUT_BASE_URL: ServiceMetadata =
    ServiceMetadata { user_agent: "pets/0.1.0", base_url: None, secret_fields: &[], rate_limit: None };

fn build(base_url: &str) -> Result<Client, BuildError> {
    ClientBuilder::from_metadata(&PETS).base_url(base_url).build()
}

#[test]
fn base_url_is_stored_without_trailing_slashes() {
    let cases = [
        ("http://127.0.0.1:8080/2.2", "http://127.0.0.1:8080/2.2"),
        ("https://pets.example", "https://pets.example"),
        (" HTTPS://Pets.example:443/ ", "https://pets.example"),
        ("https://pets.example/a/b//", "https://pets.example/a/b"),
        ("http://me:opensesame@pets.example/a", "http://pets.example/a"),
    ];
    for (input, expected) in cases {
        assert_eq!(build(input).unwrap().inner.base_url(), expected);
    }
}

#[test]
fn invalid_base_url_is_an_error() {
    let cases = [
        ("pets.example/v1", "base URL (redacted): it has no scheme, such as `https://`"),
        (
            "ftp://pets.example",
            "base URL `ftp://pets.example`: its scheme is ftp, but only http and https are supported",
        ),
        ("https://pets.example/?a=b", "base URL `https://pets.example`: it has a query or a fragment"),
        ("https://pets.example/#a", "base URL `https://pets.example`: it has a query or a fragment"),
        ("http://pets.example:x", "base URL (redacted): invalid port number"),
        ("http://me:opensesame@:x", "base URL (redacted): "),
        ("ftp://me:opensesame@pets.example", "base URL `ftp://pets.example`: its scheme"),
        ("https://pets.example:81/opensesame?a", "base URL `https://pets.example:81`: it has a query or a fragment"),
        ("opensesame", "base URL (redacted): it has no scheme"),
        ("", "base URL (redacted): it has no scheme"),
        ("localhost:8080", "base URL (redacted): it has no scheme"),
        ("me:opensesame@pets.example", "base URL (redacted): it has no scheme"),
    ];
    for (input, expected) in cases {
        let message = build(input).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
        assert!(!message.contains("sesame"), "{message}");
    }
}

#[test]
fn missing_base_url_is_an_error() {
    let message = ClientBuilder::from_metadata(&WITHOUT_BASE_URL).build().unwrap_err().to_string();
    assert_eq!(message, "the API description has no server: set its URL with `base_url`");
    let client = Client::from_metadata(&WITHOUT_BASE_URL);
    assert_eq!(client.inner.ready().err().unwrap().to_string(), message);
    assert_eq!(format!("{client:?}"), "Client { base_url: \"\", .. }");
}

#[test]
fn credentials_are_added_in_their_locations() {
    let client = ClientBuilder::from_metadata(&PETS)
        .credential("key", CredentialLocation::Query("key"), "k & k".into())
        .credential("header", CredentialLocation::Header("X-Api-Key"), "first".into())
        .credential("header", CredentialLocation::Header("X-Api-Key"), "second".into())
        .credential("sid", CredentialLocation::Cookie("sid"), "a;b".into())
        .basic("login", "me", "opensesame")
        .build()
        .unwrap();
    let identity = &client.inner.ready().unwrap().core.identity;
    let credentials = identity.for_request(None, false, None).unwrap();
    assert_eq!((credentials.query.as_str(), credentials.cookies.as_str()), ("key=k%20%26%20k", "sid=a%3Bb"));
    assert_eq!(credentials.headers["x-api-key"], "second");
    assert_eq!(credentials.headers["authorization"], "Basic bWU6b3BlbnNlc2FtZQ==");
    assert!(credentials.headers.values().all(HeaderValue::is_sensitive));
    let secrets: Vec<&str> = identity.secrets.iter().map(SecretString::expose_secret).collect();
    assert_eq!(secrets, ["k & k", "second", "a;b", "bWU6b3BlbnNlc2FtZQ==", "opensesame"]);
}

/// Returns a builder with four credentials, two of them query parameters at the same location.
fn builder_with_credentials() -> ClientBuilder {
    ClientBuilder::from_metadata(&PETS)
        .credential("key", CredentialLocation::Query("key"), "k".into())
        .credential("app", CredentialLocation::Query("key"), "a".into())
        .credential("header", CredentialLocation::Header("X-Key"), "x".into())
        .credential("token", CredentialLocation::Bearer, "opensesame".into())
}

#[test]
fn first_complete_security_alternative_is_used() {
    let client = builder_with_credentials().build().unwrap();
    let identity = &client.inner.ready().unwrap().core.identity;
    let table: [(SecurityRequirements, &str, &str, bool); 7] = [
        (Some(&[]), "", "", false),
        (Some(&[&["app", "token"]]), "key=a", "Bearer opensesame", false),
        (Some(&[&["login"], &["key"], &["token"]]), "key=k", "", false),
        (Some(&[&["key", "login"], &["header"], &[]]), "", "", true),
        (Some(&[&["login"], &[]]), "", "", false),
        (Some(&[&["token"], &["key"]]), "", "Bearer opensesame", false),
        (None, "key=a", "Bearer opensesame", true),
    ];
    for (security, query, authorization, has_key) in table {
        let credentials = identity.for_request(security, false, None).unwrap();
        let header = |name: &str| credentials.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!((credentials.query.as_str(), header("authorization")), (query, authorization), "{security:?}");
        assert_eq!(header("x-key"), if has_key { "x" } else { "" }, "{security:?}");
    }
}

#[test]
fn missing_credential_error_names_the_credentials() {
    let client = builder_with_credentials().build().unwrap();
    let identity = &client.inner.ready().unwrap().core.identity;
    let security: SecurityRequirements = Some(&[&["key", "login"], &["other", "one"]]);
    let error = identity.for_request(security, false, None).err().unwrap();
    assert_eq!(error.missing_credentials(), [vec!["login"], vec!["other", "one"]]);
    let message = "missing credential: set `login`, or `other` and `one` on the client builder";
    assert_eq!(error.to_string(), message);
    let unauthenticated = identity.for_request(security, true, None).unwrap();
    assert!(!unauthenticated.is_secret(), "the call has its own credential");
    let client = build("https://me:opensesame@pets.example").unwrap();
    let core = &client.inner.ready().unwrap().core;
    for security in [security, Some(&[])] {
        let credentials = core.identity.for_request(security, false, core.base.user(&core.base)).unwrap();
        assert!(credentials.headers.contains_key("authorization"), "the base URL contains user info");
    }
}

#[test]
fn invalid_credential_is_a_build_error() {
    let message = ClientBuilder::from_metadata(&PETS)
        .credential("token", CredentialLocation::Bearer, "open\nsesame".into())
        .build()
        .unwrap_err();
    assert_eq!(message.to_string(), "credential `Authorization`: it has a control character, such as a line break");
}

#[test]
fn debug_output_contains_no_secrets() {
    let builder = ClientBuilder::from_metadata(&PETS)
        .base_url("https://me:opensesame@pets.example/v1")
        .credential("token", CredentialLocation::Bearer, "opensesame".into())
        .credential("key", CredentialLocation::Query("key"), "opensesame".into())
        .basic("login", "me", "opensesame");
    let text = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(text.contains("https://pets.example/v1") && text.contains("token"), "{text}");
    assert!(!text.contains("sesame"), "{text}");
}

#[test]
fn clients_are_clone_send_and_sync() {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<Client>();
    check::<ClientBuilder>();
    check::<BuildError>();
}

#[test]
fn plain_http_requires_loopback_or_an_allowed_host() {
    let mut hosts = InsecureHosts::default();
    for host in ["Pets.Example", "10.0.0.7", "fe80::1", "[2001:db8::1]"] {
        hosts.allow(host);
    }
    let open = [
        "https://elsewhere.example",
        "http://127.0.0.1:8080",
        "http://127.9.9.9",
        "http://[::1]:80",
        "http://127.1",
        "http://LOCALHOST/a",
        "http://pets.example:8080/a",
        "http://10.0.0.7",
        "http://[fe80::1]",
        "http://[2001:db8::1]:81",
    ];
    for url in open {
        assert_eq!(hosts.check(&Url::parse(url).unwrap()), Ok(()), "{url}");
    }
    for url in ["http://elsewhere.example", "http://a.pets.example", "http://localhost.example", "http://128.0.0.1"] {
        let message = hosts.check(&Url::parse(url).unwrap()).unwrap_err().to_string();
        assert!(message.contains("plain HTTP") && message.contains("allow_http"), "{message}");
    }
}
