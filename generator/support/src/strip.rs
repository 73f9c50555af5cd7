//! Conditional compilation applied to source text: removes the items of features that a client does not use.
//!
//! The runtime marks an item with `#[cfg(feature = "x")]`, also with `any`, `all` and `not`, where `x` is a feature of
//! this crate that clients do not have. The text of a client contains the item without its mark, or neither of them.
//! The source is formatted by rustfmt, so the end of an item follows from its brackets and its indentation.

use std::collections::BTreeSet;

/// A source text without unused items, and the names of the modules that it no longer declares.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stripped {
    /// The remaining text.
    pub(crate) text: String,
    /// The modules whose declarations were removed.
    pub(crate) removed_modules: Vec<String>,
}

/// Removes the items whose `cfg` mark does not hold for `used`. Marks that name a feature outside of `known` stay.
pub(crate) fn strip_unused(text: &str, known: &BTreeSet<&str>, used: &BTreeSet<&str>) -> Stripped {
    let mut stripped = Stripped::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(holds) = predicate(line, known).and_then(|predicate| evaluate(predicate, used)) else {
            push(&mut stripped.text, line);
            continue;
        };
        if !holds {
            drop_item(&mut lines, indent(line), &mut stripped.removed_modules);
            if stripped.text.ends_with("\n\n") && lines.peek().is_some_and(|next| next.is_empty()) {
                lines.next();
            }
        }
    }
    stripped
}

fn push(text: &mut String, line: &str) {
    // A removed first or last item of a block leaves a blank line behind.
    let closes = matches!(line.trim_start().chars().next(), Some('}' | ')' | ']'));
    if closes && text.ends_with("\n\n") {
        text.pop();
    }
    if line.is_empty() && text.trim_end_matches(' ').ends_with("{\n") {
        return;
    }
    text.push_str(line);
    text.push('\n');
}

/// Returns the predicate of a `cfg` attribute that stands alone on its line and names features of `known` only.
fn predicate<'t>(line: &'t str, known: &BTreeSet<&str>) -> Option<&'t str> {
    let predicate = line.trim().strip_prefix("#[cfg(")?.strip_suffix(")]")?;
    let mut names = predicate.split('"').skip(1).step_by(2).peekable();
    names.peek()?;
    names.all(|name| known.contains(name)).then_some(predicate)
}

/// Evaluates `feature = "x"`, `any(..)`, `all(..)` and `not(..)`; `None` for any other predicate.
fn evaluate(predicate: &str, used: &BTreeSet<&str>) -> Option<bool> {
    let predicate = predicate.trim();
    if let Some(name) = predicate.strip_prefix("feature = \"").and_then(|rest| rest.strip_suffix('"')) {
        return (!name.contains('"')).then(|| used.contains(name));
    }
    let (operator, rest) = predicate.split_once('(')?;
    let operands = split_operands(rest.strip_suffix(')')?);
    let mut values = operands.into_iter().map(|operand| evaluate(operand, used)).collect::<Option<Vec<_>>>()?;
    match operator {
        "any" => Some(values.contains(&true)),
        "all" => Some(!values.contains(&false)),
        "not" if values.len() == 1 => values.pop().map(|value| !value),
        _ => None,
    }
}

/// Splits at the commas that are outside of parentheses.
fn split_operands(text: &str) -> Vec<&str> {
    let (mut operands, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                operands.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    operands.push(text.get(start..).unwrap_or_default());
    operands.retain(|operand| !operand.trim().is_empty());
    operands
}

/// Consumes the lines of one item: attributes, documentation and the item itself.
fn drop_item<'t>(lines: &mut impl Iterator<Item = &'t str>, indentation: usize, removed_modules: &mut Vec<String>) {
    let mut depth = 0_usize;
    for line in lines {
        let code = line.trim_start();
        if depth == 0 && (code.starts_with("//") || code.starts_with("#[")) && code.ends_with(|c| c != '[' && c != '(')
        {
            continue;
        }
        removed_modules.extend(declared_module(code).filter(|_| depth == 0).map(str::to_owned));
        let end = scan(code, &mut depth);
        let ends = match end {
            Some('}' | ';') => true,
            Some(',') => indent(line) == indentation,
            _ => false,
        };
        if depth == 0 && ends {
            return;
        }
    }
}

