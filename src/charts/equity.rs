//! Equity gap map: PROGRESS-Plus characteristics by outcome domain, where studies speak to them, and by role, where
//! interviews know them. Blanks are drawn.

use super::furniture::{self, Entry, MARGIN, label, small};
use super::lattice::{Head, Lattice, empty_cell};
use super::palette::{BLUE, CHARCOAL, Colour, NAVY, SKY, WHITE};
use super::reading::{Reader, Tally, place};
use super::scene::{Area, Mark, Point, Scene, Stroke, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

const ROW: f64 = 44.0;
/// Keys of the levels with letter, name and colour, the furthest first.
const LEVELS: [(&str, &str, &str, Colour); 3] = [
    ("targeted", "T", "targeted by studies", NAVY),
    ("subgroup_analysed", "S", "subgroups analysed", BLUE),
    ("described", "D", "described only", SKY),
];

/// Draws an equity gap map.
///
/// Columns: `characteristic`, `letter`, `outcome` and `role` (names, one of the two in each row), `described`,
/// `subgroup_analysed`, `targeted` (studies, in rows of outcomes), `known` (participants) and `of` (participants of the
/// role, in rows of roles). One row for each pair; characteristics, outcomes and roles keep the order in which they first
/// appear. What nobody speaks to is drawn as "none".
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a row names neither or both, or a pair
/// occurs twice; [`ChartError::Id`].
pub fn equity(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let map = Map::read(table)?;
    let reading = "Rows are PROGRESS-Plus characteristics. Under an outcome stand the studies on it that target a \
                   characteristic (T), analyse subgroups by it (S) or only describe it (D), each study once; under a role \
                   the number of people interviewed of whom it is known. “None” is a blank."
        .to_owned();
    Ok(Drawing { scene: map.scene(caption), alt: map.alt(), reading })
}

enum Found {
    /// Studies, in the order of [`LEVELS`].
    Studies([Tally; 3]),
    /// People known, and how many there are.
    People(Tally, u64),
}

impl Found {
    fn is_blank(&self) -> bool {
        match self {
            Self::Studies(levels) => levels.iter().all(Tally::is_zero),
            Self::People(known, _) => known.is_zero(),
        }
    }

    fn words(&self) -> String {
        match self {
            _ if self.is_blank() => "none".to_owned(),
            Self::Studies(levels) => {
                let named = LEVELS.iter().zip(levels).filter(|(_, tally)| !tally.is_zero());
                named
                    .map(|((_, _, name, _), tally)| format!("{name}: {}", tally.words()))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
            Self::People(known, of) => format!("known of {} of {of} people", known.words()),
        }
    }
}

struct Map {
    characteristics: Vec<(String, String)>,
    outcomes: Vec<String>,
    roles: Vec<String>,
    cells: Vec<(usize, usize, bool, Found)>,
}

impl Map {
    fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 9] = [
            "characteristic",
            "letter",
            "outcome",
            "role",
            "described",
            "subgroup_analysed",
            "targeted",
            "known",
            "of",
        ];
        let mut reader = Reader::new("equity gap map", table)?.require(&KEYS)?;
        let mut names: Vec<String> = Vec::new();
        let mut map = Self { characteristics: Vec::new(), outcomes: Vec::new(), roles: Vec::new(), cells: Vec::new() };
        for row in 0..reader.rows() {
            let name = reader.needed_words(row, "characteristic");
            let down = place(&mut names, &name);
            if down == map.characteristics.len() {
                map.characteristics.push((name.clone(), reader.words(row, "letter")));
            }
            let (outcome, role) = (reader.words(row, "outcome"), reader.words(row, "role"));
            let (across, of_role, found) = match (outcome.is_empty(), role.is_empty()) {
                (false, true) => {
                    let levels = LEVELS.map(|(key, _, _, _)| reader.tally(row, key));
                    (place(&mut map.outcomes, &outcome), false, Found::Studies(levels))
                }
                (true, false) => {
                    let of = reader.count(row, "of").unwrap_or(0);
                    (place(&mut map.roles, &role), true, Found::People(reader.tally(row, "known"), of))
                }
                _ => {
                    let message = "found neither an outcome nor a role, or both";
                    reader.problem(Some(row), "outcome", message, "give each pair of the two kinds its own row");
                    continue;
                }
            };
            if map.found(down, across, of_role).is_some() {
                let message = format!("found {name:?} with {:?} a second time", if of_role { role } else { outcome });
                reader.problem(Some(row), "characteristic", message, "give each pair one row");
            }
            map.cells.push((down, across, of_role, found));
        }
        reader.finish(map)
    }

    fn found(&self, down: usize, across: usize, of_role: bool) -> Option<&Found> {
        let here = |(y, x, role, _): &&(usize, usize, bool, Found)| (*y, *x, *role) == (down, across, of_role);
        self.cells.iter().find(here).map(|(_, _, _, found)| found)
    }

    /// The cells of a row in the order of the columns, with the names of these.
    fn row(&self, down: usize) -> impl Iterator<Item = (&str, Option<&Found>)> {
        let outcomes =
            self.outcomes.iter().enumerate().map(move |(at, name)| (name.as_str(), self.found(down, at, false)));
        let roles = self.roles.iter().enumerate().map(move |(at, name)| (name.as_str(), self.found(down, at, true)));
        outcomes.chain(roles)
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let role_size = |at: usize| {
            let sizes = self.cells.iter().filter(|(_, across, of_role, _)| *of_role && *across == at);
            sizes.filter_map(|(_, _, _, found)| if let Found::People(_, of) = found { Some(*of) } else { None }).max()
        };
        let mut heads: Vec<Head> =
            self.outcomes.iter().map(|name| Head::new(name.clone(), self.studies_room()).base("studies")).collect();
        heads.extend(
            (self.roles.iter().enumerate())
                .map(|(at, name)| Head::new(name.clone(), 52.0).base(format!("N = {}", role_size(at).unwrap_or(0)))),
        );
        let names: Vec<String> = self.characteristics.iter().map(|(name, letter)| titled(name, letter)).collect();
        let lattice = Lattice::new(names.iter().map(String::as_str), heads, 120.0);
        let mut scene = Scene::new(lattice.width);
        let top = self.key(&mut scene) + 10.0;
        let mut y = lattice.heads(&mut scene, top);
        for (down, name) in names.iter().enumerate() {
            let height = lattice.name(&mut scene, y, name, ROW, label());
            for (at, (column, found)) in self.row(down).enumerate() {
                let area = lattice.area(at, y, height);
                let words = found.map_or_else(|| "none".to_owned(), Found::words);
                let marks = match found {
                    Some(found) if !found.is_blank() => found_marks(found, area),
                    _ => empty_cell(area, "none"),
                };
                scene.group(format!("r{}c{}", down + 1, at + 1), format!("{name}, {column}: {words}"), marks);
            }
            y += height;
        }
        furniture::foot(&mut scene, y + 4.0, &[], caption);
        scene
    }

    fn studies_room(&self) -> f64 {
        let room = |levels: &[Tally; 3]| {
            let shown = levels.iter().filter(|tally| !tally.is_zero());
            shown.map(|tally| BADGE + 4.0 + small().bold().width(&tally.words()) + 8.0).sum::<f64>()
        };
        let studies = self.cells.iter().filter_map(|(_, _, _, found)| match found {
            Found::Studies(levels) => Some(room(levels)),
            Found::People(_, _) => None,
        });
        studies.fold(60.0, f64::max) + 8.0
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut entries: Vec<Entry> = LEVELS
            .iter()
            .map(|(_, letter, name, colour)| {
                Entry::new(badge(letter, *colour, Point::new(BADGE / 2.0, 0.0)), BADGE, *name)
            })
            .collect();
        let ring = Mark::Rect {
            area: Area::new(0.0, -7.0, 22.0, 14.0),
            fill: Some(WHITE),
            outline: Some(Stroke::new(NAVY, 1.6)),
        };
        entries.push(Entry::new(vec![ring], 22.0, "people of whom it is known"));
        let withheld = self.cells.iter().filter_map(|(_, _, _, found)| match found {
            Found::People(Tally::Withheld(words), _) => Some(words.as_str()),
            _ => None,
        });
        entries.extend(furniture::withheld(withheld));
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn alt(&self) -> String {
        let columns = self.outcomes.len() + self.roles.len();
        let blanks = |down: usize| self.row(down).filter(|(_, found)| found.is_none_or(Found::is_blank)).count();
        let all: usize = (0..self.characteristics.len()).map(blanks).sum();
        let whole: Vec<&str> = (self.characteristics.iter().enumerate())
            .filter(|(down, _)| blanks(*down) == columns)
            .map(|(_, (name, _))| name.as_str())
            .collect();
        let mut parts = vec![
            format!(
                "Equity gap map of {} by {} and {}.",
                alt::counted(self.characteristics.len(), "characteristic", "characteristics"),
                alt::counted(self.outcomes.len(), "outcome", "outcomes"),
                alt::counted(self.roles.len(), "role", "roles"),
            ),
            format!("{all} of {} cells are blank.", columns * self.characteristics.len()),
        ];
        if let Some(first) = whole.first() {
            parts.push(match whole.len() {
                1 => format!("Blank throughout: {}.", alt::name(first)),
                more => format!("Blank throughout: {} and {} more.", alt::name(first), more - 1),
            });
        }
        alt::sentences(&parts)
    }
}

/// `P  Place of residence`; the plus rows name their sign themselves.
fn titled(name: &str, letter: &str) -> String {
    if letter.is_empty() || !letter.chars().all(char::is_alphanumeric) {
        name.to_owned()
    } else {
        format!("{}: {name}", letter.trim_end_matches(|c: char| c.is_ascii_digit()))
    }
}

const BADGE: f64 = 17.0;

/// A square with a letter.
fn badge(letter: &str, colour: Colour, middle: Point) -> Vec<Mark> {
    let area = Area::around(middle, BADGE);
    let style = small().coloured(super::palette::text_on(colour)).anchored(super::scene::Anchor::Middle);
    let mut marks = vec![Mark::outlined(area, colour, Stroke::new(CHARCOAL, 1.0))];
    marks.extend(lines_around(middle, &[letter.to_owned()], style));
    marks
}

fn found_marks(found: &Found, area: Area) -> Vec<Mark> {
    let mut marks = Vec::new();
    let middle = area.centre();
    match found {
        Found::Studies(levels) => {
            marks.push(Mark::outlined(area, WHITE, Stroke::new(CHARCOAL, 1.0)));
            let shown: Vec<_> = LEVELS.iter().zip(levels).filter(|(_, tally)| !tally.is_zero()).collect();
            let width = |tally: &Tally| BADGE + 4.0 + small().bold().width(&tally.words());
            // At most three; exact.
            #[allow(clippy::cast_precision_loss)]
            let all = shown.iter().map(|(_, tally)| width(tally)).sum::<f64>() + 8.0 * (shown.len() as f64 - 1.0);
            let mut x = middle.x - all / 2.0;
            for ((_, letter, _, colour), tally) in shown {
                marks.extend(badge(letter, *colour, Point::new(x + BADGE / 2.0, middle.y)));
                marks.extend(lines_around(Point::new(x + BADGE + 4.0, middle.y), &[tally.words()], small().bold()));
                x += width(tally) + 8.0;
            }
        }
        Found::People(known, _) => {
            let inner = Area::new(area.x + 0.8, area.y + 0.8, area.width - 1.6, area.height - 1.6);
            marks.push(Mark::outlined(inner, WHITE, Stroke::new(NAVY, 1.6)));
            let style = small().bold().anchored(super::scene::Anchor::Middle);
            marks.extend(lines_around(middle, &[known.words()], style));
        }
    }
    marks
}
