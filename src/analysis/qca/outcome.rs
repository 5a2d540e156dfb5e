//! The outcome of cases: how far each one has it.

use std::collections::{BTreeMap, BTreeSet};

use super::Conditions;
use crate::analysis::AnalysisError;
use crate::analysis::synthesis::{Choices, EffectFilter, Member, members, one_figure, synthesise};
use crate::model::{Direction, Effect, PoolingScale, Snapshot, Value};
use crate::stats::qca::Anchors;
use crate::stats::votes::{SAME_DIRECTION_PERCENT, Vote};

/// How far cases have an outcome, and what that means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeScores {
    /// What membership in the outcome means and how it was found, in words: `pooled effect, calibrated at 0, 0.2 and
    /// 0.5`.
    pub description: String,
    /// Membership 0 to 1 by id of the intervention or case. Those without are left out.
    pub scores: BTreeMap<String, f64>,
    /// Why a case has no score, after `because`: `no effect is usable`.
    pub missing: String,
}

impl OutcomeScores {
    /// Reads an outcome as the command line names it. Of interventions: `rating` (level 3 or better), `rating:LEVEL`,
    /// `direction`, `effect` (the interval of the effect lies above none), `fuzzy:E,C,I` (the effect calibrated at three
    /// anchors). Of cases: `case:ATTRIBUTE=VALUE`. A `~` before it asks for the absence of the outcome. `barred`
    /// holds the ids of effects whose rows have errors.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with what is possible.
    pub fn read(
        word: &str,
        of: Conditions,
        snapshot: &Snapshot,
        barred: &BTreeSet<String>,
    ) -> Result<Self, AnalysisError> {
        let word = word.trim();
        if let Some(absent) = word.strip_prefix('~') {
            return Ok(Self::read(absent, of, snapshot, barred)?.of_absence());
        }
        match (of, word.split_once(':')) {
            (Conditions::Elements, None) if word.is_empty() || word == "rating" => Self::rating(snapshot, "3"),
            (Conditions::Elements, Some(("rating", level))) => Self::rating(snapshot, level.trim()),
            (Conditions::Elements, None) if word == "direction" => Ok(Self::direction(snapshot, barred)),
            (Conditions::Elements, None) if word == "effect" => Ok(Self::effect(snapshot, barred)),
            (Conditions::Elements, Some(("fuzzy", anchors))) => {
                Ok(Self::calibrated(snapshot, barred, anchors_of(anchors)?))
            }
            (Conditions::Themes, Some(("case", rest))) if rest.contains('=') => {
                let (attribute, value) = rest.split_once('=').unwrap_or_default();
                Self::case_attribute(snapshot, attribute.trim(), value.trim())
            }
            _ => Err(unknown_outcome(word, of, snapshot)),
        }
    }

    /// Crisp: 1 for interventions whose evidence rating is this level of the scale `evidence_rating` or a better one,
    /// 0 for worse ones. The scale's flag is no level.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] when the scale does not have the level; [`AnalysisError::NothingToCompare`]
    /// when there is no such scale.
    pub fn rating(snapshot: &Snapshot, level: &str) -> Result<Self, AnalysisError> {
        let Some(scale) = snapshot.scale("evidence_rating") else {
            let reason = "the project has no scale `evidence_rating`, which says how ratings are ordered".to_owned();
            return Err(AnalysisError::NothingToCompare { reason });
        };
        let Some(from) = scale.level(level) else {
            let levels: Vec<&str> = scale.levels.iter().map(|level| level.id.as_str()).collect();
            let (found, expected) = (level.to_owned(), levels.join(", "));
            return Err(AnalysisError::Unknown { what: "evidence rating", found, expected });
        };
        let scores = snapshot.findings.interventions.iter().filter_map(|intervention| {
            let (rated, _) = scale.read_rating(&intervention.evidence_rating)?;
            Some((intervention.id.clone(), crisp(rated.order >= from.order)))
        });
        let flag = if scale.flag.is_empty() { String::new() } else { format!(" (whatever its flag {})", scale.flag) };
        Ok(Self {
            description: format!("evidence rating {level} or better{flag}"),
            scores: scores.collect(),
            missing: "the evidence rating is missing or not on the scale".to_owned(),
        })
    }

    /// Crisp: 1 for interventions of whose effects at least 70 % point towards benefit, over all outcomes and studies;
    /// 0 where they do not, or conflict.
    #[must_use]
    pub fn direction(snapshot: &Snapshot, barred: &BTreeSet<String>) -> Self {
        let findings = &snapshot.findings;
        let scores = findings.interventions.iter().filter_map(|intervention| {
            let own = findings.effects.iter().filter(|effect| effect.intervention == intervention.id);
            let usable: Vec<Direction> = own.filter(|e| !barred.contains(&e.id)).map(Effect::direction).collect();
            let pointing = |direction| usable.iter().filter(|found| **found == direction).count() as u64;
            let vote =
                Vote::of_study(pointing(Direction::Benefit), pointing(Direction::Harm), pointing(Direction::Neither))?;
            Some((intervention.id.clone(), crisp(vote == Vote::Benefit)))
        });
        Self {
            description: format!("at least {SAME_DIRECTION_PERCENT}% of the effects point towards benefit"),
            scores: scores.collect(),
            missing: "no effect is usable".to_owned(),
        }
    }

