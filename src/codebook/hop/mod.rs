//! One hop from a version to the next: which steps lead across, which of them the newer version's file
//! says, which have to be inferred, and where file and steps do not agree.

mod fit;
mod infer;
mod missing;

use std::collections::BTreeMap;

use crate::model::{Code, Codebook, Migration, StepKind};

/// What a problem with steps is about, which decides where in the file it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A step, as a position in [`Codebook::migrations`].
    Step(usize),
    /// A code of the newer version.
    Code(String),
    /// The version number; also what is only in the older version.
    Version,
    /// The name of the codebook.
    Name,
}

/// Where the steps of a version do not explain how it differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepProblem {
    /// What it is about.
    pub about: About,
    /// What was found and what was expected.
    pub message: String,
    /// How to mend it; a missing step comes as a `[[migration]]` table ready to be pasted.
    pub hint: String,
}

/// A step across the hop.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub step: Migration,
    /// Whether no step of the file says so.
    pub inferred: bool,
}

/// The steps from one version to the next, each of which fits both.
pub(super) struct Hop<'b> {
    pub before: &'b Codebook,
    pub after: &'b Codebook,
    /// Steps of the file that fit, in its order, then those that had to be inferred.
    pub taken: Vec<Taken>,
    /// Where file and steps do not agree.
    pub problems: Vec<StepProblem>,
    before_ids: BTreeMap<&'b str, &'b Code>,
    after_ids: BTreeMap<&'b str, &'b Code>,
}

impl<'b> Hop<'b> {
    /// Finds the steps from `before` to `after`. Steps of the file that fit are taken as they are; what
    /// they leave unexplained is inferred.
    pub fn new(before: &'b Codebook, after: &'b Codebook) -> Self {
        let ids = |book: &'b Codebook| book.codes.iter().map(|code| (code.id.as_str(), code)).collect();
        let mut hop = Self {
            before,
            after,
            taken: Vec::new(),
            problems: Vec::new(),
            before_ids: ids(before),
            after_ids: ids(after),
        };
        hop.take_written();
        hop.infer_missing();
        hop
    }

    fn old(&self, id: &str) -> Option<&'b Code> {
        self.before_ids.get(id).copied()
    }

    fn new_code(&self, id: &str) -> Option<&'b Code> {
        self.after_ids.get(id).copied()
    }

    /// Steps of a kind that lead to a code of the newer version.
    fn leading_to(&self, kind: StepKind, id: &str) -> impl Iterator<Item = &Taken> {
        self.taken.iter().filter(move |taken| taken.step.step == kind && taken.step.into.iter().any(|into| into == id))
    }

    /// Whether a step of this kind is about this code.
    fn has(&self, kind: StepKind, code: &str) -> bool {
        self.taken.iter().any(|taken| taken.step.step == kind && taken.step.code == code)
    }

    /// The step that ends a code of the older version, or makes others of it.
    pub fn ending(&self, old_id: &str) -> Option<&Taken> {
        self.taken.iter().find(|taken| ends(taken.step.step) && taken.step.code == old_id)
    }

    /// The steps that change a code of the newer version which has a predecessor.
    pub fn changing(&self, new_id: &str) -> impl Iterator<Item = &Taken> {
        self.taken.iter().filter(move |taken| changes(taken.step.step) && taken.step.code == new_id)
    }

    /// The steps by which other codes of the older version were merged into this code.
    pub fn merged_into(&self, new_id: &str) -> impl Iterator<Item = &Taken> {
        self.leading_to(StepKind::Merge, new_id)
    }

    /// The code of the older version that goes on as this one: the one with its id, or the one that was
    /// renamed to it. A code that came out of a merge or split, or is new, has none.
    pub fn predecessor(&self, new_id: &str) -> Option<&'b Code> {
        match self.leading_to(StepKind::Rename, new_id).next() {
            Some(renamed) => self.old(&renamed.step.code),
            None => self.old(new_id),
        }
    }

    fn problem(&mut self, about: About, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(StepProblem { about, message: message.into(), hint: hint.into() });
    }
}

/// Whether a step ends a code of the older version or makes others of it; a code has one of these at most.
pub(super) fn ends(kind: StepKind) -> bool {
    matches!(kind, StepKind::Rename | StepKind::Merge | StepKind::Split | StepKind::Retire)
}

/// Whether a step changes a code that goes on.
pub(super) fn changes(kind: StepKind) -> bool {
    matches!(kind, StepKind::Reword | StepKind::Move | StepKind::Narrow | StepKind::Broaden)
}
