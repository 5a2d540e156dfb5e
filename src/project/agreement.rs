//! Agreement of coders: questions in the words of the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::selection::coder_positions;
use super::{Project, ProjectError, Selection, SheetFile};
use crate::analysis::{
    self, AgreementRequest, AnalysisError, By, Clusters, Coefficient, CompareUnit, ComparedText, Comparison,
    DriftRequest, Filter, Frame, Layout, LongRatings, PlanRequest, RatingScale, RatingsRequest, RollUp,
};
use crate::interchange::{RatingColumns, Ratings, read_ratings};
use crate::model::Snapshot;
use crate::store::Parts;
use crate::table::Table;

/// A question about agreement, in the words of the command line; see [`AgreementRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct AgreementQuestion {
    /// Coders; all who coded when empty.
    pub coders: Vec<String>,
    /// Rounds whose codings count; the first in which two of the coders coded when empty.
    pub rounds: Vec<u32>,
    /// Rounds of one coder that are held against each other; empty to compare coders.
    pub own_rounds: Vec<u32>,
    /// Sources that all of them looked at; empty for those that two of them coded.
    pub sources: Vec<String>,
    /// Whether only text that somebody coded is compared.
    pub coded_text: bool,
    /// A word of [`CompareUnit`].
    pub unit: String,
    /// A word of [`By`].
    pub by: String,
    /// Words of [`Coefficient`] divided by commas, `all`, or empty for what suits the question.
    pub coefficients: String,
    /// Whether weights that coders gave are compared.
    pub weights: bool,
    /// A word of [`RollUp`]; `direct` when empty.
    pub roll_up: String,
    /// Least overlap of segments that match, above 0 to 1.
    pub overlap: f64,
    /// Whether participants are drawn in resamples, and not sources.
    pub by_participant: bool,
    /// Resamples.
    pub resamples: usize,
    /// Seed of the resamples.
    pub seed: u64,
    /// Which part of the project; its coders are not looked at.
    pub selection: Selection,
}

impl Default for AgreementQuestion {
    fn default() -> Self {
        let AgreementRequest { overlap, resamples, seed, .. } = AgreementRequest::default();
        Self {
            coders: Vec::new(),
            rounds: Vec::new(),
            own_rounds: Vec::new(),
            sources: Vec::new(),
            coded_text: false,
            unit: String::new(),
            by: String::new(),
            coefficients: String::new(),
            weights: false,
            roll_up: String::new(),
            overlap,
            by_participant: false,
            resamples,
            seed,
            selection: Selection::default(),
        }
    }
}

/// A question about ratings in a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingsQuestion {
    /// Which columns say what.
    pub columns: RatingColumns,
    /// Values that are no ratings.
    pub drop: Vec<String>,
    /// What is asked of the ratings.
    pub request: RatingsRequest,
}

impl Project {
    /// Agreement of coders; see [`analysis::agreement`].
    ///
    /// # Errors
    /// Words that mean nothing here, coders, sources and rounds that are not there, and those of the project file.
    pub fn agreement(&self, question: &AgreementQuestion, layout: Layout) -> Result<Table, ProjectError> {
        self.compared(question, |frame, request| analysis::agreement(frame, request, layout))
    }

    /// Figures with their intervals for a chart; see [`analysis::agreement_dots`].
    ///
    /// # Errors
    /// As [`Project::agreement`].
    pub fn agreement_dots(&self, question: &AgreementQuestion) -> Result<Table, ProjectError> {
        self.compared(question, analysis::agreement_dots)
    }

    /// Matching segments by overlap; see [`analysis::agreement_curve`].
    ///
    /// # Errors
    /// As [`Project::agreement`].
    pub fn agreement_curve(&self, question: &AgreementQuestion) -> Result<Table, ProjectError> {
        self.compared(question, analysis::agreement_curve)
    }

    /// The rules of other programs; see [`analysis::lenses`].
    ///
    /// # Errors
    /// As [`Project::agreement`].
    pub fn agreement_lenses(&self, question: &AgreementQuestion) -> Result<Table, ProjectError> {
        self.compared(question, analysis::lenses)
    }

