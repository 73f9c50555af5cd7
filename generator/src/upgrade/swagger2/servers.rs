//! Conversion of `host`, `basePath` and `schemes` to servers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{remove, remove_text, texts};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::conform::to_text;
use crate::upgrade::context::Context;
use crate::upgrade::paths::{single_braces, variable_names};

/// The parts of the server URLs of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct ServerBase {
    host: Option<String>,
    path: String,
    schemes: Vec<String>,
    /// Variables by name, with their index in the `parameters` of the extension.
    variables: BTreeMap<String, (usize, Value)>,
    /// Location of the extension that declares host and variables, if not `host`.
    extension: Option<Pointer>,
}

impl ServerBase {
    /// Removes the fields from the root.
    pub(super) fn remove_from(root: &mut Map<String, Value>, context: &mut Context<'_>) -> Self {
        let mut base =
            Self { schemes: remove(root, "schemes").map(scheme_list).unwrap_or_default(), ..Self::default() };
        let host = remove_text(root, "host").map(|host| single_braces(host.trim()));
        if let Some(host) = host.filter(|host| !host.is_empty()) {
            base.host = Some(base.bare_host(&host, context));
        }
        let path = remove_text(root, "basePath").map(|path| single_braces(path.trim())).unwrap_or_default();
        base.path = base.bare_path(&path);
        base.read_parameterized_host(root);
        base
    }

    /// Records the moves of the document's servers to `now`.
    pub(super) fn record(&self, servers: &[Value], now: &Pointer, context: &mut Context<'_>) {
        let host = Pointer::from_tokens([if self.host.is_some() { "host" } else { "basePath" }]);
        let was = self.extension.as_ref().unwrap_or(&host);
        for index in 0..servers.len() {
            context.moved(now.index(index), was.clone());
            for (name, (number, _)) in &self.variables {
                let variable = now.index(index).child("variables").child(name);
                context.moved(variable, was.child("parameters").index(*number));
            }
        }
    }

    /// Removes the scheme from a host, where 2.0 does not allow it, and adds it to the schemes if there are none.
    fn bare_host(&mut self, written: &str, context: &mut Context<'_>) -> String {
        let (scheme, host) = match written.split_once("://") {
            Some((scheme, host)) => (Some(scheme.to_ascii_lowercase()), host),
            None => (None, written.trim_start_matches('/')),
        };
        let host = host.trim_end_matches('/');
        if let Some(scheme) = scheme {
            let at = Pointer::from_tokens(["host"]);
            context.repair("host-with-scheme", &at, Some(written.into()), Some(host.into()));
            if self.schemes.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric()) {
                self.schemes.push(scheme);
            }
        }
        host.to_owned()
    }

    /// Returns a base path with a leading slash, and without trailing or repeated slashes. A URL provides the host as well.
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

    /// Reads `x-ms-parameterized-host`, which declares the variables of the host.
    fn read_parameterized_host(&mut self, root: &mut Map<String, Value>) {
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
            // The first variable contains scheme and host.
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
        self.extension = Some(Pointer::from_tokens(["x-ms-parameterized-host"]));
    }

    /// Returns the servers for the given schemes, or for those of the document.
    pub(super) fn servers(&self, schemes: Option<&[String]>) -> Vec<Value> {
        let Some(host) = &self.host else {
            return if self.path.is_empty() { Vec::new() } else { vec![self.server(self.path.clone())] };
        };
        if let Some(origin) = host.strip_prefix("://") {
            return vec![self.server(format!("{origin}{}", self.path))];
        }
        let schemes = schemes.unwrap_or(&self.schemes);
        if schemes.is_empty() {
            return vec![self.server(format!("https://{host}{}", self.path))];
        }
        schemes.iter().map(|scheme| self.server(format!("{scheme}://{host}{}", self.path))).collect()
    }

    fn server(&self, url: String) -> Value {
        let mut variables = Map::new();
        for name in variable_names(&url) {
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

    /// Returns the servers of an operation with `schemes` or `x-servers`.
    pub(super) fn operation_servers(
        &self,
        operation: &mut Map<String, Value>,
        at: &Pointer,
        context: &mut Context<'_>,
    ) -> Option<Value> {
        let schemes = remove(operation, "schemes").map(scheme_list).filter(|schemes| !schemes.is_empty());
        if let Some(servers) = remove(operation, "x-servers") {
            context.moved(at.child("servers"), at.child("x-servers"));
            return Some(servers);
        }
        let schemes = schemes?;
        if schemes == self.schemes {
            return None;
        }
        if self.host.is_none() {
            context.report(
                Code::SchemesWithoutHost,
                &at.child("schemes"),
                "`schemes` has no effect in a document without `host`; ignored",
                "add `host` to the document",
            );
            return None;
        }
        let servers = self.servers(Some(&schemes));
        for index in 0..servers.len() {
            context.moved(at.child("servers").index(index), at.child("schemes"));
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

/// Returns a server variable. 3.0 requires a default: the first value, or the name of the variable.
fn variable(name: &str, parameter: &Value) -> Value {
    let first = parameter.get("enum").and_then(|values| values.get(0)).and_then(to_text);
    let default = parameter.get("default").and_then(to_text).or(first).unwrap_or_else(|| name.to_owned());
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
