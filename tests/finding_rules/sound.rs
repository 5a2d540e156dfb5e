//! Evidence that keeps every rule, to be broken one rule at a time.

use themeweave::codebook;
use themeweave::model::{
    Cited, Code, Codebook, Effect, EffectScale, Element, Findings, Intervention, InterventionElement, Link,
    Recommendation, Scale, Statistic, Study, Theme,
};

/// Evidence that keeps every rule.
pub fn sound() -> Findings {
    let study = |id: &str, design: &str| Study {
        id: id.to_owned(),
        country: "United Kingdom".to_owned(),
        uk: Some(true),
        design: design.to_owned(),
        n_total: Some(420),
        n_int: Some(210),
        n_ctl: Some(210),
        cohort: format!("cohort_{id}"),
        ..Study::default()
    };
    Findings {
        studies: vec![study("s1", "RCT"), study("s2", "cluster_RCT")],
        interventions: vec![Intervention {
            id: "home".to_owned(),
            name: "Home".to_owned(),
            phase: "both".to_owned(),
            recipients: vec!["parents".to_owned()],
            evidence_rating: "4+".to_owned(),
            cost_rating: "2".to_owned(),
            unit_cost_gbp: Some(250.0),
            uk_feasible: "yes".to_owned(),
            ..Intervention::default()
        }],
        effects: vec![odds_ratio("E1", "s1"), Effect { cluster_adjusted: Some(true), ..difference("E2", "s2") }],
        elements: vec![Element { id: "plan".to_owned(), ..Element::default() }],
        intervention_elements: vec![InterventionElement {
            intervention: "home".to_owned(),
            element: "plan".to_owned(),
            ..InterventionElement::default()
        }],
        statistics: vec![Statistic {
            id: "S1".to_owned(),
            value: Some(56.0),
            unit: "percent".to_owned(),
            base: "authorities".to_owned(),
            base_n: Some(75),
            numerator: Some(42),
            source: "FW1".to_owned(),
            ..Statistic::default()
        }],
        cited: vec![Cited { id: "FW1".to_owned(), ..Cited::default() }],
        recommendations: vec![Recommendation {
            id: "RC1".to_owned(),
            source: "FW1".to_owned(),
            ..Recommendation::default()
        }],
        links: vec![
            link("L1", ("theme", "stays"), ("outcome", "safety")),
            link("L2", ("code", "hope"), ("intervention", "home")),
            link("L3", ("code", "hope"), ("element", "plan")),
            link("L4", ("code", "hope"), ("statistic", "S1")),
            link("L5", ("theme", "stays"), ("question", "RQ1")),
        ],
        ..Findings::default()
    }
}

/// 98 of 205 against 72 of 208: OR 1.730 (1.164 to 2.570), se of the logarithm 0.202.
pub fn odds_ratio(id: &str, study: &str) -> Effect {
    Effect {
        id: id.to_owned(),
        study: study.to_owned(),
        intervention: "home".to_owned(),
        outcome: "safety".to_owned(),
        months: Some(18.0),
        es_type: EffectScale::OddsRatio,
        value: Some(1.730),
        ci_low: Some(1.164),
        ci_high: Some(2.570),
        se: Some(0.202),
        variance: Some(0.202 * 0.202),
        n1: Some(205.0),
        n2: Some(208.0),
        e1: Some(98.0),
        e2: Some(72.0),
        p: Some(0.0066),
        higher_is_better: Some(true),
        adjusted: Some(false),
        notes: "more children went home; school was not improved".to_owned(),
        ..Effect::default()
    }
}

/// Means 12 and 10, standard deviations 5, 50 in each group: g = 0.397 (0.001 to 0.793), se 0.202.
pub fn difference(id: &str, study: &str) -> Effect {
    Effect {
        es_type: EffectScale::Smd,
        value: Some(0.397),
        ci_low: Some(0.001),
        ci_high: Some(0.793),
        variance: None,
        n1: Some(50.0),
        n2: Some(50.0),
        m1: Some(12.0),
        sd1: Some(5.0),
        m2: Some(10.0),
        sd2: Some(5.0),
        e1: None,
        e2: None,
        p: Some(0.049),
        ..odds_ratio(id, study)
    }
}

fn link(id: &str, from: (&str, &str), to: (&str, &str)) -> Link {
    Link {
        id: id.to_owned(),
        from_kind: from.0.to_owned(),
        from: from.1.to_owned(),
        to_kind: to.0.to_owned(),
        to: to.1.to_owned(),
        ..Link::default()
    }
}

pub fn scales() -> Vec<Scale> {
    let scale = |id: &str, more: &str, levels: &[(&str, &str)]| {
        let mut text = format!("id = \"{id}\"\ntitle = \"{id}\"\n{more}\n");
        for (level, rest) in levels {
            text.push_str(&format!("[[level]]\nid = \"{level}\"\nname = \"{level}\"\n{rest}\n"));
        }
        codebook::read_scale(id, &text).unwrap_or_else(|problems| panic!("{problems}"))
    };
    vec![
        scale(
            "cost_rating",
            "",
            &[
                ("1", "lower_gbp = 0\nupper_gbp = 100"),
                ("2", "lower_gbp = 100\nupper_gbp = 500"),
                ("3", "lower_gbp = 500\nupper_gbp = 1000"),
                ("na", ""),
            ],
        ),
        scale("designs", "", &[("RCT", ""), ("cluster_RCT", ""), ("QED_matched", ""), ("survey", "")]),
        scale("evidence_rating", "flag = \"*\"", &[("2", ""), ("3", ""), ("4", ""), ("4+", "")]),
        scale("outcome_domains", "", &[("safety", ""), ("wellbeing", "")]),
        scale("phases", "", &[("pre", ""), ("post", ""), ("both", "")]),
        scale("research_questions", "", &[("RQ1", "")]),
        scale("support_recipients", "", &[("children", ""), ("parents", "")]),
    ]
}

pub fn book() -> Codebook {
    let code = Code { id: "hope".to_owned(), ..Default::default() };
    Codebook { codes: vec![code], ..Codebook::empty() }
}

pub fn themes() -> Vec<Theme> {
    vec![Theme { id: "stays".to_owned(), ..Theme::default() }]
}
