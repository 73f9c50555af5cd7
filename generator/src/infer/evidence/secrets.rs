//! Secrets, which are redacted in logs.
//!
//! In doubt a value is a secret: a redacted harmless value only makes a log less useful. Names about a secret, such as
//! `password_hint`, are not secrets.

use crate::infer::Claim;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::repairs::Evidence;

/// Pairs of adjacent words in the names of secrets.
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

/// Single words in the names of secrets.
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

/// Last words of names about a secret: `password_hint`, `token_type`.
const ABOUT: &[&str] = &[
    "id",
    "ids",
    "sid",
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

/// First words of flags and actions: `has_password`, `reset_password`.
const ASKING: &[&str] = &[
    "is", "has", "with", "show", "include", "require", "requires", "enable", "allow", "forgot", "max", "min", "number",
];

/// Words in the names of keys and tokens that are not secret, such as cursors and sort keys.
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

pub(in crate::infer) fn name(context: &ParameterContext) -> Option<Finding> {
    let words: Vec<&str> = context.name.iter().map(String::as_str).collect();
    let paired = words.windows(2).any(|pair| SECRET_PAIRS.iter().any(|secret| pair == secret));
    let alone = words.iter().any(|word| SECRET_WORDS.contains(word)) || context.is_named(&["apikey", "accesstoken"]);
    // `page_access_token` is a secret: pages of social networks have tokens.
    let open = words.iter().any(|word| ["public", "publishable", "idempotency"].contains(word));
    ((paired || alone) && !open && !is_about_a_secret(context)).then(|| secret(vec![context.by_name()]))
}

pub(in crate::infer) fn prose(context: &ParameterContext) -> Option<Finding> {
    let named = ["token", "tokens", "key", "code", "secret", "signature", "hash"];
    let open = context.name.iter().any(|word| OPEN.contains(&word.as_str()));
    if open || is_about_a_secret(context) || !context.name.iter().any(|word| named.contains(&word.as_str())) {
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
    let hit = context.prose.find_any(&phrases)?;
    // "The idempotency key" and "the page token" are not secrets.
    let other = format!("{} token|key|code", OPEN.join("|"));
    context.prose.find(&other).is_none().then(|| secret(vec![context.by_name(), context.by_prose(&hit)]))
}

/// Returns true for names about a secret, for the id of an authorization in a path, and for other meanings of "pin": to
/// pin a message, a postal PIN code.
fn is_about_a_secret(context: &ParameterContext) -> bool {
    let is_id = context.in_path() && context.is_named(&["authorization", "authorizations"]);
    let asks = is_id || context.begins_with(ASKING) || ABOUT.contains(&context.last_word());
    let other = [
        "pin|pins|unpin the|this|a|an message|messages|post|posts|item|items|comment|note|map",
        "postal|zip|area pin? code|codes",
        "pin code of|for the? area|city|address|place|delivery",
    ];
    asks || context.name.iter().any(|word| word.starts_with("pin")) && context.prose.find_any(&other).is_some()
}

fn secret(evidence: Vec<Evidence>) -> Finding {
    Finding { fact: Claim::Secret(true), evidence }
}
