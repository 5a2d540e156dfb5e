//! Codebooks as files: TOML and CSV come back as they went out, other tools' sheets come in, and the appendix
//! reads well, as Markdown and as a Word document.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use themeweave::codebook;
use themeweave::ingest;
use themeweave::interchange::{CodebookSheet, codebook_docx, codebook_markdown, read_codebook_csv, write_codebook_csv};
use themeweave::model::{Category, Code, Codebook, Migration, Polarity, StepKind};

fn shipped(version: &str) -> (String, Codebook) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("codebooks/reunification/{version}.toml"));
    let text = fs::read_to_string(&path).unwrap();
    let book = codebook::read(&path.display().to_string(), &text).unwrap_or_else(|problems| panic!("{problems}"));
    (text, book)
}

fn sheet(text: &str) -> Codebook {
    let about = CodebookSheet { fallback: "imported".into(), ..CodebookSheet::default() };
    read_codebook_csv("codes.csv", text, &about).unwrap_or_else(|problems| panic!("{problems}"))
}

/// `id | name | parent | category` of every code.
fn outline(book: &Codebook) -> Vec<String> {
    let line = |code: &Code| {
        let categories = code.categories().collect::<Vec<_>>().join("+");
        format!("{} | {} | {} | {categories}", code.id, code.name, code.parent.as_deref().unwrap_or("-"))
    };
    book.codes.iter().map(line).collect()
}

/// What a sheet's problems say, with their lines.
fn problems(text: &str) -> Vec<String> {
    let about = CodebookSheet { fallback: "imported".into(), ..CodebookSheet::default() };
    let found = read_codebook_csv("codes.csv", text, &about).unwrap_err().0;
    found.iter().map(|p| format!("{} {}", p.line.map_or("-".to_owned(), |line| line.to_string()), p.message)).collect()
}

#[test]
fn the_shipped_files_are_written_as_they_are() {
    for version in ["1.0.0", "1.1.0", "2.0.0"] {
        let (text, book) = shipped(version);
        let plain: Vec<&str> = text.lines().skip_while(|line| line.starts_with('#') || line.is_empty()).collect();
        assert_eq!(codebook::write(&book).lines().collect::<Vec<_>>(), plain, "{version}");
        let back = sheet(&write_codebook_csv(&book));
        assert_eq!(back, Codebook { released: None, ..book }, "{version} as CSV");
    }
}

#[test]
fn a_taguette_export_comes_in_with_its_levels() {
    let text = "tag,description,number of highlights\nenabler.contact,Seeing each other,3\nenabler,What helps,1\nbarrier.money.rent,,2\nNo. 5,A plain name,0\n";
    let book = sheet(text);
    assert_eq!((book.name.as_str(), book.version.to_string().as_str()), ("imported", "1.0.0"));
    assert_eq!(
        outline(&book),
        [
            "contact | contact | enabler | code",
            "enabler | enabler | - | code",
            "barrier | barrier | - | code",
            "money | money | barrier | code",
            "rent | rent | money | code",
            "no_5 | No. 5 | - | code",
        ]
    );
    assert_eq!(book.codes[0].definition, "Seeing each other");
    assert_eq!(book.codes[4].definition, "rent", "without a description a code says its name, and lint asks for more");
    assert!(codebook::lint(&book).iter().any(|advice| advice.about == "rent" && advice.message.contains("1 words")));
    assert_eq!(book.categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(), ["Code"]);
    assert_eq!(codebook::read("x.toml", &codebook::write(&book)), Ok(book));
}

#[test]
fn paths_may_be_written_with_other_signs_and_ids_stay_apart() {
    let book = sheet("path;description\nHome > Money;m\nSchool > Money;m\nHome > Été;x\n学校;y\n1;z\n");
    assert_eq!(
        outline(&book),
        [
            "home | Home | - | code",
            "money | Money | home | code",
            "school | School | - | code",
            "school_money | Money | school | code",
            "code_t | Été | home | code",
            "code | 学校 | - | code",
            "code_1 | 1 | - | code",
        ]
    );
    let book = sheet("name\nHome/Money\nHome/Rent\n");
    assert_eq!(book.codes.len(), 3);
    let about = CodebookSheet {
        name: Some("other".into()),
        version: Some(semver::Version::new(0, 2, 0)),
        separator: Some('>'),
        fallback: "x".into(),
    };
    let flat = read_codebook_csv("codes.csv", "name\nHome/Money\nHome.Rent\n", &about).unwrap();
    assert_eq!((flat.label().as_str(), flat.codes.len()), ("other 0.2.0", 2));
}

