//! JSON Pointers (RFC 6901), and where a pointer's value came from in the author's own files.
//!
//! Stages move values about: an upgrade turns `/definitions/Pet` into `/components/schemas/Pet`, a merge joins
//! several files. [`Origins`] remembers the way back, so that every message can name a place the author knows.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// A JSON Pointer in its written form: empty for the whole document, else `/`-led tokens with `~0` and `~1` escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a written pointer. `None` where the text is neither empty nor `/`-led.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// A pointer built from unescaped tokens.
    #[must_use]
    pub fn of<'t>(tokens: impl IntoIterator<Item = &'t str>) -> Self {
        tokens.into_iter().fold(Self::root(), |pointer, token| pointer.child(token))
    }

    /// The pointer one token further down; `token` is unescaped.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for c in token.chars() {
            match c {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                c => text.push(c),
            }
        }
        Self(text)
    }

    /// The pointer to element `index` of the list at this pointer.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer one token up, and the unescaped last token; `None` at the root.
    #[must_use]
    pub fn split_last(&self) -> Option<(Self, String)> {
        let (parent, token) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), unescape(token)))
    }

    /// The unescaped tokens, outermost first.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(unescape).collect::<Vec<_>>().into_iter()
    }

    /// The written form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value at this pointer.
    #[must_use]
    pub fn find<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        root.pointer(&self.0)
    }

    /// The value at this pointer, for changing.
    pub fn find_mut<'v>(&self, root: &'v mut Value) -> Option<&'v mut Value> {
        root.pointer_mut(&self.0)
    }

    /// What follows `ancestor` in this pointer (empty, or `/`-led), if this pointer is at or below it.
    #[must_use]
    pub fn below(&self, ancestor: &Self) -> Option<&str> {
        let rest = self.0.strip_prefix(&ancestor.0)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }
}

/// Pointers are looked up by their written form, which orders them too.
impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    /// As a URI fragment is read by people: `#` and the written form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The name of an input text, as the caller gave it (a path relative to where the command runs, usually).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(Arc<str>);

impl Source {
    /// Names an input.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place in an author's file: which input, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The input text.
    pub source: Source,
    /// The value in that text. In a stream of several YAML documents, pointers count in the document they belong to.
    pub pointer: Pointer,
}

impl Place {
    /// The whole of an input.
    #[must_use]
    pub fn whole(source: &Source) -> Self {
        Self { source: source.clone(), pointer: Pointer::root() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.source, self.pointer)
    }
}

/// The way back from a pointer in a document as it stands to the place its author wrote.
///
/// Only what moved is recorded: a pointer's origin is that of its closest recorded ancestor, with the rest appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    source: Source,
    moved: BTreeMap<Pointer, Place>,
}

impl Origins {
    /// Every value is where its author wrote it.
    #[must_use]
    pub fn unmoved(source: &Source) -> Self {
        Self { source: source.clone(), moved: BTreeMap::new() }
    }

    /// Records that the value now at `now` was written at `was`.
    pub fn record(&mut self, now: Pointer, was: Place) {
        self.moved.insert(now, was);
    }

    /// Drops what is recorded of the value at `now` and what is in it; for values that are taken away or replaced.
    pub fn forget(&mut self, now: &Pointer) {
        self.take_below(now);
    }

    /// Records that the value now at `now` was copied from `from`, as `then` knew it.
    pub fn copy(&mut self, then: &Self, from: &Pointer, now: &Pointer) {
        let inner = then.records_below(from).map(|(rest, place)| (Pointer(format!("{}{rest}", now.0)), place.clone()));
        let inner = inner.collect::<Vec<_>>();
        self.record(now.clone(), then.find(from));
        self.moved.extend(inner);
    }

    /// Follows the removal of an item of a list: each later item is one further up.
    pub fn remove_item(&mut self, list: &Pointer, index: usize, length: usize) {
        self.take_below(&list.index(index));
        for later in index + 1..length {
            let (was, now) = (list.index(later), list.index(later - 1));
            let place = self.find(&was);
            let inner = self.take_below(&was);
            self.moved.extend(inner.into_iter().map(|(rest, place)| (Pointer(format!("{}{rest}", now.0)), place)));
            self.record(now, place);
        }
    }

