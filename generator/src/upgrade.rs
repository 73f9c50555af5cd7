//! Conversion of a document of any dialect to OpenAPI 3.0.3.
//!
//! `upgrade` works on JSON values instead of typed models, so that an invalid item costs only that item. The result is a
//! valid document whose origins point to the author's text. Missing types are not guessed: that is the task of inference.
//!
//! Passes, in order: `references` resolves references by name, `paths` normalizes path keys, `spellings` restores the
//! texts that YAML reads as numbers, `swagger2` converts the structure of 2.0, `components` corrects names,
//! `references` follows the moves and names inline schemas, `parameters` normalizes parameter lists, `openapi31`
//! converts newer schemas, `conform` checks every object against the `object_model`, and `cross_check` checks the
//! entire document.

mod components;
mod conform;
mod context;
mod cross_check;
mod object_model;
mod openapi31;
mod parameters;
mod paths;
mod references;
mod spellings;
mod swagger2;
mod type_words;

use crate::diagnostic::Diagnostics;
use crate::document::{Dialect, Document};
use crate::repairs::Repairs;

use self::context::Context;
use self::cross_check::security;

/// Converts a document to OpenAPI 3.0.3. Errors are reported; changes to its meaning and filled-in values are recorded.
#[must_use]
pub fn upgrade(document: Document, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Document {
    let Document { source, dialect, author, mut root, origins } = document;
    let mut context = Context::new(origins, diagnostics, repairs);

    references::resolve_schema_ids(&mut root, &mut context);
    context.end_pass();
    paths::normalize(&mut root, &mut context);
    context.end_pass();
    spellings::restore(&mut root, &mut context);
    if dialect == Dialect::Swagger2 {
        root = swagger2::upgrade(root, &mut context);
        context.end_pass();
    }
    let mut moves = context.take_moves();
    components::clean_names(&mut root, &mut context);
    context.end_pass();
    let renames = context.take_moves();
    moves.extend(renames.iter().cloned());
    references::rewrite(&mut root, &moves, &mut context);
    context.end_pass();
    if dialect == Dialect::Swagger2 {
        swagger2::complete_discriminators(&mut root, &renames);
    }
    references::extract_inline_schemas(&mut root, &mut context);
    context.end_pass();
    references::move_to_enums(&mut root, &mut context);
    context.end_pass();
    references::break_cycles(&mut root, &mut context);
    context.take_moves();
    parameters::normalize(&mut root, &mut context);
    context.end_pass();
    for moves in context.take_moves() {
        references::follow(&mut root, &moves);
    }
    cross_check::remove_duplicate_operation_ids(&mut root, &mut context);
    security::check(&mut root, &mut context);
    openapi31::upgrade(&mut root, dialect, &mut context);
    context.end_pass();
    let declared = security::declared(&root);
    root = conform::conform(root, &mut context);
    context.end_pass();
    cross_check::check_schemas(&mut root, &mut context);
    security::remove_dropped(&mut root, &declared);

    Document { source, dialect: Dialect::OpenApi30, author, root, origins: context.finish() }
}
