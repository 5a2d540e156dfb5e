//! Codebook versions: what a change of version does to the codings, and doing it.

use std::collections::BTreeMap;

use semver::Version;

use super::versions::Versions;
use super::{Project, ProjectError};
use crate::codebook::{Fate, Lineage, check_steps};
use crate::model::{Codebook, CodingState, EventKind, Problem, Problems};
use crate::store::{Alteration, Change};
use crate::text::counted;

/// What bringing codings to the active codebook version did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// Label of the version before; empty when there was none.
    pub from: String,
    /// Label of the version that is active now.
    pub to: String,
    /// Codings whose code has another id now.
    pub renamed: u64,
    /// Codings that must be looked at.
    pub stale: u64,
    /// Codings set aside because their code was retired.
    pub retired: u64,
    /// Codings set aside because another says the same since codes were merged.
    pub united: u64,
    /// Themes, interview questions and links whose codes have other ids now.
    pub themes: u64,
}

impl Migrated {
    /// What was done, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut parts = vec![if self.from.is_empty() {
            format!("codebook {}", self.to)
        } else {
            format!("codebook {} to {}", self.from, self.to)
        }];
        let counts = [
            (self.renamed, "coding", "brought to their new code"),
            (self.stale, "coding", "to be looked at"),
            (self.retired, "coding", "of retired codes set aside"),
            (self.united, "coding", "united with others"),
            (self.themes, "theme, question or link|themes, questions and links", "brought to new codes"),
        ];
        let found = counts.iter().filter(|(count, _, _)| *count > 0);
        parts.extend(found.map(|(count, noun, what)| format!("{} {what}", counted(*count, noun))));
        parts.join(", ")
    }
}

/// What became of a codebook file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodebookImport {
    /// `name version` of the codebook.
    pub label: String,
    /// Whether codings are made and read with it now.
    pub active: bool,
    /// Label of the version that is in use.
    pub in_use: String,
}

impl Project {
    /// Takes a codebook version into the project. It becomes the active one when nothing has been coded yet; else
    /// [`Project::migrate`] brings the codings to it.
    ///
    /// # Errors
    /// Everything that is wrong with the file; a released version that would change; a version in use that would lose
    /// a code with codings.
    pub fn import_codebook(&mut self, book: &Codebook) -> Result<CodebookImport, ProjectError> {
        self.change("codebook import", false, |change| {
            let changed = store_codebook(change, book)?;
            let active = change.active_codebook()?;
            if active.codes.is_empty() || change.codes_in_use(&active.name)?.is_empty() {
                adopt(change, book)?;
            }
            let in_use = change.active_codebook()?.label();
            let report = CodebookImport { label: book.label(), active: in_use == book.label(), in_use };
            Ok((report, if changed { format!("codebook {}", book.label()) } else { String::new() }))
        })
    }

    /// Makes a codebook version the active one, taking it into the project if it is not there yet, and brings every
    /// coding to it: automatic steps give codings their new code, the others put them into the recode queue; nothing
    /// is deleted. Nothing is returned when the project is at that version already.
    ///
    /// # Errors
    /// When the version is earlier than the active one, the steps on the way do not explain what differs, and those of
    /// [`Project::import_codebook`].
    pub fn migrate(&mut self, to: &Codebook, dry_run: bool) -> Result<Option<Migrated>, ProjectError> {
        self.change("codebook migrate", dry_run, |change| {
            store_codebook(change, to)?;
            let migrated = adopt(change, to)?;
            let summary = migrated.as_ref().map_or_else(String::new, Migrated::summary);
            Ok((migrated, summary))
        })
    }
}

/// Stores a codebook version. One that is not released may be edited, but no code may vanish that has codings.
pub(super) fn store_codebook(change: &Change, book: &Codebook) -> Result<bool, ProjectError> {
    let mut problems = Problems::default();
    for (version, code) in change.codes_in_use(&book.name)? {
        if version == book.version && book.code(&code).is_none() {
            let message = format!("code `{code}` has codings in the project and is no longer in this version");
            problems.push(
                Problem::new(book.label(), message)
                    .hint("put it back, or make a new version with a [[migration]] step that says what becomes of it"),
            );
        }
    }
    problems.none_or(())?;
    Ok(change.put_codebook(book)?)
}

/// Makes a stored version the active one, with all that follows; nothing when it is that already.
pub(super) fn adopt(change: &Change, target: &Codebook) -> Result<Option<Migrated>, ProjectError> {
    let before = change.active_codebook()?;
    if before == *target {
        return Ok(None);
    }
    if before.name != target.name && !change.codes_in_use(&before.name)?.is_empty() {
        let message =
            format!("the codings of the project are of codebook {}, which this is no version of", before.name);
        return Err(Problem::new(target.label(), message)
            .hint("give it the same name, a later version and [[migration]] steps; or code with it in a project of its own")
            .into());
    }
    let new_book = before.name != target.name || before.version == target.version;
    if !new_book && before.version > target.version {
        let message = format!("codebook {} is in use, which is later than {}", before.label(), target.version);
        return Err(Problem::new(target.label(), message)
            .hint("`themeweave undo` takes a migration back; tables can be read with an earlier version: --codebook")
            .into());
    }
    if before.codes.is_empty() || new_book {
        change.activate_codebook(target)?;
        let from = if before.codes.is_empty() { String::new() } else { before.label() };
        return Ok(Some(Migrated { from, to: target.label(), ..Migrated::default() }));
    }
    let all = change.versions_of(&target.name)?;
    let on_the_way = all.iter().filter(|book| book.version > before.version && book.version <= target.version);
    explained(&before, on_the_way)?;
    change.activate_codebook(target)?;
    let versions = Versions::of(change)?;
    let mut migrated = carry_forward(change, &versions)?;
    migrated.themes = carry_themes(change, &before, &versions)?;
    migrated.from = before.label();
    Ok(Some(migrated))
}

