//! The kinds of parameter values, which are all text on the wire.

/// The minimum number of values that determine a type.
pub const VALUES: usize = 3;

/// Counts of values by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextShape {
    /// The number of values that are not empty.
    pub count: usize,
    /// Those that are integers of at most 18 digits, without leading zeros.
    pub integers: usize,
    /// Those that are decimal numbers, integers among them.
    pub numbers: usize,
    /// `true` and `false`.
    pub booleans: usize,
    /// Dates of RFC 3339.
    pub dates: usize,
    /// Timestamps of RFC 3339.
    pub timestamps: usize,
    /// UUIDs.
    pub uuids: usize,
}

/// The type of a parameter: a JSON Schema type with a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextType {
    /// The type.
    pub kind: &'static str,
    /// The format.
    pub format: Option<&'static str>,
}

impl TextType {
    /// Text without a format.
    pub const TEXT: Self = Self { kind: "string", format: None };
}

impl TextShape {
    /// Adds a value.
    pub fn add(&mut self, value: &str) {
        if value.is_empty() {
            return;
        }
        self.count += 1;
        let is_integer = is_integer(value);
        self.integers += usize::from(is_integer);
        self.numbers += usize::from(is_integer || is_decimal(value));
        self.booleans += usize::from(matches!(value, "true" | "false"));
        self.dates += usize::from(is_date(value));
        self.timestamps += usize::from(is_timestamp(value));
        self.uuids += usize::from(is_uuid(value));
    }

    /// Returns the type of at least [`VALUES`] values that all have one kind.
    #[must_use]
    pub fn text_type(&self) -> Option<TextType> {
        if self.count < VALUES {
            return None;
        }
        let kinds = [
            (self.booleans, "boolean", None),
            (self.integers, "integer", Some("int64")),
            (self.numbers, "number", None),
            (self.dates, "string", Some("date")),
            (self.timestamps, "string", Some("date-time")),
            (self.uuids, "string", Some("uuid")),
        ];
        let chosen = kinds.into_iter().find(|(count, ..)| *count == self.count);
        Some(chosen.map_or(TextType::TEXT, |(_, kind, format)| TextType { kind, format }))
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit());
    is_number && (digits == "0" || !digits.starts_with('0'))
}

fn is_decimal(text: &str) -> bool {
    let Some((integer, fraction)) = text.split_once('.') else { return false };
    let integer = if integer == "-0" { "0" } else { integer };
    is_integer(integer) && !fraction.is_empty() && fraction.len() <= 15 && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// Returns true if a text has the digits of a pattern in which `0` is any digit.
fn has_form(text: &str, form: &str) -> bool {
    let same = |(a, b): (u8, u8)| if b == b'0' { a.is_ascii_digit() } else { a == b };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(same)
}

/// Returns true for a date of RFC 3339.
pub(super) fn is_date(text: &str) -> bool {
    let in_range = |range: std::ops::Range<usize>, most: u8| {
        text.get(range).and_then(|digits| digits.parse::<u8>().ok()).is_some_and(|number| (1..=most).contains(&number))
    };
    has_form(text, "0000-00-00") && in_range(5..7, 12) && in_range(8..10, 31)
}

/// Returns true for a timestamp of RFC 3339.
pub(super) fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let Some(clock) = time.get(..8).filter(|clock| has_form(clock, "00:00:00")) else { return false };
    let rest = time.get(clock.len()..).unwrap_or_default();
    let rest = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let is_offset = |offset: &str| has_form(offset, "+00:00") || has_form(offset, "-00:00");
    is_date(date) && (rest.eq_ignore_ascii_case("z") || is_offset(rest))
}

/// Returns true for a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    let lengths = text.split('-').map(|part| if is_hex(part) { part.len() } else { 0 });
    lengths.eq([8, 4, 4, 4, 12])
}

#[cfg(test)]
mod tests {
    use super::{TextShape, TextType};

    #[test]
    fn kinds_of_three_values_are_types() {
        let table: [(&[&str], Option<TextType>); 9] = [
            (&["1", "2"], None),
            (&["1", "-2", "30"], Some(TextType { kind: "integer", format: Some("int64") })),
            (&["1", "2.5", "-0.5"], Some(TextType { kind: "number", format: None })),
            (&["01", "2", "3"], Some(TextType { kind: "string", format: None })),
            (&["true", "false", "true"], Some(TextType { kind: "boolean", format: None })),
            (&["2020-01-31", "2021-12-01", "1999-02-28"], Some(TextType { kind: "string", format: Some("date") })),
            (&["2020-13-31", "2021-12-01", "1999-02-28"], Some(TextType { kind: "string", format: None })),
            (
                &["2020-01-31T10:00:00Z", "2021-12-01T10:00:00.25+02:00", "1999-02-28t10:00:00z"],
                Some(TextType { kind: "string", format: Some("date-time") }),
            ),
            (&["00000000-0000-4000-8000-000000000000"; 3], Some(TextType { kind: "string", format: Some("uuid") })),
        ];
        for (values, expected) in table {
            let mut shape = TextShape::default();
            values.iter().for_each(|value| shape.add(value));
            assert_eq!(shape.text_type(), expected, "{values:?}");
        }
    }
}
