//! Forms that hold files (RFC 7578). Those of bytes are written into memory whole; what is read when it is sent stays
//! a part of its own.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Read;
use std::path::PathBuf;

use bytes::Bytes;
use http::header::HeaderValue;

use super::Payload;
use crate::runtime::argument::InvalidArgument;
use crate::runtime::upload::{Content, Upload};

/// A file to upload.
#[derive(Clone)]
#[non_exhaustive]
pub struct File {
    /// What the server is told it is called.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// What is in it.
    pub content: Upload,
}

impl File {
    /// The media type of a file that says none.
    pub(super) const ANY: &str = "application/octet-stream";

    /// A file of no media type in particular.
    #[must_use]
    pub fn new(name: impl Into<String>, content: impl Into<Upload>) -> Self {
        Self { name: name.into(), content_type: Self::ANY.to_owned(), content: content.into() }
    }

    /// What is in a file on disk, under its name there. It is opened when it is sent.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self::new(name, Upload::file(path))
    }

    /// What a reader gives, read once when it is sent; see [`Upload::reader`].
    pub fn reader(name: impl Into<String>, reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::new(name, Upload::reader(reader, length))
    }

    /// What a stream gives, taken once when it is sent; see [`Upload::stream`].
    #[cfg(feature = "async")]
    pub fn stream<S, E>(name: impl Into<String>, stream: S, length: Option<u64>) -> Self
    where
        S: futures_core::Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(name, Upload::stream(stream, length))
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
            .field("content", &self.content)
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
    content: Upload,
}

impl Multipart {
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name));
        self.parts.push(Part { head, content: Upload::from(text.to_owned()) });
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
        self.parts.push(Part { head, content: file.content.clone() });
        Ok(())
    }

    /// The body, with a boundary that no part contains.
    pub(super) fn finish(self) -> Result<Payload, InvalidArgument> {
        let boundary = self.boundary();
        let content_type = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))
            .map_err(|_| InvalidArgument::new("body", "has no boundary"))?;
        let mut row = Row::default();
        for part in self.parts {
            row.text.extend_from_slice(format!("--{boundary}\r\n{}", part.head).as_bytes());
            row.push(part.content);
            row.text.extend_from_slice(b"\r\n");
        }
        row.text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok(Payload { content_type, content: row.finish() })
    }

    /// The first of a fixed row of texts that begins no line of a part. A row and not a random text: the same call makes
    /// the same request, and no part can hold all of the row. Where a part cannot be looked through it is a random text
    /// after all, long enough that nobody meets it by chance.
    fn boundary(&self) -> String {
        let known: Option<Vec<&Bytes>> = self.parts.iter().map(|part| part.content.held()).collect();
        let Some(known) = known else { return format!("form-part-{:016x}{:016x}", random(), random()) };
        let mut number = 0_u64;
        loop {
            let boundary = format!("form-part-{number:016x}");
            let delimiter = format!("--{boundary}");
            let mut lines = known.iter().flat_map(|content| content.split(|byte| *byte == b'\n'));
            if !lines.any(|line| line.starts_with(delimiter.as_bytes())) {
                return boundary;
            }
            number += 1;
        }
    }
}

/// A number that nobody can tell beforehand: the keys of the standard library's hash maps are made of such.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// What is sent one after the other, bytes that stand beside each other as one.
#[derive(Default)]
struct Row {
    parts: Vec<Upload>,
    text: Vec<u8>,
}

impl Row {
    fn push(&mut self, content: Upload) {
        if let Some(bytes) = content.as_bytes() {
            self.text.extend_from_slice(bytes);
            return;
        }
        self.parts.extend([std::mem::take(&mut self.text).into(), content]);
    }

    fn finish(mut self) -> Content {
        self.parts.push(self.text.into());
        Content::of(self.parts)
    }
}

/// A name within quotes, its own quotes and line ends escaped as browsers do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
