//! `host`, `basePath` and `schemes` become servers.
//!
//! The three root members come in, server objects go out. It must not know of operations beyond their own schemes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{take, take_text, texts};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// What every server of the document is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Base {
    host: Option<String>,
    path: String,
    schemes: Vec<String>,
    /// By name, with the number each has in the list that describes them.
    variables: BTreeMap<String, (usize, Value)>,
    /// Where host and variables are described, if not in `host`.
    extension: Option<Pointer>,
}

impl Base {
    /// Takes the members out of the root.
    pub(super) fn take(root: &mut Map<String, Value>, stage: &mut Stage<'_>) -> Self {
        let mut base = Self { schemes: take(root, "schemes").map(scheme_list).unwrap_or_default(), ..Self::default() };
        let host = take_text(root, "host").map(|host| single_braces(host.trim()));
        if let Some(host) = host.filter(|host| !host.is_empty()) {
            base.host = Some(base.bare_host(&host, stage));
        }
        let path = take_text(root, "basePath").map(|path| single_braces(path.trim())).unwrap_or_default();
        base.path = base.bare_path(&path);
        base.take_parameterized_host(root);
        base
    }

    /// Records where the document's servers, which will be at `now`, were written.
    pub(super) fn record(&self, servers: &[Value], now: &Pointer, stage: &mut Stage<'_>) {
        let host = Pointer::of([if self.host.is_some() { "host" } else { "basePath" }]);
        let was = self.extension.as_ref().unwrap_or(&host);
        for index in 0..servers.len() {
            stage.moved(now.index(index), was.clone());
            for (name, (number, _)) in &self.variables {
                let variable = now.index(index).child("variables").child(name);
                stage.moved(variable, was.child("parameters").index(*number));
            }
        }
    }

