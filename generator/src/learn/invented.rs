//! Recordings whose bodies were made from schemas, and not sent by an API.
//!
//! Generators of collections fill bodies with placeholders: `string`, `<long>`, pieces of "lorem ipsum", URLs of random
//! letters; or they have the same body for many operations. Such bodies repeat a description and show nothing about the
//! API.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::exchange::{Exchange, RecordedSegment};

/// The minimum number of texts in a body that can be placeholders.
const TEXTS: usize = 2;

/// The minimum number of requests with one body.
const REPEATS: usize = 5;

/// The maximum number of different bodies and requests that are compared.
const BODIES: usize = 10_000;

/// Counts the bodies of a recording that seem to be invented.
#[derive(Debug, Clone, Default)]
pub struct Invented {
    /// The number of bodies with texts.
    bodies: usize,
    /// Those of which at least half of the texts are placeholders.
    placeholders: usize,
    /// The hashes of the requests of each body, by hash of the body.
    requests: BTreeMap<u64, BTreeSet<u64>>,
}

/// The reason why a recording is invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InventedReason {
    /// Most texts of most bodies are placeholders.
    Placeholders {
        /// The number of such bodies.
        bodies: usize,
        /// The number of all bodies with texts.
        all: usize,
    },
    /// Most requests have one and the same body.
    Repeated {
        /// The number of different requests with it.
        requests: usize,
        /// The number of all different requests.
        all: usize,
    },
}

impl fmt::Display for InventedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Placeholders { bodies, all } => {
                write!(f, "its bodies are invented: {bodies} of {all} consist of placeholders")
            }
            Self::Repeated { requests, all } => {
                write!(f, "its bodies are invented: {requests} of {all} different requests have the same one")
            }
        }
    }
}

impl Invented {
    /// Adds an exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        let Some(value) = exchange.response_body.as_ref().and_then(super::Payload::json) else { return };
        let mut counts = TextCounts::default();
        counts.add(&value);
        let is_success = exchange.status.is_some_and(|status| status < 300);
        if is_success && counts.fields >= 2 && self.requests.len() < BODIES {
            let literal = |segment: &RecordedSegment| match segment {
                RecordedSegment::Value(value) => {
                    value.chars().any(|c| c.is_ascii_digit()).then(String::new).unwrap_or(value.clone())
                }
                RecordedSegment::Parameter(_) => String::new(),
            };
            let path: Vec<String> = exchange.target.segments.iter().map(literal).collect();
            self.requests.entry(hash(&value.to_string())).or_default().insert(hash(&(&exchange.method, path)));
        }
        if counts.texts >= TEXTS {
            self.bodies += 1;
            self.placeholders += usize::from(counts.placeholders * 2 >= counts.texts);
        }
    }

    /// Returns the reason if the recording is invented.
    #[must_use]
    pub fn finish(&self) -> Option<InventedReason> {
        if self.placeholders > 0 && self.placeholders * 2 >= self.bodies {
            return Some(InventedReason::Placeholders { bodies: self.placeholders, all: self.bodies });
        }
        let all: BTreeSet<&u64> = self.requests.values().flatten().collect();
        let most = self.requests.values().map(BTreeSet::len).max().unwrap_or_default();
        (most >= REPEATS && most * 2 > all.len()).then_some(InventedReason::Repeated { requests: most, all: all.len() })
    }
}

/// The numbers of texts in a body.
#[derive(Debug, Default)]
struct TextCounts {
    texts: usize,
    placeholders: usize,
    fields: usize,
}

impl TextCounts {
    fn add(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.texts += 1;
                self.placeholders += usize::from(is_placeholder(text) && !is_word(text));
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(fields) => {
                self.fields += fields.len();
                fields.iter().for_each(|(name, field)| self.add_field(name, field));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn add_field(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) if is_of_types(name) && type_name(text).is_some() => self.texts += 1,
            value => self.add(value),
        }
    }
}

/// Returns true for names of types that are also values, such as `date` in a list of form fields.
fn is_word(text: &str) -> bool {
    ["text", "uuid", "uri", "datetime", "date", "email"].iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
}

/// Returns true for fields whose values are names of types.
fn is_of_types(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["type", "types", "format", "kind"].iter().any(|end| name.ends_with(end))
}

/// Words of "lorem ipsum" that are no words of English.
const LOREM: &[&str] = &[
    "adipisicing",
    "aliqua",
    "aliquip",
    "anim",
    "aute",
    "cillum",
    "commodo",
    "consectetur",
    "consequat",
    "culpa",
    "cupidatat",
    "deserunt",
    "dolore",
    "duis",
    "eiusmod",
    "elit",
    "enim",
    "esse",
    "excepteur",
    "exercitation",
    "fugiat",
    "incididunt",
    "ipsum",
    "irure",
    "labore",
    "laboris",
    "laborum",
    "lorem",
    "magna",
    "minim",
    "mollit",
    "nisi",
    "nostrud",
    "nulla",
    "occaecat",
    "officia",
    "pariatur",
    "proident",
    "quis",
    "reprehenderit",
    "sint",
    "tempor",
    "ullamco",
    "velit",
    "veniam",
    "voluptate",
];

/// The names of types that stand for values, alone or as `<long>`.
const TYPES: &[&str] = &[
    "string", "text", "integer", "number", "boolean", "bool", "int", "float", "long", "uuid", "uri", "datetime",
    "date", "email",
];

/// Returns true if a text stands for a value, and is none.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with("urn:uuid:") || type_name(text).is_some() {
        return true;
    }
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()).to_ascii_lowercase())
        .collect();
    let lorem = words.iter().filter(|word| LOREM.contains(&word.as_str())).count();
    (lorem > 0 && lorem * 3 >= words.len()) || is_random_url(text)
}

/// Returns true if a text is the name of a type that JSON does not write as a string.
#[must_use]
pub fn is_other_type(text: &str) -> bool {
    let others = ["integer", "number", "boolean", "bool", "int", "float", "long"];
    type_name(text).is_some_and(|name| others.contains(&name))
}

/// Returns the name of the type that a text is.
fn type_name(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    TYPES.iter().copied().find(|name| name.eq_ignore_ascii_case(inner))
}

/// Returns true for a URL whose host is of random letters: its case changes in the middle.
fn is_random_url(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let changes = host.as_bytes().windows(2).filter(|pair| pair.iter().all(u8::is_ascii_alphabetic));
    let changes =
        changes.filter(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase())).count();
    changes >= 2
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
