//! Codebook and scale files: every problem at its place, all of them at once, and no input that breaks the reader.

use proptest::prelude::*;
use themeweave::codebook::{self, lint};
use themeweave::model::{Codebook, Polarity, Problems, StepKind};

const GOOD: &str = r#"name = "returns"
version = "1.1.0"
title = "Returns"

[[category]]
id = "barrier"
name = "Barrier"
polarity = "negative"

[[code]]
id = "weak_support"
name = "Weak support"
category = "barrier"
definition = "Help was not there, or not enough of it, when it was needed."
include = ["No help at all"]
exclude = ["Help that came late (use weak_support_after)"]
examples_yes = ["“Nobody came.”"]
examples_no = ["“They came on Mondays.”"]

[[code]]
id = "weak_support_after"
name = "Weak support after the return"
category = "barrier"
parent = "weak_support"
polarity = "neutral"
definition = "The same, after the child had come home."

[[migration]]
step = "split"
code = "no_support"
into = ["weak_support", "weak_support_after"]
note = "Two times of support."
"#;

/// `line:column message` of every problem.
fn places(result: Result<Codebook, Problems>) -> Vec<String> {
    let problems = result.err().unwrap_or_default().0;
    let place = |part: Option<usize>| part.map_or("?".to_owned(), |part| part.to_string());
    problems.iter().map(|p| format!("{}:{} {}", place(p.line), place(p.column), p.message)).collect()
}

#[test]
fn a_good_codebook_says_what_its_file_says() {
    let book = codebook::read("1.1.0.toml", GOOD).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(book.label(), "returns 1.1.0");
    assert_eq!(book.codes[0].polarity, Polarity::Negative, "a code takes its category's polarity");
    assert_eq!(book.codes[1].polarity, Polarity::Neutral, "unless it says otherwise");
    assert_eq!(book.codes[1].parent.as_deref(), Some("weak_support"));
    assert_eq!(book.migrations[0].step, StepKind::Split);
    assert_eq!(book.migrations[0].into, ["weak_support", "weak_support_after"]);
}

#[test]
fn all_problems_come_at_once_each_at_its_line_and_column() {
    let text = r#"name = ""
version = "1.0"
titel = "Returns"

[[category]]
id = "barrier"
name = "Barrier"
polarity = "bad"

[[category]]
id = "barrier"
name = "Again"

[[code]]
id = "Weak Support"
name = "Weak support"
category = "barier"
definition = ""

[[code]]
id = "up_one"
name = "Up"
category = "barrier"
definition = "Long enough to be a sentence."
parent = "down_one"

[[code]]
id = "down_one"
name = "Down"
category = "barrier"
definition = "Long enough to be a sentence."
parent = "up_one"

[[code]]
id = "down_one"
name = 7
category = "barrier"
parent = "nobody"
include = "not a list"

[[migration]]
step = "ad"
code = "up_one"

[[migration]]
step = "add"
code = "up_on"

[[migration]]
step = "rename"
code = "older_code"

[[migration]]
step = "retire"
code = "down_one"
"#;
    assert_eq!(
        places(codebook::read("broken.toml", text)),
        [
            "1:1 this file has no `title`",
            "1:8 `name` is empty",
            "2:11 `1.0` is not a version: unexpected end of input while parsing minor version number",
            "3:1 `titel` is not a key of this file",
            "8:12 `bad` is not a polarity",
            "11:6 category `barrier` is defined twice, first on line 6",
            "15:6 `Weak Support` cannot be the id of a code: an id has 3 to 61 characters, a small letter first, then \
             a-z, 0-9 and _",
            "17:12 category `barier` is not in this codebook",
            "18:14 `definition` is empty",
            "25:10 codes are their own ancestors: up_one under down_one under up_one",
            "34:1 [[code]] has no `definition`",
            "35:6 code `down_one` is defined twice, first on line 28",
            "36:8 `name` should be text, found a whole number",
            "38:10 parent `nobody` of code `down_one` is not in this codebook",
            "39:11 `include` should be a list of texts, found text",
            "42:8 `ad` is not a migration step",
            "47:8 migration step names code `up_on`, which this version does not have",
            "50:8 a `rename` step needs one code under `into`, found 0",
            "55:8 code `down_one` is retired, yet this version still has it",
        ]
    );
    let hints: Vec<String> =
        codebook::read("broken.toml", text).expect_err("problems").0.into_iter().map(|p| p.hint).collect();
    for hint in
        ["did you mean `title`?", "for instance `weak_support`", "did you mean `barrier`?", "did you mean `up_one`?"]
    {
        assert!(hints.iter().any(|found| found == hint), "{hint} in {hints:?}");
    }
}

