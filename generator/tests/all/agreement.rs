//! Comparison of inferences for an untyped document with a typed description of the same API. Every parameter agrees,
//! or a row of a table states why the inferred type is better.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::infer::{infer, report};
use clientsmith::repairs::Repairs;
use clientsmith::spec::Spec;
use clientsmith::{load, upgrade};
use serde_json::Value;

use crate::support::{corpus, text};

/// Parameters whose inferred and declared types differ.
struct Difference {
    names: &'static [&'static str],
    ours: &'static str,
    theirs: &'static str,
    /// The reason for which the inferred type is better.
    reason: &'static str,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        names: &["ids"],
        ours: "array of integer by `;` required",
        theirs: "string required",
        reason: "the description says \u{201c}Number list (semicolon delimited)\u{201d}; a string would leave the joining to the caller",
    },
    Difference {
        names: &["ids"],
        ours: "array of string uuid by `;` required",
        theirs: "string required",
        reason: "revisions have GUIDs: \u{201c}Guid list (semicolon delimited)\u{201d}",
    },
    Difference {
        names: &["accessTokens", "filters", "tags"],
        ours: "array of string by `;` required",
        theirs: "string required",
        reason: "the description says \u{201c}String list (semicolon delimited)\u{201d}",
    },
    Difference {
        names: &["tagged", "nottagged", "include", "exclude"],
        ours: "array of string by `;`",
        theirs: "string",
        reason: "the description says \u{201c}String list (semicolon delimited)\u{201d}",
    },
    Difference {
        names: &["fromdate", "todate", "since"],
        ours: "integer unix-time",
        theirs: "integer",
        reason: "the description says \u{201c}Unix date\u{201d}: the same number, with its meaning",
    },
    Difference {
        names: &["page", "pagesize"],
        ours: "integer int32",
        theirs: "integer",
        reason: "the number of a page and the size of one fit into 32 bits",
    },
    Difference {
        names: &["accepted", "closed", "migrated", "notice", "wiki"],
        ours: "boolean",
        theirs: "string of false|true",
        reason: "the strings `true` and `false` are a boolean, serialized in the same way",
    },
    Difference {
        names: &["title"],
        ours: "string required",
        theirs: "string",
        reason: "the operation's description says that it \u{201c}must always be passed as a parameter\u{201d}",
    },
    Difference {
        names: &["period"],
        ours: "string required",
        theirs: "string required of all_time|month",
        reason: "the document lists no values, and a string accepts both of theirs",
    },
];

type Key = [String; 4];
type Lines = BTreeMap<Key, Value>;

/// Returns the declared and inferred facts of every parameter of a corpus document, and the document.
fn read(directory: &str, file: &str) -> Option<(Lines, Spec)> {
    let path = corpus(directory).into_iter().find(|path| path.ends_with(file))?;
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let text = text(file, std::fs::read(path).expect("readable"));
    let document = load::documents(&text, &mut diagnostics).remove(0);
    let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
    let spec = Spec::read(&document, &mut diagnostics);
    let lines = report::lines(file, &spec, &infer(&spec), &repairs).into_iter().map(|line| {
        let line: Value = serde_json::from_str(&line).expect("a line is JSON");
        (["method", "path", "in", "name"].map(|key| line[key].as_str().unwrap_or_default().to_owned()), line)
    });
    Some((lines.collect(), spec))
}

static OURS: LazyLock<Option<(Lines, Spec)>> = LazyLock::new(|| read("sparse", "stack-exchange.yaml"));
static THEIRS: LazyLock<Option<(Lines, Spec)>> = LazyLock::new(|| read("v3", "stackexchange.com.json"));

/// Formats type, items, format, separator, `required` and values in one line.
fn outline(line: &Value) -> String {
    let cell = |key: &str| line[key].as_str();
    let mut text = cell("type").unwrap_or("nothing").to_owned();
    if let Some(items) = cell("items") {
        text += &format!(" of {items}");
    }
    if let Some(format) = cell("format") {
        text += &format!(" {format}");
    }
    if let Some(delimiter) = cell("delimiter") {
        text += &format!(" by `{delimiter}`");
    }
    if line["required"] == true {
        text += " required";
    }
    let values = line["enum"].as_array().into_iter().flatten();
    let values: BTreeSet<_> =
        values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    if !values.is_empty() {
        text += &format!(" of {}", values.into_iter().collect::<Vec<_>>().join("|"));
    }
    text
}

