//! `codebooks/NAME/VERSION.toml` -> [`Codebook`].

use std::collections::BTreeMap;

use super::document::{Parsed, Placed, Report, Section, parse};
use super::hierarchy::circles;
use super::migration::read_migrations;
use super::places::Places;
use super::release::broken_seal;
use crate::model::{Category, Code, Codebook, Polarity, Problems};
use crate::text::did_you_mean;

const CODEBOOK_KEYS: [&str; 10] =
    ["name", "version", "released", "title", "language", "description", "source", "category", "code", "migration"];
const CATEGORY_KEYS: [&str; 4] = ["id", "name", "polarity", "description"];
const CODE_KEYS: [&str; 12] = [
    "id",
    "name",
    "category",
    "categories",
    "parent",
    "polarity",
    "definition",
    "include",
    "exclude",
    "examples_yes",
    "examples_no",
    "source",
];

/// Reads a codebook file.
///
/// # Errors
/// Everything that is wrong with the file, at line and column: broken TOML, unknown or missing keys,
/// ids that break the pattern or occur twice, parents that are missing or stand in a circle,
/// categories and polarities that do not exist, a version that is none, migration steps that are
/// unknown or name unknown codes; a released version whose content is not what was released. Where the
/// syntax is broken, what only *seems* to be missing is left out, since it may stand in the part that
/// could not be read.
pub fn read(file_name: &str, text: &str) -> Result<Codebook, Problems> {
    read_placed(file_name, text).map(|(codebook, _)| codebook)
}

/// [`read`], and where in the file each code and step stands.
///
/// # Errors
/// As [`read`].
pub fn read_placed(file_name: &str, text: &str) -> Result<(Codebook, Places), Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    let report_mut = &mut report;
    root.only(&CODEBOOK_KEYS, report_mut);
    let name = root.required_text("name", report_mut);
    let version = root.required_text("version", report_mut);
    let released = root.text("released", report_mut);
    let title = root.required_text("title", report_mut);
    let categories = read_categories(root, report_mut);
    let drafts = read_codes(root, &categories, report_mut);
    check_parents(&drafts, report_mut);
    let mut places = Places { file: file_name.to_owned(), ..Places::default() };
    places.name = name.as_ref().map(|name| report_mut.place(name.at));
    places.version = version.as_ref().map(|version| report_mut.place(version.at));
    places.codes = drafts.iter().map(|draft| (draft.code.id.clone(), report_mut.place(draft.at))).collect();
    let codes: Vec<Code> = drafts.into_iter().map(|draft| draft.code).collect();
    let migrations = read_migrations(root, &codes, report_mut);
    places.steps = migrations.iter().map(|(_, at)| report_mut.place(*at)).collect();
    let codebook = Codebook {
        name: name.map(|name| name.value).unwrap_or_default(),
        version: read_version(version, report_mut),
        released: released.as_ref().map(|released| released.value.clone()),
        title: title.map(|title| title.value).unwrap_or_default(),
        language: root.text_or_empty("language", report_mut),
        description: root.text_or_empty("description", report_mut),
        source: root.text_or_empty("source", report_mut),
        categories,
        codes,
        migrations: migrations.into_iter().map(|(step, _)| step).collect(),
    };
    // What is wrong anyway would only be said twice by a hash that does not fit.
    if report.is_clean()
        && let (Some(released), Some((message, hint))) = (released, broken_seal(&codebook))
    {
        report.wrong(released.at, message, hint);
    }
    report.finish((codebook, places))
}