#[test]
fn broken_toml_is_shown_where_it_breaks_with_what_else_is_certainly_wrong() {
    let text = GOOD.replace("version = \"1.1.0\"", "version = \"1.1.0").replace("\"negative\"", "\"bad\"");
    let found = places(codebook::read("broken.toml", &text));
    assert_eq!(found[0].split_once(' ').map(|(place, _)| place), Some("2:17"), "{found:?}");
    assert!(found.iter().any(|line| line.contains("`bad` is not a polarity")), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("has no")), "what was cut off is not called missing: {found:?}");
}

#[test]
fn advice_names_each_weakness_once() {
    let text = GOOD
        .replace("name = \"Weak support after the return\"", "name = \"weak support\"")
        .replace("(use weak_support_after)", "(use weak_suport_after)")
        .replace("The same, after the child had come home.", "Later on.");
    let book = codebook::read("1.1.0.toml", &text).unwrap_or_else(|problems| panic!("{problems}"));
    let advice: Vec<String> = lint(&book).into_iter().map(|item| format!("{}: {}", item.about, item.message)).collect();
    assert_eq!(
        advice,
        [
            "weak_support: it points to `weak_suport_after`, which is not in this codebook",
            "weak_support_after: its definition has 2 words",
            "weak_support_after: it has no `include`",
            "weak_support_after: it has no `exclude`",
            "weak_support_after: it has no `examples_yes`",
            "weak_support_after: it has no `examples_no`",
            "weak_support_after: it is neutral while its category `barrier` is negative",
            "weak_support_after: its name \"weak support\" is also the name of `weak_support`",
        ]
    );
}

#[test]
fn scales_come_by_rank_and_their_slips_are_found() {
    let good = "id = \"cost\"\ntitle = \"Cost\"\nkind = \"money\"\n[[level]]\nid = \"2\"\nname = \"High\"\norder = 2\nlower_gbp = 500\n\
                [[level]]\nid = \"1\"\nname = \"Low\"\norder = 1\nupper_gbp = 499.99\n[level.labels]\nshort = \"lo\"\n";
    let scale = codebook::read_scale("cost.toml", good).unwrap_or_else(|problems| panic!("{problems}"));
    let ids: Vec<&str> = scale.levels.iter().map(|level| level.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(scale.levels[0].upper_gbp, Some(499.99));
    assert_eq!(scale.levels[0].extra["labels.short"], ["lo"]);
    assert_eq!(scale.extra["kind"], ["money"]);

    let bad =
        good.replace("order = 1", "order = 2").replace("upper_gbp", "uper_gbp").replace("id = \"1\"", "id = \"2\"");
    let problems = codebook::read_scale("cost.toml", &bad).expect_err("problems").0;
    let lines: Vec<Option<usize>> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(10), Some(12), Some(13)], "{problems:?}");
}

proptest! {
    /// A real file with a piece cut out, doubled or overwritten is read or refused with places inside the file.
    #[test]
    fn damaged_codebooks_are_refused_with_places_or_read(
        at in 0..GOOD.len(), length in 0_usize..60, patch in "[ a-z\"\\[\\]={}\n.é👍]{0,12}"
    ) {
        let start = GOOD.floor_char_boundary(at);
        let end = GOOD.floor_char_boundary((at + length).min(GOOD.len()));
        let damaged = format!("{}{patch}{}", &GOOD[..start], &GOOD[end.max(start)..]);
        if let Err(problems) = codebook::read("damaged.toml", &damaged) {
            prop_assert!(!problems.0.is_empty());
            let lines = damaged.split('\n').count();
            for problem in &problems.0 {
                prop_assert!(problem.line.is_some_and(|line| (1..=lines).contains(&line)), "{}", problem);
                prop_assert!(problem.column.is_some_and(|column| column >= 1), "{}", problem);
            }
        }
    }
}
