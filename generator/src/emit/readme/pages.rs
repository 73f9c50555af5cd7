//! What the README says of answers that come in pages, where the API has such.

use std::fmt::Write;

use super::value;
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
    // What other examples call is the least likely to change anything.
    let example = api.example.and_then(|(group, place)| api.groups.get(group)?.operations.get(place));
    let example = example.filter(|operation| operation.paging.is_some());
    if let Some(call) = example.into_iter().chain(paged).find_map(call) {
        let client = match &api.base_url {
            Some(_) => "Client::new()",
            None => "Client::builder().base_url(\"https://api.example.com\").build()?",
        };
        let program = EXAMPLE.replace("CRATE", &api.package.replace('-', "_"));
        let _ = write!(text, "\n{}\n", program.replace("CLIENT", client).replace("CALL", &call));
    }
    text
}

/// A call with plain values, where it takes no others.
fn call(operation: &Operation) -> Option<String> {
    let required = operation.arguments.iter().filter(|argument| argument.required);
    let arguments: Vec<String> = required.map(|argument| value(&argument.ty)).collect::<Option<_>>()?;
    Some(format!("{}({})", operation.method_name.rust(), arguments.join(", ")))
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
