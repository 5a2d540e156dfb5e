//! References as reference managers exchange them.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;
use themeweave::interchange::ris::{RisReference, read_ris, write_ris};
use themeweave::model::{Cited, Findings};
use themeweave::project::FindingImportOptions;

use crate::round_trips::project;

const TIDY: &str = "TY  - JOUR\r\nAU  - Hood, Rick\r\nAU  - Goldacre, Allie\r\nAU  - Third, A.\r\nPY  - 2022/05/14\r\nTI  - Reunification of children:\r\n a rapid review\r\nT2  - Child Abuse Review\r\nDO  - 10.1002/car.1\r\nU1  - 4711\r\nER  - \r\n";

fn read(text: &str) -> (Vec<RisReference>, Vec<String>) {
    let file = read_ris("r.ris", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"));
    (file.references, file.notes)
}

#[test]
fn a_tidy_record_becomes_a_cited_source() {
    let (references, notes) = read(TIDY);
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(
        references[0].cited(),
        Cited {
            id: "4711".to_owned(),
            cite: "Hood et al. (2022). Reunification of children: a rapid review. Child Abuse Review".to_owned(),
            year: Some(2022),
            kind: "article".to_owned(),
            institution: String::new(),
            url: "https://doi.org/10.1002/car.1".to_owned(),
        }
    );
}

#[test]
fn everything_odd_is_read_and_told() {
    let text = "Some words before\nT1  - No type, as Scopus writes it\nA1 - Lee, B.\nY1  -\nER  -\n\
                TY  - RPRT\nTI  -No blank\nPY  - 2020\nAU  - Lee, B.\nTY  - RPRT\nAU  - Lee, B.\nPY  - 2020\nUR  - https://doi.org/10.5555/b?x\n\
                ER  - \nER  - \nTY  - THES\nTI  - The last has no end\nPY  - in press\n";
    let (references, notes) = read(text);
    let keys: Vec<&str> = references.iter().map(|reference| reference.key.as_str()).collect();
    assert_eq!(keys, ["lee", "lee_2020", "lee_2020_2", "the_last_has_no"]);
    assert_eq!(references[1].title, "No blank");
    assert_eq!(references[2].doi, "10.5555/b?x");
    let begin = |start: &str| notes.iter().any(|note| note.starts_with(start));
    for start in [
        "line 1: `Some words before` belongs to no record",
        "line 2: the record does not say what it is",
        "line 2: the record has no year",
        "line 10: a record begins before the one on line 6 has ended",
        "line 10: the record has no title",
        "line 10: the key lee_2020 is taken",
        "line 15: a record ends that has not begun",
        "line 16: the record has `in press` for a year",
    ] {
        assert!(begin(start), "{start} in {notes:#?}");
    }
    assert_eq!(notes.len(), 8, "{notes:#?}");
}

#[test]
fn encodings_are_found_out_and_other_files_refused() {
    let (bytes, _, _) =
        encoding_rs::WINDOWS_1252.encode("TY  - JOUR\nTI  - Über Rückkehr – ‘home’\nPY  - 2001\nER  - \n");
    let file = read_ris("r.ris", &bytes).unwrap();
    assert_eq!(file.references[0].title, "Über Rückkehr – ‘home’");
    assert!(file.notes[0].contains("guess"), "{:?}", file.notes);
    assert!(read_ris("r.ris", b"study,cite\ns1,x\n").unwrap_err().to_string().contains("TY  - JOUR"));
    assert!(read_ris("r.ris", b"\x01\x02\x03\x04").unwrap_err().to_string().contains("no text"));
}

#[test]
fn studies_are_tied_to_the_one_reference_that_reports_them() {
    let folder = TempDir::new().unwrap();
    let studies = folder.path().join("studies.csv");
    fs::write(
        &studies,
        "study,cite,year,doi\nby_doi,Somebody else,2022,https://doi.org/10.1002/CAR.1\nby_name,Van den Berg and Li 2020,2020,\n\
         twice,Lee 2019,2019,\nnone,Nobody 2001,2001,\n",
    )
    .unwrap();
    let references = folder.path().join("library.ris");
    let more = "TY  - JOUR\nAU  - van den Berg, A.\nTI  - One\nPY  - 2020\nDO  - 10.1/one\nER  -\n\
                TY  - JOUR\nAU  - Lee, B.\nTI  - Two\nPY  - 2019\nER  -\nTY  - JOUR\nAU  - Lee, C.\nTI  - Three\nPY  - 2019\nER  -\n";
    fs::write(&references, format!("{TIDY}{more}")).unwrap();
    let mut project = project(&folder);
    let options = FindingImportOptions::default();
    let done = project.import_findings(&[studies, references.clone()], &options).unwrap();
    assert!(done.notes.iter().any(|note| note.starts_with("2 studies are tied")), "{:?}", done.notes);
    assert!(done.notes.iter().any(|note| note.contains("twice, none")), "{:?}", done.notes);
    let findings = project.snapshot(None).unwrap().findings;
    let tied: Vec<(&str, &str)> =
        findings.studies.iter().map(|study| (study.id.as_str(), study.ris_id.as_str())).collect();
    assert_eq!(tied, [("by_doi", "4711"), ("by_name", "van_den_berg_2020"), ("twice", ""), ("none", "")]);
    assert_eq!(findings.studies[1].doi, "10.1/one");
    assert_eq!(findings.cited.len(), 4);
    assert_eq!(project.import_findings(&[references], &options).unwrap().summary, "", "the same again changes nothing");
}

#[test]
fn what_goes_out_comes_back() {
    let cited = |id: &str, cite: &str, kind: &str| Cited {
        id: id.to_owned(),
        cite: cite.to_owned(),
        year: Some(2021),
        kind: kind.to_owned(),
        institution: "An institute".to_owned(),
        url: "https://example.org/a".to_owned(),
    };
    let findings = Findings {
        cited: vec![cited("FW1", "Taking care – a framework", "report"), cited("P2", "An article", "article")],
        ..Findings::default()
    };
    let (references, notes) = read(&write_ris(&findings));
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(references.iter().map(RisReference::cited).collect::<Vec<_>>(), findings.cited);
}

proptest! {
    /// No bytes make the reader panic, and every record that is read has a key of its own.
    #[test]
    fn any_bytes_are_read_or_refused(text in "((TY|ER|AU|TI|PY|UR|[A-Z0-9é]{2}) {0,3}-? ?[a-z0-9./é, ]{0,12}\r?\n?){0,12}", noise in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = read_ris("r.ris", &noise);
        if let Ok(file) = read_ris("r.ris", text.as_bytes()) {
            let mut keys: Vec<&str> = file.references.iter().map(|reference| reference.key.as_str()).collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            prop_assert_eq!(keys.len(), all);
            prop_assert!(keys.iter().all(|key| !key.is_empty()));
        }
    }
}
