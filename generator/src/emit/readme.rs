//! `README.md` of the client: an example, the operations, credentials, options and features.

mod credentials;
mod example;
mod features;
mod pagination;
mod streaming;
mod template;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Content, docs, runtime_features};
use crate::ir::{Api, Operation, RateLimit, ResponseType};

/// Returns the content of the file.
pub(super) fn content(api: &Api) -> Content {
    let mut text = format!("# {}\n\nA Rust client for {}.\n", api.package, docs::inline(&api.title));
    if let Some(description) = &api.description {
        let _ = write!(text, "\n{}\n", docs::escaped(description).join("\n"));
    }
    let _ = write!(text, "\n## Usage\n\n{}\n", example::section(api));
    let _ = write!(text, "\n## Operations\n\n{}", operations(api));
    text.push_str(&credentials::section(api));
    if !api.servers.is_empty() {
        let _ = write!(text, "\n## Servers\n\n{}", servers(api));
    }
    text.push_str(&pagination::section(api));
    let uses_tokens = api.credentials.iter().any(|credential| credential.source.is_some());
    text.push_str(&OPTIONS.replace("TOKEN", if uses_tokens { TOKEN } else { "" }));
    text.push_str(&responses(api));
    text.push_str(&features::section(api));
    Content::Markdown(docs::page(&text))
}

/// Returns the paragraphs about responses that the API has.
fn responses(api: &Api) -> String {
    let has = |is: fn(&Operation) -> bool| api.modules.iter().flat_map(|module| &module.operations).any(is);
    let is_enum = |response: &ResponseType| matches!(response, ResponseType::PerStatus(_));
    let mut text = String::new();
    if runtime_features::used(api).contains("lenient") {
        text.push_str(LENIENT);
    }
    if api.modules.iter().flat_map(|module| &module.operations).any(|op| is_enum(&op.output) || is_enum(&op.error)) {
        text.push_str(ENUMS);
    }
    if has(|operation| operation.headers.is_some()) {
        text.push_str(HEADERS);
    }
    if has(|operation| operation.redirect_is_response) {
        text.push_str(REDIRECTS);
    }
    text.push_str(&streaming::paragraphs(api));
    text.push_str(&rate_limits(api));
    text
}

/// Returns the paragraphs about backoff fields and the rate limit.
fn rate_limits(api: &Api) -> String {
    let mut text = String::new();
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let fields: BTreeSet<&str> =
        operations.filter_map(|operation| Some(operation.backoff.as_ref()?.field.as_str())).collect();
    let fields: Vec<String> = fields.iter().map(|field| docs::code(field)).collect();
    if !fields.is_empty() {
        text.push_str(&BACKOFF.replace("FIELDS", &fields.join(" or ")));
    }
    if let Some(RateLimit { requests, seconds }) = api.rate_limit {
        let _ = write!(
            text,
            "\nThe API allows {requests} requests per {interval}. The client keeps to this limit by default.\n",
            interval = if seconds == 1 { "second".to_owned() } else { format!("{seconds} s") },
        );
    }
    text
}

const BACKOFF: &str = "
If a response contains FIELDS, later calls of the same operation by the client and its clones are delayed by that long.
They fail with `Error::RateLimited` if the delay exceeds their timeout.
";

const LENIENT: &str = "
JSON responses may contain what some servers send for absent values: `\"\"` for an optional value that is not a string,
`null` for a required list or map, and `[]` for a map or for an object without required fields.
`Client::builder().lenient_decoding(false)` rejects them. Unions select their variants in both cases alike.
";

const ENUMS: &str = "
If responses or errors differ by status, an operation `get_pet` returns `GetPetOutput`, and its errors contain
`GetPetError`: enums with one variant per status.
";

const HEADERS: &str = "
Documented response headers are typed. For an operation `get_pet`, `GetPetHeaders::from_header_map(&response.headers)`
parses them; pass `error.headers()` for those of an error. `invalid_headers` contains the errors of those that do not
match the description.
";

const REDIRECTS: &str = "
Redirects are followed, except for operations whose only documented response is a redirect. Their redirect is the
response, and `send_with_response()` returns its `Location` header.
";

const OPTIONS: &str = "
## Options and errors

`Client::builder()` sets `base_url`, `timeout` (total per call; default 60 s), `connect_timeout` (default 10 s) and
`max_body_bytes` (default 64 MiB, after decompression). `timeout` can also be set per call. `send()` returns the decoded
body, and `send_with_response()` adds status and headers.

Idempotent requests are attempted up to three times with exponential backoff, honouring `Retry-After` up to
`max_server_delay` (default 10 minutes). Set a `RetryPolicy` with `retry` on the client or on a call;
`RetryPolicy::none()` disables retries. `rate_limit` limits the request rate across a client and its clones.
`on_request` registers a hook that runs before each request and can add headers or abort the call; `on_response`
registers one that runs after each response. The feature `tracing` reports calls as spans and events, without secrets.
The HTTP stacks log URLs, which can contain secrets: keep the log targets `reqwest`, `hyper`, `hyper_util`, `h2`, `ureq`
and `ureq_proto` at level `INFO`.

A call fails with an `Error`:

| variant | meaning |
| --- | --- |
| `Api` | The API returned a documented error response; contains its typed body. |
| `UnexpectedResponse` | The response has a status that the document does not declare. |
| `InvalidParameter` | A parameter violates a documented constraint; nothing was sent. |
| `Credential` | A required credential is missing or cannot be sent; nothing was sent. |
| `Build` | The settings of the client or the request are invalid; nothing was sent. |
| `Decode` | The body could not be decoded; contains the JSON path of the error. |
| `BodyTooLarge` | The body exceeds `max_body_bytes`. |
| `Transport` | Connection failure, timeout, or interrupted response. |
| `Redirect` | The server redirects to a target that is not allowed. |
| `Pagination` | The server repeats a page or links to another origin. |
TOKEN| `RateLimited` | The required wait exceeds the timeout. |

Error messages contain no secrets. When credentials and secret parameters are dropped, their memory is wiped, and so are
the copies in the URLs, headers and bodies that the client encodes. Copies in buffers of the HTTP stack, of TLS and of
the system, and in the bodies of responses, are not wiped.
";

const TOKEN: &str = "| `Token` | No access token could be obtained. |\n";

fn operations(api: &Api) -> String {
    let mut text = String::from("| method | request | description |\n| --- | --- | --- |\n");
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        let about = operation.summary.as_ref().or(operation.description.as_ref());
        let about = about.map(|about| docs::first_sentence(about)).unwrap_or_default();
        let description = docs::inline(&about).replace('|', "\\|");
        let request = docs::code(&format!("{} {}", operation.http_method, operation.template)).replace('|', " ");
        let _ = writeln!(text, "| `{}` | {request} | {description} |", operation.method_name.rust());
    }
    text
}

fn servers(api: &Api) -> String {
    let mut text = String::from("Set the server with `server` on the builder or on a call:\n\n");
    for server in &api.servers {
        let about = server.docs.first().map(|about| docs::first_sentence(about)).unwrap_or_default();
        let description = docs::inline(&about);
        let name = server.method_name.rust();
        let variables = server.variables.iter().map(|variable| format!(".{}(...)", variable.name.rust()));
        let variables: String = variables.collect();
        let _ = writeln!(text, "- `Client::builder().server(Server::{name}(){variables})` {description}");
    }
    text
}
