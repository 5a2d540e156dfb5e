//! What pooled effects mean for people: of a thousand, and of two people taken by chance.

use super::pooled::{PooledSet, SetResult, synthesise};
use super::report::{Report, side};
use super::set::EffectSet;
use super::table::PoolRequest;
use crate::analysis::{AnalysisError, Layout, statistic_in_words};
use crate::model::{EffectScale, Findings, Snapshot};
use crate::stats::effect_size::{
    Absolute, absolute_from_odds_ratio, absolute_from_risk_difference, absolute_from_risk_ratio,
    probability_of_superiority, u3,
};
use crate::table::{Cell, Column, Table};

/// The risk without the intervention, and where it is known from.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseRate {
    /// The risk, 0 to 1.
    pub risk: f64,
    /// The published figure in a sentence, or that the risk is assumed.
    pub said: String,
    /// Whether it is the rate of an event that is wanted, such as going home, and not of one that is not, such as coming back.
    pub wanted: bool,
}

impl BaseRate {
    /// Reads the id of a statistic in percent, or a percentage (`30` or `30%`), which is assumed and says so.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] for a word that is neither, and for a figure that is no percentage above 0 and below 100.
    pub fn read(findings: &Findings, word: &str, wanted: bool) -> Result<Self, AnalysisError> {
        let within = |percent: f64| (percent > 0.0 && percent < 100.0).then_some(percent / 100.0);
        let unknown = || {
            let usable =
                findings.statistics.iter().filter(|one| one.unit == "percent" && one.value.and_then(within).is_some());
            let ids: Vec<&str> = usable.map(|one| one.id.as_str()).collect();
            let expected = format!("a percentage above 0 and below 100, or a statistic in percent: {}", ids.join(", "));
            AnalysisError::Unknown { what: "base rate", found: word.to_owned(), expected }
        };
        if let Some(figure) = findings.statistics.iter().find(|one| one.id == word) {
            let percent = figure.value.filter(|_| figure.unit == "percent").and_then(within);
            let newer = findings.statistics.iter().find(|one| one.supersedes == figure.id);
            let newer = newer.map_or_else(String::new, |newer| format!(" (superseded by {})", newer.id));
            let said = format!("{word}, {}{newer}", statistic_in_words(findings, figure));
            return Ok(Self { risk: percent.ok_or_else(unknown)?, said, wanted });
        }
        let percent = word.trim().trim_end_matches('%').trim().parse().ok().and_then(within);
        Ok(Self { risk: percent.ok_or_else(unknown)?, said: format!("{word}, assumed: no source is named"), wanted })
    }
}

/// A pooled effect in absolute numbers, each with the two ends of its interval.
struct Plain {
    /// Of a thousand people with the intervention.
    of_1000: [f64; 3],
    /// More (or fewer) than without.
    more: [f64; 3],
    /// To treat for one event; the ends only where the interval leaves no effect out.
    needed: [Option<f64>; 3],
}

/// Each set's pooled ratio or difference of risks at a base rate, of 1,000 people, with the number needed; standardised
/// differences as Cohen's U3 and the probability of superiority. Limits of the interval are carried through. Effects on events
/// that are wanted and such that are not have no base rate together, and are refused.
///
/// Data columns: one for each grouping, then `scale, base, with, with_low, with_high, more, more_low, more_high, needed, needed_low,
/// needed_high, u3, u3_low, u3_high, superiority, superiority_low, superiority_high, result`; `base` to `more_high` are of 1,000, `u3` and `superiority`
/// percent. Reading columns: one for each grouping, then `pooled, meaning`.
#[must_use]
pub fn absolute_table(snapshot: &Snapshot, request: &PoolRequest, base: &BaseRate, layout: Layout) -> Table {
    let mut report = Report::new(request, "Pooled effects in absolute numbers", layout, columns(layout));
    for set in request.sets(snapshot) {
        let result = synthesise(&set.members, &request.choices);
        report.warn_of(&set, &result);
        let cells = match (&result, layout) {
            (SetResult::Pooled(found), Layout::Reading) => {
                vec![Cell::words(found.in_words()), Cell::words(meaning(&set, found, base))]
            }
            (SetResult::Pooled(found), Layout::Data) => figures(&set, found, base),
            (other, Layout::Reading) => vec![Cell::words(other.why_not()), Cell::Empty],
            (other, Layout::Data) => {
                let gap = std::iter::repeat_n(Cell::Empty, 17);
                gap.chain([Cell::words(other.why_not())]).collect()
            }
        };
        report.row(&set, cells);
    }
    report.table.notes.push(format!(
        "Base rate: {}. It is taken as that of {} event, and means something only for effects on that event.",
        base.said,
        if base.wanted { "a wanted" } else { "an unwanted" }
    ));
    report.table.notes.push(
        "Number needed: people who get the intervention for one event fewer (or more, where the event is wanted); its limits are \
         left out where the interval holds no effect."
            .to_owned(),
    );
    report.finish(snapshot)
}

fn columns(layout: Layout) -> Vec<Column> {
    if layout == Layout::Reading {
        return vec![Column::text("pooled", "Pooled effect, benefit up"), Column::text("meaning", "What it means")];
    }
    let of_1000 = ["base", "with", "with_low", "with_high", "more", "more_low", "more_high"];
    let percent = ["u3", "u3_low", "u3_high", "superiority", "superiority_low", "superiority_high"];
    let mut columns = vec![Column::text("scale", "Scale")];
    columns.extend(of_1000.map(|key| Column::number(key, key.replace('_', " ")).unit("of 1,000")));
    columns.extend(["needed", "needed_low", "needed_high"].map(|key| Column::number(key, key.replace('_', " "))));
    columns.extend(percent.map(|key| Column::number(key, key.replace('_', " ")).unit("percent")));
    columns.push(Column::text("result", "Result"));
    columns
}

