//! What cannot be true, or is doubtful, in the rows of a review: rules V01 to V11 and V13 to V17, and references that
//! lead nowhere. (V12, several effects of a study in one set, and effects of several scales are seen when a set is pooled.)

mod effects;
mod ratings;
mod raw;
mod references;
mod statistics;
mod studies;

use crate::model::{Codebook, Findings, Scale, Theme};
use crate::table::{Cell, Column, Table};

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The row cannot be right; it may not be pooled.
    Error,
    /// The row may be right; somebody should look.
    Warning,
}

impl Level {
    /// The word that tables print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The sheets that are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingTable {
    /// Primary studies.
    Studies,
    /// Interventions.
    Interventions,
    /// Effects.
    Effects,
    /// Which intervention has which element.
    InterventionElements,
    /// Descriptive figures.
    Statistics,
    /// Recommendations.
    Recommendations,
    /// What helped and hindered.
    Factors,
    /// PROGRESS-Plus characteristics.
    Progress,
    /// Recommendations taken from views.
    Views,
    /// Which intervention does what a view asks for.
    ViewMatches,
    /// Links.
    Links,
}

impl FindingTable {
    /// The name that tables print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Studies => "studies",
            Self::Interventions => "interventions",
            Self::Effects => "effects",
            Self::InterventionElements => "intervention_elements",
            Self::Statistics => "statistics",
            Self::Recommendations => "recommendations",
            Self::Factors => "implementation_factors",
            Self::Progress => "progress",
            Self::Views => "views",
            Self::ViewMatches => "view_matches",
            Self::Links => "links",
        }
    }
}

/// Every rule and what it asks for.
pub const RULES: [(&str, &str); 19] = [
    ("V01", "the value lies inside its interval"),
    ("V02", "ratios and their limits are above 0"),
    ("V03", "the interval of a ratio is symmetric on the log scale"),
    ("V04", "standard error, variance and interval agree within 5 %"),
    ("V05", "numbers of people, events and variances are possible"),
    ("V06", "a standardised mean difference is not beyond 2, nor made with a standard error for a standard deviation"),
    ("V07", "the effect recomputed from raw data agrees within a tenth of the standard error"),
    ("V08", "the direction of benefit is known, and the notes do not say the opposite"),
    ("V09", "the evidence rating is on its scale and fits the studies"),
    ("V10", "the cost rating fits the unit cost"),
    ("V11", "p value and interval say the same"),
    ("V12", "several effects of one study are not pooled as if they were independent"),
    ("V13", "standardised differences of one outcome are all of changes or all of end scores"),
    ("V14", "no effect is there twice, no cohort is counted twice"),
    ("V15", "clustering is adjusted for, or the intra-cluster correlation is given"),
    ("V16", "a percentage names its base and the size of it"),
    ("V17", "the country and the use in the United Kingdom are known"),
    ("R01", "ids lead to a row that exists"),
    ("R02", "words of a scale are on that scale"),
];

/// One thing that is wrong or doubtful in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingProblem {
    /// Id of the rule, see [`RULES`].
    pub rule: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// The sheet.
    pub table: FindingTable,
    /// Position of the row in its sheet, from 0.
    pub row: usize,
    /// Id of the row.
    pub id: String,
    /// The file, where it is known (see [`super::findings::FindingFiles::locate`]).
    pub file: String,
    /// Line in the file, from 1, where it is known.
    pub line: Option<usize>,
    /// Column that is to blame, or empty.
    pub field: &'static str,
    /// What was found, and what was expected.
    pub message: String,
    /// How to mend it, or empty.
    pub hint: String,
}

/// Collects problems.
struct Finder {
    problems: Vec<FindingProblem>,
}

/// A row that is being checked.
#[derive(Clone, Copy)]
struct Place<'r> {
    table: FindingTable,
    row: usize,
    id: &'r str,
}

impl Finder {
    fn add(
        &mut self,
        place: Place<'_>,
        (rule, level): (&'static str, Level),
        field: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.push(FindingProblem {
            rule,
            level,
            table: place.table,
            row: place.row,
            id: place.id.to_owned(),
            file: String::new(),
            line: None,
            field,
            message: message.into(),
            hint: hint.into(),
        });
    }
}

/// Checks the evidence of a review row by row, in the order of sheets, rows and rules. Vocabularies
/// come from scales; what has no scale is not held against one, which [`unchecked`] says.
#[must_use]
pub fn check(findings: &Findings, scales: &[Scale], themes: &[Theme], codebook: &Codebook) -> Vec<FindingProblem> {
    let mut finder = Finder { problems: Vec::new() };
    studies::check(findings, &mut finder);
    effects::check(findings, &mut finder);
    ratings::check(findings, scales, &mut finder);
    statistics::check(findings, &mut finder);
    references::check(findings, scales, themes, codebook, &mut finder);
    finder.problems.sort_by_key(|problem| (problem.table, problem.row, problem.rule));
    finder.problems
}

/// The scales that [`check`] holds words against.
const VOCABULARIES: [&str; 10] = [
    "designs",
    "evidence_rating",
    "cost_rating",
    "phases",
    "guide_strength",
    "support_recipients",
    "outcome_domains",
    "progress_plus",
    "roles",
    "research_questions",
];

/// What [`check`] could not check because its scale is not there; none where every scale is.
#[must_use]
pub fn unchecked(scales: &[Scale]) -> Option<String> {
    let missing: Vec<&str> = VOCABULARIES.into_iter().filter(|id| scale(scales, id).is_none()).collect();
    (!missing.is_empty())
        .then(|| format!("Words were not held against these scales, which the project lacks: {}.", missing.join(", ")))
}

/// The scale with this id.
fn scale<'s>(scales: &'s [Scale], id: &str) -> Option<&'s Scale> {
    scales.iter().find(|scale| scale.id == id)
}

/// Problems as a table, errors and warnings counted in a note.
#[must_use]
pub fn check_table(problems: &[FindingProblem]) -> Table {
    let columns = vec![
        Column::text("rule", "Rule"),
        Column::text("level", "Level"),
        Column::text("table", "Table"),
        Column::text("id", "Row"),
        Column::number("line", "Line"),
        Column::text("field", "Column"),
        Column::text("message", "Found"),
        Column::text("hint", "To mend it"),
    ];
    let mut table = Table::new("Check of the review's findings", columns);
    for problem in problems {
        let line = problem.line.and_then(|line| u64::try_from(line).ok());
        table.rows.push(vec![
            Cell::words(problem.rule),
            Cell::words(problem.level.word()),
            Cell::words(problem.table.word()),
            Cell::words(&problem.id),
            line.map_or(Cell::Empty, Cell::Count),
            Cell::words(problem.field),
            Cell::words(&problem.message),
            Cell::words(&problem.hint),
        ]);
    }
    let count = |level| problems.iter().filter(|problem| problem.level == level).count();
    let counted = |level: Level| match count(level) {
        1 => format!("1 {}", level.word()),
        several => format!("{several} {}s", level.word()),
    };
    table.notes.push(format!("{}, {}.", counted(Level::Error), counted(Level::Warning)));
    for (rule, asks) in RULES {
        if problems.iter().any(|problem| problem.rule == rule) {
            table.notes.push(format!("{rule}: {asks}."));
        }
    }
    table
}
