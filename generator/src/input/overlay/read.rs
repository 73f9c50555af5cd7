//! Reads and validates the text of an overlay.

use serde_json::{Map, Value};

use super::target::Target;
use super::{Action, Change, Overlay, Version};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Text;
use crate::input::load::{self, SpelledValue};
use crate::pointer::{Place, Pointer, Source};

/// Reads an overlay in YAML or JSON. Invalid actions are reported and omitted.
pub fn read(text: &Text, diagnostics: &mut Diagnostics) -> Option<Overlay> {
    let before = diagnostics.count(Severity::Error);
    let values = load::read_spelled(text, diagnostics);
    if diagnostics.count(Severity::Error) > before {
        return None;
    }
    let mut reader = OverlayReader { source: Source::new(&text.name), diagnostics };
    let [SpelledValue { value: Value::Object(root), spellings }] = values.as_slice() else {
        let found = if values.is_empty() { "the text is empty" } else { "the text is not a single map" };
        reader.report(&Pointer::root(), format!("not an overlay: {found}"), "pass an OpenAPI overlay in YAML or JSON");
        return None;
    };
    reader.overlay(root).map(|overlay| Overlay { spellings: spellings.clone(), ..overlay })
}

struct OverlayReader<'r> {
    source: Source,
    diagnostics: &'r mut Diagnostics,
}

