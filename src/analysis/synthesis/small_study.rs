//! Are small studies missing? Exploratory tests, and the table behind the funnel plot.

use std::collections::BTreeSet;

use super::pooled::{Choices, synthesise};
use super::report::{Report, with_interval};
use super::set::{EffectFilter, EffectSet, Grouping, grouped, members};
use super::studies::{Studies, studies};
use super::table::PoolRequest;
use crate::analysis::{AnalysisError, Layout};
use crate::model::{EffectScale, Snapshot};
use crate::stats::pooling::{MissingEstimator, Pooling, Side, begg, egger, trim_and_fill};
use crate::table::{Cell, Column, Table};
use crate::text::capitalised;

/// Studies below which a test of asymmetry says nothing (Sterne and others 2011).
const ENOUGH: usize = 10;

/// Said wherever these tests are.
const EXPLORATORY: &str = "Exploratory: asymmetry has other reasons than missing studies, such as differences between small and \
                           large studies; these tests miss it in few studies.";

/// Egger's regression (from ten studies), Begg's rank test, trim and fill, for each set with one observation for each study.
///
/// Columns: one for each grouping, then `test, studies, figure` (in words), `p, said`.
#[must_use]
pub fn small_study_table(snapshot: &Snapshot, request: &PoolRequest, layout: Layout) -> Table {
    let columns = vec![
        Column::text("test", "Test"),
        Column::number("studies", "k"),
        Column::text("figure", "Figure"),
        Column::number("p", "p"),
        Column::text("said", "What it says"),
    ];
    let mut report = Report::new(request, "Small-study effects (exploratory)", layout, columns);
    for set in request.sets(snapshot) {
        report.left_out(&set);
        match studies(&set, &request.choices, 3) {
            Err(why) => {
                report.row(&set, [Cell::words("none"), Cell::Empty, Cell::Empty, Cell::Empty, Cell::words(why)]);
            }
            Ok(studies) => {
                for test in tests(&studies, &request.choices.pooling) {
                    let k = Cell::Count(studies.observations.len() as u64);
                    let [name, figure, said] = [test.name.to_owned(), test.figure, test.said].map(Cell::words);
                    report.row(&set, [name, k, figure, Cell::number(test.p, 3), said]);
                }
                for warning in studies.warnings {
                    report.warn(&set, warning);
                }
            }
        }
    }
    report.table.notes.push(EXPLORATORY.to_owned());
    report.finish(snapshot)
}

struct TestOf {
    name: &'static str,
    figure: String,
    p: Option<f64>,
    said: String,
}

fn tests(studies: &Studies<'_>, how: &Pooling) -> [TestOf; 3] {
    [egger_of(studies), begg_of(studies), filled_of(studies, how)]
}

fn failed(name: &'static str, why: String) -> TestOf {
    TestOf { name, figure: String::new(), p: None, said: why }
}

fn egger_of(studies: &Studies<'_>) -> TestOf {
    const NAME: &str = "Egger";
    let k = studies.observations.len();
    if k < ENOUGH {
        return failed(NAME, format!("not done: {k} studies, needed are {ENOUGH}"));
    }
    match egger(&studies.observations) {
        Err(error) => failed(NAME, error.to_string()),
        Ok(line) => {
            let towards = if line.slope > 0.0 { "more" } else { "less" };
            let said = format!("small studies show {towards} benefit{}", clearly(line.p));
            TestOf { name: NAME, figure: format!("slope {:.2} on the standard error", line.slope), p: line.p, said }
        }
    }
}

fn clearly(p: Option<f64>) -> &'static str {
    if p.is_some_and(|p| p < 0.1) { "" } else { ", not clearly" }
}

fn begg_of(studies: &Studies<'_>) -> TestOf {
    match begg(&studies.observations) {
        Err(error) => failed("Begg", error.to_string()),
        Ok(ranks) => {
            let p = ranks.p_exact.or(ranks.p);
            let towards = if ranks.tau > 0.0 { "more" } else { "less" };
            let said = format!("small studies show {towards} benefit{}", clearly(p));
            TestOf { name: "Begg", figure: format!("Kendall’s tau {:.2}", ranks.tau), p, said }
        }
    }
}

fn filled_of(studies: &Studies<'_>, how: &Pooling) -> TestOf {
    const NAME: &str = "trim and fill";
    match trim_and_fill(&studies.observations, None, MissingEstimator::L0, how) {
        Err(error) => failed(NAME, error.to_string()),
        Ok(filled) if filled.missing == 0 => TestOf {
            name: NAME,
            figure: "0 filled in".to_owned(),
            p: None,
            said: "no study is missing on either side by its rule".to_owned(),
        },
        Ok(filled) => {
            let side = if filled.side == Side::Left { "harm" } else { "benefit" };
            let pooled = with_interval(studies.scale, filled.pooled.estimate, filled.pooled.ci);
            TestOf {
                name: NAME,
                figure: format!("{} filled in on the side of {side}", filled.missing),
                p: None,
                said: format!("with them {pooled}: what would be, if asymmetry came of missing studies alone"),
            }
        }
    }
}

