//! Redirects between origins and schemes: each combination of base URL, target, status and request.

use std::fmt::Debug;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::api::{Note, Send as Sending};
use crate::runtime::core::{blocking_transport, transport};
use crate::runtime::{ClientBuilder, Error, HeaderValue, RetryPolicy, TransportError, async_impl, blocking};
use crate::scale;
use crate::server::{Reply, Request, Server};

/// The header with the URL that a request was sent to.
const SENT_TO: &str = "x-sent-to";

/// The base URLs, all without the default port of their scheme.
const BASES: [&str; 4] =
    ["https://api.example/v1", "https://api.example:8443/v1", "http://api.example/v1", "http://127.0.0.1/v1"];

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

/// The values of `Location`, and the origins that they lead to: `{base}` is that of the first request, `{scheme}` its
/// scheme. No origin if the target is not http.
const TARGETS: [(&str, Option<&str>); 21] = [
    ("/v1/next", Some("{base}")),
    ("next", Some("{base}")),
    ("./next?page=2#more", Some("{base}")),
    ("https://api.example/next", Some("https://api.example")),
    ("https://API.EXAMPLE:443/next", Some("https://api.example")),
    ("https://me:opensesame@api.example/next", Some("https://api.example")),
    ("https://api.example:8443/next", Some("https://api.example:8443")),
    ("http://api.example/next", Some("http://api.example")),
    ("http://api.example:8080/next", Some("http://api.example:8080")),
    ("http://127.0.0.1/next", Some("http://127.0.0.1")),
    ("http://[::1]/next", Some("http://[::1]")),
    ("https://other.example/next", Some("https://other.example")),
    ("http://other.example/next", Some("http://other.example")),
    ("https://api.example.other.example/next", Some("https://api.example.other.example")),
    ("https://api.example@other.example/next", Some("https://other.example")),
    ("//other.example/next", Some("{scheme}://other.example")),
    ("/\\other.example/next", Some("{scheme}://other.example")),
    ("/\t/other.example/next", Some("{scheme}://other.example")),
    ("ftp://api.example/next", None),
    ("file:///etc/next", None),
    ("javascript:next()", None),
];

/// A request with all kinds of credentials.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A GET request with a secret in its path.
    Get,
    /// A POST request with a secret in its body.
    Post,
}

/// A transport to many hosts: it sends all requests to one server, with their URLs in a header.
struct ManyHosts<T: ?Sized> {
    server: SocketAddr,
    transport: Arc<T>,
}

impl<T: ?Sized> ManyHosts<T> {
    fn route<B>(&self, mut request: http::Request<B>) -> http::Request<B> {
        let url = request.uri().to_string();
        let path = request.uri().path_and_query().unwrap().as_str();
        *request.uri_mut() = format!("http://{}{path}", self.server).parse().unwrap();
        request.headers_mut().insert(SENT_TO, HeaderValue::from_str(&url).unwrap());
        request
    }
}

impl transport::Transport for ManyHosts<dyn transport::Transport> {
    fn send(
        &self,
        request: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        self.transport.send(self.route(request))
    }

    fn sleep(&self, time: Duration) -> transport::BoxFuture<'_, ()> {
        self.transport.sleep(time)
    }
}

impl blocking::Transport for ManyHosts<dyn blocking::Transport> {
    fn send(
        &self,
        request: http::Request<blocking::Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        self.transport.send(self.route(request), timeout)
    }
}

