//! The section on credentials: the setter of each scheme, and the part of the request that carries it.

use std::fmt::Write;

use super::template::substituted;
use crate::emit::{auth, docs};
use crate::ir::{Api, Credential, CredentialLocation, GrantType, Operation};

/// Returns the section; empty if the API has no credentials.
pub(super) fn section(api: &Api) -> String {
    if api.credentials.is_empty() {
        return String::new();
    }
    let mut text = LEAD.to_owned();
    for credential in &api.credentials {
        text.push_str(&item(credential, api));
    }
    text.push_str(USE);
    if api.credentials.iter().any(|credential| credential.source.is_some()) {
        text.push_str(SOURCES);
    }
    for credential in api.credentials.iter().filter(|credential| credential.uses_oauth2) {
        text.push_str(&tokens(credential, api));
    }
    text
}

/// Returns calls of the setters for the credentials of an operation; empty if it needs none.
pub(super) fn setters(operation: &Operation, api: &Api) -> String {
    let schemes = operation.security.iter().flatten().next();
    let calls = schemes.into_iter().flatten().filter_map(|scheme| {
        let is_required = |credential: &&Credential| credential.name == scheme.name;
        Some(call(api.credentials.iter().find(is_required)?))
    });
    calls.collect()
}

fn call(credential: &Credential) -> String {
    let name = credential.name.rust();
    match credential.carrier {
        CredentialLocation::Basic => format!(".{name}(\"user\", \"password\")"),
        CredentialLocation::Query(_)
        | CredentialLocation::Header(_)
        | CredentialLocation::Cookie(_)
        | CredentialLocation::Bearer
        | CredentialLocation::Authorization(_) => {
            format!(".{name}(\"secret\")")
        }
    }
}

const LEAD: &str = "
## Credentials

Set credentials on the builder:

";

const USE: &str = "
Each request sends only the credentials its operation declares, using the first alternative for which all are
configured. If the document declares no security for it, all configured credentials are sent. If a required credential
is missing, the call fails with `Error::Credential` before anything is sent.

Credentials are not sent to other origins when a redirect is followed. They require HTTPS, except on loopback. Call
`Client::builder().allow_http(\"host\")` to permit plain HTTP for a host.
";

const SOURCES: &str = "
A token source is any type that implements `TokenSource`, such as a closure that returns a `Result<SecretString, _>`. In
async clients, `AsyncTokenSource::new` makes one of an async function that returns a token and its lifetime. If the API
rejects a token with status 401, its source discards it, and the request is sent once more with a new
token. Concurrent calls share one token request. If no token can be obtained, the call fails with `Error::Token`.
";

fn item(credential: &Credential, api: &Api) -> String {
    let description = credential.description.as_deref().map(docs::first_sentence).unwrap_or_default();
    let description = docs::inline(&description);
    let location = docs::inline(&auth::location_text(&credential.carrier));
    let mut line = format!("- `Client::builder(){}`", call(credential));
    if let Some(source) = &credential.source {
        let _ = write!(line, ", or `{}(source)`", source.rust());
    }
    let _ = write!(line, ": {}", if description.is_empty() { String::new() } else { format!("{description} ") });
    line.push_str(&location);
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    let uses = |operation: &Operation| match &operation.security {
        Some(alternatives) => alternatives.iter().flatten().any(|scheme| scheme.name == credential.name),
        None => true,
    };
    if operations().next().is_some() && !operations().any(uses) {
        line.push_str(" No operation uses it.");
    }
    line.push('\n');
    line
}

/// Returns an example program that obtains tokens for one scheme.
fn tokens(credential: &Credential, api: &Api) -> String {
    let url = match &api.base_url {
        Some(_) => "",
        None => ".base_url(\"https://api.example.com\")",
    };
    let source = credential.source.as_ref().map_or(credential.name.rust(), |name| name.rust());
    let has_client_credentials = credential.flows.iter().any(|flow| flow.grant == GrantType::ClientCredentials);
    let example = match (credential.uses_authorization_code, has_client_credentials) {
        (true, _) => CODE,
        (false, true) => CLIENT,
        (false, false) => "",
    };
    let package = api.package.replace('-', "_");
    let scheme = credential.name.rust();
    substituted(example, &[("CRATE", &package), ("SCHEME", scheme), ("SOURCE", source), ("BASE_URL", url)])
}

const CLIENT: &str = "
With the client-credentials grant, `SCHEME` tokens are fetched and refreshed automatically; `scopes` sets the requested
scopes:

```rust,no_run
use CRATE::{Client, auth};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tokens = auth::SCHEME().client_credentials(\"client id\", \"client secret\");
    let client = Client::builder()BASE_URL.SOURCE(tokens).build()?;
    println!(\"{client:?}\");
    Ok(())
}
```
";

const CODE: &str = "
With the authorization-code grant, the user grants access for `SCHEME` in a browser. The URL that the browser is
redirected to is exchanged for tokens, which are refreshed automatically. Store the refresh token, and pass it to
`auth::SCHEME().refresh_token(..)` at the next start:

```rust,no_run
use CRATE::{Client, auth};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pending = auth::SCHEME().authorization_code(\"client id\", \"https://app.example.com/back\").start()?;
    println!(\"grant access at {}, then enter the URL of the page you are redirected to\", pending.authorize_url());
    let mut redirected = String::new();
    std::io::stdin().read_line(&mut redirected)?;
    let tokens = pending.exchange_redirect(redirected.trim())?.on_refresh_token(|token| {
        // Store `token.expose_secret()` in a safe place.
        println!(\"{token:?}\");
    });
    let client = Client::builder()BASE_URL.SOURCE(tokens).build()?;
    println!(\"{client:?}\");
    Ok(())
}
```
";
