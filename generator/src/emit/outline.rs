//! The outline of a client: its public API as data, one line per item, and `API.md`.
//!
//! It lists what depends on the document. Items of the runtime are the same in every client with the same features, so
//! that only their names at the root of the crate are listed, as `crate::Name`.

mod client;
mod operations;
mod read;
mod runtime;
mod types;

use proc_macro2::TokenStream;

use super::{Content, docs};
use crate::ir::Api;
pub use read::read_outline;

/// One public item of a client.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutlineItem {
    /// The path of the item, such as `types::Pet::name` or `Client::get_pet`.
    pub path: String,
    /// The declaration, such as `pub name: String`.
    pub declaration: String,
    /// The part of the description that it represents: the key of its name in the lock.
    pub source: String,
    /// The reason for its form.
    pub cause: ItemCause,
}

/// The reason for the form of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemCause {
    /// The description declares it.
    Declared,
    /// Rules inferred facts about it.
    Inferred(Vec<String>),
}

impl OutlineItem {
    fn declared(path: String, declaration: impl Into<String>, source: impl Into<String>) -> Self {
        Self { path, declaration: declaration.into(), source: source.into(), cause: ItemCause::Declared }
    }
}

/// Returns the public items of a client, sorted by path.
#[must_use]
pub fn outline(api: &Api) -> Vec<OutlineItem> {
    let mut items = client::items(api);
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        items.extend(operations::items(api, operation));
    }
    for def in &api.types.defs {
        items.extend(types::items(api, def));
    }
    items.extend(runtime::items(api));
    items.sort();
    items
}

/// Returns the content of `API.md`.
pub(super) fn content(api: &Api) -> Content {
    let mut text =
        format!("# API of `{}`\n\nThe public items that depend on the description, one per line.\n", api.package);
    let mut section = "";
    let items = outline(api);
    for item in &items {
        let first = item.path.split("::").next().unwrap_or_default();
        if first != section {
            section = first;
            text.push_str(&format!("\n## {section}\n\n"));
        }
        text.push_str(&line(item));
    }
    Content::Markdown(text)
}

fn line(item: &OutlineItem) -> String {
    let source = if item.source.is_empty() { String::new() } else { format!(" from {}", docs::code(&item.source)) };
    let cause = match &item.cause {
        ItemCause::Declared => String::new(),
        ItemCause::Inferred(rules) => format!("; inferred: {}", rules.join(", ")),
    };
    format!("- {}: {}{source}{cause}\n", docs::code(&item.path), docs::code(&item.declaration))
}

/// Formats tokens as rustfmt does within a line.
fn text(tokens: &TokenStream) -> String {
    const SPACED: [(&str, &str); 9] = [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("& ", "&"),
        (" : ", ": "),
    ];
    SPACED.iter().fold(tokens.to_string(), |text, (from, to)| text.replace(from, to))
}
