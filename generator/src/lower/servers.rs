//! Servers: the base URL, all servers by name, and servers of single operations.

mod template;

use super::lock_keys::LockKeys;
use super::reports::report;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir;
use crate::names::{Case, Name, NameRequest, lock, reserved};
use crate::pointer::Pointer;
use crate::spec::{Operation, ServerObject, Spec};
use template::{ServerTemplate, Usability};

/// Returns the base URL: the first absolute URL of the document's servers, with defaults for its variables. If the
/// document has none and every operation has a server, returns that of the first operation.
pub(super) fn base_url(spec: &Spec) -> Option<String> {
    let of_document = spec.servers.iter().map(ServerTemplate::new).find_map(|template| template.absolute());
    if of_document.is_some() {
        return of_document;
    }
    let urls: Option<Vec<String>> =
        in_order(spec).into_iter().map(|operation| operation_server(operation, None)).collect();
    urls?.into_iter().next()
}

/// Returns the operations sorted by path and method.
fn in_order(spec: &Spec) -> Vec<&Operation> {
    let mut operations: Vec<&Operation> = spec.operations.iter().collect();
    operations.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    operations
}

/// Returns the path of the first server if no server has an absolute URL.
pub(super) fn base_path(spec: &Spec) -> Option<String> {
    let path = ServerTemplate::new(spec.servers.first()?).expanded()?;
    (path.starts_with('/') && path.len() > 1 && base_url(spec).is_none()).then_some(path)
}

/// Returns the server of an operation if it differs from the base URL. A relative URL is resolved against the base URL.
pub(super) fn operation_server(operation: &Operation, base: Option<&str>) -> Option<String> {
    let templates = operation.servers.iter().map(ServerTemplate::new);
    let url = templates.filter_map(|template| template.absolute().or_else(|| template.on_host_of(base?))).next()?;
    (Some(url.as_str()) != base).then_some(url)
}

/// Lowers the usable servers, those of the document before those of operations, without duplicates. Returns nothing
/// if there is only the base URL.
pub(super) fn lower(
    spec: &Spec,
    base_url: Option<&str>,
    keys: &LockKeys,
    diagnostics: &mut Diagnostics,
) -> Vec<ir::Server> {
    let mut templates: Vec<ServerTemplate> = Vec::new();
    for (server, pointer) in declared_servers(spec) {
        let template = ServerTemplate::new(&server);
        match template.kind() {
            Usability::Usable if !templates.iter().any(|other| other.covers(&template)) => templates.push(template),
            Usability::Usable | Usability::Relative => {}
            Usability::Unusable(why) => {
                let message = format!("server `{}` ignored: {why}", template.url);
                report(spec, diagnostics, Code::ServerUnusable, &pointer, message, "correct its URL in an overlay");
            }
        }
    }
    match templates.as_slice() {
        [] => Vec::new(),
        [one] if one.variables.is_empty() && Some(one.url.as_str()) == base_url => Vec::new(),
        _ => named(templates, keys),
    }
}

fn declared_servers(spec: &Spec) -> Vec<(ServerObject, Pointer)> {
    let document_servers = Pointer::from_tokens(["servers"]);
    let of_document = spec.servers.iter().enumerate().map(|(i, server)| (server.clone(), document_servers.index(i)));
    let of_operations = in_order(spec).into_iter().flat_map(|operation| {
        let at = operation.servers_pointer.clone();
        operation.servers.iter().enumerate().map(move |(i, server)| (server.clone(), at.index(i)))
    });
    of_document.chain(of_operations).collect()
}

/// Names the servers: by their description if it is short, or else by their URL.
fn named(templates: Vec<ServerTemplate>, keys: &LockKeys) -> Vec<ir::Server> {
    let name_request = |template: &ServerTemplate, word: &str| {
        NameRequest::built(&template.url, &format!("{}{word}", template.words()))
            .qualified(&format!("{}{word}", template.difference()))
    };
    let methods: Vec<NameRequest> = templates.iter().map(|template| name_request(template, "")).collect();
    let types: Vec<NameRequest> = templates.iter().map(|template| name_request(template, " server")).collect();
    let methods = keys.scope(Case::Snake, reserved::server_methods(), lock::SERVERS).claim(&methods);
    let types = keys.scope(Case::Camel, ["Server"], lock::SERVER_TYPES).claim(&types);
    let named = templates.into_iter().zip(methods.into_iter().zip(types));
    named.map(|(template, (method_name, type_name))| server(template, method_name, type_name, keys)).collect()
}

fn server(template: ServerTemplate, method_name: Name, type_name: Name, keys: &LockKeys) -> ir::Server {
    let name_requests: Vec<NameRequest> =
        template.variables.iter().map(|variable| NameRequest::given(&variable.name)).collect();
    let scope = lock::variables(&template.url);
    let names = keys.scope(Case::Snake, reserved::server_methods(), &scope).claim(&name_requests);
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
