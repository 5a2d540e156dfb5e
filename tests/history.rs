//! The history: every command that writes is one entry which undo takes back whole and redo makes again, the chain
//! holds after each, and the project as text is the proof.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::{BTreeMap, BTreeSet};

use sandbox::{MANIFEST, PROJECT, Sandbox, Sheet};

/// What is in the project, as text; the journal, which only grows, is left out.
fn facts(sandbox: &Sandbox) -> BTreeMap<String, String> {
    sandbox.ask(&["export", "text", "facts"]).expect(0);
    let files = sandbox.files("facts").into_iter().filter(|(name, _)| !name.starts_with("journal"));
    files.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// Says which files differ, and fails where any does.
#[track_caller]
fn assert_same(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, what: &str) {
    for name in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        assert!(before.get(name) == after.get(name), "{what}: {name}\n{:?}\n{:?}", before.get(name), after.get(name));
    }
}

fn entries(sandbox: &Sandbox) -> usize {
    Sheet::read(&sandbox.ask(&["log", "--csv"]).expect(0).out).rows.len()
}

/// Does something, takes it back, makes it again, and holds each state against what it must be.
fn done_and_undone(sandbox: &Sandbox, command: &[&str]) {
    let name = command.join(" ");
    let before = facts(sandbox);
    let known = entries(sandbox);
    sandbox.run(command).expect(0);
    assert_eq!(entries(sandbox), known + 1, "{name}: one entry");
    let after = facts(sandbox);
    assert!(before != after, "{name} changes something");
    sandbox.ask(&["verify"]).expect(0);
    sandbox.ask(&["undo"]).expect(0);
    assert_same(&before, &facts(sandbox), &format!("{name}, undone"));
    sandbox.ask(&["verify"]).expect(0);
    sandbox.ask(&["redo"]).expect(0);
    assert_same(&after, &facts(sandbox), &format!("{name}, made again"));
    sandbox.ask(&["verify"]).expect(0);
}

/// The first cell of a table that is about a source.
fn id_of(sandbox: &Sandbox, question: &[&str], source: &str) -> String {
    let sheet = Sheet::read(&sandbox.ask(&[question, &["--csv"]].concat()).expect(0).out);
    let at = sheet.at("source");
    sheet.rows.iter().find(|row| row[at] == source).unwrap_or_else(|| panic!("no row of {source}"))[0].clone()
}

/// The first cell of a table.
fn sheet_cell(sandbox: &Sandbox, question: &[&str]) -> String {
    Sheet::read(&sandbox.ask(&[question, &["--csv"]].concat()).expect(0).out).rows[0][0].clone()
}

/// Commands that change a project, in an order in which each has something to do.
const WRITING: [&str; 36] = [
    "agreement adjudicate",
    "build",
    "checklist answer",
    "chronology import",
    "codebook import",
    "codebook migrate",
    "codebook scales",
    "coding add",
    "coding drop",
    "coding import",
    "coding reanchor",
    "coding review",
    "confidence judge",
    "finding import",
    "finding settings",
    "framework import",
    "framework write",
    "joint decide",
    "joint infer",
    "link accept",
    "link add",
    "link reject",
    "link remove",
    "link suggest",
    "memo add",
    "memo remove",
    "participant import",
    "query remove",
    "query save",
    "source describe",
    "source edit",
    "source import",
    "source remove",
    "source update",
    "theme import",
    "undo",
];

