//! Whose voices a study rests on, and where they are out of balance.

mod rules;
mod shares;

use super::{AnalysisError, Frame, theme_facts};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

pub use shares::voice_shares;

/// What [`balance`] is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct BalanceRequest<'a> {
    /// Ids of the roles whose voice every theme needs; when empty, the roles for whom a guardian must agree.
    pub voices: Vec<String>,
    /// Share of a theme's codings in percent above which one participant supplies too much of it.
    pub most_of_one: f64,
    /// Share of participants, words and codings in percent that every role should have; 0 asks for none.
    pub least_share: f64,
    /// Attribute whose values are sites, as [`theme_facts`] takes it.
    pub sites: Option<&'a str>,
    /// Ids of the themes for which a memo says that contrary cases were sought.
    pub sought: Vec<String>,
}

impl Default for BalanceRequest<'_> {
    fn default() -> Self {
        Self { voices: Vec::new(), most_of_one: 50.0, least_share: 0.0, sites: None, sought: Vec::new() }
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceLevel {
    /// The study should do something, or say why not.
    Warning,
    /// The report should say so.
    Note,
}

impl BalanceLevel {
    /// The word of tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One imbalance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// Id of the rule, `B01` to `B09`.
    pub rule: &'static str,
    /// How grave it is.
    pub level: BalanceLevel,
    /// Id of the theme; empty where the study as a whole is meant.
    pub theme: String,
    /// What was found.
    pub found: String,
    /// Id of the case, source or participant that it comes down to, or empty. For the team: it names people by id.
    pub comes_down_to: String,
    /// How to mend it.
    pub mend: String,
}

/// The rules in words, in their order: id, level and what each looks for.
pub const RULES: [(&str, BalanceLevel, &str); 9] = [
    ("B01", BalanceLevel::Warning, "a theme that nobody speaks of"),
    ("B02", BalanceLevel::Warning, "a theme without any voice of a role that must be heard"),
    ("B03", BalanceLevel::Warning, "a theme that rests on one source"),
    ("B04", BalanceLevel::Warning, "a theme that rests on one case"),
    ("B05", BalanceLevel::Note, "a theme that rests on one site"),
    ("B06", BalanceLevel::Warning, "a theme for which contrary cases were not sought"),
    ("B07", BalanceLevel::Note, "a theme for which contrary cases were sought and none found"),
    ("B08", BalanceLevel::Warning, "a theme that one participant supplies most of"),
    ("B09", BalanceLevel::Warning, "a role with a smaller share of people, words or codings than was asked for"),
];

/// Roles whose voice every theme needs: those asked for, or those for whom the roles scale wants a guardian's consent.
///
/// # Errors
/// [`AnalysisError::Unknown`] for a role that neither the roles scale nor a participant has.
pub fn needed_voices(snapshot: &Snapshot, asked: &[String]) -> Result<Vec<String>, AnalysisError> {
    let levels = snapshot.scale("roles").map(|scale| scale.levels.as_slice()).unwrap_or_default();
    if asked.is_empty() {
        let guarded = levels.iter().filter(|level| level.guardian_consent_under.is_some());
        return Ok(guarded.map(|level| level.id.clone()).collect());
    }
    let mut known: Vec<String> = levels.iter().map(|level| level.id.clone()).collect();
    known.extend(snapshot.roles().into_iter().filter(|role| !levels.iter().any(|level| level.id == *role)));
    match asked.iter().find(|role| !known.contains(role)) {
        Some(role) => Err(AnalysisError::Unknown { what: "role", found: role.clone(), expected: known.join(", ") }),
        None => Ok(asked.to_vec()),
    }
}

/// Every imbalance of the themes of a frame, theme by theme in the rules' order, then those of the study.
///
/// # Errors
/// [`AnalysisError::Unknown`] for a role or attribute that there is not.
pub fn balance(frame: &Frame<'_>, request: &BalanceRequest<'_>) -> Result<Vec<Imbalance>, AnalysisError> {
    let voices = needed_voices(frame.snapshot(), &request.voices)?;
    let facts = theme_facts(frame, request.sites)?;
    let mut found: Vec<Imbalance> =
        facts.iter().flat_map(|facts| rules::of_theme(frame.snapshot(), facts, &voices, request)).collect();
    found.extend(rules::of_roles(&shares::roles(frame, None)?, request.least_share));
    Ok(found)
}

/// Imbalances as a table: columns `rule, level, theme, found, comes_down_to, mend`. A pack leaves `comes_down_to` out.
/// `voices` are the roles that [`needed_voices`] found.
#[must_use]
pub fn balance_table(frame: &Frame<'_>, found: &[Imbalance], voices: &[String]) -> Table {
    let columns = [
        ("rule", "Rule"),
        ("level", "Level"),
        ("theme", "Theme"),
        ("found", "Found"),
        ("comes_down_to", "Down to"),
        ("mend", "How to mend"),
    ];
    let columns = columns.map(|(key, label)| Column::text(key, label)).to_vec();
    let mut table = Table::new("Balance of voices", columns);
    table.frame = frame.describe();
    for one in found {
        let cells = [one.rule, one.level.word(), &one.theme, &one.found, &one.comes_down_to, &one.mend];
        table.rows.push(cells.map(Cell::words).to_vec());
    }
    let count = |level| found.iter().filter(|one| one.level == level).count() as u64;
    table.notes.push(format!(
        "{}, {}.",
        crate::text::counted(count(BalanceLevel::Warning), "warning"),
        crate::text::counted(count(BalanceLevel::Note), "note")
    ));
    table.notes.push(if voices.is_empty() {
        "No role is one that every theme needs a voice of: the scale `roles` wants no guardian’s consent for any."
            .to_owned()
    } else {
        format!("Every theme needs a voice of: {}.", voices.join(", "))
    });
    table.notes.extend(frame.notes());
    table
}
