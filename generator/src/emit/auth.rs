//! Authentication: `src/auth.rs` with the OAuth 2 flows, setters of credentials, and the security of operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_types::{ident, runtime_ident};
use super::{Content, Item, docs};
use crate::ir::{Api, Credential, CredentialLocation, GrantType, OAuthFlow, Operation, RequiredScheme};

/// Returns the content of `src/auth.rs`.
pub(super) fn content(api: &Api) -> Content {
    let codes = api
        .credentials
        .iter()
        .any(|credential| credential.uses_authorization_code)
        .then(|| quote!(AuthorizationCode, PendingAuthorization,));
    let head = quote! {
        //! OAuth 2 token sources.
        use crate::runtime::{GrantType, OAuthFlow};
        pub use crate::runtime::{#codes ClientCredentials, OAuth2, RefreshableToken};
    };
    let functions = api.credentials.iter().filter(|credential| credential.uses_oauth2).map(function);
    Content::Rust(std::iter::once(head).chain(functions).map(Item::Tokens).collect())
}

fn function(credential: &Credential) -> TokenStream {
    let name = ident(&credential.name);
    let source = credential.source.as_ref().map_or(credential.name.rust(), |source| source.rust());
    let mut lines = vec![format!("OAuth 2 flows of [`{source}`](crate::runtime::ClientBuilder::{source}).")];
    let mut scopes: Vec<&(String, String)> = credential.flows.iter().flat_map(|flow| &flow.scopes).collect();
    scopes.sort();
    scopes.dedup_by(|a, b| a.0 == b.0);
    if !scopes.is_empty() {
        lines.extend([String::new(), "# Scopes".to_owned(), String::new()]);
    }
    lines.extend(scopes.into_iter().map(|(scope, description)| match docs::sentence(description) {
        text if text.is_empty() => format!("- {}", docs::code(scope)),
        text => format!("- {}: {text}", docs::code(scope)),
    }));
    let docs = docs::comment(&lines);
    let flows = credential.flows.iter().map(flow);
    quote! {
        #docs
        #[must_use]
        pub fn #name() -> OAuth2 {
            OAuth2::new(&[#(#flows),*])
        }
    }
}

fn flow(flow: &OAuthFlow) -> TokenStream {
    let grant = runtime_ident(match flow.grant {
        GrantType::AuthorizationCode => "AuthorizationCode",
        GrantType::ClientCredentials => "ClientCredentials",
        GrantType::Implicit => "Implicit",
        GrantType::Password => "Password",
    });
    let url = |url: &Option<String>| match url {
        Some(url) => quote!(Some(#url)),
        None => quote!(None),
    };
    let (authorization, token, refresh) = (url(&flow.authorization_url), url(&flow.token_url), url(&flow.refresh_url));
    let scopes = flow.scopes.iter().map(|(scope, _)| scope);
    quote! {
        OAuthFlow {
            grant: GrantType::#grant,
            authorization_url: #authorization,
            token_url: #token,
            refresh_url: #refresh,
            scopes: &[#(#scopes),*],
        }
    }
}

/// Returns the setters of credentials; `None` if the API has no credentials.
pub(super) fn setters(api: &Api) -> Option<TokenStream> {
    let setters = api.credentials.iter().flat_map(|credential| [Some(setter(credential)), source_setter(credential)]);
    let setters = setters.flatten();
    (!api.credentials.is_empty()).then(|| quote!(impl<M> ClientBuilder<M> { #(#setters)* }))
}

fn setter(credential: &Credential) -> TokenStream {
    let (name, key) = (ident(&credential.name), credential.name.rust());
    let description = credential.description.clone().into_iter();
    let discovery = credential.discovery.iter().map(|url| format!("OpenID Connect discovery: {url}"));
    let paragraphs: Vec<String> = description.chain([location_text(&credential.carrier)]).chain(discovery).collect();
    let docs = docs::paragraphs(&paragraphs);
    if credential.carrier == CredentialLocation::Basic {
        return quote! {
            #docs
            pub fn #name(self, user: impl Into<SecretString>, password: impl Into<SecretString>) -> Self {
                self.basic(#key, user, password)
            }
        };
    }
    let location = location(&credential.carrier);
    quote! {
        #docs
        pub fn #name(self, secret: impl Into<SecretString>) -> Self {
            self.credential(#key, #location, secret.into())
        }
    }
}

/// Returns the setter of a token source.
fn source_setter(credential: &Credential) -> Option<TokenStream> {
    let (name, key) = (ident(credential.source.as_ref()?), credential.name.rust());
    let about = format!("Sets a token source for [`{key}`](Self::{key}).");
    let docs = docs::comment(&[about]);
    Some(quote! {
        #docs
        pub fn #name(self, source: impl TokenSource + 'static) -> Self {
            self.token_source(#key, source)
        }
    })
}

/// Describes the part of the request that carries a credential.
pub(super) fn location_text(location: &CredentialLocation) -> String {
    match location {
        CredentialLocation::Query(name) => format!("Sent in the query parameter {}.", docs::code(name)),
        CredentialLocation::Header(name) => format!("Sent in the header {}.", docs::code(name)),
        CredentialLocation::Cookie(name) => format!("Sent in the cookie {}.", docs::code(name)),
        CredentialLocation::Bearer => "Sent as `Authorization: Bearer`.".to_owned(),
        CredentialLocation::Basic => "Sent as `Authorization: Basic`.".to_owned(),
        CredentialLocation::Authorization(scheme) => {
            format!("Sent as the complete `Authorization` header, including the scheme {}.", docs::code(scheme))
        }
    }
}

/// Converts a location to the runtime's type.
fn location(location: &CredentialLocation) -> TokenStream {
    match location {
        CredentialLocation::Query(name) => quote!(CredentialLocation::Query(#name)),
        CredentialLocation::Header(name) => quote!(CredentialLocation::Header(#name)),
        CredentialLocation::Cookie(name) => quote!(CredentialLocation::Cookie(#name)),
        CredentialLocation::Bearer => quote!(CredentialLocation::Bearer),
        CredentialLocation::Basic => quote!(CredentialLocation::Basic),
        CredentialLocation::Authorization(_) => quote!(CredentialLocation::Header("Authorization")),
    }
}

/// Returns the constant with the security requirements of an operation; `None` if the document declares nothing.
pub(super) fn security(operation: &Operation) -> Option<TokenStream> {
    let alternatives = operation.security.as_ref()?.iter().map(|schemes| {
        let names = schemes.iter().map(|scheme| scheme.name.rust());
        quote!(&[#(#names),*])
    });
    Some(quote!(const SECURITY: SecurityRequirements = Some(&[#(#alternatives),*]);))
}

/// Describes the security requirements of an operation; `None` if it needs no authentication.
pub(super) fn about(operation: &Operation) -> Option<String> {
    let alternatives = operation.security.as_ref().filter(|alternatives| !alternatives.is_empty())?;
    let is_optional = alternatives.iter().any(Vec::is_empty);
    let texts: Vec<String> =
        alternatives.iter().filter(|schemes| !schemes.is_empty()).map(|schemes| schemes_text(schemes)).collect();
    let verb = if is_optional { "Optionally uses" } else { "Requires" };
    (!texts.is_empty()).then(|| format!("{verb} {}.", texts.join(", or ")))
}

fn schemes_text(schemes: &[RequiredScheme]) -> String {
    let texts = schemes.iter().map(|scheme| {
        let name = docs::code(scheme.name.rust());
        let scopes: Vec<String> = scheme.scopes.iter().map(|scope| docs::code(scope)).collect();
        match scopes.as_slice() {
            [] => format!("{name} authentication"),
            [one] => format!("{name} authentication with the scope {one}"),
            several => format!("{name} authentication with the scopes {}", several.join(", ")),
        }
    });
    texts.collect::<Vec<_>>().join(" and ")
}
