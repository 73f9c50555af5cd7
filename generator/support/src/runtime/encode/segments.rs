//! A path with its arguments comes in; whether each of them stays a value of it goes out.

use crate::runtime::argument::InvalidArgument;

/// Where in the path an argument begins.
pub(super) struct PathValue {
    pub(super) parameter: &'static str,
    pub(super) start: usize,
}

/// Refuses an argument that would make a whole path segment `.` or `..`: whoever reads the URL would take it as a step
/// and not as a value, even when the dots are spelled `%2e`.
pub(super) fn check_segments(path: &str, values: &[PathValue]) -> Result<(), InvalidArgument> {
    let mut start = 0;
    for segment in path.split('/') {
        let end = start + segment.len();
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        if (dots == "." || dots == "..")
            && let Some(value) = values.iter().find(|value| (start..end).contains(&value.start))
        {
            let problem = format!("makes `{dots}` a step of the path, which no server would take as a value");
            return Err(InvalidArgument::new(value.parameter, problem));
        }
        start = end + 1;
    }
    Ok(())
}
