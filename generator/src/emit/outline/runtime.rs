//! Items of the runtime that not every client has.

use super::OutlineItem;
use crate::emit::{lib_rs, runtime_features};
use crate::ir::Api;

/// Returns the re-exported names, the methods of some clients, and the features of the runtime.
pub(super) fn items(api: &Api) -> Vec<OutlineItem> {
    let used = runtime_features::used(api);
    let item = |path: String, declaration: &str| OutlineItem::declared(path, declaration, "");
    let export = |module: &str, name: &str| item(format!("{module}::{name}"), &format!("pub use runtime::{name}"));
    let mut items: Vec<OutlineItem> =
        lib_rs::specific_exports(api).into_iter().map(|name| export("crate", name)).collect();
    let of_auth = [
        ("oauth2", ["ClientCredentials", "OAuth2", "RefreshableToken"].as_slice()),
        ("pkce", &["AuthorizationCode", "PendingAuthorization"]),
    ];
    for (_, names) in of_auth.iter().filter(|(feature, _)| used.contains(feature)) {
        items.extend(names.iter().map(|name| export("auth", name)));
    }
    items.extend(used.contains("lenient").then(|| {
        let declaration = "pub fn lenient_decoding(self, is_lenient: bool) -> Self";
        item("ClientBuilder::lenient_decoding".to_owned(), declaration)
    }));
    items.extend(used.iter().map(|feature| item(format!("runtime::{feature}"), "feature of the runtime")));
    items
}
