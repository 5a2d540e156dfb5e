//! Confidence, balance of voices, prevalence in words, saturation and checklists on small studies whose answers are known.

// Functions that only tests call may panic: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic)]

mod study;

use proptest::prelude::*;
use study::{Study, TODAY, Who, recipes};
use themeweave::analysis::{
    BalanceRequest, Filter, Frame, Layout, SaturationRequest, ThemeFacts, balance, balance_table, checklist,
    checklist_overview, confidence_facts, confidence_facts_of, evidence_profile, needed_voices, prevalence_in_words,
    saturation_steps, saturation_table, settings_table, summary_of_findings, theme_facts, voice_shares, voices,
};
use themeweave::codebook::checklists;
use themeweave::disclosure::{Gate, Policy, TableKind};
use themeweave::model::{
    ChecklistAnswer, Concern, Confidence, GuideQuestion, Polarity, Scope, Settings, ShareWord, Snapshot, Value,
};
use themeweave::stats::saturation::Rule;
use themeweave::table::{Cell, Table};

fn whole(snapshot: &Snapshot) -> Frame<'_> {
    Frame::new(snapshot, &Filter::default()).unwrap()
}

fn facts(snapshot: &Snapshot, theme: usize) -> ThemeFacts {
    theme_facts(&whole(snapshot), Some("town")).unwrap().swap_remove(theme)
}

fn text(table: &Table, row: usize, column: &str) -> String {
    table.cell(row, column).unwrap_or_else(|| panic!("no cell {row} {column}")).display()
}

/// Two families and a workshop: `plan` has codes of both directions, `ties` only helping ones, `silent` is never coded.
fn families() -> Study {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["planned", "tied"]);
    study.codes("hinders", Polarity::Negative, &["delayed"]);
    study.codes("tells", Polarity::Neutral, &["unsaid"]);
    study.theme("plan", &["planned", "delayed"]);
    study.theme("ties", &["tied"]);
    study.theme("silent", &["unsaid"]);
    let child = study.person("C1", "child", Scope::QuotePublished);
    let mother = study.person("P1", "parent", Scope::QuotePublished);
    let father = study.person("P2", "parent", Scope::Analyse);
    let helen = study.person("S1", "practitioner", Scope::QuotePublished);
    for (id, people) in [("F1", vec![child, mother]), ("F2", vec![father])] {
        study.case(id);
        for person in people {
            study.snapshot.participants[person as usize].cases = vec![id.to_owned()];
        }
    }
    for (person, town) in [(child, "Rye"), (mother, "Rye"), (father, "Hull")] {
        let attributes = &mut study.snapshot.participants[person as usize].attributes;
        attributes.push(("town".to_owned(), Value::Text(town.to_owned())));
    }
    let a = study.source("a", &[(Who::Person(child), "They planned it with me. Gran stayed.")]);
    let b = study.source("b", &[(Who::Person(mother), "It was planned. Twice they put it off. We were tied.")]);
    let c = study.source(
        "c",
        &[
            (Who::Interviewer, "And you?"),
            (Who::Person(father), "They put it off."),
            (Who::Person(helen), "We planned."),
        ],
    );
    for (source, code, coder, words) in [
        (a, "planned", "ann", "They planned it with me."),
        (a, "planned", "ben", "planned it"),
        (b, "planned", "ann", "It was planned."),
        (b, "delayed", "ann", "Twice they put it off."),
        (b, "tied", "ann", "We were tied."),
        (c, "delayed", "ann", "They put it off."),
        (c, "planned", "ann", "We planned."),
    ] {
        study.code(source, code, coder, words);
    }
    study.snapshot.questions.push(GuideQuestion {
        id: "Q1".to_owned(),
        asked_of: vec!["child".to_owned(), "parent".to_owned()],
        text: "Was there a plan?".to_owned(),
        codes: vec!["planned".to_owned()],
    });
    study
}

