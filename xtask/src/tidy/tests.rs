//! Each rule catches a made-up violation, lets through what is right, and finds nothing in this workspace.

use std::path::Path;

use super::tables::{Exception, HOMES, STAGES};
use super::{Finding, check, check_file, draw, settle};

/// Rule and line of each finding in a file with the given body.
fn rules(path: &str, body: &str) -> Vec<(&'static str, usize)> {
    let found = check_file(path, &format!("//! A file.\n{body}"));
    found.into_iter().map(|finding| (finding.rule, finding.line)).collect()
}

fn assert_broken(path: &str, body: &str, rule: &'static str) {
    assert_eq!(rules(path, body), [(rule, 2)], "{path}: {body}");
}

fn assert_right(path: &str, body: &str) {
    assert_eq!(rules(path, body), [], "{path}: {body}");
}

#[test]
fn this_workspace_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace");
    let findings = check(root).expect("the workspace can be read");
    assert!(findings.is_empty(), "\n{}", findings.iter().map(draw).collect::<String>());
}

#[test]
fn an_import_against_the_table_is_found_however_it_is_written() {
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
        assert_broken("generator/src/emit.rs", body, "imports");
    }
    assert_broken("generator/src/emit/types.rs", "use super::super::spec::Spec;", "imports");
    assert_broken("generator/src/emit.rs", "use crate::names::Scope;", "imports");
    assert_broken("generator/src/load.rs", "use crate::merge::merge;", "imports");
}

#[test]
fn an_import_that_the_table_allows_is_right() {
    assert_right("generator/src/emit.rs", "use crate::{ir, names::Name};\nuse crate::emit::types;");
    assert_right("generator/src/emit/types.rs", "use super::docs;\nuse super::super::ir;\nuse self::inner::A;");
    assert_right("generator/src/infer/names.rs", "use crate::spec::Spec;\nuse super::Site;");
    assert_right("generator/src/infer.rs", "mod names;\nfn a() { names::rule(); }");
    assert_right("generator/src/render.rs", "use crate::Files;");
    assert_right("generator/src/lib.rs", "fn a() { load::read(); crate::emit::emit(); }");
    assert_right("generator/src/upgrade.rs", "#[cfg(test)]\nmod tests {\n use super::*;\n use crate::spec;\n}");
    assert_right("generator/src/upgrade/tests.rs", "use crate::spec;");
    assert_right("xtask/src/write.rs", "use crate::spec::Spec;");
}

#[test]
fn an_outside_crate_has_its_home() {
    assert_broken("generator/src/ir.rs", "use openapiv3::OpenAPI;", "homes");
    assert_broken("generator/src/lower.rs", "fn a() -> ::quote::Tokens { b() }", "homes");
    assert_broken("generator/src/spec.rs", "fn a() { assert!(serde_yaml::from_str(b)); }", "homes");
    assert_broken("generator/src/lower/names.rs", "use heck;", "homes");
    assert_right("generator/src/names.rs", "use heck::ToSnakeCase;");
    assert_right("generator/src/emit/types.rs", "fn a() { quote! { serde_yaml::Value; crate::spec::A; std::fs::B } }");
}

#[test]
fn the_generator_neither_prints_nor_reaches_outside() {
    assert_broken("generator/src/load.rs", "use std::fs::read;", "pure");
    assert_broken("generator/src/load.rs", "use std::{fmt, env};", "pure");
    assert_broken("generator/src/load.rs", "fn a() { std::process::exit(1) }", "pure");
    assert_broken("generator/src/lib.rs", "fn a() { println!(\"a\") }", "pure");
    assert_broken("generator/src/infer/prose.rs", "fn a() { dbg!(b); }", "pure");
    assert_right("generator/src/load.rs", "use std::{fmt, io::Cursor};\nconst A: &str = env!(\"A\");");
}

#[test]
fn a_stage_without_a_row_is_found() {
    assert_eq!(rules("generator/src/guess.rs", ""), [("imports", 0)]);
    assert_eq!(rules("generator/src/guess/more.rs", ""), [("imports", 0)]);
}

