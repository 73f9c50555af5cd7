//! All tests of the generator, in one binary.

#[path = "all/upgrade.rs"]
mod upgrade;
