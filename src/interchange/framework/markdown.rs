//! The framework as Markdown: a file for each case, a section for each theme.
//!
//! ```text
//! <!-- themeweave framework 1 -->
//! # F1: Family 1
//!
//! ## know_the_history: Know the whole history
//! <!-- version 0123456789ab; SB, 2025-10-01; stale: 2 new -->
//!
//! What is written.
//!
//! <!-- passages -->
//! - C01: “...” (0abc1de2fgh3)
//! ```
//!
//! A line of a summary that begins with `#`, `<` or `\` goes out with a `\` before it, and comes back without.

use std::collections::BTreeMap;

use super::FrameworkRow;
use crate::interchange::rows::Rows;
use crate::model::{FrameworkCell, Problem, Problems, Summary};

const STAMP: &str = "<!-- themeweave framework 1 -->";
const PASSAGES: &str = "<!-- passages -->";
const VERSION: &str = "<!-- version ";
const HOW_TO: &str = "Write below the headings. Passages, and lines between <!-- and -->, are for reading.";

/// A file for each case: its name and its text. Cells of a case must stand together.
#[must_use]
pub fn framework_markdown(cells: &[FrameworkCell]) -> Vec<(String, String)> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let file = |cells: &[FrameworkCell]| {
        let first = cells.first()?;
        let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
        let stem: String = first.case.chars().map(safe).collect();
        let again = names.entry(stem.to_lowercase()).and_modify(|again| *again += 1).or_insert(1);
        let stem = if *again > 1 { format!("{stem}-{again}") } else { stem };
        let mut text = format!("{STAMP}\n# {}\n", heading(&first.case, &first.case_name));
        text.push_str(&format!("\n{HOW_TO}\n"));
        for cell in cells {
            push_cell(&mut text, cell);
        }
        Some((format!("{stem}.md"), text))
    };
    cells.chunk_by(|a, b| a.case == b.case).filter_map(file).collect()
}

fn heading(id: &str, name: &str) -> String {
    if name.is_empty() || name == id { id.to_owned() } else { format!("{id}: {name}") }
}

fn push_cell(text: &mut String, cell: &FrameworkCell) {
    text.push_str(&format!("\n## {}\n", heading(&cell.theme, &cell.theme_name)));
    let written = cell.summary.as_ref();
    let by = written
        .map_or_else(|| "nothing is written yet".to_owned(), |summary| format!("{}, {}", summary.author, summary.date));
    let version = Summary::version_of(written.map(|summary| summary.text.as_str()));
    let mark = match cell.stale_mark() {
        mark if mark.is_empty() => mark,
        mark => format!("; {mark}"),
    };
    // A comment ends with the first -->, whoever wrote it.
    text.push_str(&format!("{VERSION}{version}; {}{mark} -->\n", by.replace("--", "- -")));
    if let Some(summary) = written {
        text.push('\n');
        for line in summary.text.lines() {
            if line.starts_with(['#', '<', '\\']) {
                text.push('\\');
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str(&format!("\n{PASSAGES}\n"));
    for passage in cell.distinct() {
        text.push_str(&format!("- {} ({})\n", passage.in_words(), passage.coding));
    }
}

fn is_passage(line: &str) -> bool {
    line.starts_with("- ") && line.trim_end().ends_with(')')
}

/// Reads the file of a case.
///
/// # Errors
/// Every problem of the file: the first line is missing, no case or two, words before the first theme that look like a
/// theme's, a theme that stands there twice.
pub fn read_framework_markdown(file_name: &str, text: &str) -> Result<Rows<FrameworkRow>, Problems> {
    let mut reader =
        Reader { file: file_name, problems: Problems::default(), case: None, sections: Vec::new(), reading: false };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1_usize..).zip(text.lines());
    match lines.find(|(_, line)| !line.trim().is_empty()) {
        Some((_, line)) if line.trim() == STAMP => {}
        found => {
            let line = found.map_or(1, |(at, _)| at);
            let problem = Problem::new(file_name, "this is no file of a framework").at_line(line);
            return Err(problem
                .hint(format!("its first line must be {STAMP}; other files belong in another folder"))
                .into());
        }
    }
    for (at, line) in lines {
        reader.line(at, line);
    }
    reader.finish()
}

/// A theme's section as it is read.
struct Section {
    line: usize,
    theme: String,
    version: Option<String>,
    text: String,
}

struct Reader<'f> {
    file: &'f str,
    problems: Problems,
    case: Option<String>,
    sections: Vec<Section>,
    /// Whether lines belong to a summary.
    reading: bool,
}

impl Reader<'_> {
    fn line(&mut self, at: usize, line: &str) {
        let id = |heading: &str| heading.split_once(": ").map_or(heading, |(id, _)| id).trim().to_owned();
        if let Some(heading) = line.strip_prefix("## ") {
            let theme = id(heading);
            if let Some(first) = self.sections.iter().find(|section| section.theme == theme) {
                let message = format!("theme `{theme}` stands here for the second time, first on line {}", first.line);
                self.wrong(at, message, "bring what is written together under one heading");
            }
            self.sections.push(Section { line: at, theme, version: None, text: String::new() });
            self.reading = true;
        } else if let Some(heading) = line.strip_prefix("# ") {
            if self.case.is_some() {
                self.wrong(
                    at,
                    "there is a second case in the file".to_owned(),
                    "a file holds one case; themes begin with ##",
                );
            }
            self.case = Some(id(heading));
        } else if line.trim() == PASSAGES {
            self.reading = false;
        } else if self.sections.is_empty() && !line.trim().is_empty() && line.trim() != HOW_TO {
            self.wrong(
                at,
                "these words belong to no theme".to_owned(),
                "write them below the heading of a theme: ## THEME",
            );
        } else if self.reading
            && let Some(section) = self.sections.last_mut()
        {
            if let Some(rest) = line.strip_prefix(VERSION) {
                section.version = rest.split([';', ' ']).next().map(str::to_owned);
            } else {
                let escaped = line.strip_prefix('\\').filter(|rest| rest.starts_with(['#', '<', '\\']));
                section.text.push_str(escaped.unwrap_or(line));
                section.text.push('\n');
            }
        } else if !(self.sections.is_empty() || self.reading || line.trim().is_empty() || is_passage(line)) {
            self.wrong(
                at,
                "these words stand below the passages, which are for reading only".to_owned(),
                "write them above <!-- passages -->, below the heading of their theme",
            );
        }
    }

    fn wrong(&mut self, line: usize, message: String, hint: &str) {
        self.problems.push(Problem::new(self.file, message).at_line(line).hint(hint));
    }

    fn finish(mut self) -> Result<Rows<FrameworkRow>, Problems> {
        let case = self.case.take().unwrap_or_else(|| {
            self.wrong(1, "the file does not say of which case it is".to_owned(), "write “# CASE” on its second line");
            String::new()
        });
        let lines = self.sections.iter().map(|section| section.line).collect();
        let row = |section: Section| FrameworkRow {
            case: case.clone(),
            theme: section.theme,
            text: Summary::tidy(&section.text),
            version: section.version,
        };
        let rows = self.sections.into_iter().map(row).collect();
        self.problems.none_or(Rows { rows, lines, file: self.file.to_owned() })
    }
}
