//! Agreement of coders: on a text, in a unit, by code, by category and over all codes; where they disagree; how it went over
//! time; how much more is to be coded twice.
//!
//! [`Field`](field::Field) lays the compared text end to end and holds what each rater marked in it; every figure is computed
//! from the ends of marks ([`patterns`]). The mathematics is in [`crate::stats::agreement`].

mod answer;
mod coefficient;
mod curve;
mod describe;
mod disagreements;
mod drift;
mod external;
mod field;
mod ground;
mod lenses;
mod marks;
mod measured;
mod patterns;
mod plan;
mod raters;
mod request;

pub use answer::{agreement, agreement_dots};
pub use coefficient::Coefficient;
pub use curve::agreement_curve;
pub use disagreements::{Disagreement, DisagreementKind, disagreements, disagreements_table};
pub use drift::{DriftRequest, drift};
pub use external::{LongRatings, RatingsRequest, Scale as RatingScale, agreement_of_ratings};
pub use lenses::lenses;
pub use plan::{PlanRequest, plan};
pub use raters::Comparison;
pub use request::{AgreementRequest, By, Clusters, CompareUnit, ComparedText};
