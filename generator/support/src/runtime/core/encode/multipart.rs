//! Multipart forms (RFC 7578). Buffered parts are joined in memory; streamed parts are read while the form is sent.

use std::fmt;
use std::io::Read;
use std::path::PathBuf;

use bytes::Bytes;
use http::header::HeaderValue;
use zeroize::Zeroizing;

use super::super::secret::SecretBuffer;
use super::super::upload::{Upload, UploadBody};
use super::super::validate::InvalidParameter;
use super::RequestBody;

/// A file to upload.
#[must_use]
#[derive(Clone)]
#[non_exhaustive]
pub struct FilePart {
    /// The file name that is sent to the server.
    pub name: String,
    /// The media type.
    pub content_type: String,
    /// The content of the file.
    pub content: Upload,
}

impl FilePart {
    /// The default media type of a file.
    pub(super) const ANY: &str = "application/octet-stream";

    /// Creates a file with the default media type.
    pub fn new(name: impl Into<String>, content: impl Into<Upload>) -> Self {
        Self { name: name.into(), content_type: Self::ANY.to_owned(), content: content.into() }
    }

    /// Creates a file from a path, named like the file on disk. It is opened when the request is sent.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self::new(name, Upload::file(path))
    }

    /// Creates a file from a reader, which is read once when the request is sent; see [`Upload::reader`].
    pub fn reader(name: impl Into<String>, reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::new(name, Upload::reader(reader, length))
    }

    /// Creates a file from a stream, which is read once when the request is sent; see [`Upload::stream`].
    #[cfg(feature = "async")]
    pub fn stream<S, E>(name: impl Into<String>, stream: S, length: Option<u64>) -> Self
    where
        S: futures_core::Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(name, Upload::stream(stream, length))
    }

    /// Creates a text without a file name, for parts that can be a file or a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new("", text.into()).content_type("text/plain; charset=utf-8")
    }

    /// Sets the media type.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("content", &self.content)
            .finish()
    }
}

/// The parts of a form under construction.
#[derive(Default)]
pub(super) struct Multipart {
    parts: Vec<Part>,
}

struct Part {
    head: String,
    content: Upload,
}

impl Multipart {
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name));
        self.parts.push(Part { head, content: secret(text) });
    }

    /// Adds a text part with a media type.
    pub(super) fn text_with_type(&mut self, name: &str, text: &str, content_type: &'static str) {
        let head = format!(
            "Content-Disposition: form-data; name=\"{}\"\r\nContent-Type: {content_type}\r\n\r\n",
            quoted(name)
        );
        self.parts.push(Part { head, content: secret(text) });
    }

    /// Adds a file. A file without a file name is added like a text part.
    pub(super) fn file(
        &mut self,
        parameter: &'static str,
        name: &str,
        file: &FilePart,
    ) -> Result<(), InvalidParameter> {
        if HeaderValue::from_str(&file.content_type).is_err() {
            return Err(InvalidParameter::new(parameter, "has an invalid media type"));
        }
        let called =
            if !file.name.is_empty() { format!("; filename=\"{}\"", quoted(&file.name)) } else { String::new() };
        let head = format!(
            "Content-Disposition: form-data; name=\"{}\"{called}\r\nContent-Type: {}\r\n\r\n",
            quoted(name),
            file.content_type
        );
        self.parts.push(Part { head, content: file.content.clone() });
        Ok(())
    }

    /// Returns the body with a random boundary.
    pub(super) fn finish(self) -> Result<RequestBody, InvalidParameter> {
        let boundary = random_boundary()?;
        let content_type = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))
            .map_err(|_| InvalidParameter::new("body", "has no boundary"))?;
        let mut row = PartBuffer::default();
        for part in self.parts {
            row.text.extend_from_slice(format!("--{boundary}\r\n{}", part.head).as_bytes());
            row.push(part.content);
            row.text.extend_from_slice(b"\r\n");
        }
        row.text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok(RequestBody { content_type, content: row.finish().into() })
    }
}

/// Returns a boundary of 128 random bits, which no part contains.
fn random_boundary() -> Result<String, InvalidParameter> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| InvalidParameter::new("body", "has no boundary: the system has no source of randomness"))?;
    Ok(format!("form-part-{:032x}", u128::from_ne_bytes(bytes)))
}

/// The content of the form in order. Adjacent bytes are joined.
#[derive(Default)]
struct PartBuffer {
    parts: Vec<Upload>,
    text: SecretBuffer,
}

impl PartBuffer {
    fn push(&mut self, content: Upload) {
        if let Some(bytes) = content.as_bytes() {
            self.text.extend_from_slice(bytes);
            return;
        }
        self.parts.extend([Bytes::from_owner(std::mem::take(&mut self.text).0).into(), content]);
    }

    fn finish(mut self) -> UploadBody {
        self.parts.push(Bytes::from_owner(self.text.0).into());
        UploadBody::new(self.parts)
    }
}

/// Returns an upload that is wiped on drop.
fn secret(text: &str) -> Upload {
    Upload::from(Bytes::from_owner(Zeroizing::new(text.to_owned())))
}

/// Quotes a name, with quotes and line ends escaped as browsers do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
