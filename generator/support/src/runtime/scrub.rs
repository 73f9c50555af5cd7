//! Texts that an error will show come in; the same texts without the secrets go out.
//!
//! Servers echo what they were sent: plain in a message, percent-encoded in a URL, escaped in JSON or HTML. So a secret
//! is looked for in any of these spellings, and the values of the JSON members known to be secret are taken out unseen.

mod fields;
mod names;
mod spelling;

use std::ops::Range;
use std::sync::Arc;

use crate::runtime::secret::Secret;
use fields::field_values;
use spelling::spelled;

pub(crate) use fields::field_texts;
pub(crate) use names::holds_secret;

const REDACTED: &str = "[redacted]";

/// A secret shorter than this is taken out only where it stands alone: else a token `a` would leave no word whole.
const STANDS_OUT: usize = 6;

/// How many secrets of a body are looked for elsewhere in it.
const LEARNED: usize = 500;

/// How long a secret of a body may be that is looked for elsewhere in it.
const LEARNED_BYTES: usize = 2 * 1024;

/// How much of a text an excerpt shows on each side of a position.
const EXCERPT: usize = 40;

/// Knows what one call must not show.
#[derive(Clone, Default)]
pub(crate) struct Scrubber {
    /// The client's credentials.
    pub(crate) credentials: Arc<[Secret]>,
    /// The secret arguments of the call.
    pub(crate) arguments: Arc<[Secret]>,
    /// Names of the JSON members whose values are secret.
    pub(crate) fields: &'static [&'static str],
}

impl Scrubber {
    /// One that knows besides what the secret members of a JSON body hold: the first of them, and none that is longer
    /// than secrets are, since the server decides how many there are, and texts are searched for each.
    pub(crate) fn learning(&self, body: &[u8]) -> Self {
        let learned = field_texts(body, self.fields).into_iter();
        let learned = learned.filter(|text| text.expose().len() <= LEARNED_BYTES).take(LEARNED);
        Self { arguments: self.arguments.iter().cloned().chain(learned).collect(), ..self.clone() }
    }

    /// The text without secrets.
    pub(crate) fn text(&self, text: &str) -> String {
        let text = text.as_bytes();
        let mut ranges = self.known(text);
        ranges.extend(field_values(text, self.fields));
        redact(text, 0..text.len(), ranges)
    }

    /// The text without secrets, or how it begins where it is longer than that: a message quotes what the server sent.
    pub(crate) fn at_most(&self, length: usize, text: &str) -> String {
        if text.len() > length { self.beginning(text.as_bytes(), length) } else { self.text(text) }
    }

    /// Whether the text holds a secret.
    pub(crate) fn finds(&self, text: &str) -> bool {
        !self.known(text.as_bytes()).is_empty()
    }

    /// About eighty bytes of a body around a position, on one line, without secrets.
    pub(crate) fn excerpt(&self, body: &[u8], at: usize) -> String {
        let at = at.min(body.len());
        let shown = at.saturating_sub(EXCERPT)..at.saturating_add(EXCERPT).min(body.len());
        self.cut(body, char_start(body, shown.start)..char_start(body, shown.end))
    }

    /// The first bytes of a body, on one line, without secrets.
    pub(crate) fn beginning(&self, body: &[u8], length: usize) -> String {
        self.cut(body, 0..char_start(body, length.min(body.len())))
    }

    /// A part of a body. Secrets that reach into it from outside count, hence the wider search.
    fn cut(&self, body: &[u8], shown: Range<usize>) -> String {
        let longest = self.secrets().map(|secret| secret.expose().len()).max().unwrap_or(0);
        let reach = longest.saturating_mul(6);
        let from = shown.start.saturating_sub(reach);
        let to = shown.end.saturating_add(reach).min(body.len());
        let mut ranges = self.known(&body[from..to]);
        for range in &mut ranges {
            *range = range.start + from..range.end + from;
        }
        ranges.extend(field_values(&body[..shown.end], self.fields));
        let text = redact(body, shown.clone(), ranges);
        let text = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let text = text.collect::<Vec<_>>().join(" ");
        let lead = if shown.start > 0 { "…" } else { "" };
        let tail = if shown.end < body.len() { "…" } else { "" };
        format!("{lead}{text}{tail}")
    }

    fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.credentials.iter().chain(self.arguments.iter())
    }

    /// Where known secrets stand.
    fn known(&self, text: &[u8]) -> Vec<Range<usize>> {
        let secrets: Vec<&[u8]> = self.secrets().map(|secret| secret.expose().as_bytes()).collect();
        let mut ranges = Vec::new();
        for start in 0..text.len() {
            for secret in secrets.iter().filter(|secret| may_begin(text[start], secret)) {
                let Some(length) = spelled(&text[start..], secret) else { continue };
                let end = start + length;
                let alone = !start.checked_sub(1).is_some_and(|before| text[before].is_ascii_alphanumeric())
                    && !text.get(end).is_some_and(u8::is_ascii_alphanumeric);
                if alone || secret.len() >= STANDS_OUT {
                    ranges.push(start..end);
                }
            }
        }
        ranges
    }
}

/// Whether a secret can be spelled in a text whose first byte this is.
fn may_begin(byte: u8, secret: &[u8]) -> bool {
    matches!(byte, b'+' | b'%' | b'\\' | b'&') || secret.first().is_some_and(|first| *first == byte || *first == b'\\')
}

/// The start of the UTF-8 character that a position is in.
fn char_start(text: &[u8], mut at: usize) -> usize {
    while at > 0 && text.get(at).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {
        at -= 1;
    }
    at
}

/// A part of a text with everything in the ranges replaced.
fn redact(text: &[u8], shown: Range<usize>, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out = String::new();
    let mut at = shown.start;
    for range in ranges {
        let (start, end) = (range.start.max(shown.start), range.end.min(shown.end));
        if start >= end || end <= at {
            continue;
        }
        if start >= at {
            out.push_str(&String::from_utf8_lossy(&text[at..start]));
            out.push_str(REDACTED);
        }
        at = end;
    }
    out.push_str(&String::from_utf8_lossy(&text[at..shown.end]));
    out
}

#[cfg(test)]
mod tests;