fn judgement(theme: &str, level: &str, overall: &str) -> Confidence {
    let concern = || Concern { level: level.to_owned(), why: "few of them".to_owned() };
    Confidence {
        theme: theme.to_owned(),
        limitations: concern(),
        coherence: concern(),
        adequacy: concern(),
        relevance: concern(),
        overall: overall.to_owned(),
        why: "as told".to_owned(),
        analyst: "RK".to_owned(),
        date: "2025-09-30".to_owned(),
        from_file: false,
    }
}

#[test]
fn facts_count_people_words_directions_and_where_most_comes_from() {
    let snapshot = families().done();
    let plan = facts(&snapshot, 0);
    assert_eq!((plan.voices.participants, plan.voices.cases, plan.voices.sources, plan.voices.codings), (4, 2, 3, 6));
    // The ten coded words of a and b that two coders share count once: 5 + 3 + 5 + 4 + 2.
    assert_eq!(plan.words, Some(19));
    assert_eq!((plan.helping.codes, plan.helping.participants, plan.helping.codings), (1, 3, 4));
    assert_eq!((plan.hindering.codes, plan.hindering.participants, plan.hindering.codings), (1, 2, 2));
    assert_eq!(plan.contrary(), Some(plan.hindering), "fewer people say that it hinders");
    assert_eq!((plan.coders, plan.double_coded), (2, 1));
    assert_eq!(plan.sites, Some(2));
    assert_eq!(plan.codings_without_case, 1, "the practitioner belongs to no case");
    let largest = plan.largest_case.unwrap();
    assert_eq!((largest.key.as_str(), largest.codings), ("F1", 4));
    assert_eq!(plan.largest_source.unwrap().key, "a", "of equals the first by name");
    assert_eq!((plan.questions, plan.asked_of), (vec!["Q1".to_owned()], vec!["child".to_owned(), "parent".to_owned()]));

    let silent = facts(&snapshot, 2);
    assert_eq!((silent.voices.codings, silent.words, silent.sites), (0, Some(0), Some(0)));
    assert_eq!((silent.contrary(), silent.largest_case), (None, None));
}

#[test]
fn a_question_about_a_parent_code_asks_about_the_codes_below_it() {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["help", "help>help_long"]);
    study.theme("long", &["help_long"]);
    study.snapshot.questions.push(GuideQuestion {
        id: "Q".into(),
        codes: vec!["help".into()],
        ..GuideQuestion::default()
    });
    let snapshot = study.done();
    let found = theme_facts(&whole(&snapshot), None).unwrap();
    assert_eq!(found[0].questions, ["Q"]);
    let unknown = theme_facts(&whole(&snapshot), Some("region")).unwrap_err();
    assert!(unknown.to_string().contains("region"), "{unknown}");
}

#[test]
fn the_summary_shows_who_says_each_finding_and_what_was_judged_of_it() {
    let mut study = families();
    study.snapshot.integration.confidence =
        vec![judgement("plan", "serious", "high"), judgement("gone", "none", "high")];
    let snapshot = study.done();
    let frame = whole(&snapshot);
    let summary = summary_of_findings(&frame, Layout::Data);
    assert!(summary.title.contains("adapted") && summary.notes.iter().any(|note| note.starts_with("Adapted: ")));
    assert_eq!((text(&summary, 0, "parent"), text(&summary, 0, "participants")), ("2".into(), "4".into()));
    assert_eq!((text(&summary, 0, "confidence"), text(&summary, 0, "explanation")), ("high".into(), "as told".into()));
    assert_eq!(summary.cell(1, "confidence"), Some(&Cell::Empty));
    let noted = |words: &str| summary.notes.iter().any(|note| note.contains(words));
    assert!(noted("these concerns leave at most very low"), "{:?}", summary.notes);
    assert!(
        noted("Not judged yet: Theme ties, Theme silent.") && noted("no theme any more: gone"),
        "{:?}",
        summary.notes
    );

    let profile = evidence_profile(&frame, Layout::Data);
    assert_eq!(
        (text(&profile, 0, "adequacy"), text(&profile, 0, "adequacy_why")),
        ("serious".into(), "few of them".into())
    );
    let reading = evidence_profile(&frame, Layout::Reading);
    assert_eq!(reading.rows.len(), 5 + 1 + 1, "five rows of the theme that was judged, one of each other");
}

