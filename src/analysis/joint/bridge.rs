//! The joint display as a guide prints it: the bridge between principles and recommendations, and what is missing on either side.

use super::{Convergence, Joint, TargetKind};
use crate::analysis::Frame;
use crate::model::Fit;
use crate::table::{Cell, Column, Table};

impl Joint<'_, '_> {
    /// Every pair of theme and target with the people who say the theme, what was found, the fit and the meta-inference.
    ///
    /// Columns: the kind's word, `theme, participants, found, fit, inference`.
    #[must_use]
    pub fn bridge(&self) -> Table {
        let columns = vec![
            Column::text(self.kind.word(), self.kind.heading()),
            Column::text("theme", "Theme"),
            Column::number("participants", "People who raise it")
                .unit("participants")
                .n(self.frame.tally().participants),
            Column::text("found", "What the review found"),
            Column::text("fit", "Fit"),
            Column::text("inference", "What both say together"),
        ];
        let title = format!("Where voices and findings meet, by {}", self.kind.heading().to_lowercase());
        let mut table = self.table(&title, columns);
        let mut above = None;
        for (cell, fit) in self.cells.iter().zip(self.convergence()) {
            if cell.target.is_none() {
                continue;
            }
            let again = above == Some(cell.target);
            above = Some(cell.target);
            let said = self.qualitative(cell).map(|said| said.participants);
            let found = if again { String::new() } else { self.cell_in_words(cell) };
            table.rows.push(vec![
                if again { Cell::Empty } else { Cell::words(self.target_name(cell)) },
                Cell::words(self.theme_name(cell)),
                said.map_or(Cell::Empty, Cell::Count),
                Cell::words(found),
                Cell::words(fit.as_ref().map_or_else(|| cell.gap.in_words().to_owned(), Convergence::in_words)),
                Cell::words(fit.and_then(|fit| fit.inference).map_or("", |inference| inference.text.as_str())),
            ]);
        }
        table
    }

    /// A target with its kind in front: practice element “Small caseload”.
    fn named(&self, target: &str) -> String {
        format!("{} “{target}”", self.kind.heading().to_lowercase())
    }

    /// What is missing, in sentences without counts of people: findings that no theme is tied to, pairs on which one strand is
    /// silent, themes that are tied to nothing of this kind.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for (cell, fit) in self.cells.iter().zip(self.convergence()) {
            let (theme, target) = (self.theme_name(cell), self.target_name(cell));
            let text = match (cell.theme, cell.target, fit.and_then(|fit| fit.fit())) {
                (None, Some(_), _) => format!("No theme has been linked to the {}.", self.named(&target)),
                (Some(_), Some(_), Some(Fit::SilenceNotAsked)) => format!(
                    "{theme}, beside the {}: not asked in the interviews, so that their silence says nothing.",
                    self.named(&target)
                ),
                (Some(_), Some(_), Some(Fit::SilenceNotRaised)) => {
                    format!("{theme}, beside the {}: asked, and hardly raised by anybody.", self.named(&target))
                }
                (Some(_), Some(_), Some(Fit::SilenceNotMeasured)) => {
                    format!(
                        "{theme}, beside the {}: people speak of it, and no study measured it.",
                        self.named(&target)
                    )
                }
                (Some(_), None, _) if self.kind == TargetKind::Intervention => {
                    format!("{theme}: no intervention of the review is tied to it.")
                }
                _ => continue,
            };
            gaps.push(text);
        }
        gaps
    }
}

/// What helped and hindered putting interventions into practice, as studies report it: `factor, valence, level, reported_by, text`.
#[must_use]
pub fn implementation_factors(frame: &Frame<'_>) -> Table {
    let findings = &frame.snapshot().findings;
    let columns = vec![
        Column::text("factor", "Factor"),
        Column::text("valence", "Barrier or enabler"),
        Column::text("level", "Level"),
        Column::text("reported_by", "Reported for"),
        Column::text("text", "What is reported"),
    ];
    let mut table = Table::new("What studies report about putting interventions into practice", columns);
    for row in &findings.factors {
        let study = findings.studies.iter().find(|study| study.id == row.study).map(|study| study.cite.as_str());
        let tested = findings.interventions.iter().find(|one| one.id == row.intervention).map(|one| one.name.as_str());
        let reported: Vec<&str> = tested.into_iter().chain(study).collect();
        table.rows.push(vec![
            Cell::words(row.factor.replace('_', " ")),
            Cell::words(row.valence.clone()),
            Cell::words(row.level.clone()),
            Cell::words(reported.join(", ")),
            Cell::words(row.text.clone()),
        ]);
    }
    table
}
