//! Themes with words of people, role by role, beside what the review found and the fit.

use super::tables::fit_in_words;
use super::{Convergence, Gap, Joint, JointCell, Layout};
use crate::analysis::RoleVoices;
use crate::table::{Cell, Column, Table};

/// Words of a person that consent lets be shown. Whether it does is judged before; a display only prints what it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exemplar {
    /// Position of the theme.
    pub theme: usize,
    /// Id of the role.
    pub role: String,
    /// Pseudonym.
    pub pseudonym: String,
    /// The words.
    pub text: String,
    /// Name of the source.
    pub source: String,
    /// Where the words stand in it, in bytes.
    pub span: (u32, u32),
    /// Whether they speak against what most people say of the theme.
    pub contrary: bool,
}

/// What stands where a role has no quote.
const NO_QUOTE: &str = "(no quote)";

impl Joint<'_, '_> {
    /// Theme by theme, role by role, exemplar quotes beside what the review found for what the theme is tied to, and the fit. A role
    /// that raises a theme and has no quote is said to have none.
    ///
    /// Data columns: `theme, role, raised` (participants of the role), `of, pseudonym, quote, source, start_byte, end_byte, view`
    /// (`contrary` or empty), `found, fit, gap`. Reading columns: `theme, quotes, found, fit`.
    #[must_use]
    pub fn with_quotes(&self, quotes: &[Exemplar], layout: Layout) -> Table {
        let mut table = self.table("Voices in their own words beside findings", quote_columns(layout));
        let fits = self.convergence();
        for said in &self.voices {
            let own: Vec<&Exemplar> = quotes.iter().filter(|quote| quote.theme == said.theme).collect();
            let fit = self.fits_in_words(said.theme, &fits);
            let place = JointCell { theme: Some(said.theme), target: None, gap: Gap::Neither };
            let mut first = true;
            for role in said.roles.iter().filter(|role| role.participants > 0) {
                let of_role: Vec<&Exemplar> = own.iter().filter(|quote| quote.role == role.role).copied().collect();
                match layout {
                    Layout::Reading => table.rows.push(vec![
                        Cell::words(if first { self.theme_name(&place) } else { String::new() }),
                        Cell::words(quotes_in_words(role, &of_role)),
                        Cell::words(if first { self.found_in_words(said.theme) } else { String::new() }),
                        Cell::words(if first { fit.clone() } else { String::new() }),
                    ]),
                    Layout::Data => {
                        let rest = [
                            Cell::words(self.found_in_words(said.theme)),
                            Cell::words(fit.clone()),
                            Cell::words(self.gap_of_theme(said.theme).word()),
                        ];
                        table.rows.extend(self.quote_rows(said.theme, role, &of_role, &rest));
                    }
                }
                first = false;
            }
        }
        table.notes.insert(
            0,
            format!(
                "{NO_QUOTE}: nobody of the role who raises the theme may be quoted, or no whole passage has the length that is asked for, \
                 or those who could speak are quoted elsewhere. A contrary quote speaks against what most people say of the theme."
            ),
        );
        table
    }

    /// The fit of a theme with everything that it is tied to.
    fn fits_in_words(&self, theme: usize, fits: &[Option<Convergence<'_>>]) -> String {
        let own = self.cells.iter().zip(fits).filter(|(cell, _)| cell.theme == Some(theme));
        let words = own.map(|(cell, fit)| {
            let fit = fit_in_words(fit.as_ref(), cell.gap);
            if cell.target.is_some() { format!("{}: {fit}", self.target_name(cell)) } else { fit }
        });
        words.collect::<Vec<_>>().join(". ")
    }

    fn quote_rows(&self, theme: usize, role: &RoleVoices, quotes: &[&Exemplar], rest: &[Cell; 3]) -> Vec<Vec<Cell>> {
        let id = self.frame.snapshot().themes.get(theme).map_or("", |theme| theme.id.as_str());
        let start =
            [Cell::words(id), Cell::words(role.role.clone()), Cell::Count(role.participants), Cell::Count(role.of)];
        let none = vec![Cell::Empty; 6];
        let cells = |quote: &&Exemplar| {
            vec![
                Cell::words(quote.pseudonym.clone()),
                Cell::words(quote.text.clone()),
                Cell::words(quote.source.clone()),
                Cell::Count(u64::from(quote.span.0)),
                Cell::Count(u64::from(quote.span.1)),
                Cell::words(if quote.contrary { "contrary" } else { "" }),
            ]
        };
        let own: Vec<Vec<Cell>> = if quotes.is_empty() { vec![none] } else { quotes.iter().map(cells).collect() };
        own.into_iter().map(|own| [start.to_vec(), own, rest.to_vec()].concat()).collect()
    }
}

fn quote_columns(layout: Layout) -> Vec<Column> {
    match layout {
        Layout::Reading => vec![
            Column::text("theme", "Theme"),
            Column::text("quotes", "In their own words").unit("participants"),
            Column::text("found", "What the review found"),
            Column::text("fit", "Fit"),
        ],
        Layout::Data => vec![
            Column::text("theme", "Theme"),
            Column::text("role", "Role"),
            Column::number("raised", "Of the role, raise it").unit("participants"),
            Column::number("of", "Of"),
            Column::text("pseudonym", "Pseudonym"),
            Column::text("quote", "Quote"),
            Column::text("source", "Source"),
            Column::number("start_byte", "Start").unit("byte"),
            Column::number("end_byte", "End").unit("byte"),
            Column::text("view", "View"),
            Column::text("found", "What the review found"),
            Column::text("fit", "Fit"),
            Column::text("gap", "Evidence"),
        ],
    }
}

/// `Child 4/5: “...” (Kai)`.
fn quotes_in_words(role: &RoleVoices, quotes: &[&Exemplar]) -> String {
    let words: Vec<String> = quotes
        .iter()
        .map(|quote| {
            let contrary = if quote.contrary { ", contrary" } else { "" };
            let text = quote.text.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("“{text}” ({}{contrary})", quote.pseudonym)
        })
        .collect();
    let words = if words.is_empty() { NO_QUOTE.to_owned() } else { words.join(" ") };
    format!("{} {}/{}: {words}", role.name, role.participants, role.of)
}
