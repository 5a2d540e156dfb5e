//! The table of agreement: by code, by category or overall, one coefficient or several.

use super::super::measure::RollUp;
use super::super::{AnalysisError, Frame, Layout};
use super::coefficient::{Coefficient, Takes};
use super::describe::{Reasons, frame_line, interval_notes, names, rule_notes, unit_noun};
use super::field::{Field, Fields};
use super::measured::{Line, Measured, Measuring};
use super::patterns::Patterns;
use super::request::{AgreementRequest, By, CompareUnit};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// Coefficients that stand side by side; more of them stand below each other.
const BESIDE: usize = 5;

/// Agreement of coders, or of the rounds of a coder.
///
/// For reading, the columns are those that fit a page. As data: `name, id, group, coefficient, estimate, low, high,
/// interval, n, observed, chance, formula_low, formula_high, all, some, reason`, one row for each line and coefficient.
/// `low` and `high` are from resamples of clusters, or by formula where there are none; `n` counts units that two rated.
///
/// # Errors
/// Fewer than two coders, no source that two of them coded, texts that a unit needs and that were not loaded.
pub fn agreement(frame: &Frame<'_>, request: &AgreementRequest, layout: Layout) -> Result<Table, AnalysisError> {
    // Figures side by side have no room for intervals.
    let beside =
        layout == Layout::Reading && request.by != By::Overall && (2..=BESIDE).contains(&request.coefficients.len());
    let without = AgreementRequest { resamples: 0, ..request.clone() };
    let request = if beside { &without } else { request };
    let fields = Field::of(frame, request)?;
    let snapshot = frame.snapshot();
    let measuring = Measuring { fields: &fields, request, codings: &snapshot.codings, errors: false };
    let lines = lines(snapshot, &fields, request);
    let rows = measured_rows(&measuring, request, &lines);
    let measured: Vec<&Measured> = rows.iter().map(|row| &row.measured).collect();
    let mut table = match layout {
        Layout::Data => data_table(&rows),
        Layout::Reading => reading_table(&rows, request, &fields.asked),
    };
    let field = &fields.asked;
    table.title = format!("Agreement of {}", names(field));
    let of: Vec<&str> = request.coefficients.iter().take(BESIDE).map(|one| one.label()).collect();
    let more = if request.coefficients.len() > BESIDE { ", ..." } else { "" };
    table.measure = format!("{}{more} by {}", of.join(", "), unit_noun(field.unit));
    table.frame = frame_line(frame, field, request);
    if request.by != By::Overall {
        table.frame.push_str(match request.roll_up {
            RollUp::All => "; a code counts those below it",
            RollUp::Direct => "; a code counts itself alone",
        });
    }
    table.notes.extend(rule_notes(frame, field));
    if !beside {
        table.notes.extend(interval_notes(field, request, &measured));
    }
    table.notes.extend(coefficient_notes(request, &rows));
    table.notes.extend(frame.snapshot().notice_note());
    Ok(table)
}

/// The dots of a chart with intervals: `name, group, estimate, low, high, n`, a row for each figure that is defined.
///
/// # Errors
/// As [`agreement`].
pub fn agreement_dots(frame: &Frame<'_>, request: &AgreementRequest) -> Result<Table, AnalysisError> {
    let mut table = agreement(frame, request, Layout::Data)?;
    let estimate = table.column("estimate");
    table.rows.retain(|row| estimate.and_then(|at| row.get(at)).is_some_and(|cell| *cell != Cell::Empty));
    let keys: Vec<String> = table.columns.iter().map(|column| column.key.clone()).collect();
    for key in keys.iter().filter(|key| !["name", "group", "estimate", "low", "high", "n"].contains(&key.as_str())) {
        table.leave_out_column(key);
    }
    // A picture prints what a reader can tell apart.
    for cell in table.rows.iter_mut().flatten() {
        if let Cell::Number { decimals, .. } = cell {
            *decimals = (*decimals).min(3);
        }
    }
    Ok(table)
}

/// A line of the table before anything is computed.
pub(super) struct Subject {
    /// Name for people.
    pub name: String,
    /// Id in the codebook, or `all`.
    pub id: String,
    /// Its codes.
    pub codes: Vec<usize>,
    /// Whether each code is taken by itself and pooled.
    pub pooled: bool,
}

impl Subject {
    pub fn line(&self) -> Line<'_> {
        if self.pooled { Line::Pooled(&self.codes) } else { Line::Codes(&self.codes) }
    }
}

