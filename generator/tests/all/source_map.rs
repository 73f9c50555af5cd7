//! Lines and columns of JSON pointers in YAML and JSON texts.

use clientsmith::document::Text;
use clientsmith::pointer::Pointer;
use clientsmith::source_map::Locator;

use crate::support::{fixture_at, text};

/// Locates pointers, one per line, and formats each with its line of the text.
fn located(text: &Text, pointers: &str) -> String {
    let locator = Locator::new(text);
    let located = pointers.lines().map(str::trim).map(|pointer| {
        let parsed = Pointer::parse(pointer).expect("a pointer is empty or starts with a slash");
        let (line, column) = locator.find(&parsed, None).expect("there is something to find");
        format!("{pointer} -> {line}:{column} {}", locator.line(line).unwrap_or_default().trim())
    });
    located.collect::<Vec<_>>().join("\n")
}

#[test]
fn yaml_pointers_are_located() {
    let pointers = "/paths
        /paths/~1pets~1{petId}/get/responses/200
        /paths/~1pets~1{petId}/get/parameters/1
        /paths/~1pets~1{petId}/get/parameters/1/in
        /paths/~1pets~1{petId}/get/tags/1
        /paths/~1pets~1{petId}/get/missing/below
        /missing
        /x-merged/name
        /x-merged/own
        /x-alias/in
        /x-twice";
    insta::assert_snapshot!(located(&fixture_at("source-map/places.yaml"), pointers));
}

#[test]
fn json_pointers_are_located() {
    let pointers = "/paths
        /paths/~1pets~1{petId}/get/responses/200
        /paths/~1pets~1{petId}/get/parameters/1
        /paths/~1pets~1{petId}/get/parameters/1/in
        /paths/~1pets~1{petId}/get/tags/1
        /paths/~1pets~1{petId}/get/missing/below
        /missing
        /é/x
        /x-twice";
    insta::assert_snapshot!(located(&fixture_at("source-map/places.json"), pointers));
}

#[test]
fn pointer_is_located_in_a_document_stream() {
    let stream = fixture_at("load/stream.yaml");
    let locator = Locator::new(&stream);
    let host = Pointer::from_tokens(["host"]);
    assert_eq!(locator.find(&host, None), Some((9, 1)));
    assert_eq!(locator.find(&host, Some(1)), Some((9, 1)));
    assert_eq!(locator.find(&host, Some(0)), Some((3, 1)));
    assert_eq!(locator.find(&host, Some(2)), None);
}

#[test]
fn root_is_located_at_the_first_content() {
    assert_eq!(Locator::new(&text("a.yaml", "# note\nswagger: '2.0'\n")).find(&Pointer::root(), None), Some((2, 1)));
    assert_eq!(Locator::new(&text("a.json", "\u{feff}\n  {}")).find(&Pointer::root(), None), Some((2, 3)));
    assert_eq!(Locator::new(&text("a.yaml", "")).find(&Pointer::root(), None), None);
}

#[test]
fn alias_cycles_terminate() {
    let locator = Locator::new(&text("a.yaml", "a: &a\n  <<: *a\n  b: *a\n"));
    assert_eq!(locator.find(&Pointer::from_tokens(["a", "c"]), None), Some((1, 1)));
    assert_eq!(locator.find(&Pointer::from_tokens(["a", "b", "b", "b"]), None), Some((3, 3)));
}

#[test]
fn damaged_texts_do_not_panic() {
    for name in ["source-map/places.yaml", "source-map/places.json"] {
        let bytes = fixture_at(name).bytes;
        let pointer = Pointer::from_tokens(["paths", "/pets/{petId}", "get", "parameters", "1", "in"]);
        for end in 0..bytes.len() {
            let _ = Locator::new(&text(name, &bytes[..end])).find(&pointer, None);
            for byte in [0, b'\t', b'"', b'*', b'{', b'-', 0xFF] {
                let mut changed = bytes.clone();
                changed[end] = byte;
                let _ = Locator::new(&text(name, changed)).find(&pointer, Some(0));
            }
        }
    }
}
