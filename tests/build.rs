//! The main job end to end: a folder of files becomes a project and a pack, again with the same bytes, and what is wrong
//! with the files is said all at once without leaving anything behind.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sandbox::{MANIFEST, PACK, PROJECT, Ran, Sandbox, Sheet};

/// The sample, built once; tests work on copies.
static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

type Files = BTreeMap<String, Vec<u8>>;

/// Names of the files that are not the same in both.
fn differing(before: &Files, after: &Files) -> BTreeSet<String> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names.into_iter().filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// The files of the sample that are not the project: what a build may read and never write.
fn inputs(sandbox: &Sandbox) -> Files {
    let mut files = sandbox.files("transcripts-sample");
    files.retain(|name, _| !name.contains(".tw"));
    files
}

/// Builds a sandbox that must fail, and checks that nothing came of it.
#[track_caller]
fn refused(sandbox: &Sandbox) -> Ran {
    let before = sandbox.files("");
    let ran = sandbox.build().expect(3);
    let after = sandbox.files("");
    let left: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    assert_eq!(left, Vec::<&String>::new(), "left behind by a build that failed");
    ran
}

/// How many codings the project has.
fn codings(sandbox: &Sandbox) -> usize {
    Sheet::read(&sandbox.ask(&["coding", "export"]).expect(0).out).rows.len()
}

#[test]
fn a_build_writes_the_pack_and_nothing_else() {
    let built = &*BUILT;
    let pack = built.files(PACK);
    let names: Vec<&str> = pack.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "charts/barriers-and-enablers.png",
            "charts/barriers-and-enablers.svg",
            "charts/effect-direction.png",
            "charts/effect-direction.svg",
            "charts/effects-by-outcome.png",
            "charts/effects-by-outcome.svg",
            "charts/equity.png",
            "charts/equity.svg",
            "charts/evidence-and-voices.png",
            "charts/evidence-and-voices.svg",
            "charts/evidence-map.png",
            "charts/evidence-map.svg",
            "charts/harvest.png",
            "charts/harvest.svg",
            "charts/themes-by-role.png",
            "charts/themes-by-role.svg",
            "evidence-map.html",
            "index.html",
            "provenance.json",
            "quotes.csv",
            "tables/barriers-and-enablers.csv",
            "tables/codes-by-role.csv",
            "tables/effect-direction.csv",
            "tables/effects-by-outcome.csv",
            "tables/equity.csv",
            "tables/evidence-and-voices.csv",
            "tables/evidence-map.csv",
            "tables/harvest.csv",
            "tables/interventions.csv",
            "tables/joint-by-outcome.csv",
            "tables/joint-side-by-side.csv",
            "tables/statistics.csv",
            "tables/themes-by-role.csv",
        ]
    );
    for (name, bytes) in &pack {
        assert!(bytes.len() > 500, "{name} has {} bytes", bytes.len());
    }
    assert_eq!(inputs(built), inputs(&Sandbox::sample()), "a build changed its inputs");
    let beside: Vec<String> = built.files("transcripts-sample").into_keys().filter(|n| n.contains(".tw")).collect();
    assert_eq!(beside, ["reunification.tw"], "no journal of SQLite stays behind");
    assert_eq!(built.ask(&["verify"]).expect(0).err.lines().count(), 1);
}

#[test]
fn every_file_of_the_pack_says_that_the_study_is_synthetic() {
    for (name, bytes) in BUILT.files(PACK) {
        if Path::new(&name).extension().is_some_and(|ending| ending != "png") {
            assert!(String::from_utf8(bytes).unwrap().contains("SYNTHETIC"), "{name}");
        }
    }
}

#[test]
fn the_record_lists_every_file_with_its_hash() {
    let pack = BUILT.files(PACK);
    let record: serde_json::Value = serde_json::from_slice(&pack["provenance.json"]).unwrap();
    let listed: BTreeMap<String, String> = serde_json::from_value(record["files"].clone()).unwrap();
    let hashed: BTreeMap<String, String> = (pack.iter())
        .filter(|(name, _)| *name != "provenance.json")
        .map(|(name, bytes)| (name.clone(), themeweave::store::sha256_hex(bytes)))
        .collect();
    assert_eq!(listed, hashed);
    let inputs: BTreeMap<String, String> = serde_json::from_value(record["inputs"].clone()).unwrap();
    for (path, sha256) in &inputs {
        let bytes = fs::read(BUILT.path("transcripts-sample").join(path)).unwrap();
        assert_eq!(*sha256, themeweave::store::sha256_hex(&bytes), "{path}");
    }
    assert!(inputs.contains_key("project.toml") && inputs.contains_key("codings/SB-parents.csv"), "{inputs:?}");
    assert_eq!(record["frame"]["participants"], 25);
}

