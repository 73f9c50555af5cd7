//! Redaction of secrets in error texts.
//!
//! Servers echo requests: verbatim, percent-encoded in URLs, escaped in JSON or HTML, or encoded as base64. Secrets are
//! found in all of these encodings, and the values of secret JSON fields are always removed. The time is linear in the
//! text and in the secrets.

mod encodings;
mod json_fields;

use std::fmt;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::noncontiguous::NFA;

use super::secret::SecretString;
#[cfg(feature = "work_counter")]
use super::work;
use encodings::{READINGS, decode, forms};
use json_fields::secret_ranges;

pub(crate) use json_fields::secret_values;

const REDACTED: &str = "[redacted]";

/// The minimum length of a secret that is redacted within words. Shorter ones are redacted only as separate words.
const MIN_UNBOUNDED_LEN: usize = 6;

/// The maximum number of secrets of a body that are searched in the rest of it.
const MAX_BODY_SECRETS: usize = 500;

/// The maximum length of all these secrets.
const MAX_BODY_SECRETS_LEN: usize = 16 * 1024;

/// The number of bytes of a body of which errors show parts. Secret fields are searched in twice as many.
pub(crate) const MAX_SHOWN: usize = 4 << 20;

/// The minimum length of the beginning of a secret that is redacted at the end of a body that cuts it off.
const MIN_CUT_LEN: usize = 4;

/// The number of bytes after a truncated text in which the rest of a secret is searched.
const MARGIN: usize = 1024;

/// The number of bytes that an excerpt shows on each side of a position.
const EXCERPT: usize = 40;

/// The secrets of one call.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// The client's credentials.
    pub(crate) credentials: Arc<[SecretString]>,
    /// The secret parameters of the call.
    pub(crate) arguments: Arc<[SecretString]>,
    /// The names of JSON fields with secret values.
    pub(crate) fields: &'static [&'static str],
}

impl Redactor {
    /// Adds the secrets of a JSON body, limited in number and length, since the server determines them.
    pub(crate) fn with_secrets_of(&self, body: &[u8]) -> Self {
        let mut left = MAX_BODY_SECRETS_LEN;
        let learned = secret_values(&body[..body.len().min(2 * MAX_SHOWN)], self.fields)
            .take(MAX_BODY_SECRETS)
            .filter(|secret| left.checked_sub(secret.expose_secret().len()).inspect(|rest| left = *rest).is_some());
        Self { arguments: self.arguments.iter().cloned().chain(learned).collect(), ..self.clone() }
    }

    /// Redacts a text.
    pub(crate) fn redact(&self, text: &str) -> String {
        let text = text.as_bytes();
        let mut ranges = self.known(text, usize::MAX);
        ranges.extend(secret_ranges(text, self.fields));
        redact(text, 0..text.len(), ranges)
    }

    /// Formats a text, redacts it and truncates it. Little more is formatted than is shown.
    pub(crate) fn redact_truncated(&self, length: usize, text: fmt::Arguments<'_>) -> String {
        let mut formatted = vec![0; length + MARGIN];
        let mut rest = formatted.as_mut_slice();
        // The error at the end of the buffer ends the formatting.
        let _ = rest.write_fmt(text);
        let left = rest.len();
        let formatted = &formatted[..length + MARGIN - left];
        if formatted.len() > length {
            return self.redact_prefix(formatted, length);
        }
        self.redact(&String::from_utf8_lossy(formatted))
    }

    /// Returns true if the text contains a secret.
    pub(crate) fn contains_secret(&self, text: &[u8]) -> bool {
        !self.known(text, usize::MAX).is_empty()
    }

    /// Returns about eighty bytes of a body around a position as one redacted line.
    pub(crate) fn excerpt(&self, body: &[u8], at: usize) -> String {
        let at = at.min(body.len());
        self.cut(body, at.saturating_sub(EXCERPT)..at.saturating_add(EXCERPT))
    }

    /// Returns the first bytes of a body as one redacted line.
    pub(crate) fn redact_prefix(&self, body: &[u8], length: usize) -> String {
        self.cut(body, 0..length)
    }

