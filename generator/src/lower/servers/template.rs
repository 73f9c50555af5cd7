//! One server's URL: its variables, what it is with their defaults, and whether anything can be sent there.

use openapiv3::Server;

/// A server's URL with its variables.
pub(super) struct Template {
    /// The URL, without space around it and slashes at its end; of a URL without a scheme, with `https`.
    pub(super) url: String,
    /// The author's words about the server.
    pub(super) description: Option<String>,
    /// The variables in the order in which they stand in the URL.
    pub(super) variables: Vec<Variable>,
}

/// A variable of a server's URL.
pub(super) struct Variable {
    pub(super) name: String,
    /// What it is where nobody says; `None` where the document does not say it either.
    pub(super) default: Option<String>,
    values: Vec<String>,
    description: Option<String>,
}

/// What can be done with a URL.
pub(super) enum Kind {
    /// Requests can be sent there, if need be once its variables are set.
    Usable,
    /// It is a path on a host that the document does not name.
    Relative,
    /// Nothing, and why.
    Unusable(&'static str),
}

impl Template {
    /// Reads a server.
    pub(super) fn of(server: &Server) -> Self {
        let url = server.url.trim();
        let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        let url = url.trim_end_matches('/').to_owned();
        let mut variables: Vec<Variable> = Vec::new();
        for name in names(&url) {
            if variables.iter().any(|variable| variable.name == name) {
                continue;
            }
            let declared = server.variables.iter().flatten().find(|(key, _)| key.as_str() == name);
            let declared = declared.map(|(_, declared)| declared);
            let values = declared.map(|declared| declared.enumeration.clone()).unwrap_or_default();
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

    /// The URL with the defaults of its variables; `None` where one has none.
    pub(super) fn expanded(&self) -> Option<String> {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), variable.default.as_ref()?);
        }
        Some(url.trim_end_matches('/').to_owned())
    }

    /// The expanded URL, where requests can be sent to it.
    pub(super) fn absolute(&self) -> Option<String> {
        self.expanded().filter(|url| fault(url).is_none())
    }

    /// Of a path, the URL that it is on the host of another URL.
    pub(super) fn on_host_of(&self, base: &str) -> Option<String> {
        let path = self.expanded().filter(|path| path.starts_with('/'))?;
        let (scheme, rest) = base.split_once("://")?;
        let host = rest.split('/').next().unwrap_or_default();
        Some(format!("{scheme}://{host}{path}")).filter(|url| fault(url).is_none())
    }

    /// Whether it gives the URL of another, by its defaults where that has no variables.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.url == other.url || (other.variables.is_empty() && self.absolute().as_ref() == Some(&other.url))
    }

    /// What can be done with it.
    pub(super) fn kind(&self) -> Kind {
        let Some(url) = self.expanded() else { return Kind::Usable };
        match fault(&url) {
            None => Kind::Usable,
            // A variable may stand for what is missing, such as scheme and host.
            Some(_) if self.url.split("://").next().is_some_and(|scheme| scheme.contains('{')) => Kind::Usable,
            Some(_) if self.host().contains('{') => Kind::Usable,
            Some(_) if is_path(&url) => Kind::Relative,
            Some(why) => Kind::Unusable(why),
        }
    }

    fn host(&self) -> &str {
        self.url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default())
    }

    /// The words of its name: the author's where they are few, else those of host and path.
    pub(super) fn words(&self) -> String {
        match self.short_description() {
            Some(text) => match text.rsplit_once(char::is_whitespace) {
                Some((rest, last)) if last.eq_ignore_ascii_case("server") => rest.to_owned(),
                _ => text.to_owned(),
            },
            None => self.place(),
        }
    }

    /// What tells it from another of the same words.
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

    /// Host and path in words, without variables where there is anything else.
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
    /// Paragraphs about it: the author's words, its values, its default.
    pub(super) fn docs(&self) -> Vec<String> {
        let quoted: Vec<String> = self.values.iter().map(|value| format!("`{value}`")).collect();
        let mut docs: Vec<String> = self.description.iter().cloned().collect();
        if !quoted.is_empty() {
            docs.push(format!("One of {}.", quoted.join(", ")));
        }
        match self.default.as_deref() {
            Some("") | None => {}
            Some(default) => docs.push(format!("`{default}` where nothing is said.")),
        }
        docs
    }
}

/// The names between braces.
fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).filter(|name| !name.is_empty())
}

/// Whether a URL is a path alone.
fn is_path(url: &str) -> bool {
    (url.is_empty() || url.starts_with(['/', '.'])) && !url.contains(['?', '#'])
}

/// Why nothing can be sent to a URL.
fn fault(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://") else { return Some("it has no scheme") };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Some("its scheme is neither http nor https");
    }
    if url.contains(['?', '#']) {
        return Some("it has a query or a fragment, and no path can follow these");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'));
    if port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
        return Some("its port is no number");
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}%".contains(c);
    if host.is_empty() || host.starts_with(':') || host.contains(odd) || url.contains(char::is_control) {
        return Some("it names no host");
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
    fn urls_are_told_apart() {
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
            ("https://pets.example/?key=1", None, "it has a query or a fragment, and no path can follow these"),
            ("/v1#top", None, "it has no scheme"),
            ("https:///v1", None, "it names no host"),
            ("https://pets example", None, "it names no host"),
            ("https://pets.example:http", None, "its port is no number"),
        ];
        for (url, absolute, kind) in table {
            let template = Template::of(&Server { url: url.to_owned(), ..Server::default() });
            let said = match template.kind() {
                Kind::Usable => "usable",
                Kind::Relative => "relative",
                Kind::Unusable(why) => why,
            };
            assert_eq!((template.absolute().as_deref(), said), (absolute, kind), "{url}");
        }
    }
}
