//! Timeline of a case: events by kind along time, as exact as their dates are known.

mod date;
mod marks;

use super::furniture::{self, MARGIN, WIDTH, fine_print, label, many, small};
use super::lattice::{Head, Lattice};
use super::palette::GRID;
use super::plane::Scale;
use super::reading::{Reader, place};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;
use date::Period;
use marks::Placed;

/// Height of one line of events in a lane.
const LINE: f64 = 22.0;
/// Room between figures of the axis: a date of ten figures.
const TICK: f64 = 74.0;

/// Draws a timeline.
///
/// Columns: `event` (what happened), `kind` (the lane), `from`, `to` (ISO dates: `2019`, `2019-03` or `2019-03-05`; `to` is
/// empty for what has no length), `certainty` (`exact`, `about`, `before`, `after`, `told on` of what is known by the telling alone, or nothing), `side` (`risk`, `protective`, or
/// nothing), `source` (words, may be empty). Lanes stand in the order in which kinds first appear. Events are numbered by their
/// beginning; the list below has their words. A thin line is the day, month or year in which a
/// date lies; `before` starts at the beginning of its date, `after` at the end.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a date is no date, an end lies before its
/// beginning, or a certainty or a side is unknown; [`ChartError::Id`].
pub fn timeline(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let line = Timeline::read(table)?;
    let reading = "Time runs from left to right, each kind of event has a lane. A bar is what lasted, a single mark what \
                   happened at a time; filled marks have exact dates, hollow and dashed ones uncertain dates. Triangles \
                   downwards are risks, upwards what protects. Numbers lead to the list."
        .to_owned();
    Ok(Drawing { scene: line.scene(caption), alt: line.alt(), reading })
}

/// How well a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    Exact,
    About,
    Before,
    After,
    /// Only the day on which somebody told of it is known.
    Told,
}

impl Certainty {
    /// The word in the table; nothing is taken as exact.
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "" | "exact" => Self::Exact,
            "about" => Self::About,
            "before" => Self::Before,
            "after" => Self::After,
            "told on" => Self::Told,
            _ => return None,
        })
    }

    /// Before a date, in words.
    fn words(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::About => "about ",
            Self::Before => "before ",
            Self::After => "after ",
            Self::Told => "told on ",
        }
    }
}

/// Which way an event tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Neither,
    Risk,
    Protective,
}

impl Side {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "" => Self::Neither,
            "risk" => Self::Risk,
            "protective" => Self::Protective,
            _ => return None,
        })
    }
}

struct Event {
    name: String,
    lane: usize,
    from: Period,
    to: Option<Period>,
    certainty: Certainty,
    side: Side,
    /// The first and the last date as they are written.
    written: (String, String),
    /// Dates, side and source as the list has them.
    details: String,
}

impl Event {
    fn end(&self) -> f64 {
        self.to.as_ref().unwrap_or(&self.from).end()
    }

    fn words(&self) -> String {
        format!("{} ({})", self.name, self.details)
    }
}

struct Timeline {
    kinds: Vec<String>,
    /// By beginning; equals keep the table's order.
    events: Vec<Event>,
}