#[test]
fn a_second_build_writes_nothing() {
    let sandbox = BUILT.copy();
    let before = sandbox.files("");
    let ran = sandbox.build().expect(0);
    assert!(ran.err.contains("is up to date") && ran.err.contains("the pack is up to date (33 files)"), "{}", ran.err);
    assert_eq!(differing(&before, &sandbox.files("")), BTreeSet::new());
    // A file of the pack that was taken away comes back, and only that one is written.
    fs::remove_file(sandbox.path("guide/quotes.csv")).unwrap();
    assert!(sandbox.build().expect(0).err.contains("wrote 1 of 33 files"));
    assert_eq!(differing(&before, &sandbox.files("")), BTreeSet::new());
}

#[test]
fn check_tells_of_a_pack_that_is_not_what_would_be_written() {
    let sandbox = BUILT.copy();
    let check = |status: i32| sandbox.run(&["build", MANIFEST, "--out", PACK, "--check"]).expect(status);
    check(0);
    sandbox.append("guide/tables/codes-by-role.csv", "\n");
    fs::remove_file(sandbox.path("guide/charts/themes-by-role.png")).unwrap();
    let before = sandbox.files("");
    let said = check(1).out;
    assert_eq!(said, "charts/themes-by-role.png is missing\ntables/codes-by-role.csv differs\n");
    assert_eq!(differing(&before, &sandbox.files("")), BTreeSet::new(), "--check changed something");
    // Inputs that changed are noticed too, and neither pack nor project follow.
    sandbox.build().expect(0);
    check(0);
    sandbox.edit(MANIFEST, "title = \"Going home\"", "title = \"Home again\"");
    let before = sandbox.files("");
    assert!(check(1).out.contains("index.html differs"));
    assert_eq!(differing(&before, &sandbox.files("")), BTreeSet::new());
    // Where nothing was built yet, nothing comes into being.
    let fresh = Sandbox::sample();
    let said = fresh.run(&["build", MANIFEST, "--out", PACK, "--check"]).expect(1).out;
    assert_eq!(said.lines().filter(|line| line.ends_with(" is missing")).count(), 33, "{said}");
    assert!(!fresh.path(PROJECT).exists() && !fresh.path(PACK).exists());
}

#[test]
fn a_changed_sheet_of_codings_changes_what_it_must() {
    let sandbox = BUILT.copy();
    let before = sandbox.files(PACK);
    // A memo is in no output: the project learns it, the pack's record names another input, and that is all.
    let sheet = "transcripts-sample/codings/SB-children.csv";
    let text = sandbox.read(sheet);
    let line = text.lines().find(|line| line.starts_with("child-02,") && line.ends_with(',')).unwrap();
    sandbox.write(sheet, text.replacen(line, &format!("{line}read again"), 1));
    let said = sandbox.build().expect(0).err;
    assert!(said.contains("1 coding corrected"), "{said}");
    assert_eq!(Vec::from_iter(differing(&before, &sandbox.files(PACK))), ["provenance.json"]);
    let exported = Sheet::read(&sandbox.ask(&["coding", "export"]).expect(0).out);
    assert_eq!(exported.column("memo").iter().filter(|memo| **memo == "read again").count(), 1);
    assert_eq!(codings(&sandbox), codings(&BUILT));

    // Another code for one passage of a child changes counts, not what trials found.
    let before = sandbox.files(PACK);
    let text = sandbox.read("transcripts-sample/codings/RK-children.csv");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = lines.iter().position(|line| line.starts_with("child-04,")).unwrap();
    let code = lines[at].split(',').nth(1).unwrap().to_owned();
    lines[at] = lines[at].replacen(&code, "standalone_team", 1);
    sandbox.write("transcripts-sample/codings/RK-children.csv", lines.join("\n") + "\n");
    sandbox.build().expect(0);
    let changed = differing(&before, &sandbox.files(PACK));
    for name in ["tables/codes-by-role.csv", "index.html", "provenance.json"] {
        assert!(changed.contains(name), "{name} did not change");
    }
    let untouched = ["tables/statistics.csv", "tables/effects-by-outcome.csv", "tables/interventions.csv"];
    assert!(untouched.iter().all(|name| !changed.contains(*name)), "{changed:?}");
    assert!(!changed.contains("charts/effects-by-outcome.png"), "{changed:?}");
}

