//! A project whose codebook grows: codings follow or wait for a person, nothing is lost, and tables can be made as of
//! every version.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::BTreeMap;

use sandbox::{MANIFEST, Sandbox, Sheet};

const NEXT: &str = "codebooks/reunification/2.0.0.toml";

/// The sample, migrated to 2.0.0.
fn migrated() -> Sandbox {
    let sandbox = Sandbox::built();
    sandbox.ask(&["codebook", "import", NEXT]).expect(0);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    sandbox
}

fn sheet(sandbox: &Sandbox, question: &[&str]) -> Sheet {
    Sheet::read(&sandbox.ask(&[question, &["--csv"]].concat()).expect(0).out)
}

/// Codings by id: their code.
fn codes(sandbox: &Sandbox, more: &[&str]) -> BTreeMap<String, String> {
    let list = sheet(sandbox, &[&["coding", "list"], more].concat());
    let (id, code) = (list.at("coding"), list.at("code"));
    list.rows.iter().map(|row| (row[id].clone(), row[code].clone())).collect()
}

fn note(sheet: &Sheet, words: &str) -> bool {
    sheet.comments.iter().any(|comment| comment.contains(words))
}

#[test]
fn codings_follow_their_codes_and_those_that_must_be_looked_at_wait() {
    let sandbox = Sandbox::built();
    let before = codes(&sandbox, &[]);
    sandbox.ask(&["codebook", "import", NEXT]).expect(0);
    let impact = sheet(&sandbox, &["codebook", "impact", "2.0.0"]);
    let rehearsed = sandbox.ask(&["codebook", "migrate", "--to", "2.0.0", "--dry-run"]).expect(0).err;
    assert!(rehearsed.contains("nothing was changed"), "{rehearsed}");
    assert_eq!(codes(&sandbox, &[]), before);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    let after = codes(&sandbox, &[]);
    let to = |code: &str| {
        match code {
            "previous_failed_returns" => "returns_that_ended",
            "stigma_mistrust" | "parent_judged" => "stigma_judgement",
            same => same,
        }
        .to_owned()
    };
    let expected: BTreeMap<String, String> =
        before.iter().filter(|(_, code)| *code != "parent_hope").map(|(id, code)| (id.clone(), to(code))).collect();
    assert_eq!(after, expected, "every coding follows, but for those of the retired code");
    // The impact said so before anything happened.
    let effect = |word: &str| -> u64 {
        let rows = impact.rows.iter().filter(|row| row[impact.at("effect")] == word);
        rows.map(|row| row[impact.at("codings")].parse::<u64>().unwrap()).sum()
    };
    let status = sheet(&sandbox, &["status"]);
    assert!(status.cell("codings stale", "value").starts_with(&format!("{} ", effect("to be looked at"))));
    assert!(status.cell("codings set aside", "value").starts_with(&format!("{} ", effect("set aside"))));
    assert_eq!(sheet(&sandbox, &["coding", "review"]).rows.len() as u64, effect("to be looked at"));
    // Themes and questions name the new codes, and every table says how many codings are stale.
    let matrix = sheet(&sandbox, &["matrix", "theme", "role"]);
    assert!(note(&matrix, "made under an earlier definition"), "{:?}", matrix.comments);
    sandbox.ask(&["verify"]).expect(0);
    let chart = sandbox.ask(&["chart", "evidence-and-voices", "-o", "joint.svg"]);
    assert_eq!(chart.status, 0, "{}", chart.err);
}

