//! A response body that is a sequence of JSON values.

use bytes::Bytes;

use super::super::body_decoder::ResponseParts;
use super::super::error::{BodyError, DecodeError};
use super::super::json_lines::{JsonFraming, JsonSplitter, Record};
use super::super::response::BufferedResponse;
use super::{ItemContext, StreamItem};

/// The state of a stream of JSON values.
pub(crate) struct JsonValueStream {
    records: JsonSplitter,
    context: ItemContext,
    is_over: bool,
    /// The item that is yielded at the end.
    pending: Option<StreamItem<BufferedResponse>>,
}

impl JsonValueStream {
    /// Creates the stream of a response.
    pub(crate) fn new(parts: &ResponseParts, kind: JsonFraming) -> Self {
        Self {
            records: JsonSplitter::new(kind, parts.limit),
            context: ItemContext::new(parts),
            is_over: false,
            pending: None,
        }
    }

    /// Returns the next complete value, or the error after the last one.
    pub(crate) fn next(&mut self) -> Option<StreamItem<BufferedResponse>> {
        match self.records.next() {
            Some(Record::Complete(text)) => Some(StreamItem::Value(self.context.holding(text))),
            Some(Record::Truncated) => {
                let message = "the last value may be truncated".to_owned();
                Some(StreamItem::Error(DecodeError::new(self.context.status, None, message, String::new()).into()))
            }
            None => self.pending.take(),
        }
    }

    /// Returns true if the stream has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Adds a chunk of the body, the end of the body, or an error.
    pub(crate) fn on_chunk(&mut self, chunk: Result<Option<Bytes>, BodyError>) {
        match chunk {
            Ok(Some(chunk)) => {
                if self.records.push(&chunk).is_err() {
                    self.pending = Some(StreamItem::Error(self.context.too_long()));
                    self.is_over = true;
                }
            }
            Ok(None) => {
                self.records.end();
                self.is_over = true;
            }
            Err(error) => {
                self.pending = Some(StreamItem::Error(error.into()));
                self.is_over = true;
            }
        }
    }
}
