//! A document of hostile strings produces the same code as one of harmless words: the strings appear in literals and
//! docs, file names consist of plain characters, and no string becomes code.

use std::path::Path;

use clientsmith::document::Text;
use clientsmith::invisible::is_invisible;
use clientsmith::{Files, Input, generate};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use quote::ToTokens;
use serde_json::{Map, Value};

/// The replacements of `§` in the document below; a number is appended.
const HOSTILE: &[&str] = &[
    "\"; } fn main() { panic!(\"",
    "*/ pub mod zqx; /*",
    "\n#![feature(zqx)]\n",
    "`zqx`",
    "\r\n}\r\n}\r\nmod zqx {",
    "```\npanic!(\"zqx\")\n```",
    "    panic!(\"zqx\");\n\n\tpanic!(\"zqx\");\n\n",
    "```rust,should_panic\nzqx\n~~~\n```",
    "r#\"zqx\"#",
    "\\\" \\",
    "{zqx} {} {{",
    "<script>zqx</script> <!-- zqx",
    "[zqx]: https://zqx.example \"",
    "../../../zqx",
    "$zqx:expr",
    "#[doc = include_str!(\"/etc/hosts\")]",
    "\u{202e}zqx\u{0}\u{7}\u{9b}31m\u{2066}\u{200b}\u{feff}\u{85}\u{2028}",
    "-      panic!(\"zqx\");",
    "words\n\n1.      panic!(\"zqx\");",
    "<ul><li>      panic!(\"zqx\");</li></ul>",
    "zqx<li>      panic!(); //",
    "* ~~~rust\n  panic!(\"zqx\");\n",
    "a | b\n--- | ---\n`zqx | <script>zqx</script> | zqx`",
    "![zqx](https://zqx.example/x.png) [zqx](javascript:zqx)",
    "é́ 🦀 ﬀ ",
];

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: §, version: §, description: §}
servers:
  - {url: "https://a.example/°", description: §}
  - {url: "https://{host}.example/°", description: §, variables: {host: {default: a, enum: [a, §], description: §}}}
tags: [{name: §tag, description: §}]
paths:
  "/¤/{id}":
    summary: §
    post:
      operationId: §
      summary: §
      description: §
      tags: [§tag]
      parameters:
        - {name: id, in: path, required: true, description: §, schema: {type: string}}
        - {name: §, in: query, description: §, example: §, schema: {type: string, enum: [§, §], default: §}}
        - {name: §, in: query, schema: {type: array, items: {type: string, pattern: §}}}
        - {name: §, in: header, schema: {type: string, format: §}}
        - {name: §, in: cookie, schema: {type: integer, x-more: §}}
      requestBody: {description: §, content: {¶: {schema: {type: string}, example: §}}}
      responses:
        '200': {description: §, content: {application/json: {schema: {$ref: '#/components/schemas/Plain'}}}}
        '400': {description: §, content: {application/json: {schema: {type: object, properties: {§: {type: string}}}}}}
  /form:
    put:
      requestBody:
        content: {multipart/form-data: {schema: {type: object, properties: {§: {type: string, description: §}}}}}
      responses: {'204': {description: §}}
components:
  schemas:
    §: {type: object, description: §, properties: {§: {type: string}}}
    Plain:
      title: §
      description: §
      type: object
      required: [first]
      properties:
        first: {type: string, enum: [§, §], description: §}
        §: {type: integer, description: §, default: §}
        inner: {type: object, properties: {§: {type: boolean}}, additionalProperties: {type: string}}
  securitySchemes:
    §: {type: apiKey, in: header, name: §, description: §}
    bearer: {type: http, scheme: bearer, description: §}
"##;

/// Returns the document with every placeholder replaced. Each has its own number, so that names differ.
fn filled(word: &str) -> Value {
    let mut count = 0;
    let value = serde_yaml::from_str(DOCUMENT).expect("YAML");
    fill(&value, word, &mut count)
}

