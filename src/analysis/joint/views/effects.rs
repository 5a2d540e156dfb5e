//! Whether interventions that do what a view asks for had larger effects than those that do not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Matched, Views, count};
use crate::analysis::AnalysisError;
use crate::analysis::joint::{Joint, Layout};
use crate::analysis::synthesis::{Choices, EffectFilter, Member, PooledSet, SetResult, members, synthesise};
use crate::model::{EffectScale, PoolingScale, ViewRecommendation};
use crate::stats::pooling::{Observation, Omnibus, SubgroupTau2, subgroups};
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// Two groups of effects, each pooled on its own, and the test of their difference.
struct Comparison {
    matched: SetResult,
    unmatched: SetResult,
    /// Only where both are pooled, on one scale.
    between: Option<Omnibus>,
}

/// For each recommendation taken from views, the pooled effect of the interventions that match it beside that of those that do
/// not, and whether the two differ (Thomas et al. 2004; `Q_between` of Borenstein 2009, chapter 19). `joint` crosses themes with
/// outcomes; effects of one outcome (by id or name) are looked at, or of all. Interventions that match in part, or of which it is
/// not known, are in neither group.
///
/// Data columns: `view, role, recommendation`; for `matched` and `unmatched` each `GROUP_interventions, GROUP_studies,
/// GROUP_effects, GROUP` (pooled), `GROUP_ci_low, GROUP_ci_high, GROUP_result`; `scale, left_out` (interventions), `q_between, df,
/// p`. Reading columns: `recommendation, matched, unmatched, difference`.
///
/// # Errors
/// [`AnalysisError::Unknown`] when there is no such outcome.
pub fn view_effects(joint: &Joint, outcome: Option<&str>, layout: Layout) -> Result<Table, AnalysisError> {
    let snapshot = joint.frame.snapshot();
    let outcome = outcome.map(|word| joint.target_named(word)).transpose()?;
    let filter = outcome.map_or_else(EffectFilter::default, |one| EffectFilter::default().and("outcome", &one.id));
    let effects = members(snapshot, &filter, &joint.barred);
    let choices = Choices::from(&snapshot.integration.settings.pooling);
    let views = Views::new(joint);
    let mut table = Table::new("Effects of interventions by whether they do what views ask for", columns(layout));
    table.measure = format!("pooled effects turned so that higher is better; {}", choices.describe());
    table.frame = outcome.map_or_else(|| "all outcomes together".to_owned(), |outcome| outcome.name.clone());
    let mut warnings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for view in &views.asked {
        let matched = views.matched(view);
        let of = |wanted: Matched| -> Vec<Member<'_>> {
            let own = snapshot.findings.interventions.iter().zip(&matched).filter(|(_, found)| **found == wanted);
            let ids: BTreeSet<&str> = own.map(|(one, _)| one.id.as_str()).collect();
            effects.iter().filter(|member| ids.contains(member.effect.intervention.as_str())).cloned().collect()
        };
        let groups = (of(Matched::Matches), of(Matched::No));
        let found = compare(&groups.0, &groups.1, &choices);
        for text in warnings_of(&found, &groups.0, &groups.1) {
            warnings.entry(text).or_default().push(&view.id);
        }
        table.rows.push(row(view, &matched, (&groups.0, &groups.1), &found, layout));
    }
    table.notes.push(
        "Matched: interventions that do what is asked for; unmatched: those that do not. Those that do it in part, or of which it is not \
         known, are in neither group. Each group is pooled on its own; they are compared by Q between groups. Interventions were \
         not assigned to groups by chance, and differ in more than this."
            .to_owned(),
    );
    if outcome.is_none() {
        table.notes.push("All outcomes stand together; --outcome looks at one.".to_owned());
    }
    table.notes.extend(warnings.into_iter().map(|(text, views)| format!("{text}: {}.", views.join(", "))));
    if !snapshot.notice.is_empty() {
        table.notes.push(snapshot.notice.clone());
    }
    Ok(table)
}

fn row(
    view: &ViewRecommendation,
    matched: &[Matched],
    groups: (&[Member<'_>], &[Member<'_>]),
    found: &Comparison,
    layout: Layout,
) -> Vec<Cell> {
    match layout {
        Layout::Reading => vec![
            Cell::words(format!("{} {}", view.id, view.text)),
            Cell::words(in_words(&found.matched, groups.0)),
            Cell::words(in_words(&found.unmatched, groups.1)),
            Cell::words(found.difference()),
        ],
        Layout::Data => {
            let mut row = [&view.id, &view.role, &view.text].map(|text| Cell::words(text.clone())).to_vec();
            row.extend(group_cells(count(matched, Matched::Matches), groups.0, &found.matched));
            row.extend(group_cells(count(matched, Matched::No), groups.1, &found.unmatched));
            row.extend(found.cells(matched));
            row
        }
    }
}

