//! Setters of credentials, and servers.

use super::OutlineItem;
use crate::ir::{Api, Credential, CredentialLocation, Server};
use crate::names::Name;

pub(super) fn items(api: &Api) -> Vec<OutlineItem> {
    let credentials = api.credentials.iter().flat_map(credential);
    credentials.chain(api.servers.iter().flat_map(server)).chain(server_setters(api)).collect()
}

/// Returns the methods that set the server of a client and of a call.
fn server_setters(api: &Api) -> Vec<OutlineItem> {
    let owners: &[&str] = if api.servers.is_empty() { &[] } else { &["ClientBuilder", "Call"] };
    let setter = |owner: &&str| {
        let declaration = "pub fn server(self, server: impl Into<Server>) -> Self";
        OutlineItem::declared(format!("{owner}::server"), declaration, "servers")
    };
    owners.iter().map(setter).collect()
}

fn credential(credential: &Credential) -> Vec<OutlineItem> {
    let scheme = credential.name.wire();
    let method = |name: &Name, arguments: &str| {
        let path = format!("ClientBuilder::{}", name.rust());
        OutlineItem::declared(path, format!("pub fn {}(self, {arguments}) -> Self", name.rust()), scheme)
    };
    let secret = if credential.carrier == CredentialLocation::Basic {
        "user: impl Into<SecretString>, password: impl Into<SecretString>"
    } else {
        "secret: impl Into<SecretString>"
    };
    let mut items = vec![method(&credential.name, secret)];
    items.extend(credential.source.as_ref().map(|name| method(name, "source: impl TokenSource + 'static")));
    items.extend(credential.uses_oauth2.then(|| {
        let name = credential.name.rust();
        OutlineItem::declared(format!("auth::{name}"), format!("pub fn {name}() -> OAuth2"), scheme)
    }));
    items
}

fn server(server: &Server) -> Vec<OutlineItem> {
    let (method, ty) = (server.method_name.rust(), server.type_name.rust());
    let output = if server.variables.is_empty() { "Self" } else { ty };
    let path = format!("Server::{method}");
    let mut items = vec![OutlineItem::declared(path, format!("pub fn {method}() -> {output}"), &server.template)];
    if !server.variables.is_empty() {
        items.push(OutlineItem::declared(
            ty.to_owned(),
            format!("pub struct {ty}: Debug, Clone, PartialEq, Eq"),
            &server.template,
        ));
    }
    items.extend(server.variables.iter().map(|variable| {
        let name = variable.name.rust();
        let declaration = format!("pub fn {name}(self, {name}: impl Into<String>) -> Self");
        OutlineItem::declared(format!("{ty}::{name}"), declaration, variable.name.wire())
    }));
    items
}
