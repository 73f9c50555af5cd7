//! Parts of an operation's description that document one of its parameters: list items and sentences that name it.
//!
//! Recognizes lists as bullets, numbers, table rows and HTML.

use super::tokens::{self, TokenizedText};

/// A list in a description.
#[derive(Debug)]
pub(in crate::infer) struct List<'t> {
    /// The last sentence before the list.
    pub(in crate::infer) lead: &'t str,
    pub(in crate::infer) items: Vec<ListItem<'t>>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::infer) struct ListItem<'t> {
    /// The first word, or all text that is marked as code or bold.
    pub(in crate::infer) label: &'t str,
    /// True if a separator follows the label: ` - `, `:` or a new cell.
    pub(in crate::infer) separated: bool,
    /// True if the label is marked as code or bold.
    pub(in crate::infer) marked: bool,
    /// The text after the label; one entry for each cell of a table row.
    pub(in crate::infer) cells: Vec<&'t str>,
}

/// Returns the texts of list items whose label is the exact name, longest first. In a table, the longest cell is the
/// one with prose.
pub(in crate::infer) fn items_about<'l, 't: 'l>(
    description: &str,
    lists: impl FnOnce() -> &'l [List<'t>],
    name: &str,
) -> std::vec::IntoIter<&'t str> {
    let marks = ['-', '*', '+', '•', '·', '–', '|', '`', '{', '_', '"', '\''];
    let may_begin = |line: &str| {
        let line = line.trim_start();
        line.contains('<') || line.starts_with(marks) || line.starts_with(|c: char| c.is_ascii_digit())
    };
    if name.is_empty() || !description.lines().any(|line| may_begin(line) && line.contains(name)) {
        return Vec::new().into_iter();
    }
    let is_named = |item: &&ListItem| item.label == name && (item.separated || item.marked);
    let named = lists().iter().map(|list| (list, list.items.iter().filter(is_named).collect::<Vec<_>>()));
    let named = named.filter(|(list, items)| !items.is_empty() && !is_about_the_response(list.lead));
    let cells = named.flat_map(|(_, items)| items).flat_map(|item| item.cells.iter().copied());
    let mut parts: Vec<_> = cells.filter(|part| !TokenizedText::read(part).is_empty()).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts.into_iter()
}

/// Returns true if the lead of a list announces fields of the response, errors or examples.
fn is_about_the_response(lead: &str) -> bool {
    let announces = lead.ends_with(':') || lead.starts_with('#');
    let prose = TokenizedText::read(lead);
    let response =
        ["response|responses|result|results|returns|returned|output", "error|errors|fields|sorts|example|examples"];
    let about_parameters = "parameter|parameters|argument|arguments|params|query|input|filter|filters|criteria";
    announces && prose.find_any(&response).is_some() && !prose.says(about_parameters)
}

/// Returns true if a sentence contains a parameter's name as `{name}` or in backticks.
pub(in crate::infer) fn is_about(sentence: &str, name: &str) -> bool {
    sentence.match_indices(name).any(|(at, _)| {
        let (before, after) = (sentence.get(..at), sentence.get(at + name.len()..));
        let is_between = |open, close| {
            before.is_some_and(|text| text.ends_with(open)) && after.is_some_and(|text| text.starts_with(close))
        };
        is_between('{', '}') || is_between('`', '`')
    })
}

/// Splits a text into sentences.
pub(in crate::infer) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").flat_map(|part| part.split("\n\n")).flat_map(|part| part.split("\n \n")).map(str::trim)
}

/// Returns the words of a name separated by spaces: `sort_by` gives "sort by".
pub(in crate::infer) fn words_of_name(name: &str) -> Option<String> {
    let words = tokens::of_name(name).into_iter().filter(|word| word.chars().all(char::is_alphanumeric));
    let words_of_name = words.collect::<Vec<_>>().join(" ");
    (!words_of_name.is_empty()).then_some(words_of_name)
}

/// Returns the lists of a text.
pub(in crate::infer) fn lists(text: &str) -> Vec<List<'_>> {
    let mut lists: Vec<List> = Vec::new();
    let (mut lead, mut open, mut blank) = ("", false, true);
    for line in lines(text) {
        if TokenizedText::read(line).is_empty() {
            blank = true;
            continue;
        }
        match item(line) {
            Some(item) if open => {
                if let Some(list) = lists.last_mut() {
                    list.items.push(item);
                }
            }
            Some(item) => {
                lists.push(List { lead, items: vec![item] });
                open = true;
            }
            None if open && !blank => lists
                .last_mut()
                .and_then(|list| list.items.last_mut())
                .into_iter()
                .for_each(|item| item.extend(text, line)),
            None => {
                lead = sentences(line).filter(|sentence| !sentence.is_empty()).last().unwrap_or_default();
                open = false;
            }
        }
        blank = false;
    }
    lists
}

