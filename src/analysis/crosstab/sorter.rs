//! Which slots of a dimension a piece of coded text falls into.

use std::collections::BTreeMap;

use super::dimension::{Dimension, Period};
use crate::analysis::axis::Axis;
use crate::analysis::rows::{Row, RowAxis};
use crate::analysis::{Attribute, Columns, Frame, RollUp, Voice};
use crate::model::Snapshot;

/// One row or column.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::analysis) struct Slot {
    /// Value that it stands for.
    pub key: String,
    pub label: String,
    /// How many codes stand above it.
    pub depth: usize,
    /// Participants of the frame that it could hold.
    pub participants: u64,
    /// Sources of the frame that it could hold.
    pub sources: u64,
}

impl Slot {
    fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self { key: key.into(), label: label.into(), depth: 0, participants: 0, sources: 0 }
    }
}

/// Sorts coded text into the slots of a dimension.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Sorter {
    pub slots: Vec<Slot>,
    /// What went wrong without stopping.
    pub notes: Vec<String>,
    nature: Nature,
}

/// What decides.
#[derive(Clone, Debug)]
enum Nature {
    /// The code.
    Code(RowAxis),
    /// Whose speech it is; where slots were put together, the slot that each of the axis became.
    Speech(Axis, Option<Vec<Option<u32>>>),
    /// The source: its slot.
    Source(Vec<Option<u32>>),
    /// The coding itself: its slot.
    Coding(Vec<Option<u32>>),
    /// Both of two others: the slot of each pair.
    Pair(Box<Sorter>, Box<Sorter>, BTreeMap<(u32, u32), u32>),
}

impl Sorter {
    pub fn new(frame: &Frame<'_>, dimension: &Dimension, roll_up: RollUp) -> Self {
        let snapshot = frame.snapshot();
        let mut sorter = match dimension {
            Dimension::Coded(rows, levels) => Self::coded(RowAxis::new(frame, *rows, roll_up), *levels),
            Dimension::Query(names) => Self::coded(queries(frame, names), None),
            Dimension::Question => Self::coded(questions(frame), None),
            Dimension::Spoken(columns) => Self::spoken(Axis::new(frame, columns, true)),
            Dimension::Binned(attribute, cuts) => Self::binned(frame, attribute, cuts),
            Dimension::Kind => Self::by_source(snapshot, |source| Some(source.kind.clone())),
            Dimension::Date(period) => Self::by_date(snapshot, *period),
            Dimension::Coder => Self::by_coding(snapshot, |row| snapshot.coders.get(row.coder as usize).cloned()),
            Dimension::Round => Self::by_coding(snapshot, |row| Some(row.round.to_string())),
            Dimension::Version => {
                Self::by_coding(snapshot, |row| snapshot.versions.get(row.version? as usize).cloned())
            }
            Dimension::Weight => Self::by_coding(snapshot, |row| row.weight.map(|weight| weight.to_string())),
            Dimension::Nested(outer, inner) => {
                Self::pair(frame, Self::new(frame, outer, roll_up), Self::new(frame, inner, roll_up))
            }
        };
        sorter.count_members(frame);
        sorter
    }

    fn coded(axis: RowAxis, levels: Option<usize>) -> Self {
        let axis = match levels {
            Some(levels) => axis.cut_to(levels),
            None => axis,
        };
        let slots =
            axis.rows.iter().map(|row| Slot { depth: row.depth, ..Slot::new(row.id.clone(), row.name.clone()) });
        Self { slots: slots.collect(), notes: axis.notes.clone(), nature: Nature::Code(axis) }
    }

    fn spoken(axis: Axis) -> Self {
        let slots = axis.slots.iter().map(|slot| Slot::new(slot.key.clone(), slot.label.clone())).collect();
        Self { slots, notes: Vec::new(), nature: Nature::Speech(axis, None) }
    }

