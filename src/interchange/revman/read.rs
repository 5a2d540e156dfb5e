//! The file -> a review.

use std::collections::BTreeSet;

use super::xml::{Element, read_xml};
use super::{
    OutcomeKind, PoolingMethod, RevManComparison, RevManOutcome, RevManReview, RevManRow, RevManStudy, RevManSubgroup,
    StoredPool,
};
use crate::interchange::layout::folded;
use crate::model::{EffectScale, Problem, Problems};

/// The parts of a review that hold no data.
const SKIPPED: [&str; 9] = [
    "MAIN_TEXT",
    "OTHER_REFERENCES",
    "SOF_TABLES",
    "ADDITIONAL_TABLES",
    "FIGURES",
    "FLOWCHARTS",
    "FEEDBACK",
    "APPENDICES",
    "EXTENSIONS",
];

/// Reads a review; beside it what was odd about the file.
///
/// # Errors
/// A file that is no RevMan 5 review or is damaged; every figure that is none, every row of a study that is not among
/// the included ones.
pub fn read_revman(file_name: &str, bytes: &[u8]) -> Result<(RevManReview, Vec<String>), Problems> {
    let (root, notes) = read_xml(file_name, bytes, &SKIPPED)?;
    if root.name != "COCHRANE_REVIEW" {
        let message = format!("the file begins with {}, expected COCHRANE_REVIEW of a RevMan 5 review", root.name);
        return Err(Problem::new(file_name, message).at_line(root.line).into());
    }
    let mut reader = Reader { file: file_name, known: BTreeSet::new(), notes, problems: Problems::default() };
    let studies = reader.studies(&root);
    reader.known = studies.iter().map(|study| study.id.clone()).collect();
    let comparisons = root.child("ANALYSES_AND_DATA").map(|data| reader.comparisons(data)).unwrap_or_default();
    let title = root.at(&["COVER_SHEET", "TITLE"]).map_or_else(String::new, Element::words);
    let Reader { notes, problems, .. } = reader;
    problems.none_or((RevManReview { title, studies, comparisons }, notes))
}

struct Reader<'f> {
    file: &'f str,
    known: BTreeSet<String>,
    notes: Vec<String>,
    problems: Problems,
}

