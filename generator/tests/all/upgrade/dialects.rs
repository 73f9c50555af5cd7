//! Clients of documents of other dialects and of invalid documents: upgraded values have types.

use clientsmith::{Input, generate};

use crate::support::{fixture, rendered};

#[test]
fn other_dialects_produce_typed_clients() {
    insta::glob!("../../fixtures/dialects", "*.yaml", |path| {
        let documents = vec![fixture(path)];
        let output = generate(&Input { package: "client".to_owned(), documents, ..Input::default() });
        let shown = output
            .files
            .iter()
            .filter(|(path, _)| path.as_str() == "src/types.rs" || path.starts_with("src/operations/"));
        let files: String = shown.map(|(path, text)| format!("// ---- {path}\n{text}\n")).collect();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("{files}{}", rendered(&output.diagnostics)));
        });
    });
}
