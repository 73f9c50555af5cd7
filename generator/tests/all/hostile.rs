//! A document made of hostile strings gives the same code as one made of harmless words: what the strings say stands
//! in literals, in docs and in file names that are made of letters, and nothing of it becomes code.

use std::path::Path;

use generator::document::Text;
use generator::{Files, Input, generate};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use quote::ToTokens;
use serde_json::{Map, Value};

/// What stands where `§` does in the document below, with a number behind it.
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
    "\u{202e}zqx\u{0}\u{7}",
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

/// The document with every mark replaced; each place has a number of its own, so that names stay apart.
fn filled(word: &str) -> Value {
    let mut count = 0;
    let value = serde_yaml::from_str(DOCUMENT).expect("it is YAML");
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
    // In a path these have a meaning, and are not text.
    let in_path: String = word.chars().filter(|c| !"{}/?#\\".contains(*c)).collect();
    // A URL with a line end is none, and is left out.
    let in_url: String = in_path.chars().filter(|c| !c.is_control()).collect();
    let text = text.replace('°', &format!("{in_url}{count}"));
    // A star in a media type stands for any.
    let text = text.replace('¶', &format!("{}{count}", word.replace('*', "")));
    text.replace('§', &format!("{word} {count}")).replace('¤', &format!("{in_path}{count}"))
}

fn client(word: &str) -> Files {
    let bytes = filled(word).to_string().into_bytes();
    let documents = vec![Text { name: "hostile.json".to_owned(), bytes }];
    let output = generate(&Input { package: "hostile".to_owned(), documents, ..Input::default() });
    assert!(!output.files.is_empty(), "{word}: {:?}", output.diagnostics);
    output.files
}

/// The code without its docs, and with every name and literal struck out.
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
                // A comma at the end says that the lines were long.
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

/// The text of all docs of some code; the lines that stand together are one.
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

/// The text of `[doc = "text"]`.
fn doc_line(group: &TokenTree) -> String {
    let attribute: syn::MetaNameValue = match group {
        TokenTree::Group(group) => syn::parse2(group.stream()).expect("it is an attribute"),
        other => panic!("{other} is no group"),
    };
    match attribute.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => format!("{}\n", text.value()),
        // The front page takes in the README, which is looked at on its own.
        _ => String::new(),
    }
}

/// The code of the files that depend on the document: each item on its own, since names decide their order.
fn code(files: &Files) -> Vec<String> {
    let mut items = Vec::new();
    for (path, text) in described(files).filter(|(path, _)| *path != CALLS) {
        let file = syn::parse_file(text).unwrap_or_else(|fault| panic!("{path} is no Rust ({fault}): {text}"));
        items.extend(file.items.iter().map(|item| skeleton(item.to_token_stream())));
    }
    items.sort();
    items
}

/// The file whose code depends on what the document's values are: some of them can be sent, and others cannot.
const CALLS: &str = "tests/wire/operations.rs";

/// The Rust files that depend on the document.
fn described(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    files.iter().filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("src/runtime"))
}

/// The blocks of code in a text that would run as tests.
fn running(markdown: &str) -> Vec<String> {
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

#[test]
fn hostile_strings_become_no_code() {
    let harmless = client("word");
    for word in HOSTILE {
        let hostile = client(word);
        assert_eq!(hostile.len(), harmless.len(), "{word:?}");
        for path in hostile.keys() {
            let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
            assert!(plain && !path.contains("..") && Path::new(path).is_relative(), "{word:?}: {path}");
        }
        let (hostile, harmless) = (code(&hostile), code(&harmless));
        let odd = hostile.iter().zip(&harmless).find(|(hostile, harmless)| hostile != harmless);
        assert_eq!((odd, hostile.len()), (None, harmless.len()), "{word:?}");
    }
}

#[test]
fn hostile_values_stay_in_their_calls() {
    let calls = |files: &Files| -> Vec<usize> {
        let file = syn::parse_file(files.get(CALLS).expect("there is one")).expect("it is Rust");
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
fn no_doc_runs() {
    for word in HOSTILE {
        for (path, text) in described(&client(word)) {
            let mut found = Vec::new();
            docs(text.parse().unwrap_or_else(|fault| panic!("{word:?}: {path}: {fault}")), &mut found);
            assert!(!found.is_empty(), "{word:?}: {path}");
            for doc in found {
                assert_eq!(running(&doc), Vec::<String>::new(), "{word:?}: {path}: {doc}");
                let mut events = Parser::new(&doc);
                let html = events.find(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
                assert_eq!(html, None, "{word:?}: {path}: {doc}");
            }
        }
    }
}

#[test]
fn the_readme_runs_its_own_example_only() {
    let blocks = |files: &Files| -> Vec<String> {
        let blocks = running(files.get("README.md").expect("there is one"));
        blocks.iter().map(|block| skeleton(block.parse().expect("it is Rust"))).collect()
    };
    let harmless = blocks(&client("word"));
    assert!(!harmless.is_empty());
    for word in HOSTILE {
        assert_eq!(blocks(&client(word)), harmless, "{word:?}");
    }
}

#[test]
fn the_manifest_has_the_same_keys() {
    let keys = |files: &Files| -> Vec<String> {
        let manifest: toml::Table = files.get("Cargo.toml").expect("there is one").parse().expect("it is TOML");
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
