//! Joint displays beyond theme by finding: views, pillar, quotes, equity, figures by code, types of cases; on a study
//! whose figures are worked out by hand, and on the sample.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;
mod study;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sandbox::{Sandbox, Sheet};
use study::{Study, Who};
use themeweave::analysis::{
    self, AnalysisError, Conditions, Exemplar, Feature, Filter, Frame, Joint, Layout, OutcomeScores, TargetKind,
};
use themeweave::disclosure::{Gate, Policy, TableKind};
use themeweave::model::{
    Case, Effect, EffectScale, Intervention, Level, Link, LinkStatus, Polarity, ProgressTag, Scale, Scope, Snapshot,
    Statistic, Study as Trial, Value, ViewMatch, ViewRecommendation,
};
use themeweave::table::{Cell, Table};
use unicode_width::UnicodeWidthStr as _;

/// The sample, built once.
static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

/// Two families and a third of which nobody speaks: two children and a parent, of whom the second child may not be quoted.
fn families() -> Study {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan", "plan>plan_child", "help"]);
    study.theme("planning", &["plan"]);
    study.theme("helping", &["help"]);
    for (case, outcome) in [("F1", "home"), ("F2", "care"), ("F3", "home")] {
        let at = study.case(case) as usize;
        study.snapshot.cases[at] = Case {
            attributes: vec![("outcome".to_owned(), Value::Text(outcome.to_owned()))],
            ..study.snapshot.cases[at].clone()
        };
    }
    for (name, role, case, said, scope) in [
        ("C1", "child", "F1", "I knew the plan.", Scope::QuotePublished),
        ("C2", "child", "F2", "Nobody said.", Scope::Analyse),
        ("P1", "parent", "F1", "We had a plan and help.", Scope::QuotePublished),
    ] {
        let person = study.person(name, role, scope);
        study.snapshot.participants[person as usize].cases = vec![case.to_owned()];
        let source =
            study.source(&format!("s-{name}"), &[(Who::Interviewer, "A plan, help?"), (Who::Person(person), said)]);
        for (code, words) in [("plan_child", "the plan"), ("plan", "a plan"), ("help", "help.")] {
            if said.contains(words) {
                study.code(source, code, "ann", words);
            }
        }
    }
    study
}

