//! One case of a file of reference figures, whose expected figures are taken out one by one so that none is overlooked.

use serde_json::{Map, Value};

use crate::vectors::{self, figure, known, list};

const FILE_KEYS: [&str; 5] = ["schema", "family", "half", "description", "cases"];
const CASE_KEYS: [&str; 10] =
    ["id", "method", "params", "input", "expected", "tool", "tol_abs", "notes", "source", "crosscheck"];

/// A case, or an object within its expected figures.
pub struct Case {
    pub what: String,
    pub method: String,
    pub params: Value,
    pub input: Value,
    expected: Map<String, Value>,
    tolerance: f64,
}

/// The cases of a file of `vectors/stats`; none where it is not at hand.
pub fn cases(file: &str) -> Vec<Case> {
    let Some(content) = vectors::read(&format!("stats/{file}")) else { return Vec::new() };
    let cases = list(&known(&content, &FILE_KEYS)["cases"]);
    assert!(!cases.is_empty(), "{file} is empty");
    cases
        .iter()
        .map(|case| {
            let case = known(case, &CASE_KEYS);
            Case {
                what: format!("{file} {}", case["id"]),
                method: case["method"].as_str().unwrap().to_owned(),
                params: case["params"].clone(),
                input: case["input"].clone(),
                expected: case["expected"].as_object().unwrap().clone(),
                tolerance: figure(&case["tol_abs"]),
            }
        })
        .collect()
}

impl Case {
    /// Compares a figure, where one is expected; what is null or minus infinite there must be undefined here.
    #[track_caller]
    pub fn is(&mut self, key: &str, found: impl Into<Option<f64>>) {
        if let Some(expected) = self.expected.remove(key) {
            self.compare(key, found.into(), &expected);
        }
    }

    /// Compares a list of figures.
    #[track_caller]
    pub fn row(&mut self, key: &str, found: &[f64]) {
        if let Some(expected) = self.expected.remove(key) {
            self.compare_row(key, found, &expected);
        }
    }

    /// Compares a list of lists of figures.
    #[track_caller]
    pub fn grid(&mut self, key: &str, found: &[Vec<f64>]) {
        if let Some(expected) = self.expected.remove(key) {
            assert_eq!(found.len(), list(&expected).len(), "{} {key}", self.what);
            for (found, expected) in found.iter().zip(list(&expected)) {
                self.compare_row(key, found, expected);
            }
        }
    }

    /// An object among the expected figures.
    pub fn part(&mut self, key: &str) -> Option<Case> {
        let expected = self.expected.remove(key)?.as_object().unwrap().clone();
        let what = format!("{} {key}", self.what);
        let (method, tolerance) = (self.method.clone(), self.tolerance);
        Some(Case { what, method, params: Value::Null, input: Value::Null, expected, tolerance })
    }

    /// The names of what has not been compared yet.
    pub fn keys(&self) -> Vec<String> {
        self.expected.keys().cloned().collect()
    }

    /// An expected value that is compared by the test itself.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.expected.remove(key)
    }

    /// An entry that no figure is compared with, and why.
    pub fn not_compared(&mut self, key: &str, _reason: &'static str) {
        self.expected.remove(key);
    }

    #[track_caller]
    fn compare_row(&self, key: &str, found: &[f64], expected: &Value) {
        assert_eq!(found.len(), list(expected).len(), "{} {key}", self.what);
        for (found, expected) in found.iter().zip(list(expected)) {
            self.compare(key, Some(*found), expected);
        }
    }

    #[track_caller]
    fn compare(&self, key: &str, found: Option<f64>, expected: &Value) {
        let agrees = match (found, expected) {
            (found, Value::Null) => found.is_none(),
            (found, Value::String(word)) if word == "-inf" => found.is_none(),
            (found, Value::String(word)) if word == "inf" => found == Some(f64::INFINITY),
            (found, expected) => found.is_some_and(|found| (found - figure(expected)).abs() <= self.tolerance),
        };
        assert!(agrees, "{} {key}: {found:?} instead of {expected}", self.what);
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.expected.is_empty(), "{}: no test compares {:?}", self.what, self.expected);
        }
    }
}

/// A list of lists of counts.
pub fn counts(value: &Value) -> Vec<Vec<u64>> {
    list(value).iter().map(|row| list(row).iter().map(vectors::count).collect()).collect()
}

/// A two-by-two table of counts.
pub fn cells(value: &Value) -> [[u64; 2]; 2] {
    let counts = counts(value);
    [[counts[0][0], counts[0][1]], [counts[1][0], counts[1][1]]]
}
