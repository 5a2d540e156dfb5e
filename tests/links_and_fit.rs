//! Links that people make and decisions on fit: they last, they tell when what they rested on has changed, and a cell can be opened.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use sandbox::{PROJECT, Sandbox, Sheet};

fn sheet(sandbox: &Sandbox, question: &[&str]) -> Sheet {
    Sheet::read(&sandbox.ask(&[question, &["--csv"]].concat()).expect(0).out)
}

fn link(sandbox: &Sandbox) {
    let ends = ["link", "add", "theme:people_around", "outcome:parental_wellbeing"];
    sandbox.ask(&[&ends[..], &["--relation", "enables", "--coder", "RK"]].concat()).expect(0);
}

#[test]
fn a_link_that_somebody_made_outlives_builds_and_grows_stale_with_the_codebook() {
    let sandbox = Sandbox::built();
    link(&sandbox);
    let again = sandbox.ask(&[
        "link",
        "add",
        "theme:people_around",
        "outcome:parental_wellbeing",
        "--relation",
        "enables",
        "--coder",
        "SB",
    ]);
    assert!(again.expect(3).err.contains("link P01 ties the same ends"));
    let unknown = sandbox.ask(&[
        "link",
        "add",
        "theme:people_round",
        "outcome:parental_wellbeing",
        "--relation",
        "enables",
        "--coder",
        "SB",
    ]);
    assert!(unknown.expect(3).err.contains("did you mean `people_around`"));
    // A sheet of links that changes leaves it alone.
    sandbox.edit("transcripts-sample/findings/links.csv", "Words overlap only", "Only words overlap");
    sandbox.build().expect(0);
    assert!(sheet(&sandbox, &["link", "list"]).column("link").contains(&"P01"));
    assert!(sheet(&sandbox, &["link", "list", "--stale"]).rows.is_empty());
    sandbox.ask(&["codebook", "migrate", "--to", "codebooks/reunification/2.0.0.toml"]).expect(0);
    assert_eq!(sheet(&sandbox, &["link", "list", "--stale"]).column("link"), ["P01"]);
    assert!(sandbox.ask(&["link", "check"]).expect(1).out.contains("P01"));
    let shown = sandbox.ask(&["joint", "by-outcome"]).expect(0).out;
    assert!(shown.contains("1 link last looked at under another codebook version"), "{shown}");
    sandbox.ask(&["link", "accept", "P01", "--coder", "SB"]).expect(0);
    assert!(sheet(&sandbox, &["link", "list", "--stale"]).rows.is_empty());
}

#[test]
fn a_decision_lasts_and_tells_when_its_inputs_changed() {
    let sandbox = Sandbox::built();
    link(&sandbox);
    let decide = |fit, analyst| {
        let pair = ["joint", "decide", "people_around", "parental_wellbeing", fit];
        sandbox.ask(&[&pair[..], &["--analyst", analyst, "--reason", "Read twice."]].concat()).expect(0)
    };
    decide("dissonance", "RK");
    let state = |column: &str| {
        let decided = sheet(&sandbox, &["joint", "decisions"]);
        let at = decided.column("target").iter().position(|target| *target == "parental_wellbeing").unwrap();
        decided.column(column)[at].to_owned()
    };
    assert_eq!(
        (state("fit"), state("suggested"), state("changed")),
        ("dissonance".into(), "partial".into(), "no".into())
    );
    // An effect more on that outcome: the decision stands, and says that it rests on something else now.
    let effects = sandbox.read("transcripts-sample/findings/effects.csv");
    let row = effects.lines().find(|line| line.contains(",parental_wellbeing,")).unwrap();
    let (_, rest) = row.split_once(',').unwrap();
    let (_, rest) = rest.split_once(',').unwrap();
    sandbox.append("transcripts-sample/findings/effects.csv", &format!("E99,kettering2012,{rest}\n"));
    sandbox.build().expect(0);
    assert_eq!((state("fit"), state("changed")), ("dissonance".into(), "yes".into()));
    // A second analyst differs; the row says so and counts for neither.
    decide("partial", "SB");
    let display = sheet(&sandbox, &["joint", "by-outcome"]);
    let row = (display.column("theme").iter().zip(display.column("outcome")))
        .position(|(theme, outcome)| *theme == "People around the family" && outcome == "Parental wellbeing")
        .unwrap();
    assert_eq!((display.column("fit")[row], display.column("decided_by")[row]), ("", "RK, SB"));
}

