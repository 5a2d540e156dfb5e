//! A table as text for a terminal: wrapped to its width, figures right-aligned, N in the last line.

use comfy_table::{
    Cell as Printed, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table as Grid, TableStyle, Width,
};

use super::{Cell, Column, ColumnKind, Table};

/// No borders; one rule under the headers, broken between columns.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-').junction(' '));

/// How a table is laid out as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalStyle {
    /// Columns of the terminal.
    pub width: u16,
}

impl Default for TerminalStyle {
    fn default() -> Self {
        Self { width: 80 }
    }
}

impl Table {
    /// The table as lines that fit the width (as far as single words do), ending in a line break.
    #[must_use]
    pub fn to_terminal(&self, style: TerminalStyle) -> String {
        let mut out = String::new();
        for line in [&self.title, &self.measure, &self.frame] {
            push_wrapped(&mut out, line, "", style.width);
        }
        if self.rows.is_empty() {
            out.push_str("(no rows)\n");
        } else {
            let panels: Vec<String> = self.panels(style.width).iter().map(|panel| panel.grid(style)).collect();
            out.push_str(&panels.join("\n\n"));
            out.push('\n');
        }
        for note in &self.notes {
            push_wrapped(&mut out, note, "* ", style.width);
        }
        out
    }

    /// The table in parts that fit the width: where all columns cannot keep their words whole side by side, those that
    /// say what a row is are repeated before each part of the others.
    fn panels(&self, width: u16) -> Vec<Self> {
        if self.words_fit(width) {
            return vec![self.clone()];
        }
        let needed = |at: usize| u32::from(self.longest_word(at)) + 2;
        let lead = self.leading_columns(width);
        let room = u32::from(width).saturating_sub((0..lead).map(needed).sum());
        let mut panels: Vec<Vec<usize>> = Vec::new();
        let mut left = 0;
        for at in lead..self.columns.len() {
            if let Some(panel) = panels.last_mut().filter(|_| needed(at) <= left) {
                panel.push(at);
            } else {
                panels.push((0..lead).chain([at]).collect());
                left = room;
            }
            left = left.saturating_sub(needed(at));
        }
        if panels.is_empty() {
            vec![self.clone()]
        } else {
            panels.iter().map(|columns| self.of_columns(columns)).collect()
        }
    }

    /// How many columns say what a row is: those of words before the first figures, as far as they leave half of the room.
    fn leading_columns(&self, width: u16) -> usize {
        let words = self.columns.iter().take_while(|column| column.kind == ColumnKind::Text).count();
        let mut taken = 0;
        let fitting = (0..words).take_while(|at| {
            taken += u32::from(self.longest_word(*at)) + 2;
            taken <= u32::from(width) / 2
        });
        fitting.count().clamp(1, self.columns.len().saturating_sub(1).max(1))
    }

    /// Some of the columns, with their cells.
    fn of_columns(&self, columns: &[usize]) -> Self {
        let picked = |row: &Vec<Cell>| columns.iter().map(|at| row.get(*at).cloned().unwrap_or(Cell::Empty)).collect();
        Self {
            columns: columns.iter().filter_map(|at| self.columns.get(*at).cloned()).collect(),
            rows: self.rows.iter().map(picked).collect(),
            ..self.clone()
        }
    }

