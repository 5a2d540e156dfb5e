//! Rules about effects: V01 to V08, V11, V13 (changes and end scores), V14, V15.

use std::collections::BTreeMap;

use super::raw::recompute;
use super::{Finder, FindingTable, Level, Place};
use crate::model::{Direction, Effect, EffectScale, Findings, Study};
use crate::stats::distribution::normal_critical;

pub(super) fn check(findings: &Findings, finder: &mut Finder) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (row, effect) in findings.effects.iter().enumerate() {
        let place = Place { table: FindingTable::Effects, row, id: &effect.id };
        let study = findings.studies.iter().find(|study| study.id == effect.study);
        interval(effect, place, finder);
        precision(effect, place, finder);
        possible_numbers(effect, study, place, finder);
        size(effect, place, finder);
        direction(effect, place, finder);
        significance(effect, place, finder);
        clustering(effect, study, place, finder);
        let same = arm_and_time(effect);
        if let Some(first) = seen.get(&same) {
            let message =
                format!("effect `{first}` has the same study, arm, outcome, measure, rater, population and time");
            finder.add(place, ("V14", Level::Warning), "effect", message, "keep one, or say in a column what differs");
        }
        seen.entry(same).or_insert(&effect.id);
    }
    changes_and_end_scores(findings, finder);
}

/// V13: differences of changes and of end scores have different standard deviations under them; standardised together they
/// mean different things. Told at the rows that are fewer.
fn changes_and_end_scores(findings: &Findings, finder: &mut Finder) {
    let mut outcomes: BTreeMap<&str, [Vec<usize>; 2]> = BTreeMap::new();
    for (row, effect) in findings.effects.iter().enumerate().filter(|(_, effect)| effect.es_type == EffectScale::Smd) {
        if let Some(change) = effect.change_score {
            let [ends, changes] = outcomes.entry(&effect.outcome).or_default();
            if change { changes.push(row) } else { ends.push(row) }
        }
    }
    for (outcome, [ends, changes]) in &outcomes {
        if ends.is_empty() || changes.is_empty() {
            continue;
        }
        let (fewer, here, there) = if changes.len() <= ends.len() {
            (changes, "change", "end scores")
        } else {
            (ends, "end scores", "change")
        };
        for row in fewer {
            let Some(effect) = findings.effects.get(*row) else { continue };
            let place = Place { table: FindingTable::Effects, row: *row, id: &effect.id };
            let message = format!("means of {here}, where others of outcome `{outcome}` are means of {there}");
            finder.add(
                place,
                ("V13", Level::Warning),
                "change_score",
                message,
                "do not pool them as one standardised difference",
            );
        }
    }
}

/// What makes two rows one effect: everything that tells effects of a study apart.
fn arm_and_time(effect: &Effect) -> String {
    let months = effect.months.map_or(String::new(), |months| months.to_string());
    let words = [
        &effect.study,
        &effect.intervention,
        &effect.comparator,
        &effect.outcome,
        &effect.measure,
        &effect.rater,
        &effect.population,
        &months,
    ];
    words.map(|word| word.to_lowercase()).join("\u{1f}")
}

/// A figure on the scale on which intervals are symmetric: log for ratios. None for a ratio below 0
/// and for correlations, whose scale (Fisher z) sheets do not say.
fn on_analysis_scale(effect: &Effect, figure: f64) -> Option<f64> {
    match effect.es_type {
        scale if scale.is_ratio() => (figure > 0.0).then(|| figure.ln()),
        EffectScale::Correlation => None,
        _ => Some(figure),
    }
}

/// The half-width of the interval in standard errors: 1.96 at the usual 95 %.
fn z_of(effect: &Effect) -> f64 {
    normal_critical(effect.ci_level.unwrap_or(95.0) / 100.0)
}

/// Limits on the analysis scale.
fn limits(effect: &Effect) -> Option<(f64, f64)> {
    let (low, high) = effect.ci_low.zip(effect.ci_high)?;
    let limits = (on_analysis_scale(effect, low)?, on_analysis_scale(effect, high)?);
    (limits.0 < limits.1).then_some(limits)
}

