//! The rules of `tidy` as data: the import table of the generator, limits, names and exceptions.

/// A stage of the generator: a module file of `generator/src`, with the directory of the same name.
pub(crate) struct Stage {
    /// The path of the module. A stage with two segments is a file of a directory.
    pub(crate) name: &'static str,
    /// The stages it may import. `stage::Item` allows that item alone; `lib::Item` is an item of `lib.rs`.
    pub(crate) imports: &'static [&'static str],
}

/// The modules that every stage may import that reads or changes a document.
const DOCUMENT: [&str; 4] = ["pointer", "diagnostic", "document", "repairs"];

/// The import table. `lib.rs` and `analysis.rs` may import all stages.
pub(crate) const STAGES: &[Stage] = &[
    Stage { name: "pointer", imports: &[] },
    Stage { name: "diagnostic", imports: &["pointer", "invisible"] },
    Stage { name: "repairs", imports: &["pointer"] },
    Stage { name: "document", imports: &["pointer"] },
    Stage { name: "stack", imports: &[] },
    Stage { name: "invisible", imports: &[] },
    Stage { name: "input", imports: &[] },
    Stage { name: "input::load", imports: &DOCUMENT },
    Stage { name: "input::source_map", imports: &["pointer", "document", "input::load"] },
    Stage { name: "input::bundle", imports: &["pointer", "diagnostic", "document", "repairs", "input::load"] },
    Stage { name: "input::catalog", imports: &["pointer", "diagnostic", "document", "repairs", "input::load"] },
    Stage {
        name: "input::merge",
        imports: &["pointer", "diagnostic", "document", "repairs", "input::load", "input::catalog"],
    },
    Stage { name: "input::overlay", imports: &["pointer", "diagnostic", "document", "repairs", "input::load"] },
    Stage { name: "upgrade", imports: &DOCUMENT },
    Stage { name: "spec", imports: &DOCUMENT },
    Stage { name: "documentation", imports: &["pointer", "diagnostic", "document", "input::load", "spec"] },
    Stage { name: "infer", imports: &["pointer", "diagnostic", "document", "repairs", "spec", "documentation"] },
    Stage { name: "learn", imports: &["pointer", "document", "repairs", "spec"] },
    Stage { name: "report", imports: &[] },
    Stage { name: "report::declare", imports: &["document", "spec", "infer"] },
    // Its actions target the author's document; the spec maps back to it.
    Stage { name: "report::ledger", imports: &["pointer", "document", "repairs", "spec", "infer", "report::declare"] },
    Stage { name: "report::contradictions", imports: &["diagnostic", "infer", "report::ledger"] },
    Stage { name: "report::normalize", imports: &["pointer", "document", "spec", "infer", "report::declare"] },
    Stage { name: "report::coverage", imports: &["pointer", "diagnostic", "document", "spec"] },
    Stage { name: "names", imports: &["pointer", "diagnostic"] },
    Stage { name: "ir", imports: &["names"] },
    Stage {
        name: "lower",
        imports: &["pointer", "diagnostic", "document", "repairs", "spec", "infer", "ir", "names", "report::coverage"],
    },
    Stage {
        name: "lock",
        imports: &[
            "pointer",
            "diagnostic",
            "document",
            "input::load",
            "spec",
            "infer",
            "report::ledger",
            "ir",
            "names",
        ],
    },
    Stage { name: "examples", imports: &["spec", "infer", "ir"] },
    Stage { name: "emit", imports: &["ir", "names::Name", "invisible"] },
    Stage {
        name: "report::explain",
        imports: &["pointer", "diagnostic", "document", "repairs", "spec", "infer", "report::ledger", "ir", "emit"],
    },
    Stage {
        name: "report::learned",
        imports: &["pointer", "document", "spec", "infer", "learn", "report::declare", "report::ledger"],
    },
    Stage { name: "report::diff", imports: &["pointer", "document", "spec", "ir", "emit", "names::Name"] },
    Stage { name: "report::paginated", imports: &["pointer", "diagnostic", "spec", "infer", "ir", "report::declare"] },
    Stage { name: "render", imports: &["ir", "emit", "stack", "lib::Files"] },
];