    /// Returns a redacted part of a body. The search is wider than the part, because secrets can overlap its ends.
    fn cut(&self, body: &[u8], shown: Range<usize>) -> String {
        let is_start = |at: &usize| body.get(*at).is_none_or(|byte| byte & 0b1100_0000 != 0b1000_0000);
        let char_start = |at: usize| (0..=at.min(body.len())).rev().find(is_start).unwrap_or(0);
        let shown = char_start(shown.start)..char_start(shown.end);
        if shown.end > MAX_SHOWN {
            return "…".to_owned();
        }
        let lengths = self.credentials.iter().chain(&*self.arguments).map(|secret| secret.expose_secret().len());
        let reach = lengths.max().unwrap_or(0).saturating_mul(8);
        let from = shown.start.saturating_sub(reach);
        let to = shown.end.saturating_add(reach).min(body.len());
        let known = self.known(&body[from..to], MIN_CUT_LEN).into_iter();
        let mut ranges: Vec<_> = known.map(|range| range.start + from..range.end + from).collect();
        ranges.extend(secret_ranges(&body[..shown.end], self.fields).filter(|range| range.end > shown.start));
        let text = redact(body, shown.clone(), ranges);
        let text = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let text = text.collect::<Vec<_>>().join(" ");
        let lead = if shown.start > 0 { "…" } else { "" };
        let tail = if shown.end < body.len() { "…" } else { "" };
        format!("{lead}{text}{tail}")
    }

    /// Returns the ranges of secrets, and of the beginning of a secret at the end that has `cut` bytes or more.
    fn known(&self, text: &[u8], cut: usize) -> Vec<Range<usize>> {
        let secrets = self.credentials.iter().chain(&*self.arguments);
        let mut forms: Vec<_> = secrets.flat_map(|secret| forms(secret.expose_secret().as_bytes())).collect();
        forms.sort_unstable_by(|one, other| one.as_slice().cmp(other));
        forms.dedup();
        let search = NFA::new(&forms).ok().and_then(|nfa| nfa.start_state(Anchored::No).ok().map(|start| (start, nfa)));
        let Some((start, nfa)) = search else { return std::iter::once(0..text.len()).collect() };
        let mut ranges = Vec::new();
        for reading in READINGS {
            let (bytes, positions) = decode(text, reading);
            let position = |at: usize| positions.get(at).copied().unwrap_or(text.len());
            let mut state = start;
            for (at, byte) in bytes.iter().enumerate() {
                state = nfa.next_state(Anchored::No, state, *byte);
                let count = if nfa.is_match(state) { nfa.match_len(state) } else { 0 };
                #[cfg(feature = "work_counter")]
                work::add(1 + count);
                // The matches of a state have the same end. The first is the longest.
                let mut lengths = (0..count).map(|index| nfa.pattern_len(nfa.match_pattern(state, index)));
                ranges.extend(lengths.find_map(|length| {
                    let (start, end) = (position(at + 1 - length), position(at + 1));
                    let is_word = !start.checked_sub(1).is_some_and(|before| text[before].is_ascii_alphanumeric())
                        && !text.get(end).is_some_and(u8::is_ascii_alphanumeric);
                    (is_word || length >= MIN_UNBOUNDED_LEN).then_some(start..end)
                }));
            }
            let rest = forms.iter().filter_map(|form| (cut..form.len()).rev().find(|at| bytes.ends_with(&form[..*at])));
            ranges.extend(rest.max().map(|rest| position(bytes.len() - rest)..text.len()));
        }
        ranges
    }
}

/// Replaces ranges of a text.
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

/// The words that each indicate a secret.
const WORDS: &str = "accesstoken apikey auth authorization authtoken cookie credential credentials \
                     jwt passphrase passwd password secret session token";

/// The words before `key` that indicate a secret; other keys sort or distinguish.
const KEYS: &[&str] = &["access", "api", "app", "developer", "license", "private", "subscription"];

/// The last words of names that describe a secret without containing it.
const ABOUT: &[&str] = &["hint", "kind", "name", "type"];

/// Returns true if a header holds a secret: its name contains an indicative word or equals one of these field names.
pub(crate) fn is_sensitive_header_name(header: &str, members: &[&str]) -> bool {
    let name = header.to_ascii_lowercase().replace('_', "-");
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    let is_key = words.windows(2).any(|pair| matches!(pair, [kind, "key"] if KEYS.contains(kind)));
    let is_about = words.last().is_some_and(|last| ABOUT.contains(last));
    let is_member = members.iter().any(|member| member.to_ascii_lowercase().replace('_', "-") == name);
    is_member || (is_key || words.iter().any(|word| WORDS.split(' ').any(|secret| secret == *word))) && !is_about
}

#[cfg(test)]
mod tests;
