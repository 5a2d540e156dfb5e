//! Which effects belong together: filters and groups over the rows of a review.

use std::collections::{BTreeMap, BTreeSet};

use super::derive::{Derived, derive};
use crate::analysis::AnalysisError;
use crate::analysis::designs::design_group;
use crate::model::{Effect, Snapshot, Study};

/// An effect in a set, with the estimate that could be made of it.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The row.
    pub effect: &'a Effect,
    /// Its study, where the sheet of studies has it.
    pub study: Option<&'a Study>,
    /// The estimate, or why there is none.
    pub derived: Result<Derived, String>,
}

impl<'a> Member<'a> {
    /// What several effects may share: the study, or the cohort behind several studies.
    #[must_use]
    pub fn cluster(&self) -> &'a str {
        let cohort = self.study.map(|study| study.cohort.as_str()).filter(|cohort| !cohort.is_empty());
        cohort.unwrap_or(&self.effect.study)
    }
}

/// Effects that are looked at together.
#[derive(Clone, Debug)]
pub struct EffectSet<'a> {
    /// Ids of the groups that define it, outermost first.
    pub keys: Vec<String>,
    /// Their names for people.
    pub labels: Vec<String>,
    /// Effects in the order of the review's sheet.
    pub members: Vec<Member<'a>>,
}

/// By what effects are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Outcome domain.
    Outcome,
    /// Measure in words.
    Measure,
    /// Intervention.
    Intervention,
    /// Practice element of the intervention; an effect is in the group of each.
    Element,
    /// Group of designs: trials or quasi-experiments.
    Design,
    /// Overall risk of bias.
    RiskOfBias,
    /// Before 12 months or later.
    Time,
    /// Country of the study.
    Country,
    /// Population that the effect is about.
    Population,
    /// All effects together.
    All,
}

impl Grouping {
    /// Every grouping with the word that commands use.
    pub const WORDS: [(Self, &'static str); 10] = [
        (Self::Outcome, "outcome"),
        (Self::Measure, "measure"),
        (Self::Intervention, "intervention"),
        (Self::Element, "element"),
        (Self::Design, "design"),
        (Self::RiskOfBias, "rob"),
        (Self::Time, "time"),
        (Self::Country, "country"),
        (Self::Population, "population"),
        (Self::All, "all"),
    ];

    /// Reads `outcome`, or several divided by `/`: `outcome/intervention`.
    ///
    /// # Errors
    /// A word that names no grouping.
    pub fn parse(words: &str) -> Result<Vec<Self>, AnalysisError> {
        let one = |word: &str| {
            let found = Self::WORDS.iter().find(|(_, known)| *known == word.trim());
            found.map(|(grouping, _)| *grouping).ok_or_else(|| AnalysisError::Unknown {
                what: "grouping",
                found: word.to_owned(),
                expected: Self::WORDS.map(|(_, word)| word).join(", "),
            })
        };
        words.split('/').map(one).collect()
    }

    /// The word that commands use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(known, _)| *known == self).map_or("", |(_, word)| word)
    }