/// The families beside four interventions: `one` soundly tested, `two` and `three` tested, `four` not at all.
fn reviewed() -> Snapshot {
    let mut study = families();
    let snapshot = &mut study.snapshot;
    let level = |id: &str, order| Level { id: id.to_owned(), name: id.to_uppercase(), order, ..Level::default() };
    let scale = |id: &str, levels| Scale { id: id.to_owned(), levels, ..Scale::default() };
    snapshot.scales.push(scale("outcome_domains", vec![level("permanence", 1), level("safety", 2)]));
    let place = Level { attributes: vec!["place".to_owned()], ..level("place", 1) };
    let age = Level { attributes: vec!["age".to_owned()], ..level("age", 2) };
    snapshot.scales.push(scale("progress_plus", vec![place, age]));
    let findings = &mut snapshot.findings;
    for id in ["one", "two", "three", "four"] {
        let name = id[..1].to_uppercase() + &id[1..];
        findings.interventions.push(Intervention { id: id.to_owned(), name, ..Intervention::default() });
    }
    for (id, design, risk) in [
        ("s1", "RCT", "low"),
        ("s2", "QED", "Moderate"),
        ("s3", "QED", "serious"),
        ("s4", "RCT", ""),
        ("s5", "RCT", "High risk"),
    ] {
        let (id, design, rob_overall) = (id.to_owned(), design.to_owned(), risk.to_owned());
        findings.studies.push(Trial { id, design, rob_overall, ..Trial::default() });
    }
    for (id, trial, intervention, outcome, value, se) in [
        ("e1", "s1", "one", "permanence", 0.5, 0.2),
        ("e2", "s2", "one", "permanence", 0.5, 0.2),
        ("e3", "s3", "two", "permanence", 0.1, 0.2),
        ("e4", "s4", "two", "permanence", 0.1, 0.2),
        ("e5", "s5", "three", "safety", 0.3, 0.1),
    ] {
        findings.effects.push(Effect {
            id: id.to_owned(),
            study: trial.to_owned(),
            intervention: intervention.to_owned(),
            outcome: outcome.to_owned(),
            es_type: EffectScale::Smd,
            value: Some(value),
            se: Some(se),
            higher_is_better: Some(true),
            ..Effect::default()
        });
    }
    for (id, theme, role) in [("V1", "planning", "child"), ("V2", "helping", "parent"), ("V3", "helping", "child")] {
        let (id, theme, role) = (id.to_owned(), theme.to_owned(), role.to_owned());
        let text = format!("Do {id}.");
        findings.views.push(ViewRecommendation { id, theme, role, text });
    }
    for (view, matches) in [("V1", "mnp?"), ("V2", "n.mp"), ("V3", "p..m")] {
        for (intervention, sign) in ["one", "two", "three", "four"].iter().zip(matches.chars()) {
            let matched = match sign {
                'm' => "matches",
                'p' => "partly",
                'n' => "no",
                '?' => "not_reported",
                _ => continue,
            };
            let (view, intervention, matched) = (view.to_owned(), (*intervention).to_owned(), matched.to_owned());
            findings.view_matches.push(ViewMatch { view, intervention, matched, source: String::new() });
        }
    }
    for (about, id, characteristic, reached) in [
        ("study", "s1", "place", "described"),
        ("effect", "e1", "place", "targeted"),
        ("study", "s5", "place", "described"),
    ] {
        findings.progress.push(ProgressTag {
            about: about.to_owned(),
            id: id.to_owned(),
            characteristic: characteristic.to_owned(),
            value: String::new(),
            level: reached.to_owned(),
        });
    }
    findings.statistics.push(Statistic {
        id: "st1".to_owned(),
        label: "Have a plan".to_owned(),
        value: Some(56.0),
        unit: "percent".to_owned(),
        base: "authorities".to_owned(),
        base_n: Some(75),
        ..Statistic::default()
    });
    for (id, from_kind, from, to_kind, to, status) in [
        ("L1", "theme", "planning", "outcome", "permanence", LinkStatus::Accepted),
        ("L2", "code", "plan_child", "statistic", "st1", LinkStatus::Accepted),
        ("L3", "code", "help", "statistic", "st1", LinkStatus::Proposed),
    ] {
        let [id, from_kind, from, to_kind, to] = [id, from_kind, from, to_kind, to].map(str::to_owned);
        let (relation, direction) = ("enables".to_owned(), "+".to_owned());
        findings.links.push(Link { id, from_kind, from, to_kind, to, relation, direction, status, ..Link::default() });
    }
    study.done()
}

/// An answer from the joint display of the hand-made study.
fn answer<T>(kind: TargetKind, barred: &[&str], ask: impl Fn(&Joint) -> T) -> T {
    let snapshot = reviewed();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let barred: BTreeSet<String> = barred.iter().map(|id| (*id).to_owned()).collect();
    ask(&Joint::by(&frame, kind, &barred))
}

/// Every row as one line, cells as people read them.
fn lines(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| row.iter().map(Cell::display).collect::<Vec<_>>().join(" | ")).collect()
}

/// The cells of a row under some keys.
fn cells(table: &Table, row: usize, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| table.cell(row, key).unwrap_or_else(|| panic!("no column {key}")).display()).collect()
}

#[track_caller]
fn assert_noted(table: &Table, note: &str) {
    assert!(table.notes.iter().any(|found| found.contains(note)), "{note:?} is not among {:#?}", table.notes);
}

