//! The commands on the sample study and on real ratings.

use super::sandbox::{Sandbox, Sheet, shared};

fn sheet(sandbox: &Sandbox, arguments: &[&str]) -> Sheet {
    Sheet::read(&sandbox.ask(&[&["agreement"], arguments, &["--csv"]].concat()).expect(0).out)
}

#[test]
fn the_sample_is_compared_where_two_coded() {
    let sandbox = Sandbox::built();
    let plain = sandbox.ask(&["agreement", "--by", "overall"]).expect(0).out;
    assert!(plain.contains("Agreement of RK and SB"), "{plain}");
    for source in ["child-02", "parent-03", "practitioner-03", "workshop-01"] {
        assert!(plain.contains(source), "{plain}");
    }
    let by_code = sheet(&sandbox, &["--coefficient", "percent,alpha"]);
    assert!(by_code.rows.len() > 40, "{}", by_code.rows.len());
    assert!(
        by_code.column("estimate").iter().all(|cell| cell.is_empty() || cell.parse::<f64>().is_ok_and(|f| f <= 1.0))
    );
    // Words of interviewers are no text to agree on: fewer characters than the four sources have.
    let outside = sandbox.ask(&["agreement", "--where", "role:child"]).expect(0).out;
    assert!(outside.contains("1 source") && outside.contains("filter: where role:child"), "{outside}");
    let unknown = sandbox.ask(&["agreement", "--coders", "RK,XY"]).expect(2).err;
    assert!(unknown.contains("XY"), "{unknown}");
    sandbox.ask(&["agreement", "--coders", "RK", "--rounds", "1,2"]).expect(2);
}

#[test]
fn every_table_fits_eighty_columns() {
    let sandbox = Sandbox::built();
    for arguments in [
        &[][..],
        &["--by", "overall"],
        &["--by", "category", "--coefficient", "percent,cohen,alpha,ac1"],
        &["--coefficient", "all", "--unit", "turn"],
        &["--weights"],
        &["curve"],
        &["lenses"],
        &["disagreements"],
        &["drift", "SB"],
        &["plan", "--half-width", "0.1"],
    ] {
        let out = sandbox.ask(&[&["agreement"], arguments].concat()).expect(0).out;
        let wide = out.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "agreement {arguments:?}");
    }
}

