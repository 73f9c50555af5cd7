//! Damaged responses: each call ends with a result and without a panic, and no error contains a secret.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::api::Send as Sending;
use crate::raw_server::RawServer;
use crate::response_templates::{Random, damaged_response};
use crate::runtime::core::transport::default_transport;
use crate::runtime::{ClientBuilder, Error, RetryPolicy, TransportError, async_impl, blocking, transport};
use crate::scale;
use crate::streaming_api::{ExportPets, WatchPets};

/// The credentials, which the templates echo.
const CREDENTIALS: [&str; 2] = ["open-sesame-key", "abracadabra-bearer"];

/// A secret parameter of some calls, which the templates echo as well.
const TOKEN: &str = "hocus-pocus-token";

/// The number of calls, and with `FULL_COUNTS=1`.
const ASYNC_CALLS: (usize, usize) = (300, 40_000);
const BLOCKING_CALLS: (usize, usize) = (150, 20_000);

/// The number of items that a stream is read to: a server may send any number.
const MAX_ITEMS: usize = 50;

/// A transport that sends to one server only, as a damaged `Location` can name any, and does not wait for retries.
struct OneServer {
    transport: Arc<dyn transport::Transport>,
    url: String,
}

impl transport::Transport for OneServer {
    fn send(
        &self,
        request: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        if request.uri().to_string().starts_with(&format!("{}/", self.url)) {
            return self.transport.send(request);
        }
        Box::pin(std::future::ready(Err(TransportError::connect("another server"))))
    }

    fn sleep(&self, _: Duration) -> transport::BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn timeout_after(&self, time: Duration) -> transport::BoxFuture<'_, ()> {
        self.transport.sleep(time)
    }
}

/// Starts a server of damaged responses. They depend on the number of the call alone, which is set before it.
async fn server() -> (RawServer, Arc<Mutex<Random>>) {
    let random = Arc::new(Mutex::new(Random::new(0)));
    let source = random.clone();
    (RawServer::new(move |_| damaged_response(&mut source.lock().unwrap())).await, random)
}

fn with_secrets<M>(builder: ClientBuilder<M>, url: &str) -> ClientBuilder<M> {
    let builder = builder.base_url(url).retry(RetryPolicy::none()).max_body_bytes(1 << 20);
    builder.api_key(CREDENTIALS[0]).bearer(CREDENTIALS[1])
}

/// Checks an error and its sources, and returns their text.
fn check<E: Debug + 'static>(call: usize, error: &Error<E>) -> String {
    assert!(!error.is_timeout(), "call {call} did not end");
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(" {error} {error:?}");
        cause = error.source();
    }
    let text = text.to_ascii_lowercase();
    for secret in CREDENTIALS {
        assert!(!text.contains(secret), "call {call}: {secret} in {text}");
    }
    text
}

fn check_result<T, E: Debug + 'static>(call: usize, result: Result<T, Error<E>>) {
    if let Err(error) = result {
        check(call, &error);
    }
}

/// Checks the result of a call with a secret parameter.
fn check_with_token<T, E: Debug + 'static>(call: usize, result: Result<T, Error<E>>) {
    if let Err(error) = result {
        let text = check(call, &error);
        assert!(!text.contains(TOKEN), "call {call}: {TOKEN} in {text}");
    }
}

#[tokio::test]
async fn damaged_response_is_a_result_without_secrets() {
    let (server, random) = server().await;
    let transport = OneServer { transport: default_transport(Duration::from_secs(10)).unwrap(), url: server.url() };
    let builder = with_secrets(async_impl::Client::builder(), &server.url());
    let client = builder.transport(transport).build().unwrap();
    for call in 0..scale::count(ASYNC_CALLS.0, ASYNC_CALLS.1) {
        *random.lock().unwrap() = Random::new(call as u64);
        match call % 6 {
            0 | 1 => check_with_token(call, client.invalidate_access_tokens([TOKEN]).send().await),
            2 => check_result(call, client.send(Sending::Text("text".into())).send().await),
            3 => match client.get().send_raw().await {
                Ok(response) => check_result::<_, ()>(call, response.bytes().await.map_err(Error::from)),
                Err(error) => drop(check(call, &error)),
            },
            4 => match client.call(WatchPets).events().await {
                Ok(events) => {
                    let mut events = events.max_reconnects(1);
                    for _ in 0..MAX_ITEMS {
                        let Some(event) = events.next().await else { break };
                        check_result(call, event);
                    }
                }
                Err(error) => drop(check(call, &error)),
            },
            _ => match client.call(ExportPets).json_stream().await {
                Ok(mut values) => {
                    for _ in 0..MAX_ITEMS {
                        let Some(value) = values.next().await else { break };
                        check_result(call, value);
                    }
                }
                Err(error) => drop(check(call, &error)),
            },
        }
    }
}

#[tokio::test]
async fn damaged_response_to_a_blocking_call_is_a_result_without_secrets() {
    let (server, random) = server().await;
    let calls = move || {
        let client = with_secrets(blocking::Client::builder(), &server.url()).build().unwrap();
        for call in 0..scale::count(BLOCKING_CALLS.0, BLOCKING_CALLS.1) {
            *random.lock().unwrap() = Random::new(call as u64);
            match call % 3 {
                0 => check_with_token(call, client.invalidate_access_tokens([TOKEN]).send()),
                1 => check_result(call, client.send(Sending::Text("text".into())).send()),
                _ => match client.get().send_raw() {
                    Ok(response) => check_result::<_, ()>(call, response.bytes().map_err(Error::from)),
                    Err(error) => drop(check(call, &error)),
                },
            }
        }
    };
    tokio::task::spawn_blocking(calls).await.unwrap();
}