/// The standard error that the interval implies, on the analysis scale.
fn implied_se(effect: &Effect) -> Option<f64> {
    let (low, high) = limits(effect)?;
    Some((high - low) / (2.0 * z_of(effect)))
}

/// The standard error as reported, else from the variance, else from the interval.
fn standard_error(effect: &Effect) -> Option<f64> {
    let reported = effect.se.or(effect.variance.filter(|variance| *variance > 0.0).map(f64::sqrt));
    reported.filter(|se| *se > 0.0).or_else(|| implied_se(effect))
}

/// V01, V02, V03.
fn interval(effect: &Effect, place: Place<'_>, finder: &mut Finder) {
    let figures = [("value", effect.value), ("ci_low", effect.ci_low), ("ci_high", effect.ci_high)];
    let is_ratio = effect.es_type.is_ratio();
    for (field, figure) in figures {
        if let Some(figure) = figure.filter(|figure| is_ratio && *figure <= 0.0) {
            let message = format!("{figure} is not possible for {}", effect.es_type.name());
            finder.add(place, ("V02", Level::Error), field, message, "a ratio is above 0; is this its logarithm?");
        }
    }
    let low_after_high = effect.ci_low.zip(effect.ci_high).is_some_and(|(low, high)| low > high);
    let below = effect.value.zip(effect.ci_low).is_some_and(|(value, low)| value < low);
    let above = effect.value.zip(effect.ci_high).is_some_and(|(value, high)| value > high);
    let shown = |figure: Option<f64>| figure.map_or("?".to_owned(), |figure| figure.to_string());
    let range = format!("{} to {}", shown(effect.ci_low), shown(effect.ci_high));
    if low_after_high {
        let hint = "swap the limits, or look for a lost minus sign";
        finder.add(place, ("V01", Level::Error), "ci_low", format!("the interval runs from {range}"), hint);
    } else if below || above {
        let message = format!("{} lies outside its interval, {range}", shown(effect.value));
        finder.add(place, ("V01", Level::Error), "value", message, "look for a lost sign or a digit out of place");
    } else {
        symmetry(effect, place, finder);
    }
}

/// V03: the middle of a ratio's interval is the value, on the log scale.
fn symmetry(effect: &Effect, place: Place<'_>, finder: &mut Finder) {
    const TOLERANCE: f64 = 0.1;
    if !effect.es_type.is_ratio() {
        return;
    }
    let (Some(value), Some((low, high)), Some(se)) = (effect.value, limits(effect), standard_error(effect)) else {
        return;
    };
    let Some(log) = on_analysis_scale(effect, value) else { return };
    if (f64::midpoint(low, high) - log).abs() / se <= TOLERANCE {
        return;
    }
    let (raw_low, raw_high) = (low.exp(), high.exp());
    let raw_se = (raw_high - raw_low) / (2.0 * z_of(effect));
    let symmetric_raw = (f64::midpoint(raw_low, raw_high) - value).abs() / raw_se <= TOLERANCE;
    let hint = if symmetric_raw {
        "it is symmetric as it stands: was the log taken?"
    } else {
        "compare value and limits with the publication"
    };
    finder.add(place, ("V03", Level::Warning), "ci_low", "the interval is not symmetric on the log scale", hint);
}

