//! An export of EPPI-Reviewer -> studies, interventions and effects.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::slots::{OutcomeType, SLOTS, Slots, effects_of};
use super::{BETTER, BIAS, COUNTRY, DESIGN, DOMAIN, GENERATOR, HIGHER, INTERVENTION, LOWER, OUR_ID, OUR_STUDY};
use crate::codebook::slug;
use crate::interchange::layout::folded;
use crate::model::{Effect, EffectScale, Findings, Intervention, Problem, Problems, Study};

/// What an export holds for us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EppiFindings {
    /// Studies, interventions and effects.
    pub findings: Findings,
    /// What was not taken, and why.
    pub notes: Vec<String>,
}

/// Reads an export. References become studies and outcomes effects; codes of the sets for design, country, intervention,
/// outcome domain, risk of bias and direction of benefit are taken, other sets are named in a note.
///
/// # Errors
/// Text that is no JSON, JSON that is no export, and every figure that is none, with its place in the file.
pub fn read_eppi(file_name: &str, text: &str) -> Result<EppiFindings, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root: Value = serde_json::from_str(text).map_err(|error| {
        Problem::new(file_name, format!("the file is no JSON: {error}")).at(error.line(), error.column())
    })?;
    if list(&root, "CodeSets").is_empty() && list(&root, "References").is_empty() {
        let message = "the file has neither CodeSets nor References, as an export of EPPI-Reviewer has";
        return Err(Problem::new(file_name, message).into());
    }
    let mut reader = Reader {
        file: file_name,
        ours: root.get("Generator").and_then(Value::as_str) == Some(GENERATOR),
        codes: BTreeMap::new(),
        unused: BTreeSet::new(),
        ids: BTreeSet::new(),
        done: EppiFindings::default(),
        problems: Problems::default(),
    };
    for set in list(&root, "CodeSets") {
        let name = words(set, "SetName");
        let codes = set.get("Attributes").unwrap_or(&Value::Null);
        reader.code_set(&name, codes);
    }
    for (at, reference) in list(&root, "References").iter().enumerate() {
        reader.reference(reference, &format!("References[{at}]"));
    }
    if !reader.unused.is_empty() {
        let sets: Vec<&str> = reader.unused.iter().map(String::as_str).collect();
        reader.done.notes.push(format!("code sets without a place here, not taken: {}", sets.join(", ")));
    }
    reader.problems.none_or(reader.done)
}

/// A code: its set, its name, and the id that we wrote for it.
struct Code {
    set: String,
    name: String,
    id: String,
}

struct Reader<'f> {
    file: &'f str,
    ours: bool,
    codes: BTreeMap<String, Code>,
    unused: BTreeSet<String>,
    ids: BTreeSet<String>,
    done: EppiFindings,
    problems: Problems,
}

