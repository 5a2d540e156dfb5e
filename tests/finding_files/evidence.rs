//! Evidence of every kind, made at random, as it is after reading: words without blanks at their ends, known vocabularies.

use proptest::prelude::*;
use themeweave::model::{
    Cited, Effect, EffectScale, Element, Findings, ImplementationFactor, Intervention, InterventionElement, Link,
    LinkStatus, ProgressTag, Recommendation, Statistic, Study, ViewMatch, ViewRecommendation,
};

/// Words with everything that CSV and XML must keep apart: quotes, commas, line breaks, marks, other scripts.
pub fn words() -> impl Strategy<Value = String> {
    "(|[a-z0-9\"=#é–,;&<>_]([a-zA-Z0-9 \n\"',;:é–&<>_👍]{0,12}[a-z\"0-9])?)"
}

fn id() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_]{0,6}"
}

/// An item of a list that semicolons separate.
fn item() -> impl Strategy<Value = String> {
    "[a-z]([a-z ,&]{0,6}[a-z])?"
}

pub fn figure() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        1 => Just(None),
        2 => (-1000_i32..1000).prop_map(|n| Some(f64::from(n))),
        2 => any::<f64>().prop_map(|value| Some(value).filter(|value| value.is_finite() && *value != 0.0)),
    ]
}

fn count() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(0_i64..1_000_000)
}

fn year() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(1800_i64..=2200)
}

fn yes() -> impl Strategy<Value = Option<bool>> {
    prop::option::of(any::<bool>())
}

fn one_of<const N: usize>(words: [&'static str; N]) -> impl Strategy<Value = String> {
    prop::sample::select(words.to_vec()).prop_map(str::to_owned)
}

/// Rows with ids of their own.
fn rows<T: std::fmt::Debug + Clone>(
    row: impl Strategy<Value = T>,
    id: impl Fn(&mut T, String) + Clone,
) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(row, 0..4).prop_map(move |mut rows| {
        for (at, row) in rows.iter_mut().enumerate() {
            id(row, format!("row{at}"));
        }
        rows
    })
}

fn study() -> impl Strategy<Value = Study> {
    let domains = prop::collection::vec((item(), item()), 0..3);
    let texts = prop::array::uniform10(words());
    (texts, (year(), count(), count(), count()), (yes(), yes()), domains).prop_map(
        |(texts, numbers, flags, rob_domains)| {
            let [cite, country, design, design_detail, setting, rob_tool, rob_overall, cohort, doi, ris_id] = texts;
            let (year, n_total, n_int, n_ctl) = numbers;
            let (uk, funding_independent) = flags;
            Study {
                id: String::new(),
                cite,
                year,
                country,
                uk,
                design,
                design_detail,
                setting,
                n_total,
                n_int,
                n_ctl,
                rob_tool,
                rob_overall,
                funding_independent,
                cohort,
                doi,
                ris_id,
                rob_domains,
            }
        },
    )
}

fn intervention() -> impl Strategy<Value = Intervention> {
    let recipients = prop::collection::vec(item(), 0..3);
    (id(), prop::array::uniform6(words()), recipients, figure(), year()).prop_map(
        |(name, texts, recipients, unit_cost_gbp, cost_year)| {
            let [phase, evidence_rating, cost_rating, guide_strength, uk_feasible, description] = texts;
            Intervention {
                id: String::new(),
                name,
                phase,
                recipients,
                evidence_rating,
                cost_rating,
                unit_cost_gbp,
                cost_year,
                guide_strength,
                uk_feasible,
                description,
            }
        },
    )
}

fn effect() -> impl Strategy<Value = Effect> {
    let scale = prop::sample::select(EffectScale::WORDS.map(|(scale, _, _)| scale).to_vec());
    let p = prop::option::of((0.0_f64..=1.0, any::<bool>()));
    let level = prop::option::of(prop::sample::select(vec![90.0, 95.0, 99.5]));
    let figures = (prop::array::uniform12(figure()), prop::array::uniform6(figure()));
    let flags = prop::array::uniform4(yes());
    (id(), id(), prop::array::uniform6(words()), scale, p, level, figures, flags).prop_map(
        |(study, outcome, texts, es_type, p, ci_level, figures, flags)| {
            let [intervention, comparator, measure, rater, population, notes] = texts;
            let ([months, value, ci_low, ci_high, se, variance, n1, n2, m1, sd1, m2, sd2], more) = figures;
            let [e1, e2, t, f, icc, cluster_n] = more;
            let [higher_is_better, adjusted, cluster_adjusted, change_score] = flags;
            Effect {
                id: String::new(),
                study,
                intervention,
                comparator,
                outcome,
                measure,
                rater,
                months,
                population,
                es_type,
                value,
                ci_low,
                ci_high,
                ci_level,
                se,
                variance,
                n1,
                n2,
                m1,
                sd1,
                m2,
                sd2,
                e1,
                e2,
                t,
                f,
                p: p.map(|(p, _)| p),
                p_below: p.is_some_and(|(_, below)| below),
                higher_is_better,
                adjusted,
                cluster_adjusted,
                icc,
                cluster_n,
                change_score,
                notes,
            }
        },
    )
}

