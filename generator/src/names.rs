//! Rust names from any text, unique in a scope.
//!
//! [`Scope::claim`] assigns names to a set of requests, independent of their order. A name that several requests prefer
//! goes to the one whose text equals it, or comes closest to it: `id` is `id` next to `ID`. The others, or all if none is
//! closest, are distinguished by spelled-out symbols (`+1` becomes `plus_1`), then by a qualifier, then by numbers.

mod identifier;
pub mod lock;
mod precedence;
pub mod reserved;

use std::collections::{BTreeMap, BTreeSet};

pub use identifier::is_identifier;
use identifier::{beginning, identifier, spell_symbols};
use lock::LockedScope;
use precedence::most_similar;

/// A name in Rust and in the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    rust: String,
    wire: String,
}

impl Name {
    /// Returns the Rust name: a valid identifier that is not reserved.
    #[must_use]
    pub fn rust(&self) -> &str {
        &self.rust
    }

    /// Returns the name in the document and on the wire.
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

/// A request for a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameRequest {
    /// The name on the wire.
    pub wire: String,
    /// The text that the Rust name is derived from.
    pub text: String,
    /// A text that distinguishes it from requests with the same text, such as a location or a parent.
    pub qualifier: Option<String>,
    /// The precedence.
    pub rank: Rank,
    /// The key of the item in its scope, if it is not the name on the wire.
    pub key: Option<String>,
}

/// The precedence of a request, from high to low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Configured for this client.
    Chosen,
    /// Declared by the document.
    Given,
    /// Derived from other names.
    Built,
}

impl NameRequest {
    /// Creates a request for the name on the wire.
    #[must_use]
    pub fn given(wire: &str) -> Self {
        Self { wire: wire.to_owned(), text: wire.to_owned(), qualifier: None, rank: Rank::Given, key: None }
    }

    /// Creates a request for a name derived from other names.
    #[must_use]
    pub fn built(wire: &str, text: &str) -> Self {
        Self { wire: wire.to_owned(), text: text.to_owned(), qualifier: None, rank: Rank::Built, key: None }
    }

    /// Sets the qualifier.
    #[must_use]
    pub fn qualified(mut self, qualifier: &str) -> Self {
        self.qualifier = Some(qualifier.to_owned());
        self
    }

    /// Sets the key of the item.
    #[must_use]
    pub fn keyed(mut self, key: String) -> Self {
        self.key = Some(key);
        self
    }

    /// Returns the key of the item in its scope.
    #[must_use]
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or(&self.wire)
    }

    /// Uses a configured name, if there is one.
    #[must_use]
    pub fn chosen(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            name.clone_into(&mut self.text);
            self.rank = Rank::Chosen;
        }
        self
    }

    /// Returns `true` if a declared or configured name was changed to avoid a clash.
    #[must_use]
    pub fn was_renamed(&self, name: &Name, case: Case) -> bool {
        self.rank != Rank::Built && self.text != name.rust && identifier(&self.text, case) != name.rust
    }

    /// Requests the same name in another case as the one that was assigned, if that is due to a clash with another of
    /// the assigned names. So an operation's struct is named like its method.
    #[must_use]
    pub fn following(&self, name: &Name, case: Case, assigned: &BTreeSet<&str>) -> Self {
        let preferred = self.form(case, 0);
        let lost = preferred != name.rust && assigned.contains(preferred.as_str());
        Self { text: if lost { name.rust.clone() } else { self.text.clone() }, ..self.clone() }
    }

    /// Returns one of the possible names, in order of preference from 0 to [`LAST_FORM`].
    fn form(&self, case: Case, level: usize) -> String {
        match (level, &self.qualifier) {
            (0, _) => identifier(&self.text, case),
            (LAST_FORM.., Some(qualifier)) => {
                identifier(&format!("{} {qualifier}", spell_symbols(beginning(&self.text))), case)
            }
            (_, _) => identifier(&spell_symbols(beginning(&self.text)), case),
        }
    }
}

/// A set of unique names.
#[derive(Debug, Clone)]
pub struct Scope {
    case: Case,
    names: BTreeSet<String>,
    /// The next unused number for each numbered name, since thousands of requests may have the same text.
    next_numbers: BTreeMap<String, u32>,
    /// The names that were assigned earlier.
    locked: LockedScope,
}

impl Scope {
    /// Creates an empty scope.
    #[must_use]
    pub fn new(case: Case) -> Self {
        Self::reserving(case, [])
    }

