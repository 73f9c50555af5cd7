//! Pages of documentation: the text that is matched to operations, and the facts and evidence that the inference takes
//! from it.

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::Text;
use clientsmith::documentation::{Documentation, SectionText};
use clientsmith::{Input, generate};
use insta::{assert_snapshot, glob};
use serde_json::Value;

use crate::infer::read;
use crate::support::{fixture, fixture_at, rendered, spec, text};

/// The page that the user has of `/access-tokens/{accessTokens}/invalidate`.
const PAGE: &str = "stack-exchange.invalidate-access-tokens.html";

/// Returns the ledger's entry of an operation.
fn ledger_entry(input: &Input, operation: &str) -> Value {
    let ledger: Value = serde_yaml::from_str(&generate(input).ledger).expect("the ledger is YAML");
    let mut operations = ledger["operations"].as_array().expect("operations").iter();
    operations.find(|entry| entry["operation"] == operation).expect("the operation").clone()
}

/// Returns the evidence of a fact about a parameter or response.
fn evidence<'l>(entry: &'l Value, rule: &str) -> Vec<&'l str> {
    let parameters = entry["parameters"].as_array().into_iter().flatten();
    let facts = parameters.flat_map(|parameter| parameter["inferred"].as_array().into_iter().flatten());
    let mut facts = facts.chain(entry["responses"].as_array().into_iter().flatten());
    let fact = facts.find(|fact| fact["rule"] == rule).unwrap_or_else(|| panic!("no fact by {rule}: {entry}"));
    fact["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn page_of_the_user_supports_the_documents() {
    let input = Input {
        package: "client".to_owned(),
        documents: vec![spec("stack-exchange.yaml")],
        catalog: Some(spec("stack-exchange.apis.yaml")),
        docs: vec![spec(PAGE)],
        ..Input::default()
    };
    let entry = ledger_entry(&input, "GET /access-tokens/{accessTokens}/invalidate");
    let sentence = "“{accessTokens} can contain up to 20 access tokens.”";
    let in_page = |line: usize| format!("specs/{PAGE}:{line}");
    assert_eq!(
        evidence(&entry, "documented-count"),
        [format!("{sentence}, the operation's description"), format!("{sentence}, {}", in_page(18))]
    );
    let response = evidence(&entry, "response-without-schema");
    assert_eq!(response.len(), 2, "{response:?}");
    assert!(response[0].ends_with("This method returns a list of access_tokens.”, the operation's description"));
    assert_eq!(response[1], format!("“This method returns a list of access_tokens.”, {}", in_page(20)));
}

#[test]
fn page_is_evidence_for_a_document_without_descriptions() {
    let document = "{swagger: '2.0', info: {title: T, version: '1'}, paths: {'/access-tokens/{tokens}/invalidate': \
        {get: {parameters: [{name: tokens, in: path, description: semicolon delimited}], responses: {200: {description: OK}}}}}}";
    let input = Input {
        package: "client".to_owned(),
        documents: vec![text("sparse.yaml", document)],
        docs: vec![spec(PAGE)],
        ..Input::default()
    };
    let entry = ledger_entry(&input, "GET /access-tokens/{tokens}/invalidate");
    let expected = format!("“{{accessTokens}} can contain up to 20 access tokens.”, specs/{PAGE}:18");
    assert_eq!(evidence(&entry, "documented-count"), [expected]);
    assert_eq!(entry["parameters"][0]["action"]["update"]["maxItems"], 20);
    let expected = format!("“This method returns a list of access_tokens.”, specs/{PAGE}:20");
    assert_eq!(evidence(&entry, "response-without-schema"), [expected]);
}

/// Formats the texts of a page by operation, each line after its line in the page.
fn dump_texts(page: &Text) -> String {
    let mut diagnostics = Diagnostics::default();
    let (spec, _, _) = read(&fixture_at("documentation/orders.yaml"));
    let documentation = Documentation::read(std::slice::from_ref(page), &spec, &mut diagnostics);
    let lines = |sections: &[SectionText]| -> String {
        let lines = sections.iter().flat_map(|section| section.text().lines().map(move |line| (section, line)));
        let lines = lines.filter(|(_, line)| !line.is_empty());
        lines.map(|(section, line)| format!("{:>4}  {line}\n", section.place(line).line.unwrap_or_default())).collect()
    };
    let mut dump = String::new();
    for operation in &spec.operations {
        let texts = lines(documentation.sections(operation));
        if !texts.is_empty() {
            dump.push_str(&format!("{} {}\n{texts}", operation.method.to_uppercase(), operation.path));
        }
    }
    let common = lines(documentation.common());
    if common.is_empty() { dump } else { format!("{dump}all operations\n{common}") }
}

