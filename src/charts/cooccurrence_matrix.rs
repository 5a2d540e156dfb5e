//! Which codes occur together: the lower triangle of codes by codes, shaded by the Jaccard index.

use super::furniture::{self, Entry, MARGIN, fine_print, label, small};
use super::lattice::{Head, Lattice};
use super::pairs::{Pair, Pairs};
use super::palette::{CHARCOAL, Colour, INK, WHITE, text_on};
use super::scene::{Anchor, Area, Mark, Scene, Stroke, TextStyle, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt, shade};
use crate::table::Table;

/// Most codes that are drawn.
const MOST: usize = 40;
/// Upper bounds of the steps of shade; two codes of interviews seldom share more than half of their units.
const BOUNDS: [f64; 3] = [0.1, 0.2, 0.4];
const STEPS: [&str; 5] = ["0", "up to 0.1", "over 0.1 to 0.2", "over 0.2 to 0.4", "over 0.4"];

/// Draws a matrix of codes by codes.
///
/// Columns: `a`, `b` (names of two codes), `n_a`, `n_b` (units that have each), `n_ab` (units that have both; its label says
/// what is counted), `jaccard` (units with both among those with either, 0 to 1; nothing where undefined). One row for each
/// pair, in either order; a pair without a row has a dash. Of more than 40 codes the most frequent are drawn and the foot
/// names the others. A cell prints the number of both, the diagonal that of the code; a withheld number has no shade.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a pair occurs twice or is of one code,
/// a code has two numbers, more units have both than one of the two, or an index is not from 0 to 1; [`ChartError::Id`].
pub fn cooccurrence_matrix(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let pairs = Pairs::read("co-occurrence matrix", table, MOST)?;
    let reading =
        "Rows and columns are codes under the same numbers, the most frequent first. A cell prints how many units \
                   have both codes and is the darker, the larger their share is among the units with either (Jaccard \
                   index); the framed diagonal prints how many have the code at all."
            .to_owned();
    Ok(Drawing { scene: scene(&pairs, caption), alt: alternative(&pairs), reading })
}

fn scene(pairs: &Pairs, caption: &Caption) -> Scene {
    let names: Vec<String> =
        pairs.codes.iter().enumerate().map(|(at, code)| format!("{}\u{a0} {}", at + 1, code.name)).collect();
    let counts = pairs.codes.iter().map(|code| figure().bold().width(&code.n.words()));
    let counts = counts.chain(pairs.all.iter().map(|pair| figure().width(&pair.together.words())));
    let cell = counts.fold(20.0, f64::max) + 8.0;
    let heads = (1..=pairs.codes.len()).map(|number| Head::new(number.to_string(), cell)).collect();
    let lattice = Lattice::dense(names.iter().map(String::as_str), heads, 0.0);
    let mut scene = Scene::new(lattice.width);
    let top = key(&mut scene, pairs) + 8.0;
    let mut y = lattice.heads(&mut scene, top);
    for (down, (code, name)) in pairs.codes.iter().zip(&names).enumerate() {
        let height = lattice.name(&mut scene, y, name, 24.0, label());
        for across in 0..down {
            let pair = pairs.pair(down, across);
            let title = format!("{} and {}: {}", pairs.codes[across].name, code.name, words(pair));
            let marks = cell_marks(lattice.area(across, y, height), pair);
            scene.group(format!("r{}c{}", down + 1, across + 1), title, marks);
        }
        let area = lattice.area(down, y, height);
        let own = boxed(area, WHITE, Stroke::new(INK, 2.0), &code.n.words(), figure().bold());
        scene.group(format!("d{}", down + 1), format!("{}: {}", code.name, code.n.words()), own);
        y += height;
    }
    furniture::foot(&mut scene, y + 4.0, &pairs.left_out_in_words().into_iter().collect::<Vec<_>>(), caption);
    scene
}

fn figure() -> TextStyle {
    small()
}

fn key(scene: &mut Scene, pairs: &Pairs) -> f64 {
    let mut entries: Vec<Entry> = shade::entries(STEPS).collect();
    let own = Mark::outlined(Area::new(1.0, -7.0, 20.0, 14.0), WHITE, Stroke::new(INK, 2.0));
    entries.push(Entry::new(vec![own], 22.0, "all units with the code"));
    if !pairs.counted.is_empty() {
        entries.push(Entry::new(Vec::new(), 0.0, format!("figures: {}", pairs.counted)));
    }
    let count = pairs.codes.len();
    if pairs.all.len() < count * count.saturating_sub(1) / 2 {
        entries.push(Entry::new(Vec::new(), 0.0, "–: no figure"));
    }
    entries.extend(furniture::withheld(pairs.withheld()));
    furniture::key(scene, MARGIN / 2.0, "Jaccard index", &entries)
}

/// `4 together, Jaccard 0.25`.
fn words(pair: Option<&Pair>) -> String {
    let Some(pair) = pair else { return "no figure".to_owned() };
    let index = &pair.jaccard_words;
    let index = if index.is_empty() { String::new() } else { format!(", Jaccard {index}") };
    format!("{} together{index}", pair.together.words())
}

fn cell_marks(area: Area, pair: Option<&Pair>) -> Vec<Mark> {
    let Some(pair) = pair else {
        return boxed(area, WHITE, Stroke::new(CHARCOAL, 1.0), "–", fine_print());
    };
    let fill = pair.jaccard.map_or(WHITE, |index| shade::of_value(index, BOUNDS));
    boxed(area, fill, Stroke::new(CHARCOAL, 1.0), &pair.together.words(), figure())
}

fn boxed(area: Area, fill: Colour, outline: Stroke, words: &str, style: TextStyle) -> Vec<Mark> {
    let style = style.anchored(Anchor::Middle).coloured(text_on(fill));
    let mut marks = vec![Mark::outlined(area, fill, outline)];
    marks.extend(lines_around(area.centre(), &[words.to_owned()], style));
    marks
}

fn alternative(pairs: &Pairs) -> String {
    let known = pairs.all.iter().filter_map(|pair| pair.together.known());
    let met = alt::counted(known.filter(|count| *count > 0).count(), "pair occurs", "pairs occur");
    let withheld = pairs.all.iter().filter(|pair| pair.together.withheld().is_some()).count();
    let held = if withheld > 0 { format!(", {withheld} withheld") } else { String::new() };
    let codes = alt::counted(pairs.codes.len(), "code", "codes");
    let mut parts = vec![format!("Co-occurrence matrix of {codes}; {met} together{held}.")];
    if let Some(pair) = pairs.strongest() {
        let name = |at: usize| alt::name(&pairs.codes[at].name);
        parts.push(format!("Most often {} and {}: {}.", name(pair.ends.0), name(pair.ends.1), pair.together.words()));
    }
    parts.extend(pairs.left_out_for_alt());
    alt::sentences(&parts)
}
