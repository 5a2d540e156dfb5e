//! Drift: agreement of one coder with others over the dates of the sources and over codebook versions, or with the same
//! coder's other rounds.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::{AnalysisError, Frame};
use super::coefficient::Coefficient;
use super::describe::{Reasons, rule_notes};
use super::field::{Field, Fields};
use super::measured::{Line, Measured, Measuring};
use super::raters::{Comparison, Rater, nothing};
use super::request::AgreementRequest;
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// What is asked about drift.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DriftRequest {
    /// Position of the coder in the snapshot.
    pub coder: u32,
    /// Positions of those whom the coder is held against; empty for all others. Not looked at where rounds are compared.
    pub with: Vec<u32>,
    /// Rounds: one for what is compared with others, two and more to hold the coder's own rounds against each other.
    pub rounds: Vec<u32>,
    /// The codebook version of each coding, by its row in the project file.
    pub versions: BTreeMap<i64, String>,
    /// Unit, text and the first coefficient; its comparison is not looked at.
    pub agreement: AgreementRequest,
}

/// Drift of a coder. Columns: `name, group, with, date, estimate, low, high, n, so_far`: a row for each source in the order
/// of their dates (group `source`), with what agreement was over all sources until then; for each codebook version that
/// the coder coded with (group `codebook version`); and for all. Figures are pooled over codes.
///
/// # Errors
/// As [`agreement`](super::agreement).
pub fn drift(frame: &Frame<'_>, request: &DriftRequest) -> Result<Table, AnalysisError> {
    let snapshot = frame.snapshot();
    let coefficient = request.agreement.coefficients.first().copied().unwrap_or(Coefficient::Alpha);
    let mut columns = vec![
        Column::text("name", "Source or version"),
        Column::text("group", "Group"),
        Column::text("with", "With"),
        Column::text("date", "Date"),
    ];
    let figures = [("estimate", "Estimate"), ("low", "Low"), ("high", "High"), ("n", "N"), ("so_far", "So far")];
    columns.extend(figures.map(|(key, label)| Column::number(key, label)));
    let coder = snapshot.coders.get(request.coder as usize).cloned().unwrap_or_default();
    let mut table = Table::new(format!("Drift of {coder}"), columns);
    let mut reasons = Reasons::default();
    let mut notes = Vec::new();
    for (others, fields) in comparisons(frame, request)? {
        let drift = OneDrift { frame, request, coefficient, fields: &fields, others: &others };
        drift.rows(&mut table, &mut reasons);
        notes = rule_notes(frame, &fields.asked);
    }
    table.measure = format!("{} by {}, pooled over codes", coefficient.label(), request.agreement.unit.word());
    table.frame = if snapshot.codebook.name.is_empty() {
        frame.label().to_owned()
    } else {
        format!("sources that both coded; codebook {}", snapshot.codebook.label())
    };
    reasons.explain(&mut table);
    table.notes.push("So far: over all sources up to that date, which is steadier than one source.".to_owned());
    table.notes.extend(notes);
    table.notes.extend(frame.snapshot().notice_note());
    Ok(table)
}

/// Whom the coder is held against, with the compared text.
fn comparisons(frame: &Frame<'_>, request: &DriftRequest) -> Result<Vec<(String, Fields)>, AnalysisError> {
    let snapshot = frame.snapshot();
    if request.rounds.len() > 1 {
        let comparison = Comparison::Rounds { coder: request.coder, rounds: request.rounds.clone() };
        let rounds: Vec<String> = request.rounds.iter().map(u32::to_string).collect();
        let fields = Field::of(frame, &AgreementRequest { comparison, ..request.agreement.clone() })?;
        return Ok(vec![(format!("rounds {}", rounds.join(", ")), fields)]);
    }
    let all = 0..u32::try_from(snapshot.coders.len()).unwrap_or(u32::MAX);
    let others: Vec<u32> = if request.with.is_empty() {
        all.filter(|other| *other != request.coder).collect()
    } else {
        request.with.clone()
    };
    let own = round_of(snapshot, request.coder, request.rounds.first().copied());
    let mut found = Vec::new();
    let mut last = nothing("there is nobody else to hold the coder against");
    for other in others {
        let rounds = [own, round_of(snapshot, other, own)];
        let raters = [request.coder, other].into_iter().zip(rounds);
        let raters = raters.map(|(coder, round)| Rater::new(snapshot, coder, round.as_slice())).collect();
        match Field::between(frame, &request.agreement, raters, String::new()) {
            Ok(fields) => found.push((snapshot.coders[other as usize].clone(), fields)),
            // Others who never coded the same text are left out, unless that leaves nobody.
            Err(error @ AnalysisError::NothingCompared { .. }) => last = error,
            Err(error) => return Err(error),
        }
    }
    if found.is_empty() { Err(last) } else { Ok(found) }
}

