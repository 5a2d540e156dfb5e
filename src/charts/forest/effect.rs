//! The rows of a forest plot, read and turned so that more is always better.

use super::super::ChartError;
use super::super::reading::Reader;
use super::super::risk::Risk;
use super::pooled::Pooled;
use crate::model::EffectScale;
use crate::table::Table;

/// Scales that share an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Standardised mean differences.
    Standardised,
    /// Odds, risk and hazard ratios, on a log axis.
    Ratio,
    /// Risk differences.
    RiskDifference,
    /// Mean differences in the measure's own unit.
    MeanDifference,
    /// Correlations.
    Correlation,
}

impl Family {
    pub(super) fn of(scale: EffectScale) -> Self {
        match scale {
            EffectScale::Smd => Self::Standardised,
            EffectScale::OddsRatio | EffectScale::RiskRatio | EffectScale::HazardRatio => Self::Ratio,
            EffectScale::RiskDifference => Self::RiskDifference,
            EffectScale::MeanDifference => Self::MeanDifference,
            EffectScale::Correlation => Self::Correlation,
        }
    }

    /// Heading of its section.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Standardised => "Standardised mean differences",
            Self::Ratio => "Ratios (logarithmic scale)",
            Self::RiskDifference => "Risk differences",
            Self::MeanDifference => "Mean differences, in the unit of each measure",
            Self::Correlation => "Correlations",
        }
    }

    /// The value without effect.
    pub(super) fn null(self) -> f64 {
        if self == Self::Ratio { 1.0 } else { 0.0 }
    }

    /// A value where differences are even: ratios as logarithms.
    pub(super) fn even(self, value: f64) -> f64 {
        if self == Self::Ratio { value.ln() } else { value }
    }
}

/// An effect with its limits, turned so that more is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    /// The effect.
    pub value: f64,
    /// Lower and upper limit, where both are reported.
    pub limits: Option<(f64, f64)>,
}

impl Interval {
    /// Inverse variance on the analysis scale, from limits at 95 %.
    pub(super) fn weight(self, family: Family) -> Option<f64> {
        let (low, high) = self.limits?;
        let error = (family.even(high) - family.even(low)) / (2.0 * 1.959_963_984_540_054);
        (error > 0.0).then(|| 1.0 / (error * error))
    }

    fn turned(self, family: Family) -> Self {
        let turn = |value: f64| if family == Family::Ratio { 1.0 / value } else { 0.0 - value };
        Self { value: turn(self.value), limits: self.limits.map(|(low, high)| (turn(high), turn(low))) }
    }
}

/// What can be drawn of an effect.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    /// A mark on the axis.
    Plotted(Interval),
    /// Only words, in place of the figures.
    Listed(String),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub outcome: String,
    pub study: String,
    pub intervention: String,
    pub design: String,
    pub n: String,
    pub months: String,
    pub rating: String,
    /// Percentage of what is pooled of its outcome.
    pub weight: Option<f64>,
    pub family: Family,
    /// `OR`, `RR` or `HR`, empty for the others: what a ratio is one of.
    pub prefix: &'static str,
    /// Whether lower is better, so that the effect is shown turned round.
    pub turned: bool,
    pub standing: Standing,
    pub risk: Risk,
    /// The risk of bias in the tool's own word.
    pub risk_word: String,
}

impl Row {
    /// Its mark on the axis, where it has one.
    pub(super) fn plotted(&self) -> Option<Interval> {
        match self.standing {
            Standing::Plotted(interval) => Some(interval),
            Standing::Listed(_) => None,
        }
    }

    /// `† OR 1.45 [1.02, 2.06]`, or why there are no figures.
    pub(super) fn figures(&self) -> String {
        let interval = match &self.standing {
            Standing::Listed(why) => return why.clone(),
            Standing::Plotted(interval) => interval,
        };
        format!("{}{}", if self.turned { "† " } else { "" }, bracketed(self.prefix, *interval))
    }
}

/// `OR 1.45 [1.02, 2.06]`.
pub(super) fn bracketed(prefix: &str, interval: Interval) -> String {
    let limits = match interval.limits {
        Some((low, high)) => format!("{}, {}", figure(low), figure(high)),
        None => "–".to_owned(),
    };
    let gap = if prefix.is_empty() { "" } else { " " };
    format!("{prefix}{gap}{} [{limits}]", figure(interval.value))
}

