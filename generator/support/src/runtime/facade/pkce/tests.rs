//! Tests of the authorization URL and of the redirect back to the client.

use web_time::Instant;

use http::Response;

use super::*;
use crate::runtime::core::token_source::{TokenErrorCode, TokenPoll, TokenSource};

const PETS: OAuth2 = OAuth2::new(&[OAuthFlow {
    grant: GrantType::AuthorizationCode,
    authorization_url: Some("https://login.example/grant?tenant=a%20b"),
    token_url: Some("https://login.example/token"),
    refresh_url: None,
    scopes: &["pets:read"],
}]);

fn builder() -> AuthorizationCode {
    PETS.authorization_code("s6BhdRkqt3", "https://client.example/cb?from=login").scopes(["pets:read", "pets:write"])
}

fn login() -> PendingAuthorization {
    builder().resume_with("xyz", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap()
}

#[test]
fn challenge_matches_rfc_7636() {
    assert_eq!(
        login().url(),
        "https://login.example/grant?tenant=a%20b&response_type=code&client_id=s6BhdRkqt3\
         &redirect_uri=https%3A%2F%2Fclient.example%2Fcb%3Ffrom%3Dlogin&scope=pets%3Aread+pets%3Awrite&state=xyz\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
}

#[test]
fn state_and_verifier_are_random() {
    let (one, other) = (builder().start().unwrap(), builder().start().unwrap());
    for text in [one.state(), one.verifier()].map(SecretString::expose_secret) {
        assert_eq!(text.len(), 43);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{text}");
    }
    assert!(one.state() != other.state() && one.verifier() != other.verifier() && one.state() != one.verifier());
    assert!(!format!("{one:?}").contains(one.verifier().expose_secret()));
}

#[test]
fn code_is_exchanged_with_the_verifier() {
    let source = login().exchange_redirect("https://client.example/cb?from=login&code=Splx%20lO&state=xyz").unwrap();
    let Ok(TokenPoll::Request(request)) = source.token(Instant::now()) else { panic!("it has no token yet") };
    let body = std::str::from_utf8(request.body()).unwrap();
    assert_eq!(
        body,
        "grant_type=authorization_code&code=Splx+lO&redirect_uri=https%3A%2F%2Fclient.example%2Fcb%3Ffrom%3Dlogin\
         &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&client_id=s6BhdRkqt3"
    );
    let token_response = bytes::Bytes::from(r#"{"access_token":"a","token_type":"Bearer","expires_in":1}"#);
    source.on_response(Response::new(token_response), Instant::now()).unwrap();
    source.invalidate(&"a".into());
    let message = source.token(Instant::now()).unwrap_err().to_string();
    assert!(message.contains("the user must authorize again"), "{message}");
}

#[test]
fn redirect_with_another_state_is_an_error() {
    let table = [
        ("https://client.example/cb?code=c&state=other", "another state"),
        ("/cb?code=c", "another state"),
        ("/cb?code=c&state=xyz&state=other", "another state"),
        ("/cb?error=access_denied&state=other", "another state"),
        ("/cb?state=xyz", "exactly one code"),
        ("/cb?code=c&code=d&state=xyz", "exactly one code"),
        ("https://", "not a valid URL"),
    ];
    for (redirect_url, expected) in table {
        let message = login().exchange_redirect(redirect_url).unwrap_err().to_string();
        assert!(message.contains(expected), "{redirect_url}: {message}");
    }
    let denied = login().exchange_redirect("/cb?error=access_denied&error_description=no+xyz&state=xyz").unwrap_err();
    assert_eq!(denied.code(), Some(&TokenErrorCode::AccessDenied));
    assert_eq!(denied.to_string(), "no token: the server returned `access_denied`: no [redacted]");
}

#[test]
fn authorization_url_can_be_set_by_the_caller() {
    let builder = OAuth2::new(&[]).authorization_code("app", "https://client.example/cb");
    let message = builder.clone().start().unwrap_err().to_string();
    assert!(message.contains("set it with `authorization_url`"), "{message}");
    let login =
        builder.authorization_url("https://login.example/page").extra_param("prompt", "consent").start().unwrap();
    assert!(login.url().starts_with("https://login.example/page?") && login.url().ends_with("&prompt=consent"));
}
