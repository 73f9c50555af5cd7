//! Tests of the stages, by fixture and snapshot.

#[path = "all/emit.rs"]
mod emit;
