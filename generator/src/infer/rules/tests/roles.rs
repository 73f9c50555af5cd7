//! Tables of roles and secrets, and of similar parameters without them.

use super::{check, says};

#[test]
fn roles_need_evidence_of_two_kinds() {
    check(&[
        ("role-key-everywhere", "shopkey", "", "-"),
        ("role-page", "page+pagesize", "", "page"),
        ("role-page", "page", "The page number", "page"),
        ("role-page", "page", "", "-"),
        ("role-page", "page+limit", "A cursor", "-"),
        ("role-page-size", "limit+offset", "", "page-size"),
        ("role-page-size", "limit", "Maximum number of orders", "page-size"),
        ("role-page-size", "limit", "Spending limit in euros", "-"),
        ("role-page-size", "limit", "Set to true to limit the orders", "-"),
        ("role-offset", "offset+limit", "", "offset"),
        ("role-offset", "offset", "", "-"),
        ("role-cursor", "pageToken+pageSize", "", "cursor"),
        ("role-cursor", "batch_token", "A pagination cursor for the next batch", "cursor"),
        ("role-cursor", "last_id", "The last order received in the previous request", "cursor"),
        ("role-cursor", "last_id", "The last order of the day", "-"),
        ("role-cursor", "start_order", "An order to begin with, for pagination", "cursor"),
        ("role-cursor", "start_order", "An order to begin with", "-"),
        ("role-page-size", "limit", "1 to 100 (default=10)", "page-size"),
        ("role-page-size", "limit", "In euros", "-"),
        ("role-page-size", "count", "Number of orders to return", "page-size"),
        ("role-page-size", "count", "Number of orders in stock", "-"),
        ("role-cursor", "after", "Only orders after this day", "-"),
        ("role-cursor", "after", "Cursor of the last order", "cursor"),
        ("role-jsonp", "callback", "We support JSONP", "jsonp"),
        ("role-jsonp", "callback", "Where to report to", "-"),
        ("role-jsonp", "callbackUrl", "For JSONP", "-"),
        ("role-negotiation-header", "header:Accept", "", "content-negotiation"),
        ("role-negotiation-header", "accept", "", "-"),
        ("role-negotiation-parameter", "format", "Format of the response", "content-negotiation"),
        ("role-negotiation-parameter", "format", "Format of the label to print", "-"),
        ("role-negotiation-parameter", "path:format", "The format of the file", "content-negotiation"),
        ("role-negotiation-parameter", "format", "json, xml", "content-negotiation"),
        ("role-negotiation-parameter", "path:alt", "The format of the file", "-"),
        ("role-authorization-header", "header:Authorization", "", "auth"),
        ("role-authorization-header", "authorization", "", "-"),
        ("role-credential", "key", "Your API key", "auth"),
        ("role-credential", "key", "The key of the drawer", "-"),
        ("role-credential", "token", "The access token to revoke", "-"),
        ("role-grant", "client_secret+client_id", "", "auth"),
        ("role-grant", "client_id", "", "-"),
        ("secret-name", "accessTokens", "", "secret"),
        ("secret-name", "password", "", "secret"),
        ("secret-name", "access_token_type", "", "-"),
        ("secret-name", "page_token", "", "-"),
        ("secret-prose", "token", "Your authentication token", "secret"),
        ("secret-prose", "public_key", "The API key that is public", "-"),
    ]);
}

#[test]
fn secrets_are_distinguished_from_related_values() {
    let secrets = [
        ("password", ""),
        ("new_password", ""),
        ("user[password]", ""),
        ("password_confirmation", ""),
        ("clientSecret", ""),
        ("header:X-Auth-Token", ""),
        ("api_key", ""),
        ("code_verifier", ""),
        ("pin", "The PIN of the card"),
        ("otp", ""),
        ("code", "The authorization code"),
        ("code", "What the OAuth callback had as its code"),
        ("token", "The session token"),
        ("path:token", "The verification token that was sent by mail"),
        ("key", "Registered API key"),
        ("header:signature", "Made with the secret key"),
        ("page_access_token", ""),
    ];
    let open = [
        ("path:keyId", "The id of the API key"),
        ("sort_key", "The session key to sort by"),
        ("header:Idempotency-Key", "An access key of your own making"),
        ("idempotency_api_key", ""),
        ("page_token", "The access token of the next page"),
        ("key", "The sort key"),
        ("token", "The page token from a previous call, as with the OAuth flow"),
        ("public_api_key", ""),
        ("publishable_key", "Your API key that everybody may see"),
        ("password_hint", ""),
        ("has_password", ""),
        ("password_required", ""),
        ("token_type", "Of the access token"),
        ("token_expires_in", "Of the access token"),
        ("pin", "Whether to pin the message"),
        ("pin_code", "Postal PIN code"),
        ("key", "The storage key of the document"),
        ("country_code", "With the access code"),
        ("keyword", "Search for API keys"),
        ("device_token", "The access token of the device"),
    ];
    let is_secret = |(parameter, words): (&str, &str)| {
        [says("secret-name", parameter, words), says("secret-prose", parameter, words)].contains(&"secret".to_owned())
    };
    secrets.into_iter().for_each(|case| assert!(is_secret(case), "not a secret: {case:?}"));
    open.into_iter().for_each(|case| assert!(!is_secret(case), "a secret: {case:?}"));
}
