//! Configurations asked of a project in the words of the command line.

use super::{Project, ProjectError, Selection};
use crate::analysis::{AnalysisError, Conditions, Configurations, Cuts, Frame, Layout, OutcomeScores};
use crate::table::Table;

/// Which table of configurations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfigurationTable {
    /// Combinations of conditions, and what they lead to.
    #[default]
    Truth,
    /// The terms that lead to the outcome.
    Solution,
    /// How necessary each condition is.
    Necessity,
    /// Cases with their conditions and outcome.
    Data,
}

impl ConfigurationTable {
    /// Every table with the word that commands use.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Truth, "truth"), (Self::Solution, "solution"), (Self::Necessity, "necessity"), (Self::Data, "data")];

    /// The table of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(table, _)| *table)
    }
}

/// A question about configurations. The default asks which practice elements go with a rating of level 3 or better.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigurationQuestion {
    /// `elements` or `themes`; elements when empty.
    pub rows: String,
    /// Ids or names of elements or themes; some are chosen by rule when there are none.
    pub conditions: Vec<String>,
    /// As [`OutcomeScores::read`] takes it: `rating`, `direction`, `case:ATTRIBUTE=VALUE`.
    pub outcome: String,
    /// From where on a combination counts.
    pub cuts: Cuts,
    /// Which table.
    pub table: ConfigurationTable,
    /// Which part of the project speaks, where conditions are themes.
    pub selection: Selection,
}

impl Project {
    /// Which combinations of practice elements or themes go with an outcome.
    ///
    /// # Errors
    /// Words that mean nothing here, nothing to compare, a query that cannot be read, and those of the project file.
    pub fn joint_qca(&self, question: &ConfigurationQuestion, layout: Layout) -> Result<Table, ProjectError> {
        let rows = Conditions::parse(&question.rows)?;
        let selects = question.selection.filter.is_some() || !question.selection.coders.is_empty();
        if rows == Conditions::Elements && selects {
            return Err(AnalysisError::SelectionOfInterventions.into());
        }
        let (snapshot, filter) = self.view(&question.selection, false)?;
        let barred = super::findings::barred_effects(&snapshot);
        let outcome = OutcomeScores::read(&question.outcome, rows, &snapshot, &barred)?;
        let configurations = match rows {
            Conditions::Elements => Configurations::of_elements(&snapshot, &question.conditions, &outcome)?,
            Conditions::Themes => {
                Configurations::of_themes(&Frame::new(&snapshot, &filter)?, &question.conditions, &outcome)?
            }
        };
        Ok(match question.table {
            ConfigurationTable::Truth => configurations.truth(question.cuts, layout),
            ConfigurationTable::Solution => configurations.solutions(question.cuts, layout),
            ConfigurationTable::Necessity => configurations.necessity(layout),
            ConfigurationTable::Data => configurations.data(layout),
        })
    }
}
