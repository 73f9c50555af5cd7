//! What the README says of answers and bodies that need not be held whole, as far as the API has them.

use crate::ir::{Api, Carriage, Operation, StreamKind};

/// The paragraphs.
pub(super) fn content(api: &Api) -> String {
    let has = |is: fn(&Operation) -> bool| api.groups.iter().flat_map(|group| &group.operations).any(is);
    let told = [
        (has(Operation::gives_bytes), BYTES),
        (has(|operation| has_stream(operation, true)), EVENTS),
        (has(|operation| has_stream(operation, false)), LINES),
        (has(sends_files), UPLOADS),
    ];
    told.into_iter().filter_map(|(is_told, text)| is_told.then_some(text)).collect()
}

const BYTES: &str = "
Answers that are bytes need not be held whole: `download()` in place of `send()` gives them piece by piece, or writes
them with `copy_to`, and tells how far it is with `on_progress`.
";

const EVENTS: &str = "
Answers that are server-sent events come one by one: `events()` in place of `send()` gives a stream of them, typed, and
asks for it again with `Last-Event-ID` where it drops.
";

const LINES: &str = "
Answers that are JSON values in a row come one by one: `lines()` in place of `send()` gives a stream of them, typed.
";

const UPLOADS: &str = "
What is sent as bytes or as a file can stay where it is until then: `Upload::file`, `Upload::reader` and `Upload::stream`
make one, and `on_progress` tells how much was sent.
";

/// Whether an operation gives events, or values in a row.
fn has_stream(operation: &Operation, of_events: bool) -> bool {
    operation.streams.iter().any(|streaming| (streaming.kind == StreamKind::Events) == of_events)
}

/// Whether a body of an operation, or a part of one, is bytes.
fn sends_files(operation: &Operation) -> bool {
    operation.arguments.iter().any(|argument| is_file(&argument.carriage))
}

fn is_file(carriage: &Carriage) -> bool {
    match carriage {
        Carriage::BytesBody(_) | Carriage::FileBody(_) | Carriage::FilesBody | Carriage::MultipartFile(_) => true,
        Carriage::Parts(parts) => parts.fields.iter().any(|field| is_file(&field.carriage)),
        Carriage::Choice(choice) => choice.variants.iter().any(|way| is_file(&way.carriage)),
        Carriage::Path(_)
        | Carriage::Query(_)
        | Carriage::Header(_)
        | Carriage::Cookie(_)
        | Carriage::UrlEncodedField(_)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::FormBody(..) => false,
    }
}
