//! Passages nest in participants: tests and intervals that hold although passages of one person are alike.
//!
//! A chi-squared test of passages takes each of them for a person of its own, and finds differences between groups where one
//! talkative participant made them. Here participants are the units that are dealt out anew or drawn:
//!
//! | question | method |
//! |---|---|
//! | could the difference be chance | [`Nested::permutation`] |
//! | how large might it be | [`Nested::bootstrap`] |
//! | the same in large samples | [`Nested::linearised`], [`Nested::log_odds`] |
//! | how much alike are passages of one person | [`Nested::clustering`] |
//!
//! Which difference is tested must be fixed beforehand: shares of all passages let talkative people count more, means of
//! participants' shares do not, and their p values can lie far apart.

mod groups;
mod resampling;
mod variance;

pub use groups::{Difference, Nested, Participant, Undefined};
pub use variance::{Clustering, Linearised, LogOdds};