    fn grid(&self, style: TerminalStyle) -> String {
        let mut grid = Grid::new();
        grid.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
        grid.set_header(
            self.columns.iter().map(|column| Printed::new(self.header(column)).set_alignment(alignment(column.kind))),
        );
        for row in &self.rows {
            grid.add_row(self.printed(row));
        }
        if self.columns.iter().any(|column| column.n.is_some()) {
            let mut footer: Vec<Cell> = self.columns.iter().map(|c| c.n.map_or(Cell::Empty, Cell::Count)).collect();
            if let Some(first @ Cell::Empty) = footer.first_mut() {
                *first = Cell::words("N");
            }
            grid.add_row(self.printed(&footer));
        }
        let last = self.columns.len().saturating_sub(1);
        let words_fit = self.words_fit(style.width);
        let whole = self.whole_columns(style.width);
        for (at, column) in self.columns.iter().enumerate() {
            if let Some(settings) = grid.column_mut(at) {
                // With the gap that the rule leaves, two blanks stand between columns.
                let padding = u16::from(at < last);
                settings.set_padding((0, padding));
                settings.set_constraint(match column.kind {
                    // Figures and their headers take what they need; words get the rest.
                    ColumnKind::Number if words_fit => {
                        ColumnConstraint::Absolute(Width::Fixed(self.longest_word(at).saturating_add(padding)))
                    }
                    ColumnKind::Number => ColumnConstraint::LowerBoundary(Width::Fixed(self.widest(at) + padding)),
                    ColumnKind::Text if words_fit || whole.contains(&at) => {
                        ColumnConstraint::LowerBoundary(Width::Fixed(self.longest_word(at).saturating_add(padding)))
                    }
                    ColumnKind::Text => continue,
                });
            }
        }
        let text = grid.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n")
    }

    /// The header of a column, with its unit where that is not said already.
    fn header(&self, column: &Column) -> String {
        match &column.unit {
            Some(unit) if self.header_needs(unit, &column.label) => format!("{} ({unit})", column.label),
            _ => column.label.clone(),
        }
    }

    /// Whether a header has to say a unit: not when the header or the line above the table says it
    /// already, nor for percentages, whose every cell has its sign.
    fn header_needs(&self, unit: &str, label: &str) -> bool {
        let unit = unit.to_lowercase();
        let said = |text: &str| text.to_lowercase().contains(&unit);
        !unit.starts_with('%') && !said(label) && !said(&self.measure)
    }

    fn printed(&self, row: &[Cell]) -> Vec<Printed> {
        let cells = row.iter().zip(&self.columns);
        cells.map(|(cell, column)| Printed::new(cell.display()).set_alignment(alignment(column.kind))).collect()
    }

    /// Whether every column can be as wide as its longest word. Where it can, no id is broken over two
    /// lines; where it cannot, breaking words is better than lines that are too long.
    fn words_fit(&self, width: u16) -> bool {
        let needed = (0..self.columns.len()).map(|at| u32::from(self.longest_word(at)) + 2);
        needed.sum::<u32>() <= u32::from(width)
    }

    /// Where not every column can have its longest word whole: the columns of words that can, the first and then
    /// the narrowest, so that ids stay whole and the column with the longest words gives way.
    fn whole_columns(&self, width: u16) -> Vec<usize> {
        const LEAST: u32 = 8;
        let (text, figures): (Vec<usize>, Vec<usize>) = (0..self.columns.len())
            .partition(|at| self.columns.get(*at).is_some_and(|column| column.kind == ColumnKind::Text));
        let needed = |at: usize| u32::from(self.longest_word(at)) + 2;
        let mut room = u32::from(width).saturating_sub(figures.into_iter().map(needed).sum());
        let mut order: Vec<usize> = text;
        // The first column is what a row is known by.
        order.sort_by_key(|at| (*at > 0, needed(*at)));
        let mut whole = Vec::new();
        for (taken, at) in order.iter().enumerate() {
            let others = u32::try_from(order.len() - taken - 1).unwrap_or(u32::MAX);
            match room.checked_sub(needed(*at)) {
                Some(left) if left >= others.saturating_mul(LEAST) => room = left,
                _ => break,
            }
            whole.push(*at);
        }
        whole
    }

    /// Width of the longest word under a column and in its header and N.
    fn longest_word(&self, at: usize) -> u16 {
        let Some(column) = self.columns.get(at) else { return 0 };
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(Cell::display);
        let edges = [self.header(column), column.n.map_or_else(String::new, |n| n.to_string())];
        let widest = |text: String| text.split_whitespace().map(unicode_width::UnicodeWidthStr::width).max();
        u16::try_from(cells.chain(edges).filter_map(widest).max().unwrap_or(0)).unwrap_or(u16::MAX)
    }

    /// Width of the longest value under a column; figures are never broken over lines.
    fn widest(&self, at: usize) -> u16 {
        let widths = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.display().chars().count());
        u16::try_from(widths.max().unwrap_or(0)).unwrap_or(u16::MAX).min(24)
    }
}

