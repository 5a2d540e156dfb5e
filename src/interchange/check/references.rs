//! Rules R01 and R02: ids and words that lead nowhere.

use std::collections::BTreeSet;

use super::{Finder, FindingTable, Level, Place, scale};
use crate::model::{Codebook, Findings, Link, Scale, Theme};
use crate::text::did_you_mean;

/// Ids that exist.
type Ids<'a> = BTreeSet<&'a str>;

/// What references may lead to.
struct Known<'a> {
    studies: Ids<'a>,
    interventions: Ids<'a>,
    elements: Ids<'a>,
    statistics: Ids<'a>,
    cited: Ids<'a>,
    factors: Ids<'a>,
    effects: Ids<'a>,
    views: Ids<'a>,
    themes: Ids<'a>,
    codes: Ids<'a>,
    scales: &'a [Scale],
}

pub(super) fn check(findings: &Findings, scales: &[Scale], themes: &[Theme], codebook: &Codebook, finder: &mut Finder) {
    let known = Known {
        studies: findings.studies.iter().map(|row| row.id.as_str()).collect(),
        interventions: findings.interventions.iter().map(|row| row.id.as_str()).collect(),
        elements: findings.elements.iter().map(|row| row.id.as_str()).collect(),
        statistics: findings.statistics.iter().map(|row| row.id.as_str()).collect(),
        cited: findings.cited.iter().map(|row| row.id.as_str()).collect(),
        factors: findings.factors.iter().map(|row| row.factor.as_str()).collect(),
        effects: findings.effects.iter().map(|row| row.id.as_str()).collect(),
        views: findings.views.iter().map(|row| row.id.as_str()).collect(),
        themes: themes.iter().map(|row| row.id.as_str()).collect(),
        codes: codebook.codes.iter().map(|row| row.id.as_str()).collect(),
        scales,
    };
    trials(findings, &known, finder);
    figures(findings, &known, finder);
    context(findings, &known, finder);
    for (row, link) in findings.links.iter().enumerate() {
        let place = Place { table: FindingTable::Links, row, id: &link.id };
        link_ends(link, &known, place, finder);
    }
}

fn trials(findings: &Findings, known: &Known<'_>, finder: &mut Finder) {
    for (row, study) in findings.studies.iter().enumerate() {
        let place = Place { table: FindingTable::Studies, row, id: &study.id };
        on_scale("designs", "design", &study.design, known, place, finder);
    }
    for (row, intervention) in findings.interventions.iter().enumerate() {
        let place = Place { table: FindingTable::Interventions, row, id: &intervention.id };
        on_scale("phases", "phase", &intervention.phase, known, place, finder);
        on_scale("guide_strength", "guide_strength", &intervention.guide_strength, known, place, finder);
        for recipient in &intervention.recipients {
            on_scale("support_recipients", "recipients", recipient, known, place, finder);
        }
    }
    for (row, effect) in findings.effects.iter().enumerate() {
        let place = Place { table: FindingTable::Effects, row, id: &effect.id };
        exists("study", "study", &effect.study, &known.studies, place, finder);
        exists("intervention", "intervention", &effect.intervention, &known.interventions, place, finder);
        on_scale("outcome_domains", "outcome", &effect.outcome, known, place, finder);
    }
    for (row, pair) in findings.intervention_elements.iter().enumerate() {
        let id = format!("{} / {}", pair.intervention, pair.element);
        let place = Place { table: FindingTable::InterventionElements, row, id: &id };
        exists("intervention", "intervention", &pair.intervention, &known.interventions, place, finder);
        exists("element", "element", &pair.element, &known.elements, place, finder);
    }
}

fn figures(findings: &Findings, known: &Known<'_>, finder: &mut Finder) {
    for (row, statistic) in findings.statistics.iter().enumerate() {
        let place = Place { table: FindingTable::Statistics, row, id: &statistic.id };
        exists("source", "cited source", &statistic.source, &known.cited, place, finder);
        exists("supersedes", "statistic", &statistic.supersedes, &known.statistics, place, finder);
    }
    for (row, recommendation) in findings.recommendations.iter().enumerate() {
        let place = Place { table: FindingTable::Recommendations, row, id: &recommendation.id };
        exists("source", "cited source", &recommendation.source, &known.cited, place, finder);
    }
}

