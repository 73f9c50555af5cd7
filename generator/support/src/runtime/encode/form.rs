//! Forms that hold files (RFC 7578), written into memory whole, so that a request can be sent again.

use std::fmt;

use bytes::Bytes;
use http::header::HeaderValue;

use super::Payload;
use crate::runtime::argument::InvalidArgument;

/// A file to upload.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// What the server is told it is called.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// What is in it.
    pub bytes: Bytes,
}

impl File {
    /// The media type of a file that says none.
    pub(super) const ANY: &str = "application/octet-stream";

    /// A file of no media type in particular.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), content_type: Self::ANY.to_owned(), bytes: bytes.into() }
    }

    /// The same file with a media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

/// The parts of a form so far.
#[derive(Default)]
pub(super) struct Multipart {
    parts: Vec<Part>,
}

struct Part {
    head: String,
    content: Bytes,
}

impl Multipart {
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name));
        self.parts.push(Part { head, content: text.to_owned().into() });
    }

    /// A text with a media type.
    pub(super) fn typed(&mut self, name: &str, text: String, content_type: &'static str) {
        let head = format!(
            "Content-Disposition: form-data; name=\"{}\"\r\nContent-Type: {content_type}\r\n\r\n",
            quoted(name)
        );
        self.parts.push(Part { head, content: text.into() });
    }

    pub(super) fn file(&mut self, name: &'static str, file: &File) -> Result<(), InvalidArgument> {
        self.push_file(name, name, file, true)
    }

    /// A file under a name that is data; one without a name of its own is a part like a text's.
    pub(super) fn named_file(&mut self, name: &str, file: &File) -> Result<(), InvalidArgument> {
        self.push_file("body", name, file, !file.name.is_empty())
    }

    fn push_file(
        &mut self,
        parameter: &'static str,
        name: &str,
        file: &File,
        is_file: bool,
    ) -> Result<(), InvalidArgument> {
        if HeaderValue::from_str(&file.content_type).is_err() {
            return Err(InvalidArgument::new(parameter, "has a media type that no header can hold"));
        }
        let called = if is_file { format!("; filename=\"{}\"", quoted(&file.name)) } else { String::new() };
        let head = format!(
            "Content-Disposition: form-data; name=\"{}\"{called}\r\nContent-Type: {}\r\n\r\n",
            quoted(name),
            file.content_type
        );
        self.parts.push(Part { head, content: file.bytes.clone() });
        Ok(())
    }

    /// The body, with a boundary that no part contains.
    pub(super) fn finish(self) -> Result<Payload, InvalidArgument> {
        let boundary = self.boundary();
        let mut bytes = Vec::with_capacity(self.parts.iter().map(|part| part.content.len() + 256).sum());
        for part in &self.parts {
            bytes.extend_from_slice(format!("--{boundary}\r\n{}", part.head).as_bytes());
            bytes.extend_from_slice(&part.content);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))
            .map_err(|_| InvalidArgument::new("body", "has no boundary"))?;
        Ok(Payload { content_type, bytes: bytes.into() })
    }

    /// The first of a fixed row of texts that begins no line of a part. A row and not a random text: the same call makes
    /// the same request, and no part can hold all of the row.
    fn boundary(&self) -> String {
        let mut number = 0_u64;
        loop {
            let boundary = format!("form-part-{number:016x}");
            let delimiter = format!("--{boundary}");
            let mut lines = self.parts.iter().flat_map(|part| part.content.split(|byte| *byte == b'\n'));
            if !lines.any(|line| line.starts_with(delimiter.as_bytes())) {
                return boundary;
            }
            number += 1;
        }
    }
}

/// A name within quotes, its own quotes and line ends escaped as browsers do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
