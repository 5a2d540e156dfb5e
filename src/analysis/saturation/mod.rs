//! Saturation: how many interviews it took until the next ones said hardly anything new, by role and tier, and how far that hangs
//! on the order in which they were done.

mod curve;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

pub use curve::saturation_curve;

use super::rows::RowAxis;
use super::{Frame, RollUp, Rows, Voice};
use crate::model::Snapshot;
use crate::stats::saturation::{Rule, Saturation, of_new_codes, saturation};
use crate::stats::shuffle::SplitMix64;
use crate::table::{Cell, Column, Table};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaturationRequest {
    /// Base, run and threshold.
    pub rule: Rule,
    /// Random orders of the interviews that are tried; 0 for none.
    pub orders: u32,
    /// Seed of the random orders.
    pub seed: u64,
}

/// The interviews of one role, or of everybody, with what each holds of one tier.
struct Group {
    /// Id of the role; empty for everybody.
    role: String,
    name: String,
    tier: Rows,
    /// Positions of the sources in the order in which they were recorded.
    sources: Vec<u32>,
    /// For each of them, the codes or themes of the group's speech there.
    items: Vec<Vec<u32>>,
}

impl Group {
    /// For each code or theme, the interviews that hold it.
    fn interviews_by_item(&self) -> Vec<Vec<usize>> {
        let mut held_by: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (interview, items) in self.items.iter().enumerate() {
            for item in items {
                held_by.entry(*item).or_default().push(interview);
            }
        }
        held_by.into_values().collect()
    }
}

const TIERS: [Rows; 2] = [Rows::Code, Rows::Theme];

/// The groups of a frame, everybody first, then role by role; codes before themes. An interview belongs to a role when somebody of
/// the role speaks in it, and holds what was coded in that role's speech.
fn groups(frame: &Frame<'_>) -> Vec<Group> {
    let snapshot = frame.snapshot();
    let order = collection_order(snapshot);
    let mut roles: Vec<String> = vec![String::new()];
    let spoken = sources_by_role(frame);
    roles.extend(snapshot.roles().into_iter().filter(|role| spoken.contains_key(role.as_str())));
    if roles.len() == 2 {
        // One role alone is everybody.
        roles.remove(0);
    }
    let mut all = Vec::new();
    for tier in TIERS {
        let rows = RowAxis::new(frame, tier, RollUp::Direct);
        let held = items_by_role(frame, &rows);
        for role in &roles {
            let of_role = spoken.get(role.as_str());
            let sources = order.iter().copied().filter(|at| of_role.is_some_and(|own| own.contains(at)));
            let sources: Vec<u32> = sources.collect();
            let items = sources.iter().map(|source| {
                held.get(&(role.as_str(), *source)).map(|items| items.iter().copied().collect()).unwrap_or_default()
            });
            let items = items.collect();
            let level = snapshot.scale("roles").and_then(|scale| scale.level(role));
            let name = level.map_or_else(|| role.clone(), |level| level.name.clone());
            let name = if role.is_empty() { "All".to_owned() } else { name };
            all.push(Group { role: role.clone(), name, tier, sources, items });
        }
    }
    all.sort_by_key(|group| roles.iter().position(|role| *role == group.role));
    all
}

/// Sources by date and, on one day, by name; those without a date last.
fn collection_order(snapshot: &Snapshot) -> Vec<u32> {
    let mut order: Vec<u32> = (0u32..).take(snapshot.sources.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&snapshot.sources[*a as usize], &snapshot.sources[*b as usize]);
        let dates = match (a.date, b.date) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        dates.then_with(|| a.name.cmp(&b.name))
    });
    order
}

/// The sources in which each role speaks; under the empty role those in which any participant does.
fn sources_by_role<'a>(frame: &Frame<'a>) -> BTreeMap<&'a str, BTreeSet<u32>> {
    let snapshot = frame.snapshot();
    let mut spoken: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (source, inside) in (0u32..).zip(frame.sources()) {
        for turn in snapshot.turns.of_source(source).filter(|_| *inside) {
            if let Voice::Participant(person) = frame.voice(turn) {
                for role in ["", snapshot.participants[person as usize].role.as_str()] {
                    spoken.entry(role).or_default().insert(source);
                }
            }
        }
    }
    spoken
}

