//! The subjects of credentials: most belong to the caller, some to the operation, such as a token to revoke.

use crate::infer::declarations::is_authorization_header;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::spec::{Location, Operation, Parameter};

/// Names of grant parameters in OAuth 2 and similar protocols.
const GRANT: &[&str] = &[
    "clientid",
    "clientsecret",
    "username",
    "user",
    "login",
    "email",
    "password",
    "code",
    "granttype",
    "refreshtoken",
    "appid",
    "appkey",
    "appsecret",
    "apisecret",
];
/// Names of tokens that an operation about tokens can refer to.
const TOKENS: &[&str] = &["token", "accesstoken", "authtoken", "idtoken", "sessiontoken", "usertoken", "sessionid"];
/// Path segments of operations that issue, check and revoke tokens.
const LOGINS: &[&str] = &[
    "token",
    "tokens",
    "login",
    "logon",
    "logout",
    "signin",
    "auth",
    "oauth",
    "oauth2",
    "authorize",
    "authenticate",
    "authentication",
    "authorization",
    "session",
    "sessions",
    "credentials",
];

/// The subject of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CredentialSubject {
    /// The caller.
    Caller,
    /// The caller if most operations have the credential, otherwise the operation.
    CallerIfCommon,
    /// The operation: it issues a token, or is about one.
    Operation,
}

/// Returns the subject of a credential.
pub(super) fn subject(operation: &Operation, parameter: &Parameter) -> CredentialSubject {
    if is_authorization_header(parameter) {
        return CredentialSubject::Caller;
    }
    let prose = TokenizedText::read(parameter.description.as_deref().unwrap_or_default());
    if prose.find_any(&["for|of the|a? user|account|contact|customer|member|person to *"]).is_some() {
        return CredentialSubject::Operation;
    }
    let segments = operation.path.split('/').filter(|segment| !segment.starts_with('{'));
    let is_login = segments.flat_map(tokens::of_name).any(|word| LOGINS.contains(&word.as_str()));
    let name = tokens::of_name(&parameter.name).concat();
    let is_token = parameter.location == Location::Query && TOKENS.contains(&name.as_str());
    match (GRANT.contains(&name.as_str()), is_token) {
        (true, _) if is_login => CredentialSubject::Operation,
        (true, _) => CredentialSubject::CallerIfCommon,
        (false, true) if is_login => CredentialSubject::CallerIfCommon,
        (false, _) => CredentialSubject::Caller,
    }
}
