//! What the steps of a file leave unexplained, and the steps that would explain it.

use std::collections::BTreeSet;

use super::infer::{alike, likely};
use super::{About, Hop, Taken};
use crate::codebook::field::Field;
use crate::codebook::write::step_table;
use crate::model::{Code, Migration, StepKind};

impl<'b> Hop<'b> {
    /// Adds the steps that the file should have had, each with its problem.
    pub(super) fn infer_missing(&mut self) {
        let added = self.unexplained_new();
        let gone = self.unexplained_gone();
        let pairs = alike(&gone, &added);
        for (old, new) in &pairs {
            let message = format!(
                "code `{}` of {} is gone and `{}` is new: they read alike",
                old.id, self.before.version, new.id
            );
            self.infer(About::Code(new.id.clone()), message, StepKind::Rename, &old.id, vec![new.id.clone()]);
        }
        for new in added.into_iter().filter(|new| !pairs.iter().any(|(_, paired)| paired.id == new.id)) {
            let message =
                format!("code `{}` is not in {}, and no step says where it comes from", new.id, self.before.version);
            self.infer(About::Code(new.id.clone()), message, StepKind::Add, &new.id, Vec::new());
        }
        for old in gone.into_iter().filter(|old| !pairs.iter().any(|(paired, _)| paired.id == old.id)) {
            let message =
                format!("code `{}` of {} is gone, and no step says what became of it", old.id, self.before.version);
            self.infer(About::Version, message, StepKind::Retire, &old.id, Vec::new());
        }
        let after = self.after;
        for new in &after.codes {
            if let Some(old) = self.predecessor(&new.id) {
                self.infer_change(old, new);
            }
        }
    }

    fn infer(&mut self, about: About, message: String, step: StepKind, code: &str, into: Vec<String>) {
        let step = Migration { step, code: code.to_owned(), into, note: String::new() };
        let other = match step.step {
            StepKind::Add => " (or a `rename`, `merge` or `split` into it)",
            StepKind::Retire => " (or a `rename`, `merge` or `split` of it)",
            StepKind::Rename => " (or an `add` and a `retire`)",
            StepKind::Reword => " (or `narrow` or `broaden`, when it covers other passages now)",
            StepKind::Narrow | StepKind::Broaden => " (or `reword`, when it covers the same passages)",
            _ => "",
        };
        let hint = format!("add this to the file{other}, and say why:\n\n{}", step_table(&step));
        self.problem(about, message, hint);
        self.taken.push(Taken { step, inferred: true });
    }

    fn unexplained_new(&self) -> Vec<&'b Code> {
        let explained: BTreeSet<&str> = self.taken.iter().flat_map(|taken| origins(&taken.step)).collect();
        let codes = self.after.codes.iter();
        codes.filter(|code| self.old(&code.id).is_none() && !explained.contains(code.id.as_str())).collect()
    }

    fn unexplained_gone(&self) -> Vec<&'b Code> {
        let codes = self.before.codes.iter();
        codes.filter(|code| self.new_code(&code.id).is_none() && self.ending(&code.id).is_none()).collect()
    }

    fn infer_change(&mut self, old: &Code, new: &Code) {
        let mut wording = Field::differing(&Field::WORDING, old, new);
        if old.id != new.id {
            wording.retain(|field| *field != Field::Name);
        }
        let said = self.changing(&new.id).any(|taken| taken.step.step != StepKind::Move)
            || self.merged_into(&new.id).next().is_some()
            || self.has(StepKind::Split, &new.id);
        if !wording.is_empty() && !said {
            let message =
                format!("code `{}` says something else in {}, and no step says why", new.id, listed(&wording));
            self.infer(About::Code(new.id.clone()), message, likely(old, new), &new.id, Vec::new());
        }
        let place = self.unexplained_place(old, new);
        if !place.is_empty() && !self.has(StepKind::Move, &new.id) {
            let changes: Vec<String> = place.iter().map(|field| change(*field, old, new)).collect();
            let message = format!("code `{}` is not where it was, and no step says so: {}", new.id, changes.join("; "));
            self.infer(About::Code(new.id.clone()), message, StepKind::Move, &new.id, Vec::new());
        }
    }

    /// What of a code's place differs for other reasons than what became of the codes around it.
    pub(super) fn unexplained_place(&self, old: &Code, new: &Code) -> Vec<Field> {
        let mut place = Field::differing(&Field::PLACE, old, new);
        place.retain(|field| match field {
            Field::Parent => !self.heirs(old.parent.as_deref(), 0).contains(&new.parent.as_deref()),
            Field::Categories => !self.merged_categories(old, new),
            _ => true,
        });
        place
    }

    /// Whether a code carries the categories of codes that were merged into it, and no others.
    fn merged_categories(&self, old: &Code, new: &Code) -> bool {
        let mut merged = self.merged_into(&new.id).filter_map(|taken| self.old(&taken.step.code)).peekable();
        if merged.peek().is_none() {
            return false;
        }
        let all: BTreeSet<&str> = merged.flat_map(Code::categories).chain(old.categories()).collect();
        new.categories().all(|category| all.contains(category))
    }

    /// The codes that may stand where `parent` stood, by what became of it.
    fn heirs<'s>(&'s self, parent: Option<&'s str>, depth: usize) -> Vec<Option<&'s str>> {
        let Some(id) = parent else { return vec![None] };
        // The reader refuses circles; the bound keeps a hand-made codebook from looping for ever.
        if depth > self.before.codes.len() {
            return Vec::new();
        }
        let above = || self.heirs(self.old(id).and_then(|code| code.parent.as_deref()), depth + 1);
        let stays = self.new_code(id).is_some();
        match self.ending(id).map(|taken| &taken.step) {
            None => vec![Some(id)],
            Some(step) if step.step == StepKind::Retire => above(),
            Some(step) => {
                let mut heirs: Vec<Option<&str>> = step.into.iter().map(|into| Some(into.as_str())).collect();
                if step.step == StepKind::Split && !stays {
                    heirs.extend(above());
                }
                heirs
            }
        }
    }
}

/// The codes of the newer version whose being there a step explains.
fn origins(step: &Migration) -> impl Iterator<Item = &str> {
    let own = (step.step == StepKind::Add).then_some(step.code.as_str());
    own.into_iter().chain(step.into.iter().map(String::as_str))
}

fn change(field: Field, old: &Code, new: &Code) -> String {
    let shown = |text: String| if text.is_empty() { "none".to_owned() } else { format!("`{text}`") };
    format!("{} was {}, is {}", field.word(), shown(field.of(old)), shown(field.of(new)))
}

fn listed(fields: &[Field]) -> String {
    fields.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ")
}
