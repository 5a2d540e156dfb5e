//! The text bench of `search`, on a study whose words can be counted by hand, and on the sample.

#![cfg(feature = "index")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::sync::LazyLock;

use sandbox::{Sandbox, Sheet};
use themeweave::search::{Hit, Index, SearchError};
use themeweave::text::{Span, text_len};

static SAMPLE: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);
static SMALL: LazyLock<Sandbox> = LazyLock::new(small);

const STUDY: &str = "study.tw";

/// Kai says seven words, Dawn eight; Lee does not allow analysis, and interviewers do not count.
fn small() -> Sandbox {
    let sandbox = Sandbox::empty();
    for (name, text) in [
        ("one.txt", "Interviewer: Was home a home?\n\nKai: The dog came home. The dog slept.\n"),
        ("two.txt", "Interviewer: And you?\n\nDawn: Our home was cold. The dog left home.\n\nLee: Dog, dog, dog.\n"),
    ] {
        sandbox.write(name, text);
    }
    sandbox.write(
        "people.csv",
        "participant,pseudonym,role,consent\nK1,Kai,child,quote_team\nD1,Dawn,parent,quote_team\nL1,Lee,parent,none\n",
    );
    sandbox.write(
        "speakers.csv",
        "source,label,participant,part\none,Kai,K1,participant\ntwo,Dawn,D1,participant\ntwo,Lee,L1,participant\n",
    );
    sandbox.run(&["-p", STUDY, "init"]).expect(0);
    sandbox.run(&["-p", STUDY, "source", "import", "one.txt", "two.txt"]).expect(0);
    sandbox.run(&["-p", STUDY, "participant", "import", "people.csv"]).expect(0);
    sandbox.run(&["-p", STUDY, "source", "describe", "--speakers", "speakers.csv"]).expect(0);
    sandbox
}

fn search(arguments: &[&str]) -> Sheet {
    Sheet::read(&SMALL.run(&[&["-p", STUDY, "search"], arguments, &["--csv"]].concat()).expect(0).out)
}

/// Holds figures of a word against those counted by hand, which are rounded.
#[track_caller]
fn row(sheet: &Sheet, word: &str, expected: &[(&str, f64)]) {
    for (column, value) in expected {
        let found: f64 = sheet.cell(word, column).parse().unwrap();
        let room = if value.fract() == 0.0 { 1e-9 } else { 0.051 };
        assert!((found - value).abs() < room, "{word}, {column}: {found} instead of {value}");
    }
}

#[test]
fn frequencies_are_those_counted_by_hand() {
    let sheet = search(&["--frequencies", "--least", "1", "--by", "role"]);
    assert_eq!(&sheet.column("word")[..3], ["dog", "home", "the"], "the most frequent first, then by the alphabet");
    row(&sheet, "dog", &[("count", 3.0), ("per_10000", 2000.0), ("sources", 2.0), ("people", 2.0)]);
    row(&sheet, "dog", &[("child", 2857.1), ("parent", 1250.0)]);
    // A third of it is said in the source with 7 of 15 words.
    row(&sheet, "home", &[("count", 3.0), ("deviation", 0.13)]);
    row(&sheet, "cold", &[("count", 1.0), ("sources", 1.0), ("deviation", 0.47), ("child", 0.0)]);
    assert!(!sheet.column("word").contains(&"you"), "interviewers are outside");
    let stopped = search(&["--frequencies", "--least", "1", "--stop", "--top", "2"]);
    assert_eq!(stopped.column("word"), ["dog", "home"]);
    let narrowed = search(&["--frequencies", "--least", "1", "--where", "role:child"]);
    row(&narrowed, "dog", &[("count", 2.0), ("people", 1.0), ("deviation", 0.00)]);
}

#[test]
fn what_is_outside_is_told() {
    let out = SMALL.run(&["-p", STUDY, "search", "--frequencies"]).expect(0).out;
    for part in ["15 words in 2 turns of 2 sources by 2 participants", "Outside for want of consent: 1 turn."] {
        assert!(out.replace('\n', " ").contains(part), "{part}: {out}");
    }
}

#[test]
fn key_words_are_those_counted_by_hand() {
    let sheet = search(&["--keyness", "role=child", "--least", "1"]);
    row(&sheet, "dog", &[("target", 2.0), ("rest", 1.0), ("log_ratio", 1.19), ("g_two_cells", 0.5)]);
    row(&sheet, "dog", &[("target_sources", 1.0), ("rest_sources", 1.0), ("target_people", 1.0), ("rest_people", 1.0)]);
    row(&sheet, "slept", &[("target", 1.0), ("rest", 0.0), ("rest_people", 0.0)]);
    assert!(!sheet.column("word").contains(&"cold"), "the rest says it more");
    let four: f64 = sheet.cell("dog", "g_four_cells").parse().unwrap();
    assert!(four > 0.5, "the four-cell ratio is another statistic: {four}");
    let said = SMALL.run(&["-p", STUDY, "search", "--keyness", "role=interviewer"]).expect(2).err;
    assert!(said.contains("no words to count: nothing meets") && said.contains("role=interviewer"), "{said}");
}

