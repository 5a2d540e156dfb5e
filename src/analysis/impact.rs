//! What a change of codebook version would touch, before it happens.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::{Fate, Lineage};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// Codings, coders, sources and participants that one code concerns.
#[derive(Default)]
struct Concerned {
    codings: u64,
    coders: BTreeSet<u32>,
    sources: BTreeSet<u32>,
    participants: BTreeSet<u32>,
}

impl Concerned {
    fn add(&mut self, other: &Self) {
        self.codings += other.codings;
        self.coders.extend(&other.coders);
        self.sources.extend(&other.sources);
        self.participants.extend(&other.participants);
    }

    fn cells(&self) -> [Cell; 4] {
        let count = |set: &BTreeSet<u32>| Cell::Count(set.len() as u64);
        [Cell::Count(self.codings), count(&self.coders), count(&self.sources), count(&self.participants)]
    }
}

/// What may become of the codings of a code, for people.
const EFFECTS: [&str; 4] = ["to be looked at", "set aside", "follow by themselves", "stay"];

fn effect(fate: &Fate) -> &'static str {
    let [look, aside, follow, stay] = EFFECTS;
    match (fate.automatic, fate.target()) {
        (false, _) => look,
        (true, None) => aside,
        (true, Some(target)) if target == fate.code => stay,
        (true, Some(_)) => follow,
    }
}

/// What happens to a code. Versions are named where there is more than one on the way.
fn change(fate: &Fate, lineage: &Lineage) -> String {
    if fate.steps.iter().any(|(version, _)| *version != lineage.to) {
        return fate.describe();
    }
    let done: Vec<&str> = fate.steps.iter().map(|(_, step)| step.done()).collect();
    let into = if fate.target() == Some(fate.code.as_str()) { String::new() } else { fate.targets.join(", ") };
    if into.is_empty() { done.join(", ") } else { format!("{} into {into}", done.join(", ")) }
}

/// One row for each code that a step on the way touches: what happens to it, and how many codings, coders, sources and
/// participants are concerned. The snapshot is read with the version that the lineage begins at. Notes tell of new
/// codes, and of themes, links, interview questions and sections of the guide that name codes which change.
#[must_use]
pub fn impact(snapshot: &Snapshot, lineage: &Lineage) -> Table {
    let concerned = concerned(snapshot);
    let columns = vec![
        Column::text("code", "Code"),
        Column::text("change", "What happens"),
        Column::text("effect", "Its codings"),
        Column::number("codings", "Codings"),
        Column::number("coders", "Coders"),
        Column::number("sources", "Sources"),
        Column::number("participants", "People"),
    ];
    let title = format!("Impact of {} {} to {}", snapshot.codebook.name, lineage.from, lineage.to);
    let mut table = Table::new(title, columns);
    table.measure = "codings that count, each coding once".to_owned();
    let mut totals: BTreeMap<&str, Concerned> = BTreeMap::new();
    let none = Concerned::default();
    let mut fates: Vec<&Fate> = lineage.fates.iter().filter(|fate| fate.is_touched()).collect();
    // What people have to do comes first.
    fates.sort_by_key(|fate| EFFECTS.iter().position(|known| *known == effect(fate)));
    for fate in fates {
        let of_code = snapshot.codebook.position(&fate.code).and_then(|at| concerned.get(at)).unwrap_or(&none);
        totals.entry(effect(fate)).or_default().add(of_code);
        let mut row = vec![Cell::words(&fate.code), Cell::words(change(fate, lineage)), Cell::words(effect(fate))];
        row.extend(of_code.cells());
        table.rows.push(row);
    }
    for (effect, all) in EFFECTS.iter().filter_map(|effect| totals.get(effect).map(|all| (effect, all))) {
        let (sources, people) = (all.sources.len(), all.participants.len());
        table.notes.push(format!("{} codings {effect}, in {sources} sources, of {people} people.", all.codings));
    }
    if !lineage.added.is_empty() {
        table.notes.push(format!("New codes: {}.", lineage.added.join(", ")));
    }
    table.notes.extend(named_elsewhere(snapshot, lineage));
    table
}

/// For each code of the codebook, whom and what its codings concern.
fn concerned(snapshot: &Snapshot) -> Vec<Concerned> {
    let mut all: Vec<Concerned> = snapshot.codebook.codes.iter().map(|_| Concerned::default()).collect();
    let codings = &snapshot.codings;
    for (((code, source), coder), span) in
        codings.code.iter().zip(&codings.source).zip(&codings.coder).zip(&codings.span)
    {
        let Some(concerned) = all.get_mut(*code as usize) else { continue };
        concerned.codings += 1;
        concerned.coders.insert(*coder);
        concerned.sources.insert(*source);
        for turn in snapshot.turns.touching(*source, *span) {
            concerned.participants.extend(snapshot.participant_of_turn(turn));
        }
    }
    all
}

/// Themes, questions and links that name codes which change, and the guide's sections with them.
fn named_elsewhere(snapshot: &Snapshot, lineage: &Lineage) -> Vec<String> {
    let changes = |code: &str| lineage.fate(code).is_some_and(|f| !f.automatic || f.target() != Some(code));
    let touched = |codes: &[String]| -> Vec<String> { codes.iter().filter(|code| changes(code)).cloned().collect() };
    let mut notes = Vec::new();
    let mut say = |what: &str, found: Vec<String>| {
        if !found.is_empty() {
            notes.push(format!("{what}: {}.", found.join("; ")));
        }
    };
    let list = |name: &str, codes: &[String]| -> Option<String> {
        let codes = touched(codes);
        (!codes.is_empty()).then(|| format!("{name} ({})", codes.join(", ")))
    };
    let themes: Vec<String> = snapshot.themes.iter().filter_map(|theme| list(&theme.id, &theme.codes)).collect();
    say("Themes, and with them their sections, tables and quotes of the guide", themes);
    let questions = snapshot.questions.iter().filter_map(|question| list(&question.id, &question.codes)).collect();
    say("Interview questions", questions);
    let links = snapshot.findings.links.iter().filter(|link| link.from_kind == "code" && changes(&link.from));
    say("Links", links.map(|link| format!("{} ({})", link.id, link.from)).collect());
    notes
}
