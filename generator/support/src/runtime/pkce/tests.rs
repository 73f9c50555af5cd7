//! Where a person is sent, and what is taken of what the browser brings back.

use web_time::Instant;

use http::Response;

use super::*;
use crate::runtime::token::{Refusal, TokenSource, TokenStep};

const PETS: OAuth2 = OAuth2::of(&[Flow {
    grant: Grant::AuthorizationCode,
    authorization_url: Some("https://login.example/grant?tenant=a%20b"),
    token_url: Some("https://login.example/token"),
    refresh_url: None,
    scopes: &["pets:read"],
}]);

fn asked() -> AuthorizationCode {
    PETS.authorization_code("s6BhdRkqt3", "https://client.example/cb?from=login").scopes(["pets:read", "pets:write"])
}

fn login() -> Login {
    asked().resume("xyz", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap()
}

#[test]
fn the_challenge_is_that_of_the_standard() {
    assert_eq!(
        login().url(),
        "https://login.example/grant?tenant=a%20b&response_type=code&client_id=s6BhdRkqt3\
         &redirect_uri=https%3A%2F%2Fclient.example%2Fcb%3Ffrom%3Dlogin&scope=pets%3Aread+pets%3Awrite&state=xyz\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
}

#[test]
fn states_and_verifiers_are_new_each_time() {
    let (one, other) = (asked().begin().unwrap(), asked().begin().unwrap());
    for text in [one.state(), one.verifier()].map(Secret::expose) {
        assert_eq!(text.len(), 43);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{text}");
    }
    assert!(one.state() != other.state() && one.verifier() != other.verifier() && one.state() != one.verifier());
    assert!(!format!("{one:?}").contains(one.verifier().expose()));
}

#[test]
fn a_code_is_exchanged_with_its_verifier() {
    let source = login().accept("https://client.example/cb?from=login&code=Splx%20lO&state=xyz").unwrap();
    let Ok(TokenStep::Ask(request)) = source.token(Instant::now()) else { panic!("it has no token yet") };
    let body = std::str::from_utf8(request.body()).unwrap();
    assert_eq!(
        body,
        "grant_type=authorization_code&code=Splx+lO&redirect_uri=https%3A%2F%2Fclient.example%2Fcb%3Ffrom%3Dlogin\
         &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&client_id=s6BhdRkqt3"
    );
    let given = bytes::Bytes::from(r#"{"access_token":"a","token_type":"Bearer","expires_in":1}"#);
    source.answered(Response::new(given), Instant::now()).unwrap();
    source.rejected(&"a".into());
    let told = source.token(Instant::now()).unwrap_err().to_string();
    assert!(told.contains("the person has to grant it again"), "{told}");
}

#[test]
fn what_another_sent_is_not_taken() {
    let table = [
        ("https://client.example/cb?code=c&state=other", "another state"),
        ("/cb?code=c", "another state"),
        ("/cb?code=c&state=xyz&state=other", "another state"),
        ("/cb?error=access_denied&state=other", "another state"),
        ("/cb?state=xyz", "without a code"),
        ("/cb?code=c&code=d&state=xyz", "without a code"),
        ("https://", "is no URL"),
    ];
    for (redirected, expected) in table {
        let told = login().accept(redirected).unwrap_err().to_string();
        assert!(told.contains(expected), "{redirected}: {told}");
    }
    let denied = login().accept("/cb?error=access_denied&error_description=no+xyz&state=xyz").unwrap_err();
    assert_eq!(denied.refusal(), Some(&Refusal::AccessDenied));
    assert_eq!(denied.to_string(), "no token: the server refused with `access_denied`: no [redacted]");
}

#[test]
fn a_description_without_a_page_is_helped_out() {
    let asked = OAuth2::of(&[]).authorization_code("app", "https://client.example/cb");
    let told = asked.clone().begin().unwrap_err().to_string();
    assert!(told.contains("give it with `authorization_url`"), "{told}");
    let login = asked.authorization_url("https://login.example/page").parameter("prompt", "consent").begin().unwrap();
    assert!(login.url().starts_with("https://login.example/page?") && login.url().ends_with("&prompt=consent"));
}
