//! Findings -> the JSON of EPPI-Reviewer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::slots::slots_of;
use super::{BETTER, BIAS, COUNTRY, DESIGN, DOMAIN, GENERATOR, HIGHER, INTERVENTION, LOWER, OUR_ID, OUR_STUDY};
use crate::model::{Effect, EffectScale, Findings, Study};

/// The properties that hold the effect as computed, by scale, with their standard errors (of the logarithm for ratios).
pub(super) const COMPUTED: [(EffectScale, &str, &str); 5] = [
    (EffectScale::Smd, "SMD", "SESMD"),
    (EffectScale::OddsRatio, "OddsRatio", "SEOddsRatio"),
    (EffectScale::RiskRatio, "RiskRatio", "SERiskRatio"),
    (EffectScale::RiskDifference, "RiskDifference", "SERiskDifference"),
    (EffectScale::MeanDifference, "MeanDifference", "SEMeanDifference"),
];

/// Writes studies, interventions and effects as an export of EPPI-Reviewer; beside it what has no place there. Studies carry
/// the codes of their interventions and outcome domains, so that EPPI-Mapper can draw one against the other.
#[must_use]
pub fn write_eppi(findings: &Findings) -> (String, Vec<String>) {
    let codes = Codes::of(findings);
    let mut notes = Vec::new();
    let references: Vec<Value> =
        (1_u64..).zip(&findings.studies).map(|(at, study)| reference(at, study, findings, &codes)).collect();
    let left_out: Vec<&str> =
        findings.effects.iter().filter(|effect| slots_of(effect).is_none()).map(|effect| effect.id.as_str()).collect();
    if !left_out.is_empty() {
        notes.push(format!("effects on a scale that EPPI-Reviewer does not have, left out: {}", left_out.join(", ")));
    }
    let known: BTreeSet<&str> = findings.studies.iter().map(|study| study.id.as_str()).collect();
    let lost: Vec<&str> = findings
        .effects
        .iter()
        .filter(|effect| !known.contains(effect.study.as_str()))
        .map(|effect| effect.id.as_str())
        .collect();
    if !lost.is_empty() {
        notes.push(format!("effects of studies that are not there, left out: {}", lost.join(", ")));
    }
    let root = json!({ "Generator": GENERATOR, "CodeSets": codes.sets(findings), "References": references });
    (serde_json::to_string_pretty(&root).unwrap_or_default() + "\n", notes)
}

/// Every code with its number: set and our word for it.
struct Codes<'f> {
    numbers: BTreeMap<(&'static str, &'f str), u64>,
}

