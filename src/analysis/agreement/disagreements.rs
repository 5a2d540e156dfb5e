//! Where two coders disagree, passage by passage, and of what kind each disagreement is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::listing::{quote, team_may_read, who};
use super::super::{AnalysisError, Frame, Layout};
use super::describe::{frame_line, names};
use super::field::Field;
use super::raters::Rater;
use super::request::{AgreementRequest, CompareUnit};
use crate::model::CodingId;
use crate::table::{Cell, Column, Table};
use crate::text::{OffsetMap, Span, Unit, capitalised, counted};

/// What two coders disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisagreementKind {
    /// The same code on overlapping words whose ends differ.
    Bounds,
    /// Other codes on the same or overlapping words.
    Meaning,
    /// A coding that nothing of the other stands against.
    Missed,
    /// No disagreement: the same code on the same words.
    Agreed,
}

impl DisagreementKind {
    /// The word of tables and sheets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bounds => "bounds",
            Self::Meaning => "meaning",
            Self::Missed => "missed",
            Self::Agreed => "agreed",
        }
    }
}

/// Two codings that differ, or one that the other coder lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// Of what kind it is.
    pub kind: DisagreementKind,
    /// Position of the source in the snapshot.
    pub source: u32,
    /// The two coders, or rounds of one.
    pub coders: [String; 2],
    /// The coding of each, by its position in the snapshot; at least one is there.
    pub codings: [Option<usize>; 2],
}

/// Every disagreement of each two raters, in the order of the text; agreements too if asked for.
///
/// A coding of one rater stands against one of the other: the same code on the same words first, then the same code where
/// it overlaps most, then another code where it overlaps most. What is left was missed by the other.
///
/// # Errors
/// As [`agreement`](super::agreement).
pub fn disagreements(
    frame: &Frame<'_>,
    request: &AgreementRequest,
    agreed: bool,
) -> Result<Vec<Disagreement>, AnalysisError> {
    let request = AgreementRequest { unit: CompareUnit::Character, ..request.clone() };
    Ok(of_field(frame, &Field::of(frame, &request)?.characters, agreed))
}

fn of_field(frame: &Frame<'_>, field: &Field, agreed: bool) -> Vec<Disagreement> {
    let codings = &frame.snapshot().codings;
    let by_source = |rater: usize| {
        let mut found: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for mark in &field.marks[rater] {
            let coding = mark.coding as usize;
            found.entry(codings.source[coding]).or_default().insert(coding);
        }
        found
    };
    let of_rater: Vec<BTreeMap<u32, BTreeSet<usize>>> = (0..field.raters.len()).map(by_source).collect();
    let none = BTreeSet::new();
    let mut found = Vec::new();
    for (source, looked) in field.looked() {
        for second in 1..of_rater.len() {
            for first in (0..second).filter(|first| looked >> first & looked >> second & 1 == 1) {
                let marked = |rater: usize| of_rater[rater].get(&source).unwrap_or(&none);
                let mut pairing = Pairing::new(frame, marked(first), marked(second));
                let coders = [&field.raters[first], &field.raters[second]].map(|rater: &Rater| rater.label.clone());
                let all = pairing.all().into_iter();
                found.extend(all.map(|(kind, codings)| Disagreement { kind, source, coders: coders.clone(), codings }));
            }
        }
    }
    found.retain(|one| agreed || one.kind != DisagreementKind::Agreed);
    let place = |one: &Disagreement| one.codings.iter().flatten().map(|coding| codings.span[*coding]).min();
    found.sort_by_key(|one| (one.source, place(one), one.kind, one.codings));
    found
}

/// Codings of two raters in one source that wait for their partners.
struct Pairing<'f> {
    frame: &'f Frame<'f>,
    free: [Vec<usize>; 2],
    all: [Vec<usize>; 2],
}

impl<'f> Pairing<'f> {
    fn new(frame: &'f Frame<'f>, first: &BTreeSet<usize>, second: &BTreeSet<usize>) -> Self {
        let all = [first.iter().copied().collect(), second.iter().copied().collect()];
        Self { frame, free: all.clone(), all }
    }

    fn all(&mut self) -> Vec<(DisagreementKind, [Option<usize>; 2])> {
        let mut found = Vec::new();
        let equal = self.taken(|same_code, a, b| same_code && a == b);
        found.extend(equal.into_iter().map(|pair| (DisagreementKind::Agreed, pair.map(Some))));
        let bounds = self.taken(|same_code, a, b| same_code && a.intersects(b));
        found.extend(bounds.into_iter().map(|pair| (DisagreementKind::Bounds, pair.map(Some))));
        for side in [0, 1] {
            found.extend(self.divided(side).into_iter().map(|pair| (DisagreementKind::Bounds, pair)));
        }
        let meaning = self.taken(|same_code, a, b| !same_code && a.intersects(b));
        found.extend(meaning.into_iter().map(|pair| (DisagreementKind::Meaning, pair.map(Some))));
        let [first, second] = &self.free;
        found.extend(first.iter().map(|coding| (DisagreementKind::Missed, [Some(*coding), None])));
        found.extend(second.iter().map(|coding| (DisagreementKind::Missed, [None, Some(*coding)])));
        found
    }