/// Whether a text may be the id of a code or category: `^[a-z][a-z0-9_]{2,60}$`.
pub fn is_code_id(id: &str) -> bool {
    let mut bytes = id.bytes();
    (3..=61).contains(&id.len())
        && bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn read_version(written: Option<Placed<String>>, report: &mut Report<'_>) -> semver::Version {
    let none = semver::Version::new(0, 0, 0);
    let Some(written) = written else { return none };
    semver::Version::parse(&written.value).unwrap_or_else(|error| {
        let message = format!("`{}` is not a version: {error}", written.value);
        report.wrong(written.at, message, "write three numbers, such as 1.0.0");
        none
    })
}

/// Reads the required `id` of a table, checks its pattern, and that `seen` does not hold it yet.
fn read_id(
    section: Section<'_>,
    what: &str,
    seen: &mut BTreeMap<String, usize>,
    report: &mut Report<'_>,
) -> Option<Placed<String>> {
    let id = section.required_text("id", report)?;
    if !is_code_id(&id.value) {
        let message = format!(
            "`{}` cannot be the id of a {what}: an id has 3 to 61 characters, a small letter first, then a-z, 0-9 and _",
            id.value
        );
        let slug = slug(&id.value);
        let hint = if is_code_id(&slug) { format!("for instance `{slug}`") } else { String::new() };
        report.wrong(id.at, message, hint);
    }
    let line = report.line(id.at);
    match seen.get(&id.value) {
        Some(first) => {
            let message = format!("{what} `{}` is defined twice, first on line {first}", id.value);
            report.wrong(id.at, message, "give one of them another id, or take it out");
        }
        None => {
            seen.insert(id.value.clone(), line);
        }
    }
    Some(id)
}

/// The nearest text that could be an id: `Child's voice!` becomes `child_s_voice`.
pub fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

fn read_categories(root: Section<'_>, report: &mut Report<'_>) -> Vec<Category> {
    let mut seen = BTreeMap::new();
    let mut categories = Vec::new();
    for section in root.sections("category", "[[category]]", report) {
        section.only(&CATEGORY_KEYS, report);
        let id = read_id(section, "category", &mut seen, report);
        let name = section.required_text("name", report);
        categories.push(Category {
            id: id.map(|id| id.value).unwrap_or_default(),
            name: name.map(|name| name.value).unwrap_or_default(),
            polarity: read_polarity(section, report).unwrap_or_default(),
            description: section.text_or_empty("description", report),
        });
    }
    if categories.is_empty() {
        report.absent(0, "the codebook has no [[category]]", "every code belongs to a category; add at least one");
    }
    categories
}

fn read_polarity(section: Section<'_>, report: &mut Report<'_>) -> Option<Polarity> {
    let written = section.text("polarity", report).filter(|word| !word.value.is_empty())?;
    let found = Polarity::ALL.into_iter().find(|polarity| polarity.word() == written.value);
    if found.is_none() {
        let message = format!("`{}` is not a polarity", written.value);
        report.wrong(written.at, message, did_you_mean(&written.value, Polarity::ALL.map(Polarity::word)));
    }
    found
}

/// A code with the places that later checks need.
struct Draft {
    code: Code,
    at: usize,
    parent_at: usize,
}

/// The categories of a code, all of which the codebook has: one under `category`, or several under
/// `categories`.
fn read_own_categories(section: Section<'_>, known: &[Category], report: &mut Report<'_>) -> Vec<String> {
    let several = section.texts("categories", report);
    let single = match section.text("category", report) {
        Some(single) if !several.is_empty() => {
            let message = "a code has either `category` or `categories`, found both";
            report.wrong(single.at, message, "name all of them under `categories`, the main one first");
            None
        }
        _ if several.is_empty() => section.required_text("category", report),
        _ => None,
    };
    let written: Vec<Placed<String>> = single.into_iter().chain(several).collect();
    for (at, category) in written.iter().enumerate() {
        if !known.iter().any(|known| known.id == category.value) {
            let message = format!("category `{}` is not in this codebook", category.value);
            let hint = did_you_mean(&category.value, known.iter().map(|category| category.id.as_str()));
            report.absent(category.at, message, hint);
        }
        if written.iter().take(at).any(|earlier| earlier.value == category.value) {
            let message = format!("category `{}` is named twice", category.value);
            report.wrong(category.at, message, "take one of them out");
        }
    }
    written.into_iter().map(|category| category.value).collect()
}

fn read_codes(root: Section<'_>, categories: &[Category], report: &mut Report<'_>) -> Vec<Draft> {
    let mut seen = BTreeMap::new();
    let mut drafts = Vec::new();
    for section in root.sections("code", "[[code]]", report) {
        section.only(&CODE_KEYS, report);
        let id = read_id(section, "code", &mut seen, report);
        let name = section.required_text("name", report);
        let mut own = read_own_categories(section, categories, report).into_iter();
        let category = own.next().unwrap_or_default();
        let parent = section.text("parent", report).filter(|parent| !parent.value.is_empty());
        let definition = section.required_text("definition", report);
        let home = categories.iter().find(|known| known.id == category);
        let polarity = read_polarity(section, report);
        drafts.push(Draft {
            at: id.as_ref().map_or(section.at, |id| id.at),
            parent_at: parent.as_ref().map_or(section.at, |parent| parent.at),
            code: Code {
                id: id.map(|id| id.value).unwrap_or_default(),
                name: name.map(|name| name.value).unwrap_or_default(),
                category,
                facets: own.collect(),
                parent: parent.map(|parent| parent.value),
                polarity: polarity.or(home.map(|category| category.polarity)).unwrap_or_default(),
                definition: definition.map(|definition| definition.value).unwrap_or_default(),
                include: section.plain_texts("include", report),
                exclude: section.plain_texts("exclude", report),
                examples_yes: section.plain_texts("examples_yes", report),
                examples_no: section.plain_texts("examples_no", report),
                source: section.text_or_empty("source", report),
            },
        });
    }
    if drafts.is_empty() {
        report.absent(0, "the codebook has no [[code]]", "add at least one code");
    }
    drafts
}

/// Parents must exist and may not stand in a circle.
fn check_parents(drafts: &[Draft], report: &mut Report<'_>) {
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        positions.entry(&draft.code.id).or_insert(at);
    }
    let mut parents = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let parent = draft.code.parent.as_deref();
        let position = parent.and_then(|id| positions.get(id).copied());
        if let (Some(parent), None) = (parent, position) {
            let message = format!("parent `{parent}` of code `{}` is not in this codebook", draft.code.id);
            report.absent(draft.parent_at, message, did_you_mean(parent, positions.keys().copied()));
        }
        parents.push(position);
    }
    for circle in circles(&parents) {
        let members: Vec<&Draft> = circle.iter().filter_map(|at| drafts.get(*at)).collect();
        let Some(first) = members.first() else { continue };
        let names: Vec<&str> = members.iter().chain([first]).map(|draft| draft.code.id.as_str()).collect();
        let message = format!("codes are their own ancestors: {}", names.join(" under "));
        report.wrong(first.parent_at, message, "take `parent` out of one of them");
    }
}
