//! The text that is compared, laid end to end: speech of the frame in the sources that two coders looked at.
//!
//! Interviewers' speech, labels, headings and text of people who do not allow analysis are no part of it, so that nobody
//! agrees on leaving them uncoded. A position on it counts characters (Unicode code points) of compared text.

use std::collections::BTreeMap;

use super::super::{Frame, Voice};
use super::raters::Rater;
use super::request::{AgreementRequest, Clusters};
use crate::stats::agreement::spans::Span;
use crate::text::{OffsetMap, Span as TextSpan, Unit as OffsetUnit};

/// A turn of the compared text, or a source without turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// Position of its source in the snapshot.
    pub source: u32,
    /// Its bytes in the source.
    pub bytes: TextSpan,
    /// Where it lies in the compared text.
    pub place: Span,
    /// Whom or what it is drawn with when samples are drawn anew.
    pub cluster: u32,
    /// The raters who looked at its source, one bit each.
    pub looked: u64,
}

/// The compared text.
pub(super) struct Ground<'a> {
    /// Its parts, in order.
    pub stretches: Vec<Stretch>,
    /// For each source of the snapshot, where its stretches begin; one more entry than there are sources.
    first: Vec<usize>,
    /// Sources whose characters are not all one byte long, with their texts.
    rulers: BTreeMap<u32, OffsetMap<'a>>,
    /// Characters.
    pub length: u64,
    /// How many clusters there are.
    pub clusters: u32,
    /// Sources whose characters could not be told from bytes, for want of their text.
    pub in_bytes: u64,
}

impl<'a> Ground<'a> {
    /// The compared text of some raters in a frame.
    pub fn of(frame: &Frame<'a>, raters: &[Rater], request: &AgreementRequest) -> Self {
        let snapshot = frame.snapshot();
        let looked = who_looked(frame, raters, request);
        let mut ground = Self {
            stretches: Vec::new(),
            first: vec![0],
            rulers: BTreeMap::new(),
            length: 0,
            clusters: 0,
            in_bytes: 0,
        };
        let mut clusters = BTreeMap::new();
        for (source, row) in (0u32..).zip(&snapshot.sources) {
            let looked = looked.get(source as usize).copied().unwrap_or(0);
            if looked.count_ones() > 1 {
                if row.bytes != row.characters {
                    match snapshot.text(source) {
                        Some(text) => drop(ground.rulers.insert(source, OffsetMap::new(text))),
                        None => ground.in_bytes += 1,
                    }
                }
                for (bytes, person) in speech(frame, source, row.bytes) {
                    let key = match (request.clusters, person) {
                        (Clusters::Participants, Some(person)) => (true, person),
                        _ => (false, source),
                    };
                    let next = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
                    let cluster = *clusters.entry(key).or_insert(next);
                    let end = ground.length + ground.characters(source, bytes);
                    let place = Span { start: ground.length, end };
                    ground.stretches.push(Stretch { source, bytes, place, cluster, looked });
                    ground.length = end;
                }
            }
            ground.first.push(ground.stretches.len());
        }
        ground.clusters = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
        ground
    }

    /// Where a span of a source lies in the compared text; empty where it touches none of it.
    pub fn place(&self, source: u32, span: TextSpan) -> Span {
        let from = self.first.get(source as usize).copied().unwrap_or(0);
        let to = self.first.get(source as usize + 1).copied().unwrap_or(from);
        let stretches = self.stretches.get(from..to).unwrap_or_default();
        let place = |byte: u32| match stretches.get(stretches.partition_point(|stretch| stretch.bytes.end <= byte)) {
            Some(stretch) if byte <= stretch.bytes.start => stretch.place.start,
            Some(stretch) => stretch.place.start + self.characters(source, TextSpan::new(stretch.bytes.start, byte)),
            None => stretches.last().map_or(0, |last| last.place.end),
        };
        Span { start: place(span.start), end: place(span.end) }
    }

    fn characters(&self, source: u32, span: TextSpan) -> u64 {
        let counted = self.rulers.get(&source).and_then(|ruler| {
            let at = |byte| ruler.from_bytes(OffsetUnit::CodePoints, byte);
            at(span.end)?.checked_sub(at(span.start)?)
        });
        u64::from(counted.unwrap_or(span.len()))
    }
}

/// For each source, the raters who looked at it: those who coded anything in it, under any code, whatever is asked about;
/// where sources are named, everybody in those.
fn who_looked(frame: &Frame<'_>, raters: &[Rater], request: &AgreementRequest) -> Vec<u64> {
    let snapshot = frame.snapshot();
    let everybody = u64::MAX >> (64 - raters.len().clamp(1, 64));
    let mut looked = vec![0; snapshot.sources.len()];
    let codings = &snapshot.codings;
    for (coding, source) in codings.source.iter().enumerate() {
        if let Some(looked) = looked.get_mut(*source as usize) {
            for (bit, _) in raters.iter().enumerate().filter(|(_, rater)| rater.made(codings, coding)) {
                *looked |= 1 << bit;
            }
        }
    }
    for (source, looked) in (0u32..).zip(&mut looked) {
        let named = request.sources.contains(&source);
        if !frame.sources().get(source as usize).copied().unwrap_or(false) || !(request.sources.is_empty() || named) {
            *looked = 0;
        } else if named {
            *looked = everybody;
        }
    }
    looked
}

/// The speech of a source that is in the frame, with who speaks; all of a source without turns.
fn speech(frame: &Frame<'_>, source: u32, bytes: u32) -> Vec<(TextSpan, Option<u32>)> {
    let turns = &frame.snapshot().turns;
    let of_source = turns.of_source(source);
    if of_source.is_empty() {
        return vec![(TextSpan::new(0, bytes), None)];
    }
    let inside = of_source.filter(|turn| frame.is_data(frame.voice(*turn)));
    let spoken = inside.filter_map(|turn| {
        let person = if let Voice::Participant(person) = frame.voice(turn) { Some(person) } else { None };
        Some((*turns.speech.get(turn)?, person))
    });
    spoken.filter(|(speech, _)| !speech.is_empty()).collect()
}