    /// Takes pairs of free codings that fit, those that share most first.
    fn taken(&mut self, fits: impl Fn(bool, Span, Span) -> bool) -> Vec<[usize; 2]> {
        let codings = &self.frame.snapshot().codings;
        let mut pairs: Vec<(u32, [usize; 2])> = Vec::new();
        for a in &self.free[0] {
            for b in &self.free[1] {
                let (first, second) = (codings.span[*a], codings.span[*b]);
                if fits(codings.code[*a] == codings.code[*b], first, second) {
                    pairs.push((first.intersection(second).map_or(0, Span::len), [*a, *b]));
                }
            }
        }
        pairs.sort_by_key(|(shared, pair)| (std::cmp::Reverse(*shared), *pair));
        let mut taken = Vec::new();
        for (_, [a, b]) in pairs {
            if self.free[0].contains(&a) && self.free[1].contains(&b) {
                self.free[0].retain(|coding| *coding != a);
                self.free[1].retain(|coding| *coding != b);
                taken.push([a, b]);
            }
        }
        taken
    }

    /// Free codings of one side that overlap one of the other's with the same code which has a partner already: the one
    /// marked in two what the other marked in one.
    fn divided(&mut self, side: usize) -> Vec<[Option<usize>; 2]> {
        let codings = &self.frame.snapshot().codings;
        let mut found = Vec::new();
        let others = self.all[1 - side].clone();
        self.free[side].retain(|coding| {
            let shared = |other: &usize| codings.span[*other].intersection(codings.span[*coding]).map_or(0, Span::len);
            let same = others.iter().filter(|other| codings.code[**other] == codings.code[*coding]);
            let partner = same.filter(|other| shared(other) > 0).max_by_key(|other| shared(other));
            if let Some(partner) = partner {
                found.push(if side == 0 { [Some(*coding), Some(*partner)] } else { [Some(*partner), Some(*coding)] });
            }
            partner.is_none()
        });
        found
    }
}

/// Disagreements as a table. For reading it tells kind, source, codes and the beginning of the words. As data it is a sheet
/// for a meeting: whole passages, the ids and places (in Unicode code points) of both codings, and empty columns for what
/// is decided, which `agreement adjudicate` reads back.
///
/// # Errors
/// As [`agreement`](super::agreement).
pub fn disagreements_table(
    frame: &Frame<'_>,
    request: &AgreementRequest,
    ids: &BTreeMap<i64, CodingId>,
    agreed: bool,
    layout: Layout,
) -> Result<Table, AnalysisError> {
    let request = AgreementRequest { unit: CompareUnit::Character, ..request.clone() };
    let field = Field::of(frame, &request)?.characters;
    let found = of_field(frame, &field, agreed);
    let mut table = match layout {
        Layout::Reading => reading_table(frame, &found),
        Layout::Data => sheet(frame, &found, ids),
    };
    table.title = format!("Disagreements of {}", names(&field));
    table.measure = String::from("disagreements, one row each");
    table.frame = frame_line(frame, &field, &request);
    let count = |kind: DisagreementKind| found.iter().filter(|one| one.kind == kind).count();
    table.notes.push(format!(
        "{} bounds: same code, overlapping, ends differ. {} meaning: same or overlapping words, another code. {} missed: \
         nothing of the other stands against it.",
        count(DisagreementKind::Bounds),
        count(DisagreementKind::Meaning),
        count(DisagreementKind::Missed)
    ));
    if layout == Layout::Reading {
        table.notes.push(
            "-o FILE.csv or FILE.xlsx writes a sheet to decide on them; `agreement adjudicate FILE` reads it back."
                .to_owned(),
        );
    }
    table.notes.extend(frame.snapshot().notice_note());
    Ok(table)
}

fn reading_table(frame: &Frame<'_>, found: &[Disagreement]) -> Table {
    let snapshot = frame.snapshot();
    let columns = [("kind", "Kind"), ("source", "Source"), ("codes", "Codes"), ("text", "Words")];
    let mut table = Table::new("", columns.map(|(key, label)| Column::text(key, label)).to_vec());
    let name =
        |coding: usize| snapshot.codebook.codes.get(snapshot.codings.code[coding] as usize).map_or("", |c| &c.name);
    for one in found {
        let sides = one.coders.iter().zip(&one.codings);
        let code = |(coder, coding): (&String, &Option<usize>)| format!("{coder}: {}", coding.map_or("nothing", name));
        let (codes, words) = match (one.kind, one.codings) {
            (DisagreementKind::Bounds | DisagreementKind::Agreed, [Some(a), Some(b)]) => {
                let words = quote(frame, a).display();
                let ends = ends(frame, one.source, a, b).map(|ends| format!(" [{} {ends}]", one.coders[1]));
                (name(a).to_owned(), Cell::words(words + &ends.unwrap_or_default()))
            }
            (_, [Some(coding), _] | [None, Some(coding)]) => {
                (sides.map(code).collect::<Vec<_>>().join("; "), quote(frame, coding))
            }
            (_, [None, None]) => continue,
        };
        let source = snapshot.sources.get(one.source as usize).map_or("", |source| &source.name);
        table.rows.push(vec![
            Cell::words(one.kind.word()),
            Cell::words(source),
            Cell::words(capitalised(&codes)),
            words,
        ]);
    }
    table
}