/// The modules that run all stages.
pub(crate) const RUNNERS: &[&str] = &["lib", "analysis"];

/// Dependencies that only some stages may use.
pub(crate) const HOMES: &[(&str, &[&str])] = &[
    ("serde_yaml", &["input::load", "learn", "lock", "report::ledger", "report::normalize"]),
    ("openapiv3", &["spec"]),
    ("heck", &["names"]),
    ("quote", &["emit"]),
    ("pulldown_cmark", &["emit", "documentation"]),
    ("html5gum", &["documentation"]),
    // `emit` passes items to `render` as token streams.
    ("proc_macro2", &["emit", "render"]),
    ("syn", &["render"]),
    ("prettyplease", &["render"]),
];

/// Modules of `std` with access to the system. The generator maps text to text.
pub(crate) const OUTSIDE: &[&str] = &["fs", "env", "process", "net"];

/// Macros that print.
pub(crate) const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Macros whose body is code of the emitted client.
pub(crate) const QUOTING: &[&str] = &["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

/// The names at the workspace's top level, without those that start with a dot.
pub(crate) const TOP_LEVEL: &[&str] = &[
    "CONTRIBUTING.md",
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

/// File names that do not describe the contents.
pub(crate) const EMPTY_NAMES: &[&str] = &["mod", "util", "utils", "helper", "helpers", "misc"];

/// Words in function names that do not describe the function.
pub(crate) const EMPTY_VERBS: &[&str] = &["sanitize", "process", "handle"];

/// The maximum number of lines of a hand-written file.
pub(crate) const LINES: usize = 400;

/// The source directories of crates, for the rules about crates.
pub(crate) const CRATES: &[&str] = &["generator/src", "generator/support/src", "xtask/src"];

/// Types that an async and a blocking module may both define, next to a generic one.
pub(crate) const TWINS: &[&str] = &[
    "Body",
    "Call",
    "Client",
    "ClientBuilder",
    "EventStream",
    "Items",
    "JsonStream",
    "Pages",
    "RawResponse",
    "Transport",
];

/// Words that no doc comment opens with.
pub(crate) const DOC_OPENERS: &[&str] = &["how", "what", "whether", "where", "who", "why"];

/// Attributes of clap with a help text.
pub(crate) const HELP_ATTRIBUTES: &[&str] =
    &["about", "after_help", "before_help", "help", "help_heading", "long_about", "long_help"];

/// Files that consist of forbidden words, and are not checked for them.
pub(crate) const WORD_LISTS: &[&str] = &["xtask/src/tidy/tables.rs", "xtask/src/tidy/tests.rs"];

/// A finding that is allowed, with the reason. One that allows nothing any more is a finding.
#[derive(Clone, Copy)]
pub(crate) struct Exception {
    /// The file or directory, relative to the workspace.
    pub(crate) file: &'static str,
    /// The rule's name, as findings show it.
    pub(crate) rule: &'static str,
    /// The word or type name; empty for other rules.
    pub(crate) subject: &'static str,
    /// The reason.
    pub(crate) reason: &'static str,
}

/// The exceptions; the list may only shrink.
pub(crate) const EXCEPTIONS: &[Exception] = &[stages("Operation"), stages("Parameter")];

const fn stages(subject: &'static str) -> Exception {
    let reason = "`spec` has it as the document declares it, `ir` as the client has it";
    Exception { file: "generator/src", rule: "type-names", subject, reason }
}

/// The words in string literals that rules match in documents, or quote from them.
pub(crate) const QUOTATIONS: &[Exception] = &[
    quotation("generator/src/infer/evidence/scalars.rs", "tells", "\"tells whether ...\" in descriptions of booleans"),
    quotation("generator/src/infer/evidence/roles.rs", "answer", "\"format of the answer\" in descriptions"),
];

const fn quotation(file: &'static str, word: &'static str, reason: &'static str) -> Exception {
    Exception { file, rule: "strings", subject: word, reason }
}
