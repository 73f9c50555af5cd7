//! The parameter styles of OpenAPI.
//!
//! Cases that the specification leaves open: `null`, empty lists and empty objects are omitted, except that a path
//! parameter must not be empty. A list or an object nested in a flat style is encoded as JSON, but a list in an
//! exploded object repeats the name of its property. `label` and `matrix` follow RFC 6570. In a `deepObject`, nested
//! properties are encoded `name[a][b]`, a list of scalars repeats `name[]`, and the items of other lists are numbered,
//! `name[0][a]`, as the web frameworks that use such names read them.

use zeroize::Zeroizing;

use super::super::validate::InvalidParameter;
use super::escape::{Escaping, Separator, join};
use super::value::ParamValue;

/// The serialization style of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One text: the items of a list, or alternating names and values of an object.
    Unexploded(Separator),
    /// One pair for each item or property; in a path or a header a single text with properties as `k=v`.
    Exploded,
    /// A list of lists, each joined to one text by a separator.
    Nested {
        /// The separator between the texts, or `None` for one pair each.
        outer: Option<Separator>,
        /// The separator between the items of a list in the list.
        inner: Separator,
    },
    /// In a path, `.a,b`; exploded, each item or property follows a `.`.
    Label {
        /// True if items and properties are encoded separately.
        explode: bool,
    },
    /// In a path, `;name=a,b`; exploded, each item or property follows a `;`.
    Matrix {
        /// True if items and properties are encoded separately.
        explode: bool,
    },
    /// `name[property]=value`
    DeepObject,
    /// JSON text.
    Json,
    /// The default of form fields: the items of a list separately, an object as JSON, a scalar as text.
    ContentDefault,
}

/// An encoder of values with one name.
pub(super) struct StyleEncoder<'s> {
    /// The name of the parameter in errors.
    pub(super) parameter: &'static str,
    /// The name on the wire, unescaped.
    pub(super) name: &'s str,
    /// The escaping rules of the part of the request.
    pub(super) spelling: &'s Escaping,
}

/// An unescaped name and an escaped value.
pub(super) type EncodedPair = (String, Zeroizing<String>);