    /// The groups that an effect belongs to, as rank, id and name; rank keeps the order of a scale.
    pub(super) fn of(self, snapshot: &Snapshot, effect: &Effect, study: Option<&Study>) -> Vec<Group> {
        let plain = |text: &str| {
            let name = if text.is_empty() { "(not given)" } else { text };
            vec![Group { rank: i64::from(text.is_empty()), id: text.to_owned(), name: name.to_owned() }]
        };
        let on_scale = |scale: &str, id: &str| match snapshot.scale(scale).and_then(|scale| scale.level(id)) {
            Some(level) => vec![Group { rank: level.order, id: id.to_owned(), name: level.name.clone() }],
            None => plain(id),
        };
        match self {
            Self::Outcome => on_scale("outcome_domains", &effect.outcome),
            Self::Measure => plain(&effect.measure),
            Self::Intervention => named_intervention(snapshot, &effect.intervention),
            Self::Element => elements_of(snapshot, &effect.intervention),
            Self::Design => plain(&study.map_or_else(String::new, |study| design_group(snapshot, study))),
            Self::RiskOfBias => plain(study.map_or("", |study| study.rob_overall.as_str())),
            Self::Time => {
                let class = time_class(effect);
                let rank = ["post", "short", "long"].iter().position(|known| *known == class).unwrap_or(3);
                let rank = i64::try_from(rank).unwrap_or(3);
                vec![Group { rank, ..plain(class).remove(0) }]
            }
            Self::Country => plain(study.map_or("", |study| study.country.as_str())),
            Self::Population => plain(&effect.population),
            Self::All => vec![Group { rank: 0, id: "all".to_owned(), name: "All effects".to_owned() }],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    pub rank: i64,
    pub id: String,
    pub name: String,
}

fn named_intervention(snapshot: &Snapshot, id: &str) -> Vec<Group> {
    let all = &snapshot.findings.interventions;
    let at = all.iter().position(|one| one.id == id);
    let name = at.and_then(|at| all.get(at)).map_or("(not given)", |one| one.name.as_str());
    let rank = at.and_then(|at| i64::try_from(at).ok()).unwrap_or(i64::MAX);
    vec![Group { rank, id: id.to_owned(), name: name.to_owned() }]
}

fn elements_of(snapshot: &Snapshot, intervention: &str) -> Vec<Group> {
    let findings = &snapshot.findings;
    let has = |id: &str| {
        let mut pairs = findings.intervention_elements.iter();
        pairs.any(|pair| pair.intervention == intervention && pair.element == id && pair.presence == Some(true))
    };
    let elements = findings.elements.iter().zip(0_i64..).filter(|(element, _)| has(&element.id));
    elements.map(|(one, rank)| Group { rank, id: one.id.clone(), name: one.name.clone() }).collect()
}

/// `post` at the end (month 0), `short` before twelve months, `long` from then on; empty where it is not known.
fn time_class(effect: &Effect) -> &'static str {
    match effect.months {
        Some(months) if months <= 0.0 => "post",
        Some(months) if months < 12.0 => "short",
        Some(_) => "long",
        None => "",
    }
}

/// Which effects are looked at: for each key the values that count, all keys together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectFilter {
    wanted: BTreeMap<&'static str, Vec<String>>,
}

impl EffectFilter {
    /// Keys that effects are filtered by.
    pub const KEYS: [&'static str; 11] = [
        "outcome",
        "intervention",
        "element",
        "study",
        "design",
        "rob",
        "uk",
        "time",
        "population",
        "measure",
        "scale",
    ];

    /// Reads conditions such as `design=RCT` or `rob=low,some_concerns`.
    ///
    /// # Errors
    /// A condition that is none, or a key that effects do not have.
    pub fn parse(conditions: &[String]) -> Result<Self, AnalysisError> {
        let mut filter = Self::default();
        for condition in conditions {
            let unknown = || AnalysisError::Unknown {
                what: "condition on effects",
                found: condition.clone(),
                expected: Self::KEYS.map(|key| format!("{key}=...")).join(", "),
            };
            let (key, values) = condition.split_once('=').ok_or_else(unknown)?;
            let key = Self::KEYS.into_iter().find(|known| *known == key.trim()).ok_or_else(unknown)?;
            let values = values.split(',').map(|value| value.trim().to_lowercase());
            filter.wanted.entry(key).or_default().extend(values);
        }
        Ok(filter)
    }

    /// The same with one more condition.
    #[must_use]
    pub fn and(mut self, key: &'static str, value: &str) -> Self {
        self.wanted.entry(key).or_default().push(value.to_lowercase());
        self
    }

