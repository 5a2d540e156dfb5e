//! The framework of cases and themes: when a summary is stale, and what happens to it on its way out and back.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test may fail")]

mod sandbox;
mod study;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::Reader as _;
use sandbox::{PROJECT, Sandbox, Sheet};
use study::{Study, Who};
use themeweave::analysis::{Columns, Filter, Frame, Framework, FrameworkRequest, Layout, Shown, framework_table};
use themeweave::model::{CodingId, Polarity, Scope, Snapshot};
use themeweave::table::{Cell, Column, Table, workbook};

const CELL: [&str; 2] = ["F1", "know_the_history"];

fn write(sandbox: &Sandbox, more: &[&str]) -> String {
    sandbox.ask(&[&["framework", "write"], &CELL[..], more].concat()).expect(0).err
}

/// State, text and author of the summary of a cell.
fn summary(sandbox: &Sandbox, cell: [&str; 2]) -> Option<[String; 3]> {
    let list = Sheet::read(&sandbox.ask(&["framework", "list", "--csv"]).expect(0).out);
    let row = list.rows.iter().find(|row| row[0] == cell[0] && row[1] == cell[1])?;
    Some(["state", "summary", "author"].map(|key| row[list.at(key)].clone()))
}

fn state(sandbox: &Sandbox) -> String {
    summary(sandbox, CELL).unwrap()[0].clone()
}

/// The codings of the cell with their marks.
fn marks(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let cell = Sheet::read(&sandbox.ask(&["framework", "cell", CELL[0], CELL[1], "--csv"]).expect(0).out);
    let (mark, coding) = (cell.at("mark"), cell.at("coding"));
    let rows = cell.rows.iter().filter(|row| row[mark] != "summary");
    rows.map(|row| (row[coding].clone(), row[mark].clone())).collect()
}

fn recode(sandbox: &Sandbox, id: &str, how: &[&str]) {
    sandbox.ask(&[&["coding", "review", id, "--coder", "RK"], how].concat()).expect(0);
}

#[test]
fn a_summary_is_stale_when_a_linked_coding_is_recoded_or_gone_or_a_new_one_lands() {
    let sandbox = Sandbox::built();
    let ids: Vec<String> = marks(&sandbox).into_keys().collect();
    assert!(ids.len() > 4, "{ids:?}");
    let codes = Sheet::read(&sandbox.ask(&["coding", "list", "--csv"]).expect(0).out);
    let code_of = |id: &str| codes.cell(id, "code").to_owned();
    write(&sandbox, &["Nobody asked.", "--coder", "RK", "--link", &format!("{},{}", ids[0], &ids[1][..8])]);
    assert_eq!(state(&sandbox), "stands");
    let marked = marks(&sandbox);
    assert_eq!([&marked[&ids[0]], &marked[&ids[1]], &marked[&ids[2]]], ["linked", "linked", ""]);
    // What the summary does not rest on may change or go.
    recode(&sandbox, &ids[2], &["--recode", "trusted_relationship"]);
    recode(&sandbox, &ids[3], &["--drop"]);
    assert_eq!(state(&sandbox), "stands");
    // Another code of the same theme is another code.
    let other = if code_of(&ids[0]) == "aspect_assessment" { "event_services_tried" } else { "aspect_assessment" };
    recode(&sandbox, &ids[0], &["--recode", other]);
    assert_eq!(state(&sandbox), "stale: 1 re-coded");
    assert_eq!(marks(&sandbox)[&ids[0]], "re-coded");
    // So is one of another theme.
    recode(&sandbox, &ids[1], &["--recode", "trusted_relationship"]);
    assert_eq!(state(&sandbox), "stale: 2 re-coded");
    assert_eq!(marks(&sandbox)[&ids[1]], "re-coded");
    recode(&sandbox, &ids[1], &["--drop"]);
    assert_eq!(state(&sandbox), "stale: 1 re-coded, 1 gone");
    assert_eq!(marks(&sandbox)[&ids[1]], "gone");
    let add = ["--code", "assessment_case_history", "--coder", "TW", "--quote", "Nothing, the first lot."];
    sandbox.ask(&[&["coding", "add", "child-01"], &add[..]].concat()).expect(0);
    assert_eq!(state(&sandbox), "stale: 1 new, 1 re-coded, 1 gone");
    assert!(sandbox.ask(&["framework", "show", "--cells", "summary"]).expect(0).out.contains("stale: 1 new"));
    let stale = Sheet::read(&sandbox.ask(&["framework", "list", "--stale", "--csv"]).expect(0).out);
    assert_eq!(stale.rows.len(), 1);
    // All as it was: the summary stands again, since what it rests on is what it was.
    sandbox.ask(&["undo"]).expect(0);
    recode(&sandbox, &ids[1], &["--recode", &code_of(&ids[1])]);
    recode(&sandbox, &ids[0], &["--recode", &code_of(&ids[0])]);
    assert_eq!(state(&sandbox), "stands");
}

