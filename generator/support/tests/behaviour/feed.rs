//! Operations whose answers are streams, as the generator writes them.

use serde::Deserialize;
use serde_json::Value;

use crate::runtime::{
    Answer, Call, Encoder, Error, GivesEvents, GivesLines, InvalidArgument, LineKind, Method, Operation,
};

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Pet {
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Refusal {
    pub why: String,
}

/// Watches pets: `GET /pets/watch`.
#[derive(Debug, Clone)]
pub struct WatchPets;

/// Asks for pets to be told of: `POST /pets/ask`.
#[derive(Debug, Clone)]
pub struct AskPets;

/// Exports pets: `GET /pets/export`.
#[derive(Debug, Clone)]
pub struct ExportPets;

/// Counts pets, or whatever else there is: `GET /pets/count`.
#[derive(Debug, Clone)]
pub struct CountPets;

macro_rules! operation {
    ($name:ident, $method:ident, $path:literal) => {
        impl Operation for $name {
            type Output = String;
            type Error = Refusal;
            const ID: &'static str = stringify!($name);
            const METHOD: Method = Method::$method;

            fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
                request.literal($path);
                request.accept("application/json");
                Ok(())
            }

            fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
                match answer.status() {
                    200..=299 => answer.text(),
                    400 => Err(answer.error_json()),
                    _ => Err(answer.undeclared()),
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
    pub fn feed<O>(&self, operation: O) -> Call<'_, O, M> {
        Call::new(self, operation)
    }
}

impl GivesEvents for WatchPets {
    type Event = Pet;
    const ACCEPT: &'static str = "text/event-stream";

    fn event(data: Answer) -> Result<Self::Event, Error<Self::Error>> {
        data.json()
    }
}

impl GivesEvents for AskPets {
    type Event = String;
    const ACCEPT: &'static str = "text/event-stream";

    fn event(data: Answer) -> Result<Self::Event, Error<Self::Error>> {
        data.text()
    }
}

impl GivesLines for CountPets {
    type Line = Value;
    const ACCEPT: &'static str = "application/json-seq";
    const KIND: LineKind = LineKind::Sequence;

    fn line(text: Answer) -> Result<Self::Line, Error<Self::Error>> {
        text.json()
    }
}

impl GivesLines for ExportPets {
    type Line = Pet;
    const ACCEPT: &'static str = "application/x-ndjson";
    const KIND: LineKind = LineKind::Lines;

    fn line(text: Answer) -> Result<Self::Line, Error<Self::Error>> {
        text.json()
    }
}
