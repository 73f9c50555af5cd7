//! What every operation of the client stands on: encoding a request, sending it, decoding the answer.

pub mod plain;