/// Formats the facts that have a page as evidence, with this evidence.
fn dump_facts(ledger: &Value, page: &str) -> String {
    let mut dump = String::new();
    for operation in ledger["operations"].as_array().into_iter().flatten() {
        let subjects = ["parameters", "responses"].map(|key| operation[key].as_array().into_iter().flatten());
        for subject in subjects.into_iter().flatten() {
            let (name, facts) = match subject["inferred"].as_array() {
                Some(facts) => (&subject["parameter"], facts.iter().collect()),
                None => (&subject["response"], vec![subject]),
            };
            for fact in facts {
                let evidence = fact["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let in_page: Vec<_> = evidence.filter(|text| text.contains(&format!("{page}:"))).collect();
                if !in_page.is_empty() {
                    let label = format!(
                        "{} {}",
                        operation["operation"].as_str().unwrap_or_default(),
                        name.as_str().unwrap_or_default()
                    );
                    let (fact, rule) =
                        (fact["fact"].as_str().unwrap_or_default(), fact["rule"].as_str().unwrap_or_default());
                    dump.push_str(&format!("{label}: {fact}, by {rule}\n  {}\n", in_page.join("\n  ")));
                }
            }
        }
    }
    dump
}

#[test]
fn large_pages_are_rejected() {
    let mut findings = String::new();
    for page in ["x".repeat(17 * 1024 * 1024), "# GET /orders\n".repeat(50_002)] {
        let mut diagnostics = Diagnostics::default();
        let (spec, _, _) = read(&fixture_at("documentation/orders.yaml"));
        let _ = Documentation::read(&[text("large.md", page)], &spec, &mut diagnostics);
        findings.push_str(&format!("{}\n", rendered(&diagnostics)));
    }
    assert_snapshot!(findings);
}

#[test]
fn long_section_is_read_to_its_end() {
    let filler = "An order has many fields, which are described elsewhere.\n\n".repeat(1_000);
    let page = text("long.md", format!("# GET /orders\n\n{filler}The `page` parameter must be between 2 and 9.\n"));
    let input = Input {
        package: "client".to_owned(),
        documents: vec![fixture_at("documentation/orders.yaml")],
        docs: vec![page],
        ..Input::default()
    };
    let entry = ledger_entry(&input, "GET /orders");
    let expected = ["“The `page` parameter must be between 2 and 9.”, long.md:2003"];
    assert_eq!(evidence(&entry, "documented-bounds"), expected);
}

#[test]
fn values_of_secrets_are_not_reported() {
    let document = "{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {/orders: {get: {parameters: [\
        {name: password, in: query, description: 'Defaults to 12345'}], responses: {'200': {description: OK}}}}}}";
    let page = "# GET /orders\n\n- `password` - a text, defaults to 67890. One of: `hunter2`, `swordfish`.\n";
    let input = Input {
        package: "client".to_owned(),
        documents: vec![text("orders.yaml", document)],
        docs: vec![text("orders.md", page)],
        ..Input::default()
    };
    let output = generate(&input);
    let entry = ledger_entry(&input, "GET /orders");
    assert!(entry["parameters"][0]["action"]["update"]["x-secret"] == true, "{entry}");
    let update = entry["parameters"][0]["action"]["update"].to_string();
    for value in ["12345", "67890", "hunter2"] {
        assert!(!rendered(&output.diagnostics).contains(value) && !update.contains(value), "{value}");
    }
}

#[test]
fn damaged_pages_do_not_panic() {
    let (spec, _, _) = read(&fixture_at("documentation/orders.yaml"));
    for name in ["headings.md", "page.html", "plain.txt", "labels.md", "nested.md"] {
        let page = fixture_at(&format!("documentation/{name}"));
        for end in (0..page.bytes.len()).step_by(3) {
            for extension in ["html", "md", "txt"] {
                let mut bytes = page.bytes.clone();
                bytes.drain(end..(end + 7).min(page.bytes.len()));
                let damaged = [text(&format!("page.{extension}"), bytes)];
                let documentation = Documentation::read(&damaged, &spec, &mut Diagnostics::default());
                for section in spec.operations.iter().flat_map(|operation| documentation.sections(operation)) {
                    assert!(section.paragraphs().all(|part| section.place(part).line.is_some()));
                }
            }
        }
    }
}

#[test]
fn pages_are_matched_to_operations_and_parameters() {
    glob!("../fixtures/documentation", "*.{html,md,rst,txt}", |path| {
        let page = fixture(path);
        let input = Input {
            package: "client".to_owned(),
            documents: vec![fixture_at("documentation/orders.yaml")],
            docs: vec![page.clone()],
            ..Input::default()
        };
        let output = generate(&input);
        let ledger: Value = serde_yaml::from_str(&output.ledger).unwrap_or_default();
        let mut diagnostics = Diagnostics::default();
        let about_pages = output.diagnostics.iter().filter(|found| found.to_string().contains(&page.name));
        about_pages.for_each(|found| diagnostics.push(found.clone()));
        let (texts, facts) = (dump_texts(&page), dump_facts(&ledger, &page.name));
        assert_snapshot!(format!("{texts}\nfacts\n{facts}\n{}", rendered(&diagnostics)));
    });
}
