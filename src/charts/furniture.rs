//! What every chart has besides its data: margins, text sizes, the key above and the foot below.

use super::Caption;
use super::palette::{CHARCOAL, INK, WHITE};
use super::scene::{Area, Mark, Point, Scene, TextStyle, lines};

/// Width of a chart in pixels; wider only where the data cannot do with less.
pub(super) const WIDTH: f64 = 900.0;
/// Empty space around everything.
pub(super) const MARGIN: f64 = 16.0;

/// Labels and values.
pub(super) fn label() -> TextStyle {
    TextStyle::new(13.0, INK)
}

/// Dense tables and keys.
pub(super) fn small() -> TextStyle {
    TextStyle::new(12.0, INK)
}

/// Axis figures and the foot: the smallest print there is.
pub(super) fn fine_print() -> TextStyle {
    TextStyle::new(11.0, CHARCOAL)
}

/// A count as a figure. Counts of people, studies, segments and rows stay far below 2^53.
#[allow(clippy::cast_precision_loss)]
pub(super) fn real(count: u64) -> f64 {
    count as f64
}

/// A number of things in a chart as a figure.
pub(super) fn many(things: usize) -> f64 {
    real(things as u64)
}

/// Diameter or side of a mark whose area stands for a count; the largest count has the largest mark, and none is smaller
/// than can be seen.
pub(super) fn extent(count: u64, most: u64, sizes: (f64, f64)) -> f64 {
    extent_of(real(count) / real(most.max(1)), sizes)
}

/// The same for a share, 0 to 1, of the largest; the sizes are the smallest and the largest.
pub(super) fn extent_of(share: f64, (smallest, largest): (f64, f64)) -> f64 {
    (share.sqrt() * largest).max(smallest)
}

/// One entry of a key.
pub(super) struct Entry {
    /// The sample: its left edge is x = 0, its middle line y = 0.
    sample: Vec<Mark>,
    /// Width of the sample.
    width: f64,
    /// What it means.
    words: String,
}

impl Entry {
    /// An entry with a sample so many pixels wide that begins at x = 0 and is centred on y = 0.
    pub(super) fn new(sample: Vec<Mark>, width: f64, words: impl Into<String>) -> Self {
        Self { sample, width, words: words.into() }
    }
}

/// Entries that say what the marks of withheld figures mean, each mark once.
pub(super) fn withheld<'t>(marks: impl Iterator<Item = &'t str>) -> Vec<Entry> {
    let marks: std::collections::BTreeSet<&str> = marks.collect();
    let meaning =
        |mark: &str| if mark.starts_with('<') { "small number, withheld" } else { "withheld beside a small one" };
    marks.into_iter().map(|mark| Entry::new(Vec::new(), 0.0, format!("{mark}: {}", meaning(mark)))).collect()
}

/// Lays a key below `top`, entry after entry in as many lines as it takes; returns its lower edge.
pub(super) fn key(scene: &mut Scene, top: f64, lead: &str, entries: &[Entry]) -> f64 {
    const LINE: f64 = 20.0;
    const AFTER_SAMPLE: f64 = 6.0;
    const BETWEEN: f64 = 18.0;
    let style = small();
    let right = scene.width - MARGIN;
    let baseline = |middle: f64| middle + 0.36 * style.size;
    let mut at = Point::new(MARGIN, top + LINE / 2.0);
    if !lead.is_empty() {
        scene.push(Mark::text(Point::new(at.x, baseline(at.y)), lead, style.bold()));
        at.x += style.bold().width(lead) + BETWEEN;
    }
    for entry in entries {
        let before = if entry.width > 0.0 { entry.width + AFTER_SAMPLE } else { 0.0 };
        let wanted = before + style.width(&entry.words);
        if at.x > MARGIN && at.x + wanted > right {
            at = Point::new(MARGIN, at.y + LINE);
        }
        scene.extend(entry.sample.iter().cloned().map(|mark| mark.moved(at.x, at.y)));
        let words = style.wrap(&entry.words, right - at.x - before);
        scene.extend(lines(Point::new(at.x + before, baseline(at.y)), &words, style));
        at.y += style.height(words.len()) - style.size;
        at.x += wanted + BETWEEN;
    }
    at.y + LINE / 2.0
}

/// Lays a list below `top`, in as many columns as its longest item leaves room for, read downwards; returns its lower edge.
pub(super) fn list(scene: &mut Scene, top: f64, head: &str, items: &[String]) -> f64 {
    const BETWEEN: f64 = 24.0;
    let style = fine_print().coloured(INK);
    let room = scene.width - 2.0 * MARGIN;
    let longest = items.iter().map(|item| style.width(item)).fold(1.0, f64::max).min(room);
    // A long list of long items is better read in two columns, wrapped, than in one.
    let longest = if items.len() > 12 { longest.min((room - BETWEEN) / 2.0) } else { longest };
    // Columns of a list: a few, and at least one.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let columns = (((room + BETWEEN) / (longest + BETWEEN)) as usize).clamp(1, items.len().max(1));
    let first = top + style.size;
    scene.push(Mark::text(Point::new(MARGIN, first), head, style.bold()));
    let mut bottom = first;
    for (at, column) in items.chunks(items.len().div_ceil(columns).max(1)).enumerate() {
        // A few columns; exact.
        #[allow(clippy::cast_precision_loss)]
        let x = MARGIN + at as f64 * (longest + BETWEEN);
        let mut y = first;
        for item in column {
            let words = style.wrap(item, longest);
            y += style.leading() + 1.0;
            scene.extend(lines(Point::new(x, y), &words, style));
            y += style.height(words.len()) - style.size;
        }
        bottom = bottom.max(y);
    }
    bottom + 0.6 * style.size
}

/// Lays the foot below `top`: notes on the drawing, source, notice. Then the canvas is closed and
/// gets its white ground.
pub(super) fn foot(scene: &mut Scene, top: f64, notes: &[String], caption: &Caption) {
    let style = fine_print();
    let room = scene.width - 2.0 * MARGIN;
    let mut paragraphs: Vec<(String, TextStyle)> = notes.iter().map(|note| (note.clone(), style)).collect();
    if !caption.source.trim().is_empty() {
        paragraphs.push((format!("Source: {}", caption.source.trim()), style));
    }
    if !caption.notice.trim().is_empty() {
        paragraphs.push((caption.notice.trim().to_owned(), style.bold()));
    }
    let mut bottom = top;
    for (words, style) in paragraphs {
        let words = super::font::wrap(&words, style.size, style.weight, room);
        bottom += style.leading() + 1.0;
        scene.extend(lines(Point::new(MARGIN, bottom), &words, style));
        bottom += style.height(words.len()) - style.size;
    }
    // Room for the descenders of the last line.
    scene.height = (bottom + 0.3 * style.size + MARGIN / 2.0).ceil();
    scene.marks.insert(0, Mark::filled(Area::new(0.0, 0.0, scene.width, scene.height), WHITE));
}
