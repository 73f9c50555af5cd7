//! Calibration data: counts over public API descriptions with declared types, and the confidences derived from them.
//!
//! `cargo xtask calibrate` writes `figures.tsv`; its header names the source of the counts. Each provider counts once,
//! no matter how many documents it publishes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{InferredType, Scalar};

/// The basis of a rule's confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleBasis {
    /// The counts of the rule. Declared strings are ignored, see [`RuleRecord::confidence`].
    Counted,
    /// The counts of the rule, including declared strings.
    CountedWithStrings,
    /// The counts of the words that the rule matched.
    Tallied,
    /// A specification or an explicit statement of the author. The percentage allows for misreadings.
    Stated(u8),
}

impl RuleBasis {
    /// Returns true if `figures.tsv` has a row for the rule.
    pub(super) fn is_counted(self) -> bool {
        match self {
            Self::Counted | Self::CountedWithStrings => true,
            Self::Tallied | Self::Stated(_) => false,
        }
    }
}

/// The types that the counts distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeclaredType {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `array`, of anything
    Array,
}

/// The number of occurrences of each type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TypeTally {
    /// Strings.
    pub string: u32,
    /// Integers.
    pub integer: u32,
    /// Other numbers.
    pub number: u32,
    /// Booleans.
    pub boolean: u32,
    /// Arrays.
    pub array: u32,
}

/// The tables of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TallyTable {
    /// Complete names, words joined, outside of the path.
    Name,
    /// First words of names with several words, outside of the path.
    First,
    /// Last words of names with several words, outside of the path.
    Last,
    /// Complete names in the path.
    PathName,
    /// First words of names with several words, in the path.
    PathFirst,
    /// Last words of names with several words, in the path.
    PathLast,
    /// The first two or three words of a description, for any location.
    Begins,
}

/// The counts of a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleRecord {
    /// The number of providers that agree.
    pub right: u32,
    /// The number of providers to which the rule applies.
    pub of: u32,
    /// The number of disagreeing providers that declare a string where the rule infers another type.
    pub strings: u32,
}

/// The contents of `figures.tsv`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures<'t> {
    /// The number of documents by provider.
    pub providers: BTreeMap<&'t str, u32>,
    /// The counts by rule.
    pub rules: BTreeMap<&'t str, RuleRecord>,
    /// The number of providers by type, for each key of each table.
    pub tallies: BTreeMap<TallyTable, BTreeMap<&'t str, TypeTally>>,
}

/// The calibration data of the built-in `figures.tsv`.
pub static FIGURES: LazyLock<Figures<'static>> = LazyLock::new(|| {
    // A test checks the format of the file. Without data, all counted rules have a confidence of zero.
    Figures::parse(include_str!("figures.tsv")).unwrap_or_default()
});

/// Returns the confidence of a rule, in percent.
#[must_use]
pub(super) fn confidence(rule: &str, basis: RuleBasis) -> u8 {
    match basis {
        RuleBasis::Stated(percent) => percent,
        // The findings carry their own confidence.
        RuleBasis::Tallied => 0,
        RuleBasis::Counted => FIGURES.rules.get(rule).map_or(0, RuleRecord::confidence),
        RuleBasis::CountedWithStrings => FIGURES.rules.get(rule).map_or(0, RuleRecord::confidence_among_all),
    }
}

/// Returns the counts of a key; `None` if too few providers use it or they disagree.
#[must_use]
pub fn tally(table: TallyTable, key: &str) -> Option<TypeTally> {
    FIGURES.tallies.get(&table)?.get(key).copied()
}

impl DeclaredType {
    /// All types.
    pub const ALL: &[Self] = &[Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Array];

