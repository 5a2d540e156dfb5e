//! What is asked of effects put together, against figures made by hand and against the statistics that they are made with.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::BTreeSet;

use sandbox::{Sandbox, Sheet};
use themeweave::analysis::synthesis::{
    BaseRate, Choices, EffectFilter, EventPooling, Grouping, Moderator, PoolRequest, VoteInterval, absolute_table,
    combined_p_table, funnel_table, influence_table, leave_one_out_table, pool_table, regression_table,
    sensitivity_table, small_study_table, subgroups_table, swim_markdown, swim_table, votes_table,
};
use themeweave::analysis::{Layout, consequences_table, cost_effect, costs_table, forest};
use themeweave::model::{Dependency, Effect, EffectScale, Intervention, Level, Scale, Snapshot, Statistic, Study};
use themeweave::stats::distribution::normal_sf;
use themeweave::stats::effect_size::{probability_of_superiority, u3};
use themeweave::stats::pooling::{Heterogeneity, Observation, Pooling, SubgroupTau2, Test, leave_one_out, pool};
use themeweave::table::{Cell, Table};

const TODAY: jiff::civil::Date = jiff::civil::date(2025, 10, 1);

/// Study, design, risk of bias, in the United Kingdom; effect and standard error of wellbeing.
const WELLBEING: [(&str, &str, &str, bool, f64, f64); 5] = [
    ("alder", "RCT", "low", true, 0.50, 0.10),
    ("birch", "RCT", "high", false, 0.10, 0.20),
    ("cedar", "QED", "low", true, 0.30, 0.10),
    ("damson", "QED", "high", false, -0.20, 0.20),
    ("elder", "RCT", "low", false, 0.40, 0.25),
];

fn review() -> Snapshot {
    let mut snapshot = Snapshot::empty(TODAY);
    let level = |id: &str, order| Level { id: id.to_owned(), name: id.to_owned(), order, ..Level::default() };
    let outcomes = vec![level("wellbeing", 1), level("return", 2), level("safety", 3)];
    snapshot.scales.push(Scale { id: "outcome_domains".to_owned(), levels: outcomes, ..Scale::default() });
    let band = |id: &str, low, high| Level { lower_gbp: Some(low), upper_gbp: high, ..level(id, 1) };
    let bands =
        vec![band("1", 0.0, Some(100.0)), band("2", 100.0, Some(500.0)), band("5", 2000.0, None), level("na", 6)];
    snapshot.scales.push(Scale { id: "cost_rating".to_owned(), levels: bands, ..Scale::default() });
    let findings = &mut snapshot.findings;
    for (at, (id, design, risk, uk, value, se)) in WELLBEING.into_iter().enumerate() {
        findings.studies.push(Study {
            id: id.to_owned(),
            cite: format!("{id} 2020"),
            design: design.to_owned(),
            rob_overall: risk.to_owned(),
            uk: Some(uk),
            year: Some(2010 + i64::try_from(at).unwrap()),
            ..Study::default()
        });
        findings.effects.push(Effect {
            id: format!("w{}", at + 1),
            study: id.to_owned(),
            intervention: if at < 2 { "plan" } else { "visits" }.to_owned(),
            outcome: "wellbeing".to_owned(),
            value: Some(value),
            se: Some(se),
            months: Some(f64::from(u8::try_from(at * 6).unwrap())),
            higher_is_better: Some(true),
            ..Effect::default()
        });
    }
    // Coming back is unwanted: 10 of 100 against 20 of 100, twice the same table.
    for (id, study) in [("r1", "alder"), ("r2", "birch")] {
        let [e1, n1, e2, n2] = [10.0, 100.0, 20.0, 100.0].map(Some);
        let (study, outcome) = (study.to_owned(), "return".to_owned());
        let (es_type, higher_is_better) = (EffectScale::OddsRatio, Some(false));
        findings.effects.push(Effect {
            id: id.to_owned(),
            study,
            outcome,
            es_type,
            e1,
            n1,
            e2,
            n2,
            higher_is_better,
            ..Effect::default()
        });
    }
    // Two effects of one study that disagree, and one of another.
    for (id, study, value) in [("s1", "alder", 0.3), ("s2", "alder", -0.3), ("s3", "cedar", 0.2)] {
        let (study, outcome) = (study.to_owned(), "safety".to_owned());
        findings.effects.push(Effect {
            id: id.to_owned(),
            study,
            outcome,
            value: Some(value),
            se: Some(0.1),
            higher_is_better: Some(true),
            ..Effect::default()
        });
    }
    for (id, cost, rating) in [("plan", Some(300.0), "2"), ("visits", None, "na"), ("court", Some(2500.0), "2")] {
        findings.interventions.push(Intervention {
            id: id.to_owned(),
            name: format!("The {id}"),
            cost_rating: rating.to_owned(),
            unit_cost_gbp: cost,
            ..Intervention::default()
        });
    }
    for (id, value, unit, note, supersedes, as_of) in [
        ("back", 30.0, "percent", "", "", "2007"),
        ("ended", 105_804.0, "GBP", "", "", "2024"),
        ("support", 7_857.0, "GBP", "", "", "2024"),
        ("all_ended", 300e6, "GBP", "Source says over this amount", "", "2024"),
        ("all_support", 67e6, "GBP", "", "old_support", "2024"),
        ("old_support", 56e6, "GBP", "", "", "2014"),
    ] {
        findings.statistics.push(Statistic {
            id: id.to_owned(),
            label: format!("Figure {id}"),
            value: Some(value),
            unit: unit.to_owned(),
            base: "children who went home".to_owned(),
            note: note.to_owned(),
            supersedes: supersedes.to_owned(),
            as_of: as_of.to_owned(),
            ..Statistic::default()
        });
    }
    snapshot
}

