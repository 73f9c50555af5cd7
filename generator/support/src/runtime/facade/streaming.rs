//! Operations with streamed responses, and the decoding of their items.

use super::call::{Operation, error_of_response};
use crate::runtime::core::error::Error;
use crate::runtime::core::json_lines::JsonFraming;
use crate::runtime::core::response::BufferedResponse;
use crate::runtime::core::streaming::{Event, StreamItem};

/// An operation whose successful response can be a stream of server-sent events.
pub trait EventStreamResponse: Operation {
    /// The type of the data of an event.
    type Event;
    /// The media type for `Accept`.
    const ACCEPT: &'static str;

    /// Decodes the data of one event.
    fn event(response: BufferedResponse) -> Result<Self::Event, Error<Self::Error>>;
}

/// An operation whose successful response can be a sequence of JSON values.
pub trait JsonStreamResponse: Operation {
    /// The type of a value.
    type Line;
    /// The media type for `Accept`.
    const ACCEPT: &'static str;
    /// The framing of the values.
    const KIND: JsonFraming;

    /// Decodes one value.
    fn line(response: BufferedResponse) -> Result<Self::Line, Error<Self::Error>>;
}

/// Decodes an event of an operation.
pub(super) fn decode_event<O: EventStreamResponse>(
    item: StreamItem<Event<BufferedResponse>>,
) -> Result<Event<O::Event>, Error<O::Error>> {
    decode_item::<O, _, _>(item, |event| event.try_map(O::event))
}

/// Decodes an item of a stream with `read`.
pub(super) fn decode_item<O: Operation, T, V>(
    item: StreamItem<T>,
    read: impl FnOnce(T) -> Result<V, Error<O::Error>>,
) -> Result<V, Error<O::Error>> {
    match item {
        StreamItem::Value(value) => read(value),
        StreamItem::Response(response) => Err(error_of_response::<O>(*response)),
        StreamItem::Error(error) => Err(error.cast()),
    }
}