    /// Crisp: 1 for interventions whose effect, put together over all outcomes as a standardised mean difference towards benefit,
    /// has an interval above 0; 0 for others.
    #[must_use]
    pub fn effect(snapshot: &Snapshot, barred: &BTreeSet<String>) -> Self {
        let found = figures(snapshot, barred);
        Self {
            description: format!(
                "the interval of the SMD towards benefit lies above 0 ({})",
                choices(snapshot).describe()
            ),
            scores: found.into_iter().map(|(id, (_, (low, _)))| (id, crisp(low > 0.0))).collect(),
            missing: NO_FIGURE.to_owned(),
        }
    }

    /// Fuzzy: the same effect, calibrated at the anchors of full non-membership, crossover and full membership.
    #[must_use]
    pub fn calibrated(snapshot: &Snapshot, barred: &BTreeSet<String>, (anchors, words): (Anchors, String)) -> Self {
        let found = figures(snapshot, barred);
        Self {
            description: format!("SMD towards benefit, calibrated at {words} ({})", choices(snapshot).describe()),
            scores: found.into_iter().map(|(id, (estimate, _))| (id, anchors.membership(estimate))).collect(),
            missing: NO_FIGURE.to_owned(),
        }
    }

    /// Crisp: 1 for cases of the study whose attribute has this value (ignoring case), 0 for those that have another.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] when no case has the attribute, or none this value.
    pub fn case_attribute(snapshot: &Snapshot, attribute: &str, value: &str) -> Result<Self, AnalysisError> {
        let names = case_attributes(snapshot);
        let Some(key) = names.iter().find(|name| name.eq_ignore_ascii_case(attribute)) else {
            let (found, expected) = (attribute.to_owned(), names.join(", "));
            return Err(AnalysisError::Unknown { what: "attribute of cases", found, expected });
        };
        let values: Vec<(&str, String)> = snapshot
            .cases
            .iter()
            .filter_map(|case| Some((case.id.as_str(), value_of(&case.attributes, key)?.to_string())))
            .collect();
        if !values.iter().any(|(_, found)| found.eq_ignore_ascii_case(value)) {
            let known: BTreeSet<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
            let expected = known.into_iter().collect::<Vec<_>>().join(", ");
            return Err(AnalysisError::Unknown { what: "value of that attribute", found: value.to_owned(), expected });
        }
        let score = |(case, found): &(&str, String)| ((*case).to_owned(), crisp(found.eq_ignore_ascii_case(value)));
        Ok(Self {
            description: format!("{key} of the case is {value}"),
            scores: values.iter().map(score).collect(),
            missing: format!("{key} is not recorded"),
        })
    }

    /// The absence of the outcome as the outcome.
    #[must_use]
    pub fn of_absence(mut self) -> Self {
        self.description = format!("absence of: {}", self.description);
        self.scores.values_mut().for_each(|score| *score = 1.0 - *score);
        self
    }
}

/// Why an intervention has no score.
const NO_FIGURE: &str = "no effect is there that can be put together as a standardised mean difference";

/// How effects are put together: as the study settled, but on one scale for all interventions.
fn choices(snapshot: &Snapshot) -> Choices {
    Choices { scale: PoolingScale::Smd, ..Choices::from(&snapshot.integration.settings.pooling) }
}

/// The effect of each intervention with its interval; those without one are left out.
fn figures(snapshot: &Snapshot, barred: &BTreeSet<String>) -> BTreeMap<String, (f64, (f64, f64))> {
    let all = members(snapshot, &EffectFilter::default(), barred);
    let choices = choices(snapshot);
    let figure = |id: &str| {
        let own: Vec<Member<'_>> = all.iter().filter(|member| member.effect.intervention == id).cloned().collect();
        one_figure(&own, &synthesise(&own, &choices), &choices).ok().map(|figure| (figure.estimate, figure.ci))
    };
    let interventions = snapshot.findings.interventions.iter();
    interventions.filter_map(|one| Some((one.id.clone(), figure(&one.id)?))).collect()
}

/// Reads `E,C,I`.
fn anchors_of(words: &str) -> Result<(Anchors, String), AnalysisError> {
    let numbers: Vec<f64> = words.split(',').filter_map(|word| word.trim().parse().ok()).collect();
    let unknown = || {
        AnalysisError::Unknown {
        what: "anchors",
        found: words.to_owned(),
        expected: "three numbers that rise or fall, for full non-membership, crossover and full membership, such as fuzzy:0,0.2,0.5"
            .to_owned(),
    }
    };
    match numbers.as_slice() {
        [e, c, i] if words.split(',').count() == 3 => {
            let anchors = Anchors::new(*e, *c, *i).map_err(|_| unknown())?;
            Ok((anchors, format!("{e}, {c} and {i}")))
        }
        _ => Err(unknown()),
    }
}

fn crisp(inside: bool) -> f64 {
    if inside { 1.0 } else { 0.0 }
}

fn value_of<'a>(attributes: &'a [(String, Value)], key: &str) -> Option<&'a Value> {
    attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Names of the attributes that cases have, in the sheet's order.
fn case_attributes(snapshot: &Snapshot) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in snapshot.cases.iter().flat_map(|case| &case.attributes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn unknown_outcome(word: &str, of: Conditions, snapshot: &Snapshot) -> AnalysisError {
    let (what, expected) = match of {
        Conditions::Elements => {
            ("outcome of interventions", "rating, rating:LEVEL, direction, effect, fuzzy:E,C,I".to_owned())
        }
        Conditions::Themes => {
            let forms = case_attributes(snapshot).iter().map(|name| format!("case:{name}=VALUE")).collect::<Vec<_>>();
            ("outcome of cases", forms.join(", "))
        }
    };
    let found = if word.is_empty() { "(none)" } else { word }.to_owned();
    AnalysisError::Unknown { what, found, expected }
}