/// The round that was wished for if the coder coded in it, else the coder's first: a consensus has a round of its own.
fn round_of(snapshot: &Snapshot, coder: u32, wished: Option<u32>) -> Option<u32> {
    let codings = &snapshot.codings;
    let rounds =
        codings.coder.iter().zip(&codings.round).filter(|(other, _)| **other == coder).map(|(_, round)| *round);
    let rounds: Vec<u32> = rounds.collect();
    wished.filter(|wished| rounds.contains(wished)).or_else(|| rounds.iter().min().copied())
}

struct OneDrift<'d> {
    frame: &'d Frame<'d>,
    request: &'d DriftRequest,
    coefficient: Coefficient,
    fields: &'d Fields,
    others: &'d str,
}

impl OneDrift<'_> {
    fn rows(&self, table: &mut Table, reasons: &mut Reasons) {
        let snapshot = self.frame.snapshot();
        let mut sources = self.fields.asked.sources();
        let date = |source: u32| snapshot.sources.get(source as usize).and_then(|source| source.date);
        // Sources without a date stand last, in the order of their names.
        sources.sort_by_key(|source| (date(*source).unwrap_or(Date::MAX), *source));
        for (at, source) in sources.iter().enumerate() {
            let so_far = sources.get(..=at).unwrap_or_default();
            let until = self.over(|other| so_far.contains(&other));
            let name = snapshot.sources.get(*source as usize).map_or("", |source| &source.name);
            let here = self.over(|other| other == *source);
            self.row(table, reasons, (name, "source"), date(*source), &here, Some(&until));
        }
        for (version, of_version) in self.by_version() {
            let here = self.over(|source| of_version.contains(&source));
            self.row(table, reasons, (&version, "codebook version"), None, &here, None);
        }
        self.row(table, reasons, ("all", "all"), None, &self.over(|_| true), None);
    }

    fn row(
        &self,
        table: &mut Table,
        reasons: &mut Reasons,
        (name, group): (&str, &str),
        date: Option<Date>,
        here: &Measured,
        until: Option<&Measured>,
    ) {
        let value = |measured: &Measured| measured.found.map(|found| found.value);
        table.rows.push(vec![
            Cell::words(name),
            Cell::words(group),
            Cell::words(self.others),
            date.map_or(Cell::Empty, |date| Cell::words(date.to_string())),
            reasons.cell(value(here)),
            Cell::number(here.drawn.map(|limits| limits.low), 3),
            Cell::number(here.drawn.map(|limits| limits.high), 3),
            Cell::Count(here.units),
            until.map_or(Cell::Empty, |until| reasons.cell(value(until))),
        ]);
    }

    /// The figure over some sources.
    fn over(&self, keep: impl Fn(u32) -> bool) -> Measured {
        let cut = |field: &Field| field.cut_to(|piece| keep(piece.source));
        let fields = Fields { asked: cut(&self.fields.asked), characters: cut(&self.fields.characters) };
        let codings = &self.frame.snapshot().codings;
        let measuring = Measuring { fields: &fields, request: &self.request.agreement, codings, errors: false };
        measuring.measure(self.coefficient, Line::Pooled(&fields.characters.used()))
    }

    /// The sources by the latest codebook version among the coder's codings in each.
    fn by_version(&self) -> Vec<(String, Vec<u32>)> {
        let codings = &self.frame.snapshot().codings;
        let mut latest: BTreeMap<u32, &String> = BTreeMap::new();
        for mark in self.fields.characters.marks.first().into_iter().flatten() {
            let coding = mark.coding as usize;
            if let Some(version) = codings.id.get(coding).and_then(|row| self.request.versions.get(row)) {
                let known = latest.entry(codings.source[coding]).or_insert(version);
                *known = std::cmp::max_by_key(*known, version, |label| number(label));
            }
        }
        let mut found: BTreeMap<(Option<semver::Version>, String), Vec<u32>> = BTreeMap::new();
        for (source, version) in latest {
            found.entry((number(version), version.clone())).or_default().push(source);
        }
        found.into_iter().map(|((_, label), sources)| (label, sources)).collect()
    }
}

/// The number in the label of a codebook version, which is `NAME NUMBER`.
fn number(label: &str) -> Option<semver::Version> {
    label.rsplit(' ').next()?.parse().ok()
}
