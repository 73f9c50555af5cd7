//! The version of a client: its setting, and its value in a manifest.

use std::fs;
use std::path::Path;

use semver::Version;
use serde::Deserialize;
use serde::de::Error as _;

/// The release settings of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReleaseSettings {
    pub(crate) version: VersionSetting,
    /// `true` if changes are added to `CHANGELOG.md`.
    pub(crate) changelog: bool,
}

impl ReleaseSettings {
    /// Returns the version with which a client is generated at first.
    pub(crate) fn initial_version(&self, out: &Path) -> Option<String> {
        match &self.version {
            VersionSetting::None => None,
            VersionSetting::Fixed(version) => Some(version.to_string()),
            VersionSetting::Auto => version_of(&out.join("Cargo.toml")).map(|version| version.to_string()),
        }
    }
}

/// The value of `version` in `clients.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum VersionSetting {
    /// The version is not configured.
    #[default]
    None,
    /// The next version is set after changes.
    Auto,
    /// A version set by hand.
    Fixed(Version),
}

impl<'de> Deserialize<'de> for VersionSetting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "auto" {
            return Ok(Self::Auto);
        }
        let invalid = || D::Error::custom("`version` must be \"auto\", or a version such as \"1.2.0\"");
        Version::parse(&text).map(Self::Fixed).map_err(|_| invalid())
    }
}

#[derive(Deserialize)]
struct Manifest {
    package: ManifestPackage,
}

#[derive(Deserialize)]
struct ManifestPackage {
    version: Version,
}

/// Returns the version in a manifest; `None` if it does not exist or has none.
pub(crate) fn version_of(path: &Path) -> Option<Version> {
    parse_manifest(&fs::read_to_string(path).ok()?)
}

/// Returns the version in the text of a manifest.
pub(crate) fn parse_manifest(text: &str) -> Option<Version> {
    toml::from_str::<Manifest>(text).ok().map(|manifest| manifest.package.version)
}