#[test]
fn the_gate_withholds_few_people_in_every_table_for_files() {
    let mut study = families();
    study.snapshot.integration.confidence = vec![judgement("plan", "minor", "high")];
    let snapshot = study.done();
    let frame = whole(&snapshot);
    let facts = theme_facts(&frame, None).unwrap();
    let gate = Gate::new(&snapshot, Policy::default());
    let tables = [
        summary_of_findings(&frame, Layout::Data),
        evidence_profile(&frame, Layout::Data),
        confidence_facts(&frame, &facts, Layout::Data),
        prevalence_in_words(&frame, true, Layout::Data),
    ];
    for table in tables {
        let title = table.title.clone();
        let released = gate.table(table, TableKind::People).unwrap().into_inner();
        for role in ["child", "parent", "practitioner"] {
            assert!(matches!(released.cell(0, role), Some(Cell::Withheld(_))), "{title}: {role}");
        }
    }
    // The word and the limits would tell the count that is withheld.
    let worded = prevalence_in_words(&frame, true, Layout::Data);
    assert_eq!(text(&worded, 0, "parent_word"), "all");
    let released = gate.table(worded, TableKind::People).unwrap().into_inner();
    let withheld = |row: usize, key: &str| matches!(released.cell(row, key), Some(Cell::Withheld(_)));
    for (row, key) in (0..3).flat_map(|row| ["child", "parent", "practitioner", "participants"].map(|key| (row, key))) {
        for ending in ["word", "low", "high"] {
            assert_eq!(withheld(row, &format!("{key}_{ending}")), withheld(row, key), "{row} {key} {ending}");
        }
    }
    assert!(withheld(0, "parent"));
    let open = Gate::new(&snapshot, Policy { small_cell: 0, ..Policy::default() });
    let worded = prevalence_in_words(&frame, true, Layout::Data);
    assert_eq!(open.table(worded.clone(), TableKind::People).unwrap().into_inner(), worded);
    let in_words = gate.table(prevalence_in_words(&frame, false, Layout::Reading), TableKind::People);
    assert!(in_words.is_err(), "counts of people in words cannot be judged");
}

#[test]
fn prevalence_says_of_how_many_and_uses_the_words_of_the_study() {
    let mut study = families();
    let word = |from: f64, word: &str| ShareWord { from, word: word.to_owned() };
    study.snapshot.integration.settings =
        Settings { wording: vec![word(0.0, "one or two"), word(0.5, "many")], ..Settings::default() };
    let snapshot = study.done();
    let frame = whole(&snapshot);
    let table = prevalence_in_words(&frame, false, Layout::Reading);
    assert_eq!(text(&table, 0, "parent"), "2 of 2, many");
    assert_eq!(
        (text(&table, 1, "child"), text(&table, 1, "participants")),
        ("0 of 1, nobody".into(), "1 of 4, one or two".into())
    );
    assert!(table.notes[0].contains("“one or two” above 0%, “many” from 50%"), "{:?}", table.notes);
    assert!(!table.notes.iter().any(|note| note.contains("interval")));

    let intervals = prevalence_in_words(&frame, true, Layout::Reading);
    assert!(
        intervals.notes.iter().any(|note| note.contains("precision if these were a random sample; they are purposive"))
    );
    let of_ties = intervals.rows.iter().position(|row| row[0] == Cell::words("Theme ties")).unwrap();
    assert_eq!(
        ["participants", "of", "share", "low", "high"].map(|key| text(&intervals, of_ties, key)),
        ["1", "4", "25%", "5", "70"]
    );
}

