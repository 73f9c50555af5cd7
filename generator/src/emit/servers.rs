//! The API's servers by name: a constructor for each, and a struct with setters for those that have variables.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::words::ident;
use crate::ir::{Api, Server, ServerVariable};

/// The items of `src/client.rs` that speak of servers; none where there is nothing to choose.
pub(super) fn items(api: &Api) -> Vec<TokenStream> {
    if api.servers.is_empty() {
        return Vec::new();
    }
    let constructors = api.servers.iter().map(constructor);
    let mut items = vec![quote!(impl Server { #(#constructors)* })];
    for server in api.servers.iter().filter(|server| !server.variables.is_empty()) {
        items.extend([structure(server), setters(server), conversion(server)]);
    }
    items.extend(choice());
    items
}

/// The types of servers that the crate hands out, by their modules.
pub(super) fn handed_out(api: &Api) -> Vec<String> {
    if api.servers.is_empty() {
        return Vec::new();
    }
    let with_variables = api.servers.iter().filter(|server| !server.variables.is_empty());
    let mut paths: Vec<String> = with_variables.map(|server| format!("client::{}", server.type_name.rust())).collect();
    paths.sort_unstable();
    paths.push("runtime::Server".to_owned());
    paths
}

fn constructor(server: &Server) -> TokenStream {
    let (name, template) = (ident(&server.method_name), &server.template);
    let url = format!("`{}`", template.replace('`', "'"));
    let docs = docs::attributes(&[server.docs.clone(), vec![url]].concat());
    if server.variables.is_empty() {
        return quote! {
            #docs
            #[must_use]
            pub fn #name() -> Self {
                Self::at(#template)
            }
        };
    }
    let ty = ident(&server.type_name);
    let defaults = server.variables.iter().map(|variable| {
        let (name, default) = (ident(&variable.name), &variable.default);
        quote!(#name: #default.to_owned())
    });
    quote! {
        #docs
        pub fn #name() -> #ty {
            #ty { #(#defaults),* }
        }
    }
}

fn structure(server: &Server) -> TokenStream {
    let name = ident(&server.type_name);
    let about = format!(" The variables of [`Server::{}`].", server.method_name.rust());
    let fields = server.variables.iter().map(|variable| ident(&variable.name));
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[must_use]
        pub struct #name { #(#fields: String,)* }
    }
}

fn setters(server: &Server) -> TokenStream {
    let name = ident(&server.type_name);
    let setters = server.variables.iter().map(setter);
    quote!(impl #name { #(#setters)* })
}

fn setter(variable: &ServerVariable) -> TokenStream {
    let name = ident(&variable.name);
    let docs = docs::named(&variable.docs, variable.name.wire());
    quote! {
        #docs
        pub fn #name(mut self, #name: impl Into<String>) -> Self {
            self.#name = #name.into();
            self
        }
    }
}

fn conversion(server: &Server) -> TokenStream {
    let (name, template) = (ident(&server.type_name), &server.template);
    let values = server.variables.iter().map(|variable| {
        let (wire, name) = (variable.name.wire(), ident(&variable.name));
        quote!((#wire, &server.#name))
    });
    quote! {
        impl From<#name> for Server {
            fn from(server: #name) -> Self {
                Self::filled(#template, &[#(#values),*])
            }
        }
    }
}

/// How a client and a call are given a server.
fn choice() -> [TokenStream; 2] {
    let of_client = quote! {
        impl<M> ClientBuilder<M> {
            /// Calls this server. Operations that have a server of their own keep it.
            pub fn server(self, server: impl Into<Server>) -> Self {
                self.served_by(server.into())
            }
        }
    };
    let of_call = quote! {
        impl<O, M> Call<'_, O, M> {
            /// Sends this call to this server, whatever the client's is.
            pub fn server(self, server: impl Into<Server>) -> Self {
                self.served_by(server.into())
            }
        }
    };
    [of_client, of_call]
}
