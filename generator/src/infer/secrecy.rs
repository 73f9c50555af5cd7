//! What must stay out of logs.
//!
//! Comes in: a site. Goes out: secrecy. Where in doubt a value is a secret: hiding too much costs a line of a log,
//! hiding too little costs a password. But a name that says something about a secret is no doubt.

use super::Fact;
use super::site::{Finding, Site};
use crate::repair::Evidence;

/// Pairs of words that name a secret wherever they stand side by side.
const SECRET_PAIRS: &[[&str; 2]] = &[
    ["access", "token"],
    ["access", "tokens"],
    ["auth", "token"],
    ["refresh", "token"],
    ["bearer", "token"],
    ["api", "key"],
    ["api", "token"],
    ["app", "key"],
    ["app", "token"],
    ["app", "secret"],
    ["app", "code"],
    ["session", "token"],
    ["session", "key"],
    ["id", "token"],
    ["oauth", "token"],
    ["client", "secret"],
    ["private", "key"],
    ["secret", "key"],
    ["security", "token"],
    ["security", "code"],
    ["authentication", "token"],
    ["authorization", "code"],
    ["auth", "code"],
    ["code", "verifier"],
    ["auth", "key"],
    ["access", "key"],
    ["subscription", "key"],
    ["developer", "key"],
    ["license", "key"],
    ["verification", "token"],
    ["validation", "token"],
    ["reset", "token"],
    ["csrf", "token"],
];

/// Words that name a secret alone.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "authorization",
    "jwt",
    "apikey",
    "credential",
    "credentials",
    "accesstoken",
    "authtoken",
    "pin",
    "otp",
    "totp",
    "cvv",
    "cvc",
    "ssn",
];

/// Last words that make a secret's name something about it: `password_hint`, `token_type`.
const ABOUT: &[&str] = &[
    "id",
    "ids",
    "type",
    "name",
    "hint",
    "length",
    "count",
    "url",
    "uri",
    "expiry",
    "expires",
    "expiration",
    "policy",
    "enabled",
    "required",
    "protected",
    "expired",
    "changed",
    "status",
    "format",
    "field",
    "scope",
    "scopes",
    "version",
    "prefix",
    "strength",
    "at",
    "in",
    "on",
    "date",
    "ttl",
    "lifetime",
];

/// First words that make a secret's name a question or an order: `has_password`, `reset_password`.
const ASKING: &[&str] = &[
    "is", "has", "with", "show", "include", "require", "requires", "enable", "allow", "forgot", "max", "min", "number",
];

/// Words that make a key or a token something to show around: a place in a list, a way to sort, what all may know.
const OPEN: &[&str] = &[
    "page",
    "next",
    "previous",
    "public",
    "publishable",
    "sort",
    "order",
    "group",
    "idempotency",
    "idempotent",
    "continuation",
    "pagination",
    "cursor",
    "sync",
    "cache",
    "partition",
    "primary",
    "foreign",
    "device",
    "push",
    "translation",
    "storage",
    "country",
    "postal",
    "zip",
    "language",
    "currency",
];

pub(super) fn name(site: &Site) -> Option<Finding> {
    let words: Vec<&str> = site.name.iter().map(String::as_str).collect();
    let paired = words.windows(2).any(|pair| SECRET_PAIRS.iter().any(|secret| pair == secret));
    let alone = words.iter().any(|word| SECRET_WORDS.contains(word)) || site.is_named(&["apikey", "accesstoken"]);
    // A page of a social network can have a token: `page_access_token`.
    let open = words.iter().any(|word| ["public", "publishable", "idempotency"].contains(word));
    ((paired || alone) && !open && !is_about_a_secret(site)).then(|| secret(vec![site.by_name()]))
}

pub(super) fn prose(site: &Site) -> Option<Finding> {
    let named = ["token", "tokens", "key", "code", "secret", "signature", "hash"];
    let open = site.name.iter().any(|word| OPEN.contains(&word.as_str()));
    if open || is_about_a_secret(site) || !site.name.iter().any(|word| named.contains(&word.as_str())) {
        return None;
    }
    let phrases = [
        "api|access|auth|authentication|authorization|bearer|session|security|oauth|oauth2|jwt|refresh token|key|code",
        "verification|validation|confirmation|activation|invitation token",
        "keep|kept secret",
        "secret key|token",
        "registered api? key",
        "oauth|oauth2|authorization|authentication callback|redirect|flow|endpoint",
    ];
    let hit = site.prose.find_any(&phrases)?;
    // "The idempotency key", "the page token": the words may say it where the name does not.
    let other = format!("{} token|key|code", OPEN.join("|"));
    site.prose.find(&other).is_none().then(|| secret(vec![site.by_name(), site.by_prose(&hit)]))
}

/// Whether a name says something about a secret, or means what is no secret: to pin a message, the PIN code of a place.
fn is_about_a_secret(site: &Site) -> bool {
    let asks = site.begins_with(ASKING) || ABOUT.contains(&site.last_word());
    let other = [
        "pin|pins|unpin the|this|a|an message|messages|post|posts|item|items|comment|note|map",
        "postal|zip|area pin? code|codes",
        "pin code of|for the? area|city|address|place|delivery",
    ];
    asks || site.name.iter().any(|word| word.starts_with("pin")) && site.prose.find_any(&other).is_some()
}

fn secret(evidence: Vec<Evidence>) -> Finding {
    Finding { fact: Fact::Secret(true), evidence }
}
