//! How two versions of a codebook differ, code by code and word by word.

mod markdown;
mod table;

use semver::Version;

use super::field::Field;
use super::lineage::{Fate, Lineage};
use crate::model::{Category, Code, Codebook, Migration, StepKind};

/// A field of a code that reads differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What it said; a list has one item a line.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What happened to one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChange {
    /// Its id: that of the older version, or of the newer one for a code that was added.
    pub code: String,
    /// Its name in the same version.
    pub name: String,
    /// The codes that it became.
    pub targets: Vec<String>,
    /// For a code that a merge or a split made: the codes of the older version that went into it.
    pub origins: Vec<String>,
    /// What was done to it, oldest first. Empty when only its parent differs, because of what became of
    /// the code above it.
    pub steps: Vec<(Version, StepKind)>,
    /// Whether a step is in no file and had to be inferred.
    pub inferred: bool,
    /// Fields that read differently in the code that it became; none when it became others, or one that was there beside it. All that it says when it was added.
    pub fields: Vec<FieldChange>,
    /// Why, as the steps say.
    pub notes: Vec<String>,
}

/// What happened to one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryChange {
    /// Its id.
    pub id: String,
    /// The category in the older version; nothing when it was added.
    pub before: Option<Category>,
    /// The category in the newer version; nothing when it was removed.
    pub after: Option<Category>,
}

/// How two versions of a codebook differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// Name and number of the older version.
    pub from: String,
    /// Name and number of the newer version.
    pub to: String,
    /// The versions between them whose steps were followed.
    pub through: Vec<Version>,
    /// Codes of the older version that changed, in its order, then those that merges and splits made,
    /// then those that were added.
    pub codes: Vec<CodeChange>,
    /// Categories that changed.
    pub categories: Vec<CategoryChange>,
}

impl Diff {
    /// Compares `from` with the last version of `path`, following the steps of all versions on it (see
    /// [`super::versions_up_to`]). Where no step explains a difference, the likely one is inferred and
    /// the change says so. With an empty path nothing differs.
    #[must_use]
    pub fn between(from: &Codebook, path: &[&Codebook]) -> Self {
        let to = path.last().copied().unwrap_or(from);
        let lineage = Lineage::between(from, path);
        let mut codes: Vec<CodeChange> = Vec::new();
        for (fate, code) in lineage.fates.iter().zip(&from.codes) {
            codes.extend(change_of(fate, code, &lineage, to));
        }
        for code in to.codes.iter().filter(|code| from.code(&code.id).is_none()) {
            codes.extend(made(code, &lineage));
        }
        for id in &lineage.added {
            codes.extend(to.code(id).map(|code| added(code, path)));
        }
        Self {
            from: from.label(),
            to: to.label(),
            through: path.iter().rev().skip(1).rev().map(|book| book.version.clone()).collect(),
            codes,
            categories: category_changes(from, to),
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.categories.is_empty()
    }
}

impl CodeChange {
    /// `added`, `renamed, reworded`, `split (inferred)`: what was done, in words for people.
    #[must_use]
    pub fn words(&self) -> String {
        if !self.origins.is_empty() {
            return format!("new, from {}", self.origins.join(", "));
        }
        let mut done: Vec<&str> = Vec::new();
        for (_, kind) in &self.steps {
            if !done.contains(&kind.done()) {
                done.push(kind.done());
            }
        }
        let words = if done.is_empty() { "parent follows".to_owned() } else { done.join(", ") };
        if self.inferred { format!("{words} (inferred)") } else { words }
    }

    /// The weightiest thing that was done to it: what it is filed under. Nothing when it only follows the
    /// code above it, or was made by what was done to others.
    #[must_use]
    pub fn kind(&self) -> Option<StepKind> {
        let weight = |kind: StepKind| match kind {
            StepKind::Retire => 8,
            StepKind::Split => 7,
            StepKind::Merge => 6,
            StepKind::Narrow => 5,
            StepKind::Broaden => 4,
            StepKind::Rename => 3,
            StepKind::Move => 2,
            StepKind::Reword => 1,
            StepKind::Add => 0,
        };
        self.steps.iter().map(|(_, kind)| *kind).max_by_key(|kind| weight(*kind))
    }
}

impl CodeChange {
    /// Whether the older version did not have it.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.origins.is_empty() || self.kind() == Some(StepKind::Add)
    }
}

impl CategoryChange {
    /// `added`, `removed` or `changed`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }
}

