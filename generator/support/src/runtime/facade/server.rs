//! The servers of an API and their URL templates.

use std::fmt;

/// A server of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server(String);

impl Server {
    pub(crate) fn from_url(url: &'static str) -> Self {
        Self(url.to_owned())
    }

    /// Creates the server of a URL template. Values of variables are inserted without escaping.
    pub(crate) fn from_template(template: &'static str, values: &[(&str, &str)]) -> Self {
        let mut url = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            url.push_str(before);
            let value = after.split_once('}').and_then(|(name, rest)| {
                let (_, value) = values.iter().find(|(other, _)| *other == name)?;
                Some((*value, rest))
            });
            let (value, after) = value.unwrap_or(("{", after));
            url.push_str(value);
            rest = after;
        }
        url.push_str(rest);
        Self(url)
    }

    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl From<Server> for String {
    fn from(server: Server) -> Self {
        server.0
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_once() {
        let values = [("scheme", "http"), ("host", "{scheme}.example:8080"), ("path", "a/b")];
        let table = [
            ("{scheme}://{host}/{path}", "http://{scheme}.example:8080/a/b"),
            ("https://pets.example", "https://pets.example"),
            ("https://{other}.example/{path}{", "https://{other}.example/a/b{"),
            ("{path}{path}", "a/ba/b"),
        ];
        for (template, url) in table {
            assert_eq!(Server::from_template(template, &values).url(), url);
        }
    }
}
