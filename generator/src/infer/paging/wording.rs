//! Paging in words that a person reads.

use std::fmt;

use super::{Paging, Sign, Turning};

impl fmt::Display for Paging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.turning {
            Turning::Number { argument, first, more } => {
                write!(f, "numbered by `{}` from {first}{more}", argument.name)?;
            }
            Turning::Offset { argument, more, .. } => write!(f, "by how many items `{}` skips{more}", argument.name)?,
            Turning::Cursor { argument, next, more } => {
                write!(f, "by `{}`, which {} gives{more}", argument.name, shown(next))?;
            }
            Turning::After { argument, id, more } => {
                write!(f, "by `{}`, which is {} of the last item{more}", argument.name, shown(id))?;
            }
            Turning::Url { next, more } => write!(f, "by the URL that {} gives{more}", shown(next))?,
            Turning::Link => f.write_str("by the `Link` header")?,
        }
        match self.items.as_slice() {
            [] => f.write_str("; the answer is the list of items"),
            items => write!(f, "; the items are in {}", shown(items)),
        }
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::More(path) => write!(f, ", while {} is true", shown(path)),
            Self::Last(path) => write!(f, ", until {} is true", shown(path)),
            Self::Pages(path) => write!(f, ", as many as {} says", shown(path)),
            Self::Total(path) => write!(f, ", up to as many items as {} says", shown(path)),
            Self::Size(size) => write!(f, ", until one has fewer items than `{}`", size.name),
            Self::Open => Ok(()),
        }
    }
}

/// The way to a member in words.
#[must_use]
pub fn shown(path: &[String]) -> String {
    if path.is_empty() { "the answer".to_owned() } else { format!("`{}`", path.join(".").replace('`', "'")) }
}
