//! The sources of documents that are fetched: a section of the lock that generations keep as it is.

use serde_json::{Map, Value, json};

/// The source of a document, and the response that the stored document was the body of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedSource {
    /// The URL.
    pub url: String,
    /// The SHA-256 hash of the document, in lower case hexadecimal digits.
    pub sha256: String,
    /// The time at which the document was fetched, as RFC 3339 in UTC.
    pub date: String,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

/// A value of the section that is not valid.
pub(super) struct InvalidMember {
    /// The key of the value; `None` for the entire source.
    pub(super) key: Option<String>,
    pub(super) message: String,
}

impl LockedSource {
    /// Returns the source as a mapping of the section.
    pub(super) fn to_value(&self) -> Value {
        let required = [("url", &self.url), ("sha256", &self.sha256), ("date", &self.date)].into_iter();
        let optional = [("etag", &self.etag), ("last-modified", &self.last_modified)].into_iter();
        let members = required.chain(optional.filter_map(|(key, value)| Some((key, value.as_ref()?))));
        Value::Object(members.map(|(key, value)| (key.to_owned(), json!(value))).collect())
    }

    /// Reads a mapping of the section; the error lists all invalid members.
    pub(super) fn from_members(members: &Map<String, Value>) -> Result<Self, Vec<InvalidMember>> {
        let mut reader = MemberReader::new(members, "source", &KEYS);
        let source = Self {
            url: reader.required("url", "a URL", |text| text.contains("://")),
            sha256: reader.required("sha256", "a SHA-256 hash in 64 lower case hexadecimal digits", is_sha256),
            date: reader.required("date", "a time such as `2026-01-31T12:00:00Z`", is_utc_time),
            etag: reader.optional("etag", "the value of a header", |_| true),
            last_modified: reader.optional("last-modified", "the value of a header", |_| true),
        };
        reader.finish().map(|()| source)
    }
}

const KEYS: [&str; 5] = ["url", "sha256", "date", "etag", "last-modified"];

/// Reads the members of a mapping of texts.
pub(super) struct MemberReader<'m> {
    members: &'m Map<String, Value>,
    /// The noun for the mapping.
    noun: &'static str,
    invalid: Vec<InvalidMember>,
}

impl<'m> MemberReader<'m> {
    /// Creates a reader that rejects other keys.
    pub(super) fn new(members: &'m Map<String, Value>, noun: &'static str, keys: &[&str]) -> Self {
        let mut reader = Self { members, noun, invalid: Vec::new() };
        for key in members.keys().filter(|key| !keys.contains(&key.as_str())) {
            reader.reject(Some(key), format!("unknown key `{key}` of a {noun}"));
        }
        reader
    }

    /// Returns the invalid members.
    pub(super) fn finish(self) -> Result<(), Vec<InvalidMember>> {
        if self.invalid.is_empty() { Ok(()) } else { Err(self.invalid) }
    }

    pub(super) fn required(&mut self, key: &str, expected: &str, is_valid: fn(&str) -> bool) -> String {
        if !self.members.contains_key(key) {
            self.reject(None, format!("the {} has no `{key}`", self.noun));
        }
        self.optional(key, expected, is_valid).unwrap_or_default()
    }

    fn optional(&mut self, key: &str, expected: &str, is_valid: fn(&str) -> bool) -> Option<String> {
        let value = self.members.get(key)?;
        let is_plain = |text: &&str| !text.is_empty() && !text.contains(char::is_control);
        let text = value.as_str().filter(is_plain).filter(|text| is_valid(text));
        if text.is_none() {
            self.reject(Some(key), format!("{value} is not {expected}"));
        }
        text.map(str::to_owned)
    }

    fn reject(&mut self, key: Option<&str>, message: String) {
        self.invalid.push(InvalidMember { key: key.map(str::to_owned), message });
    }
}

pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns true for a time of RFC 3339 with seconds and the offset `Z`.
fn is_utc_time(text: &str) -> bool {
    const PATTERN: &[u8] = b"dddd-dd-ddTdd:dd:ddZ";
    let matches = |(byte, pattern): (u8, &u8)| match pattern {
        b'd' => byte.is_ascii_digit(),
        other => byte == *other,
    };
    text.len() == PATTERN.len() && text.bytes().zip(PATTERN).all(matches)
}
