//! Rule V16: a percentage is a share of something.

use super::{Finder, FindingTable, Level, Place};
use crate::model::Findings;

pub(super) fn check(findings: &Findings, finder: &mut Finder) {
    for (row, statistic) in findings.statistics.iter().enumerate() {
        let place = Place { table: FindingTable::Statistics, row, id: &statistic.id };
        let Some(value) = statistic.value.filter(|_| statistic.unit == "percent") else { continue };
        match (statistic.base_n, statistic.base.is_empty()) {
            (None, true) => {
                let hint = "say of whom or what, and of how many, before it is printed";
                finder.add(place, ("V16", Level::Error), "base", format!("{value} % of what?"), hint);
            }
            // A nested base is often named and not counted in the source; that is a fact about the source.
            (None, false) => {
                let message = format!("the size of the base ({}) is not given", statistic.base);
                let hint = "it can be printed with its base in words, not compared or given an interval";
                finder.add(place, ("V16", Level::Warning), "base_n", message, hint);
            }
            (Some(base), _) => share(value, base, statistic.numerator, place, finder),
        }
    }
}

/// The reported share must be the reported numerator over the base, as far as rounding allows.
fn share(value: f64, base: i64, numerator: Option<i64>, place: Place<'_>, finder: &mut Finder) {
    let rule = ("V16", Level::Error);
    if base < 1 {
        finder.add(place, rule, "base_n", format!("a base of {base}"), "leave it empty when not known");
        return;
    }
    let Some(numerator) = numerator else { return };
    if numerator > base {
        finder.add(place, rule, "numerator", format!("{numerator} of {base}"), "a share cannot exceed its base");
        return;
    }
    // Counts of people stay far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let percent = 100.0 * numerator as f64 / base as f64;
    if (percent - value).abs() > 0.5 + 1e-9 {
        let message = format!("{numerator} of {base} is {percent:.1} %, not {value} %");
        finder.add(place, ("V16", Level::Warning), "value", message, "is the base another one?");
    }
}
