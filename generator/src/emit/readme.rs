//! `README.md` of the client: what it is, how it is called, what it can do.

mod credentials;
mod features;
mod pages;
mod streams;

use std::collections::BTreeSet;
use std::fmt::Write;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{Content, calls, docs};
use crate::ir::{Api, Operation, Outcome, RateLimit};

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let mut text = format!("# {}\n\nA Rust client of {}.\n", api.package, one_line(&api.title));
    if let Some(description) = &api.description {
        let _ = write!(text, "\n{}\n", docs::safe(description).join("\n"));
    }
    let _ = write!(text, "\n## Calling it\n\n{}\n", example(api));
    let _ = write!(text, "\n## Operations\n\n{}", operations(api));
    text.push_str(&credentials::section(api));
    if !api.servers.is_empty() {
        let _ = write!(text, "\n## Servers\n\n{}", servers(api));
    }
    text.push_str(&pages::text(api));
    text.push_str(CLOSING);
    text.push_str(&answers(api));
    text.push_str(&features::text(api));
    Content::Markdown(text)
}

/// What is to be known of answers, as far as the API has it.
fn answers(api: &Api) -> String {
    let has = |is: fn(&Operation) -> bool| api.groups.iter().flat_map(|group| &group.operations).any(is);
    let mut text = String::new();
    if has(|operation| [&operation.output, &operation.error].iter().any(|of| matches!(of, Outcome::Several(_)))) {
        text.push_str(SEVERAL);
    }
    if has(|operation| operation.headers.is_some()) {
        text.push_str(HEADERS);
    }
    if has(|operation| operation.keeps_redirects) {
        text.push_str(REDIRECTS);
    }
    text.push_str(&streams::content(api));
    text.push_str(&waits(api));
    text
}

/// What is to be known of waits that the API asks for.
fn waits(api: &Api) -> String {
    let mut text = String::new();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let fields: BTreeSet<&str> =
        operations.filter_map(|operation| Some(operation.backoff.as_ref()?.field.as_str())).collect();
    let fields: Vec<String> = fields.iter().map(|field| format!("`{}`", field.replace(['`', '\n'], "'"))).collect();
    if !fields.is_empty() {
        text.push_str(&WAITS.replace("FIELDS", &fields.join(" or ")));
    }
    if let Some(RateLimit { requests, seconds }) = api.rate_limit {
        let _ = write!(
            text,
            "\nThe API allows {requests} requests in {seconds} s, which the client keeps to unless told.\n"
        );
    }
    text
}

const WAITS: &str = "
An answer may ask in FIELDS to wait before the same operation is called again: later calls of the client and its
clones wait that long, and fail with `Throttled` where they may not take so long.
";

const SEVERAL: &str = "
Where answers or errors differ from status to status, an operation `get_pet` gives a `GetPetOutput`, and its errors
carry a `GetPetError`: an enum with a variant for each status.
";

const HEADERS: &str = "
Headers that the description declares are typed: `GetPetHeaders::of(&response.headers)?` for an operation `get_pet`,
and of an error the same with `error.headers()`.
";

const REDIRECTS: &str = "
Redirects are followed, except of operations whose description declares nothing else: there the redirect is the answer,
and `send_with_response()` has its `Location`.
";

const CLOSING: &str = "
## Options and errors

`Client::builder()` takes `base_url`, `timeout` (of a whole call; 60 s unless told), `connect_timeout` (10 s) and
`max_body_bytes` (64 MiB, after decompression). Every call also has a `timeout` of its own, and
`send_with_response()` gives status and headers beside the body; `send_raw()` gives the answer as it is, its body still
to come.

What is safe to repeat is tried three times in all, with growing waits or those that the server asks for in
`Retry-After`: `RetryPolicy` tells the details, `retry` changes them for a client or a call, and `RetryPolicy::none()`
turns them off. `rate_limit` spreads the requests of a client and its clones over time. `on_request` sees every request
and may add headers, `on_response` sees every answer; the feature `tracing` tells the same as spans and events.

A call fails with an `Error`: `Api` for an error that the description declares, with its typed body; `Unexpected` for
any other status; `InvalidArgument`, `Credential` and `Setup` (of a client whose settings are wrong) before anything
is sent; `Decode` for a body that is not what it should be, with the JSON path of the fault; `BodyTooLarge` for one
that is longer than `max_body_bytes`; `Transport` where no answer came; `Redirect` where the server leads to where a
call must not go; `Paging` where it leads to a page that was there already; `Token` where there is no token;
`Throttled` where a call would have to wait longer than it may take. No secret appears in the text of any of them.
";

