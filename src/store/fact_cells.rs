//! Facts as lines of text: cells divided by tabs, with backslashes for what a cell cannot hold as it is.

use rusqlite::types::{Value, ValueRef};

use super::FactTable;
use super::facts::FactKind;
use crate::model::CodingId;

/// What stands for a cell without a value.
const NOTHING: &str = "\\N";

pub(super) fn write_cell(value: ValueRef<'_>, kind: FactKind, out: &mut String) {
    match value {
        ValueRef::Integer(number) if kind == FactKind::Coding => {
            out.push_str(&CodingId::from_number(number).to_string());
        }
        ValueRef::Null | ValueRef::Blob(_) => out.push_str(NOTHING),
        ValueRef::Integer(number) => out.push_str(&number.to_string()),
        // The shortest text that reads back as the same number.
        ValueRef::Real(number) => out.push_str(&format!("{number:?}")),
        ValueRef::Text(bytes) => {
            for character in String::from_utf8_lossy(bytes).chars() {
                match character {
                    '\\' => out.push_str("\\\\"),
                    '\t' => out.push_str("\\t"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    other => out.push(other),
                }
            }
        }
    }
}

pub(super) fn read_line(table: &FactTable, line: &str) -> Result<Vec<Value>, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != table.columns.len() {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        return Err(format!("it has {} cells, expected {} ({})", cells.len(), names.len(), names.join(", ")));
    }
    cells
        .iter()
        .zip(table.columns)
        .map(|(cell, (name, kind))| {
            if *cell == NOTHING {
                return Ok(Value::Null);
            }
            let wrong = |expected: &str| format!("`{cell}` under {name} is not {expected}");
            Ok(match kind {
                FactKind::Text => Value::Text(unescaped(cell).ok_or_else(|| wrong("text (a backslash stands alone)"))?),
                FactKind::Coding => {
                    let whole = CodingId::range_of(cell).filter(|(lowest, highest)| lowest == highest);
                    Value::Integer(whole.ok_or_else(|| wrong("the id of a coding"))?.0.number())
                }
                FactKind::Integer => Value::Integer(cell.parse().map_err(|_| wrong("a whole number"))?),
                FactKind::Real => Value::Real(cell.parse().map_err(|_| wrong("a number"))?),
            })
        })
        .collect()
}

fn unescaped(cell: &str) -> Option<String> {
    let mut text = String::with_capacity(cell.len());
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::facts::FactKind::{Integer, Real, Text};
    use super::*;

    const TABLE: FactTable = FactTable {
        name: "test",
        divided: false,
        columns: &[("text", Text), ("number", Integer), ("figure", Real), ("coding", FactKind::Coding)],
        select: "",
        insert: &[],
    };

    proptest! {
        #[test]
        fn a_line_reads_back_as_what_was_written(
            text in proptest::option::of("[\\\\\t\n\rNtnr a-zé👍\u{0}\u{85}\u{2028}]{0,30}"),
            number in any::<i64>(),
            coding in 0_i64..1 << 60,
            figure in any::<f64>().prop_filter("finite", |figure| figure.is_finite()),
        ) {
            let cells = [
                text.as_ref().map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())),
                ValueRef::Integer(number),
                ValueRef::Real(figure),
                ValueRef::Integer(coding),
            ];
            let mut line = String::new();
            for (at, cell) in cells.into_iter().enumerate() {
                if at > 0 {
                    line.push('\t');
                }
                write_cell(cell, TABLE.columns[at].1, &mut line);
            }
            prop_assert_eq!(line.lines().count(), 1);
            let read = read_line(&TABLE, &line).map_err(TestCaseError::fail)?;
            prop_assert_eq!(read, vec![text.map_or(Value::Null, Value::Text), Value::Integer(number), Value::Real(figure), Value::Integer(coding)]);
        }
    }
}
