//! Declarations of the outline, split into the parts that decide whether calling code still compiles.

/// A declaration of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DeclarationParts<'t> {
    /// `pub fn name(arguments) -> output`
    Function { arguments: Vec<Argument<'t>>, output: &'t str },
    /// `pub struct Name(payload): Traits` or `pub enum Name: Traits`
    Type { keyword: &'t str, payload: &'t str, traits: Vec<&'t str> },
    /// `pub type Name = target`
    Alias { target: &'t str },
    /// `pub name: type`
    Field { ty: &'t str },
    /// `Name(payload)` of an enum, an implementation of a trait, or another text.
    Other(&'t str),
}

/// An argument of a function; a receiver has no type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Argument<'t> {
    pub(super) name: &'t str,
    pub(super) ty: &'t str,
}

impl<'t> DeclarationParts<'t> {
    /// Splits a declaration.
    pub(super) fn new(text: &'t str) -> Self {
        let Some(item) = text.strip_prefix("pub ") else { return Self::Other(text) };
        if let Some(function) = item.strip_prefix("fn ") {
            return Self::function(function).unwrap_or(Self::Other(text));
        }
        if let Some(target) = item.strip_prefix("type ").and_then(|alias| alias.split_once(" = ")) {
            return Self::Alias { target: target.1 };
        }
        for keyword in ["struct", "enum"] {
            if let Some(rest) = item.strip_prefix(keyword).and_then(|rest| rest.strip_prefix(' ')) {
                return Self::named_type(keyword, rest);
            }
        }
        item.split_once(": ").map_or(Self::Other(text), |(_, ty)| Self::Field { ty })
    }

    fn function(text: &'t str) -> Option<Self> {
        let (_, rest) = text.split_once('(')?;
        let end = closing(rest)?;
        let (arguments, rest) = (rest.get(..end)?, rest.get(end + 1..)?);
        let argument = |text: &'t str| match text.split_once(": ") {
            Some((name, ty)) => Argument { name, ty },
            None => Argument { name: text, ty: "" },
        };
        let output = rest.trim_start().strip_prefix("-> ").unwrap_or_default();
        Some(Self::Function { arguments: split(arguments).into_iter().map(argument).collect(), output })
    }

    fn named_type(keyword: &'t str, text: &'t str) -> Self {
        let (head, traits) = match split_top(text, ": ") {
            Some((head, traits)) => (head, split(traits)),
            None => (text, Vec::new()),
        };
        let payload = head.find('(').and_then(|at| head.get(at..)).unwrap_or_default();
        Self::Type { keyword, payload, traits }
    }
}

/// Splits a list at the commas outside of brackets.
pub(super) fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((part, after)) = split_top(rest, ", ") {
        parts.push(part);
        rest = after;
    }
    parts.extend(Some(rest).filter(|rest| !rest.is_empty()));
    parts
}

/// Splits a text at the first separator outside of brackets.
fn split_top<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if depth == 0 && text.get(at..).is_some_and(|rest| rest.starts_with(separator)) {
            return Some((text.get(..at)?, text.get(at + separator.len()..)?));
        }
        depth = nesting(depth, before, c);
        before = c;
    }
    None
}

/// Returns the position of the bracket that closes the one before the text.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut before) = (1_usize, ' ');
    for (at, c) in text.char_indices() {
        depth = nesting(depth, before, c);
        if depth == 0 {
            return Some(at);
        }
        before = c;
    }
    None
}

/// Returns the number of open brackets after a character. The end of an arrow is no bracket.
fn nesting(depth: usize, before: char, c: char) -> usize {
    match c {
        '(' | '[' | '<' | '{' => depth + 1,
        '>' if before == '-' => depth,
        ')' | ']' | '>' | '}' => depth.saturating_sub(1),
        _ => depth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_has_arguments_and_an_output() {
        let text = "pub fn find(&self, ids: impl IntoIterator<Item = (i64, String)>, to: Date) -> Call<'_, Find, M>";
        let arguments = vec![
            Argument { name: "&self", ty: "" },
            Argument { name: "ids", ty: "impl IntoIterator<Item = (i64, String)>" },
            Argument { name: "to", ty: "Date" },
        ];
        assert_eq!(DeclarationParts::new(text), DeclarationParts::Function { arguments, output: "Call<'_, Find, M>" });
    }

    #[test]
    fn type_has_traits_and_a_payload() {
        let traits = vec!["Debug", "Operation<Output = A, Error = BTreeMap<String, B>>"];
        let text = "pub struct Get: Debug, Operation<Output = A, Error = BTreeMap<String, B>>";
        assert_eq!(DeclarationParts::new(text), DeclarationParts::Type { keyword: "struct", payload: "", traits });
        let text = "pub struct Ids(pub Vec<types::Id>): Debug";
        let expected =
            DeclarationParts::Type { keyword: "struct", payload: "(pub Vec<types::Id>)", traits: vec!["Debug"] };
        assert_eq!(DeclarationParts::new(text), expected);
    }

    #[test]
    fn other_items_have_one_part() {
        assert_eq!(DeclarationParts::new("pub type A = Vec<B>"), DeclarationParts::Alias { target: "Vec<B>" });
        assert_eq!(DeclarationParts::new("pub name: Option<String>"), DeclarationParts::Field { ty: "Option<String>" });
        assert_eq!(DeclarationParts::new("Cat(Cat)"), DeclarationParts::Other("Cat(Cat)"));
    }
}
