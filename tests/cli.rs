//! The command line as its users see it: sessions in a sealed folder, 80 columns wide, kept in `tests/cli/*.snap` to
//! be read like a manual. After an intended change: `INSTA_UPDATE=always cargo test --test cli`, and read the difference.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::sync::LazyLock;

use sandbox::{MANIFEST, PROJECT, Sandbox, Sheet};
use unicode_width::UnicodeWidthStr as _;

/// The sample, built once; sessions that change something work on copies.
static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

/// Runs commands one after another and renders what a user sees: prompt, output, messages, exit status.
fn session(sandbox: &Sandbox, commands: &[&[&str]]) -> String {
    let mut seen = String::new();
    for command in commands {
        let ran = sandbox.run(command);
        let typed: Vec<String> = command.iter().map(|word| shown(word)).collect();
        seen.push_str(&format!("$ themeweave {}\n{}", typed.join(" "), ran.out));
        for line in ran.err.lines() {
            seen.push_str(&format!("! {line}\n"));
        }
        if ran.status != 0 {
            seen.push_str(&format!("(exit status {})\n", ran.status));
        }
        seen.push('\n');
        for line in ran.out.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
    }
    let here = sandbox.path("").display().to_string();
    without_times(&seen.replace(here.trim_end_matches('/'), "/study"))
}

/// A word as one would type it in a shell.
fn shown(word: &str) -> String {
    let plain = word.chars().all(|c| c.is_alphanumeric() || "-_./:*=".contains(c));
    if plain { word.to_owned() } else { format!("'{word}'") }
}

/// Times of the clock are the only thing that differs between runs.
fn without_times(text: &str) -> String {
    let year = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).year().to_string();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&format!("{year}-")) {
        let length = "2026-11-22T14:44:38Z".len();
        let is_time = rest.get(at..at + length).is_some_and(|time| time.ends_with('Z') && time.contains('T'));
        let (kept, after) = rest.split_at(at);
        out.push_str(kept);
        out.push_str(if is_time { "2026-03-01T12:00:00Z" } else { &after[..5] });
        rest = &after[if is_time { length } else { 5 }..];
    }
    out + rest
}

/// Holds a session against its page in `tests/cli/`.
macro_rules! page {
    ($name:literal, $session:expr) => {
        insta::with_settings!({
            snapshot_path => "cli", prepend_module_to_snapshot => false, omit_expression => true,
        }, {
            insta::assert_snapshot!($name, $session);
        })
    };
}

