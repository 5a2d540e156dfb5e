//! What a project can say of itself to a reporting checklist: one function for each fact, by the key that the checklists'
//! files use.
//!
//! Facts are words, which the disclosure gate does not weigh, and go to a pack with the checklist. So none of them counts
//! people by less than the whole frame: for people by role they point to the table that does, which the gate judges.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Known;
use crate::model::{LinkStatus, PoolingSettings};
use crate::text::counted;

/// What is known, and the command or file of the pack that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub text: String,
    pub shown_in: &'static str,
}

type Teller = fn(&Known<'_, '_>) -> Option<Fact>;

/// Every fact by its key.
pub(super) const FACTS: [(&str, Teller); 34] = [
    ("questions", questions),
    ("codebook", codebook),
    ("codebook_steps", codebook_steps),
    ("codebook_source", codebook_source),
    ("sources", sources),
    ("participants", participants),
    ("codings", codings),
    ("coders", coders),
    ("double_coding", double_coding),
    ("themes", themes),
    ("implications", implications),
    ("inferences", inferences),
    ("quotes", quotes),
    ("confidence", confidence),
    ("software", software),
    ("display", display),
    ("studies", studies),
    ("designs", designs),
    ("uk_studies", uk_studies),
    ("appraisal", appraisal),
    ("appraisal_results", appraisal_results),
    ("outcomes", outcomes),
    ("effects", effects),
    ("effect_scales", effect_scales),
    ("scale_setting", scale_setting),
    ("pooling", pooling),
    ("dependency", dependency),
    ("heterogeneity", heterogeneity),
    ("ratings", ratings),
    ("equity_in_title", equity_in_title),
    ("progress_scale", progress_scale),
    ("progress_recorded", progress_recorded),
    ("reporting_levels", reporting_levels),
    ("subgroups", subgroups),
];

/// The fact of a key, where the project knows it.
pub(super) fn fact(key: &str, known: &Known<'_, '_>) -> Option<Fact> {
    FACTS.iter().find(|(own, _)| *own == key).and_then(|(_, tell)| tell(known))
}

/// What is told where it is known.
fn told(known: bool, text: String, shown_in: &'static str) -> Option<Fact> {
    known.then_some(Fact { text, shown_in })
}

/// Each word with how often it is there, the most frequent first: `RCT (11), QED_matched (5)`.
fn tallied<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(word, count)| (Reverse(*count), *word));
    counts.iter().map(|(word, count)| format!("{word} ({count})")).collect::<Vec<_>>().join(", ")
}

/// Each word once, in order.
fn distinct<'w>(words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    words.filter(|word| !word.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn questions(known: &Known<'_, '_>) -> Option<Fact> {
    let themes = &known.snapshot().themes;
    let named = distinct(themes.iter().flat_map(|theme| &theme.questions).map(String::as_str));
    let text = format!("{} that themes speak to: {}", counted(named.len() as u64, "question"), named.join(", "));
    told(!named.is_empty(), text, "index.html; the themes’ file")
}

fn codebook(known: &Known<'_, '_>) -> Option<Fact> {
    let book = &known.snapshot().codebook;
    let (codes, categories) = (counted(book.codes.len() as u64, "code"), book.categories.len() as u64);
    let text = format!("codebook {}: {codes} in {}", book.label(), counted(categories, "category|categories"));
    told(!book.codes.is_empty(), text, "codebook show; codebook export")
}

fn codebook_steps(known: &Known<'_, '_>) -> Option<Fact> {
    let book = &known.snapshot().codebook;
    let steps = tallied(book.migrations.iter().map(|step| step.step.word()));
    let text = format!("steps from the version before to {}: {steps}", book.label());
    told(!steps.is_empty(), text, "codebook diff; log")
}

fn codebook_source(known: &Known<'_, '_>) -> Option<Fact> {
    let book = &known.snapshot().codebook;
    let text = format!("the codebook says where its codes come from: {}", book.source);
    told(!book.source.is_empty(), text, "codebook show")
}

