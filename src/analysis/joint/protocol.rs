//! The rest of the triangulation protocol: comparison of analysts, completeness, what is still to be written.

use std::collections::BTreeMap;

use super::{Convergence, Joint};
use crate::model::Fit;
use crate::stats::kappa::{cohen_kappa, table_of};
use crate::table::{Cell, Column, Table};

impl Joint<'_, '_> {
    /// Every decision, beside what the rule suggests. Columns: `theme, target, suggested, fit, analyst, date, reason, inputs,
    /// changed`; `inputs` as sheets keep them, `changed` says that they are others now.
    #[must_use]
    pub fn decisions(&self) -> Table {
        let columns = vec![
            Column::text("theme", "Theme"),
            Column::text("kind", "Kind"),
            Column::text("target", "Target"),
            Column::text("fit", "Decided"),
            Column::text("analyst", "By"),
            Column::text("date", "When"),
            Column::text("reason", "Why"),
            Column::text("inputs", "Rested on"),
            Column::text("suggested", "Suggested now"),
            Column::text("changed", "Inputs changed"),
        ];
        let mut table = Table::new("Decisions on fit", columns);
        for fit in self.convergence().into_iter().flatten() {
            let outdated = fit.outdated();
            let suggested = fit.suggestion.as_ref().map_or("", |suggestion| suggestion.fit.word());
            for decision in &fit.decisions {
                let inputs: Vec<String> =
                    decision.inputs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let changed = match (decision.inputs.is_empty(), outdated.contains(&decision.analyst.as_str())) {
                    (true, _) => "not noted",
                    (_, true) => "yes",
                    (_, false) => "no",
                };
                table.rows.push(vec![
                    Cell::words(fit.meeting.theme.clone()),
                    Cell::words(fit.meeting.kind.clone()),
                    Cell::words(fit.meeting.target.clone()),
                    Cell::words(decision.fit.word()),
                    Cell::words(decision.analyst.clone()),
                    Cell::words(decision.date.clone()),
                    Cell::words(decision.reason.clone()),
                    Cell::words(inputs.join("; ")),
                    Cell::words(suggested),
                    Cell::words(changed),
                ]);
            }
        }
        let known: u64 = table.rows.len() as u64;
        let all = self.frame.snapshot().integration.decisions.iter();
        let outside = all.filter(|decision| decision.meeting.kind == self.kind.word()).count() as u64 - known;
        if outside > 0 {
            table.notes.push(format!("Decisions about pairs that no accepted link ties together any more: {outside}."));
        }
        table
    }

    /// Researcher comparison: where two analysts decided the same pairs, what each said, with Cohen's kappa in a note.
    /// Columns: `theme, target, first, second, same`.
    #[must_use]
    pub fn compare(&self, first: &str, second: &str) -> Table {
        let columns = vec![
            Column::text("theme", "Theme"),
            Column::text("target", self.kind.heading()),
            Column::text("first", first),
            Column::text("second", second),
            Column::text("same", "Same"),
        ];
        let mut table = Table::new(format!("Fit as {first} and {second} decided it"), columns);
        table.measure = String::from("decisions on fit, one for each pair of theme and finding that both decided");
        let mut ratings: Vec<(&str, &str)> = Vec::new();
        for fit in self.convergence().iter().flatten() {
            let by = |analyst: &str| fit.decisions.iter().find(|one| one.analyst == analyst).map(|one| one.fit);
            let (Some(one), Some(other)) = (by(first), by(second)) else { continue };
            ratings.push((one.word(), other.word()));
            table.rows.push(vec![
                Cell::words(fit.meeting.theme.clone()),
                Cell::words(self.name_of(&fit.meeting.target)),
                Cell::words(one.word()),
                Cell::words(other.word()),
                Cell::words(if one == other { "yes" } else { "no" }),
            ]);
        }
        if ratings.len() < 3 {
            table.notes.push(format!("Pairs that both decided: {}; too few for Cohen's kappa.", ratings.len()));
            return table;
        }
        table.notes.push(match cohen_kappa(&table_of(&ratings).1, 0.95) {
            Ok(kappa) => format!(
                "They agree on {:.0}% of {} pairs; Cohen's kappa {:.2} (95% interval {:.2} to {:.2}), chance alone {:.0}%.",
                kappa.agreement * 100.0,
                kappa.units,
                kappa.kappa,
                kappa.limits.low,
                kappa.limits.high.min(1.0),
                kappa.by_chance * 100.0
            ),
            Err(undefined) => format!("Cohen's kappa is not defined: {undefined}."),
        });
        table
    }

