//! Postman collections 2.0 and 2.1: the saved responses of their requests.

use std::collections::BTreeMap;

use serde_json::Value;

use super::url::{self, Templates};
use super::{Sink, body};
use crate::learn::exchange::{Exchange, Payload, RequestTarget};

/// The maximum depth of folders.
const DEPTH: usize = 64;

/// The saved responses of a collection. Its variables can follow them, and the URLs depend on the variables.
#[derive(Debug, Default)]
pub(super) struct Collection {
    variables: BTreeMap<String, String>,
    saved: Vec<Saved>,
}

/// A saved response.
#[derive(Debug)]
struct Saved {
    /// The number of the entry.
    entry: usize,
    url: Value,
    exchange: Exchange,
}

impl Collection {
    /// Reads the variables.
    pub(super) fn variables(&mut self, list: &Value) {
        for variable in list.as_array().into_iter().flatten() {
            let text = |key: &str| variable.get(key).and_then(Value::as_str);
            if let (Some(key), Some(value)) = (text("key").or_else(|| text("id")), text("value")) {
                self.variables.insert(key.to_owned(), value.to_owned());
            }
        }
    }

    /// Adds an item: a request with its responses, or a folder.
    pub(super) fn add(&mut self, sink: &mut Sink, item: &Value) {
        let mut pending = vec![(item, 0)];
        while let Some((item, depth)) = pending.pop() {
            if let Some(items) = item.get("item").and_then(Value::as_array) {
                if depth == DEPTH {
                    sink.note("of too many nested folders left out");
                } else {
                    pending.extend(items.iter().rev().map(|item| (item, depth + 1)));
                }
                continue;
            }
            let Some(request) = item.get("request") else { continue };
            let responses = item.get("response").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            if responses.is_empty() {
                sink.next_entry();
                sink.note("of requests without a saved response left out");
            }
            for response in responses {
                sink.next_entry();
                let original = response.get("originalRequest").filter(|request| !request.is_null());
                self.saved.push(saved(sink, original.unwrap_or(request), response));
            }
        }
    }

    /// Passes on the exchanges.
    pub(super) fn emit(self, sink: &mut Sink) {
        for Saved { entry, url, exchange } in self.saved {
            sink.entries = entry;
            let target = target(&url, &self.variables);
            sink.emit(Exchange { target, ..exchange });
        }
    }
}

fn saved(sink: &mut Sink, request: &Value, response: &Value) -> Saved {
    let method = request.get("method").and_then(Value::as_str).unwrap_or("GET").to_ascii_uppercase();
    let url = request.get("url").unwrap_or(request).clone();
    let request_headers = body::headers(request.get("header"));
    let response_headers = body::headers(response.get("header"));
    let status = response.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let text = response.get("body").and_then(Value::as_str).filter(|text| !text.is_empty());
    let language = response.get("_postman_previewlanguage").and_then(Value::as_str);
    let media_type = body::header(&response_headers, "content-type").map(str::to_owned);
    let media_type =
        media_type.or_else(|| language.filter(|word| *word == "json").map(|_| "application/json".to_owned()));
    let response_body = text.and_then(|text| body::payload(sink, media_type.as_deref(), text.as_bytes().to_vec(), &[]));
    let exchange = Exchange {
        method,
        request_body: request.get("body").and_then(|body| request_body(body, &request_headers)),
        request_headers,
        status: status.filter(|status| (100..600).contains(status)),
        response_headers,
        response_body,
        ..Exchange::default()
    };
    if exchange.status.is_none() {
        sink.note("without a response");
    }
    Saved { entry: sink.entries, url, exchange }
}

fn request_body(recorded: &Value, headers: &[(String, String)]) -> Option<Payload> {
    let declared = body::header(headers, "content-type").map(str::to_owned);
    let language = recorded.pointer("/options/raw/language").and_then(Value::as_str);
    let (bytes, fallback) = match recorded.get("mode")?.as_str()? {
        "raw" => {
            let is_json = language == Some("json");
            (recorded.get("raw")?.as_str()?.as_bytes().to_vec(), is_json.then_some("application/json"))
        }
        "urlencoded" => (body::form(recorded.get("urlencoded"), "key"), Some("application/x-www-form-urlencoded")),
        _ => return None,
    };
    let media_type = declared.or_else(|| fallback.map(str::to_owned));
    (!bytes.is_empty()).then_some(Payload { media_type, bytes })
}

/// Returns the target of a URL, which is a text or an object.
fn target(recorded: &Value, variables: &BTreeMap<String, String>) -> RequestTarget {
    let text = recorded.as_str().or_else(|| recorded.get("raw").and_then(Value::as_str));
    let (Some(members), true) = (recorded.as_object(), recorded.get("path").is_some()) else {
        return without_variables(url::parse(&resolved(text.unwrap_or_default(), variables), Templates::Yes));
    };
    let joined = |key: &str, separator: &str| -> String {
        let parts = members.get(key).and_then(Value::as_array).into_iter().flatten();
        let parts = parts.filter_map(|part| part.as_str().or_else(|| part.get("value").and_then(Value::as_str)));
        let list = parts.collect::<Vec<_>>().join(separator);
        members.get(key).and_then(Value::as_str).map_or(list, str::to_owned)
    };
    let (host, path) = (joined("host", "."), joined("path", "/"));
    let scheme = members.get("protocol").and_then(Value::as_str).unwrap_or("https");
    let port = members.get("port").and_then(Value::as_str).map(|port| format!(":{port}")).unwrap_or_default();
    let host = resolved(&host, variables);
    let base = if host.contains("://") || host.starts_with("{{") || host.is_empty() {
        host
    } else {
        format!("{scheme}://{host}{port}")
    };
    let path = resolved(path.trim_start_matches('/'), variables);
    let mut target = url::parse(&format!("{}/{path}", base.trim_end_matches('/')), Templates::Yes);
    let query = members.get("query").and_then(Value::as_array);
    if let Some(query) = query {
        let enabled = query.iter().filter(|pair| pair.get("disabled") != Some(&Value::Bool(true)));
        let text = |pair: &Value, key: &str| pair.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let pairs = enabled.map(|pair| (text(pair, "key"), resolved(&text(pair, "value"), variables)));
        target.query = pairs.filter(|(key, _)| !key.is_empty()).collect();
    }
    without_variables(target)
}

/// Removes the values of query parameters that are unknown variables.
fn without_variables(mut target: RequestTarget) -> RequestTarget {
    for (_, value) in target.query.iter_mut().filter(|(_, value)| value.contains("{{")) {
        value.clear();
    }
    target
}

/// Replaces variables with a value. Others stay.
fn resolved(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, after)| Some((before, after.split_once("}}")?)))
    {
        out.push_str(before);
        match variables.get(name).filter(|value| !value.is_empty() && !value.contains("{{")) {
            Some(value) => out.push_str(value),
            None => out.push_str(&format!("{{{{{name}}}}}")),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
