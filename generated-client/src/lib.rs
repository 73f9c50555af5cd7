//! Not generated yet.
