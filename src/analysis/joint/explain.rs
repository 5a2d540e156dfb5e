//! Everything behind one cell of a joint display: segments, effects, links, the rule and its numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::ties::Ties;
use super::{Joint, JointCell, TargetKind};
use crate::analysis::listing;
use crate::analysis::synthesis::{EffectFilter, Member, members};
use crate::model::{CodingId, EffectScale};
use crate::table::{Cell, Column, Table};

impl Joint<'_, '_> {
    /// The cell of a theme and a target, each by id or name; none where nobody has tied the two together.
    #[must_use]
    pub fn cell(&self, theme: &str, target: &str) -> Option<usize> {
        let themes = &self.frame.snapshot().themes;
        let theme = themes.iter().position(|known| known.id == theme || known.name == theme)?;
        let target = self.targets.iter().position(|known| known.id == target || known.name == target)?;
        self.cells.iter().position(|cell| cell.theme == Some(theme) && cell.target == Some(target))
    }

    /// Everything behind a cell: who says the theme and every coding with its id and words, every effect with what it became on the way to
    /// the pooled one, every link, the steps of the rule, every decision. Columns: `part, what, value`.
    #[must_use]
    pub fn explain(&self, cell: usize, ids: &BTreeMap<i64, CodingId>) -> Table {
        let columns = vec![Column::text("part", "Part"), Column::text("what", "What"), Column::text("value", "Value")];
        let Some(place) = self.cells.get(cell) else { return Table::new("Nothing", columns) };
        let title = format!("{} beside {}", self.theme_name(place), self.target_name(place));
        let mut table = Table::new(title, columns);
        table.frame = self.frame.describe();
        let mut add = |part: &str, what: &str, value: String| {
            table.rows.push(vec![Cell::words(part), Cell::words(what), Cell::words(value)]);
        };
        for (what, value) in self.voices_behind(place, ids) {
            add("voices", &what, value);
        }
        for (what, value) in self.findings_behind(place) {
            add("findings", &what, value);
        }
        for (what, value) in self.relation_behind(cell, place) {
            add("relation", &what, value);
        }
        table.notes.extend(self.frame.notes());
        table
    }

    fn voices_behind(&self, cell: &JointCell, ids: &BTreeMap<i64, CodingId>) -> Vec<(String, String)> {
        let snapshot = self.frame.snapshot();
        let mut rows = Vec::new();
        let Some(theme) = cell.theme.and_then(|theme| snapshot.themes.get(theme)) else { return rows };
        rows.push(("statement".to_owned(), theme.statement.clone()));
        if let Some(said) = self.qualitative(cell) {
            rows.push((
                "who says it".to_owned(),
                format!("{}; {} cases, {} sources", said.in_words(), said.cases, said.sources),
            ));
        }
        let own: BTreeSet<u32> =
            snapshot.codes_of(theme).into_iter().filter_map(|code| u32::try_from(code).ok()).collect();
        let list = &snapshot.codings;
        for coding in self.frame.codings().filter(|coding| own.contains(&list.code[*coding])) {
            let (people, roles) = listing::who(self.frame, coding);
            let id = ids.get(&list.id[coding]).map_or_else(String::new, ToString::to_string);
            let source = snapshot.sources.get(list.source[coding] as usize).map_or("", |source| &source.name);
            let code = snapshot.codebook.codes.get(list.code[coding] as usize);
            let code = code.map_or_else(String::new, |code| format!("{} ({})", code.id, code.polarity.word()));
            let coder = snapshot.coders.get(list.coder[coding] as usize).map_or("", String::as_str);
            let words = match listing::quote(self.frame, coding) {
                Cell::Empty => String::new(),
                Cell::Text(words) => format!(": “{words}”"),
                withheld => format!(": {}", withheld.display()),
            };
            rows.push((format!("coding {id}"), format!("{source}, {people} ({roles}): {code}, by {coder}{words}")));
        }
        rows
    }

