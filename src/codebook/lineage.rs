//! What becomes of each code, and so of its codings, from one version of a codebook to a later one.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::field::Field;
use super::hop::Hop;
use crate::model::{Code, Codebook, StepKind};

/// What becomes of one code of an earlier version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// Its id in the earlier version.
    pub code: String,
    /// The codes of the later version that it went into: none when it was retired, several after a split.
    pub targets: Vec<String>,
    /// Whether its codings stay right without anybody looking at them. They do through `reword`, `rename`,
    /// `move`, `merge` and `broaden` (a passage that was left out may belong now, but what was coded
    /// still does) and are set aside, not deleted, by `retire`. They may be wrong after `split` and
    /// `narrow`, and wherever no step of the files says what happened to the meaning.
    pub automatic: bool,
    /// The steps on the way, oldest first: the version that took each, and its kind.
    pub steps: Vec<(Version, StepKind)>,
    /// Whether one of the steps is in no file and had to be inferred.
    pub inferred: bool,
    /// For people: why its codings must be looked at; empty when [`Fate::automatic`].
    pub reasons: Vec<String>,
    /// For people: the notes of the steps, with their versions.
    pub notes: Vec<String>,
}

impl Fate {
    /// Whether any step concerns the code: it was changed, or others were merged into it.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Whether the code has no successor: its codings are set aside.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.targets.is_empty()
    }

    /// The one code that it became, if it is one.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match self.targets.as_slice() {
            [target] => Some(target),
            _ => None,
        }
    }

    /// Why its codings must be looked at, in words for people; nothing when they need not be.
    #[must_use]
    pub fn look(&self) -> Option<String> {
        (!self.automatic).then(|| self.reasons.join("; "))
    }

    /// `renamed (1.1.0), merged (2.0.0) into x`: what happened, in words for people.
    #[must_use]
    pub fn describe(&self) -> String {
        if self.steps.is_empty() {
            return "unchanged".to_owned();
        }
        let steps: Vec<String> =
            self.steps.iter().map(|(version, kind)| format!("{} ({version})", kind.done())).collect();
        let elsewhere = self.targets.iter().any(|target| *target != self.code);
        let into = if elsewhere { format!(" into {}", self.targets.join(", ")) } else { String::new() };
        let guess = if self.inferred { ", inferred" } else { "" };
        format!("{}{into}{guess}", steps.join(", "))
    }
}

/// What becomes of every code between two versions of a codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The earlier version.
    pub from: Version,
    /// The later version.
    pub to: Version,
    /// One fate for each code of the earlier version, in its order.
    pub fates: Vec<Fate>,
    /// Codes of the later version that no code of the earlier one goes into, in its order.
    pub added: Vec<String>,
}

impl Lineage {
    /// Follows every code of `from` through the later versions of `path`, which come in their order; the
    /// last of them is the version that codings are taken to. An empty path leaves every code as it is.
    ///
    /// Between two versions the steps of the later one's file count; what they leave unexplained is
    /// inferred, and the fate says so. A path with versions left out works, but infers more: use
    /// [`versions_up_to`] to find those in between.
    #[must_use]
    pub fn between(from: &Codebook, path: &[&Codebook]) -> Self {
        let mut fates: Vec<Fate> = from.codes.iter().map(|code| still(&code.id)).collect();
        let mut before = from;
        for after in path {
            let hop = Hop::new(before, after);
            let onward: BTreeMap<&str, Fate> =
                before.codes.iter().map(|code| (code.id.as_str(), over(&hop, code))).collect();
            for fate in &mut fates {
                continue_with(fate, &onward);
            }
            before = after;
        }
        let reached: BTreeSet<&str> = fates.iter().flat_map(|fate| &fate.targets).map(String::as_str).collect();
        let new = before.codes.iter().filter(|code| !reached.contains(code.id.as_str()));
        let added = new.map(|code| code.id.clone()).collect();
        Self { from: from.version.clone(), to: before.version.clone(), fates, added }
    }

    /// What becomes of a code; nothing when the earlier version does not have it.
    #[must_use]
    pub fn fate(&self, code: &str) -> Option<&Fate> {
        self.fates.iter().find(|fate| fate.code == code)
    }

    /// The codes that a code of the earlier version went into; empty when it was retired or is not known.
    #[must_use]
    pub fn targets(&self, code: &str) -> &[String] {
        self.fate(code).map_or(&[], |fate| &fate.targets)
    }

    /// Whether any step concerns a code of the earlier version.
    #[must_use]
    pub fn is_touched(&self, code: &str) -> bool {
        self.fate(code).is_some_and(Fate::is_touched)
    }

