//! Findings: sheets of the review, what is wrong with them, and tables of what is there.

mod incoming;
mod outgoing;

use crate::text::capitalised;
use std::collections::BTreeSet;

use super::{Project, ProjectError};
use crate::analysis::synthesis::{Choices, EffectFilter, Grouping, PoolRequest, SetResult, synthesise};
use crate::interchange::SheetContent;
use crate::interchange::check::{self, FindingProblem, FindingTable, Level};
use crate::interchange::findings::{self as sheets, FindingFiles};
use crate::interchange::merge_rows;
use crate::model::{Findings, Problems, Snapshot};
use crate::table::{Cell, Column, Table};

pub use incoming::{FindingImport, FindingImportOptions, FindingKind};
pub use outgoing::{FindingExport, FindingForm};

/// A sheet of the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingSheet {
    /// Primary studies.
    Studies,
    /// Interventions.
    Interventions,
    /// Effects.
    Effects,
    /// Practice elements.
    Elements,
    /// Which intervention has which element.
    InterventionElements,
    /// Descriptive figures.
    Statistics,
    /// Cited sources.
    Cited,
    /// Recommendations of others.
    Recommendations,
    /// What helped and hindered putting interventions into practice.
    Factors,
    /// PROGRESS-Plus characteristics.
    Progress,
    /// Recommendations taken from views.
    Views,
    /// Which intervention does what a view asks for.
    ViewMatches,
    /// Ties between themes or codes and findings.
    Links,
}

impl FindingSheet {
    /// Every sheet with the word that commands, manifests and file names use.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Studies, "studies"),
        (Self::Interventions, "interventions"),
        (Self::Effects, "effects"),
        (Self::Elements, "elements"),
        (Self::InterventionElements, "intervention_elements"),
        (Self::Statistics, "statistics"),
        (Self::Cited, "cited"),
        (Self::Recommendations, "recommendations"),
        (Self::Factors, "implementation_factors"),
        (Self::Progress, "progress"),
        (Self::Views, "views"),
        (Self::ViewMatches, "view_matches"),
        (Self::Links, "links"),
    ];

    /// The sheet of this word; case, blanks, hyphens and underscores do not matter, and `sources-cited` is `cited`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = folded(word);
        let word = match word.as_str() {
            "sourcescited" | "citedsources" => "cited",
            "factors" => "implementationfactors",
            "progressplus" => "progress",
            other => other,
        };
        // People name a sheet by what a row of it is, too.
        let same = |known: &str| known == word || known.strip_suffix('s') == Some(word);
        Self::ALL.iter().find(|(_, known)| same(&folded(known))).map(|(sheet, _)| *sheet)
    }

    /// The word that commands, manifests and file names use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(sheet, _)| *sheet == self).map_or("", |(_, word)| word)
    }

    /// Reads a sheet of this kind into its place among `files`.
    pub(super) fn read_into(
        self,
        files: &mut FindingFiles,
        name: &str,
        text: SheetContent<'_>,
    ) -> Result<(), Problems> {
        match self {
            Self::Studies => files.studies = sheets::read_studies(name, text)?,
            Self::Interventions => files.interventions = sheets::read_interventions(name, text)?,
            Self::Effects => files.effects = sheets::read_effects(name, text)?,
            Self::Elements => files.elements = sheets::read_elements(name, text)?,
            Self::InterventionElements => files.intervention_elements = sheets::read_intervention_elements(name, text)?,
            Self::Statistics => files.statistics = sheets::read_statistics(name, text)?,
            Self::Cited => files.cited = sheets::read_cited(name, text)?,
            Self::Recommendations => files.recommendations = sheets::read_recommendations(name, text)?,
            Self::Factors => files.factors = sheets::read_factors(name, text)?,
            Self::Progress => files.progress = sheets::read_progress(name, text)?,
            Self::Views => files.views = sheets::read_views(name, text)?,
            Self::ViewMatches => files.view_matches = sheets::read_view_matches(name, text)?,
            Self::Links => files.links = sheets::read_links(name, text)?,
        }
        Ok(())
    }

    fn take(self, from: &FindingFiles, into: &mut Findings) {
        match self {
            Self::Studies => into.studies.clone_from(&from.studies.rows),
            Self::Interventions => into.interventions.clone_from(&from.interventions.rows),
            Self::Effects => into.effects.clone_from(&from.effects.rows),
            Self::Elements => into.elements.clone_from(&from.elements.rows),
            Self::InterventionElements => into.intervention_elements.clone_from(&from.intervention_elements.rows),
            Self::Statistics => into.statistics.clone_from(&from.statistics.rows),
            Self::Cited => into.cited.clone_from(&from.cited.rows),
            Self::Recommendations => into.recommendations.clone_from(&from.recommendations.rows),
            Self::Factors => into.factors.clone_from(&from.factors.rows),
            Self::Progress => into.progress.clone_from(&from.progress.rows),
            Self::Views => into.views.clone_from(&from.views.rows),
            Self::ViewMatches => into.view_matches.clone_from(&from.view_matches.rows),
            // Links that people made in the project are theirs; a sheet does not take them away.
            Self::Links => merge_rows(&mut into.links, &from.links.rows, |link| link.from_file, |link| link.id.clone()),
        }
    }
}

