//! HTTP statuses: names and classes.

use crate::spec::Status;

/// Returns the name of a status: the standard reason phrase of a code, or a general name of a class.
pub(super) fn name(status: Status) -> String {
    match status {
        Status::Code(code) => match reason_phrase(code) {
            Some(phrase) => phrase.to_owned(),
            None => format!("Status {code}"),
        },
        Status::Class(1) => "Information".to_owned(),
        Status::Class(2) => "Success".to_owned(),
        Status::Class(3) => "Redirect".to_owned(),
        Status::Class(4) => "Client error".to_owned(),
        Status::Class(_) => "Server error".to_owned(),
        Status::Default => "Default".to_owned(),
    }
}

/// Returns a status as documents write it.
pub(super) fn key(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// Returns the first and last code of a status.
pub(super) fn code_range(status: Status) -> (u16, u16) {
    match status {
        Status::Code(code) => (code, code),
        Status::Class(class) => (class * 100, class * 100 + 99),
        Status::Default => (0, u16::MAX),
    }
}

/// Returns true if a status is a success.
pub(super) fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Class(2))
}

/// The status of a response that has not changed since the caller received it (RFC 9110, section 15.4.5).
pub(super) const NOT_MODIFIED: Status = Status::Code(304);

/// Returns true if a status is a redirect.
pub(super) fn is_redirect(status: Status) -> bool {
    matches!(status, Status::Code(300..=399) | Status::Class(3)) && status != NOT_MODIFIED
}

/// Returns true if a status is an error.
pub(super) fn is_error(status: Status) -> bool {
    matches!(status, Status::Code(400..=599) | Status::Class(4 | 5))
}

fn reason_phrase(code: u16) -> Option<&'static str> {
    let known = PHRASES.binary_search_by_key(&code, |(code, _)| *code).ok()?;
    PHRASES.get(known).map(|(_, phrase)| *phrase)
}

/// Codes of the HTTP Status Code Registry, sorted.
const PHRASES: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "Switching Protocols"),
    (102, "Processing"),
    (103, "Early Hints"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "Non Authoritative Information"),
    (204, "No Content"),
    (205, "Reset Content"),
    (206, "Partial Content"),
    (207, "Multi Status"),
    (208, "Already Reported"),
    (226, "IM Used"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (305, "Use Proxy"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (418, "I Am A Teapot"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (423, "Locked"),
    (424, "Failed Dependency"),
    (425, "Too Early"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (451, "Unavailable For Legal Reasons"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (506, "Variant Also Negotiates"),
    (507, "Insufficient Storage"),
    (508, "Loop Detected"),
    (510, "Not Extended"),
    (511, "Network Authentication Required"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_phrase_is_found() {
        assert!(PHRASES.is_sorted_by_key(|(code, _)| *code));
        assert_eq!(name(Status::Code(404)), "Not Found");
        assert_eq!(name(Status::Code(499)), "Status 499");
    }
}
