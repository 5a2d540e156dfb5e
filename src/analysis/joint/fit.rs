//! The rule that suggests how voices and findings fit. It is a suggestion: what counts is what a named person decides.
//!
//! Both strands get a direction and a weight. Voices: the net share of cases in which positive codes outweigh negative ones;
//! prominent when many cases or several roles speak of it. Findings: the pooled interval turned towards benefit, or a sign test
//! where nothing is pooled; prominent when ratings or designs are strong. A table takes directions and weights to a fit.

use std::collections::BTreeMap;

use crate::model::{Fit, FitThresholds};

/// Which way people speak of a theme, seen from what it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualDirection {
    /// It helps.
    Positive,
    /// It hinders.
    Negative,
    /// Both.
    Mixed,
    /// Too few cases speak of it.
    None,
}

/// Which way studies point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantDirection {
    /// Benefit.
    Benefit,
    /// Harm.
    Harm,
    /// No effect worth having.
    Null,
    /// It cannot be told.
    Uncertain,
    /// No study says anything.
    None,
}

impl QualDirection {
    /// The sign that tables print.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Positive => "+",
            Self::Negative => "−",
            Self::Mixed => "mixed",
            Self::None => "none",
        }
    }
}

impl QuantDirection {
    /// The sign that tables print.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Benefit => "+",
            Self::Harm => "−",
            Self::Null => "null",
            Self::Uncertain => "uncertain",
            Self::None => "none",
        }
    }
}

/// How many cases say what of a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Cases in which somebody speaks of the theme.
    pub any: u64,
    /// Of these, cases with a positive code.
    pub positive: u64,
    /// Of these, cases with a negative code; a case may have both.
    pub negative: u64,
    /// Cases in the frame.
    pub eligible: u64,
    /// Whether a case is a participant, because the project has no cases.
    pub by_person: bool,
}

/// What the rule looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct FitInputs {
    /// Cases by what they say.
    pub cases: CaseCounts,
    /// Role, people of the role who speak of the theme, people of the role.
    pub roles: Vec<(String, u64, u64)>,
    /// Whether an interview question asks about a code of the theme; none where the project has no interview guide.
    pub asked: Option<bool>,
    /// Relation of the link, as the theme's own link says it.
    pub relation: String,
    /// What the review found, in words.
    pub found: String,
    /// Which way it points.
    pub quant: QuantDirection,
    /// Why it is said to point that way.
    pub quant_rule: String,
    /// Leading figure of the best evidence rating.
    pub rating: Option<u64>,
    /// Trials and quasi-experiments.
    pub controlled_studies: u64,
}

impl FitInputs {
    /// The inputs by name, as decisions keep them and `explain` prints them.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, String> {
        let CaseCounts { any, positive, negative, eligible, by_person } = self.cases;
        let unit = if by_person { "people" } else { "cases" };
        let roles: Vec<String> = self.roles.iter().map(|(role, part, of)| format!("{role} {part}/{of}")).collect();
        let asked = match self.asked {
            Some(true) => "yes",
            Some(false) => "no",
            None => "no interview guide",
        };
        let named = [
            (unit, format!("{any} of {eligible}, {positive} positive, {negative} negative")),
            ("roles", roles.join(", ")),
            ("asked", asked.to_owned()),
            ("relation", self.relation.clone()),
            ("found", self.found.replace([';', '='], ",")),
            ("rating", self.rating.map_or_else(|| "none".to_owned(), |rating| rating.to_string())),
            ("controlled studies", self.controlled_studies.to_string()),
        ];
        named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// What the rule suggests, and how it came to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What it looked at.
    pub inputs: FitInputs,
    /// The fit.
    pub fit: Fit,
    /// Which way people speak.
    pub qual: QualDirection,
    /// Whether the theme is prominent among people.
    pub prominent_voices: bool,
    /// Whether the findings are prominent.
    pub prominent_findings: bool,
    /// The steps, in sentences.
    pub steps: Vec<String>,
}