    /// Disagreements; see [`analysis::disagreements_table`].
    ///
    /// # Errors
    /// As [`Project::agreement`].
    pub fn disagreements(
        &self,
        question: &AgreementQuestion,
        agreed: bool,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        let ids = self.store.coding_ids()?;
        self.compared(question, |frame, request| analysis::disagreements_table(frame, request, &ids, agreed, layout))
    }

    /// How much more is to be coded twice; see [`analysis::plan`].
    ///
    /// # Errors
    /// As [`Project::agreement`].
    pub fn agreement_plan(&self, question: &AgreementQuestion, half_width: f64) -> Result<Table, ProjectError> {
        self.compared(question, |frame, request| {
            analysis::plan(frame, &PlanRequest { agreement: request.clone(), half_width })
        })
    }

    /// Drift of a coder over time and versions, held against others or, with [`AgreementQuestion::own_rounds`], against
    /// the own earlier rounds; see [`analysis::drift`]. [`AgreementQuestion::coders`] are the others.
    ///
    /// # Errors
    /// As [`Project::agreement`].
    pub fn drift(&self, coder: &str, question: &AgreementQuestion) -> Result<Table, ProjectError> {
        let versions = self.store.codings()?.into_iter().map(|stored| (stored.row, stored.codebook)).collect();
        let (snapshot, filter) = self.view_of(question)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let only = |name: &str| coder_positions(&snapshot, &[name.to_owned()]);
        let coder = only(coder)?.first().copied().unwrap_or_default();
        let with = coder_positions(&snapshot, &question.coders)?;
        let rounds = if question.own_rounds.is_empty() { &question.rounds } else { &question.own_rounds };
        let agreement = AgreementRequest {
            comparison: Comparison::default(),
            ..request(&AgreementQuestion { own_rounds: Vec::new(), ..question.clone() }, &snapshot)?
        };
        let request = DriftRequest { coder, with, rounds: rounds.clone(), versions, agreement };
        Ok(analysis::drift(&frame, &request)?)
    }

