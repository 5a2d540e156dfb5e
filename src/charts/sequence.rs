//! What follows what: codes by the codes that come next, each with how often it was seen and how far that is from what
//! chance alone would give.

use std::collections::BTreeMap;

use super::furniture::{self, Entry, MARGIN, fine_print, label};
use super::lattice::{Head, Lattice, empty_cell};
use super::palette::{BLUE, CHARCOAL, Colour, ORANGE, PEACH, SKY, WHITE, text_on};
use super::reading::{Measured, Reader, Tally, place};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt, shade};
use crate::table::Table;

const ROW: f64 = 44.0;
/// Sizes of z that a normal variable passes in 5 and in 1 of 100 tries.
const NOTABLE: f64 = 1.96;
const STRONG: f64 = 2.58;

/// Draws which code follows which.
///
/// Columns: `first` (names), `then` (names), `observed` (how often the one was followed by the other), `expected` (how often
/// it would be by chance), `z` (standardised difference of the two; nothing where undefined). One row for each pair; rows and
/// columns keep the order in which names first appear, and a pair without a row has a dash. A cell prints the number observed
/// and under it z, with triangles upwards for more and downwards for less than expected; beside a withheld number there is no z.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a pair occurs twice or a cell does not
/// hold what it should; [`ChartError::Id`].
pub fn sequence(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let grid = Grid::read(table)?;
    let reading = "Rows are what comes first, columns what comes next. The large figure is how often the one was followed by \
                   the other; the small one, z, tells how far that is from what is expected by chance: triangles upwards \
                   mark more than expected, downwards fewer, two of them a larger difference."
        .to_owned();
    Ok(Drawing { scene: grid.scene(caption), alt: grid.alt(), reading })
}

/// How far from chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    FarFewer,
    Fewer,
    Expected,
    More,
    FarMore,
}

impl Level {
    const ALL: [Self; 5] = [Self::FarFewer, Self::Fewer, Self::Expected, Self::More, Self::FarMore];

    fn of(z: f64) -> Self {
        match z {
            z if z <= -STRONG => Self::FarFewer,
            z if z <= -NOTABLE => Self::Fewer,
            z if z >= STRONG => Self::FarMore,
            z if z >= NOTABLE => Self::More,
            _ => Self::Expected,
        }
    }

    /// Sign, shade, and the words of the key.
    fn dress(self) -> (&'static str, Colour, &'static str) {
        match self {
            Self::FarFewer => ("▼▼", ORANGE, "z −2.58 or less"),
            Self::Fewer => ("▼", PEACH, "z −1.96 or less"),
            Self::Expected => ("", WHITE, "between"),
            Self::More => ("▲", SKY, "z 1.96 or more"),
            Self::FarMore => ("▲▲", BLUE, "z 2.58 or more"),
        }
    }
}

struct Step {
    observed: Tally,
    expected: Measured,
    z: Measured,
}

impl Step {
    fn level(&self) -> Level {
        self.z.value().map_or(Level::Expected, Level::of)
    }

    /// `▲ z 2.40`; nothing where there is no z.
    fn z_words(&self) -> Option<String> {
        let Measured::Known { words, .. } = &self.z else { return None };
        let sign = self.level().dress().0;
        Some(if sign.is_empty() { words.clone() } else { format!("{sign} {words}") })
    }

    fn words(&self) -> String {
        let mut words = self.observed.words();
        if let Measured::Known { words: expected, .. } = &self.expected {
            words = format!("{words}, expected {expected}");
        }
        if let Measured::Known { words: z, .. } = &self.z {
            words = format!("{words}, z {z}");
        }
        words
    }
}

struct Grid {
    firsts: Vec<String>,
    thens: Vec<String>,
    /// How often, by the place of the first and that of the next.
    steps: BTreeMap<(usize, usize), Step>,
}

impl Grid {
    fn read(table: &Table) -> Result<Self, ChartError> {
        let mut reader =
            Reader::new("sequence of codes", table)?.require(&["first", "then", "observed", "expected", "z"])?;
        let mut grid = Self { firsts: Vec::new(), thens: Vec::new(), steps: BTreeMap::new() };
        for row in 0..reader.rows() {
            let (first, then) = (reader.needed_words(row, "first"), reader.needed_words(row, "then"));
            let observed = reader.tally(row, "observed");
            let (expected, z) = (reader.measured(row, "expected"), reader.measured(row, "z"));
            if expected.value().is_some_and(|value| value < 0.0) {
                reader.problem(Some(row), "expected", "found a number below 0", "expected counts are never negative");
            }
            // Either figure would tell what the gate holds back.
            let known = observed.withheld().is_none();
            let kept = |figure: Measured| if known { figure } else { Measured::Absent };
            let step = Step { observed, expected: kept(expected), z: kept(z) };
            let (down, across) = (place(&mut grid.firsts, &first), place(&mut grid.thens, &then));
            if grid.steps.insert((down, across), step).is_some() {
                let message = format!("found {first:?} before {then:?} a second time");
                reader.problem(Some(row), "first", message, "give each pair one row");
            }
        }
        reader.finish(grid)
    }