#[test]
fn help() {
    let sandbox = Sandbox::empty();
    page!(
        "help",
        session(&sandbox, &[&["--help"], &["matrix", "--help"], &["search", "--help"], &["joint", "--help"]])
    );
    assert_eq!(sandbox.run(&["help", "joint", "by-outcome"]).expect(0).err, "");
    assert_eq!(sandbox.run(&["--version"]).expect(0).out, format!("themeweave {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn matrix() {
    let commands: [&[&str]; 3] = [
        &["-p", PROJECT, "matrix", "theme", "role"],
        &["-p", PROJECT, "matrix", "theme", "role", "--percent-of", "participants", "--where", "kind:interview"],
        &["-p", PROJECT, "matrix", "category", "case", "--count", "codings", "--explain"],
    ];
    page!("matrix", session(&BUILT, &commands));
}

#[test]
fn the_same_matrix_is_csv_json_and_a_file() {
    let ask = |more: &[&str]| BUILT.ask(&[&["matrix", "theme", "role"], more].concat()).expect(0);
    let csv = Sheet::read(&ask(&["--csv"]).out);
    assert_eq!(csv.columns, ["theme", "child", "parent", "carer", "practitioner", "total"]);
    assert!(csv.comments.iter().any(|line| line.starts_with("# N: child=5; parent=6;")), "{:?}", csv.comments);
    let json: serde_json::Value = serde_json::from_str(&ask(&["--json"]).out).unwrap();
    let mut keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["columns", "frame", "measure", "notes", "rows", "title"]);
    assert_eq!(json["columns"][1]["key"], "child");
    assert_eq!(json["columns"][1]["n"], 5);
    for (row, cells) in json["rows"].as_array().unwrap().iter().zip(&csv.rows) {
        assert_eq!(row["theme"], cells[0].as_str());
        assert_eq!(row["total"].to_string(), cells[5]);
    }
    let sandbox = BUILT.copy();
    let file = |name: &str| {
        let ran = sandbox.ask(&["matrix", "theme", "role", "-o", name]).expect(0);
        assert_eq!((ran.out.as_str(), ran.err), ("", format!("wrote {name}\n")));
        sandbox.read(name)
    };
    assert_eq!(file("m.csv"), ask(&["--csv"]).out);
    assert_eq!(file("m.json"), ask(&["--json"]).out);
    assert_eq!(file("m.txt"), ask(&[]).out);
    assert_eq!(ask(&["--quiet"]).err, "");
}

#[test]
fn search() {
    let commands: [&[&str]; 4] = [
        &["-p", PROJECT, "search", "social worker", "--where", "role:child"],
        &["-p", PROJECT, "search", "housing and not school", "--where", "role:parent"],
        &["-p", PROJECT, "search", "role:practitioner \"good luck\""],
        &["-p", PROJECT, "search", "zeppelin"],
    ];
    page!("search", session(&BUILT.copy(), &commands));
}

#[test]
fn search_finds_nobody_who_withdrew() {
    let sandbox = BUILT.copy();
    let ran = sandbox.ask(&["search", "allotment"]).expect(0);
    assert!(!ran.out.to_lowercase().contains("marta") && !ran.out.contains("parent-05 "), "{}", ran.out);
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.ask(&["search", "\"social worker\"", "--json"]).expect(0).out).unwrap();
    let rows = json["rows"].as_array().unwrap();
    assert!(rows.len() > 5 && rows.iter().all(|row| row["source"] != "parent-05" || row["role"] == "interviewer"));
}

#[test]
fn joint() {
    page!("joint", session(&BUILT, &[&["-p", PROJECT, "joint", "by-outcome"]]));
    let table = Sheet::read(&BUILT.ask(&["joint", "by-outcome", "--csv"]).expect(0).out);
    assert!(
        ["outcome", "theme", "participants", "studies", "gap"]
            .iter()
            .all(|column| table.columns.iter().any(|c| c == column))
    );
    let gaps = table.column("gap");
    assert!(gaps.contains(&"both") && gaps.contains(&"quant_only"), "{gaps:?}");
}

#[test]
fn confidence_and_reporting() {
    let sandbox = BUILT.copy();
    let tag = "#contrary: all sources read again for carers in the way; none.";
    let judge: Vec<&str> =
        "-p PROJECT confidence judge services_in_step --limitations moderate --coherence minor --adequacy serious \
                            --relevance minor --overall high --why Clear --analyst RK"
            .split_whitespace()
            .map(|word| if word == "PROJECT" { PROJECT } else { word })
            .collect();
    let commands: [&[&str]; 10] = [
        &["-p", PROJECT, "confidence", "facts"],
        &["-p", PROJECT, "confidence", "facts", "carers_as_bridge"],
        &judge,
        &["-p", PROJECT, "memo", "add", "--theme", "carers_as_bridge", "--author", "RK", tag, "--quiet"],
        &["-p", PROJECT, "balance", "--strict"],
        &["-p", PROJECT, "theme", "prevalence"],
        &["-p", PROJECT, "theme", "prevalence", "carers_as_bridge", "--interval"],
        &["-p", PROJECT, "saturation"],
        &["-p", PROJECT, "checklist", "show", "swim"],
        &["-p", PROJECT, "finding", "settings"],
    ];
    page!("reporting", session(&sandbox, &commands));
    let strict = |more: &[&str]| sandbox.ask(&[&["balance", "--csv"], more].concat()).status;
    assert_eq!((strict(&[]), strict(&["--strict"]), strict(&["--strict", "--voice", "parent"])), (0, 1, 1));
    assert_eq!((strict(&["--most-of-one", "100"]), strict(&["--most-of-one", "40"])), (0, 1));
    assert_eq!((strict(&["--least-share", "5"]), strict(&["--least-share", "20%"])), (0, 1));
    assert_eq!(strict(&["--voice", "neighbour"]), 2);
}

