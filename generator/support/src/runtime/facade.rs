//! The parts of the runtime that are generic over operations or extended by the code of a client.

#[cfg(feature = "response_choices")]
pub mod alternative;
#[cfg(feature = "async")]
pub mod async_impl;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod call;
pub mod client;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "oauth2")]
pub mod oauth2;
#[cfg(feature = "pagination")]
pub mod pagination;
#[cfg(feature = "pkce")]
pub mod pkce;
#[cfg(feature = "servers")]
pub mod server;
#[cfg(feature = "streaming")]
pub mod streaming;