/// A figure with two decimals and a true minus sign; three significant digits from 100 on.
pub(super) fn figure(value: f64) -> String {
    let text = if value.abs() < 99.995 { format!("{value:.2}") } else { format!("{value:.0}") };
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) => digits.to_owned(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

/// All rows of a forest plot.
pub(super) struct Effects {
    /// Effects, in the order of the table.
    pub rows: Vec<Row>,
    /// What they say together, outcome by outcome.
    pub pooled: Vec<Pooled>,
}

/// The effects of an outcome in one family, each with its place in the table, and what they say together.
pub(super) struct Group<'e> {
    pub outcome: &'e str,
    pub rows: Vec<(usize, &'e Row)>,
    pub pooled: Vec<&'e Pooled>,
}

impl Group<'_> {
    /// Every interval that its axis shows.
    pub(super) fn intervals(&self) -> impl Iterator<Item = Interval> {
        let effects = self.rows.iter().filter_map(|(_, row)| row.plotted());
        let together = self.pooled.iter().filter_map(|pooled| pooled.estimate);
        let predicted = self.pooled.iter().filter_map(|pooled| Some((pooled.estimate?, pooled.prediction)));
        let predicted = predicted.map(|(interval, limits)| Interval { limits, ..interval });
        effects.chain(together).chain(predicted)
    }
}

impl Effects {
    pub(super) fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 23] = [
            "outcome",
            "study",
            "intervention",
            "design",
            "n",
            "es_type",
            "value",
            "ci_low",
            "ci_high",
            "rating",
            "risk_of_bias",
            "months",
            "benefit",
            "kind",
            "weight",
            "pi_low",
            "pi_high",
            "tau2",
            "i2",
            "q",
            "q_df",
            "q_p",
            "said",
        ];
        let mut reader = Reader::new("forest plot", table)?.require(&KEYS)?;
        let (mut rows, mut pooled) = (Vec::new(), Vec::new());
        for row in 0..reader.rows() {
            match reader.words(row, "kind").as_str() {
                "effect" => rows.push(read_row(&mut reader, row)),
                "pooled" => pooled.push(Pooled::read(&mut reader, row)),
                other => {
                    reader.problem(Some(row), "kind", format!("found {other:?}, expected `effect` or `pooled`"), "");
                }
            }
        }
        reader.finish(Self { rows, pooled })
    }

    /// The families that occur, each once, in the order of their sections.
    pub(super) fn families(&self) -> Vec<Family> {
        let together = self.pooled.iter().map(|pooled| pooled.family);
        let found: std::collections::BTreeSet<Family> =
            self.rows.iter().map(|row| row.family).chain(together).collect();
        found.into_iter().collect()
    }

    /// A family's outcomes, in order of first appearance. What is pooled of effects on several scales stands in the family
    /// that it was pooled in.
    pub(super) fn by_outcome(&self, family: Family) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let place =
            |groups: &mut Vec<Group<'_>>, outcome: &str| groups.iter().position(|group| group.outcome == outcome);
        for (index, row) in self.rows.iter().enumerate().filter(|(_, row)| row.family == family) {
            match place(&mut groups, &row.outcome) {
                Some(at) => groups[at].rows.push((index, row)),
                None => groups.push(Group { outcome: &row.outcome, rows: vec![(index, row)], pooled: Vec::new() }),
            }
        }
        for pooled in self.pooled.iter().filter(|pooled| pooled.family == family) {
            match place(&mut groups, &pooled.outcome) {
                Some(at) => groups[at].pooled.push(pooled),
                None => groups.push(Group { outcome: &pooled.outcome, rows: Vec::new(), pooled: vec![pooled] }),
            }
        }
        groups
    }
}