#[test]
fn a_cell_opens_to_every_coding_effect_link_and_step_behind_it() {
    let sandbox = Sandbox::built();
    let cell = sheet(&sandbox, &["joint", "explain", "childs_voice", "Child wellbeing"]);
    let behind = |what: &str| cell.column("what").iter().filter(|cell| cell.starts_with(what)).count();
    let effects = Sheet::read(&sandbox.read("transcripts-sample/findings/effects.csv"));
    let measured = effects.column("outcome").iter().filter(|outcome| **outcome == "child_wellbeing").count();
    assert_eq!((behind("effect E"), behind("link L36"), behind("decided")), (measured, 1, 2));
    let counted = sheet(&sandbox, &["matrix", "theme", "role", "--count", "codings"]);
    let at = counted.rows.iter().position(|row| row.iter().any(|cell| cell == "The child’s voice counts")).unwrap();
    assert_eq!(behind("coding ").to_string(), counted.column("total")[at]);
    assert!(behind("step ") >= 5 && behind("input ") >= 6);
    // C03 agreed to analysis alone.
    for (what, value) in cell.column("what").into_iter().zip(cell.column("value")) {
        if what.starts_with("coding ") {
            let (quoted, hidden) = (value.contains(": “"), value.ends_with(": (no consent to quote)"));
            assert_eq!((quoted, hidden), if value.contains("C03") { (false, true) } else { (true, false) }, "{value}");
        }
    }
    let missing = sandbox.ask(&["joint", "explain", "childs_voice", "permanence"]).expect(3).err;
    assert!(
        missing.contains("no accepted link") && missing.contains("link add theme:childs_voice outcome:permanence"),
        "{missing}"
    );
}

#[test]
fn sets_that_may_not_be_pooled_are_told_by_the_check() {
    let sandbox = Sandbox::sample();
    sandbox.edit("transcripts-sample/project.toml", "settings = \"findings/settings.toml\"\n", "");
    sandbox.build().expect(0);
    let check = Sheet::read(&sandbox.run(&["-p", PROJECT, "finding", "check", "--csv"]).expect(0).out);
    let refused: Vec<(&str, &str)> = (check.column("rule").into_iter().zip(check.column("id")))
        .filter(|(rule, _)| ["V12", "V13"].contains(rule))
        .collect();
    assert_eq!(refused, [("V13", "child_safety"), ("V13", "permanence")], "ratios of odds and of risks stand together");
}

#[test]
fn the_check_says_what_it_could_not_check_for_want_of_a_scale() {
    let sandbox = Sandbox::built();
    let check = || {
        let out = sandbox.ask(&["finding", "check"]).expect(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(!check().contains("which the project lacks"));
    std::fs::remove_file(sandbox.path("codebooks/scales/designs.toml")).unwrap();
    std::fs::remove_file(sandbox.path(PROJECT)).unwrap();
    sandbox.build().expect(0);
    assert!(check().contains("these scales, which the project lacks: designs."), "{}", check());
}

#[test]
fn effects_with_raw_data_alone_vote_the_way_they_point() {
    let sandbox = Sandbox::built();
    let head = "effect,study,intervention,outcome,es_type,value,se,n1,n2,e1,e2,higher_is_better\n";
    let rows = "R1,ashdown2014,recovery_alongside,permanence,odds_ratio,,,100,100,25,38,no\n\
                R2,brockhurst2016,homeward_together,permanence,odds_ratio,0.6,0.2,,,,,no\n";
    sandbox.write("effects.csv", format!("{head}{rows}"));
    let said = sandbox.ask(&["finding", "import", "effects.csv"]).expect(0).err;
    assert!(said.contains("effects: 41 before, 2 now"), "{said}");
    let pooled = sheet(&sandbox, &["finding", "pool"]);
    assert_eq!((pooled.column("benefit")[0], pooled.column("informative")[0]), ("2", "2"));
}

#[test]
fn a_table_goes_into_files_of_known_kinds_only() {
    let sandbox = Sandbox::built();
    let refused = sandbox.ask(&["finding", "pool", "-o", "pooled.docx"]).expect(2).err;
    assert!(refused.contains("pooled.docx ends in none of .csv, .json, .xlsx and .txt"), "{refused}");
    assert!(!sandbox.path("pooled.docx").exists());
    // Words that stand for nothing are told, with those that there are.
    let time = sandbox.ask(&["finding", "pool", "--only", "time=banana"]).expect(2).err;
    assert!(time.contains("unknown time `banana`; expected one of: long, post, short"), "{time}");
    let analyst = sandbox.ask(&["joint", "decisions", "--compare", "RK", "ZZ"]).expect(2).err;
    assert!(analyst.contains("unknown analyst `ZZ`; expected one of: RK, SB"), "{analyst}");
}
