//! The framework of cases and themes (Ritchie and Spencer 1994): which codings stand in which cell, and whether the
//! summary that was written of a cell still rests on what is there.
//!
//! A summary is **stale** when a coding that it is linked to has another code or state than on the day of writing or is
//! in the cell no more, or when a coding is in the cell that was not there then. That an unlinked coding has gone does
//! not touch it.

mod tables;

use std::collections::{BTreeMap, BTreeSet};

use super::axis::Axis;
use super::listing::{team_may_read, who};
use super::rows::RowAxis;
use super::{AnalysisError, Columns, Frame, RollUp, Rows};
use crate::model::{CodingId, CodingState, FrameworkCell, Passage, SeenCoding, Standing, Summary};

pub use tables::{FrameworkRequest, Shown, framework_cell, framework_table, summaries_table};

/// Codings by row and theme.
#[derive(Clone, Debug)]
pub struct Framework<'f> {
    frame: &'f Frame<'f>,
    ids: &'f BTreeMap<i64, CodingId>,
    by: Columns,
    /// Key and name of every row.
    rows: Vec<(String, String)>,
    /// Positions of the codings of each row and theme.
    cells: BTreeMap<(String, usize), Vec<usize>>,
    /// Codings of themes that belong to no row.
    outside: u64,
    /// Every coding that counts, by its lasting id.
    counting: BTreeMap<CodingId, usize>,
}

impl<'f> Framework<'f> {
    /// The framework of a frame by cases, participants or sources; `ids` are the lasting ids of codings by their rows
    /// in the project file. By cases, cases that only a summary speaks of have a row too, unless the frame is filtered.
    ///
    /// # Errors
    /// [`AnalysisError::TextsMissing`] for a snapshot without texts.
    pub fn new(frame: &'f Frame<'f>, ids: &'f BTreeMap<i64, CodingId>, by: Columns) -> Result<Self, AnalysisError> {
        let snapshot = frame.snapshot();
        if snapshot.texts.len() < snapshot.sources.len() {
            return Err(AnalysisError::TextsMissing { what: "the framework" });
        }
        let axis = Axis::new(frame, &by, true);
        let themes = RowAxis::new(frame, Rows::Theme, RollUp::All);
        let mut cells: BTreeMap<(String, usize), Vec<usize>> = BTreeMap::new();
        let (mut outside, mut united) = (0, Vec::new());
        for coding in frame.codings() {
            let of_code = themes.of_code(snapshot.codings.code[coding]);
            let of_code: Vec<usize> =
                of_code.iter().map(|at| *at as usize).filter(|at| *at < themes.rows.len()).collect();
            let columns = axis.columns_of(frame, coding, &mut united).iter();
            let slots: Vec<_> =
                columns.filter_map(|at| axis.slots.get(*at as usize)).filter(|slot| slot.is_value()).collect();
            outside += u64::from(slots.is_empty() && !of_code.is_empty());
            for slot in slots {
                for theme in &of_code {
                    cells.entry((slot.key.clone(), *theme)).or_default().push(coding);
                }
            }
        }
        let mut rows: Vec<(String, String)> = axis
            .slots
            .iter()
            .filter(|slot| slot.is_value())
            .map(|slot| (slot.key.clone(), slot.label.clone()))
            .collect();
        if by == Columns::Case && frame.label().is_empty() {
            let known: BTreeSet<String> = rows.iter().map(|(key, _)| key.clone()).collect();
            let written: BTreeSet<&String> = snapshot.summaries.iter().map(|summary| &summary.case).collect();
            let name = |id: &String| snapshot.cases.iter().find(|case| case.id == *id).map(|case| case.name.clone());
            let more = written.into_iter().filter(|case| !known.contains(*case));
            rows.extend(more.map(|case| (case.clone(), name(case).unwrap_or_else(|| case.clone()))));
            rows.sort();
        }
        let mut framework = Self { frame, ids, by, rows, cells, outside, counting: BTreeMap::new() };
        framework.counting = frame.codings().map(|coding| (framework.id(coding), coding)).collect();
        Ok(framework)
    }

    /// The frame that it is cut from.
    #[must_use]
    pub fn frame(&self) -> &'f Frame<'f> {
        self.frame
    }

    /// Key and name of every row.
    #[must_use]
    pub fn rows(&self) -> &[(String, String)] {
        &self.rows
    }

    /// One cell, by the key of its row and the position of its theme; the summary and its standing are told by cases only.
    #[must_use]
    pub fn cell(&self, row: &str, theme: usize) -> FrameworkCell {
        let snapshot = self.frame.snapshot();
        let of_theme = snapshot.themes.get(theme);
        let id = of_theme.map_or("", |theme| theme.id.as_str());
        let summary = self.summary(row, theme);
        let name = self.rows.iter().find(|(key, _)| key == row).map_or(row, |(_, name)| name.as_str());
        FrameworkCell {
            case: row.to_owned(),
            case_name: name.to_owned(),
            theme: id.to_owned(),
            theme_name: of_theme.map_or_else(String::new, |theme| theme.name.clone()),
            standing: summary.map(|summary| self.standing(summary, theme)).unwrap_or_default(),
            summary: summary.cloned(),
            passages: self.passages(row, theme),
        }
    }

