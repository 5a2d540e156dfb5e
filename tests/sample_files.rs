//! The codebooks, scales and sheets that are shipped read without a problem, and say what they should.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use themeweave::codebook;
use themeweave::interchange::check::{Level, check, check_table};
use themeweave::interchange::{self, findings};
use themeweave::model::{Codebook, Findings, Problems, Scale, Theme};
use themeweave::table::TerminalStyle;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a file of the package with one of the readers; its problems fail the test as a user would see them.
fn read<T>(path: &Path, reader: impl Fn(&str, &str) -> Result<T, Problems>) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader(&path.display().to_string(), &text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn sample(name: &str) -> PathBuf {
    root().join("transcripts-sample").join(name)
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    paths
}

fn newest_codebook() -> Codebook {
    read(&root().join("codebooks/reunification/1.1.0.toml"), codebook::read)
}

fn scales() -> Vec<Scale> {
    files_in(&root().join("codebooks/scales"), "toml").iter().map(|path| read(path, codebook::read_scale)).collect()
}

fn themes() -> Vec<Theme> {
    read(&sample("themes.toml"), interchange::read_themes).rows
}

fn finding_files() -> findings::FindingFiles {
    let at = |name: &str| sample("findings").join(name);
    findings::FindingFiles {
        studies: read(&at("studies.csv"), |name, text| findings::read_studies(name, text)),
        interventions: read(&at("interventions.csv"), |name, text| findings::read_interventions(name, text)),
        effects: read(&at("effects.csv"), |name, text| findings::read_effects(name, text)),
        elements: read(&at("elements.csv"), |name, text| findings::read_elements(name, text)),
        intervention_elements: read(&at("intervention_elements.csv"), |name, text| {
            findings::read_intervention_elements(name, text)
        }),
        statistics: read(&at("statistics.csv"), |name, text| findings::read_statistics(name, text)),
        cited: read(&at("sources-cited.csv"), |name, text| findings::read_cited(name, text)),
        recommendations: read(&at("recommendations.csv"), |name, text| findings::read_recommendations(name, text)),
        factors: read(&at("implementation_factors.csv"), |name, text| findings::read_factors(name, text)),
        views: read(&at("views.csv"), |name, text| findings::read_views(name, text)),
        view_matches: read(&at("view_matches.csv"), |name, text| findings::read_view_matches(name, text)),
        links: read(&at("links.csv"), |name, text| findings::read_links(name, text)),
        ..findings::FindingFiles::default()
    }
}

#[test]
fn the_codebooks_read_and_need_no_advice() {
    let first = read(&root().join("codebooks/reunification/1.0.0.toml"), codebook::read);
    let newest = newest_codebook();
    for book in [&first, &newest] {
        let advice = codebook::lint(book);
        assert!(advice.is_empty(), "{}", codebook::tables::advice(book, &advice).to_terminal(TerminalStyle::default()));
    }
    let added: BTreeSet<&str> = newest.migrations.iter().map(|step| step.code.as_str()).collect();
    let new: BTreeSet<&str> =
        newest.codes.iter().map(|code| code.id.as_str()).filter(|id| first.code(id).is_none()).collect();
    assert_eq!(added, new, "every code that 1.1.0 adds has its step");
    assert_eq!(newest.language, "en-GB");
}

#[test]
fn the_scales_keep_what_only_some_of_them_say() {
    let scales = scales();
    let scale = |id: &str| scales.iter().find(|scale| scale.id == id).unwrap_or_else(|| panic!("no scale {id}"));
    let designs = scale("designs");
    assert_eq!(designs.level("cluster_RCT").expect("a level").extra["group"], ["RCT"]);
    assert_eq!(scale("roles").level("interviewer").and_then(|role| role.data), Some(false));
    assert!(scale("evidence_rating").read_rating("3+*").is_some_and(|(level, mixed)| level.id == "3+" && mixed));
}

#[test]
fn every_sheet_of_the_sample_reads_and_names_known_codes() {
    let manifest = read(&sample("project.toml"), interchange::read_manifest);
    assert_eq!(manifest.guide.small_cell, 3);
    let book = newest_codebook();
    let participants = read(&sample("participants.csv"), |name, text| interchange::read_participants(name, text));
    let ids: BTreeSet<&str> = participants.rows.iter().map(|person| person.name.as_str()).collect();
    let speakers = read(&sample("speakers.csv"), |name, text| interchange::read_speakers(name, text));
    assert!(speakers.rows.iter().filter_map(|fact| fact.participant.as_deref()).all(|id| ids.contains(id)));
    let cases = read(&sample("cases.csv"), |name, text| interchange::read_cases(name, text));
    let sources = read(&sample("sources.csv"), |name, text| interchange::read_sources(name, text));
    let known: BTreeSet<&str> = cases.rows.iter().map(|case| case.id.as_str()).collect();
    assert!(sources.rows.iter().filter_map(|fact| fact.case.as_deref()).all(|case| known.contains(case)));
    let questions = read(&sample("interview-guide.csv"), |name, text| interchange::read_questions(name, text));
    let named =
        questions.iter().flat_map(|(line, question)| question.codes.iter().map(move |code| (line, code.as_str())));
    assert_eq!(interchange::unknown_codes(&questions.file, "codes", &book, named), []);
    for path in files_in(&sample("codings"), "csv") {
        let rows = read(&path, |name, text| interchange::read_codings(name, text));
        let named = rows.iter().map(|row| (row.line, row.code.as_str()));
        let unknown = Problems(interchange::unknown_codes(&path.display().to_string(), "code", &book, named));
        assert!(unknown.0.is_empty(), "{unknown}");
        assert!(rows.len() > 10, "{}", path.display());
    }
}

#[test]
fn the_findings_have_no_errors() {
    let files = finding_files();
    let findings: Findings = files.findings();
    let mut problems = check(&findings, &scales(), &themes(), &newest_codebook());
    files.locate(&mut problems);
    let shown = check_table(&problems).to_terminal(TerminalStyle { width: 160 });
    assert!(problems.iter().all(|problem| problem.level == Level::Warning), "{shown}");
    assert!(problems.iter().all(|problem| problem.line.is_some()), "{shown}");
    // The survey's nested bases are named but not counted in the report: a warning that must stay.
    assert!(problems.iter().any(|problem| problem.rule == "V16" && problem.id == "SV7"), "{shown}");
}

#[test]
fn a_codebook_reads_well_at_eighty_columns() {
    let book = newest_codebook();
    let text = codebook::tables::overview(&book).to_terminal(TerminalStyle { width: 80 });
    for code in &book.codes {
        assert!(
            text.lines().any(|line| line.split_whitespace().next() == Some(&code.id)),
            "{} is broken:\n{text}",
            code.id
        );
    }
    assert!(text.contains("· Preparation of the"), "{text}");
    let list = codebook::tables::list(&book);
    let child = list.rows.iter().position(|row| row[0].display() == "preparation_child").expect("a sub-code");
    assert_eq!(list.cell(child, "parent").expect("a cell").display(), "preparation_child_parent");
    let shown = codebook::tables::show(&book, "preparation_child_parent").expect("a code");
    assert!(shown.to_terminal(TerminalStyle { width: 80 }).contains("(preparation_child)"));
    assert_eq!(codebook::tables::show(&book, "preparation"), None);
}
