//! JSON Pointers (RFC 6901), and the origins of values in the author's files.
//!
//! Stages move values: an upgrade turns `/definitions/Pet` into `/components/schemas/Pet`, a merge joins several files.
//! [`Origins`] maps every pointer back to the [`Place`] in the author's file that a message shows.

mod place;
mod steps;

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

pub use place::{Place, Source};
pub(crate) use steps::PathStack;
pub use steps::Step;

/// A JSON Pointer: empty for the document, or tokens with a leading `/` and the escapes `~0` and `~1`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// Returns the pointer to the document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Parses a pointer. Returns `None` if the text is neither empty nor starts with `/`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Creates a pointer from unescaped tokens.
    #[must_use]
    pub fn from_tokens<'t>(tokens: impl IntoIterator<Item = &'t str>) -> Self {
        tokens.into_iter().fold(Self::root(), |pointer, token| pointer.child(token))
    }

    /// Returns the pointer to a child; `token` is unescaped.
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

    /// Returns the pointer to an element of the array at this pointer.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// Returns the parent and the unescaped last token, or `None` at the root.
    #[must_use]
    pub fn split_last(&self) -> Option<(Self, String)> {
        let (parent, token) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), unescape(token)))
    }

    /// Returns the unescaped tokens from the root down.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(unescape).collect::<Vec<_>>().into_iter()
    }

    /// Returns the pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the value at this pointer.
    #[must_use]
    pub fn find<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        root.pointer(&self.0)
    }

    /// Returns a mutable reference to the value at this pointer.
    pub fn find_mut<'v>(&self, root: &'v mut Value) -> Option<&'v mut Value> {
        root.pointer_mut(&self.0)
    }

    /// Returns `true` if this pointer is at or below another.
    #[must_use]
    pub fn is_below(&self, ancestor: &Self) -> bool {
        self.below(ancestor).is_some()
    }

    /// Returns the text of this pointer after `ancestor` (empty, or with a leading `/`), or `None` if it is not at or
    /// below it.
    #[must_use]
    pub fn below(&self, ancestor: &Self) -> Option<&str> {
        let rest = self.0.strip_prefix(&ancestor.0)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }
}

/// Maps can be searched for pointers by text, which has the same order.
impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    /// Formats the pointer as `#` and its text, without percent-encoding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A scalar whose text in the author's file differs from the text of its value: `1.10` is the number 1.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The number, boolean or null.
    pub value: Value,
    /// The text in the author's file.
    pub text: String,
}

type Spellings = BTreeMap<Place, Spelling>;

/// A map from pointers in the current document to places in the author's files.
///
/// Only moved values have a record: the origin of a pointer is the record of its closest ancestor, with the rest of the
/// pointer appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    source: Source,
    moved: BTreeMap<Pointer, Place>,
    spellings: Arc<Spellings>,
}

impl Origins {
    /// Creates the origins of a document without moved values.
    #[must_use]
    pub fn unmoved(source: &Source) -> Self {
        Self { source: source.clone(), moved: BTreeMap::new(), spellings: Arc::default() }
    }

    /// Adds the spellings of scalars of an author's file.
    pub fn add_spellings(&mut self, source: &Source, spellings: impl IntoIterator<Item = (Pointer, Spelling)>) {
        let place = |pointer| Place::new(source.clone(), pointer);
        let mut spellings = spellings.into_iter().map(|(pointer, spelling)| (place(pointer), spelling)).peekable();
        if spellings.peek().is_some() {
            Arc::make_mut(&mut self.spellings).extend(spellings);
        }
    }

    /// Adds the spellings of another document, whose values are merged into this one.
    pub fn add_spellings_of(&mut self, other: &Self) {
        if !other.spellings.is_empty() {
            let added = other.spellings.iter().map(|(place, spelling)| (place.clone(), spelling.clone()));
            Arc::make_mut(&mut self.spellings).extend(added);
        }
    }

    /// Returns `true` if a scalar of the author's files has a spelling that differs from the text of its value.
    #[must_use]
    pub fn has_spellings(&self) -> bool {
        !self.spellings.is_empty()
    }

    /// Returns the text of a scalar in the author's file, if it differs from the text of its value.
    #[must_use]
    pub fn spelling(&self, pointer: &Pointer, value: &Value) -> Option<&str> {
        if self.spellings.is_empty() {
            return None;
        }
        let spelling = self.spellings.get(&self.find(pointer))?;
        (spelling.value == *value).then_some(spelling.text.as_str())
    }

    /// Records the origin of the value at `pointer`.
    pub fn record(&mut self, pointer: Pointer, origin: Place) {
        self.moved.insert(pointer, origin);
    }

    /// Removes all records at and below a pointer, for a value that is removed or replaced.
    pub fn forget(&mut self, pointer: &Pointer) {
        self.remove_below(pointer);
    }

    /// Records that the value at `to` is a copy of the value at `from`, with its origins in `source`.
    pub fn copy(&mut self, source: &Self, from: &Pointer, to: &Pointer) {
        let inner = source.records_below(from).map(|(rest, place)| (Pointer(format!("{}{rest}", to.0)), place.clone()));
        let inner = inner.collect::<Vec<_>>();
        self.record(to.clone(), source.find(from));
        self.moved.extend(inner);
    }