#[test]
fn tables_can_be_made_as_of_every_version() {
    let sandbox = Sandbox::built();
    let questions: [&[&str]; 4] = [
        &["matrix", "theme", "role"],
        &["matrix", "code", "case", "--count", "codings"],
        &["matrix", "category", "role", "--count", "words"],
        &["joint", "by-outcome"],
    ];
    let rows = |more: &[&str]| -> Vec<Vec<Vec<String>>> {
        questions.iter().map(|question| sheet(&sandbox, &[question, more].concat()).rows).collect()
    };
    let then = rows(&[]);
    let list = codes(&sandbox, &[]);
    sandbox.ask(&["codebook", "import", NEXT]).expect(0);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    let waiting = sheet(&sandbox, &["coding", "review"]);
    for (at, row) in waiting.rows.iter().enumerate() {
        let decision: &[&str] = match (at % 3, row[waiting.at("code")].as_str()) {
            (0, _) => &["--drop"],
            (1, "family_time") => &["--recode", "family_time_strained"],
            _ => &["--keep"],
        };
        sandbox.ask(&[&["coding", "review", &row[0], "--coder", "SB"], decision].concat()).expect(0);
    }
    sandbox
        .ask(&[
            "coding",
            "add",
            "child-01",
            "--code",
            "stigma_judgement",
            "--coder",
            "SB",
            "--quote",
            "bangs on the wall",
        ])
        .expect(0);
    assert_eq!(sheet(&sandbox, &["coding", "review"]).rows.len(), 0);
    assert_eq!(rows(&["--codebook", "1.1.0"]), then, "as of 1.1.0");
    assert_eq!(codes(&sandbox, &["--codebook", "1.1.0"]), list);
    let matrix = sheet(&sandbox, &["matrix", "theme", "role", "--codebook", "1.1.0"]);
    assert!(note(&matrix, "1 coding made under later codebook versions: outside"), "{:?}", matrix.comments);
    assert!(!note(&matrix, "earlier definition"), "{:?}", matrix.comments);
    let first = sheet(&sandbox, &["matrix", "code", "role", "--codebook", "1.0.0"]);
    assert!(note(&first, "576 codings made under later codebook versions"), "{:?}", first.comments);
    assert!(note(&first, "15 of these sources hold no coding yet"), "{:?}", first.comments);
    assert!(!note(&matrix, "no coding yet"), "{:?}", matrix.comments);
    assert_ne!(rows(&[]), then);
}

#[test]
fn the_reasons_for_a_changed_figure_add_up() {
    let sandbox = migrated();
    let waiting = sheet(&sandbox, &["coding", "review"]);
    let strained = waiting.rows.iter().find(|row| row[waiting.at("code")] == "family_time").unwrap();
    sandbox.ask(&["coding", "review", &strained[0], "--recode", "family_time_strained", "--coder", "SB"]).expect(0);
    let framework = waiting.rows.iter().find(|row| row[waiting.at("code")] == "practice_framework").unwrap();
    sandbox.ask(&["coding", "review", &framework[0], "--drop", "--coder", "SB"]).expect(0);
    sandbox
        .ask(&[
            "coding",
            "add",
            "child-01",
            "--code",
            "school_stability",
            "--coder",
            "SB",
            "--quote",
            "bangs on the wall",
        ])
        .expect(0);
    for measure in ["codings", "participants", "segments", "sources", "words"] {
        let question = ["matrix", "diff", "1.1.0", "2.0.0", "--rows", "code", "--count", measure, "--all"];
        let diff = sheet(&sandbox, &question);
        let figures = |version: &str| -> BTreeMap<(String, String), i64> {
            let matrix = sheet(&sandbox, &["matrix", "code", "role", "--count", measure, "--codebook", version]);
            let named = matrix.rows.iter().flat_map(|row| {
                matrix
                    .columns
                    .iter()
                    .zip(row)
                    .skip(1)
                    .map(move |(column, cell)| ((row[0].clone(), column.clone()), cell))
            });
            named
                .map(|((row, column), cell)| ((row.trim_start_matches("– ").to_owned(), column), cell.parse().unwrap()))
                .collect()
        };
        let (then, now) = (figures("1.1.0"), figures("2.0.0"));
        let number = |row: &[String], column: &str| -> i64 {
            let text = &row[diff.at(column)];
            if text.is_empty() { 0 } else { text.trim_start_matches('+').parse().unwrap() }
        };
        let mut sums = [0_i64; 2];
        for row in &diff.rows {
            let [before, after] = [number(row, "before"), number(row, "after")];
            let steps: i64 = ["redefined", "recoded", "new"].iter().map(|column| number(row, column)).sum();
            assert_eq!(before + steps, after, "{measure}: {row:?}");
            sums[0] += before;
            sums[1] += after;
        }
        assert_eq!(sums, [then.values().sum::<i64>(), now.values().sum::<i64>()], "{measure}: as the matrices say");
        if measure == "codings" {
            let total =
                |code: &str| diff.rows.iter().find(|row| row[0] == code && row[diff.at("column")] == "Total").unwrap();
            assert_eq!(number(total("family_time_strained"), "recoded"), 1);
            assert_eq!(number(total("practice_framework"), "recoded"), -1);
            assert_eq!(number(total("school_stability"), "new"), 1);
            assert!(number(total("parent_hope"), "redefined") < 0);
            assert_eq!(
                number(total("returns_that_ended"), "redefined"),
                -number(total("previous_failed_returns"), "redefined")
            );
        }
    }
}