#[test]
fn a_judgement_is_kept_by_a_build_and_exported_in_the_columns_of_its_sheet() {
    let sandbox = BUILT.copy();
    let levels = ["--limitations", "minor", "--coherence", "none", "--adequacy", "moderate", "--relevance", "none"];
    let rest = ["--overall", "moderate", "--why", "Few voices.", "--analyst", "TW"];
    let judge = |theme| sandbox.ask(&[&["confidence", "judge", theme], &levels[..], &rest].concat());
    let said = judge("childs_voice").expect(0).err;
    assert!(said.contains("without a reason: methodological limitations, adequacy of data"), "{said}");
    assert!(judge("child_voice").expect(3).err.contains("did you mean `childs_voice`"));
    sandbox.append("transcripts-sample/themes.toml", "\n");
    sandbox.build().expect(0);
    let profile = Sheet::read(&sandbox.ask(&["confidence", "profile", "--csv"]).expect(0).out);
    let of = |theme, column| profile.cell(theme, column).to_owned();
    assert_eq!((of("childs_voice", "analyst"), of("childs_voice", "confidence")), ("TW".into(), "moderate".into()));
    assert_eq!(
        (of("services_in_step", "analyst"), of("services_in_step", "adequacy")),
        ("RK".into(), "serious".into())
    );
    assert_eq!(of("services_in_step", "participants"), "16");
    sandbox.write(
        "transcripts-sample/joint/checklists.csv",
        "checklist,item,status,by\nswim,12,reported,RK\nSWiM,4a,maybe,RK\n",
    );
    let said = sandbox.build().expect(3).err;
    assert!(said.contains("SWiM has no item `12`") && said.contains("SWiM has no item `4a`"), "{said}");
}

#[test]
fn status_verify_and_log() {
    let commands: [&[&str]; 4] = [
        &["-p", PROJECT, "status"],
        &["-p", PROJECT, "verify"],
        &["-p", PROJECT, "log"],
        &["-p", PROJECT, "source", "list"],
    ];
    page!("status", session(&BUILT, &commands));
}

#[test]
fn findings() {
    let sandbox = BUILT.copy();
    sandbox.write(
        "effects.csv",
        "effect,study,intervention,outcome,es_type,value,ci_low,ci_high,ci_level,higher_is_better\n\
         X1,ashdown2014,recovery_alongside,permanence,odds_ratio,1.73,2.16,2.57,0.95,yes\n",
    );
    let commands: [&[&str]; 4] = [
        &["-p", PROJECT, "finding", "check", "--csv", "-o", "checked.csv"],
        &["-p", PROJECT, "finding", "import", "effects.csv", "--dry-run"],
        &["-p", PROJECT, "finding", "import", "effects.csv"],
        &["-p", PROJECT, "finding", "check", "-o", "checked-again.csv"],
    ];
    page!("finding", session(&sandbox, &commands));
    let rules = Sheet::read(&sandbox.read("checked.csv"));
    assert!(rules.column("level").iter().all(|level| *level == "warning"));
    let again = Sheet::read(&sandbox.read("checked-again.csv"));
    let errors =
        again.rows.iter().filter(|row| row[again.at("level")] == "error" && row.iter().any(|cell| cell == "X1"));
    assert!(errors.count() >= 1, "{:?}", again.rows);
}

