//! Where the API is served: the URL that a client starts with, every server by name, and operations that go elsewhere.

mod template;

use super::Lowering;
use crate::diagnostic::Code;
use crate::ir;
use crate::names::{Case, Name, Scope, Wish};
use crate::pointer::Pointer;
use crate::spec::{Operation, Spec};
use template::{Kind, Template};

/// Methods that every server has, and so no server or variable of its own is called.
const TAKEN: &[&str] = &["at", "clone", "filled", "from", "into", "new", "url"];

/// The base URL of the first server with an absolute one, its variables replaced by their defaults. Where the document
/// has none and every operation has a server of its own, that of the first operation.
pub(super) fn base_url(spec: &Spec) -> Option<String> {
    let of_document = spec.servers.iter().map(Template::of).find_map(|template| template.absolute());
    if of_document.is_some() {
        return of_document;
    }
    let own: Option<Vec<String>> = in_order(spec).into_iter().map(|operation| own(operation, None)).collect();
    own?.into_iter().next()
}

/// The operations in the order of their paths and methods, whatever order the document has them in.
fn in_order(spec: &Spec) -> Vec<&Operation> {
    let mut operations: Vec<&Operation> = spec.operations.iter().collect();
    operations.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    operations
}

/// The path of the first server, where no server is absolute.
pub(super) fn base_path(spec: &Spec) -> Option<String> {
    let path = Template::of(spec.servers.first()?).expanded()?;
    (path.starts_with('/') && path.len() > 1 && base_url(spec).is_none()).then_some(path)
}

/// The server of an operation, where that is not the API's. A path alone is one on the API's own host.
pub(super) fn own(operation: &Operation, base: Option<&str>) -> Option<String> {
    let templates = operation.servers.iter().map(Template::of);
    let url = templates.filter_map(|template| template.absolute().or_else(|| template.on_host_of(base?))).next()?;
    (Some(url.as_str()) != base).then_some(url)
}

impl Lowering<'_> {
    /// Every server that can be called, those of operations after the document's, each once. None where there is
    /// nothing to choose.
    pub(super) fn servers(&mut self) -> Vec<ir::Server> {
        let mut templates: Vec<Template> = Vec::new();
        for (server, pointer) in self.declared_servers() {
            let template = Template::of(&server);
            match template.kind() {
                Kind::Usable if !templates.iter().any(|other| other.covers(&template)) => templates.push(template),
                Kind::Usable | Kind::Relative => {}
                Kind::Unusable(why) => {
                    let message = format!("the server `{}` is left out: {why}", template.url);
                    self.report(Code::ServerUnusable, &pointer, message, "correct its URL in an overlay");
                }
            }
        }
        match templates.as_slice() {
            [] => Vec::new(),
            [one] if one.variables.is_empty() && Some(&one.url) == self.base_url.as_ref() => Vec::new(),
            _ => named(templates),
        }
    }

    fn declared_servers(&self) -> Vec<(openapiv3::Server, Pointer)> {
        let of_document = Pointer::of(["servers"]);
        let spec = self.spec;
        let own = spec.servers.iter().enumerate().map(|(i, server)| (server.clone(), of_document.index(i)));
        let theirs = in_order(spec).into_iter().flat_map(|operation| {
            let at = operation.servers_pointer.clone();
            operation.servers.iter().enumerate().map(move |(i, server)| (server.clone(), at.index(i)))
        });
        own.chain(theirs).collect()
    }
}

/// Servers with their names: the author's words where they are few, else the URL.
fn named(templates: Vec<Template>) -> Vec<ir::Server> {
    let wish = |template: &Template, word: &str| {
        Wish::built(&template.url, &format!("{}{word}", template.words()))
            .qualified(&format!("{}{word}", template.difference()))
    };
    let methods: Vec<Wish> = templates.iter().map(|template| wish(template, "")).collect();
    let types: Vec<Wish> = templates.iter().map(|template| wish(template, " server")).collect();
    let methods = Scope::reserving(Case::Snake, TAKEN.iter().copied()).claim(&methods);
    let types = Scope::reserving(Case::Camel, ["Server"]).claim(&types);
    let named = templates.into_iter().zip(methods.into_iter().zip(types));
    named.map(|(template, (method_name, type_name))| server(template, method_name, type_name)).collect()
}

fn server(template: Template, method_name: Name, type_name: Name) -> ir::Server {
    let wishes: Vec<Wish> = template.variables.iter().map(|variable| Wish::given(&variable.name)).collect();
    let names = Scope::reserving(Case::Snake, TAKEN.iter().copied()).claim(&wishes);
    let variables = template.variables.into_iter().zip(names).map(|(variable, name)| ir::ServerVariable {
        name,
        docs: variable.docs(),
        default: variable.default.unwrap_or_default(),
    });
    ir::Server {
        method_name,
        type_name,
        docs: template.description.into_iter().collect(),
        variables: variables.collect(),
        template: template.url,
    }
}
