//! What a kind of sheet looks like: its stamp, its columns and the other names that they go by. The
//! only list of columns and aliases; readers, messages and documentation all use it.

use crate::table::{Cell, Column, Table};

/// Whether a column must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The sheet means nothing without it, and no cell under it may be empty.
    Required,
    /// The column may be missing and its cells empty.
    Optional,
    /// The column may be there; it is not read.
    Unread,
}

/// A column that a kind of sheet knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in the header as we write it.
    pub key: &'static str,
    /// Other names that are understood, as we would write them: case, blanks, hyphens, underscores
    /// and other punctuation never matter.
    pub aliases: &'static [&'static str],
    /// Whether it must be there.
    pub need: Need,
    /// What its cells hold.
    pub about: &'static str,
}

impl Field {
    pub(super) const fn required(key: &'static str, aliases: &'static [&'static str], about: &'static str) -> Self {
        Self { key, aliases, need: Need::Required, about }
    }

    pub(super) const fn optional(key: &'static str, aliases: &'static [&'static str], about: &'static str) -> Self {
        Self { key, aliases, need: Need::Optional, about }
    }

    pub(super) const fn unread(key: &'static str, aliases: &'static [&'static str], about: &'static str) -> Self {
        Self { key, aliases, need: Need::Unread, about }
    }
}

/// What happens to columns that a kind of sheet does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// They are attributes.
    Attributes,
    /// They are problems: a column that is silently left out is lost data.
    Refused,
}

/// What a kind of sheet looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Kind as the stamp in the first line says it: `# themeweave KIND 1`.
    pub kind: &'static str,
    /// Its columns.
    pub fields: &'static [Field],
    /// What happens to other columns. Those whose header begins with `_` are never looked at.
    pub others: Others,
}

impl Layout {
    /// Position of the field that a header names, by its key or an alias.
    pub(super) fn field_of(&self, header: &str) -> Option<usize> {
        let wanted = folded(header);
        self.fields
            .iter()
            .position(|field| folded(field.key) == wanted || field.aliases.iter().any(|alias| folded(alias) == wanted))
    }

    /// The columns that must be there.
    pub(super) fn required(&self) -> Vec<&'static str> {
        self.fields.iter().filter(|field| field.need == Need::Required).map(|field| field.key).collect()
    }

    /// The columns of this kind of sheet, for documentation.
    #[must_use]
    pub fn table(&self) -> Table {
        let columns = vec![
            Column::text("column", "Column"),
            Column::text("need", "Needed"),
            Column::text("aliases", "Also understood"),
            Column::text("about", "Meaning"),
        ];
        let mut table = Table::new(format!("Columns of a {} sheet", self.kind), columns);
        for field in self.fields {
            let need = match field.need {
                Need::Required => "yes",
                Need::Optional => "no",
                Need::Unread => "not read",
            };
            let cells = [field.key, need, &field.aliases.join(", "), field.about];
            table.rows.push(cells.into_iter().map(Cell::words).collect());
        }
        table.notes.push(match self.others {
            Others::Attributes => "Every other column is an attribute.".to_owned(),
            Others::Refused => "Other columns are refused, except those whose name begins with _.".to_owned(),
        });
        table
    }
}

/// Every kind of sheet that is read.
#[must_use]
pub fn every_layout() -> Vec<&'static Layout> {
    use super::findings;
    vec![
        &super::SOURCES,
        &super::SPEAKERS,
        &super::PARTICIPANTS,
        &super::CASES,
        &super::QUESTIONS,
        &super::CODINGS,
        &super::DECISIONS,
        &super::ADJUDICATIONS,
        &super::CODEBOOK,
        &findings::STUDIES,
        &findings::INTERVENTIONS,
        &findings::EFFECTS,
        &findings::ELEMENTS,
        &findings::INTERVENTION_ELEMENTS,
        &findings::STATISTICS,
        &findings::CITED,
        &findings::RECOMMENDATIONS,
        &findings::FACTORS,
        &findings::PROGRESS,
        &findings::VIEWS,
        &findings::VIEW_MATCHES,
        &findings::LINKS,
        &findings::FLAT,
        &super::revman::REVMAN_MAP,
        &super::FIT_DECISIONS,
        &super::INFERENCES,
        &super::CONFIDENCE,
        &super::CHECKLISTS,
        &super::EVENTS,
        &super::FRAMEWORK,
    ]
}

/// A header or word of a vocabulary without what people vary: case and everything that is no letter or digit.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{every_layout, folded};

    #[test]
    fn no_two_columns_of_a_sheet_go_by_the_same_name() {
        for layout in every_layout() {
            let mut seen: BTreeMap<String, &str> = BTreeMap::new();
            for field in layout.fields {
                for name in field.aliases.iter().chain([&field.key]) {
                    let clash = seen.insert(folded(name), field.key);
                    assert_eq!(clash, None, "{}: {name} names {} too", layout.kind, field.key);
                }
            }
        }
    }
}
