//! The flows of an OAuth 2 scheme: where its tokens are had, as absolute URLs where the API's server is known.

use indexmap::IndexMap;
use openapiv3::OAuth2Flows;

use crate::ir::{Flow, Grant};

/// The declared flows, in the order of [`Grant`].
pub(super) fn lower(flows: &OAuth2Flows, base_url: Option<&str>) -> Vec<Flow> {
    let flow = |grant, authorization: Option<&String>, token: Option<&String>, refresh: &Option<String>, scopes| Flow {
        grant,
        authorization_url: authorization.and_then(|url| absolute(url, base_url)),
        token_url: token.and_then(|url| absolute(url, base_url)),
        refresh_url: refresh.as_ref().and_then(|url| absolute(url, base_url)),
        scopes: listed(scopes),
    };
    let OAuth2Flows { implicit, password, client_credentials, authorization_code, extensions: _ } = flows;
    let code = authorization_code.as_ref().map(|of| {
        let (authorization, token) = (Some(&of.authorization_url), Some(&of.token_url));
        flow(Grant::AuthorizationCode, authorization, token, &of.refresh_url, &of.scopes)
    });
    let client = client_credentials
        .as_ref()
        .map(|of| flow(Grant::ClientCredentials, None, Some(&of.token_url), &of.refresh_url, &of.scopes));
    let implicit = implicit
        .as_ref()
        .map(|of| flow(Grant::Implicit, Some(&of.authorization_url), None, &of.refresh_url, &of.scopes));
    let password =
        password.as_ref().map(|of| flow(Grant::Password, None, Some(&of.token_url), &of.refresh_url, &of.scopes));
    [code, client, implicit, password].into_iter().flatten().collect()
}

fn listed(scopes: &IndexMap<String, String>) -> Vec<(String, String)> {
    let mut listed: Vec<(String, String)> = scopes.iter().map(|(name, words)| (name.clone(), words.clone())).collect();
    listed.sort();
    listed
}

/// A URL that the document gives, seen from the API's server; as it is where that is not known. `None` for none.
pub(super) fn absolute(url: &str, base_url: Option<&str>) -> Option<String> {
    let url = url.trim();
    if url.is_empty() || url.contains(char::is_control) {
        return None;
    }
    let is_whole = url.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    let Some((scheme, rest)) = base_url.filter(|_| !is_whole).and_then(|base| base.split_once("://")) else {
        return Some(url.to_owned());
    };
    if url.starts_with("//") {
        return Some(format!("{scheme}:{url}"));
    }
    let host = rest.split('/').next().unwrap_or_default();
    Some(match url.strip_prefix('/') {
        Some(path) => format!("{scheme}://{host}/{path}"),
        None => format!("{scheme}://{}/{}", rest.trim_end_matches('/'), url.trim_start_matches("./")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_seen_from_the_server() {
        let base = Some("https://pets.example/v1");
        let table = [
            ("https://login.example/token", base, Some("https://login.example/token")),
            ("/oauth/token", base, Some("https://pets.example/oauth/token")),
            ("oauth/token", base, Some("https://pets.example/v1/oauth/token")),
            ("./token", base, Some("https://pets.example/v1/token")),
            ("//login.example/token", base, Some("https://login.example/token")),
            ("/oauth/token", None, Some("/oauth/token")),
            (" ", base, None),
        ];
        for (url, base, expected) in table {
            assert_eq!(absolute(url, base).as_deref(), expected, "{url}");
        }
    }
}
