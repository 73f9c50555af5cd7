//! Completes the base URL of a document from the catalog, or reports a contradiction.

use serde_json::{Value, json};

use super::members;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::input::catalog::{BaseUrl, Catalog, Entry};
use crate::pointer::{Place, Pointer};
use crate::repairs::{Evidence, Repair, Repairs};

/// Completes the base URL of a document from the catalog, or reports a contradiction.
pub(crate) fn complete(
    document: &mut Document,
    catalog: &Catalog,
    diagnostics: &mut Diagnostics,
    repairs: &mut Repairs,
) {
    let mut entries = catalog.entries.iter().filter_map(|entry| Some((entry, entry.base_url.as_ref()?)));
    let Some(first) = entries.next() else { return };
    // The entries of an API's parts have longer base URLs; the shortest one is the base URL of the API.
    let (entry, url) =
        entries.fold(first, |best, next| if next.1.path.len() < best.1.path.len() { next } else { best });
    let mut merger = BaseUrlMerger { document, catalog, entry, url, diagnostics, repairs };
    match merger.document.dialect {
        Dialect::Swagger2 => merger.complete_host(),
        Dialect::OpenApi30 | Dialect::OpenApi31 => merger.complete_servers(),
    }
}

struct BaseUrlMerger<'b> {
    document: &'b mut Document,
    catalog: &'b Catalog,
    /// The catalog entry that contains the base URL.
    entry: &'b Entry,
    url: &'b BaseUrl,
    diagnostics: &'b mut Diagnostics,
    repairs: &'b mut Repairs,
}

