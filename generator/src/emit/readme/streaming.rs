//! Paragraphs about the media types of responses, streamed responses and uploads.

use crate::ir::{Api, Binding, BodyKind, FieldKind, Operation, StreamFraming};

/// Returns the paragraphs that apply to the API.
pub(super) fn paragraphs(api: &Api) -> String {
    let has = |is: fn(&Operation) -> bool| api.modules.iter().flat_map(|module| &module.operations).any(is);
    let paragraphs = [
        (has(|operation| !operation.choices.is_empty()), CHOICES),
        (has(Operation::has_download), BYTES),
        (has(|operation| has_stream(operation, true)), EVENTS),
        (has(|operation| has_stream(operation, false)), LINES),
        (has(|operation| operation.has_download() || !operation.streams.is_empty()), RAW),
        (has(sends_files), UPLOADS),
    ];
    paragraphs.into_iter().filter_map(|(applies, text)| applies.then_some(text)).collect()
}

const CHOICES: &str = "
If the document declares several media types of a response, a call requests the preferred one, JSON if possible, and those
that are decoded to the same type. Methods of the call request another one: `accept_xml()` for `application/xml`,
`accept_csv()` for `text/csv`. The call then returns the type of that media type, XML as text, and other text or bytes as
they are. `accept_any()` accepts all media types and returns an enum of what arrives. Optional parameters are set before
these methods.
";

const BYTES: &str = "
If the response is raw bytes, or its content is not documented, `download()` instead of `send()` streams it in chunks.
`copy_to` writes the chunks, and `on_progress` reports the number of bytes.
";

const EVENTS: &str = "
If the response consists of server-sent events, `events()` instead of `send()` returns a stream of typed events. If the
connection is lost, it reconnects with `Last-Event-ID`.
";

const LINES: &str = "
If the response is a sequence of JSON values, `json_stream()` instead of `send()` returns a stream of typed values.
";

const RAW: &str = "
`send_raw()` returns the response of any operation, whatever its status, with an unread, streaming body.
";

const UPLOADS: &str = "
Bodies of raw bytes and files can be read while they are sent: create them with `Upload::file`, `Upload::reader` or
`Upload::stream`. `on_progress` reports the number of bytes sent.
";

/// Returns true if a response of an operation consists of events, or of other values.
fn has_stream(operation: &Operation, of_events: bool) -> bool {
    operation.streams.iter().any(|stream| (stream.kind == StreamFraming::Events) == of_events)
}

/// Returns true if a body of an operation, or a part of it, is raw bytes.
fn sends_files(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| is_file(&parameter.binding))
}

fn is_file(binding: &Binding) -> bool {
    match binding {
        Binding::FormField(_, FieldKind::File(_))
        | Binding::Body(BodyKind::Bytes(_) | BodyKind::File(_) | BodyKind::Files) => true,
        Binding::Body(BodyKind::Multipart(parts)) => parts.parts.iter().any(|field| is_file(&field.binding)),
        Binding::Body(BodyKind::Choice(choice)) => choice.variants.iter().any(|variant| is_file(&variant.binding)),
        Binding::Param(..)
        | Binding::FormField(_, FieldKind::Value(_) | FieldKind::Part(_))
        | Binding::Body(BodyKind::Json(_) | BodyKind::Text(_) | BodyKind::Form(..)) => false,
    }
}
