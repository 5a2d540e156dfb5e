//! Consent fails closed where a sheet or a scale is missing, mistyped or incomplete.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use themeweave::model::Scope;
use themeweave::project::{Now, Project, ProjectError, SheetKind};

fn project(folder: &Path) -> Project {
    let now = Now { today: jiff::civil::date(2026, 3, 1), timestamp: "2026-03-01T12:00:00Z".to_owned() };
    Project::create(&folder.join("study.tw"), "Study", "", now).unwrap()
}

fn import(project: &mut Project, folder: &Path, kind: SheetKind, text: &str) -> Result<String, ProjectError> {
    let file = folder.join("sheet.csv");
    fs::write(&file, text).unwrap();
    project.import_sheet(kind, &file, false)
}

#[test]
fn without_a_roles_scale_whoever_is_under_sixteen_still_needs_a_guardian() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path());
    let sheet = "participant,role,age,consent,consent_guardian\n\
                 C01,child,13,quote_published,\n\
                 C02,child,13,quote_published,quote_published\n\
                 C03,child,17,quote_published,\n";
    import(&mut project, folder.path(), SheetKind::Participants, sheet).unwrap();
    let snapshot = project.snapshot(None).unwrap();
    let allowed: Vec<Scope> = (0..3).map(|person| snapshot.allowed(person)).collect();
    assert_eq!(allowed, [Scope::Nothing, Scope::QuotePublished, Scope::QuotePublished]);
    let list = project.participants_table().unwrap();
    assert!(format!("{:?}", list.rows).contains("consent_guardian"), "the list says what is missing");
}

#[test]
fn a_slip_in_the_word_consent_is_an_error_and_not_an_attribute() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path());
    let sheet = "participant,role,consnet\nC01,child,quote_published\n";
    let error = import(&mut project, folder.path(), SheetKind::Participants, sheet).unwrap_err().to_string();
    assert!(error.contains("consnet") && error.contains("did you mean `consent`?"), "{error}");
    let own = "participant,role,consent,favourite_team\nC01,child,analyse,City\n";
    import(&mut project, folder.path(), SheetKind::Participants, own).unwrap();
}

#[test]
fn people_who_are_no_longer_in_the_sheet_are_named_when_they_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path());
    let both = "participant,role,consent\nC01,child,analyse\nP01,parent,analyse\n";
    import(&mut project, folder.path(), SheetKind::Participants, both).unwrap();
    let one = "participant,role,consent\nP01,parent,analyse\n";
    let summary = import(&mut project, folder.path(), SheetKind::Participants, one).unwrap();
    assert!(summary.contains("removed: C01"), "{summary}");
}

#[test]
fn a_speaker_sheet_that_names_nobody_known_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path());
    let transcript = folder.path().join("kai.txt");
    fs::write(&transcript, "Interviewer: How was it?\n\nKai: Fine.\n\nInterviewer: And now?\n\nKai: Fine too.\n")
        .unwrap();
    project.import_sources(&[transcript], false, false).unwrap();
    import(&mut project, folder.path(), SheetKind::Participants, "participant,role,consent\nC01,child,analyse\n")
        .unwrap();
    let sheet = "source,label,participant,part\nkai,Kai,C10,participant\n";
    let error = import(&mut project, folder.path(), SheetKind::Speakers, sheet).unwrap_err().to_string();
    assert!(error.contains("sheet.csv:2 [participant]") && error.contains("C10"), "{error}");
    assert!(project.speakers_of("kai").unwrap().iter().all(|speaker| speaker.participant.is_none()));
}
