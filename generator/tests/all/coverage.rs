//! How much of a document the client has: operations kept, reported or lost, and values without a type by their cause.

use std::fs;

use generator::coverage::{self, Cause};
use generator::diagnostic::{Code, Diagnostic, Diagnostics};
use generator::document::{Dialect, Document, Text};
use generator::pointer::{Origins, Pointer, Source};
use generator::spec::Spec;
use generator::{Input, Output, generate};

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
fn what_has_no_type_is_counted_by_its_cause() {
    let typing = output("things.yaml", OPEN).coverage.typing;
    assert_eq!((typing.types.total, typing.types.untyped()), (4, 1));
    assert_eq!(typing.fields.total, 8);
    let expected = [(Cause::Undocumented, 3), (Cause::OpenObject, 1)];
    assert_eq!(typing.fields.untyped, expected.into_iter().collect());
    assert_eq!(typing.fields.untyped_though_documented(), 0);
    assert_eq!((typing.parameters.total, typing.parameters.untyped()), (2, 1));
}

#[test]
fn an_operation_is_kept_or_spoken_of_in_every_fixture() {
    insta::glob!("../fixtures", "**/*.{yaml,json}", |path| {
        let text = fs::read_to_string(path).expect("the fixture can be read");
        let lost = output("fixture.yaml", &text).coverage.operations.lost;
        assert!(lost.is_empty(), "{}: {lost:?}", path.display());
    });
}

#[test]
fn an_operation_that_goes_missing_is_found() {
    let document = |text: &str| {
        let source = Source::new("things.yaml");
        let root = serde_yaml::from_str(text).expect("it is YAML");
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
    let place = kept.place(&Pointer::of(["paths", "/b", "get", "responses"]));
    diagnostics.push(Diagnostic::new(Code::Unreadable, place, "this is left out"));
    let found = coverage::operations(&declared, &spec, &diagnostics);
    assert_eq!((found.declared, found.kept), (3, 1));
    assert_eq!(found.lost.iter().map(ToString::to_string).collect::<Vec<_>>(), ["things.yaml#/paths/~1a/PUT"]);
}
