//! Confidence in themes: what it rests on, and what people judge.

use super::{Project, ProjectError, Selection};
use crate::analysis::{self, Frame, Layout};
use crate::model::{Confidence, Problem, Problems};
use crate::store::Change;
use crate::table::Table;
use crate::text::did_you_mean;

impl Project {
    /// The facts behind confidence: of every theme, or one of them in detail. `sites` names the attribute whose values are
    /// sites; see [`analysis::theme_facts`].
    ///
    /// # Errors
    /// A theme or attribute that is not there, a query that cannot be read, and those of the project file.
    pub fn confidence_facts(
        &self,
        selection: &Selection,
        theme: Option<&str>,
        sites: Option<&str>,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, true)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let facts = analysis::theme_facts(&frame, sites)?;
        let Some(theme) = theme else { return Ok(analysis::confidence_facts(&frame, &facts, layout)) };
        let at = snapshot.themes.iter().position(|known| known.id == theme);
        let found = at
            .and_then(|at| facts.get(at))
            .ok_or_else(|| no_theme(theme, snapshot.themes.iter().map(|theme| theme.id.as_str())))?;
        Ok(match layout {
            Layout::Reading => analysis::confidence_facts_of(&frame, found),
            Layout::Data => analysis::confidence_facts(&frame, std::slice::from_ref(found), layout),
        })
    }

    /// The summary of qualitative findings; see [`analysis::summary_of_findings`].
    ///
    /// # Errors
    /// A query that cannot be read, and those of the project file.
    pub fn summary_of_findings(&self, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, false)?;
        Ok(analysis::summary_of_findings(&Frame::new(&snapshot, &filter)?, layout))
    }

    /// The evidence profile; see [`analysis::evidence_profile`].
    ///
    /// # Errors
    /// As [`Project::summary_of_findings`].
    pub fn evidence_profile(&self, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, false)?;
        Ok(analysis::evidence_profile(&Frame::new(&snapshot, &filter)?, layout))
    }

    /// Keeps a person's confidence in a theme, in place of an earlier one. Returns what a reader would ask about it; see
    /// [`analysis::doubts`]. A judgement without a date is of today.
    ///
    /// # Errors
    /// Words that are no level, an explanation or analyst that is missing, a theme that is not there, and those of the file.
    pub fn judge_confidence(&mut self, judged: &Confidence, dry_run: bool) -> Result<Vec<String>, ProjectError> {
        check(judged)?;
        let mut judged = judged.clone();
        judged.from_file = false;
        if judged.date.is_empty() {
            judged.date = self.now.today.to_string();
        }
        self.change("confidence judge", dry_run, |change| {
            is_theme(change, &judged.theme)?;
            let mut decided = change.integration()?;
            decided.confidence.retain(|known| known.theme != judged.theme);
            decided.confidence.push(judged.clone());
            change.put_integration(&decided)?;
            let doubts = analysis::doubts(&judged);
            Ok((doubts, format!("confidence in {}: {}", judged.theme, judged.overall)))
        })
    }
}

/// Levels that are words of the adapted GRADE-CERQual, and texts that must say something.
fn check(judged: &Confidence) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let mut known = |field: &str, level: &str, words: &[&str]| {
        if !words.contains(&level) {
            let problem = Problem::new("confidence", format!("`{level}` is no level of {field}"));
            problems.push(problem.hint(format!("expected {}", words.join(", "))));
        }
    };
    for (component, concern) in judged.components() {
        known(component, &concern.level, &crate::model::Concern::LEVELS);
    }
    known("confidence", &judged.overall, &Confidence::LEVELS);
    for (field, text) in [("explanation", &judged.why), ("analyst", &judged.analyst)] {
        if text.trim().is_empty() {
            problems.push(Problem::new("confidence", format!("the judgement has no {field}")));
        }
    }
    problems.none_or(())
}

fn is_theme(change: &Change, theme: &str) -> Result<(), ProjectError> {
    let themes = change.themes()?;
    if themes.iter().any(|known| known.id == theme) {
        return Ok(());
    }
    Err(no_theme(theme, themes.iter().map(|known| known.id.as_str())).into())
}

/// There is no theme of this id.
pub(super) fn no_theme<'t>(theme: &str, known: impl Iterator<Item = &'t str>) -> Problem {
    let hint = match did_you_mean(theme, known) {
        hint if hint.is_empty() => "`themeweave theme list` shows the ids".to_owned(),
        hint => hint,
    };
    Problem::new("theme", format!("there is no theme “{theme}” in the project")).hint(hint)
}