#[test]
fn a_sheet_that_vanishes_takes_its_codings_away() {
    let sandbox = BUILT.copy();
    let sheet = "transcripts-sample/codings/SB-workshops.csv";
    let rows = Sheet::read(&sandbox.read(sheet)).rows.len();
    let all = codings(&sandbox);
    let before = sandbox.files(PACK);
    let bytes = fs::read(sandbox.path(sheet)).unwrap();
    fs::remove_file(sandbox.path(sheet)).unwrap();
    let said = sandbox.build().expect(0).err;
    assert!(said.contains(&format!("{rows} codings removed")), "{said}");
    assert_eq!(codings(&sandbox), all - rows);
    // And back again: the pack is byte for byte what it was.
    sandbox.write(sheet, bytes);
    sandbox.build().expect(0);
    assert_eq!(codings(&sandbox), all);
    assert_eq!(differing(&before, &sandbox.files(PACK)), BTreeSet::new());
}

#[test]
fn a_transcript_corrected_by_a_word_is_taken_in() {
    let sandbox = BUILT.copy();
    let all = codings(&sandbox);
    // The interviewer's first line is coded by nobody; everything after it moves by some bytes.
    sandbox.edit("transcripts-sample/transcripts/child-01.txt", "the little red light", "the very small red light");
    let said = sandbox.build().expect(0).err;
    assert!(said.contains("1 transcript corrected") && said.contains("codings moved"), "{said}");
    assert_eq!(codings(&sandbox), all);
    sandbox.ask(&["verify"]).expect(0);
    // Its interviewer is outside every frame, so the text itself is asked.
    let project = themeweave::store::Store::open(&sandbox.path(PROJECT)).unwrap();
    let (text, _) = project.source_text("child-01").unwrap().unwrap();
    assert!(text.contains("the very small red light"));
    let quotes = Sheet::read(&sandbox.read("guide/quotes.csv"));
    assert!(quotes.column("source").contains(&"child-01"));
}

