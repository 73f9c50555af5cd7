//! Where a request with a secret may go: over https anywhere, over plain http to this machine, and to hosts that the
//! caller allows by name.

use std::net::IpAddr;

use url::Url;

use super::CredentialError;

/// The hosts that secrets may go to over plain http, as URLs write them.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlainHosts(Vec<String>);

impl PlainHosts {
    /// Allows a host, by its name or address.
    pub(super) fn allow(&mut self, host: &str) {
        let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
        let url = if bare.matches(':').count() > 1 { format!("http://[{bare}]") } else { format!("http://{bare}") };
        let host = Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.0.extend(host);
    }

    /// Whether a secret may go to a URL.
    pub(crate) fn check(&self, url: &Url) -> Result<(), CredentialError> {
        let host = url.host_str().unwrap_or_default();
        if url.scheme() == "https" || is_here(host) || self.0.iter().any(|allowed| allowed == host) {
            return Ok(());
        }
        Err(CredentialError::plain_http(host))
    }
}

/// Whether the host of a URL is this machine.
pub(crate) fn is_here(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    address.parse().map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_plain_http_to_this_machine_and_where_they_are_allowed() {
        let mut hosts = PlainHosts::default();
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
            let told = hosts.check(&Url::parse(url).unwrap()).unwrap_err().to_string();
            assert!(told.contains("over plain http") && told.contains("allow_plain_http"), "{told}");
        }
    }
}
