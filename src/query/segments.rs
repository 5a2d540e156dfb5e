//! Text that a query stands for: codings, places of words, speech, and what positions give back.

use std::collections::BTreeSet;

use super::ast::{Expr, SavedTerm};
use super::error::QueryError;
use super::evaluate::{Asking, Units};
use super::relation::{AtLeast, Link, Relation, Returned, Shared};
use super::ruler::Ruler;
use super::sweep;
use crate::model::{Codings, NOBODY};
use crate::text::Span;

/// Text of one source. Segments order by source, then by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Segment {
    /// Position of the source in [`Snapshot::sources`](crate::model::Snapshot::sources).
    pub source: u32,
    /// Its bytes.
    pub span: Span,
    /// Position of the coding in [`Snapshot::codings`](crate::model::Snapshot::codings), where the text is one.
    pub coding: Option<u32>,
}

impl Segment {
    /// Text that is no coding.
    #[must_use]
    pub fn new(source: u32, span: Span) -> Self {
        Self { source, span, coding: None }
    }

    /// A coding as text; nothing where there is none at this position.
    #[must_use]
    pub fn of_coding(codings: &Codings, coding: u32) -> Option<Self> {
        let at = coding as usize;
        Some(Self { source: *codings.source.get(at)?, span: *codings.span.get(at)?, coding: Some(coding) })
    }

    /// Whether both are one and the same coding: nothing stands in a relation to itself.
    fn is(&self, other: &Self) -> bool {
        self.coding.is_some() && self.coding == other.coding
    }
}

/// Marks the codings that segments are, or that touch segments which are none.
pub(super) fn mark_codings(segments: &[Segment], codings: &Codings, mask: &mut [bool]) {
    let mut choose = |coding: u32| {
        if let Some(seen) = mask.get_mut(coding as usize) {
            *seen = true;
        }
    };
    segments.iter().filter_map(|segment| segment.coding).for_each(&mut choose);
    let plain: Vec<Segment> = segments.iter().filter(|segment| segment.coding.is_none()).copied().collect();
    if plain.is_empty() {
        return;
    }
    let all: Vec<Segment> = (0u32..).map_while(|coding| Segment::of_coding(codings, coding)).collect();
    each_source(&plain, &all, |texts, codings| {
        sweep::intersecting(&spans(texts), &spans(codings), &mut |_, coding| {
            codings.get(coding).and_then(|coding| coding.coding).into_iter().for_each(&mut choose);
        });
    });
}