    /// A host is written without a scheme in 2.0; one that has it says which scheme is meant.
    fn bare_host(&mut self, written: &str, stage: &mut Stage<'_>) -> String {
        let (scheme, host) = match written.split_once("://") {
            Some((scheme, host)) => (Some(scheme.to_ascii_lowercase()), host),
            None => (None, written.trim_start_matches('/')),
        };
        let host = host.trim_end_matches('/');
        if let Some(scheme) = scheme {
            let at = Pointer::of(["host"]);
            stage.repair("host-with-scheme", &at, Some(written.into()), Some(host.into()));
            if self.schemes.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric()) {
                self.schemes.push(scheme);
            }
        }
        host.to_owned()
    }

    /// `/`-led, no slash at the end, none doubled; a whole URL serves as a host too.
    fn bare_path(&mut self, written: &str) -> String {
        let path = match written.split_once("://") {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                if self.host.is_none() {
                    self.host = Some(host.to_owned());
                    self.schemes = vec![scheme.to_ascii_lowercase()];
                }
                path
            }
            None => written,
        };
        path.split('/').filter(|segment| !segment.is_empty()).fold(String::new(), |path, segment| path + "/" + segment)
    }

    /// The vendor extension by which a 2.0 document says what a host's variables are.
    fn take_parameterized_host(&mut self, root: &mut Map<String, Value>) {
        let Some(Value::Object(extension)) = root.get("x-ms-parameterized-host") else { return };
        let Some(template) = extension.get("hostTemplate").and_then(Value::as_str) else { return };
        let template = single_braces(template);
        let prefixed = extension.get("useSchemePrefix").and_then(Value::as_bool).unwrap_or(true);
        match template.split_once("://") {
            Some((scheme, host)) => {
                self.schemes = vec![scheme.to_owned()];
                self.host = Some(host.trim_end_matches('/').to_owned());
            }
            None if prefixed => self.host = Some(template.trim_end_matches('/').to_owned()),
            // The first variable holds scheme and host.
            None => {
                self.schemes.clear();
                self.host = Some(format!("://{}", template.trim_end_matches('/')));
            }
        }
        let parameters = extension.get("parameters").and_then(Value::as_array).into_iter().flatten();
        for (number, parameter) in parameters.enumerate() {
            let Some(name) = parameter.get("name").and_then(Value::as_str) else { continue };
            self.variables.insert(name.to_owned(), (number, variable(name, parameter)));
        }
        self.extension = Some(Pointer::of(["x-ms-parameterized-host"]));
    }

    /// The servers for the given schemes, or for the document's.
    pub(super) fn servers(&self, schemes: Option<&[String]>) -> Vec<Value> {
        let Some(host) = &self.host else {
            return if self.path.is_empty() { Vec::new() } else { vec![self.server(self.path.clone())] };
        };
        if let Some(whole) = host.strip_prefix("://") {
            return vec![self.server(format!("{whole}{}", self.path))];
        }
        let schemes = schemes.unwrap_or(&self.schemes);
        if schemes.is_empty() {
            return vec![self.server(format!("https://{host}{}", self.path))];
        }
        schemes.iter().map(|scheme| self.server(format!("{scheme}://{host}{}", self.path))).collect()
    }

    fn server(&self, url: String) -> Value {
        let mut variables = Map::new();
        for name in names_in(&url) {
            let known = self.variables.get(&name).map(|(_, known)| known.clone());
            variables.insert(name.clone(), known.unwrap_or_else(|| variable(&name, &Value::Null)));
        }
        let mut server = Map::new();
        server.insert("url".to_owned(), url.into());
        if !variables.is_empty() {
            server.insert("variables".to_owned(), Value::Object(variables));
        }
        Value::Object(server)
    }

    /// The servers of an operation that names its own.
    pub(super) fn of_operation(
        &self,
        operation: &mut Map<String, Value>,
        at: &Pointer,
        stage: &mut Stage<'_>,
    ) -> Option<Value> {
        let own = take(operation, "schemes").map(scheme_list).filter(|schemes| !schemes.is_empty());
        if let Some(servers) = take(operation, "x-servers") {
            stage.moved(at.child("servers"), at.child("x-servers"));
            return Some(servers);
        }
        let schemes = own?;
        if schemes == self.schemes {
            return None;
        }
        if self.host.is_none() {
            stage.report(
                Code::SchemesWithoutHost,
                &at.child("schemes"),
                "the operation has schemes of its own, but the document names no host; they are left out",
                "give the document a `host`",
            );
            return None;
        }
        let servers = self.servers(Some(&schemes));
        for index in 0..servers.len() {
            stage.moved(at.child("servers").index(index), at.child("schemes"));
        }
        Some(Value::Array(servers))
    }
}

fn scheme_list(value: Value) -> Vec<String> {
    let mut schemes: Vec<String> = Vec::new();
    for scheme in texts(value) {
        let scheme = scheme.trim().trim_end_matches("://").to_ascii_lowercase();
        if !scheme.is_empty() && !schemes.contains(&scheme) {
            schemes.push(scheme);
        }
    }
    schemes
}

fn single_braces(text: &str) -> String {
    text.replace("{{", "{").replace("}}", "}")
}

fn names_in(url: &str) -> Vec<String> {
    let after_braces = url.split('{').skip(1);
    after_braces.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).filter(|name| !name.is_empty()).collect()
}

/// A server variable; 3.0 wants a default, and the name shows best that there is none.
fn variable(name: &str, parameter: &Value) -> Value {
    let first = parameter.get("enum").and_then(|values| values.get(0)).and_then(Value::as_str);
    let default = parameter.get("default").and_then(Value::as_str).or(first).unwrap_or(name);
    let mut variable = json!({ "default": default });
    if let Value::Object(variable) = &mut variable {
        for key in ["enum", "description"] {
            if let Some(value) = parameter.get(key) {
                variable.insert(key.to_owned(), value.clone());
            }
        }
    }
    variable
}