#[test]
fn a_transcript_that_vanishes_leaves_with_its_codings() {
    let sandbox = BUILT.copy();
    for (sheet, kept) in [
        ("codings/RK-practitioners.csv", "practitioner-04,"),
        ("sources.csv", "practitioner-04,"),
        ("speakers.csv", "practitioner-04,"),
    ] {
        let inner = format!("transcripts-sample/{sheet}");
        let text = sandbox.read(&inner);
        sandbox.write(&inner, text.split_inclusive('\n').filter(|line| !line.starts_with(kept)).collect::<String>());
    }
    fs::remove_file(sandbox.path("transcripts-sample/transcripts/practitioner-04.txt")).unwrap();
    sandbox.build().expect(0);
    let status = sandbox.ask(&["status", "--csv"]).expect(0).out;
    assert_eq!(Sheet::read(&status).cell("sources", "value"), "15");
    sandbox.ask(&["verify"]).expect(0);
    assert!(!sandbox.read("guide/quotes.csv").contains("practitioner-04"));
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_file_and_line() {
    let sandbox = Sandbox::sample();
    let sheet = "transcripts-sample/codings/SB-children.csv";
    let lines = sandbox.read(sheet).lines().count();
    sandbox.append(sheet, "child-02,no_such_code,SB,1,the whole time,\nchild-02,school_stability,SB,1,words that nobody ever said in there,\n");
    sandbox.append("transcripts-sample/codings/RK-parents.csv", "parent-99,conditions_set,RK,1,anything,\n");
    let said = refused(&sandbox).err;
    for line in [
        format!("SB-children.csv:{}", lines + 1),
        format!("SB-children.csv:{}", lines + 2),
        "no_such_code".to_owned(),
        "words that nobody ever said in there".to_owned(),
        "RK-parents.csv:".to_owned(),
        "parent-99".to_owned(),
    ] {
        assert!(said.contains(&line), "{line} is not in:\n{said}");
    }
}

#[test]
fn files_that_cannot_be_read_are_all_named() {
    let sandbox = Sandbox::sample();
    let whole = fs::read(sandbox.path("transcripts-sample/transcripts/child-02.docx")).unwrap();
    sandbox.write("transcripts-sample/transcripts/child-02.docx", &whole[..whole.len() / 2]);
    sandbox.write("transcripts-sample/transcripts/parent-01.txt", "");
    sandbox.append("transcripts-sample/themes.toml", "[[theme]\nid = 3\n");
    sandbox.edit("codebooks/scales/roles.toml", "id = \"roles\"", "id = \"roles");
    sandbox.append("transcripts-sample/participants.csv", "X01,Nobody,astronaut,,F99\n");
    let said = refused(&sandbox).err;
    for place in ["child-02.docx", "parent-01.txt", "themes.toml:", "roles.toml:", "participants.csv:"] {
        assert!(said.contains(place), "{place} is not named in:\n{said}");
    }
}

#[test]
fn references_that_lead_nowhere_are_all_named() {
    let sandbox = Sandbox::sample();
    sandbox.edit(
        "transcripts-sample/sources.csv",
        "child-03,interview,2025-06-05,F3",
        "child-03,interview,2025-06-05,F77",
    );
    sandbox.edit("transcripts-sample/speakers.csv", "child-03,P1,C03,", "child-03,P1,C77,");
    sandbox.edit("transcripts-sample/themes.toml", "\"peer_support\"", "\"peer_suport\"");
    let said = refused(&sandbox).err;
    for (place, word) in [("sources.csv:5", "F77"), ("speakers.csv:8", "C77"), ("themes.toml:", "peer_suport")] {
        let line =
            said.lines().find(|line| line.contains(place)).unwrap_or_else(|| panic!("{place} is not in:\n{said}"));
        assert!(line.contains(word), "{line}");
    }
    assert!(said.contains("did you mean `peer_support`?") || said.contains("peer_support"), "{said}");
}

#[test]
fn a_manifest_that_is_wrong_is_explained() {
    for (from, to, expected) in [
        ("format = \"themeweave manifest 1\"", "format = \"themeweave manifest 1", "project.toml:"),
        ("codings = [\"codings/*.csv\"]", "codngs = [\"codings/*.csv\"]", "codings"),
        ("participants = \"participants.csv\"", "participants = \"people.csv\"", "people.csv"),
        ("transcripts = [\"transcripts/*\"]", "transcripts = [\"interviews/*\"]", "interviews/*"),
    ] {
        let sandbox = Sandbox::sample();
        sandbox.edit(MANIFEST, from, to);
        let said = refused(&sandbox).err;
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
    let said = Sandbox::empty().run(&["build", "project.toml"]).expect(3).err;
    assert!(said.contains("project.toml"), "{said}");
}

#[test]
fn a_build_that_fails_leaves_an_older_project_and_pack_as_they_were() {
    let sandbox = BUILT.copy();
    sandbox.append("transcripts-sample/codings/SB-parents.csv", "parent-03,conditions_set,SB,1,not in there at all,\n");
    sandbox.edit("transcripts-sample/cases.csv", "F1,Family 1", "F1,Family One");
    let before = sandbox.files("");
    refused(&sandbox);
    let after = sandbox.files("");
    assert_eq!(differing(&before, &after), BTreeSet::new());
    assert_eq!(codings(&sandbox), codings(&BUILT));
}

#[test]
fn two_folders_give_the_same_pack_without_place_or_day() {
    let (one, other) = (&*BUILT, Sandbox::sample());
    other.run_in("transcripts-sample", &["build", "project.toml", "--out", "../guide"]).expect(0);
    assert_eq!(differing(&one.files(PACK), &other.files(PACK)), BTreeSet::new());
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let home = std::env::temp_dir();
    for (name, bytes) in one.files(PACK) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut banned =
            vec![today.to_string(), today.strftime("%d %B %Y").to_string(), home.display().to_string() + "/"];
        banned.extend([one.path("").display().to_string(), env!("CARGO_MANIFEST_DIR").to_owned()]);
        for words in banned {
            assert!(!text.contains(&words), "{name} holds {words}");
        }
    }
}

#[test]
fn what_people_did_in_the_project_survives_a_build() {
    let sandbox = BUILT.copy();
    let coding = "source,code,coder,round,quote\nchild-01,child_ordinary_things,TW,2,She’s got a key and she bangs on the wall\n";
    sandbox.write("mine.csv", coding);
    sandbox.ask(&["coding", "import", "mine.csv"]).expect(0);
    sandbox.edit("transcripts-sample/cases.csv", "F1,Family 1", "F1,Family One");
    sandbox.build().expect(0);
    let exported = Sheet::read(&sandbox.ask(&["coding", "export"]).expect(0).out);
    assert_eq!(exported.column("coder").iter().filter(|coder| **coder == "TW").count(), 1);
    // Nor is its text taken from under it: a corrected transcript takes its codings along.
    sandbox.edit("transcripts-sample/transcripts/child-01.txt", "the little red light", "the very small red light");
    let before = codings(&sandbox);
    let said = sandbox.build().expect(0).err;
    assert!(said.contains("1 transcript corrected") && said.contains("codings moved"), "{said}");
    let after = Sheet::read(&sandbox.ask(&["coding", "export"]).expect(0).out);
    let mine = after.rows.iter().find(|row| row[after.at("coder")] == "TW").unwrap();
    assert_eq!(mine[after.at("quote")], "She’s got a key and she bangs on the wall");
    assert_eq!(after.rows.len(), before, "no coding is lost");
    sandbox.ask(&["verify"]).expect(0);
    // A second build finds nothing to do: the rows of the sheets know their codings again.
    let said = sandbox.build().expect(0).err;
    assert!(said.contains("is up to date"), "{said}");
}