/// A program that calls one operation and tells its errors apart.
fn example(api: &Api) -> String {
    filled(api, api.example, EXAMPLE).unwrap_or_else(|| "Start with `Client::new()`.".to_owned())
}

/// A program that calls an operation, with the names of this client; `None` where there is none.
fn filled(api: &Api, at: Option<(usize, usize)>, program: &str) -> Option<String> {
    let (group, place) = at?;
    let operation = api.groups.get(group)?.operations.get(place)?;
    let package = api.package.replace('-', "_");
    let given = credentials::given(operation, api);
    let client = match &api.base_url {
        Some(_) if given.is_empty() => "Client::new()".to_owned(),
        Some(_) => format!("Client::builder(){given}.build()?"),
        None => format!("Client::builder().base_url(\"https://api.example.com\"){given}.build()?"),
    };
    let text = program
        .replace("CRATE", &package)
        .replace("CLIENT", &client)
        .replace("GIVEN", &given)
        .replace("OPERATION", operation.type_name.rust())
        .replace("CALL", &call(api, operation, &package));
    Some(text)
}

/// The call of an operation with what must be given, as its sample has it.
fn call(api: &Api, operation: &Operation, package: &str) -> String {
    let sample = api.samples.get(operation.type_name.rust()).and_then(|sample| sample.as_ref().ok());
    let arguments = sample.map(|sample| calls::required(api, operation, sample)).unwrap_or_default();
    let arguments: Vec<String> = arguments.into_iter().map(|tokens| written(tokens, package)).collect();
    format!("{}({})", operation.method_name.rust(), arguments.join(", "))
}

/// A plain value as people write it, in a program that knows the client's crate by its own name.
fn written(tokens: TokenStream, package: &str) -> String {
    let token = |token| match token {
        TokenTree::Group(group) => {
            let inner = written(group.stream(), package);
            match group.delimiter() {
                Delimiter::Parenthesis => format!("({inner})"),
                Delimiter::Bracket => format!("[{inner}]"),
                Delimiter::Brace => format!("{{ {inner} }}"),
                Delimiter::None => inner,
            }
        }
        TokenTree::Ident(ident) if ident == "api" => package.to_owned(),
        TokenTree::Punct(punct) if punct.as_char() == ',' => ", ".to_owned(),
        token => token.to_string(),
    };
    tokens.into_iter().map(token).collect()
}

const EXAMPLE: &str = "\
```rust,no_run
use CRATE::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = CLIENT;
    match client.CALL.send().await {
        Ok(answer) => println!(\"{answer:?}\"),
        Err(Error::Api(error)) => println!(\"HTTP {}: {:?}\", error.status(), error.body()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
```";

fn operations(api: &Api) -> String {
    let mut text = String::from("| method | request | |\n| --- | --- | --- |\n");
    for operation in api.groups.iter().flat_map(|group| &group.operations) {
        let words = operation.summary.as_ref().or(operation.description.as_ref());
        let words = words.map(|words| docs::first_sentence(words)).unwrap_or_default();
        let words = docs::safe(&words).join(" ").replace('|', "\\|");
        let request = format!("{} {}", operation.http_method, operation.template.replace(['`', '|', '\n'], " "));
        let _ = writeln!(text, "| `{}` | `{request}` | {words} |", operation.method_name.rust());
    }
    text
}

fn servers(api: &Api) -> String {
    let mut text = String::from("Given to the builder, or to a single call with its `server`:\n\n");
    for server in &api.servers {
        let words = server.docs.first().map(|words| docs::first_sentence(words)).unwrap_or_default();
        let words = docs::safe(&words).join(" ");
        let name = server.method_name.rust();
        let variables = server.variables.iter().map(|variable| format!(".{}(...)", variable.name.rust()));
        let variables: String = variables.collect();
        let _ = writeln!(text, "- `Client::builder().server(Server::{name}(){variables})` {words}");
    }
    text
}

fn one_line(text: &str) -> String {
    docs::safe(&text.split_whitespace().collect::<Vec<_>>().join(" ")).join(" ")
}
