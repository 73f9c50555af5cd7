//! Tests of the runtime. They are not in its directory, because generated clients contain all files of that directory.

mod erased_boxes;
mod formats;
mod lenient;
mod models;
#[allow(unreachable_pub)] // The macro generates public items for users of the client.
mod open_enums;
mod pagination;
mod timestamps;
#[allow(unreachable_pub)]
mod union_values;
#[allow(unreachable_pub)]
mod unions;
mod wrappers;
