//! Matrices: a question in the words of the command line becomes rows, columns and measures, and analysis counts.

use super::answers::{MatrixQuestion, request};
use super::selection::Needs;
use super::{Project, ProjectError};
use crate::analysis::{
    self, AnalysisError, Columns, ContrastRequest, CrosstabRequest, Dimension, Like, Measure, PresenceForm, RollUp,
    Rows, Share,
};
use crate::model::Snapshot;
use crate::query::{Evaluator, Query, Segment};
use crate::table::Table;

/// What is made of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub enum MatrixAnswer {
    /// The figures.
    Figures,
    /// The figures, each a row of its own.
    Tidy,
    /// The codings of one cell.
    Cell {
        /// Key or name of the row.
        row: String,
        /// Key or name of the column.
        column: String,
    },
    /// Quotes in place of figures.
    Quotes,
    /// Who was asked, and who mentioned it.
    Asked,
    /// Whether groups differ.
    Contrast(ContrastRequest),
    /// How far the order of rows hangs on single people and sources.
    Robustness,
    /// 0 and 1, for statistics programs.
    Presence(PresenceForm),
    /// Rows and columns as points of a map.
    Correspondence,
}

impl Project {
    /// Counts anything by anything; see [`analysis::crosstab`].
    ///
    /// # Errors
    /// Words that mean nothing here, a query that cannot be read, and those of the project file.
    pub fn matrix(&self, question: &MatrixQuestion) -> Result<Table, ProjectError> {
        self.matrix_answer(question, &MatrixAnswer::Figures)
    }

    /// What is made of a matrix.
    ///
    /// # Errors
    /// As [`Project::matrix`], and those of the answer.
    pub fn matrix_answer(&self, question: &MatrixQuestion, answer: &MatrixAnswer) -> Result<Table, ProjectError> {
        let (snapshot, request) = self.crosstab_request(question, answer)?;
        Ok(match answer {
            MatrixAnswer::Figures => figures(&snapshot, question, request)?,
            MatrixAnswer::Tidy => analysis::crosstab(&snapshot, &CrosstabRequest { tidy: true, ..request })?,
            MatrixAnswer::Cell { row, column } => {
                let ids = self.store.coding_ids()?;
                let ids = question.ids.then_some(&ids);
                analysis::cell_segments(&snapshot, &request, (row, column), ids)?
            }
            MatrixAnswer::Quotes => analysis::quote_matrix(&snapshot, &request)?,
            MatrixAnswer::Asked => analysis::asked(&snapshot, &request)?,
            MatrixAnswer::Contrast(how) => analysis::contrast(&snapshot, &request, how)?,
            MatrixAnswer::Robustness => analysis::robustness(&snapshot, &request)?,
            MatrixAnswer::Correspondence => analysis::correspondence(&snapshot, &request)?,
            MatrixAnswer::Presence(form) => analysis::presence(&snapshot, &request, *form)?,
        })
    }

    /// The rules that [`Project::matrix`] counts by, in words.
    ///
    /// # Errors
    /// As [`Project::matrix`].
    pub fn explain_matrix(&self, question: &MatrixQuestion) -> Result<String, ProjectError> {
        let (snapshot, request) = self.crosstab_request(question, &MatrixAnswer::Asked)?;
        if is_classic(question, &request) {
            let request = super::answers::request(question, &snapshot, request.filter)?;
            return Ok(analysis::explain(&request));
        }
        Ok(analysis::explain_crosstab(&request))
    }

