//! Which steps of a file fit the two versions that they stand between.

use super::{About, Hop, Taken, changes, ends};
use crate::codebook::field::Field;
use crate::model::{Migration, StepKind};
use crate::text::did_you_mean;

/// Why a step does not fit, and what would.
pub(super) struct Misfit {
    message: String,
    hint: String,
    /// Whether the step still says something true about what became of a code.
    taken: bool,
}

fn misfit(message: impl Into<String>, hint: impl Into<String>) -> Misfit {
    Misfit { message: message.into(), hint: hint.into(), taken: false }
}

const OUT: &str = "take the step out";

impl Hop<'_> {
    /// Takes the steps of the file that fit. What ends codes comes first, because whether a code can be
    /// reworded or moved depends on where it comes from.
    pub(super) fn take_written(&mut self) {
        let rounds: [fn(StepKind) -> bool; 3] = [ends, |kind| kind == StepKind::Add, changes];
        let after = self.after;
        let mut taken: Vec<(usize, Taken)> = Vec::new();
        for round in rounds {
            for (at, step) in after.migrations.iter().enumerate().filter(|(_, step)| round(step.step)) {
                let wrong = match step.step {
                    StepKind::Add => self.misfit_of_add(step),
                    kind if ends(kind) => self.misfit_of_end(step),
                    _ => self.misfit_of_change(step),
                };
                let keep = wrong.as_ref().is_none_or(|wrong| wrong.taken);
                if let Some(Misfit { message, hint, .. }) = wrong {
                    self.problem(About::Step(at), message, hint);
                }
                if keep {
                    taken.push((at, Taken { step: step.clone(), inferred: false }));
                    self.taken.push(Taken { step: step.clone(), inferred: false });
                }
            }
            if round(StepKind::Merge) {
                self.check_lone_merges(&taken);
            }
        }
        taken.sort_by_key(|(at, _)| *at);
        self.taken = taken.into_iter().map(|(_, taken)| taken).collect();
    }

    fn not_in_before(&self, step: &Migration) -> Option<Misfit> {
        if self.old(&step.code).is_some() {
            return None;
        }
        let message = format!("{} has no code `{}` that could be {}", self.before.version, step.code, step.step.done());
        Some(misfit(message, did_you_mean(&step.code, self.before_ids.keys().copied())))
    }

    fn not_in_after(&self, id: &str) -> Option<Misfit> {
        if self.new_code(id).is_some() {
            return None;
        }
        let message = format!("this version has no code `{id}`");
        Some(misfit(message, did_you_mean(id, self.after_ids.keys().copied())))
    }

    fn misfit_of_add(&self, step: &Migration) -> Option<Misfit> {
        let code = step.code.as_str();
        if self.old(code).is_some() {
            let message = format!("code `{code}` is in {} already, so it is not added", self.before.version);
            return Some(misfit(message, OUT));
        }
        for kind in [StepKind::Rename, StepKind::Merge, StepKind::Split] {
            if let Some(taken) = self.leading_to(kind, code).next() {
                let message = format!("code `{code}` is added, yet `{}` is {} into it", taken.step.code, kind.done());
                return Some(misfit(message, "one of the two steps is enough: take the `add` out"));
            }
        }
        self.not_in_after(code).or_else(|| self.said_twice(step))
    }

    fn said_twice(&self, step: &Migration) -> Option<Misfit> {
        let word = step.step.word();
        self.has(step.step, &step.code)
            .then(|| misfit(format!("the step `{word}` of code `{}` stands here twice", step.code), OUT))
    }

    fn misfit_of_end(&self, step: &Migration) -> Option<Misfit> {
        let code = step.code.as_str();
        let missing = self.not_in_before(step).or_else(|| step.into.iter().find_map(|into| self.not_in_after(into)));
        if missing.is_some() {
            return missing;
        }
        if let Some(first) = self.ending(code) {
            let message = format!("code `{code}` is {} and {}", first.step.step.done(), step.step.done());
            return Some(misfit(message, "the two steps contradict each other: one of them has to go"));
        }
        let stays = self.new_code(code).is_some();
        match step.step {
            StepKind::Split if stays && !step.into.iter().any(|into| into == code) => {
                let message = format!("code `{code}` is split, yet this version still has it");
                Some(misfit(message, format!("name `{code}` under `into` as well, or take its [[code]] out")))
            }
            StepKind::Split => None,
            kind if stays => {
                let message = format!("code `{code}` is {}, yet this version still has it", kind.done());
                Some(misfit(message, "take its [[code]] out, or the step"))
            }
            StepKind::Rename => self.misfit_of_rename(step),
            StepKind::Merge => {
                let into = step.into.first()?;
                let renamed = self.leading_to(StepKind::Rename, into).next()?;
                let message = format!("`{code}` is merged into `{into}`, to which `{}` is renamed", renamed.step.code);
                Some(misfit(message, "when several codes become one, each of them has the step `merge`"))
            }
            _ => None,
        }
    }

    fn misfit_of_rename(&self, step: &Migration) -> Option<Misfit> {
        let (code, into) = (step.code.as_str(), step.into.first()?);
        if self.old(into).is_some() {
            let message = format!("`{code}` is renamed to `{into}`, which {} has as a code", self.before.version);
            return Some(misfit(message, "write step = \"merge\" if the two became one"));
        }
        let other =
            [StepKind::Rename, StepKind::Merge].into_iter().find_map(|kind| self.leading_to(kind, into).next())?;
        let message = format!("`{code}` and `{}` both become `{into}`", other.step.code);
        Some(misfit(message, "when several codes become one, each of them has the step `merge`"))
    }

    /// One code alone cannot be merged into a code that was not there.
    fn check_lone_merges(&mut self, taken: &[(usize, Taken)]) {
        for (at, Taken { step, .. }) in taken.iter().filter(|(_, taken)| taken.step.step == StepKind::Merge) {
            let Some(into) = step.into.first() else { continue };
            let known = self.old(into).is_some() || self.leading_to(StepKind::Split, into).next().is_some();
            if !known && self.leading_to(StepKind::Merge, into).count() == 1 {
                let message =
                    format!("`{}` alone is merged into `{into}`, which {} lacks", step.code, self.before.version);
                let hint = "write step = \"rename\", or a `merge` for each of the other codes";
                self.problem(About::Step(*at), message, hint);
            }
        }
    }

    fn misfit_of_change(&self, step: &Migration) -> Option<Misfit> {
        let code = step.code.as_str();
        let Some(after) = self.new_code(code) else { return self.not_in_after(code) };
        let before_version = &self.before.version;
        let Some(before) = self.predecessor(code) else {
            let message = format!("code `{code}` is new in this version, so it cannot be {}", step.step.done());
            return Some(misfit(message, OUT));
        };
        let said = self.said_twice(step).or_else(|| self.contradiction(step));
        if said.is_some() {
            return said;
        }
        let mut wording = Field::differing(&Field::WORDING, before, after);
        if before.id != after.id {
            // A rename says already that the name differs.
            wording.retain(|field| *field != Field::Name);
        }
        match step.step {
            StepKind::Move if self.unexplained_place(before, after).is_empty() => {
                let moved = !Field::differing(&Field::PLACE, before, after).is_empty();
                let message = if moved {
                    format!("code `{code}` is not moved: only what became of the code above it changed its place")
                } else {
                    format!("code `{code}` is not moved: parent, categories and polarity are those of {before_version}")
                };
                Some(misfit(message, OUT))
            }
            StepKind::Move => None,
            kind if wording.is_empty() => {
                let message = format!("code `{code}` is not {}: it reads as in {before_version}", kind.done());
                Some(misfit(message, OUT))
            }
            StepKind::Narrow | StepKind::Broaden if !wording.iter().any(|field| Field::MEANING.contains(field)) => {
                let done = step.step.done();
                let message = format!(
                    "code `{code}` is {done}, yet its definition, include and exclude are those of {before_version}"
                );
                let hint = "say in its definition or boundaries what it covers now, or write step = \"reword\"";
                Some(Misfit { taken: true, ..misfit(message, hint) })
            }
            _ => None,
        }
    }

    /// A step about a code that another step says something else about.
    fn contradiction(&self, step: &Migration) -> Option<Misfit> {
        let code = step.code.as_str();
        let other = self.changing(code).map(|taken| taken.step.step).find(|other| excludes(step.step, *other));
        if let Some(other) = other {
            let message = format!("code `{code}` is {} and {}", other.done(), step.step.done());
            let hint = if other == StepKind::Reword || step.step == StepKind::Reword {
                "`reword` says that the meaning is the same: take it out"
            } else {
                "a code that covers some passages less and others more is a `split`, or two codes"
            };
            return Some(misfit(message, hint));
        }
        if step.step == StepKind::Move {
            return None;
        }
        if self.has(StepKind::Split, code) {
            let message = format!("code `{code}` is split and {}", step.step.done());
            return Some(misfit(message, "the split says already that it covers less: one step is enough"));
        }
        let merged = self.merged_into(code).next().filter(|_| step.step == StepKind::Reword)?;
        let message = format!("code `{code}` is reworded, and `{}` is merged into it", merged.step.code);
        Some(misfit(message, "the merge says already that its wording covers more: take the `reword` out"))
    }
}

/// Whether two kinds of change cannot both be true of one code.
fn excludes(one: StepKind, other: StepKind) -> bool {
    one != other && one != StepKind::Move && other != StepKind::Move
}
