//! Sheets of quantitative evidence: one file of code for each group of sheets.

mod cited;
mod context;
mod elements;
mod escalc;
mod files;
mod flat;
mod links;
mod statistics;
mod trials;
mod write;

pub use cited::{CITED, RECOMMENDATIONS, read_cited, read_recommendations};
pub use context::{FACTORS, PROGRESS, VIEW_MATCHES, VIEWS, read_factors, read_progress, read_view_matches, read_views};
pub use elements::{ELEMENTS, INTERVENTION_ELEMENTS, read_elements, read_intervention_elements};
pub use escalc::{EscalcRow, write_escalc};
pub use files::FindingFiles;
pub use flat::{FLAT, FlatRows, overlay, read_flat};
pub use links::{LINKS, RELATIONS, read_links};
pub use statistics::{STATISTICS, read_statistics};
pub use trials::{EFFECTS, INTERVENTIONS, STUDIES, read_effects, read_interventions, read_studies};
pub use write::{finding_tables, write_findings_csv, write_findings_xlsx};
