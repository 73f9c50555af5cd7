//! The section on paginated operations.

use std::fmt::Write;

use super::example::filled;
use crate::ir::{Api, Operation};

/// The maximum number of operations to list.
const LISTED: usize = 8;

/// Returns the section; empty if no operation is paginated.
pub(super) fn section(api: &Api) -> String {
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let paginated: Vec<&Operation> = operations.filter(|operation| operation.pagination.is_some()).collect();
    if paginated.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## Pagination\n\n{ABOUT}");
    let names: Vec<String> =
        paginated.iter().take(LISTED).map(|operation| format!("`{}`", operation.method_name.rust())).collect();
    let more = paginated.len().saturating_sub(names.len());
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let _ = write!(text, "\nPaginated operations: {}{more}.\n", names.join(", "));
    if let Some(program) = filled(api, api.paged_example, EXAMPLE) {
        let _ = write!(text, "\n{program}\n");
    }
    text
}

const ABOUT: &str = "\
For a paginated operation, `items()` returns the items of all pages and `pages()` returns the pages: as a stream, or as
an iterator in the blocking client. Each page is requested when it is needed, with the options of the call; `max_pages`
limits their number. The stream ends with `Error::Pagination` if the server repeats a page or cursor, or links to
another origin.
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