#[test]
fn a_summary_can_be_said_to_hold_still_and_be_taken_back() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["Nobody asked.", "--coder", "RK"]);
    assert!(marks(&sandbox).values().all(|mark| mark == "linked"));
    let first = marks(&sandbox).into_keys().next().unwrap();
    recode(&sandbox, &first, &["--drop"]);
    assert_eq!(state(&sandbox), "stale: 1 gone");
    write(&sandbox, &["--coder", "SB"]);
    assert_eq!(summary(&sandbox, CELL), Some(["stands", "Nobody asked.", "SB"].map(str::to_owned)));
    sandbox.ask(&["undo"]).expect(0);
    assert_eq!(summary(&sandbox, CELL), Some(["stale: 1 gone", "Nobody asked.", "RK"].map(str::to_owned)));
    sandbox.ask(&["undo"]).expect(0);
    sandbox.ask(&["undo"]).expect(0);
    assert_eq!(summary(&sandbox, CELL), None);
    for (wrong, said) in [
        (&["F1", "know_the_histry", "text"][..], "did you mean `know_the_history`"),
        (&["F77", "know_the_history", "text"], "there is no case “F77”"),
        (&["F1", "know_the_history", "  "], "the summary says nothing"),
        (&["F1", "know_the_history"], "there is no summary of this cell yet"),
        (&["F1", "know_the_history", "text", "--link", "zzz,yyy"], "link yyy"),
    ] {
        let err = sandbox.ask(&[&["framework", "write", "--coder", "RK"], wrong].concat()).expect(3).err;
        assert!(err.contains(said), "{err}");
    }
}

#[test]
fn summaries_survive_a_build_and_lose_withdrawn_words() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["Nobody asked.", "--coder", "RK"]);
    sandbox.edit("transcripts-sample/cases.csv", "F1,Family 1", "F1,Family One");
    sandbox.build().expect(0);
    assert_eq!(state(&sandbox), "stands");
    sandbox.edit("transcripts-sample/participants.csv", "2025-05-07,2035-12-31,", "2025-05-07,2035-12-31,2025-09-09");
    sandbox.build().expect(0);
    let gone = state(&sandbox);
    assert!(gone.starts_with("stale: ") && gone.ends_with(" gone"), "{gone}");
}

#[test]
fn a_code_that_the_codebook_names_anew_is_not_recoded() {
    let sandbox = Sandbox::built();
    sandbox.ask(&["framework", "write", "F3", "know_the_history", "Twice before.", "--coder", "RK"]).expect(0);
    let cell = |code: &str| -> Vec<[String; 2]> {
        let cell = Sheet::read(&sandbox.ask(&["framework", "cell", "F3", "know_the_history", "--csv"]).expect(0).out);
        let (mark, coding, of) = (cell.at("mark"), cell.at("coding"), cell.at("code"));
        let rows = cell.rows.iter().filter(|row| row[of] == code);
        rows.map(|row| [row[coding].clone(), row[mark].clone()]).collect()
    };
    let before = cell("previous_failed_returns");
    assert!(!before.is_empty());
    sandbox.ask(&["codebook", "import", "codebooks/reunification/2.0.0.toml"]).expect(0);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    assert!(cell("previous_failed_returns").is_empty());
    assert_eq!(cell("returns_that_ended"), before, "the same codings, linked as before");
    assert!(before.iter().all(|[_, mark]| mark == "linked"));
}

