//! Token sources of async functions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::runtime::facade::call::Call;
use crate::runtime::{AsyncTokenSource, SecretString, TokenError, blocking};
use crate::server::{Reply, Server};
use crate::tokens::{RequiresToken, authorization_headers, client_builder};

#[tokio::test]
async fn concurrent_calls_share_one_token_of_an_async_source() {
    let api = Server::always(Reply::new(200, "")).await;
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = fetched.clone();
    let source = AsyncTokenSource::new(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok::<_, TokenError>((SecretString::from(format!("t{number}")), Some(Duration::from_secs(60))))
        }
    });
    let client = client_builder(&api).bearer_from(source).build().unwrap();
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Call::new(&client, RequiresToken).send().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t0"; 5]);
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn rejected_token_of_an_async_source_is_replaced() {
    let api = Server::new(|number, _| Reply::new(if number == 0 { 401 } else { 200 }, "")).await;
    let fetched = AtomicUsize::new(0);
    let source = AsyncTokenSource::new(move || {
        let token = SecretString::from(format!("t{}", fetched.fetch_add(1, Ordering::SeqCst)));
        async move { Ok::<_, TokenError>((token, None)) }
    });
    let client = client_builder(&api).bearer_from(source).build().unwrap();
    for _ in 0..2 {
        Call::new(&client, RequiresToken).send().await.unwrap();
    }
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t0", "Bearer t1", "Bearer t1"]);
}

#[tokio::test]
async fn failed_async_source_is_a_token_error() {
    let api = Server::always(Reply::new(200, "")).await;
    let source = || AsyncTokenSource::new(|| async { Err::<(SecretString, _), _>("the vault is sealed") });
    let client = client_builder(&api).bearer_from(source()).build().unwrap();
    let error = Call::new(&client, RequiresToken).send().await.unwrap_err();
    assert_eq!(error.to_string(), "no token: the vault is sealed");
    let never = AsyncTokenSource::new(std::future::pending::<Result<(SecretString, Option<Duration>), TokenError>>);
    let client = client_builder(&api).bearer_from(never).timeout(Duration::from_millis(50)).build().unwrap();
    assert!(Call::new(&client, RequiresToken).send().await.unwrap_err().is_timeout());
    let url = api.url();
    let blocking = tokio::task::spawn_blocking(move || {
        let client = blocking::Client::builder().base_url(url).bearer_from(source()).build().unwrap();
        Call::new(&client, RequiresToken).send().unwrap_err().to_string()
    });
    assert_eq!(blocking.await.unwrap(), "no token: its source is async, which blocking clients do not support");
    assert_eq!(api.requests().len(), 0);
}