/// Returns `x` of `mod x;` with any visibility.
fn declared_module(code: &str) -> Option<&str> {
    let rest = match code.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ")?.1,
        None => code.strip_prefix("pub ").unwrap_or(code),
    };
    rest.strip_prefix("mod ")?.strip_suffix(';')
}

/// Updates the bracket depth by one line of code and returns its last character outside of comments and literals.
fn scan(code: &str, depth: &mut usize) -> Option<char> {
    let mut chars = code.chars().peekable();
    let mut last = None;
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => break,
            '"' => skip_string(&mut chars),
            // A character literal; a lifetime has no closing quote two or three characters later.
            '\'' => skip_char(&mut chars),
            '(' | '[' | '{' => *depth += 1,
            ')' | ']' | '}' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        if !c.is_whitespace() {
            last = Some(c);
        }
    }
    last
}

fn skip_string(chars: &mut impl Iterator<Item = char>) {
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => return,
            _ => {}
        }
    }
}

fn skip_char(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let mut ahead = chars.clone();
    match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => {
            chars.next();
            chars.next();
            chars.by_ref().find(|c| *c == '\'');
        }
        (Some(_), Some('\'')) => {
            chars.next();
            chars.next();
        }
        _ => {}
    }
}

/// Returns the number of spaces before the text of a line.
pub(crate) fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(text: &str, used: &[&str]) -> Stripped {
        let known = BTreeSet::from(["a", "b"]);
        strip_unused(text, &known, &used.iter().copied().collect())
    }

    #[test]
    fn used_items_lose_their_mark() {
        let text = "#[cfg(feature = \"a\")]\nuse x::Y;\n\nfn f() {}\n";
        assert_eq!(strip(text, &["a"]).text, "use x::Y;\n\nfn f() {}\n");
    }

    #[test]
    fn unused_items_are_removed_up_to_their_end() {
        let items = [
            "use x::{\n    A, B,\n};\n",
            "/// Text, with a comma,\n#[derive(Debug)]\nstruct S {\n    a: [u8; 2],\n}\n",
            "fn f<'a>(x: &'a str) -> char\nwhere\n    T: X,\n{\n    if x == \"}\" { '{' } else { '\\'' } // }\n}\n",
            "const C: &str = concat!(\"a;\", \"b\");\n",
        ];
        for item in items {
            let text = format!("fn before() {{}}\n\n#[cfg(feature = \"a\")]\n{item}\nfn after() {{}}\n");
            assert_eq!(strip(&text, &["b"]).text, "fn before() {}\n\nfn after() {}\n", "{item}");
        }
    }

    #[test]
    fn unused_fields_and_arms_are_removed() {
        let text = "match x {\n    #[cfg(feature = \"a\")]\n    A(y) => {\n        f(y);\n    }\n    #[cfg(feature = \"b\")]\n    B => g(),\n    _ => {}\n}\n";
        assert_eq!(strip(text, &[]).text, "match x {\n    _ => {}\n}\n");
        assert_eq!(strip(text, &["b"]).text, "match x {\n    B => g(),\n    _ => {}\n}\n");
    }

    #[test]
    fn removed_modules_are_reported() {
        let text = "#[cfg(feature = \"a\")]\npub(crate) mod x;\n#[cfg(any(feature = \"a\", feature = \"b\"))]\nmod y;\nmod z;\n";
        let stripped = strip(text, &["b"]);
        assert_eq!((stripped.text.as_str(), stripped.removed_modules), ("mod y;\nmod z;\n", vec!["x".to_owned()]));
    }

    #[test]
    fn marks_of_other_features_remain() {
        let text = "#[cfg(feature = \"async\")]\n#[cfg(not(feature = \"a\"))]\nmod x;\n";
        assert_eq!(strip(text, &[]).text, "#[cfg(feature = \"async\")]\nmod x;\n");
    }
}