/// The rows that were coded in a role's speech in a source; under the empty role those in any participant's.
fn items_by_role<'a>(frame: &Frame<'a>, rows: &RowAxis) -> BTreeMap<(&'a str, u32), BTreeSet<u32>> {
    let snapshot = frame.snapshot();
    let codings = &snapshot.codings;
    let everything = u32::try_from(rows.rows.len()).unwrap_or(u32::MAX);
    let mut held: BTreeMap<(&str, u32), BTreeSet<u32>> = BTreeMap::new();
    for coding in frame.codings() {
        let own = rows.of_code(codings.code[coding]).iter().copied().filter(|row| *row != everything);
        let own: Vec<u32> = own.collect();
        for turn in frame.turns(coding) {
            let Voice::Participant(person) = frame.voice(turn) else { continue };
            for role in ["", snapshot.participants[person as usize].role.as_str()] {
                held.entry((role, codings.source[coding])).or_default().extend(own.iter().copied());
            }
        }
    }
    held
}

/// What random orders of the same interviews reach.
struct Orders {
    /// Orders that were tried.
    tried: u32,
    /// For each order that reaches saturation, the interviews before the run, sorted.
    at: Vec<usize>,
}

impl Orders {
    fn new(group: &Group, request: &SaturationRequest, found: &Saturation) -> Self {
        // Too few interviews for one run are too few in every order.
        let orders = if found.runs.is_empty() { 0 } else { request.orders };
        let held_by = group.interviews_by_item();
        let mut random = SplitMix64::new(request.seed);
        // For each interview its place in the order.
        let mut places: Vec<usize> = (0..group.items.len()).collect();
        let mut at = Vec::new();
        for _ in 0..orders {
            random.shuffle(&mut places);
            let mut new = vec![0; places.len()];
            // What an interview holds is new there if no interview of an earlier place holds it.
            for first in held_by.iter().filter_map(|held| held.iter().map(|interview| places[*interview]).min()) {
                new[first] += 1;
            }
            let reached = of_new_codes(new, request.rule).and_then(|found| found.reached);
            at.extend(reached.map(|reached| reached.at));
        }
        at.sort_unstable();
        Self { tried: orders, at }
    }

    /// Share of the orders, median, 5% and 95%; empty where none was tried.
    fn cells(&self) -> Vec<Cell> {
        if self.tried == 0 {
            return vec![Cell::Empty; 4];
        }
        let mut cells = vec![Cell::Share { part: self.at.len() as u64, whole: u64::from(self.tried) }];
        cells.extend([50, 5, 95].map(|percent| self.percentile(percent)));
        cells
    }

    /// The smallest number of interviews that this percentage of the orders need at most.
    fn percentile(&self, percent: usize) -> Cell {
        let rank = (self.at.len() * percent).div_ceil(100).max(1);
        self.at.get(rank - 1).map_or(Cell::Empty, |at| Cell::Count(*at as u64))
    }
}

/// Saturation of each role and tier.
///
/// Columns: `role` (id, empty for everybody), `name, tier` (`code` or `theme`), `interviews, base` (distinct codes or themes of the
/// base), `found` (of all interviews), `reached` (`5+2`: after five interviews, confirmed by two), `orders` (share of the random
/// orders that reach it), `median, low, high` (interviews needed by half, 5% and 95% of those that do).
#[must_use]
pub fn saturation_table(frame: &Frame<'_>, request: &SaturationRequest) -> Table {
    let mut columns = vec![
        Column::text("role", "Role id"),
        Column::text("name", "Role"),
        Column::text("tier", "Tier"),
        Column::number("interviews", "Sources").unit("sources"),
        Column::number("base", "Base"),
        Column::number("found", "In all"),
        Column::text("reached", "Reached"),
    ];
    if request.orders > 0 {
        columns.extend([
            Column::number("orders", "Orders").unit("% of orders"),
            Column::number("median", "Median"),
            Column::number("low", "5%"),
            Column::number("high", "95%"),
        ]);
    }
    let mut table = Table::new("Saturation by role", columns);
    for group in groups(frame) {
        let Some(found) = saturation(&group.items, request.rule) else { continue };
        let mut row =
            vec![Cell::words(group.role.clone()), Cell::words(group.name.clone()), Cell::words(group.tier.word())];
        row.extend([group.sources.len(), found.base_codes, last(&found)].map(|count| Cell::Count(count as u64)));
        row.push(Cell::words(reached(&found)));
        if request.orders > 0 {
            row.extend(Orders::new(&group, request, &found).cells());
        }
        table.rows.push(row);
    }
    finish(table, frame, request)
}

