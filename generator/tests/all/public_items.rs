//! Public names and signatures of emitted files.

use std::fs;

use clientsmith::document::Text;
use clientsmith::{Input, generate};

/// Returns the public names and signatures of a file, one per line.
fn public_items(text: &str) -> String {
    let mut out = String::new();
    let mut in_table = false;
    for line in text.lines() {
        // The tables of the runtime's macros repeat the items above them.
        in_table = line.contains("!(") && !line.starts_with(' ') || in_table && !line.ends_with("});");
        if in_table {
            continue;
        }
        let starts = ["pub fn ", "pub struct ", "pub enum ", "pub type ", "impl ", "pub const "];
        let trimmed = line.trim_start();
        let is_field = line.starts_with("    pub ") && line.ends_with(',');
        if is_field || is_variant(line) || starts.iter().any(|start| trimmed.starts_with(start)) || is_parameter(line) {
            out.push_str(line.trim_end_matches(['{', ' ']));
            out.push('\n');
        }
    }
    out
}

/// Returns true if a line continues the parameters of a function.
fn is_parameter(line: &str) -> bool {
    let starts = ["        &self", "    ) -> "];
    starts.iter().any(|start| line.starts_with(start)) || (line.starts_with("        ") && line.ends_with(">,"))
}

/// Returns true if a line is a variant of an enum.
fn is_variant(line: &str) -> bool {
    let Some(name) = line.strip_prefix("    ").and_then(|line| line.strip_suffix(',')) else { return false };
    let word = name.split('(').next().unwrap_or_default();
    let is_name = word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(char::is_alphanumeric);
    is_name && (name == word || name.ends_with(')'))
}

#[test]
fn public_items_match_snapshots() {
    insta::glob!("../fixtures/emit", "*.yaml", |path| {
        let bytes = fs::read(path).expect("the fixture can be read");
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let documents = vec![Text { name, bytes }];
        let output = generate(&Input { package: "fixture".to_owned(), documents, ..Input::default() });
        let mut out = String::new();
        for (path, text) in &output.files {
            if path == "src/types.rs" || path.starts_with("src/operations/") {
                out.push_str(&format!("// {path}\n{}\n", public_items(text)));
            }
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(out);
        });
    });
}