fn alignment(kind: ColumnKind) -> CellAlignment {
    match kind {
        ColumnKind::Text => CellAlignment::Left,
        ColumnKind::Number => CellAlignment::Right,
    }
}

/// Prose for a terminal so many columns wide, line by line; longer lines are broken at blanks, and what is broken off an
/// indented line is indented as it is. An empty line stays one.
#[must_use]
pub fn wrapped(text: &str, width: u16) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() {
            out.push('\n');
        }
        push_wrapped(&mut out, line.trim_start(), line.get(..indent).unwrap_or_default(), width);
    }
    out
}

/// Adds `text` wrapped at blanks; lines after the first are indented under the first word.
fn push_wrapped(out: &mut String, text: &str, bullet: &str, width: u16) {
    if text.is_empty() {
        return;
    }
    let room = usize::from(width).saturating_sub(bullet.len()).max(20);
    let mut line = String::new();
    let mut lead = bullet.to_owned();
    for word in text.split_whitespace() {
        let longer = unicode_width::UnicodeWidthStr::width(line.as_str())
            + unicode_width::UnicodeWidthStr::width(word)
            + usize::from(!line.is_empty());
        if longer > room && !line.is_empty() {
            out.push_str(&format!("{lead}{line}\n"));
            lead = " ".repeat(bullet.len());
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&format!("{lead}{line}\n"));
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column, Table};
    use super::TerminalStyle;

    #[test]
    fn ids_stay_whole_where_there_is_room_for_them() {
        let columns = ["id", "name", "category"].map(|key| Column::text(key, key));
        let mut table = Table::new("Codes", columns.to_vec());
        let id = "insufficient_support_before_return";
        let name = "Insufficient support before the child goes home to the family";
        table.rows.push([id, name, "breakdown_factor"].into_iter().map(Cell::words).collect());
        let lines = |width| table.to_terminal(TerminalStyle { width });
        assert!(lines(70).lines().any(|line| line.starts_with(id)), "{}", lines(70));
        // Too narrow for the longest words together: the id gives way, not the width.
        assert!(lines(50).lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 50), "{}", lines(50));
    }

    #[test]
    fn columns_that_do_not_fit_side_by_side_stand_below_one_another() {
        let mut columns = vec![Column::text("theme", "Theme")];
        columns.extend((0..12).map(|at| Column::number(format!("c{at}"), format!("Practitioner{at}")).n(at)));
        let mut table = Table::new("Themes", columns);
        table.rows.push([vec![Cell::words("Know")], (0..12).map(Cell::Count).collect()].concat());
        let text = table.to_terminal(TerminalStyle { width: 60 });
        assert!(text.lines().all(|line| line.len() <= 60), "{text}");
        assert_eq!(text.matches("Know ").count(), text.matches("Theme ").count(), "{text}");
        for at in 0..12 {
            assert_eq!(
                text.matches(&format!("Practitioner{at}\n")).count()
                    + text.matches(&format!("Practitioner{at} ")).count(),
                1,
                "{text}"
            );
        }
    }

    #[test]
    fn long_words_of_text_wrap_and_no_line_passes_eighty_columns() {
        let mut table = Table::new(
            "Themes by role",
            vec![
                Column::text("theme", "Theme"),
                Column::text("statement", "Statement"),
                Column::number("child", "Child").n(5),
                Column::number("practitioner", "Practitioner").n(14),
            ],
        );
        table.frame = "participants with consent to analysis, interviewers outside; ".repeat(3);
        table.notes.push("Counts under a hierarchy are distinct counts. ".repeat(4));
        table.rows.push(vec![
            Cell::words("Know the whole story before deciding"),
            Cell::words("A return is safer when somebody has put the whole history together. ".repeat(3)),
            Cell::Count(4),
            Cell::Share { part: 12, whole: 14 },
        ]);
        let text = table.to_terminal(TerminalStyle { width: 80 });
        for line in text.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line:?}");
        }
        let last = text.lines().find(|line| line.starts_with("N ")).expect("an N line");
        assert!(last.ends_with("14"), "{last:?}");
    }
}
