//! Does one study decide what is pooled?

use super::report::{Report, changed, exactly, with_interval};
use super::set::EffectSet;
use super::studies::{Studies, studies};
use super::table::PoolRequest;
use crate::analysis::Layout;
use crate::model::Snapshot;
use crate::stats::pooling::{Observation, PoolingError, influence, leave_one_out, pool};
use crate::table::{Cell, Column, Table};

/// Each set pooled without each of its studies in turn.
///
/// Data columns: one for each grouping, then `left_out, studies, scale, estimate, ci_low, ci_high, p, tau2, i2, changed, result`.
/// Reading columns: one for each grouping, then `left_out, pooled, i2, changed`. The first row of a set leaves nothing out.
#[must_use]
pub fn leave_one_out_table(snapshot: &Snapshot, request: &PoolRequest, layout: Layout) -> Table {
    let columns = match layout {
        Layout::Reading => vec![
            Column::text("left_out", "Without"),
            Column::text("pooled", "Pooled effect, benefit up"),
            Column::number("i2", "I2 %"),
            Column::text("changed", "Against all"),
        ],
        Layout::Data => vec![
            Column::text("left_out", "Without"),
            Column::number("studies", "Studies"),
            Column::text("scale", "Scale"),
            Column::number("estimate", "Pooled"),
            Column::number("ci_low", "CI low"),
            Column::number("ci_high", "CI high"),
            Column::number("p", "p"),
            Column::number("tau2", "tau2"),
            Column::number("i2", "I2").unit("percent"),
            Column::text("changed", "Against all"),
            Column::text("result", "Result"),
        ],
    };
    let width = columns.len();
    let mut report = Report::new(request, "Pooled effects without each study", layout, columns);
    let how = &request.choices.pooling;
    for set in request.sets(snapshot) {
        let examined = examine(&mut report, &set, request, (width, layout), |observations| {
            Ok((pool(observations, how)?, leave_one_out(observations, how)?))
        });
        let Some((studies, (all, without))) = examined else { continue };
        let every = ("(nothing)".to_owned(), all.k, all.estimate, all.ci, all.p, all.tau2, all.i2);
        let less = studies.names.into_iter().zip(without);
        let less = less.map(|(name, one)| (name, one.k, one.estimate, one.ci, one.p, one.tau2, one.i2));
        for (name, k, estimate, ci, p, tau2, i2) in std::iter::once(every).chain(less) {
            let (scale, change) = (studies.scale, Cell::words(changed(all.ci, ci)));
            let cells = if layout == Layout::Reading {
                let figures = with_interval(scale, estimate, ci);
                vec![Cell::words(name), Cell::words(figures), Cell::number(Some(i2), 0), change]
            } else {
                vec![
                    Cell::words(name),
                    Cell::Count(k as u64),
                    Cell::words(scale.abbreviation()),
                    exactly(scale, Some(estimate)),
                    exactly(scale, Some(ci.0)),
                    exactly(scale, Some(ci.1)),
                    Cell::number(Some(p), 4),
                    Cell::number(Some(tau2), 4),
                    Cell::number(Some(i2), 1),
                    change,
                    Cell::words("pooled"),
                ]
            };
            report.row(&set, cells);
        }
    }
    report.finish(snapshot)
}

/// The studies of a set, three at least, and what is found in them; where that cannot be, a row says why.
fn examine<'m, T>(
    report: &mut Report,
    set: &'m EffectSet<'_>,
    request: &PoolRequest,
    (width, layout): (usize, Layout),
    find: impl FnOnce(&[Observation]) -> Result<T, PoolingError>,
) -> Option<(Studies<'m>, T)> {
    report.left_out(set);
    let examined = studies(set, &request.choices, 3).and_then(|studies| {
        let found = find(&studies.observations).map_err(|error| error.to_string())?;
        Ok((studies, found))
    });
    match &examined {
        Ok((studies, _)) => studies.warnings.iter().for_each(|warning| report.warn(set, warning.clone())),
        Err(why) => report.row(set, not_applicable(why.clone(), width, layout)),
    }
    examined.ok()
}

