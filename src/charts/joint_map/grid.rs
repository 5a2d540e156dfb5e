//! The cells of a joint map, read from one row each.

use super::super::ChartError;
use super::super::rating::Rating;
use super::super::reading::{Reader, Tally, place};
use crate::model::Fit;
use crate::table::Table;

/// What kind of evidence a cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// People speak of it and studies tested it.
    Both,
    /// Lived experience that nobody has tested.
    VoicesOnly,
    /// Tested, without a voice.
    StudiesOnly,
    /// Nothing at all.
    Neither,
}

impl Gap {
    pub(super) const ALL: [Self; 4] = [Self::Both, Self::VoicesOnly, Self::StudiesOnly, Self::Neither];

    /// The word in the table.
    fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::VoicesOnly => "qual_only",
            Self::StudiesOnly => "quant_only",
            Self::Neither => "neither",
        }
    }

    /// The words in the picture.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Both => "voices and studies",
            Self::VoicesOnly => "voices only",
            Self::StudiesOnly => "studies only",
            Self::Neither => "no linked evidence",
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub participants: Tally,
    pub studies: Tally,
    pub benefit: Tally,
    pub harm: Tally,
    pub gap: Gap,
    /// How voices and findings fit, where the table says it.
    pub fit: Option<Fit>,
    /// Cases behind the theme, where the table has them.
    pub cases: Option<Tally>,
    /// Best evidence rating, where the table has it.
    pub rating: Option<Rating>,
}

impl Piece {
    fn nothing() -> Self {
        let none = || Tally::Known(0);
        let (fit, cases, rating) = (None, None, None);
        Self {
            participants: none(),
            studies: none(),
            benefit: none(),
            harm: none(),
            gap: Gap::Neither,
            fit,
            cases,
            rating,
        }
    }

    /// Whether nobody speaks of it and no study tested it.
    pub(super) fn is_empty(&self) -> bool {
        self.participants.is_zero() && self.studies.is_zero()
    }

    /// The cell in words.
    pub(super) fn words(&self) -> String {
        if self.is_empty() && self.fit.is_none() {
            return self.gap.name().to_owned();
        }
        let fit = self.fit.map_or_else(String::new, |fit| format!("{}; ", fit.name()));
        format!(
            "{fit}{}; participants {}, studies {}, effects towards benefit {}, towards harm {}",
            self.gap.name(),
            self.participants.words(),
            self.studies.words(),
            self.benefit.words(),
            self.harm.words()
        )
    }
}

/// Themes, outcomes and what is known where they meet.
pub(super) struct Grid {
    pub themes: Vec<String>,
    pub outcomes: Vec<String>,
    /// Whether the table says how voices and findings fit.
    pub has_fit: bool,
    /// Whether the table counts cases.
    pub has_cases: bool,
    /// Place of the theme, place of the outcome, cell.
    cells: Vec<(usize, usize, Piece)>,
}

impl Grid {
    pub(super) fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 7] = ["theme", "outcome", "participants", "studies", "benefit", "harm", "gap"];
        let mut reader = Reader::new("joint map", table)?.require(&KEYS)?;
        let has = |key: &str| table.column(key).is_some();
        let (has_fit, has_cases) = (has("fit"), has("cases"));
        let mut grid = Self { themes: Vec::new(), outcomes: Vec::new(), has_fit, has_cases, cells: Vec::new() };
        for row in 0..reader.rows() {
            let (theme, outcome) = (reader.needed_words(row, "theme"), reader.needed_words(row, "outcome"));
            let piece = read_piece(&mut reader, row, &grid, has("rating"));
            let (down, across) = (place(&mut grid.themes, &theme), place(&mut grid.outcomes, &outcome));
            if grid.cells.iter().any(|(y, x, _)| (*y, *x) == (down, across)) {
                let message = format!("found {theme:?} with {outcome:?} a second time");
                reader.problem(Some(row), "theme", message, "give each pair one row");
            }
            grid.cells.push((down, across, piece));
        }
        reader.finish(grid)
    }

    /// The cell at these places.
    pub(super) fn piece(&self, down: usize, across: usize) -> Piece {
        let found = self.cells.iter().find(|(y, x, _)| (*y, *x) == (down, across));
        found.map_or_else(Piece::nothing, |(_, _, piece)| piece.clone())
    }

    /// The cells that the table has a row for.
    pub(super) fn cells(&self) -> impl Iterator<Item = &Piece> {
        self.cells.iter().map(|(_, _, piece)| piece)
    }

    /// Every cell, row by row.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> {
        let places = (0..self.themes.len()).flat_map(|down| (0..self.outcomes.len()).map(move |across| (down, across)));
        places.map(|(down, across)| self.piece(down, across))
    }

    /// The largest known number of participants and of studies in a cell.
    pub(super) fn most(&self) -> (u64, u64) {
        let largest = |of: fn(&Piece) -> &Tally| self.cells().filter_map(|piece| of(piece).known()).max().unwrap_or(0);
        (largest(|piece| &piece.participants), largest(|piece| &piece.studies))
    }

    /// What withheld numbers say, where any are.
    pub(super) fn withheld(&self) -> impl Iterator<Item = &str> {
        let counts = self.cells().flat_map(|piece| {
            let cases = piece.cases.iter().filter(|_| self.has_fit);
            [&piece.participants, &piece.studies].into_iter().chain(cases)
        });
        counts.filter_map(Tally::withheld)
    }
}

fn read_piece(reader: &mut Reader<'_>, row: usize, grid: &Grid, has_rating: bool) -> Piece {
    let [participants, studies, benefit, harm] =
        ["participants", "studies", "benefit", "harm"].map(|key| reader.tally(row, key));
    let word = reader.words(row, "gap");
    let gap = Gap::ALL.into_iter().find(|gap| gap.word() == word).unwrap_or_else(|| {
        let message = format!("found {word:?}, expected `both`, `qual_only`, `quant_only` or `neither`");
        reader.problem(Some(row), "gap", message, "name the gap class by the rule that the analysis states");
        Gap::Neither
    });
    let word = if grid.has_fit { reader.words(row, "fit") } else { String::new() };
    let fit = Fit::from_word(&word);
    if fit.is_none() && !word.is_empty() {
        let known = Fit::ALL.map(Fit::word).join(", ");
        reader.problem(
            Some(row),
            "fit",
            format!("found {word:?}, no fit known here"),
            &format!("expected one of {known}"),
        );
    }
    let cases = grid.has_cases.then(|| reader.tally(row, "cases"));
    let rating = has_rating.then(|| Rating::of(reader.words(row, "rating")));
    Piece { participants, studies, benefit, harm, gap, fit, cases, rating }
}
