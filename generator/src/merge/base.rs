//! Where requests go: what the document says beside what the catalogue says.

use serde_json::{Value, json};

use super::members;
use crate::catalog::{BaseUrl, Catalog, Entry};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::{Place, Pointer};
use crate::repair::{Evidence, Repair, Repairs};

/// Mends the document's base URL by the catalogue's, or says that they disagree.
pub(crate) fn settle(document: &mut Document, catalog: &Catalog, diagnostics: &mut Diagnostics, repairs: &mut Repairs) {
    let mut entries = catalog.entries.iter().filter_map(|entry| Some((entry, entry.base_url.as_ref()?)));
    let Some(first) = entries.next() else { return };
    // Entries for parts of an API lengthen its base URL; the shortest is the API's own.
    let (entry, url) =
        entries.fold(first, |best, next| if next.1.path.len() < best.1.path.len() { next } else { best });
    let mut bench = Bench { document, catalog, entry, url, diagnostics, repairs };
    match bench.document.dialect {
        Dialect::Swagger2 => bench.settle_host(),
        Dialect::OpenApi30 | Dialect::OpenApi31 => bench.settle_servers(),
    }
}

struct Bench<'b> {
    document: &'b mut Document,
    catalog: &'b Catalog,
    /// The entry that the catalogue's base URL is taken from.
    entry: &'b Entry,
    url: &'b BaseUrl,
    diagnostics: &'b mut Diagnostics,
    repairs: &'b mut Repairs,
}