/// Estimate and limits, turned to the event itself: for unwanted events fewer is better.
fn of_event(found: &PooledSet, wanted: bool) -> [f64; 3] {
    if wanted { [found.estimate, found.ci.0, found.ci.1] } else { [-found.estimate, -found.ci.1, -found.ci.0] }
}

/// # Errors
/// Why there is no absolute number.
fn plain(set: &EffectSet<'_>, found: &PooledSet, base: &BaseRate) -> Result<Plain, String> {
    let counted = |id: &str| found.weights.iter().any(|(known, _)| known == id);
    let ways: Vec<bool> = set
        .members
        .iter()
        .filter(|member| counted(&member.effect.id))
        .filter_map(|member| member.effect.higher_is_better)
        .collect();
    let wanted = ways.first().copied().unwrap_or(true);
    if ways.iter().any(|way| *way != wanted) {
        let why = "some effects are about wanted events, some about unwanted ones; choose with --only measure=... or --by measure";
        return Err(why.to_owned());
    }
    if wanted != base.wanted {
        let [is, option] = if wanted { ["a wanted", "wanted"] } else { ["an unwanted", "unwanted"] };
        return Err(format!("its event is {is} one, the base rate’s is not (--event {option})"));
    }
    let convert: fn(f64, f64) -> Option<Absolute> = match found.scale {
        EffectScale::OddsRatio => |value, risk| absolute_from_odds_ratio(value.exp(), risk),
        EffectScale::RiskRatio => |value, risk| absolute_from_risk_ratio(value.exp(), risk),
        EffectScale::RiskDifference => absolute_from_risk_difference,
        other => return Err(format!("no risk can be made of a {}", other.name())),
    };
    let [Some(middle), Some(low), Some(high)] = of_event(found, wanted).map(|value| convert(value, base.risk)) else {
        return Err("the risk with the intervention would leave 0 to 100% at this base rate".to_owned());
    };
    let clear = side(found.ci) != 0;
    // The end nearer to no effect needs most people.
    let mut ends = [low.number_needed, high.number_needed];
    ends.sort_by(|a, b| a.unwrap_or(f64::INFINITY).total_cmp(&b.unwrap_or(f64::INFINITY)));
    let [fewest, most] = ends.map(|end| end.filter(|_| clear));
    Ok(Plain {
        of_1000: [middle, low, high].map(|one| one.risk * 1000.0),
        more: [middle, low, high].map(|one| one.per_1000),
        needed: [middle.number_needed, fewest, most],
    })
}

/// U3 and probability of superiority in percent, each with its limits.
fn shares(found: &PooledSet) -> Option<[[f64; 3]; 2]> {
    let values = [found.estimate, found.ci.0, found.ci.1];
    let all = |share: fn(f64) -> Option<f64>| {
        let [a, b, c] = values.map(|value| share(value).map(|share| share * 100.0));
        Some([a?, b?, c?])
    };
    if found.scale == EffectScale::Smd { Some([all(u3)?, all(probability_of_superiority)?]) } else { None }
}

fn meaning(set: &EffectSet<'_>, found: &PooledSet, base: &BaseRate) -> String {
    if let Some([[u3, u3_low, u3_high], [chance, low, high]]) = shares(found) {
        return format!(
            "the average person with the intervention does better than {u3:.0}% ({u3_low:.0}% to {u3_high:.0}%) of those without; \
             of two people, the one with it does better with a chance of {chance:.0}% ({low:.0}% to {high:.0}%)"
        );
    }
    match plain(set, found, base) {
        Err(why) => format!("no absolute number: {why}"),
        Ok(Plain { of_1000: [with, with_low, with_high], more: [more, ..], needed: [needed, fewest, most] }) => {
            let change = if more < 0.0 { "fewer" } else { "more" };
            let needed = needed.map_or_else(String::new, |needed| {
                let range = fewest.zip(most).map_or_else(
                    || " (the interval holds no effect)".to_owned(),
                    |(fewest, most)| format!(" ({fewest:.0} to {most:.0})"),
                );
                format!("; number needed {needed:.0}{range}")
            });
            format!(
                "of 1,000 people {:.0} without, {with:.0} with it ({with_low:.0} to {with_high:.0}): {:.0} {change}{needed}",
                base.risk * 1000.0,
                more.abs()
            )
        }
    }
}

fn figures(set: &EffectSet<'_>, found: &PooledSet, base: &BaseRate) -> Vec<Cell> {
    let plain = plain(set, found, base);
    let shares = shares(found);
    let known = plain.as_ref().ok();
    let mut cells = vec![Cell::words(found.scale.abbreviation()), Cell::number(known.map(|_| base.risk * 1000.0), 1)];
    let three = |values: Option<[f64; 3]>| [0, 1, 2].map(|at| Cell::number(values.and_then(|v| v.get(at).copied()), 1));
    cells.extend(three(known.map(|plain| plain.of_1000)));
    cells.extend(three(known.map(|plain| plain.more)));
    cells.extend([0, 1, 2].map(|at| Cell::number(known.and_then(|plain| plain.needed.get(at).copied().flatten()), 1)));
    cells.extend(three(shares.map(|[u3, _]| u3)));
    cells.extend(three(shares.map(|[_, superiority]| superiority)));
    let why_not = plain.err().filter(|_| shares.is_none());
    cells.push(Cell::words(why_not.unwrap_or_else(|| "pooled".to_owned())));
    cells
}
