//! The gate that everything published passes: consent, pseudonyms, small cells.
//!
//! What has passed is a [`Released`] value, which only the [`Gate`] can make, so that a writer of
//! guides that takes nothing else cannot publish what was not judged. The gate fails closed: what it
//! cannot judge it refuses, and a [`Refusal`] says whom it concerns (by id), what is missing and how
//! to mend it.

mod gate;
mod names;
mod quote;
mod refusal;
mod released;
mod small_cells;

pub use gate::{Gate, Policy, TableKind};
pub use quote::{Attribution, Quote, QuoteDraft};
pub use refusal::{Reason, Refusal};
pub use released::Released;
