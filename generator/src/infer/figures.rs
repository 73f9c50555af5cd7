//! What was counted over public API descriptions that declare their types, and the confidence that follows from it.
//!
//! Comes in: `figures.tsv`, whose head says where its numbers come from; `cargo xtask count` writes it. Goes out: how
//! often a rule was right, and which types providers give to a name or to what a description begins with. One provider
//! is one witness, however often it speaks. Knows no document.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Scalar, Shape};

/// What a rule's confidence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The counts.
    Counted,
    /// The counts, a declared string being as good a witness as any.
    CountedWithStrings,
    /// The counts of the very words that it found.
    Tallied,
    /// A specification says so, or the author does in so many words; in percent, what remains for misreading.
    Stated(u8),
}

impl Basis {
    /// Whether the file has a row of the rule.
    pub(super) fn is_counted(self) -> bool {
        match self {
            Self::Counted | Self::CountedWithStrings => true,
            Self::Tallied | Self::Stated(_) => false,
        }
    }
}

/// The types that are told apart in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
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

/// How many have each type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Strings.
    pub string: u32,
    /// Integers.
    pub integer: u32,
    /// Other numbers.
    pub number: u32,
    /// Booleans.
    pub boolean: u32,
    /// Lists.
    pub array: u32,
}

/// What a tally is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// A whole name, its words joined, of an argument outside of the path.
    Name,
    /// The first word of a name of several words, outside of the path.
    First,
    /// The last word of a name of several words, outside of the path.
    Last,
    /// A whole name in the path.
    PathName,
    /// The first word of a name of several words in the path.
    PathFirst,
    /// The last word of a name of several words in the path.
    PathLast,
    /// The first two or three words of a description, wherever the argument is.
    Begins,
}

/// How often a rule was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    /// How many providers agree.
    pub right: u32,
    /// Of how many that were asked.
    pub of: u32,
    /// How many of those who do not agree declare a string where the rule says another type.
    pub strings: u32,
}

/// The counts of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures<'t> {
    /// Whose documents were counted: providers, with the number of documents.
    pub providers: BTreeMap<&'t str, u32>,
    /// For each rule how many providers agree.
    pub rules: BTreeMap<&'t str, Record>,
    /// For each key of a table how many providers mean which type by it.
    pub tallies: BTreeMap<Table, BTreeMap<&'t str, Tally>>,
}

/// The figures that the rules use.
pub static FIGURES: LazyLock<Figures<'static>> = LazyLock::new(|| {
    // A test sees to it that the file is well formed. Without figures no rule would be believed, and nothing be wrong.
    Figures::parse(include_str!("figures.tsv")).unwrap_or_default()
});

/// The confidence in a rule, in percent.
#[must_use]
pub(super) fn confidence(rule: &str, basis: Basis) -> u8 {
    match basis {
        Basis::Stated(percent) => percent,
        // Each of its findings says it.
        Basis::Tallied => 0,
        Basis::Counted => FIGURES.rules.get(rule).map_or(0, Record::confidence),
        Basis::CountedWithStrings => FIGURES.rules.get(rule).map_or(0, Record::confidence_among_all),
    }
}

/// Which types providers give to a key of a table; `None` where too few use it, or they do not agree.
#[must_use]
pub fn tally(table: Table, key: &str) -> Option<Tally> {
    FIGURES.tallies.get(&table)?.get(key).copied()
}

impl Kind {
    /// Every type.
    pub const ALL: &[Self] = &[Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Array];

    /// The type of a shape.
    #[must_use]
    pub fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Scalar { kind: Scalar::String, .. } => Self::String,
            Shape::Scalar { kind: Scalar::Integer, .. } => Self::Integer,
            Shape::Scalar { kind: Scalar::Number, .. } => Self::Number,
            Shape::Scalar { kind: Scalar::Boolean, .. } => Self::Boolean,
            Shape::List { .. } => Self::Array,
        }
    }

    /// As OpenAPI writes it.
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

impl Tally {
    /// How many have a type.
    #[must_use]
    pub fn of(&self, kind: Kind) -> u32 {
        match kind {
            Kind::String => self.string,
            Kind::Integer => self.integer,
            Kind::Number => self.number,
            Kind::Boolean => self.boolean,
            Kind::Array => self.array,
        }
    }

    /// Counts some more of a type.
    pub(super) fn add(&mut self, kind: Kind, more: u32) {
        let count = match kind {
            Kind::String => &mut self.string,
            Kind::Integer => &mut self.integer,
            Kind::Number => &mut self.number,
            Kind::Boolean => &mut self.boolean,
            Kind::Array => &mut self.array,
        };
        *count += more;
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        Kind::ALL.iter().map(|kind| self.of(*kind)).sum()
    }

