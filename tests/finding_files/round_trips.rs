//! What goes out comes back the same.

use std::fs;
use std::path::PathBuf;

use jiff::civil::date;
use proptest::prelude::*;
use tempfile::TempDir;
use themeweave::interchange::findings::{write_findings_csv, write_findings_xlsx};
use themeweave::model::Findings;
use themeweave::project::{FindingImportOptions, Now, Project};

use crate::evidence::findings;

pub fn project(folder: &TempDir) -> Project {
    let now = Now { today: date(2026, 3, 1), timestamp: "2026-03-01T12:00:00Z".to_owned() };
    Project::create(&folder.path().join("study.tw"), "Study", "", now).unwrap()
}

/// Imports files into a new project and gives back what it holds.
fn imported(folder: &TempDir, files: &[PathBuf]) -> Findings {
    let mut project = project(folder);
    project.import_findings(files, &FindingImportOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    project.snapshot(None).unwrap().findings
}

/// The first row that differs, as it was and as it came back.
fn difference(before: &Findings, after: &Findings) -> Option<String> {
    let (before, after) = (format!("{before:#?}"), format!("{after:#?}"));
    let differs = before.lines().zip(after.lines()).find(|(before, after)| before != after);
    let lengths = (before.lines().count(), after.lines().count());
    differs
        .map(|(before, after)| format!("{before} became {after}"))
        .or((lengths.0 != lengths.1).then(|| format!("{lengths:?} lines")))
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 48, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_workbook_gives_back_what_was_written(findings in findings()) {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("review.xlsx");
        let bytes = write_findings_xlsx(&findings).unwrap();
        prop_assert_eq!(&write_findings_xlsx(&findings).unwrap(), &bytes, "the same bytes on repeat");
        fs::write(&file, bytes).unwrap();
        prop_assert_eq!(difference(&findings, &imported(&folder, &[file])), None);
    }

    #[test]
    fn a_folder_of_sheets_gives_back_what_was_written(findings in findings()) {
        let folder = TempDir::new().unwrap();
        let files: Vec<PathBuf> = write_findings_csv(&findings).into_iter().map(|(name, text)| {
            prop_assert!(text.starts_with("# themeweave "), "{}", text);
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            Ok(path)
        }).collect::<Result<_, _>>()?;
        prop_assert_eq!(files.len(), 13);
        prop_assert_eq!(difference(&findings, &imported(&folder, &files)), None);
    }
}