    /// What is recorded at and below a pointer: what follows the pointer, and the place.
    fn records_below<'o>(&'o self, now: &'o Pointer) -> impl Iterator<Item = (&'o str, &'o Place)> {
        // Keys such as `/a!` and `/a/b` sort between `/a` and what is below it.
        let from = self.moved.range(now.clone()..);
        let near = from.take_while(|(key, _)| key.0.starts_with(&now.0));
        near.filter_map(|(key, place)| Some((key.below(now)?, place)))
    }

    fn take_below(&mut self, now: &Pointer) -> Vec<(String, Place)> {
        let taken = self.records_below(now).map(|(rest, place)| (rest.to_owned(), place.clone())).collect::<Vec<_>>();
        for (rest, _) in &taken {
            self.moved.remove(&Pointer(format!("{}{rest}", now.0)));
        }
        taken
    }

    /// Where the value at `now` was written.
    #[must_use]
    pub fn find(&self, now: &Pointer) -> Place {
        let mut end = now.0.len();
        loop {
            let (ancestor, rest) = now.0.split_at(end);
            if let Some(place) = self.moved.get(ancestor) {
                let pointer = Pointer(format!("{}{rest}", place.pointer.0));
                return Place { source: place.source.clone(), pointer };
            }
            match ancestor.rfind('/') {
                Some(parent) => end = parent,
                None => return Place { source: self.source.clone(), pointer: now.clone() },
            }
        }
    }

    /// The origins after a further stage, given where that stage's output values stood in its input: `(now, was)`.
    ///
    /// A value takes along what is recorded below it, and leaves nothing behind for the value that takes its place.
    #[must_use]
    pub fn after(&self, moves: impl IntoIterator<Item = (Pointer, Pointer)>) -> Self {
        let moves: BTreeMap<Pointer, Pointer> = moves.into_iter().collect();
        let mut origins = self.clone();
        // In this order an outer move comes before the moves inside it, which overrule it.
        for (now, was) in moves {
            origins.forget(&now);
            origins.copy(self, &was, &now);
        }
        origins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped_and_back() {
        let pointer = Pointer::of(["paths", "/a~b/{c}", "get"]);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{c}/get");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{c}", "get"]);
        assert_eq!(pointer.split_last().map(|(_, last)| last), Some("get".to_owned()));
    }

    #[test]
    fn an_origin_is_that_of_the_closest_ancestor() {
        let source = Source::new("a.yaml");
        let origins =
            Origins::unmoved(&source).after([(Pointer::of(["components", "schemas"]), Pointer::of(["definitions"]))]);
        let place = origins.find(&Pointer::of(["components", "schemas", "Pet", "type"]));
        assert_eq!(place.to_string(), "a.yaml#/definitions/Pet/type");
        assert_eq!(origins.find(&Pointer::of(["info"])).to_string(), "a.yaml#/info");
    }

    #[test]
    fn a_value_that_moves_again_takes_along_what_is_recorded_below_it() {
        let list = Pointer::of(["list"]);
        let origins = Origins::unmoved(&Source::new("a.yaml"))
            .after([(list.index(1).child("schema"), list.index(1)), (list.index(0).child("schema"), list.index(0))])
            .after([(list.index(0), list.index(1))]);
        let schema = list.index(0).child("schema").child("type");
        assert_eq!(origins.find(&schema).to_string(), "a.yaml#/list/1/type");
        assert_eq!(origins.find(&list.index(0).child("name")).to_string(), "a.yaml#/list/1/name");
    }

    #[test]
    fn origins_follow_the_items_of_a_list() {
        let mut origins = Origins::unmoved(&Source::new("a.yaml"));
        let list = Pointer::of(["list"]);
        let place = Place { source: Source::new("b.yaml"), pointer: Pointer::of(["new"]) };
        origins.record(list.index(2).child("in"), place);
        origins.remove_item(&list, 0, 3);
        assert_eq!(origins.find(&list.index(0)).to_string(), "a.yaml#/list/1");
        assert_eq!(origins.find(&list.index(1).child("name")).to_string(), "a.yaml#/list/2/name");
        assert_eq!(origins.find(&list.index(1).child("in")).to_string(), "b.yaml#/new");
        origins.remove_item(&list, 0, 2);
        assert_eq!(origins.find(&list.index(0).child("in")).to_string(), "b.yaml#/new");
        origins.forget(&list.index(0).child("in"));
        assert_eq!(origins.find(&list.index(0).child("in")).to_string(), "a.yaml#/list/2/in");
    }

    #[test]
    fn a_pointer_is_below_whole_tokens_only() {
        let pets = Pointer::of(["pets"]);
        assert_eq!(Pointer::of(["pets", "0"]).below(&pets), Some("/0"));
        assert_eq!(Pointer::of(["petshop"]).below(&pets), None);
    }
}