#[test]
fn views_are_met_by_sound_evaluations_by_weak_ones_or_not_at_all() {
    let data = answer(TargetKind::Outcome, &[], |joint| analysis::views(joint, Layout::Data));
    assert_eq!(
        lines(&data),
        [
            "V1 | child | planning | Do V1. | 1 | 2 | matches | no | partly | not_reported | 1 | 1 | 1 | 1 | 0 | 2 | 0 | sound",
            "V3 | child | helping | Do V3. | 0 | 2 | partly | not_assessed | not_assessed | matches | 1 | 1 | 0 | 0 | 2 | 0 | 0 | gap",
            "V2 | parent | helping | Do V2. | 1 | 1 | no | not_assessed | matches | partly | 1 | 1 | 1 | 0 | 1 | 0 | 1 | weak",
        ]
    );
    let reading = answer(TargetKind::Outcome, &[], |joint| analysis::views(joint, Layout::Reading));
    assert_eq!(
        lines(&reading),
        [
            "Child | V1 Do V1. | M | – | p | ? | matched, soundly evaluated",
            " | V3 Do V3. | p |  |  | M | gap: 1 untested",
            "Parent | V2 Do V2. | – |  | M | p | matched, weak studies only",
        ]
    );
    assert_noted(
        &reading,
        "A One (2 of 2 studies sound); B Two (0 of 2 studies sound); C Three (0 of 1 study sound); D Four",
    );
    assert_noted(&reading, "Child: 1 matched, soundly evaluated (V1); 0 matched, weak studies only; 1 gap (V3).");
    assert_noted(&reading, "risk of bias was judged and is not high, serious or critical");
    assert_noted(&reading, "nobody has assessed: 3.");
    // A study whose only effect has an error evaluates nothing.
    let barred = answer(TargetKind::Outcome, &["e1", "e2"], |joint| analysis::views(joint, Layout::Data));
    assert_eq!(cells(&barred, 0, &["sound_studies", "status"]), ["0", "gap"]);
}

#[test]
fn effects_of_interventions_that_match_are_held_against_those_that_do_not() {
    let ask = |outcome: Option<&str>| {
        answer(TargetKind::Outcome, &[], |joint| analysis::view_effects(joint, outcome, Layout::Data)).unwrap()
    };
    let table = ask(None);
    // Two equal effects with a standard error of 0.2 have together one of 0.1414. Q = (0.5 - 0.1)² / (0.02 + 0.02) = 4, whose
    // p as a chi-squared with one degree of freedom is that of z = 2.
    let keys =
        ["matched_studies", "matched", "unmatched_studies", "unmatched", "scale", "left_out", "q_between", "df", "p"];
    assert_eq!(cells(&table, 0, &keys), ["2", "0.5000", "2", "0.1000", "SMD", "2", "4.0000", "1", "0.0455"]);
    // t with one degree of freedom: 0.5 - 12.706 * 0.14142.
    assert_eq!(cells(&table, 0, &["matched_ci_low"]), ["-1.2969"]);
    assert_eq!(cells(&table, 1, &["matched_result", "q_between"]), ["no usable effect", ""], "nobody tested `four`");
    assert_eq!(cells(&table, 2, &["matched_result", "unmatched_result", "p"]), ["single study", "pooled", ""]);
    let safety = ask(Some("SAFETY"));
    assert_eq!(cells(&safety, 2, &["matched_result", "unmatched_result"]), ["single study", "no usable effect"]);
    assert_eq!(safety.frame, "SAFETY");
    let unknown = answer(TargetKind::Outcome, &[], |joint| analysis::view_effects(joint, Some("joy"), Layout::Data));
    assert!(matches!(unknown, Err(AnalysisError::Unknown { what: "outcome", .. })), "{unknown:?}");
    let reading =
        answer(TargetKind::Outcome, &[], |joint| analysis::view_effects(joint, None, Layout::Reading)).unwrap();
    assert_eq!(cells(&reading, 0, &["difference"]), ["Q 4.00 (df 1), p 0.046"]);
    assert_eq!(cells(&reading, 2, &["matched", "difference"]), ["single study (1 effect)", "cannot be compared"]);
}

#[test]
fn pillars_have_voices_left_findings_right_and_keep_what_has_no_match() {
    // Planning is raised in one case alone, and the rule wants two before voices have a direction.
    let data = answer(TargetKind::Outcome, &[], |joint| joint.pillar(Layout::Data));
    let keys =
        ["theme", "codes", "child", "parent", "participants", "matched", "links", "outcome", "studies", "fit", "gap"];
    let rows: Vec<String> = (0..data.rows.len()).map(|row| cells(&data, row, &keys).join(" | ")).collect();
    assert_eq!(
        rows,
        [
            "Theme planning | plan; plan child | 1 | 1 | 2 | matched | L1 | PERMANENCE | 4 | silence_not_asked | both",
            " |  |  |  |  | no_theme |  | SAFETY | 1 |  | quant_only",
            "Theme helping | help | 0 | 1 | 1 | no_finding |  |  | 0 |  | qual_only",
        ]
    );
    let reading = answer(TargetKind::Outcome, &[], |joint| joint.pillar(Layout::Reading));
    assert_eq!(cells(&reading, 0, &["matched"]), ["L1 enables +"]);
    assert!(cells(&reading, 0, &["pillar"])[0].ends_with("No inference yet"));
    assert_eq!(cells(&reading, 1, &["voices", "matched"]), ["(no theme)", "(unmatched)"]);
    assert_eq!(cells(&reading, 2, &["found"]), ["(no outcome)"]);
    assert_noted(&reading, "pairs that have none yet: 1.");
}

