//! `src/client.rs`: metadata of the API, constructors of the client, setters of credentials, servers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Content, Item, auth, docs, servers};
use crate::ir::{Api, CredentialLocation, RateLimit};

/// Returns the content of the file.
pub(super) fn content(api: &Api) -> Content {
    let mut items = vec![
        head(api),
        metadata(api),
        constructors(api),
        quote! {
            impl<M: Mode> Default for Client<M> {
                fn default() -> Self {
                    Self::new()
                }
            }
        },
    ];
    items.extend(auth::setters(api));
    items.extend(servers::items(api));
    Content::Rust(items.into_iter().map(Item::Tokens).collect())
}

fn head(api: &Api) -> TokenStream {
    let has_location = api.credentials.iter().any(|credential| credential.carrier != CredentialLocation::Basic);
    let credential = has_location.then(|| quote!(, CredentialLocation));
    let secret = (!api.credentials.is_empty()).then(|| quote!(, SecretString));
    let source = api.credentials.iter().any(|credential| credential.source.is_some());
    let source = source.then(|| quote!(, TokenSource));
    let (call, server) = match api.servers.as_slice() {
        [] => (None, None),
        _ => (Some(quote!(Call,)), Some(quote!(, Server))),
    };
    let limit = api.rate_limit.map(|_| quote!(, RateLimit));
    quote! {
        //! Constructors and settings of the client.
        use crate::runtime::{#call Client, ClientBuilder, Mode #limit, ServiceMetadata #credential #secret #server #source};
    }
}

fn metadata(api: &Api) -> TokenStream {
    let agent = format!("{}/{}", api.package, api.package_version);
    let base_url = match &api.base_url {
        Some(url) => quote!(Some(#url)),
        None => quote!(None),
    };
    let secrets = &api.secret_members;
    let rate_limit = rate_limit(api.rate_limit);
    quote! {
        const SERVICE: ServiceMetadata = ServiceMetadata {
            user_agent: #agent,
            base_url: #base_url,
            secret_fields: &[#(#secrets),*],
            rate_limit: #rate_limit,
        };
    }
}

fn rate_limit(limit: Option<RateLimit>) -> TokenStream {
    let Some(RateLimit { requests, seconds }) = limit else { return quote!(None) };
    let (requests, time) = (Literal::u32_unsuffixed(requests), Literal::u32_unsuffixed(seconds));
    match seconds {
        1 => quote!(Some(RateLimit::per_second(#requests))),
        60 => quote!(Some(RateLimit::per_minute(#requests))),
        _ => quote!(Some(RateLimit::new(#requests, std::time::Duration::from_secs(#time)))),
    }
}

fn constructors(api: &Api) -> TokenStream {
    let about = match &api.base_url {
        Some(url) => {
            let url: String = url.chars().filter(|c| !c.is_control() && !"<> `".contains(*c)).collect();
            docs::comment(&["Creates a client with default settings for", &format!("<{url}>.")])
        }
        None => {
            let path = api.base_path.as_ref().map(|path| format!(" that ends in {}", docs::code(path)));
            let text = format!("set a base URL{} with `builder()`.", path.unwrap_or_default());
            let lead = "Its calls fail, because the document declares no absolute URL:";
            docs::comment(&["Creates a client with default settings.", "", lead, &text])
        }
    };
    quote! {
        impl<M: Mode> Client<M> {
            #about
            #[must_use]
            pub fn new() -> Self {
                Self::from_metadata(&SERVICE)
            }

            /// Returns a builder with default settings.
            pub fn builder() -> ClientBuilder<M> {
                ClientBuilder::from_metadata(&SERVICE)
            }
        }
    }
}
