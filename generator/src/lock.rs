//! The lock of a client: the names that it has, as a file that later generations read.

mod collect;
mod file;

pub use collect::collect;
pub use file::{read, write};
