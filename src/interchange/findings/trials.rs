//! Studies, interventions and effects.

use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::row::Row;
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Effect, EffectScale, Intervention, Problems, Study};

/// `studies.csv`.
pub static STUDIES: Layout = Layout {
    kind: "studies",
    fields: &[
        Field::required("study", &["id", "study id"], "id of the study"),
        Field::optional("cite", &["short cite", "citation", "reference"], "short cite, such as Hood et al. 2022"),
        Field::optional("year", &["publication year"], "year of publication"),
        Field::optional("country", &[], "country of the study"),
        Field::optional("uk", &["united kingdom"], "yes or no: done in the United Kingdom"),
        Field::optional("design", &["study design"], "id of the scale designs"),
        Field::optional("design_detail", &["design notes"], "design in words"),
        Field::optional("setting", &[], "setting in words"),
        Field::optional("n_total", &["n", "sample size"], "participants in all"),
        Field::optional("n_int", &["n intervention"], "participants who got the intervention"),
        Field::optional("n_ctl", &["n control", "n comparison"], "participants compared with"),
        Field::optional("rob_tool", &["risk of bias tool"], "risk-of-bias tool"),
        Field::optional("rob_overall", &["rob", "risk of bias"], "overall risk of bias, in the tool's word"),
        Field::optional("funding_independent", &["independent funding"], "yes or no"),
        Field::optional("cohort", &["cohort id", "sample"], "cohort shared with other studies"),
        Field::optional("doi", &[], "DOI"),
        Field::optional("ris_id", &["reference id", "item id"], "key of its reference in a reference manager"),
        Field::optional("rob_domains", &["risk of bias domains"], "domain: judgement, separated by ;"),
    ],
    others: Others::Refused,
};

/// `interventions.csv`.
pub static INTERVENTIONS: Layout = Layout {
    kind: "interventions",
    fields: &[
        Field::required("intervention", &["id", "int id", "intervention id"], "id of the intervention"),
        Field::required("name", &["intervention name"], "name"),
        Field::optional("phase", &[], "id of the scale phases: before the return, after it, both"),
        Field::optional("recipients", &["recipient"], "ids of the scale support_recipients, separated by ;"),
        Field::optional("evidence_rating", &["evidence", "rating"], "rating as written, such as 3+*"),
        Field::optional("cost_rating", &["cost"], "rating on the scale cost_rating"),
        Field::optional("unit_cost_gbp", &["unit cost", "cost gbp"], "cost of one unit in pounds"),
        Field::optional("cost_year", &["price year"], "year of the prices"),
        Field::optional(
            "uk_feasible",
            &["uk applicability", "feasible in uk"],
            "the reviewers' word on use in the United Kingdom",
        ),
        Field::optional("guide_strength", &["recommendation strength"], "id of the scale guide_strength"),
        Field::optional("description", &[], "what it is"),
    ],
    others: Others::Refused,
};