fn change_of(fate: &Fate, before: &Code, lineage: &Lineage, to: &Codebook) -> Option<CodeChange> {
    let mut fields = Vec::new();
    // A code that was split and is one of those that came out of it is compared with itself.
    let own = fate.targets.iter().find(|target| **target == fate.code).map(String::as_str);
    if let Some(after) = own.or(fate.target()).and_then(|id| to.code(id))
        && goes_on(fate, after, lineage)
    {
        fields = field_changes(before, after);
    }
    if fate.steps.is_empty() && fields.is_empty() {
        return None;
    }
    Some(CodeChange {
        code: before.id.clone(),
        name: before.name.clone(),
        targets: fate.targets.clone(),
        origins: Vec::new(),
        steps: fate.steps.clone(),
        inferred: fate.inferred,
        fields,
        notes: fate.notes.clone(),
    })
}

/// Whether a code goes on as the one it became: comparing the wording of a code that was merged into
/// another with that other's would tell nothing.
fn goes_on(fate: &Fate, after: &Code, lineage: &Lineage) -> bool {
    let split = fate.steps.iter().any(|(_, kind)| *kind == StepKind::Split);
    fate.code == after.id || (!split && lineage.sources(&after.id).count() == 1)
}

fn field_changes(before: &Code, after: &Code) -> Vec<FieldChange> {
    let changed = |fields: &[Field]| Field::differing(fields, before, after);
    let fields = changed(&Field::WORDING).into_iter().chain(changed(&Field::PLACE));
    fields.map(|field| field_change(field, field.of(before), field.of(after))).collect()
}

fn field_change(field: Field, before: String, after: String) -> FieldChange {
    FieldChange { field, before, after }
}

/// A code that was not there, with the version that added it and all that it says.
fn added(code: &Code, path: &[&Codebook]) -> CodeChange {
    let first = path.iter().rev().take_while(|book| book.code(&code.id).is_some()).last();
    let step =
        first.and_then(|book| book.migrations.iter().find(|step| step.code == code.id && step.step == StepKind::Add));
    let version = first.map_or_else(|| Version::new(0, 0, 0), |book| book.version.clone());
    let note = step.map(|step| step.note.as_str()).filter(|note| !note.is_empty());
    CodeChange {
        code: code.id.clone(),
        name: code.name.clone(),
        targets: vec![code.id.clone()],
        origins: Vec::new(),
        inferred: !first.is_some_and(|book| book.migrations.iter().any(|step| leads_to(step, &code.id))),
        notes: note.map(|note| format!("{version}: {note}")).into_iter().collect(),
        steps: vec![(version, StepKind::Add)],
        fields: all_fields(code),
    }
}

/// Whether a step says where a code comes from: it was added, or came out of codes that were.
fn leads_to(step: &Migration, id: &str) -> bool {
    (step.step == StepKind::Add && step.code == id) || step.into.iter().any(|into| into == id)
}

/// A code that merges or splits of others made; nothing when it is one code under another id.
fn made(code: &Code, lineage: &Lineage) -> Option<CodeChange> {
    let sources: Vec<&Fate> = lineage.sources(&code.id).collect();
    let goes_on = sources.iter().any(|fate| goes_on(fate, code, lineage) && fate.target().is_some());
    if sources.is_empty() || goes_on {
        return None;
    }
    Some(CodeChange {
        code: code.id.clone(),
        name: code.name.clone(),
        targets: vec![code.id.clone()],
        origins: sources.iter().map(|fate| fate.code.clone()).collect(),
        steps: Vec::new(),
        inferred: false,
        fields: all_fields(code),
        notes: Vec::new(),
    })
}

fn all_fields(code: &Code) -> Vec<FieldChange> {
    let fields = Field::WORDING.iter().chain(&Field::PLACE).map(|field| (*field, field.of(code)));
    let said = fields.filter(|(_, text)| !text.is_empty());
    said.map(|(field, text)| field_change(field, String::new(), text)).collect()
}

fn category_changes(from: &Codebook, to: &Codebook) -> Vec<CategoryChange> {
    let old = from.categories.iter().map(|before| (before.id.as_str(), Some(before), to.category(&before.id)));
    let new = to.categories.iter().filter(|after| from.category(&after.id).is_none());
    let new = new.map(|after| (after.id.as_str(), None, Some(after)));
    old.chain(new)
        .filter(|(_, before, after)| before != after)
        .map(|(id, before, after)| CategoryChange { id: id.to_owned(), before: before.cloned(), after: after.cloned() })
        .collect()
}
