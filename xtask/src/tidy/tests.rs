//! Each rule rejects a made-up violation, accepts correct code, and finds nothing in this workspace.

use std::path::Path;

use super::exceptions;
use super::source::Source;
use super::tables::{EXCEPTIONS, Exception, HOMES, QUOTATIONS, STAGES};
use super::{Finding, check, check_crates, check_file, files, lexer, render, words};

fn findings(path: &str, text: &str) -> Vec<Finding> {
    check_file(&Source::new(path, text))
}

/// Returns rule and line of each finding in a file with the given body.
fn rules(path: &str, body: &str) -> Vec<(&'static str, usize)> {
    findings(path, &format!("//! A file.\n{body}")).into_iter().map(|finding| (finding.rule, finding.line)).collect()
}

#[track_caller]
fn assert_rejected(path: &str, body: &str, rule: &'static str) {
    assert_eq!(rules(path, body), [(rule, 2)], "{path}: {body}");
}

#[track_caller]
fn assert_accepted(path: &str, body: &str) {
    assert_eq!(rules(path, body), [], "{path}: {body}");
}

/// Returns the messages of the rules about crates, of files with the given bodies.
fn crate_messages(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    check_crates(&sources).into_iter().map(|finding| format!("{}: {}", finding.file, finding.message)).collect()
}

#[test]
fn this_workspace_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace");
    let findings = check(root).expect("the workspace can be read");
    let findings = exceptions::apply(findings, &[EXCEPTIONS, QUOTATIONS].concat());
    assert!(findings.is_empty(), "\n{}", findings.iter().map(render).collect::<String>());
}

#[test]
fn import_against_the_table_is_found_in_every_spelling() {
    for body in [
        "use crate::spec::Spec;",
        "use crate::{ir::Api, spec};",
        "pub use crate::spec as s;",
        "use super::spec::Spec;",
        "fn a() -> crate::spec::Spec { b() }",
        "fn a() { crate::spec::read(); }",
        "fn a() { use crate::spec::*; }",
        "fn a() { let b: Vec<super::spec::Spec> = c(); }",
        "fn a() { log!(\"{}\", crate::spec::NAME); }",
        "mod inner { use super::super::spec::Spec; }",
        "use crate::*;",
        "use crate::Input;",
    ] {
        assert_rejected("generator/src/emit.rs", body, "imports");
    }
    assert_rejected("generator/src/emit/types.rs", "use super::super::spec::Spec;", "imports");
    assert_rejected("generator/src/emit.rs", "use crate::names::Scope;", "imports");
    assert_rejected("generator/src/spec.rs", "use crate::infer::infer;", "imports");
}

#[test]
fn import_in_the_table_is_accepted() {
    assert_accepted("generator/src/emit.rs", "use crate::{ir, names::Name};\nuse crate::emit::types;");
    assert_accepted("generator/src/emit/types.rs", "use super::docs;\nuse super::super::ir;\nuse self::inner::A;");
    assert_accepted("generator/src/infer/names.rs", "use crate::spec::Spec;\nuse super::Site;");
    assert_accepted("generator/src/infer.rs", "mod names;\nfn a() { names::rule(); }");
    assert_accepted("generator/src/render.rs", "use crate::Files;");
    assert_accepted("generator/src/lib.rs", "fn a() { spec::read(); crate::emit::emit(); }");
    assert_accepted("generator/src/upgrade.rs", "#[cfg(test)]\nmod tests {\n use super::*;\n use crate::spec;\n}");
    assert_accepted("generator/src/upgrade/tests.rs", "use crate::spec;");
    assert_accepted("xtask/src/write.rs", "use crate::spec::Spec;");
}

#[test]
fn stage_in_a_directory_has_its_own_row() {
    assert_rejected("generator/src/input/load.rs", "use super::catalog::Catalog;", "imports");
    assert_rejected("generator/src/input/load/value.rs", "use crate::input::merge;", "imports");
    assert_rejected("generator/src/spec.rs", "use crate::input::load;", "imports");
    assert_accepted("generator/src/input/catalog.rs", "use super::load;\nuse crate::input::load::read;");
    assert_accepted("generator/src/input.rs", "pub mod load;\npub use load::read;");
    assert_accepted("generator/src/analysis.rs", "use crate::report::ledger;\nuse crate::{ir, Input};");
}

