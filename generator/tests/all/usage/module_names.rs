//! The names of a client, as other crates write them.

use std::collections::BTreeSet;

use clientsmith::emit::OutlineItem;

/// The names of the modules of a client.
#[derive(Debug, Default)]
pub(super) struct ModuleNames {
    types: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl ModuleNames {
    /// Returns the names that an outline defines.
    pub(super) fn new(items: &[OutlineItem]) -> Self {
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
    "str",
    "Box",
    "From",
    "Into",
    "IntoIterator",
    "Option",
    "String",
    "Vec",
    "url",
];
