//! The quotes of the pack: chosen for balance, released one by one.

use super::GuideError;
use crate::analysis::{Frame, QuoteChoice, QuoteRequest, select};
use crate::disclosure::{Gate, Quote, QuoteDraft, Released};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};
use crate::text::OffsetMap;

/// The quotes of one theme.
pub(super) struct ThemeQuotes {
    /// Position of the theme in the snapshot.
    pub(super) theme: usize,
    /// What was chosen and released.
    pub(super) quotes: Vec<ChosenQuote>,
}

/// A released quote and why it was chosen.
pub(super) struct ChosenQuote {
    pub(super) quote: Released<Quote>,
    /// Id of the code that the passage carries.
    pub(super) code: String,
    /// Whether it speaks against what most people say of the theme.
    pub(super) contrary: bool,
    /// Line of the source's text, from 1.
    pub(super) line: u32,
}

/// Chooses and releases quotes for every theme. A passage that the gate refuses is left out: the
/// choice only knows whose consent is needed, the gate knows everything.
pub(super) fn choose(
    gate: &Gate,
    frame: &Frame,
    per_theme: usize,
    (min_words, max_words): (u32, u32),
) -> Result<Vec<ThemeQuotes>, GuideError> {
    let request = QuoteRequest { per_theme, min_words, max_words, quotable: &gate.quotable() };
    let choices = select(frame, &request)?;
    let snapshot = frame.snapshot();
    Ok((0..snapshot.themes.len())
        .map(|theme| {
            let of_theme = choices.iter().filter(|choice| choice.theme == theme);
            ThemeQuotes { theme, quotes: of_theme.filter_map(|choice| release(gate, snapshot, choice)).collect() }
        })
        .collect())
}

fn release(gate: &Gate, snapshot: &Snapshot, choice: &QuoteChoice) -> Option<ChosenQuote> {
    let quote = gate.quote(QuoteDraft { source: choice.source, span: choice.span }).ok()?;
    let line = snapshot.text(choice.source).map_or(0, |text| OffsetMap::new(text).line_column(choice.span.start).line);
    let code = snapshot.codebook.codes.get(choice.code as usize).map_or_else(String::new, |code| code.id.clone());
    Some(ChosenQuote { quote, code, contrary: choice.contrary, line })
}

impl ChosenQuote {
    /// `Kai, child or young person (child-01)`: who speaks, in which role, where.
    pub(super) fn attribution(&self) -> String {
        let quote = self.quote.get();
        let people: Vec<String> = quote
            .speakers
            .iter()
            .map(|speaker| format!("{}, {}", speaker.pseudonym, lower_first(&speaker.role)))
            .collect();
        format!("{} ({})", people.join("; "), quote.source)
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// All quotes as a table, for `quotes.csv`.
pub(super) fn table(quotes: &[ThemeQuotes], snapshot: &Snapshot) -> Table {
    let columns = vec![
        Column::text("theme", "Theme"),
        Column::text("quote", "Quote"),
        Column::text("pseudonym", "Pseudonym"),
        Column::text("role", "Role"),
        Column::text("source", "Source"),
        Column::number("line", "Line"),
        Column::number("start_byte", "Start").unit("byte"),
        Column::number("end_byte", "End").unit("byte"),
        Column::text("code", "Code"),
        Column::text("view", "View"),
    ];
    let mut table = Table::new("Quotes of the pack", columns);
    for of_theme in quotes {
        let theme = snapshot.themes.get(of_theme.theme).map_or("", |theme| theme.id.as_str());
        for chosen in &of_theme.quotes {
            let quote = chosen.quote.get();
            let list = |of: fn(&crate::disclosure::Attribution) -> &String| {
                quote.speakers.iter().map(of).cloned().collect::<Vec<_>>().join("; ")
            };
            table.rows.push(vec![
                Cell::words(theme),
                Cell::words(quote.text.clone()),
                Cell::words(list(|speaker| &speaker.pseudonym)),
                Cell::words(list(|speaker| &speaker.role)),
                Cell::words(quote.source.clone()),
                Cell::Count(u64::from(chosen.line)),
                Cell::Count(u64::from(quote.span.start)),
                Cell::Count(u64::from(quote.span.end)),
                Cell::words(chosen.code.clone()),
                Cell::words(if chosen.contrary { "contrary" } else { "" }),
            ]);
        }
    }
    table.notes.push(
        "Each quote is word for word the source's text at its bytes. Every person quoted has agreed to publication."
            .to_owned(),
    );
    table
}
