//! Finding a text in any of the spellings that servers give back: plain, percent-encoded, escaped for JSON or HTML.

/// How many bytes of `text` spell `secret`, if it begins with it in any spelling.
///
/// Backslashes count on neither side: each time a text is quoted there are more of them.
pub(super) fn spelled(text: &[u8], secret: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (0, secret);
    while let Some(wanted) = rest.first() {
        if *wanted == b'\\' {
            rest = &rest[1..];
            continue;
        }
        let next = text.get(at..)?;
        // An escape before the character itself, since `%25` begins with what it stands for.
        let escaped =
            readings(next).into_iter().find_map(|(meant, length)| Some((length, rest.strip_prefix(&*meant)?)));
        let plain = || (next.first() == Some(wanted)).then(|| (1, &rest[1..]));
        let (length, after) = escaped.or_else(plain)?;
        (at, rest) = (at + length, after);
    }
    (at > 0).then_some(at)
}

/// What the escape that `text` begins with may stand for, with the escape's length.
fn readings(text: &[u8]) -> Vec<(Vec<u8>, usize)> {
    match text.first() {
        Some(b'+') => vec![(b" ".to_vec(), 1)],
        Some(b'%') => percent_encoded(text),
        Some(b'\\') => backslashed(text),
        Some(b'&') => entity(text).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `%20`, or `%2520` where the escape was escaped again.
fn percent_encoded(text: &[u8]) -> Vec<(Vec<u8>, usize)> {
    let byte = |from: usize| Some((vec![u8::try_from(hex(text.get(from..from + 2)?)?).ok()?], from + 2));
    let again = if text.starts_with(b"%25") { byte(3) } else { None };
    again.into_iter().chain(byte(1)).collect()
}

/// `\"`, `\n`, `\u00e9`, with any number of backslashes.
fn backslashed(text: &[u8]) -> Vec<(Vec<u8>, usize)> {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    let Some(next) = text.get(slashes) else { return Vec::new() };
    let mut readings = vec![(vec![*next], slashes + 1)];
    match next {
        b'n' => readings.push((b"\n".to_vec(), slashes + 1)),
        b'r' => readings.push((b"\r".to_vec(), slashes + 1)),
        b't' => readings.push((b"\t".to_vec(), slashes + 1)),
        b'u' => {
            let meant = text.get(slashes + 1..slashes + 5).and_then(hex).and_then(char::from_u32);
            readings.extend(meant.map(|meant| (meant.to_string().into_bytes(), slashes + 5)));
        }
        _ => {}
    }
    readings
}

fn entity(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    const ENTITIES: &[(&str, u8)] = &[
        ("&amp;", b'&'),
        ("&lt;", b'<'),
        ("&gt;", b'>'),
        ("&quot;", b'"'),
        ("&apos;", b'\''),
        ("&#34;", b'"'),
        ("&#38;", b'&'),
        ("&#39;", b'\''),
        ("&#43;", b'+'),
        ("&#47;", b'/'),
        ("&#x22;", b'"'),
        ("&#x26;", b'&'),
        ("&#x27;", b'\''),
        ("&#x2b;", b'+'),
        ("&#x2f;", b'/'),
    ];
    let (written, meant) = ENTITIES.iter().find(|(written, _)| {
        text.get(..written.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(written.as_bytes()))
    })?;
    Some((vec![*meant], written.len()))
}

fn hex(digits: &[u8]) -> Option<u32> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