#[test]
fn inferred_types_agree_with_the_typed_description() {
    let (Some((ours, _)), Some((theirs, _))) = (&*OURS, &*THEIRS) else { return };
    assert!(ours.len() > 1_000, "{} parameters", ours.len());
    let keys = |lines: &Lines| lines.keys().cloned().collect::<BTreeSet<_>>();
    let on_one_side: Vec<_> = keys(ours).symmetric_difference(&keys(theirs)).cloned().collect();
    assert_eq!(on_one_side, Vec::<Key>::new(), "parameters of only one of the documents");
    let mut used = BTreeSet::new();
    let mut unexplained = Vec::new();
    for (key, line) in ours {
        let (mine, other) = (outline(line), outline(&theirs[key]));
        let [_, _, _, name] = key;
        let explains =
            |row: &&Difference| row.names.contains(&name.as_str()) && row.ours == mine && row.theirs == other;
        match DIFFERENCES.iter().find(explains) {
            _ if mine == other => {}
            Some(row) => used.extend(row.names.iter().filter(|named| *named == name).map(|name| (name, row.reason))),
            None => unexplained.push(format!("{}: {mine}, theirs {other}", key.join(" "))),
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    let rows = DIFFERENCES.iter().flat_map(|row| row.names.iter().map(|name| (name, row.reason)));
    let unused: Vec<_> = rows.filter(|row| !used.contains(row)).collect();
    assert!(unused.is_empty(), "unused rows: {unused:?}");
}

/// Returns the description of the operation that a line belongs to.
fn description<'s>(spec: &'s Spec, [method, path, ..]: &Key) -> &'s str {
    let operation = spec.operations.iter().find(|operation| operation.method == method && operation.path == *path);
    operation.and_then(|operation| operation.description.as_deref()).unwrap_or_default()
}

/// Returns the word before a mark and the words after it.
fn around<'t>(text: &'t str, mark: &str) -> Option<(&'t str, Vec<&'t str>)> {
    let (before, after) = text.split_once(mark)?;
    Some((before.split_whitespace().next_back()?, after.split_whitespace().collect()))
}

#[test]
fn defaults_and_counts_match_operation_descriptions() {
    let Some((ours, spec)) = &*OURS else { return };
    let (mut defaults, mut counts) = (0, 0);
    for (key, line) in ours {
        let words = description(spec, key);
        if let ("sort", Some((stated, _))) = (key[3].as_str(), around(words, " is the default sort.")) {
            assert_eq!(line["default"], stated, "{}", key.join(" "));
            defaults += 1;
        }
        let limits = ["can contain up to", "is limited to"].map(|limit| format!("{{{}}} {limit} ", key[3]));
        let stated = limits.iter().find_map(|mark| Some(words.split_once(mark.as_str())?.1));
        if let Some(stated) = stated.and_then(|rest| rest.split(' ').next()) {
            assert_eq!(line["maxItems"].to_string(), stated, "{}", key.join(" "));
            assert_eq!(line["minItems"], 1, "{}", key.join(" "));
            counts += 1;
        }
    }
    assert!(defaults >= 40 && counts >= 40, "{defaults} defaults, {counts} counts");
}

#[test]
fn only_free_text_parameters_lack_evidence() {
    let Some((ours, _)) = &*OURS else { return };
    for (key, line) in ours {
        let [_, _, place, name] = key;
        let free_texts =
            ["filter", "callback", "site", "min", "max", "inname", "intitle", "title", "q", "body", "url", "base"];
        let is_default = line["origin"] == "default";
        let is_free_text = free_texts.contains(&name.as_str()) || ["tag", "period", "order"].contains(&name.as_str());
        assert!(!is_default || is_free_text, "{place} {name} has no evidence of its type: {}", key.join(" "));
    }
}