impl Asking<'_> {
    /// The text that an expression stands for, sorted, each piece once.
    pub(super) fn segments(&self, expr: &Expr) -> Result<Vec<Segment>, QueryError> {
        let mut segments = match expr {
            Expr::Relation(relation) => self.related(relation)?,
            Expr::AtLeast(some) => self.meeting(some)?,
            Expr::Saved(term) => return self.segments_of_saved(term),
            _ if expr.has_codings() => {
                let mask = self.mask(expr, Units::Codings)?;
                let chosen = (0u32..).zip(mask).filter(|(_, chosen)| *chosen);
                chosen.filter_map(|(coding, _)| Segment::of_coding(&self.on.snapshot.codings, coding)).collect()
            }
            _ if expr.has_text() && !expr.has_positions() => self.words_of(expr)?,
            _ => self.speech_of(expr)?,
        };
        segments.sort_unstable();
        segments.dedup();
        Ok(segments)
    }

    // The method itself would be of one lifetime only.
    #[allow(clippy::redundant_closure_for_method_calls)]
    fn segments_of_saved(&self, term: &SavedTerm) -> Result<Vec<Segment>, QueryError> {
        self.inside(term, |asking, expr| asking.segments(expr))
    }

    /// The speech of the turns that meet an expression; a source without turns counts as a whole. What one speaker says in
    /// turns that follow each other, as in captions, is one piece, so that a passage over two captions is within it.
    fn speech_of(&self, expr: &Expr) -> Result<Vec<Segment>, QueryError> {
        let snapshot = self.on.snapshot;
        let turns = self.mask(expr, Units::Turns)?;
        let sources = self.mask(expr, Units::Sources)?;
        let mut segments = Vec::new();
        for (source, row) in (0u32..).zip(&snapshot.sources) {
            let of_source = snapshot.turns.of_source(source);
            if of_source.is_empty() && sources.get(source as usize) == Some(&true) {
                segments.push(Segment::new(source, Span::new(0, row.bytes)));
            }
            let chosen: Vec<usize> = of_source.filter(|turn| turns.get(*turn) == Some(&true)).collect();
            let speaker = |turn: usize| snapshot.turns.speaker.get(turn).filter(|speaker| **speaker != NOBODY);
            let goes_on = |one: &usize, next: &usize| {
                *next == one + 1 && speaker(*one).is_some() && speaker(*one) == speaker(*next)
            };
            for piece in chosen.chunk_by(goes_on) {
                let spoken = piece.iter().filter_map(|turn| snapshot.turns.speech.get(*turn).copied());
                let whole = spoken.filter(|span| !span.is_empty()).reduce(Span::hull);
                segments.extend(whole.map(|span| Segment::new(source, span)));
            }
        }
        Ok(segments)
    }

    /// The places of the words of an expression in the turns that meet it; words that must not be there have none.
    fn words_of(&self, expr: &Expr) -> Result<Vec<Segment>, QueryError> {
        let turns = self.mask(expr, Units::Turns)?;
        let sources = self.mask(expr, Units::Sources)?;
        let mut places = Vec::new();
        self.gather_words(expr, &mut places)?;
        let of_snapshot = &self.on.snapshot.turns;
        places.retain(|place| {
            let mut touched = of_snapshot.touching(place.source, place.span);
            if of_snapshot.of_source(place.source).is_empty() {
                return sources.get(place.source as usize) == Some(&true);
            }
            touched.any(|turn| turns.get(turn) == Some(&true))
        });
        Ok(places)
    }

    fn gather_words(&self, expr: &Expr, places: &mut Vec<Segment>) -> Result<(), QueryError> {
        match expr {
            Expr::Text(term) => places.extend(self.words(term)?),
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().try_for_each(|part| self.gather_words(part, places))?;
            }
            Expr::Saved(term) => places.extend(self.segments_of_saved(term)?),
            Expr::Field(_) | Expr::Not(_) | Expr::Relation(_) | Expr::AtLeast(_) => {}
        }
        Ok(())
    }

    fn related(&self, relation: &Relation) -> Result<Vec<Segment>, QueryError> {
        let left = self.segments(&relation.left)?;
        if relation.link == Link::OnlyIn {
            let turns = self.mask(&relation.right, Units::Turns)?;
            return Ok(kept(&left, relation.negated, |segment| self.is_only_in(segment, &turns)));
        }
        let right = self.segments(&relation.right)?;
        let mut found =
            Found { keep_left: vec![false; left.len()], keep_right: vec![false; right.len()], made: Vec::new() };
        match relation.link {
            Link::Same(shared) => self.sharing(shared, &left, &right, &mut found),
            _ => self.placed(relation, &left, &right, &mut found)?,
        }
        let Found { keep_left, keep_right, made } = found;
        let kept_of = |segments: &[Segment], keep: &[bool], wanted: bool| -> Vec<Segment> {
            segments.iter().zip(keep).filter(|(_, kept)| **kept == wanted).map(|(segment, _)| *segment).collect()
        };
        Ok(match relation.returned {
            Returned::Left => kept_of(&left, &keep_left, !relation.negated),
            Returned::Both => [kept_of(&left, &keep_left, true), kept_of(&right, &keep_right, true)].concat(),
            Returned::Intersection | Returned::Hull => made,
        })
    }

    /// Pairs by place, source by source.
    fn placed(
        &self,
        relation: &Relation,
        left: &[Segment],
        right: &[Segment],
        found: &mut Found,
    ) -> Result<(), QueryError> {
        let unit = relation.link.distance().map(|distance| distance.unit);
        let (mut first_left, mut first_right) = (0, 0);
        for source in (0u32..).take(self.on.snapshot.sources.len()) {
            let (ours, theirs) = (run_of(left, first_left, source), run_of(right, first_right, source));
            let (at_left, at_right) = (first_left, first_right);
            first_left += ours.len();
            first_right += theirs.len();
            if ours.is_empty() || theirs.is_empty() {
                continue;
            }
            let ruler = match unit {
                Some(unit) => Some(Ruler::new(self.on.snapshot, source, unit).ok_or_else(|| {
                    let found = format!("a distance in {}", unit.word());
                    QueryError::new(self.text, relation.column, found, "texts that were loaded")
                })?),
                None => None,
            };
            sweep::pairs(&spans(ours), &spans(theirs), relation.link, ruler.as_ref(), &mut |a, b| {
                let (Some(one), Some(other)) = (ours.get(a), theirs.get(b)) else { return };
                if !one.is(other) {
                    found.pair(relation.returned, (at_left + a, one), (at_right + b, other));
                }
            });
        }
        Ok(())
    }

    /// Pairs by what they have in common.
    fn sharing(&self, shared: Shared, left: &[Segment], right: &[Segment], found: &mut Found) {
        let keys = |segments: &[Segment]| -> Vec<Vec<u32>> {
            segments.iter().map(|segment| self.keys(shared, *segment)).collect()
        };
        let (of_left, of_right) = (keys(left), keys(right));
        // Whoever has something only through one coding has it in common with others only.
        let held = |keys: &[Vec<u32>], segments: &[Segment]| -> BTreeSet<(u32, Option<u32>)> {
            keys.iter()
                .zip(segments)
                .flat_map(|(keys, segment)| keys.iter().map(|key| (*key, segment.coding)))
                .collect()
        };
        let (by_left, by_right) = (held(&of_left, left), held(&of_right, right));
        let meets = |keys: &[u32], segment: &Segment, others: &BTreeSet<(u32, Option<u32>)>| {
            keys.iter().any(|key| {
                let mut of_key = others.range((*key, None)..=(*key, Some(u32::MAX)));
                of_key.any(|(_, coding)| coding.is_none() || *coding != segment.coding)
            })
        };
        for (keep, (keys, segment)) in found.keep_left.iter_mut().zip(of_left.iter().zip(left)) {
            *keep = meets(keys, segment, &by_right);
        }
        for (keep, (keys, segment)) in found.keep_right.iter_mut().zip(of_right.iter().zip(right)) {
            *keep = meets(keys, segment, &by_left);
        }
    }

    /// What a segment has that others may have too: positions of turns, sources, cases or participants.
    fn keys(&self, shared: Shared, segment: Segment) -> Vec<u32> {
        let snapshot = self.on.snapshot;
        let turns = snapshot.turns.touching(segment.source, segment.span);
        let people = || snapshot.participants_in(segment.source, segment.span);
        match shared {
            Shared::Turn => turns.filter_map(|turn| u32::try_from(turn).ok()).collect(),
            Shared::Source => vec![segment.source],
            Shared::Participant => people(),
            Shared::Case => {
                let of_source = snapshot.sources.get(segment.source as usize).and_then(|source| source.case);
                let ids: Vec<&String> = people()
                    .into_iter()
                    .filter_map(|person| snapshot.participants.get(person as usize))
                    .flat_map(|person| &person.cases)
                    .collect();
                let cases = (0u32..).zip(&snapshot.cases);
                let of_people = cases.filter(|(_, case)| ids.contains(&&case.id)).map(|(at, _)| at);
                of_source.into_iter().chain(of_people).collect()
            }
        }
    }

    /// Whether all speech of participants that a segment touches is in turns of a mask, and any is.
    fn is_only_in(&self, segment: &Segment, turns: &[bool]) -> bool {
        let mut touched = self.on.snapshot.turns.touching(segment.source, segment.span);
        let inside = |turn: usize| turns.get(turn) == Some(&true);
        let of_nobody = |turn: usize| {
            let speech = self.on.speech();
            speech.interviewer.get(turn) == Some(&true) || speech.participant.get(turn) == Some(&NOBODY)
        };
        touched.clone().any(inside) && touched.all(|turn| inside(turn) || of_nobody(turn))
    }

    /// Text where enough kinds of passages meet; each kind counts once wherever it stands.
    fn meeting(&self, some: &AtLeast) -> Result<Vec<Segment>, QueryError> {
        let kinds: Vec<Vec<Segment>> = some.of.iter().map(|part| self.segments(part)).collect::<Result<_, _>>()?;
        let mut made = Vec::new();
        for source in (0u32..).take(self.on.snapshot.sources.len()) {
            let of_source =
                kinds.iter().map(|kind| spans(run_of(kind, kind.partition_point(|s| s.source < source), source)));
            let met = sweep::covered_by(some.count, &of_source.collect::<Vec<_>>());
            made.extend(met.into_iter().map(|span| Segment::new(source, span)));
        }
        Ok(made)
    }
}

