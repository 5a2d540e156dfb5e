//! Knows where each coded word went, and judges where a coding landed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use themeweave::text::Span;

use crate::document::{Document, Kind, Unit};

/// How a coding fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// On exactly what survives of its words; or an orphan, and none survives.
    Right,
    /// Of a coding that lost words: on some of those that survive, from one of its own words to another, but not on all.
    Partial,
    /// Given up although words of it survive.
    Lost,
    /// On other words, which nobody could tell from its own: see [`Oracle::cannot_be_told`].
    Indistinguishable,
    /// On other words.
    Wrong,
}

/// A coding on the old text: bytes, and the words and marks among its units.
#[derive(Clone, Debug)]
pub struct Coding {
    pub span: Span,
    pub units: Range<usize>,
}

/// A living unit of the new text that is no white space.
#[derive(Clone, Copy, Debug)]
struct Landed {
    /// Its index among all units, shadows included.
    at: usize,
    start: usize,
    end: usize,
    /// Which unit of the old text it is, and the moves that this one took part in.
    id: Option<usize>,
    moves: u64,
}

/// The truth about one edited document.
#[derive(Clone)]
pub struct Oracle<'d> {
    document: &'d Document,
    old: &'d Document,
    new: Vec<Landed>,
    /// Places among `new` by identity.
    survivors: HashMap<usize, usize>,
    /// The same as the engine has it.
    witness: HashMap<usize, usize>,
}

impl<'d> Oracle<'d> {
    pub fn new(old: &'d Document, document: &'d Document) -> Self {
        let (mut new, mut survivors, mut start) = (Vec::new(), HashMap::new(), 0);
        for (at, unit) in document.units.iter().enumerate().filter(|(_, unit)| unit.alive) {
            let end = start + unit.text.len();
            if unit.kind != Kind::Space {
                if let Some(id) = unit.id {
                    survivors.insert(id, new.len());
                }
                new.push(Landed { at, start, end, id: unit.id, moves: unit.moves });
            }
            start = end;
        }
        Self { document, old, new, survivors, witness: HashMap::new() }
    }

    /// Notes which words the engine takes for the same.
    pub fn hear(&mut self, pairs: impl Iterator<Item = (Span, Span)>) {
        let starts = |document: &Document| {
            let mut start = 0;
            let units = document.units.iter().enumerate().filter(|(_, unit)| unit.alive);
            let starts = units.map(|(at, unit)| {
                start += unit.text.len();
                (start - unit.text.len(), at)
            });
            starts.collect::<HashMap<usize, usize>>()
        };
        let ids = starts(self.old);
        let places: HashMap<usize, usize> = self.new.iter().enumerate().map(|(at, unit)| (unit.start, at)).collect();
        let known = pairs
            .filter_map(|(old, new)| Some((*ids.get(&(old.start as usize))?, *places.get(&(new.start as usize))?)));
        self.witness = known.collect();
    }

    /// Places among the new units of what survives of a coding, ascending.
    fn places(&self, coding: &Coding) -> Vec<usize> {
        let mut places: Vec<usize> = coding.units.clone().filter_map(|id| self.survivors.get(&id)).copied().collect();
        places.sort_unstable();
        places
    }

    fn unit(&self, place: usize) -> &Unit {
        &self.document.units[self.new[place].at]
    }

    /// Bytes from the first survivor to the last.
    pub fn hull(&self, coding: &Coding) -> Option<Span> {
        let places = self.places(coding);
        places.first().zip(places.last()).map(|(first, last)| self.bytes(*first, *last))
    }

    fn bytes(&self, first: usize, last: usize) -> Span {
        Span::new(u32::try_from(self.new[first].start).unwrap(), u32::try_from(self.new[last].end).unwrap())
    }