    /// Creates a scope with reserved names.
    #[must_use]
    pub fn reserving<'n>(case: Case, names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().map(str::to_owned).collect();
        Self { case, names, next_numbers: BTreeMap::new(), locked: LockedScope::default() }
    }

    /// Keeps the names that were assigned earlier: their items get them again, and no other item does. An earlier name
    /// that is reserved now is dropped.
    #[must_use]
    pub fn locked(mut self, locked: Option<&LockedScope>) -> Self {
        let Some(locked) = locked else { return self };
        let is_free = |name: &String| !self.names.contains(name);
        let free = |names: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            names.iter().filter(|(_, name)| is_free(name)).map(|(key, name)| (key.clone(), name.clone())).collect()
        };
        let (names, retired) = (free(&locked.names), free(&locked.retired));
        self.locked = LockedScope { names, retired, aliases: locked.aliases.clone(), order: Vec::new() };
        self.names.extend(self.locked.all().cloned());
        self
    }

    /// Assigns names to requests, in the same order.
    pub fn claim(&mut self, requests: &[NameRequest]) -> Vec<Name> {
        let mut names: Vec<Option<Name>> = vec![None; requests.len()];
        let mut assigned = BTreeSet::new();
        for (request, slot) in requests.iter().zip(&mut names) {
            let chosen = (request.rank == Rank::Chosen).then(|| request.form(self.case, 0));
            // The first of two items with one key has the name.
            let rust = self.locked.reuse(request.key(), chosen.as_deref()).filter(|rust| assigned.insert(rust.clone()));
            *slot = rust.map(|rust| Name { rust, wire: request.wire.clone() });
        }
        for rank in [Rank::Chosen, Rank::Given, Rank::Built] {
            let mut open: Vec<usize> =
                (0..requests.len()).filter(|i| requests.get(*i).is_some_and(|w| w.rank == rank)).collect();
            open.retain(|i| names.get(*i).is_some_and(Option::is_none));
            open = self.assign_equal(requests, &mut names, &open);
            for level in 0..=LAST_FORM {
                open = self.assign_forms(requests, &mut names, &open, level);
            }
            self.number(requests, &mut names, open);
        }
        names.into_iter().flatten().collect()
    }

    /// Assigns a name to one request.
    pub fn claim_one(&mut self, request: &NameRequest) -> Name {
        let rust = identifier(&request.text, self.case);
        let assigned = self.claim(std::slice::from_ref(request)).pop();
        assigned.unwrap_or_else(|| Name { rust, wire: request.wire.clone() })
    }

    /// Assigns the preferred names that equal the text of exactly one request, which may itself prefer another one: of
    /// `mW` and `MW`, `MW` is named `MW`. Returns the other requests.
    fn assign_equal(&mut self, requests: &[NameRequest], names: &mut [Option<Name>], open: &[usize]) -> Vec<usize> {
        let mut by_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &i in open {
            let Some(request) = requests.get(i) else { continue };
            by_text.entry(&request.text).or_default().push(i);
        }
        let preferred: BTreeSet<String> =
            open.iter().filter_map(|i| Some(requests.get(*i)?.form(self.case, 0))).collect();
        for form in preferred {
            match by_text.get(form.as_str()).map(Vec::as_slice) {
                Some(&[i]) if !self.names.contains(&form) => self.set_name(requests, names, i, form),
                _ => {}
            }
        }
        open.iter().copied().filter(|i| names.get(*i).is_some_and(Option::is_none)).collect()
    }

    /// Assigns the forms of one level that only one request has, or whose text is most similar to a preferred name;
    /// returns the other requests.
    fn assign_forms(
        &mut self,
        requests: &[NameRequest],
        names: &mut [Option<Name>],
        open: &[usize],
        level: usize,
    ) -> Vec<usize> {
        let mut by_form: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &i in open {
            let Some(request) = requests.get(i) else { continue };
            by_form.entry(request.form(self.case, level)).or_default().push(i);
        }
        let mut rest = Vec::new();
        for (form, by) in by_form {
            let winner = match by.as_slice() {
                _ if self.names.contains(&form) => None,
                &[i] => Some(i),
                several if level == 0 => most_similar(requests, several, &form),
                _ => None,
            };
            rest.extend(by.into_iter().filter(|i| Some(*i) != winner));
            if let Some(i) = winner {
                self.set_name(requests, names, i, form);
            }
        }
        rest.sort_unstable();
        rest
    }

    /// Assigns numbered names to the remaining requests, in the order of their content.
    fn number(&mut self, requests: &[NameRequest], names: &mut [Option<Name>], mut open: Vec<usize>) {
        open.sort_by_key(|i| requests.get(*i));
        for i in open {
            let Some(base) = requests.get(i).map(|request| request.form(self.case, LAST_FORM)) else { continue };
            let form = self.free_name(base);
            self.set_name(requests, names, i, form);
        }
    }

    /// Returns the name itself if it is not in use, or else with the first free number from 2.
    fn free_name(&mut self, base: String) -> String {
        if !self.names.contains(&base) {
            return base;
        }
        // The number replaces the underscore after a keyword.
        let stem = base.trim_end_matches('_').to_owned();
        let mut n = self.next_numbers.get(&stem).copied().unwrap_or(2);
        loop {
            let form = match self.case {
                Case::Snake => format!("{stem}_{n}"),
                Case::Camel => format!("{stem}{n}"),
            };
            n += 1;
            if !self.names.contains(&form) {
                self.next_numbers.insert(stem, n);
                return form;
            }
        }
    }

    fn set_name(&mut self, requests: &[NameRequest], names: &mut [Option<Name>], i: usize, rust: String) {
        if let (Some(request), Some(slot)) = (requests.get(i), names.get_mut(i)) {
            self.names.insert(rust.clone());
            *slot = Some(Name { rust, wire: request.wire.clone() });
        }
    }
}

/// The least preferred form of a request's name.
const LAST_FORM: usize = 2;

#[cfg(test)]
mod tests;