/// How the second coding's ends differ from the first's: `starts 12 characters later, ends 5 earlier`.
fn ends(frame: &Frame<'_>, source: u32, first: usize, second: usize) -> Option<String> {
    let snapshot = frame.snapshot();
    let text = snapshot.text(source)?;
    let (a, b) = (snapshot.codings.span[first], snapshot.codings.span[second]);
    let moved = |verb: &str, from: u32, to: u32| {
        let characters = Span::new(from, to).of(text)?.chars().count() as u64;
        let direction = if to > from { "later" } else { "earlier" };
        (characters > 0).then(|| format!("{verb} {} {direction}", counted(characters, "character")))
    };
    let said: Vec<String> =
        [moved("starts", a.start, b.start), moved("ends", a.end, b.end)].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The columns of the sheet before those that are filled in.
const SHOWN: [&str; 15] = [
    "kind",
    "source",
    "participant",
    "first_coder",
    "first_coding",
    "first_code",
    "first_start",
    "first_end",
    "first_text",
    "second_coder",
    "second_coding",
    "second_code",
    "second_start",
    "second_end",
    "second_text",
];
/// What a meeting fills in.
const DECIDED: [&str; 5] = ["decision", "code", "start", "end", "note"];

fn sheet(frame: &Frame<'_>, found: &[Disagreement], ids: &BTreeMap<i64, CodingId>) -> Table {
    let snapshot = frame.snapshot();
    let column = |key: &&str| {
        let label = capitalised(&key.replace('_', " "));
        if key.ends_with("start") || key.ends_with("end") {
            Column::number(*key, label)
        } else {
            Column::text(*key, label)
        }
    };
    let mut table = Table::new("", SHOWN.iter().chain(&DECIDED).map(column).collect());
    let mut rulers: BTreeMap<u32, OffsetMap<'_>> = BTreeMap::new();
    for one in found {
        let text = snapshot.text(one.source).unwrap_or_default();
        let ruler = rulers.entry(one.source).or_insert_with(|| OffsetMap::new(text));
        let first = one.codings.iter().flatten().next().copied().unwrap_or_default();
        let mut row = vec![
            Cell::words(one.kind.word()),
            Cell::words(snapshot.sources.get(one.source as usize).map_or("", |source| &source.name)),
            Cell::words(who(frame, first).0),
        ];
        for (coder, coding) in one.coders.iter().zip(&one.codings) {
            row.push(Cell::words(coder));
            match coding {
                Some(coding) => row.extend(side(frame, *coding, ids, ruler)),
                None => row.extend(std::iter::repeat_n(Cell::Empty, 5)),
            }
        }
        row.push(if one.kind == DisagreementKind::Agreed { Cell::words("first") } else { Cell::Empty });
        row.resize(table.columns.len(), Cell::Empty);
        table.rows.push(row);
    }
    table
}

/// Id, code, place and words of one side.
fn side(frame: &Frame<'_>, coding: usize, ids: &BTreeMap<i64, CodingId>, ruler: &OffsetMap<'_>) -> [Cell; 5] {
    let snapshot = frame.snapshot();
    let (source, span) = (snapshot.codings.source[coding], snapshot.codings.span[coding]);
    let place = |byte| ruler.from_bytes(Unit::CodePoints, byte).map_or(Cell::Empty, |at| Cell::Count(u64::from(at)));
    let words = match snapshot.text(source).and_then(|text| span.of(text)) {
        Some(words) if team_may_read(frame, source, snapshot.codings.span[coding]) => Cell::words(words),
        Some(_) => Cell::Withheld("(no consent to quote)".to_owned()),
        None => Cell::Empty,
    };
    let id = snapshot.codings.id.get(coding).and_then(|row| ids.get(row));
    [
        id.map_or(Cell::Empty, |id| Cell::words(id.to_string())),
        Cell::words(snapshot.codebook.codes.get(snapshot.codings.code[coding] as usize).map_or("", |code| &code.id)),
        place(span.start),
        place(span.end),
        words,
    ]
}

impl Field {
    /// The compared sources, with who looked at each.
    fn looked(&self) -> Vec<(u32, u64)> {
        let mut found: Vec<(u32, u64)> = self.pieces.iter().map(|piece| (piece.source, piece.looked)).collect();
        found.dedup();
        found
    }
}