/// A workbook with some of its summaries replaced, by case and theme.
fn edited(bytes: Vec<u8>, edits: &[([&str; 2], &str)]) -> Vec<u8> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("framework").unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<String>>());
    let keys = rows.next().unwrap();
    let at = |key: &str| keys.iter().position(|known| known == key).unwrap();
    let mut table = Table::new("", keys.iter().map(|key| Column::text(key, key)).collect());
    let mut done = 0;
    for mut row in rows {
        for (cell, text) in edits {
            if row[at("case")] == cell[0] && row[at("theme")] == cell[1] {
                (*text).clone_into(&mut row[at("summary")]);
                done += 1;
            }
        }
        table.rows.push(row.into_iter().map(Cell::words).collect());
    }
    assert_eq!(done, edits.len());
    workbook(&[("framework", &table)]).unwrap()
}

const HARD: &str = "# Not a heading\n\n## nor this: one\n<!-- passages -->\n<!-- version x -->\n\\# a \\ sign, =1+1, \"quoted\" & <b>\n- 👨‍👩‍👧 “curly”\n\n### deep";

#[test]
fn what_goes_out_comes_back_unchanged_in_both_forms() {
    let sandbox = Sandbox::built();
    write(&sandbox, &[HARD, "--coder", "RK"]);
    sandbox.ask(&["framework", "write", "F2", "childs_voice", "A letter, and clapping.", "--coder", "SB"]).expect(0);
    let entries = |sandbox: &Sandbox| Sheet::read(&sandbox.ask(&["log", "--csv"]).expect(0).out).rows.len();
    let before = entries(&sandbox);
    for to in ["out.xlsx", "out"] {
        sandbox.ask(&["framework", "export", to]).expect(0);
        let said = sandbox.ask(&["framework", "import", to, "--coder", "TW"]).expect(0).err;
        assert!(said.contains("nothing new"), "{said}");
        assert_eq!(entries(&sandbox), before, "{to}");
        let twice = format!("again-{to}");
        sandbox.ask(&["framework", "export", &twice]).expect(0);
        if to == "out" {
            assert_eq!(sandbox.files(to), sandbox.files(&twice));
        } else {
            assert_eq!(std::fs::read(sandbox.path(to)).unwrap(), std::fs::read(sandbox.path(&twice)).unwrap());
        }
    }
    assert_eq!(summary(&sandbox, CELL).unwrap()[1..], [HARD, "RK"]);
    // Windows line ends and a byte order mark change nothing.
    sandbox.write("out/F1.md", format!("\u{feff}{}", sandbox.read("out/F1.md").replace('\n', "\r\n")));
    let said = sandbox.ask(&["framework", "import", "out", "--coder", "TW"]).expect(0).err;
    assert!(said.contains("nothing new"), "{said}");
}

