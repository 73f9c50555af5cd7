//! Flags from names: first and last words that indicate a boolean. The confidence of each convention is counted; see
//! `calibration_data`.

use super::names::TEXTS;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::phrases::says_zero_or_one;

pub(in crate::infer) fn is_or_has(context: &ParameterContext) -> Option<Finding> {
    flag(context, context.begins_with(&["is", "has", "should", "can", "was", "did"]))
}

/// Returns true for `include_fields`, which is a list.
fn names_several(context: &ParameterContext) -> bool {
    context.name.len() == 2 && context.last_word().ends_with('s') && !context.last_word().ends_with("ss")
}

/// Returns true for `send_date` and `send_id`, which have values of other types.
pub(in crate::infer) fn names_a_value(context: &ParameterContext) -> bool {
    let suffixes =
        ["id", "ids", "at", "date", "time", "count", "fields", "to", "by", "number", "digits", "status", "mode"];
    suffixes.contains(&context.last_word()) || TEXTS.contains(&context.last_word())
}

pub(in crate::infer) fn with_or_without(context: &ParameterContext) -> Option<Finding> {
    let verbs = [
        "include",
        "show",
        "hide",
        "ignore",
        "skip",
        "allow",
        "enable",
        "disable",
        "force",
        "use",
        "return",
        "exclude",
        "with",
        "only",
        "needs",
        "no",
        "auto",
        "prevent",
        "send",
        "notify",
        "trim",
        "stringify",
        "simplify",
        "clear",
        "reset",
        "delete",
        "remove",
        "replace",
        "validate",
        "verify",
        "resolve",
        "flatten",
        "convert",
        "apply",
        "fetch",
        "do",
        "want",
        "strip",
        "add",
        "get",
        "expand",
        "require",
        "overwrite",
        "override",
        "reverse",
        "merge",
        "keep",
        "preserve",
        "render",
        "stop",
        "compress",
        "encode",
        "wrap",
        "suppress",
    ];
    let other = names_a_value(context);
    let unmistakable =
        context.begins_with(&["ignore", "hide", "enable", "disable", "allow", "skip", "only", "force", "stringify"]);
    flag(context, context.begins_with(&verbs) && !names_several(context) && (unmistakable || !other))
}

pub(in crate::infer) fn state(context: &ParameterContext) -> Option<Finding> {
    let states = ["enabled", "disabled", "only", "deleted", "archived", "hidden", "required", "visible", "verified"];
    flag(context, states.contains(&context.last_word()))
}

pub(in crate::infer) fn lone_flag(context: &ParameterContext) -> Option<Finding> {
    let flags = [
        "enabled",
        "disabled",
        "active",
        "public",
        "private",
        "deleted",
        "archived",
        "verbose",
        "recursive",
        "draft",
        "force",
        "async",
        "pretty",
        "dryrun",
        "debug",
        "overwrite",
        "nsfw",
        "adult",
        "descending",
        "ascending",
        "readonly",
        "hidden",
        "locked",
        "published",
        "preview",
        "all",
        "unsafe",
        "uppercase",
        "lowercase",
        "exact",
        "full",
        "raw",
        "confirm",
        "default",
        "featured",
        "popular",
        "live",
        "online",
        "prettyprint",
        "nocache",
        "refresh",
        "autoplay",
        "notify",
        "quiet",
        "silent",
        "reverse",
        "shuffle",
        "minify",
        "strict",
        "premium",
        "upsert",
        "sandbox",
        "cascade",
    ];
    flag(context, context.is_named(&flags))
}

fn flag(context: &ParameterContext, named: bool) -> Option<Finding> {
    // A flag with the values `0` and `1` is an integer.
    (named && !context.in_path() && !says_zero_or_one(&context.prose)).then(|| context.flag(context.by_name()))
}

/// `closed`, `accepted`: a state. `created` is a time, and `feed` a noun.
pub(in crate::infer) fn participle(context: &ParameterContext) -> Option<Finding> {
    let others = [
        "created",
        "updated",
        "modified",
        "changed",
        "bed",
        "red",
        "tagged",
        "nottagged",
        "related",
        "shared",
        "ed",
        "med",
        "requested",
        "received",
        "sized",
        "used",
        "added",
        "edited",
    ];
    let participle = context.name.len() == 1 && context.joined.len() > 3 && context.joined.ends_with("ed");
    let noun =
        ["feed", "seed", "speed", "need", "embed", "breed", "creed"].iter().any(|noun| context.joined.ends_with(noun));
    flag(context, participle && !noun && !context.is_named(&others))
}
