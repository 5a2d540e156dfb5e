//! Agreement of coders against values computed in R (irrCAC, irr, vcd, icr), krippendorff, statsmodels, scikit-learn,
//! NLTK, segeval and pygamma-agreement (`vectors/stats`), the checks that the counting rules print, and what must hold
//! for any data.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;
mod vectors;

#[path = "statistics_agreement/fixed_unit_properties.rs"]
mod fixed_unit_properties;
#[path = "statistics_agreement/fixed_units.rs"]
mod fixed_units;
#[path = "statistics_agreement/text_properties.rs"]
mod text_properties;
#[path = "statistics_agreement/texts.rs"]
mod texts;
#[path = "statistics_agreement/two_raters.rs"]
mod two_raters;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use themeweave::stats::agreement::ratings::Ratings;
use themeweave::stats::agreement::spans::Unit;
use vectors::{count, figure, known, list};

/// Entries of the files in `vectors/stats` and of their cases.
const FILE_KEYS: [&str; 5] = ["schema", "family", "half", "description", "cases"];
const CASE_KEYS: [&str; 9] = ["id", "method", "params", "input", "expected", "tool", "tol_abs", "notes", "source"];

/// A case of a file.
struct Case {
    id: String,
    method: String,
    params: Value,
    input: Value,
    expected: Value,
    tolerance: f64,
}

impl Case {
    /// Its expected values, each of which must be among `keys`.
    #[track_caller]
    fn expected(&self, keys: &[&str]) -> &Map<String, Value> {
        known(&self.expected, keys)
    }

    /// Its input, of which each entry must be among `keys`.
    #[track_caller]
    fn input(&self, keys: &[&str]) -> &Map<String, Value> {
        known(&self.input, keys)
    }
}

/// The cases of a file, where it is at hand; a file without cases fails.
fn cases(file: &str) -> Vec<Case> {
    let Some(file) = vectors::read(&format!("stats/{file}.json")) else { return Vec::new() };
    let cases = list(&known(&file, &FILE_KEYS)["cases"]);
    assert!(!cases.is_empty());
    let read = |case: &Value| {
        let entries = known(case, &CASE_KEYS);
        let text = |key: &str| entries[key].as_str().unwrap().to_owned();
        Case {
            id: text("id"),
            method: text("method"),
            params: entries["params"].clone(),
            input: entries["input"].clone(),
            expected: entries["expected"].clone(),
            tolerance: figure(&entries["tol_abs"]),
        }
    };
    cases.iter().map(read).collect()
}

/// A figure, or nothing where a tool gave none.
fn some_figure(value: &Value) -> Option<f64> {
    (!value.is_null()).then(|| figure(value))
}

/// Units by coders, as values.
fn ratings(value: &Value) -> Ratings {
    let units: Vec<Vec<Option<f64>>> =
        list(value).iter().map(|unit| list(unit).iter().map(some_figure).collect()).collect();
    Ratings::from_values(&units).unwrap()
}

fn index(value: &Value) -> usize {
    usize::try_from(count(value)).unwrap()
}

fn counts(value: &Value) -> Vec<u64> {
    list(value).iter().map(count).collect()
}

fn places(value: &Value) -> Vec<usize> {
    list(value).iter().map(index).collect()
}

/// Units with codes by their names, which are numbered in their order.
struct Coded {
    names: Vec<String>,
}

impl Coded {
    fn of(names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort();
        names.dedup();
        Self { names }
    }

    fn of_segments<'a>(coders: impl IntoIterator<Item = &'a Value>) -> Self {
        let segments = coders.into_iter().flat_map(list);
        Self::of(segments.map(|segment| segment[2].as_str().unwrap().to_owned()))
    }

    #[track_caller]
    fn code(&self, name: &str) -> usize {
        self.names.iter().position(|other| other == name).unwrap()
    }

    fn units(&self, segments: &Value) -> Vec<Unit> {
        let unit = |segment: &Value| Unit {
            start: count(&segment[0]),
            end: count(&segment[1]),
            code: self.code(segment[2].as_str().unwrap()),
        };
        list(segments).iter().map(unit).collect()
    }
}

/// The units of every coder of a text, in the order of their names.
fn continuum(input: &Map<String, Value>) -> (u64, Coded, Vec<Vec<Unit>>) {
    let coders: BTreeMap<&String, &Value> = input["coders"].as_object().unwrap().iter().collect();
    let coded = Coded::of_segments(coders.values().copied());
    let units = coders.values().map(|segments| coded.units(segments)).collect();
    (count(&input["length"]), coded, units)
}
