//! The house rules as data: who may know whom, and where each outside name has its home.
//!
//! Nothing comes in. The other files of `tidy` read these tables; a change of the architecture is a change here.

/// A stage of the generator: a file of `generator/src`, with the folder of the same name.
pub(crate) struct Stage {
    /// Its name.
    pub(crate) name: &'static str,
    /// The stages it may import. `stage::Item` allows that item alone; `lib::Item` is an item of `lib.rs`.
    pub(crate) knows: &'static [&'static str],
}

/// What every stage that reads or changes a document may import.
const DOCUMENT: [&str; 4] = ["pointer", "diagnostic", "document", "repair"];

/// Who may know whom. `lib.rs` knows all of them.
pub(crate) const STAGES: &[Stage] = &[
    Stage { name: "pointer", knows: &[] },
    Stage { name: "diagnostic", knows: &["pointer"] },
    Stage { name: "repair", knows: &["pointer"] },
    Stage { name: "document", knows: &["pointer"] },
    Stage { name: "room", knows: &[] },
    Stage { name: "load", knows: &DOCUMENT },
    Stage { name: "locate", knows: &["pointer", "document", "load"] },
    Stage { name: "bundle", knows: &["pointer", "diagnostic", "document", "repair", "load"] },
    Stage { name: "catalog", knows: &["pointer", "diagnostic", "document", "repair", "load"] },
    Stage { name: "merge", knows: &["pointer", "diagnostic", "document", "repair", "load", "catalog"] },
    Stage { name: "overlay", knows: &["pointer", "diagnostic", "document", "repair", "load"] },
    Stage { name: "upgrade", knows: &["pointer", "diagnostic", "document", "repair", "load"] },
    Stage { name: "spec", knows: &["pointer", "diagnostic", "document", "repair", "load"] },
    Stage { name: "infer", knows: &["pointer", "diagnostic", "document", "repair", "load", "spec"] },
    Stage { name: "pin", knows: &["document", "spec", "infer"] },
    // Its actions aim at the document as its author wrote it, which the spec leads back to.
    Stage { name: "ledger", knows: &["pointer", "document", "repair", "spec", "infer", "pin"] },
    Stage { name: "normalize", knows: &["pointer", "document", "spec", "infer", "pin"] },
    Stage { name: "coverage", knows: &["pointer", "diagnostic", "document", "spec"] },
    Stage { name: "names", knows: &["pointer", "diagnostic"] },
    Stage { name: "ir", knows: &["names"] },
    Stage {
        name: "lower",
        knows: &["pointer", "diagnostic", "document", "repair", "spec", "infer", "ir", "names", "coverage"],
    },
    Stage { name: "sample", knows: &["spec", "infer", "ir"] },
    Stage { name: "emit", knows: &["ir", "names::Name"] },
    Stage {
        name: "explain",
        knows: &["pointer", "diagnostic", "document", "repair", "spec", "infer", "ledger", "ir", "emit"],
    },
    Stage { name: "render", knows: &["ir", "emit", "room", "lib::Files"] },
];

/// Outside crates that only some stages may use.
pub(crate) const HOMES: &[(&str, &[&str])] = &[
    ("serde_yaml", &["load", "ledger", "normalize"]),
    ("openapiv3", &["spec", "infer", "lower", "sample"]),
    ("heck", &["names"]),
    ("quote", &["emit"]),
    // The items that emit hands to render are token streams.
    ("proc_macro2", &["emit", "render"]),
    ("syn", &["render"]),
    ("prettyplease", &["render"]),
];

/// Parts of `std` that reach outside of the process: the generator is text in, text out.
pub(crate) const OUTSIDE: &[&str] = &["fs", "env", "process", "net"];

/// Macros that print.
pub(crate) const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Macros whose body is text of the emitted client, not code of ours.
pub(crate) const QUOTING: &[&str] = &["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

/// What the workspace's top level holds, besides names that start with a dot.
pub(crate) const TOP_LEVEL: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "generated-client",
    "generator",
    "rustfmt.toml",
    "specs",
    "target",
    "xtask",
];

/// File names that say nothing about what is in the file.
pub(crate) const EMPTY_NAMES: &[&str] = &["mod", "util", "utils", "helper", "helpers", "misc"];

/// Words in function names that say nothing about what the function does.
pub(crate) const EMPTY_VERBS: &[&str] = &["sanitize", "process", "handle"];

/// Most lines of a file written by hand.
pub(crate) const LINES: usize = 400;

/// A file that may break a rule, and why. One that breaks nothing any more is a finding itself.
pub(crate) struct Exception {
    /// The file, relative to the workspace.
    pub(crate) file: &'static str,
    /// The rule's name, as findings show it.
    pub(crate) rule: &'static str,
    /// Why it is allowed.
    pub(crate) reason: &'static str,
}

/// The exceptions that stand.
pub(crate) const EXCEPTIONS: &[Exception] = &[];
