//! From any text to a Rust name, unique in its scope.
//!
//! A [`Scope`] settles a whole set of wishes at once: plain case where that keeps them apart, spelled-out symbols
//! where it does not (`+1` becomes `plus_1`), numbers where nothing else helps, each the same way for the whole set
//! that clashes, whatever order the wishes came in. [`Scope::claim`] is the only maker of a [`Name`].

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

/// A name in its two forms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    rust: String,
    wire: String,
}

impl Name {
    /// As Rust writes it: a valid identifier, and no reserved word.
    #[must_use]
    pub fn rust(&self) -> &str {
        &self.rust
    }

    /// As the description and the wire write it.
    #[must_use]
    pub fn wire(&self) -> &str {
        &self.wire
    }
}

/// The case of a scope's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `like_this`: functions, fields, modules.
    Snake,
    /// `LikeThis`: types and variants.
    Camel,
}

/// What something would like to be called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wish {
    /// The name on the wire.
    pub wire: String,
    /// The text the Rust name is made of.
    pub text: String,
    /// What tells it from others of the same text: a place, a parent.
    pub qualifier: Option<String>,
    /// How strongly it is held.
    pub rank: Rank,
}

/// How strongly a name is held: stronger ranks are settled before weaker ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A person chose it for this client.
    Chosen,
    /// The document gives it.
    Given,
    /// It was built from other names.
    Built,
}

impl Wish {
    /// A wish to be called as on the wire.
    #[must_use]
    pub fn given(wire: &str) -> Self {
        Self { wire: wire.to_owned(), text: wire.to_owned(), qualifier: None, rank: Rank::Given }
    }

    /// A wish for a name built from other names.
    #[must_use]
    pub fn built(wire: &str, text: &str) -> Self {
        Self { wire: wire.to_owned(), text: text.to_owned(), qualifier: None, rank: Rank::Built }
    }

    /// Adds what tells it from others of the same text.
    #[must_use]
    pub fn qualified(mut self, qualifier: &str) -> Self {
        self.qualifier = Some(qualifier.to_owned());
        self
    }

    /// Takes the name a person chose, where there is one.
    #[must_use]
    pub fn chosen(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            name.clone_into(&mut self.text);
            self.rank = Rank::Chosen;
        }
        self
    }

    /// Whether a document or a person gives the name, and it came out as another than Rust would make of it alone.
    #[must_use]
    pub fn is_bent(&self, name: &Name, case: Case) -> bool {
        self.rank != Rank::Built && identifier(&self.text, case) != name.rust
    }

    /// The forms it would take, in order of preference.
    fn forms(&self, case: Case) -> Vec<String> {
        let mut forms = vec![identifier(&self.text, case), identifier(&spelled(&self.text), case)];
        if let Some(qualifier) = &self.qualifier {
            forms.push(identifier(&format!("{} {qualifier}", spelled(&self.text)), case));
        }
        forms
    }
}

/// A set of names that must not clash.
#[derive(Debug, Clone)]
pub struct Scope {
    case: Case,
    taken: BTreeSet<String>,
    /// The first number that each numbered text has not tried yet: a name once taken stays so, and thousands of things
    /// may share a text.
    untried: BTreeMap<String, u32>,
}

impl Scope {
    /// An empty scope.
    #[must_use]
    pub fn new(case: Case) -> Self {
        Self::reserving(case, [])
    }

