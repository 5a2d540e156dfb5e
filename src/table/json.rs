//! A table as JSON: `{"title", "measure", "frame", "columns", "rows", "notes"}`.

use serde_json::{Map, Value, json};

use super::{Cell, Table, share_percent};

impl Table {
    /// The table as a JSON value. Rows are objects by column key; shares are percentages with one
    /// decimal; an empty or undefined cell is `null`; what the gate withholds is a string (`"<3"`).
    #[must_use]
    pub fn to_json(&self) -> Value {
        let columns: Vec<Value> = self
            .columns
            .iter()
            .map(|column| {
                let mut object = Map::new();
                object.insert("key".to_owned(), json!(column.key));
                object.insert("label".to_owned(), json!(column.label));
                object.insert("unit".to_owned(), json!(column.unit));
                if let Some(n) = column.n {
                    object.insert("n".to_owned(), json!(n));
                }
                Value::Object(object)
            })
            .collect();
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let pairs = self.columns.iter().zip(row);
                Value::Object(pairs.map(|(column, cell)| (column.key.clone(), value(cell))).collect())
            })
            .collect();
        json!({
            "title": self.title,
            "measure": self.measure,
            "frame": self.frame,
            "columns": columns,
            "rows": rows,
            "notes": self.notes,
        })
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Withheld(text) => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Number { value, .. } => json!(value),
        Cell::Share { part, whole } => json!(share_percent(*part, *whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column, Table};

    #[test]
    fn rows_are_objects_by_key_and_undefined_is_null() {
        let mut table =
            Table::new("T", vec![Column::text("role", "Role"), Column::number("share", "Share").unit("%").n(0)]);
        table.rows.push(vec![Cell::words("child"), Cell::Share { part: 0, whole: 0 }]);
        table.rows.push(vec![Cell::words("parent"), Cell::Share { part: 2, whole: 3 }]);
        let json = table.to_json();
        assert_eq!(json["rows"][0], serde_json::json!({"role": "child", "share": null}));
        assert_eq!(json["rows"][1]["share"], 66.7);
        assert_eq!(json["columns"][1]["unit"], "%");
        assert_eq!(json["columns"][0]["unit"], serde_json::Value::Null);
    }
}
