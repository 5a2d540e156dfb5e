//! Questions to a project: a selection in words becomes a snapshot and a filter, and analysis answers.

use super::{Project, ProjectError, Selection};
use crate::analysis::{
    self, Columns, Filter, Frame, Joint, Layout, MatrixRequest, Measure, RollUp, Rows, Share, TargetKind,
};
use crate::model::{Participant, Scope, Snapshot};
use crate::store::TurnBlock;
use crate::table::{Cell, Column, Table};

/// A matrix in the words of the command line: `theme`, `role`, `participants`, ... The default asks how many participants
/// of each role raise each theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixQuestion {
    /// What the rows are, as [`Dimension::parse`](crate::analysis::Dimension::parse) reads it.
    pub rows: String,
    /// What the columns are, likewise.
    pub columns: String,
    /// A measure, or several with commas between them; that of the tool when empty and `like` names one.
    pub measure: String,
    /// The tool whose rule is followed; our own rule when empty.
    pub like: String,
    /// `none`, `row`, `column`, `table` or `participants`.
    pub share: String,
    /// `all` or `direct`.
    pub roll_up: String,
    /// Whether ids stand beside names.
    pub ids: bool,
    /// Which part of the project.
    pub selection: Selection,
}

impl Default for MatrixQuestion {
    fn default() -> Self {
        Self {
            rows: "theme".to_owned(),
            columns: "role".to_owned(),
            measure: Measure::default().word().to_owned(),
            like: String::new(),
            share: Share::default().word().to_owned(),
            roll_up: RollUp::default().word().to_owned(),
            ids: false,
            selection: Selection::default(),
        }
    }
}

impl Project {
    /// The joint display by what themes meet: outcomes, interventions, practice elements, ...
    ///
    /// # Errors
    /// A query that cannot be read, and those of the project file.
    pub fn joint_by(&self, kind: TargetKind, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        self.joint(kind, selection, |joint| joint.by_target(layout))
    }

    /// The joint display theme by theme.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn joint_side_by_side(&self, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        self.joint(TargetKind::Outcome, selection, |joint| joint.side_by_side(layout))
    }

    /// Recommendations taken from views against interventions.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn joint_views(&self, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        self.joint(TargetKind::Outcome, selection, |joint| analysis::views(joint, layout))
    }

    /// Effects of interventions that do what views ask for beside those that do not, of one outcome or of all.
    ///
    /// # Errors
    /// As [`Project::joint_by`], and an outcome that there is not.
    pub fn joint_view_effects(
        &self,
        outcome: Option<&str>,
        selection: &Selection,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        Ok(self.joint(TargetKind::Outcome, selection, |joint| analysis::view_effects(joint, outcome, layout))??)
    }

    /// An answer from a joint display.
    pub(super) fn joint<T>(
        &self,
        kind: TargetKind,
        selection: &Selection,
        answer: impl FnOnce(&Joint) -> T,
    ) -> Result<T, ProjectError> {
        let (snapshot, filter) = self.view(selection, false)?;
        let frame = Frame::new(&snapshot, &filter)?;
        Ok(answer(&Joint::by(&frame, kind, &super::findings::barred_effects(&snapshot))))
    }

    /// The codings of a selection as a table, with their lasting ids in front if asked for.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn codings_table(&self, selection: &Selection, ids: bool) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, true)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let ids = if ids { Some(self.store.coding_ids()?) } else { None };
        Ok(analysis::codings(&frame, ids.as_ref()))
    }

    /// The turns of a source as a table; `None` when there is no such source.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn turns_table(&self, source: &str) -> Result<Option<Table>, ProjectError> {
        let Some((text, turns)) = self.store.source_text(source)? else { return Ok(None) };
        let labels: Vec<String> = self.store.speakers_of(source)?.into_iter().map(|speaker| speaker.label).collect();
        let columns = vec![
            Column::number("turn", "Turn"),
            Column::text("time", "Time"),
            Column::text("speaker", "Speaker"),
            Column::text("speech", "Speech"),
        ];
        let mut table = Table::new(format!("Turns of {source}"), columns);
        table.rows = (0..turns.len()).map(|at| turn_row(&text, &turns, &labels, at)).collect();
        Ok(Some(table))
    }

    /// The participants with role, cases and what they allow today.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn participants_table(&self) -> Result<Table, ProjectError> {
        let snapshot = self.snapshot(None)?;
        let columns = vec![
            Column::text("participant", "Participant"),
            Column::text("pseudonym", "Pseudonym"),
            Column::text("role", "Role"),
            Column::text("cases", "Cases"),
            Column::text("allows", "Allows today"),
        ];
        let mut table = Table::new("Participants", columns);
        for (at, person) in (0..).zip(&snapshot.participants) {
            let allows = allows_in_words(&snapshot, at, person);
            table.rows.push(vec![
                Cell::words(person.name.clone()),
                Cell::words(person.pseudonym.clone()),
                Cell::words(person.role.clone()),
                Cell::words(person.cases.join(", ")),
                Cell::words(allows),
            ]);
        }
        Ok(table)
    }

    /// Everything known of one participant; `None` when there is no such person.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn participant_table(&self, name: &str) -> Result<Option<Table>, ProjectError> {
        let snapshot = self.snapshot(None)?;
        let Some((at, person)) = (0..).zip(&snapshot.participants).find(|(_, person)| person.name == name) else {
            return Ok(None);
        };
        let columns = vec![Column::text("what", "What"), Column::text("value", "Value")];
        let mut table = Table::new(format!("Participant {name}"), columns);
        let consent = &person.consent;
        let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |date| date.to_string());
        let mut facts = vec![
            ("pseudonym", person.pseudonym.clone()),
            ("role", person.role.clone()),
            ("cases", person.cases.join(", ")),
            ("allows today", allows_in_words(&snapshot, at, person)),
            ("consent", consent.person.word().to_owned()),
            ("consent of a guardian", consent.guardian.map_or("", Scope::word).to_owned()),
            ("consent given", day(consent.given)),
            ("consent expires", day(consent.expires)),
            ("withdrawn", day(consent.withdrawn)),
        ];
        facts.extend(person.attributes.iter().map(|(key, value)| (key.as_str(), value.to_string())));
        table.rows = facts.into_iter().map(|(what, value)| vec![Cell::words(what), Cell::words(value)]).collect();
        Ok(Some(table))
    }
}

