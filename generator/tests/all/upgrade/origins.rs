//! Origins of the values of upgraded documents in the author's text.

use std::path::Path;

use clientsmith::pointer::Pointer;
use serde_json::Value;

use super::{parse, upgrade_document};

/// Fixtures with pointers into the upgraded document and the pointers of their origins.
const TABLE: &[(&str, &[(&str, &str)])] = &[
    (
        "parameters",
        &[
            ("/openapi", "/swagger"),
            ("/info/title", "/info/title"),
            ("/paths/~1pets~1{id}/parameters/0/schema/format", "/paths/~1pets~1{id}/parameters/0/format"),
            ("/paths/~1pets~1{id}/get/parameters/0/schema", "/paths/~1pets~1{id}/get/parameters/0"),
            ("/paths/~1pets~1{id}/get/parameters/2/example", "/paths/~1pets~1{id}/get/parameters/2/x-example"),
        ],
    ),
    (
        "bodies",
        &[
            ("/paths/~1pets/post/requestBody/description", "/paths/~1pets/post/parameters/0/description"),
            (
                "/paths/~1pets/post/requestBody/content/application~1json/schema",
                "/paths/~1pets/post/parameters/0/schema",
            ),
            (
                "/paths/~1pets/post/requestBody/content/application~1json/example",
                "/paths/~1pets/post/parameters/0/x-examples/application~1json",
            ),
            (
                "/paths/~1pets/patch/requestBody/content/application~1json/schema/type",
                "/paths/~1pets/patch/parameters/0/type",
            ),
            ("/components/schemas/Pet/properties/name", "/definitions/Pet/properties/name"),
        ],
    ),
    (
        "bodies-shared",
        &[
            ("/components/requestBodies/Pet/content/application~1json/schema", "/parameters/Pet/schema"),
            ("/components/parameters/Page/schema/type", "/parameters/Page/type"),
            ("/paths/~1pets/put/requestBody/content/text~1plain/schema/type", "/parameters/Pet/schema/type"),
            (
                "/paths/~1pets/patch/requestBody/content/multipart~1form-data/schema/properties/photo",
                "/parameters/Photo",
            ),
            ("/paths/~1pets/patch/parameters/0/schema/type", "/paths/~1toys/get/parameters/0/type"),
        ],
    ),
    (
        "forms",
        &[(
            "/paths/~1pets/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/note",
            "/paths/~1pets/post/parameters/1",
        )],
    ),
    (
        "responses",
        &[
            (
                "/paths/~1pets/get/responses/200/content/application~1json/schema/items",
                "/paths/~1pets/get/responses/200/schema/items",
            ),
            (
                "/paths/~1pets/get/responses/200/content/text~1csv/example",
                "/paths/~1pets/get/responses/200/examples/text~1csv",
            ),
            ("/paths/~1pets/get/responses/2XX/description", "/paths/~1pets/get/responses/2xx/description"),
            ("/paths/~1pets/put/responses/404/content/text~1xml/schema/type", "/responses/Missing/schema/type"),
            ("/components/responses/Missing/content/application~1json/schema", "/responses/Missing/schema"),
        ],
    ),
    (
        "headers",
        &[(
            "/paths/~1pets/get/responses/200/headers/X-Count/schema/type",
            "/paths/~1pets/get/responses/200/headers/X-Count/type",
        )],
    ),
    ("servers", &[("/servers/1/url", "/host/url"), ("/paths/~1a/get/servers/0", "/paths/~1a/get/schemes")]),
    ("servers-base-path-only", &[("/servers/0", "/basePath")]),
    ("security", &[("/components/securitySchemes/app_id/in", "/securityDefinitions/app id/in")]),
    ("protocol-headers", &[("/paths/~1pets/get/parameters/1/schema/type", "/paths/~1pets/get/parameters/2/type")]),
    ("references-names", &[("/components/schemas/List_Pet/type", "/definitions/List«Pet»/type")]),
    ("references-deep", &[("/components/schemas/Toy/type", "/x-models/Toy/type")]),
    (
        "paths-keys",
        &[
            ("/paths/~1pets#pets/get/responses", "/paths/pets/get&nbsp;/responses"),
            (
                "/paths/~1shops~1{shop}~1pets/get/parameters/0/schema/type",
                "/paths/{~1shops~1shop}~1pets/get/parameters/0/type",
            ),
        ],
    ),
    (
        "parameters-odd",
        &[("/paths/~1pets/get/parameters/1/schema/type", "/paths/~1pets/get/parameters/sort/schema/type")],
    ),
    (
        "openapi31-types",
        &[
            (
                "/components/schemas/Named/properties/first/type",
                "/components/schemas/Named/anyOf/0/properties/first/type",
            ),
            ("/components/schemas/Size/oneOf/1/minimum", "/components/schemas/Size/minimum"),
            ("/components/schemas/Several/oneOf/1", "/components/schemas/Several/oneOf/2"),
        ],
    ),
    (
        "openapi31-lists",
        &[
            ("/components/schemas/Pair/x-prefix-items/1/type", "/components/schemas/Pair/prefixItems/1/type"),
            ("/components/schemas/Pair/items/anyOf/1/type", "/components/schemas/Pair/prefixItems/1/type"),
            ("/components/schemas/Open/items/anyOf/1", "/components/schemas/Open/items"),
        ],
    ),
    (
        "openapi31-references",
        &[("/components/schemas/Tag/properties/text", "/components/schemas/Pet/$defs/tag/properties/text")],
    ),
    ("openapi30", &[("/paths/~1pets~1{id}/get/parameters/1/name", "/paths/~1toys/get/parameters/1/name")]),
];

#[test]
fn moved_values_keep_their_origin() {
    for (name, pairs) in TABLE {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/upgrade/{name}.yaml"));
        let upgraded = upgrade_document(parse(&path).expect("a fixture is an API description")).document;
        for (upgraded_pointer, origin) in *pairs {
            let pointer = Pointer::parse(upgraded_pointer).expect("a pointer");
            assert!(pointer.find(&upgraded.root).is_some(), "{name}: nothing at {pointer}");
            assert_eq!(upgraded.place(&pointer).pointer.as_str(), *origin, "{name}: {pointer}");
        }
    }
}

#[test]
fn origins_of_descriptions_have_the_same_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/upgrade");
    for entry in std::fs::read_dir(root).expect("fixtures").flatten() {
        let document = parse(&entry.path()).expect("a fixture is an API description");
        let written = document.root.clone();
        let upgraded = upgrade_document(document).document;
        let mut descriptions = Vec::new();
        collect(&upgraded.root, &Pointer::root(), &mut descriptions);
        for (pointer, text) in descriptions {
            let place = upgraded.place(&pointer);
            let found = place.pointer.find(&written).and_then(Value::as_str);
            assert_eq!(found, Some(text.as_str()), "{place} for {pointer}");
        }
    }
}

/// Collects the descriptions that are not empty; those that the upgrade adds are empty.
fn collect(value: &Value, at: &Pointer, found: &mut Vec<(Pointer, String)>) {
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                match member {
                    Value::String(text) if key == "description" && !text.is_empty() => {
                        found.push((at.child(key), text.clone()));
                    }
                    _ => collect(member, &at.child(key), found),
                }
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, element)| collect(element, &at.index(index), found));
        }
        _ => {}
    }
}
