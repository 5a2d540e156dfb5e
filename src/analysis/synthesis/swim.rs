//! Synthesis without meta-analysis, reported: the nine items of `SWiM` filled in from what was asked.

use std::collections::BTreeMap;

use super::pooled::synthesise;
use super::report::Report;
use super::set::EffectSet;
use super::table::{PoolRequest, by_in_words};
use super::votes::votes;
use crate::analysis::Layout;
use crate::model::{PoolingScale, Snapshot};
use crate::stats::votes::SAME_DIRECTION_PERCENT;
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// The nine items (Campbell and others 2020) with what the grouping, the choices and the effects say of each; what only people
/// can say is named as such. Columns: `item, topic, text`.
#[must_use]
pub fn swim_table(snapshot: &Snapshot, request: &PoolRequest) -> Table {
    let columns =
        vec![Column::text("item", "Item"), Column::text("topic", "Topic"), Column::text("text", "What can be said")];
    let mut table = request.table("Synthesis without meta-analysis (SWiM)", columns);
    let mut report = Report::new(request, "", Layout::Data, Vec::new());
    let sets = request.sets(snapshot);
    let (mut results, mut refused) = (Vec::new(), BTreeMap::<String, Vec<String>>::new());
    let mut differing = Vec::new();
    for set in &sets {
        let result = synthesise(&set.members, &request.choices);
        report.warn_of(set, &result);
        let (label, votes) = (set.labels.join(", "), votes(&set.members));
        if let Some(found) = result.pooled() {
            results.push(format!("{label}: {}; direction: {}", found.in_words(), votes.in_words()));
            differing.push(format!("{label}: tau2 {:.3}, I2 {:.0}%", found.tau2, found.i2));
        } else {
            let studies = votes.studies.iter().map(|(study, _)| study.as_str()).collect::<Vec<_>>().join(", ");
            results.push(format!("{label}: {} ({studies})", votes.in_words()));
            refused.entry(result.why_not()).or_default().push(label);
        }
    }
    let items = [
        ("Grouping", grouping(request, &sets)),
        ("Standardised metric", metric(request, &sets)),
        ("Synthesis method", method(request, &refused)),
        ("Prioritisation", weighing(snapshot)),
        ("Heterogeneity", heterogeneity(&differing)),
        ("Certainty", certainty(snapshot)),
        ("Presentation", presentation()),
        ("Results", results.join(". ")),
        ("Limitations", limitations(&report.finish(snapshot), &snapshot.notice, &refused)),
    ];
    for (at, (topic, text)) in items.into_iter().enumerate() {
        table.rows.push(vec![Cell::words((at + 1).to_string()), Cell::words(topic), Cell::words(text)]);
    }
    table.notes.push(
        "What needs a person is said so. `checklist show swim` keeps people’s answers to the same items.".to_owned(),
    );
    if !snapshot.notice.is_empty() {
        table.notes.push(snapshot.notice.clone());
    }
    table
}

