//! The columns of a matrix, and which columns a speaker's words count in.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::rows::Lists;
use super::{Attribute, Columns, Frame, Holder, Voice};
use crate::model::{NOBODY, Participant, Value};

/// One column of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// Value that the column stands for.
    pub key: String,
    pub label: String,
    /// Place among the columns: group, number within the group, then the key.
    order: (u8, f64),
    /// Participants of the frame in the column.
    pub participants: u64,
    /// Sources in which words of the column are spoken.
    pub sources: u64,
    /// Whether the column holds people; the columns for unattributed text do not.
    pub of_people: bool,
}

impl Slot {
    /// Whether the column stands for a value and not for the lack of one.
    pub fn is_value(&self) -> bool {
        self.order.0 < NOT_RECORDED
    }
}

const VALUES: u8 = 0;
const WORDS: u8 = 1;
const NOT_RECORDED: u8 = 2;
const NOT_NAMED: u8 = 3;
const INTERVIEWERS: u8 = 4;

/// The columns of a matrix. One column more than is listed counts over all columns, each thing once.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub slots: Vec<Slot>,
    /// For each speaker, the columns of the speaker's words.
    of_speaker: Lists,
    /// For each participant, the columns of the person; absent where columns are sources.
    pub of_participant: Option<Lists>,
    /// For each source, the columns of its text that is nobody's speech.
    of_source: Lists,
}

impl Axis {
    /// The columns of a frame. `text_too` keeps columns for text that counts without being a
    /// participant's; where people are counted they would be empty.
    pub fn new(frame: &Frame<'_>, columns: &Columns, text_too: bool) -> Self {
        let mut builder = Builder { frame, columns, index: BTreeMap::new(), slots: Vec::new() };
        let people = builder.people();
        let nameless = text_too && frame.tally().unattributed_codings > 0;
        let interviewers = text_too && frame.includes_interviewers();
        let of_source: Vec<Vec<u32>> =
            (0..frame.sources().len()).map(|s| if nameless { builder.of_text(s) } else { Vec::new() }).collect();
        let inside = |person: u32| frame.participants().get(person as usize).copied().unwrap_or(false);
        let of_speaker = (0u32..).zip(&frame.snapshot().speakers).map(|(position, speaker)| {
            let source = speaker.source as usize;
            match frame.voice_of_speaker(position) {
                Voice::Participant(person) if !inside(person) => Vec::new(),
                Voice::Participant(_) if *columns == Columns::Source => builder.source(source),
                Voice::Participant(person) => people.get(person as usize).cloned().unwrap_or_default(),
                Voice::Unnamed => of_source.get(source).cloned().unwrap_or_default(),
                Voice::Interviewer if interviewers => builder.of_interviewer(source),
                _ => Vec::new(),
            }
        });
        let of_speaker = of_speaker.collect();
        builder.finish(people, of_speaker, of_source)
    }

    /// The columns that a coding's words count in, each once. Nearly every coding lies in one turn,
    /// whose list is lent out; `united` holds those of the others.
    pub fn columns_of<'s>(&'s self, frame: &Frame<'_>, coding: usize, united: &'s mut Vec<u32>) -> &'s [u32] {
        let turns = frame.turns(coding);
        let source = frame.snapshot().codings.source[coding];
        match turns.len() {
            0 => self.of_source.of(source),
            1 => self.of_turn(frame, turns.start, source),
            _ => {
                united.clear();
                for column in turns.flat_map(|turn| self.of_turn(frame, turn, source)) {
                    if !united.contains(column) {
                        united.push(*column);
                    }
                }
                united
            }
        }
    }

    /// The columns of the words of a turn of a source.
    pub fn of_turn(&self, frame: &Frame<'_>, turn: usize, source: u32) -> &[u32] {
        match (frame.voice(turn), &self.of_participant) {
            (Voice::Participant(person), Some(columns)) => columns.of(person),
            (Voice::Nobody, _) => &[],
            _ => match frame.snapshot().turns.speaker.get(turn) {
                Some(&NOBODY) | None => self.of_source.of(source),
                Some(speaker) => self.of_speaker.of(*speaker),
            },
        }
    }

    /// The columns of a source's text that is nobody's speech.
    pub fn of_text(&self, source: u32) -> &[u32] {
        self.of_source.of(source)
    }

    /// Position of the column over all columns.
    pub fn total(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }
}