    /// Classes of an attribute: below the first cut, from each cut to before the next, and from the last on. Values that
    /// are no numbers keep slots of their own behind the classes.
    fn binned(frame: &Frame<'_>, attribute: &Attribute, cuts: &[f64]) -> Self {
        let axis = Axis::new(frame, &Columns::Attribute(attribute.clone()), true);
        let mut slots: Vec<Slot> = classes(cuts).into_iter().map(|class| Slot::new(class.clone(), class)).collect();
        let mut became = Vec::new();
        for slot in &axis.slots {
            let class = slot.key.parse::<f64>().ok().map(|value| cuts.iter().take_while(|cut| value >= **cut).count());
            let at = class.unwrap_or_else(|| {
                slots.push(Slot::new(slot.key.clone(), slot.label.clone()));
                slots.len() - 1
            });
            became.push(u32::try_from(at).ok());
        }
        Self { slots, notes: Vec::new(), nature: Nature::Speech(axis, Some(became)) }
    }

    fn by_date(snapshot: &Snapshot, period: Period) -> Self {
        Self::by_source(snapshot, |source| source.date.map(|day| period.of(day)))
    }

    fn by_source(snapshot: &Snapshot, value: impl Fn(&crate::model::Source) -> Option<String>) -> Self {
        let (slots, of) = told_apart(snapshot.sources.iter().map(value));
        Self { slots, notes: Vec::new(), nature: Nature::Source(of) }
    }

    fn by_coding(snapshot: &Snapshot, value: impl Fn(crate::model::CodingRow) -> Option<String>) -> Self {
        let rows = (0..snapshot.codings.len()).map(|coding| snapshot.codings.row(coding).and_then(&value));
        let (slots, of) = told_apart(rows);
        Self { slots, notes: Vec::new(), nature: Nature::Coding(of) }
    }

