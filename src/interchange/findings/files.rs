//! All sheets of a review together, each row with its line.

use crate::interchange::check::{FindingProblem, FindingTable};
use crate::interchange::rows::Rows;
use crate::model::{
    Cited, Effect, Element, Findings, ImplementationFactor, Intervention, InterventionElement, Link, ProgressTag,
    Recommendation, Statistic, Study, ViewMatch, ViewRecommendation,
};

/// What the sheets of a review say, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FindingFiles {
    /// Primary studies.
    pub studies: Rows<Study>,
    /// Interventions.
    pub interventions: Rows<Intervention>,
    /// Effects.
    pub effects: Rows<Effect>,
    /// Practice elements.
    pub elements: Rows<Element>,
    /// Which intervention has which element.
    pub intervention_elements: Rows<InterventionElement>,
    /// Descriptive figures.
    pub statistics: Rows<Statistic>,
    /// Cited sources.
    pub cited: Rows<Cited>,
    /// Recommendations.
    pub recommendations: Rows<Recommendation>,
    /// What helped and hindered.
    pub factors: Rows<ImplementationFactor>,
    /// PROGRESS-Plus characteristics.
    pub progress: Rows<ProgressTag>,
    /// Recommendations taken from views.
    pub views: Rows<ViewRecommendation>,
    /// Which intervention does what a view asks for.
    pub view_matches: Rows<ViewMatch>,
    /// Links.
    pub links: Rows<Link>,
}

impl FindingFiles {
    /// The evidence without the places.
    #[must_use]
    pub fn findings(&self) -> Findings {
        Findings {
            studies: self.studies.rows.clone(),
            interventions: self.interventions.rows.clone(),
            effects: self.effects.rows.clone(),
            elements: self.elements.rows.clone(),
            intervention_elements: self.intervention_elements.rows.clone(),
            statistics: self.statistics.rows.clone(),
            cited: self.cited.rows.clone(),
            recommendations: self.recommendations.rows.clone(),
            factors: self.factors.rows.clone(),
            progress: self.progress.rows.clone(),
            views: self.views.rows.clone(),
            view_matches: self.view_matches.rows.clone(),
            links: self.links.rows.clone(),
        }
    }

    /// Gives problems that were found in [`FindingFiles::findings`] their file and line.
    pub fn locate(&self, problems: &mut [FindingProblem]) {
        for problem in problems {
            let (file, line) = self.place(problem.table, problem.row);
            file.clone_into(&mut problem.file);
            problem.line = line;
        }
    }

    fn place(&self, table: FindingTable, row: usize) -> (&str, Option<usize>) {
        match table {
            FindingTable::Studies => place(&self.studies, row),
            FindingTable::Interventions => place(&self.interventions, row),
            FindingTable::Effects => place(&self.effects, row),
            FindingTable::InterventionElements => place(&self.intervention_elements, row),
            FindingTable::Statistics => place(&self.statistics, row),
            FindingTable::Recommendations => place(&self.recommendations, row),
            FindingTable::Factors => place(&self.factors, row),
            FindingTable::Progress => place(&self.progress, row),
            FindingTable::Views => place(&self.views, row),
            FindingTable::ViewMatches => place(&self.view_matches, row),
            FindingTable::Links => place(&self.links, row),
        }
    }
}

fn place<T>(rows: &Rows<T>, row: usize) -> (&str, Option<usize>) {
    (&rows.file, rows.line(row))
}