/// A row that says why a set has no others: in the second column for reading, in the last for programs.
pub(super) fn not_applicable(why: String, width: usize, layout: Layout) -> Vec<Cell> {
    let at = if layout == Layout::Reading { 1.min(width.saturating_sub(1)) } else { width.saturating_sub(1) };
    let mut cells = vec![Cell::Empty; width];
    if let Some(cell) = cells.get_mut(at) {
        *cell = Cell::words(why);
    }
    cells
}

/// How much each study weighs on what is pooled of its set (Viechtbauer and Cheung 2010).
///
/// Data columns: one for each grouping, then `study, estimate, weight` (percent), `studentised, dffits, cook, covariance_ratio,
/// tau2_without, q_without, hat, dfbetas, influential` (`yes` or nothing), `result`. Reading columns: one for each grouping, then
/// `study, effect, weight, studentised, cook, influential`. Effects are on the scale that people know.
#[must_use]
pub fn influence_table(snapshot: &Snapshot, request: &PoolRequest, layout: Layout) -> Table {
    let mut columns = vec![Column::text("study", "Study")];
    match layout {
        Layout::Reading => columns.extend([
            Column::text("effect", "Effect, benefit up"),
            Column::number("weight", "Weight %"),
            Column::number("studentised", "Residual"),
            Column::number("cook", "Cook"),
            Column::text("influential", "Influential"),
        ]),
        Layout::Data => {
            columns.extend([Column::number("estimate", "Effect"), Column::number("weight", "Weight").unit("percent")]);
            let figures = [
                ("studentised", "Studentised residual"),
                ("dffits", "DFFITS"),
                ("cook", "Cook's distance"),
                ("covariance_ratio", "Covariance ratio"),
                ("tau2_without", "tau2 without"),
                ("q_without", "Q without"),
                ("hat", "Hat"),
                ("dfbetas", "DFBETAS"),
            ];
            columns.extend(figures.map(|(key, label)| Column::number(key, label)));
            columns.extend([Column::text("influential", "Influential"), Column::text("result", "Result")]);
        }
    }
    let width = columns.len();
    let mut report = Report::new(request, "Influence of single studies", layout, columns);
    for set in request.sets(snapshot) {
        let examined = examine(&mut report, &set, request, (width, layout), |observations| {
            influence(observations, &request.choices.pooling)
        });
        let Some((studies, found)) = examined else { continue };
        for ((name, observation), one) in studies.names.into_iter().zip(&studies.observations).zip(found) {
            let flag = Cell::words(if one.influential { "yes" } else { "" });
            let number = |value: f64, decimals| Cell::number(Some(value), decimals);
            let cells = if layout == Layout::Reading {
                let effect = studies.scale.in_words(observation.y);
                let (name, effect) = (Cell::words(name), Cell::words(effect));
                vec![name, effect, number(one.weight, 1), number(one.studentised, 2), number(one.cook, 2), flag]
            } else {
                let figures = [
                    one.studentised,
                    one.dffits,
                    one.cook,
                    one.covariance_ratio,
                    one.tau2_without,
                    one.q_without,
                    one.hat,
                    one.dfbetas,
                ];
                let mut cells =
                    vec![Cell::words(name), exactly(studies.scale, Some(observation.y)), number(one.weight, 2)];
                cells.extend(figures.map(|figure| number(figure, 4)));
                cells.extend([flag, Cell::words("pooled")]);
                cells
            };
            report.row(&set, cells);
        }
    }
    let note = "Residual: studentised, with the study deleted. A study is influential by the thresholds of Viechtbauer and Cheung; \
                that is a reason to look at it, not to leave it out.";
    report.table.notes.push(note.to_owned());
    report.finish(snapshot)
}
