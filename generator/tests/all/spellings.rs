//! Numbers and booleans of YAML and JSON where a document means a text: the text is the one that the author wrote.

use clientsmith::{Input, generate, normalize};
use serde_json::{Value, json};

use crate::support::{rendered, text};

/// Returns the repaired document of some inputs.
fn repaired(input: &Input) -> Value {
    let normalized = normalize(input);
    assert!(!normalized.diagnostics.has_errors(), "{}", rendered(&normalized.diagnostics));
    serde_yaml::from_str(&normalized.yaml).expect("the repaired document is YAML")
}

fn input(document: &str) -> Input {
    Input { package: "client".to_owned(), documents: vec![text("api.yaml", document)], ..Input::default() }
}

/// Checks values of a document by their pointers.
fn assert_values(document: &Value, table: &[(&str, Value)]) {
    for (pointer, expected) in table {
        assert_eq!(document.pointer(pointer), Some(expected), "{pointer}");
    }
}

/// Scalars of YAML, with their value where a number or any value is expected.
const SCALARS: &[(&str, Option<f64>)] = &[
    ("1.10", Some(1.1)),
    ("1.0", Some(1.0)),
    ("+1", Some(1.0)),
    ("1.", Some(1.0)),
    (".5", Some(0.5)),
    ("-.5", Some(-0.5)),
    ("-0", Some(0.0)),
    ("1e3", Some(1000.0)),
    ("6.02E23", Some(6.02e23)),
    ("0x1F", Some(31.0)),
    ("0o7", Some(7.0)),
    ("0b11", Some(3.0)),
    ("18446744073709551616", Some(18_446_744_073_709_551_616.0)),
    ("123456789012345678901234567890123456789012", Some(1.234_567_890_123_456_8e41)),
    ("0.1000000000000000055511151231257827", Some(0.1)),
    ("007", None),
    ("1_000", None),
    ("12:30", None),
    ("190:20:30", None),
    ("1e400", None),
    ("1.2.3", None),
    ("2024-01-02", None),
    ("True", None),
    ("FALSE", None),
    ("yes", None),
    ("NO", None),
    (".inf", None),
    ("-.INF", None),
    (".nan", None),
];

#[test]
fn yaml_scalars_keep_their_spelling_as_texts() {
    for (written, number) in SCALARS {
        let document = repaired(&input(&format!(
            "openapi: 3.0.3\n\
             info: {{title: A, version: {written}}}\n\
             paths: {{}}\n\
             components:\n  schemas:\n\
             \x20   Text: {{type: string, enum: [a, {written}], default: {written}}}\n\
             \x20   Number: {{type: number, example: {written}}}\n"
        )));
        let spelled = json!(written);
        assert_eq!(document["info"]["version"], spelled, "{written} as version");
        assert_eq!(document["components"]["schemas"]["Text"]["enum"], json!(["a", spelled]), "{written} in an enum");
        assert_eq!(document["components"]["schemas"]["Text"]["default"], spelled, "{written} as default");
        if let Some(number) = number {
            let example = document["components"]["schemas"]["Number"]["example"].as_f64();
            assert_eq!(example, Some(*number), "{written} as number");
        }
    }
}

/// A document with a spelled scalar wherever a text can be.
const EVERYWHERE: &str = "
openapi: 3.1.0
info: {title: 1.10, version: 1.20, description: 1e3, contact: {name: 0x1F}}
servers:
  - url: https://{version}.example/{zone}
    variables: {version: {default: 1.10, enum: [1.10, 2.0]}, zone: {default: 0x0A}}
