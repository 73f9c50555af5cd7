//! Output of the upgrade passes: diagnostics, repairs, and the moves of values.
//!
//! A pass reports pointers into the document as it was when the pass began. [`Context`] maps them to the author's text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pointer::{Origins, Pointer};
use crate::repairs::{Evidence, Repair, Repairs};

/// Diagnostics, repairs and moves of the current pass. Pointers refer to the document at the beginning of the pass.
pub(super) struct Context<'s> {
    origins: Origins,
    diagnostics: &'s mut Diagnostics,
    repairs: &'s mut Repairs,
    moves: BTreeMap<Pointer, Pointer>,
    copied: BTreeSet<Pointer>,
    ended: Vec<BTreeMap<Pointer, Pointer>>,
    repeated: BTreeMap<(Code, String), (Diagnostic, usize)>,
}

impl<'s> Context<'s> {
    /// Creates a context; `origins` map pointers of the document to the author's text.
    pub(super) fn new(origins: Origins, diagnostics: &'s mut Diagnostics, repairs: &'s mut Repairs) -> Self {
        let (moves, repeated) = (BTreeMap::new(), BTreeMap::new());
        Self { origins, diagnostics, repairs, moves, copied: BTreeSet::new(), ended: Vec::new(), repeated }
    }

    /// Reports a diagnostic at a pointer.
    pub(super) fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, self.origins.find(at), message).help(help));
    }

    /// Reports a diagnostic that may occur in many places: those with the same code and message become one, with a count.
    pub(super) fn report_once(&mut self, code: Code, message: String, at: &Pointer, help: &str) {
        let origins = &self.origins;
        self.repeated
            .entry((code, message))
            .and_modify(|(_, count)| *count += 1)
            .or_insert_with_key(|(code, message)| (Diagnostic::new(*code, origins.find(at), message).help(help), 1));
    }

    /// Records a change to the meaning of the document.
    pub(super) fn repair(&mut self, rule: &'static str, at: &Pointer, was: Option<Value>, now: Option<Value>) {
        self.repairs.push(Repair { rule, place: self.origins.find(at), before: was, after: now, evidence: Vec::new() });
    }

    /// Records a change to the meaning of the document, with the text elsewhere that justifies it.
    pub(super) fn repair_by(
        &mut self,
        rule: &'static str,
        at: &Pointer,
        (was, now): (Option<Value>, Option<Value>),
        (evidence, quote): (&Pointer, &str),
    ) {
        let evidence = vec![Evidence { place: self.origins.find(evidence), quote: quote.to_owned() }];
        self.repairs.push(Repair { rule, place: self.origins.find(at), before: was, after: now, evidence });
    }

    /// Returns true if a scalar of the author's text is spelled in another way than the text of its value.
    pub(super) fn has_spellings(&self) -> bool {
        self.origins.has_spellings()
    }

    /// Returns the author's text of a scalar, if it differs from the text of its value.
    pub(super) fn spelling(&self, at: &Pointer, value: &Value) -> Option<&str> {
        self.origins.spelling(at, value)
    }

    /// Records that the value at `was` moves to `now`.
    pub(super) fn moved(&mut self, now: Pointer, was: Pointer) {
        if now != was {
            self.moves.insert(now, was);
        }
    }

    /// Records that the value at `was` is copied to `now`; references to it keep pointing to `was`.
    pub(super) fn copied(&mut self, now: Pointer, was: Pointer) {
        self.copied.insert(now.clone());
        self.moved(now, was);
    }

    /// Same as [`Context::moved`], with `was` relative to the document as the current pass has changed it so far.
    pub(super) fn moved_on(&mut self, now: Pointer, was: &Pointer) {
        let was = self.before(was);
        self.moved(now, was);
    }

    /// Maps a pointer into the current document to the document at the beginning of the pass.
    pub(super) fn before(&self, now: &Pointer) -> Pointer {
        let mut ancestor = (!self.moves.is_empty()).then(|| now.clone());
        while let Some(here) = ancestor {
            if let (Some(was), Some(rest)) = (self.moves.get(&here), now.below(&here)) {
                return Pointer::parse(&format!("{}{rest}", was.as_str())).unwrap_or_default();
            }
            ancestor = here.split_last().map(|(parent, _)| parent);
        }
        now.clone()
    }

    /// Ends a pass: pointers refer to the current document from now on.
    pub(super) fn end_pass(&mut self) {
        let mut moves = std::mem::take(&mut self.moves);
        let copied = std::mem::take(&mut self.copied);
        if !moves.is_empty() {
            self.origins = self.origins.after(moves.clone());
            moves.retain(|now, _| !copied.contains(now));
            self.ended.push(moves);
        }
    }

    /// Returns and clears the moves of each ended pass, as maps from the new to the old pointer.
    pub(super) fn take_moves(&mut self) -> Vec<BTreeMap<Pointer, Pointer>> {
        std::mem::take(&mut self.ended)
    }

    /// Ends the last pass, reports the counted diagnostics, and returns the origins of the final document.
    pub(super) fn finish(mut self) -> Origins {
        self.end_pass();
        for (mut diagnostic, count) in self.repeated.into_values() {
            if count > 1 {
                diagnostic.message.push_str(&format!(" (in {count} places; the first is shown)"));
            }
            self.diagnostics.push(diagnostic);
        }
        self.origins
    }
}