#[test]
fn codings_that_say_the_same_after_a_merge_count_once_and_come_back_with_undo() {
    let sandbox = Sandbox::built();
    for code in ["stigma_mistrust", "parent_judged"] {
        sandbox
            .ask(&["coding", "add", "child-01", "--code", code, "--coder", "TW", "--quote", "bangs on the wall"])
            .expect(0);
    }
    sandbox.ask(&["codebook", "import", NEXT]).expect(0);
    let said = sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0).err;
    assert!(said.contains("1 coding united with others"), "{said}");
    let mine = |sandbox: &Sandbox| sheet(sandbox, &["coding", "list", "--coder", "TW"]).rows.len();
    assert_eq!(mine(&sandbox), 1);
    sandbox.ask(&["verify"]).expect(0);
    sandbox.ask(&["undo"]).expect(0);
    assert_eq!(mine(&sandbox), 2);
    sandbox.ask(&["verify"]).expect(0);
}

#[test]
fn a_build_migrates_and_gives_what_a_fresh_build_gives() {
    // The same study with the later codebook. The sheets of codings stay as they were made, and say under which version.
    let later = |sandbox: &Sandbox| {
        for name in sandbox.files("transcripts-sample/codings").keys() {
            let name = format!("transcripts-sample/codings/{name}");
            let rows = sandbox.read(&name);
            let mut header = true;
            let marked = rows.split_inclusive('\n').map(|line| match line.trim_end() {
                comment if comment.starts_with('#') => line.to_owned(),
                row if std::mem::take(&mut header) => format!("{row},codebook\n"),
                row => format!("{row},1.1.0\n"),
            });
            let marked: String = marked.collect();
            sandbox.write(&name, marked);
        }
        sandbox.edit(MANIFEST, "reunification/1.1.0.toml", "reunification/2.0.0.toml");
        for file in ["transcripts-sample/themes.toml", "transcripts-sample/interview-guide.csv"] {
            for (from, to) in [
                ("previous_failed_returns", "returns_that_ended"),
                ("\"lack_parental_change\"", "\"change_not_addressed\", \"change_unresolved\", \"change_hidden\""),
                ("\"stigma_mistrust\", \"parent_judged\"", "\"stigma_judgement\""),
                ("parent_judged;stigma_mistrust", "stigma_judgement"),
                (", \"parent_hope\"", ""),
                ("parent_hope;", ""),
                (";parent_hope", ""),
                (",parent_hope", ","),
            ] {
                let text = sandbox.read(file).replace(from, to);
                sandbox.write(file, text);
            }
        }
    };
    let old = Sandbox::built();
    old.edit(MANIFEST, "reunification/1.1.0.toml", "reunification/2.0.0.toml");
    let said = old.build().expect(3).err;
    for words in ["themes.toml", "it was split in 2.0.0 into change_not_addressed", "it was retired in 2.0.0"] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
    old.edit(MANIFEST, "reunification/2.0.0.toml", "reunification/1.1.0.toml");
    let fresh = Sandbox::sample();
    later(&old);
    later(&fresh);
    old.build().expect(0);
    fresh.build().expect(0);
    let facts = |sandbox: &Sandbox| {
        (
            codes(sandbox, &[]),
            sheet(sandbox, &["coding", "review"]).rows,
            sandbox.ask(&["coding", "export"]).expect(0).out,
        )
    };
    assert_eq!(facts(&old), facts(&fresh));
    assert_eq!(sheet(&old, &["matrix", "theme", "role"]).rows, sheet(&fresh, &["matrix", "theme", "role"]).rows);
    old.ask(&["verify"]).expect(0);
    // What a person decides stays decided when the study is built again.
    let waiting = sheet(&old, &["coding", "review"]);
    old.ask(&["coding", "review", &waiting.rows[0][0], "--drop", "--coder", "SB"]).expect(0);
    let decided = codes(&old, &[]);
    old.append("transcripts-sample/codings/SB-children.csv", "child-01,family_time,SB,1,bangs on the wall,,\n");
    old.build().expect(0);
    let after = codes(&old, &[]);
    assert_eq!(after.len(), decided.len() + 1);
    assert!(decided.iter().all(|(id, code)| after.get(id) == Some(code)));
    // Back to the version before is no build, but an undo.
    let first = Sandbox::sample();
    for file in [MANIFEST, "transcripts-sample/themes.toml", "transcripts-sample/interview-guide.csv"] {
        old.write(file, first.read(file));
    }
    let said = old.build().expect(3).err;
    assert!(said.contains("2.0.0 is in use, which is later than 1.1.0") && said.contains("undo"), "{said}");
}

