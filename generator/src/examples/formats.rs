//! Examples and validation of the string formats of JSON Schema and OpenAPI.
//!
//! An unknown format has no example and accepts all texts. Examples have the form in which clients serialize them, so
//! that they round-trip.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Returns an example of a format; `None` for an unknown format.
pub(super) fn example(format: &str) -> Option<&'static str> {
    Some(match normalize(format).as_str() {
        "datetime" => "2024-05-17T12:30:00Z",
        "date" => "2024-05-17",
        "time" => "12:30:00Z",
        "duration" => "PT1H",
        "uuid" | "guid" => "c56a4180-65aa-42ec-a945-5fd21dec0538",
        "email" | "idnemail" => "someone@example.com",
        "hostname" | "idnhostname" => "www.example.com",
        "uri" | "url" | "iri" => "https://example.com/page",
        "urireference" | "irireference" => "/page",
        "uritemplate" => "/pages/{page}",
        "ip" | "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        // Three bytes are four characters in either alphabet, and need no padding.
        "byte" | "base64" | "base64url" => "c2FtcGxl",
        "jsonpointer" => "/page",
        "relativejsonpointer" => "0/page",
        "regex" => "^[a-z]+$",
        "int8" | "int16" | "int32" | "int64" | "long" | "uint8" | "uint16" | "uint32" | "uint64" => "1",
        "float" | "double" | "decimal" => "1.5",
        _ => return None,
    })
}

/// A date as HTTP headers contain it.
pub(super) const HTTP_DATE: &str = "Fri, 17 May 2024 12:30:00 GMT";

/// Returns true if a text is valid for a format. All texts are valid for an unknown format.
pub(super) fn is_valid(format: &str, text: &str) -> bool {
    match normalize(format).as_str() {
        "datetime" => text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time, true)),
        "date" => is_date(text),
        "time" => is_time(text, false),
        "duration" => is_duration(text),
        "uuid" | "guid" => is_uuid(text),
        "email" | "idnemail" => is_email(text),
        "hostname" | "idnhostname" => is_host(text),
        "uri" | "url" | "iri" => is_uri(text),
        "ip" => text.parse::<IpAddr>().is_ok(),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "byte" | "base64" => text.len().is_multiple_of(4) && text.bytes().all(|byte| is_base64(byte) || byte == b'='),
        "int8" | "int16" | "int32" | "int64" | "long" => text.parse::<i64>().is_ok(),
        "uint8" | "uint16" | "uint32" | "uint64" => text.parse::<u64>().is_ok(),
        "float" | "double" | "decimal" => text.parse::<f64>().is_ok(),
        _ => true,
    }
}

/// Normalizes a format name: documents write `date-time` in many spellings.
pub(super) fn normalize(format: &str) -> String {
    format.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut part = |count| parts.next().and_then(|part| digits(part, count));
    let (year, month, day) = (part(4), part(2), part(2));
    let Some(((year, month), day)) = year.zip(month).zip(day) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Returns true if a text is a time of day; if `zoned`, one with a UTC offset.
fn is_time(text: &str, zoned: bool) -> bool {
    let (clock, zone) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.splitn(3, ':').map(|part| digits(part, 2));
    let mut below = |limit| parts.next().flatten().is_some_and(|part| part < limit);
    let is_clock = below(24) && below(60) && below(60);
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_zone = match zone.get(1..) {
        None => !zoned,
        Some("") => zone.eq_ignore_ascii_case("z"),
        Some(offset) => offset.split_once(':').is_some_and(|(hours, minutes)| {
            digits(hours, 2).is_some_and(|hours| hours < 24) && digits(minutes, 2).is_some_and(|minutes| minutes < 60)
        }),
    };
    is_clock && is_fraction && is_zone
}

/// Returns true if a text is an ISO 8601 duration of integer, non-zero units.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, clock) = rest.split_once('T').map_or((rest, None), |(days, clock)| (days, Some(clock)));
    let all = |text: &str, mut units: &str| {
        let mut rest = text;
        while !rest.is_empty() {
            let count = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, tail) = rest.split_at(count);
            let Some(unit) = tail.chars().next() else { return false };
            let Some((_, later)) = units.split_once(unit) else { return false };
            if number.is_empty() || number.starts_with('0') {
                return false;
            }
            (units, rest) = (later, tail.get(1..).unwrap_or_default());
        }
        true
    };
    all(days, "YMWD") && clock.is_none_or(|clock| !clock.is_empty() && all(clock, "HMS")) && !rest.is_empty()
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn is_email(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_local = |local: &str| local.split('.').all(|part| !part.is_empty() && part.chars().all(is_word));
    text.split_once('@').is_some_and(|(local, host)| is_local(local) && is_host(host) && host.contains('.'))
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inner && !label.is_empty() && label.len() < 64 && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() < 254 && text.split('.').all(is_label)
}

fn is_uri(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let is_plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
        && text.chars().all(is_plain)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_examples_are_valid() {
        let formats =
            ["date-time", "date", "time", "duration", "uuid", "email", "hostname", "uri", "ipv4", "ipv6", "ip"];
        for format in formats.into_iter().chain(["byte", "base64url", "int32", "uint64", "double"]) {
            let text = example(format).expect("the format is known");
            assert!(is_valid(format, text), "{format}: {text}");
        }
        assert_eq!(example("colour"), None);
        assert!(is_valid("colour", "anything"));
    }

    #[test]
    fn invalid_texts_are_rejected() {
        let invalid = [
            ("date", "2023-02-29"),
            ("date", "17.5.2024"),
            ("date-time", "2024-05-17 12:30:00"),
            ("date-time", "2024-05-17T12:30:00"),
            ("date-time", "2024-05-17T25:30:00Z"),
            ("time", "12:30"),
            ("duration", "1 hour"),
            ("duration", "P"),
            ("duration", "PT"),
            ("uuid", "c56a4180"),
            ("email", "someone at example.com"),
            ("uri", "/page"),
            ("uri", "https://example.com/{page}"),
            ("ipv4", "300.1.1.1"),
            ("byte", "abc"),
        ];
        for (format, text) in invalid {
            assert!(!is_valid(format, text), "{format}: {text}");
        }
        assert!(is_valid("date-time", "2024-02-29T00:00:00.5+02:00"));
    }
}
