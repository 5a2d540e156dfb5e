//! The JSON of EPPI-Reviewer: code sets and references with their codes and outcomes. EPPI-Mapper draws interactive gap
//! maps of the same files.
//!
//! Names of properties and the meaning of the slots `Data1` to `Data14` are those of the program (EPPI-Centre/ER4,
//! `Outcome.cs`) and of an export that is public. Whether every version writes all of them is not known: whatever is missing
//! is not there, and nothing else is asked for.

mod read;
mod slots;
mod write;

pub use read::{EppiFindings, read_eppi};
pub use write::write_eppi;

/// The code sets that mean something to us, with the names that they go by; the first is the one that we write.
const DESIGN: &[&str] = &["Study design", "Design"];
const COUNTRY: &[&str] = &["Country", "Country of study"];
const INTERVENTION: &[&str] = &["Intervention", "Interventions", "Programme"];
const DOMAIN: &[&str] = &["Outcome domain", "Outcome domains", "Outcomes", "Outcome"];
const BIAS: &[&str] = &["Overall risk of bias", "Risk of bias"];
const BETTER: &[&str] = &["Direction of benefit"];

/// The two codes of the set that says which way is better.
const HIGHER: &str = "Higher is better";
const LOWER: &str = "Lower is better";

/// What [`write_eppi`] puts into `ExtType` beside an id of ours in `ExtURL`.
const OUR_ID: &str = "themeweave id";
/// What stands before a study's id in the comments of its reference.
const OUR_STUDY: &str = "themeweave study: ";
/// The property of the whole file that says that short titles of outcomes are ids of ours.
const GENERATOR: &str = "themeweave";
