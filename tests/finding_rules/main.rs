//! Each rule of the findings check, with a row that keeps it and a row that breaks it.

mod sound;

use sound::{book, difference, odds_ratio, scales, sound, themes};
use themeweave::interchange::check::{FindingTable, Level, RULES, check, check_table};
use themeweave::interchange::findings::{FindingFiles, read_effects, read_studies};
use themeweave::model::{Effect, EffectScale, Findings, Statistic};

/// `rule level table id field` of every problem, after a change to sound evidence.
fn broken(change: impl FnOnce(&mut Findings)) -> Vec<String> {
    let mut findings = sound();
    change(&mut findings);
    let problems = check(&findings, &scales(), &themes(), &book());
    problems.iter().map(|p| format!("{} {} {} {} {}", p.rule, p.level.word(), p.table.word(), p.id, p.field)).collect()
}

fn broken_effect(change: impl FnOnce(&mut Effect)) -> Vec<String> {
    broken(|findings| change(&mut findings.effects[0]))
}

fn broken_difference(change: impl FnOnce(&mut Effect)) -> Vec<String> {
    broken(|findings| change(&mut findings.effects[1]))
}

#[test]
fn sound_evidence_breaks_no_rule() {
    assert_eq!(broken(|_| ()), [""; 0]);
}

#[test]
fn v01_the_value_lies_inside_its_interval() {
    assert_eq!(broken_difference(|e| e.value = Some(0.9))[0], "V01 error effects E2 value");
    assert_eq!(broken_difference(|e| e.value = Some(-0.397))[0], "V01 error effects E2 value");
    assert_eq!(
        broken_difference(|e| (e.ci_low, e.ci_high) = (e.ci_high, e.ci_low))[0],
        "V01 error effects E2 ci_low",
        "swapped limits"
    );
}

#[test]
fn v02_ratios_are_above_nought() {
    let found = broken_effect(|e| e.ci_low = Some(-0.1));
    assert_eq!(found, ["V02 error effects E1 ci_low", "V11 warning effects E1 p"]);
    assert!(broken_difference(|e| e.ci_low = Some(-0.01)).iter().all(|line| !line.starts_with("V02")), "only ratios");
}

#[test]
fn v03_ratio_intervals_are_symmetric_on_the_log_scale() {
    let skew =
        |low, high| move |e: &mut Effect| (e.ci_low, e.ci_high, e.se, e.variance) = (Some(low), Some(high), None, None);
    assert_eq!(broken_effect(skew(1.160, 2.300)), ["V03 warning effects E1 ci_low"]);
    // 1.730 plus and minus 0.566: symmetric as it stands.
    let mut findings = sound();
    skew(1.164, 2.296)(&mut findings.effects[0]);
    let problems = check(&findings, &scales(), &themes(), &book());
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].hint.contains("was the log taken?"), "{problems:?}");
}

#[test]
fn v04_standard_error_variance_and_interval_agree() {
    assert_eq!(broken_difference(|e| e.se = Some(0.22)), ["V04 warning effects E2 se"]);
    assert_eq!(broken_difference(|e| e.se = Some(0.199)), [""; 0], "within five per cent");
    assert_eq!(broken_effect(|e| e.variance = Some(0.05)), ["V04 warning effects E1 variance"; 2]);
    assert_eq!(broken_difference(|e| e.ci_low = None), ["V04 warning effects E2 ci_low"]);
    let mut findings = sound();
    findings.effects[1].se = Some(0.0408);
    let hints: Vec<String> = check(&findings, &scales(), &themes(), &book()).into_iter().map(|p| p.hint).collect();
    assert!(hints[0].contains("take its square root"), "{hints:?}");
    // Any level is checked: 97.5 % takes 2.2414 standard errors.
    let wider = |high| move |e: &mut Effect| (e.ci_low, e.ci_high, e.ci_level) = (Some(-0.056), Some(high), Some(97.5));
    assert_eq!(broken_difference(wider(0.850)), [""; 0]);
    assert_eq!(broken_difference(wider(0.920)), ["V04 warning effects E2 se"]);
    // A 90 % interval of the same effect is narrower.
    let narrower = |e: &mut Effect| (e.ci_low, e.ci_high, e.ci_level) = (Some(0.065), Some(0.729), Some(90.0));
    assert_eq!(broken_difference(narrower), [""; 0]);
}