impl OverlayReader<'_> {
    fn report(&mut self, at: &Pointer, message: String, help: &str) {
        let place = Place::new(self.source.clone(), at.clone());
        self.diagnostics.push(Diagnostic::new(Code::OverlayInvalid, place, message).help(help));
    }

    fn overlay(&mut self, root: &Map<String, Value>) -> Option<Overlay> {
        let at = Pointer::root();
        let version = self.version(root)?;
        self.check_members(&at, root, &["overlay", "info", "extends", "actions"]);
        let info = self.info(root);
        let Some(Value::Array(list)) = root.get("actions") else {
            let help = "add `actions`, each with a `target` and an `update` or `remove: true`";
            self.report(&at.child("actions"), "the overlay has no `actions` list".to_owned(), help);
            return None;
        };
        if list.is_empty() {
            let help = "add an action, or remove the overlay";
            self.report(&at.child("actions"), "the overlay has no action".to_owned(), help);
        }
        let numbered = list.iter().enumerate();
        let actions = numbered.filter_map(|(index, action)| self.action(index, action, version)).collect();
        let extends = self.text(&at, root, "extends");
        let (source, spellings) = (self.source.clone(), Vec::new());
        Some(Overlay { source, version, title: info, extends, actions, spellings })
    }

    fn version(&mut self, root: &Map<String, Value>) -> Option<Version> {
        let written = match root.get("overlay") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => {
                let message = "not an overlay: `overlay: 1.0.0` is missing".to_owned();
                let help = "pass an OpenAPI overlay; API descriptions and catalogs have separate options";
                self.report(&Pointer::root(), message, help);
                return None;
            }
        };
        match written.split('.').take(2).collect::<Vec<_>>().as_slice() {
            ["1", "0"] => Some(Version::V1_0),
            ["1", "1"] => Some(Version::V1_1),
            _ => {
                let message = format!("unsupported overlay version {written}");
                self.report(
                    &Pointer::from_tokens(["overlay"]),
                    message,
                    "write it as `overlay: 1.0.0` or `overlay: 1.1.0`",
                );
                None
            }
        }
    }

    /// Checks `info` and returns the title.
    fn info(&mut self, root: &Map<String, Value>) -> Option<String> {
        let at = Pointer::from_tokens(["info"]);
        let Some(Value::Object(info)) = root.get("info") else {
            let help = "add `info: {title: ..., version: 1.0.0}`";
            self.report(&at, "the overlay has no `info` with `title` and `version`".to_owned(), help);
            return None;
        };
        self.check_members(&at, info, &["title", "version", "description"]);
        for key in ["title", "version"] {
            if !info.contains_key(key) {
                self.report(
                    &at,
                    format!("the overlay's `info` has no `{key}`"),
                    "add it; the overlay specification requires it",
                );
            }
        }
        self.text(&at, info, "title")
    }

    fn action(&mut self, index: usize, action: &Value, version: Version) -> Option<Action> {
        let at = Pointer::from_tokens(["actions"]).index(index);
        let number = index + 1;
        let Value::Object(action) = action else {
            let help = "add a `target` and an `update` or `remove: true`";
            self.report(&at, format!("action {number} is not a map"), help);
            return None;
        };
        self.check_members(&at, action, &["target", "description", "update", "remove", "copy"]);
        let target = self.target(&at, action, "target", number);
        let change = self.change(&at, action, number, version);
        let description = self.text(&at, action, "description");
        let reason = self.text(&at, action, "x-reason");
        let place = Place::new(self.source.clone(), at);
        Some(Action { number, target: target?, change: change?, description, reason, place })
    }

    fn change(&mut self, at: &Pointer, action: &Map<String, Value>, number: usize, version: Version) -> Option<Change> {
        match action.get("remove") {
            Some(Value::Bool(true)) => return Some(Change::Remove),
            None | Some(Value::Bool(false)) => {}
            Some(other) => {
                let message = format!("`remove` of action {number} is {other}");
                self.report(&at.child("remove"), message, "write `remove: true`, or omit it");
                return None;
            }
        }
        match (action.get("update"), action.contains_key("copy")) {
            (Some(update), false) => Some(Change::Update(update.clone())),
            (None, true) if version == Version::V1_0 => {
                let help = "write `overlay: 1.1.0` at the top";
                self.report(&at.child("copy"), format!("action {number} has `copy`, which requires version 1.1"), help);
                None
            }
            (None, true) => self.target(at, action, "copy", number).map(Change::Copy),
            (Some(_), true) => {
                let message = format!("action {number} has both `update` and `copy`");
                self.report(at, message, "split it into two actions");
                None
            }
            (None, false) => {
                let help = "add `update` or `remove: true`";
                self.report(at, format!("action {number} has no change"), help);
                None
            }
        }
    }

    /// Reads a JSONPath member of an action.
    fn target(&mut self, at: &Pointer, action: &Map<String, Value>, key: &str, number: usize) -> Option<Target> {
        let at = at.child(key);
        let Some(Value::String(written)) = action.get(key) else {
            let help = "add a JSONPath in quotes, such as `$.paths['/pets'].get`";
            self.report(&at, format!("`{key}` of action {number} is missing or not a string"), help);
            return None;
        };
        match Target::parse(written) {
            Ok(target) => Some(target),
            Err(error) => {
                let position = error.position;
                let message = format!(
                    "`{key}` of action {number} is not a valid JSONPath: `{written}`, at character {position}: {}",
                    error.message
                );
                let place = Place::new(self.source.clone(), at);
                let help = "a JSONPath starts with `$`; keys with special characters are written in brackets and quotes, \
                            such as `$.paths['/pets/{petId}'].get`";
                self.diagnostics.push(Diagnostic::new(Code::OverlayTarget, place, message).help(help));
                None
            }
        }
    }

    fn text(&mut self, at: &Pointer, map: &Map<String, Value>, key: &str) -> Option<String> {
        match map.get(key)? {
            Value::String(text) => Some(text.clone()),
            _ => {
                self.report(&at.child(key), format!("`{key}` is not a string"), "put the value in quotes");
                None
            }
        }
    }

    /// Reports unknown members, except for extensions.
    fn check_members(&mut self, at: &Pointer, map: &Map<String, Value>, keys: &[&str]) {
        for key in map.keys().filter(|key| !key.starts_with("x-") && !keys.contains(&key.as_str())) {
            let help = format!("the allowed members are {}, and names that start with `x-`", keys.join(", "));
            self.report(&at.child(key), format!("unknown member `{key}`"), &help);
        }
    }
}