fn fill(value: &Value, word: &str, count: &mut usize) -> Value {
    match value {
        Value::String(text) => Value::String(replaced(text, word, count)),
        Value::Array(items) => items.iter().map(|item| fill(item, word, count)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (replaced(key, word, count), fill(value, word, count)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        plain => plain.clone(),
    }
}

fn replaced(text: &str, word: &str, count: &mut usize) -> String {
    if text == "§tag" {
        return format!("{word} tag");
    }
    *count += 1;
    // These characters have a meaning in a path.
    let in_path: String = word.chars().filter(|c| !"{}/?#\\".contains(*c)).collect();
    // A URL with a control character is invalid and would be omitted.
    let in_url: String = in_path.chars().filter(|c| !c.is_control()).collect();
    let text = text.replace('°', &format!("{in_url}{count}"));
    // `*` in a media type is a wildcard.
    let text = text.replace('¶', &format!("{}{count}", word.replace('*', "")));
    text.replace('§', &format!("{word} {count}")).replace('¤', &format!("{in_path}{count}"))
}

fn client(word: &str) -> Files {
    client_of("hostile.json", word)
}

fn client_of(name: &str, word: &str) -> Files {
    let bytes = filled(word).to_string().into_bytes();
    let documents = vec![Text { name: name.to_owned(), bytes }];
    let output = generate(&Input { package: "hostile".to_owned(), documents, ..Input::default() });
    assert!(!output.files.is_empty(), "{word}: {:?}", output.diagnostics);
    output.files
}

/// Returns the code without docs, with every name and literal replaced.
fn skeleton(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' && is_doc(tokens.peek()) => drop(tokens.next()),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                // Trailing commas depend on the length of lines.
                let inner = skeleton(group.stream());
                out.push_str(&format!("{open}{}{close}", inner.strip_suffix(',').unwrap_or(&inner)));
            }
            TokenTree::Ident(_) => out.push_str(" name "),
            TokenTree::Literal(_) => out.push_str(" literal "),
            TokenTree::Punct(punct) => out.push(punct.as_char()),
        }
    }
    out.replace(",>", ">")
}

fn is_doc(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.stream().to_string().starts_with("doc ="))
}

/// Collects the text of all docs of some code; adjacent lines are one text.
fn docs(tokens: TokenStream, docs: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut open = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(|next| matches!(next, TokenTree::Punct(bang) if bang.as_char() == '!'));
                let line = tokens.next_if(|next| is_doc(Some(next))).map(|group| doc_line(&group));
                match (line, docs.last_mut().filter(|_| open)) {
                    (Some(line), Some(doc)) => doc.push_str(&line),
                    (Some(line), None) => docs.push(line),
                    (None, _) => {}
                }
                open = true;
            }
            TokenTree::Group(group) => {
                open = false;
                self::docs(group.stream(), docs);
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Punct(_) => open = false,
        }
    }
}

/// Returns the text of `[doc = "text"]`.
fn doc_line(group: &TokenTree) -> String {
    let attribute: syn::MetaNameValue = match group {
        TokenTree::Group(group) => syn::parse2(group.stream()).expect("an attribute"),
        other => panic!("{other} is not a group"),
    };
    match attribute.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => format!("{}\n", text.value()),
        // The crate docs include the README, which another test checks.
        _ => String::new(),
    }
}

/// Returns the code of the document-dependent files, item by item and sorted, as names determine the order.
fn code(files: &Files) -> Vec<String> {
    let mut items = Vec::new();
    for (path, text) in document_files(files).filter(|(path, _)| *path != CALLS) {
        let file = syn::parse_file(text).unwrap_or_else(|fault| panic!("{path} is not valid Rust ({fault}): {text}"));
        items.extend(file.items.iter().map(|item| skeleton(item.to_token_stream())));
    }
    items.sort();
    items
}

/// The file whose code depends on the values of the document, as some of them cannot be sent.
const CALLS: &str = "tests/wire/operations.rs";

/// Returns the Rust files that depend on the document.
fn document_files(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    files.iter().filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("src/runtime"))
}

/// Returns the code blocks of a text that rustdoc would run as tests.
fn doctests(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut inside = false;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if ["text", "toml", "sh"].contains(&&*kind) => {}
            Event::Start(Tag::CodeBlock(_)) => {
                inside = true;
                blocks.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => blocks.last_mut().expect("a block is open").push_str(&text),
            _ => {}
        }
    }
    blocks
}

