//! The compared text with what each rater marked in it, in the unit that is rated.
//!
//! A unit is a step of a ruler: in characters the ruler is the compared text itself, in words or turns each step is one word
//! or turn. Marks are spans on the ruler, so that every count below works on ends of spans, whatever the unit.

use std::collections::BTreeSet;

use super::super::{AnalysisError, Frame};
use super::ground::{Ground, Stretch};
use super::raters::{Rater, nothing, raters_of};
use super::request::{AgreementRequest, CompareUnit, ComparedText};
use crate::stats::agreement::spans::{Span, covered};
use crate::text::{Span as TextSpan, sentences, words};

/// A coding on the ruler.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// The units that it touches.
    pub span: Span,
    /// Position of its code in the codebook.
    pub code: u32,
    /// Position of the coding in the snapshot.
    pub coding: u32,
}

/// A run of units of one source and cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Its units.
    pub span: Span,
    /// Position of the source in the snapshot.
    pub source: u32,
    /// What it is drawn with.
    pub cluster: u32,
    /// The raters who looked at it, one bit each.
    pub looked: u64,
}

/// What raters marked in the compared text.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The raters.
    pub raters: Vec<Rater>,
    /// Their rounds in words; empty where the raters say it.
    pub rounds: String,
    /// For each rater, the marks in the order of their starts.
    pub marks: Vec<Vec<Mark>>,
    /// For each rater and code, the spans of the marks in the order of their starts.
    spans: Vec<Vec<Vec<Span>>>,
    /// All units, in order and without gaps.
    pub pieces: Vec<Piece>,
    /// Units.
    pub length: u64,
    /// What a unit is.
    pub unit: CompareUnit,
    /// Clusters.
    pub clusters: usize,
    /// Sources measured in bytes, for want of their texts.
    pub in_bytes: u64,
}

impl Field {
    /// The compared text of a request, by character and by the unit that was asked for.
    pub fn of(frame: &Frame<'_>, request: &AgreementRequest) -> Result<Fields, AnalysisError> {
        let (raters, rounds) = raters_of(frame.snapshot(), &request.comparison)?;
        Self::between(frame, request, raters, rounds)
    }

    /// The same for raters that are known.
    pub fn between(
        frame: &Frame<'_>,
        request: &AgreementRequest,
        raters: Vec<Rater>,
        rounds: String,
    ) -> Result<Fields, AnalysisError> {
        let snapshot = frame.snapshot();
        let ground = Ground::of(frame, &raters, request);
        if ground.length == 0 {
            let names: Vec<&str> = raters.iter().map(|rater| rater.label.as_str()).collect();
            let reason = format!("no source that counts was coded by two of {}", names.join(", "));
            return Err(nothing(&format!(
                "{reason}; where a coder looked and coded nothing, name the source with --sources"
            )));
        }
        let mut marks = vec![Vec::new(); raters.len()];
        let codings = &snapshot.codings;
        for coding in frame.codings() {
            for (_, marks) in raters.iter().zip(&mut marks).filter(|(rater, _)| rater.made(codings, coding)) {
                let span = ground.place(codings.source[coding], codings.span[coding]);
                if !span.is_empty() {
                    marks.push(Mark {
                        span,
                        code: codings.code[coding],
                        coding: u32::try_from(coding).unwrap_or(u32::MAX),
                    });
                }
            }
        }
        let pieces = joined(ground.stretches.iter().map(|stretch| Piece::of(stretch, stretch.place)));
        let field = Self {
            raters,
            rounds,
            marks,
            spans: Vec::new(),
            pieces,
            length: ground.length,
            unit: CompareUnit::Character,
            clusters: ground.clusters as usize,
            in_bytes: ground.in_bytes,
        };
        let characters = field.indexed(snapshot.codebook.codes.len());
        let asked = match characters.steps(frame, &ground, request.unit)? {
            Some(steps) => characters.measured_in(request.unit, &steps),
            None => characters.clone(),
        };
        let narrow = |field: Self| if request.text == ComparedText::Coded { field.narrowed() } else { field };
        Ok(Fields { asked: narrow(asked), characters: narrow(characters) })
    }

