//! Request bodies and files of forms: bytes, or a source that is read when it is sent.
//!
//! Nothing is opened before the request is sent. Bytes and files are read again for each attempt. Readers and streams
//! are read once, so that redirects that keep the body cannot be followed.

mod reader;

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
#[cfg(feature = "async")]
use futures_core::Stream;

#[cfg(feature = "async")]
use super::error::BoxError;
pub(crate) use reader::UploadReader;

/// Bytes to send, or a source of bytes.
///
/// It converts from bytes and text. Clones share a reader or a stream; the first one that is sent reads it.
#[must_use]
#[derive(Clone)]
pub struct Upload {
    source: UploadSource,
    progress: Option<UploadProgress>,
}

/// A callback with the number of sent bytes and the total, if known.
type UploadProgress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// A value that the first caller takes.
type TakeOnce<T> = Arc<Mutex<Option<T>>>;

#[derive(Clone)]
enum UploadSource {
    Bytes(Bytes),
    File(Arc<Path>),
    Reader(TakeOnce<Box<dyn Read + Send>>, Option<u64>),
    #[cfg(feature = "async")]
    Stream(TakeOnce<UploadStream>, Option<u64>),
}

/// The chunks of an async source.
#[cfg(feature = "async")]
type UploadStream = std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl Upload {
    /// Creates an upload from a file, which is opened for each attempt. Reading it blocks the task of an async client.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::from_source(UploadSource::File(path.into().into()))
    }

    /// Creates an upload from a reader, which is read once. Without a length it is sent with chunked encoding, which
    /// some servers reject. A reader with another number of bytes than `length` fails the request.
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::from_source(UploadSource::Reader(Arc::new(Mutex::new(Some(Box::new(reader)))), length))
    }

    /// Creates an upload from an async stream, which is read once. `length` works as in [`reader`](Self::reader).
    #[cfg(feature = "async")]
    pub fn stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let chunks: UploadStream = Box::pin(reader::Boxing(Box::pin(stream)));
        Self::from_source(UploadSource::Stream(Arc::new(Mutex::new(Some(chunks))), length))
    }

    /// Registers a callback with the number of sent bytes and the total, if known. Each attempt starts at 0.
    pub fn on_progress(mut self, callback: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    fn from_source(source: UploadSource) -> Self {
        Self { source, progress: None }
    }

    /// Returns the bytes, if they are in memory and have no progress callback.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        if let (UploadSource::Bytes(bytes), None) = (&self.source, &self.progress) { Some(bytes) } else { None }
    }

    /// Returns true if the source can be sent more than once.
    fn is_replayable(&self) -> bool {
        matches!(self.source, UploadSource::Bytes(_) | UploadSource::File(_))
    }

    /// Returns true if the source has not been consumed.
    fn is_there(&self) -> bool {
        match &self.source {
            UploadSource::Bytes(_) | UploadSource::File(_) => true,
            UploadSource::Reader(once, _) => is_left(once),
            #[cfg(feature = "async")]
            UploadSource::Stream(once, _) => is_left(once),
        }
    }
}

fn is_left<T>(once: &TakeOnce<T>) -> bool {
    once.lock().unwrap_or_else(PoisonError::into_inner).is_some()
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            UploadSource::Bytes(bytes) => write!(f, "Upload({} bytes)", bytes.len()),
            UploadSource::File(path) => write!(f, "Upload({})", path.display()),
            UploadSource::Reader(..) => f.write_str("Upload(reader)"),
            #[cfg(feature = "async")]
            UploadSource::Stream(..) => f.write_str("Upload(stream)"),
        }
    }
}

macro_rules! from_bytes {
    ($($of:ty),+) => {$(
        impl From<$of> for Upload {
            fn from(bytes: $of) -> Self {
                Self::from_source(UploadSource::Bytes(bytes.into()))
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

/// A request body: a sequence of uploads.
#[derive(Clone)]
pub(crate) struct UploadBody(Arc<[Upload]>);

impl UploadBody {
    /// Creates a body from its parts.
    pub(crate) fn new(parts: Vec<Upload>) -> Self {
        Self(parts.into())
    }

    /// Returns the bytes, if the body is in memory.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        match &*self.0 {
            [only] => only.as_bytes(),
            _ => None,
        }
    }

    /// Returns true if the body can be sent more than once.
    pub(crate) fn is_replayable(&self) -> bool {
        self.0.iter().all(Upload::is_replayable)
    }

    /// Returns true if no part has been consumed.
    pub(crate) fn is_available(&self) -> bool {
        self.0.iter().all(Upload::is_there)
    }
}

impl<T: Into<Upload>> From<T> for UploadBody {
    fn from(upload: T) -> Self {
        Self::new(vec![upload.into()])
    }
}
