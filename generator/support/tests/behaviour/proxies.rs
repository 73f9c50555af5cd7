//! Proxies that the environment names: they are for the world outside, and never for this machine.

use std::process::Command;

use crate::runtime::awaited::Client;
use crate::runtime::blocking;
use crate::server::{Reply, Server};

/// Where the calls of the child go.
const CALLED: &str = "CALLED_BY_THE_CHILD";

#[tokio::test]
async fn this_machine_is_called_without_a_proxy() {
    let proxy = Server::always(Reply::new(200, "proxied")).await;
    let server = Server::always(Reply::new(200, "direct")).await;
    let (through, called) = (proxy.url(), server.url());
    // The environment is that of a process, and other tests share this one.
    let child = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "--ignored", "proxies::calls_of_the_child"]).env(CALLED, called);
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            child.env(name, &through);
        }
        child.env_remove("no_proxy").env_remove("NO_PROXY").output().unwrap()
    });
    let output = child.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.requests().len(), 3);
    assert!(server.requests().iter().all(|request| request.header("authorization") == "Bearer opensesame"));
    let proxied: Vec<String> = proxy.requests().into_iter().map(|request| request.all()).collect();
    assert!(!proxied.is_empty() && proxied.iter().all(|request| request.contains("pets.example")), "{proxied:?}");
    assert!(!proxied.concat().contains("sesame"), "{proxied:?}");
}

#[tokio::test]
#[ignore = "the test above runs it, in an environment that names a proxy"]
async fn calls_of_the_child() {
    let Ok(url) = std::env::var(CALLED) else { return };
    for url in [url.clone(), url.replace("127.0.0.1", "localhost")] {
        let client = Client::builder().base_url(url).bearer("opensesame").build().unwrap();
        assert_eq!(client.get().send().await.unwrap(), "direct");
    }
    let outside = Client::builder().base_url("http://pets.example").build().unwrap();
    assert_eq!(outside.get().send().await.unwrap(), "proxied");
    let called = tokio::task::spawn_blocking(move || {
        let client = blocking::Client::builder().base_url(url).bearer("opensesame").build().unwrap();
        client.get().send().unwrap()
    });
    assert_eq!(called.await.unwrap(), "direct");
}
