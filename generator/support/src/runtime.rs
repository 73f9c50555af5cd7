//! What every operation of the client stands on: encoding a request, sending it, decoding the answer.

// This half is the same for every client, and none uses all of it.
#![allow(dead_code, unused_imports, unused_macros)]

pub mod model;
pub mod open_enum;
pub mod plain;
pub mod timestamp;
