//! Reading of request bodies in chunks with length checks.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;

use super::super::chunks::copy_front;
#[cfg(feature = "async")]
use super::super::error::BoxError;
use super::super::error::TransportError;
use super::{TakeOnce, Upload, UploadBody, UploadProgress, UploadSource};

/// The size of a read.
const CHUNK_SIZE: usize = 64 * 1024;

/// A request body that is being sent.
pub(crate) struct UploadReader {
    content: UploadBody,
    /// The length of each part, if known.
    lengths: Vec<Option<u64>>,
    /// The index of the next part.
    next: usize,
    current: Option<CurrentPart>,
    /// The rest of a chunk that exceeded the buffer of a blocking reader.
    rest: Bytes,
}

/// The part that is being sent.
struct CurrentPart {
    from: OpenSource,
    sent: u64,
    total: Option<u64>,
    progress: Option<UploadProgress>,
}

/// An open source.
enum OpenSource {
    Bytes(Bytes),
    File(File, Arc<Path>),
    Reader(Box<dyn Read + Send>),
    #[cfg(feature = "async")]
    Stream(super::UploadStream),
}

impl UploadReader {
    /// Creates a reader without opening any source.
    pub(crate) fn new(content: UploadBody) -> Result<Self, TransportError> {
        let lengths =
            content.0.iter().map(length).collect::<io::Result<_>>().map_err(TransportError::invalid_request)?;
        Ok(Self { content, lengths, next: 0, current: None, rest: Bytes::new() })
    }

    /// Returns the total length, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.lengths.iter().copied().try_fold(0_u64, |sum, length| sum.checked_add(length?))
    }

    /// Returns the next chunk, which is not empty, or `None` at the end. Without a context, streams cannot be polled.
    fn poll_chunk(&mut self, mut context: Option<&mut Context<'_>>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let Some(current) = &mut self.current else {
                match self.open_next() {
                    Ok(true) => continue,
                    Ok(false) => return Poll::Ready(None),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            };
            let chunk = std::task::ready!(current.from.poll(context.as_deref_mut()));
            match chunk.and_then(|chunk| current.counted(chunk)) {
                Ok(Some(chunk)) if chunk.is_empty() => {}
                Ok(Some(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                Ok(None) => self.current = None,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    /// Opens the next part. Returns false if there is none.
    fn open_next(&mut self) -> io::Result<bool> {
        let Some(part) = self.content.0.get(self.next) else { return Ok(false) };
        let total = self.lengths.get(self.next).copied().flatten();
        self.next += 1;
        self.current =
            Some(CurrentPart { from: OpenSource::open(part)?, sent: 0, total, progress: part.progress.clone() });
        Ok(true)
    }
}

/// Returns the length of a part, if known.
fn length(part: &Upload) -> io::Result<Option<u64>> {
    match &part.source {
        UploadSource::Bytes(bytes) => Ok(Some(bytes.len() as u64)),
        UploadSource::File(path) => {
            let about = fs::metadata(path).map_err(|error| named(path, &error))?;
            // Special files such as pipes have no known length.
            Ok(about.is_file().then_some(about.len()))
        }
        UploadSource::Reader(_, length) => Ok(*length),
        #[cfg(feature = "async")]
        UploadSource::Stream(_, length) => Ok(*length),
    }
}

impl OpenSource {
    fn open(part: &Upload) -> io::Result<Self> {
        Ok(match &part.source {
            UploadSource::Bytes(bytes) => Self::Bytes(bytes.clone()),
            UploadSource::File(path) => {
                Self::File(File::open(path).map_err(|error| named(path, &error))?, path.clone())
            }
            UploadSource::Reader(once, _) => Self::Reader(take_once(once)?),
            #[cfg(feature = "async")]
            UploadSource::Stream(once, _) => Self::Stream(take_once(once)?),
        })
    }

    #[cfg_attr(not(feature = "async"), allow(unused_variables, reason = "only streams are polled with a context"))]
    fn poll(&mut self, context: Option<&mut Context<'_>>) -> Poll<io::Result<Option<Bytes>>> {
        match self {
            Self::Bytes(bytes) => {
                let chunk = bytes.split_to(bytes.len().min(CHUNK_SIZE));
                Poll::Ready(Ok(Some(chunk).filter(|chunk| !chunk.is_empty())))
            }
            Self::File(file, path) => Poll::Ready(read(file).map_err(|error| named(path, &error))),
            Self::Reader(reader) => Poll::Ready(read(reader)),
            #[cfg(feature = "async")]
            Self::Stream(chunks) => match context {
                Some(context) => {
                    chunks.as_mut().poll_next(context).map(|chunk| chunk.transpose().map_err(io::Error::other))
                }
                None => {
                    let problem = "the body is an async stream, which only async clients can send";
                    Poll::Ready(Err(io::Error::new(io::ErrorKind::Unsupported, problem)))
                }
            },
        }
    }
}

/// Adds the path to the error of a file.
fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn take_once<T>(once: &TakeOnce<T>) -> io::Result<T> {
    let source = once.lock().unwrap_or_else(PoisonError::into_inner).take();
    source.ok_or_else(|| io::Error::other("the body was already sent, and its source can be read only once"))
}

fn read(reader: &mut dyn Read) -> io::Result<Option<Bytes>> {
    let mut chunk = vec![0; CHUNK_SIZE];
    loop {
        return match reader.read(&mut chunk) {
            Ok(0) => Ok(None),
            Ok(count) => {
                chunk.truncate(count);
                Ok(Some(chunk.into()))
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
    }
}

impl CurrentPart {
    /// Returns the chunk, after checking the part against its declared length.
    fn counted(&mut self, chunk: Option<Bytes>) -> io::Result<Option<Bytes>> {
        self.sent += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        let sent = self.sent;
        match self.total {
            Some(total) if sent > total => {
                Err(io::Error::other(format!("the body is longer than its declared {total} bytes")))
            }
            Some(total) if chunk.is_none() && sent < total => {
                Err(io::Error::other(format!("the body ended after {sent} of {total} bytes")))
            }
            total => {
                if let (Some(progress), Some(_)) = (&self.progress, &chunk) {
                    progress(sent, total);
                }
                Ok(chunk)
            }
        }
    }
}

impl Read for UploadReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            match self.poll_chunk(None) {
                Poll::Ready(Some(chunk)) => self.rest = chunk?,
                Poll::Ready(None) | Poll::Pending => return Ok(0),
            }
        }
        Ok(copy_front(&mut self.rest, into))
    }
}

#[cfg(feature = "async")]
impl futures_core::Stream for UploadReader {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(Some(context)).map(|chunk| chunk.map(|chunk| chunk.map_err(Into::into)))
    }
}

/// A stream with boxed errors.
#[cfg(feature = "async")]
pub(super) struct Boxing<S>(pub(super) std::pin::Pin<Box<S>>);

#[cfg(feature = "async")]
impl<S, E> futures_core::Stream for Boxing<S>
where
    S: futures_core::Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(Into::into)))
    }
}
