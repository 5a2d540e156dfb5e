//! The evidence map: which interventions or practice elements were tested on which outcomes, how well, and who among
//! the people interviewed speaks of what is linked to either.

use std::collections::BTreeSet;

use super::axis::Axis;
use super::count::count_participants;
use super::designs::{design_group, design_groups};
use super::effect_words::effect_in_words;
use super::joint::Ties;
use super::rows::{Row, RowAxis};
use super::{Columns, Frame, Joint, Quantitative};
use crate::model::{Effect, Snapshot, Study};
use crate::table::{Cell, Column, Table};

/// What the rows of an evidence map are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapRows {
    /// Interventions, in their sheet's order.
    #[default]
    Interventions,
    /// Practice elements that an intervention is said to have, in their sheet's order.
    Elements,
}

impl MapRows {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Interventions, Self::Elements];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Interventions => "interventions",
            Self::Elements => "elements",
        }
    }

    /// The kind of row of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rows| rows.word() == word)
    }

    /// How links name what a row is.
    fn target(self) -> &'static str {
        match self {
            Self::Interventions => "intervention",
            Self::Elements => "element",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Interventions => "Intervention",
            Self::Elements => "Practice element",
        }
    }
}

/// A row or a column of the map, with the people who speak of what is linked to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLine {
    /// Id of the intervention, element or outcome.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Positions of the themes that accepted links tie to it.
    pub themes: Vec<usize>,
    /// Distinct participants who raise one of them.
    pub participants: u64,
}

/// One study in one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct MapStudy {
    /// Position of the row.
    pub row: usize,
    /// Position of the outcome.
    pub outcome: usize,
    /// Id of the study; its position among the findings is found by it.
    pub study: String,
    /// Id of the intervention that it tested.
    pub intervention: String,
    /// Its effects in this cell.
    pub effects: Vec<String>,
}

/// The evidence map of a project.
#[derive(Clone, Debug)]
pub struct EvidenceMap<'j, 'f, 'a> {
    joint: &'j Joint<'f, 'a>,
    kind: MapRows,
    /// Interventions or elements.
    pub rows: Vec<MapLine>,
    /// Outcomes, in the order of [`Joint::targets`].
    pub outcomes: Vec<MapLine>,
    /// Studies by row, outcome and the studies' own order.
    pub studies: Vec<MapStudy>,
}

impl<'j, 'f, 'a> EvidenceMap<'j, 'f, 'a> {
    /// The map of these rows. Effects that [`Joint`] keeps out count nowhere.
    #[must_use]
    pub fn new(joint: &'j Joint<'f, 'a>, kind: MapRows) -> Self {
        let snapshot = joint.frame.snapshot();
        let accepted = Ties::new(snapshot);
        let tied = |kind: &str, id: &str| -> Vec<usize> {
            (0..snapshot.themes.len()).filter(|theme| accepted.has(*theme, kind, id)).collect()
        };
        let rows: Vec<(String, String)> = match kind {
            MapRows::Interventions => named(&snapshot.findings.interventions, |one| (&one.id, &one.name)),
            MapRows::Elements => named(&snapshot.findings.elements, |one| (&one.id, &one.name)),
        };
        let line = |kind: &str, (id, name): (String, String)| {
            let themes = tied(kind, &id);
            MapLine { id, name, themes, participants: 0 }
        };
        let mut map = Self {
            joint,
            kind,
            rows: rows.into_iter().map(|row| line(kind.target(), row)).collect(),
            outcomes: (joint.targets.iter())
                .map(|outcome| line("outcome", (outcome.id.clone(), outcome.name.clone())))
                .collect(),
            studies: Vec::new(),
        };
        count_people(joint.frame, map.rows.iter_mut().chain(&mut map.outcomes));
        map.studies = map.find_studies();
        map
    }

