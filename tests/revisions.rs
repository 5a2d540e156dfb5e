//! A transcript of the sample is corrected in ten places and comes in again: every coding goes with its words or waits
//! as an orphan, whichever way the file comes, and undo brings everything back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::BTreeMap;

use sandbox::{MANIFEST, PROJECT, Sandbox, Sheet};

/// The corrected transcript, which the tutorial uses too.
const CORRECTED: &str = "docs/tutorial/child-01.txt";
const TRANSCRIPT: &str = "transcripts-sample/transcripts/child-01.txt";

/// The sample, built, with the corrected transcript beside it.
fn study() -> Sandbox {
    let sandbox = Sandbox::built();
    sandbox.take("docs/tutorial");
    sandbox
}

/// What is in the project, as text; the journal, which only grows, is left out.
fn facts(sandbox: &Sandbox) -> BTreeMap<String, String> {
    sandbox.ask(&["export", "text", "facts"]).expect(0);
    let files = sandbox.files("facts").into_iter().filter(|(name, _)| !name.starts_with("journal"));
    files.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// The words of every coding of a source that counts, by code, coder and the way they stand in the text.
fn quotes(sandbox: &Sandbox, source: &str) -> Vec<(String, String)> {
    let sheet = Sheet::read(&sandbox.ask(&["coding", "export"]).expect(0).out);
    let (at, code, quote) = (sheet.at("source"), sheet.at("code"), sheet.at("quote"));
    let rows = sheet.rows.iter().filter(|row| row[at] == source);
    rows.map(|row| (row[code].clone(), row[quote].clone())).collect()
}

/// What the plan of an update says about each coding: code, fate, words now.
fn plan(table: &str) -> Vec<(String, String, String)> {
    let sheet = Sheet::read(table);
    let (code, fate, words) = (sheet.at("code"), sheet.at("fate"), sheet.at("words"));
    sheet.rows.iter().map(|row| (row[code].clone(), row[fate].clone(), row[words].clone())).collect()
}

/// Words in one line with straight quotation marks: what typesetting does not change.
fn plain(words: &str) -> String {
    words.replace(['‘', '’'], "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text that the project holds of a source, and its turns as label and speech.
fn turns(sandbox: &Sandbox, source: &str) -> Vec<(String, String)> {
    let project = themeweave::project::Project::open(
        &sandbox.path(PROJECT),
        themeweave::project::Now { today: jiff::civil::date(2026, 3, 1), timestamp: String::new() },
    )
    .unwrap();
    let snapshot = project.snapshot_with_texts(None).unwrap();
    let at = snapshot.sources.iter().position(|known| known.name == source).unwrap();
    let text = &snapshot.texts[at];
    let all = &snapshot.turns;
    let turn = |turn: usize| {
        let label = snapshot.speakers.get(all.speaker[turn] as usize).map_or("", |speaker| speaker.label.as_str());
        (label.to_owned(), plain(all.speech[turn].of(text).unwrap()))
    };
    all.of_source(u32::try_from(at).unwrap()).map(turn).collect()
}

/// Everything that must hold once the corrected file is in the project, however it came in.
fn stands_corrected(sandbox: &Sandbox, before: &[(String, String)]) {
    sandbox.ask(&["verify"]).expect(0);
    let (before, after) = (by_code(before), by_code(&quotes(sandbox, "child-01")));
    for (code, quotes) in &before {
        let quotes: Vec<String> = quotes.iter().map(|quote| plain(quote)).collect();
        let now: Vec<String> = after.get(code).into_iter().flatten().map(|quote| plain(quote)).collect();
        let expected: Vec<String> = match code.as_str() {
            "child_behaviour_emotion" | "child_fear_of_going_back" => Vec::new(),
            "change_hidden" => {
                vec![quotes[0].replace("stopped and", "stopped but").replace("a big Sports", "a Sports")]
            }
            "monitoring_after_return" => {
                vec![quotes[0].replace("every two weeks,", "every two weeks, then like once a month,")]
            }
            _ => quotes,
        };
        assert_eq!(now, expected, "{code}");
    }
    assert_eq!(before.len() - 2, after.len(), "no code came from nowhere");
    // The quotation marks of the correction are in the quote, and so are its line ends.
    assert!(after["child_feeling_safe"].iter().any(|quote| quote.contains("'Cause")), "{after:?}");
    assert!(after["consistent_worker"][0].contains("the lamp\nand the mug"), "{after:?}");

    let orphans = Sheet::read(&sandbox.ask(&["coding", "orphans", "--csv"]).expect(0).out);
    assert_eq!(orphans.column("code"), ["child_behaviour_emotion", "child_fear_of_going_back"]);
    assert_eq!(orphans.column("line"), ["40", "50"]);

    // A label was put in: three turns where there was one, and the others are as they were, in the new order.
    let turns = turns(sandbox, "child-01");
    assert_eq!(turns.len(), 52);
    let hers = turns.iter().position(|(_, speech)| speech == "Which she hadn't.").unwrap();
    assert_eq!(turns[hers].0, "Interviewer");
    assert_eq!(turns[hers + 1], ("Kai".to_owned(), "I know she hadn't.".to_owned()));
    assert!(turns[hers - 1].1.ends_with("the one that gave me up. [pause]"), "{:?}", turns[hers - 1]);
    let wrapped = turns.iter().find(|(_, speech)| speech.starts_with("Same one the whole time")).unwrap();
    assert!(wrapped.0 == "Kai" && wrapped.1.ends_with("a bit early, personally."), "{wrapped:?}");
    let at = |words: &str| turns.iter().position(|(_, speech)| speech.contains(words)).unwrap();
    assert!(at("And the meetings, were you in those?") < at("When did you start to believe it"), "the moved answer");
    let shown = Sheet::read(&sandbox.ask(&["source", "show", "child-01", "--csv"]).expect(0).out);
    assert_eq!(shown.column("label"), ["Interviewer", "Kai"]);
    assert_eq!(shown.column("part"), ["interviewer", "participant"]);
    assert_eq!(shown.column("participant"), ["", "C01"]);
    assert_eq!(shown.column("turns"), ["26", "26"]);
}

fn by_code(quotes: &[(String, String)]) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, quote) in quotes {
        found.entry(code.clone()).or_default().push(quote.clone());
    }
    for quotes in found.values_mut() {
        quotes.sort();
    }
    found
}

/// Takes the last change back and holds everything against what was there before it.
fn undone(sandbox: &Sandbox, before: &BTreeMap<String, String>) {
    sandbox.ask(&["undo"]).expect(0);
    assert!(*before == facts(sandbox), "undo brings everything back");
    sandbox.ask(&["verify"]).expect(0);
}

#[test]
fn a_corrected_transcript_takes_its_codings_along() {
    let sandbox = study();
    let (before, quotes) = (facts(&sandbox), quotes(&sandbox, "child-01"));
    let update = ["source", "update", "child-01", CORRECTED, "--all-codings", "--csv"];
    let planned = sandbox.ask(&[&update[..], &["--dry-run"]].concat()).expect(0);
    assert!(before == facts(&sandbox), "a dry run changes nothing");
    let fates = plan(&planned.out);
    assert_eq!(fates.len(), quotes.len(), "each coding has a fate");
    let with = |fate: &str| -> Vec<&str> {
        let mut codes: Vec<&str> =
            fates.iter().filter(|(_, is, _)| is == fate).map(|(code, _, _)| code.as_str()).collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(with("orphaned"), ["child_behaviour_emotion", "child_fear_of_going_back"]);
    assert_eq!(with("stretched"), ["monitoring_after_return"]);
    assert_eq!(with("reworded"), ["change_hidden"]);
    assert_eq!(with("moved").len(), fates.len() - 4);

    let done = sandbox.ask(&update).expect(0);
    assert_eq!(plan(&done.out), fates, "what was planned is what was done");
    assert!(done.err.contains("`themeweave coding orphans`"), "{}", done.err);
    stands_corrected(&sandbox, &quotes);

    // The same file again changes nothing.
    let said = sandbox.ask(&update).expect(0).err;
    assert!(said.contains("the text is the same; nothing changed"), "{said}");
    undone(&sandbox, &before);
}

#[test]
fn a_build_takes_the_corrected_file_the_same_way() {
    let sandbox = study();
    let (before, quotes) = (facts(&sandbox), quotes(&sandbox, "child-01"));
    sandbox.write(TRANSCRIPT, sandbox.read(CORRECTED));
    sandbox.run(&["build", MANIFEST, "--out", "guide"]).expect(0);
    stands_corrected(&sandbox, &quotes);
    // No quote of the pack has words that the text does not have any more.
    let pack = sandbox.read("guide/quotes.csv");
    assert!(!pack.contains("smashed my lamp") && !pack.contains("When the recycling goes out"), "{pack}");
    // The sheets of codings still hold the words of the first text. A changed sheet is read again, and takes nothing away.
    sandbox.append(
        "transcripts-sample/codings/RK-children.csv",
        "child-01,child_feeling_safe,RK,1,She probably had a flask,\n",
    );
    let said = sandbox.build().expect(3).err;
    assert!(said.contains("RK-children.csv:134") && !said.contains("RK-children.csv:20"), "{said}");
    sandbox.edit(
        "transcripts-sample/codings/RK-children.csv",
        "She probably had a flask",
        "the cup match with a flask",
    );
    sandbox.build().expect(0);
    sandbox.ask(&["verify"]).expect(0);
    sandbox.ask(&["undo"]).expect(0);
    undone(&sandbox, &before);
}

#[test]
fn an_import_offers_the_corrected_file_as_an_update_and_never_as_a_second_source() {
    let sandbox = study();
    let (before, quotes) = (facts(&sandbox), quotes(&sandbox, "child-01"));
    for command in [vec!["source", "import", CORRECTED], vec!["source", "import", CORRECTED, "--dry-run"]] {
        let said = sandbox.ask(&command).expect(3).err;
        assert!(said.contains(&format!("themeweave source update child-01 {CORRECTED}")), "{said}");
        assert!(before == facts(&sandbox), "{command:?} changes nothing");
    }
    // The others of a folder come in nevertheless.
    sandbox.write("docs/tutorial/dana.txt", "Interviewer: How was it?\n\nDana: I found out in the car.\n");
    let said = sandbox.ask(&["source", "import", CORRECTED, "docs/tutorial/dana.txt"]).expect(3).err;
    assert!(said.contains("1 added, 0 updated, 0 unchanged, 1 not taken"), "{said}");
    undone(&sandbox, &before);

    let said = sandbox.ask(&["source", "import", CORRECTED, "--update"]).expect(0).err;
    assert!(said.contains("0 added, 1 updated"), "{said}");
    stands_corrected(&sandbox, &quotes);
    let names = Sheet::read(&sandbox.ask(&["source", "list", "--csv"]).expect(0).out);
    assert_eq!(names.rows.len(), 16, "no second source");
    undone(&sandbox, &before);
}

#[test]
fn a_correction_saved_under_another_name_stays() {
    let sandbox = study();
    let quotes = quotes(&sandbox, "child-01");
    sandbox.write("checked.txt", sandbox.read(CORRECTED));
    sandbox.ask(&["source", "update", "child-01", "checked.txt"]).expect(0);
    // The file that the source came from has the text before: it says nothing new, and makes no second source.
    let said = sandbox.ask(&["source", "import", "transcripts-sample/transcripts"]).expect(0).err;
    assert!(said.contains("0 added, 0 updated, 16 unchanged, 0 not taken"), "{said}");
    stands_corrected(&sandbox, &quotes);
    // A build with other changes leaves it alone; that file has said nothing new since.
    sandbox.edit("transcripts-sample/cases.csv", "F1,Family 1", "F1,Family One");
    let said = sandbox.build().expect(0).err;
    assert!(said.contains(".tw: cases\n"), "{said}");
    stands_corrected(&sandbox, &quotes);
    // When the file changes, it is taken.
    sandbox.edit(TRANSCRIPT, "the little red light", "the tiny red light");
    let said = sandbox.build().expect(0).err;
    assert!(said.contains("1 transcript corrected"), "{said}");
    sandbox.ask(&["verify"]).expect(0);
    assert!(turns(&sandbox, "child-01")[0].1.contains("the tiny red light"));
}

#[test]
fn whoever_takes_a_new_text_is_told_what_becomes_of_the_codings() {
    let sandbox = study();
    let fates = "23 codings moved, 1 coding stretched, 1 coding reworded, 2 codings orphaned";
    let update = ["source", "import", CORRECTED, "--update"];
    for command in [[&update[..], &["--dry-run"]].concat(), update.to_vec()] {
        let said = sandbox.ask(&command).expect(0).err;
        assert!(said.contains("child-01: ") && said.contains(fates), "{command:?}: {said}");
    }
    sandbox.ask(&["undo"]).expect(0);
    sandbox.write(TRANSCRIPT, sandbox.read(CORRECTED));
    let said = sandbox.build().expect(0).err;
    assert!(said.contains("1 transcript corrected") && said.contains(fates), "{said}");
    let log = sandbox.ask(&["log", "--csv"]).expect(0).out;
    assert!(log.trim_end().lines().last().unwrap().contains(fates), "{log}");
}

#[test]
fn an_orphan_is_put_on_other_words_or_set_aside() {
    let sandbox = study();
    sandbox.ask(&["source", "update", "child-01", CORRECTED]).expect(0);
    let orphans = Sheet::read(&sandbox.ask(&["coding", "orphans", "--csv"]).expect(0).out);
    let (lamp, bins) = (orphans.rows[0][0].clone(), orphans.rows[1][0].clone());
    let words = "you can’t boss me about, you’re the one that gave me up.";
    sandbox.ask(&["coding", "reanchor", &lamp, "--coder", "RK", "--quote", words]).expect(0);
    sandbox.ask(&["coding", "reanchor", &bins, "--coder", "RK", "--drop"]).expect(0);
    sandbox.ask(&["verify"]).expect(0);
    let quotes = by_code(&quotes(&sandbox, "child-01"));
    assert_eq!(quotes["child_behaviour_emotion"], [words]);
    assert!(!quotes.contains_key("child_fear_of_going_back"));
    let told = sandbox.ask(&["blame", &lamp, "--json"]).expect(0).out;
    assert!(told.contains("I was horrible, to be fair."), "the words that it had: {told}");
}

#[test]
fn a_turn_with_another_label_takes_its_codings_to_another_speaker() {
    let sandbox = study();
    let people = |sandbox: &Sandbox| {
        let sheet = Sheet::read(
            &sandbox.ask(&["coding", "list", "--csv", "--where", "code:carers_after_return"]).expect(0).out,
        );
        let (source, who) = (sheet.at("source"), sheet.at("participant"));
        sheet.rows.iter().filter(|row| row[source] == "child-01").map(|row| row[who].clone()).collect::<Vec<_>>()
    };
    assert_eq!(people(&sandbox), ["C01"]);
    let text = sandbox.read(TRANSCRIPT);
    sandbox.write("child-01.txt", text.replace("Kai: Yeah, still do.", "Interviewer: Yeah, still do."));
    sandbox.ask(&["source", "update", "child-01", "child-01.txt"]).expect(0);
    sandbox.ask(&["verify"]).expect(0);
    assert!(people(&sandbox).is_empty(), "what an interviewer says is no data");
}

/// Turns of captions with their times, from the text form.
fn times(sandbox: &Sandbox) -> Vec<(String, String, String)> {
    let table = facts(sandbox)["turns/child-05.tsv"].clone();
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| (cells[0].to_owned(), cells[6].to_owned(), cells[7].to_owned()))
        .collect()
}

#[test]
fn words_of_captions_are_corrected_and_the_times_stay() {
    let sandbox = study();
    let (before, known) = (facts(&sandbox), quotes(&sandbox, "child-05"));
    let first = times(&sandbox);
    assert!(first.len() > 90 && first.iter().all(|(_, start, end)| start != "\\N" && end != "\\N"));
    // Words come in, words go, and a whole caption goes: its turn stays, with its time and without words.
    for (old, new) in [
        ("nobody told me the plan", "nobody even told me the plan"),
        ("I swear down. ", ""),
        ("Good news for who? I hadn't even had my dinner.", ""),
    ] {
        sandbox.ask(&["source", "edit", "child-05", "--replace", old, "--with", new]).expect(0);
        sandbox.ask(&["verify"]).expect(0);
    }
    assert_eq!(times(&sandbox), first, "speakers and times are as they were");
    let now = quotes(&sandbox, "child-05");
    let told = |quotes: &[(String, String)]| by_code(quotes)["child_told_the_truth"][0].clone();
    assert_eq!(
        plain(&told(&now)),
        plain(&told(&known).replace("nobody told", "nobody even told").replace("I swear down. ", ""))
    );
    let said = turns(&sandbox, "child-05");
    assert_eq!(said.len(), first.len());
    assert_eq!(said.iter().filter(|(_, speech)| speech.is_empty()).count(), 1);

    // Words that stand there several times are asked about, by a flag that exists.
    let said = sandbox.ask(&["source", "edit", "child-05", "--replace", "my mum", "--with", "mum"]).expect(3).err;
    assert!(said.contains("--everywhere"), "{said}");
    sandbox.ask(&["source", "edit", "child-05", "--replace", "my mum", "--with", "mum", "--everywhere"]).expect(0);
    sandbox.ask(&["verify"]).expect(0);
    assert_eq!(times(&sandbox), first);
    for _ in 0..4 {
        sandbox.ask(&["undo"]).expect(0);
    }
    assert!(before == facts(&sandbox), "undo brings everything back");
}

#[test]
fn memos_go_with_their_words_and_their_codes() {
    let sandbox = study();
    let add = |text: &str, about: &[&str]| {
        sandbox.ask(&[&["memo", "add", text, "--author", "RK"], about].concat()).expect(0);
    };
    add("on words that stay", &["--source", "child-01", "--quote", "She’s got a key"]);
    add("on words that go", &["--source", "child-01", "--quote", "the little red light"]);
    add("on a code", &["--code", "parent_judged"]);
    for (about, said) in [
        (&["--source", "child-01", "--quote", "words that nobody said"][..], "is not in its text"),
        (&["--code", "parent_judge"], "did you mean `parent_judged`?"),
        (&["--participant", "Nobody"], "there is no participant"),
    ] {
        let found = sandbox.ask(&[&["memo", "add", "x", "--author", "RK"], about].concat()).expect(3).err;
        assert!(found.contains(said), "{found}");
    }
    let before = facts(&sandbox);
    let text = sandbox.read(TRANSCRIPT);
    sandbox.write("new.txt", format!("Recorded at home.\n\n{}", text.replace("the little red light", "a lamp")));
    let plan = sandbox.ask(&["source", "update", "child-01", "new.txt", "--all-codings"]).expect(0).out;
    assert!(plan.contains("1 memo moved") && plan.contains("1 memo orphaned"), "{plan}");
    sandbox.ask(&["verify"]).expect(0);
    let list = Sheet::read(&sandbox.ask(&["memo", "list", "--of", "child-01", "--csv"]).expect(0).out);
    let lines: Vec<(&str, &str)> = list.column("text").into_iter().zip(list.column("line")).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().any(|(text, _)| *text == "on words that go (its words are gone)"), "{lines:?}");
    sandbox.ask(&["undo"]).expect(0);
    assert_eq!(facts(&sandbox), before);
    sandbox.ask(&["codebook", "migrate", "--to", "codebooks/reunification/2.0.0.toml"]).expect(0);
    let list = Sheet::read(&sandbox.ask(&["memo", "list", "--of", "stigma_judgement", "--csv"]).expect(0).out);
    assert_eq!(list.column("text"), ["on a code"]);
}
