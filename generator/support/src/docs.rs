//! Removal of the documentation of private items from source text.
//!
//! Private documentation is for work on the runtime, whose sources keep it. Clients have the documentation of public
//! items, and the comments within functions. The source is formatted by rustfmt, so the block that contains an item
//! follows from the indentation.

use crate::strip::indent;

/// Removes the documentation of items that are not `pub`. Variants and trait items are as public as their type.
pub(crate) fn strip_private_docs(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept = String::with_capacity(text.len());
    // The first lines of the blocks that contain the current line.
    let mut blocks: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.is_empty() {
            while blocks.last().is_some_and(|block| indent(block) >= indent(line)) {
                blocks.pop();
            }
        }
        if line.trim_start().starts_with("///") {
            let rest = lines.iter().skip(at).map(|line| line.trim_start());
            let item = rest.into_iter().find(|line| !line.starts_with("///") && !line.starts_with("#["));
            if !is_public(item.unwrap_or_default(), &blocks) {
                continue;
            }
        }
        if line.ends_with(['{', '(']) {
            blocks.push(line);
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

/// Removes the documentation of all items.
pub(crate) fn strip_docs(text: &str) -> String {
    let kept = text.lines().filter(|line| !line.trim_start().starts_with("///"));
    kept.map(|line| format!("{line}\n")).collect()
}

/// Removes the blank lines between constants of one line each, whose documentation was removed.
pub(crate) fn group_constants(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_constant = |at: usize| {
        let line = lines.get(at).copied().unwrap_or_default();
        let item = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub(super) ")).unwrap_or(line);
        item.starts_with("const ") && item.ends_with(';')
    };
    let kept = lines.iter().enumerate().filter(|(at, line)| {
        let is_between = *at > 0 && is_constant(at - 1) && is_constant(at + 1);
        !(line.is_empty() && is_between)
    });
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

/// Keeps the first paragraph of a module's documentation; the rest is about the implementation.
pub(crate) fn shorten_module_docs(text: &str) -> String {
    let end = text.lines().take_while(|line| line.starts_with("//!")).count();
    let first = text.lines().take_while(|line| line.starts_with("//! ")).count();
    let kept = text.lines().enumerate().filter(|(at, _)| *at < first || *at >= end);
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

/// Returns true for an item that is `pub` or belongs to a public enum or trait.
fn is_public(item: &str, blocks: &[&str]) -> bool {
    if item.starts_with("pub ") {
        return true;
    }
    // The fields of a variant are within the block of the variant.
    let mut outer = blocks.iter().rev().map(|block| block.trim_start());
    let block = outer.find(|block| !block.starts_with(|c: char| c.is_ascii_uppercase()));
    // The rows of a macro become variants.
    block.is_some_and(|block| {
        block.starts_with("pub enum ") || block.starts_with("pub trait ") || block.ends_with("! {")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_documentation_is_kept() {
        let text = "//! Module.\n\n/// Type.\n#[derive(Debug)]\npub struct S {\n    /// Field.\n    pub a: u8,\n}\n\n\
                    /// Enum.\npub enum E {\n    /// Variant.\n    A {\n        /// Field.\n        b: u8,\n    },\n}\n\n\
                    /// Trait.\npub trait T {\n    /// Method.\n    fn f(&self);\n}\n";
        assert_eq!(strip_private_docs(text), text);
    }

    #[test]
    fn constants_without_documentation_are_adjacent() {
        let text = "const A: u8 = 1;\n\npub(crate) const B: u8 = 2;\n\n/// Public.\npub const C: u8 = 3;\n\nconst D: u8 = 4;\n";
        let grouped =
            "const A: u8 = 1;\npub(crate) const B: u8 = 2;\n\n/// Public.\npub const C: u8 = 3;\n\nconst D: u8 = 4;\n";
        assert_eq!(group_constants(text), grouped);
    }

    #[test]
    fn documentation_of_items_is_removed() {
        let text = "//! Module.\n\n/// Type.\npub struct S {\n    /// Field.\n    pub a: u8, // Reason.\n}\n";
        assert_eq!(strip_docs(text), "//! Module.\n\npub struct S {\n    pub a: u8, // Reason.\n}\n");
    }

    #[test]
    fn first_paragraph_of_a_module_is_kept() {
        let text = "//! Module\n//! of two lines.\n//!\n//! Details.\n//!\n//! More.\n\nfn f() {}\n";
        assert_eq!(shorten_module_docs(text), "//! Module\n//! of two lines.\n\nfn f() {}\n");
        assert_eq!(shorten_module_docs("//! Module.\n\nfn f() {}\n"), "//! Module.\n\nfn f() {}\n");
    }

    #[test]
    fn private_documentation_is_removed() {
        let text = "/// Function.\nfn f() {\n    // Reason.\n    g();\n}\n\nimpl S {\n    /// Method.\n    pub(crate) fn m() {}\n\n    \
                    /// Second.\n    #[inline]\n    fn n() {}\n}\n\n/// Enum.\nenum E {\n    /// Variant.\n    A,\n}\n";
        let expected = "fn f() {\n    // Reason.\n    g();\n}\n\nimpl S {\n    pub(crate) fn m() {}\n\n    #[inline]\n    \
                        fn n() {}\n}\n\nenum E {\n    A,\n}\n";
        assert_eq!(strip_private_docs(text), expected);
    }
}