#[test]
fn crate_outside_of_its_home_is_found() {
    assert_rejected("generator/src/ir.rs", "use openapiv3::OpenAPI;", "homes");
    assert_rejected("generator/src/infer.rs", "fn a(b: &openapiv3::Schema) {}", "homes");
    assert_rejected("generator/src/lower.rs", "fn a() -> ::quote::Tokens { b() }", "homes");
    assert_rejected("generator/src/spec.rs", "fn a() { assert!(serde_yaml::from_str(b)); }", "homes");
    assert_rejected("generator/src/lower/names.rs", "use heck;", "homes");
    assert_accepted("generator/src/spec/schema.rs", "use openapiv3::Schema;");
    assert_accepted("generator/src/names.rs", "use heck::ToSnakeCase;");
    let quoted = "fn a() { quote! { serde_yaml::Value; crate::spec::A; std::fs::B } }";
    assert_accepted("generator/src/emit/types.rs", quoted);
}

#[test]
fn printing_and_system_access_in_the_generator_is_found() {
    assert_rejected("generator/src/spec.rs", "use std::fs::read;", "pure");
    assert_rejected("generator/src/spec.rs", "use std::{fmt, env};", "pure");
    assert_rejected("generator/src/spec.rs", "fn a() { std::process::exit(1) }", "pure");
    assert_rejected("generator/src/lib.rs", "fn a() { println!(\"a\") }", "pure");
    assert_rejected("generator/src/infer/prose.rs", "fn a() { dbg!(b); }", "pure");
    assert_accepted("generator/src/spec.rs", "use std::{fmt, io::Cursor};\nconst A: &str = env!(\"A\");");
}

#[test]
fn stage_without_a_row_is_found() {
    assert_eq!(rules("generator/src/guess.rs", ""), [("imports", 0)]);
    assert_eq!(rules("generator/src/guess/more.rs", ""), [("imports", 0)]);
}

#[test]
fn cycle_between_files_of_a_directory_is_found() {
    let messages = crate_messages(&[
        ("generator/src/infer/a.rs", "use super::b;\nfn f() { b::g() }"),
        ("generator/src/infer/b.rs", "use crate::infer::{c::h, d};"),
        ("generator/src/infer/c.rs", "fn h() { super::a::f() }"),
        ("generator/src/infer/d.rs", "fn i() {}"),
    ]);
    assert_eq!(messages, ["generator/src/infer: import cycle of 3 files: a, b, c"]);
}

#[test]
fn cycle_through_directories_is_found_in_the_directory_above() {
    let messages = crate_messages(&[
        ("xtask/src/a/deep.rs", "use crate::b;"),
        ("xtask/src/b.rs", "use crate::a::deep::F;"),
        ("xtask/src/a.rs", "mod deep;"),
    ]);
    assert_eq!(messages, ["xtask/src: import cycle of 2 files: a, b"]);
}

#[test]
fn cycle_through_a_reexport_is_found() {
    let messages = crate_messages(&[
        ("generator/support/src/runtime.rs", "pub use error::Error;\nmod error;\nmod retry;"),
        ("generator/support/src/runtime/error.rs", "pub struct Error(super::retry::R);"),
        ("generator/support/src/runtime/retry.rs", "pub struct R;\nfn f() -> super::Error { g() }"),
    ]);
    assert_eq!(messages, ["generator/support/src/runtime: import cycle of 2 files: error, retry"]);
}

#[test]
fn imports_between_parent_and_child_and_in_tests_are_no_cycle() {
    let messages = crate_messages(&[
        ("xtask/src/a.rs", "mod b;\npub struct A;\nfn f() { b::g() }\n#[cfg(test)]\nmod tests { use crate::c; }"),
        ("xtask/src/a/b.rs", "use super::A;\npub fn g() {}"),
        ("xtask/src/a/tests.rs", "use crate::c;"),
        ("xtask/src/c.rs", "use crate::a;\nfn f() { quote! { crate::a::A } }"),
    ]);
    assert_eq!(messages, Vec::<String>::new());
}

#[test]
fn type_name_defined_twice_in_a_crate_is_found() {
    let messages = crate_messages(&[
        ("xtask/src/a.rs", "struct Row;\nmod inner { pub trait Row {} }"),
        ("xtask/src/b.rs", "fn f() { enum Row {} }"),
        ("generator/src/spec.rs", "type Row = u8;"),
        ("xtask/src/b/tests.rs", "struct Row;"),
    ]);
    assert_eq!(messages, ["xtask/src: 3 types are named `Row`"]);
}

#[test]
fn async_and_blocking_twins_share_a_type_name() {
    let generic = ("generator/support/src/runtime/client.rs", "pub struct Client;");
    let blocking = ("generator/support/src/runtime/blocking.rs", "pub type Client = super::client::Client;");
    let asynchronous = ("generator/support/src/runtime/async_impl.rs", "pub type Client = super::client::Client;");
    let other = ("generator/support/src/runtime/mock.rs", "pub struct Client;");
    assert_eq!(crate_messages(&[generic, blocking, asynchronous]), Vec::<String>::new());
    let messages = crate_messages(&[generic, blocking, asynchronous, other]);
    assert_eq!(messages, ["generator/support/src: 4 types are named `Client`"]);
}

