//! Themes beside findings: the cells of a joint display, each with its qualitative and its
//! quantitative part kept apart, and the gap that it shows. Nothing is pooled and no fit is judged.

use std::collections::{BTreeMap, BTreeSet};

use super::voices::voices;
use super::{Frame, Quantitative, Voices};
use crate::model::{Effect, LinkStatus, Snapshot};

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

    fn of(people: bool, studies: bool) -> Self {
        match (people, studies) {
            (true, true) => Self::Both,
            (true, false) => Self::QualOnly,
            (false, true) => Self::QuantOnly,
            (false, false) => Self::Neither,
        }
    }
}

/// A theme beside an outcome. Either may be missing: a theme that is tied to no outcome, an outcome
/// that no theme is tied to.
#[derive(Clone, Debug, PartialEq)]
pub struct JointCell {
    /// Position of the theme in the snapshot.
    pub theme: Option<usize>,
    /// Position of the outcome in [`Joint::outcomes`].
    pub outcome: Option<usize>,
    /// Which kinds of evidence there are.
    pub gap: Gap,
}

/// An outcome domain with what the review found for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Id on the scale `outcome_domains`, or as the effects name it.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What its effects say.
    pub found: Quantitative,
}

/// Everything that the joint displays of a project are made from, computed once.
#[derive(Clone, Debug)]
pub struct Joint<'f, 'a> {
    /// The frame that the voices are counted in.
    pub frame: &'f Frame<'a>,
    /// Who says each theme, in the themes' order: the qualitative part of a cell.
    pub voices: Vec<Voices>,
    /// Outcomes in the order of their scale, then those that only effects name, by id: the
    /// quantitative part of a cell.
    pub outcomes: Vec<Outcome>,
    /// Cells: outcome by outcome with the themes tied to each, then the themes tied to none.
    pub cells: Vec<JointCell>,
    /// For each theme, positions of the statistics tied to it, in the findings' order.
    pub statistics: Vec<Vec<usize>>,
    /// For each theme, positions of the outcomes tied to it.
    pub links: Vec<Vec<usize>>,
    /// Ids of effects that were kept out because their rows have errors.
    pub barred: BTreeSet<String>,
}

impl<'f, 'a> Joint<'f, 'a> {
    /// Crosses the themes of a frame with the effects of its snapshot, through accepted links alone.
    /// `barred` holds the ids of effects whose rows have errors; they count nowhere.
    #[must_use]
    pub fn new(frame: &'f Frame<'a>, barred: &BTreeSet<String>) -> Self {
        let snapshot = frame.snapshot();
        let usable: Vec<&Effect> =
            snapshot.findings.effects.iter().filter(|effect| !barred.contains(&effect.id)).collect();
        let outcomes = outcomes(snapshot, &usable);
        let tied = Ties::new(snapshot);
        let links: Vec<Vec<usize>> = (0..snapshot.themes.len())
            .map(|theme| {
                let tied = |outcome: &Outcome| tied.has(theme, "outcome", &outcome.id);
                outcomes.iter().enumerate().filter(|(_, outcome)| tied(outcome)).map(|(at, _)| at).collect()
            })
            .collect();
        let statistics = (0..snapshot.themes.len())
            .map(|theme| {
                let all = snapshot.findings.statistics.iter().enumerate();
                all.filter(|(_, figure)| tied.has(theme, "statistic", &figure.id)).map(|(at, _)| at).collect()
            })
            .collect();
        let voices = voices(frame);
        let cells = cells(&voices, &outcomes, &links);
        Self { frame, voices, outcomes, cells, statistics, links, barred: barred.clone() }
    }

    /// The qualitative part of a cell: who says its theme.
    #[must_use]
    pub fn qualitative(&self, cell: &JointCell) -> Option<&Voices> {
        cell.theme.and_then(|theme| self.voices.get(theme))
    }

    /// The quantitative part of a cell: what the review found for its outcome.
    #[must_use]
    pub fn quantitative(&self, cell: &JointCell) -> Option<&Quantitative> {
        cell.outcome.and_then(|outcome| self.outcomes.get(outcome)).map(|outcome| &outcome.found)
    }