    fn compared<T>(
        &self,
        question: &AgreementQuestion,
        answer: impl FnOnce(&Frame<'_>, &AgreementRequest) -> Result<T, AnalysisError>,
    ) -> Result<T, ProjectError> {
        let (snapshot, filter) = self.view_of(question)?;
        let request = request(question, &snapshot)?;
        Ok(answer(&Frame::new(&snapshot, &filter)?, &request)?)
    }

    /// The snapshot with texts, for characters and words are counted in them.
    fn view_of(&self, question: &AgreementQuestion) -> Result<(Snapshot, Filter), ProjectError> {
        let query = self.selecting(&question.selection)?;
        let parts = Parts { texts: true, codings: true, details: true };
        let snapshot = self.read(question.selection.codebook.as_deref(), parts)?;
        let selection = Selection { coders: Vec::new(), ..question.selection.clone() };
        let filter = self.filter(&selection, query.as_ref(), &snapshot)?;
        Ok((snapshot, filter))
    }
}

fn request(question: &AgreementQuestion, snapshot: &Snapshot) -> Result<AgreementRequest, ProjectError> {
    let coders = coder_positions(snapshot, &question.coders)?;
    let comparison = match (question.own_rounds.as_slice(), coders.as_slice()) {
        ([], _) => Comparison::Coders { coders, rounds: question.rounds.clone() },
        (rounds, [coder]) => Comparison::Rounds { coder: *coder, rounds: rounds.to_vec() },
        _ => {
            let reason = "rounds are compared for one coder; name the coder with --coders NAME".to_owned();
            return Err(AnalysisError::NothingCompared { reason }.into());
        }
    };
    let by = By::parse(&question.by)?;
    Ok(AgreementRequest {
        comparison,
        sources: source_positions(snapshot, &question.sources)?,
        text: if question.coded_text { ComparedText::Coded } else { ComparedText::All },
        unit: CompareUnit::parse(&question.unit)?,
        by,
        coefficients: coefficients(question, by)?,
        roll_up: if question.roll_up.is_empty() { RollUp::Direct } else { RollUp::parse(&question.roll_up)? },
        overlap: question.overlap,
        clusters: if question.by_participant { Clusters::Participants } else { Clusters::Sources },
        resamples: question.resamples,
        seed: question.seed,
        ..AgreementRequest::default()
    })
}

fn coefficients(question: &AgreementQuestion, by: By) -> Result<Vec<Coefficient>, ProjectError> {
    // Some are of one code only, some of several together; `all` asks for those that a line can have.
    let fits = |one: &Coefficient| match by {
        By::Code => !matches!(one, Coefficient::Jaccard | Coefficient::Masi | Coefficient::CuAlpha),
        By::Category | By::Overall => *one != Coefficient::KuAlpha,
    };
    Ok(match question.coefficients.trim() {
        "all" => Coefficient::all_of(question.weights).into_iter().filter(fits).collect(),
        "" if by == By::Overall => Coefficient::all_of(question.weights).into_iter().filter(fits).collect(),
        "" if question.weights => vec![Coefficient::AlphaOrdinal],
        "" => vec![Coefficient::Alpha],
        words => Coefficient::parse(words)?,
    })
}

fn source_positions(snapshot: &Snapshot, names: &[String]) -> Result<Vec<u32>, AnalysisError> {
    let position = |name: &String| {
        let found = (0..).zip(&snapshot.sources).find(|(_, source)| source.name == *name).map(|(at, _)| at);
        found.ok_or_else(|| AnalysisError::Unknown {
            what: "source",
            found: name.clone(),
            expected: snapshot.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>().join(", "),
        })
    };
    names.iter().map(position).collect()
}

/// Agreement of ratings that were made elsewhere, read from a long sheet; needs no project.
///
/// # Errors
/// When the file cannot be read, and every problem that it has.
pub fn ratings_table(file: &Path, question: &RatingsQuestion) -> Result<Table, ProjectError> {
    let figures = question.request.scale != RatingScale::Nominal;
    let read = SheetFile::open(file)?
        .read("ratings", |name, sheet| read_ratings(name, sheet, &question.columns, &question.drop, figures))?;
    let mut table = analysis::agreement_of_ratings(&long_ratings(&read, question, figures), &question.request);
    if let Some(value) = &read.looks_missing {
        table.notes.push(format!("`{value}` counts as a value; --drop '{value}' leaves it out."));
    }
    Ok(table)
}

fn long_ratings(read: &Ratings, question: &RatingsQuestion, figures: bool) -> LongRatings {
    let coders: BTreeSet<&String> = read.ratings.iter().map(|rating| &rating.coder).collect();
    let coders: Vec<&String> = coders.into_iter().collect();
    let mut values: Vec<(f64, &str)> =
        read.ratings.iter().map(|rating| (rating.number + 0.0, &*rating.value)).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    // Figures may be written in several ways; names are all at 0.
    values.dedup_by(|a, b| if figures { a.0.to_bits() == b.0.to_bits() } else { a.1 == b.1 });
    let place_of = |number: f64, value: &str| {
        let found = values.binary_search_by(|known| {
            known
                .0
                .total_cmp(&(number + 0.0))
                .then_with(|| if figures { std::cmp::Ordering::Equal } else { known.1.cmp(value) })
        });
        found.ok()
    };
    let mut clusters: BTreeMap<&str, u32> = BTreeMap::new();
    let mut units: BTreeMap<&[String], (u32, Vec<Option<usize>>)> = BTreeMap::new();
    for rating in &read.ratings {
        let next = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
        let alone = u32::try_from(units.len()).unwrap_or(u32::MAX);
        let cluster =
            if question.columns.cluster.is_some() { *clusters.entry(&rating.cluster).or_insert(next) } else { alone };
        let unit = units.entry(&rating.unit).or_insert_with(|| (cluster, vec![None; coders.len()]));
        if let Some(cell) = coders.binary_search(&&rating.coder).ok().and_then(|at| unit.1.get_mut(at)) {
            *cell = place_of(rating.number, &rating.value);
        }
    }
    let numbers = if figures {
        values.iter().map(|(number, _)| *number).collect()
    } else {
        (0..u32::try_from(values.len()).unwrap_or(u32::MAX)).map(f64::from).collect()
    };
    LongRatings {
        title: question.columns.value.clone(),
        coders: coders.into_iter().cloned().collect(),
        labels: values.iter().map(|(_, label)| (*label).to_owned()).collect(),
        numbers,
        units: units.into_values().collect(),
        clustered: question.columns.cluster.is_some(),
        left_out: read.left_out,
    }
}