impl StyleEncoder<'_> {
    /// Encodes a value as one text for a path or a header. Returns `None` if it is omitted.
    pub(super) fn text(&self, value: &ParamValue, style: Style) -> Result<Option<Zeroizing<String>>, InvalidParameter> {
        let nothing = match value {
            ParamValue::Null => true,
            ParamValue::List(items) => !items.iter().any(ParamValue::is_present),
            ParamValue::Object(members) => !members.iter().any(|(_, value)| value.is_present()),
            ParamValue::Bool(_) | ParamValue::Number(_) | ParamValue::Text(_) => false,
        };
        if nothing {
            return Ok(None);
        }
        if let Style::Nested { outer, inner } = style {
            return self.text(&self.flat(value, inner)?, outer_style(outer));
        }
        let name = self.spelling.escape(self.name);
        let encoded = match style {
            Style::Json => self.spelling.escape(&value.json()),
            Style::ContentDefault => self.spelling.escape(&value.text()),
            Style::Unexploded(separator) => self.joined(value, separator)?,
            Style::Exploded | Style::DeepObject | Style::Nested { .. } => join(&self.members(value)?, ","),
            Style::Label { explode: false } => prefixed(".", &self.joined(value, Separator::Comma)?),
            Style::Label { explode: true } => prefixed(".", &join(&self.members(value)?, ".")),
            Style::Matrix { explode: true } if matches!(value, ParamValue::Object(_)) => {
                prefixed(";", &join(&self.members(value)?, ";"))
            }
            Style::Matrix { explode: true } if matches!(value, ParamValue::List(_)) => {
                join(&Vec::from_iter(self.members(value)?.iter().map(|item| named(&name, item))), "")
            }
            Style::Matrix { .. } => named(&name, &self.joined(value, Separator::Comma)?),
        };
        Ok(Some(encoded))
    }

    /// Joins the items of each list in a list.
    fn flat(&self, value: &ParamValue, inner: Separator) -> Result<ParamValue, InvalidParameter> {
        let ParamValue::List(lists) = value else { return Ok(value.clone()) };
        let joined = lists.iter().map(|list| match list {
            ParamValue::List(items) => {
                let items: Vec<_> = present(items).map(ParamValue::text).collect();
                Escaping::RAW.join(self.parameter, &items, inner).map(ParamValue::Text)
            }
            single => Ok(single.clone()),
        });
        joined.collect::<Result<_, _>>().map(ParamValue::List)
    }

    /// Joins the items, or the names and values, of a value.
    fn joined(&self, value: &ParamValue, separator: Separator) -> Result<Zeroizing<String>, InvalidParameter> {
        match value {
            ParamValue::List(items) => {
                let items: Vec<_> = present(items).map(ParamValue::text).collect();
                self.spelling.join(self.parameter, &items, separator)
            }
            ParamValue::Object(members) => {
                let members = members.iter().filter(|(_, value)| value.is_present());
                let pairs: Vec<_> = members.flat_map(|(name, value)| [name.clone().into(), value.text()]).collect();
                self.spelling.join(self.parameter, &pairs, separator)
            }
            single => Ok(self.spelling.escape(&single.text())),
        }
    }

    /// Returns list items, or object properties as `k=v`. Fails if an unescaped text contains the separator.
    fn members(&self, value: &ParamValue) -> Result<Vec<Zeroizing<String>>, InvalidParameter> {
        let one = |item: &ParamValue| self.spelling.item(self.parameter, &item.text(), Separator::Comma);
        match value {
            ParamValue::List(items) => present(items).map(one).collect(),
            ParamValue::Object(members) => {
                let members = members.iter().filter(|(_, value)| value.is_present());
                let spelled = |name: &String| self.spelling.item(self.parameter, name, Separator::Comma);
                members.map(|(name, value)| Ok(join(&[spelled(name)?, one(value)?], "="))).collect()
            }
            single => Ok(vec![self.spelling.escape(&single.text())]),
        }
    }

    /// Returns the pairs of a value for a query, a cookie or a form, with unescaped names and escaped values.
    pub(super) fn pairs(&self, value: &ParamValue, style: Style) -> Result<Vec<EncodedPair>, InvalidParameter> {
        let mut pairs = Vec::new();
        let mut push = |name: &str, value: Zeroizing<String>| pairs.push((name.to_owned(), value));
        match (style, value) {
            (_, ParamValue::Null) => {}
            (Style::Json, value) => push(self.name, self.spelling.escape(&value.json())),
            (Style::ContentDefault, ParamValue::List(items)) => {
                present(items).for_each(|item| push(self.name, self.spelling.escape(&item.text())));
            }
            (Style::ContentDefault, value) => push(self.name, self.spelling.escape(&value.text())),
            (Style::DeepObject, value) => self.deep(self.name, value, &mut pairs),
            (Style::Nested { outer, inner }, value) => {
                return self.pairs(&self.flat(value, inner)?, outer_style(outer));
            }
            (Style::Unexploded(separator), value) => {
                if self.text(value, style)?.is_some() {
                    push(self.name, self.joined(value, separator)?);
                }
            }
            (Style::Exploded | Style::Label { .. } | Style::Matrix { .. }, value) => match value {
                ParamValue::Object(members) => {
                    for (name, value) in members {
                        let values = match value {
                            ParamValue::List(items) if !items.iter().any(ParamValue::is_nested) => items.as_slice(),
                            value => std::slice::from_ref(value),
                        };
                        present(values).for_each(|value| push(name, self.spelling.escape(&value.text())));
                    }
                }
                ParamValue::List(items) => {
                    present(items).for_each(|item| push(self.name, self.spelling.escape(&item.text())));
                }
                single => push(self.name, self.spelling.escape(&single.text())),
            },
        }
        Ok(pairs)
    }

    fn deep(&self, name: &str, value: &ParamValue, pairs: &mut Vec<EncodedPair>) {
        match value {
            ParamValue::Null => {}
            ParamValue::Object(members) => {
                members.iter().for_each(|(key, value)| self.deep(&format!("{name}[{key}]"), value, pairs));
            }
            ParamValue::List(items) if items.iter().any(ParamValue::is_nested) => {
                let items = present(items).enumerate();
                items.for_each(|(i, item)| self.deep(&format!("{name}[{i}]"), item, pairs));
            }
            ParamValue::List(items) => present(items).for_each(|item| self.deep(&format!("{name}[]"), item, pairs)),
            single => pairs.push((name.to_owned(), self.spelling.escape(&single.text()))),
        }
    }
}

/// Returns the style of a list whose items have been joined.
fn outer_style(separator: Option<Separator>) -> Style {
    separator.map_or(Style::Exploded, Style::Unexploded)
}

/// Returns the items that are not omitted.
fn present(items: &[ParamValue]) -> impl Iterator<Item = &ParamValue> {
    items.iter().filter(|item| item.is_present())
}

/// Returns `;name=text`, or `;name` if the text is empty.
fn named(name: &str, text: &str) -> Zeroizing<String> {
    let equals = if text.is_empty() { "" } else { "=" };
    Zeroizing::new([";", name, equals, text].concat())
}

fn prefixed(prefix: &str, text: &str) -> Zeroizing<String> {
    Zeroizing::new([prefix, text].concat())
}