/// What a relation has found so far.
struct Found {
    keep_left: Vec<bool>,
    keep_right: Vec<bool>,
    /// Text that pairs give, where it is neither side's own.
    made: Vec<Segment>,
}

impl Found {
    fn pair(&mut self, returned: Returned, (left, one): (usize, &Segment), (right, other): (usize, &Segment)) {
        for (keep, at) in [(&mut self.keep_left, left), (&mut self.keep_right, right)] {
            if let Some(kept) = keep.get_mut(at) {
                *kept = true;
            }
        }
        let made = match returned {
            Returned::Left | Returned::Both => None,
            Returned::Intersection => one.span.intersection(other.span),
            Returned::Hull => Some(one.span.hull(other.span)),
        };
        self.made.extend(made.map(|span| Segment::new(one.source, span)));
    }
}

fn kept(segments: &[Segment], negated: bool, wanted: impl Fn(&Segment) -> bool) -> Vec<Segment> {
    segments.iter().filter(|segment| wanted(segment) != negated).copied().collect()
}

fn spans(segments: &[Segment]) -> Vec<Span> {
    segments.iter().map(|segment| segment.span).collect()
}

/// The segments of a source, which begin at a position of the sorted list.
fn run_of(segments: &[Segment], first: usize, source: u32) -> &[Segment] {
    let rest = segments.get(first..).unwrap_or_default();
    let length = rest.iter().take_while(|segment| segment.source == source).count();
    rest.get(..length).unwrap_or_default()
}

/// Calls `see` with the segments of both sorted lists, source by source, where both have some.
fn each_source(one: &[Segment], other: &[Segment], mut see: impl FnMut(&[Segment], &[Segment])) {
    for run in one.chunk_by(|a, b| a.source == b.source) {
        let Some(source) = run.first().map(|segment| segment.source) else { continue };
        let first = other.partition_point(|segment| segment.source < source);
        see(run, run_of(other, first, source));
    }
}
