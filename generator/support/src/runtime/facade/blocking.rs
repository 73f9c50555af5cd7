//! The blocking client: the same operations without async.

#[cfg(feature = "pagination")]
mod pages;
#[cfg(feature = "streaming")]
mod streams;

#[cfg(feature = "raw_responses")]
use super::call::{BytesResponse, error_of_response};
use super::call::{Operation, Response, start_exchange};
use crate::runtime::core::blocking_driver::run_to_response;
#[cfg(feature = "raw_responses")]
use crate::runtime::core::blocking_driver::{open_raw, open_stream};
use crate::runtime::core::error::Error;
use crate::runtime::core::mode::Blocking;
use crate::runtime::core::response::BufferedResponse;

#[cfg(feature = "raw_responses")]
pub use crate::runtime::core::blocking_driver::RawResponse;
pub use crate::runtime::core::blocking_transport::{Body, Transport};
#[cfg(feature = "pagination")]
pub use pages::{Items, Pages};
#[cfg(feature = "streaming")]
pub use streams::{EventStream, JsonStream};

/// A blocking client.
pub type Client = super::client::Client<Blocking>;

/// A builder for a blocking [`Client`].
pub type ClientBuilder = super::client::ClientBuilder<Blocking>;

/// A request builder for one operation of a blocking client.
pub type Call<'c, O> = super::call::Call<'c, O, Blocking>;

impl<O: Operation> Call<'_, O> {
    /// Sends the request and decodes the response.
    pub fn send(self) -> Result<O::Output, Error<O::Error>> {
        O::decode(buffered_response(&self)?)
    }

    /// Sends the request like [`send`](Call::send), and also returns the status and headers.
    pub fn send_with_response(self) -> Result<Response<O::Output>, Error<O::Error>> {
        Response::from_buffered::<O>(buffered_response(&self)?)
    }
}

/// Sends a call and returns the buffered response.
pub(crate) fn buffered_response<O: Operation>(call: &Call<'_, O>) -> Result<BufferedResponse, Error<O::Error>> {
    let (mut exchange, mode) = start_exchange(call)?;
    run_to_response(mode, &mut exchange).map_err(Error::cast)
}

#[cfg(feature = "raw_responses")]
impl<O: Operation> Call<'_, O> {
    /// Sends the request and returns the response, whatever its status, with an unread body. The timeout of the call
    /// applies to receiving the headers and then to each chunk.
    pub fn send_raw(self) -> Result<RawResponse, Error<O::Error>> {
        let (mut exchange, mode) = start_exchange(&self)?;
        open_raw(mode, &mut exchange).map_err(Error::cast)
    }
}

#[cfg(feature = "raw_responses")]
impl<O: BytesResponse> Call<'_, O> {
    /// Sends the request and returns the response with an unread body. An error response is read and decoded. The
    /// timeout of the call applies to receiving the headers and then to each chunk.
    pub fn download(self) -> Result<RawResponse, Error<O::Error>> {
        let (mut exchange, mode) = start_exchange(&self)?;
        open_stream(mode, &mut exchange).map_err(Error::cast)?.into_stream(error_of_response::<O>)
    }
}
