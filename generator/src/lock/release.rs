//! The release of a client: a section of the lock that generations keep as it is.

use serde_json::{Map, Value, json};

use super::source::{InvalidMember, MemberReader, is_sha256};

/// The version of a client, and the API that it had when the version was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedRelease {
    /// The version.
    pub version: String,
    /// The SHA-256 hash of the outline, in lower case hexadecimal digits.
    pub api: String,
}

const KEYS: [&str; 2] = ["api", "version"];

impl LockedRelease {
    /// Returns the release as the mapping of the section.
    pub(super) fn to_members(&self) -> Map<String, Value> {
        [("api", &self.api), ("version", &self.version)]
            .into_iter()
            .map(|(key, value)| (key.to_owned(), json!(value)))
            .collect()
    }

    /// Reads the mapping of the section; the error lists all invalid members.
    pub(super) fn from_members(members: &Map<String, Value>) -> Result<Self, Vec<InvalidMember>> {
        let mut reader = MemberReader::new(members, "release", &KEYS);
        let api = reader.required("api", "a SHA-256 hash in 64 lower case hexadecimal digits", is_sha256);
        let version = reader.required("version", "a version such as `1.2.0`", is_version);
        reader.finish().map(|()| Self { version, api })
    }
}

/// Returns true for a text that starts with three numbers.
fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u64>().is_ok())
}
