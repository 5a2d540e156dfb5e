//! Saturation: have interviews said what there is to say?
//!
//! [`saturation`] looks at the order in which interviews were done, and at when runs of them brought hardly anything new.
//! [`Richness`] asks, whatever the order, how many codes more interviews like these could still bring.

mod richness;
mod runs;

pub use richness::Richness;
pub use runs::{Reached, Rule, Run, Saturation, of_new_codes, saturation};
