//! Rules about studies: V05 (numbers), V14 (shared cohorts), V17 (country, United Kingdom).

use std::collections::BTreeMap;

use super::{Finder, FindingTable, Level, Place};
use crate::model::Findings;

pub(super) fn check(findings: &Findings, finder: &mut Finder) {
    let mut cohorts: BTreeMap<String, &str> = BTreeMap::new();
    for (row, study) in findings.studies.iter().enumerate() {
        let place = Place { table: FindingTable::Studies, row, id: &study.id };
        for (field, n) in [("n_total", study.n_total), ("n_int", study.n_int), ("n_ctl", study.n_ctl)] {
            if let Some(n) = n.filter(|n| *n < 1) {
                finder.add(
                    place,
                    ("V05", Level::Error),
                    field,
                    format!("{n} participants"),
                    "leave it empty when not known",
                );
            }
        }
        if let (Some(total), Some(arms)) =
            (study.n_total, study.n_int.zip(study.n_ctl).map(|(a, b)| a.saturating_add(b)))
            && arms > total
        {
            let message = format!("the arms have {arms} participants, the study {total}");
            finder.add(place, ("V05", Level::Error), "n_total", message, "arms cannot add up to more than the whole");
        }
        if !study.cohort.is_empty() {
            if let Some(first) = cohorts.get(&study.cohort.to_lowercase()) {
                let message = format!("shares cohort `{}` with study `{first}`", study.cohort);
                finder.add(
                    place,
                    ("V14", Level::Warning),
                    "cohort",
                    message,
                    "the same people must not be counted twice",
                );
            } else {
                cohorts.insert(study.cohort.to_lowercase(), &study.id);
            }
        }
        if study.country.is_empty() {
            finder.add(place, ("V17", Level::Warning), "country", "the country is not given", "");
        } else if study.uk.is_none() {
            let message = format!("whether {} is in the United Kingdom is not said", study.country);
            finder.add(
                place,
                ("V17", Level::Warning),
                "uk",
                message,
                "say yes or no, so that effects can be told apart by it",
            );
        }
    }
}