    fn findings_behind(&self, cell: &JointCell) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let Some(target) = cell.target.and_then(|target| self.targets.get(target)) else { return rows };
        rows.push(("found".to_owned(), target.in_words()));
        let pooled = target.pooled.pooled();
        match pooled {
            Some(set) => rows.push((
                "pooled".to_owned(),
                format!(
                    "{}; se {:.4}, p {:.4}, tau2 {:.4}, I2 {:.1}%, on {}",
                    set.in_words(),
                    set.se,
                    set.p,
                    set.tau2,
                    set.i2,
                    set.scale.name()
                ),
            )),
            None if target.found.count() > 0 => rows.push(("pooled".to_owned(), target.pooled.why_not())),
            None => {}
        }
        let own: BTreeSet<&str> = target.found.effects.iter().map(String::as_str).collect();
        let weights: BTreeMap<&str, f64> =
            pooled.iter().flat_map(|set| &set.weights).map(|(id, weight)| (id.as_str(), *weight)).collect();
        let scale = pooled.map(|set| set.scale);
        for member in members(self.frame.snapshot(), &EffectFilter::default(), &self.barred) {
            if own.contains(member.effect.id.as_str()) {
                let weight = weights.get(member.effect.id.as_str());
                rows.push((format!("effect {}", member.effect.id), effect_in_words(&member, scale, weight)));
            }
        }
        if self.kind == TargetKind::Factor {
            let factors = self.frame.snapshot().findings.factors.iter().filter(|row| row.factor == target.id);
            rows.extend(factors.map(|row| {
                (format!("factor {}", row.id), format!("{} at the level of {}: {}", row.valence, row.level, row.text))
            }));
        }
        rows
    }

    fn relation_behind(&self, at: usize, cell: &JointCell) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let snapshot = self.frame.snapshot();
        if let Some((theme, target)) = cell.theme.zip(cell.target.and_then(|target| self.targets.get(target))) {
            let label = snapshot.codebook.label();
            for link in Ties::new(snapshot).of(theme, self.kind.word(), &target.id) {
                let stale = if link.is_stale(&label) { ", last looked at under another codebook version" } else { "" };
                let text = format!(
                    "{} {} {}, expected {}: {} ({}{stale})",
                    link.from_kind, link.from, link.relation, link.direction, link.rationale, link.coder
                );
                rows.push((format!("link {}", link.id), text));
            }
        }
        let Some(fit) = self.convergence().into_iter().nth(at).flatten() else { return rows };
        if let Some(suggestion) = &fit.suggestion {
            rows.extend(suggestion.inputs.by_name().into_iter().map(|(name, value)| (format!("input {name}"), value)));
            rows.extend(
                suggestion.steps.iter().enumerate().map(|(at, step)| (format!("step {}", at + 1), step.clone())),
            );
            rows.push(("suggested".to_owned(), suggestion.fit.name().to_owned()));
        }
        let outdated = fit.outdated();
        for decision in &fit.decisions {
            let changed =
                if outdated.contains(&decision.analyst.as_str()) { "; its inputs have changed since" } else { "" };
            let text = format!(
                "{}: {}, {}{changed}. {}",
                decision.analyst,
                decision.fit.name(),
                decision.date,
                decision.reason
            );
            rows.push(("decided".to_owned(), text));
        }
        if let Some(inference) = fit.inference {
            rows.push((
                "meta-inference".to_owned(),
                format!("{} ({}, {})", inference.text, inference.analyst, inference.date),
            ));
        }
        rows
    }
}

/// An effect as reported, what it became on the scale of the set, and its weight.
fn effect_in_words(member: &Member<'_>, scale: Option<EffectScale>, weight: Option<&f64>) -> String {
    let effect = member.effect;
    let study = member.study.map_or(effect.study.as_str(), |study| study.cite.as_str());
    let reported = effect.value.map_or_else(|| "no value".to_owned(), |value| value.to_string());
    let mut text = format!("{study}, {}: {} {reported}", effect.measure, effect.es_type.name());
    match &member.derived {
        Err(why) => text.push_str(&format!("; left out, {why}")),
        Ok(derived) => match scale.map_or(Some(derived.clone()), |scale| derived.on(scale, effect)) {
            None => text.push_str("; left out, it cannot be put on the scale of the set"),
            Some(on) => {
                text.push_str(&format!(
                    "; from {}: benefit {:.4}, variance {:.5}",
                    on.made_from,
                    on.towards_benefit(),
                    on.estimate.variance
                ));
                text.extend(on.remarks.iter().map(|remark| format!(", {remark}")));
            }
        },
    }
    if let Some(weight) = weight {
        text.push_str(&format!("; weight {weight:.1}%"));
    }
    text
}