impl<'f> Codes<'f> {
    fn of(findings: &'f Findings) -> Self {
        let mut all: BTreeSet<(&'static str, &'f str)> = BTreeSet::new();
        let mut add = |set: &[&'static str], word: &'f str| {
            if let Some(set) = set.first().filter(|_| !word.is_empty()) {
                all.insert((set, word));
            }
        };
        for study in &findings.studies {
            add(DESIGN, &study.design);
            add(COUNTRY, &study.country);
            add(BIAS, &study.rob_overall);
        }
        for intervention in &findings.interventions {
            add(INTERVENTION, &intervention.id);
        }
        for effect in &findings.effects {
            add(INTERVENTION, &effect.intervention);
            add(DOMAIN, &effect.outcome);
        }
        add(BETTER, HIGHER);
        add(BETTER, LOWER);
        Self { numbers: all.into_iter().zip(1..).collect() }
    }

    fn number(&self, set: &[&'static str], word: &str) -> Option<u64> {
        self.numbers.get(&(*set.first()?, word)).copied()
    }

    fn sets(&self, findings: &Findings) -> Vec<Value> {
        let mut sets: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for ((set, word), number) in &self.numbers {
            let known = findings.interventions.iter().find(|known| INTERVENTION.contains(set) && known.id == *word);
            let (name, description) =
                known.map_or((*word, ""), |known| (known.name.as_str(), known.description.as_str()));
            sets.entry(set).or_default().push(json!({
                "AttributeId": number,
                "AttributeSetId": number,
                "AttributeName": name,
                "AttributeType": "Selectable (show checkbox)",
                "AttributeDescription": description,
                "AttributeSetDescription": "",
                "ExtURL": word,
                "ExtType": OUR_ID,
                "OriginalAttributeID": 0,
                "Attributes": { "AttributesList": [] },
            }));
        }
        let set = |(at, (name, attributes)): (u64, (&str, Vec<Value>))| {
            json!({
                "SetName": name,
                "SetId": at,
                "ReviewSetId": at,
                "SetDescription": "",
                "SetType": { "SetTypeName": "Standard" },
                "Attributes": { "AttributesList": attributes },
            })
        };
        (1..).zip(sets).map(set).collect()
    }
}

fn reference(number: u64, study: &Study, findings: &Findings, codes: &Codes<'_>) -> Value {
    let effects: Vec<&Effect> = findings.effects.iter().filter(|effect| effect.study == study.id).collect();
    let mut numbers: BTreeSet<u64> = BTreeSet::new();
    numbers.extend(codes.number(DESIGN, &study.design));
    numbers.extend(codes.number(COUNTRY, &study.country));
    numbers.extend(codes.number(BIAS, &study.rob_overall));
    numbers.extend(effects.iter().filter_map(|effect| codes.number(INTERVENTION, &effect.intervention)));
    numbers.extend(effects.iter().filter_map(|effect| codes.number(DOMAIN, &effect.outcome)));
    let code = |number: &u64| json!({ "AttributeId": number, "AdditionalText": "", "ArmId": 0, "ArmTitle": "", "ItemAttributeFullTextDetails": [] });
    let outcomes = effects.iter().filter_map(|effect| {
        let at = findings.effects.iter().position(|known| known.id == effect.id)?;
        outcome(at + 1, effect, codes)
    });
    json!({
        "ItemId": number,
        "Title": study.cite,
        "ShortTitle": study.cite,
        "Year": study.year.map_or_else(String::new, |year| year.to_string()),
        "Country": study.country,
        "DOI": study.doi,
        "TypeName": "Journal, Article",
        "ItemStatus": "Included",
        "Comments": format!("{OUR_STUDY}{}", study.id),
        "Codes": numbers.iter().map(code).collect::<Vec<Value>>(),
        "Outcomes": outcomes.collect::<Vec<Value>>(),
    })
}

fn outcome(number: usize, effect: &Effect, codes: &Codes<'_>) -> Option<Value> {
    let (kind, slots) = slots_of(effect)?;
    let better = effect.higher_is_better.map(|better| if better { HIGHER } else { LOWER });
    let numbers = [
        codes.number(INTERVENTION, &effect.intervention),
        codes.number(DOMAIN, &effect.outcome),
        better.and_then(|better| codes.number(BETTER, better)),
    ];
    let attributes: Vec<Value> = numbers.into_iter().flatten().map(|number| json!({ "AttributeId": number })).collect();
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("OutcomeId", json!(number));
    put("OutcomeTypeId", json!(kind.number()));
    put("OutcomeTypeName", json!(kind.name()));
    put("Title", json!(effect.measure));
    put("ShortTitle", json!(effect.id));
    put("OutcomeDescription", json!(effect.notes));
    put("InterventionText", json!(effect.intervention));
    put("ControlText", json!(effect.comparator));
    put("OutcomeText", json!(effect.outcome));
    put("grp1ArmName", json!(effect.population));
    put("grp2ArmName", json!(""));
    put("ItemTimepointValue", effect.months.map_or(Value::Null, |months| json!(months.to_string())));
    put("ItemTimepointMetric", json!(if effect.months.is_some() { "months" } else { "" }));
    for (at, slot) in (1..).zip(slots) {
        put(&format!("Data{at}"), json!(slot));
    }
    for (scale, value, se) in COMPUTED {
        let is_it = scale == effect.es_type;
        put(value, json!(effect.value.filter(|_| is_it).unwrap_or_default()));
        put(se, json!(effect.se.filter(|_| is_it).unwrap_or_default()));
    }
    put("ES", json!(effect.value.unwrap_or_default()));
    put("SEES", json!(effect.se.unwrap_or_default()));
    put("CILower", json!(effect.ci_low.unwrap_or_default()));
    put("CIUpper", json!(effect.ci_high.unwrap_or_default()));
    put("OutcomeCodes", json!({ "OutcomeItemAttributesList": attributes }));
    Some(Value::Object(object))
}