    /// The map as a table.
    ///
    /// Columns: `row` (name of the intervention or element), `outcome`, `studies`, `effects`, one `design_…` for each
    /// group of the scale `designs` (studies), `rating` (the best one, as written), `voices` (participants). One row
    /// for each pair; then one for each row without an outcome and one for each outcome without a row, whose `voices`
    /// are the people who raise themes linked to it; nothing where none is linked.
    #[must_use]
    pub fn table(&self) -> Table {
        let snapshot = self.joint.frame.snapshot();
        let groups = design_groups(snapshot);
        let mut columns = vec![
            Column::text("row", self.kind.label()),
            Column::text("outcome", "Outcome"),
            Column::number("studies", "Studies"),
            Column::number("effects", "Effects"),
        ];
        columns.extend(groups.iter().map(|group| Column::number(format!("design_{}", group.to_lowercase()), group)));
        columns.push(Column::text("rating", "Best evidence rating"));
        let people = self.joint.frame.tally().participants;
        columns.push(Column::number("voices", "Voices").unit("participants").n(people));
        let mut table = Table::new(format!("Evidence map: {}s by outcome", self.kind.label().to_lowercase()), columns);
        table.measure = String::from(
            "distinct studies and effects of the review; participants who raise a theme that an accepted link ties to the row or outcome",
        );
        table.frame = self.joint.frame.describe();
        for (at, row) in self.rows.iter().enumerate() {
            for (across, outcome) in self.outcomes.iter().enumerate() {
                let mut cells = vec![Cell::words(row.name.clone()), Cell::words(outcome.name.clone())];
                cells.extend(self.evidence(at, across, &groups));
                cells.push(Cell::Empty);
                table.rows.push(cells);
            }
        }
        let nothing = vec![Cell::Empty; groups.len() + 3];
        let rows = self.rows.iter().map(|line| (Cell::words(line.name.clone()), Cell::Empty, line));
        let outcomes = self.outcomes.iter().map(|line| (Cell::Empty, Cell::words(line.name.clone()), line));
        for (row, outcome, line) in rows.chain(outcomes) {
            let mut cells = vec![row, outcome];
            cells.extend(nothing.iter().cloned());
            // Without a linked theme nobody can be counted, which is not the same as nobody raising one.
            cells.push(if line.themes.is_empty() { Cell::Empty } else { Cell::Count(line.participants) });
            table.rows.push(cells);
        }
        table.notes = self.notes();
        table
    }

