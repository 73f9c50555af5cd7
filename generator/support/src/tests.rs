//! Tests of the runtime. They stand outside of its folder, because all of that folder goes into every client.

mod formats;
mod links;
mod models;
#[allow(unreachable_pub)] // What the macro makes is public, for the client's users.
mod open_enums;
mod paging;
mod timestamps;
#[allow(unreachable_pub)]
mod unions;
mod wrappers;