/// Applies the rule.
#[must_use]
pub fn suggest(inputs: FitInputs, thresholds: &FitThresholds) -> Suggestion {
    let mut steps = Vec::new();
    let qual = direction_of_voices(&inputs, thresholds, &mut steps);
    steps.push(format!("Findings point {}: {}.", inputs.quant.sign(), inputs.quant_rule));
    let prominent_voices = are_voices_prominent(&inputs, thresholds, &mut steps);
    let prominent_findings = inputs.rating.is_some_and(|rating| rating >= thresholds.prominent_rating)
        || inputs.controlled_studies >= thresholds.prominent_studies;
    steps.push(format!(
        "Findings are {}: best rating {}, {} trials or quasi-experiments (prominent from level {} or {} studies).",
        if prominent_findings { "prominent" } else { "not prominent" },
        inputs.rating.map_or_else(|| "none".to_owned(), |rating| rating.to_string()),
        inputs.controlled_studies,
        thresholds.prominent_rating,
        thresholds.prominent_studies
    ));
    let fit = fit_of(qual, inputs.quant, prominent_voices == prominent_findings, inputs.asked);
    steps.push(format!("Voices {} beside findings {} give: {}.", qual.sign(), inputs.quant.sign(), fit.name()));
    Suggestion { inputs, fit, qual, prominent_voices, prominent_findings, steps }
}

/// The table of section 5.2: directions and whether both strands have like weight.
#[must_use]
pub fn fit_of(qual: QualDirection, quant: QuantDirection, like_weight: bool, asked: Option<bool>) -> Fit {
    use QualDirection as Voices;
    use QuantDirection as Found;
    match (qual, quant) {
        (Voices::None, Found::None) => Fit::NoEvidence,
        (Voices::None, _) if asked == Some(true) => Fit::SilenceNotRaised,
        (Voices::None, _) => Fit::SilenceNotAsked,
        (_, Found::None) => Fit::SilenceNotMeasured,
        (Voices::Positive, Found::Benefit) | (Voices::Negative, Found::Harm) if like_weight => Fit::Agreement,
        (Voices::Mixed, _)
        | (_, Found::Uncertain)
        | (Voices::Positive, Found::Benefit)
        | (Voices::Negative, Found::Harm) => Fit::Partial,
        (Voices::Positive, Found::Harm | Found::Null) | (Voices::Negative, Found::Benefit | Found::Null) => {
            Fit::Dissonance
        }
    }
}

// Counts of cases and people stay far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn direction_of_voices(inputs: &FitInputs, thresholds: &FitThresholds, steps: &mut Vec<String>) -> QualDirection {
    let CaseCounts { any, positive, negative, by_person, .. } = inputs.cases;
    let unit = if by_person { "people" } else { "cases" };
    if any < thresholds.min_cases {
        steps.push(format!(
            "Voices have no direction: {unit} that speak of it: {any}, needed: {}.",
            thresholds.min_cases
        ));
        return QualDirection::None;
    }
    let (positive, negative, turn) = match inputs.relation.as_str() {
        "contradicts" => (negative, positive, ", turned around because the theme contradicts it"),
        // Whatever impedes is against it, also where the codes are worded as strengths.
        "impedes" => (0, positive.max(negative), ", taken as against it because the theme impedes it"),
        _ => (positive, negative, ""),
    };
    let net = (positive as f64 - negative as f64) / any as f64;
    let direction = if net >= thresholds.net {
        QualDirection::Positive
    } else if net <= -thresholds.net {
        QualDirection::Negative
    } else {
        QualDirection::Mixed
    };
    steps.push(format!(
        "Voices point {}: net share {net:.2} of {any} {unit} ({positive} for, {negative} against{turn}; a direction from {:.2}).",
        direction.sign(),
        thresholds.net
    ));
    direction
}