    /// The lines of people in the order of the rows of [`EvidenceMap::table`] that hold them, with their places there.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &MapLine)> {
        let first = self.rows.len() * self.outcomes.len();
        self.rows.iter().chain(&self.outcomes).enumerate().map(move |(at, line)| (first + at, line))
    }

    /// The studies of the map as a table, one row for each study in each cell it belongs to.
    ///
    /// Columns: `row`, `outcome` (places, from 0), `study`, `intervention`, `design`, `design_group`, `n`,
    /// `risk_of_bias`, `country`, `uk` (`yes`, `no` or nothing), `phase`, `rating`, `effects` (in words, one a line).
    #[must_use]
    pub fn study_table(&self) -> Table {
        let columns = vec![
            Column::number("row", self.kind.label()),
            Column::number("outcome", "Outcome"),
            Column::text("study", "Study"),
            Column::text("intervention", "Intervention"),
            Column::text("design", "Design"),
            Column::text("design_group", "Design group"),
            Column::number("n", "n"),
            Column::text("risk_of_bias", "Risk of bias"),
            Column::text("country", "Country"),
            Column::text("uk", "United Kingdom"),
            Column::text("phase", "Phase"),
            Column::text("rating", "Evidence rating"),
            Column::text("effects", "Effects"),
        ];
        let mut table = Table::new("Studies of the evidence map", columns);
        table.measure = String::from("effects as reported; nothing is pooled");
        table.rows = self.studies.iter().filter_map(|one| self.study_cells(one)).collect();
        table
    }

    fn study_cells(&self, one: &MapStudy) -> Option<Vec<Cell>> {
        let snapshot = self.joint.frame.snapshot();
        let findings = &snapshot.findings;
        let study = findings.studies.iter().find(|study| study.id == one.study)?;
        let intervention = findings.interventions.iter().find(|tested| tested.id == one.intervention);
        let name = |scale: &str, id: &str| {
            let level = snapshot.scale(scale).and_then(|scale| scale.level(id));
            Cell::words(level.map_or_else(|| id.to_owned(), |level| level.name.clone()))
        };
        let effects = one.effects.iter().filter_map(|id| findings.effects.iter().find(|effect| effect.id == *id));
        let place = |at: usize| Cell::Count(at as u64);
        Some(vec![
            place(one.row),
            place(one.outcome),
            Cell::words(if study.cite.is_empty() { study.id.clone() } else { study.cite.clone() }),
            Cell::words(intervention.map_or_else(|| one.intervention.clone(), |tested| tested.name.clone())),
            name("designs", &study.design),
            Cell::words(design_group(snapshot, study)),
            study.n_total.and_then(|n| u64::try_from(n).ok()).map_or(Cell::Empty, Cell::Count),
            Cell::words(study.rob_overall.replace('_', " ")),
            Cell::words(study.country.clone()),
            Cell::words(match study.uk {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            }),
            intervention.map_or(Cell::Empty, |tested| name("phases", &tested.phase)),
            Cell::words(intervention.map_or("", |tested| tested.evidence_rating.as_str())),
            Cell::words(effects.map(effect_in_words).collect::<Vec<_>>().join("\n")),
        ])
    }

    /// Studies, effects, studies by design group, best rating.
    fn evidence(&self, row: usize, outcome: usize, groups: &[String]) -> Vec<Cell> {
        let snapshot = self.joint.frame.snapshot();
        let here: Vec<&MapStudy> = self.studies.iter().filter(|one| one.row == row && one.outcome == outcome).collect();
        let ids: BTreeSet<&str> = here.iter().flat_map(|one| &one.effects).map(String::as_str).collect();
        let effects: Vec<&Effect> =
            snapshot.findings.effects.iter().filter(|effect| ids.contains(effect.id.as_str())).collect();
        let found = Quantitative::of(snapshot, &effects);
        let studies: BTreeSet<&str> = here.iter().map(|one| one.study.as_str()).collect();
        let of_group = |group: &String| {
            let of = |study: &&Study| studies.contains(study.id.as_str()) && design_group(snapshot, study) == *group;
            Cell::Count(snapshot.findings.studies.iter().filter(of).count() as u64)
        };
        let mut cells = vec![Cell::Count(found.studies), Cell::Count(found.count())];
        cells.extend(groups.iter().map(of_group));
        cells.push(Cell::words(found.best_rating.unwrap_or_default()));
        cells
    }

    fn find_studies(&self) -> Vec<MapStudy> {
        let findings = &self.joint.frame.snapshot().findings;
        let usable: Vec<&Effect> =
            findings.effects.iter().filter(|effect| !self.joint.barred.contains(&effect.id)).collect();
        let mut studies = Vec::new();
        for (row, line) in self.rows.iter().enumerate() {
            let tested = self.interventions_of(&line.id);
            for (outcome, domain) in self.outcomes.iter().enumerate() {
                let here = usable
                    .iter()
                    .filter(|effect| effect.outcome == domain.id && tested.contains(effect.intervention.as_str()));
                let first = studies.len();
                for effect in here {
                    let known =
                        |one: &&mut MapStudy| one.study == effect.study && one.intervention == effect.intervention;
                    match studies.iter_mut().skip(first).find(known) {
                        Some(one) => one.effects.push(effect.id.clone()),
                        None => studies.push(MapStudy {
                            row,
                            outcome,
                            study: effect.study.clone(),
                            intervention: effect.intervention.clone(),
                            effects: vec![effect.id.clone()],
                        }),
                    }
                }
            }
        }
        studies
    }

    /// Ids of the interventions that a row stands for.
    fn interventions_of<'s>(&'s self, id: &'s str) -> BTreeSet<&'s str> {
        match self.kind {
            MapRows::Interventions => BTreeSet::from([id]),
            MapRows::Elements => {
                let all = &self.joint.frame.snapshot().findings.intervention_elements;
                let present = all.iter().filter(|one| one.element == id && one.presence == Some(true));
                present.map(|one| one.intervention.as_str()).collect()
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "A map shows what evidence there is, not what it says. Voices and studies are told apart and never added up."
                .to_owned(),
        ];
        if self.kind == MapRows::Elements {
            notes.push("A study stands under each element that its intervention is said to have.".to_owned());
        }
        if !self.joint.barred.is_empty() {
            notes.push(format!("Effects left out because their rows have errors: {}.", self.joint.barred.len()));
        }
        notes.extend(self.joint.frame.notes());
        notes
    }
}

fn named<T>(all: &[T], of: fn(&T) -> (&String, &String)) -> Vec<(String, String)> {
    let pairs = all.iter().map(|one| {
        let (id, name) = of(one);
        (id.clone(), if name.is_empty() { id.clone() } else { name.clone() })
    });
    pairs.collect()
}

/// Fills in how many people raise the themes of each line, each person once.
fn count_people<'l>(frame: &Frame<'_>, lines: impl Iterator<Item = &'l mut MapLine>) {
    let snapshot: &Snapshot = frame.snapshot();
    let mut lines: Vec<&mut MapLine> = lines.collect();
    let members: Vec<Vec<usize>> = (lines.iter())
        .map(|line| {
            let themes = line.themes.iter().filter_map(|theme| snapshot.themes.get(*theme));
            let codes: BTreeSet<usize> = themes.flat_map(|theme| snapshot.codes_of(theme)).collect();
            codes.into_iter().collect()
        })
        .collect();
    let rows = lines.iter().map(|line| Row { id: line.id.clone(), name: line.name.clone(), depth: 0 }).collect();
    let rows = RowAxis::from_members(frame, rows, &members);
    let people = count_participants(frame, &rows, &Axis::new(frame, &Columns::Role, false));
    for (at, line) in lines.iter_mut().enumerate() {
        line.participants = people.total(at);
    }
}