/// `effects.csv`.
pub static EFFECTS: Layout = Layout {
    kind: "effects",
    fields: &[
        Field::required("effect", &["id", "effect id"], "id of the effect"),
        Field::required("study", &["study id"], "id of the study"),
        Field::optional("intervention", &["int id", "intervention id"], "id of the intervention"),
        Field::optional("comparator", &["comparison", "control"], "what it was compared with"),
        Field::required("outcome", &["outcome domain", "domain"], "id of the scale outcome_domains"),
        Field::optional("measure", &["outcome measure", "instrument"], "measure in words"),
        Field::optional("rater", &["rated by", "reporter"], "who rated"),
        Field::optional("months", &["time point months", "follow up months", "time point"], "months after the start"),
        Field::optional("population", &["population group", "subgroup"], "group that the effect is about"),
        Field::required("es_type", &["effect size type", "effect type", "metric"], "smd, odds_ratio, risk_ratio, ..."),
        Field::optional("value", &["es", "effect size", "estimate", "yi"], "value as reported"),
        Field::optional("ci_low", &["ci lower", "lower", "ci lb"], "lower limit of the interval"),
        Field::optional("ci_high", &["ci upper", "upper", "ci ub"], "upper limit of the interval"),
        Field::optional("ci", &["95 ci", "confidence interval"], "both limits in one cell: 0.12 to 0.45"),
        Field::optional("ci_level", &["confidence level"], "level of the interval, 95 or 0.95; 95 when empty"),
        Field::optional("se", &["standard error"], "standard error on the analysis scale (log for ratios)"),
        Field::optional("variance", &["vi", "var"], "variance on the analysis scale (log for ratios)"),
        Field::optional("n1", &["n intervention"], "group size, intervention"),
        Field::optional("n2", &["n control", "n comparison"], "group size, comparison"),
        Field::optional("m1", &["mean intervention", "mean1"], "mean, intervention"),
        Field::optional("sd1", &["sd intervention"], "standard deviation, intervention"),
        Field::optional("m2", &["mean control", "mean2"], "mean, comparison"),
        Field::optional("sd2", &["sd control"], "standard deviation, comparison"),
        Field::optional("e1", &["events intervention", "events1"], "events, intervention"),
        Field::optional("e2", &["events control", "events2"], "events, comparison"),
        Field::optional("t", &["t statistic", "t value"], "t statistic, intervention minus comparison"),
        Field::optional("f", &["f statistic", "f value"], "F statistic with one degree of freedom for the groups"),
        Field::optional("p", &["p value"], "p value, or a bound such as <0.001"),
        Field::optional("higher_is_better", &["higher better"], "yes or no: more of the measure is better"),
        Field::optional("adjusted", &["covariate adjusted"], "yes or no"),
        Field::optional("cluster_adjusted", &["clustering adjusted"], "yes or no"),
        Field::optional("icc", &["intra cluster correlation"], "intra-cluster correlation"),
        Field::optional("cluster_n", &["clusters", "number of clusters"], "clusters in both groups together"),
        Field::optional("change_score", &["change scores"], "yes for means of change, no for means at the end"),
        Field::optional("notes", &["note", "remarks"], "remarks"),
    ],
    others: Others::Refused,
};

/// Words for effect scales beside the ones that we write.
const SCALE_ALIASES: [(EffectScale, &str); 11] = [
    (EffectScale::Smd, "g"),
    (EffectScale::Smd, "d"),
    (EffectScale::Smd, "Hedges g"),
    (EffectScale::Smd, "Cohen's d"),
    (EffectScale::OddsRatio, "or"),
    (EffectScale::RiskRatio, "rr"),
    (EffectScale::RiskRatio, "relative risk"),
    (EffectScale::HazardRatio, "hr"),
    (EffectScale::RiskDifference, "rd"),
    (EffectScale::MeanDifference, "md"),
    (EffectScale::Correlation, "r"),
];

/// Reads a sheet of studies.
///
/// # Errors
/// Every problem of the file; a study may have one row only.
pub fn read_studies<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Study>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &STUDIES);
    sheet.read(
        |row| {
            let id = row.required("study");
            study_of(row, id)
        },
        Some(("study", |study| study.id.clone())),
    )
}

/// What a row says of a study.
pub(super) fn study_of(row: &mut Row<'_>, id: String) -> Study {
    Study {
        id,
        cite: row.text("cite"),
        year: year(row, "year"),
        country: row.text("country"),
        uk: row.yes_no("uk"),
        design: row.text("design"),
        design_detail: row.text("design_detail"),
        setting: row.text("setting"),
        n_total: row.integer("n_total"),
        n_int: row.integer("n_int"),
        n_ctl: row.integer("n_ctl"),
        rob_tool: row.text("rob_tool"),
        rob_overall: row.text("rob_overall"),
        funding_independent: row.yes_no("funding_independent"),
        cohort: row.text("cohort"),
        doi: row.text("doi"),
        ris_id: row.text("ris_id"),
        rob_domains: read_domains(row),
    }
}

/// Reads a sheet of interventions.
///
/// # Errors
/// Every problem of the file; an intervention may have one row only.
pub fn read_interventions<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<Intervention>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &INTERVENTIONS);
    sheet.read(
        |row| {
            let (id, name) = (row.required("intervention"), row.required("name"));
            intervention_of(row, id, name)
        },
        Some(("intervention", |intervention| intervention.id.clone())),
    )
}

/// What a row says of an intervention.
pub(super) fn intervention_of(row: &mut Row<'_>, id: String, name: String) -> Intervention {
    Intervention {
        id,
        name,
        phase: row.text("phase"),
        recipients: row.list("recipients"),
        evidence_rating: row.text("evidence_rating"),
        cost_rating: row.text("cost_rating"),
        unit_cost_gbp: row.number("unit_cost_gbp"),
        cost_year: year(row, "cost_year"),
        guide_strength: row.text("guide_strength"),
        uk_feasible: row.text("uk_feasible"),
        description: row.text("description"),
    }
}

