//! The sections on what the client's Cargo features turn on.

use super::filled;
use crate::ir::Api;

/// The sections.
pub(super) fn text(api: &Api) -> String {
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
## Without async

With the feature `blocking` there is a client whose calls hold up the thread until the answer is there. Everything else
is the same. Where it is the only feature that is on, nothing async is compiled.

";

const BLOCKING_EXAMPLE: &str = "\
```rust,no_run
use CRATE::blocking::Client;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = CLIENT;
    let answer = client.CALL.send_with_response()?;
    println!(\"HTTP {}: {:?}\", answer.status, answer.body);
    Ok(())
}
```
";

const MOCK: &str = "
## In tests

With the feature `mock` operations are stubbed by their type, without a server. What a stub answers is decoded as any
answer is, and what was asked can be looked at.

";

const MOCK_EXAMPLE: &str = "\
```rust
use CRATE::blocking::Client;
use CRATE::mock::{Mock, Reply};
use CRATE::operations::OPERATION;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = Mock::new();
    mock.replies::<OPERATION>(Reply::text(418, \"no coffee\"));
    let client = Client::builder().base_url(\"https://api.example.com\").transport(mock.clone())GIVEN.build()?;
    let error = client.CALL.send().unwrap_err();
    assert_eq!(error.status(), Some(418));
    assert_eq!(mock.asked::<OPERATION>()[0].uri.host(), Some(\"api.example.com\"));
    Ok(())
}
```
";

const FEATURES: &str = "
## Features

| feature | |
| --- | --- |
| `reqwest` (default) | Awaited calls over reqwest, or over `fetch` on `wasm32`. Turns `async` on. |
| `async` | Awaited calls over an HTTP stack of your own: `Client::builder().transport(...)`. |
| `blocking` | Calls that hold up their thread, over ureq or an HTTP stack of your own. |
| `tracing` | A span for each call, and events for what happens in it, for programs that collect them. |
| `mock` | Answers without a server, for tests. |
";