/// V04.
fn precision(effect: &Effect, place: Place<'_>, finder: &mut Finder) {
    let differ = |a: f64, b: f64| (a - b).abs() > 0.05 * a.abs().max(b.abs());
    let rule = ("V04", Level::Warning);
    if effect.ci_low.is_some() != effect.ci_high.is_some() {
        finder.add(place, rule, "ci_low", "only one limit of the interval is given", "give both");
    }
    if let Some((se, variance)) = effect.se.zip(effect.variance)
        && differ(se.powi(2), variance)
    {
        let message = format!("the standard error {se} squared is not the variance {variance}");
        finder.add(place, rule, "variance", message, "keep the one that was reported");
    }
    let Some(implied) = implied_se(effect) else { return };
    if let Some(se) = effect.se.filter(|se| differ(*se, implied)) {
        let message = format!("the standard error is {se}, the interval implies {implied:.4}");
        let hint = if differ(se, implied.powi(2)) {
            "on the log scale for ratios; small samples may have used t"
        } else {
            "it equals the variance that the interval implies: take its square root"
        };
        finder.add(place, rule, "se", message, hint);
    }
    if let Some(variance) = effect.variance.filter(|variance| differ(variance.max(0.0).sqrt(), implied)) {
        let message = format!("the variance is {variance}, the interval implies {:.4}", implied.powi(2));
        let hint =
            if differ(variance, implied) { "" } else { "it equals the standard error that the interval implies" };
        finder.add(place, rule, "variance", message, hint);
    }
}

/// V05.
fn possible_numbers(effect: &Effect, study: Option<&Study>, place: Place<'_>, finder: &mut Finder) {
    let rule = ("V05", Level::Error);
    let above_nought = [
        ("se", effect.se),
        ("variance", effect.variance),
        ("n1", effect.n1),
        ("n2", effect.n2),
        ("sd1", effect.sd1),
        ("sd2", effect.sd2),
    ];
    for (field, figure) in above_nought {
        if let Some(figure) = figure.filter(|figure| *figure <= 0.0 || !figure.is_finite()) {
            let message = format!("{figure} is not above 0, or not finite");
            finder.add(place, rule, field, message, "leave it empty when not known");
        }
    }
    for (field, events, n) in [("e1", effect.e1, effect.n1), ("e2", effect.e2, effect.n2)] {
        if events.is_some_and(|events| events < 0.0) || events.zip(n).is_some_and(|(events, n)| events > n) {
            let shown =
                |figure: Option<f64>| figure.map_or("an unknown number".to_owned(), |figure| figure.to_string());
            let message = format!("{} events among {} people", shown(events), shown(n));
            finder.add(place, rule, field, message, "events count people, not percentages");
        }
    }
    if let (Some((n1, n2)), Some(total)) = (effect.n1.zip(effect.n2), study.and_then(|study| study.n_total)) {
        // Studies have far fewer than 2^53 participants.
        #[allow(clippy::cast_precision_loss)]
        let total = total as f64;
        if n1 + n2 > total {
            let message = format!("{} people in two groups, {total} in the study", n1 + n2);
            finder.add(place, rule, "n1", message, "compare with n_total of the study");
        }
    }
    if effect.es_type == EffectScale::Correlation && effect.value.is_some_and(|r| r.abs() > 1.0) {
        finder.add(place, rule, "value", "a correlation lies between -1 and 1", "");
    }
    if let Some(icc) = effect.icc.filter(|icc| !(-1.0..=1.0).contains(icc)) {
        finder.add(place, rule, "icc", format!("{icc} is no correlation"), "");
    }
}

/// V06, V07. Adjusted effects rightly differ from raw data.
fn size(effect: &Effect, place: Place<'_>, finder: &mut Finder) {
    let Some(value) = effect.value.and_then(|value| on_analysis_scale(effect, value)) else { return };
    let raw = recompute(effect);
    if effect.es_type == EffectScale::Smd {
        let root_n = effect.n1.zip(effect.n2).map(|(n1, n2)| f64::midpoint(n1, n2).max(0.0).sqrt());
        let g = raw.as_ref().and_then(|raw| raw.values.first().copied()).filter(|g| *g != 0.0);
        let se_for_sd = g.zip(root_n).is_some_and(|(g, root_n)| {
            let ratio = (value / g).abs();
            root_n > 1.5 && (ratio / root_n - 1.0).abs() < 0.1
        });
        if se_for_sd {
            let message = format!("{value} is √n times what means and standard deviations give");
            let hint = "a standard error was taken for a standard deviation";
            finder.add(place, ("V06", Level::Warning), "value", message, hint);
            return;
        }
        if value.abs() > 2.0 {
            let hint = "check that standard deviations, not standard errors, were used";
            finder.add(
                place,
                ("V06", Level::Warning),
                "value",
                format!("{value} is beyond 2 standard deviations"),
                hint,
            );
        }
    }
    let Some(raw) = raw.filter(|_| effect.adjusted != Some(true)) else { return };
    let se = standard_error(effect).unwrap_or(raw.se);
    if raw.values.iter().all(|expected| (expected - value).abs() > 0.1 * se) {
        let expected = raw.values.first().copied().unwrap_or_default();
        let expected = if effect.es_type.is_ratio() { expected.exp() } else { expected };
        let reported = effect.value.unwrap_or_default();
        let message = format!("the raw data give {expected:.3}, reported is {reported}");
        finder.add(place, ("V07", Level::Warning), "value", message, "set adjusted = yes where it is adjusted");
    }
}

