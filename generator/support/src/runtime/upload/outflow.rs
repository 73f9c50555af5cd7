//! A body on its way: its parts come in, and go out piece by piece, counted.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;

use super::{Content, Once, Progress, Source, Upload};
use crate::runtime::error::TransportError;
use crate::runtime::flow::hand_out;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// A body that is being sent.
pub(crate) struct Outflow {
    content: Content,
    /// The length of each part, where it is known.
    lengths: Vec<Option<u64>>,
    /// The part that is next.
    next: usize,
    current: Option<Current>,
    /// What a blocking reader has asked for less of than there was.
    rest: Bytes,
}

/// The part that is being sent.
struct Current {
    from: Opened,
    sent: u64,
    total: Option<u64>,
    progress: Option<Progress>,
}

/// A source that is open.
enum Opened {
    Bytes(Bytes),
    File(File, Arc<Path>),
    Reader(Box<dyn Read + Send>),
    #[cfg(feature = "async")]
    Stream(super::Pieces),
}

impl Outflow {
    /// Looks at what is to be sent, and opens nothing yet.
    pub(crate) fn of(content: Content) -> Result<Self, TransportError> {
        let lengths = content.0.iter().map(length).collect::<io::Result<_>>().map_err(TransportError::unmakeable)?;
        Ok(Self { content, lengths, next: 0, current: None, rest: Bytes::new() })
    }

    /// How long all of it is, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.lengths.iter().copied().try_fold(0_u64, |sum, length| sum.checked_add(length?))
    }

    /// The next piece, never an empty one; `None` at the end. Without a context nothing can be waited for.
    fn poll_piece(&mut self, mut context: Option<&mut Context<'_>>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let Some(current) = &mut self.current else {
                match self.open_next() {
                    Ok(true) => continue,
                    Ok(false) => return Poll::Ready(None),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            };
            let piece = std::task::ready!(current.from.poll(context.as_deref_mut()));
            match piece.and_then(|piece| current.counted(piece)) {
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(Some(piece)) => return Poll::Ready(Some(Ok(piece))),
                Ok(None) => self.current = None,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    /// Opens the next part, if there is one.
    fn open_next(&mut self) -> io::Result<bool> {
        let Some(part) = self.content.0.get(self.next) else { return Ok(false) };
        let total = self.lengths.get(self.next).copied().flatten();
        self.next += 1;
        self.current = Some(Current { from: Opened::of(part)?, sent: 0, total, progress: part.progress.clone() });
        Ok(true)
    }
}

/// How long a part is, where that is known.
fn length(part: &Upload) -> io::Result<Option<u64>> {
    match &part.source {
        Source::Bytes(bytes) => Ok(Some(bytes.len() as u64)),
        Source::File(path) => {
            let about = fs::metadata(path).map_err(|error| named(path, &error))?;
            // What is no plain file, such as a pipe, says nothing of its length.
            Ok(about.is_file().then_some(about.len()))
        }
        Source::Reader(_, length) => Ok(*length),
        #[cfg(feature = "async")]
        Source::Stream(_, length) => Ok(*length),
    }
}

impl Opened {
    fn of(part: &Upload) -> io::Result<Self> {
        Ok(match &part.source {
            Source::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Source::File(path) => Self::File(File::open(path).map_err(|error| named(path, &error))?, path.clone()),
            Source::Reader(once, _) => Self::Reader(taken(once)?),
            #[cfg(feature = "async")]
            Source::Stream(once, _) => Self::Stream(taken(once)?),
        })
    }

    #[cfg_attr(not(feature = "async"), allow(unused_variables, reason = "only streams are waited for"))]
    fn poll(&mut self, context: Option<&mut Context<'_>>) -> Poll<io::Result<Option<Bytes>>> {
        match self {
            Self::Bytes(bytes) => {
                let piece = bytes.split_to(bytes.len().min(PIECE));
                Poll::Ready(Ok(Some(piece).filter(|piece| !piece.is_empty())))
            }
            Self::File(file, path) => Poll::Ready(read(file).map_err(|error| named(path, &error))),
            Self::Reader(reader) => Poll::Ready(read(reader)),
            #[cfg(feature = "async")]
            Self::Stream(pieces) => match context {
                Some(context) => {
                    pieces.as_mut().poll_next(context).map(|piece| piece.transpose().map_err(io::Error::other))
                }
                None => {
                    let problem = "the body is an async stream, which only a client whose calls are awaited can send";
                    Poll::Ready(Err(io::Error::new(io::ErrorKind::Unsupported, problem)))
                }
            },
        }
    }
}

/// The error of a file, which is named: the system says only what is wrong with it.
fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn taken<T>(once: &Once<T>) -> io::Result<T> {
    let taken = once.lock().unwrap_or_else(PoisonError::into_inner).take();
    taken.ok_or_else(|| io::Error::other("the body was sent before, and what it is read from can be read only once"))
}

fn read(reader: &mut dyn Read) -> io::Result<Option<Bytes>> {
    let mut piece = vec![0; PIECE];
    loop {
        return match reader.read(&mut piece) {
            Ok(0) => Ok(None),
            Ok(count) => {
                piece.truncate(count);
                Ok(Some(piece.into()))
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
    }
}

impl Current {
    /// A piece, once it is known that the part is no longer and no shorter than it was said to be.
    fn counted(&mut self, piece: Option<Bytes>) -> io::Result<Option<Bytes>> {
        self.sent += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        let sent = self.sent;
        match self.total {
            Some(total) if sent > total => {
                Err(io::Error::other(format!("what is sent is longer than the {total} bytes that it was to have")))
            }
            Some(total) if piece.is_none() && sent < total => {
                Err(io::Error::other(format!("what is sent ended after {sent} of {total} bytes")))
            }
            total => {
                if let (Some(tell), Some(_)) = (&self.progress, &piece) {
                    tell(sent, total);
                }
                Ok(piece)
            }
        }
    }
}

impl Read for Outflow {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            match self.poll_piece(None) {
                Poll::Ready(Some(piece)) => self.rest = piece?,
                Poll::Ready(None) | Poll::Pending => return Ok(0),
            }
        }
        Ok(hand_out(&mut self.rest, into))
    }
}

#[cfg(feature = "async")]
impl futures_core::Stream for Outflow {
    type Item = Result<Bytes, super::BoxError>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(Some(context)).map(|piece| piece.map(|piece| piece.map_err(Into::into)))
    }
}

/// A stream whose errors are boxed.
#[cfg(feature = "async")]
pub(super) struct Boxing<S>(pub(super) std::pin::Pin<Box<S>>);

#[cfg(feature = "async")]
impl<S, E> futures_core::Stream for Boxing<S>
where
    S: futures_core::Stream<Item = Result<Bytes, E>>,
    E: Into<super::BoxError>,
{
    type Item = Result<Bytes, super::BoxError>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|piece| piece.map(|piece| piece.map_err(Into::into)))
    }
}
