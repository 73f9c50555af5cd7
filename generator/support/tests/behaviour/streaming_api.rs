//! Operations with streamed responses, in the form that the generator emits.

use serde::Deserialize;
use serde_json::Value;

use crate::runtime::{
    BufferedResponse, Call, Error, EventStreamResponse, InvalidParameter, JsonFraming, JsonStreamResponse, Method,
    Operation, RequestEncoder,
};

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Pet {
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StreamError {
    pub reason: String,
}

/// Watches pets: `GET /pets/watch`.
#[derive(Debug, Clone)]
pub struct WatchPets;

/// Requests pets: `POST /pets/ask`.
#[derive(Debug, Clone)]
pub struct AskPets;

/// Exports pets: `GET /pets/export`.
#[derive(Debug, Clone)]
pub struct ExportPets;

/// Counts pets: `GET /pets/count`.
#[derive(Debug, Clone)]
pub struct CountPets;

macro_rules! operation {
    ($name:ident, $method:ident, $path:literal) => {
        impl Operation for $name {
            type Output = String;
            type Error = StreamError;
            const ID: &'static str = stringify!($name);
            const METHOD: Method = Method::$method;

            fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
                request.path_literal($path);
                request.accept("application/json");
                Ok(())
            }

            fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
                match response.status().as_u16() {
                    200..=299 => response.text(),
                    400 => Err(response.api_error_json()),
                    _ => Err(response.into_unexpected()),
                }
            }
        }
    };
}
operation!(WatchPets, GET, "/pets/watch");
operation!(AskPets, POST, "/pets/ask");
operation!(ExportPets, GET, "/pets/export");
operation!(CountPets, GET, "/pets/count");

impl<M> crate::runtime::Client<M> {
    pub fn call<O>(&self, operation: O) -> Call<'_, O, M> {
        Call::new(self, operation)
    }
}

impl EventStreamResponse for WatchPets {
    type Event = Pet;
    const ACCEPT: &'static str = "text/event-stream";

    fn event(data: BufferedResponse) -> Result<Self::Event, Error<Self::Error>> {
        data.json()
    }
}

impl EventStreamResponse for AskPets {
    type Event = String;
    const ACCEPT: &'static str = "text/event-stream";

    fn event(data: BufferedResponse) -> Result<Self::Event, Error<Self::Error>> {
        data.text()
    }
}

impl JsonStreamResponse for CountPets {
    type Line = Value;
    const ACCEPT: &'static str = "application/json-seq";
    const KIND: JsonFraming = JsonFraming::RecordSeparator;

    fn line(text: BufferedResponse) -> Result<Self::Line, Error<Self::Error>> {
        text.json()
    }
}

impl JsonStreamResponse for ExportPets {
    type Line = Pet;
    const ACCEPT: &'static str = "application/x-ndjson";
    const KIND: JsonFraming = JsonFraming::Newline;

    fn line(text: BufferedResponse) -> Result<Self::Line, Error<Self::Error>> {
        text.json()
    }
}
