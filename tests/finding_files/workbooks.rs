//! Workbooks as people send them.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;
use themeweave::interchange::findings::{read_effects, read_links, read_statistics};
use themeweave::interchange::{read_cases, read_participants, read_workbook};
use themeweave::model::{Problems, Value};
use themeweave::project::{FindingImport, FindingImportOptions, FindingKind, FindingSheet, Project};

use crate::round_trips::project;

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (at, row) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*row) {
            match text.parse::<f64>() {
                _ if text.is_empty() => {}
                Ok(number) => drop(sheet.write_number(at, column, number).unwrap()),
                Err(_) => drop(sheet.write_string(at, column, *text).unwrap()),
            }
        }
    }
}

/// A workbook of these sheets.
pub fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet, rows);
    }
    book.save_to_buffer().unwrap()
}

fn saved(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn import(project: &mut Project, file: &Path) -> Result<FindingImport, String> {
    let files = [file.to_owned()];
    let done = project.import_findings(&files, &FindingImportOptions::default());
    done.map_err(|error| error.to_string().replace(&format!("{}", file.parent().unwrap().display()), ""))
}

/// What is wrong, without hints.
fn lines(problems: &Problems) -> Vec<String> {
    problems.0.iter().map(|problem| problem.to_string().lines().next().unwrap_or_default().to_owned()).collect()
}

const EFFECTS: &[&str] = &["effect", "study", "outcome", "es_type", "value", "p value", "higher_is_better", "_mine"];

#[test]
fn sheets_are_known_by_their_names_and_others_are_told() {
    let folder = TempDir::new().unwrap();
    let bytes = book(&[
        ("Studies", &[&["study id", "country"], &["s1", "Wales"]]),
        (" EFFECT ", &[EFFECTS, &["E1", "s1", "safety", "smd", "0.25", "<0.001", "yes", ""]]),
        ("Implementation-Factors", &[&["id", "factor", "valence"], &["F1", "time", "barrier"]]),
        ("Data Dictionary", &[&["whatever"], &["it says"]]),
        ("Scratch", &[&["1", "2"]]),
        ("Sheet7", &[]),
    ]);
    let mut project = project(&folder);
    let done = import(&mut project, &saved(&folder, "review.xlsx", &bytes)).unwrap();
    assert_eq!(done.notes.len(), 1, "{:?}", done.notes);
    assert!(done.notes[0].contains("sheet Scratch: not read"), "{:?}", done.notes);
    let findings = project.snapshot(None).unwrap().findings;
    assert_eq!((findings.studies.len(), findings.effects.len(), findings.factors.len()), (1, 1, 1));
    assert_eq!(
        (findings.effects[0].value, findings.effects[0].p, findings.effects[0].p_below),
        (Some(0.25), Some(0.001), true)
    );
    assert_eq!(project.journal().unwrap().iter().filter(|entry| entry.command == "finding import").count(), 1);
}

#[test]
fn a_problem_names_sheet_row_and_column() {
    let folder = TempDir::new().unwrap();
    let bytes = book(&[
        ("studies", &[&["# made by hand"], &["study", "year"], &["s1", "14"], &["", ""], &["s1", "2014"]]),
        ("effects", &[EFFECTS, &["E1", "s1", "safety", "smd", "large", "", "perhaps", ""]]),
        ("Effect", &[EFFECTS]),
    ]);
    let error = import(&mut project(&folder), &saved(&folder, "review.xlsx", &bytes)).unwrap_err();
    for expected in [
        "review.xlsx, sheet studies, row 3 [year]: 14 is not a year",
        "review.xlsx, sheet studies, row 5 [study]: `s1` stands here for the second time, first on row 3",
        "review.xlsx, sheet effects, row 2 [value]: `large` is not a number",
        "review.xlsx, sheet effects, row 2 [higher_is_better]: `perhaps` is neither yes nor no",
        "review.xlsx: sheets effects and Effect are of the same kind",
    ] {
        assert!(error.contains(expected), "{expected} in\n{error}");
    }
}

#[test]
fn values_of_every_kind_are_read_as_people_see_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("links").unwrap();
    fill(sheet, &[&["link", "from_kind", "from", "to_kind", "to", "relation", "date", "rationale", "status", "coder"]]);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (at, id) in (1_u32..).zip(["L1", "L2", "L3"]) {
        fill_at(sheet, at, &[id, "code", "hope", "outcome", "safety", "explains"]);
        let when = ExcelDateTime::from_ymd(2025, 9, 3).unwrap().and_hms(if at == 2 { 14 } else { 0 }, 0, 0).unwrap();
        sheet.write_datetime_with_format(at, 6, &when, &day).unwrap();
    }
    sheet.write_formula(1, 7, Formula::new("=\"be\"&\"cause\"").set_result("because")).unwrap();
    sheet.write_boolean(3, 7, true).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let book = read_workbook("r.xlsx", &bytes).unwrap();
    let problems = read_links(&book.sheets[0].place, &book.sheets[0]).unwrap_err();
    assert_eq!(lines(&problems), ["r.xlsx, sheet links, row 3 [date]: `2025-09-03T14:00:00` is not a date"]);

    let participants =
        self::book(&[("people", &[&["participant", "role", "age"], &["C01", "child", "14"], &["7", "child", "15.5"]])]);
    let book = read_workbook("p.xlsx", &participants).unwrap();
    let people = read_participants("p.xlsx", book.sheet_for("p.xlsx", "participants").unwrap()).unwrap();
    assert_eq!(people.rows[1].name, "7", "an id that is a number is no 7.0");
    assert_eq!(people.rows[1].attribute("age"), Some(&Value::Number(15.5)));
}

