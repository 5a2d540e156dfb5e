//! Manifests and themes: what they say, and every problem at its place.

use themeweave::interchange::{GuideSettings, read_manifest, read_themes};

const GOOD: &str = r#"format = "themeweave manifest 1"
title = "Going home"
project = "study.tw"

[files]
transcripts = ["transcripts/*", "more/**/*.txt"]
codebook = "../codebooks/returns/1.0.0.toml"

[guide]
quotes_per_theme = 2
"#;

#[test]
fn what_a_manifest_leaves_out_has_its_usual_value() {
    let manifest = read_manifest("project.toml", GOOD).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(manifest.files.transcripts, ["transcripts/*", "more/**/*.txt"]);
    assert_eq!(manifest.files.codebook.as_deref(), Some("../codebooks/returns/1.0.0.toml"));
    assert_eq!(manifest.files.sources, None);
    assert_eq!(manifest.findings.effects, None);
    assert_eq!(manifest.guide, GuideSettings { quotes_per_theme: 2, ..GuideSettings::default() });
    assert_eq!(manifest.notice, "");
}

#[test]
fn all_problems_of_a_manifest_come_at_once() {
    let text = r#"format = "themeweave manifest 2"
project = "C:\\study.tw"
note = "x"

[files]
transcript = ["transcripts/*"]
codebook = "/home/me/codebook.toml"
scales = ["scales\\*.toml"]

[guide]
small_cell = 0
min_quote_words = 70
quotes_per_theme = "four"
"#;
    let problems = read_manifest("project.toml", text).expect_err("problems").0;
    let found: Vec<(usize, usize)> =
        problems.iter().map(|problem| (problem.line.unwrap_or(0), problem.column.unwrap_or(0))).collect();
    let expected = [(1, 1), (1, 10), (2, 11), (3, 1), (5, 1), (6, 1), (7, 12), (8, 11), (11, 14), (12, 19), (13, 20)];
    assert_eq!(found, expected, "{problems:#?}");
    assert_eq!(problems[3].hint, "did you mean `notice`?");
    assert_eq!(problems[5].hint, "did you mean `transcripts`?");
}

#[test]
fn themes_keep_their_order_and_lines() {
    let text = r#"[[theme]]
id = "someone_who_stays"
name = "Someone who stays"
statement = "A worker who stays becomes the memory."
codes = ["trusted_relationship", "staff_turnover"]

[[theme]]
id = "clear_plan"
name = "Clear plan"
statement = "A plan that everybody knew."
codes = ["weak_planning"]
questions = ["RQ1.2"]
"#;
    let themes = read_themes("themes.toml", text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(themes.lines, [1, 7]);
    assert_eq!(themes.rows[0].codes, ["trusted_relationship", "staff_turnover"]);
    assert_eq!(themes.rows[1].questions, ["RQ1.2"]);

    let broken = text
        .replace("clear_plan", "someone_who_stays")
        .replace("\"staff_turnover\"", "\"trusted_relationship\"")
        .replace("codes = [\"weak_planning\"]\n", "");
    let problems = read_themes("themes.toml", &broken).expect_err("problems").0;
    let lines: Vec<Option<usize>> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(5), Some(7), Some(8)], "{problems:#?}");
}
