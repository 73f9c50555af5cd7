//! The section of the `README.md` on credentials: what to give for each scheme, and where it goes.

use std::fmt::Write;

use super::super::auth::way;
use super::super::docs;
use crate::ir::{Api, Carrier, Credential, Grant, Operation};

/// The section; empty where the API has no credentials.
pub(super) fn section(api: &Api) -> String {
    if api.credentials.is_empty() {
        return String::new();
    }
    let mut text = LEAD.to_owned();
    for credential in &api.credentials {
        text.push_str(&item(credential, api));
    }
    text.push_str(PLACES);
    if api.credentials.iter().any(|credential| credential.source.is_some()) {
        text.push_str(SOURCES);
    }
    for credential in api.credentials.iter().filter(|credential| credential.has_tokens) {
        text.push_str(&tokens(credential, api));
    }
    text
}

/// The setters of what a call of an operation takes, as a program calls them; empty where it takes nothing.
pub(super) fn given(operation: &Operation, api: &Api) -> String {
    let way = operation.security.iter().flatten().next();
    let taken = way.into_iter().flatten().filter_map(|needed| {
        let is_needed = |credential: &&Credential| credential.name == needed.name;
        Some(call(api.credentials.iter().find(is_needed)?))
    });
    taken.collect()
}

fn call(credential: &Credential) -> String {
    let name = credential.name.rust();
    match credential.carrier {
        Carrier::Basic => format!(".{name}(\"user\", \"password\")"),
        Carrier::Query(_) | Carrier::Header(_) | Carrier::Cookie(_) | Carrier::Bearer | Carrier::Authorization(_) => {
            format!(".{name}(\"secret\")")
        }
    }
}

const LEAD: &str = "
## Credentials

They are given to the builder, each by the method of its scheme:

";

const PLACES: &str = "
A call sends those that its operation takes, in the first combination that the client has all of, and no others; where
the description says nothing of an operation, all go along. A call that lacks one fails with `Error::Credential`, which
names it, before anything is sent.

Secrets go to the API's own server and not along with a redirect to another. They go over https, and over plain http
to this machine alone, unless the host is allowed: `Client::builder().allow_plain_http(\"host\")`.
";

const SOURCES: &str = "
A source of tokens is anything that implements `TokenSource`, such as a closure that gives a `Result<Secret, _>`. A
token that the API refuses with 401 is given back to its source, and the call is sent once more with another. Calls
that need a token while another call asks for one wait for it. Where there is none, the call fails with `Error::Token`.
";

fn item(credential: &Credential, api: &Api) -> String {
    let words = credential.description.as_deref().map(docs::first_sentence).unwrap_or_default();
    let words = docs::safe(&words).join(" ");
    let way = docs::safe(&way(&credential.carrier)).join(" ");
    let mut line = format!("- `Client::builder(){}`", call(credential));
    if let Some(source) = &credential.source {
        let _ = write!(line, ", or `{}(source)`", source.rust());
    }
    let _ = write!(line, ": {}", if words.is_empty() { String::new() } else { format!("{words} ") });
    line.push_str(&way);
    let operations = || api.groups.iter().flat_map(|group| &group.operations);
    let takes = |operation: &Operation| match &operation.security {
        Some(ways) => ways.iter().flatten().any(|needed| needed.name == credential.name),
        None => true,
    };
    if operations().next().is_some() && !operations().any(takes) {
        line.push_str(" No operation takes it.");
    }
    line.push('\n');
    line
}

/// How tokens of one scheme are had.
fn tokens(credential: &Credential, api: &Api) -> String {
    let url = match &api.base_url {
        Some(_) => "",
        None => ".base_url(\"https://api.example.com\")",
    };
    let source = credential.source.as_ref().map_or(credential.name.rust(), |name| name.rust());
    let is_clients = credential.flows.iter().any(|flow| flow.grant == Grant::ClientCredentials);
    let example = match (credential.has_codes, is_clients) {
        (true, _) => CODE,
        (false, true) => CLIENT,
        (false, false) => "",
    };
    example
        .replace("CRATE", &api.package.replace('-', "_"))
        .replace("SCHEME", credential.name.rust())
        .replace("SOURCE", source)
        .replace("URL", url)
}

const CLIENT: &str = "
With the secret of the client itself, tokens of `SCHEME` are had and renewed by themselves; `scopes` says what for:

```rust,no_run
use CRATE::{Client, auth};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tokens = auth::SCHEME().client_credentials(\"client id\", \"client secret\");
    let client = Client::builder()URL.SOURCE(tokens).build()?;
    println!(\"{client:?}\");
    Ok(())
}
```
";

const CODE: &str = "
A person grants access for `SCHEME` in a browser. What the browser comes back to gives tokens, which are renewed by
themselves; keep the refresh token for the next start, when `auth::SCHEME().refresh_token(..)` takes it:

```rust,no_run
use CRATE::{Client, auth};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let login = auth::SCHEME().authorization_code(\"client id\", \"https://app.example.com/back\").begin()?;
    println!(\"grant access at {}, and enter where the browser ends up\", login.url());
    let mut redirected = String::new();
    std::io::stdin().read_line(&mut redirected)?;
    let tokens = login.accept(redirected.trim())?.on_refresh_token(|token| {
        // Keep `token.expose()` where nobody else reads it.
        println!(\"{token:?}\");
    });
    let client = Client::builder()URL.SOURCE(tokens).build()?;
    println!(\"{client:?}\");
    Ok(())
}
```
";
