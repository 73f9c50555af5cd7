//! Flows of an OAuth 2 scheme, with absolute URLs if the base URL is known.

use indexmap::IndexMap;

use crate::ir::{GrantType, OAuthFlow};
use crate::spec::{OAuth2Flow, OAuth2Flows};

/// Lowers the declared flows, in the order of [`GrantType`].
pub(super) fn lower(flows: &OAuth2Flows, base_url: Option<&str>) -> Vec<OAuthFlow> {
    let url = |url: &Option<String>| url.as_deref().and_then(|url| absolute(url, base_url));
    let oauth_flow = |grant: GrantType, flow: &OAuth2Flow| OAuthFlow {
        grant,
        authorization_url: url(&flow.authorization_url),
        token_url: url(&flow.token_url),
        refresh_url: url(&flow.refresh_url),
        scopes: listed(&flow.scopes),
    };
    let OAuth2Flows { implicit, password, client_credentials, authorization_code } = flows;
    let declared = [
        (GrantType::AuthorizationCode, authorization_code),
        (GrantType::ClientCredentials, client_credentials),
        (GrantType::Implicit, implicit),
        (GrantType::Password, password),
    ];
    declared.into_iter().filter_map(|(grant, declared)| Some(oauth_flow(grant, declared.as_ref()?))).collect()
}

fn listed(scopes: &IndexMap<String, String>) -> Vec<(String, String)> {
    let mut listed: Vec<(String, String)> = scopes.iter().map(|(name, words)| (name.clone(), words.clone())).collect();
    listed.sort();
    listed
}

/// Resolves a URL against the base URL. Without a base URL it stays as it is. Returns `None` for an empty or invalid
/// URL.
pub(super) fn absolute(url: &str, base_url: Option<&str>) -> Option<String> {
    let url = url.trim();
    if url.is_empty() || url.contains(char::is_control) {
        return None;
    }
    let is_absolute = url.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    let Some((scheme, rest)) = base_url.filter(|_| !is_absolute).and_then(|base| base.split_once("://")) else {
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
    fn relative_urls_are_resolved_against_the_server() {
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