#[test]
fn rows_of_an_earlier_version_are_brought_forward() {
    let sandbox = migrated();
    let sheet_text = "source,code,coder,round,quote,codebook\n\
        child-01,parent_judged,TW,1,bangs on the wall,\n\
        child-01,family_time,TW,1,got a key,1.1.0\n\
        child-01,family_time,TW,2,got a key,\n\
        child-01,parent_hope,TW,3,got a key,1.1.0\n";
    sandbox.write("old.csv", sheet_text);
    sandbox.ask(&["coding", "import", "old.csv"]).expect(0);
    let list = sheet(&sandbox, &["coding", "list", "--coder", "TW"]);
    let found: Vec<(&str, &str)> = list.column("code").into_iter().zip(list.column("round")).collect();
    assert_eq!(found, [("family_time", "1"), ("family_time", "2"), ("stigma_judgement", "1")]);
    let waiting = sheet(&sandbox, &["coding", "review"]);
    let mine = waiting.rows.iter().filter(|row| row[waiting.at("coder")] == "TW").count();
    assert_eq!(mine, 1, "only the row that says it was coded under 1.1.0 waits");
    // Nothing happens when it comes again, though its codes have other names by now.
    let said = sandbox.ask(&["coding", "import", "old.csv"]).expect(0).err;
    assert!(said.contains("4 rows, 0 new codings"), "{said}");
    sandbox.write("wrong.csv", "source,code,coder,quote,codebook\nchild-01,family_time,TW,got a key,9.0.0\nchild-01,never_was,TW,got a key,\nchild-01,family_time,TW,got a key,soon\n");
    let said = sandbox.ask(&["coding", "import", "wrong.csv"]).expect(3).err;
    assert!(said.contains("`soon` is not a version"), "{said}");
    sandbox.write(
        "wrong.csv",
        "source,code,coder,quote,codebook\nchild-01,family_time,XY,got a key,9.0.0\nchild-01,never_was,XY,got a key,\n",
    );
    let said = sandbox.ask(&["coding", "import", "wrong.csv"]).expect(3).err;
    assert!(said.contains("no codebook version 9.0.0") && said.contains("never_was"), "{said}");
}

