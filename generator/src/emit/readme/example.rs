//! Example programs with a call of one operation.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::credentials;
use super::template::substituted;
use crate::emit::example_calls;
use crate::ir::{Api, Operation};

/// Returns an example program that calls one operation and distinguishes its errors.
pub(super) fn section(api: &Api) -> String {
    filled(api, api.example, EXAMPLE).unwrap_or_else(|| "Start with `Client::new()`.".to_owned())
}

/// Fills in a program with the names of the client and a call of an operation; `None` without an operation.
pub(super) fn filled(api: &Api, at: Option<(usize, usize)>, program: &str) -> Option<String> {
    let (module, index) = at?;
    let operation = api.modules.get(module)?.operations.get(index)?;
    let package = api.package.replace('-', "_");
    let setters = credentials::setters(operation, api);
    let client = match &api.base_url {
        Some(_) if setters.is_empty() => "Client::new()".to_owned(),
        Some(_) => format!("Client::builder(){setters}.build()?"),
        None => format!("Client::builder().base_url(\"https://api.example.com\"){setters}.build()?"),
    };
    let values = [
        ("CRATE", package.as_str()),
        ("CLIENT", &client),
        ("SETTERS", &setters),
        ("OPERATION", operation.type_name.rust()),
        ("CALL", &call(api, operation, &package)),
    ];
    Some(substituted(program, &values))
}

/// Returns the call of an operation with its required parameters from its example.
fn call(api: &Api, operation: &Operation, package: &str) -> String {
    let example = api.examples.get(operation.type_name.rust()).and_then(|example| example.as_ref().ok());
    let parameters = example.map(|example| example_calls::required(api, operation, example)).unwrap_or_default();
    let (arguments, setters) = parameters;
    let arguments: Vec<String> = arguments.into_iter().map(|tokens| source(tokens, package)).collect();
    let setters: String = setters.into_iter().map(|tokens| source(tokens, package)).collect();
    format!("{}({}){setters}", operation.method_name.rust(), arguments.join(", "))
}

/// Formats an expression conventionally. The client's crate is referred to by its name instead of `api`.
fn source(tokens: TokenStream, package: &str) -> String {
    let token = |token| match token {
        TokenTree::Group(group) => {
            let inner = source(group.stream(), package);
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
        Ok(response) => println!(\"{response:?}\"),
        Err(Error::Api(error)) => println!(\"HTTP {}: {:?}\", error.status(), error.body()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
```";