    /// The same marks by source, for rules that ask what a document holds.
    pub fn by_source(&self) -> Self {
        self.measured_in(CompareUnit::Source, &source_steps(&self.pieces))
    }

    /// The same marks by passage that somebody coded.
    pub fn by_segment(&self) -> Self {
        self.measured_in(CompareUnit::Segment, &self.passages())
    }

    /// Spans of a rater's marks with a code, in the order of their starts.
    pub fn spans(&self, rater: usize, code: usize) -> &[Span] {
        self.spans.get(rater).and_then(|codes| codes.get(code)).map_or(&[], Vec::as_slice)
    }

    /// What each rater marked with any of some codes, as stretches in order that do not touch.
    pub fn covers(&self, codes: &[usize]) -> Vec<Vec<Span>> {
        let cover = |rater: usize| {
            if let [code] = codes {
                return covered(self.spans(rater, *code), self.length);
            }
            let all: Vec<Span> = codes.iter().flat_map(|code| self.spans(rater, *code)).copied().collect();
            covered(&all, self.length)
        };
        (0..self.raters.len()).map(cover).collect()
    }

    /// The sources that are compared.
    pub fn sources(&self) -> Vec<u32> {
        let mut sources: Vec<u32> = self.pieces.iter().map(|piece| piece.source).collect();
        sources.dedup();
        sources
    }

    /// The same field with some pieces alone; marks elsewhere fall away.
    pub fn cut_to(&self, keep: impl Fn(&Piece) -> bool) -> Self {
        let kept: Vec<Span> = self.pieces.iter().filter(|piece| keep(piece)).map(|piece| piece.span).collect();
        self.cut(&kept)
    }

    /// Codes that any rater used, in the codebook's order.
    pub fn used(&self) -> Vec<usize> {
        let codes = self.spans.first().map_or(0, Vec::len);
        (0..codes).filter(|code| (0..self.raters.len()).any(|rater| !self.spans(rater, *code).is_empty())).collect()
    }

    fn indexed(mut self, codes: usize) -> Self {
        self.spans = self.marks.iter().map(|marks| by_code(marks, codes)).collect();
        self
    }

    /// Only what at least one rater marked.
    fn narrowed(&self) -> Self {
        let marked: Vec<Span> = self.marks.iter().flatten().map(|mark| mark.span).collect();
        self.cut(&covered(&marked, self.length))
    }

    /// Only these units; they must be in order.
    fn cut(&self, kept: &[Span]) -> Self {
        let mut begins = Vec::with_capacity(kept.len());
        let mut length = 0;
        for span in kept {
            begins.push(length);
            length += span.len();
        }
        let place = |at: u64| {
            let next = kept.partition_point(|span| span.end <= at);
            match (kept.get(next), begins.get(next)) {
                (Some(span), Some(begin)) => begin + at.saturating_sub(span.start),
                _ => length,
            }
        };
        let mut field = self.moved(length, |span| Span { start: place(span.start), end: place(span.end) });
        field.number_clusters();
        field
    }

    /// Numbers the clusters that are left from 0.
    fn number_clusters(&mut self) {
        let left: BTreeSet<u32> = self.pieces.iter().map(|piece| piece.cluster).collect();
        let left: Vec<u32> = left.into_iter().collect();
        for piece in &mut self.pieces {
            let place = left.binary_search(&piece.cluster).unwrap_or_default();
            piece.cluster = u32::try_from(place).unwrap_or(u32::MAX);
        }
        self.clusters = left.len();
    }

    /// Counts steps of a ruler instead of characters; a mark has every step that it touches.
    fn measured_in(&self, unit: CompareUnit, steps: &[Span]) -> Self {
        let touched = |span: Span| Span {
            start: steps.partition_point(|step| step.end <= span.start) as u64,
            end: steps.partition_point(|step| step.start < span.end) as u64,
        };
        let whole = |span: Span| Span {
            start: steps.partition_point(|step| step.start < span.start) as u64,
            end: steps.partition_point(|step| step.start < span.end) as u64,
        };
        let mut field = self.moved(steps.len() as u64, touched);
        // A step belongs to the piece in which it begins.
        let pieces = self.pieces.iter().map(|piece| Piece { span: whole(piece.span), ..*piece });
        field.pieces = joined(pieces.filter(|piece| !piece.span.is_empty()));
        field.unit = unit;
        field
    }

