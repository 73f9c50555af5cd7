//! The reader that all sections of a lock share.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pointer::{Place, Pointer, Source};

/// A reader that reports invalid parts of a lock.
pub(super) struct LockReader<'d> {
    pub(super) source: Source,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl LockReader<'_> {
    pub(super) fn report(&mut self, at: &Pointer, message: String) {
        let place = Place::new(self.source.clone(), at.clone());
        let help = "restore the file from version control, or correct the line";
        self.diagnostics.push(Diagnostic::new(Code::LockInvalid, place, message).help(help));
    }

    pub(super) fn mapping(&mut self, at: &Pointer, value: &Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members.clone(),
            _ => {
                self.report(at, "not a mapping".to_owned());
                Map::new()
            }
        }
    }
}
