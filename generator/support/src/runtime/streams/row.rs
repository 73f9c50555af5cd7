//! A body that is JSON values in a row.

use bytes::Bytes;

use super::{Got, Inset, LineKind};
use crate::runtime::answer::Answer;
use crate::runtime::error::{BodyError, DecodeError};
use crate::runtime::flow::Around;
use crate::runtime::records::{Record, Records};

/// A row of values, and what to do next.
pub(crate) struct Row {
    records: Records,
    inset: Inset,
    is_over: bool,
    /// What is told at the end.
    told: Option<Got<Answer>>,
}

impl Row {
    /// The row that an answer is.
    pub(crate) fn of(around: &Around, kind: LineKind) -> Self {
        Self { records: Records::new(kind, around.limit), inset: Inset::of(around), is_over: false, told: None }
    }

    /// The next value that is whole, or what went wrong behind the last one.
    pub(crate) fn next(&mut self) -> Option<Got<Answer>> {
        match self.records.next() {
            Some(Record::Whole(text)) => Some(Got::Value(self.inset.holding(text))),
            Some(Record::CutOff) => {
                let message = "a number or a word may be cut off, since nothing stands behind it".to_owned();
                Some(Got::Failed(DecodeError::new(self.inset.status, None, message, String::new()).into()))
            }
            None => self.told.take(),
        }
    }

    /// Whether there is nothing to read any more.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Takes the next piece of the body, or that there is none any more, or why.
    pub(crate) fn came(&mut self, piece: Result<Option<Bytes>, BodyError>) {
        match piece {
            Ok(Some(piece)) => {
                if self.records.push(&piece).is_err() {
                    self.told = Some(Got::Failed(self.inset.too_long()));
                    self.is_over = true;
                }
            }
            Ok(None) => {
                self.records.end();
                self.is_over = true;
            }
            Err(error) => {
                self.told = Some(Got::Failed(error.into()));
                self.is_over = true;
            }
        }
    }
}
