//! Themes beside findings: the cells of a joint display, each with its qualitative and its
//! quantitative part kept apart, and the gap that it shows. Nothing is pooled and no fit is judged.

mod bridge;
mod by_code;
mod decided;
mod exemplars;
mod explain;
mod fit;
mod fit_inputs;
mod pillar;
mod protocol;
mod tables;
mod target;
mod ties;
mod views;

use std::collections::BTreeSet;

use super::voices::voices;
use super::{AnalysisError, Frame, Quantitative, Voices};
use crate::model::Effect;

pub(in crate::analysis) use ties::Ties;

pub use bridge::implementation_factors;
pub use decided::Convergence;
pub use exemplars::Exemplar;
pub use fit::{FitInputs, QualDirection, QuantDirection, Suggestion};
pub use tables::Layout;
pub use target::{Target, TargetKind};
pub use views::{view_effects, views};

/// Which kinds of evidence a cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// People speak of it and studies tested it.
    Both,
    /// People speak of it; no study tested it.
    QualOnly,
    /// Studies tested it; nobody speaks of it.
    QuantOnly,
    /// Neither, or nobody has tied the two together.
    Neither,
}

impl Gap {
    /// The word that tables and charts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::QualOnly => "qual_only",
            Self::QuantOnly => "quant_only",
            Self::Neither => "neither",
        }
    }

    /// The gap in words for people.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::QualOnly => "people only: not measured",
            Self::QuantOnly => "studies only: no theme is linked",
            Self::Neither => "neither",
        }
    }

    fn of(people: bool, studies: bool) -> Self {
        match (people, studies) {
            (true, true) => Self::Both,
            (true, false) => Self::QualOnly,
            (false, true) => Self::QuantOnly,
            (false, false) => Self::Neither,
        }
    }
}

/// A theme beside what it meets. Either may be missing: a theme that is tied to nothing, a finding that no theme is tied
/// to.
#[derive(Clone, Debug, PartialEq)]
pub struct JointCell {
    /// Position of the theme in the snapshot.
    pub theme: Option<usize>,
    /// Position of what it meets in [`Joint::targets`].
    pub target: Option<usize>,
    /// Which kinds of evidence there are.
    pub gap: Gap,
}

/// Everything that the joint displays of a project are made from, computed once.
#[derive(Clone, Debug)]
pub struct Joint<'f, 'a> {
    /// The frame that the voices are counted in.
    pub frame: &'f Frame<'a>,
    /// Who says each theme, in the themes' order: the qualitative part of a cell.
    pub voices: Vec<Voices>,
    /// What themes meet.
    pub kind: TargetKind,
    /// What they meet, in the order of its scale or sheet, then what only effects name, by id: the quantitative part of a
    /// cell.
    pub targets: Vec<Target>,
    /// Cells: target by target with the themes tied to each, then the themes tied to none.
    pub cells: Vec<JointCell>,
    /// For each theme, positions of the statistics tied to it, in the findings' order.
    pub statistics: Vec<Vec<usize>>,
    /// For each theme, positions of the targets tied to it.
    pub links: Vec<Vec<usize>>,
    /// Ids of effects that were kept out because their rows have errors.
    pub barred: BTreeSet<String>,
}

impl<'f, 'a> Joint<'f, 'a> {
    /// Crosses the themes of a frame with the outcomes of its snapshot: [`Joint::by`] of [`TargetKind::Outcome`].
    #[must_use]
    pub fn new(frame: &'f Frame<'a>, barred: &BTreeSet<String>) -> Self {
        Self::by(frame, TargetKind::Outcome, barred)
    }

