//! The rows of a matrix, and which rows a code counts in.

use super::measure::find;
use super::{AnalysisError, Frame, RollUp};

/// What the rows of a matrix are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rows {
    /// Themes, in their file's order.
    #[default]
    Theme,
    /// Codes, in the codebook's order.
    Code,
    /// Categories, in the codebook's order.
    Category,
}

impl Rows {
    /// Every kind of row.
    pub const ALL: [Self; 3] = [Self::Theme, Self::Code, Self::Category];

    /// The word of the command line, also the key of the table's first column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Code => "code",
            Self::Category => "category",
        }
    }

    /// Header of the first column.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Theme => "Theme",
            Self::Code => "Code",
            Self::Category => "Category",
        }
    }

    /// Plural at the start of a title.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Theme => "Themes",
            Self::Code => "Codes",
            Self::Category => "Categories",
        }
    }

    /// Reads [`Rows::word`]; a plural is taken too, and an empty word is the default.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        let lower = word.trim().to_lowercase();
        let found = Self::ALL.into_iter().find(|rows| rows.plural().to_lowercase() == lower);
        found.map_or_else(|| find("rows", word, &Self::ALL, Self::word), Ok)
    }
}

/// One row: what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub id: String,
    pub name: String,
    /// How many codes stand above it.
    pub depth: usize,
}

/// Lists of small numbers, one list for each key, in two flat vectors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    first: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    pub fn new(lists: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let mut all = Self { first: vec![0], items: Vec::new() };
        for list in lists {
            all.items.extend(list);
            all.first.push(u32::try_from(all.items.len()).unwrap_or(u32::MAX));
        }
        all
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// The list of a key; empty for keys that there are none for.
    pub fn of(&self, key: u32) -> &[u32] {
        let at = |key: usize| self.first.get(key).map(|at| *at as usize);
        match (at(key as usize), at(key as usize + 1)) {
            (Some(from), Some(to)) => self.items.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// The rows of a matrix. One row more than is listed counts whatever is in any row, each thing once.
#[derive(Clone, Debug)]
pub(super) struct RowAxis {
    pub rows: Vec<Row>,
    /// For each code, the rows that it counts in, ending with the row for everything; empty when none.
    of_code: Lists,
    /// What went wrong without stopping: codes of themes that the codebook lacks.
    pub notes: Vec<String>,
}

impl RowAxis {
    pub fn new(frame: &Frame<'_>, rows: Rows, roll_up: RollUp) -> Self {
        match rows {
            Rows::Theme => Self::themes(frame, roll_up),
            Rows::Code => Self::codes(frame, roll_up),
            Rows::Category => Self::categories(frame),
        }
    }

    /// The rows of the upper levels of the code tree alone.
    pub fn cut_to(&self, levels: usize) -> Self {
        let kept: Vec<usize> = (0..self.rows.len()).filter(|row| self.rows[*row].depth < levels).collect();
        let everything = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let place = |row: &u32| {
            let at = if *row == everything { Some(kept.len()) } else { kept.binary_search(&(*row as usize)).ok() };
            at.and_then(|at| u32::try_from(at).ok())
        };
        let of_code =
            (0u32..).take(self.of_code.len()).map(|code| self.of_code.of(code).iter().filter_map(place).collect());
        let rows = kept.iter().map(|row| self.rows[*row].clone()).collect();
        Self { rows, of_code: Lists::new(of_code), notes: self.notes.clone() }
    }

    /// How many codes the codebook has.
    pub fn number_of_codes(&self) -> usize {
        self.of_code.len()
    }

    /// The rows that a code counts in, with the row for everything.
    pub fn of_code(&self, code: u32) -> &[u32] {
        self.of_code.of(code)
    }

    /// Rows with the codes that count in each, as positions of the codebook.
    pub fn from_members(frame: &Frame<'_>, rows: Vec<Row>, members: &[Vec<usize>]) -> Self {
        let mut of_code = vec![Vec::new(); frame.snapshot().codebook.codes.len()];
        for (row, codes) in (0u32..).zip(members) {
            for code in codes {
                match of_code.get_mut(*code) {
                    Some(rows) if rows.last() != Some(&row) => rows.push(row),
                    _ => {}
                }
            }
        }
        let everything = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        for rows in of_code.iter_mut().filter(|rows| !rows.is_empty()) {
            rows.push(everything);
        }
        Self { rows, of_code: Lists::new(of_code), notes: Vec::new() }
    }

    fn themes(frame: &Frame<'_>, roll_up: RollUp) -> Self {
        let snapshot = frame.snapshot();
        let families = snapshot.codebook.families();
        let mut notes = Vec::new();
        let mut members = Vec::with_capacity(snapshot.themes.len());
        for theme in &snapshot.themes {
            let mut codes = Vec::new();
            let mut missing = Vec::new();
            for id in &theme.codes {
                match (snapshot.codebook.position(id), roll_up) {
                    (Some(code), RollUp::All) => codes.extend(families[code].iter().copied()),
                    (Some(code), RollUp::Direct) => codes.push(code),
                    (None, _) => missing.push(id.as_str()),
                }
            }
            if !missing.is_empty() {
                let codebook = snapshot.codebook.label();
                notes.push(format!(
                    "Theme `{}` names codes that {codebook} lacks; they count nothing: {}.",
                    theme.id,
                    missing.join(", ")
                ));
            }
            members.push(codes);
        }
        let rows = snapshot.themes.iter().map(|theme| Row { id: theme.id.clone(), name: theme.name.clone(), depth: 0 });
        let rows = rows.collect();
        Self { notes, ..Self::from_members(frame, rows, &members) }
    }

    fn codes(frame: &Frame<'_>, roll_up: RollUp) -> Self {
        let codebook = &frame.snapshot().codebook;
        let families = codebook.families();
        let mut above = vec![0_usize; families.len()];
        for code in families.iter().flatten() {
            above[*code] += 1;
        }
        // Every code is a member of its own family too.
        let row = |(code, families): (&crate::model::Code, usize)| Row {
            id: code.id.clone(),
            name: code.name.clone(),
            depth: families.saturating_sub(1),
        };
        let rows = codebook.codes.iter().zip(above).map(row).collect();
        let members = match roll_up {
            RollUp::All => families,
            RollUp::Direct => (0..codebook.codes.len()).map(|code| vec![code]).collect(),
        };
        Self::from_members(frame, rows, &members)
    }

    fn categories(frame: &Frame<'_>) -> Self {
        let codebook = &frame.snapshot().codebook;
        let of = |id: &str| {
            let codes = codebook.codes.iter().enumerate();
            codes.filter(|(_, code)| code.is_of(id)).map(|(position, _)| position).collect()
        };
        let members: Vec<Vec<usize>> = codebook.categories.iter().map(|category| of(&category.id)).collect();
        let rows = codebook.categories.iter();
        let rows = rows.map(|c| Row { id: c.id.clone(), name: c.name.clone(), depth: 0 }).collect();
        Self::from_members(frame, rows, &members)
    }
}
