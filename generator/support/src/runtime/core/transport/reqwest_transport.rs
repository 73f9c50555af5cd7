//! The default async transport, based on reqwest.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
#[cfg(feature = "uploads")]
use http_body::{Frame, SizeHint};

use super::super::config::is_loopback;
use super::super::error::{BoxError, BuildError, TransportError};
use super::{Body, BoxFuture, Transport};

/// A transport based on reqwest, with the timers of tokio.
pub(super) struct Reqwest {
    /// The client for remote hosts, with the proxies of the environment.
    client: ::reqwest::Client,
    /// The client for loopback, created on first use. It bypasses proxies, which would receive unencrypted secrets.
    loopback_client: OnceLock<Result<::reqwest::Client, Arc<::reqwest::Error>>>,
    connect_timeout: Duration,
}

impl Reqwest {
    pub(super) fn new(connect_timeout: Duration) -> Result<Self, BuildError> {
        let outside = builder(connect_timeout).build();
        let invalid =
            |error: ::reqwest::Error| BuildError::with_source("the HTTP client cannot be created", error.without_url());
        Ok(Self { client: outside.map_err(invalid)?, loopback_client: OnceLock::new(), connect_timeout })
    }

    fn client(&self, uri: &http::Uri) -> Result<&::reqwest::Client, TransportError> {
        if !uri.host().is_some_and(is_loopback) {
            return Ok(&self.client);
        }
        let made = || builder(self.connect_timeout).no_proxy().build().map_err(Arc::new);
        self.loopback_client.get_or_init(made).as_ref().map_err(|error| TransportError::invalid_request(error.clone()))
    }
}

fn builder(connect_timeout: Duration) -> ::reqwest::ClientBuilder {
    let builder = ::reqwest::Client::builder().connect_timeout(connect_timeout);
    builder.redirect(::reqwest::redirect::Policy::none()).referer(false)
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let client = self.client(request.uri())?;
            let request = ::reqwest::Request::try_from(request.map(reqwest_body)).map_err(transport_error)?;
            let response: http::Response<::reqwest::Body> =
                client.execute(request).await.map_err(transport_error)?.into();
            Ok(response.map(read))
        })
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

fn transport_error(error: ::reqwest::Error) -> TransportError {
    let error = error.without_url();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(),
        (false, false) if error.is_builder() => TransportError::invalid_request(error),
        (false, false) => TransportError::interrupted(error),
    }
}

fn reqwest_body(body: Body) -> ::reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        #[cfg(feature = "uploads")]
        None if !body.is_empty() => ::reqwest::Body::wrap(OutgoingBody(body)),
        None => ::reqwest::Body::default(),
    }
}

#[cfg(feature = "uploads")]
/// A body of this crate as a reqwest body.
struct OutgoingBody(Body);

#[cfg(feature = "uploads")]
impl http_body::Body for OutgoingBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        use futures_core::Stream;
        Pin::new(&mut self.0).poll_next(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.0.length().map(SizeHint::with_exact).unwrap_or_default()
    }
}

fn read(body: ::reqwest::Body) -> Body {
    let length = http_body::Body::size_hint(&body).exact();
    Body::stream(IncomingBody(body), length)
}

/// A reqwest body as a stream of chunks.
struct IncomingBody(::reqwest::Body);

impl futures_core::Stream for IncomingBody {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        use http_body::Body;
        loop {
            return match std::task::ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => Poll::Ready(None),
                Some(Err(error)) => Poll::Ready(Some(Err(error.without_url().into()))),
                // Trailers are ignored.
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => Poll::Ready(Some(Ok(bytes))),
                    Err(_) => continue,
                },
            };
        }
    }
}