#[test]
fn v05_numbers_are_possible() {
    assert!(broken_difference(|e| e.se = Some(f64::INFINITY)).contains(&"V05 error effects E2 se".to_owned()));
    assert!(broken_effect(|e| e.variance = Some(0.0)).contains(&"V05 error effects E1 variance".to_owned()));
    assert_eq!(broken_effect(|e| e.n1 = Some(-205.0))[0], "V05 error effects E1 n1");
    assert_eq!(broken_effect(|e| e.e1 = Some(206.0)), ["V05 error effects E1 e1"]);
    assert_eq!(broken(|f| f.studies[0].n_total = Some(412))[0], "V05 error studies s1 n_total");
    assert!(broken(|f| f.studies[0].n_total = Some(412)).contains(&"V05 error effects E1 n1".to_owned()));
    assert_eq!(broken(|f| f.studies[0].n_int = Some(0)), ["V05 error studies s1 n_int"]);
    let correlation = |e: &mut Effect| {
        *e = Effect { es_type: EffectScale::Correlation, value: Some(1.2), ci_low: None, ci_high: None, ..e.clone() };
    };
    assert_eq!(broken_difference(correlation), ["V05 error effects E2 value"]);
}

#[test]
fn v06_differences_are_not_made_with_standard_errors() {
    // A standard error is the standard deviation over the root of 50.
    let with_se = |e: &mut Effect| {
        let factor = 50.0_f64.sqrt();
        *e = Effect {
            value: Some(0.397 * factor),
            ci_low: Some(2.3),
            ci_high: Some(3.3),
            se: None,
            p: None,
            ..e.clone()
        };
    };
    assert_eq!(broken_difference(with_se), ["V06 warning effects E2 value"]);
    let huge = |e: &mut Effect| {
        *e = Effect {
            value: Some(2.4),
            ci_low: Some(2.0),
            ci_high: Some(2.8),
            m1: None,
            se: None,
            p: None,
            ..e.clone()
        };
    };
    assert_eq!(broken_difference(huge), ["V06 warning effects E2 value"]);
}

#[test]
fn v07_raw_data_give_the_reported_effect() {
    assert_eq!(broken_effect(|e| e.e1 = Some(90.0)), ["V07 warning effects E1 value"]);
    assert_eq!(
        broken_effect(|e| (e.e1, e.adjusted) = (Some(90.0), Some(true))),
        [""; 0],
        "adjusted effects may differ"
    );
    assert_eq!(broken_difference(|e| e.value = Some(0.400)), [""; 0], "Cohen's d in place of Hedges' g is no mistake");
    assert_eq!(broken_difference(|e| e.m1 = Some(11.0)), ["V07 warning effects E2 value"]);
    // t = 2 with 50 in each group is d = 0.4.
    let from_t = |t| move |e: &mut Effect| (e.m1, e.t) = (None, Some(t));
    assert_eq!(broken_difference(from_t(2.0)), [""; 0]);
    assert_eq!(broken_difference(from_t(-2.0)), ["V07 warning effects E2 value"]);
    let risk_ratio = |value| {
        move |e: &mut Effect| {
            // ln(98/205 : 72/208) = 0.3229, se 0.1204.
            *e = Effect {
                es_type: EffectScale::RiskRatio,
                value: Some(value),
                ci_low: None,
                ci_high: None,
                se: Some(0.1204),
                variance: None,
                ..e.clone()
            };
        }
    };
    assert_eq!(broken_effect(risk_ratio(1.381)), [""; 0]);
    assert_eq!(broken_effect(risk_ratio(1.43)), ["V07 warning effects E1 value"]);
    // Nobody had the event: a ratio says nothing, so that nothing is compared.
    assert_eq!(broken_effect(|e| (e.e1, e.e2) = (Some(0.0), Some(0.0))), [""; 0]);
}

#[test]
fn v08_direction_is_known_and_notes_agree() {
    assert_eq!(broken_effect(|e| e.higher_is_better = None), ["V08 error effects E1 higher_is_better"]);
    assert_eq!(
        broken_effect(|e| e.notes = "Outcomes were worse than in the comparison".to_owned()),
        ["V08 warning effects E1 notes"]
    );
    assert_eq!(broken_effect(|e| e.notes = "did not get worse".to_owned()), [""; 0], "what is denied is not said");
    assert_eq!(broken_effect(|e| e.notes = "behaviour better, school worse".to_owned()), [""; 0], "both is neither");
}

