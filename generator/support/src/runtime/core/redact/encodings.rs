//! The forms of a secret in texts of servers: case, escapes of URLs, JSON and HTML, base64 and hexadecimal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

#[cfg(feature = "work_counter")]
use super::super::work;
use super::MIN_UNBOUNDED_LEN;

/// The number of nested escapes that are decoded.
const LEVELS: usize = 3;

/// The ways to read a text: the number of nested escapes, and true if `\n`, `\r` and `\t` are white space.
///
/// A secret can begin after a backslash or a percent sign by chance, so none of them finds all secrets.
pub(super) const READINGS: [(usize, bool); 3] = [(0, false), (LEVELS, false), (LEVELS, true)];

/// Decodes a text, and returns the position of each decoded byte in the text.
///
/// The result is the same for all escapes of a text, also without distinction of case, of spaces in URLs, and of the
/// alphabets of base64. Secrets are decoded in the same manner.
pub(super) fn decode(text: &[u8], (levels, has_space): (usize, bool)) -> (Zeroizing<Vec<u8>>, Vec<usize>) {
    let (mut bytes, mut positions) = (Zeroizing::new(text.to_vec()), Vec::from_iter(0..text.len()));
    for _ in 0..levels {
        // A meaning is not longer than its escape.
        let shorter = Zeroizing::new(Vec::with_capacity(bytes.len()));
        let (before, starts) = (std::mem::replace(&mut bytes, shorter), std::mem::take(&mut positions));
        let mut at = 0;
        while let Some(byte) = before.get(at) {
            let (meaning, length) = unescape(&before[at..], has_space).unwrap_or_default();
            bytes.extend_from_slice(if length > 0 { &meaning } else { std::slice::from_ref(byte) });
            positions.resize(bytes.len(), starts[at]);
            at += length.max(1);
            #[cfg(feature = "work_counter")]
            work::add(length.max(1));
        }
    }
    bytes.iter_mut().for_each(|byte| *byte = fold(*byte));
    (bytes, positions)
}

/// Returns the decoded forms in which a secret is searched.
pub(super) fn forms(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut hex = Zeroizing::new(Vec::with_capacity(2 * secret.len()));
    secret.iter().for_each(|byte| hex.extend_from_slice(format!("{byte:02x}").as_bytes()));
    let mut forms = vec![hex, Zeroizing::new(STANDARD_NO_PAD.encode(secret).into_bytes())];
    for before in 0..3 {
        // The characters that do not depend on the bytes around the secret.
        let (from, to) = ((before * 8_usize).div_ceil(6), (before + secret.len()) * 8 / 6);
        let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(&*Zeroizing::new([&[0; 2][..before], secret].concat())));
        forms.extend(encoded.as_bytes().get(from..to).map(|form| Zeroizing::new(form.to_vec())));
    }
    forms.retain(|form| form.len() >= MIN_UNBOUNDED_LEN);
    forms.iter_mut().flat_map(|form| form.iter_mut()).for_each(|byte| *byte = fold(*byte));
    forms.extend(READINGS.map(|reading| decode(secret, reading).0).into_iter().filter(|form| !form.is_empty()));
    forms
}

fn fold(byte: u8) -> u8 {
    match byte {
        b' ' | b'\n' | b'\r' | b'\t' | b'-' => b'+',
        b'_' => b'/',
        byte => byte.to_ascii_lowercase(),
    }
}

/// Decodes the escape at the start of a text, and returns its meaning and its length.
fn unescape(text: &[u8], has_space: bool) -> Option<(Vec<u8>, usize)> {
    match text.first()? {
        b'%' => Some((vec![u8::try_from(hex(text.get(1..3)?)?).ok()?], 3)),
        b'&' => entity(text),
        b'\\' => Some(backslashed(text, has_space)),
        _ => None,
    }
}

/// Decodes `\"`, `\n`, `\x22` and `\u00e9` with any number of backslashes, since each level of quoting adds more.
fn backslashed(text: &[u8], has_space: bool) -> (Vec<u8>, usize) {
    let behind_slashes = |at: usize| at + text[at..].iter().take_while(|byte| **byte == b'\\').count();
    let digits = |at: usize, mark: u8, count: usize| {
        hex(text.get(at..=at + count)?.strip_prefix(&[mark])?).and_then(|unit| u16::try_from(unit).ok())
    };
    let start = behind_slashes(0);
    if let Some(byte) = digits(start, b'x', 2).and_then(|unit| u8::try_from(unit).ok()) {
        return (vec![byte], start + 3);
    }
    if let Some(unit) = digits(start, b'u', 4) {
        // Two units of UTF-16 can encode one character.
        let second = behind_slashes((start + 5).min(text.len()));
        let pair = char::decode_utf16([unit].into_iter().chain(digits(second, b'u', 4))).next();
        let length = if matches!(unit, 0xD800..=0xDBFF) { second + 5 } else { start + 5 };
        if let Some(Ok(meaning)) = pair {
            return (meaning.to_string().into_bytes(), length);
        }
    }
    match text.get(start) {
        Some(b'n' | b'r' | b't') if has_space => (b" ".to_vec(), start + 1),
        next => (next.copied().into_iter().collect(), (start + 1).min(text.len())),
    }
}

/// Decodes `&quot;`, `&#34;` and `&#x22;`.
fn entity(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = text.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(text.get(1..end)?).ok()?.to_ascii_lowercase();
    let meaning = match name.as_str() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => char::from_u32(match name.strip_prefix("#x") {
            Some(digits) => hex(digits.as_bytes())?,
            None => name.strip_prefix('#')?.parse().ok()?,
        })?,
    };
    Some((meaning.to_string().into_bytes(), end + 1))
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}