tags: [{name: 1.10}]
paths:
  /pets:
    get:
      operationId: 1e3
      summary: 1.10
      tags: [1.10]
      parameters:
        - {name: level, in: query, schema: {type: string}, example: 1.10}
        - {name: sizes, in: query, schema: {type: array, items: {type: string}}, example: [1.10, 2.50]}
        - {name: kind, in: query, schema: {$ref: '#/components/schemas/Level'}, examples: {a: {value: 1.10}, b: {$ref: '#/components/examples/B'}}}
        - {name: ratio, in: query, schema: {type: number}, example: 1.10}
      responses:
        '200':
          description: 1.0
          headers: {X-Level: {schema: {type: string}, example: 1.10}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {level: 1.10, weight: 1.10, names: {first: 0x1F}, any: 1.10, maybe: 1.10}
components:
  examples: {B: {value: 1.20}}
  schemas:
    Level: {type: string, enum: [1.10, 1.20, 0x1F, True], example: 1.10, x-enum-varnames: [1.10, 1.20, 0x1F, True]}
    Either: {oneOf: [{type: string}, {type: 'null'}]}
    Loose: {oneOf: [{type: string}, {type: number}]}
    Pet:
      allOf:
        - {type: object, required: [1.10], properties: {1.10: {type: string, const: 0x1F}}}
        - type: object
          properties:
            level: {$ref: '#/components/schemas/Level'}
            weight: {type: number, enum: [1.10, 1e3]}
            names: {type: object, additionalProperties: {type: string}}
            any: {$ref: '#/components/schemas/Loose'}
            maybe: {$ref: '#/components/schemas/Either'}
            optional: {type: [string, 'null'], default: 1.10, examples: [1.20]}
";

#[test]
fn texts_keep_their_spelling_in_every_field() {
    let document = repaired(&input(EVERYWHERE));
    let operation = "/paths/~1pets/get";
    let at = |rest: &str| format!("{operation}{rest}");
    let content = at("/responses/200/content/application~1json/example");
    let pet = "/components/schemas/Pet/allOf";
    let table = [
        ("/info/title".to_owned(), json!("1.10")),
        ("/info/version".to_owned(), json!("1.20")),
        ("/info/description".to_owned(), json!("1e3")),
        ("/info/contact/name".to_owned(), json!("0x1F")),
        ("/servers/0/variables/version".to_owned(), json!({"default": "1.10", "enum": ["1.10", "2.0"]})),
        ("/servers/0/variables/zone".to_owned(), json!({"default": "0x0A"})),
        ("/tags/0/name".to_owned(), json!("1.10")),
        (at("/operationId"), json!("1e3")),
        (at("/summary"), json!("1.10")),
        (at("/tags"), json!(["1.10"])),
        (at("/parameters/0/example"), json!("1.10")),
        (at("/parameters/1/example"), json!(["1.10", "2.50"])),
        (at("/parameters/2/examples/a/value"), json!("1.10")),
        (at("/parameters/3/example"), json!(1.1)),
        (at("/responses/200/description"), json!("1.0")),
        (at("/responses/200/headers/X-Level/example"), json!("1.10")),
        (content, json!({"level": "1.10", "weight": 1.1, "names": {"first": "0x1F"}, "any": 1.1, "maybe": "1.10"})),
        ("/components/examples/B/value".to_owned(), json!("1.20")),
        ("/components/schemas/Level/enum".to_owned(), json!(["1.10", "1.20", "0x1F", "True"])),
        ("/components/schemas/Level/x-enum-varnames".to_owned(), json!(["1.10", "1.20", "0x1F", "True"])),
        ("/components/schemas/Level/example".to_owned(), json!("1.10")),
        (format!("{pet}/0/required"), json!(["1.10"])),
        (format!("{pet}/0/properties/1.10/enum"), json!(["0x1F"])),
        (format!("{pet}/1/properties/weight/enum"), json!([1.1, 1000.0])),
        (format!("{pet}/1/properties/optional/default"), json!("1.10")),
        (format!("{pet}/1/properties/optional/example"), json!("1.20")),
    ];
    let table: Vec<(&str, Value)> = table.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
    assert_values(&document, &table);
}

#[test]
fn swagger2_texts_keep_their_spelling() {
    let document = repaired(&input(
        "
swagger: 2.0
info: {title: A, version: 1.10}
host: example.com
basePath: 1.10
parameters:
  Level: {name: level, in: query, type: string, enum: [1.10, 2.0], default: 1.10, x-example: 1.10}
paths:
  /pets:
    get:
      parameters:
        - $ref: '#/parameters/Level'
        - {name: sizes, in: query, type: array, items: {type: string, enum: [1.10, 0x1F]}, default: [1.10]}
        - {name: ratio, in: query, type: number, default: 1.10}
      responses:
        200:
          description: OK
          schema: {$ref: '#/definitions/Pet'}
          examples: {application/json: {kind: 1.10}}
definitions:
  Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
  Cat: {x-discriminator-value: 1.10, allOf: [{$ref: '#/definitions/Pet'}, {properties: {purrs: {type: boolean}}}]}
  Dog: {x-discriminator-value: 2, allOf: [{$ref: '#/definitions/Pet'}, {properties: {barks: {type: boolean}}}]}
",
    ));
    let mapping = json!({"1.10": "#/components/schemas/Cat", "2": "#/components/schemas/Dog"});
    assert_values(
        &document,
        &[
            ("/info/version", json!("1.10")),
            ("/servers/0/url", json!("https://example.com/1.10")),
            ("/components/parameters/Level/schema/enum", json!(["1.10", "2.0"])),
            ("/components/parameters/Level/schema/default", json!("1.10")),
            ("/components/parameters/Level/example", json!("1.10")),
            ("/paths/~1pets/get/parameters/1/schema/items/enum", json!(["1.10", "0x1F"])),
            ("/paths/~1pets/get/parameters/1/schema/default", json!(["1.10"])),
            ("/paths/~1pets/get/parameters/2/schema/default", json!(1.1)),
            ("/paths/~1pets/get/responses/200/content/application~1json/example/kind", json!("1.10")),
            ("/components/schemas/Pet/discriminator/mapping", mapping),
        ],
    );
}

#[test]
fn aliases_and_merge_keys_keep_the_spelling() {
    let document = repaired(&input(
        "
openapi: 3.0.3
info: {title: A, version: &v 1.10}
paths: {}
components:
  schemas:
    Base: &base {type: string, enum: &levels [*v, 0x1F]}
    Merged: {<<: *base, description: *v}
    Listed: {type: string, enum: *levels, default: *v}
    Ratio: {type: number, default: *v}
",
    ));
    assert_values(
        &document,
        &[
            ("/info/version", json!("1.10")),
            ("/components/schemas/Merged/enum", json!(["1.10", "0x1F"])),
            ("/components/schemas/Merged/description", json!("1.10")),
            ("/components/schemas/Listed/enum", json!(["1.10", "0x1F"])),
            ("/components/schemas/Listed/default", json!("1.10")),
            ("/components/schemas/Ratio/default", json!(1.1)),
        ],
    );
}

#[test]
fn overlays_keep_their_spelling() {
    let document = "openapi: 3.0.3\ninfo: {title: A, version: 1.10}\npaths: {}\n\
                    components: {schemas: {Level: {type: string, enum: [1.10]}, Ratio: {type: number}}}\n";
    let overlay = "overlay: 1.1.0\ninfo: {title: O, version: 1}\nactions:\n\
                   - {target: $.info, update: {version: 2.20}}\n\
                   - {target: $.components.schemas.Level.enum, update: [0x1F]}\n\
                   - {target: $.components.schemas.Ratio, update: {default: 1.10}}\n\
                   - {target: $.components.schemas, update: {Copy: {description: x}}}\n\
                   - {target: $.components.schemas.Copy, copy: $.components.schemas.Level}\n";
    let input = Input { overlays: vec![text("overlay.yaml", overlay)], ..input(document) };
    assert_values(
        &repaired(&input),
        &[
            ("/info/version", json!("2.20")),
            ("/components/schemas/Level/enum", json!(["1.10", "0x1F"])),
            ("/components/schemas/Copy/enum", json!(["1.10", "0x1F"])),
            ("/components/schemas/Ratio/default", json!(1.1)),
        ],
    );
}

#[test]
fn referenced_files_keep_their_spelling() {
    let document = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /pets:\n    get:\n      responses:\n\
                    \x20       '200':\n          description: OK\n          content: {application/json: {schema: {$ref: level.yaml}}}\n";
    let files = vec![text("level.yaml", "type: string\nenum: [1.10, 0x1F]\ndescription: 1.10\n")];
    let document = repaired(&Input { files, ..input(document) });
    assert_values(
        &document,
        &[
            ("/components/schemas/level/enum", json!(["1.10", "0x1F"])),
            ("/components/schemas/level/description", json!("1.10")),
        ],
    );
}

#[test]
fn merged_documents_keep_their_spelling() {
    let document = |path: &str, schema: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: A, version: 1.10}}\npaths: {{/{path}: {{get: {{responses: {{}}}}}}}}\n\
             components: {{schemas: {{{schema}: {{type: string, enum: [{path}, 1.10]}}}}}}\n"
        )
    };
    let documents = vec![text("a.yaml", document("a", "One")), text("b.yaml", document("b", "Two"))];
    assert_values(
        &repaired(&Input { documents, ..input("") }),
        &[
            ("/info/version", json!("1.10")),
            ("/components/schemas/One/enum", json!(["a", "1.10"])),
            ("/components/schemas/Two/enum", json!(["b", "1.10"])),
        ],
    );
}