/// V08.
fn direction(effect: &Effect, place: Place<'_>, finder: &mut Finder) {
    if effect.higher_is_better.is_none() {
        let hint = "say yes or no: is more of the measure better for the child or family?";
        finder.add(place, ("V08", Level::Error), "higher_is_better", "the direction of benefit is not given", hint);
        return;
    }
    let said = said_of(&effect.notes);
    let points = effect.direction();
    if (said, points) == (Some(Direction::Benefit), Direction::Harm)
        || (said, points) == (Some(Direction::Harm), Direction::Benefit)
    {
        let message = "the notes say one direction, value and higher_is_better the other";
        finder.add(place, ("V08", Level::Warning), "notes", message, "check the sign, and which group is subtracted");
    }
}

/// The direction that notes put in words, when they speak of one only and do not deny it.
fn said_of(notes: &str) -> Option<Direction> {
    let lower = notes.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut said = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = words.iter().take(at).rev().take(3);
        let denied = before.into_iter().any(|word| matches!(*word, "no" | "not" | "without" | "t" | "nor" | "neither"));
        let direction = match *word {
            "improved" | "improvement" | "improves" | "better" => Some(Direction::Benefit),
            "worse" | "worsened" | "deteriorated" | "harmful" => Some(Direction::Harm),
            _ => None,
        };
        said.extend(direction.filter(|_| !denied));
    }
    let first = said.first().copied()?;
    said.iter().all(|direction| *direction == first).then_some(first)
}

/// V11: the interval leaves out "no effect" exactly when p is below its level.
fn significance(effect: &Effect, place: Place<'_>, finder: &mut Finder) {
    // Rounded figures may fall on either side of the line.
    const ROUNDING: f64 = 0.005;
    let (Some(p), Some((low, high))) = (effect.p, effect.ci_low.zip(effect.ci_high)) else { return };
    let alpha = 1.0 - effect.ci_level.unwrap_or(95.0) / 100.0;
    let null = effect.es_type.null();
    let touches = (low - null).abs() <= ROUNDING || (high - null).abs() <= ROUNDING;
    let undecided = if effect.p_below { p > alpha + 1e-9 } else { (p - alpha).abs() <= ROUNDING };
    if low > high || touches || undecided {
        return;
    }
    let excludes = null < low || null > high;
    let significant = p <= alpha + 1e-9;
    if excludes != significant {
        let verb = if excludes { "leaves out" } else { "holds" };
        let sign = if effect.p_below { "<" } else { "=" };
        let message = format!("p {sign} {p}, but the interval {low} to {high} {verb} {null}");
        finder.add(place, ("V11", Level::Warning), "p", message, "one of them belongs to another test or level");
    }
}

/// V15.
fn clustering(effect: &Effect, study: Option<&Study>, place: Place<'_>, finder: &mut Finder) {
    let clustered = study.is_some_and(|study| study.design.to_lowercase().contains("cluster"));
    if clustered && effect.cluster_adjusted != Some(true) && effect.icc.is_none() {
        let message = "the study is clustered; neither cluster_adjusted nor an icc is given";
        finder.add(place, ("V15", Level::Warning), "cluster_adjusted", message, "its interval is likely too narrow");
    }
}
