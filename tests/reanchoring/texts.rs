//! Texts to be edited: random ones, and transcripts.

use std::path::{Path, PathBuf};
use std::{fs, iter};

use themeweave::text::Span;

use crate::document::{Document, Kind};
use crate::edits::Dice;
use crate::oracle::Coding;

/// A random interview, full of answers that repeat.
pub fn random(dice: &mut Dice) -> String {
    const SHORT: [&str; 6] = ["Yeah.", "I don't know.", "No.", "Mm.", "Yeah. Yeah.", "Okay, so\u{2026}"];
    let mut text = String::new();
    for turn in 0..3 + dice.below(12) {
        text.push_str(if turn % 2 == 0 { "Int: " } else { "Anna: " });
        for _ in 0..=dice.below(3) {
            if dice.below(2) == 0 {
                text.push_str(SHORT[dice.below(SHORT.len())]);
            } else {
                let count = 3 + dice.below(10);
                let words: Vec<&str> = iter::repeat_with(|| dice.word()).take(count).collect();
                text.push_str(&words.join(" "));
                text.push_str([".", "?", ", you know.", " \u{2013} \u{201C}well\u{201D}."][dice.below(4)]);
            }
            text.push(' ');
        }
        text.pop();
        text.push_str(if dice.below(4) == 0 { "\n\n" } else { "\n" });
    }
    text
}

/// The transcripts in text formats below a folder, by name, with LF only and no byte order mark.
pub fn transcripts(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ["txt", "md", "vtt", "srt"].iter().any(|known| ending == *known))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = files.into_iter().filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?.replace("\r\n", "\n");
        Some((path.file_name()?.to_string_lossy().into_owned(), text.trim_start_matches('\u{FEFF}').to_owned()))
    });
    // UTF-16 without a mark reads as letters with NUL between them; ingest decodes it.
    read.filter(|(_, text)| text.split_whitespace().count() > 20 && !text.contains('\0')).collect()
}

/// Random codings on a document: words in a row, some with the white space around them, some over paragraphs.
pub fn codings(document: &Document, count: usize, dice: &mut Dice) -> Vec<Coding> {
    let mut starts = vec![0];
    for unit in &document.units {
        starts.push(starts[starts.len() - 1] + unit.text.len());
    }
    let said: Vec<usize> = (0..document.units.len()).filter(|at| document.units[*at].kind == Kind::Word).collect();
    let mut codings = Vec::new();
    for _ in 0..count {
        let first = dice.below(said.len());
        let length = [0, 0, 1 + dice.below(4), dice.below(25), dice.below(80)][dice.below(5)];
        let last = (first + length).min(said.len() - 1);
        let (start, mut end) = (said[first], said[last] + 1);
        if end < document.units.len() && document.units[end].kind == Kind::Mark && dice.below(2) == 0 {
            end += 1;
        }
        let mut span = (starts[start], starts[end]);
        let is_space =
            |at: Option<usize>| at.and_then(|at| document.units.get(at)).is_some_and(|u| u.kind == Kind::Space);
        if dice.below(10) == 0 && is_space(start.checked_sub(1)) {
            span.0 = starts[start - 1];
        }
        if dice.below(10) == 0 && is_space(Some(end)) {
            span.1 = starts[end + 1];
        }
        let span = Span::new(u32::try_from(span.0).unwrap(), u32::try_from(span.1).unwrap());
        codings.push(Coding { span, units: start..end });
    }
    codings
}
