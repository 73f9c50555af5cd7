//! Checks that a crate defines each type name once.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};

use super::source::{Source, is_test_only, is_test_path};
use super::{Finding, tables};

/// Checks all crates.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    tables::CRATES.iter().flat_map(|root| check_crate(root, sources)).collect()
}

fn check_crate(root: &str, sources: &[Source]) -> Vec<Finding> {
    let mut definitions: BTreeMap<String, Vec<Definition>> = BTreeMap::new();
    for source in sources {
        let inner = source.path.strip_prefix(root).and_then(|path| path.strip_prefix('/'));
        if let (Some(inner), Some(file)) = (inner, source.file())
            && !is_test_path(inner)
        {
            let mut types = Types { module: source.path.clone(), found: Vec::new() };
            types.visit_file(file);
            for (name, module, line) in types.found {
                let known = definitions.entry(name).or_default();
                // Variants of one type for different targets are defined in one module.
                if !known.iter().any(|definition| definition.module == module) {
                    known.push(Definition { module, file: source.path.clone(), line });
                }
            }
        }
    }
    let shared = definitions.iter().filter(|(name, found)| found.len() > 1 && !are_twins(name, found));
    shared.map(|(name, found)| finding(root, name, found)).collect()
}

struct Definition {
    module: String,
    file: String,
    line: usize,
}

/// Returns true for the async and the blocking variant of one type, and the generic type of which both are aliases.
fn are_twins(name: &str, found: &[Definition]) -> bool {
    let count = |parts: &[&str]| {
        let is_in = |definition: &&Definition| parts.iter().any(|part| definition.module.contains(part));
        found.iter().filter(is_in).count()
    };
    let (blocking, asynchronous) = (count(&["/blocking"]), count(&["/async_impl"]));
    let generic = found.len() - blocking - asynchronous;
    tables::TWINS.contains(&name) && blocking == 1 && asynchronous <= 1 && generic <= 1
}

fn finding(root: &str, name: &str, found: &[Definition]) -> Finding {
    let places: String =
        found.iter().map(|definition| format!("\n    {}:{}", definition.file, definition.line)).collect();
    let message = format!("{} types are named `{name}`", found.len());
    let help = format!("rename all but one of them{places}");
    Finding { subject: name.to_owned(), ..Finding::new(root, 0, "type-names", message, help) }
}

struct Types {
    module: String,
    /// Name, module and line.
    found: Vec<(String, String, usize)>,
}

impl Types {
    fn push(&mut self, name: &syn::Ident, attrs: &[syn::Attribute]) {
        if !is_test_only(attrs) {
            self.found.push((name.to_string(), self.module.clone(), name.span().start().line));
        }
    }
}

impl<'ast> Visit<'ast> for Types {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test_only(&item.attrs) {
            let module = format!("{}/{}", self.module, item.ident);
            let outer = std::mem::replace(&mut self.module, module);
            visit::visit_item_mod(self, item);
            self.module = outer;
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.push(&item.ident, &item.attrs);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.push(&item.ident, &item.attrs);
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        self.push(&item.ident, &item.attrs);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.push(&item.ident, &item.attrs);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.push(&item.ident, &item.attrs);
        visit::visit_item_trait(self, item);
    }
}
