//! The styles of OpenAPI: a value without its type comes in, the text or the pairs that it is written as go out.
//!
//! What the specification leaves open is settled as follows. `null` leaves no trace, nor does an empty list or an
//! object without members, except that a path must hold something. A list or an object inside of one that is written
//! flat is its JSON text, but a list inside of an exploded object repeats its member's name. `label` and `matrix` are
//! written as RFC 6570 has them. Below a `deepObject`, members nest as `name[a][b]`, a list of single values repeats
//! `name[]`, and the items of other lists are numbered, `name[0][a]`: what the web frameworks with such names read.

use super::spelling::{Separator, Spelling};
use super::tree::Tree;
use crate::runtime::argument::InvalidArgument;

/// How a value that can be a list or an object is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As one text: the items of a list, or an object's names and values by turns.
    Joined(Separator),
    /// Where there are pairs, a pair for each item or member; in a path or a header one text, with members as `k=v`.
    Exploded,
    /// In a path, `.a,b`; of all items and members their own with a `.` before each.
    Label {
        /// Whether each item or member stands alone.
        explode: bool,
    },
    /// In a path, `;name=a,b`; of all items and members their own with a `;` before each.
    Matrix {
        /// Whether each item or member stands alone.
        explode: bool,
    },
    /// `name[member]=value`.
    Deep,
    /// As JSON text.
    Json,
    /// As a form has it where nothing else is said: the items of a list one by one, an object as JSON text, and a single
    /// value as its text.
    Natural,
}

/// Writes values of one name.
pub(super) struct Scribe<'s> {
    /// What refusals call the parameter.
    pub(super) parameter: &'static str,
    /// The name on the wire, as it is.
    pub(super) name: &'s str,
    /// How text is spelled where the parameter stands.
    pub(super) spelling: &'s Spelling,
}

impl Scribe<'_> {
    /// The one text of a value, in a path or a header. `None` where nothing is left of it.
    pub(super) fn text(&self, value: &Tree, style: Style) -> Result<Option<String>, InvalidArgument> {
        let nothing = match value {
            Tree::Null => true,
            Tree::List(items) => !items.iter().any(Tree::is_some),
            Tree::Object(members) => !members.iter().any(|(_, value)| value.is_some()),
            Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => false,
        };
        if nothing {
            return Ok(None);
        }
        let name = self.spelling.write(self.name);
        let written = match style {
            Style::Json => self.spelling.write(&value.json()),
            Style::Natural => self.spelling.write(&value.text()),
            Style::Joined(separator) => self.joined(value, separator)?,
            Style::Exploded | Style::Deep => self.members(value)?.join(","),
            Style::Label { explode: false } => format!(".{}", self.joined(value, Separator::Comma)?),
            Style::Label { explode: true } => format!(".{}", self.members(value)?.join(".")),
            Style::Matrix { explode: true } if matches!(value, Tree::Object(_)) => {
                format!(";{}", self.members(value)?.join(";"))
            }
            Style::Matrix { explode: true } if matches!(value, Tree::List(_)) => {
                self.members(value)?.iter().map(|item| named(&name, item)).collect()
            }
            Style::Matrix { .. } => named(&name, &self.joined(value, Separator::Comma)?),
        };
        Ok(Some(written))
    }

    /// A value as one text, its items or its names and values joined.
    fn joined(&self, value: &Tree, separator: Separator) -> Result<String, InvalidArgument> {
        match value {
            Tree::List(items) => {
                let items: Vec<String> = present(items).map(|item| item.text().into_owned()).collect();
                self.spelling.join(self.parameter, &items, separator)
            }
            Tree::Object(members) => {
                let members = members.iter().filter(|(_, value)| value.is_some());
                let turns: Vec<String> =
                    members.flat_map(|(name, value)| [name.clone(), value.text().into_owned()]).collect();
                self.spelling.join(self.parameter, &turns, separator)
            }
            single => Ok(self.spelling.write(&single.text())),
        }
    }

    /// The items of a list, or the members of an object as `k=v`. A text that is not escaped must not hold what stands
    /// between them.
    fn members(&self, value: &Tree) -> Result<Vec<String>, InvalidArgument> {
        let one = |item: &Tree| self.spelling.item(self.parameter, &item.text(), Separator::Comma);
        match value {
            Tree::List(items) => present(items).map(one).collect(),
            Tree::Object(members) => {
                let members = members.iter().filter(|(_, value)| value.is_some());
                let spelled = |name: &String| self.spelling.item(self.parameter, name, Separator::Comma);
                members.map(|(name, value)| Ok(format!("{}={}", spelled(name)?, one(value)?))).collect()
            }
            single => Ok(vec![self.spelling.write(&single.text())]),
        }
    }

    /// The pairs of a value, in a query, a cookie or a form: names as they are, values spelled.
    pub(super) fn pairs(&self, value: &Tree, style: Style) -> Result<Vec<(String, String)>, InvalidArgument> {
        let mut pairs = Vec::new();
        let mut push = |name: &str, value: String| pairs.push((name.to_owned(), value));
        match (style, value) {
            (_, Tree::Null) => {}
            (Style::Json, value) => push(self.name, self.spelling.write(&value.json())),
            (Style::Natural, Tree::List(items)) => {
                present(items).for_each(|item| push(self.name, self.spelling.write(&item.text())));
            }
            (Style::Natural, value) => push(self.name, self.spelling.write(&value.text())),
            (Style::Deep, value) => self.deep(self.name, value, &mut pairs),
            (Style::Joined(separator), value) => {
                if self.text(value, style)?.is_some() {
                    push(self.name, self.joined(value, separator)?);
                }
            }
            (Style::Exploded | Style::Label { .. } | Style::Matrix { .. }, value) => match value {
                Tree::Object(members) => {
                    for (name, value) in members {
                        let values = match value {
                            Tree::List(items) if !items.iter().any(Tree::is_nested) => items.as_slice(),
                            value => std::slice::from_ref(value),
                        };
                        present(values).for_each(|value| push(name, self.spelling.write(&value.text())));
                    }
                }
                Tree::List(items) => {
                    present(items).for_each(|item| push(self.name, self.spelling.write(&item.text())));
                }
                single => push(self.name, self.spelling.write(&single.text())),
            },
        }
        Ok(pairs)
    }

    fn deep(&self, name: &str, value: &Tree, pairs: &mut Vec<(String, String)>) {
        match value {
            Tree::Null => {}
            Tree::Object(members) => {
                members.iter().for_each(|(key, value)| self.deep(&format!("{name}[{key}]"), value, pairs));
            }
            Tree::List(items) if items.iter().any(Tree::is_nested) => {
                let items = present(items).enumerate();
                items.for_each(|(i, item)| self.deep(&format!("{name}[{i}]"), item, pairs));
            }
            Tree::List(items) => present(items).for_each(|item| self.deep(&format!("{name}[]"), item, pairs)),
            single => pairs.push((name.to_owned(), self.spelling.write(&single.text()))),
        }
    }
}

/// The items that are there.
fn present(items: &[Tree]) -> impl Iterator<Item = &Tree> {
    items.iter().filter(|item| item.is_some())
}

/// `;name=text`, or `;name` of an empty text.
fn named(name: &str, text: &str) -> String {
    if text.is_empty() { format!(";{name}") } else { format!(";{name}={text}") }
}
