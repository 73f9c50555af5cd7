//! Finding a text in any of the spellings that servers give back: plain, percent-encoded, escaped for JSON or HTML.

use std::ops::Range;

/// How many bytes of `text` spell `secret`, if it begins with it in any spelling.
pub(super) fn spelled(text: &[u8], secret: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (0, secret);
    while let Some(wanted) = rest.first() {
        let next = text.get(at..)?;
        if let Some((bytes, length)) = unescaped(next)
            && let Some(after) = rest.strip_prefix(bytes.as_slice())
        {
            (at, rest) = (at + length, after);
        } else if next.first() == Some(wanted) {
            (at, rest) = (at + 1, &rest[1..]);
        } else {
            return None;
        }
    }
    (at > 0).then_some(at)
}

/// What the escape that `text` begins with stands for, and the escape's length.
fn unescaped(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let hex = |range: Range<usize>| {
        let digits = std::str::from_utf8(text.get(range)?).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    match text.first()? {
        b'+' => Some((b" ".to_vec(), 1)),
        b'%' => Some((vec![u8::try_from(hex(1..3)?).ok()?], 3)),
        b'\\' if text.get(1) == Some(&b'u') => {
            Some((char::from_u32(hex(2..6)?)?.encode_utf8(&mut [0; 4]).as_bytes().to_vec(), 6))
        }
        b'\\' => {
            let meant = match text.get(1)? {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                other => *other,
            };
            Some((vec![meant], 2))
        }
        b'&' => ENTITIES.iter().find_map(|(written, meant)| {
            let length = written.len();
            text.get(..length)?.eq_ignore_ascii_case(written.as_bytes()).then(|| (vec![*meant], length))
        }),
        _ => None,
    }
}

const ENTITIES: &[(&str, u8)] = &[
    ("&amp;", b'&'),
    ("&lt;", b'<'),
    ("&gt;", b'>'),
    ("&quot;", b'"'),
    ("&apos;", b'\''),
    ("&#34;", b'"'),
    ("&#38;", b'&'),
    ("&#39;", b'\''),
    ("&#x22;", b'"'),
    ("&#x26;", b'&'),
    ("&#x27;", b'\''),
    ("&#x2f;", b'/'),
    ("&#47;", b'/'),
];
