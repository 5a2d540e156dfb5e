//! What the scale `designs` says of studies: which group a design belongs to and how suitable it is.

use crate::model::{Snapshot, Study};

/// The group of a study's design (`RCT`, `QED`): what the scale says, else the design itself; empty where none is given.
pub(super) fn design_group(snapshot: &Snapshot, study: &Study) -> String {
    of_scale(snapshot, study, "group").unwrap_or_else(|| study.design.trim().to_owned())
}

/// Every group of the scale in its order.
pub(super) fn design_groups(snapshot: &Snapshot) -> Vec<String> {
    let levels = snapshot.scale("designs").map(|scale| scale.levels.as_slice()).unwrap_or_default();
    let mut groups: Vec<String> = Vec::new();
    for group in levels.iter().filter_map(|level| level.extra.get("group")?.first()) {
        if !groups.contains(group) {
            groups.push(group.clone());
        }
    }
    groups
}

/// How suitable a study's design is: the `height` of the scale, 1 where it says none.
pub(super) fn design_height(snapshot: &Snapshot, study: &Study) -> u64 {
    of_scale(snapshot, study, "height").and_then(|height| height.parse().ok()).unwrap_or(1)
}

/// Words of the tools for a risk of bias that makes a study weak, or that is not known.
const UNSOUND: [&str; 5] = ["high", "serious", "critical", "no_information", "unclear"];

/// Whether a study can carry a conclusion: a trial or quasi-experiment whose risk of bias was judged and is not high, serious or
/// critical.
pub(super) fn is_sound(snapshot: &Snapshot, study: &Study) -> bool {
    let risk = study.rob_overall.trim().to_lowercase().replace([' ', '-'], "_");
    let named = |word: &str| risk.trim_end_matches("_risk") == word;
    let judged = !risk.is_empty() && !UNSOUND.iter().any(|word| named(word));
    judged && matches!(design_group(snapshot, study).as_str(), "RCT" | "QED")
}

fn of_scale(snapshot: &Snapshot, study: &Study, key: &str) -> Option<String> {
    let level = snapshot.scale("designs")?.level(study.design.trim())?;
    level.extra.get(key)?.first().cloned()
}
