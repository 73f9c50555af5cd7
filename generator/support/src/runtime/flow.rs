//! The body of an answer while it comes in: pieces as they were sent go in, pieces as they were meant come out.
//!
//! Counts what comes, tells whoever wants to know, and misses what does not come. Where pieces come from and who waits
//! for them is not known here: one driver awaits them, another holds up its thread.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderMap};
use url::Url;

use crate::runtime::answer::Answer;
use crate::runtime::error::{BodyError, BodyTooLarge, DecodeError, TransportError};
use crate::runtime::inflate::{self, Failure, Inflater, Pulled};
use crate::runtime::scrub::Scrubber;

/// What stands around a body that is read piece by piece.
pub(crate) struct Around {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) url: Url,
    /// How long the next piece may take; `None` for a time that has no end.
    pub(crate) patience: Option<Duration>,
    /// How long a body that is read whole may be.
    pub(crate) limit: u64,
    pub(crate) scrubber: Scrubber,
    /// How many tries it took.
    pub(crate) tries: u32,
}

impl Around {
    /// The whole answer, once its body was read.
    pub(crate) fn with(self, body: Bytes) -> Answer {
        Answer {
            status: self.status,
            headers: self.headers,
            body,
            asked: self.url.clone(),
            url: self.url,
            scrubber: self.scrubber,
            tries: self.tries,
        }
    }

    /// Adds a piece to a body that is read whole.
    pub(crate) fn gather(&self, body: &mut Vec<u8>, piece: &[u8]) -> Result<(), BodyError> {
        if (body.len() + piece.len()) as u64 > self.limit {
            return Err(BodyError::TooLarge(BodyTooLarge::new(self.status, self.limit)));
        }
        body.extend_from_slice(piece);
        Ok(())
    }
}

/// A body that is coming in.
pub(crate) struct Flow {
    status: u16,
    inflater: Option<Inflater>,
    /// What came in and needs no unpacking.
    piece: Option<Bytes>,
    came: u64,
    total: Option<u64>,
    progress: Option<Progress>,
    ended: bool,
}

type Progress = Box<dyn FnMut(u64, Option<u64>) + Send>;

/// What is to be done next.
pub(crate) enum Next {
    /// Hand out a piece, which is never empty.
    Piece(Bytes),
    /// Get more of the body.
    More,
    /// Nothing: it is at its end.
    End,
}

impl Flow {
    /// The body behind a head; `total` is its length as it is sent, where that is known.
    pub(crate) fn of(around: &Around, total: Option<u64>) -> Result<Self, BodyError> {
        let inflater = Inflater::of(&encodings(&around.headers)).map_err(|failure| broken(around.status, failure))?;
        Ok(Self { status: around.status, inflater, piece: None, came: 0, total, progress: None, ended: false })
    }

    /// How long the body is as it is read, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.total.filter(|_| self.inflater.is_none())
    }

    pub(crate) fn watch(&mut self, progress: Progress) {
        self.progress = Some(progress);
    }

    /// Takes the next piece as it came, or that there is none any more.
    pub(crate) fn take(&mut self, piece: Option<Bytes>) -> Result<(), BodyError> {
        let Some(piece) = piece else { return self.end() };
        self.came += piece.len() as u64;
        if let Some(tell) = &mut self.progress {
            tell(self.came, self.total);
        }
        match &mut self.inflater {
            Some(inflater) => inflater.push(piece),
            None => self.piece = Some(piece),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), BodyError> {
        self.ended = true;
        if let Some(inflater) = &mut self.inflater {
            inflater.end();
        }
        Ok(ended(self.came, self.total)?)
    }

    /// What to do next.
    pub(crate) fn next(&mut self) -> Result<Next, BodyError> {
        if let Some(piece) = self.piece.take().filter(|piece| !piece.is_empty()) {
            return Ok(Next::Piece(piece));
        }
        if let Some(inflater) = &mut self.inflater
            && let Pulled::Piece(piece) = inflater.pull().map_err(|failure| broken(self.status, failure))?
        {
            return Ok(Next::Piece(piece));
        }
        // What was packed may end before the body does: the rest is read, so that the connection can be used again.
        Ok(if self.ended { Next::End } else { Next::More })
    }
}

/// Whether a body that ended is all there: not every HTTP stack tells one that ended from one that broke off.
pub(crate) fn ended(came: u64, total: Option<u64>) -> Result<(), TransportError> {
    match total {
        Some(total) if came < total => {
            Err(TransportError::broken(format!("the body ended after {came} of {total} bytes")))
        }
        _ => Ok(()),
    }
}

/// Hands out as much of the rest as there is room for, and says how much that is.
pub(crate) fn hand_out(rest: &mut Bytes, into: &mut [u8]) -> usize {
    let piece = rest.split_to(rest.len().min(into.len()));
    into[..piece.len()].copy_from_slice(&piece);
    piece.len()
}

/// The content encodings that an answer declares.
pub(crate) fn encodings(headers: &HeaderMap) -> Vec<String> {
    inflate::encodings(headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok()))
}

fn broken(status: u16, failure: Failure) -> BodyError {
    let message = match failure {
        Failure::Broken(message) => message,
        Failure::TooLarge => "it is too large".to_owned(),
    };
    BodyError::Decode(DecodeError::new(status, None, message, String::new()))
}