impl Reader<'_> {
    fn wrong(&mut self, element: &Element, field: &str, message: String) {
        self.problems.push(Problem::new(self.file, message).at_line(element.line).field(field));
    }

    fn studies(&mut self, root: &Element) -> Vec<RevManStudy> {
        let Some(included) = root.at(&["STUDIES_AND_REFERENCES", "STUDIES", "INCLUDED_STUDIES"]) else {
            return Vec::new();
        };
        let mut studies: Vec<RevManStudy> = Vec::new();
        for element in included.all("STUDY") {
            let id = study_id(element.attribute("ID"));
            if id.is_empty() || studies.iter().any(|study| study.id == id) {
                self.wrong(element, "ID", format!("`{id}` is no id that only this study has"));
                continue;
            }
            let year = element.attribute("YEAR").chars().take(4).collect::<String>().parse().ok();
            let year = year.filter(|year| (1800..=2200).contains(year));
            let name = element.attribute("NAME").to_owned();
            studies.push(RevManStudy { id, name, year, doi: doi(element), ..RevManStudy::default() });
        }
        let described = root.at(&["CHARACTERISTICS_OF_STUDIES", "CHARACTERISTICS_OF_INCLUDED_STUDIES"]);
        for element in described.into_iter().flat_map(|described| described.all("INCLUDED_CHAR")) {
            let id = study_id(element.attribute("STUDY_ID"));
            if let Some(study) = studies.iter_mut().find(|study| study.id == id) {
                study.methods = element.words_of("CHAR_METHODS");
            }
        }
        for item in root.child("QUALITY_ITEMS").into_iter().flat_map(|items| items.all("QUALITY_ITEM")) {
            self.quality(item, &mut studies);
        }
        studies
    }

    /// One item of the risk-of-bias table; items by group of outcomes have several entries for a study.
    fn quality(&mut self, item: &Element, studies: &mut [RevManStudy]) {
        let name = plain(&item.words_of("NAME"));
        let beside = item.children().filter(|child| child.name != "QUALITY_ITEM_DATA");
        let groups: Vec<(&str, String)> = beside
            .flat_map(|child| std::iter::once(child).chain(child.children()))
            .filter(|group| !group.attribute("ID").is_empty())
            .map(|group| (group.attribute("ID"), plain(&group.words())))
            .collect();
        for entry in item.child("QUALITY_ITEM_DATA").into_iter().flat_map(Element::children) {
            let judgement = match entry.attribute("RESULT") {
                "YES" => "low",
                "NO" => "high",
                "UNKNOWN" | "UNCLEAR" => "unclear",
                "" => continue,
                other => {
                    self.wrong(entry, "RESULT", format!("`{other}` is no judgement, expected YES, NO or UNKNOWN"));
                    continue;
                }
            };
            let id = study_id(entry.attribute("STUDY_ID"));
            let Some(study) = studies.iter_mut().find(|study| study.id == id) else { continue };
            let group = entry.attribute("GROUP_ID");
            let group = groups.iter().find(|(id, _)| *id == group).map_or(group, |(_, name)| name);
            let domain = if group.is_empty() { name.clone() } else { format!("{name} ({group})") };
            study.bias.push((domain, judgement.to_owned()));
        }
    }

    fn comparisons(&mut self, data: &Element) -> Vec<RevManComparison> {
        let mut comparisons = Vec::new();
        for (at, element) in data.all("COMPARISON").enumerate() {
            let number = number_of(element, at);
            let mut comparison = RevManComparison {
                name: element.words_of("NAME"),
                number: number.clone(),
                ..RevManComparison::default()
            };
            let outcomes = element.children().filter(|child| child.name.ends_with("_OUTCOME"));
            for (at, outcome) in outcomes.enumerate() {
                let number = format!("{number}.{}", number_of(outcome, at));
                comparison.outcomes.extend(self.outcome(outcome, number));
            }
            comparisons.push(comparison);
        }
        comparisons
    }

    fn outcome(&mut self, element: &Element, number: String) -> Option<RevManOutcome> {
        let prefix = element.name.strip_suffix("_OUTCOME").unwrap_or_default();
        let kind = match prefix {
            "DICH" => OutcomeKind::Dichotomous,
            "CONT" => OutcomeKind::Continuous,
            "IV" => OutcomeKind::InverseVariance,
            "IPD" => OutcomeKind::ObservedExpected,
            _ => {
                let name = element.words_of("NAME");
                self.notes.push(format!("outcome {number} {name} has data in words ({prefix}), which are not taken"));
                return None;
            }
        };
        let measure = element.attribute("EFFECT_MEASURE").to_owned();
        let level = |value: Option<f64>| value.filter(|level| (50.0..100.0).contains(level)).unwrap_or(95.0);
        let mut outcome = RevManOutcome {
            name: element.words_of("NAME"),
            kind,
            scale: scale_of(&measure),
            measure,
            method: method_of(element.attribute("METHOD"), kind),
            random: element.attribute("RANDOM") == "YES",
            swap_events: element.attribute("SWAP_EVENTS") == "YES",
            level: level(self.figure(element, "CI_STUDY")),
            pooled_level: level(self.figure(element, "CI_TOTAL")),
            groups: [element.words_of("GROUP_LABEL_1"), element.words_of("GROUP_LABEL_2")],
            graph: [element.words_of("GRAPH_LABEL_1"), element.words_of("GRAPH_LABEL_2")],
            pooled: Some(element.attribute("TOTALS"))
                .filter(|totals| *totals == "YES")
                .and_then(|_| self.stored(element)),
            number,
            line: element.line,
            ..RevManOutcome::default()
        };
        let row_name = format!("{prefix}_DATA");
        for row in element.all(&row_name) {
            let row = self.row(row, None);
            outcome.rows.extend(row);
        }
        let subgroup_name = format!("{prefix}_SUBGROUP");
        for (at, subgroup) in element.all(&subgroup_name).enumerate() {
            outcome.subgroups.push(RevManSubgroup {
                number: format!("{}.{}", outcome.number, number_of(subgroup, at)),
                name: subgroup.words_of("NAME"),
                pooled: Some(element.attribute("TOTALS"))
                    .filter(|totals| *totals != "NO")
                    .and_then(|_| self.stored(subgroup)),
            });
            for row in subgroup.all(&row_name) {
                let row = self.row(row, Some(at));
                outcome.rows.extend(row);
            }
        }
        Some(outcome)
    }

    fn stored(&mut self, element: &Element) -> Option<StoredPool> {
        if element.attribute("ESTIMABLE") == "NO" {
            return None;
        }
        let ci = (self.figure(element, "CI_START")?, self.figure(element, "CI_END")?);
        Some(StoredPool {
            estimate: self.figure(element, "EFFECT_SIZE")?,
            ci,
            chi2: self.figure(element, "CHI2"),
            df: self.figure(element, "DF"),
            i2: self.figure(element, "I2"),
            tau2: self.figure(element, "TAU2"),
            z: self.figure(element, "Z"),
        })
    }

    fn row(&mut self, element: &Element, subgroup: Option<usize>) -> Option<RevManRow> {
        let study = study_id(element.attribute("STUDY_ID"));
        if !self.known.contains(&study) {
            self.wrong(element, "STUDY_ID", format!("there is no included study `{study}`"));
            return None;
        }
        let mut two = |first: &str, second: &str| [self.figure(element, first), self.figure(element, second)];
        Some(RevManRow {
            study,
            subgroup,
            events: two("EVENTS_1", "EVENTS_2"),
            totals: two("TOTAL_1", "TOTAL_2"),
            means: two("MEAN_1", "MEAN_2"),
            sds: two("SD_1", "SD_2"),
            ci: two("CI_START", "CI_END"),
            estimate: self.figure(element, "EFFECT_SIZE"),
            se: self.figure(element, "SE"),
            observed_expected: self.figure(element, "O_E"),
            variance: self.figure(element, "VAR"),
            weight: self.figure(element, "WEIGHT"),
            estimable: element.attribute("ESTIMABLE") != "NO",
            line: element.line,
        })
    }

    /// A figure, or nothing when the attribute is missing or empty.
    fn figure(&mut self, element: &Element, name: &str) -> Option<f64> {
        let written = element.attribute(name);
        if written.is_empty() || written == "NaN" {
            return None;
        }
        let figure = written.parse::<f64>().ok().filter(|figure| figure.is_finite());
        if figure.is_none() {
            self.wrong(element, name, format!("`{written}` is not a number"));
        }
        figure
    }
}