/// The lines of a request: what any of the coders used, and all codes together.
pub(super) fn lines(snapshot: &Snapshot, fields: &Fields, request: &AgreementRequest) -> Vec<Subject> {
    let book = &snapshot.codebook;
    let used = fields.characters.used();
    let mut lines = Vec::new();
    match request.by {
        By::Overall => {}
        By::Code => {
            let families = book.families();
            for (at, code) in book.codes.iter().enumerate() {
                let codes: Vec<usize> = match request.roll_up {
                    RollUp::Direct => vec![at],
                    RollUp::All => families.get(at).cloned().unwrap_or_default(),
                };
                if codes.iter().any(|code| used.contains(code)) {
                    lines.push(Subject { name: code.name.clone(), id: code.id.clone(), codes, pooled: false });
                }
            }
        }
        By::Category => {
            for category in &book.categories {
                let of = |code: &&usize| book.codes.get(**code).is_some_and(|code| code.is_of(&category.id));
                let codes: Vec<usize> = used.iter().filter(of).copied().collect();
                if !codes.is_empty() {
                    lines.push(Subject { name: category.name.clone(), id: category.id.clone(), codes, pooled: false });
                }
            }
        }
    }
    lines.push(Subject { name: "All codes".to_owned(), id: "all".to_owned(), codes: used, pooled: true });
    lines
}

/// A figure of a line.
struct Row<'l> {
    subject: &'l Subject,
    coefficient: Coefficient,
    measured: Measured,
    /// Units that all marked, and that some did; nothing for lines of several codes apart.
    marked: Option<(u64, u64)>,
    by_formula: bool,
}

fn measured_rows<'l>(measuring: &Measuring<'_>, request: &AgreementRequest, lines: &'l [Subject]) -> Vec<Row<'l>> {
    let mut rows = Vec::new();
    for subject in lines {
        let marked =
            (!subject.pooled).then(|| Patterns::of_presence(&measuring.fields.asked, &subject.codes).all_and_some(1));
        for coefficient in &request.coefficients {
            let measured = measuring.measure(*coefficient, subject.line());
            // Formulas take every character for independent of the next.
            let by_formula = measured.drawn.is_none() && request.unit != CompareUnit::Character;
            rows.push(Row { subject, coefficient: *coefficient, measured, marked, by_formula });
        }
    }
    rows
}

impl Row<'_> {
    fn limits(&self) -> [Cell; 2] {
        let by_formula = self.measured.found.as_ref().ok().and_then(|found| found.limits).filter(|_| self.by_formula);
        let limits = self.measured.drawn.or(by_formula);
        [Cell::number(limits.map(|limits| limits.low), 3), Cell::number(limits.map(|limits| limits.high), 3)]
    }

    fn estimate(&self) -> Result<f64, super::coefficient::Why> {
        self.measured.found.map(|found| found.value)
    }

    fn parts(&self) -> [Cell; 2] {
        let parts = self.measured.found.as_ref().ok().and_then(|found| found.parts);
        [Cell::number(parts.map(|parts| parts.0), 3), Cell::number(parts.map(|parts| parts.1), 3)]
    }

    fn counts(&self) -> [Cell; 2] {
        self.marked.map_or([Cell::Empty, Cell::Empty], |(all, some)| [Cell::Count(all), Cell::Count(some)])
    }
}

fn figures(columns: &[(&str, &str)]) -> Vec<Column> {
    columns.iter().map(|(key, label)| Column::number(*key, *label)).collect()
}

