//! The traps in the founding documents' figures, held open to see in the sample: text that is filler, a range without
//! its upper end, nested bases, rival vintages, unlike cohorts, an attribute that people also speak of, a rating with
//! two signs, and a word that the guide does not repeat.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use themeweave::analysis::{self, statistic_in_words};
use themeweave::codebook;
use themeweave::interchange::check::{Level, check};
use themeweave::interchange::findings::{FindingFiles, read_cited, read_statistics};
use themeweave::model::{Codebook, Findings, Scale, Statistic};
use themeweave::table::Cell;

fn package(inner: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inner)
}

fn text(inner: &str) -> String {
    fs::read_to_string(package(inner)).unwrap_or_else(|error| panic!("{inner}: {error}"))
}

/// The published figures and the sources that they cite.
fn figures() -> Findings {
    let at = |name: &str| text(&format!("transcripts-sample/findings/{name}"));
    let files = FindingFiles {
        statistics: read_statistics("statistics.csv", &at("statistics.csv")).unwrap(),
        cited: read_cited("sources-cited.csv", &at("sources-cited.csv")).unwrap(),
        ..FindingFiles::default()
    };
    files.findings()
}

#[track_caller]
fn figure<'f>(findings: &'f Findings, id: &str) -> &'f Statistic {
    findings.statistics.iter().find(|figure| figure.id == id).unwrap_or_else(|| panic!("no figure {id}"))
}

fn scale(name: &str) -> Scale {
    codebook::read_scale(name, &text(&format!("codebooks/scales/{name}.toml"))).unwrap()
}

fn book() -> Codebook {
    codebook::read("1.1.0.toml", &text("codebooks/reunification/1.1.0.toml")).unwrap()
}

/// The text files that are shipped beside the program.
fn shipped() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![package("codebooks"), package("transcripts-sample")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|ending| ending.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("toml" | "csv" | "txt" | "md" | "vtt" | "srt") => files.push(path),
                _ => {}
            }
        }
    }
    files
}

#[test]
fn filler_text_is_shipped_nowhere_and_every_outcome_has_words_of_its_own() {
    let files = shipped();
    assert!(files.len() > 40, "{} files", files.len());
    for path in files {
        let words = String::from_utf8_lossy(&fs::read(&path).unwrap()).to_lowercase();
        assert!(!words.contains("lorem") && !words.contains("dolor sit"), "{}", path.display());
    }
    let outcomes = scale("outcome_domains");
    for level in &outcomes.levels {
        assert!(level.description.split_whitespace().count() >= 8, "{}: {}", level.id, level.description);
    }
    for (at, level) in outcomes.levels.iter().enumerate() {
        let again = outcomes.levels.iter().skip(at + 1).any(|other| other.description == level.description);
        assert!(!again, "{} says the same as another", level.id);
    }
}

#[test]
fn a_range_that_was_cut_off_has_a_lower_end_with_its_own_source_and_no_upper_end() {
    let findings = figures();
    let (low, high) = (figure(&findings, "CS5"), figure(&findings, "CS5_UPPER"));
    assert_eq!((low.value, low.source.as_str()), (Some(1644.0), "TP24"));
    assert_ne!(low.source, figure(&findings, "CS4").source, "the study's page does not hold the lower end");
    assert_eq!(low.verbatim_ok, Some(false), "it may not be quoted as the study's");
    assert_eq!(high.value, None);
    assert!(!high.note.is_empty(), "why it is empty");
    // A figure that nobody knows prints as none, and never as nought.
    let table = analysis::statistics(&findings);
    let row = table.rows.iter().position(|row| row[0] == Cell::words("CS5_UPPER")).unwrap();
    assert_eq!(table.cell(row, "value"), Some(&Cell::Empty));
    assert!(!statistic_in_words(&findings, high).contains('£'));
}

#[test]
fn nested_bases_are_named_never_counted_and_warned_of() {
    let findings = figures();
    for id in ["SV3", "SV4", "SV5", "SV6"] {
        assert_eq!(figure(&findings, id).base_n, Some(75), "{id}");
    }
    for (id, part, percent) in [("SV3", 42.0, 56.0), ("SV4", 14.0, 19.0)] {
        let figure = figure(&findings, id);
        assert_eq!((figure.value, figure.numerator), (Some(percent), None), "{id}: the count is not reported");
        assert!((part / 75.0 * 100.0_f64 - percent).abs() < 0.5, "{id}: {part} of 75 would give it");
    }
    let survey = &figure(&findings, "SV3").base;
    for (id, when) in [("SV7", "before"), ("SV8", "after")] {
        let nested = figure(&findings, id);
        assert_eq!((nested.base_n, nested.numerator), (None, None), "{id}");
        assert!(nested.base != *survey && nested.base.contains(when), "{id}: {}", nested.base);
    }
    let mut warned: Vec<String> = check(&findings, &[], &[], &Codebook::empty())
        .into_iter()
        .filter(|problem| problem.rule == "V16")
        .map(|problem| {
            assert_eq!(problem.level, Level::Warning);
            problem.id
        })
        .filter(|id| id.starts_with("SV"))
        .collect();
    warned.sort();
    assert_eq!(warned, ["SV7", "SV8"]);
}