    /// The same units at other places, whose marks and pieces may be gone.
    fn moved(&self, length: u64, place: impl Fn(Span) -> Span) -> Self {
        let marks = |marks: &Vec<Mark>| -> Vec<Mark> {
            let moved = marks.iter().map(|mark| Mark { span: place(mark.span), ..*mark });
            moved.filter(|mark| !mark.span.is_empty()).collect()
        };
        let pieces = self.pieces.iter().map(|piece| Piece { span: place(piece.span), ..*piece });
        let field = Self {
            marks: self.marks.iter().map(marks).collect(),
            spans: Vec::new(),
            pieces: joined(pieces.filter(|piece| !piece.span.is_empty())),
            length,
            raters: self.raters.clone(),
            rounds: self.rounds.clone(),
            ..*self
        };
        field.indexed(self.spans.first().map_or(0, Vec::len))
    }

    /// The steps of the ruler of a unit; nothing for characters, which are the compared text itself.
    fn steps(
        &self,
        frame: &Frame<'_>,
        ground: &Ground<'_>,
        unit: CompareUnit,
    ) -> Result<Option<Vec<Span>>, AnalysisError> {
        let within = |what: &'static str, parts: fn(&str) -> Vec<TextSpan>| -> Result<Vec<Span>, AnalysisError> {
            let mut steps = Vec::new();
            for stretch in &ground.stretches {
                let speech = frame.snapshot().text(stretch.source).and_then(|text| stretch.bytes.of(text));
                let speech = speech.ok_or(AnalysisError::TextsMissing { what })?;
                for part in parts(speech) {
                    let begin = stretch.bytes.start;
                    steps.push(ground.place(stretch.source, TextSpan::new(begin + part.start, begin + part.end)));
                }
            }
            Ok(steps)
        };
        Ok(Some(match unit {
            CompareUnit::Character => return Ok(None),
            CompareUnit::Word => within("agreement by word", |speech| words(speech).collect())?,
            CompareUnit::Sentence => within("agreement by sentence", sentences)?,
            CompareUnit::Turn => ground.stretches.iter().map(|stretch| stretch.place).collect(),
            CompareUnit::Segment => self.passages(),
            CompareUnit::Source => source_steps(&self.pieces),
        }))
    }

    /// Passages that somebody coded: marks that overlap are one, marks that touch are not.
    fn passages(&self) -> Vec<Span> {
        let mut marked: Vec<Span> = self.marks.iter().flatten().map(|mark| mark.span).collect();
        marked.sort_unstable();
        let mut passages: Vec<Span> = Vec::new();
        for span in marked {
            match passages.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => passages.push(span),
            }
        }
        passages
    }
}

/// A field by character, and by the unit that was asked for.
pub(super) struct Fields {
    /// By the unit that was asked for.
    pub asked: Field,
    /// By character: for coefficients of segments and units.
    pub characters: Field,
}

impl Piece {
    fn of(stretch: &Stretch, span: Span) -> Self {
        Self { span, source: stretch.source, cluster: stretch.cluster, looked: stretch.looked }
    }
}

fn source_steps(pieces: &[Piece]) -> Vec<Span> {
    let mut steps: Vec<(u32, Span)> = Vec::new();
    for piece in pieces {
        match steps.last_mut() {
            Some((source, step)) if *source == piece.source => step.end = piece.span.end,
            _ => steps.push((piece.source, piece.span)),
        }
    }
    steps.into_iter().map(|(_, step)| step).collect()
}

/// Neighbours of one source and cluster as one piece.
fn joined(pieces: impl Iterator<Item = Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for piece in pieces {
        match all.last_mut() {
            Some(last) if (last.source, last.cluster) == (piece.source, piece.cluster) => {
                last.span.end = piece.span.end;
            }
            _ => all.push(piece),
        }
    }
    all
}

fn by_code(marks: &[Mark], codes: usize) -> Vec<Vec<Span>> {
    let mut spans = vec![Vec::new(); codes];
    for mark in marks {
        if let Some(spans) = spans.get_mut(mark.code as usize) {
            spans.push(mark.span);
        }
    }
    spans
}