    /// The slots of one dimension within those of another: pairs that some participant is in, or where either side is
    /// not about people, all pairs.
    fn pair(frame: &Frame<'_>, outer: Self, inner: Self) -> Self {
        let both = |a: &Slot, b: &Slot| Slot::new(format!("{}/{}", a.key, b.key), format!("{} / {}", a.label, b.label));
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        if outer.is_of_people() && inner.is_of_people() {
            for person in people(frame) {
                for a in outer.of_person(person) {
                    pairs.extend(inner.of_person(person).into_iter().map(|b| (a, b)));
                }
            }
        } else {
            for (a, _) in (0u32..).zip(&outer.slots) {
                pairs.extend((0u32..).zip(&inner.slots).map(|(b, _)| (a, b)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let slots =
            pairs.iter().filter_map(|(a, b)| Some(both(outer.slots.get(*a as usize)?, inner.slots.get(*b as usize)?)));
        let slots = slots.collect();
        let notes = [outer.notes.clone(), inner.notes.clone()].concat();
        let index = pairs.into_iter().zip(0..).collect();
        Self { slots, notes, nature: Nature::Pair(Box::new(outer), Box::new(inner), index) }
    }

    /// Adds the slots of a coding's words in a turn; no turn is text that is nobody's speech.
    pub fn sort(&self, frame: &Frame<'_>, coding: usize, turn: Option<usize>, into: &mut Vec<u32>) {
        let codings = &frame.snapshot().codings;
        match &self.nature {
            Nature::Code(_) => {
                into.extend(codings.code.get(coding).into_iter().flat_map(|code| self.rows_of_code(*code)));
            }
            Nature::Speech(axis, became) => {
                let Some(source) = codings.source.get(coding).copied() else { return };
                let columns = turn.map_or_else(|| axis.of_text(source), |turn| axis.of_turn(frame, turn, source));
                for column in columns {
                    let slot =
                        became.as_ref().map_or(Some(*column), |became| became.get(*column as usize).copied().flatten());
                    into.extend(slot);
                }
            }
            Nature::Source(of) => {
                let source = codings.source.get(coding).and_then(|source| of.get(*source as usize));
                into.extend(source.copied().flatten());
            }
            Nature::Coding(of) => into.extend(of.get(coding).copied().flatten()),
            Nature::Pair(outer, inner, index) => {
                let (mut a, mut b) = (Vec::new(), Vec::new());
                outer.sort(frame, coding, turn, &mut a);
                inner.sort(frame, coding, turn, &mut b);
                into.extend(a.iter().flat_map(|a| b.iter().filter_map(|b| index.get(&(*a, *b)).copied())));
            }
        }
    }

    /// The slots that a code falls into, where codes decide.
    pub fn rows_of_code(&self, code: u32) -> &[u32] {
        let Nature::Code(axis) = &self.nature else { return &[] };
        let rows = axis.of_code(code);
        // The last is the row for everything, which is no slot.
        rows.get(..rows.len().saturating_sub(1)).unwrap_or_default()
    }

    /// The codes that a slot counts, where codes decide.
    pub fn codes_of(&self, slot: u32) -> Vec<u32> {
        let Nature::Code(axis) = &self.nature else { return Vec::new() };
        (0u32..).take(axis.number_of_codes()).filter(|code| self.rows_of_code(*code).contains(&slot)).collect()
    }

    /// Whether people are in its slots whatever is coded.
    pub fn is_of_people(&self) -> bool {
        match &self.nature {
            Nature::Speech(axis, _) => axis.of_participant.is_some(),
            Nature::Pair(outer, inner, _) => outer.is_of_people() && inner.is_of_people(),
            _ => false,
        }
    }

    /// The slots of a participant, where slots are of people.
    pub fn of_person(&self, person: u32) -> Vec<u32> {
        let mut slots: Vec<u32> = match &self.nature {
            Nature::Speech(axis, became) => {
                let columns = axis.of_participant.as_ref().map_or(&[][..], |of| of.of(person));
                let slot = |column: &u32| match became {
                    Some(became) => became.get(*column as usize).copied().flatten(),
                    None => Some(*column),
                };
                columns.iter().filter_map(slot).collect()
            }
            Nature::Pair(outer, inner, index) => {
                let inner = inner.of_person(person);
                let pairs = outer.of_person(person).into_iter().flat_map(|a| inner.iter().map(move |b| (a, *b)));
                pairs.filter_map(|pair| index.get(&pair).copied()).collect()
            }
            _ => Vec::new(),
        };
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// Who could be in each slot: N of a row or column. A slot of people holds its people; a slot of sources or codings
    /// whoever speaks in the sources that it has codings of; a slot of codes everybody.
    fn count_members(&mut self, frame: &Frame<'_>) {
        let snapshot = frame.snapshot();
        let (everybody, everywhere) = (frame.tally().participants, frame.tally().sources);
        let mut speakers: Vec<Vec<u32>> = vec![Vec::new(); snapshot.sources.len()];
        for (source, people) in (0u32..).zip(&mut speakers) {
            people.extend(snapshot.turns.of_source(source).filter_map(|turn| match frame.voice(turn) {
                Voice::Participant(person) => Some(person),
                _ => None,
            }));
            people.sort_unstable();
            people.dedup();
        }
        let mut of_slot: Vec<(Vec<u32>, Vec<u32>)> = vec![(Vec::new(), Vec::new()); self.slots.len()];
        if self.is_of_people() {
            for person in people(frame) {
                for slot in self.of_person(person) {
                    of_slot[slot as usize].0.push(person);
                }
            }
        }
        for (source, speakers) in (0u32..).zip(&speakers) {
            for slot in self.of_source(frame, source, speakers) {
                let (people, sources) = &mut of_slot[slot as usize];
                sources.push(source);
                if !self.is_of_people() {
                    people.extend(speakers);
                }
            }
        }
        let of_codes = matches!(self.nature, Nature::Code(_));
        for (slot, (mut people, mut sources)) in self.slots.iter_mut().zip(of_slot) {
            for list in [&mut people, &mut sources] {
                list.sort_unstable();
                list.dedup();
            }
            slot.participants = if of_codes { everybody } else { people.len() as u64 };
            slot.sources = if of_codes { everywhere } else { sources.len() as u64 };
        }
    }

    /// The slots that a source belongs to: by its speakers, by itself, or by its codings.
    fn of_source(&self, frame: &Frame<'_>, source: u32, speakers: &[u32]) -> Vec<u32> {
        if !frame.sources().get(source as usize).copied().unwrap_or(false) {
            return Vec::new();
        }
        let codings = &frame.snapshot().codings;
        let mut slots: Vec<u32> = match &self.nature {
            Nature::Code(_) => Vec::new(),
            Nature::Source(of) => of.get(source as usize).copied().flatten().into_iter().collect(),
            _ if self.is_of_people() => speakers.iter().flat_map(|person| self.of_person(*person)).collect(),
            _ => {
                let from = codings.source.partition_point(|of| *of < source);
                let to = codings.source.partition_point(|of| *of <= source);
                let mut slots = Vec::new();
                for coding in from..to {
                    let turns = frame.turns(coding);
                    if turns.is_empty() {
                        self.sort(frame, coding, None, &mut slots);
                    }
                    turns.for_each(|turn| self.sort(frame, coding, Some(turn), &mut slots));
                }
                slots
            }
        };
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

fn people(frame: &Frame<'_>) -> impl Iterator<Item = u32> {
    (0u32..).zip(frame.participants()).filter(|(_, inside)| **inside).map(|(person, _)| person)
}

/// Names of the classes between cuts.
fn classes(cuts: &[f64]) -> Vec<String> {
    let mut names: Vec<String> = cuts.first().map(|first| format!("below {first}")).into_iter().collect();
    names.extend(cuts.windows(2).map(|pair| format!("{} to below {}", pair[0], pair[1])));
    names.extend(cuts.last().map(|last| format!("{last} and over")));
    names
}

/// Slots of the different values, in their order (numbers by size), and for each thing its slot.
fn told_apart(values: impl Iterator<Item = Option<String>>) -> (Vec<Slot>, Vec<Option<u32>>) {
    let values: Vec<Option<String>> = values.collect();
    let number = |value: &str| value.parse::<f64>().ok();
    let mut known: Vec<&String> = values.iter().flatten().filter(|value| !value.is_empty()).collect();
    known.sort_by(|a, b| match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    });
    known.dedup();
    let slots = known.iter().map(|value| Slot::new((*value).clone(), (*value).clone())).collect();
    let place: BTreeMap<&String, u32> = known.into_iter().zip(0..).collect();
    let of = values.iter().map(|value| value.as_ref().and_then(|value| place.get(value).copied())).collect();
    (slots, of)
}

/// Rows of saved queries, which are codes of a snapshot with smart codes.
fn queries(frame: &Frame<'_>, names: &[String]) -> RowAxis {
    let snapshot = frame.snapshot();
    let wanted = snapshot.queries.iter().filter(|query| names.is_empty() || names.contains(&query.name));
    let (mut rows, mut members) = (Vec::new(), Vec::new());
    for query in wanted {
        let id = format!("@{}", query.name);
        members.push(snapshot.codebook.position(&id).into_iter().collect());
        rows.push(Row { name: id.clone(), id, depth: 0 });
    }
    RowAxis::from_members(frame, rows, &members)
}

fn questions(frame: &Frame<'_>) -> RowAxis {
    let Snapshot { questions, codebook, .. } = frame.snapshot();
    let families = codebook.families();
    let rows = questions.iter().map(|question| Row { id: question.id.clone(), name: question.id.clone(), depth: 0 });
    let members = questions.iter().map(|question| {
        let codes = question.codes.iter().filter_map(|id| codebook.position(id));
        codes.filter_map(|code| families.get(code)).flatten().copied().collect()
    });
    RowAxis::from_members(frame, rows.collect(), &members.collect::<Vec<_>>())
}
