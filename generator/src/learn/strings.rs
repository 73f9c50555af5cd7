//! The kinds of JSON strings at one location: formats, and values that repeat.

use std::collections::BTreeMap;

use super::invented::is_placeholder;
use super::texts::{is_date, is_timestamp, is_uuid};

/// The minimum number of values with a format.
pub const FORMATTED: usize = 5;

/// The minimum number of values that can be those of an enum.
pub const ENUMERATED: usize = 10;

/// The maximum number of different values of an enum, and the maximum length of one, in bytes.
pub const VALUES: usize = 12;
const LENGTH: usize = 24;

/// The last words of fields that can be enums. Values of other fields can be names of persons.
const ENUM_FIELDS: &[&str] = &[
    "action",
    "category",
    "conclusion",
    "direction",
    "event",
    "format",
    "frequency",
    "interval",
    "kind",
    "level",
    "method",
    "mode",
    "permission",
    "phase",
    "priority",
    "protocol",
    "reason",
    "result",
    "role",
    "severity",
    "side",
    "stage",
    "state",
    "status",
    "type",
    "unit",
    "visibility",
];

/// The strings of one location.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings {
    /// The number of strings.
    pub count: usize,
    /// Those that stand for a value, such as `string`.
    pub placeholders: usize,
    /// Those with each format, in the order of [`FORMATS`].
    formats: [usize; FORMATS.len()],
    /// The number of strings by value; `None` if a value cannot be one of an enum, or there are too many.
    values: Seen,
}

/// The values that were seen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// The numbers of strings by value.
    Values(BTreeMap<String, usize>),
    /// The values cannot be those of an enum.
    Other,
}

impl Default for Seen {
    fn default() -> Self {
        Self::Values(BTreeMap::new())
    }
}

/// A test of a text.
type Test = fn(&str) -> bool;

/// The formats with their tests.
const FORMATS: [(&str, Test); 8] = [
    ("date-time", is_timestamp),
    ("date", is_date),
    ("uuid", is_uuid),
    ("uri", is_uri),
    ("email", is_email),
    ("ipv4", is_ipv4),
    ("ipv6", is_ipv6),
    ("byte", is_base64),
];

impl Strings {
    /// Adds a string.
    pub fn add(&mut self, text: &str) {
        self.count += 1;
        self.placeholders += usize::from(is_placeholder(text));
        for (count, (_, test)) in self.formats.iter_mut().zip(FORMATS) {
            *count += usize::from(test(text));
        }
        if let Seen::Values(values) = &mut self.values {
            if is_identifier(text) && (values.len() < VALUES || values.contains_key(text)) {
                *values.entry(text.to_owned()).or_default() += 1;
            } else {
                self.values = Seen::Other;
            }
        }
    }

    /// Adds the strings of another location.
    pub fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.placeholders += other.placeholders;
        self.formats.iter_mut().zip(other.formats).for_each(|(count, further)| *count += further);
        match (&mut self.values, &other.values) {
            (Seen::Values(values), Seen::Values(further)) => {
                further.iter().for_each(|(value, count)| *values.entry(value.clone()).or_default() += count);
                if values.len() > VALUES {
                    self.values = Seen::Other;
                }
            }
            _ => self.values = Seen::Other,
        }
    }

    /// Returns the format that all strings have, if there are enough of them.
    #[must_use]
    pub fn format(&self) -> Option<&'static str> {
        if self.count < FORMATTED || self.is_invented() {
            return None;
        }
        let mut formats = self.formats.iter().zip(FORMATS);
        formats.find(|(count, _)| **count == self.count).map(|(_, (format, _))| format)
    }

    /// Returns the values of an open enum, sorted: short identifiers that repeat, in a field whose name is one of an enum.
    #[must_use]
    pub fn values(&self, field: &str) -> Option<Vec<&str>> {
        let Seen::Values(values) = &self.values else { return None };
        let repeats = values.values().all(|count| *count > 1);
        let is_enum = values.len() > 1 && repeats && self.count >= ENUMERATED && self.count >= 3 * values.len();
        (is_enum && is_enum_field(field) && !self.is_invented()).then(|| values.keys().map(String::as_str).collect())
    }

    fn is_invented(&self) -> bool {
        self.placeholders * 2 >= self.count
    }
}

