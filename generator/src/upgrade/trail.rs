//! Where a walk stands: the keys from the root down, kept on the stack and written out only when something is said.
//!
//! A [`Trail`] comes in from the caller, a longer one goes down. It must not know what the values mean.

use crate::pointer::Pointer;

/// The way from the root to a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trail<'t> {
    above: Option<&'t Trail<'t>>,
    step: Step<'t>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'t> {
    Root,
    Key(&'t str),
    Index(usize),
}

impl<'t> Trail<'t> {
    /// At the root.
    pub(super) fn root() -> Self {
        Self { above: None, step: Step::Root }
    }

    /// At member `key` of the map here.
    pub(super) fn key(&'t self, key: &'t str) -> Self {
        Self { above: Some(self), step: Step::Key(key) }
    }

    /// At element `index` of the list here.
    pub(super) fn index(&'t self, index: usize) -> Self {
        Self { above: Some(self), step: Step::Index(index) }
    }

    /// The key of this member; empty where it is none.
    pub(super) fn last_key(&self) -> &'t str {
        match self.step {
            Step::Key(key) => key,
            Step::Root | Step::Index(_) => "",
        }
    }

    /// What stands here, in the words of a message.
    pub(super) fn subject(&self) -> String {
        match (self.step, self.above) {
            (Step::Root, _) => "the document".to_owned(),
            (Step::Key(key), _) => format!("`{key}`"),
            (Step::Index(index), Some(above)) => format!("element {index} of {}", above.subject()),
            (Step::Index(index), None) => format!("element {index}"),
        }
    }

    /// The written form.
    pub(super) fn pointer(&self) -> Pointer {
        let mut steps = Vec::new();
        let mut trail = Some(self);
        while let Some(here) = trail {
            steps.push(here.step);
            trail = here.above;
        }
        steps.into_iter().rev().fold(Pointer::root(), |pointer, step| match step {
            Step::Root => pointer,
            Step::Key(key) => pointer.child(key),
            Step::Index(index) => pointer.index(index),
        })
    }
}
