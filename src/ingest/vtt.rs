//! `WebVTT`: Zoom, Teams, Whisper, `YouTube` and everybody else's dialect of it.

use super::captions;
use super::format::{Claim, Content, Format};
use super::plain::text_of;
use super::transcript::Transcript;
use crate::model::Problem;

/// `WebVTT` files. One without any cue is a valid transcript in which nobody speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct WebVtt;

impl Format for WebVtt {
    fn name(&self) -> &'static str {
        "vtt"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["vtt"]
    }

    fn claims(&self, content: &Content<'_>) -> Claim {
        match content.text.as_ref().and_then(|decoded| decoded.text.strip_prefix("WEBVTT")) {
            Some(rest) if rest.chars().next().is_none_or(char::is_whitespace) => Claim::Surely,
            _ => Claim::No,
        }
    }

    fn read(&self, file_name: &str, content: Content<'_>) -> Result<Transcript, Problem> {
        let decoded = text_of(file_name, content)?;
        // What else the header holds stands before the first cue and is skipped with it.
        let body = decoded.text.split_once('\n').map_or("", |(_, body)| body);
        Ok(captions::transcript(self.name(), &decoded, body, is_comment))
    }
}

/// Whether a block that starts with this line is a comment, a style sheet or a region.
fn is_comment(line: &str) -> bool {
    let word = line.split([' ', '\t', ':']).next().unwrap_or_default();
    matches!(word, "NOTE" | "STYLE" | "REGION")
}