fn fill_at(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in (0..).zip(texts) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

#[test]
fn cells_without_a_value_are_reported_under_columns_that_are_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("effects").unwrap();
    fill(sheet, &[EFFECTS, &["E1", "s1", "safety", "smd"], &["E2", "s1", "safety", "smd"]]);
    sheet.write_formula(1, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(1, 7, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let mut bytes = book.save_to_buffer().unwrap();
    bytes = typed_as_error(&bytes);
    let book = read_workbook("r.xlsx", &bytes).unwrap();
    let problems = read_effects(&book.sheets[0].place, &book.sheets[0]).unwrap_err();
    assert_eq!(lines(&problems), ["r.xlsx, sheet effects, row 2 [value]: `#DIV/0!` is not a value"]);
    let never = rewritten(&bytes, |xml| xml.replace("<v>#DIV/0!</v>", ""));
    let book = read_workbook("r.xlsx", &never).unwrap();
    let problems = read_effects(&book.sheets[0].place, &book.sheets[0]).unwrap_err();
    assert_eq!(
        lines(&problems),
        ["r.xlsx, sheet effects, row 2 [value]: the cell holds a formula that was never computed"]
    );
}

/// The writer types the result of every formula as words; a spreadsheet program types failures as errors.
fn typed_as_error(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, |xml| xml.replace(r#" t="str"><f>1/0"#, r#" t="e"><f>1/0"#))
}

/// A workbook with the text of its first sheet changed.
fn rewritten(bytes: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name.ends_with("sheet1.xml") {
            content = change(String::from_utf8(content).unwrap()).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_percentage_is_no_figure_below_one() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("statistics").unwrap();
    fill(sheet, &[&["statistic", "label", "unit", "note", "value"], &["S1", "a", "percent"], &["S2", "b", "percent"]]);
    let percent = Format::new().set_num_format("0.0%");
    sheet.write_number_with_format(1, 4, 0.56, &percent).unwrap();
    sheet.write_number_with_format(2, 3, 0.56, &Format::new().set_num_format_index(9)).unwrap();
    sheet.write_number(2, 4, 56).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let read = |bytes: &[u8]| {
        let book = read_workbook("s.xlsx", bytes).unwrap();
        read_statistics(&book.sheets[0].place, &book.sheets[0])
    };
    let problems = read(&bytes).unwrap_err();
    assert_eq!(lines(&problems), ["s.xlsx, sheet statistics, row 2 [value]: `56%` is not a number"]);
    let plain =
        rewritten(&bytes, |xml| xml.replace("<v>0.56</v></c></row><row r=\"3\"", "<v></v></c></row><row r=\"3\""));
    assert_eq!(read(&plain).unwrap().rows[1].note, "56%");
}

#[test]
fn cells_merged_downwards_say_the_same_of_each_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("cases").unwrap();
    fill(sheet, &[&["case", "name", "area"], &["F1", "Family 1"], &["F2", "Family 2"], &["F3", "Family 3"]]);
    sheet.merge_range(1, 2, 2, 2, "north", &Format::new()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let book = read_workbook("c.xlsx", &bytes).unwrap();
    let cases = read_cases("c.xlsx", &book.sheets[0]).unwrap();
    let areas: Vec<usize> = cases.rows.iter().map(|case| case.attributes.len()).collect();
    assert_eq!(areas, [1, 1, 0]);
}

#[test]
fn the_only_sheet_of_a_workbook_takes_its_kind_from_the_file_or_the_question() {
    let folder = TempDir::new().unwrap();
    let bytes = book(&[("Tabelle1", &[&["study", "country"], &["s1", "Wales"]])]);
    let mut project = project(&folder);
    import(&mut project, &saved(&folder, "studies.xlsx", &bytes)).unwrap();
    assert_eq!(project.snapshot(None).unwrap().findings.studies.len(), 1);
    let other = saved(&folder, "copy.xlsx", &bytes);
    let error = import(&mut project, &other).unwrap_err();
    assert!(error.contains("the workbook has no sheet of findings"), "{error}");
    let kind = Some(FindingKind::Sheet(FindingSheet::Studies));
    let options = FindingImportOptions { kind, ..FindingImportOptions::default() };
    project.import_findings(&[other], &options).unwrap();
}

#[test]
fn what_is_no_workbook_is_refused_with_a_way_out() {
    let refused = |bytes: &[u8]| read_workbook("r.xlsx", bytes).unwrap_err().to_string();
    assert!(refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on").contains("save it as .xlsx"));
    assert!(refused(b"PK\x03\x04 cut short").contains("cannot be read"));
    // Two cells, as far apart as cells can be.
    let far = rewritten(&book(&[("a", &[&["x"]])]), |xml| {
        let rows: Vec<String> =
            (1..400).map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>")).collect();
        let rows = rows.concat();
        let (before, rest) = xml.split_once("<sheetData>").unwrap();
        let (_, after) = rest.split_once("</sheetData>").unwrap();
        format!("{before}<sheetData>{rows}</sheetData>{after}")
    });
    assert!(refused(&far).contains("more cells than any review"), "{}", refused(&far));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    /// No bytes make the reader panic, and what it makes of them stays small.
    #[test]
    fn any_bytes_are_read_or_refused(noise in prop::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>(), inside in any::<bool>()) {
        let whole = book(&[("effects", &[EFFECTS, &["E1", "s1", "safety", "smd", "0.25", "0.1", "yes", ""]])]);
        let bytes = if inside {
            // Damage the XML of the sheet and pack it again, so that it is not the checksum that refuses it.
            rewritten(&whole, |xml| {
                let mut place = at.index(xml.len());
                while !xml.is_char_boundary(place) {
                    place -= 1;
                }
                format!("{}{}{}", &xml[..place], String::from_utf8_lossy(&noise), &xml[place..])
            })
        } else {
            let place = at.index(whole.len());
            let end = (place + noise.len()).min(whole.len());
            [&whole[..place], &noise[..], &whole[end..]].concat()
        };
        if let Ok(book) = read_workbook("x.xlsx", &bytes) {
            for sheet in &book.sheets {
                let _ = read_effects(&sheet.place, sheet);
            }
        }
        let _ = read_workbook("x.xlsx", &noise);
    }
}
