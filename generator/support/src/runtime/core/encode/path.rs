//! Validation of path parameters.

use super::super::validate::InvalidParameter;

/// The position of a parameter in the path.
pub(super) struct PathParam {
    pub(super) parameter: &'static str,
    pub(super) start: usize,
}

/// Rejects a parameter that makes a path segment `.` or `..`: URL parsers resolve these, even as `%2e`.
pub(super) fn check_segments(path: &str, values: &[PathParam]) -> Result<(), InvalidParameter> {
    let mut start = 0;
    for segment in path.split('/') {
        let end = start + segment.len();
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        if (dots == "." || dots == "..")
            && let Some(value) = values.iter().find(|value| (start..end).contains(&value.start))
        {
            let problem = format!("makes `{dots}` a path segment, which servers do not treat as a value");
            return Err(InvalidParameter::new(value.parameter, problem));
        }
        start = end + 1;
    }
    Ok(())
}
