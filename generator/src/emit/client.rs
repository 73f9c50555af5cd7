//! `src/client.rs`: where the API is served, how a client starts, and the credentials it can be given.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Content, Item, auth, docs, servers};
use crate::ir::{Api, Carrier, RateLimit};

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let mut items = vec![
        head(api),
        service(api),
        start(api),
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
    let carried = api.credentials.iter().any(|credential| credential.carrier != Carrier::Basic);
    let credential = carried.then(|| quote!(, Credential));
    let secret = (!api.credentials.is_empty()).then(|| quote!(, Secret));
    let source = api.credentials.iter().any(|credential| credential.source.is_some());
    let source = source.then(|| quote!(, TokenSource));
    let (call, server) = match api.servers.as_slice() {
        [] => (None, None),
        _ => (Some(quote!(Call,)), Some(quote!(, Server))),
    };
    let limit = api.rate_limit.map(|_| quote!(, RateLimit));
    quote! {
        //! How a client of this API starts.
        use crate::runtime::{#call Client, ClientBuilder, Mode #limit, Service #credential #secret #server #source};
    }
}

fn service(api: &Api) -> TokenStream {
    let agent = format!("{}/{}", api.package, super::manifest::VERSION);
    let base_url = match &api.base_url {
        Some(url) => quote!(Some(#url)),
        None => quote!(None),
    };
    let secrets = &api.secret_members;
    let rate_limit = rate_limit(api.rate_limit);
    quote! {
        const SERVICE: Service = Service {
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

fn start(api: &Api) -> TokenStream {
    let served = match &api.base_url {
        Some(url) => {
            let url: String = url.chars().filter(|c| !c.is_control() && !"<> `".contains(*c)).collect();
            docs::own(&["A client with the defaults: it calls", &format!("<{url}>.")])
        }
        None => {
            let path = api.base_path.as_ref().map(|path| format!(" that ends in `{}`", path.replace('`', "'")));
            let given = format!("fails until a base URL{} is given to the builder.", path.unwrap_or_default());
            docs::own(&["A client with the defaults. The description names no absolute URL, so that a call", &given])
        }
    };
    quote! {
        impl<M: Mode> Client<M> {
            #served
            #[must_use]
            pub fn new() -> Self {
                Self::of(&SERVICE)
            }

            /// A client to be set up.
            pub fn builder() -> ClientBuilder<M> {
                ClientBuilder::of(&SERVICE)
            }
        }
    }
}