/// The steps of every version on the way must explain what differs from the one before.
fn explained<'b>(before: &Codebook, path: impl Iterator<Item = &'b Codebook>) -> Result<(), ProjectError> {
    let mut problems = Problems::default();
    let mut last = before;
    for book in path {
        for problem in check_steps(last, book) {
            problems.push(Problem::new(book.label(), problem.message).hint(problem.hint));
        }
        last = book;
    }
    Ok(problems.none_or(())?)
}

/// Brings every coding whose code is of an earlier version to the active one, as far as its steps touch the code.
/// Codings that wait to be looked at already are left waiting.
pub(super) fn carry_forward(change: &Change, versions: &Versions) -> Result<Migrated, ProjectError> {
    let active = versions.active();
    let mut migrated = Migrated { to: active.label(), ..Migrated::default() };
    let mut lineages: BTreeMap<Version, Option<Lineage>> = BTreeMap::new();
    for (version, code) in change.codes_behind(active)? {
        let lineage = lineages.entry(version.clone()).or_insert_with(|| {
            versions.get(&version).map(|from| Lineage::between(from, &versions.path_from(&version)))
        });
        let Some(fate) = lineage.as_ref().and_then(|lineage| lineage.fate(&code)) else { continue };
        let stays = fate.automatic && fate.target() == Some(code.as_str());
        if stays {
            continue;
        }
        let note = if fate.automatic { fate.describe() } else { fate.reasons.join("; ") };
        let alteration = if !fate.automatic {
            Alteration { state: Some(CodingState::Stale), note: &note, ..Alteration::of(EventKind::Stale) }
        } else if let Some(target) = fate.target() {
            Alteration { code: Some((target, &active.version)), note: &note, ..Alteration::of(EventKind::Migrated) }
        } else {
            Alteration {
                state: Some(CodingState::SetAside),
                code: Some((&code, &active.version)),
                note: &note,
                ..Alteration::of(EventKind::Retired)
            }
        };
        let mut alterations = change.alterations();
        for coding in change.codings_of_code(&code, &version)? {
            if alteration.kind == EventKind::Stale && coding.state == CodingState::Stale {
                continue;
            }
            let united = alterations.apply(&coding, &alteration)?;
            match alteration.kind {
                _ if united => migrated.united += 1,
                EventKind::Stale => migrated.stale += 1,
                EventKind::Retired => migrated.retired += 1,
                _ => migrated.renamed += 1,
            }
        }
    }
    Ok(migrated)
}

/// Themes, interview questions and links name codes: those that have other ids now are named anew. A code that was split is
/// replaced by what it was split into, where it is gone itself; a retired one is left out.
fn carry_themes(change: &Change, before: &Codebook, versions: &Versions) -> Result<u64, ProjectError> {
    let lineage = Lineage::between(before, &versions.path_from(&before.version));
    let mut changed = 0;
    let mut themes = change.themes()?;
    for theme in &mut themes {
        changed += u64::from(renamed(&mut theme.codes, &lineage, versions.active()));
    }
    change.put_themes(&themes)?;
    let mut questions = change.questions()?;
    for question in &mut questions {
        changed += u64::from(renamed(&mut question.codes, &lineage, versions.active()));
    }
    change.put_questions(&questions)?;
    let mut findings = change.findings()?;
    for link in findings.links.iter_mut().filter(|link| link.from_kind == "code") {
        if let Some(target) = lineage.fate(&link.from).and_then(Fate::target)
            && target != link.from
        {
            target.clone_into(&mut link.from);
            changed += 1;
        }
    }
    change.put_findings(&findings)?;
    for fate in &lineage.fates {
        if let Some(target) = fate.target().filter(|target| *target != fate.code) {
            change.rename_code_of_memos(&fate.code, target)?;
            change.rename_code_of_summaries(&fate.code, target)?;
        }
    }
    Ok(changed)
}

fn renamed(codes: &mut Vec<String>, lineage: &Lineage, book: &Codebook) -> bool {
    let mut new: Vec<String> = Vec::with_capacity(codes.len());
    for code in codes.iter() {
        let targets: Vec<&String> = match lineage.fate(code) {
            Some(_) if book.code(code).is_some() => vec![code],
            Some(fate) => fate.targets.iter().collect(),
            None => vec![code],
        };
        for target in targets {
            if !new.contains(target) {
                new.push(target.clone());
            }
        }
    }
    let changed = new != *codes;
    *codes = new;
    changed
}

/// The codes that a theme or question names, as an earlier codebook version would have named them.
pub(super) fn as_of(codes: &[String], lineage: &Lineage, book: &Codebook) -> Vec<String> {
    let mut then: Vec<String> = Vec::new();
    for code in codes {
        let was = lineage.sources(code).map(|fate| fate.code.clone());
        let kept = book.code(code).is_some().then(|| code.clone());
        for earlier in was.chain(kept) {
            if !then.contains(&earlier) {
                then.push(earlier);
            }
        }
    }
    then
}
