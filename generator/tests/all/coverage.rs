//! Coverage of a document by its client: operations kept, reported or lost, and untyped values by cause.

use std::fs;

use clientsmith::coverage::{self, Cause};
use clientsmith::diagnostic::{Code, Diagnostic, Diagnostics};
use clientsmith::document::{Dialect, Document, Text};
use clientsmith::pointer::{Origins, Pointer, Source};
use clientsmith::spec::Spec;
use clientsmith::{Input, Output, generate};

const OPEN: &str = "
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      parameters:
        - {name: kind, in: query, schema: {type: string}}
        - {name: zzz, in: query}
      responses: {'200': {description: A thing., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components:
  schemas:
    Anything: {}
    Circle: {type: array, items: {$ref: '#/components/schemas/Circle'}}
    Thing:
      type: object
      properties:
        name: {type: string}
        silent: {description: Says nothing.}
        named: {$ref: '#/components/schemas/Anything'}
        object: {type: object}
        list: {type: array, items: {type: array}}
        circle: {$ref: '#/components/schemas/Circle'}
        later: {$ref: '#/components/schemas/Zebra'}
    Zebra: {type: object, properties: {stripes: {type: integer}}}
";

fn output(name: &str, text: &str) -> Output {
    let documents = vec![Text { name: name.to_owned(), bytes: text.into() }];
    generate(&Input { package: "things".to_owned(), documents, ..Input::default() })
}

#[test]
fn untyped_values_are_counted_by_cause() {
    let typing = output("things.yaml", OPEN).coverage.typing;
    assert_eq!((typing.types.total, typing.types.untyped()), (4, 1));
    assert_eq!(typing.fields.total, 8);
    let expected = [(Cause::Undocumented, 3), (Cause::OpenObject, 1)];
    assert_eq!(typing.fields.untyped, expected.into_iter().collect());
    assert_eq!(typing.fields.untyped_though_documented(), 0);
    assert_eq!((typing.parameters.total, typing.parameters.untyped()), (2, 1));
}

#[test]
fn fixtures_lose_no_operation_without_diagnostic() {
    insta::glob!("../fixtures", "**/*.{yaml,json}", |path| {
        let text = fs::read_to_string(path).expect("the fixture can be read");
        let lost = output("fixture.yaml", &text).coverage.operations.lost;
        assert!(lost.is_empty(), "{}: {lost:?}", path.display());
    });
}

#[test]
fn operation_lost_without_diagnostic_is_found() {
    let document = |text: &str| {
        let source = Source::new("things.yaml");
        let root = serde_yaml::from_str(text).expect("the text is YAML");
        Document {
            origins: Origins::unmoved(&source),
            source,
            dialect: Dialect::OpenApi30,
            author: Dialect::OpenApi30,
            root,
        }
    };
    let declared = coverage::declared(&document(
        "{paths: {/a: {get: {responses: {}}, summary: x, PUT: {responses: {}}}, /b: {get: {responses: {}}}, x-c: {get: {}}}}",
    ));
    let kept = document("{paths: {/a: {get: {responses: {}}}}}");
    let mut diagnostics = Diagnostics::default();
    let spec = Spec::read(&kept, &mut diagnostics);
    let place = kept.place(&Pointer::from_tokens(["paths", "/b", "get", "responses"]));
    diagnostics.push(Diagnostic::new(Code::Unreadable, place, "this is left out"));
    let found = coverage::operations(&declared, &spec, &diagnostics);
    assert_eq!((found.declared, found.kept), (3, 1));
    assert_eq!(found.lost.iter().map(ToString::to_string).collect::<Vec<_>>(), ["things.yaml#/paths/~1a/PUT"]);
}