    /// A scope in which some names are taken from the start.
    #[must_use]
    pub fn reserving<'n>(case: Case, names: impl IntoIterator<Item = &'n str>) -> Self {
        Self { case, taken: names.into_iter().map(str::to_owned).collect(), untried: BTreeMap::new() }
    }

    /// Settles a set of wishes; the names come in the order of the wishes.
    pub fn claim(&mut self, wishes: &[Wish]) -> Vec<Name> {
        let mut names: Vec<Option<Name>> = vec![None; wishes.len()];
        for rank in [Rank::Chosen, Rank::Given, Rank::Built] {
            let mut open: Vec<usize> =
                (0..wishes.len()).filter(|i| wishes.get(*i).is_some_and(|w| w.rank == rank)).collect();
            for level in 0..3 {
                open = self.settle(wishes, &mut names, &open, level);
            }
            self.number(wishes, &mut names, open);
        }
        names.into_iter().flatten().collect()
    }

    /// Settles one wish.
    pub fn claim_one(&mut self, wish: &Wish) -> Name {
        let rust = identifier(&wish.text, self.case);
        let settled = self.claim(std::slice::from_ref(wish)).pop();
        settled.unwrap_or_else(|| Name { rust, wire: wish.wire.clone() })
    }

    /// Gives those wishes their form of one level that no other wish of the same level has; returns the rest.
    fn settle(&mut self, wishes: &[Wish], names: &mut [Option<Name>], open: &[usize], level: usize) -> Vec<usize> {
        let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &i in open {
            let Some(wish) = wishes.get(i) else { continue };
            let forms = wish.forms(self.case);
            if let Some(form) = forms.get(level).or(forms.last()) {
                wanted.entry(form.clone()).or_default().push(i);
            }
        }
        let mut rest = Vec::new();
        for (form, by) in wanted {
            match by.as_slice() {
                &[i] if !self.taken.contains(&form) => self.give(wishes, names, i, form),
                _ => rest.extend(by),
            }
        }
        rest.sort_unstable();
        rest
    }

    /// Numbers those wishes that nothing else tells apart, in the order of what they say.
    fn number(&mut self, wishes: &[Wish], names: &mut [Option<Name>], mut open: Vec<usize>) {
        open.sort_by_key(|i| wishes.get(*i));
        for i in open {
            let Some(base) = wishes.get(i).and_then(|wish| wish.forms(self.case).pop()) else { continue };
            let form = self.free(base);
            self.give(wishes, names, i, form);
        }
    }

    /// The plain form of a text where nothing holds it, else the first number that is free, from two on.
    fn free(&mut self, base: String) -> String {
        if !self.taken.contains(&base) {
            return base;
        }
        // A number keeps a keyword apart as well as its underscore does, and the two are no Rust style.
        let stem = base.trim_end_matches('_').to_owned();
        let mut n = self.untried.get(&stem).copied().unwrap_or(2);
        loop {
            let form = match self.case {
                Case::Snake => format!("{stem}_{n}"),
                Case::Camel => format!("{stem}{n}"),
            };
            n += 1;
            if !self.taken.contains(&form) {
                self.untried.insert(stem, n);
                return form;
            }
        }
    }

    fn give(&mut self, wishes: &[Wish], names: &mut [Option<Name>], i: usize, rust: String) {
        if let (Some(wish), Some(slot)) = (wishes.get(i), names.get_mut(i)) {
            self.taken.insert(rust.clone());
            *slot = Some(Name { rust, wire: wish.wire.clone() });
        }
    }
}

/// The longest identifier, in characters: longer ones are cut between words.
const LONGEST: usize = 60;

/// A text as an identifier of a case. One of nothing but symbols is called by them.
fn identifier(text: &str, case: Case) -> String {
    let plain = match lettered(text) {
        plain if plain.trim().is_empty() => lettered(&spelled(text)),
        plain => plain,
    };
    let cased = match case {
        Case::Snake => shortened(&plain.to_snake_case(), '_'),
        Case::Camel => plain.split_whitespace().map(ToUpperCamelCase::to_upper_camel_case).collect::<String>(),
    };
    let cased: String = cased.chars().take(LONGEST * 2).collect();
    match cased.chars().next() {
        None => match case {
            Case::Snake => "empty".to_owned(),
            Case::Camel => "Empty".to_owned(),
        },
        Some(c) if c.is_ascii_digit() => match case {
            Case::Snake => format!("n{cased}"),
            Case::Camel => format!("N{cased}"),
        },
        Some(_) if is_reserved(&cased) => format!("{cased}_"),
        Some(_) => cased,
    }
}

/// A text with what Rust names cannot have replaced.
fn lettered(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { foreign(c) }).collect()
}