    /// Completeness: how many pairs of theme and finding have each fit, in all and for the themes that each role raises, and how
    /// many were decided and have a meta-inference. Columns: `fit, pairs, share, decided, inferred`, then one for each role.
    #[must_use]
    pub fn completeness(&self) -> Table {
        let roles: Vec<(String, String)> = (self.voices.first().into_iter())
            .flat_map(|said| said.roles.iter().map(|role| (role.role.clone(), role.name.clone())))
            .collect();
        let mut columns = vec![
            Column::text("fit", "Fit"),
            Column::number("pairs", "Pairs"),
            Column::number("share", "Share").unit("percent"),
            Column::number("decided", "Decided"),
            Column::number("inferred", "With a meta-inference"),
        ];
        columns.extend(roles.iter().map(|(id, name)| Column::number(id.clone(), name.clone())));
        let mut table = Table::new("Completeness of the joint display", columns);
        table.measure = String::from(
            "pairs of theme and finding by fit; for a role, pairs whose theme somebody of the role raises",
        );
        table.frame = self.frame.describe();
        let all: Vec<(usize, Convergence)> =
            (self.cells.iter().zip(self.convergence())).filter_map(|(cell, fit)| Some((cell.theme?, fit?))).collect();
        let mut by_fit: BTreeMap<Option<Fit>, Vec<&(usize, Convergence)>> = BTreeMap::new();
        for pair in &all {
            by_fit.entry(pair.1.fit()).or_default().push(pair);
        }
        for (fit, pairs) in &by_fit {
            let count =
                |of: &dyn Fn(&Convergence) -> bool| Cell::Count(pairs.iter().filter(|(_, one)| of(one)).count() as u64);
            let mut row = vec![
                Cell::words(fit.map_or("analysts differ, or no direction", Fit::name)),
                Cell::Count(pairs.len() as u64),
                Cell::Share { part: pairs.len() as u64, whole: all.len() as u64 },
                count(&|one| !one.decisions.is_empty()),
                count(&|one| one.inference.is_some()),
            ];
            row.extend(roles.iter().map(|(id, _)| {
                let raises = |theme: usize| {
                    let said = self.voices.get(theme).into_iter().flat_map(|said| &said.roles);
                    said.into_iter().any(|role| role.role == *id && role.participants > 0)
                };
                Cell::Count(pairs.iter().filter(|(theme, _)| raises(*theme)).count() as u64)
            }));
            table.rows.push(row);
        }
        let alone = self.cells.iter().filter(|cell| cell.theme.is_none()).count();
        if alone > 0 {
            table.notes.push(format!("Findings that no theme is tied to: {alone}."));
        }
        let untied = self.cells.iter().filter(|cell| cell.target.is_none()).count();
        if untied > 0 {
            table.notes.push(format!("Themes that are tied to no {}: {untied}.", self.kind.word()));
        }
        table
    }

    /// Pairs that have no meta-inference yet, as theme and target in words. A pack is not final while there are any.
    #[must_use]
    pub fn without_inference(&self) -> Vec<String> {
        let open = self.convergence().into_iter().flatten().filter(|fit| fit.inference.is_none());
        open.map(|fit| format!("{} / {}", fit.meeting.theme, fit.meeting.target)).collect()
    }
}