fn sources(known: &Known<'_, '_>) -> Option<Fact> {
    let all = &known.snapshot().sources;
    let inside = || all.iter().zip(known.frame.sources()).filter(|(_, inside)| **inside).map(|(source, _)| source);
    let kinds = distinct(inside().map(|source| source.kind.as_str()));
    let mut text = counted(known.frame.tally().sources, "source");
    if !kinds.is_empty() {
        text.push_str(&format!(" ({})", kinds.join(", ")));
    }
    let dates = || inside().filter_map(|source| source.date);
    if let (Some(first), Some(last)) = (dates().min(), dates().max()) {
        text.push_str(&format!(", recorded from {first} to {last}"));
    }
    told(!all.is_empty(), text, "source list")
}

fn participants(known: &Known<'_, '_>) -> Option<Fact> {
    let people = known.frame.tally().participants;
    let snapshot = known.snapshot();
    let inside = |role: &String| {
        let people = snapshot.participants.iter().zip(known.frame.participants());
        people.filter(|(_, inside)| **inside).any(|(person, _)| person.role == *role)
    };
    let roles: Vec<String> = snapshot.roles().into_iter().filter(inside).collect();
    let text = format!("{} with consent to analysis; roles: {}", counted(people, "participant"), roles.join(", "));
    told(people > 0, text, "tables/themes-by-role.csv; matrix theme role")
}

fn codings(known: &Known<'_, '_>) -> Option<Fact> {
    let tally = known.frame.tally();
    let sources = tally.sources.saturating_sub(tally.uncoded_sources);
    let text = format!("{} of passages in {}", counted(tally.codings, "coding"), counted(sources, "source"));
    told(tally.codings > 0, text, "coding list; matrix code source --count codings")
}

fn coders(known: &Known<'_, '_>) -> Option<Fact> {
    let snapshot = known.snapshot();
    let positions: BTreeSet<u32> = known.frame.codings().map(|coding| snapshot.codings.coder[coding]).collect();
    let names: Vec<&str> =
        positions.iter().filter_map(|coder| snapshot.coders.get(*coder as usize)).map(String::as_str).collect();
    let text = format!("{}: {}", counted(names.len() as u64, "coder"), names.join(", "));
    told(!names.is_empty(), text, "coding list; blame")
}

fn double_coding(known: &Known<'_, '_>) -> Option<Fact> {
    let codings = &known.snapshot().codings;
    let mut coders: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for coding in known.frame.codings() {
        coders.entry(codings.source[coding]).or_default().insert(codings.coder[coding]);
    }
    let twice = coders.values().filter(|coders| coders.len() > 1).count();
    let text = format!("{twice} of {} coded by two or more coders", counted(coders.len() as u64, "coded source"));
    told(!coders.is_empty(), text, "matrix code source --coder NAME")
}

fn themes(known: &Known<'_, '_>) -> Option<Fact> {
    let snapshot = known.snapshot();
    let codes: BTreeSet<usize> = snapshot.themes.iter().flat_map(|theme| snapshot.codes_of(theme)).collect();
    let themes = counted(snapshot.themes.len() as u64, "theme");
    let text = format!("{themes}, built from {}", counted(codes.len() as u64, "code"));
    told(!snapshot.themes.is_empty(), text, "index.html; theme list")
}

fn implications(known: &Known<'_, '_>) -> Option<Fact> {
    let themes = &known.snapshot().themes;
    let with = themes.iter().filter(|theme| !theme.implication.is_empty()).count();
    let text = format!("{with} of {} with an implication for practice", counted(themes.len() as u64, "theme"));
    told(with > 0, text, "index.html")
}

fn inferences(known: &Known<'_, '_>) -> Option<Fact> {
    let drawn = known.snapshot().integration.inferences.len() as u64;
    let text = format!("{} where themes and findings meet", counted(drawn, "inference"));
    told(drawn > 0, text, "export text")
}

