//! A document of any dialect becomes one of OpenAPI 3.0.
//!
//! A [`Document`] as its author wrote it (after overlays) comes in; out it goes as a valid OpenAPI 3.0.3 document whose
//! origins lead back to the author's text. It works on values, not on typed models, because broken documents break
//! those first: a bad item costs that item. It must not guess at types that nobody wrote; inference does that.
//!
//! The parts, in their order: `resources` reads references by name, `paths` settles the keys of paths, `swagger2` moves
//! 2.0 structures to their 3.0 places, `components` cleans names, `references` follows the moves, `hoist` names the
//! schemas that are referred to where they stand, `arguments` settles lists of parameters, `openapi31` says newer
//! schemas in older words, `tidy` fills what the specification demands, and `whole` settles what only the whole
//! document can tell.

mod arguments;
mod components;
mod credentials;
mod discriminators;
mod hoist;
mod openapi31;
mod operation_ids;
mod paths;
mod references;
mod resources;
mod shape;
mod stage;
mod swagger2;
mod tidy;
mod trail;
mod whole;

use crate::diagnostic::Diagnostics;
use crate::document::{Dialect, Document};
use crate::repair::Repairs;

use self::stage::Stage;

/// Upgrades a document. What it got wrong is reported, what was changed in meaning or filled in is recorded.
#[must_use]
pub fn upgrade(document: Document, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Document {
    let Document { source, dialect, author, mut root, origins } = document;
    let mut stage = Stage::new(origins, diagnostics, repairs);

    resources::settle(&mut root, &mut stage);
    stage.turn();
    paths::settle(&mut root, &mut stage);
    stage.turn();
    if dialect == Dialect::Swagger2 {
        root = swagger2::upgrade(root, &mut stage);
        stage.turn();
    }
    let mut moves = stage.take_past();
    components::clean_names(&mut root, &mut stage);
    stage.turn();
    let renames = stage.take_past();
    moves.extend(renames.iter().cloned());
    references::rewrite(&mut root, &moves, &mut stage);
    stage.turn();
    if dialect == Dialect::Swagger2 {
        discriminators::complete(&mut root, &renames);
    }
    hoist::settle(&mut root, &mut stage);
    stage.turn();
    references::cut_circles(&mut root, &mut stage);
    stage.take_past();
    arguments::settle(&mut root, &mut stage);
    stage.turn();
    for moves in stage.take_past() {
        references::follow(&mut root, &moves);
    }
    operation_ids::settle(&mut root, &mut stage);
    credentials::check(&mut root, &mut stage);
    openapi31::settle(&mut root, dialect, &mut stage);
    stage.turn();
    let declared = credentials::declared(&root);
    root = tidy::tidy(root, &mut stage);
    stage.turn();
    whole::settle(&mut root, &mut stage);
    credentials::leave_out(&mut root, &declared);

    Document { source, dialect: Dialect::OpenApi30, author, root, origins: stage.finish() }
}
