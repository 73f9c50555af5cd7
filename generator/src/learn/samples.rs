//! The samples of operations: shapes of bodies, kinds of parameter values, and counts of exchanges.
//!
//! [`Learner`] reads one exchange at a time. It keeps shapes and counts, and no values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::exchange::{Exchange, Payload};
use super::matching::{Matcher, RequestMatch};
use super::origins::RecordedOrigins;
use super::shape::Shape;
use super::texts::TextShape;
use super::unmatched::Unmatched;
use crate::spec::{Operation, Spec};

/// The maximum number of query parameters and headers that are counted for an operation, and of responses.
const KEYS: usize = 200;

/// The maximum number of different choices of fields that are counted.
const SELECTIONS: usize = 64;

/// The names of query parameters that choose the fields of a response.
const SELECTORS: &[&str] =
    &["fields", "filter", "expand", "include", "embed", "select", "exclude", "view", "projection"];

/// Reads exchanges and counts what they contain.
#[derive(Debug, Clone)]
pub struct Learner {
    spec: Spec,
    matcher: Matcher,
    /// The samples of operations, by index.
    operations: BTreeMap<usize, OperationSamples>,
    unmatched: Unmatched,
    counts: ExchangeCounts,
}

/// The numbers of exchanges that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExchangeCounts {
    /// All exchanges.
    pub exchanges: usize,
    /// Those of an operation of the API.
    pub matched: usize,
    /// Those of a server that the API does not have.
    pub other_hosts: usize,
    /// Those of a server of the API, but of no operation.
    pub unmatched: usize,
}

/// The samples of one operation.
#[derive(Debug, Clone, Default)]
pub struct OperationSamples {
    /// The exchanges.
    pub origins: RecordedOrigins,
    /// The responses by status and media type.
    pub responses: BTreeMap<ResponseKey, BodySamples>,
    /// The request bodies by media type.
    pub requests: BTreeMap<String, BodySamples>,
    /// The values of path parameters, by name.
    pub path: BTreeMap<String, TextSamples>,
    /// The values of query parameters, by name.
    pub query: BTreeMap<String, TextSamples>,
    /// The credentials that were sent, with their numbers of exchanges.
    pub credentials: BTreeMap<SentCredential, usize>,
}

/// The status of a response, and the media type of its body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResponseKey {
    /// The status code.
    pub status: u16,
    /// The media type without parameters, in lower case; `None` for a response without a body.
    pub media_type: Option<String>,
}

/// The samples of a body.
#[derive(Debug, Clone, Default)]
pub struct BodySamples {
    /// The exchanges.
    pub origins: RecordedOrigins,
    /// The merged bodies. `None` if none of them is JSON.
    pub shape: Option<Shape>,
    /// The numbers of exchanges by hash of the query parameters that choose fields.
    pub selections: BTreeMap<u64, usize>,
}

/// The values of a parameter.
#[derive(Debug, Clone, Default)]
pub struct TextSamples {
    /// The kinds of the values.
    pub values: TextShape,
    /// The number of exchanges with the parameter.
    pub exchanges: usize,
    /// True if an exchange has it more than once.
    pub repeats: bool,
}

/// A credential of a request, without its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentCredential {
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// A header with the name, in lower case.
    Header(String),
    /// A query parameter with the name.
    Query(String),
}

impl Learner {
    /// Creates a learner for an API. `servers` are the URLs of further servers of all operations.
    ///
    /// # Errors
    ///
    /// Returns the first of `servers` that is no absolute URL.
    pub fn new(spec: Spec, servers: &[String]) -> Result<Self, String> {
        let matcher = Matcher::new(&spec, servers)?;
        let unmatched = Unmatched::new(&spec);
        let (operations, counts) = Default::default();
        Ok(Self { spec, matcher, operations, unmatched, counts })
    }

    /// Adds an exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        self.counts.exchanges += 1;
        match self.matcher.find(exchange) {
            RequestMatch::OtherHost => self.counts.other_hosts += 1,
            RequestMatch::NoOperation { base, known } => {
                self.counts.unmatched += 1;
                self.unmatched.add(exchange, base, &known);
            }
            RequestMatch::Operation(matched) => {
                self.counts.matched += 1;
                let samples = self.operations.entry(matched.index).or_default();
                samples.add(exchange, &matched.arguments);
            }
        }
    }

    /// Returns the API.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Returns the operations with samples, in document order.
    pub fn operations(&self) -> impl Iterator<Item = (&Operation, &OperationSamples)> {
        self.operations.iter().filter_map(|(index, samples)| Some((self.spec.operations.get(*index)?, samples)))
    }

    /// Returns the exchanges that are of no operation.
    #[must_use]
    pub fn unmatched(&self) -> &Unmatched {
        &self.unmatched
    }

    /// Returns the numbers of exchanges.
    #[must_use]
    pub fn counts(&self) -> ExchangeCounts {
        self.counts
    }
}