fn quotes(known: &Known<'_, '_>) -> Option<Fact> {
    let passages = known.quotable_passages?;
    let text = format!("{passages} coded passages that may be published; each quote is checked against its transcript");
    told(true, text, "quotes.csv; index.html")
}

fn confidence(known: &Known<'_, '_>) -> Option<Fact> {
    let snapshot = known.snapshot();
    let judged = || snapshot.integration.confidence.iter().filter(|j| snapshot.themes.iter().any(|t| t.id == j.theme));
    let levels = tallied(judged().map(|judged| judged.overall.as_str()));
    let (some, all) = (judged().count(), counted(snapshot.themes.len() as u64, "theme"));
    let text = format!("confidence (GRADE-CERQual, adapted) judged in {some} of {all}: {levels}");
    told(some > 0, text, "confidence list; confidence profile")
}

fn software(_: &Known<'_, '_>) -> Option<Fact> {
    told(true, format!("Themeweave {}", env!("CARGO_PKG_VERSION")), "provenance.json")
}

fn display(known: &Known<'_, '_>) -> Option<Fact> {
    let links = &known.snapshot().findings.links;
    let accepted = links.iter().filter(|link| link.status == LinkStatus::Accepted).count() as u64;
    let text = format!(
        "joint displays of themes and findings through {}; charts with their data",
        counted(accepted, "accepted link")
    );
    told(accepted > 0, text, "charts/; tables/; joint by-outcome")
}

fn studies(known: &Known<'_, '_>) -> Option<Fact> {
    let found = &known.snapshot().findings;
    let countries = tallied(found.studies.iter().map(|study| study.country.as_str()));
    let text = format!(
        "{} with {}: {countries}",
        counted(found.studies.len() as u64, "study|studies"),
        counted(found.effects.len() as u64, "effect")
    );
    told(!found.studies.is_empty(), text, "finding list studies")
}

fn designs(known: &Known<'_, '_>) -> Option<Fact> {
    let designs = tallied(known.snapshot().findings.studies.iter().map(|study| study.design.as_str()));
    told(!designs.is_empty(), format!("designs: {designs}"), "finding list studies")
}

fn uk_studies(known: &Known<'_, '_>) -> Option<Fact> {
    let studies = &known.snapshot().findings.studies;
    let uk = studies.iter().filter(|study| study.uk == Some(true)).count();
    let text = format!("{uk} of {} from the United Kingdom", counted(studies.len() as u64, "study|studies"));
    told(!studies.is_empty(), text, "finding list studies")
}

fn appraisal(known: &Known<'_, '_>) -> Option<Fact> {
    let tools = tallied(known.snapshot().findings.studies.iter().map(|study| study.rob_tool.as_str()));
    told(!tools.is_empty(), format!("risk of bias by {tools}"), "the sheet of studies")
}

fn appraisal_results(known: &Known<'_, '_>) -> Option<Fact> {
    let overall = tallied(known.snapshot().findings.studies.iter().map(|study| study.rob_overall.as_str()));
    told(!overall.is_empty(), format!("risk of bias overall: {overall}"), "the sheet of studies")
}

fn outcomes(known: &Known<'_, '_>) -> Option<Fact> {
    let found = tallied(known.snapshot().findings.effects.iter().map(|effect| effect.outcome.as_str()));
    told(!found.is_empty(), format!("effects by outcome: {found}"), "tables/joint-by-outcome.csv")
}

fn effects(known: &Known<'_, '_>) -> Option<Fact> {
    let effects = known.snapshot().findings.effects.len() as u64;
    let text = format!("{} with study, outcome, value and interval", counted(effects, "effect"));
    told(effects > 0, text, "tables/effects-by-outcome.csv; finding list effects")
}

fn effect_scales(known: &Known<'_, '_>) -> Option<Fact> {
    let scales = tallied(known.snapshot().findings.effects.iter().map(|effect| effect.es_type.name()));
    told(!scales.is_empty(), format!("reported as {scales}"), "tables/effects-by-outcome.csv")
}