#[test]
fn columns_of_ours_say_more_than_a_name() {
    let text = "id,name,parent,category,polarity,definition,include\n\
                home_time,Time at home,,Enabler; Child theme,positive,Time there,\"one thing\nanother thing\"\n\
                ,Sundays,Time at home,,,On Sundays,\n";
    let book = sheet(text);
    assert_eq!(
        outline(&book),
        ["home_time | Time at home | - | enabler+child_theme", "sundays | Sundays | home_time | enabler+child_theme"]
    );
    assert_eq!(book.codes[0].include, ["one thing", "another thing"]);
    assert_eq!(book.codes[0].polarity, Polarity::Positive);
}

#[test]
fn what_is_wrong_with_a_sheet_is_said_row_by_row() {
    assert_eq!(problems("description\nx\n"), ["1 the sheet has no column that names codes"]);
    assert_eq!(
        problems("id,name,parent,polarity\nBad Id,One,,\nsame,Two,,up\nsame,Three,Tow,\n"),
        ["3 `up` is not known here"],
        "cells come before what the rows say together"
    );
    assert_eq!(
        problems("id,name,parent\nBad Id,One,\nsame,Two,\nsame,Three,Tow\n"),
        [
            "2 `Bad Id` cannot be the id of a code",
            "4 id `same` is given twice, first on line 3",
            "4 there is no code `Tow` that could be above this one",
        ]
    );
    assert_eq!(
        problems("id,name,parent\nfirst,One,second\nsecond,Two,first\n"),
        ["- codes are their own ancestors: first under second under first"]
    );
    assert_eq!(
        problems("name\nlove/hate\nhome.rent\n"),
        ["- the names have `/` and `.` in them: which of these stands between levels?"]
    );
    assert_eq!(problems("tag\nhome\nhome\n"), ["3 code `home` stands here for the second time, first on line 2"]);
    assert_eq!(problems("tag\n"), ["- the sheet lists no code"]);
}