fn ask(outcome: &str, change: impl FnOnce(&mut Choices)) -> PoolRequest {
    let mut choices = Choices::default();
    change(&mut choices);
    let filter = EffectFilter::parse(&[format!("outcome={outcome}")]).unwrap();
    PoolRequest { by: vec![Grouping::Outcome], filter, choices, events: None, barred: BTreeSet::new() }
}

fn common(choices: &mut Choices) {
    choices.pooling = Pooling { heterogeneity: Heterogeneity::Common, test: Test::Wald, ..choices.pooling };
}

fn number(table: &Table, row: usize, key: &str) -> f64 {
    match table.cell(row, key) {
        Some(Cell::Number { value, .. }) => *value,
        Some(Cell::Count(count)) => f64::from(u32::try_from(*count).unwrap()),
        other => panic!("{key} of row {row} is {other:?}"),
    }
}

fn words(table: &Table, row: usize, key: &str) -> String {
    table.cell(row, key).unwrap_or_else(|| panic!("no {key} in row {row}")).display()
}

fn row_of(table: &Table, key: &str, wanted: &str) -> usize {
    (0..table.rows.len())
        .find(|row| words(table, *row, key) == wanted)
        .unwrap_or_else(|| panic!("no {wanted}: {table:?}"))
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
}

/// The mean weighted by precision.
fn weighted(pairs: &[(f64, f64)]) -> (f64, f64) {
    let weights: f64 = pairs.iter().map(|(_, se)| 1.0 / (se * se)).sum();
    (pairs.iter().map(|(value, se)| value / (se * se)).sum::<f64>() / weights, 1.0 / weights.sqrt())
}

fn some(wanted: impl Fn(usize) -> bool) -> (f64, f64) {
    let pairs: Vec<(f64, f64)> =
        WELLBEING.iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, (.., value, se))| (*value, *se)).collect();
    weighted(&pairs)
}

#[test]
fn sensitivity_pools_the_effects_that_each_variant_names() {
    let table = sensitivity_table(&review(), &ask("wellbeing", |_| {}), Layout::Data);
    let estimate = |variant: &str| number(&table, row_of(&table, "variant", variant), "estimate");
    near(estimate("common effect"), some(|_| true).0);
    let parts = [
        ("trials only", some(|at| WELLBEING[at].1 == "RCT")),
        ("low bias only", some(|at| WELLBEING[at].2 == "low")),
        ("UK only", some(|at| WELLBEING[at].3)),
    ];
    let fixed = sensitivity_table(&review(), &ask("wellbeing", common), Layout::Data);
    for (variant, (mean, _)) in parts {
        near(number(&fixed, row_of(&fixed, "variant", variant), "estimate"), mean);
    }
    let observations: Vec<Observation> =
        WELLBEING.iter().map(|(.., y, se)| Observation { y: *y, v: se * se }).collect();
    let dl = Pooling { heterogeneity: Heterogeneity::DerSimonianLaird, ..Choices::default().pooling };
    near(estimate("DerSimonian-Laird"), pool(&observations, &dl).unwrap().estimate);
    let chosen = row_of(&table, "variant", "as chosen");
    assert_eq!(words(&table, chosen, "changed"), "");
    let common = row_of(&table, "variant", "common effect");
    let clear = |row| number(&table, row, "ci_low") > 0.0;
    assert_eq!(words(&table, common, "changed") == "now clearly better", !clear(chosen) && clear(common));
}