#[test]
fn v09_ratings_fit_their_studies() {
    let rated = |rating: &str| {
        let rating = rating.to_owned();
        broken(|f| f.interventions[0].evidence_rating = rating)
    };
    let found = "V09 warning interventions home evidence_rating";
    assert_eq!(rated("5"), [found]);
    assert_eq!(rated("4*"), [found], "mixed, without a null or harmful effect");
    assert_eq!(rated(""), [""; 0]);
    assert_eq!(
        broken(|f| {
            f.interventions[0].evidence_rating = "4*".to_owned();
            (f.effects[1].ci_low, f.effects[1].p, f.effects[1].se) = (Some(-0.01), None, None);
        }),
        [""; 0],
        "an interval that holds the null"
    );
    let surveys = |f: &mut Findings| f.studies.iter_mut().for_each(|study| study.design = "survey".to_owned());
    assert_eq!(broken(surveys), [found], "level 4 without a trial");
    assert_eq!(broken(|f| f.effects.truncate(1)), [found], "level 4 on one study");
    assert_eq!(broken(|f| f.effects.iter_mut().for_each(|e| e.months = Some(6.0))), [found], "nothing after a year");
    assert_eq!(broken(|f| f.effects.clear()), [""; 0], "no effects sheet yet");
}

#[test]
fn v10_costs_fit_their_band() {
    let cost = |rating: &str, cost: f64| {
        let rating = rating.to_owned();
        broken(|f| (f.interventions[0].cost_rating, f.interventions[0].unit_cost_gbp) = (rating, Some(cost)))
    };
    let found = "V10 warning interventions home cost_rating";
    assert_eq!(cost("1", 250.0), [found]);
    assert_eq!(cost("na", 250.0), [found]);
    assert_eq!(cost("9", 250.0), [found]);
    assert_eq!(cost("2", 499.99), [""; 0], "pence do not fall between bands");
    assert_eq!(cost("3", 500.0), [""; 0]);
}

#[test]
fn v11_p_and_interval_say_the_same() {
    assert_eq!(broken_effect(|e| e.p = Some(0.2)), ["V11 warning effects E1 p"]);
    assert_eq!(broken_effect(|e| (e.p, e.p_below) = (Some(0.01), true)), [""; 0]);
    assert_eq!(
        broken_effect(|e| (e.p, e.p_below) = (Some(0.1), true)),
        [""; 0],
        "a bound above the level decides nothing"
    );
    assert_eq!(
        broken_effect(|e| (e.p, e.p_below, e.ci_low, e.se, e.variance) = (Some(0.001), true, Some(0.9), None, None))[1],
        "V11 warning effects E1 p"
    );
}

#[test]
fn v13_changes_and_end_scores_are_not_mixed() {
    let mixed = |outcome: &str, changes: usize| {
        broken(|f| {
            let more = |id: &str, change| Effect {
                change_score: Some(change),
                cluster_adjusted: Some(true),
                outcome: outcome.to_owned(),
                measure: id.to_owned(),
                ..difference(id, "s2")
            };
            f.effects.extend((0..3).map(|at| more(&format!("E{}", 7 + at), at < changes)));
        })
    };
    assert_eq!(mixed("safety", 1), ["V13 warning effects E7 change_score"]);
    assert_eq!(mixed("safety", 2), ["V13 warning effects E9 change_score"], "told at the rows that are fewer");
    assert_eq!(mixed("safety", 3), [""; 0]);
    assert_eq!(mixed("safety", 0), [""; 0]);
}

#[test]
fn v14_nothing_is_there_twice() {
    let twice = |f: &mut Findings| f.effects.push(odds_ratio("E3", "s1"));
    assert_eq!(broken(twice), ["V14 warning effects E3 effect"]);
    let later = |f: &mut Findings| f.effects.push(Effect { months: Some(24.0), ..odds_ratio("E3", "s1") });
    assert_eq!(broken(later), [""; 0]);
    assert_eq!(broken(|f| f.studies[1].cohort = "Cohort_S1".to_owned()), ["V14 warning studies s2 cohort"]);
}

#[test]
fn v15_clustering_is_dealt_with() {
    assert_eq!(broken_difference(|e| e.cluster_adjusted = Some(false)), ["V15 warning effects E2 cluster_adjusted"]);
    assert_eq!(broken_difference(|e| (e.cluster_adjusted, e.icc) = (None, Some(0.05))), [""; 0]);
}

#[test]
fn v16_percentages_are_shares_of_something() {
    let statistic = |change: fn(&mut Statistic)| broken(|f| change(&mut f.statistics[0]));
    assert_eq!(statistic(|s| (s.base, s.base_n) = (String::new(), None)), ["V16 error statistics S1 base"]);
    assert_eq!(
        statistic(|s| s.base_n = None),
        ["V16 warning statistics S1 base_n"],
        "a base that is named, not counted"
    );
    assert_eq!(statistic(|s| s.numerator = Some(50)), ["V16 warning statistics S1 value"]);
    assert_eq!(statistic(|s| s.numerator = Some(80)), ["V16 error statistics S1 numerator"]);
    assert_eq!(statistic(|s| s.base_n = Some(0)), ["V16 error statistics S1 base_n"]);
    assert_eq!(statistic(|s| (s.unit, s.base_n) = ("GBP".to_owned(), None)), [""; 0]);
}

