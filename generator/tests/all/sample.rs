//! The samples of small documents, one topic each: what each operation is asked with, and what it answers.

use std::fs;

use generator::diagnostic::Diagnostics;
use generator::document::Text;
use generator::ir::{Content, Request, Sample};
use generator::repair::Repairs;
use generator::spec::Spec;
use generator::{infer, load, lower, sample, upgrade};

/// Every operation's sample as text.
fn sampled(name: &str, bytes: Vec<u8>) -> String {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let documents = load::documents(&Text { name: name.to_owned(), bytes }, &mut diagnostics);
    let document = documents.into_iter().next().expect("the fixture is a document");
    let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
    let spec = Spec::read(&document, &mut diagnostics);
    let inferences = infer::conclude(&spec, infer::Certainty::Likely);
    let (api, _) = lower::lower("fixture", &[name.to_owned()], &spec, &inferences, &mut diagnostics);
    let samples = sample::samples(&spec, &inferences, &api);
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let drawn = operations.map(|operation| {
        let text = match &samples[operation.type_name.rust()] {
            Ok(sample) => drawn(operation.http_method, sample),
            Err(reason) => format!("no sample: {reason}\n"),
        };
        format!("# {}\n{text}", operation.method_name.rust())
    });
    drawn.collect::<Vec<_>>().join("\n")
}

fn drawn(method: &str, Sample { request, answer, .. }: &Sample) -> String {
    let Request { path, query, headers, absent, cookies, body } = request;
    let mut text = format!("{method} {path}\n");
    for (what, pairs) in [("query", query), ("header", headers), ("cookie", cookies)] {
        for (name, value) in pairs {
            text.push_str(&format!("  {what} {name}: {value}\n"));
        }
    }
    absent.iter().for_each(|name| text.push_str(&format!("  no header {name}\n")));
    match body {
        Content::Empty => {}
        Content::Json(value) => text.push_str(&format!("  {value}\n")),
        Content::Text(body) => text.push_str(&format!("  {body:?}\n")),
        Content::Pairs(pairs) => {
            pairs.iter().for_each(|(name, value)| text.push_str(&format!("  field {name}: {value}\n")));
        }
        Content::Parts(parts) => parts.iter().for_each(|part| text.push_str(&format!("  {part:?}\n"))),
    }
    let media = answer.media.as_deref().unwrap_or("nothing");
    text + &format!("  -> {} {media} {}\n", answer.status, answer.body)
}

#[test]
fn each_topic_is_sampled_as_its_snapshot_says() {
    insta::glob!("../fixtures/sample", "*.yaml", |path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs::read(path).expect("the fixture can be read");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(sampled(&name, bytes));
        });
    });
}