#[test]
fn correlations_are_tried_where_effects_share_a_study_and_v12_is_said_where_they_may_not() {
    let averaged = ask("safety", |choices| choices.dependency = Dependency::Average);
    let table = sensitivity_table(&review(), &averaged, Layout::Data);
    for rho in ["0.2", "0.4", "0.6", "0.8"] {
        row_of(&table, "variant", &format!("correlation {rho}"));
    }
    let table = sensitivity_table(&review(), &ask("safety", |_| {}), Layout::Data);
    assert!(words(&table, 0, "result").contains("V12"));
    let nested = ask("safety", |choices| choices.dependency = Dependency::ThreeLevel);
    for table in [
        leave_one_out_table(&review(), &nested, Layout::Data),
        influence_table(&review(), &nested, Layout::Data),
        subgroups_table(&review(), &nested, Grouping::Design, SubgroupTau2::Separate, Layout::Data),
    ] {
        assert!(words(&table, 0, "result").contains("does not apply with --dependency three_level"), "{table:?}");
    }
    let table = small_study_table(&review(), &nested, Layout::Data);
    assert!(words(&table, 0, "said").contains("does not apply"));
}

#[test]
fn leaving_one_out_leaves_that_one_out() {
    let request = ask("wellbeing", common);
    let table = leave_one_out_table(&review(), &request, Layout::Data);
    near(number(&table, 0, "estimate"), some(|_| true).0);
    for (at, (id, ..)) in WELLBEING.iter().enumerate() {
        let row = row_of(&table, "left_out", &format!("{id} 2020"));
        near(number(&table, row, "estimate"), some(|other| other != at).0);
    }
    let observations: Vec<Observation> =
        WELLBEING.iter().map(|(.., y, se)| Observation { y: *y, v: se * se }).collect();
    let usual = ask("wellbeing", |_| {});
    let table = leave_one_out_table(&review(), &usual, Layout::Data);
    for (row, brief) in leave_one_out(&observations, &usual.choices.pooling).unwrap().iter().enumerate() {
        near(number(&table, row + 1, "ci_low"), brief.ci.0);
    }
    let weights: f64 = {
        let table = influence_table(&review(), &usual, Layout::Data);
        (0..5).map(|row| number(&table, row, "weight")).sum()
    };
    near(weights, 100.0);
}

#[test]
fn subgroups_differ_by_the_spread_of_their_means() {
    let table =
        subgroups_table(&review(), &ask("wellbeing", common), Grouping::Design, SubgroupTau2::Separate, Layout::Data);
    let groups = [some(|at| WELLBEING[at].1 == "QED"), some(|at| WELLBEING[at].1 == "RCT")];
    for (row, (name, (mean, _))) in ["QED", "RCT"].into_iter().zip(groups).enumerate() {
        assert_eq!(words(&table, row, "subgroup"), name);
        near(number(&table, row, "estimate"), mean);
    }
    let (all, _) = weighted(&groups);
    let q: f64 = groups.iter().map(|(mean, se)| ((mean - all) / se).powi(2)).sum();
    near(number(&table, 2, "q_between"), q);
    near(number(&table, 2, "df"), 1.0);
    let table =
        regression_table(&review(), &ask("wellbeing", common), &[Moderator::Months, Moderator::Year], Layout::Data);
    let term = words(&table, 0, "term");
    assert!(term.is_empty() && words(&table, 0, "said").contains("moderators"), "months go with years: {table:?}");
    let table = regression_table(&review(), &ask("wellbeing", common), &[Moderator::Months], Layout::Data);
    // The weighted least-squares line, by hand.
    let rows: Vec<(f64, f64, f64)> =
        WELLBEING.iter().zip([0.0, 6.0, 12.0, 18.0, 24.0]).map(|((.., y, se), x)| (x, *y, 1.0 / (se * se))).collect();
    let sum = |of: fn(&(f64, f64, f64)) -> f64| rows.iter().map(of).sum::<f64>();
    let (w, wx, wy) = (sum(|r| r.2), sum(|r| r.2 * r.0), sum(|r| r.2 * r.1));
    let slope = (w * sum(|r| r.2 * r.0 * r.1) - wx * wy) / (w * sum(|r| r.2 * r.0 * r.0) - wx * wx);
    near(number(&table, row_of(&table, "term", "months"), "estimate"), slope);
    assert!(table.notes.iter().any(|note| note.contains("fewer than ten")), "{:?}", table.notes);
}

