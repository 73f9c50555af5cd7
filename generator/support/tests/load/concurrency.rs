//! Calls that all wait for their responses at the same time.

use crate::runtime::async_impl::Client;
use crate::scale;
use crate::server::Server;

/// The number of concurrent calls, and with `FULL_COUNTS=1`.
const CALLS: (usize, usize) = (250, 10_000);

pub(crate) fn concurrent_calls_get_their_responses() {
    let calls = scale::count(CALLS.0, CALLS.1);
    let server = Server::new(calls);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::builder().base_url(server.url()).build().unwrap();
        let tasks = (0..calls).map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.invalidate_access_tokens([format!("gathered-{number}")]).send().await })
        });
        for (number, task) in Vec::from_iter(tasks).into_iter().enumerate() {
            let tokens = task.await.unwrap().unwrap();
            assert_eq!(tokens.quota_remaining, Some(i64::try_from(number).unwrap()));
        }
    });
    println!("{calls} concurrent calls got their responses");
}
