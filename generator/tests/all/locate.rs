//! Pointers to lines and columns, in YAML and JSON.

use generator::document::Text;
use generator::locate::Locator;
use generator::pointer::Pointer;

use crate::support::{fixture_at, text};

/// Asks for pointers, one a line, and writes the answers with the line they lead to.
fn asked(text: &Text, pointers: &str) -> String {
    let locator = Locator::new(text);
    let answers = pointers.lines().map(str::trim).map(|pointer| {
        let parsed = Pointer::parse(pointer).expect("a pointer is empty or starts with a slash");
        let (line, column) = locator.find(&parsed, None).expect("there is something to find");
        format!("{pointer} -> {line}:{column} {}", locator.line(line).unwrap_or_default().trim())
    });
    answers.collect::<Vec<_>>().join("\n")
}

#[test]
fn yaml_members_and_items_are_found_by_their_keys() {
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
    insta::assert_snapshot!(asked(&fixture_at("locate/places.yaml"), pointers));
}

#[test]
fn json_members_and_items_are_found_by_their_keys() {
    let pointers = "/paths
        /paths/~1pets~1{petId}/get/responses/200
        /paths/~1pets~1{petId}/get/parameters/1
        /paths/~1pets~1{petId}/get/parameters/1/in
        /paths/~1pets~1{petId}/get/tags/1
        /paths/~1pets~1{petId}/get/missing/below
        /missing
        /é/x
        /x-twice";
    insta::assert_snapshot!(asked(&fixture_at("locate/places.json"), pointers));
}

#[test]
fn a_stream_is_searched_where_the_pointer_exists() {
    let stream = fixture_at("load/stream.yaml");
    let locator = Locator::new(&stream);
    let host = Pointer::of(["host"]);
    assert_eq!(locator.find(&host, None), Some((9, 1)));
    assert_eq!(locator.find(&host, Some(1)), Some((9, 1)));
    assert_eq!(locator.find(&host, Some(0)), Some((3, 1)));
    assert_eq!(locator.find(&host, Some(2)), None);
}

#[test]
fn the_root_is_where_the_text_starts() {
    assert_eq!(Locator::new(&text("a.yaml", "# note\nswagger: '2.0'\n")).find(&Pointer::root(), None), Some((2, 1)));
    assert_eq!(Locator::new(&text("a.json", "\u{feff}\n  {}")).find(&Pointer::root(), None), Some((2, 3)));
    assert_eq!(Locator::new(&text("a.yaml", "")).find(&Pointer::root(), None), None);
}

#[test]
fn cycles_of_aliases_end() {
    let locator = Locator::new(&text("a.yaml", "a: &a\n  <<: *a\n  b: *a\n"));
    assert_eq!(locator.find(&Pointer::of(["a", "c"]), None), Some((1, 1)));
    assert_eq!(locator.find(&Pointer::of(["a", "b", "b", "b"]), None), Some((3, 3)));
}

#[test]
fn broken_texts_never_panic() {
    for name in ["locate/places.yaml", "locate/places.json"] {
        let whole = fixture_at(name).bytes;
        let pointer = Pointer::of(["paths", "/pets/{petId}", "get", "parameters", "1", "in"]);
        for end in 0..whole.len() {
            let _ = Locator::new(&text(name, &whole[..end])).find(&pointer, None);
            for byte in [0, b'\t', b'"', b'*', b'{', b'-', 0xFF] {
                let mut changed = whole.clone();
                changed[end] = byte;
                let _ = Locator::new(&text(name, changed)).find(&pointer, Some(0));
            }
        }
    }
}
