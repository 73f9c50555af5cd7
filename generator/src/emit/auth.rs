//! `src/auth.rs`: where OAuth 2 has its tokens. And of other files: how a client is given credentials, and which of them
//! an operation takes.

use proc_macro2::TokenStream;
use quote::quote;

use super::words::{ident, word};
use super::{Content, Item, docs};
use crate::ir::{Api, Carrier, Credential, Flow, Grant, Needed, Operation};

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let codes =
        api.credentials.iter().any(|credential| credential.has_codes).then(|| quote!(AuthorizationCode, Login,));
    let head = quote! {
        //! Where the tokens of OAuth 2 are had, as sources that a client asks when it needs one.
        use crate::runtime::{Flow, Grant};
        pub use crate::runtime::{#codes ClientCredentials, OAuth2, Session};
    };
    let functions = api.credentials.iter().filter(|credential| credential.has_tokens).map(function);
    Content::Rust(std::iter::once(head).chain(functions).map(Item::Tokens).collect())
}

fn function(credential: &Credential) -> TokenStream {
    let name = ident(&credential.name);
    let source = credential.source.as_ref().map_or(credential.name.rust(), |source| source.rust());
    let mut lines =
        vec![format!("The ways to have a token for [`{source}`](crate::runtime::ClientBuilder::{source}).")];
    let mut scopes: Vec<&(String, String)> = credential.flows.iter().flat_map(|flow| &flow.scopes).collect();
    scopes.sort();
    scopes.dedup_by(|a, b| a.0 == b.0);
    if !scopes.is_empty() {
        lines.extend([String::new(), "# Scopes".to_owned(), String::new()]);
    }
    lines.extend(scopes.into_iter().map(|(scope, words)| match docs::sentence(words) {
        words if words.is_empty() => format!("- {}", code(scope)),
        words => format!("- {}: {words}", code(scope)),
    }));
    let docs = docs::own(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let flows = credential.flows.iter().map(flow);
    quote! {
        #docs
        #[must_use]
        pub fn #name() -> OAuth2 {
            OAuth2::of(&[#(#flows),*])
        }
    }
}

fn flow(flow: &Flow) -> TokenStream {
    let grant = word(match flow.grant {
        Grant::AuthorizationCode => "AuthorizationCode",
        Grant::ClientCredentials => "ClientCredentials",
        Grant::Implicit => "Implicit",
        Grant::Password => "Password",
    });
    let url = |url: &Option<String>| match url {
        Some(url) => quote!(Some(#url)),
        None => quote!(None),
    };
    let (authorization, token, refresh) = (url(&flow.authorization_url), url(&flow.token_url), url(&flow.refresh_url));
    let scopes = flow.scopes.iter().map(|(scope, _)| scope);
    quote! {
        Flow {
            grant: Grant::#grant,
            authorization_url: #authorization,
            token_url: #token,
            refresh_url: #refresh,
            scopes: &[#(#scopes),*],
        }
    }
}

/// The setters of a builder that take credentials; none where there are none.
pub(super) fn setters(api: &Api) -> Option<TokenStream> {
    let setters = api.credentials.iter().flat_map(|credential| [Some(setter(credential)), source(credential)]);
    let setters = setters.flatten();
    (!api.credentials.is_empty()).then(|| quote!(impl<M> ClientBuilder<M> { #(#setters)* }))
}

fn setter(credential: &Credential) -> TokenStream {
    let (name, key) = (ident(&credential.name), credential.name.rust());
    let words: Vec<String> = credential.description.clone().into_iter().collect();
    let discovery = credential.discovery.iter().map(|url| format!("OpenID Connect describes itself at {url}"));
    let docs =
        docs::attributes(&words.into_iter().chain([way(&credential.carrier)]).chain(discovery).collect::<Vec<_>>());
    if credential.carrier == Carrier::Basic {
        return quote! {
            #docs
            pub fn #name(self, user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
                self.basic(#key, user, password)
            }
        };
    }
    let carrier = carrier(&credential.carrier);
    quote! {
        #docs
        pub fn #name(self, secret: impl Into<Secret>) -> Self {
            self.credential(#key, #carrier, secret.into())
        }
    }
}

/// The setter that takes a source of tokens.
fn source(credential: &Credential) -> Option<TokenStream> {
    let (name, key) = (ident(credential.source.as_ref()?), credential.name.rust());
    let about = format!("As [`{key}`](Self::{key}), with tokens that a source gives when a call needs one.");
    let docs = docs::own(&[&about]);
    Some(quote! {
        #docs
        pub fn #name(self, source: impl TokenSource + 'static) -> Self {
            self.token_source(#key, source)
        }
    })
}

/// How a credential travels, in words.
pub(super) fn way(carrier: &Carrier) -> String {
    match carrier {
        Carrier::Query(name) => format!("Sent as the query parameter `{name}`."),
        Carrier::Header(name) => format!("Sent as the header `{name}`."),
        Carrier::Cookie(name) => format!("Sent as the cookie `{name}`."),
        Carrier::Bearer => "Sent as `Authorization: Bearer`.".to_owned(),
        Carrier::Basic => "Sent as `Authorization: Basic`.".to_owned(),
        Carrier::Authorization(scheme) => {
            format!("Sent as the header `Authorization`, whole: the scheme `{scheme}` and what comes after it.")
        }
    }
}

/// How a credential travels, as the runtime names it.
fn carrier(carrier: &Carrier) -> TokenStream {
    match carrier {
        Carrier::Query(name) => quote!(Credential::Query(#name)),
        Carrier::Header(name) => quote!(Credential::Header(#name)),
        Carrier::Cookie(name) => quote!(Credential::Cookie(#name)),
        Carrier::Bearer => quote!(Credential::Bearer),
        Carrier::Basic => quote!(Credential::Basic),
        Carrier::Authorization(_) => quote!(Credential::Header("Authorization")),
    }
}

/// Which credentials an operation takes, as a fact of it; nothing where nothing is said.
pub(super) fn security(operation: &Operation) -> Option<TokenStream> {
    let ways = operation.security.as_ref()?.iter().map(|way| {
        let names = way.iter().map(|needed| needed.name.rust());
        quote!(&[#(#names),*])
    });
    Some(quote!(const SECURITY: Security = Some(&[#(#ways),*]);))
}

/// Which credentials an operation takes, in words; nothing where it takes none.
pub(super) fn told(operation: &Operation) -> Option<String> {
    let ways = operation.security.as_ref().filter(|ways| !ways.is_empty())?;
    let is_free = ways.iter().any(Vec::is_empty);
    let ways: Vec<String> = ways.iter().filter(|way| !way.is_empty()).map(|way| one_way(way)).collect();
    let lead = if is_free { "Can take" } else { "Takes" };
    Some(format!("{lead} {}.", ways.join(", or ")))
}

fn one_way(way: &[Needed]) -> String {
    let named = way.iter().map(|needed| {
        let scopes: Vec<String> = needed.scopes.iter().map(|scope| code(scope)).collect();
        let name = format!("`{}`", needed.name.rust());
        match scopes.as_slice() {
            [] => name,
            [one] => format!("{name} with the scope {one}"),
            several => format!("{name} with the scopes {}", several.join(", ")),
        }
    });
    named.collect::<Vec<_>>().join(" and ")
}

/// A word of the document as code.
fn code(word: &str) -> String {
    format!("`{}`", word.replace('`', "'"))
}
