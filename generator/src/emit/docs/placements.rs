//! Places hostile text in every block construct of Markdown, nested three deep, and checks the finished documentation
//! with the parser of this crate and with that of rustdoc.

use super::*;

/// Block constructs: the prefix of the first line and that of the others.
const BLOCKS: &[(&str, &str)] = &[
    ("- ", "  "),
    ("* ", ""),
    ("+\t", "\t"),
    ("1. ", "   "),
    ("- [ ] ", "      "),
    ("> ", "> "),
    ("> ", ""),
    ("# ", ""),
    ("[^1]: ", "    "),
    ("words\n\n", ""),
    ("words\n---\n", "    "),
    ("| a | b |\n| - | - |\n| `x | ", " y` | "),
    ("<ul><li>", "      "),
    ("<div>\n", ""),
    ("<details>\n\n", "  "),
    ("<!-- ", ""),
    ("`", "` "),
    ("![", "](https://zqx.example/x.png) "),
];

/// Texts that are code, HTML, an image or a link without a block around them.
const PAYLOADS: &[&str] = &[
    "    zqx();\nzqx\n\n      zqx();",
    "\tzqx();\n\t\tzqx();",
    "```rust\nzqx();\n```\nzqx",
    "~~~\nzqx();",
    "  ````rust\n```\nzqx();\n````",
    "a\u{85}      zqx();\u{2028}\u{2028}    zqx();\r\n\r\n\tzqx();\r    zqx();",
    "<script>\nzqx()\n\n</script><pre><code>zqx();",
    "![zqx](https://zqx.example/x.png) ![z][x] [zqx](javascript:zqx) <javascript:zqx>\n\n[x]: data:zqx",
    "<img src=https://zqx.example> <a href='javascript:zqx()'>zqx</a> <?zqx <![CDATA[ <!X",
];

/// The example of a page.
const EXAMPLE: &str = "```rust,no_run\nexample();\n```";

/// The last paragraph of each text.
const LAST: &str = "The last paragraph.";

/// Calls a function with every payload in every nesting of three blocks.
fn for_each_placement(mut check: impl FnMut(&str)) -> usize {
    let mut count = 0;
    for payload in PAYLOADS {
        for first in BLOCKS {
            for second in BLOCKS {
                for third in BLOCKS {
                    check(&placed(&placed(&placed(payload, first), second), third));
                    count += 1;
                }
            }
        }
    }
    count
}

fn placed(text: &str, (first, others): &(&str, &str)) -> String {
    format!("{first}{}", text.replace('\n', &format!("\n{others}")))
}

/// The constructs of a text as one parser sees them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Constructs {
    /// The blocks that rustdoc compiles.
    code: Vec<String>,
    /// HTML, images, and links with other schemes than `https`.
    active: Vec<String>,
    /// The paragraphs at the top level.
    paragraphs: Vec<String>,
}

/// Defines a function that finds the constructs of a text with one version of the parser.
macro_rules! finder {
    ($name:ident, $parser:ident) => {
        fn $name(text: &str, has_extensions: bool) -> Constructs {
            use $parser::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
            let options = if has_extensions { Options::all() } else { Options::empty() };
            let (mut found, mut depth, mut inside) = (Constructs::default(), 0, None);
            let options = options
                & (Options::ENABLE_TABLES
                    | Options::ENABLE_FOOTNOTES
                    | Options::ENABLE_STRIKETHROUGH
                    | Options::ENABLE_TASKLISTS
                    | Options::ENABLE_SMART_PUNCTUATION);
            for event in Parser::new_ext(text, options) {
                match &event {
                    Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &**info == "text" => {}
                    Event::Start(Tag::CodeBlock(_)) => inside = Some(String::new()),
                    Event::Start(Tag::Paragraph) if depth == 0 => inside = Some(String::new()),
                    Event::End(TagEnd::CodeBlock) => found.code.extend(inside.take()),
                    Event::End(TagEnd::Paragraph) if depth == 1 => found.paragraphs.extend(inside.take()),
                    Event::Text(part) | Event::Code(part) => {
                        inside.iter_mut().for_each(|inside| inside.push_str(part));
                    }
                    Event::Html(text) | Event::InlineHtml(text) => found.active.push(text.to_string()),
                    Event::Start(Tag::Image { dest_url, .. }) => found.active.push(dest_url.to_string()),
                    Event::Start(Tag::Link { dest_url, .. }) if is_active(dest_url) => {
                        found.active.push(dest_url.to_string());
                    }
                    _ => {}
                }
                match event {
                    Event::Start(_) => depth += 1,
                    Event::End(_) => depth -= 1,
                    _ => {}
                }
            }
            found
        }
    };
}

/// Returns true for a target with a scheme other than `https`.
fn is_active(target: &str) -> bool {
    target.contains(':') && !target.starts_with("https://")
}

finder!(found_here, pulldown_cmark);
finder!(found_by_rustdoc, pulldown_cmark_of_rustdoc);

/// Finds the constructs of a text as each parser and option sees them.
fn found(text: &str) -> [Constructs; 4] {
    [found_here(text, true), found_here(text, false), found_by_rustdoc(text, true), found_by_rustdoc(text, false)]
}

fn assert_inert(placement: &str, text: &str, code: &[&str]) {
    for found in found(text) {
        assert_eq!(found.code, code, "{placement:?} is code in\n{text}");
        assert_eq!(found.active, [""; 0], "{placement:?} is active in\n{text}");
    }
}

fn assert_last(placement: &str, text: &str) {
    for found in found(text) {
        assert_eq!(
            found.paragraphs.last().map(String::as_str),
            Some(LAST),
            "{placement:?} leaves its place in\n{text}"
        );
    }
}

#[test]
fn doc_comments_are_inert() {
    let count = for_each_placement(|placement| {
        let mut lines = described(&[placement.to_owned()]);
        lines.extend([String::new(), LAST.to_owned()]);
        let text = finished(&lines, |_| false);
        assert_inert(placement, &text, &[]);
        assert_last(placement, &text);
    });
    assert!(count > 20_000, "{count}");
}

#[test]
fn pages_have_their_examples_alone() {
    for_each_placement(|placement| {
        let (block, line) = (escaped(placement).join("\n"), inline(placement));
        let table = format!("| a | b |\n| - | - |\n| `a` | {} |", line.replace('|', "\\|"));
        let text =
            page(&format!("A client for {line}.\n\n{block}\n\n{EXAMPLE}\n\n{table}\n\n- `a`: {line}\n\n{LAST}\n"));
        assert_inert(placement, &text, &["example();\n"]);
        assert_last(placement, &text);
    });
}

#[test]
fn unescaped_text_is_inert() {
    for_each_placement(|placement| {
        let text = inert::inert(placement.to_owned(), |_| false);
        // The versions of the parser disagree on items of task lists.
        for found in [found_here(&text, true), found_here(&text, false)] {
            assert_eq!((found.code, found.active), (vec![], vec![]), "{placement:?} is active in\n{text}");
        }
    });
}
