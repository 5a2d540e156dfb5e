//! Studies by the direction of their effects: the tables behind the harvest plot and the effect-direction plot.

use std::collections::{BTreeMap, BTreeSet};

use super::Joint;
use super::designs::{design_group, design_height};
use crate::model::{Snapshot, Study};
use crate::stats::votes::{SAME_DIRECTION_PERCENT, Vote, VoteCount};
use crate::table::{Cell, Column, Table};

/// What a study's effects in one outcome domain say together.
struct StudyVote<'a> {
    study: &'a Study,
    outcome: usize,
    vote: Vote,
    effects: u64,
}

/// The votes of every study, outcome by outcome, studies in their sheet's order. Effects that [`Joint`] keeps out count
/// nowhere.
fn votes<'a>(joint: &Joint<'_, 'a>) -> Vec<StudyVote<'a>> {
    let snapshot: &'a Snapshot = joint.frame.snapshot();
    let study_of: BTreeMap<&str, &str> =
        snapshot.findings.effects.iter().map(|effect| (effect.id.as_str(), effect.study.as_str())).collect();
    let mut votes = Vec::new();
    for (at, target) in joint.targets.iter().enumerate() {
        for study in &snapshot.findings.studies {
            let Some((_, vote)) = target.votes.studies.iter().find(|(id, _)| *id == study.id) else { continue };
            let own = |id: &&String| study_of.get(id.as_str()) == Some(&study.id.as_str());
            let effects = target.found.effects.iter().filter(own).count() as u64;
            votes.push(StudyVote { study, outcome: at, vote: *vote, effects });
        }
    }
    votes
}

fn rule() -> String {
    format!(
        "A study votes for the direction of at least {SAME_DIRECTION_PERCENT}% of its effects on an outcome, else its effects conflict. \
         Direction counts alone, neither size nor significance; nothing is pooled."
    )
}

fn cite(study: &Study) -> String {
    if study.cite.is_empty() { study.id.clone() } else { study.cite.clone() }
}

fn notes(joint: &Joint) -> Vec<String> {
    let mut notes = vec![rule()];
    if !joint.barred.is_empty() {
        notes.push(format!("Effects left out because their rows have errors: {}.", joint.barred.len()));
    }
    if !joint.frame.snapshot().notice.is_empty() {
        notes.push(joint.frame.snapshot().notice.clone());
    }
    notes
}

/// One row for each study in each outcome domain with effects, the most suitable designs first: the table behind the
/// harvest plot.
///
/// Columns: `outcome`, `vote` (`benefit`, `conflicting` or `harm`), `study`, `design_group`, `height` (suitability of
/// the design, from the scale `designs`), `risk_of_bias`, `uk` (`yes`, `no` or nothing).
#[must_use]
pub fn harvest(joint: &Joint) -> Table {
    let snapshot = joint.frame.snapshot();
    let columns = vec![
        Column::text("outcome", "Outcome"),
        Column::text("vote", "Direction"),
        Column::text("study", "Study"),
        Column::text("design_group", "Design"),
        Column::number("height", "Suitability of the design"),
        Column::text("risk_of_bias", "Risk of bias"),
        Column::text("uk", "United Kingdom"),
    ];
    let mut table = Table::new("Studies by outcome and direction", columns);
    table.measure = String::from("one vote for each study and outcome domain");
    let mut votes = votes(joint);
    votes.sort_by_key(|one| (one.outcome, std::cmp::Reverse(design_height(snapshot, one.study))));
    let studies: BTreeSet<&str> = votes.iter().map(|one| one.study.id.as_str()).collect();
    table.frame = format!("{} studies of the review", studies.len());
    table.rows = (votes.iter())
        .map(|one| {
            vec![
                Cell::words(joint.targets.get(one.outcome).map_or("", |outcome| outcome.name.as_str())),
                Cell::words(one.vote.word()),
                Cell::words(cite(one.study)),
                Cell::words(design_group(snapshot, one.study)),
                Cell::Count(design_height(snapshot, one.study)),
                Cell::words(one.study.rob_overall.clone()),
                Cell::words(one.study.uk.map_or("", |uk| if uk { "yes" } else { "no" })),
            ]
        })
        .collect();
    table.notes = notes(joint);
    table
}

/// The votes of each outcome domain with a sign test, then studies by domain with the direction of their effects: the
/// table behind the effect-direction plot.
///
/// Columns: `study` (nothing in the rows of votes), `outcome`, `vote` (`benefit`, `conflicting` or `harm`), `effects`
/// (how many were merged), `n` (participants of the study), `risk_of_bias`; for the rows of votes `benefit`, `harm`,
/// `conflicting` (studies) and `p` (two-sided sign test on those with a direction; nothing without any).
#[must_use]
pub fn effect_direction(joint: &Joint) -> Table {
    let columns = vec![
        Column::text("study", "Study"),
        Column::text("outcome", "Outcome"),
        Column::text("vote", "Direction"),
        Column::number("effects", "Effects"),
        Column::number("n", "n"),
        Column::text("risk_of_bias", "Risk of bias"),
        Column::number("benefit", "Studies towards benefit"),
        Column::number("harm", "Studies towards harm"),
        Column::number("conflicting", "Studies with conflicting effects"),
        Column::number("p", "Sign test, p"),
    ];
    let mut table = Table::new("Direction of effects by study and outcome", columns);
    table.measure = String::from("one direction for each study and outcome domain");
    let votes = votes(joint);
    let snapshot = joint.frame.snapshot();
    let name = |outcome: usize| Cell::words(joint.targets.get(outcome).map_or("", |one| one.name.as_str()));
    let studies: BTreeSet<&str> = votes.iter().map(|one| one.study.id.as_str()).collect();
    table.frame = format!("{} studies of the review", studies.len());
    for outcome in 0..joint.targets.len() {
        let count = VoteCount::of(votes.iter().filter(|one| one.outcome == outcome).map(|one| one.vote));
        if count == VoteCount::default() {
            continue;
        }
        let mut row = vec![Cell::Empty, name(outcome), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
        row.extend([count.benefit, count.harm, count.conflicting].map(Cell::Count));
        row.push(Cell::number(count.sign_test(), 3));
        table.rows.push(row);
    }
    for study in &snapshot.findings.studies {
        for one in votes.iter().filter(|one| one.study.id == study.id) {
            let n = study.n_total.and_then(|n| u64::try_from(n).ok()).map_or(Cell::Empty, Cell::Count);
            let mut row = vec![Cell::words(cite(study)), name(one.outcome), Cell::words(one.vote.word())];
            row.extend([Cell::Count(one.effects), n, Cell::words(study.rob_overall.clone())]);
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            table.rows.push(row);
        }
    }
    table.notes = notes(joint);
    table
}
