//! Types that the author names and nothing else: the cell of a table, what stands in brackets behind a name.
//!
//! Comes in: a site. Goes out: the type that its words consist of. Words about the type in running text are in `prose`.

use super::Scalar;
use super::site::{Finding, Site, formatted, plain};

/// "integer", "boolean, optional", "(string, required)".
pub(super) fn alone(site: &Site) -> Option<Finding> {
    const MOST: usize = 3;
    let words: Vec<&str> = (0..=MOST).map_while(|at| site.prose.word(at)).collect();
    let (besides, types): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| ["optional", "required", "mandatory", "query", "path"].contains(word));
    let [word] = types.as_slice() else { return None };
    // `number` says no more than that it is written in digits.
    let shape = match *word {
        "integer" | "int" => plain(Scalar::Integer),
        "int32" | "int64" => formatted(Scalar::Integer, word),
        "long" => formatted(Scalar::Integer, "int64"),
        "float" | "double" => formatted(Scalar::Number, word),
        "decimal" => plain(Scalar::Number),
        "boolean" | "bool" => plain(Scalar::Boolean),
        "string" => plain(Scalar::String),
        _ => return None,
    };
    let hit = site.prose.find(word)?;
    (besides.len() < MOST).then(|| site.type_by_prose(shape, &hit)).flatten()
}