impl Bench<'_> {
    fn settle_host(&mut self) {
        let written = self.text("host").map(ToOwned::to_owned);
        let Some(host) = written else {
            self.fill("host", json!(self.url.host), "host-from-catalogue");
            self.fill_base_path();
            self.settle_schemes();
            return;
        };
        // A host is written with a path or a scheme now and then; the URL reader takes it apart.
        let base_path = self.text("basePath").unwrap_or_default().to_owned();
        let Some(own) = BaseUrl::parse(&format!("//{host}/{base_path}")) else { return };
        if own.host == self.url.host && self.text("basePath").is_none() {
            self.fill_base_path();
        } else if !self.same_place(&own) {
            self.disagree(&Pointer::of(["host"]), &own);
            return;
        }
        self.settle_schemes();
    }

    /// Whether some entry of the catalogue names this place, or a part of the API below it.
    fn same_place(&self, own: &BaseUrl) -> bool {
        let mut urls = self.catalog.entries.iter().filter_map(|entry| entry.base_url.as_ref());
        urls.any(|url| {
            let below = url.path.strip_prefix(&own.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            url.host == own.host && below && (url.path == own.path || self.describes_below(&own.path, url))
        })
    }

    /// Whether a base URL that goes on where the document's ends, goes on with one of its paths.
    fn describes_below(&self, base_path: &str, url: &BaseUrl) -> bool {
        let rest = url.path.strip_prefix(base_path).unwrap_or_default();
        let paths = self.document.root.get("paths").into_iter().flat_map(members);
        paths.map(|(path, _)| path.trim_end_matches('/')).any(|path| path == rest)
    }

    fn fill_base_path(&mut self) {
        let path = self.url.path.clone();
        let paths = self.document.root.get("paths").into_iter().flat_map(members).map(|(own, _)| own);
        let already_there = { paths }.any(|own| own.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/')));
        if !path.is_empty() && !already_there && self.text("basePath").is_none() {
            self.fill("basePath", json!(path), "base-path-from-catalogue");
        }
    }

    fn settle_schemes(&mut self) {
        let Some(scheme) = self.url.scheme.clone() else { return };
        let at = Pointer::of(["schemes"]);
        let written = at.find(&self.document.root);
        match written.and_then(Value::as_array).map(Vec::as_slice) {
            None | Some([]) => self.fill("schemes", json!([scheme]), "scheme-from-catalogue"),
            Some([Value::String(own)]) if own == "http" && scheme == "https" => {
                let quote = self.written_base();
                self.replace(&at, json!(["https"]), "https-from-catalogue", quote);
            }
            Some(_) => {}
        }
    }

    /// The document's own base URL, as a person would write it.
    fn written_base(&self) -> String {
        format!("http://{}{}", self.text("host").unwrap_or_default(), self.text("basePath").unwrap_or_default())
    }

    fn settle_servers(&mut self) {
        let servers = Pointer::of(["servers"]);
        let listed = servers.find(&self.document.root).and_then(Value::as_array).cloned().unwrap_or_default();
        let urls = listed.iter().map(|server| server.get("url").and_then(Value::as_str).unwrap_or_default());
        let urls = urls.map(ToOwned::to_owned).collect::<Vec<_>>();
        let base = self.full_url();
        if urls.iter().all(|url| matches!(url.trim(), "" | "/")) {
            self.fill("servers", json!([{"url": base}]), "server-from-catalogue");
            return;
        }
        let mut agrees = false;
        for (index, written) in urls.iter().enumerate() {
            let at = servers.index(index).child("url");
            if written.starts_with('/') && !written.starts_with("//") {
                let own = format!("//{}{written}", self.url.host);
                if BaseUrl::parse(&own).is_some_and(|own| own.path == self.url.path) {
                    self.replace(&at, json!(base), "server-from-catalogue", written.clone());
                    agrees = true;
                }
            } else if let Some(own) = BaseUrl::parse(written).filter(|own| self.same_place(own)) {
                agrees = true;
                if own.scheme.as_deref() == Some("http") && self.url.scheme.as_deref() == Some("https") {
                    let now = format!("https:{}", written.split_once(':').map_or("", |(_, rest)| rest));
                    self.replace(&at, json!(now), "https-from-catalogue", written.clone());
                }
            }
        }
        if let (false, Some(own)) = (agrees, urls.first().and_then(|url| BaseUrl::parse(url))) {
            self.disagree(&servers, &own);
        }
    }

    /// The catalogue's base URL; https where it names no scheme.
    fn full_url(&self) -> String {
        BaseUrl { scheme: Some(self.url.scheme.clone().unwrap_or("https".to_owned())), ..self.url.clone() }.to_string()
    }

    fn text(&self, key: &str) -> Option<&str> {
        let text = self.document.root.get(key)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn evidence(&self) -> Evidence {
        let place =
            Place { source: self.entry.place.source.clone(), pointer: self.entry.place.pointer.child("baseURL") };
        Evidence { place, quote: self.url.to_string() }
    }

    /// Sets a missing member of the document.
    fn fill(&mut self, key: &str, now: Value, rule: &'static str) {
        let at = Pointer::of([key]);
        let evidence = vec![self.evidence()];
        self.set(&at, now, rule, evidence);
    }

    /// Changes what the document says, whose words are evidence too.
    fn replace(&mut self, at: &Pointer, now: Value, rule: &'static str, quote: String) {
        let own = Evidence { place: self.document.place(at), quote };
        let evidence = vec![own, self.evidence()];
        self.set(at, now, rule, evidence);
    }

    fn set(&mut self, at: &Pointer, now: Value, rule: &'static str, evidence: Vec<Evidence>) {
        let place = self.document.place(at);
        let was = at.find(&self.document.root).cloned();
        let Some((parent, key)) = at.split_last() else { return };
        if let Some(Value::Object(map)) = parent.find_mut(&mut self.document.root) {
            map.insert(key, now.clone());
            if was.is_none() {
                self.document.origins.record(at.clone(), self.evidence().place);
            }
            self.repairs.push(Repair { rule, place, was, now: Some(now), evidence });
        }
    }

    fn disagree(&mut self, at: &Pointer, own: &BaseUrl) {
        let Evidence { place, quote } = self.evidence();
        let message = format!("the document sends requests to {own}, the catalogue at {place} says {quote}");
        let help = "if the catalogue is right, set the document's own base URL by an overlay; else mend the catalogue";
        let finding = Diagnostic::new(Code::CatalogDisagrees, self.document.place(at), message);
        self.diagnostics.push(finding.help(help));
    }
}
