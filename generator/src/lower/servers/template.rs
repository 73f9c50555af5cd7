//! URLs of servers: their variables, their default value, and whether they are usable.

use crate::spec::ServerObject;

/// The URL of a server with its variables.
pub(super) struct ServerTemplate {
    /// The URL without surrounding space and trailing slashes; `https` is added if it starts with `//`.
    pub(super) url: String,
    /// Description of the server.
    pub(super) description: Option<String>,
    /// Variables in the order of the URL.
    pub(super) variables: Vec<Variable>,
}

/// A variable of a server URL.
pub(super) struct Variable {
    pub(super) name: String,
    /// Default value; `None` if the document has none.
    pub(super) default: Option<String>,
    values: Vec<String>,
    description: Option<String>,
}

/// Kind of a server URL.
pub(super) enum Usability {
    /// Requests can be sent to it, possibly after its variables are set.
    Usable,
    /// A path on a host that the document does not name.
    Relative,
    /// Not a server URL, with the reason.
    Unusable(&'static str),
}

impl ServerTemplate {
    /// Reads a server.
    pub(super) fn new(server: &ServerObject) -> Self {
        let url = server.url.trim();
        let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        let url = url.trim_end_matches('/').to_owned();
        let mut variables: Vec<Variable> = Vec::new();
        for name in names(&url) {
            if variables.iter().any(|variable| variable.name == name) {
                continue;
            }
            let declared = server.variables.get(name);
            let values = declared.map(|declared| declared.enum_values.clone()).unwrap_or_default();
            let default = declared.map(|declared| declared.default.clone());
            let default = default.filter(|default| !default.is_empty() || values.is_empty());
            variables.push(Variable {
                name: name.to_owned(),
                default: default.or_else(|| values.first().cloned()),
                values,
                description: declared.and_then(|declared| filled(declared.description.as_deref())),
            });
        }
        Self { url, description: filled(server.description.as_deref()), variables }
    }

    /// Returns the URL with the defaults of its variables; `None` if a variable has no default.
    pub(super) fn expanded(&self) -> Option<String> {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), variable.default.as_ref()?);
        }
        Some(url.trim_end_matches('/').to_owned())
    }

    /// Returns the expanded URL if requests can be sent to it.
    pub(super) fn absolute(&self) -> Option<String> {
        self.expanded().filter(|url| defect(url).is_none())
    }

    /// Resolves a path against the host of another URL.
    pub(super) fn on_host_of(&self, base: &str) -> Option<String> {
        let path = self.expanded().filter(|path| path.starts_with('/'))?;
        let (scheme, rest) = base.split_once("://")?;
        let host = rest.split('/').next().unwrap_or_default();
        Some(format!("{scheme}://{host}{path}")).filter(|url| defect(url).is_none())
    }

    /// Returns true if another URL is the same, or is this one with its default values.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.url == other.url || (other.variables.is_empty() && self.absolute().as_ref() == Some(&other.url))
    }

    /// Returns the usability of the URL.
    pub(super) fn kind(&self) -> Usability {
        let Some(url) = self.expanded() else { return Usability::Usable };
        match defect(&url) {
            None => Usability::Usable,
            // A variable can be the missing part, such as scheme and host.
            Some(_) if self.url.split("://").next().is_some_and(|scheme| scheme.contains('{')) => Usability::Usable,
            Some(_) if self.host().contains('{') => Usability::Usable,
            Some(_) if is_path(&url) => Usability::Relative,
            Some(why) => Usability::Unusable(why),
        }
    }

    fn host(&self) -> &str {
        self.url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default())
    }

    /// Returns the words of the server's name: its description if it is short, or else host and path.
    pub(super) fn words(&self) -> String {
        match self.short_description() {
            Some(text) => match text.rsplit_once(char::is_whitespace) {
                Some((rest, last)) if last.eq_ignore_ascii_case("server") => rest.to_owned(),
                _ => text.to_owned(),
            },
            None => self.place(),
        }
    }

    /// Returns words that distinguish servers with the same name.
    pub(super) fn difference(&self) -> String {
        let scheme = self.url.split_once("://").map_or("", |(scheme, _)| scheme);
        match self.short_description() {
            Some(_) => format!("{} {scheme}", self.place()),
            None => scheme.to_owned(),
        }
    }

    fn short_description(&self) -> Option<&str> {
        let text = self.description.as_deref()?.trim().trim_end_matches('.');
        (text.len() <= 40 && text.contains(|c: char| c.is_ascii_alphabetic())).then_some(text)
    }

    /// Returns host and path as words, without variables if anything else remains.
    fn place(&self) -> String {
        let place = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let fixed = self
            .variables
            .iter()
            .fold(place.to_owned(), |place, variable| place.replace(&format!("{{{}}}", variable.name), " "));
        let text = if fixed.contains(char::is_alphanumeric) { fixed } else { place.to_owned() };
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl Variable {
    /// Returns the paragraphs about the variable: description, values, default.
    pub(super) fn docs(&self) -> Vec<String> {
        let quoted: Vec<String> = self.values.iter().map(|value| format!("`{value}`")).collect();
        let mut docs: Vec<String> = self.description.iter().cloned().collect();
        if !quoted.is_empty() {
            docs.push(format!("One of {}.", quoted.join(", ")));
        }
        match self.default.as_deref() {
            Some("") | None => {}
            Some(default) => docs.push(format!("Default: `{default}`.")),
        }
        docs
    }
}

/// Returns the names between braces.
fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).filter(|name| !name.is_empty())
}

/// Returns true if a URL is only a path.
fn is_path(url: &str) -> bool {
    (url.is_empty() || url.starts_with(['/', '.'])) && !url.contains(['?', '#'])
}

/// Returns the reason why a URL is not usable.
fn defect(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://") else { return Some("it has no scheme") };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Some("its scheme is neither http nor https");
    }
    if url.contains(['?', '#']) {
        return Some("it has a query or fragment, which no path can follow");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'));
    if port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
        return Some("its port is not a number");
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}%".contains(c);
    if host.is_empty() || host.starts_with(':') || host.contains(odd) || url.contains(char::is_control) {
        return Some("it has no host");
    }
    None
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_urls_are_classified() {
        let table = [
            ("https://pets.example/v1/", Some("https://pets.example/v1"), "usable"),
            ("//pets.example/v1", Some("https://pets.example/v1"), "usable"),
            ("HTTP://[::1]:80", Some("HTTP://[::1]:80"), "usable"),
            ("https://{region}.pets.example", None, "usable"),
            ("{url}/v1", None, "usable"),
            ("/v1", None, "relative"),
            ("", None, "relative"),
            ("pets.example/v1", None, "it has no scheme"),
            ("wss://pets.example", None, "its scheme is neither http nor https"),
            ("https://pets.example/?key=1", None, "it has a query or fragment, which no path can follow"),
            ("/v1#top", None, "it has no scheme"),
            ("https:///v1", None, "it has no host"),
            ("https://pets example", None, "it has no host"),
            ("https://pets.example:http", None, "its port is not a number"),
        ];
        for (url, absolute, kind) in table {
            let template = ServerTemplate::new(&ServerObject { url: url.to_owned(), ..ServerObject::default() });
            let usability = match template.kind() {
                Usability::Usable => "usable",
                Usability::Relative => "relative",
                Usability::Unusable(why) => why,
            };
            assert_eq!((template.absolute().as_deref(), usability), (absolute, kind), "{url}");
        }
    }
}
