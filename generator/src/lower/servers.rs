//! Where the API is served.

use openapiv3::Server;

/// The base URL of the first server with an absolute one, its variables replaced by their defaults.
pub(super) fn base_url(servers: &[Server]) -> Option<String> {
    servers.iter().map(expanded).find(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn expanded(server: &Server) -> String {
    let variables = server.variables.iter().flatten();
    let url = variables
        .fold(server.url.clone(), |url, (name, variable)| url.replace(&format!("{{{name}}}"), &variable.default));
    url.trim_end_matches('/').to_owned()
}
