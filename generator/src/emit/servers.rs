//! Named servers: a constructor for each, and a struct with setters for a server with variables.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::rust_types::ident;
use crate::ir::{Api, Server, ServerVariable};

/// Returns the items of `src/client.rs` for servers; none if the API has no choice of servers.
pub(super) fn items(api: &Api) -> Vec<TokenStream> {
    if api.servers.is_empty() {
        return Vec::new();
    }
    let constructors = api.servers.iter().map(constructor);
    let mut items = vec![quote!(impl Server { #(#constructors)* })];
    for server in api.servers.iter().filter(|server| !server.variables.is_empty()) {
        items.extend([structure(server), setters(server), conversion(server)]);
    }
    items.extend(setters_of_server());
    items
}

/// Returns the paths of the server types that the crate exports.
pub(super) fn exports(api: &Api) -> Vec<String> {
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
    let url = format!("URL: {}", docs::code(template));
    let docs = docs::paragraphs(&[server.docs.clone(), vec![url]].concat());
    if server.variables.is_empty() {
        return quote! {
            #docs
            #[must_use]
            pub fn #name() -> Self {
                Self::from_url(#template)
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
    let about = format!(" Variables of [`Server::{}`].", server.method_name.rust());
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
    let value = format!("Sets the variable {}.", docs::code(variable.name.wire()));
    let docs = docs::paragraphs(&if docs::is_empty(&variable.docs) { vec![value] } else { variable.docs.clone() });
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
                Self::from_template(#template, &[#(#values),*])
            }
        }
    }
}

/// Returns the methods that set the server of a client and of a call.
fn setters_of_server() -> [TokenStream; 2] {
    let of_client = quote! {
        impl<M> ClientBuilder<M> {
            /// Sets the server. Operations with a specific server keep it.
            pub fn server(self, server: impl Into<Server>) -> Self {
                self.with_server(server.into())
            }
        }
    };
    let of_call = quote! {
        impl<O, M> Call<'_, O, M> {
            /// Sets the server for this call, overriding the client's.
            pub fn server(self, server: impl Into<Server>) -> Self {
                self.with_server(server.into())
            }
        }
    };
    [of_client, of_call]
}