    /// What the review found for all outcomes that a theme is tied to, each effect once.
    #[must_use]
    pub fn found_for_theme(&self, theme: usize) -> Quantitative {
        let snapshot = self.frame.snapshot();
        let outcomes = self.links.get(theme).into_iter().flatten().filter_map(|outcome| self.outcomes.get(*outcome));
        let ids: BTreeSet<&str> = outcomes.flat_map(|outcome| &outcome.found.effects).map(String::as_str).collect();
        let effects: Vec<&Effect> =
            snapshot.findings.effects.iter().filter(|effect| ids.contains(effect.id.as_str())).collect();
        Quantitative::of(snapshot, &effects)
    }

    /// Which kinds of evidence a theme has over all outcomes tied to it.
    #[must_use]
    pub fn gap_of_theme(&self, theme: usize) -> Gap {
        let people = self.voices.get(theme).is_some_and(|voices| voices.participants > 0);
        let tied = self.links.get(theme).into_iter().flatten();
        let studies = tied.filter_map(|outcome| self.outcomes.get(*outcome)).any(|o| o.found.count() > 0);
        Gap::of(people, studies)
    }
}

fn cells(voices: &[Voices], outcomes: &[Outcome], links: &[Vec<usize>]) -> Vec<JointCell> {
    let mut cells = Vec::new();
    for (at, outcome) in outcomes.iter().enumerate() {
        let studies = outcome.found.count() > 0;
        let themes: Vec<&Voices> =
            voices.iter().filter(|said| links.get(said.theme).is_some_and(|tied| tied.contains(&at))).collect();
        if themes.is_empty() && studies {
            cells.push(JointCell { theme: None, outcome: Some(at), gap: Gap::QuantOnly });
        }
        for said in themes {
            let gap = Gap::of(said.participants > 0, studies);
            cells.push(JointCell { theme: Some(said.theme), outcome: Some(at), gap });
        }
    }
    for said in voices.iter().filter(|said| links.get(said.theme).is_none_or(Vec::is_empty)) {
        cells.push(JointCell { theme: Some(said.theme), outcome: None, gap: Gap::of(said.participants > 0, false) });
    }
    cells
}

fn outcomes(snapshot: &Snapshot, usable: &[&Effect]) -> Vec<Outcome> {
    let mut by_id: BTreeMap<&str, Vec<&Effect>> = BTreeMap::new();
    for effect in usable {
        by_id.entry(effect.outcome.as_str()).or_default().push(effect);
    }
    let levels = snapshot.scale("outcome_domains").map(|scale| scale.levels.as_slice()).unwrap_or_default();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for level in levels {
        let effects = by_id.remove(level.id.as_str()).unwrap_or_default();
        let found = Quantitative::of(snapshot, &effects);
        outcomes.push(Outcome { id: level.id.clone(), name: level.name.clone(), found });
    }
    // Effects of an outcome that the scale lacks are shown under the name they have, never dropped.
    for (id, effects) in by_id {
        let name = if id.is_empty() { "(outcome not given)" } else { id };
        let found = Quantitative::of(snapshot, &effects);
        outcomes.push(Outcome { id: id.to_owned(), name: name.to_owned(), found });
    }
    outcomes
}

/// The accepted links of every theme, its own and those of its codes.
pub(super) struct Ties<'a> {
    of_theme: Vec<BTreeSet<(&'a str, &'a str)>>,
}

impl<'a> Ties<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let accepted = snapshot.findings.links.iter().filter(|link| link.status == LinkStatus::Accepted);
        let links: Vec<_> = accepted.collect();
        let of_theme = snapshot.themes.iter().map(|theme| {
            let codes: BTreeSet<&str> = snapshot
                .codes_of(theme)
                .into_iter()
                .filter_map(|code| snapshot.codebook.codes.get(code))
                .map(|code| code.id.as_str())
                .collect();
            let own = |link: &&&crate::model::Link| match link.from_kind.as_str() {
                "theme" => link.from == theme.id,
                "code" => codes.contains(link.from.as_str()),
                _ => false,
            };
            links.iter().filter(own).map(|link| (link.to_kind.as_str(), link.to.as_str())).collect()
        });
        Self { of_theme: of_theme.collect() }
    }

    /// Whether a theme or one of its codes is tied to something of this kind.
    pub(super) fn has(&self, theme: usize, kind: &str, id: &str) -> bool {
        self.of_theme.get(theme).is_some_and(|ties| ties.contains(&(kind, id)))
    }
}
