//! The blocking client, with the operations of `api`.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use crate::api::Send;
use crate::runtime::Error;
use crate::runtime::blocking::Client;
use crate::server::{Reply, Server};

/// Runs blocking calls on another thread than the server.
async fn run_blocking<T: std::marker::Send + 'static>(calls: impl FnOnce() -> T + std::marker::Send + 'static) -> T {
    tokio::task::spawn_blocking(calls).await.unwrap()
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).api_key("open-sesame").build().unwrap()
}

#[tokio::test]
async fn blocking_request_equals_async_request() {
    let server = Server::always(Reply::json(200, r#"{"items": [{"account_id": 7}]}"#)).await;
    let blocking = client(&server);
    let response = run_blocking(move || blocking.invalidate_access_tokens(["a b"]).page(2).send_with_response()).await;
    let response = response.unwrap();
    assert_eq!((response.status.as_u16(), response.body.items.unwrap()[0].account_id), (200, Some(7)));
    let builder = crate::runtime::async_impl::Client::builder().base_url(server.url()).api_key("open-sesame");
    builder.build().unwrap().invalidate_access_tokens(["a b"]).page(2).send().await.unwrap();
    let requests = server.requests();
    let sorted = |i: usize| {
        let mut headers = requests[i].headers.clone();
        headers.sort();
        (requests[i].line.clone(), headers)
    };
    assert_eq!(sorted(0), sorted(1));
    assert_eq!(requests[0].line, "GET /access-tokens/a%20b/invalidate?page=2&key=open-sesame HTTP/1.1");
}

#[tokio::test]
async fn error_bodies_are_typed() {
    let server = Server::new(|_, request| Reply::json(409, &format!("{{\"echo\": {:?}}}", request.body))).await;
    let blocking = client(&server);
    let error = run_blocking(move || blocking.send(Send::Text("who".into())).send().unwrap_err()).await;
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status().as_u16(), error.body().unwrap()["echo"].as_str()), (409, Some("who")));
    let request = &server.requests()[0];
    assert_eq!((request.header("content-type"), request.header("content-length")), ("text/plain", "3"));
}

#[tokio::test]
async fn redirects_are_followed() {
    let server = Server::new(|i, _| if i == 0 { Reply::redirect(307, "/moved") } else { Reply::new(200, "there") });
    let server = server.await;
    let blocking = client(&server);
    assert_eq!(run_blocking(move || blocking.get().send()).await.unwrap(), "there");
    assert_eq!(server.requests()[1].line, "GET /moved HTTP/1.1");
}

#[tokio::test]
async fn slow_response_times_out() {
    let server = Server::always(Reply::new(200, "late").delayed(Duration::from_secs(20))).await;
    let blocking = client(&server);
    let error = run_blocking(move || blocking.get().timeout(Duration::from_millis(100)).send().unwrap_err()).await;
    assert!(error.is_timeout(), "{error:?}");
}

/// Starts a server that keeps its connections, and returns its address and the number of its connections.
fn keep_alive_server() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, connections) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = connections.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while let Some(Ok(line)) = lines.next() {
                    if line.is_empty() {
                        (&stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx").unwrap();
                    }
                }
            });
        }
    });
    (address, connections)
}

#[test]
fn threads_reuse_their_connections() {
    const THREADS: usize = 50;
    let (address, connections) = keep_alive_server();
    let client = Client::builder().base_url(format!("http://{address}")).build().unwrap();
    let all_ready = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..10 {
                    assert_eq!(client.get().send().unwrap(), "x");
                    all_ready.wait();
                }
            });
        }
    });
    assert!(connections.load(Ordering::SeqCst) <= THREADS, "{connections:?}");
}

#[tokio::test]
async fn connect_errors_and_truncated_bodies_are_distinguished() {
    let error = run_blocking(|| {
        let unreachable = Client::builder().base_url("http://127.0.0.1:9").build().unwrap();
        unreachable.get().send().unwrap_err()
    });
    assert!(matches!(error.await, Error::Transport(error) if error.is_connect()));
    let server = Server::always(Reply::new(200, "short").content_length(100)).await;
    let blocking = client(&server);
    let error = run_blocking(move || blocking.get().send().unwrap_err()).await;
    assert!(matches!(&error, Error::Transport(error) if !error.is_connect() && !error.is_timeout()), "{error:?}");
    let server = Server::always(Reply::new(200, vec![b'x'; 2000])).await;
    let small = Client::builder().base_url(server.url()).max_body_bytes(1999).build().unwrap();
    assert!(matches!(run_blocking(move || small.get().send().unwrap_err()).await, Error::BodyTooLarge(_)));
}