    /// What was written of a cell; nothing where rows are no cases.
    #[must_use]
    pub fn summary(&self, row: &str, theme: usize) -> Option<&'f Summary> {
        let snapshot = self.frame.snapshot();
        let id = snapshot.themes.get(theme).filter(|_| self.by == Columns::Case).map(|theme| theme.id.as_str())?;
        snapshot.summaries.iter().find(|summary| summary.case == row && summary.theme == id)
    }

    /// Every cell, row by row.
    pub fn cells(&self) -> impl Iterator<Item = FrameworkCell> + '_ {
        let themes = self.frame.snapshot().themes.len();
        self.rows.iter().flat_map(move |(row, _)| (0..themes).map(move |theme| self.cell(row, theme)))
    }

    /// What a summary that is written now has seen: every coding of the cell. It rests on those that `links` names, or on
    /// all of them.
    #[must_use]
    pub fn seen(&self, row: &str, theme: usize, links: Option<&[CodingId]>) -> Vec<SeenCoding> {
        let mut seen: Vec<SeenCoding> = (self.codings(row, theme).iter())
            .map(|coding| {
                let id = self.id(*coding);
                let (code, state) = self.says(*coding);
                let linked = links.is_none_or(|links| links.contains(&id));
                SeenCoding { coding: id.to_string(), code, state: state.word().to_owned(), linked }
            })
            .collect();
        seen.sort_by(|a, b| a.coding.cmp(&b.coding));
        seen
    }

    /// What has happened to the cell of a summary since it was written.
    #[must_use]
    pub fn standing(&self, summary: &Summary, theme: usize) -> Standing {
        let now: BTreeMap<String, usize> =
            self.codings(&summary.case, theme).iter().map(|coding| (self.id(*coding).to_string(), *coding)).collect();
        let mut standing = Standing::default();
        for seen in summary.seen.iter().filter(|seen| seen.linked) {
            let Some((id, _)) = CodingId::range_of(&seen.coding) else { continue };
            let other = |coding: &usize| {
                let (code, state) = self.says(*coding);
                code != seen.code || state.word() != seen.state
            };
            match (now.get(&seen.coding), self.counting.get(&id)) {
                (Some(coding), _) if other(coding) => standing.recoded.push(id),
                (Some(_), _) => {}
                (None, Some(coding)) if other(coding) => standing.recoded.push(id),
                (None, _) => standing.gone.push(id),
            }
        }
        let known: BTreeSet<&str> = summary.seen.iter().map(|seen| seen.coding.as_str()).collect();
        standing.new = now.iter().filter(|(id, _)| !known.contains(id.as_str())).map(|(_, at)| self.id(*at)).collect();
        standing
    }

    fn codings(&self, row: &str, theme: usize) -> &[usize] {
        self.cells.get(&(row.to_owned(), theme)).map(Vec::as_slice).unwrap_or_default()
    }

    fn id(&self, coding: usize) -> CodingId {
        let row = self.frame.snapshot().codings.id.get(coding).copied().unwrap_or_default();
        self.ids.get(&row).copied().unwrap_or(CodingId::from_number(row))
    }

    /// The code and the state of a coding.
    fn says(&self, coding: usize) -> (String, CodingState) {
        let snapshot = self.frame.snapshot();
        let code = snapshot.codings.code.get(coding).and_then(|code| snapshot.codebook.codes.get(*code as usize));
        let waits = snapshot.codings.stale.get(coding).copied().unwrap_or_default();
        let state = if waits { CodingState::Stale } else { CodingState::Current };
        (code.map_or_else(String::new, |code| code.id.clone()), state)
    }

    fn passages(&self, row: &str, theme: usize) -> Vec<Passage> {
        let snapshot = self.frame.snapshot();
        let list = &snapshot.codings;
        let codings = self.codings(row, theme);
        let place = |coding: usize| (list.source[coding], list.span[coding]);
        let passage = |(at, coding): (usize, &usize)| {
            let (source, span) = place(*coding);
            let others = codings.iter().enumerate().map(|(other, coding)| (other, place(*coding)));
            let within_another = others.filter(|(other, _)| *other != at).any(|(other, (there, whole))| {
                there == source && whole.encloses(span) && (whole != span || other < at)
            });
            let words = snapshot.text(source).and_then(|text| span.of(text)).unwrap_or_default();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let coder = list.coder.get(*coding).and_then(|coder| snapshot.coders.get(*coder as usize));
            Passage {
                coding: self.id(*coding),
                source: snapshot.sources.get(source as usize).map_or_else(String::new, |source| source.name.clone()),
                speaker: who(self.frame, *coding).0,
                code: self.says(*coding).0,
                coder: coder.cloned().unwrap_or_default(),
                words: team_may_read(self.frame, source, span).then_some(words),
                within_another,
            }
        };
        codings.iter().enumerate().map(passage).collect()
    }
}
