//! A table as CSV: what it means in comment lines, then headers and raw values.

use super::{Cell, Table, share_percent};

impl Table {
    /// The table as CSV text: `#` lines with format, title, measure, frame, N and notes, a header
    /// line of keys, then raw values (shares in percent with one decimal, unrounded figures).
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut out = String::from("# themeweave table 1\n");
        let mut comment = |name: &str, text: &str| {
            if !text.is_empty() {
                out.push_str(&format!("# {name}: {}\n", text.replace(['\n', '\r'], " ")));
            }
        };
        comment("title", &self.title);
        comment("measure", &self.measure);
        comment("frame", &self.frame);
        comment("N", &self.n_by_column());
        for note in &self.notes {
            comment("note", note);
        }
        out.push_str(&record(self.columns.iter().map(|column| column.key.clone())));
        for row in &self.rows {
            out.push_str(&record(row.iter().map(Cell::raw)));
        }
        out
    }

    /// `child=5; parent=6`: the N of every column that has one.
    #[must_use]
    pub fn n_by_column(&self) -> String {
        let parts: Vec<String> =
            self.columns.iter().filter_map(|column| column.n.map(|n| format!("{}={n}", column.key))).collect();
        parts.join("; ")
    }
}

/// One CSV record with its line end, quoted where needed.
pub(crate) fn record(fields: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = fields.map(|field| quote(&field)).collect();
    // A lone empty field would read back as an empty line, which is no record.
    if quoted.len() == 1 && quoted[0].is_empty() { "\"\"\n".to_owned() } else { quoted.join(",") + "\n" }
}

fn quote(field: &str) -> String {
    let plain = !field.contains(['"', ',', '\n', '\r']) && !field.starts_with(['#', ' ']) && !field.ends_with(' ');
    if plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

impl Cell {
    /// The cell as its bare value: figures with all their decimals, shares in percent with one.
    #[must_use]
    pub fn raw(&self) -> String {
        match self {
            Self::Share { part, whole } => share_percent(*part, *whole).map_or(String::new(), |p| format!("{p:.1}")),
            Self::Number { value, .. } => value.to_string(),
            other => other.display(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column, Table};

    #[test]
    fn fields_with_commas_quotes_breaks_and_hashes_read_back_unchanged() {
        let hard = ["plain", "a, b", "she said \"no\"", "two\nlines", "#tag", " padded ", ""];
        let mut table = Table::new("Hard", vec![Column::text("value", "Value"), Column::number("n", "N").n(7)]);
        table.notes.push("a note\nover two lines".to_owned());
        table.rows = hard.iter().map(|text| vec![Cell::words(*text), Cell::Share { part: 1, whole: 3 }]).collect();
        let text = table.to_csv();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let back: Vec<(String, String)> = reader
            .records()
            .map(|record| record.map(|r| (r[0].to_owned(), r[1].to_owned())))
            .collect::<Result<_, _>>()
            .expect("the writer's own CSV parses");
        assert_eq!(back.len(), hard.len());
        for (value, (text, share)) in hard.iter().zip(&back) {
            assert_eq!(value, text);
            assert_eq!(share, "33.3");
        }
        assert!(text.contains("# N: n=7\n"), "{text}");
    }
}
