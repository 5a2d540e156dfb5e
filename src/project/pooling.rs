//! Questions about the review's effects: pooled, by direction, in absolute numbers.

use super::{Project, ProjectError, barred_effects};
use crate::analysis::synthesis::{
    self, BaseRate, Choices, EffectFilter, EventPooling, Grouping, Moderator, PoolRequest, VoteInterval,
};
use crate::analysis::{self, AnalysisError, Layout};
use crate::model::{Dependency, PoolingScale, Snapshot};
use crate::stats::pooling::{Heterogeneity, PredictionDf, SubgroupTau2, Test};
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
        let events = self.estimator.as_deref().and_then(EventPooling::from_word);
        if let Some(word) = self.estimator.as_ref().filter(|_| events.is_none()) {
            let words = Heterogeneity::ALL.map(Heterogeneity::word);
            let words: Vec<&str> = words.into_iter().chain(EventPooling::WORDS.map(|(_, word)| word)).collect();
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
        let filter = EffectFilter::parse(&self.only)?;
        filter.check(snapshot)?;
        Ok(PoolRequest {
            by: Grouping::parse(if self.by.is_empty() { "outcome" } else { &self.by })?,
            filter,
            choices,
            events,
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
        self.about_effects(question, |snapshot, request| Ok(synthesis::pool_table(snapshot, request, layout)))
    }

    /// Effects pooled in other ways beside the one chosen; see [`synthesis::sensitivity_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn sensitivity(&self, question: &PoolQuestion, layout: Layout) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| Ok(synthesis::sensitivity_table(snapshot, request, layout)))
    }

    /// Effects pooled without each study in turn; see [`synthesis::leave_one_out_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn leave_one_out(&self, question: &PoolQuestion, layout: Layout) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| {
            Ok(synthesis::leave_one_out_table(snapshot, request, layout))
        })
    }

    /// How much each study weighs on what is pooled; see [`synthesis::influence_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn influence(&self, question: &PoolQuestion, layout: Layout) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| Ok(synthesis::influence_table(snapshot, request, layout)))
    }

    /// Tests for small-study effects; see [`synthesis::small_study_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn small_study(&self, question: &PoolQuestion, layout: Layout) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| Ok(synthesis::small_study_table(snapshot, request, layout)))
    }

    /// Effects pooled by subgroup, with one tau2 for all of them or one for each; see [`synthesis::subgroups_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn subgroups(
        &self,
        question: &PoolQuestion,
        over: &str,
        common_tau2: bool,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        let tau2 = if common_tau2 { SubgroupTau2::Common } else { SubgroupTau2::Separate };
        self.about_variances(question, |snapshot, request| {
            let over = synthesis::subgroup_of(over)?;
            Ok(synthesis::subgroups_table(snapshot, request, over, tau2, layout))
        })
    }

    /// Effects regressed on moderators divided by commas; see [`synthesis::regression_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn regression(&self, question: &PoolQuestion, moderators: &str, layout: Layout) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| {
            let moderators = Moderator::parse(moderators)?;
            Ok(synthesis::regression_table(snapshot, request, &moderators, layout))
        })
    }

    /// Studies by direction; see [`synthesis::votes_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn votes(&self, question: &PoolQuestion, interval: &str, layout: Layout) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| {
            let words = VoteInterval::WORDS.map(|(_, word)| word);
            let interval = choice("interval", interval, VoteInterval::from_word(interval), &words)?;
            Ok(synthesis::votes_table(snapshot, request, interval, layout))
        })
    }

    /// P values combined; see [`synthesis::combined_p_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn combined_p(&self, question: &PoolQuestion) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| Ok(synthesis::combined_p_table(snapshot, request)))
    }

    /// The items of `SWiM` filled in; see [`synthesis::swim_table`].
    ///
    /// # Errors
    /// As [`Project::pool`].
    pub fn swim(&self, question: &PoolQuestion) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| Ok(synthesis::swim_table(snapshot, request)))
    }

    /// Pooled effects in absolute numbers at a base rate, the id of a statistic or a percentage, of an event that is wanted or
    /// not; see [`synthesis::absolute_table`].
    ///
    /// # Errors
    /// As [`Project::pool`], and a base rate that is none.
    pub fn absolute(
        &self,
        question: &PoolQuestion,
        base: &str,
        wanted: bool,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        self.about_variances(question, |snapshot, request| {
            let base = BaseRate::read(&snapshot.findings, base, wanted)?;
            Ok(synthesis::absolute_table(snapshot, request, &base, layout))
        })
    }

    /// Interventions by cost; see [`analysis::costs_table`].
    ///
    /// # Errors
    /// Those of the project file.
    pub fn costs(&self, layout: Layout) -> Result<Table, ProjectError> {
        Ok(analysis::costs_table(&self.snapshot(None)?, layout))
    }

    /// What published costs come to beside each other, for pairs of statistics such as `CS3/CS4`; see
    /// [`analysis::consequences_table`].
    ///
    /// # Errors
    /// Pairs that are none, and those of the project file.
    pub fn consequences(&self, pairs: &[String], layout: Layout) -> Result<Table, ProjectError> {
        Ok(analysis::consequences_table(&self.snapshot(None)?, pairs, layout)?)
    }

    fn about_effects(
        &self,
        question: &PoolQuestion,
        table: impl FnOnce(&Snapshot, &PoolRequest) -> Result<Table, AnalysisError>,
    ) -> Result<Table, ProjectError> {
        // Findings alone; codings are not looked at.
        let snapshot = self.snapshot(None)?;
        let request = question.request(&snapshot)?;
        Ok(table(&snapshot, &request)?)
    }

    /// Questions that effects with variances answer, and tables of events do not.
    fn about_variances(
        &self,
        question: &PoolQuestion,
        table: impl FnOnce(&Snapshot, &PoolRequest) -> Result<Table, AnalysisError>,
    ) -> Result<Table, ProjectError> {
        self.about_effects(question, |snapshot, request| match request.events {
            None => table(snapshot, request),
            Some(_) => Err(AnalysisError::Unknown {
                what: "estimator here (tables of events are pooled by `finding pool` alone)",
                found: question.estimator.clone().unwrap_or_default(),
                expected: Heterogeneity::ALL.map(Heterogeneity::word).join(", "),
            }),
        })
    }
}