fn context(findings: &Findings, known: &Known<'_>, finder: &mut Finder) {
    for (row, factor) in findings.factors.iter().enumerate() {
        let place = Place { table: FindingTable::Factors, row, id: &factor.id };
        exists("study", "study", &factor.study, &known.studies, place, finder);
        exists("intervention", "intervention", &factor.intervention, &known.interventions, place, finder);
    }
    for (row, tag) in findings.progress.iter().enumerate() {
        let place = Place { table: FindingTable::Progress, row, id: &tag.id };
        on_scale("progress_plus", "characteristic", &tag.characteristic, known, place, finder);
        match tag.about.as_str() {
            "study" => exists("id", "study", &tag.id, &known.studies, place, finder),
            "effect" => exists("id", "effect", &tag.id, &known.effects, place, finder),
            _ => {}
        }
    }
    for (row, view) in findings.views.iter().enumerate() {
        let place = Place { table: FindingTable::Views, row, id: &view.id };
        exists("theme", "theme", &view.theme, &known.themes, place, finder);
        on_scale("roles", "role", &view.role, known, place, finder);
    }
    for (row, pair) in findings.view_matches.iter().enumerate() {
        let id = format!("{} / {}", pair.view, pair.intervention);
        let place = Place { table: FindingTable::ViewMatches, row, id: &id };
        exists("view", "view", &pair.view, &known.views, place, finder);
        exists("intervention", "intervention", &pair.intervention, &known.interventions, place, finder);
    }
}

fn link_ends(link: &Link, known: &Known<'_>, place: Place<'_>, finder: &mut Finder) {
    match link.from_kind.as_str() {
        "theme" => exists("from", "theme", &link.from, &known.themes, place, finder),
        "code" => exists("from", "code", &link.from, &known.codes, place, finder),
        other => unknown_kind("from_kind", other, place, finder),
    }
    match link.to_kind.as_str() {
        "outcome" => on_scale("outcome_domains", "to", &link.to, known, place, finder),
        "question" => on_scale("research_questions", "to", &link.to, known, place, finder),
        "intervention" => exists("to", "intervention", &link.to, &known.interventions, place, finder),
        "element" => exists("to", "element", &link.to, &known.elements, place, finder),
        "factor" => exists("to", "factor", &link.to, &known.factors, place, finder),
        "group" => on_scale("progress_plus", "to", &link.to, known, place, finder),
        "statistic" => exists("to", "statistic", &link.to, &known.statistics, place, finder),
        other => unknown_kind("to_kind", other, place, finder),
    }
}

fn unknown_kind(field: &'static str, kind: &str, place: Place<'_>, finder: &mut Finder) {
    finder.add(place, ("R02", Level::Error), field, format!("`{kind}` is nothing that a link can tie"), "");
}

/// R01. An empty reference is no reference.
fn exists(field: &'static str, what: &str, id: &str, ids: &Ids<'_>, place: Place<'_>, finder: &mut Finder) {
    if !id.is_empty() && !ids.contains(id) {
        let hint = did_you_mean(id, ids.iter().copied());
        finder.add(place, ("R01", Level::Error), field, format!("there is no {what} `{id}`"), hint);
    }
}

/// R02.
fn on_scale(scale_id: &str, field: &'static str, word: &str, known: &Known<'_>, place: Place<'_>, finder: &mut Finder) {
    let Some(scale) = scale(known.scales, scale_id).filter(|_| !word.is_empty()) else { return };
    if scale.level(word).is_none() {
        let hint = did_you_mean(word, scale.levels.iter().map(|level| level.id.as_str()));
        finder.add(place, ("R02", Level::Error), field, format!("`{word}` is not on the scale {scale_id}"), hint);
    }
}
