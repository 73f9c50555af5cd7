//! Segments of path templates, and the texts that they match.

/// A template such as `{id}`, `{id}.json` or `pets`: literal parts with a parameter between each two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The literal parts; one more than parameters.
    literals: Vec<String>,
    /// The names of the parameters.
    names: Vec<String>,
}

impl Pattern {
    /// Parses a template. Braces that are not closed are literal.
    pub(super) fn parse(template: &str) -> Self {
        let (mut literals, mut names, mut literal) = (Vec::new(), Vec::new(), String::new());
        let mut rest = template;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            literal.push_str(before);
            literals.push(std::mem::take(&mut literal));
            names.push(name.trim_start_matches(['+', '/', '.', ';']).trim_end_matches('*').to_owned());
            rest = after;
        }
        literal.push_str(rest);
        literals.push(literal);
        Self { literals, names }
    }

    /// Returns the text of a template without parameters.
    pub(super) fn as_literal(&self) -> Option<&str> {
        self.literals.first().filter(|_| self.names.is_empty()).map(String::as_str)
    }

    /// Returns the template.
    pub(super) fn template(&self) -> String {
        let names = self.names.iter().map(|name| format!("{{{name}}}")).chain(std::iter::once(String::new()));
        self.literals.iter().zip(names).map(|(literal, name)| format!("{literal}{name}")).collect()
    }

    /// Returns the names of the parameters.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the values of the parameters if the template matches a text. No value is empty.
    pub(super) fn arguments<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.literals.split_first()?;
        let mut rest = text.strip_prefix(first.as_str())?;
        let Some((last, inner)) = others.split_last() else { return rest.is_empty().then(Vec::new) };
        rest = rest.strip_suffix(last.as_str())?;
        let mut arguments = Vec::with_capacity(self.names.len());
        for literal in inner {
            // The first character belongs to the value.
            let start = rest.char_indices().nth(1)?.0;
            let at = start + rest.get(start..)?.find(literal.as_str())?;
            let (value, after) = rest.split_at_checked(at)?;
            arguments.push(value);
            rest = after.strip_prefix(literal.as_str())?;
        }
        arguments.push(rest);
        (!rest.is_empty()).then_some(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn templates_match_texts() {
        let table: [(&str, &str, Option<&[&str]>); 9] = [
            ("pets", "pets", Some(&[])),
            ("pets", "pet", None),
            ("{id}", "7", Some(&["7"])),
            ("{id}", "", None),
            ("{id}.json", "a.b.json", Some(&["a.b"])),
            ("{id}.json", ".json", None),
            ("{base}...{head}", "main...dev", Some(&["main", "dev"])),
            ("{name}:cancel", "jobs:cancel", Some(&["jobs"])),
            ("{open", "{open", Some(&[])),
        ];
        for (template, text, expected) in table {
            let arguments = Pattern::parse(template).arguments(text);
            assert_eq!(arguments.as_deref(), expected, "{template} and {text}");
        }
    }
}
