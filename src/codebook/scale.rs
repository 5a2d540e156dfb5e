//! `codebooks/scales/NAME.toml` -> [`Scale`].

use std::collections::BTreeMap;

use super::document::{Parsed, Report, Section, parse};
use crate::model::{Level, Problems, Scale};

const SCALE_KEYS: [&str; 8] = ["id", "title", "source", "note", "flag", "flag_name", "flag_description", "level"];
const LEVEL_KEYS: [&str; 11] = [
    "id",
    "name",
    "order",
    "description",
    "lower_gbp",
    "upper_gbp",
    "letter",
    "attributes",
    "jobs",
    "data",
    "guardian_consent_under",
];

/// Reads a scale or vocabulary file. Levels come back by rank; a level without `order` takes its
/// place in the file. Keys that are not known are kept as extras, since scales differ in what they say.
///
/// # Errors
/// Everything that is wrong with the file, at line and column: broken TOML, misspelt or missing keys,
/// ids or ranks that occur twice, cost bands that end before they begin.
pub fn read_scale(file_name: &str, text: &str) -> Result<Scale, Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    let extra = root.extras(&SCALE_KEYS, &mut report);
    let id = root.required_text("id", &mut report);
    let title = root.required_text("title", &mut report);
    let mut levels = read_levels(root, &mut report);
    levels.sort_by_key(|level| level.order);
    let scale = Scale {
        id: id.map(|id| id.value).unwrap_or_default(),
        title: title.map(|title| title.value).unwrap_or_default(),
        source: root.text_or_empty("source", &mut report),
        note: root.text_or_empty("note", &mut report),
        flag: root.text_or_empty("flag", &mut report),
        flag_name: root.text_or_empty("flag_name", &mut report),
        flag_description: root.text_or_empty("flag_description", &mut report),
        extra,
        levels,
    };
    report.finish(scale)
}

fn read_levels(root: Section<'_>, report: &mut Report<'_>) -> Vec<Level> {
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let mut orders: BTreeMap<i64, usize> = BTreeMap::new();
    let mut levels: Vec<Level> = Vec::new();
    for section in root.sections("level", "[[level]]", report) {
        let id = section.required_text("id", report);
        if let Some(id) = &id {
            let line = report.line(id.at);
            if let Some(first) = ids.get(&id.value) {
                report.wrong(id.at, format!("level `{}` is defined twice, first on line {first}", id.value), "");
            }
            ids.entry(id.value.clone()).or_insert(line);
        }
        let order = section.integer("order", report);
        let place = i64::try_from(levels.len() + 1).unwrap_or(i64::MAX);
        let (order, order_at) = order.map_or((place, section.at), |order| (order.value, order.at));
        if let Some(first) = orders.get(&order) {
            let message = format!("rank {order} is taken by the level on line {first}");
            report.wrong(order_at, message, "give each level an `order` of its own");
        }
        orders.entry(order).or_insert(report.line(section.at));
        let name = section.required_text("name", report);
        levels.push(Level {
            id: id.map(|id| id.value).unwrap_or_default(),
            name: name.map(|name| name.value).unwrap_or_default(),
            order,
            ..read_extras(section, report)
        });
    }
    if levels.is_empty() {
        report.absent(0, "the scale has no [[level]]", "add at least one level");
    }
    levels
}

/// What only some scales say of their levels.
fn read_extras(section: Section<'_>, report: &mut Report<'_>) -> Level {
    let lower = section.number("lower_gbp", report);
    let upper = section.number("upper_gbp", report);
    if let (Some(lower), Some(upper)) = (&lower, &upper)
        && lower.value > upper.value
    {
        let message = format!("the band ends at {} before it begins at {}", upper.value, lower.value);
        report.wrong(upper.at, message, "swap lower_gbp and upper_gbp");
    }
    let age = section.integer("guardian_consent_under", report).and_then(|age| {
        let years = u32::try_from(age.value).ok().filter(|years| *years <= 120);
        if years.is_none() {
            report.wrong(
                age.at,
                format!("`guardian_consent_under` should be an age in years, found {}", age.value),
                "",
            );
        }
        years
    });
    Level {
        description: section.text_or_empty("description", report),
        lower_gbp: lower.map(|edge| edge.value),
        upper_gbp: upper.map(|edge| edge.value),
        letter: section.text_or_empty("letter", report),
        attributes: section.plain_texts("attributes", report),
        jobs: section.plain_texts("jobs", report),
        data: section.boolean("data", report),
        guardian_consent_under: age,
        extra: section.extras(&LEVEL_KEYS, report),
        ..Level::default()
    }
}
