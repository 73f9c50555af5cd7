//! What the README says of answers that come in pages, where the API has such.

use std::fmt::Write;

use super::filled;
use crate::ir::{Api, Operation};

/// How many operations are named.
const NAMED: usize = 8;

/// The section; empty where no operation pages.
pub(super) fn text(api: &Api) -> String {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let paged: Vec<&Operation> = operations.filter(|operation| operation.paging.is_some()).collect();
    if paged.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## Pages\n\n{ABOUT}");
    let names: Vec<String> =
        paged.iter().take(NAMED).map(|operation| format!("`{}`", operation.method_name.rust())).collect();
    let more = paged.len().saturating_sub(names.len());
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let _ = write!(text, "\nThey are calls of {}{more}.\n", names.join(", "));
    if let Some(program) = filled(api, api.paged_example, EXAMPLE) {
        let _ = write!(text, "\n{program}\n");
    }
    text
}

const ABOUT: &str = "\
A call whose answers come in pages has `items()`, which gives what all pages list, one after the other, and `pages()`,
which gives the answers themselves: streams, or iterators in the blocking client. A page is asked for when it is needed,
with everything that was set on the call; `max_pages` ends early. A server that sends a page or a mark of the next one
twice, or leads to another server, ends them with `Error::Paging`.
";

const EXAMPLE: &str = "\
```rust,no_run
use CRATE::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = CLIENT;
    let mut items = client.CALL.items();
    while let Some(item) = items.next().await {
        println!(\"{:?}\", item?);
    }
    Ok(())
}
```";
