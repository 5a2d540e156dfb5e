//! Coefficients that look at the marks themselves, by character: units cut out of a text, segments with a partner, ends.

use super::coefficient::{Coefficient, Found, Why};
use super::field::Field;
use crate::stats::agreement::Undefined;
use crate::stats::agreement::boundaries::BoundaryAgreement;
use crate::stats::agreement::matching::{Denominator, Matched, Matching};
use crate::stats::agreement::spans::{Span, Unit};
use crate::stats::agreement::unitizing::{Pairable, Unitizing, of_code};

/// Characters within which two ends of marks are near: one end that was moved, and not two ends.
pub(super) const REACH: u64 = 20;

/// A coefficient of marks for some codes: of each code alone where there is one, of all of them together else.
pub(super) fn of_marks(field: &Field, coefficient: Coefficient, codes: &[usize], overlap: f64) -> Result<Found, Why> {
    let segments = || matched(&matchings(field, codes), overlap, |_| 1);
    match coefficient {
        Coefficient::Segments => Ok(Found::plain(segments().agreement().ok_or(Undefined::NothingCoded)?)),
        Coefficient::SegmentsBeyondChance => Ok(Found::plain(segments().brennan_prediger(field.used().len() as u64)?)),
        Coefficient::Boundaries => Ok(Found::plain(boundaries(field, codes)?.observed)),
        Coefficient::BoundariesBeyondChance => Ok(Found::plain(boundaries(field, codes)?.pi)),
        _ => unitizing(&field.looked_at_by_all(), coefficient, codes),
    }
}

fn unitizing(field: &Field, coefficient: Coefficient, codes: &[usize]) -> Result<Found, Why> {
    let units = |code_of: &dyn Fn(usize) -> Option<usize>| -> Vec<Vec<Unit>> {
        let of_mark = |mark: &super::field::Mark| {
            Some(Unit { start: mark.span.start, end: mark.span.end, code: code_of(mark.code as usize)? })
        };
        field.marks.iter().map(|marks| marks.iter().filter_map(of_mark).collect()).collect()
    };
    let used = field.used();
    let together = |codes: &[usize]| {
        Unitizing::new(field.length, &units(&|code| codes.iter().position(|one| *one == code)), codes.len())
    };
    let value = match (coefficient, codes) {
        // Of one code, what is coded at all is the code.
        (Coefficient::UAlpha, [_]) | (Coefficient::BinaryAlpha, _) => {
            of_code(field.length, &units(&|code| codes.contains(&code).then_some(0)), 0)?
        }
        (Coefficient::UAlpha, _) => together(codes)?.u_alpha()?,
        (Coefficient::CuAlpha, [_]) => return Err(Why::SeveralCodes),
        (Coefficient::CuAlpha, _) => together(codes)?.cu_alpha(Pairable::Mean)?,
        (Coefficient::KuAlpha, [code]) => {
            let at = used.iter().position(|one| one == code).ok_or(Undefined::NothingCoded)?;
            together(&used)?.ku_alpha(at, Pairable::Mean)?.alpha?
        }
        _ => return Err(Why::OneCode),
    };
    Ok(Found::plain(value))
}

/// How well each segment's best partner of the same code fits, by source and over all pairs of raters who looked at it.
pub(super) fn matchings(field: &Field, codes: &[usize]) -> Vec<(u32, Matching)> {
    let mut found: Vec<(u32, Matching)> = Vec::new();
    for piece in &field.pieces {
        match found.last() {
            Some((source, _)) if *source == piece.source => {}
            _ => found.push((piece.source, Matching::default())),
        }
    }
    for second in 1..field.raters.len() {
        for first in 0..second {
            for code in codes {
                let (of_first, of_second) = (by_source(field, first, *code), by_source(field, second, *code));
                for (at, (_, matching)) in found.iter_mut().enumerate() {
                    let both = 1 << first | 1 << second;
                    let (Some((looked, a)), Some((_, b))) = (of_first.get(at), of_second.get(at)) else { continue };
                    if looked & both == both && !(a.is_empty() && b.is_empty()) {
                        matching.add(Matching::of(a, b, Denominator::Union));
                    }
                }
            }
        }
    }
    found
}

/// Segments with a partner over sources, each counted so many times.
pub(super) fn matched(matchings: &[(u32, Matching)], threshold: f64, times: impl Fn(usize) -> u64) -> Matched {
    let mut sum = Matched { threshold, first: 0, second: 0, all_first: 0, all_second: 0 };
    for (at, (_, matching)) in matchings.iter().enumerate() {
        let (found, times) = (matching.at(threshold), times(at));
        sum.first += times * found.first;
        sum.second += times * found.second;
        sum.all_first += times * found.all_first;
        sum.all_second += times * found.all_second;
    }
    sum
}

/// A rater's spans of a code by source, with who looked at it.
fn by_source(field: &Field, rater: usize, code: usize) -> Vec<(u64, &[Span])> {
    let spans = field.spans(rater, code);
    let mut found = Vec::new();
    for (span, looked) in field.source_places() {
        let from = spans.partition_point(|one| one.start < span.start);
        let to = spans.partition_point(|one| one.start < span.end);
        found.push((looked, spans.get(from..to).unwrap_or_default()));
    }
    found
}

fn boundaries(field: &Field, codes: &[usize]) -> Result<BoundaryAgreement, Undefined> {
    let everybody = u64::MAX >> (64 - field.raters.len().clamp(1, 64));
    let mut texts = Vec::new();
    for (at, (place, looked)) in field.source_places().into_iter().enumerate() {
        if looked == everybody {
            let cuts = |rater: usize| {
                let spans =
                    codes.iter().flat_map(|code| by_source(field, rater, *code).get(at).map_or(&[][..], |s| s.1));
                lengths_between(place, spans.flat_map(|span| [span.start, span.end]).collect())
            };
            texts.push((0..field.raters.len()).map(cuts).collect());
        }
    }
    BoundaryAgreement::of(&texts, REACH)
}

/// The lengths of what lies between cuts of a place.
fn lengths_between(place: Span, mut cuts: Vec<u64>) -> Vec<u64> {
    cuts.retain(|cut| (place.start..=place.end).contains(cut));
    cuts.extend([place.start, place.end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

impl Field {
    /// Where each source lies, with who looked at it.
    fn source_places(&self) -> Vec<(Span, u64)> {
        let mut found: Vec<(u32, Span, u64)> = Vec::new();
        for piece in &self.pieces {
            match found.last_mut() {
                Some((source, span, _)) if *source == piece.source => span.end = piece.span.end,
                _ => found.push((piece.source, piece.span, piece.looked)),
            }
        }
        found.into_iter().map(|(_, span, looked)| (span, looked)).collect()
    }

    /// Only the sources that every rater looked at.
    fn looked_at_by_all(&self) -> Self {
        let everybody = u64::MAX >> (64 - self.raters.len().clamp(1, 64));
        self.cut_to(|piece| piece.looked == everybody)
    }
}
