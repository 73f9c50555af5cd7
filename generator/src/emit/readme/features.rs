//! The sections on Cargo features: the blocking client, mocks, and a table of all features.

use super::example::filled;
use crate::ir::Api;

/// Returns the sections.
pub(super) fn section(api: &Api) -> String {
    let mut text = String::new();
    for (about, program) in [(BLOCKING, BLOCKING_EXAMPLE), (MOCK, MOCK_EXAMPLE)] {
        if let Some(program) = filled(api, api.example, program) {
            text.push_str(about);
            text.push_str(&program);
        }
    }
    text.push_str(FEATURES);
    text
}

const BLOCKING: &str = "
## Blocking client

The feature `blocking` adds a client whose calls block the current thread; its API is otherwise the same. If no other
feature is enabled, no async code is compiled.

";

const BLOCKING_EXAMPLE: &str = "\
```rust,no_run
use CRATE::blocking::Client;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = CLIENT;
    let response = client.CALL.send_with_response()?;
    println!(\"HTTP {}: {:?}\", response.status, response.body);
    Ok(())
}
```
";

const MOCK: &str = "
## Mocking

The feature `mock` adds a transport that returns responses per operation without a server. Mock responses are decoded
like responses of the API, and the recorded requests can be inspected.

";

const MOCK_EXAMPLE: &str = "\
```rust
use CRATE::blocking::Client;
use CRATE::mock::{Mock, MockResponse};
use CRATE::operations::OPERATION;
use CRATE::StatusCode;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = Mock::new();
    mock.respond::<OPERATION>(MockResponse::text(418, \"no coffee\"));
    let client = Client::builder().base_url(\"https://api.example.com\").transport(mock.clone())SETTERS.build()?;
    let error = client.CALL.send().unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::IM_A_TEAPOT));
    assert_eq!(mock.requests_to::<OPERATION>()[0].uri.host(), Some(\"api.example.com\"));
    Ok(())
}
```
";

const FEATURES: &str = "
## Features

| feature | description |
| --- | --- |
| `reqwest` (default) | Async client on reqwest (on `fetch` for `wasm32`). Enables `async`. |
| `async` | Async client with a custom transport: `Client::builder().transport(...)`. |
| `blocking` | Blocking client on ureq or a custom transport. |
| `tracing` | A `tracing` span for each call, with events for its requests and responses. |
| `mock` | Mock responses for tests. |
| `exact_numbers` | All digits of numbers in `serde_json::Value`, which otherwise are those of an `f64`, a `u64` or an `i64`. Enables `serde_json/arbitrary_precision`, which changes `serde_json` for all crates of the program: types with `#[serde(untagged)]` or `#[serde(flatten)]` can then reject numbers. |
";
