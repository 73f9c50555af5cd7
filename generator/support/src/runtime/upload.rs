//! What is sent as a body or as a file of a form: bytes, or where they are read from when they are sent.
//!
//! Nothing is opened before the request is sent. What can be read again, bytes and files, is read anew for every try;
//! a reader or a stream is read once, so that a redirect which keeps the body cannot be followed.

mod outflow;

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
#[cfg(feature = "async")]
use futures_core::Stream;

pub(crate) use outflow::Outflow;

/// Why a source broke off.
#[cfg(feature = "async")]
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Bytes to be sent, or where they are read from when they are sent.
///
/// Whatever is bytes or text turns into one. Clones share a reader or a stream, and who sends first has it.
#[derive(Clone)]
pub struct Upload {
    source: Source,
    progress: Option<Progress>,
}

/// Told how much is sent, and of how much where that is known.
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// What is taken by who comes first.
type Once<T> = Arc<Mutex<Option<T>>>;

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(Arc<Path>),
    Reader(Once<Box<dyn Read + Send>>, Option<u64>),
    #[cfg(feature = "async")]
    Stream(Once<Pieces>, Option<u64>),
}

/// The pieces of an async source.
#[cfg(feature = "async")]
type Pieces = std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl Upload {
    /// What is in a file, opened when it is sent, and again for every further try. It is read in pieces of 64 KiB by
    /// whoever sends: an executor waits for the disk that long.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::of(Source::File(path.into().into()))
    }

    /// What a reader gives, read once. Without a length it is sent in chunks, which not every server takes; one that
    /// gives more or less than `length` breaks the request off.
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::of(Source::Reader(Arc::new(Mutex::new(Some(Box::new(reader)))), length))
    }

    /// What a stream gives, taken once; for clients whose calls are awaited. Of `length` the same holds as for a reader.
    #[cfg(feature = "async")]
    pub fn stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let pieces: Pieces = Box::pin(outflow::Boxing(Box::pin(stream)));
        Self::of(Source::Stream(Arc::new(Mutex::new(Some(pieces))), length))
    }

    /// Tells how many bytes were handed on to the connection, and of how many where that is known, each time that some
    /// were. A further try begins at nothing again.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    fn of(source: Source) -> Self {
        Self { source, progress: None }
    }

    /// The bytes, where they are here.
    pub(crate) fn held(&self) -> Option<&Bytes> {
        if let Source::Bytes(bytes) = &self.source { Some(bytes) } else { None }
    }

    /// The bytes, where they are here and nobody watches them go.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        self.held().filter(|_| self.progress.is_none())
    }

    /// Whether it can be sent more than once.
    fn is_repeatable(&self) -> bool {
        matches!(self.source, Source::Bytes(_) | Source::File(_))
    }

    /// Whether it can be sent at all: what is read once may be read already.
    fn is_there(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::File(_) => true,
            Source::Reader(once, _) => is_left(once),
            #[cfg(feature = "async")]
            Source::Stream(once, _) => is_left(once),
        }
    }
}

fn is_left<T>(once: &Once<T>) -> bool {
    once.lock().unwrap_or_else(PoisonError::into_inner).is_some()
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Bytes(bytes) => write!(f, "Upload({} bytes)", bytes.len()),
            Source::File(path) => write!(f, "Upload({})", path.display()),
            Source::Reader(..) => f.write_str("Upload(reader)"),
            #[cfg(feature = "async")]
            Source::Stream(..) => f.write_str("Upload(stream)"),
        }
    }
}

macro_rules! from_bytes {
    ($($of:ty),+) => {$(
        impl From<$of> for Upload {
            fn from(bytes: $of) -> Self {
                Self::of(Source::Bytes(bytes.into()))
            }
        }
    )+};
}
from_bytes!(Bytes, Vec<u8>, &'static [u8], Box<[u8]>, String, &'static str, bytes::BytesMut);

impl<const N: usize> From<&'static [u8; N]> for Upload {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::from(&bytes[..])
    }
}

/// A whole body: what is sent one after the other.
#[derive(Clone)]
pub(crate) struct Content(Arc<[Upload]>);

impl Content {
    /// What the parts have, one behind the other.
    pub(crate) fn of(parts: Vec<Upload>) -> Self {
        Self(parts.into())
    }

    /// All of it, where that is bytes.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        match &*self.0 {
            [only] => only.as_bytes(),
            _ => None,
        }
    }

    /// Whether it can be sent more than once.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.0.iter().all(Upload::is_repeatable)
    }

    /// Whether it can be sent at all.
    pub(crate) fn is_there(&self) -> bool {
        self.0.iter().all(Upload::is_there)
    }
}

impl<T: Into<Upload>> From<T> for Content {
    fn from(whole: T) -> Self {
        Self::of(vec![whole.into()])
    }
}