    /// Why codings with a code must be looked at, in words for people; nothing when they need not be.
    #[must_use]
    pub fn look(&self, code: &str) -> Option<String> {
        self.fate(code).and_then(Fate::look)
    }

    /// The codes of the earlier version that went into a code of the later one, in their order.
    pub fn sources<'s>(&'s self, target: &'s str) -> impl Iterator<Item = &'s Fate> {
        self.fates.iter().filter(move |fate| fate.targets.iter().any(|into| into == target))
    }
}

/// The versions from `from` (left out) up to `to` (the last of them), found among `others` by name and
/// number: the path for [`Lineage::between`] and [`super::Diff::between`]. Only `to` where `from` is not
/// earlier than it or of another name.
#[must_use]
pub fn versions_up_to<'b>(from: &Codebook, to: &'b Codebook, others: &'b [Codebook]) -> Vec<&'b Codebook> {
    let between = |book: &&Codebook| {
        book.name == from.name && book.name == to.name && from.version < book.version && book.version < to.version
    };
    let mut path: Vec<&Codebook> = others.iter().filter(between).collect();
    path.sort_by(|a, b| a.version.cmp(&b.version));
    path.dedup_by(|a, b| a.version == b.version);
    path.push(to);
    path
}

fn still(id: &str) -> Fate {
    Fate { code: id.to_owned(), targets: vec![id.to_owned()], automatic: true, ..Fate::default() }
}

/// Appends what one hop makes of each code that a fate has led to so far.
fn continue_with(fate: &mut Fate, onward: &BTreeMap<&str, Fate>) {
    let mut targets: Vec<String> = Vec::new();
    for target in std::mem::take(&mut fate.targets) {
        let Some(next) = onward.get(target.as_str()) else { continue };
        add_new(&mut targets, &next.targets);
        add_new(&mut fate.steps, &next.steps);
        add_new(&mut fate.reasons, &next.reasons);
        add_new(&mut fate.notes, &next.notes);
        fate.automatic &= next.automatic;
        fate.inferred |= next.inferred;
    }
    fate.targets = targets;
}

fn add_new<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

/// What one hop makes of a code.
fn over(hop: &Hop<'_>, old: &Code) -> Fate {
    let mut fate = still(&old.id);
    if let Some(ending) = hop.ending(&old.id) {
        fate.targets.clone_from(&ending.step.into);
        take(&mut fate, hop, ending.step.step, ending.inferred, &ending.step.note);
    }
    // Only a code that goes on as itself can be reworded, moved, narrowed or broadened.
    let own = fate.target().filter(|id| hop.predecessor(id).is_some_and(|before| before.id == old.id));
    if let Some(own) = own.map(str::to_owned) {
        for change in hop.changing(&own) {
            take(&mut fate, hop, change.step.step, change.inferred, &change.step.note);
        }
        for merged in hop.merged_into(&own) {
            take(&mut fate, hop, StepKind::Merge, merged.inferred, &merged.step.note);
        }
        look_after_guess(&mut fate, hop, old, &own);
    }
    if fate.inferred && fate.is_retired() {
        stale(&mut fate, format!("it is not in {}, and no step says what became of it", hop.after.version));
    }
    fate
}

fn take(fate: &mut Fate, hop: &Hop<'_>, kind: StepKind, inferred: bool, note: &str) {
    let version = &hop.after.version;
    add_new(&mut fate.steps, &[(version.clone(), kind)]);
    fate.inferred |= inferred;
    if !note.is_empty() {
        add_new(&mut fate.notes, &[format!("{version}: {note}")]);
    }
    let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
    match kind {
        StepKind::Split => {
            let into = fate.targets.join(", ");
            stale(fate, format!("{version} splits it into {into}{note}: each passage belongs to one of them or more"));
        }
        StepKind::Narrow => stale(fate, format!("{version} narrows it{note}: some passages may not belong any more")),
        _ => {}
    }
}

/// Nobody said whether a changed definition or boundary still means the same.
fn look_after_guess(fate: &mut Fate, hop: &Hop<'_>, old: &Code, own: &str) {
    let guessed = hop.changing(own).any(|change| change.inferred && change.step.step != StepKind::Move)
        || hop.ending(&old.id).is_some_and(|ending| ending.inferred);
    let Some(new) = hop.after.code(own) else { return };
    let changed = Field::differing(&Field::MEANING, old, new);
    if guessed && !changed.is_empty() {
        let fields: Vec<&str> = changed.iter().map(|field| field.word()).collect();
        let version = &hop.after.version;
        stale(fate, format!("{version} changes its {} and has no step that says why", fields.join(", ")));
    }
}

fn stale(fate: &mut Fate, reason: String) {
    fate.automatic = false;
    if !fate.reasons.contains(&reason) {
        fate.reasons.push(reason);
    }
}
