//! Example requests and responses of small documents, one topic each.

use std::fs;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::Text;
use clientsmith::ir::{ExpectedBody, ExpectedRequest, OperationExample};
use clientsmith::names::lock::NameLock;
use clientsmith::repairs::Repairs;
use clientsmith::spec::Spec;
use clientsmith::{examples, infer, load, lower, upgrade};

/// Formats the example of every operation.
fn dump(name: &str, bytes: Vec<u8>) -> String {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let documents = load::documents(&Text { name: name.to_owned(), bytes }, &mut diagnostics);
    let document = documents.into_iter().next().expect("the fixture is a document");
    let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
    let spec = Spec::read(&document, &mut diagnostics);
    let inferences = infer::conclude(&spec, infer::Certainty::Likely);
    let (api, _) =
        lower::lower("fixture", &[name.to_owned()], &spec, &inferences, &NameLock::default(), &mut diagnostics);
    let all = examples::samples(&spec, &inferences, &api);
    let operations = api.modules.iter().flat_map(|group| &group.operations);
    let texts = operations.map(|operation| {
        let text = match &all[operation.type_name.rust()] {
            Ok(example) => format_example(operation.http_method, example),
            Err(reason) => format!("no example: {reason}\n"),
        };
        format!("# {}\n{text}", operation.method_name.rust())
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn format_example(method: &str, OperationExample { request, response, .. }: &OperationExample) -> String {
    let ExpectedRequest { path, query, headers, absent, cookies, body } = request;
    let mut text = format!("{method} {path}\n");
    for (what, pairs) in [("query", query), ("header", headers), ("cookie", cookies)] {
        for (name, value) in pairs {
            text.push_str(&format!("  {what} {name}: {value}\n"));
        }
    }
    absent.iter().for_each(|name| text.push_str(&format!("  no header {name}\n")));
    match body {
        ExpectedBody::Empty => {}
        ExpectedBody::Json(value) => text.push_str(&format!("  {value}\n")),
        ExpectedBody::Text(body) => text.push_str(&format!("  {body:?}\n")),
        ExpectedBody::Pairs(pairs) => {
            pairs.iter().for_each(|(name, value)| text.push_str(&format!("  field {name}: {value}\n")));
        }
        ExpectedBody::Parts(parts) => parts.iter().for_each(|part| text.push_str(&format!("  {part:?}\n"))),
    }
    let media = response.media.as_deref().unwrap_or("nothing");
    text + &format!("  -> {} {media} {}\n", response.status, response.body)
}

#[test]
fn examples_match_snapshots() {
    insta::glob!("../fixtures/examples", "*.yaml", |path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs::read(path).expect("the fixture can be read");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(dump(&name, bytes));
        });
    });
}