    /// Returns the type of an inferred type.
    #[must_use]
    pub fn from_inferred(inferred: &InferredType) -> Self {
        match inferred {
            InferredType::Scalar { kind: Scalar::String, .. } => Self::String,
            InferredType::Scalar { kind: Scalar::Integer, .. } => Self::Integer,
            InferredType::Scalar { kind: Scalar::Number, .. } => Self::Number,
            InferredType::Scalar { kind: Scalar::Boolean, .. } => Self::Boolean,
            InferredType::List { .. } => Self::Array,
        }
    }

    /// Returns the name in OpenAPI.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
        }
    }
}

impl TypeTally {
    /// Returns the number of occurrences of a type.
    #[must_use]
    pub fn count(&self, kind: DeclaredType) -> u32 {
        match kind {
            DeclaredType::String => self.string,
            DeclaredType::Integer => self.integer,
            DeclaredType::Number => self.number,
            DeclaredType::Boolean => self.boolean,
            DeclaredType::Array => self.array,
        }
    }

    /// Adds occurrences of a type.
    pub(super) fn add(&mut self, kind: DeclaredType, more: u32) {
        let count = match kind {
            DeclaredType::String => &mut self.string,
            DeclaredType::Integer => &mut self.integer,
            DeclaredType::Number => &mut self.number,
            DeclaredType::Boolean => &mut self.boolean,
            DeclaredType::Array => &mut self.array,
        };
        *count += more;
    }

    /// Returns the number of all occurrences.
    #[must_use]
    pub fn total(&self) -> u32 {
        DeclaredType::ALL.iter().map(|kind| self.count(*kind)).sum()
    }

    /// Returns the most common type; `None` if there is a tie or no occurrence.
    #[must_use]
    pub fn commonest(&self) -> Option<DeclaredType> {
        let most = DeclaredType::ALL.iter().map(|kind| self.count(*kind)).max().filter(|most| *most > 0)?;
        let mut commonest = DeclaredType::ALL.iter().filter(|kind| self.count(**kind) == most);
        commonest.next().filter(|_| commonest.next().is_none()).copied()
    }

    /// Returns the confidence that another provider uses this type, in percent: the lower bound of its share.
    #[must_use]
    pub fn confidence(&self, kind: DeclaredType) -> u8 {
        percent(lower_bound(self.count(kind), self.total()))
    }
}

impl RuleRecord {
    /// Returns the confidence that another provider agrees, in percent. Providers that declare a string instead are
    /// ignored: a string is often declared without thought, so it is weak evidence against another type.
    #[must_use]
    pub fn confidence(&self) -> u8 {
        percent(lower_bound(self.right, self.of - self.strings))
    }

    /// Returns the confidence with all providers counted.
    #[must_use]
    pub fn confidence_among_all(&self) -> u8 {
        percent(lower_bound(self.right, self.of))
    }
}

impl TallyTable {
    /// All tables.
    pub const ALL: &[Self] =
        &[Self::Name, Self::First, Self::Last, Self::PathName, Self::PathFirst, Self::PathLast, Self::Begins];

    /// Returns the name in the rows of the file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::First => "first",
            Self::Last => "last",
            Self::PathName => "path-name",
            Self::PathFirst => "path-first",
            Self::PathLast => "path-last",
            Self::Begins => "begins",
        }
    }
}

impl<'t> Figures<'t> {
    /// Parses the file.
    ///
    /// # Errors
    /// Returns an error that names the line if a line is not a comment or a valid row, or repeats a key.
    pub fn parse(text: &'t str) -> Result<Self, String> {
        let mut figures = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
            figures.add_row(line).ok_or_else(|| format!("line {}: {line:?} is not a valid row", at + 1))?;
        }
        Ok(figures)
    }

    fn add_row(&mut self, line: &'t str) -> Option<()> {
        let mut cells = line.split('\t');
        let (what, key) = (cells.next()?, cells.next().filter(|key| !key.is_empty())?);
        let counts: Vec<u32> = cells.map(str::parse).collect::<Result<_, _>>().ok()?;
        let is_new = match (what, counts.as_slice()) {
            ("provider", &[documents]) => self.providers.insert(key, documents).is_none(),
            ("rule", &[right, of, strings]) if right.checked_add(strings).is_some_and(|sum| sum <= of) => {
                self.rules.insert(key, RuleRecord { right, of, strings }).is_none()
            }
            (table, &[string, integer, number, boolean, array]) => {
                let table = TallyTable::ALL.iter().find(|known| known.as_str() == table)?;
                let tally = TypeTally { string, integer, number, boolean, array };
                self.tallies.entry(*table).or_default().insert(key, tally).is_none()
            }
            _ => false,
        };
        is_new.then_some(())
    }
}