    fn all(&self) -> impl Iterator<Item = &Step> {
        self.steps.values()
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let large = self.all().map(|step| label().bold().width(&step.observed.words()));
        let small = self.all().filter_map(Step::z_words).map(|words| fine_print().width(&words));
        let cell = large.chain(small).fold(20.0, f64::max) + 10.0;
        let heads = self.thens.iter().map(|then| Head::new(then.clone(), cell)).collect();
        let lattice = Lattice::fitting(self.firsts.iter().map(String::as_str), heads, cell.max(96.0), 0.0);
        let mut scene = Scene::new(lattice.width);
        let top = self.key(&mut scene) + 10.0;
        let mut y = lattice.heads(&mut scene, top);
        for (down, first) in self.firsts.iter().enumerate() {
            let height = lattice.name(&mut scene, y, first, ROW, label());
            for (across, then) in self.thens.iter().enumerate() {
                let area = lattice.area(across, y, height);
                let step = self.steps.get(&(down, across));
                let marks = step.map_or_else(|| empty_cell(area, "–"), |step| cell_marks(area, step));
                let words = step.map_or_else(|| "no figure".to_owned(), Step::words);
                scene.group(format!("r{}c{}", down + 1, across + 1), format!("{first}, then {then}: {words}"), marks);
            }
            y += height;
        }
        let bottom = lattice.legend(&mut scene, y + 4.0, "What comes next");
        furniture::foot(&mut scene, bottom, &self.notes(), caption);
        scene
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut entries: Vec<Entry> = (Level::ALL.into_iter())
            .map(|level| {
                let (sign, fill, words) = level.dress();
                let words = if sign.is_empty() { words.to_owned() } else { format!("{sign} {words}") };
                shade::entry(fill, &words)
            })
            .collect();
        if self.steps.len() < self.firsts.len() * self.thens.len() {
            entries.push(Entry::new(Vec::new(), 0.0, "–: no figure"));
        }
        entries.extend(furniture::withheld(self.all().filter_map(|step| step.observed.withheld())));
        furniture::key(scene, MARGIN / 2.0, "Rows first, columns next", &entries)
    }

    fn notes(&self) -> Vec<String> {
        let tested = self.all().filter(|step| step.z.value().is_some()).count();
        if tested == 0 {
            return Vec::new();
        }
        vec![format!(
            "z is given for {}; by chance alone about 5 in 100 would lie beyond ±1.96.",
            alt::counted(tested, "pair", "pairs")
        )]
    }

    fn alt(&self) -> String {
        let of = |level: Level| self.all().filter(|step| step.level() == level).count();
        let mut parts = vec![
            format!(
                "Which of {} follows which of {}.",
                alt::counted(self.thens.len(), "code", "codes"),
                alt::counted(self.firsts.len(), "code", "codes")
            ),
            format!(
                "{} more often than expected by chance, {} less often.",
                alt::counted(of(Level::More) + of(Level::FarMore), "pair occurs", "pairs occur"),
                of(Level::Fewer) + of(Level::FarFewer)
            ),
        ];
        let known =
            self.steps.iter().filter_map(|((down, across), step)| Some((*down, *across, step.observed.known()?)));
        let most = known.reduce(|best, next| if next.2 > best.2 { next } else { best });
        if let Some((down, across, observed)) = most.filter(|(_, _, observed)| *observed > 0) {
            let (first, then) = (alt::name(&self.firsts[down]), alt::name(&self.thens[across]));
            parts.push(format!("Most often: {first}, then {then}, {observed}."));
        }
        alt::sentences(&parts)
    }
}

/// The number observed over z.
fn cell_marks(area: Area, step: &Step) -> Vec<Mark> {
    let fill = step.level().dress().1;
    let ink = text_on(fill);
    let mut marks = vec![Mark::outlined(area, fill, Stroke::new(CHARCOAL, 1.0))];
    let large = label().bold().coloured(ink).anchored(Anchor::Middle);
    let centre = area.centre();
    let Some(z) = step.z_words() else {
        marks.extend(lines_around(centre, &[step.observed.words()], large));
        return marks;
    };
    marks.extend(lines_around(Point::new(centre.x, centre.y - 8.0), &[step.observed.words()], large));
    let small = fine_print().coloured(ink).anchored(Anchor::Middle);
    marks.extend(lines_around(Point::new(centre.x, centre.y + 9.0), &[z], small));
    marks
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn a_bound_belongs_to_the_level_beyond_it_on_both_sides() {
        let of = |z: f64| Level::of(z);
        assert_eq!([of(-2.58), of(-1.96), of(0.0), of(1.96), of(2.58)], Level::ALL);
        assert_eq!(
            [of(-1.959), of(1.959), of(2.579), of(-2.579)],
            [Level::Expected, Level::Expected, Level::More, Level::Fewer]
        );
    }
}
