//! Findings as files: workbooks, flat sheets, and out and back again without loss.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod eppi;
mod escalc;
mod evidence;
mod flat;
mod references;
mod revman;
mod round_trips;
mod workbooks;
