//! Calls of each kind, repeated: the memory and the connections of the client stay the same.

use std::alloc::System;
use std::future::poll_fn;
use std::task::Poll;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::runtime::Runtime;

use crate::api::Send as Sending;
use crate::runtime::async_impl::Client;
use crate::runtime::facade::oauth2::{GrantType, OAuth2, OAuthFlow};
use crate::runtime::{
    BufferedResponse, Bytes, Call, Error, InvalidParameter, Method, Operation, RequestEncoder, RetryPolicy,
    SecurityRequirements, blocking,
};
use crate::scale;
use crate::server::Server;
use crate::streaming_api::{ExportPets, WatchPets};

/// The allocator of this program, which counts.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The number of repetitions of each kind, and with `FULL_COUNTS=1`.
const REPETITIONS: (usize, usize) = (100, 12_000);

/// The calls before the measurement, which fill buffers and pools.
const WARM_UP: usize = 50;

/// The growth in bytes that is not due to the number of calls, such as a buffer that is larger than before.
const TOLERANCE: isize = 4096;

const LOGIN: OAuth2 = OAuth2::new(&[OAuthFlow {
    grant: GrantType::ClientCredentials,
    authorization_url: None,
    token_url: None,
    refresh_url: None,
    scopes: &[],
}]);

/// Requests a path that accepts each token once.
#[derive(Debug, Clone)]
struct UseTokenOnce;

impl Operation for UseTokenOnce {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "useTokenOnce";
    const METHOD: Method = Method::GET;
    const SECURITY: SecurityRequirements = Some(&[&["bearer"]]);

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/once");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Bytes, Error<()>> {
        match response.status().as_u16() {
            200 => response.bytes(),
            _ => Err(response.into_unexpected()),
        }
    }
}

/// The kinds of calls whose results differ only by the name in their path.
const NAMES: [&str; 7] = ["items", "error", "page", "moved", "mistyped", "compressed", ""];

/// Repeats a call and checks the growth.
fn check(name: &str, server: &Server, mut call: impl FnMut()) {
    (0..WARM_UP).for_each(|_| call());
    let repetitions = scale::count(REPETITIONS.0, REPETITIONS.1);
    let region = Region::new(ALLOCATOR);
    (0..repetitions).for_each(|_| call());
    let change = region.change();
    let grown = change.bytes_allocated.cast_signed() - change.bytes_deallocated.cast_signed();
    assert!(grown < TOLERANCE, "{repetitions} calls `{name}` grow by {grown} bytes");
    assert!(server.open() <= MAX_OPEN, "{} connections are open after calls `{name}`", server.open());
}

/// The connections of the clients of a server: the server may not have seen the end of a closed one.
const MAX_OPEN: usize = 10;

pub(crate) fn memory_and_connections_do_not_grow() {
    let server = Server::new(1);
    let url = server.url();
    check_async(&server, &url);
    check_blocking(&server, &url);
    println!("{} calls of each kind do not grow", scale::count(REPETITIONS.0, REPETITIONS.1));
}

fn check_async(server: &Server, url: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = || Client::builder().base_url(url).retry(RetryPolicy::none());
    let source = LOGIN.client_credentials("app", "opensesame").token_url(format!("{url}/token"));
    let with_token = client().bearer_from(source).build().unwrap();
    let small = client().max_body_bytes(1000).build().unwrap();
    let client = client().api_key("key").build().unwrap();
    let run = |name: &str, call: &dyn Fn(&Runtime)| check(name, server, || call(&runtime));
    for name in NAMES {
        run(name, &|runtime| {
            let result = runtime.block_on(client.invalidate_access_tokens([name]).send());
            assert_eq!(result.is_ok(), matches!(name, "items" | "moved" | "compressed"), "{name}: {result:?}");
        });
    }
    run("large", &|runtime| {
        let result = runtime.block_on(small.invalidate_access_tokens(["large"]).send());
        assert!(matches!(result, Err(Error::BodyTooLarge(_))), "{result:?}");
    });
    run("once", &|runtime| drop(runtime.block_on(Call::new(&with_token, UseTokenOnce).send()).unwrap()));
    run("things", &|runtime| drop(runtime.block_on(client.send(Sending::Text("text".into())).send()).unwrap()));
    run("raw", &|runtime| drop(runtime.block_on(client.get().send_raw()).unwrap()));
    run("watch", &|runtime| {
        runtime.block_on(async {
            let mut events = client.call(WatchPets).events().await.unwrap();
            events.next().await.unwrap().unwrap();
            assert!(events.next().await.is_none());
        });
    });
    run("export", &|runtime| {
        runtime.block_on(async {
            let mut values = client.call(ExportPets).json_stream().await.unwrap();
            values.next().await.unwrap().unwrap();
        });
    });
    run("cancelled", &|runtime| {
        runtime.block_on(async {
            let mut call = Box::pin(client.get().send());
            assert!(poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await);
            drop(call);
            // The next call runs while the connection of the cancelled one is closed.
            client.get().send().await.unwrap();
        });
    });
}

fn check_blocking(server: &Server, url: &str) {
    let client = || blocking::Client::builder().base_url(url).retry(RetryPolicy::none());
    let source = LOGIN.client_credentials("app", "opensesame").token_url(format!("{url}/token"));
    let with_token = client().bearer_from(source).build().unwrap();
    let client = client().api_key("key").build().unwrap();
    for name in ["items", "error", "moved"] {
        check(name, server, || {
            let result = client.invalidate_access_tokens([name]).send();
            assert_eq!(result.is_ok(), name != "error", "{name}: {result:?}");
        });
    }
    check("once", server, || drop(Call::new(&with_token, UseTokenOnce).send().unwrap()));
}
