//! Reading reference figures so that none is overlooked: every key is asked for, or the test says that it was not.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// The folder of shared figures: `THEMEWEAVE_SHARED`, or `shared` beside the package or one of the folders above it.
fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("THEMEWEAVE_SHARED").map(PathBuf::from);
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    named.into_iter().chain(package.ancestors().map(|above| above.join("shared"))).find(|path| path.is_dir())
}

/// The figures of a file of the shared vectors; none (with a word on it) where they are not at hand.
pub fn read(file: &str) -> Option<Value> {
    let Some(text) = shared().and_then(|shared| fs::read_to_string(shared.join("vectors/synthesis").join(file)).ok())
    else {
        println!("skipped: no {file} of reference figures");
        return None;
    };
    Some(serde_json::from_str(&text).expect("reference figures are JSON"))
}

/// Figures under one key, taken out one by one.
pub struct Figures {
    at: String,
    left: Map<String, Value>,
    tolerance: f64,
    wrong: Vec<String>,
    checked: usize,
}

impl Figures {
    pub fn new(at: &str, value: Value, tolerance: f64) -> Self {
        let Value::Object(left) = value else { panic!("{at} is not an object: {value}") };
        Self { at: at.to_owned(), left, tolerance, wrong: Vec::new(), checked: 0 }
    }

    /// Takes a value out.
    pub fn take(&mut self, key: &str) -> Value {
        self.left.remove(key).unwrap_or_else(|| panic!("{} has no {key}", self.at))
    }

    pub fn has(&self, key: &str) -> bool {
        self.left.contains_key(key)
    }

    /// Looks without taking.
    pub fn peek(&self, key: &str) -> &Value {
        self.left.get(key).unwrap_or_else(|| panic!("{} has no {key}", self.at))
    }

    pub fn keys(&self) -> Vec<String> {
        self.left.keys().cloned().collect()
    }

    /// Inputs, notes and names: nothing to compare.
    pub fn pass_over(&mut self, keys: &[&str]) {
        for key in keys {
            self.left.remove(*key);
        }
    }

    pub fn input(&mut self, key: &str) -> f64 {
        self.take(key).as_f64().unwrap_or_else(|| panic!("{}.{key} is not a number", self.at))
    }

    pub fn column(&mut self, key: &str) -> Vec<f64> {
        let value = self.take(key);
        let list = value.as_array().unwrap_or_else(|| panic!("{}.{key} is not a list", self.at));
        list.iter().map(|cell| cell.as_f64().expect("a number")).collect()
    }

    pub fn words(&mut self, key: &str) -> Vec<String> {
        let value = self.take(key);
        let list = value.as_array().unwrap_or_else(|| panic!("{}.{key} is not a list", self.at));
        list.iter().map(|cell| cell.as_str().expect("a word").to_owned()).collect()
    }

    pub fn inner(&mut self, key: &str) -> Figures {
        let value = self.take(key);
        Self::new(&format!("{}.{key}", self.at), value, self.tolerance)
    }

    pub fn number(&mut self, key: &str, found: f64) {
        let tolerance = self.tolerance;
        self.number_within(key, found, tolerance);
    }

    pub fn number_within(&mut self, key: &str, found: f64, tolerance: f64) {
        let expected = self.input(key);
        self.compare(key, found, expected, tolerance);
    }

    /// `null` and `[]` stand for a figure that is not defined.
    pub fn optional(&mut self, key: &str, found: Option<f64>) {
        let expected = self.take(key);
        match (found, expected.as_f64()) {
            (Some(found), Some(expected)) => self.compare(key, found, expected, self.tolerance),
            (None, None) => self.checked += 1,
            (found, _) => self.wrong.push(format!("{}.{key}: {found:?} instead of {expected}", self.at)),
        }
    }

    pub fn numbers(&mut self, key: &str, found: &[f64]) {
        let expected = self.column(key);
        if found.len() != expected.len() {
            self.wrong.push(format!("{}.{key}: {} figures instead of {}", self.at, found.len(), expected.len()));
        }
        for (position, (found, expected)) in found.iter().zip(expected).enumerate() {
            self.compare(&format!("{key}[{position}]"), *found, expected, self.tolerance);
        }
    }

    /// Compares figures that are asked for once more as input.
    pub fn numbers_again(&mut self, key: &str, found: &[f64]) {
        let kept = self.peek(key).clone();
        self.numbers(key, found);
        self.left.insert(key.to_owned(), kept);
    }

    pub fn word(&mut self, key: &str, found: &str) {
        let expected = self.take(key);
        self.checked += 1;
        if expected.as_str() != Some(found) {
            self.wrong.push(format!("{}.{key}: {found} instead of {expected}", self.at));
        }
    }

    fn compare(&mut self, key: &str, found: f64, expected: f64, tolerance: f64) {
        self.checked += 1;
        let off = (found - expected).abs();
        if !(off <= tolerance || off <= tolerance * expected.abs()) {
            self.wrong.push(format!("{}.{key}: {found} instead of {expected}, off by {off:e}", self.at));
        }
    }

    /// Takes over what is to say of figures below these.
    pub fn join(&mut self, other: Figures) {
        let mut report = Report::default();
        other.close(&mut report);
        self.wrong.append(&mut report.wrong);
        self.checked += report.checked;
    }

    /// What was wrong, what nobody asked for, and how many figures were compared.
    pub fn close(mut self, into: &mut Report) {
        for key in self.left.keys() {
            self.wrong.push(format!("{}.{key} is not checked", self.at));
        }
        into.wrong.append(&mut self.wrong);
        into.checked += self.checked;
    }
}

/// All that is to say of a file.
#[derive(Default)]
pub struct Report {
    wrong: Vec<String>,
    checked: usize,
}

impl Report {
    pub fn end(self, at_least: usize) {
        assert!(self.wrong.is_empty(), "{} figures:\n{}", self.wrong.len(), self.wrong.join("\n"));
        assert!(self.checked >= at_least, "only {} figures were compared", self.checked);
    }
}