#[test]
fn type_for_several_targets_is_one_type() {
    let text = "#[cfg(unix)]\nstruct Lock(u8);\n#[cfg(windows)]\nstruct Lock(u16);";
    assert_eq!(crate_messages(&[("xtask/src/a.rs", text)]), Vec::<String>::new());
}

#[test]
fn doc_comment_that_opens_with_a_question_word_is_found() {
    for word in ["What", "Whether", "How", "where", "Why", "who"] {
        assert_rejected("xtask/src/a.rs", &format!("/// {word} it is.\nstruct A;"), "doc-openers");
    }
    assert_rejected("xtask/src/a.rs", "table! { /// How many.\n count: 3 }", "doc-openers");
    assert_rejected("xtask/src/a.rs", "#[arg(help = \"Whether to write\")] struct A;", "doc-openers");
    assert_eq!(findings("xtask/src/a.rs", "//! What it is.\n")[0].rule, "doc-openers");
    assert_accepted("xtask/src/a.rs", "/// Returns the rule\n/// where it applies.\nfn f() {}");
    assert_accepted("xtask/src/a.rs", "// What this does.\n/// However, a doc.\nfn f() {}");
}

#[test]
fn private_verb_as_function_name_is_found() {
    for word in words::WORDS.iter().filter(|word| word.scope == "functions") {
        let found = rules("xtask/src/a.rs", &format!("fn {}(a: u8) {{}}", word.word));
        assert!(found.contains(&("private-verbs", 2)), "{}: {found:?}", word.word);
    }
    assert_rejected("xtask/src/a.rs", "impl A { fn of(b: u8) -> Self { c() } }", "private-verbs");
    assert_rejected("xtask/src/a.rs", "impl A { fn take(&mut self, b: u8) {} }", "private-verbs");
    assert_accepted("xtask/src/a.rs", "impl A { fn take(&mut self) -> Option<u8> { b() } }");
    assert_accepted("xtask/src/a.rs", "impl B for A { fn of(b: u8) {} }\nfn offset() {}");
}

#[test]
fn forbidden_word_in_a_name_is_found() {
    for word in words::WORDS.iter().filter(|word| word.scope == "names") {
        let word = word.word.trim_end_matches('*');
        for name in [word.to_owned(), format!("max_{word}"), word.to_uppercase()] {
            assert_rejected("xtask/src/a.rs", &format!("const X: u8 = {name};"), "words");
        }
    }
    assert_rejected("generator/tests/a.rs", "struct WishList;", "words");
    assert_rejected("xtask/src/a.rs", "call! { answers }", "words");
    assert_accepted("xtask/src/a.rs", "fn f(always: BadGateway) { entries.to_owned().return_value() }");
}

#[test]
fn forbidden_word_in_a_text_is_found() {
    for word in words::WORDS.iter().filter(|word| word.scope == "texts") {
        let word = word.word.trim_end_matches('*');
        for body in
            [format!("// Of {word}."), format!("/// {word}\nstruct A;"), format!("/* {} */", word.to_uppercase())]
        {
            assert_rejected("xtask/src/a.rs", &body, "words");
        }
    }
    assert_rejected("xtask/src/a.rs", "const A: &str = \"a {b} answers\";", "strings");
    assert_eq!(rules("xtask/src/a.rs", "const A: &str = r#\"\n \"one\"\n wishes\n\"#;"), [("strings", 4)]);
    assert_rejected("README.md", "A wish.", "words");
    assert_rejected("xtask/Cargo.toml", "a = 1 # an answer", "words");
    assert_rejected(".ci/run", "# It tells.", "words");
    assert_accepted("README.md", "Unanswered, it foretells.");
    assert_accepted("xtask/tests/a.rs", "const A: &str = \"an answer of a document\";");
    let tests = "#[cfg(test)]\nmod tests {\n const A: &str = \"an answer\";\n}";
    assert_accepted("xtask/src/a.rs", tests);
}

#[test]
fn identifiers_are_split_at_underscores_and_capitals() {
    assert_eq!(words::split("PageOf2_itemsHTTP"), ["page", "of2", "items", "http"]);
}

