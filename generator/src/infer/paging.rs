//! Which operations answer in pages, and how one page leads to the next.
//!
//! Comes in: a spec, and the roles of its arguments. Goes out: [`Paging`] for operations whose request and answer agree,
//! or that say so themselves. A name alone is no evidence: the request must have an argument for pages, the answer one
//! list of items, and something that says how it goes on.

mod answer;
pub mod declared;
mod first;
mod signs;
mod turning;
mod wording;

use super::settle::DECLARED;
use super::{Aspect, Candidate, Fact, Inference, Inferences, Role};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Operation, Spec};
use answer::Answer;
use declared::Declared;

pub use first::Firsts;
pub use wording::shown;

/// How an operation's answers come in pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Where the items are.
    pub items: Path,
    /// How one page leads to the next.
    pub turning: Turning,
}

/// The way to a member of an answer, name by name; empty for the answer itself.
pub type Path = Vec<String>;

/// An argument of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Where it travels.
    pub location: Location,
    /// What it is called on the wire.
    pub name: String,
}

/// How one page leads to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turning {
    /// Pages have numbers.
    Number {
        /// The argument that takes them.
        argument: Named,
        /// The number of the first.
        first: u64,
        /// What says whether more follow.
        more: Sign,
    },
    /// Pages begin behind a number of items.
    Offset {
        /// The argument that takes it.
        argument: Named,
        /// Its value for the first page.
        first: u64,
        /// What says whether more follow.
        more: Sign,
    },
    /// Each page says what the next one is called.
    Cursor {
        /// The argument that takes it.
        argument: Named,
        /// Where the answer says it.
        next: Path,
        /// What says whether more follow, besides.
        more: Sign,
    },
    /// Pages begin behind an item, which is called by its id: the last of the page before.
    After {
        /// The argument that takes it.
        argument: Named,
        /// Where an item has it.
        id: Path,
        /// What says whether more follow.
        more: Sign,
    },
    /// Each page has the URL of the next.
    Url {
        /// Where the answer has it.
        next: Path,
        /// What says whether more follow, besides.
        more: Sign,
    },
    /// Each page has the URL of the next in its `Link` header.
    Link,
}

/// What says whether more pages follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// A member that is true where they do.
    More(Path),
    /// A member that is true where they do not.
    Last(Path),
    /// A member that counts the pages.
    Pages(Path),
    /// A member that counts the items of all pages.
    Total(Path),
    /// The argument that says how many items a page has: a page with fewer is the last one.
    Size(Named),
    /// Nothing else.
    Open,
}

/// Adds how the answers of operations come in pages.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let mut found = Vec::new();
    let firsts = &Firsts::of(spec, inferences);
    for operation in &spec.operations {
        let inference = match declared::read(spec, operation, inferences, firsts) {
            Some(declared) => said(spec, declared),
            None => Asked { spec, operation, inferences, firsts }.concluded(),
        };
        found.extend(inference.map(|inference| (operation.pointer.clone(), inference)));
    }
    for (pointer, inference) in found {
        inferences.entry(pointer).or_default().insert(Aspect::Paging, inference);
    }
}

/// What the document says itself. What it says wrongly is for those to report who look for the members.
fn said(spec: &Spec, Declared { pointer, said }: Declared) -> Option<Inference> {
    let (_, quote) = pointer.split_last()?;
    let evidence = vec![Evidence { place: spec.place(&pointer), quote }];
    let chosen = Candidate { fact: Fact::Paging(said.ok()?.map(Box::new)), rule: DECLARED, confidence: 100, evidence };
    Some(Inference { chosen, runners_up: Vec::new() })
}

/// An operation, and where to look for what it says of pages.
#[derive(Clone, Copy)]
struct Asked<'s> {
    spec: &'s Spec,
    operation: &'s Operation,
    inferences: &'s Inferences,
    firsts: &'s Firsts,
}

impl<'s> Asked<'s> {
    fn concluded(self) -> Option<Inference> {
        // What changes something is no list, whatever it is called.
        let reads = matches!(self.operation.method, "get" | "post");
        let answer = Answer::of(self.spec, self.operation, self.inferences).filter(|_| reads)?;
        let list = answer.list(self.operation)?;
        let turned = turning::find(self, &answer, &list)?;
        let mut evidence = turned.evidence;
        evidence.extend(list.member.map(|member| member.evidence(self.spec)));
        let paging = Paging { items: list.path(), turning: turned.turning };
        let fact = Fact::Paging(Some(Box::new(paging)));
        let chosen = Candidate { fact, rule: turned.rule, confidence: turned.confidence, evidence };
        Some(Inference { chosen, runners_up: Vec::new() })
    }

    /// The one argument of a role, and how sure the role is.
    fn argument(&self, role: Role) -> Option<Part<'s>> {
        let mut parts = self.arguments(role);
        match (parts.pop(), parts.pop()) {
            (Some(part), None) => Some(part),
            _ => None,
        }
    }

    fn arguments(&self, role: Role) -> Vec<Part<'s>> {
        let parts = self.operation.arguments.iter().filter_map(|argument| {
            let inference = self.inferences.get(&argument.pointer)?.get(&Aspect::Role)?;
            let Candidate { fact, confidence, .. } = &inference.chosen;
            (*fact == Fact::Role(role)).then_some(Part { argument, confidence: *confidence })
        });
        parts.filter(|part| matches!(part.argument.location, Location::Query | Location::Field(_))).collect()
    }
}

/// An argument that is part of paging.
#[derive(Clone, Copy)]
struct Part<'s> {
    argument: &'s Argument,
    /// How sure that is.
    confidence: u8,
}

impl Part<'_> {
    fn named(&self) -> Named {
        Named { location: self.argument.location, name: self.argument.name.clone() }
    }

    fn evidence(&self, spec: &Spec) -> Evidence {
        Evidence { place: place_of_name(spec, self.argument), quote: self.argument.name.clone() }
    }
}

/// Where the name of an argument stands: in a form it is a key.
fn place_of_name(spec: &Spec, argument: &Argument) -> crate::pointer::Place {
    let name: Pointer = match argument.location {
        Location::Field(_) => argument.pointer.clone(),
        Location::Path | Location::Query | Location::Header | Location::Cookie => argument.pointer.child("name"),
    };
    spec.place(&name)
}
