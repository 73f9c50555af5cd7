//! Rendered diagnostics, as plain text.

use clientsmith::diagnostic::{Code, Diagnostic, Diagnostics};
use clientsmith::document::Text;
use clientsmith::pointer::{Place, Pointer, Source};

use super::*;

fn text(bytes: &str) -> Text {
    Text { name: "pets.yaml".to_owned(), bytes: bytes.as_bytes().to_vec() }
}

fn found(tokens: &[&str], message: &str) -> Diagnostic {
    let place = Place::new(Source::new("pets.yaml"), Pointer::from_tokens(tokens.iter().copied()));
    Diagnostic::new(Code::NotAnApi, place, message)
}

fn plain(list: &[Diagnostic], text: &Text, limit: usize) -> String {
    let mut diagnostics = Diagnostics::default();
    list.iter().cloned().for_each(|diagnostic| diagnostics.push(diagnostic));
    let rendered = render(&diagnostics, &[text], &|diagnostic| diagnostic.position, limit);
    anstream::adapter::strip_str(&rendered).to_string()
}

#[test]
fn diagnostic_shows_line_place_code_and_help() {
    let text = text("paths:\n  /pets:\n    get: 3 # hours\n");
    let finding = found(&["paths", "/pets", "get"], "an operation is no map").at(3, 10).help("write a map");
    let expected = "\
error[not-an-api]: an operation is no map
 --> pets.yaml:3:10
  |
3 |     get: 3 # hours
  |          ^
  |
  = at: #/paths/~1pets/get
  = help: write a map

";
    assert_eq!(plain(&[finding], &text, 20), expected);
}

#[test]
fn diagnostic_without_position_shows_its_place() {
    let rendered = plain(&[found(&["info"], "there is no title")], &text("info: {}\n"), 20);
    assert_eq!(rendered, "error[not-an-api]: there is no title\n--> pets.yaml\n |\n = at: #/info\n\n");
}

#[test]
fn position_outside_of_the_text_is_ignored() {
    for (line, column) in [(0, 0), (1, 0), (1, 99), (2, 1), (9, 9), (usize::MAX, usize::MAX)] {
        let rendered = plain(&[found(&[], "odd").at(line, column)], &text("é"), 20);
        assert!(rendered.starts_with("error[not-an-api]: odd\n"), "{rendered}");
    }
}

#[test]
fn long_line_is_cut_around_the_column() {
    let line = format!("{{\"a\":\"{}\",\"käfer\":true,\"z\":\"{}\"}}", "é".repeat(5000), "z".repeat(5000));
    let rendered = plain(&[found(&["käfer"], "a switch").at(1, 5009)], &text(&line), 20);
    let mut lines = rendered.lines().skip_while(|line| !line.starts_with("1 | "));
    let excerpt = lines.next().expect("the line is rendered");
    let marks = lines.next().expect("the mark is rendered");
    assert!(rendered.contains("--> pets.yaml:1:5009\n"), "{rendered}");
    assert!(excerpt.chars().count() < 120, "{rendered}");
    assert!(excerpt.starts_with("1 | …é") && excerpt.ends_with("z…"), "{rendered}");
    let at = marks.find('^').expect("something is marked");
    let marked: String = excerpt.chars().skip(at).take(marks.matches('^').count()).collect();
    assert_eq!(marked, "\"käfer\"");
}

#[test]
fn diagnostics_above_the_limit_are_counted() {
    let many: Vec<_> = (0..25).map(|index| found(&[], &format!("number {index}"))).collect();
    let rendered = plain(&many, &text(""), 20);
    assert!(rendered.contains("number 19") && !rendered.contains("number 20"), "{rendered}");
    assert!(rendered.ends_with("... and 5 more error[not-an-api]; --all shows them\n"), "{rendered}");
    assert!(plain(&many, &text(""), usize::MAX).contains("number 24"));
}

#[test]
fn control_characters_of_a_document_are_removed() {
    let text = Text { name: "pets.yaml".to_owned(), bytes: b"a: \x1b[2J\xff\n".to_vec() };
    let finding = found(&["\u{1b}[2J"], "bad \u{1b}[2J").at(1, 4).help("not \u{1b}[2J");
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(finding);
    let rendered = render(&diagnostics, &[&text], &|diagnostic| diagnostic.position, 20);
    assert!(!rendered.contains("\u{1b}[2J"), "{rendered:?}");
}

#[test]
fn error_shows_its_help() {
    let rendered = render_error(&CliError::new("no such file").help("check the spelling"));
    let rendered = anstream::adapter::strip_str(&rendered).to_string();
    assert_eq!(rendered, "error: no such file\n |\n = help: check the spelling");
}
