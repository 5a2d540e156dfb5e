//! The project as columns in memory: what every analysis reads.

use std::sync::Arc;

use jiff::civil::Date;

use super::{
    Case, ChronologyEvent, Codebook, Codings, Findings, GuideQuestion, Integration, NOBODY, Part, Participant,
    SavedQuery, Scale, Scope, Source, Speaker, Summary, Theme, Turns,
};
use crate::text::Span;

/// Everything an answer can be computed from, without a database behind it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Title of the study.
    pub title: String,
    /// A notice that every output repeats, such as that the data are synthetic.
    pub notice: String,
    /// Day on which consent is judged. Never printed.
    pub today: Date,
    /// The codebook version that codings are read with.
    pub codebook: Codebook,
    /// Sources, sorted by name.
    pub sources: Vec<Source>,
    /// Speakers, sorted by source and label.
    pub speakers: Vec<Speaker>,
    /// Turns, sorted by source and position.
    pub turns: Turns,
    /// Participants, sorted by name.
    pub participants: Vec<Participant>,
    /// Cases, sorted by id.
    pub cases: Vec<Case>,
    /// Coders, sorted by name.
    pub coders: Vec<String>,
    /// Codings, sorted as [`Codings`] says.
    pub codings: Codings,
    /// Codebook versions that codings were made under, earliest first; empty where they were not asked for.
    pub versions: Vec<String>,
    /// Codings whose code is not in [`Snapshot::codebook`]; they are in no count.
    pub codings_outside_codebook: u32,
    /// Of these, the ones that wait to be looked at because their code was split.
    pub codings_waiting_outside: u32,
    /// Codings whose words are gone from their text; they are in no count.
    pub codings_orphaned: u32,
    /// Codings made under later codebook versions than [`Snapshot::codebook`]; they are in no count.
    pub codings_made_later: u32,
    /// Themes in the file's order.
    pub themes: Vec<Theme>,
    /// Questions of the interview guide.
    pub questions: Vec<GuideQuestion>,
    /// Saved queries, sorted by name.
    pub queries: Vec<SavedQuery>,
    /// Written summaries of case and theme, sorted by case and theme.
    pub summaries: Vec<Summary>,
    /// Events of chronologies, sorted by case and date.
    pub events: Vec<ChronologyEvent>,
    /// Quantitative evidence.
    pub findings: Findings,
    /// What people decided where voices and findings meet.
    pub integration: Integration,
    /// Scales and vocabularies, sorted by id.
    pub scales: Vec<Scale>,
    /// Texts by position of their source; empty where they were not asked for.
    pub texts: Vec<Arc<str>>,
}

impl Snapshot {
    /// A snapshot of a project with nothing in it.
    #[must_use]
    pub fn empty(today: Date) -> Self {
        Self {
            title: String::new(),
            notice: String::new(),
            today,
            codebook: Codebook::empty(),
            sources: Vec::new(),
            speakers: Vec::new(),
            turns: Turns { first: vec![0], ..Turns::default() },
            participants: Vec::new(),
            cases: Vec::new(),
            coders: Vec::new(),
            codings: Codings::default(),
            versions: Vec::new(),
            codings_outside_codebook: 0,
            codings_waiting_outside: 0,
            codings_orphaned: 0,
            codings_made_later: 0,
            themes: Vec::new(),
            questions: Vec::new(),
            queries: Vec::new(),
            summaries: Vec::new(),
            events: Vec::new(),
            findings: Findings::default(),
            integration: Integration::default(),
            scales: Vec::new(),
            texts: Vec::new(),
        }
    }

    /// The notice that every output repeats, where there is one.
    #[must_use]
    pub fn notice_note(&self) -> Option<String> {
        (!self.notice.is_empty()).then(|| self.notice.clone())
    }

    /// The text of a source, when texts were loaded.
    #[must_use]
    pub fn text(&self, source: u32) -> Option<&str> {
        self.texts.get(source as usize).map(|text| &**text)
    }

    /// The scale with this id.
    #[must_use]
    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.id == id)
    }

    /// What a participant allows on [`Snapshot::today`].
    #[must_use]
    pub fn allowed(&self, participant: u32) -> Scope {
        let Some(person) = self.participants.get(participant as usize) else { return Scope::Nothing };
        person.consent.on(self.today, self.needs_guardian(person))
    }

    /// Whether a guardian must have agreed too: below the age that the roles scale sets for the
    /// person's role, and also when the age is not known. Where the scale does not know the role, whoever
    /// is under 16 needs one: a scale that is missing must not open the gate.
    #[must_use]
    pub fn needs_guardian(&self, person: &Participant) -> bool {
        const WITHOUT_A_SCALE: u32 = 16;
        let role = self.scale("roles").and_then(|roles| roles.level(&person.role));
        let limit = match role {
            Some(role) => role.guardian_consent_under,
            None => person.attribute("age").is_some().then_some(WITHOUT_A_SCALE),
        };
        match (limit, person.attribute("age")) {
            (None, _) => false,
            (Some(limit), Some(super::Value::Number(age))) => *age < f64::from(limit),
            (Some(_), _) => true,
        }
    }

    /// Whether what a role says is data. The roles scale says so; roles that it lacks are data.
    #[must_use]
    pub fn is_data_role(&self, role: &str) -> bool {
        self.scale("roles").and_then(|roles| roles.level(role)).and_then(|level| level.data).unwrap_or(true)
    }

    /// Who speaks in a turn and counts as data: a participant whose consent allows analysis.
    /// Speakers who are nobody's participant yet are not counted here.
    #[must_use]
    pub fn participant_of_turn(&self, turn: usize) -> Option<u32> {
        let speaker = *self.turns.speaker.get(turn)?;
        if speaker == NOBODY {
            return None;
        }
        let speaker = self.speakers.get(speaker as usize)?;
        if speaker.part == Part::Participant { speaker.participant } else { None }
    }

    /// The participants whose speech a span of a source touches, each once, in order of position.
    #[must_use]
    pub fn participants_in(&self, source: u32, span: Span) -> Vec<u32> {
        let mut found: Vec<u32> =
            self.turns.touching(source, span).filter_map(|turn| self.participant_of_turn(turn)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Positions of the codes that a theme counts: its own and those below them, each once, in the
    /// codebook's order. Codes that the codebook does not have are left out.
    #[must_use]
    pub fn codes_of(&self, theme: &Theme) -> Vec<usize> {
        let families = self.codebook.families();
        let own = theme.codes.iter().filter_map(|id| self.codebook.position(id));
        let mut codes: Vec<usize> = own.filter_map(|code| families.get(code)).flatten().copied().collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The roles of the participants, in the order of the roles scale, then by name.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        let mut present: Vec<String> = self.participants.iter().map(|person| person.role.clone()).collect();
        present.sort();
        present.dedup();
        let rank = |role: &String| {
            self.scale("roles").and_then(|roles| roles.level(role)).map_or(i64::MAX, |level| level.order)
        };
        present.sort_by_key(rank);
        present
    }
}