#[test]
fn codebook_versions() {
    let sandbox = BUILT.copy();
    let folder = "codebooks/reunification";
    let file = |version: &str| format!("{folder}/{version}.toml");
    let (old, before, newest, next) = (file("1.0.0"), file("1.1.0"), file("2.0.0"), file("2.0.1"));
    sandbox.write(&next, next_version(&sandbox.read(&newest)));
    let mut seen = session(
        &sandbox,
        &[
            &["codebook", "check", &old, &before, &newest],
            &["codebook", "diff", &before, &newest],
            &["codebook", "check", &next],
            &["codebook", "release", &next],
        ],
    );
    sandbox.edit(&next, "version = \"2.0.1\"", "version = \"3.0.0\"");
    sandbox.edit(&next, "step = \"move\"\ncode = \"weak_planning\"", "step = \"retire\"\ncode = \"peer_support\"");
    sandbox.append(&next, "\n[[migration]]\nstep = \"reword\"\ncode = \"funding_constraints\"\nnote = \"Plainer.\"\n");
    seen += &session(
        &sandbox,
        &[
            &["codebook", "release", &next, "--dry-run"],
            &["codebook", "release", &next],
            &["codebook", "release", &next],
            &["-p", PROJECT, "codebook", "diff", "1.1.0", &next, "--csv", "-o", "diff.csv"],
            &["-p", PROJECT, "codebook", "diff", &newest, "1.1.0"],
        ],
    );
    sandbox.edit(&next, "Want of money", "No money");
    seen +=
        &session(&sandbox, &[&["codebook", "list", "--file", &next], &["-p", PROJECT, "codebook", "import", &next]]);
    page!("codebook", seen);
    let changes = Sheet::read(&sandbox.read("diff.csv"));
    assert_eq!(changes.columns, ["code", "change", "into", "field", "before", "after", "note"]);
    let merged = changes.rows.iter().find(|row| row[0] == "parent_judged").unwrap();
    assert_eq!((merged[1].as_str(), merged[2].as_str()), ("merged", "stigma_judgement"));
    assert!(changes.column("change").iter().all(|change| !change.contains("inferred")), "the files say it all");
}

/// A version after 2.0.0 with one code reworded and one taken out, a step for neither, and one for nothing.
fn next_version(text: &str) -> String {
    let steps = text.find("\n[[migration]]").unwrap();
    let seal = text.lines().find(|line| line.starts_with("released = ")).unwrap();
    let draft = text[..steps].replace(&format!("{seal}\n"), "").replace("version = \"2.0.0\"", "version = \"2.0.1\"");
    let draft = draft.replace("Lack of money in a service", "Want of money in a service");
    let start = draft.find("[[code]]\nid = \"peer_support\"").unwrap();
    let end = start + 1 + draft[start + 1..].find("[[code]]").unwrap();
    let step = "\n[[migration]]\nstep = \"move\"\ncode = \"weak_planning\"\n";
    draft[..start].to_owned() + &draft[end..] + step
}

#[test]
fn codebooks_go_out_and_come_in() {
    let sandbox = BUILT.copy();
    let sheet = "tag,description\nenabler.contact,Seeing each other\nenabler,What helps\nlove/hate,Both\n";
    sandbox.write("taguette.csv", sheet);
    let commands: [&[&str]; 9] = [
        &["-p", PROJECT, "codebook", "export", "-o", "book.csv"],
        &["-p", PROJECT, "codebook", "export", "1.1.0", "-o", "book.docx"],
        &["-p", PROJECT, "codebook", "export", "--format", "docx"],
        &["-p", PROJECT, "codebook", "export", "-o", "book.odt"],
        &["codebook", "export", "--file", "taguette.csv"],
        &["-p", "new.tw", "init"],
        &["-p", "new.tw", "codebook", "import", "taguette.csv", "--name", "home", "--version", "0.1.0"],
        &["-p", "new.tw", "codebook", "list"],
        &["-p", "new.tw", "codebook", "import", "codebooks/reunification/2.0.0.toml", "--name", "home"],
    ];
    page!("codebook_files", session(&sandbox, &commands));
    // What went out as CSV comes in and goes out as the file that it came from.
    sandbox.run(&["-p", "new.tw", "codebook", "import", "book.csv"]).expect(0);
    let out = sandbox.run(&["-p", "new.tw", "codebook", "export"]).expect(0).out;
    let file = sandbox.read("codebooks/reunification/1.1.0.toml");
    let said = file.lines().skip_while(|line| line.starts_with('#') || line.is_empty());
    let said: Vec<&str> = said.filter(|line| !line.starts_with("released = ")).collect();
    assert_eq!(out.lines().collect::<Vec<_>>(), said);
}

