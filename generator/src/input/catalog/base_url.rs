//! Base URLs, parsed leniently and normalized.

use std::fmt;

/// The base URL of an API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaseUrl {
    /// The scheme in lower case; `None` if the URL has none.
    pub scheme: Option<String>,
    /// The host in lower case, with the port unless it is the default of the scheme.
    pub host: String,
    /// The path without empty segments and trailing `/`; empty for the root.
    pub path: String,
}

impl BaseUrl {
    /// Parses a URL: `https://api.example.com//v1/` is read as `https://api.example.com/v1`. Returns `None` without a host.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let (scheme, rest) = match written.trim().split_once("//") {
            Some((scheme, rest)) => (scheme.strip_suffix(':').unwrap_or(scheme).to_ascii_lowercase(), rest),
            None => (String::new(), written.trim()),
        };
        if scheme.contains(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)) {
            return None;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at_checked(end)?;
        let host = without_default_port(&scheme, &host.to_ascii_lowercase());
        if host.is_empty() || host.contains(char::is_whitespace) {
            return None;
        }
        Some(Self { scheme: (!scheme.is_empty()).then_some(scheme), host, path: normalize_path(path) })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = &self.scheme {
            write!(f, "{scheme}:")?;
        }
        write!(f, "//{}{}", self.host, self.path)
    }
}

/// Removes empty segments, the trailing `/`, the query and the fragment.
fn normalize_path(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|part| !part.is_empty()).fold(String::new(), |path, part| path + "/" + part)
}

fn without_default_port(scheme: &str, host: &str) -> String {
    let default = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return host.to_owned(),
    };
    host.strip_suffix(default).unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loosely_written_urls_are_normalized() {
        let table = [
            ("https://api.stackexchange.com//2.2", "https://api.stackexchange.com/2.2"),
            ("https://api.example.com", "https://api.example.com"),
            (" HTTP://API.example.com:80/v1// ", "http://api.example.com/v1"),
            ("https://api.example.com:8443/v1?key={key}#top", "https://api.example.com:8443/v1"),
            ("://api.example.com//", "//api.example.com"),
            ("//api.example.com/v1", "//api.example.com/v1"),
            ("api.example.com/v1", "//api.example.com/v1"),
            ("https://{region}.example.com/{stage}", "https://{region}.example.com/{stage}"),
        ];
        for (written, clean) in table {
            assert_eq!(BaseUrl::parse(written).map(|url| url.to_string()).as_deref(), Some(clean), "{written}");
        }
    }

    #[test]
    fn text_without_host_is_not_a_base_url() {
        for written in ["", ":///", "https:///", "https:///v1", "/v1", "see the docs", "a page: https://a"] {
            assert_eq!(BaseUrl::parse(written), None, "{written}");
        }
    }
}
