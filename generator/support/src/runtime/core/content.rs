//! The content of request bodies.

use bytes::Bytes;

#[cfg(feature = "uploads")]
use super::upload::UploadBody;

/// The content of a request body: bytes in memory, or uploads that are read when they are sent.
#[derive(Clone)]
pub(crate) enum RequestContent {
    Bytes(Bytes),
    #[cfg(feature = "uploads")]
    Uploads(UploadBody),
}

impl RequestContent {
    /// Returns the bytes, if the content is in memory.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            #[cfg(feature = "uploads")]
            Self::Uploads(uploads) => uploads.as_bytes(),
        }
    }

    #[cfg(feature = "uploads")]
    /// Returns true if the content can be sent more than once.
    pub(crate) fn is_replayable(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Uploads(uploads) => uploads.is_replayable(),
        }
    }

    #[cfg(feature = "uploads")]
    /// Returns true if no part of the content has been consumed.
    pub(crate) fn is_available(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Uploads(uploads) => uploads.is_available(),
        }
    }
}

impl From<Bytes> for RequestContent {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

#[cfg(feature = "uploads")]
impl From<UploadBody> for RequestContent {
    fn from(uploads: UploadBody) -> Self {
        Self::Uploads(uploads)
    }
}
