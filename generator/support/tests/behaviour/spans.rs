//! Tracing: the spans and events of a call.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::runtime::RetryPolicy;
use crate::runtime::async_impl::Client;
use crate::server::{Reply, Server};

/// Records spans and events as lines.
#[derive(Clone, Default)]
struct Collector {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<AtomicU64>,
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Durations differ from run to run.
        if !field.name().ends_with("_ms") {
            let _ = write!(self.0, " {}={value:?}", field.name());
        }
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().contains("runtime::core::call_span")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.spans.fetch_add(1, Ordering::Relaxed) + 1;
        let mut line = Line(format!("span {id} {}", span.metadata().name()));
        span.record(&mut line);
        self.lines.lock().unwrap().push(line.0);
        Id::from_u64(id)
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("in {}", event.parent().map_or(0, Id::into_u64)));
        event.record(&mut line);
        self.lines.lock().unwrap().push(line.0);
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn call_is_a_span_with_events() {
    let server = Server::new(|number, _| match number {
        0 => Reply::new(503, "opensesame"),
        1 => Reply::redirect(302, "/opensesame"),
        _ => Reply::new(200, "opensesame"),
    });
    let server = server.await;
    let collector = Collector::default();
    // With a single dispatcher, callsites that another test's thread reaches first would be cached as disabled.
    let _second = tracing::Dispatch::new(Collector::default());
    let _guard = tracing::subscriber::set_default(collector.clone());
    let policy = RetryPolicy::default().initial_backoff(Duration::from_millis(5));
    let builder = Client::builder().base_url(server.url()).api_key("opensesame").retry(policy);
    builder.build().unwrap().get().send().await.unwrap();
    let unreachable = Client::builder().base_url("http://127.0.0.1:9").retry(RetryPolicy::none()).build().unwrap();
    unreachable.get().send().await.unwrap_err();
    let lines = collector.lines.lock().unwrap().clone();
    let expected = [
        "span 1 call operation=\"get\" method=\"GET\"",
        "in 1 message=request sent attempt=1",
        "in 1 message=response received attempt=1 status=503",
        "in 1 message=wait reason=\"retry\"",
        "in 1 message=request sent attempt=2",
        "in 1 message=response received attempt=2 status=302",
        "in 1 message=redirect status=302",
        "in 1 message=request sent attempt=2",
        "in 1 message=response received attempt=2 status=200",
        "span 2 call operation=\"get\" method=\"GET\"",
        "in 2 message=request sent attempt=1",
    ];
    assert_eq!(lines[..expected.len()], expected);
    assert!(
        lines[expected.len()]
            .starts_with("in 2 message=attempt failed attempt=1 error=could not connect to the server: ")
    );
    assert!(!lines.concat().contains("sesame"), "{lines:?}");
}
