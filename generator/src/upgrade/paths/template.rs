//! Parser of path keys.
//!
//! A [`PathTemplate`] consists of a path with `{name}` variables and of the query string that some documents write into
//! the key.

use super::slashes;

/// A parsed path key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathTemplate {
    parts: Vec<PathPart>,
    /// The fields of the query string in the key.
    pub(super) query: Vec<QueryField>,
    fragment: String,
}

/// A literal text or a variable of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PathPart {
    Text(String),
    Variable {
        /// The text between the braces.
        written: String,
        name: String,
        /// True if its value can contain slashes.
        spans_segments: bool,
    },
}

/// A field of the query string in a path key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryField {
    /// The name of the query parameter.
    pub(super) name: String,
    /// The value after the `=`.
    pub(super) value: QueryValue,
}

/// The value of a query string field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum QueryValue {
    /// A constant.
    Fixed(String),
    /// `{name}`: the value of a declared parameter.
    Variable(String),
    /// Absent, or a mixture of constants and variables.
    Open,
}

impl PathTemplate {
    /// Parses a path key.
    pub(super) fn parse(key: &str) -> Self {
        let key = key.replace("&nbsp;", " ").replace("&amp;", "&");
        let (key, fragment) = split_outside_braces(key.trim(), '#');
        let (path, query) = split_outside_braces(key, '?');
        let mut template = Self { parts: Vec::new(), query: Vec::new(), fragment: fragment.to_owned() };
        template.parse_path(path);
        template.query.extend(query.split('&').filter(|member| !member.is_empty()).map(QueryField::parse));
        template
    }

    fn parse_path(&mut self, path: &str) {
        let mut rest = single_braces(path);
        if !rest.starts_with('/') && !rest.starts_with("{/") {
            rest.insert(0, '/');
        }
        let mut rest = rest.as_str();
        while let Some((text, after)) = rest.split_once('{') {
            self.push_text(&text.replace('}', ""));
            // An unclosed variable ends with its segment.
            let end = after.find('}').or_else(|| after.find('/').filter(|at| *at > 0)).unwrap_or(after.len());
            let (written, after) = after.split_at(end);
            self.push_variable(written);
            rest = after.strip_prefix('}').unwrap_or(after);
        }
        self.push_text(&rest.replace('}', ""));
    }

    fn push_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.parts.push(PathPart::Text(text.to_owned()));
        }
    }

    /// Parses the text between braces: a name, `name?`, `name*`, `+name`, `name:regex`, `name=pattern`, `/text/name` or
    /// `?name,name`.
    fn push_variable(&mut self, written: &str) {
        if let Some(names) = written.strip_prefix(['?', '&']) {
            let names = names.split(',').map(|name| name.trim().trim_end_matches('*'));
            self.query.extend(
                names
                    .filter(|name| !name.is_empty())
                    .map(|name| QueryField { name: name.to_owned(), value: QueryValue::Open }),
            );
            return;
        }
        let bare = written.split([':', '=']).next().unwrap_or_default();
        let bare = bare.trim_matches(|c: char| c.is_whitespace() || matches!(c, '?' | '*' | '+' | '#' | '.' | ';'));
        let name = match bare.rsplit_once('/') {
            Some((text, name)) => {
                self.push_text(&format!("{text}/"));
                name
            }
            None => bare,
        };
        if name.is_empty() {
            self.push_text(written.trim_matches('/'));
        } else {
            let spans_segments = slashes::can_contain(written);
            self.parts.push(PathPart::Variable { written: written.to_owned(), name: name.to_owned(), spans_segments });
        }
    }

    /// Returns the path as a key of OpenAPI 3.0.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for part in &self.parts {
            match part {
                PathPart::Text(text) => path.push_str(text),
                PathPart::Variable { name, .. } => {
                    path.push('{');
                    path.push_str(name);
                    path.push('}');
                }
            }
        }
        if !self.fragment.is_empty() {
            path.push('#');
            path.push_str(&self.fragment);
        }
        path
    }

    /// Returns the names of the variables in the path.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            PathPart::Variable { name, .. } => Some(name.as_str()),
            PathPart::Text(_) => None,
        })
    }

    /// Returns the names of the variables whose values can contain slashes.
    pub(super) fn names_with_slashes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            PathPart::Variable { name, spans_segments: true, .. } => Some(name.as_str()),
            PathPart::Variable { .. } | PathPart::Text(_) => None,
        })
    }

    /// Returns the variable that a parameter with a differently spelt name refers to.
    pub(super) fn variable_for(&self, parameter: &str) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            PathPart::Variable { written, name, .. }
                if name != parameter && (written == parameter || comparison_key(name) == comparison_key(parameter)) =>
            {
                Some(name.as_str())
            }
            _ => None,
        })
    }

    /// Replaces the segment that equals the name of a path parameter, plain or as `:name`, `<name>`, `[name]` or `$name`, by
    /// a variable; returns false if there is none.
    pub(super) fn insert_variable(&mut self, name: &str) -> bool {
        let spellings =
            [name.to_owned(), format!(":{name}"), format!("<{name}>"), format!("[{name}]"), format!("${name}")];
        for index in 0..self.parts.len() {
            let Some(PathPart::Text(text)) = self.parts.get(index) else { continue };
            let Some((start, end)) = find_segment(text, &spellings) else { continue };
            let before = text.get(..start).unwrap_or_default().to_owned();
            let after = text.get(end..).unwrap_or_default().to_owned();
            let variable =
                PathPart::Variable { written: name.to_owned(), name: name.to_owned(), spans_segments: false };
            let parts = [PathPart::Text(before), variable, PathPart::Text(after)];
            self.parts.splice(index..=index, parts);
            return true;
        }
        false
    }

    /// Returns a suffix that distinguishes the key from other keys with the same path.
    pub(super) fn suffix(&self, written: &str) -> String {
        let members: Vec<String> = self
            .query
            .iter()
            .map(|member| match &member.value {
                QueryValue::Fixed(text) => format!("{}={text}", member.name),
                QueryValue::Variable(_) | QueryValue::Open => member.name.clone(),
            })
            .collect();
        if members.is_empty() {
            written.replace(['{', '}', '#'], "")
        } else {
            members.join("&").replace(['{', '}', '#'], "")
        }
    }
}