/// The table of [`swim_table`] as Markdown: a heading, a numbered list, notes.
#[must_use]
pub fn swim_markdown(table: &Table) -> String {
    let mut text = format!("## {}\n\n", table.title);
    for row in 0..table.rows.len() {
        let said = |key: &str| table.cell(row, key).map(Cell::display).unwrap_or_default();
        text.push_str(&format!("{}. **{}.** {}\n", said("item"), said("topic"), said("text")));
    }
    text.push('\n');
    for note in &table.notes {
        text.push_str(&format!("*{note}*\n\n"));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn grouping(request: &PoolRequest, sets: &[EffectSet<'_>]) -> String {
    let groups =
        sets.iter().map(|set| format!("{} ({})", set.labels.join(", "), counted(set.members.len() as u64, "effect")));
    let filter = request.filter.describe();
    let which = if filter.is_empty() { String::new() } else { format!(", only where {filter}") };
    format!(
        "Effects are grouped by {}{which}: {}. A person has to say why, and what was changed after the protocol",
        by_in_words(&request.by),
        groups.collect::<Vec<_>>().join("; ")
    )
}

fn metric(request: &PoolRequest, sets: &[EffectSet<'_>]) -> String {
    let mut scales: BTreeMap<&str, u64> = BTreeMap::new();
    for member in sets.iter().flat_map(|set| &set.members) {
        *scales.entry(member.effect.es_type.name()).or_default() += 1;
    }
    let reported: Vec<String> = scales.iter().map(|(name, count)| format!("{name} ({count})")).collect();
    let together = match request.choices.scale {
        PoolingScale::AsReported => "effects are put together only on the scale that they were reported on",
        PoolingScale::Harmonised => {
            "where scales differ within a group, they become odds ratios if all can, else standardised mean differences (Hasselblad \
             and Hedges)"
        }
        PoolingScale::Smd => "all become standardised mean differences (Hasselblad and Hedges)",
        PoolingScale::LogOddsRatio => "all become odds ratios (Hasselblad and Hedges)",
    };
    format!("Reported as {}; {together}; turned so that higher is better", reported.join(", "))
}

fn method(request: &PoolRequest, refused: &BTreeMap<String, Vec<String>>) -> String {
    let not: Vec<String> = refused.iter().map(|(why, sets)| format!("{}: {why}", sets.join(", "))).collect();
    let not = if not.is_empty() { "no group is left unpooled".to_owned() } else { not.join(". ") };
    format!(
        "Pooled where effects allow ({}). Elsewhere, and beside it, votes by direction: a study votes for the direction of at least \
         {SAME_DIRECTION_PERCENT}% of its effects, significance plays no part, with an exact sign test. Not pooled: {not}",
        request.choices.describe()
    )
}

fn weighing(snapshot: &Snapshot) -> String {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for study in &snapshot.findings.studies {
        let risk = if study.rob_overall.is_empty() { "risk of bias not stated" } else { &study.rob_overall };
        *counts.entry(format!("{} with {}", study.design, risk.replace('_', " "))).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
    format!(
        "In votes no study counts more than another; pooled effects weigh by precision. Designs and risk of bias: {}. A person has \
         to say which studies weigh more in the conclusions",
        counts.join(", ")
    )
}

fn heterogeneity(differing: &[String]) -> String {
    let known =
        if differing.is_empty() { "Nothing is pooled, so it is not measured".to_owned() } else { differing.join("; ") };
    format!(
        "{known}. Differences can be looked into by `finding subgroups`, `finding regression` and `finding sensitivity`"
    )
}

fn certainty(snapshot: &Snapshot) -> String {
    let rated = snapshot.findings.interventions.iter().filter(|one| !one.evidence_rating.is_empty());
    let ratings: Vec<String> = rated.map(|one| format!("{} {}", one.name, one.evidence_rating)).collect();
    let known = if ratings.is_empty() { "No evidence rating is known".to_owned() } else { ratings.join(", ") };
    format!("Evidence ratings of interventions: {known}. Certainty by outcome, such as GRADE, needs a person")
}

fn presentation() -> String {
    "Forest plot (`chart effects-by-outcome`: by outcome, scale and size of effect), effect directions (`chart effect-direction`), \
     harvest plot (`chart harvest`: by suitability of the design); tables of `finding pool` and `finding votes`, in the order of \
     the outcomes’ scale"
        .to_owned()
}

fn limitations(report: &Table, notice: &str, refused: &BTreeMap<String, Vec<String>>) -> String {
    let mut said: Vec<&str> =
        report.notes.iter().filter(|note| *note != notice).map(|note| note.trim_end_matches('.')).collect();
    if !refused.is_empty() {
        said.push("Votes by direction say nothing of how large effects are, and count small studies like large ones");
    }
    said.push("What this means for the conclusions needs a person");
    said.join(". ")
}
