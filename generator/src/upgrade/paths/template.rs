//! A path key, read: its path with plain `{name}` templates, and the query string that was written into it.
//!
//! The key comes in as its author wrote it. It must not know the document around it.

/// A path key, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
    /// The members of a query string in the key.
    pub(super) query: Vec<Query>,
    fragment: String,
}

/// A piece of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable {
        /// What stood between the braces.
        written: String,
        name: String,
    },
}

/// One member of a query string in a path key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// The name that is sent.
    pub(super) name: String,
    /// What follows the `=`.
    pub(super) value: QueryValue,
}

/// The value of such a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum QueryValue {
    /// Always the same text.
    Fixed(String),
    /// `{name}`: a declared parameter.
    Variable(String),
    /// Nothing, or a mixture.
    Open,
}

impl Template {
    /// Reads a key.
    pub(super) fn read(key: &str) -> Self {
        let key = key.replace("&nbsp;", " ").replace("&amp;", "&");
        let (key, fragment) = split_outside_braces(key.trim(), '#');
        let (path, query) = split_outside_braces(key, '?');
        let mut template = Self { parts: Vec::new(), query: Vec::new(), fragment: fragment.to_owned() };
        template.read_path(path);
        template.query.extend(query.split('&').filter(|member| !member.is_empty()).map(Query::read));
        template
    }

    fn read_path(&mut self, path: &str) {
        let mut rest = path.replace("{{", "{").replace("}}", "}");
        if !rest.starts_with('/') && !rest.starts_with("{/") {
            rest.insert(0, '/');
        }
        let mut rest = rest.as_str();
        while let Some((text, after)) = rest.split_once('{') {
            self.push_text(&text.replace('}', ""));
            // A brace that is never closed ends with its segment, unless the segment's text begins there.
            let end = after.find('}').or_else(|| after.find('/').filter(|at| *at > 0)).unwrap_or(after.len());
            let (written, after) = after.split_at(end);
            self.push_variable(written);
            rest = after.strip_prefix('}').unwrap_or(after);
        }
        self.push_text(&rest.replace('}', ""));
    }

    fn push_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.parts.push(Part::Text(text.to_owned()));
        }
    }

    /// What is seen between braces: a name, `name?`, `name*`, `+name`, `name:regex`, `/text/name`, `?name,name`.
    fn push_variable(&mut self, written: &str) {
        if let Some(names) = written.strip_prefix(['?', '&']) {
            let names = names.split(',').map(|name| name.trim().trim_end_matches('*'));
            self.query.extend(
                names
                    .filter(|name| !name.is_empty())
                    .map(|name| Query { name: name.to_owned(), value: QueryValue::Open }),
            );
            return;
        }
        let bare = written.split_once(':').map_or(written, |(name, _)| name);
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
            self.parts.push(Part::Variable { written: written.to_owned(), name: name.to_owned() });
        }
    }

    /// The path as a 3.0 key.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => path.push_str(text),
                Part::Variable { name, .. } => {
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

    /// The names of the variables in the path.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable { name, .. } => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The variable that a parameter of this name was meant for, where its name is not the variable's.
    pub(super) fn meant_by(&self, parameter: &str) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Variable { written, name }
                if name != parameter && (written == parameter || plain(name) == plain(parameter)) =>
            {
                Some(name.as_str())
            }
            _ => None,
        })
    }

    /// Makes a variable of the segment that is the name of a path parameter, bare or marked as other notations do.
    pub(super) fn adopt(&mut self, name: &str) -> bool {
        let spellings =
            [name.to_owned(), format!(":{name}"), format!("<{name}>"), format!("[{name}]"), format!("${name}")];
        for index in 0..self.parts.len() {
            let Some(Part::Text(text)) = self.parts.get(index) else { continue };
            let Some((start, end)) = find_segment(text, &spellings) else { continue };
            let before = text.get(..start).unwrap_or_default().to_owned();
            let after = text.get(end..).unwrap_or_default().to_owned();
            let variable = Part::Variable { written: name.to_owned(), name: name.to_owned() };
            let parts = [Part::Text(before), variable, Part::Text(after)];
            self.parts.splice(index..=index, parts);
            return true;
        }
        false
    }

    /// What tells this key from another with the same path, without braces.
    pub(super) fn distinction(&self, written: &str) -> String {
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

impl Query {
    fn read(member: &str) -> Self {
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

/// A name without what its spellings differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Cuts at the first `mark` that stands in no braces; the second half is without it.
fn split_outside_braces(text: &str, mark: char) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c == mark && depth == 0 => {
                let (before, after) = text.split_at(at);
                return (before, after.strip_prefix(mark).unwrap_or(after));
            }
            _ => {}
        }
    }
    (text, "")
}

/// Start and end of the last segment that is one of the spellings.
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
    fn keys_become_plain_templates() {
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
            ("/pets?kind=cat&size={size}", "/pets"),
            ("/pets{?kind,size}", "/pets"),
            ("/pets#kind", "/pets#kind"),
            ("", "/"),
        ] {
            assert_eq!(Template::read(written).path(), path, "{written}");
        }
    }

    #[test]
    fn a_query_string_is_read_member_by_member() {
        let template = Template::read("/pets?kind=cat&amp;size={s}&all&{wild}");
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
    fn a_segment_named_as_a_parameter_becomes_its_variable() {
        let mut template = Template::read("/zones/Id/attach/:key");
        assert!(template.adopt("Id"));
        assert!(template.adopt("key"));
        assert!(!template.adopt("zone"));
        assert_eq!(template.path(), "/zones/{Id}/attach/{key}");
    }
}