/// The number that the program gave, else the position from 1.
fn number_of(element: &Element, at: usize) -> String {
    let written = element.attribute("NO");
    if written.is_empty() { (at + 1).to_string() } else { written.to_owned() }
}

/// Ids escape characters as `_x002d_`, and begin with STD-.
fn study_id(written: &str) -> String {
    let id = unescaped(written);
    id.strip_prefix("STD-").unwrap_or(&id).trim().to_owned()
}

fn unescaped(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).and_then(|code| u32::from_str_radix(code, 16).ok());
        let character = code.and_then(char::from_u32).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let (kept, after) = match character {
            Some(_) => (at, at + 7),
            None => (at + 2, at + 2),
        };
        out.push_str(rest.get(..kept).unwrap_or_default());
        out.extend(character);
        rest = rest.get(after..).unwrap_or_default();
    }
    out + rest
}

/// A name that can stand in a cell with other names: without the marks that divide them there.
fn plain(name: &str) -> String {
    name.trim_end_matches(':').replace([':', ';'], ",")
}

fn doi(study: &Element) -> String {
    let of = |element: &Element| {
        let identifiers = element.child("IDENTIFIERS")?;
        let doi = identifiers.all("IDENTIFIER").find(|identifier| identifier.attribute("TYPE") == "DOI")?;
        Some(doi.attribute("VALUE").to_owned())
    };
    let reports = study.all("REFERENCE").filter(|report| report.attribute("PRIMARY") == "YES");
    of(study).or_else(|| reports.into_iter().find_map(of)).unwrap_or_default()
}

fn method_of(word: &str, kind: OutcomeKind) -> PoolingMethod {
    match (word, kind) {
        ("PETO", _) | (_, OutcomeKind::ObservedExpected) => PoolingMethod::Peto,
        ("MH", _) | ("", OutcomeKind::Dichotomous) => PoolingMethod::MantelHaenszel,
        _ => PoolingMethod::InverseVariance,
    }
}

fn scale_of(measure: &str) -> Option<EffectScale> {
    let word = folded(measure);
    match word.as_str() {
        "or" | "oddsratio" | "petoor" | "petooddsratio" => Some(EffectScale::OddsRatio),
        "rr" | "riskratio" => Some(EffectScale::RiskRatio),
        "rd" | "riskdifference" => Some(EffectScale::RiskDifference),
        "hr" | "hazardratio" => Some(EffectScale::HazardRatio),
        "md" | "wmd" | "meandifference" => Some(EffectScale::MeanDifference),
        "smd" | "stdmeandifference" | "standardisedmeandifference" | "standardizedmeandifference" => {
            Some(EffectScale::Smd)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{study_id, unescaped};

    #[test]
    fn ids_are_unescaped_and_nothing_else_is() {
        assert_eq!(study_id("STD-ISIS_x002d_2"), "ISIS-2");
        assert_eq!(study_id("STD-M_x00fc_ller-1999"), "Müller-1999");
        for same in ["a_x", "a_x00", "a_xzzzz_", "a_x002d", "é_x", "_x00é_", "_xd800_"] {
            assert_eq!(unescaped(same), same);
        }
    }
}
