//! Whether the steps of a version explain how it differs from the one before, no less and no more.

use semver::Version;

use super::hop::{About, Hop, StepProblem};
use super::places::Places;
use crate::model::{Codebook, Problem, Problems, StepKind};
use crate::text::counted;

/// How much of a version number has to grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Growth {
    /// Wording only.
    Patch,
    /// Codes added, moved, renamed, merged or broadened: earlier codings stay right.
    Minor,
    /// Codes split, narrowed or retired: earlier codings may not be right any more.
    Major,
}

/// Holds the steps of a version against the version before it.
///
/// Every code that came or went, every changed wording (name, definition, include, exclude, examples,
/// source) and every changed place (parent, categories, polarity) needs a step that fits, and every step
/// needs something to explain; the version number has to grow enough for its steps; the name stays. A
/// place that differs only because a code above was renamed, merged, split or retired needs no step.
///
/// Empty when all is well. A problem with a missing step has its `[[migration]]` table as hint.
#[must_use]
pub fn check_steps(before: &Codebook, after: &Codebook) -> Vec<StepProblem> {
    let mut problems = Vec::new();
    if before.name != after.name {
        problems.push(StepProblem {
            about: About::Name,
            message: format!("the codebook is called `{}`, the version before it `{}`", after.name, before.name),
            hint: format!("write name = \"{}\", or give the other codebook's version under --against", before.name),
        });
    }
    let hop = Hop::new(before, after);
    problems.extend(check_version(before, after, &hop));
    problems.extend(hop.problems);
    problems
}

/// A first version has nothing before it that steps could lead from.
#[must_use]
pub fn check_first(first: &Codebook) -> Vec<StepProblem> {
    if first.migrations.is_empty() {
        return Vec::new();
    }
    // One reason, however many steps there are.
    let steps = counted(first.migrations.len() as u64, "step");
    vec![StepProblem {
        about: About::Step(0),
        message: format!("there is no version before it at hand that its {steps} could lead from"),
        hint: "put the version before it beside this file, or name it with --against; a first version has no steps"
            .to_owned(),
    }]
}

/// The version before `book` among others: the greatest lower one of the same name.
#[must_use]
pub fn version_before<'b>(book: &Codebook, others: impl IntoIterator<Item = &'b Codebook>) -> Option<&'b Codebook> {
    let lower = others.into_iter().filter(|other| other.name == book.name && other.version < book.version);
    lower.max_by(|a, b| a.version.cmp(&b.version))
}

/// Step problems as problems of the newer version's file, in the order of their lines.
#[must_use]
pub fn placed(problems: &[StepProblem], places: &Places) -> Problems {
    let mut found: Vec<Problem> = problems
        .iter()
        .map(|problem| {
            let (line, column) = match &problem.about {
                About::Step(at) => places.step(*at),
                About::Code(id) => places.code(id),
                About::Version => places.version(),
                About::Name => places.name(),
            };
            Problem::new(places.file(), problem.message.as_str()).at(line, column).hint(problem.hint.as_str())
        })
        .collect();
    found.sort_by_key(|problem| (problem.line, problem.column));
    Problems(found)
}

fn growth(kind: StepKind) -> Growth {
    match kind {
        StepKind::Reword => Growth::Patch,
        StepKind::Add | StepKind::Move | StepKind::Rename | StepKind::Merge | StepKind::Broaden => Growth::Minor,
        StepKind::Split | StepKind::Narrow | StepKind::Retire => Growth::Major,
    }
}

/// Steps that are missing count as well, so that the number is right once they are added.
fn check_version(before: &Codebook, after: &Codebook, hop: &Hop<'_>) -> Option<StepProblem> {
    let problem = |message: String, hint: String| Some(StepProblem { about: About::Version, message, hint });
    let (old, new) = (&before.version, &after.version);
    if new <= old {
        let message = format!("version {new} does not come after {old}");
        return problem(message, format!("write {} or higher", Version::new(old.major, old.minor, old.patch + 1)));
    }
    // The first of equals is the one to name.
    let steps = hop.taken.iter().rev().map(|taken| &taken.step);
    let decisive = steps.max_by_key(|step| growth(step.step));
    let needed = decisive.map_or(Growth::Patch, |step| growth(step.step));
    // Before 1.0.0 nothing is promised: a minor number may break what the one before it held.
    let needed = if old.major == 0 { needed.min(Growth::Minor) } else { needed };
    let (enough, least) = match needed {
        Growth::Patch => (true, old.clone()),
        Growth::Minor => ((new.major, new.minor) > (old.major, old.minor), Version::new(old.major, old.minor + 1, 0)),
        Growth::Major => (new.major > old.major, Version::new(old.major + 1, 0, 0)),
    };
    if enough {
        return None;
    }
    let step = decisive?;
    let message = format!("{new} is too small a step from {old}: code `{}` is {}", step.code, step.step.done());
    let why = match growth(step.step) {
        Growth::Major => "earlier codings with it may be wrong now",
        _ => "codings made now may have no place in the version before",
    };
    problem(message, format!("write {least} or higher, because {why}"))
}