    /// Crosses the themes of a frame with what the review says, through accepted links alone.
    /// `barred` holds the ids of effects whose rows have errors; they count nowhere.
    #[must_use]
    pub fn by(frame: &'f Frame<'a>, kind: TargetKind, barred: &BTreeSet<String>) -> Self {
        let snapshot = frame.snapshot();
        let targets = target::targets(snapshot, kind, barred);
        let tied = Ties::new(snapshot);
        let meets = |theme: usize, target: &Target| {
            let asked = || snapshot.themes.get(theme).is_some_and(|theme| theme.questions.contains(&target.id));
            tied.has(theme, kind.word(), &target.id) || (kind == TargetKind::Question && asked())
        };
        let links: Vec<Vec<usize>> = (0..snapshot.themes.len())
            .map(|theme| targets.iter().enumerate().filter(|(_, t)| meets(theme, t)).map(|(at, _)| at).collect())
            .collect();
        let statistics = (0..snapshot.themes.len())
            .map(|theme| {
                let all = snapshot.findings.statistics.iter().enumerate();
                all.filter(|(_, figure)| tied.has(theme, "statistic", &figure.id)).map(|(at, _)| at).collect()
            })
            .collect();
        let voices = voices(frame);
        let cells = cells(&voices, &targets, &links);
        Self { frame, voices, kind, targets, cells, statistics, links, barred: barred.clone() }
    }

    /// The qualitative part of a cell: who says its theme.
    #[must_use]
    pub fn qualitative(&self, cell: &JointCell) -> Option<&Voices> {
        cell.theme.and_then(|theme| self.voices.get(theme))
    }

    /// The quantitative part of a cell: what the review found for its target.
    #[must_use]
    pub fn quantitative(&self, cell: &JointCell) -> Option<&Quantitative> {
        cell.target.and_then(|target| self.targets.get(target)).map(|target| &target.found)
    }

    /// The target of this id or name.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the ids that there are.
    pub fn target_named(&self, word: &str) -> Result<&Target, AnalysisError> {
        let found = self.targets.iter().find(|target| target.id == word || target.name == word);
        found.ok_or_else(|| AnalysisError::Unknown {
            what: self.kind.word(),
            found: word.to_owned(),
            expected: self.targets.iter().map(|target| target.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// What the review found for all targets that a theme is tied to, each effect once.
    #[must_use]
    pub fn found_for_theme(&self, theme: usize) -> Quantitative {
        let snapshot = self.frame.snapshot();
        let targets = self.links.get(theme).into_iter().flatten().filter_map(|target| self.targets.get(*target));
        let ids: BTreeSet<&str> = targets.flat_map(|target| &target.found.effects).map(String::as_str).collect();
        let effects: Vec<&Effect> =
            snapshot.findings.effects.iter().filter(|effect| ids.contains(effect.id.as_str())).collect();
        Quantitative::of(snapshot, &effects)
    }

    /// What the review found for all outcomes that a theme is tied to, whatever kind this display is of.
    #[must_use]
    pub fn outcomes_of_theme(&self, theme: usize) -> Quantitative {
        let snapshot = self.frame.snapshot();
        let ties = Ties::new(snapshot);
        let usable = snapshot.findings.effects.iter().filter(|effect| !self.barred.contains(&effect.id));
        let effects: Vec<&Effect> = usable.filter(|effect| ties.has(theme, "outcome", &effect.outcome)).collect();
        Quantitative::of(snapshot, &effects)
    }

    /// Which kinds of evidence a theme has over all targets tied to it.
    #[must_use]
    pub fn gap_of_theme(&self, theme: usize) -> Gap {
        let people = self.voices.get(theme).is_some_and(|voices| voices.participants > 0);
        let tied = self.links.get(theme).into_iter().flatten();
        let studies = tied.filter_map(|target| self.targets.get(*target)).any(Target::has_evidence);
        Gap::of(people, studies)
    }
}

fn cells(voices: &[Voices], targets: &[Target], links: &[Vec<usize>]) -> Vec<JointCell> {
    let mut cells = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let studies = target.has_evidence();
        let themes: Vec<&Voices> =
            voices.iter().filter(|said| links.get(said.theme).is_some_and(|tied| tied.contains(&at))).collect();
        if themes.is_empty() && studies {
            cells.push(JointCell { theme: None, target: Some(at), gap: Gap::QuantOnly });
        }
        for said in themes {
            let gap = Gap::of(said.participants > 0, studies);
            cells.push(JointCell { theme: Some(said.theme), target: Some(at), gap });
        }
    }
    for said in voices.iter().filter(|said| links.get(said.theme).is_none_or(Vec::is_empty)) {
        cells.push(JointCell { theme: Some(said.theme), target: None, gap: Gap::of(said.participants > 0, false) });
    }
    cells
}