/// Commands that change no project that is there.
const READING: [&str; 93] = [
    "agreement",
    "agreement curve",
    "agreement disagreements",
    "agreement drift",
    "agreement lenses",
    "agreement plan",
    "agreement ratings",
    "balance",
    "blame",
    "chart",
    "checklist list",
    "checklist show",
    "chronology",
    "codebook check",
    "codebook diff",
    "codebook export",
    "codebook impact",
    "codebook list",
    "codebook release",
    "codebook show",
    "codeline",
    "coding export",
    "coding list",
    "coding orphans",
    "confidence facts",
    "confidence list",
    "confidence profile",
    "configurations",
    "cooccur",
    "correspondence",
    "export text",
    "finding absolute",
    "finding check",
    "finding combine-p",
    "finding costs",
    "finding export",
    "finding influence",
    "finding leave-one-out",
    "finding list",
    "finding pool",
    "finding regression",
    "finding sensitivity",
    "finding small-study",
    "finding subgroups",
    "finding swim",
    "finding votes",
    "framework cell",
    "framework export",
    "framework list",
    "framework show",
    "import text",
    "init",
    "joint by-element",
    "joint by-factor",
    "joint by-intervention",
    "joint by-outcome",
    "joint by-question",
    "joint completeness",
    "joint decisions",
    "joint equity",
    "joint explain",
    "joint pillar",
    "joint qca",
    "joint quotes",
    "joint side-by-side",
    "joint statistics-by-code",
    "joint statistics-by-themes",
    "joint typology",
    "joint views",
    "link check",
    "link list",
    "log",
    "manual completions",
    "manual man",
    "manual reference",
    "matrix",
    "matrix diff",
    "memo list",
    "participant list",
    "participant show",
    "query list",
    "query show",
    "redo",
    "saturation",
    "search",
    "sequence",
    "similarity",
    "source list",
    "source show",
    "status",
    "theme list",
    "theme prevalence",
    "verify",
];

