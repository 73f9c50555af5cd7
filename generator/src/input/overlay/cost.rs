//! Number of values that a JSONPath visits, estimated from its text before it is evaluated.
//!
//! Every `..` after another visits a value once per ancestor, repeated selectors visit it once each, and a filter that
//! searches the document does so for every candidate. All of these multiply.

use std::collections::BTreeSet;

use serde_json::Value;

/// Maximum number of values that one expression may visit.
pub(super) const MAX_VISITS: usize = 20_000_000;

/// Returns the maximum number of values that an expression visits in a document; 0 if it visits each at most once.
pub(super) fn visits(text: &str, root: &Value) -> usize {
    let Multipliers { descents, selectors, searches } = multipliers(text);
    if descents == 0 && selectors == 1 && searches == 0 {
        return 0;
    }
    let (nodes, depth) = extent(root);
    let ancestors = u32::try_from(descents.saturating_sub(1)).unwrap_or(u32::MAX);
    let searches = u32::try_from(searches).unwrap_or(u32::MAX);
    let each = depth.saturating_pow(ancestors).saturating_mul(nodes.saturating_pow(searches));
    nodes.saturating_mul(each).saturating_mul(selectors)
}

/// Returns the number of values in a document and the depth of the deepest.
fn extent(value: &Value) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match value {
        Value::Array(items) => items.iter().map(extent).collect(),
        Value::Object(members) => members.values().map(extent).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    let nodes = inner.iter().map(|(nodes, _)| nodes).sum::<usize>();
    (nodes + 1, inner.iter().map(|(_, depth)| *depth).max().unwrap_or(0) + 1)
}

/// The parts of an expression that multiply the visits.
#[derive(Debug, PartialEq, Eq)]
struct Multipliers {
    /// Number of `..`.
    descents: usize,
    /// Product of the numbers of selectors in each pair of brackets that can select a value twice.
    selectors: usize,
    /// Number of filters that search the document from its root.
    searches: usize,
}

fn multipliers(text: &str) -> Multipliers {
    let mut multipliers = Multipliers { descents: 0, selectors: 1, searches: 0 };
    let (mut open, mut quote, mut previous, mut is_rooted) = (Vec::new(), None, None, false);
    for (at, c) in text.char_indices() {
        let is_escaped = previous == Some('\\') && quote.is_some();
        let is_descent = quote.is_none() && previous == Some('.') && c == '.';
        match quote {
            Some(end) => quote = Some(end).filter(|end| is_escaped || *end != c),
            None => {
                multipliers.descents += usize::from(is_descent);
                multipliers.searches += usize::from(is_descent && is_rooted);
                is_rooted = !is_descent && (is_rooted || (c == '$' && !open.is_empty()));
                quote = Some(c).filter(|c| matches!(c, '\'' | '"'));
                match c {
                    '[' => open.push(at + 1),
                    ']' => {
                        let inner = open.pop().and_then(|start| text.get(start..at)).unwrap_or_default();
                        multipliers.selectors = multipliers.selectors.saturating_mul(repetitions(inner));
                    }
                    _ => {}
                }
            }
        }
        previous = Some(c).filter(|_| !is_escaped && !is_descent);
    }
    multipliers
}

/// Returns the maximum number of times that comma-separated selectors select the same value.
fn repetitions(selectors: &str) -> usize {
    let each: Vec<&str> = selectors.split(',').map(|one| one.trim().trim_matches(['\'', '"'])).collect();
    let is_open = |selector: &&&str| selector.contains(['*', '?', ':', '\\']);
    let open = each.iter().filter(is_open).count();
    let names: BTreeSet<&str> = each.iter().filter(|one| !is_open(one)).copied().collect();
    let repeated = each.len() - open - names.len();
    (open + repeated + usize::from(!names.is_empty())).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (usize, usize, usize) {
        let Multipliers { descents, selectors, searches } = multipliers(text);
        (descents, selectors, searches)
    }

    #[test]
    fn parts_that_multiply_visits_are_counted() {
        assert_eq!(parts("$.paths['/a..b'].get"), (0, 1, 0));
        assert_eq!(parts("$.paths.*['get','put']"), (0, 1, 0));
        assert_eq!(parts("$..*..*"), (2, 1, 0));
        assert_eq!(parts("$[*,*][*,*]['a','a']"), (0, 8, 0));
        assert_eq!(parts(r"$['it\'s..'][?@..x == 'a']"), (1, 1, 0));
        assert_eq!(parts("$[?count($..*[?count($..*) > 1]) > 1]"), (2, 1, 2));
    }

    #[test]
    fn visits_are_bounded_by_ancestors() {
        let root = serde_json::json!({ "a": { "b": [1, 2] }, "c": {} });
        assert_eq!(visits("$.a", &root), 0);
        assert_eq!(visits("$..*", &root), 6);
        assert_eq!(visits("$..*..*", &root), 6 * 4);
        assert!(visits(&"$..*".repeat(100), &root) > MAX_VISITS);
    }
}
