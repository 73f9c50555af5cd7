//! What must stay out of logs.
//!
//! Comes in: a site. Goes out: secrecy. Where in doubt a value is a secret: hiding too much costs a line of a log,
//! hiding too little costs a password.

use super::Fact;
use super::site::{Finding, Site};

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
    ["id", "token"],
    ["oauth", "token"],
    ["client", "secret"],
    ["private", "key"],
    ["secret", "key"],
    ["security", "token"],
    ["authentication", "token"],
    ["authorization", "code"],
    ["auth", "key"],
    ["access", "key"],
    ["subscription", "key"],
    ["developer", "key"],
    ["license", "key"],
];

/// Words that name a secret alone.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
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
    "cvv",
    "cvc",
];

/// Last words that make a secret's name something about it: `password_hint`, `token_type`.
const ABOUT: &[&str] = &["id", "type", "name", "hint", "length", "count", "url", "uri", "expiry", "policy", "enabled"];

pub(super) fn name(site: &Site) -> Option<Finding> {
    if ABOUT.contains(&site.last_word()) {
        return None;
    }
    let words: Vec<&str> = site.name.iter().map(String::as_str).collect();
    let paired = words.windows(2).any(|pair| SECRET_PAIRS.iter().any(|secret| pair == secret));
    let alone = words.iter().any(|word| SECRET_WORDS.contains(word)) || site.is_named(&["apikey", "accesstoken"]);
    let number = words.contains(&"max") || words.contains(&"min");
    ((paired || alone) && !number).then(|| secret(vec![site.by_name()]))
}

pub(super) fn prose(site: &Site) -> Option<Finding> {
    if !site.name.iter().any(|word| ["token", "tokens", "key", "code", "secret"].contains(&word.as_str())) {
        return None;
    }
    if ABOUT.contains(&site.last_word())
        || site.name.iter().any(|word| ["page", "public", "next"].contains(&word.as_str()))
    {
        return None;
    }
    let phrases = [
        "api|access|auth|authentication|authorization|bearer|session|security|oauth|oauth2|jwt|refresh token|key|code",
        "keep|kept secret",
        "secret key|token",
        "registered api? key",
    ];
    let hit = site.prose.find_any(&phrases)?;
    Some(secret(vec![site.by_name(), site.by_prose(&hit)]))
}

fn secret(evidence: Vec<crate::repair::Evidence>) -> Finding {
    Finding { fact: Fact::Secret(true), evidence }
}