/// Reads a sheet of effects. What is reported is kept as it is; whether it can be true is for
/// [`crate::interchange::check`].
///
/// # Errors
/// Every problem of the file; an effect may have one row only.
pub fn read_effects<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Effect>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &EFFECTS);
    let read = |row: &mut Row<'_>| {
        let id = row.required("effect");
        effect_of(row, id)
    };
    sheet.read(read, Some(("effect", |effect| effect.id.clone())))
}

/// What a row says of an effect.
pub(super) fn effect_of(row: &mut Row<'_>, id: String) -> Effect {
    let words = EffectScale::WORDS.into_iter().flat_map(|(scale, word, name)| [(scale, word), (scale, name)]);
    let words: Vec<(EffectScale, &str)> = words.chain(SCALE_ALIASES).collect();
    row.required("es_type");
    let p = row.p_value("p");
    let (ci_low, ci_high) = read_interval(row);
    Effect {
        id,
        study: row.required("study"),
        intervention: row.text("intervention"),
        comparator: row.text("comparator"),
        outcome: row.required("outcome"),
        measure: row.text("measure"),
        rater: row.text("rater"),
        months: row.number("months"),
        population: row.text("population"),
        es_type: row.word("es_type", words.iter().copied()).unwrap_or_default(),
        value: row.number("value"),
        ci_low,
        ci_high,
        ci_level: read_level(row),
        se: row.number("se"),
        variance: row.number("variance"),
        n1: row.number("n1"),
        n2: row.number("n2"),
        m1: row.number("m1"),
        sd1: row.number("sd1"),
        m2: row.number("m2"),
        sd2: row.number("sd2"),
        e1: row.number("e1"),
        e2: row.number("e2"),
        t: row.number("t"),
        f: row.number("f"),
        p: p.map(|(p, _)| p),
        p_below: p.is_some_and(|(_, below)| below),
        higher_is_better: row.yes_no("higher_is_better"),
        adjusted: row.yes_no("adjusted"),
        cluster_adjusted: row.yes_no("cluster_adjusted"),
        icc: row.number("icc"),
        cluster_n: row.number("cluster_n"),
        change_score: row.yes_no("change_score"),
        notes: row.text("notes"),
    }
}

/// Domains of a risk-of-bias tool with their judgements.
fn read_domains(row: &mut Row<'_>) -> Vec<(String, String)> {
    let mut domains = Vec::new();
    for part in row.list("rob_domains") {
        match part.split_once(':') {
            Some((domain, judgement)) => domains.push((domain.trim().to_owned(), judgement.trim().to_owned())),
            None => row.wrong("rob_domains", format!("`{part}` has no judgement"), "write domain: judgement; ..."),
        }
    }
    domains
}

/// Limits from their two columns, else from the one that holds both.
fn read_interval(row: &mut Row<'_>) -> (Option<f64>, Option<f64>) {
    let limits = (row.number("ci_low"), row.number("ci_high"));
    match (limits, row.range("ci")) {
        ((None, None), Some((low, high))) => (Some(low), Some(high)),
        ((low, high), Some((low_too, high_too))) => {
            let differ = |own: Option<f64>, other: f64| own.is_some_and(|own| (own - other).abs() > 1e-9);
            if differ(low, low_too) || differ(high, high_too) {
                row.wrong("ci", "the interval differs from the limits in their own columns", "keep one of the two");
            }
            (low.or(Some(low_too)), high.or(Some(high_too)))
        }
        (limits, None) => limits,
    }
}

/// The level of the interval in percent; `0.95` means 95.
fn read_level(row: &mut Row<'_>) -> Option<f64> {
    let level = row.number("ci_level")?;
    let percent = if level > 0.0 && level < 1.0 { level * 100.0 } else { level };
    if !(50.0..100.0).contains(&percent) {
        row.wrong("ci_level", format!("{level} is no level of an interval"), "write 95 or 0.95");
        return None;
    }
    // 0.95 * 100 leaves a trace of the binary fraction behind.
    Some((percent * 1e6).round() / 1e6)
}

/// A year between 1800 and 2200.
fn year(row: &mut Row<'_>, key: &str) -> Option<i64> {
    let year = row.integer(key)?;
    if !(1800..=2200).contains(&year) {
        row.wrong(key, format!("{year} is not a year"), "write four digits, such as 2023");
        return None;
    }
    Some(year)
}