#[test]
fn rival_vintages_stand_side_by_side_with_who_replaces_whom() {
    let findings = figures();
    for (new, old, year) in [("CS1", "H14_REENTRY", "2024"), ("CS2", "H14_SUPPORT", "2024")] {
        let (new, old) = (figure(&findings, new), figure(&findings, old));
        assert_eq!(new.supersedes, old.id);
        assert_eq!((new.as_of.as_str(), old.as_of.as_str()), (year, "2014"));
        assert_ne!(new.source, old.source);
    }
    // Equal rounded totals ten years apart are two figures, and the note says that this is no finding.
    let (now, then) = (figure(&findings, "CS1"), figure(&findings, "H14_REENTRY"));
    assert_eq!(now.value, then.value);
    assert!(then.note.contains("says nothing about change"), "{}", then.note);
    let page = figure(&findings, "CS1_NEWS");
    assert!(page.value > now.value && page.note.contains("print one of the two"), "{}", page.note);
    // The author's name as she writes it, the year of the report as its publisher has it.
    let cited = |id: &str| findings.cited.iter().find(|cited| cited.id == id).unwrap();
    assert!(cited("SR3").cite.starts_with("Holmes L (2024)"));
    assert_eq!(cited("SR1").year, Some(2023));
    assert!(findings.cited.iter().all(|cited| !cited.cite.contains("Homes L")));
}

#[test]
fn shares_of_re_entry_keep_their_cohorts_apart() {
    let findings = figures();
    let old = figure(&findings, "ST3");
    assert_eq!((old.value, old.as_of.as_str(), old.base_n), (Some(30.0), "2006-07 cohort", None));
    assert!(old.note.contains("10270"), "the cohort's size is known at second hand only: {}", old.note);
    for (id, value) in [("RE_3M", 12.0), ("RE_1Y", 20.0), ("RE_6Y", 35.0)] {
        let newer = figure(&findings, id);
        assert_eq!(newer.value, Some(value), "{id}");
        assert_eq!(newer.supersedes, "", "{id} is of other children and replaces nothing");
        assert!(newer.source != old.source && newer.as_of != old.as_of, "{id}");
    }
    // Another question than all of these: of whom 39 % is a share in one year, and of whom 27 % in another.
    let (earlier, later) = (figure(&findings, "ST2"), figure(&findings, "SHARE_2223"));
    assert_ne!(earlier.base, later.base);
    // The number of children who went home in a year is a lower bound and says so; it is no share of anything.
    let count = figure(&findings, "ST1");
    assert_eq!((count.unit.as_str(), count.base_n), ("count", None));
    assert!(count.note.contains("lower bound"), "{}", count.note);
}

#[test]
fn a_child_over_ten_is_an_age_and_a_thing_that_people_say() {
    let book = book();
    let code = book.code("child_over_10").unwrap();
    assert!(code.definition.contains("attribute"), "{}", code.definition);
    let people = text("transcripts-sample/participants.csv");
    let header = people.lines().nth(1).unwrap();
    let age = header.split(',').position(|column| column == "age").unwrap();
    let older = people.lines().skip(2).filter(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        cells[2] == "child" && cells[age].parse::<u32>().unwrap() > 10
    });
    let older = older.count();
    let said = fs::read_dir(package("transcripts-sample/codings"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap().matches(",child_over_10,").count())
        .sum::<usize>();
    assert!(older >= 3 && said >= 1, "{older} children over ten, {said} passages that say that it matters");
}

#[test]
fn plus_and_star_stand_together_in_a_rating_and_the_star_is_no_level() {
    let ratings = scale("evidence_rating");
    let (level, mixed) = ratings.read_rating("3+*").unwrap();
    assert_eq!((level.id.as_str(), mixed), ("3+", true));
    assert!(ratings.read_rating("3*+").is_none(), "the star comes last");
    let order = |rating: &str| ratings.read_rating(rating).unwrap().0.order;
    assert!(order("3") < order("3+*") && order("3+*") == order("3+") && order("3+*") < order("4"));
    assert!(text("transcripts-sample/findings/interventions.csv").contains(",3+*,"), "the sample has one");
}

#[test]
fn returns_end_and_do_not_fail_in_what_we_write() {
    let book = book();
    let code = book.code("previous_failed_returns").unwrap();
    assert!(code.definition.contains("“Failed” is the word of the literature"), "{}", code.definition);
    let mut names: Vec<String> = book.codes.iter().map(|code| code.name.clone()).collect();
    names.extend(figures().statistics.into_iter().map(|figure| figure.label));
    let themes = themeweave::interchange::read_themes("themes.toml", &text("transcripts-sample/themes.toml")).unwrap();
    for theme in themes.rows {
        names.extend([theme.name, theme.statement, theme.implication]);
    }
    for name in &names {
        let words = name.to_lowercase();
        assert!(!words.contains("failed return") && !words.contains("return failed"), "{name}");
        assert!(!words.contains("failed"), "{name}");
    }
    assert!(names.iter().any(|name| name == "Earlier returns that ended"), "the neutral name of the code");
}