    /// The filter in words; empty when it lets everything through.
    #[must_use]
    pub fn describe(&self) -> String {
        let words = self.wanted.iter().map(|(key, values)| format!("{key} {}", values.join(" or ")));
        words.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn lets_through(&self, snapshot: &Snapshot, effect: &Effect, study: Option<&Study>) -> bool {
        self.wanted.iter().all(|(key, values)| {
            let own = values_of(key, snapshot, effect, study);
            own.iter().any(|own| values.contains(&own.to_lowercase()))
        })
    }

    /// Refuses a value that no effect of the review has.
    ///
    /// # Errors
    /// The first such value, with those that there are.
    pub fn check(&self, snapshot: &Snapshot) -> Result<(), AnalysisError> {
        let studies = &snapshot.findings.studies;
        for (key, values) in &self.wanted {
            let known: BTreeSet<String> = (snapshot.findings.effects.iter())
                .flat_map(|effect| {
                    let study = studies.iter().find(|study| study.id == effect.study);
                    values_of(key, snapshot, effect, study)
                })
                .filter(|value| !value.is_empty())
                .collect();
            let has = |value: &&String| known.iter().any(|known| known.to_lowercase() == **value);
            if let Some(unknown) = values.iter().find(|value| !has(value)) {
                let expected = known.into_iter().collect::<Vec<_>>().join(", ");
                return Err(AnalysisError::Unknown { what: key, found: unknown.clone(), expected });
            }
        }
        Ok(())
    }
}

/// What an effect has under a key of [`EffectFilter::KEYS`].
fn values_of(key: &str, snapshot: &Snapshot, effect: &Effect, study: Option<&Study>) -> Vec<String> {
    let one = |value: &str| vec![value.to_owned()];
    match key {
        "outcome" => one(&effect.outcome),
        "intervention" => one(&effect.intervention),
        "element" => elements_of(snapshot, &effect.intervention).into_iter().map(|element| element.id).collect(),
        "study" => one(&effect.study),
        "design" => study.map_or_else(Vec::new, |study| vec![study.design.clone(), design_group(snapshot, study)]),
        "rob" => study.map_or_else(Vec::new, |study| one(&study.rob_overall)),
        "uk" => study.and_then(|study| study.uk).map_or_else(Vec::new, |uk| one(if uk { "yes" } else { "no" })),
        "time" => one(time_class(effect)),
        "population" => one(&effect.population),
        "measure" => one(&effect.measure),
        _ => one(effect.es_type.word()),
    }
}

/// Every effect of a review that counts, with the estimate that could be made of it. `barred` holds the ids of effects whose
/// rows have errors.
pub(in crate::analysis) fn members<'a>(
    snapshot: &'a Snapshot,
    filter: &EffectFilter,
    barred: &BTreeSet<String>,
) -> Vec<Member<'a>> {
    let studies: BTreeMap<&str, &Study> = snapshot.findings.studies.iter().map(|s| (s.id.as_str(), s)).collect();
    let usable = snapshot.findings.effects.iter().filter(|effect| !barred.contains(&effect.id));
    let with_study = usable.map(|effect| (effect, studies.get(effect.study.as_str()).copied()));
    let wanted = with_study.filter(|(effect, study)| filter.lets_through(snapshot, effect, *study));
    wanted.map(|(effect, study)| Member { effect, study, derived: derive(effect, study) }).collect()
}

/// Effects in groups, in the order of scales and sheets. An effect of an intervention with several elements is in the group
/// of each.
pub(in crate::analysis) fn grouped<'a>(
    snapshot: &'a Snapshot,
    members: &[Member<'a>],
    by: &[Grouping],
) -> Vec<EffectSet<'a>> {
    let mut sets: BTreeMap<Vec<Group>, Vec<Member<'a>>> = BTreeMap::new();
    for member in members {
        let mut paths: Vec<Vec<Group>> = vec![Vec::new()];
        for grouping in by {
            let groups = grouping.of(snapshot, member.effect, member.study);
            let longer = |path: &Vec<Group>| {
                let path = path.clone();
                groups
                    .iter()
                    .map(move |group| [path.as_slice(), std::slice::from_ref(group)].concat())
                    .collect::<Vec<_>>()
            };
            paths = paths.iter().flat_map(longer).collect();
        }
        for path in paths {
            sets.entry(path).or_default().push(member.clone());
        }
    }
    let set = |(path, members): (Vec<Group>, Vec<Member<'a>>)| EffectSet {
        keys: path.iter().map(|group| group.id.clone()).collect(),
        labels: path.into_iter().map(|group| group.name).collect(),
        members,
    };
    sets.into_iter().map(set).collect()
}
