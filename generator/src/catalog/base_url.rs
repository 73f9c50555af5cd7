//! A loosely written base URL in; its scheme, host and path out.

use std::fmt;

/// Where the requests of an API go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaseUrl {
    /// In lower case; absent where none is written.
    pub scheme: Option<String>,
    /// Host, in lower case, and port if it is written and not the scheme's own.
    pub host: String,
    /// Empty, or `/`-led without a `/` at its end and without empty parts.
    pub path: String,
}

impl BaseUrl {
    /// Reads `https://api.example.com//v1/` as `https://api.example.com/v1`. `None` where no host is named.
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
        let host = without_own_port(&scheme, &host.to_ascii_lowercase());
        if host.is_empty() || host.contains(char::is_whitespace) {
            return None;
        }
        Some(Self { scheme: (!scheme.is_empty()).then_some(scheme), host, path: clean_path(path) })
    }

    /// Whether both name the same host and path, whatever their schemes.
    #[must_use]
    pub fn same_place(&self, other: &Self) -> bool {
        self.host == other.host && self.path == other.path
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

/// A path without empty parts, without a `/` at its end, and without query and fragment.
fn clean_path(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|part| !part.is_empty()).fold(String::new(), |clean, part| clean + "/" + part)
}

fn without_own_port(scheme: &str, host: &str) -> String {
    let own = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return host.to_owned(),
    };
    host.strip_suffix(own).unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loose_urls_are_cleaned() {
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
    fn what_names_no_host_is_no_base_url() {
        for written in ["", ":///", "https:///", "https:///v1", "/v1", "see the docs", "a page: https://a"] {
            assert_eq!(BaseUrl::parse(written), None, "{written}");
        }
    }
}
