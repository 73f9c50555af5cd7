//! All tests of the generator, in one binary.

#[path = "all/agreement.rs"]
mod agreement;
#[path = "all/bundle.rs"]
mod bundle;
#[path = "all/catalog.rs"]
mod catalog;
#[path = "all/compile.rs"]
mod compile;
#[path = "all/coverage.rs"]
mod coverage;
#[path = "all/diagnostic_codes.rs"]
mod diagnostic_codes;
#[path = "all/diff.rs"]
mod diff;
#[path = "all/documentation.rs"]
mod documentation;
#[path = "all/emit.rs"]
mod emit;
#[path = "all/examples.rs"]
mod examples;
#[path = "all/explain.rs"]
mod explain;
#[path = "all/infer.rs"]
mod infer;
#[path = "all/injection.rs"]
mod injection;
#[path = "all/invented.rs"]
mod invented;
#[path = "all/large_documents.rs"]
mod large_documents;
#[path = "all/learn.rs"]
mod learn;
#[path = "all/learned.rs"]
mod learned;
#[path = "all/learned_examples.rs"]
mod learned_examples;
#[path = "all/load.rs"]
mod load;
#[path = "all/lock.rs"]
mod lock;
#[path = "all/lock_edits.rs"]
mod lock_edits;
#[path = "all/merge.rs"]
mod merge;
#[path = "all/outline.rs"]
mod outline;
#[path = "all/overlay.rs"]
mod overlay;
#[path = "all/pagination.rs"]
mod pagination;
#[path = "all/pipeline.rs"]
mod pipeline;
#[path = "all/public_items.rs"]
mod public_items;
#[path = "all/recording_edges.rs"]
mod recording_edges;
#[path = "all/recording_secrets.rs"]
mod recording_secrets;
#[path = "all/recordings.rs"]
mod recordings;
#[path = "all/required_parameters.rs"]
mod required_parameters;
#[path = "all/reserved_names.rs"]
mod reserved_names;
#[path = "all/round_trip.rs"]
mod round_trip;
#[path = "all/source_map.rs"]
mod source_map;
#[path = "all/spellings.rs"]
mod spellings;
#[path = "all/support.rs"]
mod support;
#[path = "all/upgrade.rs"]
mod upgrade;
#[path = "all/usage.rs"]
mod usage;
#[path = "all/wire.rs"]
mod wire;