impl BaseUrlMerger<'_> {
    fn complete_host(&mut self) {
        let declared = self.text("host").map(ToOwned::to_owned);
        let Some(host) = declared else {
            self.fill("host", json!(self.url.host), "host-from-catalog");
            self.fill_base_path();
            self.complete_schemes();
            return;
        };
        // Some documents declare a host with a path or a scheme; the URL parser splits it.
        let base_path = self.text("basePath").unwrap_or_default().to_owned();
        let Some(declared) = BaseUrl::parse(&format!("//{host}/{base_path}")) else { return };
        if declared.host == self.url.host && self.text("basePath").is_none() {
            self.fill_base_path();
        } else if !self.is_in_catalog(&declared) {
            self.report_contradiction(&Pointer::from_tokens(["host"]), &declared);
            return;
        }
        self.complete_schemes();
    }

    /// Returns `true` if a catalog entry has this base URL, or that of a part of the API below it.
    fn is_in_catalog(&self, declared: &BaseUrl) -> bool {
        let mut urls = self.catalog.entries.iter().filter_map(|entry| entry.base_url.as_ref());
        urls.any(|url| {
            let below =
                url.path.strip_prefix(&declared.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            url.host == declared.host
                && below
                && (url.path == declared.path || self.describes_below(&declared.path, url))
        })
    }

    /// Returns `true` if the rest of a longer base URL is one of the document's paths.
    fn describes_below(&self, base_path: &str, url: &BaseUrl) -> bool {
        let rest = url.path.strip_prefix(base_path).unwrap_or_default();
        let paths = self.document.root.get("paths").into_iter().flat_map(members);
        paths.map(|(path, _)| path.trim_end_matches('/')).any(|path| path == rest)
    }

    fn fill_base_path(&mut self) {
        let path = self.url.path.clone();
        let paths = self.document.root.get("paths").into_iter().flat_map(members).map(|(declared, _)| declared);
        let already_there =
            { paths }.any(|declared| declared.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/')));
        if !path.is_empty() && !already_there && self.text("basePath").is_none() {
            self.fill("basePath", json!(path), "base-path-from-catalog");
        }
    }

    fn complete_schemes(&mut self) {
        let Some(scheme) = self.url.scheme.clone() else { return };
        let at = Pointer::from_tokens(["schemes"]);
        let written = at.find(&self.document.root);
        match written.and_then(Value::as_array).map(Vec::as_slice) {
            None | Some([]) => self.fill("schemes", json!([scheme]), "scheme-from-catalog"),
            Some([Value::String(declared)]) if declared == "http" && scheme == "https" => {
                let quote = self.declared_base();
                self.replace(&at, json!(["https"]), "https-from-catalog", quote);
            }
            Some(_) => {}
        }
    }

    /// Returns the declared base URL.
    fn declared_base(&self) -> String {
        format!("http://{}{}", self.text("host").unwrap_or_default(), self.text("basePath").unwrap_or_default())
    }

    fn complete_servers(&mut self) {
        let servers = Pointer::from_tokens(["servers"]);
        let listed = servers.find(&self.document.root).and_then(Value::as_array).cloned().unwrap_or_default();
        let urls = listed.iter().map(|server| server.get("url").and_then(Value::as_str).unwrap_or_default());
        let urls = urls.map(ToOwned::to_owned).collect::<Vec<_>>();
        let base = self.full_url();
        if urls.iter().all(|url| matches!(url.trim(), "" | "/")) {
            self.fill("servers", json!([{"url": base}]), "server-from-catalog");
            return;
        }
        let mut agrees = false;
        for (index, written) in urls.iter().enumerate() {
            let at = servers.index(index).child("url");
            if written.starts_with('/') && !written.starts_with("//") {
                let declared = format!("//{}{written}", self.url.host);
                if BaseUrl::parse(&declared).is_some_and(|declared| declared.path == self.url.path) {
                    self.replace(&at, json!(base), "server-from-catalog", written.clone());
                    agrees = true;
                }
            } else if let Some(declared) = BaseUrl::parse(written).filter(|declared| self.is_in_catalog(declared)) {
                agrees = true;
                if declared.scheme.as_deref() == Some("http") && self.url.scheme.as_deref() == Some("https") {
                    let url = format!("https:{}", written.split_once(':').map_or("", |(_, rest)| rest));
                    self.replace(&at, json!(url), "https-from-catalog", written.clone());
                }
            }
        }
        if let (false, Some(declared)) = (agrees, urls.first().and_then(|url| BaseUrl::parse(url))) {
            self.report_contradiction(&servers, &declared);
        }
    }

    /// Returns the base URL of the catalog, with https if it has no scheme.
    fn full_url(&self) -> String {
        BaseUrl { scheme: Some(self.url.scheme.clone().unwrap_or("https".to_owned())), ..self.url.clone() }.to_string()
    }

    fn text(&self, key: &str) -> Option<&str> {
        let text = self.document.root.get(key)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn evidence(&self) -> Evidence {
        let place = Place::new(self.entry.place.source.clone(), self.entry.place.pointer.child("baseURL"));
        Evidence { place, quote: self.url.to_string() }
    }

    /// Adds a missing member to the document.
    fn fill(&mut self, key: &str, value: Value, rule: &'static str) {
        let at = Pointer::from_tokens([key]);
        let evidence = vec![self.evidence()];
        self.set(&at, value, rule, evidence);
    }

    /// Replaces a declared value, which is quoted as evidence.
    fn replace(&mut self, at: &Pointer, value: Value, rule: &'static str, quote: String) {
        let declared = Evidence { place: self.document.place(at), quote };
        let evidence = vec![declared, self.evidence()];
        self.set(at, value, rule, evidence);
    }

    fn set(&mut self, at: &Pointer, value: Value, rule: &'static str, evidence: Vec<Evidence>) {
        let place = self.document.place(at);
        let before = at.find(&self.document.root).cloned();
        let Some((parent, key)) = at.split_last() else { return };
        if let Some(Value::Object(map)) = parent.find_mut(&mut self.document.root) {
            map.insert(key, value.clone());
            if before.is_none() {
                self.document.origins.record(at.clone(), self.evidence().place);
            }
            self.repairs.push(Repair { rule, place, before, after: Some(value), evidence });
        }
    }

    fn report_contradiction(&mut self, at: &Pointer, declared: &BaseUrl) {
        let Evidence { place, quote } = self.evidence();
        let message = format!("the base URL {declared} of the document differs from {quote} in the catalog at {place}");
        let help = "correct the base URL of the document with an overlay, or correct the catalog";
        let finding = Diagnostic::new(Code::CatalogDisagrees, self.document.place(at), message);
        self.diagnostics.push(finding.help(help));
    }
}
