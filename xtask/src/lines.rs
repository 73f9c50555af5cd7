//! Places as people look them up: file and line.
//!
//! Comes in: the texts of a run. Goes out: `file:line` of any place in them. Reads nothing and prints nothing.

use std::collections::BTreeMap;

use generator::Input;
use generator::document::Text;
use generator::locate::Locator;
use generator::pointer::Place;

/// Finds the lines of the texts of a run. Each text is read again at the first question about it, and only then.
pub(crate) struct Lines<'t> {
    locators: BTreeMap<&'t str, Locator>,
}

impl<'t> Lines<'t> {
    /// The texts that an API is made from.
    pub(crate) fn of(input: &'t Input) -> Self {
        let texts = texts(input).into_iter();
        Self { locators: texts.map(|text| (text.name.as_str(), Locator::new(text))).collect() }
    }

    /// Line and column of a place, from 1.
    pub(crate) fn find(&self, place: &Place) -> Option<(usize, usize)> {
        self.locators.get(place.source.as_str())?.find(&place.pointer, None)
    }

    /// `file:line`, or the file alone where it has no such line.
    pub(crate) fn line(&self, place: &Place) -> String {
        match self.find(place) {
            Some((line, _)) => format!("{}:{line}", place.source),
            None => place.source.to_string(),
        }
    }
}

/// Every text that a place can be in.
pub(crate) fn texts(input: &Input) -> Vec<&Text> {
    input.documents.iter().chain(&input.files).chain(&input.catalog).chain(&input.overlays).collect()
}