#[test]
fn what_was_changed_in_a_file_is_the_coders_and_the_rest_stays() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["First.", "--coder", "RK"]);
    sandbox.ask(&["framework", "write", "F2", "childs_voice", "A letter.", "--coder", "RK"]).expect(0);
    sandbox.ask(&["framework", "write", "F3", "childs_voice", "To be emptied.", "--coder", "RK"]).expect(0);
    let drop = marks(&sandbox).into_keys().next().unwrap();
    sandbox.ask(&["framework", "export", "out.xlsx"]).expect(0);
    recode(&sandbox, &drop, &["--drop"]);
    assert_eq!(state(&sandbox), "stale: 1 gone");
    let bytes = std::fs::read(sandbox.path("out.xlsx")).unwrap();
    let edits = [(CELL, "Second.\nOn two lines."), (["F2", "know_the_history"], "New."), (["F3", "childs_voice"], "")];
    sandbox.write("in.xlsx", edited(bytes, &edits));
    let said = sandbox.ask(&["framework", "import", "in.xlsx", "--coder", "SB", "--dry-run"]).expect(0).err;
    assert!(said.contains("2 summaries written, 1 summary removed") && said.contains("nothing was changed"), "{said}");
    assert_eq!(summary(&sandbox, CELL).unwrap()[1], "First.");
    sandbox.ask(&["framework", "import", "in.xlsx", "--coder", "SB"]).expect(0);
    assert_eq!(summary(&sandbox, CELL), Some(["stands", "Second.\nOn two lines.", "SB"].map(str::to_owned)));
    assert_eq!(summary(&sandbox, ["F2", "know_the_history"]).unwrap()[1..], ["New.", "SB"]);
    assert_eq!(summary(&sandbox, ["F2", "childs_voice"]).unwrap()[1..], ["A letter.", "RK"]);
    assert_eq!(summary(&sandbox, ["F3", "childs_voice"]), None);
    sandbox.ask(&["undo"]).expect(0);
    assert_eq!(summary(&sandbox, CELL).unwrap()[1..], ["First.", "RK"]);
    assert_eq!(summary(&sandbox, ["F3", "childs_voice"]).unwrap()[1], "To be emptied.");
    // The same through a folder.
    sandbox.ask(&["framework", "export", "out"]).expect(0);
    let whole = sandbox.read("out/F1.md");
    sandbox.write("out/F1.md", format!("{whole}\nWritten at the end.\n- with a point\n"));
    let said = sandbox.ask(&["framework", "import", "out", "--coder", "TW"]).expect(3).err;
    assert_eq!(said.matches("stand below the passages").count(), 2, "{said}");
    sandbox.write("out/F1.md", whole);
    sandbox.edit("out/F1.md", "\nFirst.\n", "\nThird.\n");
    sandbox.ask(&["framework", "import", "out", "--coder", "TW"]).expect(0);
    assert_eq!(summary(&sandbox, CELL), Some(["stands", "Third.", "TW"].map(str::to_owned)));
}

#[test]
fn a_cell_that_was_changed_in_the_project_too_is_refused_with_both_texts() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["First.", "--coder", "RK"]);
    sandbox.ask(&["framework", "export", "out"]).expect(0);
    write(&sandbox, &["Changed in the project.", "--coder", "SB"]);
    // A cell that nobody has touched in the file keeps what the project says.
    sandbox.ask(&["framework", "import", "out", "--coder", "TW"]).expect(0);
    assert_eq!(summary(&sandbox, CELL).unwrap()[1..], ["Changed in the project.", "SB"]);
    sandbox.edit("out/F1.md", "\nFirst.\n", "\nChanged in the file.\n");
    sandbox.ask(&["framework", "write", "F2", "childs_voice", "There now.", "--coder", "SB"]).expect(0);
    let at = sandbox.read("out/F2.md").find("## childs_voice").unwrap();
    let page = sandbox.read("out/F2.md");
    let (head, tail) = page.split_at(at);
    sandbox.write("out/F2.md", head.to_owned() + &tail.replacen("\n\n", "\n\nIn the file.\n\n", 1));
    let said = sandbox.ask(&["framework", "import", "out", "--coder", "TW"]).expect(3).err;
    for words in [
        "“Changed in the file.”",
        "“Changed in the project.”",
        "by SB",
        "F1.md:",
        "F2.md:",
        "“In the file.”",
        "“There now.”",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert_eq!(summary(&sandbox, CELL).unwrap()[1..], ["Changed in the project.", "SB"]);
    // Both came to say the same: no conflict.
    sandbox.edit("out/F1.md", "\nChanged in the file.\n", "\nChanged in the project.\n");
    sandbox.edit("out/F2.md", "\nIn the file.\n", "\nThere now.\n");
    sandbox.ask(&["framework", "import", "out", "--coder", "TW"]).expect(0);
    assert_eq!(summary(&sandbox, CELL).unwrap()[1..], ["Changed in the project.", "SB"]);
}

