//! Tables of parameters: the columns of the name, the requirement and the default value.

use super::page::BlockText;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    kinds: Vec<ColumnKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnKind {
    Name,
    Required,
    Optional,
    Default,
    Other,
}

impl Columns {
    /// Reads the header of a table.
    pub(super) fn new(cells: &[BlockText]) -> Self {
        Self { kinds: cells.iter().map(|cell| ColumnKind::new(&cell.text)).collect() }
    }

    /// Returns the cells of a row as texts that are complete without the header, with the name first. `Yes` in the column
    /// `Required` is "required", and `20` in the column `Default` is "default: 20".
    pub(super) fn ordered(&self, cells: &[BlockText]) -> Vec<BlockText> {
        let name = self.kinds.iter().position(|kind| *kind == ColumnKind::Name).unwrap_or(0);
        let mut ordered: Vec<BlockText> = cells.get(name).map(name_and_details).into_iter().flatten().collect();
        for (index, cell) in cells.iter().enumerate().filter(|(index, _)| *index != name) {
            let kind = self.kinds.get(index).copied().unwrap_or(ColumnKind::Other);
            ordered.extend(kind.complete(cell).filter(|cell| !cell.text.is_empty()));
        }
        ordered
    }
}

impl ColumnKind {
    fn new(title: &str) -> Self {
        let title = title.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match title.as_str() {
            "required" | "mandatory" => Self::Required,
            "optional" => Self::Optional,
            "default" | "default value" | "defaults" => Self::Default,
            "name" | "parameter" | "parameters" | "param" | "field" | "key" | "property" | "argument" | "attribute"
            | "variable" | "query parameter" | "parameter name" | "field name" | "header" | "query" => Self::Name,
            _ => Self::Other,
        }
    }

    /// Returns the text of a cell that is complete without the title of its column.
    fn complete(self, cell: &BlockText) -> Option<BlockText> {
        let word = cell.text.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace()).to_lowercase();
        let yes = ["yes", "true", "y", "✓", "✔", "✅", "x", "required", "mandatory"].contains(&word.as_str());
        let no = ["no", "false", "n", "", "❌", "✗", "optional"].contains(&word.as_str());
        match self {
            Self::Required | Self::Optional if yes || no => {
                let text = if yes == (self == Self::Required) { "required" } else { "optional" };
                Some(cell.replaced(text))
            }
            Self::Default if !cell.text.contains(char::is_alphanumeric) => None,
            Self::Default if ["none", "n/a", "null"].contains(&word.as_str()) => None,
            Self::Default => Some(cell.replaced(&format!("default: {}", cell.text))),
            _ => Some(cell.replaced(&cell.text.replace('|', "/"))),
        }
    }
}

/// Splits the cell of a name: "page (optional)" gives "`page`" and "optional".
fn name_and_details(cell: &BlockText) -> Vec<BlockText> {
    let (name, details) = cell.text.split_once(' ').unwrap_or((&cell.text, ""));
    let name = name.trim_matches(['`', '*', ':', ',', '"']);
    let details = details.trim_matches(['(', ')', '`', '*', ' ', ':', '-', ',']);
    let details = (!details.is_empty()).then(|| cell.replaced(&details.replace('|', "/")));
    std::iter::once(cell.replaced(&format!("`{name}`"))).chain(details).collect()
}