#[test]
fn mistakes_are_explained() {
    let sandbox = BUILT.copy();
    sandbox.run(&["init", "one.tw"]).expect(0);
    sandbox.run(&["init", "two.tw"]).expect(0);
    sandbox.write("codings.csv", "source,code,coder,quote\nchild-01,weak_planing,RK,She’s got a key\nchild-1,conditions_set,RK,x\nchild-01,conditions_set,RK,She has got a key and bangs on the wall\n");
    let commands: [&[&str]; 11] = [
        &["-p", PROJECT, "matrix", "theme", "shoe"],
        &["-p", PROJECT, "matrix", "theme", "role", "--where", "rol:child"],
        &["-p", PROJECT, "search", "role:child and ("],
        &["-p", PROJECT, "matrix", "theme", "role", "--coder", "XX"],
        &["-p", PROJECT, "matrix", "theme", "role", "--codebook", "9.9.9"],
        &["-p", PROJECT, "matrix", "theme", "role", "--count", "sheep"],
        &["-p", PROJECT, "coding", "import", "codings.csv"],
        &["-p", PROJECT, "source", "import", "nowhere.txt"],
        &["-p", "nowhere.tw", "status"],
        &["status"],
        &["build", "nowhere.toml"],
    ];
    page!("mistakes", session(&sandbox, &commands));
}

#[test]
fn building() {
    let sandbox = Sandbox::sample();
    let mut seen = session(&sandbox, &[&["build", MANIFEST], &["build", MANIFEST], &["build", MANIFEST, "--check"]]);
    sandbox.append("guide/quotes.csv", "one more\n");
    seen += &session(&sandbox, &[&["build", MANIFEST, "--check"], &["build", MANIFEST, "--quiet"]]);
    page!("build", seen);
}

/// Export, a new project, import, export: the same bytes.
#[test]
fn codings_come_back_as_they_went_out() {
    let sandbox = BUILT.copy();
    sandbox.ask(&["coding", "export", "-o", "first.csv"]).expect(0);
    let again = |arguments: &[&str]| sandbox.run(&[&["-p", "again.tw"], arguments].concat()).expect(0);
    again(&["init"]);
    again(&["source", "import", "transcripts-sample/transcripts"]);
    again(&["codebook", "import", "codebooks/reunification/1.1.0.toml"]);
    let said = again(&["coding", "import", "first.csv"]).err;
    assert!(said.contains("575 rows, 575 new codings"), "{said}");
    again(&["coding", "export", "-o", "second.csv"]);
    assert_eq!(sandbox.read("first.csv"), sandbox.read("second.csv"));
    again(&["verify"]);
    // By quote alone, without places, they are found again too.
    let sheet = Sheet::read(&sandbox.read("first.csv"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let kept = ["source", "code", "coder", "round", "quote", "memo"];
    writer.write_record(kept).unwrap();
    for row in &sheet.rows {
        writer.write_record(kept.map(|column| row[sheet.at(column)].as_str())).unwrap();
    }
    sandbox.write("quotes-only.csv", writer.into_inner().unwrap());
    let said = again(&["coding", "import", "quotes-only.csv"]).err;
    assert!(said.contains("575 rows, 0 new codings"), "{said}");
}

#[test]
fn every_file_that_can_be_read_comes_in_and_every_other_is_named() {
    let sandbox = Sandbox::sample();
    sandbox.run(&["init", "s.tw"]).expect(0);
    sandbox.write("transcripts-sample/transcripts/empty.txt", "");
    sandbox.write("transcripts-sample/transcripts/broken.docx", b"PK\x03\x04 and then nothing");
    sandbox.write("transcripts-sample/transcripts/picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00");
    let ran = sandbox.run(&["source", "import", "transcripts-sample/transcripts"]).expect(3);
    for name in ["empty.txt", "broken.docx", "picture.txt"] {
        assert!(ran.err.contains(name), "{name} is not in:\n{}", ran.err);
    }
    let list = sandbox.run(&["source", "list", "--json"]).expect(0).out;
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["rows"].as_array().unwrap().len(), 16);
    let mut keys: Vec<&String> = list["rows"][0].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["characters", "format", "kind", "merged_turns", "source", "speakers", "turns", "words"]);
}
