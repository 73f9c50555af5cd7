//! Responses: the type of success, the type of declared errors, and which status is read as which.

use super::Lowering;
use super::bodies::{self, Content};
use super::types::Hint;
use crate::diagnostic::Code;
use crate::ir::{Arm, Reading, Type};
use crate::spec::{Operation, Response, Status};

/// How the answers of an operation are read.
pub(super) struct Answers {
    pub(super) accept: Option<String>,
    pub(super) output: Type,
    pub(super) error: Type,
    pub(super) arms: Vec<Arm>,
}

/// One response, decided.
struct Read {
    status: Status,
    reading: Reading,
    ty: Type,
}

impl Lowering<'_> {
    /// How the answers of an operation are read.
    pub(super) fn answers(&mut self, operation: &Operation, hint: &Hint) -> Answers {
        let has_success = operation.responses.iter().any(|response| is_success(response.status));
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for response in &operation.responses {
            let success = is_success(response.status) || (response.status == Status::Default && !has_success);
            if success {
                let read = self.response(operation, response, &hint.part("response", &[]));
                good.push(read);
            } else if is_error(response.status) && !response.media.is_empty() {
                let read = self.response(operation, response, &hint.part("error", &[]));
                bad.push(read);
            }
        }
        let output = self.agreed(operation, &mut good, "successful responses");
        let error = self.agreed(operation, &mut bad, "error responses");
        let accept = accept(operation);
        let mut arms: Vec<Arm> = Vec::new();
        // Codes before classes before the default: the first arm that has a status reads it.
        bad.sort_by_key(|read| read.status);
        good.sort_by_key(|read| read.status);
        arms.extend(bad.iter().filter(|read| read.status != Status::Default).map(|read| arm(read, true)));
        let success = good.iter().find(|read| read.reading != Reading::Empty).or(good.first());
        let reading = success.map_or(Reading::Untyped, |read| read.reading);
        let own = good.iter().filter(|read| matches!(read.status, Status::Code(_)) && read.reading != reading);
        arms.extend(own.map(|read| arm(read, false)));
        arms.push(Arm { statuses: (200, 299), is_error: false, reading });
        arms.extend(bad.iter().filter(|read| read.status == Status::Default).map(|read| arm(read, true)));
        Answers { accept, output: output.unwrap_or(Type::Value), error: error.unwrap_or(Type::Value), arms }
    }

    fn response(&mut self, operation: &Operation, response: &Response, hint: &Hint) -> Read {
        let status = response.status;
        if is_empty(operation, response) {
            return Read { status, reading: Reading::Empty, ty: Type::Unit };
        }
        let Some(media) = bodies::preferred(&response.media) else {
            return Read { status, reading: Reading::Untyped, ty: Type::Value };
        };
        match bodies::kind(media, self.declared_kind(media)) {
            Content::Json => {
                let ty = self.media_type(media, hint);
                let reading = if ty == Type::Value { Reading::Untyped } else { Reading::Json };
                Read { status, reading, ty }
            }
            Content::Text => Read { status, reading: Reading::Text, ty: Type::String },
            Content::Bytes => Read { status, reading: Reading::Bytes, ty: Type::Bytes },
        }
    }

    /// The one type of several responses; where they differ, any value, read as it comes.
    fn agreed(&mut self, operation: &Operation, reads: &mut [Read], what: &str) -> Option<Type> {
        let first = reads.first()?.ty.clone();
        if reads.iter().all(|read| read.ty == first) {
            return Some(first);
        }
        let message = format!("the {what} have different types; any value is given instead");
        let help = "give them one schema in an overlay";
        self.report(Code::ResponsesDiffer, &operation.pointer.child("responses"), message, help);
        for read in reads {
            read.reading = Reading::Untyped;
        }
        Some(Type::Value)
    }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Class(2))
}

fn is_error(status: Status) -> bool {
    matches!(status, Status::Code(400..=599) | Status::Class(4 | 5) | Status::Default)
}

/// Whether the answer has no body whatever the document declares.
fn is_empty(operation: &Operation, response: &Response) -> bool {
    operation.method == "head" || matches!(response.status, Status::Code(100..=199 | 204 | 205 | 304))
}

fn arm(read: &Read, is_error: bool) -> Arm {
    let statuses = match read.status {
        Status::Code(code) => (code, code),
        Status::Class(class) => (class * 100, class * 100 + 99),
        Status::Default => (0, u16::MAX),
    };
    Arm { statuses, is_error, reading: read.reading }
}

/// What the client asks to be answered with: the media types of its successful answers.
fn accept(operation: &Operation) -> Option<String> {
    let success = operation.responses.iter().filter(|r| is_success(r.status) || r.status == Status::Default);
    let media = success.filter_map(|response| bodies::preferred(&response.media)).next()?;
    (!media.name.contains('*')).then(|| media.name.clone())
}