/// The studies of one outcome by effect and standard error, with what is pooled of them: the table behind the funnel plot.
/// `outcome` is an id or name; without one, the outcome with the most effects. Where several effects of a study stay in the
/// model, each effect is a point.
///
/// Columns: `study, effect, se`, both on the scale of analysis (logarithms for ratios), turned so that higher is better; the last
/// row, without a study, has the pooled effect, where there is one.
///
/// # Errors
/// [`AnalysisError::Unknown`] when there is no such outcome.
pub fn funnel_table(
    snapshot: &Snapshot,
    outcome: Option<&str>,
    barred: &BTreeSet<String>,
) -> Result<Table, AnalysisError> {
    let choices = Choices::from(&snapshot.integration.settings.pooling);
    let members = members(snapshot, &EffectFilter::default(), barred);
    let sets = grouped(snapshot, &members, &[Grouping::Outcome]);
    let columns = |scale: &str| {
        vec![Column::text("study", "Study"), Column::number("effect", scale), Column::number("se", "Standard error")]
    };
    let Some(set) = set_of(&sets, outcome)? else { return Ok(Table::new("Small-study effects", columns("Effect"))) };
    let result = synthesise(&set.members, &choices);
    let mut table = Table::new("Small-study effects", columns("Effect"));
    table.frame = set.labels.join(", ");
    table.notes.push(format!("Outcome: {}.", table.frame));
    table.measure = format!("effects turned so that higher is better; {}", choices.describe());
    let row =
        |name: String, y: f64, se: Option<f64>| vec![Cell::words(name), Cell::number(Some(y), 4), Cell::number(se, 4)];
    match points(set, &choices) {
        Ok((scale, points)) => {
            let name =
                capitalised(&if scale.is_ratio() { format!("log {}", scale.name()) } else { scale.name().to_owned() });
            table.columns = columns(&name);
            table.rows.extend(points.into_iter().map(|(name, y, se)| row(name, y, Some(se))));
            table.rows.extend(result.pooled().map(|found| row(String::new(), found.estimate, None)));
        }
        Err(why) => table.notes.push(format!("{}: {why}.", set.labels.join(", "))),
    }
    match studies(set, &choices, 3) {
        Err(why) => table.notes.push(format!("Tests of asymmetry: {why}.")),
        Ok(studies) => {
            let said = tests(&studies, &choices.pooling).map(|test| {
                let p = test.p.map_or_else(String::new, |p| format!(" (p {p:.3})"));
                let figure = if test.figure.is_empty() { String::new() } else { format!("{}{p}; ", test.figure) };
                format!("{}: {figure}{}.", capitalised(test.name), test.said)
            });
            table.notes.extend(said);
        }
    }
    table.notes.push(EXPLORATORY.to_owned());
    let notice = Some(&snapshot.notice).filter(|notice| !notice.is_empty());
    table.notes.extend(notice.cloned());
    Ok(table)
}

/// The set of an outcome; the largest where none is named, and none where there is no effect.
pub(in crate::analysis) fn set_of<'s, 'a>(
    sets: &'s [EffectSet<'a>],
    outcome: Option<&str>,
) -> Result<Option<&'s EffectSet<'a>>, AnalysisError> {
    let Some(word) = outcome else {
        // Of equally large ones the first.
        return Ok(sets.iter().rev().max_by_key(|set| set.members.len()));
    };
    let names = |set: &&EffectSet<'_>| set.keys.iter().chain(&set.labels).any(|name| name == word);
    sets.iter().find(names).map(Some).ok_or_else(|| AnalysisError::Unknown {
        what: "outcome",
        found: word.to_owned(),
        expected: sets.iter().filter_map(|set| set.keys.first()).map(String::as_str).collect::<Vec<_>>().join(", "),
    })
}

type Points = (EffectScale, Vec<(String, f64, f64)>);

/// One point for each study, or for each effect where they stay in the model.
fn points(set: &EffectSet<'_>, choices: &Choices) -> Result<Points, String> {
    if let Ok(studies) = studies(set, choices, 2) {
        let points = studies.names.into_iter().zip(&studies.observations);
        return Ok((studies.scale, points.map(|(name, one)| (name, one.y, one.v.sqrt())).collect()));
    }
    let prepared = super::pooled::prepare(&set.members, choices).map_err(|result| result.why_not())?;
    let point = |one: &super::pooled::Ready<'_>| {
        let cite = one.member.study.map_or(one.member.effect.study.as_str(), |study| study.cite.as_str());
        let name = format!("{cite}, {}", one.member.effect.id);
        (name, one.observation.y, one.observation.v.sqrt())
    };
    Ok((prepared.scale, prepared.ready.iter().map(point).collect()))
}
