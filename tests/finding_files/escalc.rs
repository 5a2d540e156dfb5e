//! Effects for programs of meta-analysis.

use std::fs;

use tempfile::TempDir;
use themeweave::project::{FindingExport, FindingForm, FindingImportOptions};

use crate::round_trips::project;

/// yi and vi of means are metafor's `escalc("SMD", ...)`: J exact, vtype LS.
#[test]
fn rows_have_yi_and_vi_where_what_is_reported_suffices() {
    let folder = TempDir::new().unwrap();
    let sheet = folder.path().join("effects.csv");
    let text = "effect,study,outcome,es_type,value,ci,n1,n2,m1,sd1,m2,sd2,e1,e2,higher_is_better\n\
                E1,s1,safety,OR,1.5,1.0 to 2.25,,,,,,,,,yes\n\
                E2,s1,safety,smd,,,50,50,12,5,10,5,,,no\n\
                E3,s1,safety,RR,,,205,208,,,,,98,72,yes\n\
                E4,s1,safety,smd,0.3,,,,,,,,,,yes\n\
                E5,s1,safety,smd,0.3,0.5 to 0.9,,,,,,,,,yes\n\
                E6,s1,safety,smd,0.3,,,,,,,,,,\n";
    fs::write(&sheet, text).unwrap();
    let studies = folder.path().join("studies.csv");
    fs::write(&studies, "study,cite,year,country,uk\ns1,\"Ash, 2014\",2014,Wales,yes\n").unwrap();
    let mut project = project(&folder);
    project.import_findings(&[sheet, studies], &FindingImportOptions::default()).unwrap();
    let (export, notes) = project.export_findings(FindingForm::Escalc, folder.path()).unwrap();
    let FindingExport::File(bytes) = export else { panic!("one file") };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, key: &str| rows[row][header.iter().position(|known| known == key).unwrap()].to_owned();
    let figure = |row: usize, key: &str| cell(row, key).parse::<f64>().unwrap();
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    assert_eq!(rows.len(), 4, "rows with errors are left out");
    assert_eq!(
        (cell(0, "cite"), cell(0, "measure"), cell(0, "year")),
        ("Ash, 2014".to_owned(), "OR".to_owned(), "2014".to_owned())
    );
    close(figure(0, "yi"), 1.5_f64.ln());
    close(figure(0, "sei"), 2.25_f64.ln() / (2.0 * 1.959_963_984_540_054));
    close(figure(1, "yi"), 0.396_929_634_968_228);
    close(figure(1, "vi"), 0.04 + 0.396_929_634_968_228_f64.powi(2) / 200.0);
    close(figure(2, "yi"), (98.0_f64 / 205.0 / (72.0 / 208.0)).ln());
    assert_eq!((cell(3, "yi"), cell(3, "vi")), (String::new(), String::new()));
    assert!(cell(3, "made_from").starts_with("no standard error"), "{}", cell(3, "made_from"));
    assert!(notes[0].ends_with("E5, E6") && notes[1].ends_with("E4"), "{notes:?}");
}
