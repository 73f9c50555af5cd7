//! Maps places in the input documents to lines.

use std::collections::BTreeMap;

use clientsmith::Input;
use clientsmith::document::Text;
use clientsmith::pointer::Place;
use clientsmith::source_map::Locator;

/// The lines of the input texts. A text is parsed at the first lookup.
pub(crate) struct SourceLines<'t> {
    locators: BTreeMap<&'t str, Locator>,
}

impl<'t> SourceLines<'t> {
    /// Creates the lookup for the texts of an API.
    pub(crate) fn new(input: &'t Input) -> Self {
        let texts = texts(input).into_iter();
        Self { locators: texts.map(|text| (text.name.as_str(), Locator::new(text))).collect() }
    }

    /// Returns line and column of a place, from 1.
    pub(crate) fn find(&self, place: &Place) -> Option<(usize, usize)> {
        if let Some(line) = place.line {
            return Some((line, 1));
        }
        self.locators.get(place.source.as_str())?.find(&place.pointer, None)
    }

    /// Returns `file:line`, or the file alone if the line is unknown.
    pub(crate) fn line(&self, place: &Place) -> String {
        match self.find(place) {
            Some((line, _)) => format!("{}:{line}", place.source),
            None => place.source.to_string(),
        }
    }
}

/// Returns all input texts of an API.
pub(crate) fn texts(input: &Input) -> Vec<&Text> {
    let documents = input.documents.iter().chain(&input.files).chain(&input.catalog);
    documents.chain(&input.overlays).chain(&input.docs).chain(&input.lock).collect()
}