impl QueryField {
    fn parse(member: &str) -> Self {
        let (name, value) = member.split_once('=').unwrap_or((member, ""));
        let inner = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
        let value = match inner {
            Some(variable) if !variable.is_empty() && !variable.contains(['{', '}']) => {
                QueryValue::Variable(variable.to_owned())
            }
            _ if value.is_empty() || value.contains(['{', '}']) => QueryValue::Open,
            _ => QueryValue::Fixed(value.to_owned()),
        };
        let name = name.trim_matches(['{', '}']);
        Self { name: name.to_owned(), value }
    }
}

/// Returns the letters and digits of a name in lowercase.
fn comparison_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Replaces the `{{name}}` of other template languages by `{name}`.
pub(in crate::upgrade) fn single_braces(template: &str) -> String {
    template.replace("{{", "{").replace("}}", "}")
}

/// Returns the distinct names of the `{name}` variables in a template.
pub(in crate::upgrade) fn variable_names(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in template.split('{').skip(1).filter_map(|part| part.split_once('}')) {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Splits a text at the first `separator` outside of braces.
fn split_outside_braces(text: &str, separator: char) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c == separator && depth == 0 => {
                let (before, after) = text.split_at(at);
                return (before, after.strip_prefix(separator).unwrap_or(after));
            }
            _ => {}
        }
    }
    (text, "")
}

/// Returns start and end of the last segment that equals one of the spellings.
fn find_segment(text: &str, spellings: &[String]) -> Option<(usize, usize)> {
    let mut found = None;
    let mut start = 0;
    for segment in text.split('/') {
        let end = start + segment.len();
        if start > 0 && spellings.iter().any(|spelling| spelling == segment) {
            found = Some((start, end));
        }
        start = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_keys_become_plain_templates() {
        for (written, path) in [
            ("/pets/{id}", "/pets/{id}"),
            ("pets", "/pets"),
            ("/pets/{{id}}", "/pets/{id}"),
            ("/pets/{id?}/toys", "/pets/{id}/toys"),
            ("/pets/{id:[0-9]+}", "/pets/{id}"),
            ("/pets/{id", "/pets/{id}"),
            ("/pets/{id/toys", "/pets/{id}/toys"),
            ("/pets/id}", "/pets/id"),
            ("{/shops/shop}/pets", "/shops/{shop}/pets"),
            ("/pets/{}", "/pets/"),
            ("/files/{+path}", "/files/{path}"),
            ("/files/{**path}", "/files/{path}"),
            ("/files/{path...}", "/files/{path}"),
            ("/files/{path:path}", "/files/{path}"),
            ("/v1/{name=shops/*}:close", "/v1/{name}:close"),
            ("/pets?kind=cat&size={size}", "/pets"),
            ("/pets{?kind,size}", "/pets"),
            ("/pets#kind", "/pets#kind"),
            ("", "/"),
        ] {
            assert_eq!(PathTemplate::parse(written).path(), path, "{written}");
        }
    }

    #[test]
    fn query_string_is_split_into_parameters() {
        let template = PathTemplate::parse("/pets?kind=cat&amp;size={s}&all&{wild}");
        let values: Vec<_> = template.query.into_iter().map(|member| (member.name, member.value)).collect();
        assert_eq!(
            values,
            [
                ("kind".to_owned(), QueryValue::Fixed("cat".to_owned())),
                ("size".to_owned(), QueryValue::Variable("s".to_owned())),
                ("all".to_owned(), QueryValue::Open),
                ("wild".to_owned(), QueryValue::Open),
            ]
        );
    }

    #[test]
    fn segment_named_like_a_parameter_becomes_a_variable() {
        let mut template = PathTemplate::parse("/zones/Id/attach/:key");
        assert!(template.insert_variable("Id"));
        assert!(template.insert_variable("key"));
        assert!(!template.insert_variable("zone"));
        assert_eq!(template.path(), "/zones/{Id}/attach/{key}");
    }
}
