//! Tables of counts: association, exact tests, two groups, strata, repeated measures, ordered groups.
//!
//! | question | function |
//! |---|---|
//! | are rows and columns independent, how strongly are they associated | [`independence()`] |
//! | which cells stand out | [`residuals`] |
//! | the same when counts are small | [`fisher_exact`] |
//! | how do two groups differ | [`groups()`] |
//! | do they within strata, and equally | [`strata()`] |
//! | did the same people change | [`mcnemar`], [`cochran_q`] |
//! | does it rise from group to group | [`trend()`] |
//!
//! All of them take units to be independent. Passages nest in participants, and their tests are too bold then; see
//! [`nested`](super::nested).

mod exact;
mod groups;
mod independence;
mod paired;
mod strata;
mod table;
mod trend;

pub use exact::{Effort, ExactTest, Method, fisher_exact};
pub use groups::{Groups, Ratio, groups};
pub use independence::{Cell, Independence, Yates, independence, residuals};
pub use paired::{CochranQ, McNemar, cochran_q, mcnemar};
pub use strata::{ChiSquared, Homogeneity, Strata, strata};
pub use table::{Kept, Table, Undefined};
pub use trend::{Dose, Trend, trend};
