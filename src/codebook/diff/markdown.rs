//! The differences of two versions as a page of Markdown.

use super::table::{category_fields, elsewhere};
use super::{CodeChange, Diff, FieldChange};
use crate::codebook::field::Field;
use crate::model::StepKind;
use crate::text::{self, PieceKind};

/// Sections of the page: what asks for a look first.
const SECTIONS: [(&str, Option<StepKind>); 10] = [
    ("Split", Some(StepKind::Split)),
    ("Narrowed", Some(StepKind::Narrow)),
    ("Retired", Some(StepKind::Retire)),
    ("Merged", Some(StepKind::Merge)),
    ("Broadened", Some(StepKind::Broaden)),
    ("Renamed", Some(StepKind::Rename)),
    ("Moved", Some(StepKind::Move)),
    ("Reworded", Some(StepKind::Reword)),
    ("Parent follows", None),
    ("Added", Some(StepKind::Add)),
];

impl Diff {
    /// A page of Markdown, by kind of change; words that went as `~~words~~`, words that came as
    /// `**words**`.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# What changed from {} to {}\n", escaped(&self.from), escaped(&self.to));
        for note in self.notes() {
            out.push_str(&format!("\n{}\n", escaped(&note)));
        }
        for (heading, kind) in SECTIONS {
            let filed = |change: &CodeChange| if change.is_new() { Some(StepKind::Add) } else { change.kind() };
            let codes: Vec<&CodeChange> = self.codes.iter().filter(|change| filed(change) == kind).collect();
            if !codes.is_empty() {
                out.push_str(&format!("\n## {heading}\n"));
                for change in codes {
                    push_code(&mut out, change);
                }
            }
        }
        if !self.categories.is_empty() {
            out.push_str("\n## Categories\n\n");
        }
        for change in &self.categories {
            out.push_str(&format!("- `{}`: {}", change.id, change.word()));
            for (field, before, after) in category_fields(change) {
                out.push_str(&format!("; {field} {}", replaced(&before, &after)));
            }
            out.push('\n');
        }
        out
    }
}

fn push_code(out: &mut String, change: &CodeChange) {
    out.push_str(&format!("\n### {} (`{}`)\n\n", escaped(&change.name), change.code));
    let mut what = change.words();
    if !elsewhere(change).is_empty() {
        let into: Vec<String> = change.targets.iter().map(|target| format!("`{target}`")).collect();
        what.push_str(&format!(" into {}", into.join(", ")));
    }
    out.push_str(&format!("{what}."));
    for note in &change.notes {
        out.push_str(&format!(" {}", escaped(note)));
    }
    out.push('\n');
    if change.is_new() {
        let definition = change.fields.iter().find(|field| field.field == Field::Definition);
        if let Some(definition) = definition {
            out.push_str(&format!("\n{}\n", escaped(&definition.after)));
        }
        return;
    }
    if !change.fields.is_empty() {
        out.push('\n');
    }
    for field in &change.fields {
        out.push_str(&format!("- {}: {}\n", field.field.word().replace('_', " "), marked(field)));
    }
}

fn marked(field: &FieldChange) -> String {
    text::marked(&field.before, &field.after, |kind, text, _, _| match kind {
        PieceKind::Same => escaped(text),
        PieceKind::Gone => format!("~~{}~~", escaped(text)),
        PieceKind::New => format!("**{}**", escaped(text)),
    })
}

fn replaced(before: &str, after: &str) -> String {
    let mark =
        |text: &str, sign: &str| if text.is_empty() { String::new() } else { format!("{sign}{}{sign}", escaped(text)) };
    [mark(before, "~~"), mark(after, "**")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Text that Markdown leaves as it is; items of a list follow one another with a slash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str(" / "),
            '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '<' | '#' | '|' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
