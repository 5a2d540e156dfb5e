//! Effects put together: on one scale, in sets, pooled or counted by direction, always with what was left out and why.

mod derive;
mod nested;
mod pooled;
mod recommended;
mod scale;
mod set;
mod table;
mod votes;

pub use derive::{Derived, derive};
pub use pooled::{Choices, PooledSet, SetResult, synthesise};
pub use recommended::recommended;
pub use scale::AnalysisScale;
pub use set::{EffectFilter, EffectSet, Grouping, Member};
pub use table::{PoolRequest, pool_table};
pub use votes::{Votes, votes};

pub(in crate::analysis) use pooled::one_figure;
pub(in crate::analysis) use set::{grouped, members};