#[test]
fn every_rule_of_balance_fires_where_it_should() {
    let mut study = families();
    // A theme that one site, one case and one source know; nobody looked for the contrary.
    study.codes("more", Polarity::Positive, &["gran"]);
    study.theme("gran", &["gran"]);
    study.code(0, "gran", "ann", "Gran stayed.");
    let snapshot = study.done();
    let frame = whole(&snapshot);
    let rules = |request: &BalanceRequest<'_>, theme: &str| -> Vec<&'static str> {
        let found = balance(&frame, request).unwrap();
        found.iter().filter(|one| one.theme == theme).map(|one| one.rule).collect()
    };
    let usual = BalanceRequest { sites: Some("town"), ..BalanceRequest::default() };
    assert_eq!(rules(&usual, "plan"), Vec::<&str>::new(), "a child speaks, three sources, both directions");
    assert_eq!(rules(&usual, "silent"), ["B01"]);
    assert_eq!(rules(&usual, "ties"), ["B02", "B03", "B05", "B06", "B08"]);
    assert_eq!(rules(&usual, "gran"), ["B03", "B05", "B06", "B08"]);
    let sought = BalanceRequest { sought: vec!["gran".to_owned()], ..usual.clone() };
    assert_eq!(rules(&sought, "gran"), ["B03", "B05", "B07", "B08"]);
    let carers = BalanceRequest { voices: vec!["practitioner".to_owned()], ..usual.clone() };
    assert_eq!(rules(&carers, "gran")[0], "B02");
    let strict = BalanceRequest { most_of_one: 30.0, least_share: 20.0, ..usual.clone() };
    assert_eq!(rules(&strict, "plan"), ["B08"], "the mother and the child have two of six codings each");
    assert_eq!(rules(&strict, ""), ["B09"], "practitioners say two words and have one coding of eight");
    let needed = needed_voices(&snapshot, &[]).unwrap();
    let table = balance_table(&frame, &balance(&frame, &usual).unwrap(), &needed);
    assert!(table.notes.contains(&"Every theme needs a voice of: child.".to_owned()), "{:?}", table.notes);
    let ties = table.rows.iter().position(|row| row[0] == Cell::words("B02")).unwrap();
    assert_eq!(text(&table, ties, "found"), "no child speaks of it (not asked about it)");
    let unknown = balance(&frame, &BalanceRequest { voices: vec!["chld".to_owned()], ..usual }).unwrap_err();
    assert!(unknown.to_string().contains("chld"), "{unknown}");
}

#[test]
fn two_sources_of_one_case_rest_on_one_case() {
    let mut study = families();
    study.codes("more", Polarity::Neutral, &["kitchen"]);
    study.theme("kitchen", &["kitchen"]);
    study.code(0, "kitchen", "ann", "Gran stayed.");
    study.code(1, "kitchen", "ann", "We were tied.");
    let snapshot = study.done();
    let found = balance(&whole(&snapshot), &BalanceRequest::default()).unwrap();
    let rules: Vec<&str> = found.iter().filter(|one| one.theme == "kitchen").map(|one| one.rule).collect();
    assert_eq!(rules, ["B04", "B06"]);
    assert!(found.iter().any(|one| one.rule == "B04" && one.comes_down_to == "F1"));
}

#[test]
fn shares_of_roles_are_of_people_turns_words_codings_and_passages() {
    let snapshot = families().done();
    let frame = whole(&snapshot);
    let quotable: Vec<bool> = (0..4).map(|person| snapshot.allowed(person) >= Scope::QuotePublished).collect();
    let table = voice_shares(&frame, &quotable).unwrap();
    let n: Vec<Option<u64>> = table.columns.iter().skip(2).map(|column| column.n).collect();
    assert_eq!(n, [Some(4), Some(4), Some(24), Some(7), Some(6)]);
    let parents = &table.rows[1][2..];
    let share = |part, whole| Cell::Share { part, whole };
    assert_eq!(
        parents,
        [share(2, 4), share(2, 4), share(15, 24), share(4, 7), share(3, 6)],
        "the father may not be quoted"
    );
    assert!(voice_shares(&frame, &[true]).is_err());
}

