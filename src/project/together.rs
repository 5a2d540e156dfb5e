//! What comes together and what follows what: pairs, sequences, combinations, likeness, maps, curves and lanes.

use super::selection::Needs;
use super::{MatrixAnswer, MatrixQuestion, Project, ProjectError, SaturationQuestion, Selection};
use crate::analysis::{
    self, AnalysisError, CombinationRequest, CooccurrenceRequest, Dimension, Filter, Frame, Likeness, RollUp,
    SequenceRequest, SimilarityRequest, Together,
};
use crate::model::Snapshot;
use crate::table::Table;

/// What comes together, in the words of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TogetherQuestion {
    /// `theme`, `code`, `category`, `query`, `@NAME,...`.
    pub rows: String,
    /// `intersection`, `turn`, `near:2turns`, `source`, `case`, `participant`.
    pub by: String,
    /// `all` or `direct`.
    pub roll_up: String,
    /// Whether pairs that share nothing are listed too.
    pub all: bool,
    /// `atlasti`, `nvivo`, `maxqda`, or our own rule when empty.
    pub like: String,
    /// Which part of the project.
    pub selection: Selection,
}

impl Project {
    /// All pairs with what both share; see [`analysis::cooccurrence`].
    ///
    /// # Errors
    /// Words that mean nothing here, a query that cannot be read, and those of the project file.
    pub fn cooccurrence(&self, question: &TogetherQuestion) -> Result<Table, ProjectError> {
        let by = match question.like.as_str() {
            "nvivo" => Together::Source,
            "maxqda" => Together::Intersection,
            _ => Together::parse(&question.by)?,
        };
        let quotations = question.like == "atlasti";
        self.on_rows(question, by.needs_texts() && !quotations, |snapshot, rows, roll_up, filter| {
            let request = CooccurrenceRequest { rows, by, roll_up, all: question.all, quotations, filter };
            let mut table = analysis::cooccurrence(snapshot, &request)?;
            let rule = match question.like.as_str() {
                "nvivo" => {
                    "As NVivo's clusters: codes are similar when they are in the same files, though they may never meet in a \
                     passage."
                }
                "maxqda" => "As MAXQDA's intersection of codes in a segment.",
                _ => return Ok(table),
            };
            table.notes.insert(0, rule.to_owned());
            Ok(table)
        })
    }

    /// What follows what within so many turns; see [`analysis::sequence`].
    ///
    /// # Errors
    /// As [`Project::cooccurrence`].
    pub fn sequence(&self, question: &TogetherQuestion, within: u32) -> Result<Table, ProjectError> {
        self.on_rows(question, false, |snapshot, rows, roll_up, filter| {
            analysis::sequence(snapshot, &SequenceRequest { rows, within, roll_up, all: question.all, filter })
        })
    }

    /// Whole combinations by unit, with an outcome beside them; see [`analysis::combinations`].
    ///
    /// # Errors
    /// As [`Project::cooccurrence`].
    pub fn combinations(&self, question: &TogetherQuestion, outcome: Option<&str>) -> Result<Table, ProjectError> {
        let by = Together::parse(&question.by)?;
        self.on_rows(question, false, |snapshot, rows, roll_up, filter| {
            let outcome = outcome.map(str::to_owned);
            analysis::combinations(snapshot, &CombinationRequest { rows, by, outcome, roll_up, filter })
        })
    }

    /// How alike sources, participants or cases are; see [`analysis::similarity`].
    ///
    /// # Errors
    /// As [`Project::cooccurrence`].
    pub fn similarity(&self, question: &TogetherQuestion, likeness: &str) -> Result<Table, ProjectError> {
        let (units, likeness) = (Together::parse(&question.by)?, Likeness::parse(likeness)?);
        self.on_rows(question, false, |snapshot, rows, roll_up, filter| {
            analysis::similarity(snapshot, &SimilarityRequest { units, rows, likeness, roll_up, filter })
        })
    }

    /// Rows and columns of a matrix as a map; see [`analysis::correspondence`].
    ///
    /// # Errors
    /// As [`Project::matrix`], and a table too small for a map.
    pub fn correspondence(&self, question: &MatrixQuestion) -> Result<Table, ProjectError> {
        self.matrix_answer(question, &MatrixAnswer::Correspondence)
    }

    /// One transcript as lanes of speakers and codes; see [`analysis::code_line`].
    ///
    /// # Errors
    /// As [`Project::cooccurrence`], and a source that there is not.
    pub fn code_line(&self, source: &str, question: &TogetherQuestion) -> Result<Table, ProjectError> {
        self.on_rows(question, false, |snapshot, rows, _, filter| analysis::code_line(snapshot, source, &rows, &filter))
    }

    /// Codes found so far, interview by interview; see [`analysis::saturation_curve`].
    ///
    /// # Errors
    /// As [`Project::saturation`], and a role or tier that there is not.
    pub fn saturation_curve(
        &self,
        selection: &Selection,
        question: &SaturationQuestion,
        role: &str,
        tier: &str,
    ) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, false)?;
        let request = super::saturation::request(&snapshot, question)?;
        Ok(analysis::saturation_curve(&Frame::new(&snapshot, &filter)?, &request, role, tier)?)
    }

    /// Answers on rows that may be saved queries.
    fn on_rows(
        &self,
        question: &TogetherQuestion,
        texts: bool,
        answer: impl FnOnce(&Snapshot, Dimension, RollUp, Filter) -> Result<Table, AnalysisError>,
    ) -> Result<Table, ProjectError> {
        let query = self.selecting(&question.selection)?;
        let snapshot = self.snapshot_for(&question.selection, query.as_slice(), Needs { texts, details: false })?;
        let rows = Dimension::parse(&question.rows, &snapshot)?;
        if !rows.is_coded() {
            return Err(ProjectError::from(AnalysisError::Unknown {
                what: "rows",
                found: question.rows.clone(),
                expected: "theme, code, code:2, category, question, query, @NAME,@NAME".to_owned(),
            }));
        }
        let names = rows.queries().map(<[String]>::to_vec);
        let snapshot = match names {
            Some(names) => self.with_smart_codes(snapshot, &names)?,
            None => snapshot,
        };
        let filter = self.filter(&question.selection, query.as_ref(), &snapshot)?;
        Ok(answer(&snapshot, rows, RollUp::parse(&question.roll_up)?, filter)?)
    }
}