#[test]
#[allow(clippy::too_many_lines, reason = "one session, told in its order")]
fn undo_reverses_every_command_that_writes() {
    let sandbox = Sandbox::built();
    let mut tried: BTreeSet<String> = BTreeSet::new();
    let mut each = |command: &[&str]| {
        let words: Vec<&str> = command.iter().copied().filter(|word| *word != "-p" && *word != PROJECT).collect();
        let known = WRITING.iter().find(|known| words.join(" ").starts_with(*known));
        tried.insert((*known.unwrap_or_else(|| panic!("{words:?} is not among the writing commands"))).to_owned());
        done_and_undone(&sandbox, command);
    };
    // A build that takes in a corrected transcript, a changed sheet and changed people, all at once.
    sandbox.edit("transcripts-sample/transcripts/child-01.txt", "the little red light", "the tiny red light");
    sandbox.edit("transcripts-sample/cases.csv", "F1,Family 1", "F1,Family One");
    let sheet = "transcripts-sample/codings/SB-children.csv";
    let shorter = sandbox.read(sheet);
    sandbox.write(sheet, shorter.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n");
    each(&["build", MANIFEST, "--out", "guide"]);

    let agreed = sandbox.ask(&["agreement", "disagreements", "--with-agreed", "--csv"]).expect(0).out;
    sandbox.write("agreed.csv", agreed);
    each(&["-p", PROJECT, "agreement", "adjudicate", "agreed.csv", "--coder", "consensus"]);
    sandbox.write("dana.txt", "Interviewer: How was it?\n\nDana: Nobody told me the plan. I found out in the car.\n");
    each(&["-p", PROJECT, "source", "import", "dana.txt"]);
    sandbox.write(
        "dana.txt",
        "Interviewer: How was it?\n\nDana: At first nobody told me the plan. I found out in a car.\n",
    );
    each(&["-p", PROJECT, "source", "update", "dana", "dana.txt"]);
    each(&["-p", PROJECT, "source", "edit", "dana", "--replace", "in a car", "--with", "in the car"]);
    sandbox.write("facts.csv", "source,kind,date,case\ndana,field note,2025-05-05,F1\n");
    sandbox.write("speakers.csv", "source,label,participant,part\ndana,Dana,C01,participant\n");
    each(&["-p", PROJECT, "source", "describe", "--facts", "facts.csv", "--speakers", "speakers.csv"]);
    sandbox.write(
        "people.csv",
        "participant,pseudonym,role,cases,consent\nC01,Kai,child,F1,analyse\nP01,Dana,parent,F9,quote_team\n",
    );
    sandbox.write("cases.csv", "case,label,kind\nF1,Family 1,family\nF9,Family 9,family\n");
    each(&["-p", PROJECT, "participant", "import", "people.csv", "--cases", "cases.csv"]);
    sandbox.write("codings.csv", "source,code,coder,quote,memo\ndana,weak_planning,RK,I found out in the car,a note\n");
    each(&["-p", PROJECT, "coding", "import", "codings.csv"]);
    each(&[
        "-p",
        PROJECT,
        "coding",
        "add",
        "dana",
        "--code",
        "parent_hope",
        "--coder",
        "SB",
        "--quote",
        "told me the plan",
    ]);
    let memo = [
        "memo",
        "add",
        "Nobody says who told her.",
        "--source",
        "dana",
        "--quote",
        "found out in the car",
        "--author",
        "SB",
    ];
    each(&[&["-p", PROJECT], &memo[..]].concat());
    let themes = sandbox.read("transcripts-sample/themes.toml");
    sandbox.write("themes.toml", themes.replacen("name = \"", "name = \"Again: ", 1));
    each(&["-p", PROJECT, "theme", "import", "themes.toml"]);
    let effects = sandbox.read("transcripts-sample/findings/links.csv");
    sandbox.write("links.csv", effects.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n");
    each(&["-p", PROJECT, "finding", "import", "links.csv"]);
    each_link_and_decision(&mut each);
    let concerns = ["--limitations", "minor", "--coherence", "none", "--adequacy", "minor", "--relevance", "none"];
    let judgement = ["--overall", "high", "--why", "Clear.", "--analyst", "TW"];
    each(&[&["-p", PROJECT, "confidence", "judge", "childs_voice"], &concerns[..], &judgement].concat());
    each(&[
        "-p",
        PROJECT,
        "checklist",
        "answer",
        "swim",
        "9",
        "--status",
        "partly",
        "--pointer",
        "p. 30",
        "--by",
        "TW",
    ]);
    let written = ["framework", "write", "F1", "know_the_history", "Nobody asked about her father.", "--coder", "RK"];
    each(&[&["-p", PROJECT], &written[..]].concat());
    sandbox.write("framework.csv", "case,theme,summary\nF1,childs_voice,He was near the biscuits.\n");
    each(&["-p", PROJECT, "framework", "import", "framework.csv", "--coder", "SB"]);
    sandbox.write("events.csv", "case,date,event,kind\nF9,2024-03,Home again,previous_return\n");
    each(&["-p", PROJECT, "chronology", "import", "events.csv"]);
    sandbox.write("settings.toml", "format = \"themeweave settings 1\"\n[saturation]\nthreshold = 0\n");
    each(&["-p", PROJECT, "finding", "settings", "settings.toml"]);
    sandbox.edit("codebooks/scales/phases.toml", "title = \"", "title = \"All ");
    each(&["-p", PROJECT, "codebook", "scales", "codebooks/scales/phases.toml"]);
    each(&["-p", PROJECT, "codebook", "import", "codebooks/reunification/2.0.0.toml"]);
    each(&["-p", PROJECT, "codebook", "migrate", "--to", "2.0.0"]);
    let stale = id_of(&sandbox, &["coding", "review"], "child-02");
    each(&["-p", PROJECT, "coding", "review", &stale, "--recode", "family_time_strained", "--coder", "SB"]);
    let queue = sandbox.ask(&["coding", "review", "--csv"]).expect(0).out;
    let filled: Vec<String> = queue
        .lines()
        .map(|line| match line.strip_suffix(",,,,") {
            // A passage of several lines ends its row on the last of them.
            Some(row) => format!("{row},drop,,RK,why"),
            None => line.to_owned(),
        })
        .collect();
    let filled = filled.join("\n") + "\n";
    sandbox.write("queue.csv", filled.replace(",,,drop,,RK,why", ",,,keep,,RK,"));
    each(&["-p", PROJECT, "coding", "review", "--apply", "queue.csv"]);
    each(&["-p", PROJECT, "source", "edit", "dana", "--replace", "I found out in the car.", "--with", ""]);
    let orphan = id_of(&sandbox, &["coding", "orphans"], "dana");
    each(&["-p", PROJECT, "coding", "reanchor", &orphan, "--quote", "nobody told me", "--coder", "RK"]);
    each(&["-p", PROJECT, "coding", "drop", &orphan, "--coder", "RK", "--note", "said twice"]);
    let memo = sheet_cell(&sandbox, &["memo", "list"]);
    each(&["-p", PROJECT, "memo", "remove", &memo]);
    each(&["-p", PROJECT, "source", "remove", "dana"]);
    tried.insert("undo".to_owned());
    assert_eq!(Vec::from_iter(tried), WRITING);

    // All the way back to the beginning, and forward again to where we were.
    let now = facts(&sandbox);
    let mut steps = 0;
    while sandbox.ask(&["undo"]).status == 0 {
        steps += 1;
    }
    assert!(steps > 18, "{steps} steps back");
    let said = sandbox.ask(&["undo"]).expect(2).err;
    assert!(said.contains("nothing to undo"), "{said}");
    assert!(Sheet::read(&sandbox.ask(&["coding", "list", "--csv"]).expect(0).out).rows.is_empty());
    for _ in 0..steps {
        sandbox.ask(&["redo"]).expect(0);
    }
    assert!(sandbox.ask(&["redo"]).expect(2).err.contains("nothing to redo"));
    assert_same(&now, &facts(&sandbox), "back and forth");
    sandbox.ask(&["verify"]).expect(0);
}

fn each_link_and_decision(each: &mut impl FnMut(&[&str])) {
    let parental = ["theme:people_around", "outcome:parental_wellbeing", "--relation", "enables", "--coder", "RK"];
    each(&[&["-p", PROJECT, "link", "add"], &parental[..]].concat());
    each(&["-p", PROJECT, "link", "suggest", "--terms", "6", "--save"]);
    each(&["-p", PROJECT, "link", "reject", "P02", "--coder", "RK", "--why", "shares words, not meaning"]);
    each(&["-p", PROJECT, "link", "accept", "P02", "--coder", "SB"]);
    each(&["-p", PROJECT, "link", "remove", "P02"]);
    each(&["-p", PROJECT, "query", "save", "signals", "code:family_time or wall", "--description", "Signals"]);
    each(&["-p", PROJECT, "query", "save", "signals", "code:family_time"]);
    each(&["-p", PROJECT, "query", "remove", "signals"]);
    let pair = ["people_around", "parental_wellbeing"];
    let decided = ["partial", "--analyst", "RK", "--reason", "Few studies asked parents."];
    each(&[&["-p", PROJECT, "joint", "decide"], &pair[..], &decided[..]].concat());
    let inferred = ["Relatives carry parents where services do not reach.", "--analyst", "RK"];
    each(&[&["-p", PROJECT, "joint", "infer"], &pair[..], &inferred[..]].concat());
}

#[test]
fn every_command_is_known_to_write_or_not() {
    fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        let subcommands: Vec<&clap::Command> =
            command.get_subcommands().filter(|command| command.get_name() != "help").collect();
        if subcommands.is_empty() || command.is_args_conflicts_with_subcommands_set() {
            found.insert(path.trim().to_owned());
        }
        for sub in subcommands {
            leaves(sub, &format!("{path} {}", sub.get_name()), found);
        }
    }
    let mut found = BTreeSet::new();
    leaves(&themeweave::cli::command(), "", &mut found);
    // One command is there to be final.
    let known: BTreeSet<String> =
        WRITING.iter().chain(&READING).chain(&["forget"]).map(|name| (*name).to_owned()).collect();
    assert_eq!(found, known, "a new command belongs to one of the two lists, and to the test if it writes");
}

#[test]
fn what_was_taken_back_can_be_made_again_until_something_else_is_done() {
    let sandbox = Sandbox::built();
    sandbox
        .ask(&["coding", "add", "child-01", "--code", "family_time", "--coder", "TW", "--quote", "bangs on the wall"])
        .expect(0);
    sandbox.ask(&["undo"]).expect(0);
    let again =
        ["coding", "add", "child-01", "--code", "school_stability", "--coder", "TW", "--quote", "bangs on the wall"];
    sandbox.ask(&again).expect(0);
    let said = sandbox.ask(&["redo"]).expect(2).err;
    assert!(said.contains("nothing to redo"), "{said}");
    let log = Sheet::read(&sandbox.ask(&["log", "--csv"]).expect(0).out);
    assert_eq!(log.column("command"), ["build", "coding add", "undo", "coding add"]);
    assert_eq!(log.column("state"), ["", "undone", "", ""]);
    // Taking back the newer one leads to the state before both.
    sandbox.ask(&["undo"]).expect(0);
    let codings = sandbox.ask(&["coding", "list", "--csv"]).expect(0).out;
    assert!(!codings.contains(",TW,"), "{codings}");
}

#[test]
fn what_was_removed_can_be_forgotten_for_good() {
    let sandbox = Sandbox::built();
    let words = "bangs on the wall with a spoon";
    sandbox.ask(&["search", "\"bangs on the wall\""]).expect(0);
    let holds = |sandbox: &Sandbox| -> Vec<String> {
        let files = sandbox.files("transcripts-sample").into_iter().filter(|(name, _)| name.contains(".tw"));
        let found = files.filter(|(_, bytes)| bytes.windows(words.len()).any(|window| window == words.as_bytes()));
        found.map(|(name, _)| name).collect()
    };
    assert!(!holds(&sandbox).is_empty());
    sandbox.ask(&["source", "remove", "child-01"]).expect(0);
    sandbox.ask(&["forget"]).expect(2);
    let said = sandbox.ask(&["forget", "--for-good"]).expect(0).err;
    assert!(said.contains("2 changes cannot be undone any more"), "{said}");
    assert_eq!(holds(&sandbox), Vec::<String>::new());
    assert!(!sandbox.path("transcripts-sample/reunification.tw.index").exists());
    sandbox.ask(&["verify"]).expect(0);
    let said = sandbox.ask(&["undo"]).expect(2).err;
    assert!(said.contains("forgotten"), "{said}");
    // The history goes on from here.
    sandbox
        .ask(&[
            "coding",
            "add",
            "child-02",
            "--code",
            "family_time",
            "--coder",
            "TW",
            "--quote",
            "a lady in the corner",
        ])
        .expect(0);
    sandbox.ask(&["undo"]).expect(0);
    sandbox.ask(&["verify"]).expect(0);
    let log = Sheet::read(&sandbox.ask(&["log", "--csv"]).expect(0).out);
    assert_eq!(log.column("command"), ["build", "source remove", "forget", "coding add", "undo"]);
}

#[test]
fn forgetting_is_not_called_done_while_somebody_still_reads_the_old_words() {
    let sandbox = Sandbox::built();
    sandbox.ask(&["source", "remove", "child-01"]).expect(0);
    let reader = rusqlite::Connection::open(sandbox.path(PROJECT)).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM source;").unwrap();
    let said = sandbox.ask(&["forget", "--for-good"]).expect(5).err;
    assert!(said.contains("somebody has ") && said.contains("run it again"), "{said}");
    drop(reader);
    sandbox.ask(&["forget", "--for-good"]).expect(0);
    let words = "bangs on the wall with a spoon".as_bytes();
    for (name, bytes) in sandbox.files("transcripts-sample").into_iter().filter(|(name, _)| name.contains(".tw")) {
        assert!(!bytes.windows(words.len()).any(|window| window == words), "{name}");
    }
    sandbox.ask(&["verify"]).expect(0);
}

#[test]
fn a_command_that_changes_nothing_leaves_no_entry() {
    let sandbox = Sandbox::built();
    for command in [
        vec!["source", "import", "transcripts-sample/transcripts"],
        vec!["source", "update", "child-01", "transcripts-sample/transcripts/child-01.txt"],
        vec!["participant", "import", "transcripts-sample/participants.csv", "--cases", "transcripts-sample/cases.csv"],
        vec!["codebook", "import", "codebooks/reunification/1.1.0.toml"],
        vec!["codebook", "migrate", "--to", "1.1.0"],
        vec!["theme", "import", "transcripts-sample/themes.toml"],
        vec!["coding", "review"],
        vec!["source", "edit", "child-01", "--replace", "bangs on the wall", "--with", "bangs on the wall"],
    ] {
        sandbox.ask(&command).expect(0);
        assert_eq!(entries(&sandbox), 1, "{command:?}");
    }
    sandbox.build().expect(0);
    assert_eq!(entries(&sandbox), 1);
    let before = facts(&sandbox);
    for command in [
        vec!["codebook", "migrate", "--to", "1.0.0"],
        vec!["source", "update", "nobody", "transcripts-sample/transcripts/child-01.txt"],
        vec!["source", "edit", "child-01", "--replace", "the", "--with", "a"],
        vec!["coding", "add", "child-01", "--code", "no_such", "--coder", "RK", "--quote", "bangs on the wall"],
        vec!["coding", "drop", "zzzz", "--coder", "RK"],
    ] {
        sandbox.ask(&command).expect(3);
        assert_eq!(entries(&sandbox), 1, "{command:?}");
    }
    assert_same(&before, &facts(&sandbox), "refused commands");
}

#[test]
fn the_text_form_comes_back_as_an_equal_project() {
    let sandbox = Sandbox::built();
    sandbox.ask(&["codebook", "import", "codebooks/reunification/2.0.0.toml"]).expect(0);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    sandbox
        .ask(&["source", "edit", "child-01", "--replace", "bangs on the wall", "--with", "bangs on walls"])
        .expect(0);
    for about in [&["--source", "child-01", "--quote", "got a key"][..], &["--code", "family_time"], &[]] {
        sandbox.ask(&[&["memo", "add", "A note,\nof two lines.", "--author", "RK"], about].concat()).expect(0);
    }
    sandbox.ask(&["export", "text", "first"]).expect(0);
    sandbox.run(&["-p", "second.tw", "import", "text", "first"]).expect(0);
    sandbox.run(&["-p", "second.tw", "verify"]).expect(0);
    sandbox.run(&["-p", "second.tw", "export", "text", "second"]).expect(0);
    assert_eq!(sandbox.files("first"), sandbox.files("second"));
    let snapshot = |file: &str, version: Option<&str>| {
        let now = themeweave::project::Now { today: jiff::civil::date(2026, 3, 1), timestamp: String::new() };
        let project = themeweave::project::Project::open(&sandbox.path(file), now).unwrap();
        let mut snapshot = project.snapshot_with_texts(version).unwrap();
        // Row numbers are no facts.
        snapshot.sources.iter_mut().for_each(|source| source.id = 0);
        snapshot.participants.iter_mut().for_each(|person| person.id = 0);
        snapshot.codings.id.iter_mut().for_each(|id| *id = 0);
        format!("{snapshot:?}")
    };
    for version in [None, Some("1.1.0"), Some("1.0.0")] {
        assert_eq!(snapshot(PROJECT, version), snapshot("second.tw", version), "{version:?}");
    }
    // An unchanged project writes nothing anew; a change touches few files.
    let said = sandbox.ask(&["export", "text", "first"]).expect(0).err;
    assert!(said.contains(" 0 written"), "{said}");
    sandbox
        .ask(&["coding", "add", "child-01", "--code", "family_time", "--coder", "TW", "--quote", "She’s got a key"])
        .expect(0);
    let said = sandbox.ask(&["export", "text", "first"]).expect(0).err;
    assert!(said.contains(" 3 written"), "codings, journal and its objects: {said}");
}

#[test]
fn a_text_form_that_does_not_hold_is_refused_with_every_line() {
    let sandbox = Sandbox::built();
    sandbox.ask(&["export", "text", "text"]).expect(0);
    let refused = |change: &dyn Fn(&Sandbox), expected: &[&str]| {
        let copy = sandbox.copy();
        change(&copy);
        let said = copy.run(&["-p", "new.tw", "import", "text", "text"]).expect(3).err;
        for words in expected {
            assert!(said.contains(words), "{words} is not in:\n{said}");
        }
        let left: Vec<String> = copy.files("").into_keys().filter(|name| name.starts_with("new.tw")).collect();
        assert!(left.is_empty(), "{left:?}");
    };
    refused(
        &|copy| {
            copy.edit(
                "text/codings/child-01.tsv",
                "\tinformal_support\tRK\t1\treunification",
                "\tinformal_support\tRK\tone\treunification",
            );
        },
        &["child-01.tsv", "`one` under round is not a whole number"],
    );
    refused(&|copy| copy.edit("text/texts/child-01.txt", "bangs on the wall", "bangs on a wall"), &["hash differs"]);
    refused(
        &|copy| copy.edit("text/codings/child-01.tsv", "bangs on the wall", "bangs on a wall"),
        &["bangs on a wall"],
    );
    refused(&|copy| copy.edit("text/journal.tsv", "build", "nothing"), &["journal entry 1", "--new-history"]);
    refused(
        &|copy| copy.edit("text/participants.tsv", "C01\t", "C99\t"),
        &["participant_cases.tsv", "names something that is not there"],
    );
    refused(&|copy| std::fs::remove_file(copy.path("text/themeweave-text-1")).unwrap(), &["interrupted"]);
    sandbox.edit("text/journal.tsv", "build", "nothing");
    sandbox.run(&["-p", "new.tw", "import", "text", "text", "--new-history"]).expect(0);
    let log = Sheet::read(&sandbox.run(&["-p", "new.tw", "log", "--csv"]).expect(0).out);
    assert_eq!(log.column("command"), ["import text"]);
    sandbox.run(&["-p", "new.tw", "verify"]).expect(0);
}

#[test]
fn blame_leads_from_a_quote_of_the_pack_to_the_line_of_the_transcript() {
    let sandbox = Sandbox::built();
    let quotes = Sheet::read(&sandbox.read("guide/quotes.csv"));
    let mut tried = 0;
    for row in &quotes.rows {
        let (quote, source, line) = (&row[quotes.at("quote")], &row[quotes.at("source")], &row[quotes.at("line")]);
        if !sandbox.path(&format!("transcripts-sample/transcripts/{source}.txt")).exists() {
            continue;
        }
        tried += 1;
        let said = sandbox.ask(&["blame", "--quote", quote, "--json"]).expect(0).out;
        assert!(said.contains(&format!("Source {source}, revision 1, line {line} ")), "{said}");
        let text = sandbox.read(&format!("transcripts-sample/transcripts/{source}.txt"));
        let words: Vec<&str> = quote.split_whitespace().take(3).collect();
        let at: usize = line.parse().unwrap();
        let found = text.lines().skip(at - 1).take(2).collect::<Vec<_>>().join(" ");
        assert!(words.iter().all(|word| found.contains(word)), "{quote} is not on line {line} of {source}: {found}");
    }
    assert!(tried > 5, "{tried} quotes of plain text transcripts");
    let said = sandbox.ask(&["blame", "--quote", "words that nobody has coded"]).expect(3).err;
    assert!(said.contains("no coding is on the words"), "{said}");
}