    /// Whether all words of a coding survive as they were, side by side.
    pub fn is_whole(&self, coding: &Coding) -> bool {
        let places: Vec<Option<&usize>> =
            coding.units.clone().filter(|id| self.is_said(*id)).map(|id| self.survivors.get(&id)).collect();
        places.iter().all(|place| place.is_some_and(|place| !self.unit(*place).retyped))
            && places.windows(2).all(|pair| pair[0].map(|place| place + 1) == pair[1].copied())
    }

    fn is_said(&self, id: usize) -> bool {
        self.old.units[id].kind != Kind::Space
    }

    /// The spans that a coding may be on: from the first to the last of its surviving words; without retyped words at
    /// its edges; and, where a move tore it or put something into it, any of its parts.
    /// With `lenient`, marks at the edges need not be taken in.
    fn allowed(&self, coding: &Coding, lenient: bool) -> Vec<Span> {
        let places = self.places(coding);
        let mut cuts = vec![0];
        for at in 1..places.len() {
            let moves = |place: usize| self.new[place].moves;
            if (places[at - 1]..=places[at]).any(|place| moves(place) != moves(places[at - 1])) {
                cuts.push(at);
            }
        }
        cuts.push(places.len());
        let mut spans = Vec::new();
        for (from, start) in cuts.iter().enumerate() {
            for end in &cuts[from + 1..] {
                let part = &places[*start..*end];
                let is_word = |place: &&usize| self.unit(**place).kind == Kind::Word;
                let words = part.iter().find(is_word).zip(part.iter().rfind(is_word));
                spans.extend(words.filter(|_| lenient).map(|(first, last)| self.bytes(*first, *last)));
                let firm = |place: &&usize| !self.unit(**place).retyped;
                let ends = [(part.first(), part.last()), (part.iter().find(firm), part.last())];
                let more = [(part.first(), part.iter().rfind(firm)), (part.iter().find(firm), part.iter().rfind(firm))];
                for (first, last) in ends.into_iter().chain(more) {
                    spans.extend(first.zip(last).filter(|(a, b)| a <= b).map(|(a, b)| self.bytes(*a, *b)));
                }
            }
        }
        spans
    }

    /// Whether a landing is exactly one of the allowed spans. Where words of the coding were lost, marks at the edges do
    /// not matter: it must be on exactly its words.
    fn allows(&self, coding: &Coding, landed: Span) -> bool {
        let whole = self.is_whole(coding);
        let allowed = self.allowed(coding, !whole);
        let words = |span: Span| {
            let inside = |unit: &&Landed| unit.end > span.start as usize && unit.start < span.end as usize;
            let mut words =
                self.new.iter().filter(inside).filter(|unit| self.document.units[unit.at].kind == Kind::Word);
            words.next().map(|first| (first.start, words.next_back().unwrap_or(first).end))
        };
        allowed.contains(&landed)
            || !whole && words(landed).is_some() && allowed.into_iter().any(|span| words(span) == words(landed))
    }

    fn begins_and_ends_on_own_words(&self, coding: &Coding, landed: Span) -> bool {
        let is_word = |unit: &&Landed| self.document.units[unit.at].kind == Kind::Word;
        let inside = |unit: &&Landed| unit.end > landed.start as usize && unit.start < landed.end as usize;
        let words: Vec<&Landed> = self.new.iter().filter(is_word).filter(inside).collect();
        let own = |unit: Option<&&Landed>| unit.and_then(|unit| unit.id).is_some_and(|id| coding.units.contains(&id));
        own(words.first()) && own(words.last())
    }

    /// Judges where a coding landed.
    pub fn judge(&self, coding: &Coding, landed: Option<Span>, new_text: &str) -> Verdict {
        let Some(landed) = landed else {
            return if self.places(coding).is_empty() { Verdict::Right } else { Verdict::Lost };
        };
        let words = landed.of(new_text).unwrap();
        let lead = u32::try_from(words.len() - words.trim_start().len()).unwrap();
        let tail = u32::try_from(words.len() - words.trim_end().len()).unwrap();
        let landed = Span::new(landed.start + lead, landed.end - tail);
        if self.allows(coding, landed) {
            Verdict::Right
        } else if self.cannot_be_told(coding, landed) {
            Verdict::Indistinguishable
        } else if !self.is_whole(coding) && self.begins_and_ends_on_own_words(coding, landed) {
            Verdict::Partial
        } else {
            Verdict::Wrong
        }
    }

