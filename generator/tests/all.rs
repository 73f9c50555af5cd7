//! All tests of the generator, in one binary.

#[path = "all/agreement.rs"]
mod agreement;
#[path = "all/bundle.rs"]
mod bundle;
#[path = "all/catalog.rs"]
mod catalog;
#[path = "all/codes.rs"]
mod codes;
#[path = "all/compile.rs"]
mod compile;
#[path = "all/coverage.rs"]
mod coverage;
#[path = "all/emit.rs"]
mod emit;
#[path = "all/explain.rs"]
mod explain;
#[path = "all/hostile.rs"]
mod hostile;
#[path = "all/infer.rs"]
mod infer;
#[path = "all/load.rs"]
mod load;
#[path = "all/locate.rs"]
mod locate;
#[path = "all/merge.rs"]
mod merge;
#[path = "all/outline.rs"]
mod outline;
#[path = "all/overlay.rs"]
mod overlay;
#[path = "all/paging.rs"]
mod paging;
#[path = "all/pipeline.rs"]
mod pipeline;
#[path = "all/sample.rs"]
mod sample;
#[path = "all/sizes.rs"]
mod sizes;
#[path = "all/support.rs"]
mod support;
#[path = "all/taken.rs"]
mod taken;
#[path = "all/upgrade.rs"]
mod upgrade;
#[path = "all/wire.rs"]
mod wire;
