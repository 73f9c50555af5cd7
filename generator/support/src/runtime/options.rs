//! What a caller says of one call, whatever its operation is: how long it may take, and what goes along besides its
//! arguments.

use std::time::Duration;

use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::runtime::argument::InvalidArgument;
use crate::runtime::encode::{Encoded, push_query};
use crate::runtime::retry::RetryPolicy;
use crate::runtime::secret::Secret;

/// How long the value of a cookie is at least that is looked for in what errors show.
const SHORTEST_COOKIE: usize = 6;

/// The options of one call.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// How long it may take in all, instead of the client's time.
    pub(crate) timeout: Option<Duration>,
    /// How often it is tried, instead of the client's way.
    pub(crate) retry: Option<RetryPolicy>,
    /// The URL of the server that this one call goes to.
    pub(crate) server: Option<String>,
    /// Where the server said that this one request goes, instead of what its arguments say.
    pub(crate) address: Option<Url>,
    headers: HeaderMap,
    query: String,
    /// What is wrong with the options; told when the call is sent.
    fault: Option<InvalidArgument>,
}

impl Options {
    /// Adds a header; it takes the place of the operation's own of that name.
    pub(crate) fn header(&mut self, given: &str, value: &str) {
        let name = HeaderName::from_bytes(given.as_bytes());
        match (name, HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut value)) => {
                // Nobody knows what it means, so that it goes to no other server and into no log.
                value.set_sensitive(true);
                self.headers.append(name, value);
            }
            (Err(_), _) => self.refuse(format!("is called {given:?}, which is no name that a header can have")),
            (Ok(name), Err(_)) => self.refuse(format!("has a character for `{name}` that a header cannot hold")),
        }
    }

    fn refuse(&mut self, problem: String) {
        self.fault.get_or_insert_with(|| InvalidArgument::new("header", problem));
    }

    /// What is secret in the headers, of those whose names say that they hold secrets.
    pub(crate) fn secrets(&self, is_secret: impl Fn(&str) -> bool) -> Vec<Secret> {
        let held = self.headers.iter().filter(|(name, _)| is_secret(name.as_str()));
        let texts = held.flat_map(|(name, value)| {
            let text = value.to_str().unwrap_or_default();
            let pairs = text.split(';').filter(|_| *name == COOKIE).filter_map(|pair| pair.split_once('='));
            // A cookie like `theme=dark` would take a word out of every text.
            let pairs = pairs.filter(|(_, value)| value.trim().len() >= SHORTEST_COOKIE);
            // Behind the name of a scheme stands what it is about.
            let behind = text.split_once(' ').map(|(_, behind)| behind);
            [Some(text), behind].into_iter().flatten().chain(pairs.map(|(_, value)| value))
        });
        texts.map(str::trim).filter(|text| !text.is_empty()).map(Secret::from).collect()
    }

    /// Adds a query parameter.
    pub(crate) fn query(&mut self, name: &str, value: &str) {
        push_query(&mut self.query, name, value);
    }

    /// What was added to the query.
    pub(crate) fn added_query(&self) -> &str {
        &self.query
    }

    /// The request with what goes along.
    pub(crate) fn apply(&self, mut encoded: Encoded) -> Result<Encoded, InvalidArgument> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        for name in self.headers.keys() {
            encoded.headers.remove(name);
        }
        encoded.headers.extend(self.headers.clone());
        if !self.query.is_empty() {
            if !encoded.query.is_empty() {
                encoded.query.push('&');
            }
            encoded.query.push_str(&self.query);
        }
        Ok(encoded)
    }
}