/// Cuts a name of many words after the last one that fits.
fn shortened(name: &str, between: char) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let head: String = name.chars().take(LONGEST).collect();
    head.rsplit_once(between).map_or(head.clone(), |(head, _)| head.to_owned())
}

/// What stands for a character that Rust names should not have: its code point for letters, a gap for the rest.
fn foreign(c: char) -> String {
    if c.is_alphanumeric() { format!(" u{:x} ", u32::from(c)) } else { " ".to_owned() }
}

/// A text with its symbols as words, and what has no word, such as an emoji, as its code point.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match symbol(c) {
            Some(word) => {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
            }
            None if c.is_ascii() || c.is_alphanumeric() || c.is_whitespace() => out.push(c),
            None => out.push_str(&format!(" u{:x} ", u32::from(c))),
        }
    }
    out
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '~' => "tilde",
        '^' => "caret",
        '_' => "underscore",
        '\'' => "quote",
        '"' => "double quote",
        '`' => "backtick",
        '(' => "open",
        ')' => "close",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        '\\' => "backslash",
        _ => return None,
    })
}

/// Words that no identifier may be: Rust's keywords of every edition, and the names a generated file itself uses.
fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
        "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where",
        "while", "yield",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(case: Case, texts: &[&str]) -> Vec<String> {
        let wishes: Vec<Wish> = texts.iter().map(|text| Wish::given(text)).collect();
        Scope::new(case).claim(&wishes).iter().map(|name| name.rust().to_owned()).collect()
    }

    #[test]
    fn any_text_becomes_an_identifier() {
        let table = [
            ("accessTokens", "access_tokens", "AccessTokens"),
            ("X-Request-ID", "x_request_id", "XRequestId"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("2fa", "n2fa", "N2fa"),
            ("", "empty", "Empty"),
            ("+1", "n1", "N1"),
            ("filter[name]", "filter_name", "FilterName"),
            ("größe", "gr_uf6_udf_e", "GrUf6UdfE"),
            ("a b\nc", "a_b_c", "ABC"),
            ("*", "star", "Star"),
            ("🎉", "u1f389", "U1f389"),
        ];
        for (text, snake, camel) in table {
            assert_eq!(settle(Case::Snake, &[text]), [snake], "{text}");
            assert_eq!(settle(Case::Camel, &[text]), [camel], "{text}");
        }
    }

    #[test]
    fn texts_that_clash_are_spelled_out_all_alike() {
        assert_eq!(settle(Case::Camel, &["+1", "-1"]), ["Plus1", "Minus1"]);
        assert_eq!(settle(Case::Snake, &["user_id", "user-id"]), ["user_underscore_id", "user_minus_id"]);
        assert_eq!(settle(Case::Snake, &["name", "a"]), ["name", "a"]);
    }

    #[test]
    fn keywords_and_symbols_are_told_apart_in_style() {
        assert_eq!(settle(Case::Camel, &["self", "Self"]), ["Self2", "Self_"]);
        assert_eq!(settle(Case::Snake, &["self", "Self"]), ["self_2", "self_"]);
        assert_eq!(settle(Case::Camel, &["👍 yes", "👎 yes"]), ["U1f44dYes", "U1f44eYes"]);
    }

    #[test]
    fn the_order_of_the_wishes_does_not_matter() {
        let one = settle(Case::Snake, &["ID", "id", "Id"]);
        let mut other = settle(Case::Snake, &["Id", "id", "ID"]);
        other.reverse();
        assert_eq!(one, other);
    }

    #[test]
    fn a_chosen_name_comes_first_and_a_built_one_last() {
        let wishes = [Wish::built("", "pet"), Wish::given("pet"), Wish::given("x").chosen(Some("pet"))];
        let names = Scope::new(Case::Camel).claim(&wishes);
        let rust: Vec<&str> = names.iter().map(Name::rust).collect();
        assert_eq!(rust, ["Pet3", "Pet2", "Pet"]);
    }

    #[test]
    fn a_reserved_name_gives_way_to_its_qualifier() {
        let mut scope = Scope::reserving(Case::Snake, ["send"]);
        assert_eq!(scope.claim_one(&Wish::given("send").qualified("query")).rust(), "send_query");
    }
}
