//! reqwest as a transport: the one that clients have of their own.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{Body, Pending, Transport};
use crate::runtime::client::{BuildError, is_here};
use crate::runtime::error::TransportError;

/// Sends requests with reqwest, and waits with tokio.
pub(super) struct Reqwest {
    /// Through a proxy where the environment names one.
    outside: ::reqwest::Client,
    /// To this machine, once that is called: nobody outside can reach it, and secrets go to it unguarded.
    here: OnceLock<Result<::reqwest::Client, Arc<::reqwest::Error>>>,
    connect_timeout: Duration,
}

impl Reqwest {
    pub(super) fn new(connect_timeout: Duration) -> Result<Self, BuildError> {
        let outside = builder(connect_timeout).build();
        let refused =
            |error: ::reqwest::Error| BuildError::caused("the HTTP client cannot be set up", error.without_url());
        Ok(Self { outside: outside.map_err(refused)?, here: OnceLock::new(), connect_timeout })
    }

    fn client(&self, uri: &http::Uri) -> Result<&::reqwest::Client, TransportError> {
        if !uri.host().is_some_and(is_here) {
            return Ok(&self.outside);
        }
        let made = || builder(self.connect_timeout).no_proxy().build().map_err(Arc::new);
        self.here.get_or_init(made).as_ref().map_err(|error| TransportError::unmakeable(error.clone()))
    }
}

fn builder(connect_timeout: Duration) -> ::reqwest::ClientBuilder {
    let builder = ::reqwest::Client::builder().connect_timeout(connect_timeout);
    builder.redirect(::reqwest::redirect::Policy::none()).referer(false)
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<Body>) -> Pending<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let client = self.client(request.uri())?;
            let request = ::reqwest::Request::try_from(request.map(written)).map_err(fault)?;
            let answer: http::Response<::reqwest::Body> = client.execute(request).await.map_err(fault)?.into();
            Ok(answer.map(read))
        })
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

fn fault(error: ::reqwest::Error) -> TransportError {
    let error = error.without_url();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(),
        (false, false) if error.is_builder() => TransportError::unmakeable(error),
        (false, false) => TransportError::broken(error),
    }
}

fn written(body: Body) -> ::reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None if body.is_empty() => ::reqwest::Body::default(),
        None => ::reqwest::Body::wrap(Written(body)),
    }
}

/// A body of ours as one of reqwest's.
struct Written(Body);

impl http_body::Body for Written {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

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
    Body::stream(Read(body), length)
}

/// A body of reqwest's as a stream of pieces.
struct Read(::reqwest::Body);

impl futures_core::Stream for Read {
    type Item = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        use http_body::Body;
        loop {
            return match std::task::ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => Poll::Ready(None),
                Some(Err(error)) => Poll::Ready(Some(Err(error.without_url().into()))),
                // Trailers say nothing that a client reads.
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => Poll::Ready(Some(Ok(bytes))),
                    Err(_) => continue,
                },
            };
        }
    }
}