    fn crosstab_request(
        &self,
        question: &MatrixQuestion,
        answer: &MatrixAnswer,
    ) -> Result<(Snapshot, CrosstabRequest), ProjectError> {
        let like = if question.like.is_empty() { None } else { Some(Like::parse(&question.like)?) };
        let measures = measures(&question.measure, like)?;
        let query = self.selecting(&question.selection)?;
        let words = matches!(answer, MatrixAnswer::Cell { .. } | MatrixAnswer::Quotes);
        let shares_of_words = like == Some(Like::Nvivo) && question.share != Share::None.word();
        let needs = Needs {
            texts: words || shares_of_words || measures.iter().any(|measure| measure.needs_texts()),
            details: measures.contains(&Measure::Weight)
                || names_details(&question.rows)
                || names_details(&question.columns),
        };
        let snapshot = self.snapshot_for(&question.selection, query.as_slice(), needs)?;
        let (rows, columns) =
            (Dimension::parse(&question.rows, &snapshot)?, Dimension::parse(&question.columns, &snapshot)?);
        let names = rows.queries().or_else(|| columns.queries()).map(<[String]>::to_vec);
        let snapshot = match names {
            Some(names) => self.with_smart_codes(snapshot, &names)?,
            None => snapshot,
        };
        let filter = self.filter(&question.selection, query.as_ref(), &snapshot)?;
        let request = CrosstabRequest {
            measures,
            share: Share::parse(&question.share)?,
            roll_up: RollUp::parse(&question.roll_up)?,
            like,
            filter,
            ids: question.ids,
            ..CrosstabRequest::new(rows, columns)
        };
        Ok((snapshot, request))
    }

    /// The snapshot with saved queries as codes: those that are named, or all.
    pub(super) fn with_smart_codes(&self, snapshot: Snapshot, names: &[String]) -> Result<Snapshot, ProjectError> {
        let wanted = snapshot.queries.iter().filter(|query| names.is_empty() || names.contains(&query.name));
        let queries: Vec<(String, Query)> = wanted
            .map(|saved| Ok((saved.name.clone(), Query::read(&saved.text, &snapshot.queries)?)))
            .collect::<Result<_, ProjectError>>()?;
        let places = self.places(queries.iter().map(|(_, query)| query), &snapshot)?;
        let evaluator = Evaluator::new(&snapshot).with_places(&places);
        let found: Vec<(String, Vec<Segment>)> = queries
            .iter()
            .map(|(name, query)| Ok((name.clone(), evaluator.segments(query)?)))
            .collect::<Result<_, ProjectError>>()?;
        Ok(analysis::with_smart_codes(snapshot, &found))
    }
}

/// The figures of a matrix: the question that is asked most often has a kernel of its own, which counts the same faster.
fn figures(snapshot: &Snapshot, question: &MatrixQuestion, mut asked: CrosstabRequest) -> Result<Table, ProjectError> {
    if !is_classic(question, &asked) {
        return Ok(analysis::crosstab(snapshot, &asked)?);
    }
    let filter = std::mem::take(&mut asked.filter);
    Ok(analysis::matrix(snapshot, &request(question, snapshot, filter)?)?)
}

/// Whether a matrix is of themes, codes or categories by whose speech it is, in one measure of ours.
fn is_classic(question: &MatrixQuestion, asked: &CrosstabRequest) -> bool {
    let coded = matches!(asked.rows, Dimension::Coded(Rows::Theme | Rows::Code | Rows::Category, None));
    let spoken = matches!(
        asked.columns,
        Dimension::Spoken(
            Columns::Role | Columns::Case | Columns::Source | Columns::Participant | Columns::Attribute(_)
        )
    );
    let one = asked.measures.len() == 1 && asked.measures.iter().all(|measure| Measure::OF_MATRIX.contains(measure));
    coded && spoken && one && question.like.is_empty()
}

fn measures(words: &str, like: Option<Like>) -> Result<Vec<Measure>, AnalysisError> {
    match like {
        Some(like) if words.is_empty() => Ok(vec![like.measure()]),
        _ if words == "all" => Ok(vec![
            Measure::Participants,
            Measure::Codings,
            Measure::Segments,
            Measure::Turns,
            Measure::Sources,
            Measure::Cases,
        ]),
        _ => words.split(',').map(Measure::parse).collect(),
    }
}

/// Whether a dimension is about weights or codebook versions; read before the project is.
fn names_details(dimension: &str) -> bool {
    dimension
        .split('/')
        .any(|part| matches!(part.trim().to_lowercase().as_str(), "weight" | "weights" | "version" | "versions"))
}
