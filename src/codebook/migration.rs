//! `[[migration]]` tables: typed steps from the version before.

use super::document::{Placed, Report, Section};
use super::read::is_code_id;
use crate::model::{Code, Migration, StepKind};
use crate::text::did_you_mean;

const KEYS: [&str; 4] = ["step", "code", "into", "note"];

/// How many codes a step may turn into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    /// None: the step is about one code that keeps its id.
    None,
    /// Exactly one.
    One,
    /// Two or more.
    Several,
}

/// Whether a step's code is one of this version (else of the version before), and what it turns into.
fn shape(step: StepKind) -> (bool, Into) {
    match step {
        StepKind::Add | StepKind::Reword | StepKind::Move | StepKind::Narrow | StepKind::Broaden => (true, Into::None),
        StepKind::Rename | StepKind::Merge => (false, Into::One),
        StepKind::Split => (false, Into::Several),
        StepKind::Retire => (false, Into::None),
    }
}

/// Reads the migration steps in the file's order, each with the byte at which its code stands; a step that
/// is wrong is reported and left out.
pub(super) fn read_migrations(root: Section<'_>, codes: &[Code], report: &mut Report<'_>) -> Vec<(Migration, usize)> {
    let mut migrations = Vec::new();
    for section in root.sections("migration", "[[migration]]", report) {
        section.only(&KEYS, report);
        let step = section.required_text("step", report);
        let code = section.required_text("code", report);
        let into = section.texts("into", report);
        let note = section.text_or_empty("note", report);
        let (Some(word), Some(code)) = (step, code) else { continue };
        let Some(step) = StepKind::ALL.into_iter().find(|step| step.word() == word.value) else {
            let message = format!("`{}` is not a migration step", word.value);
            report.wrong(word.at, message, did_you_mean(&word.value, StepKind::ALL.map(StepKind::word)));
            continue;
        };
        let (of_this_version, into_shape) = shape(step);
        check_code(step, of_this_version, &code, codes, report);
        check_into(&word, into_shape, &into, codes, report);
        let into = into.into_iter().map(|code| code.value).collect();
        migrations.push((Migration { step, code: code.value, into, note }, code.at));
    }
    migrations
}

fn check_code(step: StepKind, of_this_version: bool, code: &Placed<String>, codes: &[Code], report: &mut Report<'_>) {
    let present = codes.iter().any(|known| known.id == code.value);
    if of_this_version {
        if !present {
            unknown(code, codes, report);
        }
    } else if !is_code_id(&code.value) {
        report.wrong(code.at, format!("`{}` cannot be the id of a code", code.value), "");
    } else if present && step == StepKind::Retire {
        let message = format!("code `{}` is retired, yet this version still has it", code.value);
        report.wrong(code.at, message, "take the [[code]] out, or the step");
    }
}

fn check_into(step: &Placed<String>, shape: Into, into: &[Placed<String>], codes: &[Code], report: &mut Report<'_>) {
    let fits = match shape {
        Into::None => into.is_empty(),
        Into::One => into.len() == 1,
        Into::Several => into.len() > 1,
    };
    if !fits {
        let expected = match shape {
            Into::None => "has no `into`",
            Into::One => "needs one code under `into`",
            Into::Several => "needs two codes or more under `into`",
        };
        let at = into.first().map_or(step.at, |code| code.at);
        report.wrong(at, format!("a `{}` step {expected}, found {}", step.value, into.len()), "");
    }
    for code in into {
        if !codes.iter().any(|known| known.id == code.value) {
            unknown(code, codes, report);
        }
    }
}

fn unknown(code: &Placed<String>, codes: &[Code], report: &mut Report<'_>) {
    let message = format!("migration step names code `{}`, which this version does not have", code.value);
    report.absent(code.at, message, did_you_mean(&code.value, codes.iter().map(|known| known.id.as_str())));
}