#[test]
fn what_nobody_describes_is_said_to_be_none() {
    let data = answer(TargetKind::Outcome, &[], |joint| analysis::equity_display(joint, Layout::Data));
    let keys = ["letter", "outcome", "role", "described", "targeted", "known", "of", "furthest"];
    let rows: Vec<String> = (0..data.rows.len()).map(|row| cells(&data, row, &keys).join(" | ")).collect();
    assert_eq!(
        rows,
        [
            " | PERMANENCE |  | 0 | 1 |  |  | targeted",
            " | SAFETY |  | 1 | 0 |  |  | described",
            " |  | Child |  |  | 0 | 2 | ",
            " |  | Parent |  |  | 0 | 1 | ",
            " | PERMANENCE |  | 0 | 0 |  |  | none",
            " | SAFETY |  | 0 | 0 |  |  | none",
            " |  | Child |  |  | 2 | 2 | ",
            " |  | Parent |  |  | 1 | 1 | ",
        ]
    );
    let reading = answer(TargetKind::Outcome, &[], |joint| analysis::equity_display(joint, Layout::Reading));
    assert_eq!(
        lines(&reading),
        [
            "PLACE | PERMANENCE: 1 targeted; SAFETY: 1 described | Child none of 2; Parent none of 1",
            "AGE | PERMANENCE: none; SAFETY: none | Child 2 of 2; Parent 1 of 1",
        ]
    );
    assert_noted(
        &reading,
        "Blanks: 2 pairs of characteristic and outcome that no study describes; 2 pairs of characteristic and role",
    );
}

#[test]
fn figures_stand_beside_codes_and_the_codes_above_them() {
    let data = answer(TargetKind::Statistic, &[], |joint| joint.statistics_by_code(Layout::Data));
    let keys = ["code", "child", "parent", "participants", "statistic", "value", "base_n", "through"];
    let rows: Vec<String> = (0..data.rows.len()).map(|row| cells(&data, row, &keys).join(" | ")).collect();
    assert_eq!(rows, ["plan | 1 | 1 | 2 | st1 | 56 | 75 | plan_child", "plan_child | 1 | 0 | 1 | st1 | 56 | 75 | "]);
    let reading = answer(TargetKind::Statistic, &[], |joint| joint.statistics_by_code(Layout::Reading));
    assert_eq!(
        lines(&reading)[1],
        "plan child | 1 of 3: child 1/2, parent 0/1 | Have a plan: 56%, of authorities (n = 75)"
    );
}

#[test]
fn quotes_stand_by_role_and_a_role_without_one_is_named() {
    let quotes = [Exemplar {
        theme: 0,
        role: "parent".to_owned(),
        pseudonym: "PseudoP1".to_owned(),
        text: "We had a plan\nand help.".to_owned(),
        source: "s-P1".to_owned(),
        span: (42, 65),
        contrary: true,
    }];
    let data = answer(TargetKind::Outcome, &[], |joint| joint.with_quotes(&quotes, Layout::Data));
    let keys = ["theme", "role", "raised", "of", "pseudonym", "start_byte", "view", "gap"];
    let rows: Vec<String> = (0..data.rows.len()).map(|row| cells(&data, row, &keys).join(" | ")).collect();
    assert_eq!(
        rows,
        [
            "planning | child | 1 | 2 |  |  |  | both",
            "planning | parent | 1 | 1 | PseudoP1 | 42 | contrary | both",
            "helping | parent | 1 | 1 |  |  |  | qual_only",
        ]
    );
    let reading = answer(TargetKind::Outcome, &[], |joint| joint.with_quotes(&quotes, Layout::Reading));
    assert_eq!(cells(&reading, 0, &["theme", "quotes"]), ["Theme planning", "Child 1/2: (no quote)"]);
    assert_eq!(
        cells(&reading, 1, &["theme", "quotes", "found"]),
        ["", "Parent 1/1: “We had a plan and help.” (PseudoP1, contrary)", ""]
    );
}

