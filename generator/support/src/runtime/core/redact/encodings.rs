//! Matching of secrets as servers echo them: plain, percent-encoded, or escaped for JSON or HTML.

/// Returns the length of the prefix of `text` that encodes `secret`, if any.
///
/// Backslashes are ignored on both sides, since each level of quoting adds more.
pub(super) fn match_encoded(text: &[u8], secret: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (0, secret);
    while let Some(wanted) = rest.first() {
        if *wanted == b'\\' {
            rest = &rest[1..];
            continue;
        }
        let next = text.get(at..)?;
        // Escapes are matched before the character itself, since `%25` begins with the character that it encodes.
        let escaped =
            readings(next).into_iter().find_map(|(meant, length)| Some((length, rest.strip_prefix(&*meant)?)));
        let plain = || (next.first() == Some(wanted)).then(|| (1, &rest[1..]));
        let (length, after) = escaped.or_else(plain)?;
        (at, rest) = (at + length, after);
    }
    (at > 0).then_some(at)
}

/// Returns the possible meanings of the escape at the start of `text`, with its length.
fn readings(text: &[u8]) -> Vec<(Vec<u8>, usize)> {
    match text.first() {
        Some(b'+') => vec![(b" ".to_vec(), 1)],
        Some(b'%') => percent_encoded(text),
        Some(b'\\') => backslashed(text),
        Some(b'&') => entity(text).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Decodes `%20`, or `%2520` if the escape is escaped again.
fn percent_encoded(text: &[u8]) -> Vec<(Vec<u8>, usize)> {
    let byte = |from: usize| Some((vec![u8::try_from(hex(text.get(from..from + 2)?)?).ok()?], from + 2));
    let again = if text.starts_with(b"%25") { byte(3) } else { None };
    again.into_iter().chain(byte(1)).collect()
}

/// Decodes `\"`, `\n` and `\u00e9`, with any number of backslashes.
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

/// Decodes `&quot;`, `&#34;` and `&#x22;`.
fn entity(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = text.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(text.get(1..end)?).ok()?.to_ascii_lowercase();
    let meant = match name.as_str() {
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
    Some((meant.to_string().into_bytes(), end + 1))
}

fn hex(digits: &[u8]) -> Option<u32> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
