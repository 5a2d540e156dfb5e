//! A table as Markdown: heading, what the numbers mean, the table, its notes.

use super::{Cell, ColumnKind, Table};

impl Table {
    /// The table as Markdown under a heading of a level (1 to 6).
    #[must_use]
    pub fn to_markdown(&self, level: usize) -> String {
        let mut out = format!("{} {}\n", "#".repeat(level.clamp(1, 6)), escaped(&self.title));
        for text in [&self.measure, &self.frame].into_iter().filter(|text| !text.is_empty()) {
            out.push_str(&format!("\n{}\n", escaped(text)));
        }
        out.push('\n');
        push_row(&mut out, self.columns.iter().map(|column| escaped(&column.label)));
        let rule = |kind| if kind == ColumnKind::Number { "---:" } else { "---" }.to_owned();
        push_row(&mut out, self.columns.iter().map(|column| rule(column.kind)));
        for row in &self.rows {
            push_row(&mut out, row.iter().map(|cell| escaped(&Cell::display(cell))));
        }
        if self.columns.iter().any(|column| column.n.is_some()) {
            let n = self.columns.iter().map(|column| column.n.map_or_else(String::new, |n| format!("N {n}")));
            push_row(&mut out, n);
        }
        if !self.notes.is_empty() {
            out.push('\n');
        }
        for note in &self.notes {
            out.push_str(&format!("- {}\n", escaped(note)));
        }
        out
    }
}

fn push_row(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push('|');
    for cell in cells {
        out.push_str(&format!(" {cell} |"));
    }
    out.push('\n');
}

/// Words that mean nothing to Markdown: on one line, its signs escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '\r' => {}
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column, Table};

    #[test]
    fn cells_stay_in_their_cells() {
        let mut table = Table::new("A | B", vec![Column::text("a", "A"), Column::number("b", "B").n(4)]);
        table.rows.push(vec![Cell::words("one|two\nthree <b>"), Cell::Count(3)]);
        table.notes.push("a *note*".to_owned());
        let made = table.to_markdown(2);
        let expected = "## A \\| B\n\n| A | B |\n| --- | ---: |\n| one\\|two<br>three \\<b\\> | 3 |\n|  | N 4 |\n\n- a \\*note\\*\n";
        assert_eq!(made, expected);
    }
}
