//! An expired token of many concurrent calls is replaced by one token request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Barrier, Notify};

use crate::raw_server::read_request;
use crate::runtime::facade::call::Call;
use crate::runtime::facade::oauth2::ClientCredentials;
use crate::runtime::{async_impl, blocking};
use crate::scale;
use crate::server::Server;
use crate::tokens::{RequiresToken, client_credentials, token_response};

/// The number of concurrent calls, and with `FULL_COUNTS=1`.
const CALLS: (usize, usize) = (100, 500);

/// An API that accepts the token `t0` once, and then only `t1`.
struct Api {
    url: String,
    state: Arc<State>,
}

struct State {
    requests: AtomicUsize,
    /// The barrier of the calls with the expired token: the first response is sent after the last request.
    all_sent: Barrier,
    /// Signals a request with the new token.
    replaced: Notify,
    /// True if every second call is rejected only after a request with the new token.
    has_late_responses: bool,
}

impl Api {
    async fn new(calls: usize, has_late_responses: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (requests, all_sent, replaced) = (AtomicUsize::new(0), Barrier::new(calls), Notify::new());
        let state = Arc::new(State { requests, all_sent, replaced, has_late_responses });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(respond(stream, shared.clone()));
            }
        });
        Self { url, state }
    }

    fn requests(&self) -> usize {
        self.state.requests.load(Ordering::SeqCst)
    }
}

async fn respond(mut stream: TcpStream, state: Arc<State>) {
    let Some(request) = read_request(&mut stream).await else { return };
    let number = state.requests.fetch_add(1, Ordering::SeqCst);
    let is_expired = number > 0 && String::from_utf8(request).unwrap().contains("Bearer t0\r\n");
    if is_expired {
        // A waiter that is created before the signal receives it.
        let replaced = state.replaced.notified();
        state.all_sent.wait().await;
        if state.has_late_responses && number.is_multiple_of(2) {
            replaced.await;
        }
    } else {
        state.replaced.notify_waiters();
    }
    let status = if is_expired { "401 Unauthorized" } else { "200 OK" };
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
}

/// Starts a server that issues the tokens `t0`, `t1`, ...
async fn tokens() -> (Server, ClientCredentials) {
    let server = Server::new(|number, _| token_response(&format!("t{number}"), "\"expires_in\": 3600")).await;
    let source = client_credentials(&server);
    (server, source)
}

#[tokio::test]
async fn expired_token_of_concurrent_calls_is_replaced_once() {
    let calls = scale::count(CALLS.0, CALLS.1);
    for has_late_responses in [false, true] {
        let api = Api::new(calls, has_late_responses).await;
        let (tokens, source) = tokens().await;
        let client = async_impl::Client::builder().base_url(&api.url).bearer_from(source).build().unwrap();
        Call::new(&client, RequiresToken).send().await.unwrap();
        let tasks = (0..calls).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Call::new(&client, RequiresToken).send().await.map(drop) })
        });
        for task in Vec::from_iter(tasks) {
            task.await.unwrap().unwrap();
        }
        assert_eq!((api.requests(), tokens.requests().len()), (1 + 2 * calls, 2), "{has_late_responses}");
    }
}

#[tokio::test]
async fn expired_token_of_concurrent_blocking_calls_is_replaced_once() {
    let calls = scale::count(CALLS.0 / 2, CALLS.1);
    for has_late_responses in [false, true] {
        let api = Api::new(calls, has_late_responses).await;
        let (tokens, source) = tokens().await;
        let client = blocking::Client::builder().base_url(&api.url).bearer_from(source).build().unwrap();
        let all = move || {
            Call::new(&client, RequiresToken).send().unwrap();
            std::thread::scope(|scope| {
                for _ in 0..calls {
                    scope.spawn(|| Call::new(&client, RequiresToken).send().unwrap());
                }
            });
        };
        tokio::task::spawn_blocking(all).await.unwrap();
        assert_eq!((api.requests(), tokens.requests().len()), (1 + 2 * calls, 2), "{has_late_responses}");
    }
}
