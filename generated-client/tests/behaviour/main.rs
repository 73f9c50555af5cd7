//! The client as its users have it, called against a real HTTP server on loopback.
//!
//! What stands here is written by hand and stays when the client is generated anew.

mod answers;
mod arguments;
mod faults;
mod limits;
mod paces;
mod packed;
mod program;
mod redirects;
mod secrets;
mod server;
mod threads;