#[test]
fn saturation_goes_by_role_in_the_order_of_collection() {
    let mut study = Study::new();
    study.codes("all", Polarity::Neutral, &["one", "two", "three"]);
    study.theme("both", &["one", "two"]);
    let child = study.person("C1", "child", Scope::Analyse);
    let parent = study.person("P1", "parent", Scope::Analyse);
    // By name a, b, c, d; by date d, c, b, a.
    for (day, (name, words)) in [("a", "one"), ("b", "one"), ("c", "two"), ("d", "three")].into_iter().enumerate() {
        let source = study.source(name, &[(Who::Person(child), words), (Who::Person(parent), "one")]);
        study.snapshot.sources[source as usize].date =
            Some(TODAY.yesterday().unwrap().saturating_sub(jiff::Span::new().days(i64::try_from(day).unwrap())));
        study.code(source, words, "ann", words);
    }
    let snapshot = study.done();
    let frame = whole(&snapshot);
    let request = SaturationRequest { rule: Rule { base: 2, run: 1, threshold: 0.0 }, orders: 200, seed: 5 };
    let steps = saturation_steps(&frame, &request);
    let children: Vec<usize> = (0..steps.rows.len())
        .filter(|row| text(&steps, *row, "role") == "child" && text(&steps, *row, "tier") == "code")
        .collect();
    let of = |key: &str| -> Vec<String> { children.iter().map(|row| text(&steps, *row, key)).collect() };
    assert_eq!(of("source"), ["d", "c", "b", "a"]);
    assert_eq!(of("new"), ["1", "1", "1", "0"]);
    assert_eq!(of("run"), ["", "", "3-3", "4-4"]);
    assert_eq!(of("reached"), ["", "", "", "3+1"]);

    let table = saturation_table(&frame, &request);
    let row = |role: &str, tier: &str| {
        let at = |row: &usize| text(&table, *row, "role") == role && text(&table, *row, "tier") == tier;
        (0..table.rows.len()).find(at).unwrap_or_else(|| panic!("no row {role} {tier}"))
    };
    let codes = row("child", "code");
    assert_eq!(["interviews", "base", "found", "reached"].map(|key| text(&table, codes, key)), ["4", "2", "3", "3+1"]);
    assert_eq!(text(&table, row("child", "theme"), "base"), "1", "three is in no theme");
    // Nobody coded the parent's words: an empty base reaches nothing in any order.
    let silent = row("parent", "code");
    assert_eq!(["found", "reached", "orders"].map(|key| text(&table, silent, key)), ["0", "no", "0%"]);
    // Half of the orders put both sources of `one` first or have them in the run right after the base; the seed fixes which.
    let Some(Cell::Share { part, whole }) = table.cell(codes, "orders") else { panic!("no share") };
    assert!(*whole == 200 && (60..200).contains(part), "{part} of {whole}");
    assert_eq!(table, saturation_table(&frame, &request), "the same seed gives the same orders");
    assert_ne!(table, saturation_table(&frame, &SaturationRequest { seed: 6, ..request }));
    let large = SaturationRequest { rule: Rule { base: 4, run: 1, threshold: 0.0 }, ..request };
    let few = saturation_table(&frame, &large);
    assert_eq!((text(&few, codes, "reached"), few.cell(codes, "orders")), ("too few".into(), Some(&Cell::Empty)));
}

