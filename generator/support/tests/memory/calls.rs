//! Calls with a secret in each part of a request.

use std::fmt::Debug;
use std::time::Duration;

use zeroize::Zeroizing;

use super::marks::Mark;
use super::scan;
use crate::api::{Note, Send as Sending};
use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BufferedResponse, Bytes, ClientBuilder, Error, InvalidParameter, Method, Operation, RequestEncoder, RetryPolicy,
    SecretString, TransportError, blocking, transport,
};
use crate::server::Server;

/// The parts of a request with secrets.
const NAMES: [&str; 12] = [
    "password of the base URL",
    "credential in the query",
    "credential in a header",
    "credential in a cookie",
    "bearer token",
    "path parameter",
    "query parameter",
    "header parameter",
    "cookie parameter",
    "field of a form",
    "field of a JSON body",
    "header of the call",
];

/// Sends a secret in each part of a request for parameters.
#[derive(Debug, Clone)]
struct SendParameters([SecretString; 4]);

impl Operation for SendParameters {
    type Output = ();
    type Error = ();
    const ID: &'static str = "sendParameters";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        let Self([path, query, header, cookie]) = self;
        request.path_literal("/things/");
        request.path("path", path)?;
        request.path_literal("/items");
        request.query("page", [&7_u32]);
        request.query("query", [query]);
        request.header("X-Header", [header])?;
        request.cookie("cookie", [cookie])
    }

    fn decode(response: BufferedResponse) -> Result<(), Error<()>> {
        match response.status().as_u16() {
            200 => response.discard(),
            _ => Err(response.into_unexpected()),
        }
    }
}

/// A transport that drops the request and returns this status.
#[derive(Clone, Copy)]
struct Dropped(u16);

impl Dropped {
    fn respond<B>(self, body: B) -> Result<http::Response<B>, TransportError> {
        http::Response::builder().status(self.0).body(body).map_err(TransportError::invalid_request)
    }
}

impl transport::Transport for Dropped {
    fn send(
        &self,
        _: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        Box::pin(std::future::ready(self.respond(Bytes::from_static(b"no").into())))
    }

    fn sleep(&self, _: Duration) -> transport::BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

impl blocking::Transport for Dropped {
    fn send(
        &self,
        _: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        self.respond(Bytes::from_static(b"no").into())
    }
}

/// Creates the secrets of the calls.
struct Secrets(Vec<Mark>);

impl Secrets {
    /// Creates secrets of a length in segments.
    fn new(segments: usize) -> Self {
        Self(NAMES.map(|name| Mark::new(name, segments)).into())
    }

    fn text(&self, name: &str) -> String {
        self.0.iter().find(|mark| mark.name == name).unwrap().text()
    }

    fn secret(&self, name: &str) -> SecretString {
        SecretString::from(self.text(name))
    }

    fn configure<M>(&self, builder: ClientBuilder<M>, host: &str) -> ClientBuilder<M> {
        let password = Zeroizing::new(self.text("password of the base URL"));
        let builder = builder.base_url(["http://me:", &*password, "@", host].concat()).retry(RetryPolicy::none());
        let builder = builder.api_key(self.secret("credential in the query"));
        let builder = builder.header_key(self.secret("credential in a header"));
        let builder = builder.cookie_key(self.secret("credential in a cookie"));
        builder.bearer(self.secret("bearer token"))
    }

    fn parameters(&self) -> SendParameters {
        let names = ["path parameter", "query parameter", "header parameter", "cookie parameter"];
        SendParameters(names.map(|name| self.secret(name)))
    }

    fn form(&self) -> Sending {
        let password = self.secret("field of a form");
        Sending::Form { grant: "password".to_owned(), scope: Vec::new(), password }
    }

    fn note(&self) -> Sending {
        Sending::Note(Note { text: "text".to_owned(), access_token: self.secret("field of a JSON body") })
    }

    /// Makes all calls with an async client.
    fn send_async(&self, builder: ClientBuilder<crate::runtime::Async>, host: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = self.configure(builder, host).build().unwrap();
        runtime.block_on(async {
            for _ in 0..3 {
                let header = Zeroizing::new(self.text("header of the call"));
                let call = Call::new(&client, self.parameters()).header("X-Auth-Token", &*header);
                show(call.send().await);
                show(client.send(self.form()).send().await);
                show(client.send(self.note()).send().await);
            }
        });
    }

    /// Makes all calls with a blocking client.
    fn send_blocking(&self, builder: ClientBuilder<crate::runtime::Blocking>, host: &str) {
        let client = self.configure(builder, host).build().unwrap();
        for _ in 0..3 {
            let header = Zeroizing::new(self.text("header of the call"));
            let call = blocking::Call::new(&client, self.parameters()).header("X-Auth-Token", &*header);
            show(call.send());
            show(client.send(self.form()).send());
            show(client.send(self.note()).send());
        }
    }

    /// Returns the number of copies of each secret in memory.
    fn count_copies(&self) -> Vec<(&'static str, usize)> {
        let found = scan::find(&self.0);
        self.0.iter().zip(&found).map(|(mark, found)| (mark.name, found.len())).collect()
    }

    fn assert_wiped(&self, mode: &str) {
        let copies = self.count_copies().into_iter().filter(|(_, count)| *count > 0);
        assert_eq!(copies.collect::<Vec<_>>(), [], "{mode}");
    }
}

/// Formats an error, whose texts are searched for secrets.
fn show<T, E: Debug>(result: Result<T, Error<E>>) {
    drop(result.map_err(|error| format!("{error} {error:?}")));
}

pub(crate) fn secrets_are_wiped() {
    let secrets = Secrets::new(2);
    let texts = NAMES.map(|name| secrets.secret(name));
    assert!(secrets.count_copies().iter().all(|(_, count)| *count == 1), "a secret in memory is found");
    drop(texts);
    secrets.assert_wiped("secrets");
    // A long secret outgrows buffers, and leaves parts in memory that is used again.
    for segments in [2, 40] {
        for status in [200, 500] {
            let secrets = Secrets::new(segments);
            secrets.send_async(Client::builder().transport(Dropped(status)), "127.0.0.1:9");
            secrets.assert_wiped("async client");
            let secrets = Secrets::new(segments);
            secrets.send_blocking(blocking::Client::builder().transport(Dropped(status)), "127.0.0.1:9");
            secrets.assert_wiped("blocking client");
        }
    }
    println!("no secret of a dropped client is in memory");
}

/// Prints the copies that remain in the buffers of the HTTP stacks.
pub(crate) fn print_copies_of_http_stacks() {
    let server = Server::new(1);
    let host = server.url().replace("http://", "");
    let secrets = [Secrets::new(2), Secrets::new(2)];
    secrets[0].send_async(Client::builder(), &host);
    secrets[1].send_blocking(blocking::Client::builder(), &host);
    println!("{:30} {:>7} {:>4}", "copies in memory", "reqwest", "ureq");
    let [reqwest, ureq] = secrets.map(|secrets| secrets.count_copies());
    for ((name, reqwest), (_, ureq)) in reqwest.into_iter().zip(ureq) {
        println!("{name:30} {reqwest:7} {ureq:4}");
    }
}