#[test]
fn collocates_are_those_counted_by_hand() {
    let sheet = search(&["home", "--collocates", "--span", "1", "--least", "1"]);
    // Of 12 words outside of three matches, five are next to one.
    row(&sheet, "came", &[("near", 1.0), ("expected", 0.4), ("pmi", 1.26), ("log_likelihood", 1.9), ("all", 1.0)]);
    assert_eq!(sheet.column("word"), ["came", "left", "our", "was"], "`the` stands there less than is expected");
    let wider = search(&["home", "--collocates", "--span", "2", "--least", "1"]);
    row(&wider, "dog", &[("near", 3.0), ("expected", 2.25), ("sources", 2.0)]);
    let out = SMALL.run(&["-p", STUDY, "search", "home", "--collocates", "--least", "1"]).expect(0).out;
    assert!(out.replace('\n', " ").contains("2 matches outside of participants' speech"), "{out}");
    let said = SMALL.run(&["-p", STUDY, "search", "role:child", "--collocates"]).expect(2).err;
    assert!(said.contains("finds turns and no words in them"), "{said}");
}

/// Passages of one source, a line each, asked for the ones like an example; only those of `among` may be found.
fn alike(passages: &[&str], example: &str, among: impl Fn(&Hit) -> bool) -> Vec<(u32, Vec<String>)> {
    let text = passages.join("\n");
    let mut speech = Vec::new();
    let mut start = 0;
    for passage in passages {
        speech.push(Span::new(start, start + text_len(passage)));
        start += text_len(passage) + 1;
    }
    let index = Index::in_memory::<SearchError>(|feed| feed.source(0, &text, &speech)).unwrap();
    let found = index.alike(example, 10, among).unwrap();
    assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    found.into_iter().map(|one| (one.hit.turn, one.shared)).collect()
}

#[test]
fn rare_words_and_short_passages_rank_first() {
    let passages = [
        "the garden was cold and the kettle was on and nobody came by at all that day or the next",
        "the kettle was cold",
        "the school was far",
        "the school was near and the bus was late and the teacher asked for me all that time",
        "the lanterns were lit",
        "the road was wet",
        "the gate was open",
    ];
    let all = |_: &Hit| true;
    let found = alike(&passages, "The kettle, the lantern", all);
    let turns: Vec<u32> = found.iter().map(|(turn, _)| *turn).collect();
    assert_eq!(turns, [4, 1, 0], "the rarest word first, then the shorter of two with the same word");
    assert_eq!(found[0].1, ["lantern"], "another form of a word is the same word; `the` tells nothing apart");
    let found = alike(&passages, "cold kettle", all);
    assert_eq!(found[0].0, 1);
    assert_eq!(found[0].1, ["cold", "kettle"]);
    // What may not be found makes no word common either.
    let others = alike(&passages, "kettle", |hit| hit.turn != 1);
    assert_eq!(others.iter().map(|(turn, _)| *turn).collect::<Vec<_>>(), [0]);
    assert!(alike(&passages, "the was", all).is_empty());
}

#[test]
fn passages_like_a_turn_leave_it_out_and_withhold_what_may_not_be_quoted() {
    let ask =
        |example: &str| Sheet::read(&SAMPLE.ask(&["search", "--like", example, "--top", "0", "--csv"]).expect(0).out);
    let sheet = ask("child-01:12");
    let places: Vec<(&str, &str)> = sheet.column("source").into_iter().zip(sheet.column("turn")).collect();
    assert!(places.len() > 10 && !places.contains(&("child-01", "12")));
    let scores: Vec<f64> = sheet.column("score").iter().map(|score| score.parse().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]) && scores.iter().all(|score| *score >= 0.0));
    assert!(sheet.column("participant").iter().all(|person| !person.is_empty()), "interviewers are outside");
    let withheld = |column: &str| -> Vec<bool> {
        sheet.column(column).iter().map(|words| words.contains("no consent to quote")).collect()
    };
    assert!(withheld("passage").contains(&true) && withheld("passage") == withheld("shared"));
    let codings = Sheet::read(&SAMPLE.ask(&["coding", "list", "--ids", "--csv"]).expect(0).out);
    let coded = &codings.rows[0];
    let of_coding = ask(&coded[codings.at("coding")]);
    assert!(!of_coding.rows.is_empty());
    let words = ask("a social worker who listens");
    assert!(words.column("shared")[0].contains("social"));
    for (example, part) in [("child-99:1", "there is no source `child-99`"), ("child-01:999", "its turns are 1 to ")] {
        let said = SAMPLE.ask(&["search", "--like", example]).expect(3).err;
        assert!(said.contains(part), "{said}");
    }
    let said = SMALL.run(&["-p", STUDY, "search", "--like", "two:3"]).expect(3).err;
    assert!(said.contains("consent does not allow analysis"), "{said}");
}

#[test]
fn answers_exclude_one_another() {
    for (arguments, part) in [
        (&["home", "--frequencies"][..], "cannot be used with"),
        (&["--keyness", "role=child", "--frequencies"], "cannot be used with"),
        (&["home", "--collocates", "--explain"], "cannot be used with"),
        (&["--collocates"], "QUERY"),
        (&["home", "--span", "3"], "--collocates"),
        (&["home", "--by", "role"], "--frequencies"),
        (&["home", "--stop"], "--collocates"),
        (&["--like", "home", "--least", "2"], "--collocates"),
        (&["home", "--top", "2"], "--collocates"),
        (&[], "QUERY"),
    ] {
        let said = SMALL.run(&[&["-p", STUDY, "search"], arguments].concat()).expect(2).err;
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
}

#[test]
fn every_answer_fits_a_terminal() {
    for arguments in [
        &["home", "--collocates", "--stop"][..],
        &["--frequencies", "--by", "role", "--stop"],
        &["--keyness", "role=child", "--stop"],
        &["--like", "child-01:12"],
    ] {
        let out = SAMPLE.ask(&[&["search"], arguments].concat()).expect(0).out;
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    }
}