/// What a participant allows today, and why it is nothing where it is.
fn allows_in_words(snapshot: &Snapshot, at: u32, person: &Participant) -> String {
    let consent = &person.consent;
    let allowed = snapshot.allowed(at);
    let why = match (consent.withdrawn, consent.expires) {
        _ if allowed != Scope::Nothing => return allowed.word().to_owned(),
        (Some(day), _) => format!("withdrawn {day}"),
        (None, Some(last)) if snapshot.today > last => format!("expired {last}"),
        _ if consent.person == Scope::Nothing => "no consent given".to_owned(),
        _ => "a guardian’s consent is missing: column consent_guardian".to_owned(),
    };
    format!("{} ({why})", allowed.word())
}

pub(super) fn request(
    question: &MatrixQuestion,
    snapshot: &Snapshot,
    filter: Filter,
) -> Result<MatrixRequest, ProjectError> {
    Ok(MatrixRequest {
        rows: Rows::parse(&question.rows)?,
        columns: Columns::parse(&question.columns, snapshot)?,
        measure: Measure::parse(&question.measure)?,
        share: Share::parse(&question.share)?,
        roll_up: RollUp::parse(&question.roll_up)?,
        filter,
        ids: question.ids,
    })
}

fn turn_row(text: &str, turns: &TurnBlock, labels: &[String], at: usize) -> Vec<Cell> {
    let time = turns.start_ms.get(at).copied().flatten().map(clock).unwrap_or_default();
    let speaker = turns.speaker.get(at).copied().flatten().and_then(|speaker| labels.get(speaker as usize));
    let speech = turns.speech.get(at).and_then(|span| span.of(text)).unwrap_or_default();
    vec![
        Cell::Count(at as u64 + 1),
        Cell::words(time),
        Cell::words(speaker.cloned().unwrap_or_default()),
        Cell::words(speech.split_whitespace().collect::<Vec<_>>().join(" ")),
    ]
}

/// `0:04:31` for a time on the recording.
fn clock(ms: i64) -> String {
    let seconds = ms / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