fn read_row(reader: &mut Reader<'_>, row: usize) -> Row {
    let scale = read_scale(reader, row);
    let family = Family::of(scale);
    let benefit = reader.words(row, "benefit");
    if !matches!(benefit.as_str(), "higher" | "lower" | "") {
        let message = format!("found {benefit:?}, expected `higher` or `lower`");
        reader.problem(Some(row), "benefit", message, "say which side of the scale is better for the family");
    }
    let turned = benefit == "lower";
    let standing = match read_interval(reader, row, family) {
        None => Standing::Listed("not reported".to_owned()),
        Some(_) if benefit.is_empty() => Standing::Listed("direction not stated".to_owned()),
        Some(interval) if turned => Standing::Plotted(interval.turned(family)),
        Some(interval) => Standing::Plotted(interval),
    };
    let word = reader.words(row, "risk_of_bias");
    let risk = Risk::of(&word).unwrap_or_else(|| {
        let hint = "expected low, some concerns, moderate, high, serious, critical, or nothing";
        reader.problem(Some(row), "risk_of_bias", format!("found {word:?}"), hint);
        Risk::Unknown
    });
    Row {
        outcome: reader.needed_words(row, "outcome"),
        study: reader.needed_words(row, "study"),
        intervention: reader.words(row, "intervention"),
        design: reader.words(row, "design"),
        n: reader.words(row, "n"),
        months: reader.words(row, "months"),
        rating: reader.words(row, "rating"),
        weight: reader.number(row, "weight"),
        family,
        prefix: prefix_of(scale),
        turned: turned && matches!(standing, Standing::Plotted(_)),
        standing,
        risk,
        risk_word: if word.is_empty() { "not stated".to_owned() } else { word.replace('_', " ") },
    }
}

/// What a ratio is one of; nothing for the others.
pub(super) fn prefix_of(scale: EffectScale) -> &'static str {
    match scale {
        EffectScale::OddsRatio => "OR",
        EffectScale::RiskRatio => "RR",
        EffectScale::HazardRatio => "HR",
        _ => "",
    }
}

pub(super) fn read_scale(reader: &mut Reader<'_>, row: usize) -> EffectScale {
    let word = reader.words(row, "es_type");
    let found = EffectScale::WORDS.iter().find(|(_, key, name)| *key == word || *name == word);
    found.map_or_else(
        || {
            let known: Vec<&str> = EffectScale::WORDS.iter().map(|(_, key, _)| *key).collect();
            let hint = format!("expected one of {}", known.join(", "));
            reader.problem(Some(row), "es_type", format!("found {word:?}, no effect size known here"), &hint);
            EffectScale::default()
        },
        |(scale, _, _)| *scale,
    )
}

pub(super) fn read_interval(reader: &mut Reader<'_>, row: usize, family: Family) -> Option<Interval> {
    let [value, low, high] = ["value", "ci_low", "ci_high"].map(|key| {
        let number = reader.number(row, key);
        if family == Family::Ratio && number.is_some_and(|number| number <= 0.0) {
            reader.problem(
                Some(row),
                key,
                "found a ratio that is not above 0",
                "give ratios themselves, not their logarithms",
            );
            return None;
        }
        number
    });
    let limits = low.zip(high);
    let value = value?;
    if let Some((low, high)) = limits
        && !(low <= value && value <= high)
    {
        let message = format!("found {value} outside its interval {low} to {high}");
        reader.problem(Some(row), "value", message, "check the signs and whether the logarithm was taken");
    }
    Some(Interval { value, limits })
}

#[cfg(test)]
mod tests {
    use super::{Family, Interval, figure};

    #[test]
    fn turning_round_keeps_limits_in_order_and_twice_is_nothing() {
        let difference = Interval { value: -0.3, limits: Some((-0.5, 0.1)) };
        assert_eq!(difference.turned(Family::Standardised), Interval { value: 0.3, limits: Some((-0.1, 0.5)) });
        let ratio = Interval { value: 0.5, limits: Some((0.25, 1.0)) };
        assert_eq!(ratio.turned(Family::Ratio), Interval { value: 2.0, limits: Some((1.0, 4.0)) });
        assert_eq!(ratio.turned(Family::Ratio).turned(Family::Ratio), ratio);
        // Turned or not, an effect is as precise as it is.
        assert_eq!(ratio.weight(Family::Ratio), ratio.turned(Family::Ratio).weight(Family::Ratio));
    }

    #[test]
    fn a_95_percent_interval_gives_its_standard_error_back() {
        let interval = Interval { value: 0.0, limits: Some((-0.196, 0.196)) };
        let error = interval.weight(Family::Standardised).map(|weight| weight.sqrt().recip());
        assert!((error.expect("there are limits") - 0.1).abs() < 1e-5);
        assert_eq!(Interval { value: 0.0, limits: None }.weight(Family::Ratio), None);
    }

    #[test]
    fn figures_have_a_true_minus_and_no_negative_zero() {
        assert_eq!([figure(-0.304), figure(-0.001), figure(12.0), figure(123.4)], ["−0.30", "0.00", "12.00", "123"]);
    }
}