    /// Whether another history makes the very same new text out of the very same old one, changes no more than the true
    /// one, and puts the coding where it landed. Then no reader of the two texts can know which of the two happened.
    ///
    /// The other history is made by exchanging the identities of units with equal text, in one of two ways:
    /// see [`Self::aligned_otherwise`] and [`Self::exchanged`].
    fn cannot_be_told(&self, coding: &Coding, landed: Span) -> bool {
        let hit = |unit: &Landed| unit.end > landed.start as usize && unit.start < landed.end as usize;
        let (Some(first), Some(last)) = (self.new.iter().position(hit), self.new.iter().rposition(hit)) else {
            return false;
        };
        self.bytes(first, last) == landed
            && (self.aligned_otherwise(coding, first, last) || self.exchanged(coding, first, last, landed))
    }

    /// A history that keeps the order which the true one kept, with as many words kept: words in a stretch around the
    /// coded words and the landed place are aligned anew, such that coded words are at both ends of the landed place
    /// and none outside it. The identities beyond the stretch are those of the true history.
    fn aligned_otherwise(&self, coding: &Coding, first: usize, last: usize) -> bool {
        let (from, to) = (self.new[first].at, self.new[last].at);
        let window = self.window(coding, from, to);
        let units = || window.clone().map(|at| (at, &self.document.units[at])).filter(|(_, u)| u.kind != Kind::Space);
        // Of the old text: text and whether it is coded. A spelling that was corrected is told by the old document.
        let old: Vec<(String, bool)> = units()
            .filter_map(|(_, unit)| unit.id)
            .map(|id| (self.old.units[id].folded(), coding.units.contains(&id)))
            .collect();
        let new: Vec<(String, usize)> = units().filter(|(_, u)| u.alive).map(|(at, u)| (u.folded(), at)).collect();
        let kept = units().filter(|(_, unit)| unit.alive && unit.id.is_some() && !unit.retyped).count();
        old.len() * new.len() < 9_000_000
            && best(&old, &new, from, to) >= i64::try_from(kept).unwrap() + if from == to { EDGE } else { 2 * EDGE }
    }

    /// A history in which moves may differ: the engine's own, taken as a witness and not believed. Of what it says
    /// otherwise than the true history, only that is taken over which hangs together with the coding. It has to
    /// change no more words than the true history: to keep as many, and, if not more, as many neighbours side by side;
    /// or, if words that were moved count as changed, to keep as many in order.
    fn exchanged(&self, coding: &Coding, first: usize, last: usize, landed: Span) -> bool {
        let mut other = self.clone();
        let mut agenda: Vec<usize> = (first..=last).chain(self.places(coding)).collect();
        agenda.extend(coding.units.clone().filter_map(|id| self.witness.get(&id)).copied());
        let claimed: HashMap<usize, usize> = self.witness.iter().map(|(id, place)| (*place, *id)).collect();
        let mut seen = HashSet::new();
        while let Some(place) = agenda.pop() {
            let (is, said) = (self.new[place].id, claimed.get(&place).copied());
            if !seen.insert(place) || is == said {
                continue;
            }
            other.new[place].id = said;
            other.new[place].moves = said.map_or(0, |id| self.moves_of(id));
            // What the witness puts elsewhere, what was taken from elsewhere, and the neighbours.
            agenda.extend(is.and_then(|id| self.witness.get(&id)).copied());
            agenda.extend(said.and_then(|id| self.survivors.get(&id)).copied());
            agenda.extend((place.saturating_sub(1)..=place + 1).filter(|near| *near < self.new.len()));
        }
        let identities = other.new.iter().enumerate().filter_map(|(place, landed)| landed.id.map(|id| (id, place)));
        other.survivors = identities.collect();
        (other.kept() >= self.kept() || other.kept_in_order() >= self.kept_in_order()) && other.allows(coding, landed)
    }