impl Timeline {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let keys = ["event", "kind", "from", "to", "certainty", "side", "source"];
        let mut reader = Reader::new("timeline", table)?.require(&keys)?;
        let mut history = Self { kinds: Vec::new(), events: Vec::new() };
        for row in 0..reader.rows() {
            let kind = reader.needed_words(row, "kind");
            let lane = place(&mut history.kinds, &kind);
            history.events.extend(read_event(&mut reader, row, lane));
        }
        history.events.sort_by(|one, other| one.from.start().total_cmp(&other.from.start()));
        reader.finish(history)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let lattice =
            Lattice::new(self.kinds.iter().map(String::as_str), vec![Head::new("", 420.0).taking_rest()], WIDTH);
        let mut scene = Scene::new(lattice.width);
        let x = self.scale(lattice.area(0, 0.0, LINE));
        let drawn = self.placed(&x);
        let top = self.key(&mut scene, &drawn) + 24.0;
        // Lanes are laid out first, for the gridlines below them have to know where they end.
        let mut lanes = Scene::new(lattice.width);
        let mut y = top;
        for (at, kind) in self.kinds.iter().enumerate() {
            let here = || drawn.iter().filter(move |event| event.lane == at);
            let count = here().map(|event| event.line + 1).max().unwrap_or(1);
            let height = lattice.name(&mut lanes, y, kind, many(count) * LINE + 10.0, label());
            let first = y + (height - many(count) * LINE) / 2.0 + LINE / 2.0;
            for event in here() {
                let title = format!("{} {}", event.number, self.events[event.number - 1].words());
                lanes.group(format!("e{}", event.number), title, event.marks(first + many(event.line) * LINE));
            }
            y += height;
            lanes.push(lattice.rule(y, GRID));
        }
        let bottom = axis(&mut scene, &x, (top, y));
        scene.push(lattice.rule(top, GRID));
        scene.extend(lanes.marks);
        let items: Vec<String> = (self.events.iter().enumerate())
            .map(|(at, event)| format!("{}{}\u{a0} {}", marks::sign(event.side), at + 1, event.words()))
            .collect();
        let bottom = furniture::list(&mut scene, bottom + 12.0, "Events", &items);
        furniture::foot(&mut scene, bottom, &[], caption);
        scene
    }

    /// Time, with room at both ends for what reaches beyond its date and for the last number.
    fn scale(&self, area: Area) -> Scale {
        let start = self.events.iter().map(|event| event.from.start()).fold(f64::INFINITY, f64::min);
        let end = self.events.iter().map(Event::end).fold(f64::NEG_INFINITY, f64::max);
        let (start, end) = if start < end { (start, end) } else { (0.0, 1.0) };
        let number = small().bold().width(&format!("▼{}", self.events.len())) + 10.0;
        Scale::between((start, end), (area.x + marks::BEYOND + 8.0, area.right() - marks::BEYOND - number - 8.0))
    }

    /// Every event in the first line of its lane that is free there.
    fn placed(&self, x: &Scale) -> Vec<Placed> {
        // Where the last event of each line of each lane ends.
        let mut taken: Vec<Vec<f64>> = vec![Vec::new(); self.kinds.len()];
        let mut all = Vec::new();
        for (at, event) in self.events.iter().enumerate() {
            let mut placed = Placed::new(at + 1, event, x);
            let (left, right) = placed.reach();
            let lines = &mut taken[event.lane];
            let free = lines.iter().position(|end| *end <= left);
            placed.line = free.unwrap_or(lines.len());
            match free {
                Some(line) => lines[line] = right,
                None => lines.push(right),
            }
            all.push(placed);
        }
        all
    }

    /// Explains what occurs.
    fn key(&self, scene: &mut Scene, placed: &[Placed]) -> f64 {
        use Certainty::{About, After, Before, Exact, Told};
        let has = |lasts: bool, certainty| {
            self.events.iter().any(|event| event.to.is_some() == lasts && event.certainty == certainty)
        };
        let sided = |side| self.events.iter().any(|event| event.side == side);
        let ever = |certainty| has(true, certainty) || has(false, certainty);
        let at = |certainty, side, words| marks::sample(certainty, side, words);
        let entries = [
            has(false, Exact).then(|| at(Exact, Side::Neither, "at a time")),
            has(true, Exact).then(|| marks::bar_sample(Exact, "for a time")),
            sided(Side::Risk).then(|| at(Exact, Side::Risk, "risk")),
            sided(Side::Protective).then(|| at(Exact, Side::Protective, "protective")),
            has(false, About).then(|| at(About, Side::Neither, "about then")),
            has(true, About).then(|| marks::bar_sample(About, "for about that time")),
            ever(Before).then(|| at(Before, Side::Neither, "before then")),
            ever(After).then(|| at(After, Side::Neither, "after then")),
            ever(Told).then(|| at(Told, Side::Neither, "told on that day")),
            placed
                .iter()
                .any(Placed::has_period)
                .then(|| marks::period_sample("some time within the day, month or year")),
        ];
        furniture::key(scene, MARGIN / 2.0, "", &entries.into_iter().flatten().collect::<Vec<_>>())
    }

    fn alt(&self) -> String {
        let of = |side| self.events.iter().filter(|event| event.side == side).count();
        let unsure = self.events.iter().filter(|event| event.certainty != Certainty::Exact).count();
        let first = self.events.first().map_or("", |event| &event.written.0);
        let last = self.events.iter().max_by(|one, other| one.end().total_cmp(&other.end()));
        let last = last.map_or("", |event| &event.written.1);
        let mut parts = vec![
            format!(
                "Timeline of {} in {}, from {first} to {last}.",
                alt::counted(self.events.len(), "event", "events"),
                alt::counted(self.kinds.len(), "kind", "kinds")
            ),
            format!(
                "{}, {} protective; {} uncertain.",
                alt::counted(of(Side::Risk), "risk", "risks"),
                of(Side::Protective),
                alt::counted(unsure, "date is", "dates are")
            ),
        ];
        if let Some(event) = self.events.first() {
            parts.push(format!("First: {}.", alt::name(&event.name)));
        }
        alt::sentences(&parts)
    }
}

