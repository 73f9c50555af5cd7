//! Flags from names: words that begin or end a name of something that is on or off.
//!
//! Comes in: a site. Goes out: a truth value, or the digit that the document's flags are written with. How often each
//! convention holds is counted, not believed; see `figures`.

use super::names::TEXTS;
use super::prose::says_zero_or_one;
use super::site::{Finding, Site};

pub(super) fn is_or_has(site: &Site) -> Option<Finding> {
    flag(site, site.begins_with(&["is", "has", "should", "can", "was", "did"]))
}

/// `include_fields` lists what to include.
fn names_several(site: &Site) -> bool {
    site.name.len() == 2 && site.last_word().ends_with('s') && !site.last_word().ends_with("ss")
}

/// `send_date` says when, `send_id` which.
pub(super) fn names_a_value(site: &Site) -> bool {
    let told = ["id", "ids", "at", "date", "time", "count", "fields", "to", "by", "number", "digits", "status", "mode"];
    told.contains(&site.last_word()) || TEXTS.contains(&site.last_word())
}

pub(super) fn with_or_without(site: &Site) -> Option<Finding> {
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
    let other = names_a_value(site);
    let unmistakable =
        site.begins_with(&["ignore", "hide", "enable", "disable", "allow", "skip", "only", "force", "stringify"]);
    flag(site, site.begins_with(&verbs) && !names_several(site) && (unmistakable || !other))
}

pub(super) fn state(site: &Site) -> Option<Finding> {
    let states = ["enabled", "disabled", "only", "deleted", "archived", "hidden", "required", "visible", "verified"];
    flag(site, states.contains(&site.last_word()))
}

pub(super) fn lone_flag(site: &Site) -> Option<Finding> {
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
    flag(site, site.is_named(&flags))
}

fn flag(site: &Site, named: bool) -> Option<Finding> {
    // A flag that is written `1` is a number to whoever sends it.
    (named && !site.in_path() && !says_zero_or_one(&site.prose)).then(|| site.flag(site.by_name()))
}

/// `closed`, `accepted`: a state that something is in or not, where it is no moment and no thing.
pub(super) fn participle(site: &Site) -> Option<Finding> {
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
    let participle = site.name.len() == 1 && site.joined.len() > 3 && site.joined.ends_with("ed");
    let noun =
        ["feed", "seed", "speed", "need", "embed", "breed", "creed"].iter().any(|noun| site.joined.ends_with(noun));
    flag(site, participle && !noun && !site.is_named(&others))
}