    /// Updates the records for the removal of array elements: the indices of later elements decrease.
    pub fn remove_items(&mut self, list: &Pointer, removed: &BTreeSet<usize>, length: usize) {
        let first = removed.first().copied().unwrap_or(length);
        let mut to = first;
        for from in first..length {
            let item = list.index(from);
            let place = self.find(&item);
            let inner = self.remove_below(&item);
            if !removed.contains(&from) {
                let to_item = list.index(to);
                let inner = inner.into_iter().map(|(rest, place)| (Pointer(format!("{}{rest}", to_item.0)), place));
                self.moved.extend(inner.collect::<Vec<_>>());
                self.record(to_item, place);
                to += 1;
            }
        }
    }

    /// Returns the records at and below a pointer, by the rest of their pointers.
    fn records_below<'o>(&'o self, pointer: &'o Pointer) -> impl Iterator<Item = (&'o str, &'o Place)> {
        // Pointers such as `/a!` sort between `/a` and `/a/b`.
        let from = self.moved.range(pointer.clone()..);
        let near = from.take_while(|(key, _)| key.0.starts_with(&pointer.0));
        near.filter_map(|(key, place)| Some((key.below(pointer)?, place)))
    }

    fn remove_below(&mut self, pointer: &Pointer) -> Vec<(String, Place)> {
        let records = self.records_below(pointer).map(|(rest, place)| (rest.to_owned(), place.clone()));
        let records = records.collect::<Vec<_>>();
        for (rest, _) in &records {
            self.moved.remove(&Pointer(format!("{}{rest}", pointer.0)));
        }
        records
    }

    /// Returns the place of a value in the author's file.
    #[must_use]
    pub fn find(&self, pointer: &Pointer) -> Place {
        let mut end = pointer.0.len();
        loop {
            let (ancestor, rest) = pointer.0.split_at(end);
            if let Some(place) = self.moved.get(ancestor) {
                let pointer = Pointer(format!("{}{rest}", place.pointer.0));
                return Place::new(place.source.clone(), pointer);
            }
            match ancestor.rfind('/') {
                Some(parent) => end = parent,
                None => return Place::new(self.source.clone(), pointer.clone()),
            }
        }
    }

    /// Returns the origins after a stage that moved values; `moves` has pairs of a pointer in the output and a pointer in
    /// the input.
    ///
    /// The records below a value move with it.
    #[must_use]
    pub fn after(&self, moves: impl IntoIterator<Item = (Pointer, Pointer)>) -> Self {
        let moves: BTreeMap<Pointer, Pointer> = moves.into_iter().collect();
        let mut origins = self.clone();
        // In this order, the moves inside a moved value come after its own move and override it.
        for (to, from) in moves {
            origins.forget(&to);
            origins.copy(self, &from, &to);
        }
        origins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointer_tokens_round_trip() {
        let pointer = Pointer::from_tokens(["paths", "/a~b/{c}", "get"]);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{c}/get");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{c}", "get"]);
        assert_eq!(pointer.split_last().map(|(_, last)| last), Some("get".to_owned()));
    }

    #[test]
    fn origin_is_that_of_the_closest_ancestor() {
        let source = Source::new("a.yaml");
        let origins = Origins::unmoved(&source)
            .after([(Pointer::from_tokens(["components", "schemas"]), Pointer::from_tokens(["definitions"]))]);
        let place = origins.find(&Pointer::from_tokens(["components", "schemas", "Pet", "type"]));
        assert_eq!(place.to_string(), "a.yaml#/definitions/Pet/type");
        assert_eq!(origins.find(&Pointer::from_tokens(["info"])).to_string(), "a.yaml#/info");
    }

    #[test]
    fn moved_value_keeps_the_origins_below_it() {
        let list = Pointer::from_tokens(["list"]);
        let origins = Origins::unmoved(&Source::new("a.yaml"))
            .after([(list.index(1).child("schema"), list.index(1)), (list.index(0).child("schema"), list.index(0))])
            .after([(list.index(0), list.index(1))]);
        let schema = list.index(0).child("schema").child("type");
        assert_eq!(origins.find(&schema).to_string(), "a.yaml#/list/1/type");
        assert_eq!(origins.find(&list.index(0).child("name")).to_string(), "a.yaml#/list/1/name");
    }

    #[test]
    fn origins_follow_array_items() {
        let mut origins = Origins::unmoved(&Source::new("a.yaml"));
        let list = Pointer::from_tokens(["list"]);
        let place = Place::new(Source::new("b.yaml"), Pointer::from_tokens(["new"]));
        origins.record(list.index(2).child("in"), place);
        origins.remove_items(&list, &BTreeSet::from([0]), 3);
        assert_eq!(origins.find(&list.index(0)).to_string(), "a.yaml#/list/1");
        assert_eq!(origins.find(&list.index(1).child("name")).to_string(), "a.yaml#/list/2/name");
        assert_eq!(origins.find(&list.index(1).child("in")).to_string(), "b.yaml#/new");
        origins.remove_items(&list, &BTreeSet::from([0]), 2);
        assert_eq!(origins.find(&list.index(0).child("in")).to_string(), "b.yaml#/new");
        origins.forget(&list.index(0).child("in"));
        assert_eq!(origins.find(&list.index(0).child("in")).to_string(), "a.yaml#/list/2/in");
    }

    #[test]
    fn prefixes_consist_of_complete_tokens() {
        let pets = Pointer::from_tokens(["pets"]);
        assert_eq!(Pointer::from_tokens(["pets", "0"]).below(&pets), Some("/0"));
        assert_eq!(Pointer::from_tokens(["petshop"]).below(&pets), None);
    }
}