#[test]
fn different_spellings_in_a_stream_are_not_mixed() {
    let document = |path: &str, version: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: {path}, version: {version}}}\npaths: {{/{path}: {{get: {{responses: {{}}}}}}}}\n"
        )
    };
    let stream = |first: &str, second: &str| format!("{}---\n{}", document("a", first), document("b", second));
    for (first, second, expected) in [("1.10", "1.10", "1.10"), ("1.1", "1.10", "1.1"), ("1.1", "2.20", "1.1")] {
        let document = repaired(&input(&stream(first, second)));
        assert_eq!(document["info"]["version"], json!(expected), "{first} and {second}");
    }
}

#[test]
fn json_numbers_keep_their_spelling_as_texts() {
    let document = r#"{"openapi": "3.0.3", "info": {"title": "A", "version": 1.10}, "paths": {}, "components":
        {"schemas": {"Level": {"type": "string", "enum": [1.10,1e3,"x"]}, "Ratio": {"type": "number", "enum": [1.10]}}}}"#;
    assert_values(
        &repaired(&input(document)),
        &[
            ("/info/version", json!("1.10")),
            ("/components/schemas/Level/enum", json!(["1.10", "1e3", "x"])),
            ("/components/schemas/Ratio/enum", json!([1.1])),
        ],
    );
}

/// Returns the file of types of a union whose variants are distinguished by values of a type.
fn union_by(kind: &str) -> String {
    let document = format!(
        "
openapi: 3.0.3
info: {{title: A, version: 1}}
paths:
  /pets:
    get:
      responses:
        '200': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet:
      oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
      discriminator: {{propertyName: kind, mapping: {{1.10: '#/components/schemas/Cat', 0x1F: Dog}}}}
    Cat: {{type: object, required: [kind], properties: {{kind: {{type: {kind}, enum: [1.10]}}, purrs: {{type: boolean}}}}}}
    Dog: {{type: object, required: [kind], properties: {{kind: {{type: {kind}, enum: [0x1F]}}, barks: {{type: boolean}}}}}}
"
    );
    generate(&input(&document)).files["src/types.rs"].clone()
}

#[test]
fn discriminators_have_the_same_spelling_on_both_sides() {
    let texts = union_by("string");
    assert!(texts.contains(r#""1.10" => Cat"#) && texts.contains(r#""0x1F" => Dog"#), "{texts}");
    let numbers = union_by("number");
    assert!(numbers.contains(r#""1.1" => Cat"#) && numbers.contains(r#""31" => Dog"#), "{numbers}");
}