impl<'t> ListItem<'t> {
    /// Extends the last cell to the end of the next line. Both are slices of `text`.
    fn extend(&mut self, text: &'t str, line: &'t str) {
        let offset = |part: &str| (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
        let Some(last) = self.cells.last_mut() else { return };
        let (Some(start), Some(end)) = (offset(last), offset(line).map(|start| start + line.len())) else { return };
        if let Some(longer) = text.get(start..end) {
            *last = longer;
        }
    }
}

/// Splits a text into lines, also before block-level HTML tags.
fn lines(text: &str) -> Vec<&str> {
    const BREAKS: &[&str] =
        &["<li", "<tr", "<dt", "<br", "<p>", "<ul", "</ul", "</li", "</tr", "<table", "</p", "</dd", "</dl"];
    let mut lines = Vec::new();
    for line in text.lines() {
        let breaks = |rest: &str| BREAKS.iter().any(|tag| starts_with_any_case(rest, tag));
        let tags = line.match_indices('<').map(|(at, _)| at).filter(|&at| line.get(at..).is_some_and(breaks));
        let mut start = 0;
        for end in tags.chain([line.len()]) {
            lines.extend(line.get(start..end).filter(|part| !part.is_empty() || line.is_empty()));
            start = end;
        }
    }
    lines
}

fn starts_with_any_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

/// Parses a line as an item: a bullet, a table cell, an HTML list tag, or a marked label followed by a separator.
fn item(line: &str) -> Option<ListItem<'_>> {
    let (rest, bullet) = after_bullet(line.trim());
    let (rest, tagged) = after_tags(rest);
    let opened = rest.trim_start_matches(['`', '*', '_', '{', '"', '\'']);
    let marked = opened.len() < rest.len() || tagged == Tags::Inline;
    let end = if marked { opened.find(['`', '*', '"', '\'', '}', '<']) } else { opened.find(|c: char| !in_label(c)) };
    let (label, rest) = opened.split_at(end.unwrap_or(opened.len()));
    let label = label.trim_end_matches(['.', ':', '-', '_']);
    let rest = opened.get(label.len()..).unwrap_or(rest);
    let closed = rest.trim_start_matches(['`', '*', '_', '}', '"', '\'']);
    let bullet = bullet || tagged == Tags::Item;
    let (cells, separated) = cells(closed, line.trim_start().starts_with('|'));
    let is_item = !label.is_empty() && (bullet || marked && separated);
    is_item.then_some(ListItem { label, separated, marked, cells })
}

fn in_label(c: char) -> bool {
    c.is_alphanumeric() || "_-.[]$+@/".contains(c)
}

/// Removes the bullet of a line. Returns true as the second value if it had one.
fn after_bullet(line: &str) -> (&str, bool) {
    const BULLETS: &[char] = &['-', '*', '+', '•', '·', '–', '|'];
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < line.len()
        && let Some(rest) = digits.strip_prefix(['.', ')']).filter(|rest| rest.starts_with(' '))
    {
        return (rest.trim_start(), true);
    }
    let rest = line.strip_prefix(BULLETS).filter(|rest| rest.starts_with([' ', '\t']));
    rest.map_or((line, false), |rest| (rest.trim_start(), true))
}

/// The kind of the tags at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    /// No tag, or another one.
    None,
    /// A list item or a table row.
    Item,
    /// Inline markup, such as bold or code.
    Inline,
}

/// Removes the tags at the beginning of a line.
fn after_tags(line: &str) -> (&str, Tags) {
    const ITEMS: &[&str] = &["<li", "<tr", "<td", "<dt"];
    let (mut rest, mut tags) = (line, Tags::None);
    while let Some(inner) = rest.strip_prefix('<') {
        let Some((tag, after)) = inner.split_once('>').filter(|(tag, _)| !tag.contains('<')) else { break };
        if ITEMS.iter().any(|item| starts_with_any_case(rest, item)) {
            tags = Tags::Item;
        } else if tags == Tags::None && ["b", "strong", "code", "em", "i", "tt"].contains(&tag) {
            tags = Tags::Inline;
        }
        rest = after.trim_start();
    }
    (rest, tags)
}