/// Returns the lower bound of the one-sided 90 % Wilson score interval of a proportion.
#[must_use]
fn lower_bound(right: u32, of: u32) -> f64 {
    const Z: f64 = 1.2816;
    if of == 0 {
        return 0.0;
    }
    let (n, share) = (f64::from(of), f64::from(right) / f64::from(of));
    let centre = share + Z * Z / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    (centre - spread) / (1.0 + Z * Z / n)
}

/// Converts a proportion to percent, at most 99.
#[must_use]
pub(super) fn percent(share: f64) -> u8 {
    (share * 100.0).round().clamp(0.0, 99.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_bound_grows_with_the_sample_size() {
        let table = [(0, 0, 0), (1, 1, 38), (5, 5, 75), (10, 10, 86), (40, 40, 96), (9, 10, 72), (20, 40, 40)];
        for (right, of, expected) in table {
            assert_eq!(percent(lower_bound(right, of)), expected, "{right} of {of}");
        }
    }

    #[test]
    fn calibration_file_is_valid() {
        let figures = Figures::parse(include_str!("figures.tsv"));
        assert_eq!(figures.as_ref().map(|figures| figures.rules.is_empty()), Ok(false));
        assert_eq!(figures.as_ref(), Ok(&*FIGURES));
    }

    #[test]
    fn rows_are_parsed() {
        let text = "# a head\nprovider\tpets.example\t2\nrule\tname-page\t3\t5\t1\nname\tpagesize\t1\t9\t0\t0\t0\n";
        let figures = Figures::parse(text).expect("the figures are well formed");
        assert_eq!(figures.providers.get("pets.example"), Some(&2));
        assert_eq!(figures.rules.get("name-page"), Some(&RuleRecord { right: 3, of: 5, strings: 1 }));
        let confidence =
            figures.rules.get("name-page").map(|record| (record.confidence(), record.confidence_among_all()));
        assert_eq!(confidence, Some((43, 33)));
        let tally = figures.tallies[&TallyTable::Name]["pagesize"];
        assert_eq!(
            (tally.commonest(), tally.total(), tally.count(DeclaredType::Integer)),
            (Some(DeclaredType::Integer), 10, 9)
        );
        assert_eq!(tally.confidence(DeclaredType::Integer), 72);
    }

    #[test]
    fn invalid_rows_are_reported() {
        for line in [
            "rule\tname-page\t3\t4",
            "rule\tname-page\t3\t4\t2",
            "rule\tname-page\t4294967295\t4\t1",
            "rule\tname-page\tthree\t4\t0",
            "rule\t\t3\t4\t0",
            "shape\tname-page\t3\t4\t0",
            "name\tpagesize\t1\t9\t0\t0",
            "rule\ta\t1\t1\t0\nrule\ta\t1\t1\t0",
        ] {
            assert!(Figures::parse(line).is_err(), "{line:?}");
        }
    }

    #[test]
    fn tied_values_have_no_most_common_one() {
        assert_eq!(TypeTally { string: 2, integer: 2, ..TypeTally::default() }.commonest(), None);
        assert_eq!(TypeTally::default().commonest(), None);
        assert_eq!(TypeTally { string: 2, integer: 1, ..TypeTally::default() }.commonest(), Some(DeclaredType::String));
    }
}
