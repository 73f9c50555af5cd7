//! The names of headers that hold secrets, for headers of which nothing is known but what they are called.

/// Words of which one is enough.
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

/// What a key is called that is a secret: others sort or tell apart.
const KEYS: &[&str] = &["access", "api", "app", "developer", "license", "private", "subscription"];

/// Last words of what is said about a secret.
const ABOUT: &[&str] = &["hint", "kind", "name", "type"];

/// Whether a header of this name holds a secret: by the words in it, or because it is called as one of these members.
pub(crate) fn holds_secret(header: &str, members: &[&str]) -> bool {
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
    fn names_tell_what_a_header_holds() {
        for name in ["Authorization", "X-API-Key", "apikey", "x_auth", "X-Vault-Token", "X-Session-Id", "Pin_Code"] {
            assert!(holds_secret(name, &["pin_code"]), "{name}");
        }
        for name in ["x-trace", "Idempotency-Key", "X-Token-Type", "Author", "x-authored-by", "tokenizer", "", "pin"] {
            assert!(!holds_secret(name, &["pin_code"]), "{name}");
        }
    }
}