fn data_table(rows: &[Row<'_>]) -> Table {
    let mut columns = vec![
        Column::text("name", "Name"),
        Column::text("id", "Id"),
        Column::text("group", "Group"),
        Column::text("coefficient", "Coefficient"),
    ];
    columns.extend(figures(&[("estimate", "Estimate"), ("low", "Low"), ("high", "High")]));
    columns.push(Column::text("interval", "Interval"));
    columns.extend(figures(&[
        ("n", "N"),
        ("observed", "Observed"),
        ("chance", "By chance"),
        ("formula_low", "Low by formula"),
        ("formula_high", "High by formula"),
        ("all", "Marked by all"),
        ("some", "Marked by some"),
    ]));
    columns.push(Column::text("reason", "Why there is none"));
    let mut table = Table::new("", columns);
    for row in rows {
        let found = row.measured.found.as_ref();
        let precise = |figure: Option<f64>| Cell::number(figure, 6);
        let drawn = row.measured.drawn;
        let formula = found.ok().and_then(|found| found.limits);
        let limits = drawn.or(formula.filter(|_| row.by_formula));
        let interval = match (drawn, limits) {
            (Some(_), _) => "resamples",
            (None, Some(_)) => "formula",
            (None, None) => "",
        };
        let parts = found.ok().and_then(|found| found.parts);
        let [all, some] = row.counts();
        table.rows.push(vec![
            Cell::words(&row.subject.name),
            Cell::words(&row.subject.id),
            Cell::words(row.coefficient.label()),
            Cell::words(row.coefficient.word()),
            precise(found.ok().map(|found| found.value)),
            precise(limits.map(|limits| limits.low)),
            precise(limits.map(|limits| limits.high)),
            Cell::words(interval),
            Cell::Count(row.measured.units),
            precise(parts.map(|parts| parts.0)),
            precise(parts.map(|parts| parts.1)),
            precise(formula.map(|limits| limits.low)),
            precise(formula.map(|limits| limits.high)),
            all,
            some,
            Cell::words(found.err().map_or(String::new(), ToString::to_string)),
        ]);
    }
    table
}

fn reading_table(rows: &[Row<'_>], request: &AgreementRequest, field: &Field) -> Table {
    let mut reasons = Reasons::default();
    let heading = match request.by {
        By::Code => "Code",
        By::Category => "Category",
        By::Overall => "Coefficient",
    };
    let estimate = [("estimate", "Estimate"), ("low", "Low"), ("high", "High")];
    let parts = [("observed", "Observed"), ("chance", "Chance")];
    let name = |row: &Row<'_>| Cell::words(&row.subject.name);
    let mut table;
    if request.by == By::Overall {
        table = Table::new("", vec![Column::text("coefficient", heading)]);
        table.columns.extend(figures(&[&estimate[..], &parts[..]].concat()));
        for row in rows {
            let [low, high] = row.limits();
            let [observed, chance] = row.parts();
            let first = Cell::words(row.coefficient.label());
            table.rows.push(vec![first, reasons.cell(row.estimate()), low, high, observed, chance]);
        }
    } else if let [only] = request.coefficients.as_slice() {
        let (both, one) = if field.raters.len() == 2 { ("Both", "One only") } else { ("All", "Some") };
        table = Table::new("", vec![Column::text("code", heading)]);
        table.columns.extend(figures(&[("all", both), ("some", one), ("observed", "Agree")]));
        table.columns.extend(figures(&[("estimate", short(*only)), ("low", "Low"), ("high", "High")]));
        for row in rows {
            let ([all, some], [low, high], [observed, _]) = (row.counts(), row.limits(), row.parts());
            table.rows.push(vec![name(row), all, some, observed, reasons.cell(row.estimate()), low, high]);
        }
    } else if request.coefficients.len() <= BESIDE {
        table = Table::new("", vec![Column::text("code", heading)]);
        table.columns.extend(request.coefficients.iter().map(|one| Column::number(one.word(), short(*one))));
        for line in rows.chunks(request.coefficients.len()) {
            let figures = line.iter().map(|row| reasons.cell(row.estimate()));
            let first = line.first().map_or(Cell::Empty, name);
            table.rows.push(std::iter::once(first).chain(figures).collect());
        }
    } else {
        table = Table::new("", vec![Column::text("code", heading), Column::text("coefficient", "Coefficient")]);
        table.columns.extend(figures(&estimate));
        for line in rows.chunks(request.coefficients.len()) {
            for (at, row) in line.iter().enumerate() {
                let [low, high] = row.limits();
                // A name stands once, as in a book.
                let first = if at == 0 { name(row) } else { Cell::Empty };
                let label = Cell::words(row.coefficient.label());
                table.rows.push(vec![first, label, reasons.cell(row.estimate()), low, high]);
            }
        }
    }
    reasons.explain(&mut table);
    table
}

/// A name that fits a narrow column.
fn short(coefficient: Coefficient) -> &'static str {
    match coefficient {
        Coefficient::Percent => "Agree",
        Coefficient::Cohen => "Cohen",
        Coefficient::Scott => "Scott",
        Coefficient::Fleiss => "Fleiss",
        Coefficient::Conger => "Conger",
        Coefficient::Ac1 => "AC1",
        Coefficient::Ac2 => "AC2",
        other => other.label(),
    }
}

fn coefficient_notes(request: &AgreementRequest, rows: &[Row<'_>]) -> Vec<String> {
    let asked = |one: Coefficient| request.coefficients.contains(&one);
    let mut notes = Vec::new();
    let mut say = |holds: bool, note: String| {
        if holds {
            notes.push(note);
        }
    };
    let pools = rows.iter().any(|row| row.subject.pooled && row.coefficient.takes() == Takes::Presence);
    say(
        pools,
        "All codes: from the means over codes of agreement and of agreement by chance (pooled, De Vries et al. 2008)."
            .to_owned(),
    );
    say(
        asked(Coefficient::Cohen)
            && rows.iter().any(|row| {
                row.measured.found.is_ok_and(|found| found.parts.is_none() && row.coefficient == Coefficient::Cohen)
            }),
        "Cohen of more than two coders is Light's kappa, the mean over pairs.".to_owned(),
    );
    say(
        asked(Coefficient::CuAlpha) || asked(Coefficient::KuAlpha) || asked(Coefficient::BinaryAlpha),
        "Provisional: |u-, cu- and ku-alpha follow the published definitions, but no second program confirms them."
            .to_owned(),
    );
    say(
        asked(Coefficient::Segments) || asked(Coefficient::SegmentsBeyondChance),
        format!(
            "Segments match from {:.0}% overlap, a share of the stretch from the first start to the last end.",
            request.overlap * 100.0
        ),
    );
    say(
        asked(Coefficient::Boundaries) || asked(Coefficient::BoundariesBeyondChance),
        format!("Ends of codings up to {} characters apart are one end that was moved.", super::marks::REACH - 1),
    );
    say(
        asked(Coefficient::Jaccard) || asked(Coefficient::Masi),
        "Sets: the codes that a coder gave a unit; none at all is a set too.".to_owned(),
    );
    let weights = request.coefficients.iter().any(|one| one.takes() == Takes::Weights);
    say(weights, "Weights are compared where both coders marked a unit and gave a weight.".to_owned());
    notes
}
