//! The version that follows from changes.

use clientsmith::diff::Level;
use semver::Version;

/// Returns the next version, with the rule of Cargo for versions 0.x: their minor version counts as the major one, and
/// every 0.0.z is incompatible with others. Pre-releases promise nothing and stay.
pub(super) fn bumped(version: &Version, level: Level) -> Version {
    if !version.pre.is_empty() || level == Level::None {
        return version.clone();
    }
    let Version { major, minor, patch, .. } = *version;
    match (major, minor, level) {
        (0, 0, _) => Version::new(0, 0, patch + 1),
        (0, _, Level::Major) => Version::new(0, minor + 1, 0),
        (0, _, _) => Version::new(0, minor, patch + 1),
        (_, _, Level::Major) => Version::new(major + 1, 0, 0),
        (_, _, Level::Minor) => Version::new(major, minor + 1, 0),
        (_, _, _) => Version::new(major, minor, patch + 1),
    }
}

/// Returns the version after changes of a level since the version `base`. A version that was set by hand stays, and no
/// version is lowered.
pub(super) fn next(current: Version, base: Option<Version>, level: Level, is_set_by_hand: bool) -> Version {
    match base {
        Some(base) if !is_set_by_hand => bumped(&base, level).max(current),
        _ => current,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("a version")
    }

    #[test]
    fn next_version_follows_the_rules_of_cargo() {
        let cases = [
            ("1.2.3", ["1.2.4", "1.3.0", "2.0.0"]),
            ("0.2.3", ["0.2.4", "0.2.4", "0.3.0"]),
            ("0.0.3", ["0.0.4", "0.0.4", "0.0.4"]),
            ("1.0.0-beta.1", ["1.0.0-beta.1"; 3]),
        ];
        for (from, expected) in cases {
            let next =
                [Level::Patch, Level::Minor, Level::Major].map(|level| bumped(&version(from), level).to_string());
            assert_eq!(next, expected, "{from}");
        }
    }

    #[test]
    fn version_is_neither_lowered_nor_bumped_twice() {
        let next =
            |current: &str, base: &str, level| next(version(current), Some(version(base)), level, false).to_string();
        assert_eq!(next("0.1.0", "0.1.0", Level::Major), "0.2.0");
        // Before the commit of the first change.
        assert_eq!(next("0.2.0", "0.1.0", Level::Major), "0.2.0");
        assert_eq!(next("0.2.0", "0.1.0", Level::Patch), "0.2.0");
        assert_eq!(super::next(version("0.9.0"), Some(version("0.1.0")), Level::Major, true), version("0.9.0"));
        assert_eq!(super::next(version("0.1.0"), None, Level::Major, false), version("0.1.0"));
    }
}