fn statistic() -> impl Strategy<Value = Statistic> {
    let unit = one_of(["percent", "GBP", "count", "claim", "weeks"]);
    (id(), unit, 0.0_f64..=100.0, prop::array::uniform6(words()), (count(), count()), yes()).prop_map(
        |(label, unit, value, texts, (base_n, numerator), verbatim_ok)| {
            let [base, as_of, source, page_or_place, supersedes, note] = texts;
            let value = Some(value).filter(|_| unit != "claim");
            Statistic {
                id: String::new(),
                label,
                value,
                unit,
                base,
                base_n,
                numerator,
                as_of,
                source,
                page_or_place,
                supersedes,
                verbatim_ok,
                note,
            }
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    let kinds = (one_of(["theme", "code"]), one_of(["outcome", "element", "question", "group", "factor"]));
    let words_of = (one_of(["addresses", "impedes", "matches_view"]), one_of(["+", "-", "0", "?"]));
    let status = prop::sample::select(vec![LinkStatus::Proposed, LinkStatus::Accepted, LinkStatus::Rejected]);
    let date = one_of(["", "2025-09-03"]);
    (kinds, (id(), id(), id()), words_of, (words(), date, words()), status).prop_map(
        |((from_kind, to_kind), (from, to, coder), (relation, direction), (rationale, date, codebook), status)| Link {
            id: String::new(),
            from_kind,
            from,
            to_kind,
            to,
            relation,
            direction,
            rationale,
            coder,
            date,
            codebook,
            status,
            from_file: true,
        },
    )
}

fn pair(at: usize, what: &str) -> String {
    format!("{what}{at}")
}

/// Evidence of every kind.
pub fn findings() -> impl Strategy<Value = Findings> {
    let trials = (
        rows(study(), |row, id| row.id = id),
        rows(intervention(), |row, id| row.id = id),
        rows(effect(), |row, id| row.id = id),
    );
    let elements = (
        rows((id(), prop::array::uniform3(words())), |_, _| ()),
        rows((id(), yes(), words()), |_, _| ()),
        rows(
            (id(), one_of(["barrier", "enabler"]), one_of(["", "family", "system"]), prop::array::uniform4(words())),
            |_, _| (),
        ),
        rows((id(), one_of(["study", "effect", "case"]), one_of(["described", "targeted"]), words()), |_, _| ()),
        rows((id(), id(), id()), |_, _| ()),
        rows((id(), one_of(["matches", "partly", "no", "not_reported"]), words()), |_, _| ()),
    );
    let figures = (
        rows(statistic(), |row, id| row.id = id),
        rows((id(), year(), prop::array::uniform3(words())), |_, _| ()),
        rows((id(), words()), |_, _| ()),
        rows(link(), |row, id| row.id = id),
    );
    (trials, elements, figures).prop_map(|((studies, interventions, effects), elements, figures)| {
        let (elements, has, factors, progress, views, matches) = elements;
        let (statistics, cited, recommendations, links) = figures;
        let numbered = |what: &'static str| (0..).map(move |at| pair(at, what));
        Findings {
            studies,
            interventions,
            effects,
            elements: numbered("e")
                .zip(elements)
                .map(|(id, (name, [family, kind, description]))| Element { id, name, family, kind, description })
                .collect(),
            intervention_elements: numbered("i")
                .zip(has)
                .map(|(intervention, (element, presence, source))| InterventionElement {
                    intervention,
                    element,
                    presence,
                    source,
                })
                .collect(),
            factors: numbered("f")
                .zip(factors)
                .map(|(id, (factor, valence, level, [study, intervention, text, source]))| ImplementationFactor {
                    id,
                    factor,
                    study,
                    intervention,
                    valence,
                    level,
                    text,
                    source,
                })
                .collect(),
            progress: numbered("p")
                .zip(progress)
                .map(|(id, (characteristic, about, level, value))| ProgressTag {
                    about,
                    id,
                    characteristic,
                    value,
                    level,
                })
                .collect(),
            views: numbered("v")
                .zip(views)
                .map(|(id, (theme, role, text))| ViewRecommendation { id, theme, role, text })
                .collect(),
            view_matches: numbered("v")
                .zip(matches)
                .map(|(view, (intervention, matched, source))| ViewMatch { view, intervention, matched, source })
                .collect(),
            statistics,
            cited: numbered("c")
                .zip(cited)
                .map(|(id, (cite, year, [kind, institution, url]))| Cited { id, cite, year, kind, institution, url })
                .collect(),
            recommendations: numbered("r")
                .zip(recommendations)
                .map(|(id, (text, source))| Recommendation { id, text, source })
                .collect(),
            links,
        }
    })
}