    /// The commonest type; `None` where two are equally common, or there is none.
    #[must_use]
    pub fn commonest(&self) -> Option<Kind> {
        let most = Kind::ALL.iter().map(|kind| self.of(*kind)).max().filter(|most| *most > 0)?;
        let mut commonest = Kind::ALL.iter().filter(|kind| self.of(**kind) == most);
        commonest.next().filter(|_| commonest.next().is_none()).copied()
    }

    /// How sure it is that another provider means this type, in percent: what its share is at least, given how few
    /// were asked.
    #[must_use]
    pub fn confidence(&self, kind: Kind) -> u8 {
        percent(lower_bound(self.of(kind), self.total()))
    }
}

impl Record {
    /// How sure it is that another provider agrees, in percent, of those who do not declare a string instead: a string
    /// is what is declared where nobody gave the type a thought, so it says little against another.
    #[must_use]
    pub fn confidence(&self) -> u8 {
        percent(lower_bound(self.right, self.of - self.strings))
    }

    /// The same, of all providers.
    #[must_use]
    pub fn confidence_among_all(&self) -> u8 {
        percent(lower_bound(self.right, self.of))
    }
}

impl Table {
    /// Every table.
    pub const ALL: &[Self] =
        &[Self::Name, Self::First, Self::Last, Self::PathName, Self::PathFirst, Self::PathLast, Self::Begins];

    /// What the rows of the file call it.
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
    /// Reads a file; the error says which line is wrong.
    ///
    /// # Errors
    /// Where a line is neither a comment nor a row of a known kind with its numbers, or says again what another said.
    pub fn parse(text: &'t str) -> Result<Self, String> {
        let mut figures = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
            figures.take(line).ok_or_else(|| format!("line {}: {line:?} is no row of counts", at + 1))?;
        }
        Ok(figures)
    }

    fn take(&mut self, line: &'t str) -> Option<()> {
        let mut cells = line.split('\t');
        let (what, key) = (cells.next()?, cells.next().filter(|key| !key.is_empty())?);
        let counts: Vec<u32> = cells.map(str::parse).collect::<Result<_, _>>().ok()?;
        let taken = match (what, counts.as_slice()) {
            ("provider", &[documents]) => self.providers.insert(key, documents).is_none(),
            ("rule", &[right, of, strings]) if right.checked_add(strings).is_some_and(|sum| sum <= of) => {
                self.rules.insert(key, Record { right, of, strings }).is_none()
            }
            (table, &[string, integer, number, boolean, array]) => {
                let table = Table::ALL.iter().find(|known| known.as_str() == table)?;
                let tally = Tally { string, integer, number, boolean, array };
                self.tallies.entry(*table).or_default().insert(key, tally).is_none()
            }
            _ => false,
        };
        taken.then_some(())
    }
}

/// The lower Wilson bound of a share, one-sided at 90 %: what the share is at least, given how few were asked.
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

/// A share in percent; certainty is never claimed.
#[must_use]
pub(super) fn percent(share: f64) -> u8 {
    (share * 100.0).round().clamp(0.0, 99.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_witnesses_make_surer() {
        let table = [(0, 0, 0), (1, 1, 38), (5, 5, 75), (10, 10, 86), (40, 40, 96), (9, 10, 72), (20, 40, 40)];
        for (right, of, expected) in table {
            assert_eq!(percent(lower_bound(right, of)), expected, "{right} of {of}");
        }
    }

    #[test]
    fn the_file_is_well_formed() {
        let figures = Figures::parse(include_str!("figures.tsv"));
        assert_eq!(figures.as_ref().map(|figures| figures.rules.is_empty()), Ok(false));
        assert_eq!(figures.as_ref(), Ok(&*FIGURES));
    }

    #[test]
    fn rows_are_read() {
        let text = "# a head\nprovider\tpets.example\t2\nrule\tname-page\t3\t5\t1\nname\tpagesize\t1\t9\t0\t0\t0\n";
        let figures = Figures::parse(text).expect("it is well formed");
        assert_eq!(figures.providers.get("pets.example"), Some(&2));
        assert_eq!(figures.rules.get("name-page"), Some(&Record { right: 3, of: 5, strings: 1 }));
        let confidence =
            figures.rules.get("name-page").map(|record| (record.confidence(), record.confidence_among_all()));
        assert_eq!(confidence, Some((43, 33)));
        let tally = figures.tallies[&Table::Name]["pagesize"];
        assert_eq!((tally.commonest(), tally.total(), tally.of(Kind::Integer)), (Some(Kind::Integer), 10, 9));
        assert_eq!(tally.confidence(Kind::Integer), 72);
    }

    #[test]
    fn what_is_no_row_is_said() {
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
    fn equals_are_no_commonest() {
        assert_eq!(Tally { string: 2, integer: 2, ..Tally::default() }.commonest(), None);
        assert_eq!(Tally::default().commonest(), None);
        assert_eq!(Tally { string: 2, integer: 1, ..Tally::default() }.commonest(), Some(Kind::String));
    }
}