    fn moves_of(&self, id: usize) -> u64 {
        self.document.units.iter().find(|unit| unit.id == Some(id)).map_or(0, |unit| unit.moves)
    }

    /// How many words are kept with their text, and how many neighbours side by side.
    fn kept(&self) -> (usize, usize) {
        let follows = |id: usize| (id + 1..self.old.units.len()).find(|id| self.is_said(*id));
        let neighbours = self.new.windows(2).filter(|pair| match (pair[0].id, pair[1].id) {
            (Some(id), Some(next)) => follows(id) == Some(next),
            _ => false,
        });
        let same = |(place, id): (usize, usize)| {
            self.unit(place).kind == Kind::Word && self.unit(place).folded() == self.old.units[id].folded()
        };
        let kept = self.new.iter().enumerate().filter_map(|(place, landed)| landed.id.map(|id| (place, id)));
        (kept.filter(|pair| same(*pair)).count(), neighbours.count())
    }

    /// How many words are kept with their text and in their order: the longest ascending row.
    fn kept_in_order(&self) -> usize {
        let same = |place: usize, id: usize| {
            self.unit(place).kind == Kind::Word && self.unit(place).folded() == self.old.units[id].folded()
        };
        let mut ends: Vec<usize> = Vec::new();
        for (place, landed) in self.new.iter().enumerate() {
            let Some(id) = landed.id.filter(|id| same(place, *id)) else { continue };
            let at = ends.partition_point(|end| *end < id);
            if at == ends.len() { ends.push(id) } else { ends[at] = id }
        }
        ends.len()
    }

    /// The units from the coded ones to the landed ones, and some around them.
    fn window(&self, coding: &Coding, first: usize, last: usize) -> Range<usize> {
        let coded = |unit: &Unit| unit.id.is_some_and(|id| coding.units.contains(&id));
        let units = &self.document.units;
        let mut start = units.iter().position(coded).unwrap_or(first).min(first);
        let mut end = units.iter().rposition(coded).unwrap_or(last).max(last) + 1;
        let mut room = SURROUNDINGS;
        while start > 0 && room > 0 {
            start -= 1;
            room -= usize::from(units[start].kind != Kind::Space);
        }
        room = SURROUNDINGS;
        while end < units.len() && room > 0 {
            end += 1;
            room -= usize::from(units[end - 1].kind != Kind::Space);
        }
        start..end
    }
}

/// Words and marks to either side whose identities may be exchanged too.
const SURROUNDINGS: usize = 40;

/// What an alignment earns for a coded word at an end of the landed place: more than all equal words together.
const EDGE: i64 = 1_000_000;

/// The most that an alignment can earn: one for each equal word, nothing for a word that was only retyped.
fn best(old: &[(String, bool)], new: &[(String, usize)], from: usize, to: usize) -> i64 {
    let mut row = vec![0_i64; new.len() + 1];
    for (text, coded) in old {
        let mut corner = 0;
        for (j, (other, at)) in new.iter().enumerate() {
            let inside = (from..=to).contains(at);
            let earned = if text == other {
                Some(1)
            } else if resemble(text, other) {
                Some(0)
            } else {
                None
            };
            let edge = EDGE * i64::from(*coded && (*at == from || *at == to));
            let matched = earned.filter(|_| !coded || inside).map_or(0, |earned| corner + earned + edge);
            corner = row[j + 1];
            row[j + 1] = row[j + 1].max(row[j]).max(matched);
        }
    }
    row[new.len()]
}

/// Whether one word may be the other with its spelling corrected: a third of its letters at most.
fn resemble(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    let longest = a.len().max(b.len());
    if a.len().abs_diff(b.len()) * 3 > longest {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()] * 3 <= longest
}
