//! Templates of example programs.

/// Replaces each name in a program by its value; names in values are kept.
pub(super) fn substituted(program: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(program.len() + 64);
    let mut rest = program;
    let next = |rest: &str| {
        let found = values.iter().filter_map(|(name, value)| Some((rest.find(name)?, name.len(), *value)));
        found.min_by_key(|(at, ..)| *at)
    };
    while let Some((at, length, value)) = next(rest) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str(value);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_values_are_kept() {
        let values = [("CRATE", "CLIENT"), ("CLIENT", "Client::new()"), ("CALL", "call(\"CRATE\")")];
        assert_eq!(substituted("use CRATE; CLIENT.CALL;", &values), "use CLIENT; Client::new().call(\"CRATE\");");
    }
}