/// Pools both groups on the scale that all of their effects together have, so that they can be compared.
fn compare(matched: &[Member<'_>], unmatched: &[Member<'_>], choices: &Choices) -> Comparison {
    let mut choices = *choices;
    if let SetResult::Pooled(all) = synthesise(&[matched, unmatched].concat(), &choices) {
        choices.scale = match all.scale {
            EffectScale::Smd => PoolingScale::Smd,
            EffectScale::OddsRatio => PoolingScale::LogOddsRatio,
            _ => choices.scale,
        };
    }
    let (matched, unmatched) = (synthesise(matched, &choices), synthesise(unmatched, &choices));
    let between = match (matched.pooled(), unmatched.pooled()) {
        (Some(one), Some(other)) if one.scale == other.scale => {
            let as_effects = [one, other].map(|set| Observation { y: set.estimate, v: set.se * set.se });
            let tested = subgroups(&as_effects, &[0, 1], SubgroupTau2::Separate, &choices.pooling);
            tested.ok().map(|tested| tested.between)
        }
        _ => None,
    };
    Comparison { matched, unmatched, between }
}

impl Comparison {
    fn difference(&self) -> String {
        let Some(Omnibus { statistic, df, p, .. }) = self.between else { return "cannot be compared".to_owned() };
        format!("Q {statistic:.2} (df {df:.0}), p {p:.3}")
    }

    fn cells(&self, matched: &[Matched]) -> [Cell; 5] {
        let scale = self.matched.pooled().or(self.unmatched.pooled()).map_or("", |set| set.scale.abbreviation());
        let compared = count(matched, Matched::Matches) + count(matched, Matched::No);
        [
            Cell::words(scale),
            Cell::Count(matched.len() as u64 - compared),
            Cell::number(self.between.map(|between| between.statistic), 4),
            Cell::number(self.between.map(|between| between.df), 0),
            Cell::number(self.between.map(|between| between.p), 4),
        ]
    }
}

fn warnings_of(found: &Comparison, matched: &[Member<'_>], unmatched: &[Member<'_>]) -> BTreeSet<String> {
    let sets = [&found.matched, &found.unmatched].into_iter().filter_map(SetResult::pooled);
    let mut warnings: BTreeSet<String> = sets.flat_map(|set| set.warnings.iter().cloned()).collect();
    let studies = |members: &[Member<'_>]| -> BTreeSet<String> {
        members.iter().map(|member| member.effect.study.clone()).collect()
    };
    if !studies(matched).is_disjoint(&studies(unmatched)) {
        warnings.insert("a study is in both groups, which the test takes as independent".to_owned());
    }
    warnings
}

fn in_words(result: &SetResult, effects: &[Member<'_>]) -> String {
    match result {
        SetResult::Pooled(set) => set.in_words(),
        SetResult::Nothing if effects.is_empty() => "no effects".to_owned(),
        other => format!("{} ({})", other.why_not(), counted(effects.len() as u64, "effect")),
    }
}

fn columns(layout: Layout) -> Vec<Column> {
    match layout {
        Layout::Reading => vec![
            Column::text("recommendation", "Asks for"),
            Column::text("matched", "Interventions that match"),
            Column::text("unmatched", "Those that do not"),
            Column::text("difference", "Difference"),
        ],
        Layout::Data => {
            let mut columns = vec![
                Column::text("view", "View"),
                Column::text("role", "Whose view"),
                Column::text("recommendation", "Asks for"),
            ];
            for (key, label) in [("matched", "Matched"), ("unmatched", "Unmatched")] {
                columns.extend([
                    Column::number(format!("{key}_interventions"), format!("{label}: interventions")),
                    Column::number(format!("{key}_studies"), format!("{label}: studies")),
                    Column::number(format!("{key}_effects"), format!("{label}: effects")),
                    Column::number(key, format!("{label}: pooled")),
                    Column::number(format!("{key}_ci_low"), format!("{label}: CI low")),
                    Column::number(format!("{key}_ci_high"), format!("{label}: CI high")),
                    Column::text(format!("{key}_result"), format!("{label}: result")),
                ]);
            }
            columns.extend([
                Column::text("scale", "Scale"),
                Column::number("left_out", "In neither group").unit("interventions"),
                Column::number("q_between", "Q between groups"),
                Column::number("df", "df"),
                Column::number("p", "p"),
            ]);
            columns
        }
    }
}

fn group_cells(interventions: u64, effects: &[Member<'_>], result: &SetResult) -> [Cell; 7] {
    let studies: BTreeSet<&str> = effects.iter().map(|member| member.effect.study.as_str()).collect();
    let found = result.pooled();
    let shown = |of: fn(&PooledSet) -> f64| {
        Cell::number(found.map(|set| set.scale.shown(of(set))), found.map_or(2, |set| set.scale.decimals() + 2))
    };
    [
        Cell::Count(interventions),
        Cell::Count(found.map_or(studies.len() as u64, |set| set.studies)),
        Cell::Count(found.map_or(effects.len() as u64, |set| set.effects)),
        shown(|set| set.estimate),
        shown(|set| set.ci.0),
        shown(|set| set.ci.1),
        Cell::words(if found.is_some() { "pooled".to_owned() } else { result.why_not() }),
    ]
}
