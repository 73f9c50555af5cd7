//! Proxies from the environment: they are not used for loopback.

use std::process::Command;

use crate::runtime::async_impl::Client;
use crate::runtime::blocking;
use crate::server::{Reply, Server};

/// The environment variable with the URL that the child process calls.
const SERVER_URL: &str = "PROXIES_TEST_SERVER_URL";

#[tokio::test]
async fn loopback_bypasses_the_proxy() {
    let proxy = Server::always(Reply::new(200, "proxied")).await;
    let server = Server::always(Reply::new(200, "direct")).await;
    let (proxy_url, server_url) = (proxy.url(), server.url());
    // Environment variables belong to the process, which other tests share.
    let child = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "--ignored", "proxies::calls_with_proxy_variables"]).env(SERVER_URL, server_url);
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            child.env(name, &proxy_url);
        }
        child.env_remove("no_proxy").env_remove("NO_PROXY").output().unwrap()
    });
    let output = child.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.requests().len(), 3);
    assert!(server.requests().iter().all(|request| request.header("authorization") == "Bearer opensesame"));
    let proxied: Vec<String> = proxy.requests().into_iter().map(|request| request.to_debug_string()).collect();
    assert!(!proxied.is_empty() && proxied.iter().all(|request| request.contains("pets.example")), "{proxied:?}");
    assert!(!proxied.concat().contains("sesame"), "{proxied:?}");
}

#[tokio::test]
#[ignore = "run by loopback_bypasses_the_proxy with proxy variables set"]
async fn calls_with_proxy_variables() {
    let Ok(url) = std::env::var(SERVER_URL) else { return };
    for url in [url.clone(), url.replace("127.0.0.1", "localhost")] {
        let client = Client::builder().base_url(url).bearer("opensesame").build().unwrap();
        assert_eq!(client.get().send().await.unwrap(), "direct");
    }
    let remote = Client::builder().base_url("http://pets.example").build().unwrap();
    assert_eq!(remote.get().send().await.unwrap(), "proxied");
    let body = tokio::task::spawn_blocking(move || {
        let client = blocking::Client::builder().base_url(url).bearer("opensesame").build().unwrap();
        client.get().send().unwrap()
    });
    assert_eq!(body.await.unwrap(), "direct");
}
