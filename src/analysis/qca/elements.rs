//! Interventions as cases, practice elements as conditions.

use super::{Candidate, Candidates, Conditions, Named};
use crate::model::{Findings, Intervention, Snapshot};

/// Every intervention with what is reported of every element.
pub(super) fn candidates(snapshot: &Snapshot) -> Candidates {
    let findings = &snapshot.findings;
    let cases = findings.interventions.iter().map(|intervention| Candidate {
        case: Named::new(&intervention.id, &intervention.name),
        presence: findings.elements.iter().map(|element| presence(findings, intervention, &element.id)).collect(),
    });
    Candidates {
        kind: Conditions::Elements,
        conditions: findings.elements.iter().map(|element| Named::new(&element.id, &element.name)).collect(),
        cases: cases.collect(),
        frame: String::new(),
        notes: Some(snapshot.notice.clone()).filter(|notice| !notice.is_empty()).into_iter().collect(),
    }
}

/// Whether an intervention has an element: where several rows speak of it, one that says so is enough; none where all
/// say "not reported" and where there is no row.
fn presence(findings: &Findings, intervention: &Intervention, element: &str) -> Option<bool> {
    let rows = findings.intervention_elements.iter();
    let about = rows.filter(|row| row.intervention == intervention.id && row.element == element);
    about.filter_map(|row| row.presence).max()
}