#[test]
fn few_studies_get_no_egger_test() {
    let table = small_study_table(&review(), &ask("wellbeing", |_| {}), Layout::Data);
    assert!(words(&table, row_of(&table, "test", "Egger"), "said").contains("needed are 10"));
    assert!(table.notes.iter().any(|note| note.starts_with("Exploratory")));
    row_of(&table, "test", "Begg");
    row_of(&table, "test", "trim and fill");
}

#[test]
fn votes_count_studies_and_list_those_that_conflict() {
    let table = votes_table(&review(), &ask("wellbeing", |_| {}), VoteInterval::Exact, Layout::Data);
    assert_eq!(["benefit", "harm", "conflicting"].map(|key| words(&table, 0, key)), ["4", "1", "0"]);
    // Twice (1 + 5) of 32.
    near(number(&table, 0, "p"), 12.0 / 32.0);
    let wilson = votes_table(&review(), &ask("wellbeing", |_| {}), VoteInterval::Wilson, Layout::Data);
    assert!(number(&wilson, 0, "ci_low") > number(&table, 0, "ci_low"));
    let table = votes_table(&review(), &ask("safety", |_| {}), VoteInterval::Exact, Layout::Data);
    assert_eq!(words(&table, 0, "conflicting_studies"), "alder");
    assert_eq!(words(&table, 0, "benefit_studies"), "cedar");
}

#[test]
fn p_values_are_combined_one_for_each_study() {
    let table = combined_p_table(&review(), &ask("wellbeing", |_| {}));
    let p = WELLBEING.iter().map(|(.., value, se)| normal_sf(value / se));
    near(number(&table, 0, "chi_squared"), p.map(|p| -2.0 * p.ln()).sum());
    near(number(&table, 0, "df"), 10.0);
    assert_eq!(words(&table, 0, "result"), "last resort");
    assert!(words(&combined_p_table(&review(), &ask("safety", |_| {})), 0, "result").contains("V12"));
    let first = combined_p_table(&review(), &ask("safety", |choices| choices.dependency = Dependency::First));
    near(number(&first, 0, "chi_squared"), -2.0 * (normal_sf(3.0).ln() + normal_sf(2.0).ln()));
    assert!(first.notes.iter().any(|note| note.starts_with("s2 left out")), "{:?}", first.notes);
}