/// The sheet with a decision in each row of a kind.
fn decided(sheet: &Sheet, decide: impl Fn(&str) -> [&'static str; 5]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&sheet.columns).unwrap();
    let (kind, decision) = (sheet.at("kind"), sheet.at("decision"));
    for row in &sheet.rows {
        let mut row = row.clone();
        for (at, cell) in decide(&row[kind]).into_iter().enumerate() {
            if !cell.is_empty() {
                cell.clone_into(&mut row[decision + at]);
            }
        }
        writer.write_record(&row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn decisions_come_back_as_a_consensus_in_one_entry_that_undo_takes_back() {
    let sandbox = Sandbox::built();
    let list = sheet(&sandbox, &["disagreements", "--with-agreed"]);
    let kinds = list.column("kind");
    for kind in ["bounds", "meaning", "missed", "agreed"] {
        assert!(kinds.contains(&kind), "the sample has no disagreement of the kind {kind}");
    }
    let filled = decided(&list, |kind| match kind {
        "meaning" => ["both", "", "", "", "both are meant"],
        "missed" => ["neither", "", "", "", ""],
        "bounds" => ["second", "", "", "", ""],
        _ => [""; 5],
    });
    sandbox.write("meeting.csv", filled);
    let before = sandbox.ask(&["export", "text", "before"]).expect(0);
    let done = sandbox.ask(&["agreement", "adjudicate", "meeting.csv", "--coder", "consensus"]).expect(0);
    let expected = kinds.iter().map(|kind| match *kind {
        "meaning" => 2,
        "missed" => 0,
        _ => 1,
    });
    let expected: usize = expected.sum();
    assert!(done.err.contains(&format!("{expected} new codings of consensus in round 2")), "{}", done.err);
    sandbox.ask(&["verify"]).expect(0);
    // The consensus is in a round of its own: the comparison of the coders is what it was.
    assert_eq!(sheet(&sandbox, &["disagreements", "--with-agreed"]).rows, list.rows);
    let drift = sheet(&sandbox, &["drift", "SB", "--coders", "consensus"]);
    assert!(drift.column("with").iter().all(|with| *with == "consensus"));
    // As a workbook the sheet comes back too: what both agree on is decided already.
    sandbox.ask(&["agreement", "disagreements", "--with-agreed", "-o", "meeting.xlsx"]).expect(0);
    let workbook = ["agreement", "adjudicate", "meeting.xlsx", "--coder", "consensus", "--dry-run"];
    let agreed = kinds.iter().filter(|kind| **kind == "agreed").count();
    let read = sandbox.ask(&workbook).expect(0).err;
    assert!(read.contains(&format!("{agreed} disagreements decided on; 0 new codings")), "{read}");
    // The same sheet again makes nothing.
    let again = sandbox.ask(&["agreement", "adjudicate", "meeting.csv", "--coder", "consensus"]).expect(0);
    assert!(again.err.contains("0 new codings"), "{}", again.err);
    sandbox.ask(&["undo"]).expect(0);
    let after = sandbox.ask(&["export", "text", "after"]).expect(0);
    drop((before, after));
    let facts = |folder: &str| {
        let files = sandbox.files(folder).into_iter().filter(|(name, _)| !name.starts_with("journal"));
        files.collect::<Vec<_>>()
    };
    assert_eq!(facts("before"), facts("after"));
}

#[test]
fn a_sheet_whose_codings_changed_and_bad_rows_are_refused_all_at_once() {
    let sandbox = Sandbox::built();
    let list = sheet(&sandbox, &["disagreements"]);
    let (kind, coding) = (list.at("kind"), list.at("first_coding"));
    let meaning = list.rows.iter().find(|row| row[kind] == "meaning").unwrap();
    let id = meaning[coding].clone();
    sandbox.write(
        "meeting.csv",
        decided(&list, |kind| if kind == "meaning" { ["first", "", "", "", ""] } else { [""; 5] }),
    );
    let other = meaning[list.at("second_code")].clone();
    sandbox.ask(&["coding", "review", &id, "--recode", &other, "--coder", "RK"]).expect(0);
    let refused = sandbox.ask(&["agreement", "adjudicate", "meeting.csv", "--coder", "consensus"]).expect(3);
    let told = format!("its code was {} and is {other} now", meaning[list.at("first_code")]);
    assert!(refused.err.contains(&told), "{}", refused.err);
    // Wrong decisions: no such word, no such code, a place without an end, a coding that is not there.
    let wrong = decided(&list, |kind| match kind {
        "bounds" => ["maybe", "", "", "", ""],
        "meaning" => ["other", "", "3", "", ""],
        _ => ["both", "", "", "", ""],
    });
    sandbox.write("wrong.csv", wrong);
    let refused = sandbox.ask(&["agreement", "adjudicate", "wrong.csv", "--coder", "consensus"]).expect(3);
    for part in ["`maybe` is not known", "`start` is given", "there are not two codings"] {
        assert!(refused.err.contains(part), "{part} is not in {}", refused.err);
    }
}

#[test]
fn published_alphas_of_a_long_sheet_of_ratings() {
    let Some(shared) = shared() else { return };
    let file = shared.join("fixtures/transcripts/csv/annomi_full.csv");
    let file = file.to_str().unwrap();
    let sandbox = Sandbox::empty();
    for (value, units, expected) in [
        ("main_therapist_behaviour", "216 with two or more, which hold 2160", 0.736_660),
        ("client_talk_type", "212 with two or more, which hold 2120", 0.467_141),
    ] {
        let asked = ["--coder", "annotator_id", "--value", value, "--drop", "n/a", "--csv", "--resamples", "20"];
        let unit = ["agreement", "ratings", file, "--unit", "transcript_id,utterance_id", "--cluster", "transcript_id"];
        let found = Sheet::read(&sandbox.run(&[&unit[..], &asked].concat()).expect(0).out);
        let alpha: f64 = found.cell("Alpha", "estimate").parse().unwrap();
        assert!((alpha - expected).abs() < 1e-6, "{value}: {alpha}");
        assert!(found.comments.iter().any(|line| line.contains(units)), "{:?}", found.comments);
    }
    let kept =
        ["agreement", "ratings", file, "--unit", "transcript_id", "--coder", "annotator_id", "--value", "no_column"];
    let refused = sandbox.run(&kept).expect(3);
    assert!(refused.err.contains("there is no column `no_column`"), "{}", refused.err);
}

#[test]
fn ratings_need_no_project_and_tell_what_is_missing() {
    let sandbox = Sandbox::empty();
    sandbox.write("r.csv", "item,who,score\n1,a,2\n1,b,2\n2,a,3\n2,b,NA\n3,a,1\n3,b,1\n4,a,3\n4,b,1\n");
    let base = ["agreement", "ratings", "r.csv", "--unit", "item", "--coder", "who", "--value", "score"];
    let interval = sandbox.run(&[&base[..], &["--metric", "interval", "--csv"]].concat()).expect(0).out;
    let found = Sheet::read(&interval);
    // Values 2 2, 1 1, 3 1: squared distance 4 in one of three units; of 30 ordered pairs of six values, ones (3), twos
    // (2) and a three are 2 * (3 * 2 * 1 + 3 * 1 * 4 + 2 * 1 * 1) apart.
    let alpha: f64 = found.cell("Alpha, interval", "estimate").parse().unwrap();
    assert!((alpha - (1.0 - (4.0 / 3.0) / (40.0 / 30.0))).abs() < 1e-6, "{alpha}");
    let nominal = sandbox.run(&base).expect(0).out;
    assert!(nominal.contains("`NA` counts as a value"), "{nominal}");
    sandbox.write("bad.csv", "item,who,score\n1,a,2\n1,a,3\n2,a,x\n2,,1\n");
    let bad = [
        "agreement",
        "ratings",
        "bad.csv",
        "--unit",
        "item",
        "--coder",
        "who",
        "--value",
        "score",
        "--metric",
        "ratio",
    ];
    let refused = sandbox.run(&bad).expect(3);
    for part in ["a second time", "is not a number", "the cell is empty"] {
        assert!(refused.err.contains(part), "{part} is not in {}", refused.err);
    }
}
