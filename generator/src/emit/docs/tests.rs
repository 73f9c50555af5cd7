//! Tests of the conversion of single texts.

use super::*;

#[test]
fn text_is_escaped() {
    let table = [
        ("see [the docs] now", "see \\[the docs\\] now"),
        ("see [the docs](https://example.com/a).", "see [the docs](<https://example.com/a>)."),
        ("see [a Vec<T>](http://a.example)", "see [a Vec\\<T\\>](<http://a.example>)"),
        ("![logo](https://a.example/x.png)!", "[logo](<https://a.example/x.png>)!"),
        ("* ~~~rust", "* \\~\\~\\~rust"),
        ("~~gone~~", "\\~~gone~~"),
        ("see [it](crate::Client)", "see \\[it\\](crate::Client)"),
        ("see [it](https://a.example x)", "see \\[it\\](<https://a.example> x)"),
        ("a <b>bold</b> word", "a bold word"),
        ("a Vec<T> of", "a Vec\\<T\\> of"),
        ("go to https://example.com/a?b=c.", "go to <https://example.com/a?b=c>."),
        ("`code [x]` and [y]", "`code [x]` and \\[y\\]"),
        ("a stray ` tick [x]", "a stray \\` tick \\[x\\]"),
        ("# no heading", "\\# no heading"),
        ("back\\slash", "back\\\\slash"),
        ("re\u{202e}versed", "re\\\\u{202e}versed"),
        ("bell\u{7}", "bell\\\\u{7}"),
    ];
    for (text, wanted) in table {
        assert_eq!(escaped(text), [wanted], "{text}");
    }
}

#[test]
fn code_blocks_are_text() {
    assert_eq!(escaped("a\n```rust\npanic!()\n```\nb"), ["a", "```text", "panic!()", "```", "b"]);
    assert_eq!(escaped("```\nnever closed"), ["```text", "never closed", "```"]);
    assert_eq!(escaped("~~~rust\nx\n```\ny"), ["````text", "x", "```", "y", "````"]);
    assert_eq!(escaped("````\n```rust\n````\nb"), ["````text", "```rust", "````", "b"]);
    assert_eq!(escaped("text\n\n    indented()"), ["text", "", "indented()"]);
}

#[test]
fn html_paragraphs_become_paragraphs() {
    assert_eq!(escaped("<p>One</p><p>Two<br/>Three</p>"), ["One", "", "Two", "Three"]);
}

#[test]
fn summary_is_not_repeated() {
    let both = |summary: &str, description: &str| described(&[summary.to_owned(), description.to_owned()]);
    assert_eq!(both("Lists pets.", "Lists pets. Sorted by name."), ["Lists pets. Sorted by name."]);
    assert_eq!(both("List pets", "list  pets."), ["list  pets."]);
    assert_eq!(both("Lists pets of a shop", "Lists pets"), ["Lists pets of a shop"]);
    assert_eq!(both("Lists pets.", "Sorted by name."), ["Lists pets.", "", "Sorted by name."]);
    assert_eq!(both("List pet", "List pets"), ["List pet", "", "List pets"]);
    assert_eq!(both("", "Sorted."), ["Sorted."]);
}

#[test]
fn first_sentence_ends_at_full_stop() {
    assert_eq!(first_sentence("Reads\n a thing. And more."), "Reads a thing.");
    assert_eq!(first_sentence("no stop"), "no stop");
}
