//! What settings make a client, and what it shows of itself.

use http::header::HeaderValue;

use super::{BuildError, Credential, Security, Service};
use crate::runtime::awaited::{Client, ClientBuilder};
use crate::runtime::secret::Secret;

static PETS: Service = Service {
    user_agent: "pets/0.1.0",
    base_url: Some("https://pets.example/v1/"),
    secret_fields: &[],
    rate_limit: None,
};
static NOWHERE: Service = Service { user_agent: "pets/0.1.0", base_url: None, secret_fields: &[], rate_limit: None };

fn build(base_url: &str) -> Result<Client, BuildError> {
    ClientBuilder::of(&PETS).base_url(base_url).build()
}

#[test]
fn a_base_url_is_kept_without_its_last_slash() {
    let cases = [
        ("http://127.0.0.1:8080/2.2", "http://127.0.0.1:8080/2.2"),
        ("https://pets.example", "https://pets.example"),
        (" HTTPS://Pets.example:443/ ", "https://pets.example"),
        ("https://pets.example/a/b//", "https://pets.example/a/b"),
        ("http://me:opensesame@pets.example/a", "http://pets.example/a"),
    ];
    for (given, kept) in cases {
        assert_eq!(build(given).unwrap().inner.base_url(), kept);
    }
}

#[test]
fn a_bad_base_url_is_told() {
    let cases = [
        ("pets.example/v1", "base URL `pets.example/v1`: it has no scheme, such as `https://`"),
        ("ftp://pets.example", "base URL `ftp://pets.example/`: its scheme is ftp, and only http and https are known"),
        ("https://pets.example/?a=b", "base URL `https://pets.example/?%E2%80%A6`: it has a query or a fragment"),
        ("https://pets.example/#a", "base URL `https://pets.example/`: it has a query or a fragment"),
        ("http://pets.example:x", "base URL `http://pets.example:x`: invalid port number"),
        ("http://me:opensesame@:x", "base URL (not shown, since it may hold a secret): "),
        ("ftp://me:opensesame@pets.example", "base URL `ftp://pets.example/`: its scheme"),
        ("", "base URL ``: it has no scheme"),
        ("localhost:8080", "base URL `localhost:8080`: it has no scheme"),
        ("me:opensesame@pets.example", "base URL (not shown, since it may hold a secret): it has no scheme"),
    ];
    for (given, expected) in cases {
        let told = build(given).unwrap_err().to_string();
        assert!(told.starts_with(expected), "{told}");
        assert!(!told.contains("sesame"), "{told}");
    }
}

#[test]
fn a_client_of_no_server_says_so_when_it_is_needed() {
    let told = ClientBuilder::of(&NOWHERE).build().unwrap_err().to_string();
    assert_eq!(told, "the API's description names no server: give its URL with `base_url`");
    let client = Client::of(&NOWHERE);
    assert_eq!(client.inner.ready().err().unwrap().to_string(), told);
    assert_eq!(format!("{client:?}"), "Client { base_url: \"\", .. }");
}

#[test]
fn credentials_go_where_they_belong() {
    let client = ClientBuilder::of(&PETS)
        .credential("key", Credential::Query("key"), "k & k".into())
        .credential("header", Credential::Header("X-Api-Key"), "first".into())
        .credential("header", Credential::Header("X-Api-Key"), "second".into())
        .credential("sid", Credential::Cookie("sid"), "a;b".into())
        .basic("login", "me", "opensesame")
        .build()
        .unwrap();
    let identity = &client.inner.ready().unwrap().core.identity;
    let worn = identity.worn(None, false, None).unwrap();
    assert_eq!((worn.query.as_str(), worn.cookies.as_str()), ("key=k%20%26%20k", "sid=a%3Bb"));
    assert_eq!(worn.headers["x-api-key"], "second");
    assert_eq!(worn.headers["authorization"], "Basic bWU6b3BlbnNlc2FtZQ==");
    assert!(worn.headers.values().all(HeaderValue::is_sensitive));
    let secrets: Vec<&str> = identity.secrets.iter().map(Secret::expose).collect();
    assert_eq!(secrets, ["k & k", "second", "a;b", "bWU6b3BlbnNlc2FtZQ==", "opensesame"]);
}

/// A client with two keys in one place, a key and a token.
fn rich() -> ClientBuilder {
    ClientBuilder::of(&PETS)
        .credential("key", Credential::Query("key"), "k".into())
        .credential("app", Credential::Query("key"), "a".into())
        .credential("header", Credential::Header("X-Key"), "x".into())
        .credential("token", Credential::Bearer, "opensesame".into())
}

#[test]
fn the_first_way_that_a_client_can_go_is_gone() {
    let client = rich().build().unwrap();
    let identity = &client.inner.ready().unwrap().core.identity;
    let table: [(Security, &str, &str, bool); 7] = [
        (Some(&[]), "", "", false),
        (Some(&[&["app", "token"]]), "key=a", "Bearer opensesame", false),
        (Some(&[&["login"], &["key"], &["token"]]), "key=k", "", false),
        (Some(&[&["key", "login"], &["header"], &[]]), "", "", true),
        (Some(&[&["login"], &[]]), "", "", false),
        (Some(&[&["token"], &["key"]]), "", "Bearer opensesame", false),
        (None, "key=a", "Bearer opensesame", true),
    ];
    for (security, query, authorization, has_key) in table {
        let worn = identity.worn(security, false, None).unwrap();
        let header = |name: &str| worn.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!((worn.query.as_str(), header("authorization")), (query, authorization), "{security:?}");
        assert_eq!(header("x-key"), if has_key { "x" } else { "" }, "{security:?}");
    }
}

#[test]
fn a_client_without_what_a_call_takes_says_what_to_give() {
    let client = rich().build().unwrap();
    let identity = &client.inner.ready().unwrap().core.identity;
    let security: Security = Some(&[&["key", "login"], &["other", "one"]]);
    let error = identity.worn(security, false, None).err().unwrap();
    assert_eq!(error.missing_credentials(), [vec!["login"], vec!["other", "one"]]);
    let told = "the client lacks a credential that the call takes: give its builder `login`, or `other` and `one`";
    assert_eq!(error.to_string(), told);
    let by_itself = identity.worn(security, true, None).unwrap();
    assert!(!by_itself.is_secret(), "the call has what it takes of its own");
    let client = build("https://me:opensesame@pets.example").unwrap();
    let core = &client.inner.ready().unwrap().core;
    for security in [security, Some(&[])] {
        let worn = core.identity.worn(security, false, core.base.user(&core.base)).unwrap();
        assert!(worn.headers.contains_key("authorization"), "the base URL says so");
    }
}

#[test]
fn credentials_that_cannot_be_sent_are_told() {
    let told =
        ClientBuilder::of(&PETS).credential("token", Credential::Bearer, "open\nsesame".into()).build().unwrap_err();
    assert_eq!(told.to_string(), "credential `Authorization`: it has a control character, such as a line end");
}

#[test]
fn nothing_secret_is_shown() {
    let builder = ClientBuilder::of(&PETS)
        .base_url("https://me:opensesame@pets.example/v1")
        .credential("token", Credential::Bearer, "opensesame".into())
        .credential("key", Credential::Query("key"), "opensesame".into())
        .basic("login", "me", "opensesame");
    let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(shown.contains("https://pets.example/v1") && shown.contains("token"), "{shown}");
    assert!(!shown.contains("sesame"), "{shown}");
}

#[test]
fn clients_are_shared_between_threads() {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<Client>();
    check::<ClientBuilder>();
    check::<BuildError>();
}