/// Returns true for lower-case or upper-case words without digits, such as `in_progress` and `GET`.
fn is_identifier(text: &str) -> bool {
    let parts = text.split(['_', '-']);
    let is_word =
        |test: fn(&char) -> bool| parts.clone().all(|part| !part.is_empty() && part.chars().all(|c| test(&c)));
    let is_short = text.len() <= LENGTH && parts.clone().count() <= 3;
    is_short && (is_word(char::is_ascii_lowercase) || is_word(char::is_ascii_uppercase))
}

fn is_enum_field(field: &str) -> bool {
    let mut word = String::new();
    for c in field.chars() {
        if c.is_ascii_uppercase() && word.ends_with(|last: char| last.is_ascii_lowercase())
            || !c.is_ascii_alphanumeric()
        {
            word.clear();
        }
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        }
    }
    ENUM_FIELDS.contains(&word.as_str())
}

fn is_uri(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte))
}

/// Returns true for an address of a mailbox, as they are usually written.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let is_local = !local.is_empty()
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte));
    is_local && is_host(host)
}

/// Returns true for a host name with a domain.
pub(super) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.len() < 64 && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.split('.').all(is_label)
        && top.len() > 1
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<core::net::Ipv4Addr>().is_ok()
}

fn is_ipv6(text: &str) -> bool {
    text.parse::<core::net::Ipv6Addr>().is_ok()
}

/// Returns true for base64 of at least 16 bytes that is padded or has characters that identifiers do not have.
fn is_base64(text: &str) -> bool {
    use base64::Engine;
    let is_unmistakable = text.ends_with('=') || text.contains(['+', '/']);
    text.len() >= 24 && is_unmistakable && base64::engine::general_purpose::STANDARD.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(values: &[&str]) -> Strings {
        let mut strings = Strings::default();
        values.iter().for_each(|value| strings.add(value));
        strings
    }

    #[test]
    fn formats_need_five_values_that_all_fit() {
        let table = [
            ("2020-01-02T03:04:05Z", Some("date-time")),
            ("2020-01-02", Some("date")),
            ("f47ac10b-58cc-4372-a567-0e02b2c3d479", Some("uuid")),
            ("https://a.example/b?c=d", Some("uri")),
            ("a.b@c.example", Some("email")),
            ("192.0.2.1", Some("ipv4")),
            ("2001:db8::1", Some("ipv6")),
            ("aGVsbG8gd29ybGQgaGVsbG8/", Some("byte")),
            ("2020-01-02 03:04:05", None),
            ("1.5", None),
            ("https://", None),
        ];
        for (value, format) in table {
            assert_eq!(strings(&[value; 5]).format(), format, "{value}");
            assert_eq!(strings(&[value; 4]).format(), None, "{value}");
            assert_eq!(strings(&[value, value, value, value, value, "x"]).format(), None, "{value}");
        }
    }

    #[test]
    fn values_are_repeated_identifiers_of_enum_fields() {
        let mixed = |values: &[&str]| strings(&values.repeat(6));
        let states = mixed(&["open", "in_progress"]);
        assert_eq!(states.values("orderState"), Some(vec!["in_progress", "open"]));
        assert_eq!(states.values("assignee"), None);
        for values in [["open", "Jane"], ["open", "a1"], ["open", "x@y.example"], ["open", ""], ["open", "open"]] {
            assert_eq!(mixed(&values).values("state"), None, "{values:?}");
        }
        assert_eq!(strings(&["open", "open", "closed"]).values("state"), None);
    }
}