#[test]
fn a_ratio_becomes_people_of_a_thousand_at_a_named_base_rate() {
    let snapshot = review();
    let base = BaseRate::read(&snapshot.findings, "back", false).unwrap();
    let table = absolute_table(&snapshot, &ask("return", common), &base, Layout::Data);
    // Odds ratio (10/90)/(20/80) at 30 %.
    let odds = 10.0 / 90.0 * 80.0 / 20.0 * 0.3 / 0.7;
    let with = odds / (1.0 + odds) * 1000.0;
    near(number(&table, 0, "with"), with);
    near(number(&table, 0, "more"), with - 300.0);
    near(number(&table, 0, "needed"), 1000.0 / (300.0 - with));
    let [low, high] = ["with_low", "with_high"].map(|key| number(&table, 0, key));
    assert!(low < with && with < high && high < 300.0);
    near(number(&table, 0, "needed_low"), 1000.0 / (300.0 - low));
    near(number(&table, 0, "needed_high"), 1000.0 / (300.0 - high));
    assert!(table.notes.iter().any(|note| note.contains("Figure back: 30%, of children who went home; as of 2007")));
    let wanted = BaseRate::read(&snapshot.findings, "30%", true).unwrap();
    let table = absolute_table(&snapshot, &ask("return", common), &wanted, Layout::Data);
    assert!(words(&table, 0, "result").contains("--event unwanted"));
    assert!(table.notes.iter().any(|note| note.contains("assumed")));
    let table = absolute_table(&snapshot, &ask("wellbeing", common), &base, Layout::Data);
    let (mean, _) = some(|_| true);
    near(number(&table, 0, "u3"), u3(mean).unwrap() * 100.0);
    near(number(&table, 0, "superiority"), probability_of_superiority(mean).unwrap() * 100.0);
    for wrong in ["ended", "0", "100", "much"] {
        let error = BaseRate::read(&snapshot.findings, wrong, false).unwrap_err().to_string();
        assert!(error.contains("statistic in percent: back"), "{error}");
    }
}

#[test]
fn events_are_pooled_without_estimates_between() {
    let mut request = ask("return", |_| {});
    request.events = Some(EventPooling::MantelHaenszel);
    let table = pool_table(&review(), &request, Layout::Data);
    // The same table twice; turned, because coming back is unwanted.
    near(number(&table, 0, "estimate"), 1.0 / (10.0 / 90.0 * 80.0 / 20.0));
    assert!(table.measure.contains("Mantel-Haenszel"));
    let mut request = ask("wellbeing", |_| {});
    request.events = Some(EventPooling::Peto);
    assert!(words(&pool_table(&review(), &request, Layout::Data), 0, "result").contains("no events"));
}

#[test]
fn costs_say_where_they_differ_and_old_vintages_are_never_silent() {
    let snapshot = review();
    let table = costs_table(&snapshot, Layout::Data);
    let said = |id: &str| words(&table, row_of(&table, "intervention", id), "said");
    assert_eq!(said("plan"), "agree");
    assert_eq!(said("visits"), "not rated: neither nought nor low");
    assert_eq!(said("court"), "differ: the cost is in band 5");
    let pairs = ["ended/support", "all_ended/all_support", "all_ended/old_support"].map(str::to_owned);
    let table = consequences_table(&snapshot, &pairs, Layout::Data).unwrap();
    let ratio = |pair: &str| ["value", "bound"].map(|key| words(&table, row_of(&table, "statistic", pair), key));
    assert_eq!(ratio("ended/support"), ["13.5 times", ""]);
    assert_eq!(ratio("all_ended/all_support"), ["4.5 times", "at least"]);
    assert!(table.notes.iter().any(|note| note.contains("old_support is superseded by all_support (2024)")));
    assert!(table.notes.iter().any(|note| note.contains("different times (2024 and 2014)")));
    assert_eq!(
        words(&table, row_of(&table, "statistic", "old_support"), "vintage"),
        "superseded by all_support (2024)"
    );
    assert!(consequences_table(&snapshot, &["ended/back".to_owned()], Layout::Data).is_err());
}

#[test]
fn the_nine_items_of_swim_say_what_is_known_and_what_needs_a_person() {
    let request = PoolRequest { filter: EffectFilter::default(), ..ask("wellbeing", |_| {}) };
    let table = swim_table(&review(), &request);
    assert_eq!(table.rows.len(), 9);
    let said = |topic: &str| words(&table, row_of(&table, "topic", topic), "text");
    assert!(said("Synthesis method").contains("safety: not pooled (V12)"), "{}", said("Synthesis method"));
    assert!(said("Results").contains("safety: 1 study, benefit; 1 unclear (alder, cedar)"), "{}", said("Results"));
    assert!(said("Grouping").contains("wellbeing (5 effects)") && said("Grouping").contains("A person has to say why"));
    let markdown = swim_markdown(&table);
    assert!(markdown.starts_with("## Synthesis without meta-analysis (SWiM)\n\n1. **Grouping.** "));
    assert_eq!(markdown.lines().filter(|line| line.contains(". **")).count(), 9);
}