#[test]
fn a_file_has_a_purpose_a_size_and_a_name() {
    let found = check_file("xtask/src/a.rs", "use std::fmt;\n");
    assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["opening"]);
    assert_right("xtask/src/a.rs", &"\n".repeat(399));
    assert_eq!(rules("xtask/src/a.rs", &"\n".repeat(400)), [("size", 0)]);
    for name in ["util", "helpers", "mod", "misc", "sanitize_names"] {
        assert_eq!(rules(&format!("generator/tests/{name}.rs"), ""), [("names", 0)], "{name}");
    }
    assert_eq!(rules("xtask/src/a.rs", "fn ("), [("syntax", 2)]);
}

#[test]
fn functions_are_named_after_what_they_do() {
    assert_broken("xtask/src/a.rs", "fn process_files() {}", "names");
    assert_broken("generator/support/src/a.rs", "impl A { fn handle(&self) {} }", "names");
    assert_broken("generator/tests/a.rs", "trait A { fn sanitize(); }", "names");
    assert_right("xtask/src/a.rs", "impl Service for A { fn handle(&self) {} }\nfn subprocess() {}");
}

#[test]
fn promises_are_found_in_code_manifests_and_texts() {
    let promise = ["TO", "DO"].concat();
    assert_broken("xtask/src/a.rs", &format!("// {promise}: later"), "promises");
    assert_broken("README.md", &format!("- {promise}"), "promises");
    assert_right("xtask/src/a.rs", &format!("const A: u8 = {promise}S_{promise};"));
    assert_right("generator/tests/a.yaml", &promise);
}

#[test]
fn versions_are_given_once() {
    let own = "[dependencies]\nserde = \"1\"\nsyn.workspace = true\n[target.'cfg(unix)'.dependencies]\nlibc = { version = \"1\" }\n";
    let found = check_file("xtask/Cargo.toml", own);
    let what: Vec<_> = found.iter().map(|finding| finding.what.as_str()).collect();
    assert_eq!(what, ["`libc` has a version of its own", "`serde` has a version of its own"]);
    assert_eq!(check_file("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n"), []);
}

#[test]
fn the_top_level_holds_what_is_in_its_list() {
    for name in ["xtask", "README.md", ".ci", "Cargo.lock"] {
        assert!(super::files::is_top_level(name), "{name}");
    }
    assert!(!super::files::is_top_level("notes"));
    assert_eq!(super::files::not_top_level("notes").rule, "top-level");
}

#[test]
fn an_exception_allows_its_finding_and_nothing_else() {
    let found = |file: &str| Finding {
        file: file.to_owned(),
        line: 3,
        rule: "size",
        what: "401 lines".to_owned(),
        help: "split it".to_owned(),
    };
    let exception = |file, reason| Exception { file, rule: "size", reason };
    let left = |findings: &[Finding], exceptions: &[Exception]| {
        settle(findings.to_vec(), exceptions).into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(left(&[found("a.rs")], &[exception("a.rs", "a table")]), Vec::<&str>::new());
    assert_eq!(left(&[found("a.rs"), found("b.rs")], &[exception("a.rs", "a table")]), ["size"]);
    assert_eq!(left(&[], &[exception("a.rs", "a table")]), ["exceptions"]);
    assert_eq!(left(&[found("a.rs")], &[exception("a.rs", "")]), ["size", "exceptions"]);
}

#[test]
fn the_tables_name_stages_that_have_rows() {
    let exists = |name: &str| name == "lib" || STAGES.iter().any(|stage| stage.name == name);
    for stage in STAGES {
        for known in stage.knows {
            assert!(exists(known.split("::").next().unwrap_or(known)), "{} knows {known}", stage.name);
        }
    }
    for (name, homes) in HOMES {
        assert!(homes.iter().all(|home| exists(home)), "{name}");
    }
}