impl OperationSamples {
    fn add(&mut self, exchange: &Exchange, arguments: &[(String, String)]) {
        self.origins.add(&exchange.origin);
        for (name, value) in arguments {
            self.path.entry(name.clone()).or_default().add([value.as_str()]);
        }
        self.add_query(exchange);
        self.add_credentials(exchange);
        if let Some(body) = &exchange.request_body
            && let Some(media_type) = body.media_type()
            && (self.requests.len() < KEYS || self.requests.contains_key(&media_type))
        {
            self.requests.entry(media_type).or_default().add(exchange, body, 0);
        }
        let Some(status) = exchange.status else { return };
        let body = exchange.response_body.as_ref().filter(|body| !body.bytes.is_empty());
        let key = ResponseKey { status, media_type: body.and_then(Payload::media_type) };
        if self.responses.len() < KEYS || self.responses.contains_key(&key) {
            let samples = self.responses.entry(key).or_default();
            match body {
                Some(body) => samples.add(exchange, body, selection(exchange)),
                None => samples.origins.add(&exchange.origin),
            }
        }
    }

    fn add_query(&mut self, exchange: &Exchange) {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &exchange.target.query {
            by_name.entry(name).or_default().push(value);
        }
        for (name, values) in by_name {
            if self.query.len() < KEYS || self.query.contains_key(name) {
                self.query.entry(name.to_owned()).or_default().add(values);
            }
        }
    }

    fn add_credentials(&mut self, exchange: &Exchange) {
        for (name, value) in &exchange.request_headers {
            let scheme = value.split_whitespace().next().unwrap_or_default();
            let credential = match name.as_str() {
                "authorization" if scheme.eq_ignore_ascii_case("bearer") => SentCredential::Bearer,
                "authorization" if scheme.eq_ignore_ascii_case("basic") => SentCredential::Basic,
                "authorization" => SentCredential::Header(name.clone()),
                name if is_credential(name) => SentCredential::Header(name.to_owned()),
                _ => continue,
            };
            *self.credentials.entry(credential).or_default() += 1;
        }
        for (name, _) in exchange.target.query.iter().filter(|(name, _)| is_credential(name)) {
            *self.credentials.entry(SentCredential::Query(name.clone())).or_default() += 1;
        }
    }
}

impl BodySamples {
    fn add(&mut self, exchange: &Exchange, body: &Payload, selection: u64) {
        self.origins.add(&exchange.origin);
        if let Some(value) = body.json() {
            self.add_value(&value, selection);
        }
    }

    fn add_value(&mut self, value: &Value, selection: u64) {
        self.shape.get_or_insert_default().add(value);
        if self.selections.len() < SELECTIONS || self.selections.contains_key(&selection) {
            *self.selections.entry(selection).or_default() += 1;
        }
    }
}

impl TextSamples {
    fn add<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) {
        self.exchanges += 1;
        let mut count = 0;
        for value in values {
            self.values.add(value);
            count += 1;
        }
        self.repeats |= count > 1;
    }
}

impl Payload {
    /// Returns the media type without parameters, in lower case; `application/json` for JSON without one.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let named = self.media_type.as_deref().and_then(|media| media.split(';').next());
        let named = named.map(|media| media.trim().to_ascii_lowercase()).filter(|media| !media.is_empty());
        named.or_else(|| self.json().map(|_| "application/json".to_owned()))
    }
}

/// Returns true if a query parameter can choose the fields of a response.
#[must_use]
pub fn is_selector(name: &str) -> bool {
    let name = name.trim_start_matches('$').trim_end_matches("[]");
    SELECTORS.contains(&name.to_ascii_lowercase().as_str())
}

/// Returns the hash of the query parameters that choose the fields of a response: 0 if there are none.
fn selection(exchange: &Exchange) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    let mut chosen = exchange.target.query.iter().filter(|(name, _)| is_selector(name)).peekable();
    if chosen.peek().is_none() {
        return 0;
    }
    chosen.for_each(|pair| pair.hash(&mut hasher));
    hasher.finish().max(1)
}

/// Returns true if a header or query parameter with the name is a credential.
fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let compact: String = words.concat();
    matches!(compact.as_str(), "apikey" | "xapikey" | "accesstoken" | "authtoken" | "appid" | "clientsecret" | "sig")
        || (words.len() > 1 && words.iter().any(|word| matches!(*word, "token" | "apikey" | "secret")))
        || compact.ends_with("apikey")
        || (compact.ends_with("token") && !compact.ends_with("pagetoken") && !compact.contains("csrf"))
}