/// A word without case, blanks and punctuation.
fn folded(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Ids of effects whose rows have errors: they may not count.
#[must_use]
pub fn barred_effects(snapshot: &Snapshot) -> BTreeSet<String> {
    let problems = problems(snapshot);
    let wrong = problems.iter().filter(|problem| problem.level == Level::Error);
    wrong.filter(|problem| problem.table == FindingTable::Effects).map(|problem| problem.id.clone()).collect()
}

/// Everything that is wrong or doubtful in the findings of a project.
pub(super) fn problems(snapshot: &Snapshot) -> Vec<FindingProblem> {
    check::check(&snapshot.findings, &snapshot.scales, &snapshot.themes, &snapshot.codebook)
}

/// Outcomes whose effects may not be pooled as the study's settings stand: V12 and V13, which are about sets and not about rows.
fn refused_sets(snapshot: &Snapshot) -> Vec<FindingProblem> {
    let request = PoolRequest {
        by: vec![Grouping::Outcome],
        filter: EffectFilter::default(),
        choices: Choices::from(&snapshot.integration.settings.pooling),
        events: None,
        barred: barred_effects(snapshot),
    };
    let refused = request.sets(snapshot).into_iter().filter_map(|set| {
        let SetResult::Refused { rule, why } = synthesise(&set.members, &request.choices) else { return None };
        let first = set.members.first()?.effect;
        let row = snapshot.findings.effects.iter().position(|effect| effect.id == first.id)?;
        Some(FindingProblem {
            rule: if rule.is_empty() { "V12" } else { rule },
            level: Level::Warning,
            table: FindingTable::Effects,
            row,
            id: set.keys.join(" "),
            file: String::new(),
            line: None,
            field: if rule == "V13" { "es_type" } else { "study" },
            message: format!("effects on {} are not pooled: {why}", set.labels.join(", ")),
            hint: "in the settings of the study, or for one command: see finding pool".to_owned(),
        })
    });
    refused.collect()
}

impl Project {
    /// Everything that is wrong or doubtful in the findings, and whether any of it is an error.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn check_findings(&self) -> Result<(Table, bool), ProjectError> {
        let snapshot = self.snapshot(None)?;
        let mut problems = problems(&snapshot);
        problems.extend(refused_sets(&snapshot));
        let errors = problems.iter().any(|problem| problem.level == Level::Error);
        let mut table = check::check_table(&problems);
        table.notes.extend(check::unchecked(&snapshot.scales));
        Ok((table, errors))
    }

    /// The rows of a sheet as a table for reading.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn findings_table(&self, sheet: FindingSheet) -> Result<Table, ProjectError> {
        let findings = self.store.findings()?;
        Ok(match sheet {
            FindingSheet::Effects => effects_table(&findings),
            FindingSheet::Studies => listing(
                "Studies",
                &["study", "cite", "country", "design", "n"],
                findings.studies.iter().map(|s| {
                    vec![
                        s.id.clone(),
                        s.cite.clone(),
                        s.country.clone(),
                        s.design.clone(),
                        s.n_total.map_or(String::new(), |n| n.to_string()),
                    ]
                }),
            ),
            FindingSheet::Interventions => listing(
                "Interventions",
                &["intervention", "name", "phase", "evidence_rating", "cost_rating"],
                findings.interventions.iter().map(|i| {
                    vec![
                        i.id.clone(),
                        i.name.clone(),
                        i.phase.clone(),
                        i.evidence_rating.clone(),
                        i.cost_rating.clone(),
                    ]
                }),
            ),
            FindingSheet::Elements => listing(
                "Practice elements",
                &["element", "name", "family", "kind"],
                findings.elements.iter().map(|e| vec![e.id.clone(), e.name.clone(), e.family.clone(), e.kind.clone()]),
            ),
            FindingSheet::InterventionElements => listing(
                "Practice elements of interventions",
                &["intervention", "element", "presence"],
                findings.intervention_elements.iter().map(|e| {
                    let presence = e.presence.map_or("not reported", |there| if there { "present" } else { "absent" });
                    vec![e.intervention.clone(), e.element.clone(), presence.to_owned()]
                }),
            ),
            FindingSheet::Statistics => crate::analysis::statistics(&findings),
            FindingSheet::Cited => listing(
                "Cited sources",
                &["key", "cite", "kind"],
                findings.cited.iter().map(|c| vec![c.id.clone(), c.cite.clone(), c.kind.clone()]),
            ),
            FindingSheet::Recommendations => listing(
                "Recommendations",
                &["recommendation", "text", "source"],
                findings.recommendations.iter().map(|r| vec![r.id.clone(), r.text.clone(), r.source.clone()]),
            ),
            FindingSheet::Factors => listing(
                "Implementation factors",
                &["factor", "valence", "level", "intervention", "text"],
                findings.factors.iter().map(|f| {
                    vec![f.factor.clone(), f.valence.clone(), f.level.clone(), f.intervention.clone(), f.text.clone()]
                }),
            ),
            FindingSheet::Progress => listing(
                "PROGRESS-Plus characteristics",
                &["about", "id", "characteristic", "value", "level"],
                findings.progress.iter().map(|p| {
                    vec![p.about.clone(), p.id.clone(), p.characteristic.clone(), p.value.clone(), p.level.clone()]
                }),
            ),
            FindingSheet::Views => listing(
                "Recommendations taken from views",
                &["view", "theme", "role", "text"],
                findings.views.iter().map(|v| vec![v.id.clone(), v.theme.clone(), v.role.clone(), v.text.clone()]),
            ),
            FindingSheet::ViewMatches => listing(
                "Interventions and what views ask for",
                &["view", "intervention", "matched", "source"],
                findings
                    .view_matches
                    .iter()
                    .map(|m| vec![m.view.clone(), m.intervention.clone(), m.matched.clone(), m.source.clone()]),
            ),
            FindingSheet::Links => listing(
                "Links",
                &["link", "from", "to", "relation", "direction", "status"],
                findings.links.iter().map(|l| {
                    let status = format!("{:?}", l.status).to_lowercase();
                    vec![
                        l.id.clone(),
                        format!("{} {}", l.from_kind, l.from),
                        format!("{} {}", l.to_kind, l.to),
                        l.relation.clone(),
                        l.direction.clone(),
                        status,
                    ]
                }),
            ),
        })
    }
}

