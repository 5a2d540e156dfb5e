//! SRT (`SubRip`) subtitles.

use super::captions;
use super::format::{Claim, Content, Format};
use super::plain::text_of;
use super::transcript::Transcript;
use crate::model::Problem;

/// SRT files, numbered or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct SubRip;

impl Format for SubRip {
    fn name(&self) -> &'static str {
        "srt"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["srt"]
    }

    fn claims(&self, content: &Content<'_>) -> Claim {
        match &content.text {
            Some(decoded) if captions::first_line_is_timing(&decoded.text) => Claim::Surely,
            _ => Claim::No,
        }
    }

    fn read(&self, file_name: &str, content: Content<'_>) -> Result<Transcript, Problem> {
        let decoded = text_of(file_name, content)?;
        Ok(captions::transcript(self.name(), &decoded, &decoded.text, |_| false))
    }
}
