//! Effects put together: on one scale, in sets, pooled or counted by direction, always with what was left out and why.

mod absolute;
mod derive;
mod direction;
mod events;
mod moderators;
mod nested;
mod pooled;
mod recommended;
mod report;
mod robustness;
mod scale;
mod sensitivity;
mod set;
mod small_study;
mod studies;
mod swim;
mod table;
mod votes;

pub use absolute::{BaseRate, absolute_table};
pub use derive::{Derived, derive, direction};
pub use direction::{VoteInterval, combined_p_table, votes_table};
pub use events::{EventPooling, pool_events};
pub use moderators::{Moderator, regression_table, subgroup_of, subgroups_table};
pub use pooled::{Choices, Figure, PooledSet, SetResult, synthesise};
pub use recommended::recommended;
pub use robustness::{influence_table, leave_one_out_table};
pub use sensitivity::sensitivity_table;
pub use set::{EffectFilter, EffectSet, Grouping, Member};
pub use small_study::{funnel_table, small_study_table};
pub use swim::{swim_markdown, swim_table};
pub use table::{PoolRequest, pool_table};
pub use votes::{Votes, votes};

pub(in crate::analysis) use pooled::one_figure;
pub(in crate::analysis) use report::{figure_cells, figure_columns};
pub(in crate::analysis) use set::{grouped, members};
pub(in crate::analysis) use small_study::set_of;
