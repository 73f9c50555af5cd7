//! Why a call is not sent: it has not the credentials that it takes, or they must not go where it goes.

use std::fmt;

/// The client lacks a credential for a call, or a secret must not go where the call goes. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialError(Problem);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Missing(Vec<Vec<&'static str>>),
    PlainHttp { host: String, what: &'static str },
}

impl CredentialError {
    pub(super) fn missing(ways: Vec<Vec<&'static str>>) -> Self {
        Self(Problem::Missing(ways))
    }

    pub(super) fn plain_http(host: &str) -> Self {
        Self(Problem::PlainHttp { host: host.to_owned(), what: "the call has a secret and" })
    }

    /// The same, said of the request for a token.
    pub(crate) fn of_token(self) -> Self {
        match self.0 {
            Problem::PlainHttp { host, .. } => Self(Problem::PlainHttp { host, what: "the request for a token" }),
            missing @ Problem::Missing(_) => Self(missing),
        }
    }

    /// The credentials that the client lacks, by the names of the builder's setters: those of one of these lists are
    /// enough. Empty where it lacks none.
    #[must_use]
    pub fn missing_credentials(&self) -> &[Vec<&'static str>] {
        match &self.0 {
            Problem::Missing(ways) => ways,
            Problem::PlainHttp { .. } => &[],
        }
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Missing(ways) => {
                let quoted = |way: &Vec<&str>| way.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
                let ways: Vec<String> = ways.iter().map(|way| quoted(way).join(" and ")).collect();
                write!(f, "the client lacks a credential that the call takes: give its builder {}", ways.join(", or "))
            }
            Problem::PlainHttp { host, what } => write!(
                f,
                "{what} goes over plain http to `{host}`, where everyone on the way can read along: use https, or \
                 allow it with `allow_plain_http({host:?})`"
            ),
        }
    }
}

impl std::error::Error for CredentialError {}