/// Saturation interview by interview, in the order of collection.
///
/// Columns: `role, name, tier, number, source, date, new, cumulative`, then for the run that ends with the interview `run`
/// (`3-4`), `run_new` and `new_information` (a share of the base), and `reached` where the run is the first at the threshold.
#[must_use]
pub fn saturation_steps(frame: &Frame<'_>, request: &SaturationRequest) -> Table {
    let columns = vec![
        Column::text("role", "Role id"),
        Column::text("name", "Role"),
        Column::text("tier", "Tier"),
        Column::number("number", "No."),
        Column::text("source", "Source"),
        Column::text("date", "Date"),
        Column::number("new", "New"),
        Column::number("cumulative", "So far"),
        Column::text("run", "Run"),
        Column::number("run_new", "New in run"),
        Column::number("new_information", "Of base").unit("% of the base"),
        Column::text("reached", "Reached"),
    ];
    let mut table = Table::new("Saturation, source by source", columns);
    for group in groups(frame) {
        if let Some(found) = saturation(&group.items, request.rule) {
            table.rows.extend(steps(frame.snapshot(), &group, &found));
        }
    }
    let orderless = SaturationRequest { orders: 0, ..*request };
    finish(table, frame, &orderless)
}

fn steps(snapshot: &Snapshot, group: &Group, found: &Saturation) -> Vec<Vec<Cell>> {
    let each = group.sources.iter().zip(&found.new).zip(&found.cumulative).enumerate();
    let rows = each.map(|(at, ((source, new), cumulative))| {
        let source = snapshot.sources.get(*source as usize);
        let mut row =
            vec![Cell::words(group.role.clone()), Cell::words(group.name.clone()), Cell::words(group.tier.word())];
        row.push(Cell::Count(at as u64 + 1));
        row.push(source.map_or(Cell::Empty, |source| Cell::words(source.name.clone())));
        row.push(source.and_then(|source| source.date).map_or(Cell::Empty, |date| Cell::words(date.to_string())));
        row.extend([Cell::Count(*new as u64), Cell::Count(*cumulative as u64)]);
        match found.runs.iter().find(|run| run.last == at + 1) {
            Some(run) => {
                let hit = found.reached.filter(|reached| reached.at + reached.run == run.last);
                row.push(Cell::words(format!("{}-{}", run.first, run.last)));
                row.push(Cell::Count(run.new_codes as u64));
                row.push(Cell::Share { part: run.new_codes as u64, whole: found.base_codes as u64 });
                row.push(hit.map_or(Cell::Empty, |hit| Cell::words(hit.to_string())));
            }
            None => row.extend(std::iter::repeat_n(Cell::Empty, 4)),
        }
        row
    });
    rows.collect()
}

fn last(found: &Saturation) -> usize {
    found.cumulative.last().copied().unwrap_or_default()
}

fn reached(found: &Saturation) -> String {
    match found.reached {
        Some(reached) => reached.to_string(),
        None if found.runs.is_empty() => "too few".to_owned(),
        None => "no".to_owned(),
    }
}

fn finish(mut table: Table, frame: &Frame<'_>, request: &SaturationRequest) -> Table {
    let Rule { base, run, threshold } = request.rule;
    let percent = threshold * 100.0;
    table.measure = String::from("distinct codes, and distinct themes, that were coded in the speech of a role");
    table.frame = frame.describe();
    table.notes.push(format!(
        "Base {base}, run {run}, threshold {percent:.0}%: 5+2 would say that after 5 sources the next 2 together brought new ones \
         that are at most {percent:.0}% of those of the first {base} (Guest, Namey and Chen 2020)."
    ));
    table.notes.push(format!("Too few: fewer sources than base and run together, {}.", base.saturating_add(run)));
    table.notes.push("Order of collection: by date, then by name; sources without a date last.".to_owned());
    if request.orders > 0 {
        table.notes.push(format!(
            "Orders: how many of {} random orders of the same sources reach it, with the sources that half, 5% and 95% of these \
             need (Fisher-Yates shuffle, SplitMix64, seed {}).",
            request.orders, request.seed
        ));
    }
    table.notes.extend(frame.notes());
    table
}
