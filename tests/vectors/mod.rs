//! Reference values computed with independent, named tools: `vectors/` in the folder of shared references. They are
//! not part of the package; where they are not at hand a test says so and passes.

// Each test binary uses its own part; a test may panic where the machine fails it.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use serde_json::{Map, Value};

use crate::sandbox::shared;

/// The values of a file below `vectors/`, where it is at hand.
pub fn read(file: &str) -> Option<Value> {
    let Some(path) = shared().map(|shared| shared.join("vectors").join(file)).filter(|path| path.is_file()) else {
        println!("skipped: shared/vectors/{file} is not at hand");
        return None;
    };
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

/// An object's entries, all of which must be known: a figure that nobody checks is not passed over in silence.
#[track_caller]
pub fn known<'a>(value: &'a Value, keys: &[&str]) -> &'a Map<String, Value> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let strange: Vec<&String> = object.keys().filter(|key| !keys.contains(&key.as_str())).collect();
    assert!(strange.is_empty(), "keys that no test knows: {strange:?}");
    object
}

/// A list's entries.
#[track_caller]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// A list of figures.
#[track_caller]
pub fn figures(value: &Value) -> Vec<f64> {
    list(value).iter().map(figure).collect()
}

/// A figure.
#[track_caller]
pub fn figure(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no figure: {value}"))
}

/// A count.
#[track_caller]
pub fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no count: {value}"))
}

/// Fails unless a figure is defined and within `tolerance` of the expected one.
#[track_caller]
pub fn assert_close(found: impl Into<Option<f64>>, expected: f64, tolerance: f64, what: &str) {
    let found = found.into();
    let near = found.is_some_and(|found| (found - expected).abs() <= tolerance);
    assert!(near, "{what}: {found:?} instead of {expected}");
}