/// Splits the text after a label into cells. Returns true as the second value if a separator precedes it.
fn cells<'t>(rest: &'t str, is_row: bool) -> (Vec<&'t str>, bool) {
    let (after, tags) = after_tags(rest.trim_start());
    let after = after.trim_start();
    if is_row {
        let cells = after.split('|').map(str::trim).filter(|cell| !cell.is_empty());
        return (cells.collect(), after.starts_with('|'));
    }
    const MARKS: &[&str] = &["- ", "\\- ", "– ", "— ", ": ", "= ", "=> "];
    let after_mark = |text: &'t str| MARKS.iter().find_map(|mark| text.strip_prefix(mark));
    let marked = after_mark(after);
    let (aside, after) = aside(marked.unwrap_or(after));
    let after = after_mark(after.trim_start()).unwrap_or(after);
    let alone = aside.is_none() && (after.is_empty() || after == ":");
    let tagged = tags == Tags::Item || starts_with_any_case(rest.trim_start(), "</dt");
    let mut columns = after.split("<td");
    let first = columns.next();
    let columns = columns.map(|column| column.split_once('>').map_or(column, |(_, words)| words));
    let cells = aside.into_iter().chain(first).chain(columns).collect();
    (cells, marked.is_some() || aside.is_some() || alone || tagged)
}

/// Splits off text in brackets or backticks at the beginning: `(integer, optional) how many`.
fn aside(text: &str) -> (Option<&str>, &str) {
    let close = match text.chars().next() {
        Some('(') => ')',
        Some('[') => ']',
        Some('`') => '`',
        _ => return (None, text),
    };
    let inner = text.get(1..).unwrap_or_default();
    inner.split_once(close).map_or((None, text), |(inside, rest)| (Some(inside), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Renders each list as its lead and labels; `!` marks labels with a separator.
    fn outline(text: &str) -> String {
        let lists = lists(text).into_iter().map(|list| {
            let label = |item: &ListItem| format!("{}{}", item.label, if item.separated { "!" } else { "" });
            format!("{} [{}]", list.lead, list.items.iter().map(label).collect::<Vec<_>>().join(" "))
        });
        lists.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn lists_of_values_are_found_in_many_forms() {
        let table = [
            ("Takes:\n - a - one\n - b: two\n - c three", "Takes: [a! b! c]"),
            ("Takes:\n1. a - one\n2) b - two", "Takes: [a! b!]"),
            ("Give it a name. Takes:\n\n* `a` one\n* **b** (bold)", "Takes: [a b!]"),
            ("Takes:\n\n| a | one |\n| b | two |", "Takes: [a! b!]"),
            ("Takes:<ul><li>a</li><li>b - two</li></ul>", "Takes: [a! b!]"),
            ("<table><tr><td>a</td><td>one</td></tr><tr><td>b</td></tr></table>", " [a! b!]"),
            ("<dl><dt>a</dt><dd>one</dd></dl>", " [a!]"),
            ("`a`: one\n\n`b`: two", " [a! b!]"),
            ("One:\n- a\n\nTwo:\n- b", "One: [a!]; Two: [b!]"),
            ("a - b\nNote: c\n-d\n2.5 e\n# f", ""),
        ];
        for (text, expected) in table {
            assert_eq!(outline(text), expected, "{text}");
        }
    }

    #[test]
    fn list_items_describe_the_name_that_they_start_with() {
        let table: &[(&str, &[&str])] = &[
            ("- size - how many", &["how many"]),
            ("- size - how\n  many\n- weight - how heavy", &["how\n  many"]),
            ("- `size` (integer, optional): how many", &["integer, optional", "how many"]),
            ("| size | integer | how many |", &["integer", "how many"]),
            ("<tr><td>size</td><td class=\"x\">how many</td></tr>", &["how many</td>"]),
            ("- Size - how many", &[]),
            ("- size_of - how many", &[]),
            ("- size matters", &[]),
            ("- the size - how many", &[]),
            ("size: how many", &[]),
            ("Fields of the response:\n- size - how many", &[]),
            ("Parameters of the response:\n- size - how many", &["how many"]),
        ];
        for (text, expected) in table {
            let known = lists(text);
            let mut parts: Vec<_> = items_about(text, || &known, "size").collect();
            parts.sort_by_key(|part| text.find(part));
            assert_eq!(parts, *expected, "{text}");
        }
    }

    #[test]
    fn odd_texts_are_not_lists() {
        for text in [
            "", "-", "- ", "|", "| |", "<", "<li", "<li>", "``", "- `", "- `a", "1.", "1. ", "<td<td>", "• é", "- (",
            "- a (",
        ] {
            let _ = outline(text);
            let known = lists(text);
            assert_eq!(items_about(text, || &known, "é").count(), 0, "{text}");
        }
        let long = "- é - ".repeat(9_000);
        assert_eq!(lists(tokens::beginning(&long)).len(), 1);
    }
}