/// Returns the HTML, the images, and the links that are not to web pages of a text.
fn active(markdown: &str) -> Vec<Event<'_>> {
    let is_active = |event: &Event<'_>| match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => true,
        Event::Start(Tag::Link { dest_url, .. }) => {
            !dest_url.starts_with("https://") && dest_url.replace("::", "").contains(':')
        }
        _ => false,
    };
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).filter(is_active).collect()
}

#[test]
fn hostile_strings_do_not_change_code() {
    let harmless = client("word");
    for word in HOSTILE {
        let hostile = client(word);
        assert_eq!(hostile.len(), harmless.len(), "{word:?}");
        for path in hostile.keys() {
            let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
            assert!(plain && !path.contains("..") && Path::new(path).is_relative(), "{word:?}: {path}");
        }
        let (hostile, harmless) = (code(&hostile), code(&harmless));
        let difference = hostile.iter().zip(&harmless).find(|(hostile, harmless)| hostile != harmless);
        assert_eq!((difference, hostile.len()), (None, harmless.len()), "{word:?}");
    }
}

#[test]
fn hostile_values_do_not_add_statements() {
    let calls = |files: &Files| -> Vec<usize> {
        let file = syn::parse_file(files.get(CALLS).expect("the file exists")).expect("Rust");
        let statements = file.items.iter().map(|item| match item {
            syn::Item::Fn(function) => function.block.stmts.len(),
            _ => 0,
        });
        statements.collect()
    };
    let harmless = calls(&client("word"));
    assert!(harmless.contains(&1), "{harmless:?}");
    for word in HOSTILE {
        assert_eq!(calls(&client(word)), harmless, "{word:?}");
    }
}

#[test]
fn docs_contain_neither_code_nor_html() {
    for word in HOSTILE {
        for (path, text) in document_files(&client(word)) {
            let mut found = Vec::new();
            docs(text.parse().unwrap_or_else(|fault| panic!("{word:?}: {path}: {fault}")), &mut found);
            assert!(!found.is_empty(), "{word:?}: {path}");
            for doc in found {
                assert_eq!(doctests(&doc), Vec::<String>::new(), "{word:?}: {path}: {doc}");
                assert_eq!(active(&doc), [], "{word:?}: {path}: {doc}");
            }
        }
    }
}

#[test]
fn hostile_strings_do_not_change_readme_code() {
    let blocks = |files: &Files| -> Vec<String> {
        let blocks = doctests(files.get("README.md").expect("the file exists"));
        blocks.iter().map(|block| skeleton(block.parse().expect("Rust"))).collect()
    };
    let harmless = blocks(&client("word"));
    assert!(!harmless.is_empty());
    for word in HOSTILE {
        assert_eq!(blocks(&client(word)), harmless, "{word:?}");
    }
}

#[test]
fn readme_contains_no_html_but_its_notice() {
    for word in HOSTILE {
        let files = client_of("a --> <script>zqx</script>\u{202e}\u{a}zqx.json", word);
        let readme = files.get("README.md").expect("the file exists");
        let (notice, rest) = readme.split_once('\n').expect("a line");
        assert_eq!(active(notice).len(), 1, "{notice}");
        assert!(notice.ends_with(". Do not edit. -->") && notice.matches("-->").count() == 1, "{notice}");
        assert_eq!(active(rest), [], "{word:?}: {rest}");
    }
}

#[test]
fn files_contain_visible_characters_only() {
    for word in HOSTILE {
        for (path, text) in client(word) {
            let line = text.lines().find(|line| line.contains(is_invisible));
            assert_eq!(line, None, "{word:?}: {path}");
        }
    }
}

#[test]
fn hostile_strings_do_not_change_manifest_keys() {
    let keys = |files: &Files| -> Vec<String> {
        let manifest: toml::Table = files.get("Cargo.toml").expect("the file exists").parse().expect("TOML");
        manifest
            .iter()
            .flat_map(|(table, value)| {
                let keys = value.as_table().map(|table| table.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
                keys.into_iter().map(move |key| format!("{table}.{key}"))
            })
            .collect()
    };
    let harmless = keys(&client("word"));
    for word in HOSTILE {
        assert_eq!(keys(&client(word)), harmless, "{word:?}");
    }
}
