//! URLs of servers, and the requests that they receive.

use super::pattern::Pattern;
use crate::learn::exchange::{RecordedSegment, RequestTarget};

/// The URL of a server.
#[derive(Debug, Clone)]
pub(super) struct RecordedBase {
    host: Host,
    /// The segments of the base path.
    path: Vec<Pattern>,
}

#[derive(Debug, Clone)]
enum Host {
    /// The URL is relative: the document does not say where the API is.
    Any,
    /// Loopback, or the recording has no host.
    Loopback,
    /// Host and port. The scheme does not matter.
    Authority(Pattern),
}

impl RecordedBase {
    /// Parses the URL of a server, with variables in braces. Returns `None` for a URL with a scheme but no host.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = match url.split_once("://").or_else(|| Some(("", url.strip_prefix("//")?))) {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
                let authority = without_default_port(scheme, authority);
                if authority.is_empty() {
                    return None;
                }
                (Host::Authority(Pattern::parse(&authority)), path)
            }
            None => (Host::Any, url),
        };
        let path = path.split('/').filter(|segment| !segment.is_empty()).map(Pattern::parse).collect();
        Some(Self { host, path })
    }

    /// Returns the root of any server on loopback, and of recordings without a host.
    pub(super) fn loopback() -> Self {
        Self { host: Host::Loopback, path: Vec::new() }
    }

    /// Returns true if the URL names a host.
    pub(super) fn has_host(&self) -> bool {
        matches!(self.host, Host::Authority(_))
    }

    /// Returns the number of segments of the base path.
    pub(super) fn len(&self) -> usize {
        self.path.len()
    }

    /// Returns the segments of a request after the base path, or `None` if the server does not receive it.
    pub(super) fn strip<'t>(&self, target: &'t RequestTarget) -> Option<&'t [RecordedSegment]> {
        let fits = match (&self.host, &target.origin) {
            (Host::Any, _) | (_, None) => true,
            (_, Some(origin)) if is_loopback(origin) => true,
            (Host::Loopback, Some(_)) => false,
            (Host::Authority(pattern), Some(origin)) => {
                let (scheme, authority) = origin.split_once("://").unwrap_or(("", origin));
                pattern.arguments(&without_default_port(scheme, authority)).is_some()
            }
        };
        let (base, rest) = target.segments.split_at_checked(self.path.len()).filter(|_| fits)?;
        let is_base = base.iter().zip(&self.path).all(|(segment, pattern)| match segment {
            RecordedSegment::Value(value) => pattern.arguments(value).is_some(),
            RecordedSegment::Parameter(_) => pattern.as_literal().is_none(),
        });
        is_base.then_some(rest)
    }
}

/// Returns a host in lower case without its user and the default port of the scheme.
fn without_default_port(scheme: &str, authority: &str) -> String {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let port = if scheme.eq_ignore_ascii_case("http") { ":80" } else { ":443" };
    let host = if host.contains('{') { host.to_owned() } else { host.to_ascii_lowercase() };
    host.strip_suffix(port).map_or(host.clone(), str::to_owned)
}

fn is_loopback(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let host = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
    host.is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
}
