//! Required parameters as arguments or setters, and the note about arguments that can be swapped.

use clientsmith::diagnostic::Code;
use clientsmith::lower::RequiredParameters;
use clientsmith::{Input, Output, generate};

use crate::support::{fixture_at, rendered, text};

fn generated(lock: &str, required: RequiredParameters) -> Output {
    let lock = (!lock.is_empty()).then(|| text("files.lock.yaml", lock));
    let documents = vec![fixture_at("wire/setters.yaml")];
    let output = generate(&Input { package: "files".to_owned(), documents, lock, required, ..Input::default() });
    assert!(!output.diagnostics.has_errors(), "{}", rendered(&output.diagnostics));
    output
}

#[test]
fn adjacent_arguments_of_one_type_are_reported_until_they_are_locked() {
    let first = generated("", RequiredParameters::Positional);
    insta::assert_snapshot!(rendered(&first.diagnostics));
    let second = generated(&first.lock, RequiredParameters::Positional);
    assert_eq!(rendered(&second.diagnostics), "no findings");
    // A new operation has no locked order.
    let unlocked = first.lock.replace("  parameters of POST /files/{}/copies/{}:\n  - ", "  other:\n  - ");
    let third = generated(&unlocked, RequiredParameters::Positional);
    assert!(third.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::SameTypedParameters));
}

#[test]
fn required_parameters_can_be_setters() {
    let positional = generated("", RequiredParameters::Positional);
    let setters = generated("", RequiredParameters::Setters);
    assert_eq!(rendered(&setters.diagnostics), "no findings");
    // The lock keeps the order for a client that goes back to arguments.
    assert_eq!(setters.lock, positional.lock);
    let back = generated(&setters.lock, RequiredParameters::Positional);
    assert!(back.files == positional.files);
    let shown = ["src/operations/files.rs", "API.md", "README.md"].map(|file| {
        let text = setters.files.get(file).map_or("", String::as_str);
        let is_about =
            |line: &&str| ["copy_file", "CopyFile", "Required", "required"].iter().any(|word| line.contains(word));
        format!("# {file}\n{}\n", text.lines().filter(is_about).collect::<Vec<_>>().join("\n"))
    });
    insta::assert_snapshot!(shown.concat());
}

#[test]
fn readme_calls_required_setters() {
    let documents = vec![fixture_at("emit/readme-calls.yaml")];
    let call = |required| {
        let documents = documents.clone();
        let output = generate(&Input { package: "files".to_owned(), documents, required, ..Input::default() });
        let readme = output.files.get("README.md").map_or("", String::as_str);
        let line = readme.lines().find(|line| line.contains(".send().await")).unwrap_or_default();
        line.trim().to_owned()
    };
    let calls = [call(RequiredParameters::Positional), call(RequiredParameters::Setters)];
    insta::assert_snapshot!(calls.join("\n"));
}

/// Returns the fixture with a text replaced, and its client.
fn changed(lock: &str, from: &str, to: &str) -> Output {
    let bytes = fixture_at("wire/setters.yaml").bytes;
    let document = String::from_utf8(bytes).expect("the fixture is UTF-8");
    assert!(document.contains(from), "{from}");
    let documents = vec![text("files.yaml", document.replace(from, to))];
    let lock = Some(text("files.lock.yaml", lock));
    generate(&Input { package: "files".to_owned(), documents, lock, ..Input::default() })
}

fn arguments(output: &Output) -> Vec<&str> {
    let methods = output.files.get("src/operations/files.rs").map_or("", String::as_str);
    let (_, rest) = methods.split_once("pub fn copy_file(").expect("the client has the method");
    let (arguments, _) = rest.split_once(") ->").expect("the method has a result");
    arguments.split('\n').filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name).collect()
}

#[test]
fn renamed_path_parameter_keeps_its_position() {
    let first = generated("", RequiredParameters::Positional);
    let second = changed(&first.lock, "source", "origin");
    assert_eq!(arguments(&second), ["origin", "target", "owner", "x_reason", "body"]);
    assert_eq!(rendered(&second.diagnostics), "no findings");
}

#[test]
fn moved_arguments_are_reported() {
    let first = generated("", RequiredParameters::Positional);
    let second = changed(&first.lock, "name: owner", "name: group");
    assert_eq!(arguments(&second), ["source", "target", "x_reason", "body", "group"]);
    insta::assert_snapshot!(rendered(&second.diagnostics));
    let third = changed(&second.lock, "name: owner", "name: group");
    assert_eq!(rendered(&third.diagnostics), "no findings");
}
