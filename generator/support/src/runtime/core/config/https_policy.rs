//! The policy for requests with secrets: HTTPS, loopback, or hosts that the caller allows.

use std::net::IpAddr;

use url::Url;

use super::super::error::CredentialError;

/// The hosts that may receive secrets over plain HTTP.
#[derive(Debug, Clone, Default)]
pub(crate) struct InsecureHosts(Vec<String>);

impl InsecureHosts {
    /// Allows a host name or address.
    pub(crate) fn allow(&mut self, host: &str) {
        let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
        let url = if bare.matches(':').count() > 1 { format!("http://[{bare}]") } else { format!("http://{bare}") };
        let host = Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.0.extend(host);
    }

    /// Checks that a URL may receive secrets.
    pub(crate) fn check(&self, url: &Url) -> Result<(), CredentialError> {
        let host = url.host_str().unwrap_or_default();
        if url.scheme() == "https" || is_loopback(host) || self.0.iter().any(|allowed| allowed == host) {
            return Ok(());
        }
        Err(CredentialError::plain_http(host))
    }
}

/// Returns true for loopback hosts.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    address.parse().map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_requires_loopback_or_an_allowed_host() {
        let mut hosts = InsecureHosts::default();
        for host in ["Pets.Example", "10.0.0.7", "fe80::1", "[2001:db8::1]"] {
            hosts.allow(host);
        }
        let open = [
            "https://elsewhere.example",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:80",
            "http://127.1",
            "http://LOCALHOST/a",
            "http://pets.example:8080/a",
            "http://10.0.0.7",
            "http://[fe80::1]",
            "http://[2001:db8::1]:81",
        ];
        for url in open {
            assert_eq!(hosts.check(&Url::parse(url).unwrap()), Ok(()), "{url}");
        }
        for url in ["http://elsewhere.example", "http://a.pets.example", "http://localhost.example", "http://128.0.0.1"]
        {
            let message = hosts.check(&Url::parse(url).unwrap()).unwrap_err().to_string();
            assert!(message.contains("plain HTTP") && message.contains("allow_http"), "{message}");
        }
    }
}
