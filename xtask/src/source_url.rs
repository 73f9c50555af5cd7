//! URLs that documents are fetched from: `https`, or plain `http` to loopback.

use url::{Host, Url};

/// The URL of a document, without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceUrl(Url);

impl SourceUrl {
    /// Parses a URL; the error is a message without the URL, which can contain a password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("it is not an absolute URL: {error}"))?;
        Self::check(url)
    }

    /// Returns the target of a redirect: `https`, or plain `http` to loopback if this URL is.
    pub(crate) fn redirect(&self, location: &str) -> Result<Self, String> {
        let url = self.0.join(location).map_err(|error| format!("its target is not a URL: {error}"))?;
        if self.is_encrypted() && url.scheme() != "https" {
            return Err(format!("it leads from `https` to `{}`", url.scheme()));
        }
        Self::check(url)
    }

    fn check(url: Url) -> Result<Self, String> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it contains a user name or password".to_owned());
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err("plain `http` is allowed only to loopback".to_owned()),
            other => Err(format!("its scheme is `{other}`")),
        }
    }

    /// Returns the URL as text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns true if the host is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> SourceUrl {
        SourceUrl::parse(text).expect("the URL is valid")
    }

    #[test]
    fn plain_http_is_allowed_only_to_loopback() {
        for text in
            ["https://a.example/x", "http://127.0.0.1:1/x", "http://127.9.8.7/", "http://[::1]:1/", "http://LOCALHOST/"]
        {
            assert!(SourceUrl::parse(text).is_ok(), "{text}");
        }
        for (text, error) in [
            ("http://a.example/x", "plain `http` is allowed only to loopback"),
            ("http://localhost.a.example/x", "plain `http` is allowed only to loopback"),
            ("http://128.0.0.1/", "plain `http` is allowed only to loopback"),
            ("http://[::2]/", "plain `http` is allowed only to loopback"),
            ("file:///etc/passwd", "its scheme is `file`"),
            ("pets.yaml", "it is not an absolute URL: relative URL without a base"),
            ("https://", "it is not an absolute URL: empty host"),
            ("https://user@a.example/", "it contains a user name or password"),
            ("https://:secret@a.example/", "it contains a user name or password"),
        ] {
            assert_eq!(SourceUrl::parse(text), Err(error.to_owned()), "{text}");
        }
    }

    #[test]
    fn redirect_keeps_the_encryption() {
        let (remote, local) = (url("https://a.example/v1/pets"), url("http://127.0.0.1:8080/pets"));
        assert_eq!(remote.redirect("../v2/pets"), Ok(url("https://a.example/v2/pets")));
        assert_eq!(remote.redirect("//b.example/pets"), Ok(url("https://b.example/pets")));
        assert_eq!(local.redirect("https://b.example/"), Ok(url("https://b.example/")));
        assert_eq!(local.redirect("http://localhost/"), Ok(url("http://localhost/")));
        for (from, to, error) in [
            (&remote, "http://a.example/", "it leads from `https` to `http`"),
            (&remote, "http://127.0.0.1/", "it leads from `https` to `http`"),
            (&local, "http://a.example/", "plain `http` is allowed only to loopback"),
            (&local, "ftp://127.0.0.1/", "its scheme is `ftp`"),
            (&local, "http://a:b@127.0.0.1/", "it contains a user name or password"),
            (&local, "http://[/", "its target is not a URL: invalid IPv6 address"),
        ] {
            assert_eq!(from.redirect(to), Err(error.to_owned()), "{to}");
        }
    }
}
