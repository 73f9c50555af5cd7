//! The accuracy of types that are learned from samples: `measure --examples` and `measure --recordings`.

use std::fmt::Write;
use std::path::PathBuf;

use clientsmith::Input;
use clientsmith::learn::{LearningScore, score};

use crate::error::CliError;
use crate::inputs::{self, InputArgs};
use crate::learn::recordings;

/// Learns from recordings of an API, and compares with the schemas of its documents.
pub(super) fn recordings(
    documents: &[PathBuf],
    sources: &[PathBuf],
    servers: &[String],
) -> Result<LearningScore, CliError> {
    let args = InputArgs::default();
    let input: Input = inputs::read_input(documents.iter().map(PathBuf::as_path), &args)?;
    let result = clientsmith::learn(&input, servers).map_err(|url| {
        CliError::new(format!("{url:?} is no URL of a server")).help("name it as `https://api.example.com/v1`")
    })?;
    let Some(mut learner) = result.learner else {
        return Err(CliError::new("the documents cannot be read").help("`cargo xtask normalize` shows the errors"));
    };
    recordings::read(sources, &mut learner)?;
    Ok(score::of_recordings(&learner))
}

/// Renders a table with a line for each document with samples, and the total.
pub(super) fn render(scores: &[(impl AsRef<str>, LearningScore)], lists_differences: bool) -> String {
    let mut text =
        format!("{:<42}{:>7}{:>9}{:>8}{:>12}{:>10}\n", "document", "bodies", "types", "agree", "required", "maps");
    let mut total = LearningScore::default();
    for (document, score) in scores.iter().filter(|(_, score)| score.bodies > 0) {
        text.push_str(&line(document.as_ref(), score));
        total.add(score.clone());
    }
    text.push_str(&line("total", &total));
    _ = writeln!(
        text,
        "\nagree: types that agree with the schemas; required: fields learned as required that the schemas do not require, \
         of all;\nmaps: objects that are maps on both sides, of those that are maps on one side or both"
    );
    if lists_differences {
        text.push_str("\ndifferences\n");
        total.differences.iter().for_each(|difference| _ = writeln!(text, "  {difference}"));
    }
    text
}

fn line(document: &str, score: &LearningScore) -> String {
    let LearningScore { bodies, types, agreeing, required, not_required, maps, maps_agreeing, .. } = score;
    let agree = share(*agreeing, *types);
    let name: String = document.chars().take(41).collect();
    format!(
        "{name:<42}{bodies:>7}{types:>9}{agree:>8}{:>12}{:>10}\n",
        format!("{not_required}/{required}"),
        format!("{maps_agreeing}/{maps}")
    )
}

/// Formats a share in percent.
fn share(part: usize, all: usize) -> String {
    if all == 0 {
        return "-".to_owned();
    }
    let tenths = (part * 1_000 + all / 2) / all;
    // Only a complete share is 100 %.
    let tenths = if part < all { tenths.min(999) } else { tenths };
    format!("{}.{}%", tenths / 10, tenths % 10)
}
