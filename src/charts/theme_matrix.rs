//! Themes by role, or by anything else: one outlined cell for each, shaded by its share of the
//! column's N, with the count printed in it.

use super::furniture::{self, Entry, MARGIN, WIDTH, fine_print, label};
use super::palette::{CHARCOAL, Colour, WHITE, text_on};
use super::reading::{Figure, OWN_WHOLES, Reader};
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, lines, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt, shade};
use crate::table::{Column, Table};

/// Draws a heat map of the table: the first column names the rows (themes), every other column holds
/// counts, shares or withheld figures and has its N.
///
/// Rows and columns keep their order. Withheld cells are white and say what the gate lets be known.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column has no N or holds words, a
/// count is larger than its whole, or a cell is not a count; [`ChartError::Id`].
pub fn theme_matrix(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let matrix = Matrix::read(table)?;
    let reading = format!(
        "Each cell prints how many of the column's N there are and is shaded by that share: the darker, the larger. {}.",
        matrix
            .columns
            .iter()
            .map(|column| format!("{}: {}", column.label, base(column)))
            .collect::<Vec<_>>()
            .join("; ")
    );
    Ok(Drawing { scene: matrix.scene(caption), alt: matrix.alt(), reading })
}

/// `N = 5`.
fn base(column: &Column) -> String {
    format!("N = {}", column.n.unwrap_or(0))
}

/// Ground of a cell: what is not known is white, as nothing is.
fn ground(figure: &Figure) -> Colour {
    match figure {
        Figure::Known { part, whole } => shade::of_part(*part, *whole),
        Figure::Withheld(_) | Figure::Absent => WHITE,
    }
}

struct Row {
    name: String,
    figures: Vec<Figure>,
}

struct Matrix<'t> {
    columns: Vec<&'t Column>,
    rows: Vec<Row>,
}

/// Where things stand.
struct Layout {
    label_room: f64,
    cell_width: f64,
    /// Left edge of the first cell.
    left: f64,
    width: f64,
}

impl<'t> Matrix<'t> {
    fn read(table: &'t Table) -> Result<Self, ChartError> {
        let mut reader = Reader::new("theme matrix", table)?;
        let first = table.columns.first().map_or("", |column| column.key.as_str());
        let columns = reader.figure_columns(&[first]);
        let rows = (0..reader.rows())
            .map(|row| Row {
                name: reader.needed_words(row, first),
                figures: columns.iter().map(|column| reader.figure(row, column)).collect(),
            })
            .collect();
        reader.finish(Self { columns, rows })
    }

    /// Cells take what their words need and share what the names of the rows leave.
    fn layout(&self) -> Layout {
        const WIDEST_CELL: f64 = 140.0;
        const WIDEST_NAME: f64 = 330.0;
        const AFTER_NAME: f64 = 10.0;
        let style = label();
        let words = self.rows.iter().flat_map(|row| &row.figures).map(|figure| style.width(&figure.words()) + 14.0);
        let headers = self.columns.iter().flat_map(|column| column.label.split_whitespace());
        let headers = headers.map(|word| style.bold().width(word).min(WIDEST_CELL) + 10.0);
        let bases = self.columns.iter().map(|column| fine_print().width(&base(column)) + 10.0);
        let narrowest = words.chain(headers).chain(bases).fold(54.0, f64::max);

        // A table has few columns; the count is exact.
        #[allow(clippy::cast_precision_loss)]
        let count = self.columns.len() as f64;
        let inside = WIDTH - 2.0 * MARGIN;
        let longest = self.rows.iter().map(|row| style.width(&row.name)).fold(0.0, f64::max);
        let cell_width =
            ((inside - AFTER_NAME - longest.min(WIDEST_NAME)) / count).clamp(narrowest, WIDEST_CELL.max(narrowest));
        let label_room = (inside - AFTER_NAME - count * cell_width)
            .clamp(WIDEST_NAME.min(longest), WIDEST_NAME.max(longest.min(440.0)));
        let label_room = label_room.min(longest).ceil();
        let left = MARGIN + label_room + AFTER_NAME;
        Layout { label_room, cell_width, left, width: (left + count * cell_width + MARGIN).max(640.0).ceil() }
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let layout = self.layout();
        let mut scene = Scene::new(layout.width);
        let top = self.key(&mut scene);
        let mut y = self.headers(&mut scene, &layout, top + 8.0);
        for (index, row) in self.rows.iter().enumerate() {
            y = self.row(&mut scene, &layout, y, index, row);
        }
        furniture::foot(&mut scene, y + 4.0, &self.notes(), caption);
        scene
    }