#[test]
fn the_forest_and_the_funnel_have_what_pooling_has() {
    let snapshot = review();
    let table = forest(&snapshot, &BTreeSet::new());
    let pooled = (0..table.rows.len()).filter(|row| words(&table, *row, "kind") == "pooled").collect::<Vec<_>>();
    let [wellbeing, back, safety] = pooled.as_slice() else { panic!("{pooled:?}") };
    let expected = pool_table(&snapshot, &ask("wellbeing", |_| {}), Layout::Data);
    for (own, other) in
        [("value", "estimate"), ("ci_low", "ci_low"), ("pi_high", "pi_high"), ("tau2", "tau2"), ("i2", "i2")]
    {
        near(number(&table, *wellbeing, own), number(&expected, 0, other));
    }
    let weights: f64 = (0..*wellbeing).map(|row| number(&table, row, "weight")).sum();
    near(weights, 100.0);
    assert!(words(&table, *safety, "said").contains("V12") && table.cell(*safety, "value") == Some(&Cell::Empty));
    // Neither ratio nor interval is reported: both are made of the events, as they would have been reported.
    near(number(&table, back - 1, "value"), 10.0 / 90.0 * 80.0 / 20.0);
    assert!(number(&table, back - 1, "ci_low") < number(&table, back - 1, "value"));
    assert!(
        table.notes.iter().any(|note| note.starts_with("Computed here") && note.contains("r1") && note.contains("r2"))
    );
    let funnel = funnel_table(&snapshot, Some("wellbeing"), &BTreeSet::new()).unwrap();
    assert_eq!(funnel.rows.len(), 6);
    near(number(&funnel, 5, "effect"), number(&expected, 0, "estimate"));
    near(number(&funnel, 0, "se"), 0.1);
    assert!(funnel_table(&snapshot, Some("nothing"), &BTreeSet::new()).is_err());
    let costs = cost_effect(&snapshot, Some("wellbeing"), &BTreeSet::new()).unwrap();
    let plan = row_of(&costs, "intervention", "The plan");
    assert_eq!(["cost", "unit"].map(|key| words(&costs, plan, key)), ["2", "smd"]);
    assert!((number(&costs, plan, "effect") - 0.3).abs() < 0.2);
}

#[test]
fn every_question_is_answered_on_the_sample_and_refused_in_words_where_it_cannot_be() {
    let sandbox = Sandbox::built();
    let finding = |arguments: &[&str], status: i32| sandbox.ask(&[&["finding"], arguments].concat()).expect(status);
    for question in [
        &["sensitivity"][..],
        &["leave-one-out", "--dependency", "average"],
        &["influence"],
        &["small-study", "--dependency", "latest"],
        &["subgroups", "--over", "rob", "--common-tau2"],
        &["regression", "--moderator", "months,n_total"],
        &["votes", "--interval", "wilson"],
        &["combine-p"],
        &["absolute", "--base", "ST3"],
        &["costs"],
        &["pool", "--estimator", "mh"],
    ] {
        let read = finding(question, 0).out;
        assert!(read.lines().all(|line| line.chars().count() <= 80), "{question:?}\n{read}");
        let sheet = Sheet::read(&finding(&[question, &["--csv"]].concat(), 0).out);
        assert!(!sheet.rows.is_empty(), "{question:?}");
    }
    assert!(finding(&["swim", "--markdown"], 0).out.contains("9. **Limitations.**"));
    let compared = finding(&["costs", "--compare", "CS3/CS4", "--compare", "CS1/CS2"], 0).out;
    assert!(compared.contains("13.5 times") && compared.contains("at least"), "{compared}");
    for (question, said) in [
        (&["absolute", "--base", "CS3"][..], "base rate"),
        (&["subgroups", "--over", "element"], "expected one of: design, rob"),
        (&["regression", "--moderator", "colour"], "moderator"),
        (&["costs", "--compare", "CS3"], "pair of costs"),
        (&["votes", "--estimator", "mh"], "finding pool"),
        (&["pool", "--estimator", "best"], "mh, peto"),
    ] {
        let error = finding(question, 2).err;
        assert!(error.contains(said), "{question:?}: {error}");
    }
    for chart in ["funnel", "cost-effect"] {
        sandbox.ask(&["chart", chart, "-o", &format!("{chart}.svg"), "--outcome", "child_wellbeing"]).expect(0);
    }
}
