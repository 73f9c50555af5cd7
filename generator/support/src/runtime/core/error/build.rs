//! The error of an invalid client configuration.

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
