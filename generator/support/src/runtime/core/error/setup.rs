//! The errors of calls that are not sent because of the client's settings.

use std::fmt;
use std::sync::Arc;

/// The client could not be built: a setting is missing or invalid.
#[derive(Debug, Clone)]
pub struct BuildError {
    problem: String,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl BuildError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), source: None }
    }

    pub(crate) fn with_source(
        problem: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self { problem: problem.into(), source: Some(Arc::new(source)) }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|error| error as _)
    }
}

/// A credential is missing, or must not be sent to this URL. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialError(CredentialErrorKind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum CredentialErrorKind {
    Missing(Vec<Vec<&'static str>>),
    PlainHttp { host: String, what: &'static str },
}

impl CredentialError {
    pub(crate) fn missing(alternatives: Vec<Vec<&'static str>>) -> Self {
        Self(CredentialErrorKind::Missing(alternatives))
    }

    pub(crate) fn plain_http(host: &str) -> Self {
        Self(CredentialErrorKind::PlainHttp { host: host.to_owned(), what: "secrets" })
    }

    #[cfg(feature = "tokens")]
    /// Converts the error of a call into that of its token request.
    pub(crate) fn for_token_request(self) -> Self {
        match self.0 {
            CredentialErrorKind::PlainHttp { host, .. } => {
                Self(CredentialErrorKind::PlainHttp { host, what: "token requests" })
            }
            missing @ CredentialErrorKind::Missing(_) => Self(missing),
        }
    }

    /// Returns the missing credentials as alternatives, each a list of builder setters. Empty if none is missing.
    pub fn missing_credentials(&self) -> &[Vec<&'static str>] {
        match &self.0 {
            CredentialErrorKind::Missing(alternatives) => alternatives,
            CredentialErrorKind::PlainHttp { .. } => &[],
        }
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            CredentialErrorKind::Missing(alternatives) => {
                let quoted = |names: &Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
                let alternatives: Vec<String> = alternatives.iter().map(|names| quoted(names).join(" and ")).collect();
                write!(f, "missing credential: set {} on the client builder", alternatives.join(", or "))
            }
            CredentialErrorKind::PlainHttp { host, what } => write!(
                f,
                "{what} must not be sent over plain HTTP to `{host}`: use https, or allow the host with \
                 `allow_http({host:?})`"
            ),
        }
    }
}

impl std::error::Error for CredentialError {}
