//! Prints one line of JSON per argument of some documents: what is declared or inferred about it, and why.
//!
//! `cargo run -p generator --example infer_lines -- FILE...`, or `-- ledger FILE` for the ledger of one document.

#![allow(clippy::print_stdout)]

use std::path::Path;

use generator::diagnostic::Diagnostics;
use generator::document::Text;
use generator::infer::{infer, report};
use generator::repair::Repairs;
use generator::spec::Spec;
use generator::{ledger, load, upgrade};

fn main() {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let as_ledger = files.first().is_some_and(|first| first == "ledger");
    if as_ledger {
        files.remove(0);
    }
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let name = Path::new(&file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
        for document in load::documents(&Text { name: name.clone(), bytes }, &mut diagnostics) {
            let dialect = document.dialect;
            let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
            let spec = Spec::read(&document, &mut diagnostics);
            let inferences = infer(&spec);
            if as_ledger {
                print!("{}", ledger::write(&spec, &inferences, &repairs, dialect, &[&name]));
            } else {
                report::lines(&name, &spec, &inferences, &repairs).iter().for_each(|line| println!("{line}"));
            }
        }
    }
}
