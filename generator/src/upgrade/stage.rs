//! What the parts of the upgrade write to: diagnostics, repairs and moves.
//!
//! Findings come in with the place where the current part found a value; they go out with the author's place. It
//! must not know what any value means.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pointer::{Origins, Pointer};
use crate::repair::{Evidence, Repair, Repairs};

/// The sinks of one part of the upgrade. Pointers count in the document as that part was given it.
pub(super) struct Stage<'s> {
    origins: Origins,
    diagnostics: &'s mut Diagnostics,
    repairs: &'s mut Repairs,
    moves: BTreeMap<Pointer, Pointer>,
    copied: BTreeSet<Pointer>,
    past: Vec<BTreeMap<Pointer, Pointer>>,
    repeated: BTreeMap<(Code, String), (Diagnostic, usize)>,
}

impl<'s> Stage<'s> {
    /// Writes to the two sinks; `origins` lead from the document as it stands to its author's text.
    pub(super) fn new(origins: Origins, diagnostics: &'s mut Diagnostics, repairs: &'s mut Repairs) -> Self {
        let (moves, repeated) = (BTreeMap::new(), BTreeMap::new());
        Self { origins, diagnostics, repairs, moves, copied: BTreeSet::new(), past: Vec::new(), repeated }
    }

    /// Says what is wrong at a place, and what to do.
    pub(super) fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, self.origins.find(at), message).help(help));
    }

    /// Says once what is wrong at many places: those that agree in code and `fault` are counted.
    pub(super) fn report_once(&mut self, code: Code, fault: String, at: &Pointer, help: &str) {
        let origins = &self.origins;
        self.repeated
            .entry((code, fault))
            .and_modify(|(_, count)| *count += 1)
            .or_insert_with_key(|(code, fault)| (Diagnostic::new(*code, origins.find(at), fault).help(help), 1));
    }

    /// Records a change of meaning.
    pub(super) fn repair(&mut self, rule: &'static str, at: &Pointer, was: Option<Value>, now: Option<Value>) {
        self.repairs.push(Repair { rule, place: self.origins.find(at), was, now, evidence: Vec::new() });
    }

    /// Records a change of meaning that rests on words elsewhere.
    pub(super) fn repair_by(
        &mut self,
        rule: &'static str,
        at: &Pointer,
        (was, now): (Option<Value>, Option<Value>),
        (evidence, quote): (&Pointer, &str),
    ) {
        let evidence = vec![Evidence { place: self.origins.find(evidence), quote: quote.to_owned() }];
        self.repairs.push(Repair { rule, place: self.origins.find(at), was, now, evidence });
    }

    /// Records that the value that will be at `now` is at `was`.
    pub(super) fn moved(&mut self, now: Pointer, was: Pointer) {
        if now != was {
            self.moves.insert(now, was);
        }
    }

    /// Records that the value that will be at `now` is a copy of the one at `was`, which stays and is referred to.
    pub(super) fn copied(&mut self, now: Pointer, was: Pointer) {
        self.copied.insert(now.clone());
        self.moved(now, was);
    }

    /// As [`Stage::moved`], where `was` counts in the document as this part has changed it so far.
    pub(super) fn moved_on(&mut self, now: Pointer, was: &Pointer) {
        let was = self.before(was);
        self.moved(now, was);
    }

    /// Where this part found the value that it has at a pointer by now.
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

    /// Ends a part: from here on pointers count in the document as it has become.
    pub(super) fn turn(&mut self) {
        let mut moves = std::mem::take(&mut self.moves);
        let copied = std::mem::take(&mut self.copied);
        if !moves.is_empty() {
            self.origins = self.origins.after(moves.clone());
            moves.retain(|now, _| !copied.contains(now));
            self.past.push(moves);
        }
    }

    /// The moves of each part that ended since this was asked last: where values are now, and where they were.
    pub(super) fn take_past(&mut self) -> Vec<BTreeMap<Pointer, Pointer>> {
        std::mem::take(&mut self.past)
    }

    /// Ends the last part: says what was counted, and gives the way back to the author's text.
    pub(super) fn finish(mut self) -> Origins {
        self.turn();
        for (mut diagnostic, count) in self.repeated.into_values() {
            if count > 1 {
                diagnostic.message.push_str(&format!(" (in {count} places; the first is shown)"));
            }
            self.diagnostics.push(diagnostic);
        }
        self.origins
    }
}
