//! Spellings of path variables whose values can contain slashes.

/// Returns true if the text between the braces of a variable matches values with slashes: `+name` (RFC 6570), `*name`,
/// `name*`, `name+` and `name...` of routers, `name:path`, `name:regex` and `name=pattern`.
pub(super) fn can_contain(written: &str) -> bool {
    let written = written.trim();
    let end = written.find([':', '=']).unwrap_or(written.len());
    let (name, pattern) = written.split_at(end);
    let name = name.trim();
    let is_greedy = name.starts_with(['+', '*']) || name.ends_with(['+', '*']) || name.ends_with("...");
    let matches = match pattern.split_at_checked(1) {
        Some((":", pattern)) => pattern.trim() == "path" || matches_slashes(pattern),
        Some((_, pattern)) => pattern.trim() == "**" || pattern.contains('/'),
        None => false,
    };
    is_greedy || matches
}

/// Returns true if a regular expression contains a repeated `.`, or a slash that is not excluded.
fn matches_slashes(pattern: &str) -> bool {
    let (mut in_class, mut is_excluded) = (false, false);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() != Some(&'/') => drop(chars.next()),
            '[' if !in_class => {
                in_class = true;
                is_excluded = chars.peek() == Some(&'^');
            }
            ']' => (in_class, is_excluded) = (false, false),
            '/' if !is_excluded => return true,
            '.' if !in_class && matches!(chars.peek(), Some('*' | '+' | '{')) => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::can_contain;

    #[test]
    fn variables_that_match_slashes_are_recognized() {
        for written in [
            "+path",
            "path*",
            "*path",
            "**path",
            "path+",
            "path...",
            "path:path",
            "path:.*",
            "path:.+",
            "path:[a-z/]+",
            "path: (a|b)/c",
            "path:a\\/b",
            "name=**",
            "name=shops/*",
        ] {
            assert!(can_contain(written), "{written}");
        }
        for written in [
            "path",
            "path?",
            "id:int",
            "id:[0-9]+",
            "id:[^/]+",
            "id:[^/.]*",
            "id:a\\.+",
            "id:[.+]",
            "version:[0-9]+.[0-9]+",
            "name=*",
            ".format",
        ] {
            assert!(!can_contain(written), "{written}");
        }
    }
}
