//! Agreement of ratings that were made elsewhere: units by coders in a long sheet, one value each.

use super::coefficient::Coefficient;
use super::describe::Reasons;
use super::measured::figure_of;
use super::patterns::Patterns;
use crate::stats::agreement::bootstrap::resample_clusters;
use crate::stats::agreement::krippendorff::Coincidences;
use crate::table::{Cell, Column, Table};
use crate::text::counted;

/// What the values of ratings are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Names.
    #[default]
    Nominal,
    /// Figures that have an order.
    Ordinal,
    /// Figures whose differences mean something.
    Interval,
    /// Figures whose ratios do.
    Ratio,
}

impl Scale {
    /// Every scale with its word.
    pub const WORDS: [(Self, &'static str); 4] =
        [(Self::Nominal, "nominal"), (Self::Ordinal, "ordinal"), (Self::Interval, "interval"), (Self::Ratio, "ratio")];

    /// The coefficients that fit it.
    fn coefficients(self) -> Vec<Coefficient> {
        let of_figures = |alpha| vec![Coefficient::Percent, alpha, Coefficient::Ac2, Coefficient::WeightedKappa];
        match self {
            Self::Nominal => vec![
                Coefficient::Percent,
                Coefficient::Alpha,
                Coefficient::Cohen,
                Coefficient::Scott,
                Coefficient::Fleiss,
                Coefficient::Conger,
                Coefficient::Ac1,
                Coefficient::BrennanPrediger,
            ],
            Self::Ordinal => of_figures(Coefficient::AlphaOrdinal),
            Self::Interval => of_figures(Coefficient::AlphaInterval),
            Self::Ratio => of_figures(Coefficient::AlphaRatio),
        }
    }
}

/// Ratings of units by coders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LongRatings {
    /// What was rated, as the table's title says it.
    pub title: String,
    /// The coders.
    pub coders: Vec<String>,
    /// The values, sorted as figures, or as names where they are names.
    pub labels: Vec<String>,
    /// The same as figures; 0, 1, ... for names.
    pub numbers: Vec<f64>,
    /// For each unit, its cluster and each coder's value by place.
    pub units: Vec<(u32, Vec<Option<usize>>)>,
    /// Whether clusters are larger than units.
    pub clustered: bool,
    /// Rows without a value, or with one that does not count.
    pub left_out: u64,
}

/// What is asked about ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatingsRequest {
    /// What the values are.
    pub scale: Scale,
    /// Resamples for intervals; 0 for none.
    pub resamples: usize,
    /// Where their random numbers begin.
    pub seed: u64,
    /// Level of intervals, between 0 and 1.
    pub level: f64,
}

/// Every coefficient that fits the values, with intervals by formula and over resamples. Columns: `coefficient, estimate,
/// low, high, formula_low, formula_high, observed, chance`; for names, a row for each value against all others (alpha).
#[must_use]
pub fn agreement_of_ratings(ratings: &LongRatings, request: &RatingsRequest) -> Table {
    let mut columns = vec![Column::text("coefficient", "Coefficient")];
    let figures = [
        ("estimate", "Estimate"),
        ("low", "Low"),
        ("high", "High"),
        ("formula_low", "By formula: low"),
        ("formula_high", "high"),
        ("observed", "Observed"),
        ("chance", "Chance"),
    ];
    columns.extend(figures.map(|(key, label)| Column::number(key, label)));
    let coders = counted(ratings.coders.len() as u64, "coder");
    let mut table = Table::new(format!("Agreement of {coders} on {}", ratings.title), columns);
    let patterns = Patterns::of_units(ratings.numbers.clone(), ratings.coders.len(), ratings.units.clone());
    let pairable = patterns.pairable();
    let in_pairs = ratings.units.iter().map(|(_, said)| said.iter().flatten().count()).filter(|count| *count > 1);
    let values: usize = in_pairs.sum();
    table.frame = format!(
        "{} with a rating; {pairable} with two or more, which hold {values} of the {} ratings",
        counted(ratings.units.len() as u64, "unit"),
        ratings.units.iter().map(|(_, said)| said.iter().flatten().count()).sum::<usize>()
    );
    let clusters = ratings.units.iter().map(|(cluster, _)| *cluster as usize + 1).max().unwrap_or(0);
    let each: Vec<usize> = (0..clusters).collect();
    let mut reasons = Reasons::default();
    for coefficient in request.scale.coefficients() {
        let of = |times: Option<&[u64]>| {
            figure_of(coefficient, std::slice::from_ref(&patterns), false, request.level, times)
        };
        let found = of(None);
        let drawn = (found.is_ok() && clusters > 1 && request.resamples > 0).then(|| {
            let statistic = |times: &[u64]| of(Some(times)).ok().map(|found| found.value);
            resample_clusters(&each, request.resamples, request.seed, statistic)
        });
        let limits = drawn.and_then(|drawn| drawn.limits(request.level));
        let formula = found.ok().and_then(|found| found.limits);
        let parts = found.ok().and_then(|found| found.parts);
        let figures = [
            limits.map(|limits| limits.low),
            limits.map(|limits| limits.high),
            formula.map(|limits| limits.low),
            formula.map(|limits| limits.high),
            parts.map(|parts| parts.0),
            parts.map(|parts| parts.1),
        ];
        let estimate = reasons.cell(found.map(|found| found.value));
        let estimate =
            if let Cell::Number { value, .. } = estimate { Cell::Number { value, decimals: 6 } } else { estimate };
        let mut row = vec![Cell::words(coefficient.label()), estimate];
        row.extend(figures.map(|figure| Cell::number(figure, 3)));
        table.rows.push(row);
    }
    by_value(&mut table, &mut reasons, ratings, &patterns, request.scale);
    reasons.explain(&mut table);
    notes(&mut table, ratings, request, pairable, values);
    table
}

/// Alpha of each value against all others: which of them the coders cannot tell apart.
fn by_value(table: &mut Table, reasons: &mut Reasons, ratings: &LongRatings, patterns: &Patterns, scale: Scale) {
    let Ok(all) = patterns.ratings() else { return };
    if scale != Scale::Nominal || ratings.labels.len() < 3 {
        return;
    }
    let coincidences = Coincidences::of(&all);
    for (place, label) in ratings.labels.iter().enumerate() {
        let found =
            coincidences.alpha_of_category(place).map(|alpha| alpha.value).map_err(super::coefficient::Why::from);
        let mut row = vec![Cell::words(format!("Alpha of {label}")), reasons.cell(found)];
        row.resize(table.columns.len(), Cell::Empty);
        table.rows.push(row);
    }
}

fn notes(table: &mut Table, ratings: &LongRatings, request: &RatingsRequest, pairable: u64, values: usize) {
    let coders = ratings.coders.len() as u64;
    let missing = (coders * pairable).saturating_sub(values as u64);
    table.notes.push(format!(
        "Missing: {missing} of {} ratings that {coders} coders could have given these {pairable} units.",
        coders * pairable
    ));
    if ratings.left_out > 0 {
        table.notes.push(format!(
            "{} without a value, or with one that was asked to be dropped: left out.",
            counted(ratings.left_out, "row")
        ));
    }
    if request.resamples > 0 {
        table.notes.push(format!(
            "Intervals ({:.0}%): {} resamples of {} (seed {}).",
            request.level * 100.0,
            request.resamples,
            if ratings.clustered { "clusters" } else { "units" },
            request.seed
        ));
    }
    if request.scale == Scale::Nominal && ratings.labels.len() >= 3 {
        table.notes.push("Alpha of a value: that value against all others together.".to_owned());
    }
}
