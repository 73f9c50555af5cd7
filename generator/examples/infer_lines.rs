//! Prints one line of JSON per argument of some documents: what is declared or inferred about it, and why.
//!
//! `cargo run -p generator --example infer_lines -- FILE...`

#![allow(clippy::print_stdout)]

#[path = "../tests/all/infer/swagger.rs"]
mod swagger;

use std::path::Path;

use generator::diagnostic::Diagnostics;
use generator::infer::{infer, report};
use generator::spec::Spec;

fn main() {
    for file in std::env::args().skip(1) {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let name = Path::new(&file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for document in swagger::documents(&name, &bytes) {
            let spec = Spec::read(&document, &mut Diagnostics::default());
            for line in report::lines(&name, &spec, &infer(&spec)) {
                println!("{line}");
            }
        }
    }
}
