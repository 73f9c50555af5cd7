//! Detection of headers that hold secrets by their names.

/// The words that each indicate a secret.
const WORDS: &[&str] = &[
    "accesstoken",
    "apikey",
    "auth",
    "authorization",
    "authtoken",
    "cookie",
    "credential",
    "credentials",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "secret",
    "session",
    "token",
];

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
    is_member || (is_key || words.iter().any(|word| WORDS.contains(word))) && !is_about
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_headers_are_recognized_by_name() {
        for name in ["Authorization", "X-API-Key", "apikey", "x_auth", "X-Vault-Token", "X-Session-Id", "Pin_Code"] {
            assert!(is_sensitive_header_name(name, &["pin_code"]), "{name}");
        }
        for name in ["x-trace", "Idempotency-Key", "X-Token-Type", "Author", "x-authored-by", "tokenizer", "", "pin"] {
            assert!(!is_sensitive_header_name(name, &["pin_code"]), "{name}");
        }
    }
}
