//! Published figures beside the codes that accepted links tie to them, with who says each code.

use super::{Joint, Layout};
use crate::analysis::statistics::statistic_in_words;
use crate::analysis::voices::{Voices, columns_of_voices, voices_of_codes};
use crate::model::{Link, LinkStatus, Statistic};
use crate::table::{Cell, Column, Table};

/// A code beside a figure.
struct Pair<'a> {
    /// Position of the code.
    code: usize,
    figure: &'a Statistic,
    /// Links of the code itself and of codes below it.
    links: Vec<&'a Link>,
}

impl Joint<'_, '_> {
    /// Code by code, in the codebook's order, the published figures that accepted links tie to it. A link of a code counts for the
    /// codes above it too, whose people include those of the codes below.
    ///
    /// Data columns: `code, name, category`, voices as [`Joint::by_target`], `statistic, label, value, unit, base, base_n, as_of,
    /// source, through` (codes that the links name, where they are below). Reading columns: `code, voices, figure`.
    #[must_use]
    pub fn statistics_by_code(&self, layout: Layout) -> Table {
        let mut table = Table::new("Published figures by code", self.code_columns(layout));
        table.measure =
            String::from("participants who say a code or one below it, their cases and sources (each once)");
        table.frame = self.frame.describe();
        let voices = voices_of_codes(self.frame);
        let mut above = None;
        for pair in self.pairs_of_codes() {
            let said = voices.get(pair.code);
            let again = above == Some(pair.code);
            above = Some(pair.code);
            table.rows.push(match layout {
                Layout::Reading => self.code_in_words(&pair, said, again),
                Layout::Data => self.code_cells(&pair, said),
            });
        }
        table.notes.push(
            "Codes are tied to figures by accepted links; what is linked to a code below counts for the code above it. The people are \
             those of this study and no part of the base of a figure."
                .to_owned(),
        );
        table.notes.extend(self.frame.notes());
        table
    }

    fn pairs_of_codes(&self) -> Vec<Pair<'_>> {
        let snapshot = self.frame.snapshot();
        let accepted: Vec<&Link> = (snapshot.findings.links.iter())
            .filter(|link| {
                link.status == LinkStatus::Accepted && link.from_kind == "code" && link.to_kind == "statistic"
            })
            .collect();
        let codes = &snapshot.codebook.codes;
        let mut pairs = Vec::new();
        for (code, family) in snapshot.codebook.families().into_iter().enumerate() {
            let own = |link: &&&Link| family.iter().filter_map(|at| codes.get(*at)).any(|code| code.id == link.from);
            let own: Vec<&Link> = accepted.iter().filter(own).copied().collect();
            for figure in &snapshot.findings.statistics {
                let links: Vec<&Link> = own.iter().filter(|link| link.to == figure.id).copied().collect();
                if !links.is_empty() {
                    pairs.push(Pair { code, figure, links });
                }
            }
        }
        pairs
    }

    fn code_columns(&self, layout: Layout) -> Vec<Column> {
        match layout {
            Layout::Reading => vec![
                Column::text("code", "Code"),
                Column::text("voices", "Who says it").unit("participants"),
                Column::text("figure", "Published figure"),
            ],
            Layout::Data => {
                let mut columns = vec![
                    Column::text("code", "Code"),
                    Column::text("name", "Name"),
                    Column::text("category", "Category"),
                ];
                columns.extend(columns_of_voices(self.frame));
                columns.extend([
                    Column::text("statistic", "Figure"),
                    Column::text("label", "What it says"),
                    Column::number("value", "Value"),
                    Column::text("unit", "Unit"),
                    Column::text("base", "Of whom or what"),
                    Column::number("base_n", "Size of that"),
                    Column::text("as_of", "As of"),
                    Column::text("source", "Source"),
                    Column::text("through", "Linked below"),
                ]);
                columns
            }
        }
    }

    fn code_in_words(&self, pair: &Pair, said: Option<&Voices>, again: bool) -> Vec<Cell> {
        let snapshot = self.frame.snapshot();
        let code = snapshot.codebook.codes.get(pair.code).filter(|_| !again);
        let said = said.filter(|_| !again).map_or_else(String::new, Voices::in_words);
        let mut figure = statistic_in_words(&snapshot.findings, pair.figure);
        let through = self.through(pair);
        if !through.is_empty() {
            figure.push_str(&format!(" (linked to {through})"));
        }
        vec![Cell::words(code.map_or("", |code| code.name.as_str())), Cell::words(said), Cell::words(figure)]
    }

    fn code_cells(&self, pair: &Pair, said: Option<&Voices>) -> Vec<Cell> {
        let code = self.frame.snapshot().codebook.codes.get(pair.code);
        let of = |text: fn(&crate::model::Code) -> &String| Cell::words(code.map(text).cloned().unwrap_or_default());
        let mut row = vec![of(|code| &code.id), of(|code| &code.name), of(|code| &code.category)];
        row.extend(said.map_or_else(|| vec![Cell::Empty; columns_of_voices(self.frame).len()], Voices::cells));
        let figure = pair.figure;
        row.extend([
            Cell::words(figure.id.clone()),
            Cell::words(figure.label.clone()),
            Cell::number(figure.value, 0),
            Cell::words(figure.unit.clone()),
            Cell::words(figure.base.clone()),
            figure.base_n.and_then(|n| u64::try_from(n).ok()).map_or(Cell::Empty, Cell::Count),
            Cell::words(figure.as_of.clone()),
            Cell::words(figure.source.clone()),
            Cell::words(self.through(pair)),
        ]);
        row
    }

    /// Codes below that the links of a pair name; empty where they name the code itself.
    fn through(&self, pair: &Pair) -> String {
        let own = self.frame.snapshot().codebook.codes.get(pair.code).map_or("", |code| code.id.as_str());
        let mut below: Vec<&str> = pair.links.iter().map(|link| link.from.as_str()).filter(|id| *id != own).collect();
        below.dedup();
        below.join(", ")
    }
}
