//! The outline of a client, read from its `API.md`.

use std::collections::BTreeSet;

use clientsmith::Files;

/// An item of an outline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedItem {
    /// The path, such as `types::Pet::name`.
    pub(crate) path: String,
    /// The declaration, such as `pub name: String`.
    pub(crate) declaration: String,
}

/// Returns the items of a client in their order.
pub(crate) fn listed(files: &Files) -> Vec<ListedItem> {
    let lines = files.get("API.md").map_or("", String::as_str).lines();
    let items = lines.filter_map(|line| line.strip_prefix("- `")?.split_once("`: `")).filter_map(|(path, rest)| {
        let (declaration, _) = rest.split_once('`')?;
        Some(ListedItem { path: path.to_owned(), declaration: declaration.to_owned() })
    });
    items.collect()
}

/// The names of the modules of a client.
#[derive(Debug, Default)]
pub(super) struct ModuleNames {
    types: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl ModuleNames {
    /// Returns the names that an outline defines.
    pub(super) fn new(items: &[ListedItem]) -> Self {
        let names = |module: &str| {
            let names = items.iter().filter_map(|item| item.path.strip_prefix(module));
            names.filter(|name| !name.contains(':')).map(str::to_owned).collect()
        };
        Self { types: names("types::"), operations: names("operations::") }
    }

    /// Returns the path of a name that a declaration of `module` contains, as other crates write it.
    pub(super) fn path(&self, module: &str, name: &str) -> String {
        match module {
            "types" if self.types.contains(name) => return format!("client::types::{name}"),
            module if module != "types" && self.operations.contains(name) => {
                return format!("client::operations::{name}");
            }
            _ => {}
        }
        match name {
            "types" => "client::types".to_owned(),
            "BTreeMap" => "std::collections::BTreeMap".to_owned(),
            "IpAddr" | "Ipv4Addr" | "Ipv6Addr" => format!("std::net::{name}"),
            "Value" => "serde_json::Value".to_owned(),
            "OAuth2" => "client::auth::OAuth2".to_owned(),
            _ if PRELUDE.contains(&name) => name.to_owned(),
            _ => format!("client::{name}"),
        }
    }
}

/// The words and the names of the standard prelude that declarations contain.
const PRELUDE: &[&str] = &[
    "impl",
    "bool",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "u8",
    "u16",
    "u32",
    "u64",
    "Box",
    "Into",
    "IntoIterator",
    "Option",
    "String",
    "Vec",
];
