//! Findings go out: as the sheets they came from, and in the forms of other programs.

use std::path::Path;

use super::barred_effects;
use crate::analysis::synthesis::derive;
use crate::interchange::eppi::write_eppi;
use crate::interchange::findings::{EscalcRow, write_escalc, write_findings_csv, write_findings_xlsx};
use crate::interchange::ris::write_ris;
use crate::model::{EffectScale, Problem, Snapshot};
use crate::project::{Project, ProjectError};

/// A form that findings are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingForm {
    /// Every sheet as a CSV file in a folder.
    Csv,
    /// Every sheet in one workbook, with a data dictionary.
    Xlsx,
    /// Effects with yi and vi, for metafor and other programs of meta-analysis.
    Escalc,
    /// The JSON of EPPI-Reviewer and EPPI-Mapper.
    Eppi,
    /// Cited sources and studies as references.
    Ris,
}

impl FindingForm {
    /// Every form with the word that commands use.
    pub const ALL: [(Self, &'static str); 5] =
        [(Self::Csv, "csv"), (Self::Xlsx, "xlsx"), (Self::Escalc, "escalc"), (Self::Eppi, "eppi"), (Self::Ris, "ris")];

    /// The form of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(form, _)| *form)
    }
}

/// Findings in another form, to be written whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingExport {
    /// The content of one file.
    File(Vec<u8>),
    /// Files of a folder: names and contents.
    Folder(Vec<(String, Vec<u8>)>),
}

impl Project {
    /// The findings in a form of files; `place` is for messages alone. Returns beside it what a person should know.
    ///
    /// # Errors
    /// Those of the project file; words longer than a cell of a workbook can hold.
    pub fn export_findings(
        &self,
        form: FindingForm,
        place: &Path,
    ) -> Result<(FindingExport, Vec<String>), ProjectError> {
        let findings = self.store.findings()?;
        let mut notes = Vec::new();
        let export = match form {
            FindingForm::Csv => {
                let files = write_findings_csv(&findings).into_iter();
                FindingExport::Folder(files.map(|(name, text)| (name, text.into_bytes())).collect())
            }
            FindingForm::Xlsx => {
                let wrong =
                    |error: crate::table::WorkbookError| Problem::new(place.display().to_string(), error.to_string());
                FindingExport::File(write_findings_xlsx(&findings).map_err(wrong)?)
            }
            FindingForm::Eppi => {
                let (text, left_out) = write_eppi(&findings);
                notes.extend(left_out);
                FindingExport::File(text.into_bytes())
            }
            FindingForm::Ris => FindingExport::File(write_ris(&findings).into_bytes()),
            FindingForm::Escalc => FindingExport::File(escalc(&self.snapshot(None)?, &mut notes).into_bytes()),
        };
        Ok((export, notes))
    }
}

/// Effects for meta-analysis; those with an error are left out, as everywhere.
fn escalc(snapshot: &Snapshot, notes: &mut Vec<String>) -> String {
    let barred = barred_effects(snapshot);
    let findings = &snapshot.findings;
    let counted = findings.effects.iter().filter(|effect| !barred.contains(&effect.id));
    let rows: Vec<EscalcRow<'_>> = counted
        .map(|effect| {
            let study = findings.studies.iter().find(|study| study.id == effect.study);
            let measure = escalc_measure(effect.es_type);
            match derive(effect, study) {
                Ok(derived) => {
                    let made_from: Vec<&str> =
                        std::iter::once(derived.made_from).chain(derived.remarks.iter().map(String::as_str)).collect();
                    let (yi, vi) = (Some(derived.estimate.value), Some(derived.estimate.variance));
                    EscalcRow { effect, study, measure, yi, vi, made_from: made_from.join("; ") }
                }
                Err(why) => EscalcRow { effect, study, measure, yi: None, vi: None, made_from: why },
            }
        })
        .collect();
    if !barred.is_empty() {
        let ids: Vec<&str> = barred.iter().map(String::as_str).collect();
        notes.push(format!("left out because their rows have errors (`themeweave finding check`): {}", ids.join(", ")));
    }
    let lacking = rows.iter().filter(|row| row.yi.is_none() || row.vi.is_none());
    let lacking: Vec<&str> = lacking.map(|row| row.effect.id.as_str()).collect();
    if !lacking.is_empty() {
        notes.push(format!(
            "without yi and vi, because what is reported does not suffice (made_from says why): {}",
            lacking.join(", ")
        ));
    }
    write_escalc(&rows)
}

/// metafor's word for a scale of analysis.
fn escalc_measure(scale: EffectScale) -> &'static str {
    match scale {
        EffectScale::Smd => "SMD",
        EffectScale::OddsRatio => "OR",
        EffectScale::RiskRatio => "RR",
        EffectScale::HazardRatio => "HR",
        EffectScale::RiskDifference => "RD",
        EffectScale::MeanDifference => "MD",
        EffectScale::Correlation => "ZCOR",
    }
}