#[test]
fn lexer_separates_comments_strings_and_names() {
    let text = "a/*b/*c*/*/ 'd' b'\\'' '\\u{1F}' 'e: \"f\\\"\" br##\"g\"#\"## 1_u8\n// h\ni";
    let pieces: Vec<_> = lexer::lex(text).into_iter().map(|piece| (piece.text, piece.line)).collect();
    let expected = [("a", 1), ("/*b/*c*/*/", 1), ("f\\\"", 1), ("g\"#", 1), ("// h", 2), ("i", 3)];
    assert_eq!(pieces, expected.map(|(text, line)| (text.to_owned(), line)));
}

#[test]
fn file_without_purpose_or_name_or_with_many_lines_is_found() {
    let found = findings("xtask/src/a.rs", "use std::fmt;\n");
    assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["opening"]);
    assert_accepted("xtask/src/a.rs", &"\n".repeat(399));
    assert_eq!(rules("xtask/src/a.rs", &"\n".repeat(400)), [("size", 0)]);
    for name in ["util", "helpers", "mod", "misc", "sanitize_names"] {
        assert_eq!(rules(&format!("generator/tests/{name}.rs"), ""), [("names", 0)], "{name}");
    }
    assert_eq!(rules("xtask/src/a.rs", "fn ("), [("syntax", 2)]);
}

#[test]
fn function_name_without_a_specific_verb_is_found() {
    assert_rejected("xtask/src/a.rs", "fn process_files() {}", "names");
    assert_rejected("generator/support/src/a.rs", "impl A { fn handle(&self) {} }", "names");
    assert_rejected("generator/tests/a.rs", "trait A { fn sanitize(); }", "names");
    assert_accepted("xtask/src/a.rs", "impl Service for A { fn handle(&self) {} }\nfn subprocess() {}");
}

#[test]
fn note_about_missing_work_is_found() {
    let promise = ["TO", "DO"].concat();
    assert_rejected("xtask/src/a.rs", &format!("// {promise}: later"), "promises");
    assert_rejected("README.md", &format!("- {promise}"), "promises");
    assert_accepted("xtask/src/a.rs", &format!("const A: u8 = {promise}S_{promise};"));
    assert_accepted("generator/tests/a.yaml", &promise);
}

#[test]
fn version_outside_of_the_workspace_table_is_found() {
    let manifest = "[dependencies]\nserde = \"1\"\nsyn.workspace = true\n[target.'cfg(unix)'.dependencies]\nlibc = { version = \"1\" }\n";
    let found = findings("xtask/Cargo.toml", manifest);
    let messages: Vec<_> = found.iter().map(|finding| finding.message.as_str()).collect();
    let expected = ["libc", "serde"].map(|name| format!("`{name}` sets a version outside of the workspace's table"));
    assert_eq!(messages, expected);
    assert_eq!(findings("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n"), []);
}

#[test]
fn unknown_name_at_the_top_level_is_found() {
    for name in ["xtask", "README.md", ".ci", "Cargo.lock"] {
        assert!(files::is_top_level(name), "{name}");
    }
    assert!(!files::is_top_level("notes"));
    assert_eq!(files::not_top_level("notes").rule, "top-level");
}

fn size(file: &str) -> Finding {
    Finding::new(file, 3, "size", "401 lines", "split it".to_owned())
}

#[test]
fn exception_allows_its_finding_alone() {
    let exception = |file, subject, reason| Exception { file, rule: "size", subject, reason };
    let left = |findings: &[Finding], exceptions: &[Exception]| {
        let left = exceptions::apply(findings.to_vec(), exceptions);
        left.into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(left(&[size("a.rs")], &[exception("a.rs", "", "a table")]), Vec::<&str>::new());
    assert_eq!(left(&[size("a/b.rs")], &[exception("a", "", "a directory of tables")]), Vec::<&str>::new());
    assert_eq!(left(&[size("a.rs"), size("b.rs")], &[exception("a.rs", "", "a table")]), ["size"]);
    assert_eq!(left(&[size("a.rs")], &[exception("a.rs", "Row", "a table")]), ["size", "exceptions"]);
    assert_eq!(left(&[], &[exception("a.rs", "", "a table")]), ["exceptions"]);
    assert_eq!(left(&[size("a.rs")], &[exception("a.rs", "", "")]), ["size", "exceptions"]);
}

#[test]
fn tables_name_stages_that_have_rows() {
    let exists = |name: &str| name == "lib" || STAGES.iter().any(|stage| stage.name == name);
    for stage in STAGES {
        for import in stage.imports {
            assert!(exists(import.split("::").next().unwrap_or(import)), "{} imports {import}", stage.name);
        }
    }
    for (name, homes) in HOMES {
        assert!(homes.iter().all(|home| exists(home)), "{name}");
    }
}