#[allow(clippy::cast_precision_loss)]
fn are_voices_prominent(inputs: &FitInputs, thresholds: &FitThresholds, steps: &mut Vec<String>) -> bool {
    let CaseCounts { any, eligible, by_person, .. } = inputs.cases;
    let share = if eligible == 0 { 0.0 } else { any as f64 / eligible as f64 };
    let speaks = |(_, part, of): &&(String, u64, u64)| *of > 0 && *part as f64 / *of as f64 >= thresholds.role_share;
    let roles = inputs.roles.iter().filter(speaks).count() as u64;
    let prominent = share >= thresholds.prominent_share || roles >= thresholds.prominent_roles;
    steps.push(format!(
        "Voices are {}: {any} of {eligible} {} ({:.0}%), {roles} roles in which at least {:.0}% speak of it (prominent from {:.0}% or {} roles).",
        if prominent { "prominent" } else { "not prominent" },
        if by_person { "people" } else { "cases" },
        share * 100.0,
        thresholds.role_share * 100.0,
        thresholds.prominent_share * 100.0,
        thresholds.prominent_roles
    ));
    prominent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_directions_has_the_fit_of_the_triangulation_table() {
        use Fit::{
            Agreement, Dissonance, NoEvidence, Partial, SilenceNotMeasured as Unmeasured, SilenceNotRaised as Unraised,
        };
        use QualDirection as Q;
        use QuantDirection as N;
        let columns = [N::Benefit, N::Harm, N::Null, N::Uncertain, N::None];
        let table = [
            (Q::Positive, [Agreement, Dissonance, Dissonance, Partial, Unmeasured]),
            (Q::Negative, [Dissonance, Agreement, Dissonance, Partial, Unmeasured]),
            (Q::Mixed, [Partial, Partial, Partial, Partial, Unmeasured]),
            (Q::None, [Unraised, Unraised, Unraised, Unraised, NoEvidence]),
        ];
        for (qual, row) in table {
            for (quant, fit) in columns.into_iter().zip(row) {
                assert_eq!(fit_of(qual, quant, true, Some(true)), fit, "{qual:?} {quant:?}");
            }
        }
        assert_eq!(fit_of(Q::Positive, N::Benefit, false, None), Partial);
        assert_eq!(fit_of(Q::Negative, N::Harm, false, None), Partial);
        assert_eq!(fit_of(Q::None, N::Benefit, true, Some(false)), Fit::SilenceNotAsked);
        assert_eq!(fit_of(Q::None, N::Benefit, true, None), Fit::SilenceNotAsked);
    }

    fn inputs(any: u64, positive: u64, negative: u64, relation: &str) -> FitInputs {
        FitInputs {
            cases: CaseCounts { any, positive, negative, eligible: 12, by_person: false },
            roles: vec![("child".to_owned(), 1, 3), ("parent".to_owned(), 0, 4)],
            asked: Some(true),
            relation: relation.to_owned(),
            found: String::new(),
            quant: QuantDirection::Benefit,
            quant_rule: String::new(),
            rating: Some(3),
            controlled_studies: 0,
        }
    }

    #[test]
    fn the_net_share_of_cases_gives_voices_their_direction() {
        let thresholds = FitThresholds::default();
        for (any, positive, negative, relation, direction) in [
            (6, 4, 2, "enables", QualDirection::Positive),
            (6, 3, 2, "enables", QualDirection::Mixed),
            (6, 2, 4, "enables", QualDirection::Negative),
            (6, 2, 4, "contradicts", QualDirection::Positive),
            (6, 4, 0, "impedes", QualDirection::Negative),
            (1, 1, 0, "enables", QualDirection::None),
        ] {
            let suggestion = suggest(inputs(any, positive, negative, relation), &thresholds);
            assert_eq!(suggestion.qual, direction, "{any} {positive} {negative} {relation}");
        }
    }

    #[test]
    fn like_weight_makes_the_difference_between_agreement_and_partial() {
        let thresholds = FitThresholds::default();
        assert_eq!(suggest(inputs(6, 6, 0, "enables"), &thresholds).fit, Fit::Agreement, "half of the cases");
        assert_eq!(suggest(inputs(5, 5, 0, "enables"), &thresholds).fit, Fit::Partial, "fewer, and one role");
        let weak = FitInputs { rating: Some(2), controlled_studies: 1, ..inputs(5, 5, 0, "enables") };
        assert_eq!(suggest(weak, &thresholds).fit, Fit::Agreement, "both are weak");
    }
}
