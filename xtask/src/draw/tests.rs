//! Drawn diagnostics, as plain text.

use generator::diagnostic::{Code, Diagnostic, Diagnostics};
use generator::document::Text;
use generator::pointer::{Place, Pointer, Source};

use super::*;

fn text(bytes: &str) -> Text {
    Text { name: "pets.yaml".to_owned(), bytes: bytes.as_bytes().to_vec() }
}

fn found(tokens: &[&str], message: &str) -> Diagnostic {
    let place = Place { source: Source::new("pets.yaml"), pointer: Pointer::of(tokens.iter().copied()) };
    Diagnostic::new(Code::NotAnApi, place, message)
}

fn plain(list: &[Diagnostic], text: &Text, limit: usize) -> String {
    let mut diagnostics = Diagnostics::default();
    list.iter().cloned().for_each(|diagnostic| diagnostics.push(diagnostic));
    let drawn = draw(&diagnostics, &[text], &|diagnostic| diagnostic.position, limit);
    anstream::adapter::strip_str(&drawn).to_string()
}

#[test]
fn a_finding_shows_its_line_place_code_and_help() {
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
fn a_finding_without_a_position_shows_its_place() {
    let drawn = plain(&[found(&["info"], "there is no title")], &text("info: {}\n"), 20);
    assert_eq!(drawn, "error[not-an-api]: there is no title\n--> pets.yaml\n |\n = at: #/info\n\n");
}

#[test]
fn a_position_outside_of_the_text_is_no_panic() {
    for (line, column) in [(0, 0), (1, 0), (1, 99), (2, 1), (9, 9), (usize::MAX, usize::MAX)] {
        let drawn = plain(&[found(&[], "odd").at(line, column)], &text("é"), 20);
        assert!(drawn.starts_with("error[not-an-api]: odd\n"), "{drawn}");
    }
}

#[test]
fn a_long_line_is_cut_around_the_column() {
    let line = format!("{{\"a\":\"{}\",\"käfer\":true,\"z\":\"{}\"}}", "é".repeat(5000), "z".repeat(5000));
    let drawn = plain(&[found(&["käfer"], "a switch").at(1, 5009)], &text(&line), 20);
    let mut lines = drawn.lines().skip_while(|line| !line.starts_with("1 | "));
    let excerpt = lines.next().expect("the line is drawn");
    let marks = lines.next().expect("the mark is drawn");
    assert!(drawn.contains("--> pets.yaml:1:5009\n"), "{drawn}");
    assert!(excerpt.chars().count() < 120, "{drawn}");
    assert!(excerpt.starts_with("1 | …é") && excerpt.ends_with("z…"), "{drawn}");
    let at = marks.find('^').expect("something is marked");
    let marked: String = excerpt.chars().skip(at).take(marks.matches('^').count()).collect();
    assert_eq!(marked, "\"käfer\"");
}

#[test]
fn many_of_one_code_are_counted() {
    let many: Vec<_> = (0..25).map(|index| found(&[], &format!("number {index}"))).collect();
    let drawn = plain(&many, &text(""), 20);
    assert!(drawn.contains("number 19") && !drawn.contains("number 20"), "{drawn}");
    assert!(drawn.ends_with("... and 5 more error[not-an-api]; --all shows them\n"), "{drawn}");
    assert!(plain(&many, &text(""), usize::MAX).contains("number 24"));
}

#[test]
fn words_of_a_document_cannot_steer_the_terminal() {
    let text = Text { name: "pets.yaml".to_owned(), bytes: b"a: \x1b[2J\xff\n".to_vec() };
    let finding = found(&["\u{1b}[2J"], "bad \u{1b}[2J").at(1, 4).help("not \u{1b}[2J");
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(finding);
    let drawn = draw(&diagnostics, &[&text], &|diagnostic| diagnostic.position, 20);
    assert!(!drawn.contains("\u{1b}[2J"), "{drawn:?}");
}

#[test]
fn a_fault_shows_its_remedy() {
    let drawn = draw_fault(&Fault::new("no such file").help("check the spelling"));
    let drawn = anstream::adapter::strip_str(&drawn).to_string();
    assert_eq!(drawn, "error: no such file\n |\n = help: check the spelling");
}