/// A server for all hosts, whose first response is a redirect.
struct Hosts {
    server: Server,
    /// The status and the `Location` of the redirect.
    redirect: Arc<Mutex<(u16, &'static str)>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Hosts {
    async fn new() -> Self {
        let (redirect, requests) = (Arc::new(Mutex::new((302, ""))), Arc::<Mutex<Vec<Request>>>::default());
        let (current, log) = (redirect.clone(), requests.clone());
        let server = Server::new(move |_, request| {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            let (status, location) = *current.lock().unwrap();
            if log.len() == 1 { Reply::redirect(status, location) } else { Reply::json(200, "{}") }
        });
        Self { server: server.await, redirect, requests }
    }

    /// Sets the redirect of the next call.
    fn redirect(&self, status: u16, location: &'static str) {
        *self.redirect.lock().unwrap() = (status, location);
    }

    /// Returns the requests of the last call.
    fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

/// Adds credentials of all kinds.
fn with_credentials<M>(builder: ClientBuilder<M>, base: &str) -> ClientBuilder<M> {
    let builder = builder.base_url(base).allow_http("api.example").retry(RetryPolicy::none());
    builder.api_key("query-mark").header_key("header-mark").cookie_key("cookie-mark").bearer("bearer-mark")
}

fn note() -> Sending {
    Sending::Note(Note { text: "body-text".into(), access_token: "body-mark".into() })
}

async fn send(client: &async_impl::Client, kind: Kind) -> Result<(), String> {
    match kind {
        Kind::Get => outcome(client.invalidate_access_tokens(["path-mark"]).send().await),
        Kind::Post => outcome(client.send(note()).send().await),
    }
}

fn send_blocking(client: &blocking::Client, kind: Kind) -> Result<(), String> {
    match kind {
        Kind::Get => outcome(client.invalidate_access_tokens(["path-mark"]).send()),
        Kind::Post => outcome(client.send(note()).send()),
    }
}

/// Returns the text of a redirect error, in all its forms. Other errors are unexpected.
fn outcome<T, E: Debug>(result: Result<T, Error<E>>) -> Result<(), String> {
    match result {
        Ok(_) => Ok(()),
        Err(error @ Error::Redirect(_)) => Err(format!("{error} {error:?}")),
        Err(error) => panic!("{error:?}"),
    }
}

/// One combination.
#[derive(Debug, Clone, Copy)]
struct Case {
    base: &'static str,
    status: u16,
    location: &'static str,
    origin: Option<&'static str>,
    kind: Kind,
}

fn cases(base: &'static str) -> impl Iterator<Item = Case> {
    let kinds = [Kind::Get, Kind::Post];
    STATUSES.into_iter().flat_map(move |status| {
        let targets = TARGETS.into_iter().flat_map(move |target| kinds.map(|kind| (target, kind)));
        targets.map(move |((location, origin), kind)| Case { base, status, location, origin, kind })
    })
}

impl Case {
    /// Checks the requests and the outcome of the call.
    fn check(self, requests: &[Request], outcome: &Result<(), String>) {
        let base = self.base.trim_end_matches("/v1");
        let (scheme, host) = base.split_once("://").unwrap();
        let target = self.origin.map(|origin| origin.replace("{base}", base).replace("{scheme}", scheme));
        let target = target.filter(|target| scheme == "http" || target.starts_with("https://"));
        let is_same = target
            .as_ref()
            .is_some_and(|target| target == base || !host.contains(':') && *target == format!("https://{host}"));
        let keeps_body = self.kind == Kind::Post && self.status >= 307;
        let target = target.filter(|_| is_same || !keeps_body);
        assert_eq!(outcome.is_ok(), target.is_some(), "{self:?}: {outcome:?}");
        if let Err(text) = outcome {
            assert!(!text.contains("-mark") && !text.contains("sesame"), "{self:?}: {text}");
        }
        assert_eq!(requests.len(), if target.is_some() { 2 } else { 1 }, "{self:?}");
        let credentials =
            |request: &Request| ["x-api-key", "cookie", "authorization"].map(|name| request.header(name).to_owned());
        assert_eq!(credentials(&requests[0]), ["header-mark", "sid=cookie-mark", "Bearer bearer-mark"], "{self:?}");
        let (Some(target), Some(second)) = (target, requests.get(1)) else { return };
        assert!(second.header(SENT_TO).starts_with(&format!("{target}/")), "{self:?}: {second:?}");
        assert_eq!(second.line.starts_with("POST "), keeps_body, "{self:?}: {second:?}");
        assert_eq!(second.body, if keeps_body { &*requests[0].body } else { "" }, "{self:?}");
        if is_same {
            assert_eq!(credentials(second), credentials(&requests[0]), "{self:?}");
        } else {
            assert!(!second.to_debug_string().contains("-mark"), "{self:?}: {second:?}");
        }
    }
}

#[tokio::test]
async fn no_target_receives_secrets_of_another_origin() {
    let hosts = Hosts::new().await;
    let transport = transport::default_transport(Duration::from_secs(10)).unwrap();
    let mut count = 0;
    for base in BASES {
        let transport = ManyHosts { server: hosts.server.address, transport: transport.clone() };
        let client = with_credentials(async_impl::Client::builder(), base).transport(transport).build().unwrap();
        for case in cases(base) {
            hosts.redirect(case.status, case.location);
            let outcome = send(&client, case.kind).await;
            case.check(&hosts.take_requests(), &outcome);
            count += 1;
        }
    }
    assert_eq!(count, 840);
}

#[tokio::test]
async fn no_target_receives_secrets_of_another_origin_from_blocking_clients() {
    let hosts = Hosts::new().await;
    let calls = move || {
        let transport = blocking_transport::default_transport(Duration::from_secs(10)).unwrap();
        for base in BASES {
            let transport = ManyHosts { server: hosts.server.address, transport: transport.clone() };
            let client = with_credentials(blocking::Client::builder(), base).transport(transport).build().unwrap();
            // One status of each target and kind of request, or all of them.
            for case in cases(base).step_by(scale::count(STATUSES.len(), 1)) {
                hosts.redirect(case.status, case.location);
                let outcome = send_blocking(&client, case.kind);
                case.check(&hosts.take_requests(), &outcome);
            }
        }
    };
    tokio::task::spawn_blocking(calls).await.unwrap();
}