/// The codes of a project that the other tool made, as the sheet that it would write of them.
#[test]
fn the_codes_of_a_project_of_taguette_come_in() {
    let file = sandbox::shared().map(|shared| shared.join("fixtures/refi/taguette1.5.2_export.qdc"));
    let Some(text) = file.and_then(|file| fs::read_to_string(file).ok()) else {
        println!("skipped: shared/fixtures/refi is not at hand");
        return;
    };
    let names: Vec<&str> = text.split(" name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let rows = names.join(",\n") + ",\n";
    let book = sheet(&format!("tag,description\n{rows}"));
    assert_eq!(book.codes.len(), names.len());
    for name in names.iter().filter(|name| name.contains('.')) {
        let (above, own) = name.rsplit_once('.').unwrap();
        let code = book.codes.iter().find(|code| code.name == own).unwrap();
        assert_eq!(code.parent.as_deref(), Some(codebook::slug(above).as_str()));
    }
}

#[test]
fn the_appendix_is_the_same_in_markdown_and_in_word() {
    let (_, book) = shipped("2.0.0");
    let page = codebook_markdown(&book);
    for line in [
        "# Reunification: children going home from care",
        "## Barrier",
        "### Stigma, judgement and mistrust",
        "**Code.** stigma\\_judgement; negative; also Parents’ own theme",
        "**Also in this category**",
        "- Stigma, judgement and mistrust (stigma\\_judgement)",
    ] {
        assert_eq!(page.lines().filter(|found| *found == line).count(), 1, "{line}");
    }
    let headings = page.lines().filter(|line| line.starts_with("### ")).count();
    assert_eq!(headings, book.codes.len(), "every code stands once in full");

    let bytes = codebook_docx(&book).unwrap();
    assert_eq!(bytes, codebook_docx(&book).unwrap(), "the same bytes each time");
    let text = ingest::read("appendix.docx", &bytes).unwrap_or_else(|problem| panic!("{problem}")).text;
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert_eq!(plain(&text), plain(&page), "word for word what the Markdown says");
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(package.by_name(name).unwrap()).unwrap();
    let document = part("word/document.xml");
    assert_eq!(document.matches("<w:pStyle w:val=\"Heading2\"/>").count(), book.codes.len());
    assert_eq!(document.matches("<w:pStyle w:val=\"Heading1\"/>").count(), book.categories.len());
    let styles = part("word/styles.xml");
    for style in ["heading 1", "heading 2", "Title", "List Bullet"] {
        assert!(styles.contains(&format!("<w:name w:val=\"{style}\"/>")), "{style}");
    }
    assert!(styles.contains("<w:lang w:val=\"en-GB\"/>"));
}

#[test]
fn signs_with_a_meaning_are_written_as_signs() {
    let mut book = hard_book("a *b* _c_ <d> & \"e\" [f](g) `h` \\i", "1. first\u{1}");
    book.language = "en\"".into();
    let page = codebook_markdown(&book);
    assert!(page.contains("a \\*b\\* \\_c\\_ \\<d> & \"e\" \\[f\\](g) \\`h\\` \\\\i"), "{page}");
    assert!(page.contains("- 1\\. first"), "{page}");
    let bytes = codebook_docx(&book).unwrap();
    let text = ingest::read("appendix.docx", &bytes).unwrap().text;
    assert!(text.contains("a *b* _c_ <d> & \"e\" [f](g) `h` \\i"), "{text}");
}

fn hard_book(text: &str, item: &str) -> Codebook {
    let code = |id: &str, parent: Option<&str>| Code {
        id: id.into(),
        name: format!("x {text}").trim().into(),
        category: "barrier".into(),
        facets: if parent.is_some() { vec!["voice".into()] } else { Vec::new() },
        parent: parent.map(str::to_owned),
        polarity: Polarity::Negative,
        definition: format!("{text} y").trim().into(),
        include: vec![format!("z{item}").trim().into(), "plain".into()],
        examples_no: vec![format!("{item}z").trim().into()],
        source: text.trim().into(),
        ..Code::default()
    };
    let category =
        |id: &str| Category { id: id.into(), name: id.into(), description: text.trim().into(), ..Category::default() };
    Codebook {
        name: format!("n{text}").trim().into(),
        version: semver::Version::new(1, 2, 3),
        title: format!("t{text}").trim().into(),
        description: text.trim().into(),
        categories: vec![category("barrier"), category("voice")],
        codes: vec![code("first_code", None), code("second_code", Some("first_code"))],
        migrations: vec![Migration {
            step: StepKind::Split,
            code: "older".into(),
            into: vec!["first_code".into(), "second_code".into()],
            note: item.trim().into(),
        }],
        ..Codebook::empty()
    }
}

proptest! {
    /// Whatever stands in a codebook's texts, its file and its sheet give it back.
    #[test]
    fn toml_and_csv_come_back_as_they_went_out(
        text in "[a-z \n\"'\\\\#,;:=\\[\\]{}é👍\t-]{0,40}", item in "[a-z \n\"\\\\;>/.,é👍]{0,30}"
    ) {
        let book = hard_book(&text, &item);
        let toml = codebook::write(&book);
        prop_assert_eq!(codebook::read("x.toml", &toml), Ok(book.clone()), "{}", toml);
        let csv = write_codebook_csv(&book);
        let back = read_codebook_csv("x.csv", &csv, &CodebookSheet::default());
        prop_assert_eq!(back, Ok(book), "{}", csv);
    }

    /// No sheet makes the reader panic.
    #[test]
    fn any_sheet_is_read_or_refused(text in "(kind,)?(id,)?(tag|path|name),(parent|description)\n[a-z,;\"\n./>é ]{0,120}") {
        let _ = read_codebook_csv("x.csv", &text, &CodebookSheet::default());
    }
}