#[test]
fn every_bad_row_is_told_at_once() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["Here.", "--coder", "RK"]);
    let rows = "case,theme,summary\nF1,know_the_history,There.\nF77,childs_voice,a\nF1,childs_vioce,b\nF2,childs_voice,c\nF2,childs_voice,d\n";
    sandbox.write("in.csv", rows);
    let said = sandbox.ask(&["framework", "import", "in.csv", "--coder", "SB"]).expect(3).err;
    assert!(said.contains("in.csv:6") && said.contains("for the second time"), "{said}");
    sandbox.write("in.csv", rows.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n");
    let said = sandbox.ask(&["framework", "import", "in.csv", "--coder", "SB"]).expect(3).err;
    for words in
        ["in.csv:2", "“Here.”", "“There.”", "in.csv:3 [case]", "F77", "in.csv:4 [theme]", "did you mean `childs_voice`"]
    {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert_eq!(summary(&sandbox, ["F2", "childs_voice"]), None);
    // A sheet without a column of summaries would empty every cell.
    sandbox.write("in.csv", "case,theme\nF1,know_the_history\n");
    assert!(
        sandbox.ask(&["framework", "import", "in.csv", "--coder", "SB"]).expect(3).err.contains("no column `summary`")
    );
    // Files in a folder: no stamp, no case, words without a theme, a theme twice, all at once.
    std::fs::create_dir(sandbox.path("in")).unwrap();
    sandbox.write("in/a.md", "# Notes\n");
    sandbox.write("in/b.md", "<!-- themeweave framework 1 -->\nlost words\n## childs_voice\nx\n## childs_voice\ny\n");
    sandbox.write("in/c.md", "<!-- themeweave framework 1 -->\n# F77: Nobody\n## childs_voice\nx\n");
    let said = sandbox.ask(&["framework", "import", "in", "--coder", "SB"]).expect(3).err;
    for words in ["a.md:1", "b.md:2", "b.md:5", "of which case", "c.md:3 [case]"] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn the_page_and_the_document_hold_the_framework_escaped() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["<script>alert(1)</script> & more", "--coder", "R<K"]);
    sandbox.ask(&["framework", "export", "out.html"]).expect(0);
    let page = sandbox.read("out.html");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more") && page.contains("R&lt;K"));
    assert!(!page.contains("<script") && !page.contains("http"), "self-contained");
    let themes = sandbox.read("transcripts-sample/themes.toml").matches("[[theme]]").count();
    assert_eq!(page.matches("<th scope=\"col\">").count(), themes);
    assert_eq!(page.matches("<td>").count(), themes * page.matches("<th scope=\"row\">").count());
    sandbox.ask(&["framework", "export", "out.docx"]).expect(0);
    let mut package = zip::ZipArchive::new(Cursor::new(std::fs::read(sandbox.path("out.docx")).unwrap())).unwrap();
    let mut document = String::new();
    package.by_name("word/document.xml").unwrap().read_to_string(&mut document).unwrap();
    assert!(document.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"));
    // Jayden lets nobody quote him.
    for text in [&page, &document] {
        assert!(!text.contains("Same thing. Drink.") && text.contains("C03: (no consent to quote)"));
    }
    assert!(sandbox.ask(&["framework", "export", "out.pdf"]).expect(2).err.contains(".pdf"));
}

/// Two people of one case and one of none; two coders, two codes of a theme, one of another.
fn small() -> Snapshot {
    let mut study = Study::new();
    study.codes("c", Polarity::Neutral, &["told", "told>early", "left"]);
    study.theme("telling", &["told"]);
    study.theme("leaving", &["left"]);
    study.case("A");
    study.person("C01", "child", Scope::QuoteTeam);
    study.person("P01", "parent", Scope::Analyse);
    study.person("S01", "practitioner", Scope::QuoteTeam);
    for person in &mut study.snapshot.participants[..2] {
        person.cases = vec!["A".to_owned()];
    }
    let turns = [
        (Who::Person(0), "Nobody told me the plan."),
        (Who::Person(1), "I was told late."),
        (Who::Person(2), "We told them."),
    ];
    let source = study.source("one", &turns);
    study.code(source, "told", "ann", "Nobody told me the plan.");
    study.code(source, "early", "ben", "told me the plan");
    study.code(source, "told", "ben", "Nobody told me the plan.");
    study.code(source, "told", "ann", "I was told late.");
    study.code(source, "told", "ann", "We told them.");
    study.done()
}

#[test]
fn a_passage_stands_once_in_a_cell_and_is_withheld_without_consent() {
    let snapshot = small();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let ids: BTreeMap<i64, CodingId> = snapshot.codings.id.iter().map(|id| (*id, CodingId::from_number(*id))).collect();
    let framework = Framework::new(&frame, &ids, Columns::Case).unwrap();
    assert_eq!(framework.cell("A", 0).passages.len(), 4);
    let request = FrameworkRequest { shown: Shown::Text, themes: Vec::new(), layout: Layout::Data };
    let table = framework_table(&framework, &framework, &request).unwrap();
    assert_eq!(table.rows.len(), 1);
    let text = table.cell(0, "telling").unwrap().display();
    assert_eq!(text, "C01: “Nobody told me the plan.”\nP01: (no consent to quote)");
    assert_eq!(table.cell(0, "leaving"), Some(&Cell::Empty));
    assert!(
        table.notes.iter().any(|note| note.contains("belong to no case") && note.ends_with(": 1.")),
        "{:?}",
        table.notes
    );
    // Without summaries, how much there is to summarise.
    let request = FrameworkRequest { layout: Layout::Reading, ..FrameworkRequest::default() };
    let table = framework_table(&framework, &framework, &request).unwrap();
    assert_eq!(table.cell(0, "telling"), Some(&Cell::words("(2 passages)")));
    // Themes that were asked for stand below their own names, in whatever order they were asked for.
    let themes = ["leaving", "telling", "leaving"].map(str::to_owned).to_vec();
    let table = framework_table(&framework, &framework, &FrameworkRequest { themes, ..request.clone() }).unwrap();
    assert_eq!(
        table.columns.iter().map(|column| column.key.as_str()).collect::<Vec<_>>(),
        ["case", "telling", "leaving"]
    );
    assert_eq!(table.cell(0, "telling"), Some(&Cell::words("(2 passages)")));
    // By people: whoever speaks has a row, and no summaries.
    let people = Framework::new(&frame, &ids, Columns::Participant).unwrap();
    let rows: Vec<&str> = people.rows().iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(rows, ["C01", "P01", "S01"]);
    let said = framework_table(&people, &framework, &request).unwrap_err().to_string();
    assert!(said.contains("--cells text"), "{said}");
    // Only text that is at hand can be shown.
    let without = Snapshot { texts: Vec::new(), ..snapshot.clone() };
    let frame = Frame::new(&without, &Filter::default()).unwrap();
    assert!(Framework::new(&frame, &ids, Columns::Case).is_err());
}

#[test]
fn the_same_framework_goes_out_as_the_same_bytes() {
    let sandbox = Sandbox::built();
    write(&sandbox, &["Nobody asked.", "--coder", "RK"]);
    let other = sandbox.copy();
    for to in ["out.xlsx", "out.html", "out.docx"] {
        for place in [&sandbox, &other] {
            place.run(&["-p", PROJECT, "framework", "export", to]).expect(0);
        }
        assert_eq!(std::fs::read(sandbox.path(to)).unwrap(), std::fs::read(other.path(to)).unwrap(), "{to}");
    }
}
