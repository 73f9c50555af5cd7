//! The one type that the responses of a half come to, and what becomes of each of them in it.

use super::Read;
use crate::ir::{Case, Cases, Outcome, Placing, Type};
use crate::lower::statuses::{words, written};
use crate::names::{Case as Letters, Scope, Wish};

/// An outcome, and for each response what becomes of it there.
pub(super) struct Settled {
    pub(super) outcome: Outcome,
    pub(super) places: Vec<Placing>,
}

/// What a call gives. Something or nothing, as with 200 and 204, is an `Option`: it says just that, and takes `?`.
pub(super) fn of_success(reads: &[Read], name: &str, scope: &mut Scope) -> Settled {
    match distinct(reads).as_slice() {
        // Any value can be null, which is what no body is read as.
        [Type::Value, Type::Unit] | [Type::Unit, Type::Value] => whole(reads, Type::Value),
        [Type::Nullable(_), Type::Unit] | [Type::Unit, Type::Nullable(_)] => several(reads, name, scope),
        [some, Type::Unit] | [Type::Unit, some] => something_or_nothing(reads, some),
        _ => of_errors(reads, name, scope),
    }
}

/// What declared errors carry.
pub(super) fn of_errors(reads: &[Read], name: &str, scope: &mut Scope) -> Settled {
    match distinct(reads).as_slice() {
        [] => whole(reads, Type::Value),
        [one] => whole(reads, (*one).clone()),
        _ => several(reads, name, scope),
    }
}

fn distinct(reads: &[Read]) -> Vec<&Type> {
    let mut types: Vec<&Type> = Vec::new();
    for read in reads {
        if !types.contains(&&read.ty) {
            types.push(&read.ty);
        }
    }
    types
}

fn something_or_nothing(reads: &[Read], some: &Type) -> Settled {
    let places = reads.iter().map(|read| if read.ty == Type::Unit { Placing::Absent } else { Placing::Present });
    Settled { outcome: Outcome::One(Type::Nullable(Box::new(some.clone()))), places: places.collect() }
}

fn whole(reads: &[Read], ty: Type) -> Settled {
    Settled { outcome: Outcome::One(ty), places: vec![Placing::Whole; reads.len()] }
}

fn several(reads: &[Read], name: &str, scope: &mut Scope) -> Settled {
    let wishes: Vec<Wish> = reads.iter().map(|read| Wish::built(&written(read.status), &words(read.status))).collect();
    let names = Scope::new(Letters::Camel).claim(&wishes);
    let variants = reads.iter().zip(names);
    let variants = variants.map(|(read, name)| Case { name, ty: read.ty.clone(), docs: read.docs.clone() }).collect();
    let cases = Cases { name: scope.claim_one(&Wish::built("", name)), variants };
    Settled { outcome: Outcome::Several(cases), places: (0..reads.len()).map(Placing::Variant).collect() }
}