struct Builder<'f, 'a> {
    frame: &'f Frame<'a>,
    columns: &'f Columns,
    index: BTreeMap<String, u32>,
    slots: Vec<Slot>,
}

impl<'f> Builder<'f, '_> {
    fn slot(&mut self, key: &str, label: String, order: (u8, f64)) -> u32 {
        if let Some(slot) = self.index.get(key) {
            return *slot;
        }
        let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let of_people = order.0 < NOT_NAMED;
        self.index.insert(key.to_owned(), slot);
        self.slots.push(Slot { key: key.to_owned(), label, order, participants: 0, sources: 0, of_people });
        slot
    }

    /// For each participant of the frame, the person's columns; none for columns that are sources.
    fn people(&mut self) -> Vec<Vec<u32>> {
        let (frame, columns): (&'f Frame<'_>, &'f Columns) = (self.frame, self.columns);
        let spoken_in = if *columns == Columns::Case { self.cases_spoken_in() } else { Vec::new() };
        let people = frame.snapshot().participants.iter().enumerate().map(|(position, person)| {
            if !frame.participants().get(position).copied().unwrap_or(false) {
                return Vec::new();
            }
            let mut slots = match columns {
                Columns::Source => Vec::new(),
                Columns::Role => vec![self.role(&person.role)],
                Columns::Participant => {
                    let label = if person.pseudonym.is_empty() { &person.name } else { &person.pseudonym };
                    vec![self.slot(&person.name, label.clone(), (VALUES, 0.0))]
                }
                Columns::Case if person.cases.is_empty() => {
                    let cases = spoken_in.get(position).map(Vec::as_slice).unwrap_or_default();
                    cases.iter().map(|case| self.case(case)).collect()
                }
                Columns::Case => person.cases.iter().map(|case| self.case(case)).collect(),
                Columns::Attribute(attribute) => self.values(person, attribute),
            };
            if slots.is_empty() && *columns != Columns::Source {
                let words = if *columns == Columns::Case { "(no case)" } else { "(not recorded)" };
                slots.push(self.slot(words, words.to_owned(), (NOT_RECORDED, 0.0)));
            }
            slots.sort_unstable();
            slots.dedup();
            slots
        });
        people.collect()
    }

    fn role(&mut self, role: &str) -> u32 {
        if role.is_empty() {
            return self.slot("(not recorded)", "(not recorded)".to_owned(), (NOT_RECORDED, 0.0));
        }
        let level = self.frame.snapshot().scale("roles").and_then(|roles| roles.level(role));
        match level {
            // Ranks of a scale are small.
            #[allow(clippy::cast_precision_loss)]
            Some(level) => self.slot(role, level.name.clone(), (VALUES, level.order as f64)),
            None => self.slot(role, role.to_owned(), (WORDS, 0.0)),
        }
    }

    fn case(&mut self, id: &str) -> u32 {
        let case = self.frame.snapshot().cases.iter().find(|case| case.id == id);
        let label = case.map(|case| case.name.clone()).filter(|name| !name.is_empty());
        self.slot(id, label.unwrap_or_else(|| id.to_owned()), (VALUES, 0.0))
    }

    fn values(&mut self, person: &Participant, attribute: &Attribute) -> Vec<u32> {
        let cases = &self.frame.snapshot().cases;
        let mut slot_of = |value: &Value| {
            let word = value.to_string();
            let order = match value {
                Value::Number(number) => (VALUES, *number),
                Value::Text(_) => (WORDS, 0.0),
            };
            self.slot(&word, word.clone(), order)
        };
        match attribute.of {
            Holder::Participant => person.attribute(&attribute.key).map(&mut slot_of).into_iter().collect(),
            Holder::Case => {
                let own = person.cases.iter().filter_map(|id| cases.iter().find(|case| case.id == *id));
                let values = own.filter_map(|case| case.attributes.iter().find(|(key, _)| *key == attribute.key));
                values.map(|(_, value)| slot_of(value)).collect()
            }
        }
    }

    /// For each participant, the cases of the sources that the person speaks in.
    fn cases_spoken_in(&self) -> Vec<Vec<String>> {
        let snapshot = self.frame.snapshot();
        let mut cases = vec![Vec::new(); snapshot.participants.len()];
        for (position, speaker) in (0u32..).zip(&snapshot.speakers) {
            if let Voice::Participant(person) = self.frame.voice_of_speaker(position)
                && let Some(case) = self.case_of_source(speaker.source as usize)
                && let Some(cases) = cases.get_mut(person as usize)
            {
                cases.push(case);
            }
        }
        cases
    }

    fn case_of_source(&self, source: usize) -> Option<String> {
        let snapshot = self.frame.snapshot();
        let case = snapshot.sources.get(source)?.case?;
        snapshot.cases.get(case as usize).map(|case| case.id.clone())
    }

    fn source(&mut self, source: usize) -> Vec<u32> {
        let name = self.frame.snapshot().sources.get(source).map(|source| source.name.clone());
        name.map(|name| self.slot(&name, name.clone(), (VALUES, 0.0))).into_iter().collect()
    }

    /// The columns of text of a source that is nobody's speech, if the source is in the frame.
    fn of_text(&mut self, source: usize) -> Vec<u32> {
        if !self.frame.sources().get(source).copied().unwrap_or(false) {
            return Vec::new();
        }
        match (self.columns, self.case_of_source(source)) {
            (Columns::Source, _) => self.source(source),
            (Columns::Case, Some(case)) => vec![self.case(&case)],
            _ => vec![self.slot("(not named)", "(not named)".to_owned(), (NOT_NAMED, 0.0))],
        }
    }

    fn of_interviewer(&mut self, source: usize) -> Vec<u32> {
        if *self.columns == Columns::Source {
            return self.source(source);
        }
        vec![self.slot("(interviewers)", "(interviewers)".to_owned(), (INTERVIEWERS, 0.0))]
    }

    /// Puts the columns in order and counts who is in each.
    fn finish(self, people: Vec<Vec<u32>>, of_speaker: Vec<Vec<u32>>, of_source: Vec<Vec<u32>>) -> Axis {
        let mut order: Vec<u32> = (0u32..).take(self.slots.len()).collect();
        let compare = |a: &Slot, b: &Slot| -> Ordering {
            a.order.0.cmp(&b.order.0).then(a.order.1.total_cmp(&b.order.1)).then_with(|| a.key.cmp(&b.key))
        };
        order.sort_by(|a, b| compare(&self.slots[*a as usize], &self.slots[*b as usize]));
        let mut place = vec![0u32; order.len()];
        for (to, from) in (0u32..).zip(&order) {
            place[*from as usize] = to;
        }
        let moved = |lists: Vec<Vec<u32>>| {
            Lists::new(lists.into_iter().map(|list| list.into_iter().map(|slot| place[slot as usize]).collect()))
        };
        let slots = order.iter().map(|from| self.slots[*from as usize].clone()).collect();
        let of_participant = (*self.columns != Columns::Source).then(|| moved(people));
        let mut axis = Axis { slots, of_speaker: moved(of_speaker), of_participant, of_source: moved(of_source) };
        count_members(self.frame, &mut axis);
        axis
    }
}

/// Counts the participants and the sources of every column.
fn count_members(frame: &Frame<'_>, axis: &mut Axis) {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut places: Vec<(u32, u32)> = Vec::new();
    for (position, speaker) in (0u32..).zip(&frame.snapshot().speakers) {
        if !frame.sources().get(speaker.source as usize).copied().unwrap_or(false) {
            continue;
        }
        for column in axis.of_speaker.of(position) {
            places.push((*column, speaker.source));
            if let Voice::Participant(person) = frame.voice_of_speaker(position) {
                pairs.push((*column, person));
            }
        }
    }
    for source in (0u32..).take(frame.sources().len()) {
        places.extend(axis.of_source.of(source).iter().map(|column| (*column, source)));
    }
    for (list, people) in [(&mut pairs, true), (&mut places, false)] {
        list.sort_unstable();
        list.dedup();
        for (column, _) in list.iter() {
            let slot = &mut axis.slots[*column as usize];
            *if people { &mut slot.participants } else { &mut slot.sources } += 1;
        }
    }
}
