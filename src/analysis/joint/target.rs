//! What a theme can meet in a joint display, and what the review found for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::designs::design_group;
use crate::analysis::synthesis::EffectFilter;
use crate::analysis::synthesis::{Choices, Member, SetResult, Votes, members, synthesise, votes};
use crate::analysis::{AnalysisError, Quantitative};
use crate::model::{Effect, Snapshot};

/// A kind of things that themes meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// Outcome domains.
    #[default]
    Outcome,
    /// Interventions, over all outcomes that were measured for them.
    Intervention,
    /// Practice elements, over the interventions that have them.
    Element,
    /// Research questions, over the outcomes tied to the same theme.
    Question,
    /// Implementation factors, by who reports them as barrier or enabler.
    Factor,
    /// Published figures.
    Statistic,
}

impl TargetKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Outcome, Self::Intervention, Self::Element, Self::Question, Self::Factor, Self::Statistic];

    /// The word that links, sheets and commands use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Intervention => "intervention",
            Self::Element => "element",
            Self::Question => "question",
            Self::Factor => "factor",
            Self::Statistic => "statistic",
        }
    }

    /// The name over its column.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Outcome => "Outcome",
            Self::Intervention => "Intervention",
            Self::Element => "Practice element",
            Self::Question => "Research question",
            Self::Factor => "Implementation factor",
            Self::Statistic => "Published figure",
        }
    }

    /// The kind of a word.
    ///
    /// # Errors
    /// A word that names no kind.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| AnalysisError::Unknown {
            what: "kind of finding",
            found: word.to_owned(),
            expected: Self::ALL.map(Self::word).join(", "),
        })
    }
}

/// What a theme can meet, with what the review found for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Id: of a level of a scale, of a row of a sheet, or as effects name it.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What its effects say, each as reported. For factors: who reports it as enabler (benefit) and as barrier (harm).
    pub found: Quantitative,
    /// Its effects as one figure, or why there is none.
    pub pooled: SetResult,
    /// Its studies by direction.
    pub votes: Votes,
    /// Distinct studies that are trials or quasi-experiments.
    pub controlled_studies: u64,
}

impl Target {
    /// Whether the review says anything of it.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        self.found.count() > 0 || self.found.studies > 0
    }

    /// What was found, in a line: the pooled effect where there is one, else directions and ranges.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Some(pooled) = self.pooled.pooled() else { return self.found.in_words() };
        let mut parts = vec![pooled.in_words()];
        if let Some(limits) = pooled.prediction {
            parts.push(format!("prediction {}", pooled.range_in_words(limits)));
        }
        parts.push(self.votes.in_words());
        parts.extend(self.found.ratings_in_words());
        parts.join("; ")
    }
}

/// Targets of a kind, in the order of their scale or sheet; then those that only effects name, by id.
pub(super) fn targets(snapshot: &Snapshot, kind: TargetKind, barred: &BTreeSet<String>) -> Vec<Target> {
    let choices = Choices::from(&snapshot.integration.settings.pooling);
    let all = members(snapshot, &EffectFilter::default(), barred);
    let target = |id: &str, name: &str, own: &[&Member<'_>]| {
        let effects: Vec<&Effect> = own.iter().map(|member| member.effect).collect();
        let own: Vec<Member<'_>> = own.iter().map(|member| (*member).clone()).collect();
        let controlled: BTreeSet<&str> = (own.iter().filter_map(|member| member.study))
            .filter(|study| matches!(design_group(snapshot, study).as_str(), "RCT" | "QED"))
            .map(|study| study.id.as_str())
            .collect();
        Target {
            id: id.to_owned(),
            name: name.to_owned(),
            found: Quantitative::of(snapshot, &effects),
            pooled: synthesise(&own, &choices),
            votes: votes(&own),
            controlled_studies: controlled.len() as u64,
        }
    };
    let of = |wanted: &dyn Fn(&Effect) -> bool| -> Vec<&Member<'_>> {
        all.iter().filter(|member| wanted(member.effect)).collect()
    };
    let findings = &snapshot.findings;
    match kind {
        TargetKind::Outcome => {
            let levels = snapshot.scale("outcome_domains").map(|scale| scale.levels.as_slice()).unwrap_or_default();
            let known: Vec<(&str, &str)> =
                levels.iter().map(|level| (level.id.as_str(), level.name.as_str())).collect();
            let mut named = named_by_effects(&all, &known);
            let mut targets: Vec<Target> =
                known.iter().map(|(id, name)| target(id, name, &of(&|effect| effect.outcome == *id))).collect();
            // Effects of an outcome that the scale lacks are shown under the name they have, never dropped.
            targets.extend(
                named
                    .iter_mut()
                    .map(|(id, own)| target(id, if id.is_empty() { "(outcome not given)" } else { id }, own)),
            );
            targets
        }
        TargetKind::Intervention => (findings.interventions.iter())
            .map(|one| target(&one.id, &one.name, &of(&|effect| effect.intervention == one.id)))
            .collect(),
        TargetKind::Element => (findings.elements.iter())
            .map(|element| {
                let pairs = findings.intervention_elements.iter();
                let having: BTreeSet<&str> = pairs
                    .filter(|pair| pair.element == element.id && pair.presence == Some(true))
                    .map(|pair| pair.intervention.as_str())
                    .collect();
                target(&element.id, &element.name, &of(&|effect| having.contains(effect.intervention.as_str())))
            })
            .collect(),
        TargetKind::Question => {
            let levels = snapshot.scale("research_questions").map(|scale| scale.levels.as_slice()).unwrap_or_default();
            levels.iter().map(|level| target(&level.id, &format!("{} {}", level.id, level.name), &[])).collect()
        }
        TargetKind::Factor => {
            factors(snapshot).into_iter().map(|(id, found)| Target { found, ..target(&id, &id, &[]) }).collect()
        }
        TargetKind::Statistic => {
            findings.statistics.iter().map(|figure| target(&figure.id, &figure.label, &[])).collect()
        }
    }
}

fn named_by_effects<'m, 'a>(all: &'m [Member<'a>], known: &[(&str, &str)]) -> BTreeMap<&'a str, Vec<&'m Member<'a>>> {
    let mut named: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for member in all.iter().filter(|member| known.iter().all(|(id, _)| *id != member.effect.outcome)) {
        named.entry(member.effect.outcome.as_str()).or_default().push(member);
    }
    named
}

/// Factors by name with who reports them: studies, or interventions where no study is named.
fn factors(snapshot: &Snapshot) -> Vec<(String, Quantitative)> {
    let mut found: Vec<(String, Quantitative, BTreeSet<&str>)> = Vec::new();
    for row in &snapshot.findings.factors {
        let at = found.iter().position(|(name, _, _)| *name == row.factor).unwrap_or_else(|| {
            found.push((row.factor.clone(), Quantitative::default(), BTreeSet::new()));
            found.len() - 1
        });
        let Some((_, counted, reporters)) = found.get_mut(at) else { continue };
        if row.valence == "enabler" {
            counted.benefit += 1;
        } else {
            counted.harm += 1;
        }
        reporters.insert(if row.study.is_empty() { row.intervention.as_str() } else { row.study.as_str() });
        counted.studies = reporters.len() as u64;
    }
    found.into_iter().map(|(name, counted, _)| (name, counted)).collect()
}