#[test]
fn a_released_version_cannot_change_and_a_draft_cannot_lose_its_codings() {
    let sandbox = Sandbox::built();
    let file = "codebooks/reunification/1.1.0.toml";
    sandbox.edit(file, "Thorough assessment with a case history", "Thorough assessment");
    for command in [
        vec!["codebook", "check", file],
        vec!["codebook", "import", file],
        vec!["codebook", "list", "--file", file],
        vec!["codebook", "diff", "codebooks/reunification/1.0.0.toml", file],
    ] {
        let said = sandbox.ask(&command).expect(3).err;
        assert!(said.contains("released"), "{command:?}: {said}");
    }
    let said = sandbox.build().expect(3).err;
    assert!(said.contains("1.1.0.toml") && said.contains("released"), "{said}");
    // Taking the seal off the file does not help: the project knows what was released.
    let text = sandbox.read(file);
    let unsealed: String = text.split_inclusive('\n').filter(|line| !line.starts_with("released")).collect();
    sandbox.write(file, &unsealed);
    let said = sandbox.ask(&["codebook", "import", file]).expect(3).err;
    assert!(said.contains("was released and cannot change"), "{said}");
    assert_eq!(sandbox.build().expect(3).status, 3);

    // A draft may be edited as long as nothing that was coded loses its code.
    let draft = |text: &str| text.replace("version = \"2.0.0\"", "version = \"2.1.0\"");
    let sandbox = Sandbox::built();
    let next: String = sandbox.read(NEXT).split_inclusive('\n').filter(|line| !line.starts_with("released")).collect();
    let (head, _) = next.split_once("[[migration]]").unwrap();
    let added = "[[code]]\nid = \"pets\"\nname = \"Pets\"\ncategory = \"enabler\"\ndefinition = \"An animal that helps at home.\"\n";
    sandbox.ask(&["codebook", "import", NEXT]).expect(0);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    sandbox.write("draft.toml", draft(&format!("{head}{added}\n[[migration]]\nstep = \"add\"\ncode = \"pets\"\n")));
    sandbox.ask(&["codebook", "migrate", "--to", "draft.toml"]).expect(0);
    sandbox
        .ask(&["coding", "add", "child-01", "--code", "pets", "--coder", "RK", "--quote", "bangs on the wall"])
        .expect(0);
    sandbox.write("draft.toml", draft(head));
    let said = sandbox.ask(&["codebook", "import", "draft.toml"]).expect(3).err;
    assert!(said.contains("`pets` has codings"), "{said}");
}

#[test]
fn a_sheet_of_decisions_is_taken_whole_or_not_at_all() {
    let sandbox = migrated();
    let waiting = sheet(&sandbox, &["coding", "review"]);
    let (first, second) = (&waiting.rows[0][0], &waiting.rows[1][0]);
    let current = codes(&sandbox, &["--where", "code:school_stability"]).into_keys().next().unwrap();
    sandbox.write(
        "queue.csv",
        format!(
            "coding,decision,new_code,decided_by,note\n{first},keep,,SB,\n{second},recode,no_such_code,SB,\n{first},drop,,SB,\n\
             {current},keep,,SB,\nzzzzzz,drop,,SB,\n{second},,,,\n"
        ),
    );
    let said = sandbox.ask(&["coding", "review", "--apply", "queue.csv"]).expect(3).err;
    for words in ["queue.csv:3", "no_such_code", "queue.csv:4", "decided on twice", "queue.csv:6"] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
    sandbox.write("queue.csv", format!("coding,decision,new_code\n{first},keep,\n{second},maybe,\n{second},recode,\n"));
    let said = sandbox.ask(&["coding", "review", "--apply", "queue.csv"]).expect(3).err;
    assert!(said.contains("nobody decides") && said.contains("is no decision") && said.contains("new_code"), "{said}");
    assert_eq!(sheet(&sandbox, &["coding", "review"]).rows.len(), waiting.rows.len());
    // A passage that shows two forms becomes a coding of each.
    let split = waiting.rows.iter().find(|row| row[waiting.at("code")] == "family_time").unwrap();
    let both = format!("coding,decision,new_code\n{},recode,family_time; family_time_strained\n", split[0]);
    sandbox.write("queue.csv", both);
    sandbox.ask(&["coding", "review", "--apply", "queue.csv", "--coder", "SB"]).expect(0);
    let list = sheet(&sandbox, &["coding", "list"]);
    let quote =
        |code: &str| list.rows.iter().find(|row| row[list.at("code")] == code).map(|row| row[list.at("quote")].clone());
    let strained = quote("family_time_strained").unwrap();
    let same = list.rows.iter().filter(|row| row[list.at("quote")] == strained).count();
    assert!(same >= 2, "{strained}");
    let blamed = sandbox.ask(&["blame", &split[0]]).expect(0).out;
    assert!(blamed.contains("SB") && blamed.contains("looked at"), "{blamed}");
}