impl Reader<'_> {
    /// Codes with the codes below them.
    fn code_set(&mut self, set: &str, attributes: &Value) {
        for attribute in list(attributes, "AttributesList") {
            let name = words(attribute, "AttributeName");
            let id = if words(attribute, "ExtType") == OUR_ID { words(attribute, "ExtURL") } else { String::new() };
            if self.is(set, INTERVENTION) {
                let id = if id.is_empty() { slug(&name) } else { id.clone() };
                let description = words(attribute, "AttributeDescription");
                self.intervention(&id, &name, &description);
            }
            self.codes.insert(words(attribute, "AttributeId"), Code { set: set.to_owned(), name, id });
            self.code_set(set, attribute.get("Attributes").unwrap_or(&Value::Null));
        }
    }

    #[allow(clippy::unused_self)] // Reads like the question it is.
    fn is(&self, set: &str, names: &[&str]) -> bool {
        names.iter().any(|name| folded(name) == folded(set))
    }

    fn intervention(&mut self, id: &str, name: &str, description: &str) {
        let known = &mut self.done.findings.interventions;
        if !id.is_empty() && !known.iter().any(|known| known.id == id) {
            let (id, name, description) = (id.to_owned(), name.to_owned(), description.to_owned());
            known.push(Intervention { id, name, description, ..Intervention::default() });
        }
    }

    /// The words of the first code of a set among the codes of a thing; its id where we gave it one.
    fn coded(&self, codes: &[String], names: &[&str]) -> String {
        let found = codes.iter().filter_map(|id| self.codes.get(id)).find(|code| self.is(&code.set, names));
        found.map_or_else(String::new, |code| if code.id.is_empty() { code.name.clone() } else { code.id.clone() })
    }

    fn reference(&mut self, reference: &Value, place: &str) {
        let ris_id = words(reference, "ItemId");
        let comments = words(reference, "Comments");
        let id = comments.strip_prefix(OUR_STUDY).map_or_else(|| ris_id.clone(), str::to_owned);
        let fallback = [words(reference, "ShortTitle"), words(reference, "QuickCitation"), words(reference, "Title")];
        let cite = fallback.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let codes: Vec<String> = list(reference, "Codes").iter().map(|code| words(code, "AttributeId")).collect();
        for code in codes.iter().filter_map(|id| self.codes.get(id)) {
            if ![DESIGN, COUNTRY, INTERVENTION, DOMAIN, BIAS, BETTER].iter().any(|names| self.is(&code.set, names)) {
                self.unused.insert(code.set.clone());
            }
        }
        if id.is_empty() || !self.ids.insert(format!("study {id}")) {
            let problem = Problem::new(self.file, format!("`{id}` is no id that only this reference has"));
            self.problems.push(problem.field(format!("{place}.ItemId")));
            return;
        }
        let country = self.coded(&codes, COUNTRY);
        let year = words(reference, "Year").parse().ok().filter(|year| (1800..=2200).contains(year));
        self.done.findings.studies.push(Study {
            id: id.clone(),
            cite,
            year,
            country: if country.is_empty() && !self.ours { words(reference, "Country") } else { country },
            design: self.coded(&codes, DESIGN),
            rob_overall: self.coded(&codes, BIAS),
            doi: words(reference, "DOI"),
            ris_id,
            ..Study::default()
        });
        for (at, outcome) in list(reference, "Outcomes").iter().enumerate() {
            self.outcome(outcome, &id, &codes, &format!("{place}.Outcomes[{at}]"));
        }
    }

    fn outcome(&mut self, outcome: &Value, study: &str, study_codes: &[String], place: &str) {
        let mut slots: Slots = [0.0; SLOTS];
        for (at, slot) in slots.iter_mut().enumerate() {
            *slot = self.figure(outcome, &format!("Data{}", at + 1), place).unwrap_or_default();
        }
        let number = self.figure(outcome, "OutcomeTypeId", place).unwrap_or_default();
        let title = words(outcome, "Title");
        let Some(kind) = OutcomeType::of(number).filter(|kind| *kind != OutcomeType::Diagnostic) else {
            self.done.notes.push(format!("{place} {title}: outcomes of type {number} are not among ours; not taken"));
            return;
        };
        let reported = self.reported(outcome, place);
        let mut effects = effects_of(kind, &slots, reported.map(|(scale, _, _)| scale));
        if effects.is_empty() {
            self.done.notes.push(format!("{place} {title}: the outcome has no figures; not taken"));
        }
        if let (Some((scale, value, se)), [effect]) = (reported, effects.as_mut_slice())
            && scale == effect.es_type
        {
            effect.value = effect.value.or(Some(value));
            effect.se = effect.se.or(se);
        }
        let limits = (self.figure(outcome, "CILower", place), self.figure(outcome, "CIUpper", place));
        let common = self.common(outcome, study, study_codes, place);
        for effect in effects {
            let mut id = common.id.clone();
            if !self.ids.insert(format!("effect {id}")) {
                id = format!("{id}-{}", effect.es_type.word());
                self.ids.insert(format!("effect {id}"));
            }
            let (ci_low, ci_high) = match limits {
                (Some(low), Some(high)) if low != 0.0 || high != 0.0 => (Some(low), Some(high)),
                _ => (None, None),
            };
            let common = common.clone();
            self.done.findings.effects.push(Effect {
                id,
                study: common.study,
                intervention: common.intervention,
                comparator: common.comparator,
                outcome: common.outcome,
                measure: common.measure,
                population: common.population,
                months: common.months,
                higher_is_better: common.higher_is_better,
                notes: common.notes,
                ci_low,
                ci_high,
                ..effect
            });
        }
    }

    /// What an outcome says besides its figures.
    fn common(&mut self, outcome: &Value, study: &str, study_codes: &[String], place: &str) -> Effect {
        let tagged =
            outcome.get("OutcomeCodes").map(|codes| list(codes, "OutcomeItemAttributesList")).unwrap_or_default();
        let mut codes: Vec<String> = tagged.iter().map(|code| words(code, "AttributeId")).collect();
        let own_domain = self.coded(&codes, DOMAIN);
        let better = match self.coded(&codes, BETTER).as_str() {
            HIGHER => Some(true),
            LOWER => Some(false),
            _ => None,
        };
        let text = words(outcome, "InterventionText");
        let own = self.coded(&codes, INTERVENTION);
        codes.extend(study_codes.iter().cloned());
        // A study with one intervention tests that one; with several, only the outcome can say which.
        let coded_once = |names: &[&str]| {
            let ids: BTreeSet<&String> = study_codes
                .iter()
                .filter(|id| self.codes.get(*id).is_some_and(|code| self.is(&code.set, names)))
                .collect();
            if ids.len() == 1 { self.coded(study_codes, names) } else { String::new() }
        };
        let named = |word: String| {
            if self.done.findings.interventions.iter().any(|known| known.id == word) { word } else { slug(&word) }
        };
        let intervention =
            [own, text.clone(), coded_once(INTERVENTION)].into_iter().find(|word| !word.is_empty()).map(named);
        let intervention = intervention.unwrap_or_default();
        let domain = [own_domain, words(outcome, "OutcomeText"), coded_once(DOMAIN), words(outcome, "Title")];
        self.intervention(&intervention, if text.is_empty() { &intervention } else { &text }, "");
        let id = words(outcome, if self.ours { "ShortTitle" } else { "OutcomeId" });
        Effect {
            id: if id.is_empty() { format!("{study}-{}", self.done.findings.effects.len() + 1) } else { id },
            study: study.to_owned(),
            intervention,
            comparator: words(outcome, "ControlText"),
            outcome: domain.into_iter().find(|word| !word.is_empty()).unwrap_or_default(),
            measure: words(outcome, "Title"),
            population: words(outcome, "grp1ArmName"),
            months: self.months(outcome, place),
            higher_is_better: better,
            notes: words(outcome, "OutcomeDescription"),
            ..Effect::default()
        }
    }

    /// The effect that the program computed, on the one scale that the file gives a value on, or the first of several.
    fn reported(&mut self, outcome: &Value, place: &str) -> Option<(EffectScale, f64, Option<f64>)> {
        super::write::COMPUTED.into_iter().find_map(|(scale, value, se)| {
            let figure = self.figure(outcome, value, place).filter(|figure| *figure != 0.0)?;
            Some((scale, figure, self.figure(outcome, se, place).filter(|se| *se > 0.0)))
        })
    }

    fn months(&mut self, outcome: &Value, place: &str) -> Option<f64> {
        let value = self.figure(outcome, "ItemTimepointValue", place)?;
        let metric = words(outcome, "ItemTimepointMetric").to_lowercase();
        Some(match metric.trim_end_matches('s') {
            "year" => value * 12.0,
            "week" => value * 7.0 * 12.0 / 365.25,
            "day" => value * 12.0 / 365.25,
            "hour" => value * 12.0 / 365.25 / 24.0,
            _ => value,
        })
    }

    /// A figure as a number or in words; nothing when it is missing.
    fn figure(&mut self, object: &Value, name: &str, place: &str) -> Option<f64> {
        let written = object.get(name)?;
        let figure = match written {
            Value::Null => return None,
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse::<f64>().ok().filter(|figure| figure.is_finite()),
            other => other.as_f64(),
        };
        // Computed figures that cannot be computed are written as words.
        let undefined = matches!(written, Value::String(text) if text.contains("NaN") || text.contains("Infinity"));
        if figure.is_none() && !undefined {
            let problem = Problem::new(self.file, format!("{written} is not a number"));
            self.problems.push(problem.field(format!("{place}.{name}")));
        }
        figure
    }
}

fn list<'v>(object: &'v Value, name: &str) -> &'v [Value] {
    object.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A property as words in one line; numbers as they are written.
fn words(object: &Value, name: &str) -> String {
    match object.get(name) {
        Some(Value::String(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