#[test]
fn v17_country_and_use_in_the_united_kingdom() {
    assert_eq!(broken(|f| f.studies[0].country.clear()), ["V17 warning studies s1 country"]);
    assert_eq!(broken(|f| f.studies[0].uk = None), ["V17 warning studies s1 uk"]);
    assert_eq!(broken(|f| f.interventions[0].uk_feasible.clear()), ["V17 warning interventions home uk_feasible"]);
}

#[test]
fn references_lead_somewhere() {
    let word = |text: &str| text.to_owned();
    assert_eq!(broken(|f| f.effects[0].study = word("s9")), ["R01 error effects E1 study"]);
    assert!(broken(|f| f.effects[0].intervention = word("hom")).contains(&word("R01 error effects E1 intervention")));
    assert_eq!(broken(|f| f.effects[0].outcome = word("joy")), ["R02 error effects E1 outcome"]);
    assert_eq!(broken(|f| f.studies[0].design = word("RTC")), ["R02 error studies s1 design"]);
    assert_eq!(broken(|f| f.interventions[0].phase = word("during")), ["R02 error interventions home phase"]);
    assert_eq!(
        broken(|f| f.interventions[0].recipients.push(word("dogs"))),
        ["R02 error interventions home recipients"]
    );
    assert_eq!(
        broken(|f| f.intervention_elements[0].element = word("plans")),
        ["R01 error intervention_elements home / plans element"]
    );
    assert_eq!(broken(|f| f.statistics[0].source = word("FW9")), ["R01 error statistics S1 source"]);
    assert_eq!(broken(|f| f.statistics[0].supersedes = word("S0")), ["R01 error statistics S1 supersedes"]);
    assert_eq!(broken(|f| f.recommendations[0].source = word("FW9")), ["R01 error recommendations RC1 source"]);
    for (at, id) in ["L1", "L2", "L3", "L4", "L5"].into_iter().enumerate() {
        assert_eq!(broken(|f| f.links[at].from = word("nobody")), [format!("R01 error links {id} from")]);
        let rule = if matches!(id, "L1" | "L5") { "R02" } else { "R01" };
        assert_eq!(broken(|f| f.links[at].to = word("nothing")), [format!("{rule} error links {id} to")]);
    }
    assert_eq!(broken(|f| f.links[0].to_kind = word("moon")), ["R02 error links L1 to_kind"]);
}

#[test]
fn what_has_no_scale_is_not_held_against_one() {
    let mut findings = sound();
    findings.effects[0].outcome = "joy".to_owned();
    findings.interventions[0].evidence_rating = "A".to_owned();
    assert_eq!(check(&findings, &[], &themes(), &book()), []);
}

#[test]
fn problems_get_the_lines_of_their_files_and_print_with_their_rules() {
    let files = FindingFiles {
        studies: read_studies("studies.csv", "# note\nstudy,country\ns1,\n")
            .unwrap_or_else(|problems| panic!("{problems}")),
        effects: read_effects("effects.csv", "effect,study,outcome,es_type\n\nE1,s9,safety,smd\n")
            .unwrap_or_else(|problems| panic!("{problems}")),
        ..FindingFiles::default()
    };
    let mut problems = check(&files.findings(), &scales(), &themes(), &book());
    files.locate(&mut problems);
    let places: Vec<(&str, FindingTable, &str, Option<usize>)> =
        problems.iter().map(|p| (p.rule, p.table, p.file.as_str(), p.line)).collect();
    assert_eq!(
        places,
        [
            ("V17", FindingTable::Studies, "studies.csv", Some(3)),
            ("R01", FindingTable::Effects, "effects.csv", Some(3)),
            ("V08", FindingTable::Effects, "effects.csv", Some(3)),
        ]
    );
    let table = check_table(&problems);
    assert_eq!(table.rows.len(), 3);
    assert!(table.notes[0].starts_with("2 errors, 1 warning."), "{:?}", table.notes);
    assert!(table.notes.iter().any(|note| note.starts_with("V08: ")), "{:?}", table.notes);
    assert!(problems.iter().all(|p| RULES.iter().any(|(rule, _)| *rule == p.rule)));
    assert_eq!(problems.iter().filter(|p| p.level == Level::Error).count(), 2);
}