fn read_event(reader: &mut Reader<'_>, row: usize, lane: usize) -> Option<Event> {
    let name = reader.needed_words(row, "event");
    let [from_words, to_words, certainty, side, source] =
        ["from", "to", "certainty", "side", "source"].map(|key| reader.words(row, key));
    let mut read = |key: &str, words: &str| {
        let period = Period::read(words);
        if period.is_none() {
            let hint = "expected 2019, 2019-03 or 2019-03-05";
            reader.problem(Some(row), key, format!("found {words:?}, no date"), hint);
        }
        period
    };
    let from = read("from", &from_words);
    let to = if to_words.is_empty() { None } else { read("to", &to_words) };
    let known = Certainty::of(&certainty);
    if known.is_none() {
        let message = format!("found {certainty:?}, expected `exact`, `about`, `before`, `after` or `told on`");
        reader.problem(Some(row), "certainty", message, "leave the cell empty where the date is as exact as written");
    }
    let told = Side::of(&side);
    if told.is_none() {
        reader.problem(Some(row), "side", format!("found {side:?}, expected `risk` or `protective`"), "");
    }
    let from = from?;
    if to.as_ref().is_some_and(|to| to.end() <= from.start()) {
        reader.problem(Some(row), "to", format!("found an end before {from_words}"), "");
    }
    let (certainty, side_word) = (known?, side);
    let until = if to_words.is_empty() { String::new() } else { format!(" to {to_words}") };
    let mut details = format!("{}{from_words}{until}", certainty.words());
    for words in [side_word, source].iter().filter(|words| !words.is_empty()) {
        details = format!("{details}; {words}");
    }
    let last = if to_words.is_empty() { from_words.clone() } else { to_words };
    Some(Event { name, lane, from, to, certainty, side: told?, written: (from_words, last), details })
}

/// Gridlines with their dates above and below; returns the lower edge.
fn axis(scene: &mut Scene, x: &Scale, (top, bottom): (f64, f64)) -> f64 {
    let (start, end) = x.ends();
    let apart = TICK * (end - start) / (x.at(end) - x.at(start)).max(1.0);
    let style = fine_print().anchored(Anchor::Middle);
    for (value, words) in date::ticks((start, end), apart) {
        let (from, to) = (Point::new(x.at(value), top), Point::new(x.at(value), bottom));
        scene.push(Mark::Line { from, to, stroke: Stroke::new(GRID, 1.0) });
        scene.push(Mark::text(Point::new(from.x, top - 6.0), words.clone(), style));
        scene.push(Mark::text(Point::new(to.x, bottom + 15.0), words, style));
    }
    bottom + 20.0
}