fn listing(title: &str, keys: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Table {
    let columns = keys.iter().map(|key| Column::text(*key, heading(key))).collect();
    let mut table = Table::new(title, columns);
    table.rows = rows.map(|row| row.into_iter().map(Cell::words).collect()).collect();
    table
}

/// `evidence_rating` as a heading: `Evidence rating`.
pub(super) fn heading(key: &str) -> String {
    capitalised(&key.replace('_', " "))
}

fn effects_table(findings: &Findings) -> Table {
    let columns = vec![
        Column::text("effect", "Effect"),
        Column::text("study", "Study"),
        Column::text("outcome", "Outcome"),
        Column::text("es_type", "Scale"),
        Column::number("value", "Value"),
        Column::number("ci_low", "Low"),
        Column::number("ci_high", "High"),
        Column::number("months", "Months"),
    ];
    let mut table = Table::new("Effects, as reported", columns);
    table.rows = findings
        .effects
        .iter()
        .map(|effect| {
            vec![
                Cell::words(effect.id.clone()),
                Cell::words(effect.study.clone()),
                Cell::words(effect.outcome.clone()),
                Cell::words(effect.es_type.word()),
                Cell::number(effect.value, 2),
                Cell::number(effect.ci_low, 2),
                Cell::number(effect.ci_high, 2),
                Cell::number(effect.months, 0),
            ]
        })
        .collect();
    table.notes.push("Nothing is pooled. Limits are those of the reported interval.".to_owned());
    table
}