/// Settings of pooling speak only where there is something to put together.
fn settled(known: &Known<'_, '_>, text: impl FnOnce(&PoolingSettings) -> String) -> Option<Fact> {
    let snapshot = known.snapshot();
    told(!snapshot.findings.effects.is_empty(), text(&snapshot.integration.settings.pooling), "finding settings")
}

fn scale_setting(known: &Known<'_, '_>) -> Option<Fact> {
    settled(known, |set| format!("put together on the scale `{}`", set.scale.word()))
}

fn pooling(known: &Known<'_, '_>) -> Option<Fact> {
    settled(known, |set| {
        format!("settings: estimator `{}`, test `{}`, level {:.0}%", set.estimator, set.test, set.level * 100.0)
    })
}

fn dependency(known: &Known<'_, '_>) -> Option<Fact> {
    settled(known, |set| format!("several effects of one study: {}, correlation {}", set.dependency.name(), set.rho))
}

fn heterogeneity(known: &Known<'_, '_>) -> Option<Fact> {
    settled(known, |set| {
        format!("heterogeneity estimated by `{}`, prediction intervals `{}`", set.estimator, set.prediction)
    })
}

fn ratings(known: &Known<'_, '_>) -> Option<Fact> {
    let found = &known.snapshot().findings.interventions;
    let ratings = tallied(found.iter().map(|intervention| intervention.evidence_rating.as_str()));
    told(!ratings.is_empty(), format!("evidence ratings of interventions: {ratings}"), "tables/interventions.csv")
}

/// Known only where the title settles it: a report may have another title than the study.
fn equity_in_title(known: &Known<'_, '_>) -> Option<Fact> {
    let title = &known.snapshot().title;
    let says = title.to_lowercase().contains("equit");
    told(says, format!("the title: “{title}”"), "index.html")
}

fn progress_scale(known: &Known<'_, '_>) -> Option<Fact> {
    let scale = known.snapshot().scale("progress_plus")?;
    let text = format!("scale {}: {}", scale.title, counted(scale.levels.len() as u64, "characteristic"));
    told(true, text, "the scale file progress_plus.toml")
}

fn progress_recorded(known: &Known<'_, '_>) -> Option<Fact> {
    let snapshot = known.snapshot();
    let scale = snapshot.scale("progress_plus")?;
    let has = |attribute: &String| {
        snapshot.participants.iter().any(|person| person.attribute(attribute).is_some())
            || snapshot.cases.iter().any(|case| case.attributes.iter().any(|(key, _)| key == attribute))
    };
    let (with, without): (Vec<_>, Vec<_>) = scale.levels.iter().partition(|level| level.attributes.iter().any(has));
    let names = |levels: Vec<&crate::model::Level>| {
        levels.iter().map(|level| level.name.as_str()).collect::<Vec<_>>().join(" · ")
    };
    if with.is_empty() {
        return None;
    }
    let mut text = format!("recorded of participants or cases: {}", names(with));
    if !without.is_empty() {
        text.push_str(&format!("; not recorded: {}", names(without)));
    }
    told(true, text, "participant show; matrix theme ATTRIBUTE")
}

fn reporting_levels(known: &Known<'_, '_>) -> Option<Fact> {
    let tags = &known.snapshot().findings.progress;
    let levels = tallied(tags.iter().map(|tag| tag.level.as_str()));
    let of = distinct(tags.iter().map(|tag| tag.characteristic.as_str())).len() as u64;
    let text = format!("{} tagged on studies, effects and cases: {levels}", counted(of, "characteristic"));
    told(!levels.is_empty(), text, "finding list progress")
}

fn subgroups(known: &Known<'_, '_>) -> Option<Fact> {
    let tags = known.snapshot().findings.progress.iter().filter(|tag| tag.level == "subgroup_analysed");
    let by = tallied(tags.map(|tag| tag.characteristic.as_str()));
    told(!by.is_empty(), format!("subgroups analysed by {by}"), "finding list progress")
}
