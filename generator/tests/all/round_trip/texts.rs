//! Texts of the string formats, and plain texts that look like them.

/// Texts of a format with their canonical spelling, if it differs.
type Spellings = &'static [(&'static str, Option<&'static str>)];

const DATE_TIMES: Spellings = &[
    ("2024-01-02T10:30:00Z", None),
    ("1970-01-01T00:00:00Z", None),
    ("2024-01-02T10:30:00.000Z", Some("2024-01-02T10:30:00Z")),
    ("2024-01-02T12:30:00.250+02:00", Some("2024-01-02T10:30:00.25Z")),
    ("2024-01-02t10:30:00z", Some("2024-01-02T10:30:00Z")),
];
const DATES: Spellings = &[("2024-01-02", None), ("1999-12-31", None), ("0001-01-01", None)];
const TIMES: Spellings = &[("10:30:00", None), ("23:59:59.5Z", None), ("10:30:00+02:00", None)];
const DURATIONS: Spellings = &[("PT1H", None), ("P1DT2H", None), ("P2W", None)];
const UUIDS: Spellings = &[
    ("67e55044-10b1-426f-9247-bb680e5fe0c8", None),
    ("67E55044-10B1-426F-9247-BB680E5FE0C8", Some("67e55044-10b1-426f-9247-bb680e5fe0c8")),
];
const URIS: Spellings = &[("https://example.com/a?b=c#d", None), ("urn:isbn:0451450523", None)];
const IPV4: Spellings = &[("192.0.2.1", None), ("255.255.255.255", None)];
const IPV6: Spellings = &[("2001:db8::1", None), ("2001:0DB8:0:0:0:0:0:1", Some("2001:db8::1"))];
const BASE64: Spellings = &[("", None), ("YQ==", None), ("+/8=", None), ("c2FtcGxl", None)];
const BASE64_URL: Spellings = &[("YQ", None), ("-_8", None), ("c2FtcGxl", None), ("YQ==", Some("YQ"))];
const INTEGERS: Spellings = &[("0", None), ("-7", None), ("42", None), ("9007199254740993", None)];
const SMALL_INTEGERS: Spellings = &[("0", None), ("7", None), ("42", None)];
const NUMBERS: Spellings = &[("0", None), ("1.5", None), ("-0.25", None)];

/// Plain texts: those of other types, formats and values, and texts that a format would spell differently.
const PLAIN: &[&str] = &[
    "",
    "a",
    "text of several words",
    "\"quoted\" \\ \u{1F431}\n",
    "null",
    "true",
    "42",
    "042",
    "4e1",
    "1.50",
    "-0",
    " 7",
    "1e400",
    "12345678901234567890.123456789",
    "2024-01-02",
    "2024-01-02T10:30:00Z",
    "2024-01-02T12:30:00+02:00",
    "2024-01-02 10:30:00",
    "10:30",
    "PT01H",
    "1h 30m",
    "67E55044-10B1-426F-9247-BB680E5FE0C8",
    "67e5504410b1426f9247bb680e5fe0c8",
    "192.0.2.1",
    "2001:0DB8::1",
    "YQ",
    "YQ==",
    "cat",
    "small",
    "{}",
    "[1]",
];

/// Returns a plain text.
pub(crate) fn plain(random: &mut fastrand::Rng) -> String {
    PLAIN[random.usize(..PLAIN.len())].to_owned()
}

/// Returns a text of a format, and its canonical spelling if it differs.
pub(crate) fn formatted(format: &str, random: &mut fastrand::Rng) -> (String, Option<&'static str>) {
    let texts = match format.replace(['-', '_'], "").to_ascii_lowercase().as_str() {
        "datetime" => DATE_TIMES,
        "date" => DATES,
        "time" => TIMES,
        "duration" => DURATIONS,
        "uuid" | "guid" => UUIDS,
        "uri" | "url" | "iri" => URIS,
        "ip" | "ipv4" => IPV4,
        "ipv6" => IPV6,
        "byte" | "base64" => BASE64,
        "base64url" => BASE64_URL,
        "int64" | "long" => INTEGERS,
        "int32" | "uint32" | "uint64" => SMALL_INTEGERS,
        "double" | "float" | "decimal" => NUMBERS,
        _ => return (plain(random), None),
    };
    let (text, canonical) = texts[random.usize(..texts.len())];
    (text.to_owned(), canonical)
}