    fn notes(&self) -> Vec<String> {
        let own =
            |row: &Row| row.figures.iter().zip(&self.columns).any(|(figure, column)| figure.has_own_whole(column));
        if self.rows.iter().any(own) { vec![OWN_WHOLES.to_owned()] } else { Vec::new() }
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let mut entries: Vec<Entry> = shade::entries(shade::QUARTERS).collect();
        let mut all = self.rows.iter().flat_map(|row| &row.figures);
        entries.extend(furniture::withheld(all.clone().filter_map(Figure::withheld)));
        if all.any(|figure| *figure == Figure::Absent) {
            entries.push(Entry::new(Vec::new(), 0.0, "–: no figure"));
        }
        furniture::key(scene, MARGIN / 2.0, "Share of the column’s N", &entries)
    }

    /// Names of the columns over their N; returns the lower edge.
    fn headers(&self, scene: &mut Scene, layout: &Layout, top: f64) -> f64 {
        let (name, n) = (label().bold().anchored(Anchor::Middle), fine_print().anchored(Anchor::Middle));
        let wrapped: Vec<Vec<String>> =
            self.columns.iter().map(|column| name.wrap(&column.label, layout.cell_width - 8.0)).collect();
        let deepest = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        let bottom = top + name.height(deepest) + 22.0;
        let mut x = layout.left + layout.cell_width / 2.0;
        for (column, words) in self.columns.iter().zip(&wrapped) {
            let first = bottom - 26.0 - (name.height(words.len()) - name.size);
            scene.extend(lines(Point::new(x, first), words, name));
            scene.push(Mark::text(Point::new(x, bottom - 9.0), base(column), n));
            x += layout.cell_width;
        }
        bottom
    }

    fn row(&self, scene: &mut Scene, layout: &Layout, top: f64, index: usize, row: &Row) -> f64 {
        const GAP: f64 = 3.0;
        let style = label();
        let words = style.wrap(&row.name, layout.label_room);
        let height = (style.height(words.len()) + 14.0).max(32.0);
        let middle = top + height / 2.0;
        let name_end = Point::new(MARGIN + layout.label_room, middle);
        scene.extend(lines_around(name_end, &words, style.anchored(Anchor::End)));
        let mut x = layout.left;
        for (at, (column, figure)) in self.columns.iter().zip(&row.figures).enumerate() {
            let area = Area::new(x, top, layout.cell_width, height);
            let inner = Area::new(x + GAP / 2.0, top + GAP / 2.0, area.width - GAP, height - GAP);
            let fill = ground(figure);
            let cell = vec![
                Mark::outlined(inner, fill, Stroke::new(CHARCOAL, 1.0)),
                Mark::text(
                    Point::new(area.centre().x, middle + 0.36 * style.size),
                    figure.words(),
                    style.anchored(Anchor::Middle).coloured(text_on(fill)),
                ),
            ];
            let title = format!("{}, {}: {}", row.name, column.label, figure.words());
            scene.group(format!("r{}c{}", index + 1, at + 1), title, cell);
            x += layout.cell_width;
        }
        top + height
    }

    fn alt(&self) -> String {
        let known = || {
            let cells = self.rows.iter().flat_map(|row| {
                self.columns.iter().zip(&row.figures).map(|(column, figure)| (row.name.as_str(), *column, figure))
            });
            cells.filter_map(|(name, column, figure)| Some((name, column, figure, figure.share()?)))
        };
        let said = |what: &str, (name, column, figure, _): (&str, &Column, &Figure, f64)| {
            format!("{what}: {}, {} {}.", alt::name(name), column.label, figure.words())
        };
        let mut parts = vec![format!(
            "Heat map of {} by {}.",
            alt::counted(self.rows.len(), "row", "rows"),
            alt::counted(self.columns.len(), "group", "groups"),
        )];
        // The first of equals, in the order of the table.
        parts.extend(
            known().reduce(|best, next| if next.3 > best.3 { next } else { best }).map(|cell| said("Highest", cell)),
        );
        parts.extend(
            known().reduce(|best, next| if next.3 < best.3 { next } else { best }).map(|cell| said("Lowest", cell)),
        );
        alt::sentences(&parts)
    }
}
