//! Media types and their parameters.

/// Returns a media type in lower case, without parameters.
pub(super) fn essence(key: &str) -> String {
    key.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns a media type in lower case, with its parameters as written.
pub(super) fn normalized(written: &str) -> String {
    let parameters = written.split(';').skip(1).map(str::trim).filter(|part| !part.is_empty());
    parameters.fold(essence(written), |media, part| format!("{media}; {part}"))
}

/// Returns the parameters of a media type without `charset` and `boundary`, in lower case.
pub(super) fn parameters(written: &str) -> String {
    let parameters = written.split(';').skip(1).map(|part| part.trim().to_ascii_lowercase());
    let is_encoding = |part: &String| part.starts_with("charset=") || part.starts_with("boundary=");
    parameters.filter(|part| !part.is_empty() && !is_encoding(part)).map(|part| format!("; {part}")).collect()
}

/// Returns true if a media type, in lower case and without parameters, is JSON.
pub(super) fn is_json(media: &str) -> bool {
    media.ends_with("/json") || media.ends_with("+json")
}