#[test]
fn cases_are_told_apart_by_what_they_raise_and_what_became_of_them() {
    let snapshot = reviewed();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let feature = |word: &str| Feature::parse(word, &snapshot);
    let (theme, outcome) = (feature("theme:planning").unwrap(), feature("case:Outcome").unwrap());
    let ask = |layout| analysis::typology(&frame, &theme, &outcome, layout);
    let keys: Vec<String> = ask(Layout::Data).columns.iter().map(|column| column.key.clone()).collect();
    assert_eq!(keys, ["type", "care", "home", "total"]);
    assert_eq!(lines(&ask(Layout::Data)), ["raised | 0 | 1 | 1", "not raised | 1 | 0 | 1"]);
    assert_eq!(lines(&ask(Layout::Reading)), ["raised | 0 | 1: F1 | 1: F1", "not raised | 1: F2 | 0 | 1: F2"]);
    assert_noted(&ask(Layout::Data), "Left out because nobody of the case is in the frame: F3.");
    let unknown = feature("case:joy").unwrap_err().to_string();
    assert!(unknown.contains("theme:helping") && unknown.contains("case:outcome"), "{unknown}");
}

#[test]
fn the_effect_as_outcome_is_its_interval_or_a_membership() {
    let snapshot = reviewed();
    let scores =
        |word: &str| OutcomeScores::read(word, Conditions::Elements, &snapshot, &BTreeSet::new()).unwrap().scores;
    // With two studies t has one degree of freedom, so that `one` reaches below 0; `three` is one study with 0.3 ± 1.96 * 0.1.
    let effect: Vec<(String, f64)> = scores("effect").into_iter().collect();
    let expected = [("one", 0.0), ("three", 1.0), ("two", 0.0)].map(|(id, score)| (id.to_owned(), score));
    assert_eq!(effect, expected, "nobody tested `four`");
    let fuzzy = scores("fuzzy:0,0.1,0.5");
    assert!((fuzzy["two"] - 0.5).abs() < 1e-9 && (fuzzy["one"] - 0.95).abs() < 1e-9, "{fuzzy:?}");
    // Halfway between crossover and full membership the log odds are half of ln 19.
    assert!((fuzzy["three"] - 1.0 / (1.0 + (-0.5 * 19_f64.ln()).exp())).abs() < 1e-9, "{fuzzy:?}");
    for wrong in ["fuzzy:0,0.1", "fuzzy:0,x,1", "fuzzy:0,1,0.5", "effects"] {
        assert!(OutcomeScores::read(wrong, Conditions::Elements, &snapshot, &BTreeSet::new()).is_err(), "{wrong}");
    }
}

#[test]
fn data_pass_the_gate_with_small_counts_withheld_and_words_do_not() {
    let snapshot = reviewed();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let joint = Joint::new(&frame, &BTreeSet::new());
    let gate = Gate::new(&snapshot, Policy::default());
    let feature = |word: &str| Feature::parse(word, &snapshot).unwrap();
    let tables = |layout| {
        [
            analysis::views(&joint, layout),
            joint.pillar(layout),
            analysis::equity_display(&joint, layout),
            joint.statistics_by_code(layout),
            joint.with_quotes(&[], layout),
            analysis::typology(&frame, &feature("theme:planning"), &feature("case:outcome"), layout),
        ]
    };
    for table in tables(Layout::Data) {
        let title = table.title.clone();
        let people: Vec<usize> = (0..table.columns.len())
            .filter(|at| matches!(table.columns[*at].unit.as_deref(), Some("participants" | "cases")))
            .collect();
        assert!(!people.is_empty(), "{title} counts nobody");
        let released = gate.table(table, TableKind::Findings).unwrap_or_else(|refusal| panic!("{title}: {refusal}"));
        for row in &released.get().rows {
            assert!(people.iter().all(|at| !matches!(row[*at], Cell::Count(1 | 2))), "{title}: {row:?}");
        }
    }
    for table in tables(Layout::Reading).into_iter().skip(1) {
        let title = table.title.clone();
        assert!(gate.table(table, TableKind::Findings).is_err(), "{title} tells people in words");
    }
}

