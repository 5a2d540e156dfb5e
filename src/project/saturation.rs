//! Saturation of the study's interviews.

use super::{Project, ProjectError, Selection};
use crate::analysis::{self, Frame, SaturationRequest};
use crate::model::{Problem, SaturationSettings, Snapshot};
use crate::stats::saturation::Rule;
use crate::table::Table;

/// What is asked of saturation; what is not given is as the project's settings say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaturationQuestion {
    /// Interviews of the base.
    pub base: Option<u64>,
    /// Interviews of a run.
    pub run: Option<u64>,
    /// Share of new information, 0 to 1.
    pub threshold: Option<f64>,
    /// Random orders that are tried.
    pub orders: u32,
    /// Seed of the random orders.
    pub seed: u64,
    /// Source by source instead of in sum.
    pub steps: bool,
}

impl Project {
    /// Saturation by role and tier; see [`analysis::saturation_table`] and [`analysis::saturation_steps`].
    ///
    /// # Errors
    /// A base or run of nothing, a threshold that is no share, a query that cannot be read, and those of the project file.
    pub fn saturation(&self, selection: &Selection, question: &SaturationQuestion) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, false)?;
        let request = request(&snapshot, question)?;
        let frame = Frame::new(&snapshot, &filter)?;
        Ok(if question.steps {
            analysis::saturation_steps(&frame, &request)
        } else {
            analysis::saturation_table(&frame, &request)
        })
    }
}

/// What is looked for, as asked or as the project's settings say.
pub(super) fn request(snapshot: &Snapshot, question: &SaturationQuestion) -> Result<SaturationRequest, Problem> {
    let rule = rule(&snapshot.integration.settings.saturation, question)?;
    Ok(SaturationRequest { rule, orders: question.orders, seed: question.seed })
}

fn rule(settled: &SaturationSettings, question: &SaturationQuestion) -> Result<Rule, Problem> {
    let count = |what: &str, asked: Option<u64>, settled: u64| {
        let count = asked.unwrap_or(settled);
        let fits = usize::try_from(count).ok().filter(|count| *count > 0);
        fits.ok_or_else(|| Problem::new("saturation", format!("a {what} of {count} interviews tells nothing")))
    };
    let threshold = question.threshold.unwrap_or(settled.threshold);
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Problem::new("saturation", format!("the threshold is {threshold}, expected 0 to 1")));
    }
    Ok(Rule {
        base: count("base", question.base, settled.base)?,
        run: count("run", question.run, settled.run)?,
        threshold,
    })
}
