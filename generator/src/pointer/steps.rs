//! Steps of a path into a JSON value.

use super::Pointer;

/// One step of a path: to a member of an object or to an element of an array.
///
/// A [`Pointer`] does not distinguish the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step<K = String> {
    /// The key of a member.
    Key(K),
    /// The index of an element.
    Index(usize),
}

impl<K: AsRef<str>> Step<K> {
    /// Returns the key of a step to a member.
    #[must_use]
    pub fn as_key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key.as_ref()),
            Self::Index(_) => None,
        }
    }

    /// Returns the index of a step to an element.
    #[must_use]
    pub fn as_index(&self) -> Option<usize> {
        match self {
            Self::Key(_) => None,
            Self::Index(index) => Some(*index),
        }
    }
}

impl Pointer {
    /// Returns the pointer to the value that steps lead to from the value at this pointer.
    #[must_use]
    pub fn join<K: AsRef<str>>(&self, steps: &[Step<K>]) -> Self {
        steps.iter().fold(self.clone(), |pointer, step| match step {
            Step::Key(key) => pointer.child(key.as_ref()),
            Step::Index(index) => pointer.index(*index),
        })
    }
}

/// The path from the root to a value during a recursive walk.
///
/// It is a linked list on the stack, and becomes a [`Pointer`] only if something is reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathStack<'t> {
    last: Option<(&'t PathStack<'t>, Step<&'t str>)>,
}

impl<'t> PathStack<'t> {
    /// Creates the path of the root.
    pub(crate) fn root() -> Self {
        Self { last: None }
    }

    /// Returns the path of a member of the object at this path.
    pub(crate) fn key(&'t self, key: &'t str) -> Self {
        Self { last: Some((self, Step::Key(key))) }
    }

    /// Returns the path of an element of the array at this path.
    pub(crate) fn index(&'t self, index: usize) -> Self {
        Self { last: Some((self, Step::Index(index))) }
    }

    /// Returns the key of the value in its object; the empty string for the root and for elements.
    pub(crate) fn last_key(&self) -> &'t str {
        match self.last {
            Some((_, Step::Key(key))) => key,
            Some((_, Step::Index(_))) | None => "",
        }
    }

    /// Returns the name of the value for a message.
    pub(crate) fn subject(&self) -> String {
        match self.last {
            None => "the document".to_owned(),
            Some((_, Step::Key(key))) => format!("`{key}`"),
            Some((parent, Step::Index(index))) => format!("element {index} of {}", parent.subject()),
        }
    }

    /// Returns the path as a pointer.
    pub(crate) fn pointer(&self) -> Pointer {
        let mut steps = Vec::new();
        let mut path = self;
        while let Some((parent, step)) = path.last {
            steps.push(step);
            path = parent;
        }
        steps.reverse();
        Pointer::root().join(&steps)
    }
}