#[test]
fn the_sample_answers_every_display_within_eighty_columns() {
    for command in [
        "views",
        "views --effects",
        "views --effects --outcome permanence",
        "pillar",
        "pillar --by intervention",
        "quotes",
        "quotes --audience published --per-theme 2",
        "equity",
        "statistics-by-code",
        "typology theme:know_the_history case:outcome",
        "typology case:place case:outcome",
        "by-factor",
        "qca --outcome effect",
        "qca --outcome fuzzy:0,0.2,0.5 --table data",
    ] {
        let words: Vec<&str> = ["joint"].into_iter().chain(command.split(' ')).collect();
        let out = BUILT.ask(&words).expect(0).out;
        assert!(out.contains("SYNTHETIC") && !out.contains("(no rows)"), "{command}: {out}");
        for line in out.lines() {
            assert!(line.width() <= 80, "{command}: {} columns: {line}", line.width());
        }
    }
    BUILT.ask(&["joint", "typology", "theme:joy", "case:outcome"]).expect(2);
    BUILT.ask(&["joint", "views", "--outcome", "permanence"]).expect(2);
    BUILT.ask(&["joint", "views", "--effects", "--outcome", "joy"]).expect(2);
}

#[test]
fn the_sample_has_views_that_are_met_weakly_and_views_that_nothing_meets() {
    let sheet = Sheet::read(&BUILT.ask(&["joint", "views", "--csv"]).expect(0).out);
    let with = |status: &str| -> Vec<String> {
        let rows = sheet.rows.iter().filter(|row| row[sheet.at("status")] == status);
        rows.map(|row| row[0].clone()).collect()
    };
    assert_eq!(with("weak"), ["V01"], "matched by one intervention alone, whose one study has serious risk of bias");
    assert_eq!(with("gap"), ["V02", "V05", "V08"]);
    assert_eq!(with("sound").len(), 8);
    let roles: BTreeSet<&str> = sheet.column("role").into_iter().collect();
    assert_eq!(Vec::from_iter(roles), ["carer", "child", "parent", "practitioner"]);
    let factors = Sheet::read(&BUILT.ask(&["joint", "by-factor", "--csv"]).expect(0).out);
    let both = factors.rows.iter().filter(|row| row[factors.at("gap")] == "both").count();
    assert_eq!(both, 7, "an accepted link from a theme or a code to each of seven factors");
}

#[test]
fn nobody_is_quoted_in_the_team_or_beyond_it_without_consent_to_that() {
    let quoted = |audience: &str| {
        let ask = ["joint", "quotes", "--csv", "--per-theme", "20", "--min-words", "1", "--max-words", "500"];
        Sheet::read(&BUILT.ask(&[&ask[..], &["--audience", audience]].concat()).expect(0).out)
    };
    let (team, published) = (quoted("team"), quoted("published"));
    let names =
        |sheet: &Sheet| -> BTreeSet<String> { sheet.column("pseudonym").into_iter().map(str::to_owned).collect() };
    let people = Sheet::read(&BUILT.read("transcripts-sample/participants.csv"));
    for row in &people.rows {
        let (name, consent) = (&row[people.at("pseudonym")], row[people.at("consent")].as_str());
        let withdrawn = !row[people.at("withdrawn")].is_empty();
        if withdrawn || consent == "analyse" {
            assert!(!names(&team).contains(name) && !names(&published).contains(name), "{name}: {consent}");
        } else if consent == "quote_team" {
            assert!(names(&team).contains(name) && !names(&published).contains(name), "{name}: {consent}");
        }
    }
    assert!(names(&published).len() > 10, "{:?}", names(&published));
    // Word for word what the source holds at its bytes.
    for row in team.rows.iter().filter(|row| row[team.at("source")] == "parent-01") {
        let text = BUILT.read("transcripts-sample/transcripts/parent-01.txt");
        assert!(text.contains(row[team.at("quote")].lines().next().unwrap()), "{row:?}");
    }
}