#[test]
fn checklists_settle_only_what_a_fact_reports_and_people_stand_over_that() {
    let mut study = families();
    let answer = |item: &str, status: &str| ChecklistAnswer {
        checklist: "entreq".to_owned(),
        item: item.to_owned(),
        status: status.to_owned(),
        pointer: "p. 4".to_owned(),
        by: "SB".to_owned(),
        ..ChecklistAnswer::default()
    };
    study.snapshot.integration.checklist = vec![answer("16", "partly"), answer("3", "not_applicable")];
    let snapshot = study.done();
    let frame = whole(&snapshot);
    let all = checklists().unwrap();
    let quotable = vec![true, true, false, true];
    let table = checklist(&frame, &all[0], &quotable, Layout::Data).unwrap();
    let of = |item: &str, key: &str| {
        let row = table.rows.iter().position(|row| row[0] == Cell::words(item)).unwrap();
        text(&table, row, key)
    };
    assert_eq!((of("15", "status"), of("15", "settled_by")), ("reported".into(), "program".into()));
    assert_eq!(
        (of("16", "status"), of("16", "settled_by"), of("16", "by")),
        ("partly".into(), "person".into(), "SB".into())
    );
    assert_eq!(of("16", "known"), "2 coders: ann, ben");
    assert_eq!((of("17", "status"), of("17", "settled_by")), ("needs a person".into(), String::new()));
    assert!(of("17", "known").contains("1 of 3 coded sources coded by two or more coders"), "{}", of("17", "known"));
    assert!(
        of("20", "known").starts_with("6 coded passages"),
        "the father's are not among them: {}",
        of("20", "known")
    );
    assert_eq!(of("3", "status"), "not_applicable");
    let overview = checklist_overview(&frame, &all, &quotable).unwrap();
    let states = ["items", "reported", "partly", "not_reported", "not_applicable", "open"];
    assert_eq!(states.map(|key| text(&overview, 0, key)), ["21", "1", "1", "0", "1", "18"]);
    for list in &all {
        // Nothing is known of an empty project, and nothing is claimed of it but the program's own name.
        let nothing = Snapshot::empty(TODAY);
        let empty = checklist(&whole(&nothing), list, &[], Layout::Data).unwrap();
        let known = empty.column("known").unwrap();
        let said: Vec<String> =
            empty.rows.iter().map(|row| row[known].display()).filter(|text| !text.is_empty()).collect();
        assert!(said.iter().all(|text| text.starts_with("Themeweave ")), "{}: {said:?}", list.id);
    }
}

#[test]
fn settings_show_what_is_not_as_usual() {
    let usual = settings_table(&Settings::default());
    assert_eq!(usual.notes, ["All as usual."]);
    let mut settings = Settings::default();
    settings.pooling.estimator = "dl".to_owned();
    settings.wording.truncate(2);
    let table = settings_table(&settings);
    assert_eq!((text(&table, 0, "value"), text(&table, 0, "usual")), ("dl".into(), "reml".into()));
    assert_eq!(table.notes, ["2 settings differ from what is usual."]);
    assert_eq!(usual.rows.len() - table.rows.len(), Settings::default().wording.len() - 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn facts_agree_with_voices_and_with_each_other(recipe in recipes()) {
        let snapshot = recipe.snapshot();
        let frame = whole(&snapshot);
        let found = theme_facts(&frame, None).unwrap();
        prop_assert_eq!(found.iter().map(|facts| facts.voices.clone()).collect::<Vec<_>>(), voices(&frame));
        for facts in &found {
            let all = facts.voices.codings;
            prop_assert!(facts.helping.codings + facts.hindering.codings <= all);
            prop_assert!(facts.helping.participants.max(facts.hindering.participants) <= facts.voices.participants);
            prop_assert!(facts.double_coded <= facts.voices.sources);
            for largest in [&facts.largest_case, &facts.largest_source, &facts.largest_participant].into_iter().flatten() {
                prop_assert!((1..=all).contains(&largest.codings));
            }
            // Each coding has one source, so the largest source has at least its share.
            if let Some(largest) = &facts.largest_source {
                prop_assert!(largest.codings * facts.voices.sources >= all);
            }
            prop_assert!(confidence_facts_of(&frame, facts).rows.len() >= 11);
        }
        let rules: Vec<&str> = balance(&frame, &BalanceRequest::default()).unwrap().iter().map(|one| one.rule).collect();
        let unspoken = found.iter().filter(|facts| facts.voices.codings == 0).count();
        prop_assert_eq!(rules.iter().filter(|rule| **rule == "B01").count(), unspoken);
    }
}
