//! Questions about the review's effects: pooled, by direction, in absolute numbers.

use super::{Project, ProjectError, barred_effects};
use crate::analysis::synthesis::{self, Choices, EffectFilter, Grouping, PoolRequest};
use crate::analysis::{AnalysisError, Layout};
use crate::model::{Dependency, PoolingScale, Snapshot};
use crate::stats::pooling::{Heterogeneity, PredictionDf, Test};
use crate::table::Table;

/// Which effects are put together and how, in the words of the command line. What is not said is as the project's settings
/// have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PoolQuestion {
    /// By what effects are grouped: `outcome`, `outcome/intervention`, ...; `outcome` when empty.
    pub by: String,
    /// Conditions on effects, such as `design=RCT`.
    pub only: Vec<String>,
    /// Estimator of heterogeneity.
    pub estimator: Option<String>,
    /// Test and interval of the mean.
    pub test: Option<String>,
    /// Prediction interval.
    pub prediction: Option<String>,
    /// Level of intervals, between 0 and 1.
    pub level: Option<f64>,
    /// What is done with several effects of one study.
    pub dependency: Option<String>,
    /// Correlation between effects of one study.
    pub rho: Option<f64>,
    /// Scale on which effects are put together.
    pub scale: Option<String>,
}

/// The choice of a word, or an error that lists the words.
fn choice<T>(what: &'static str, word: &str, found: Option<T>, words: &[&str]) -> Result<T, AnalysisError> {
    let unknown = || AnalysisError::Unknown { what, found: word.to_owned(), expected: words.join(", ") };
    found.ok_or_else(unknown)
}

impl PoolQuestion {
    /// The question over a project's snapshot.
    ///
    /// # Errors
    /// Words that stand for nothing, with those that do.
    pub(super) fn request(&self, snapshot: &Snapshot) -> Result<PoolRequest, AnalysisError> {
        let mut choices = Choices::from(&snapshot.integration.settings.pooling);
        if let Some(word) = &self.estimator {
            let words = Heterogeneity::ALL.map(Heterogeneity::word);
            choices.pooling.heterogeneity = choice("estimator", word, Heterogeneity::from_word(word), &words)?;
        }
        if let Some(word) = &self.test {
            choices.pooling.test = choice("test", word, Test::from_word(word), &Test::ALL.map(Test::word))?;
        }
        if let Some(word) = &self.prediction {
            let words = PredictionDf::ALL.map(PredictionDf::word);
            choices.pooling.prediction = choice("prediction", word, PredictionDf::from_word(word), &words)?;
        }
        if let Some(word) = &self.dependency {
            let words = Dependency::WORDS.map(|(_, word, _)| word);
            choices.dependency = choice("dependency", word, Dependency::from_word(word), &words)?;
        }
        if let Some(word) = &self.scale {
            let words = PoolingScale::WORDS.map(|(_, word)| word);
            choices.scale = choice("scale", word, PoolingScale::from_word(word), &words)?;
        }
        choices.pooling.level = self.level.unwrap_or(choices.pooling.level);
        choices.rho = self.rho.unwrap_or(choices.rho);
        Ok(PoolRequest {
            by: Grouping::parse(if self.by.is_empty() { "outcome" } else { &self.by })?,
            filter: EffectFilter::parse(&self.only)?,
            choices,
            barred: barred_effects(snapshot),
        })
    }
}

impl Project {
    /// Effects pooled in groups, with what stands in the way where they are not.
    ///
    /// # Errors
    /// Words that stand for nothing, and those of the project file.
    pub fn pool(&self, question: &PoolQuestion, layout: Layout) -> Result<Table, ProjectError> {
        self.about_effects(question, |snapshot, request| synthesis::pool_table(snapshot, request, layout))
    }

    pub(super) fn about_effects(
        &self,
        question: &PoolQuestion,
        table: impl FnOnce(&Snapshot, &PoolRequest) -> Table,
    ) -> Result<Table, ProjectError> {
        // Findings alone; codings are not looked at.
        let snapshot = self.snapshot(None)?;
        let request = question.request(&snapshot)?;
        Ok(table(&snapshot, &request))
    }
}
