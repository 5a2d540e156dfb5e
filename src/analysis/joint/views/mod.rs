//! Views beside interventions: does what was tested do what people ask for? After Thomas et al. 2004, where each theme of
//! children's views became a recommendation, and trials were held against it.

mod effects;

use super::Joint;
use crate::analysis::designs::is_sound;
use crate::model::{Effect, Snapshot, ViewRecommendation};
use crate::table::{Cell, Column, Table};
use crate::text::counted;

use super::Layout;

pub use effects::view_effects;

/// Whether an intervention does what a view asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Matched {
    Matches,
    Partly,
    No,
    NotReported,
    /// Nobody has looked.
    NotAssessed,
}

impl Matched {
    const ALL: [Self; 5] = [Self::Matches, Self::Partly, Self::No, Self::NotReported, Self::NotAssessed];

    fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|known| known.word() == word).unwrap_or(Self::NotAssessed)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Partly => "partly",
            Self::No => "no",
            Self::NotReported => "not_reported",
            Self::NotAssessed => "not_assessed",
        }
    }

    /// What a narrow column prints.
    fn sign(self) -> &'static str {
        match self {
            Self::Matches => "M",
            Self::Partly => "p",
            Self::No => "–",
            Self::NotReported => "?",
            Self::NotAssessed => "",
        }
    }
}

/// How well the interventions that match a recommendation have been evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Sound,
    Weak,
    Gap,
}

impl Status {
    const ALL: [Self; 3] = [Self::Sound, Self::Weak, Self::Gap];

    fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Weak => "weak",
            Self::Gap => "gap",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sound => "matched, soundly evaluated",
            Self::Weak => "matched, weak studies only",
            Self::Gap => "gap",
        }
    }
}

/// How many studies of an intervention have effects that count.
#[derive(Clone, Copy, Debug, Default)]
struct Evaluated {
    sound: u64,
    weak: u64,
}

/// Recommendations by role with what each intervention does about them.
struct Views<'j, 'f, 'a> {
    joint: &'j Joint<'f, 'a>,
    /// In the order of the roles and of the sheet.
    asked: Vec<&'a ViewRecommendation>,
    /// Studies of each intervention, in the sheet's order.
    evaluated: Vec<Evaluated>,
}

impl<'j, 'f, 'a> Views<'j, 'f, 'a> {
    fn new(joint: &'j Joint<'f, 'a>) -> Self {
        let snapshot = joint.frame.snapshot();
        let rank = |view: &&ViewRecommendation| {
            let level = snapshot.scale("roles").and_then(|roles| roles.level(&view.role));
            (level.map_or(i64::MAX, |level| level.order), view.role.clone())
        };
        let mut asked: Vec<&ViewRecommendation> = snapshot.findings.views.iter().collect();
        asked.sort_by_key(rank);
        let evaluated = snapshot.findings.interventions.iter().map(|one| evaluated(joint, &one.id)).collect();
        Self { joint, asked, evaluated }
    }

    fn snapshot(&self) -> &'a Snapshot {
        self.joint.frame.snapshot()
    }

    /// What each intervention does about a recommendation, in the sheet's order.
    fn matched(&self, view: &ViewRecommendation) -> Vec<Matched> {
        let findings = &self.snapshot().findings;
        let of = |intervention: &str| {
            let mut pairs = findings.view_matches.iter();
            let pair = pairs.find(|pair| pair.view == view.id && pair.intervention == intervention);
            pair.map_or(Matched::NotAssessed, |pair| Matched::of(&pair.matched))
        };
        findings.interventions.iter().map(|one| of(&one.id)).collect()
    }

    /// Studies of the interventions that match in full.
    fn studies_of(&self, matched: &[Matched]) -> Evaluated {
        let own = self.evaluated.iter().zip(matched).filter(|(_, matched)| **matched == Matched::Matches);
        own.fold(Evaluated::default(), |sum, (one, _)| Evaluated {
            sound: sum.sound + one.sound,
            weak: sum.weak + one.weak,
        })
    }

    fn status(&self, matched: &[Matched]) -> Status {
        match self.studies_of(matched) {
            Evaluated { sound: 1.., .. } => Status::Sound,
            Evaluated { weak: 1.., .. } => Status::Weak,
            Evaluated { .. } => Status::Gap,
        }
    }

    /// Name of a role for people.
    fn role(&self, id: &str) -> String {
        let level = self.snapshot().scale("roles").and_then(|roles| roles.level(id));
        level.map_or_else(|| id.to_owned(), |level| level.name.clone())
    }

    /// Of the role that a recommendation stands for, how many people raise its theme, and how many there are.
    fn voices(&self, view: &ViewRecommendation) -> [Cell; 2] {
        let theme = self.snapshot().themes.iter().position(|theme| theme.id == view.theme);
        let said = theme.and_then(|theme| self.joint.voices.get(theme));
        let role = said.and_then(|said| said.roles.iter().find(|role| role.role == view.role));
        role.map_or([Cell::Empty, Cell::Empty], |role| [Cell::Count(role.participants), Cell::Count(role.of)])
    }
}

/// Studies with effects on an intervention, by whether they are sound.
fn evaluated(joint: &Joint, intervention: &str) -> Evaluated {
    let snapshot = joint.frame.snapshot();
    let own = |effect: &&Effect| effect.intervention == intervention && !joint.barred.contains(&effect.id);
    let mut studies: Vec<&str> =
        snapshot.findings.effects.iter().filter(own).map(|effect| effect.study.as_str()).collect();
    studies.sort_unstable();
    studies.dedup();
    let sound = |id: &&&str| {
        let mut known = snapshot.findings.studies.iter();
        known.find(|study| study.id == **id).is_some_and(|study| is_sound(snapshot, study))
    };
    let sound = studies.iter().filter(sound).count() as u64;
    Evaluated { sound, weak: studies.len() as u64 - sound }
}

/// Recommendations taken from views against interventions: which do what people ask for, and how well those were evaluated. The
/// recommendations of each role stand together, children's apart from parents' and practitioners'.
///
/// Data columns: `view, role, theme, recommendation, raised` (participants of the role who raise the theme), `of`, one for each
/// intervention (`matches`, `partly`, `no`, `not_reported`, `not_assessed`), a count of interventions for each of these words,
/// `sound_studies, weak_studies` (of the interventions that match), `status` (`sound`, `weak`, `gap`). Reading columns: `role,
/// recommendation`, a letter for each intervention, `status`.
#[must_use]
pub fn views(joint: &Joint, layout: Layout) -> Table {
    let views = Views::new(joint);
    let mut table = Table::new("Views and interventions", columns(&views, layout));
    table.measure = String::from("whether an intervention does what people's views ask for, role by role");
    table.frame = joint.frame.describe();
    let mut above = "";
    for view in &views.asked {
        let matched = views.matched(view);
        let status = views.status(&matched);
        table.rows.push(match layout {
            Layout::Reading => {
                let role = if above == view.role { String::new() } else { views.role(&view.role) };
                above = &view.role;
                let mut row = vec![Cell::words(role), Cell::words(format!("{} {}", view.id, view.text))];
                row.extend(matched.iter().map(|matched| Cell::words(matched.sign())));
                row.push(Cell::words(status_in_words(status, &matched)));
                row
            }
            Layout::Data => data_row(&views, view, &matched, status),
        });
    }
    table.notes = notes(&views, layout);
    table
}

fn columns(views: &Views, layout: Layout) -> Vec<Column> {
    let interventions = &views.snapshot().findings.interventions;
    match layout {
        Layout::Reading => {
            let mut columns = vec![Column::text("role", "Whose view"), Column::text("recommendation", "Asks for")];
            let letters = (0..).zip(interventions).map(|(at, one)| Column::text(one.id.clone(), letter(at)));
            columns.extend(letters);
            columns.push(Column::text("status", "Evidence"));
            columns
        }
        Layout::Data => {
            let mut columns = vec![
                Column::text("view", "View"),
                Column::text("role", "Whose view"),
                Column::text("theme", "Theme"),
                Column::text("recommendation", "Asks for"),
                Column::number("raised", "Of the role, raise the theme").unit("participants"),
                Column::number("of", "Of"),
            ];
            columns.extend(interventions.iter().map(|one| Column::text(one.id.clone(), one.name.clone())));
            let counts =
                Matched::ALL.map(|one| Column::number(one.word(), one.word().replace('_', " ")).unit("interventions"));
            columns.extend(counts);
            columns.extend([
                Column::number("sound_studies", "Sound studies of those that match").unit("studies"),
                Column::number("weak_studies", "Other studies of those that match").unit("studies"),
                Column::text("status", "Evidence"),
            ]);
            columns
        }
    }
}

fn data_row(views: &Views, view: &ViewRecommendation, matched: &[Matched], status: Status) -> Vec<Cell> {
    let mut row = [&view.id, &view.role, &view.theme, &view.text].map(|text| Cell::words(text.clone())).to_vec();
    row.extend(views.voices(view));
    row.extend(matched.iter().map(|matched| Cell::words(matched.word())));
    row.extend(Matched::ALL.map(|wanted| Cell::Count(count(matched, wanted))));
    let Evaluated { sound, weak } = views.studies_of(matched);
    row.extend([Cell::Count(sound), Cell::Count(weak), Cell::words(status.word())]);
    row
}

fn count(matched: &[Matched], wanted: Matched) -> u64 {
    matched.iter().filter(|matched| **matched == wanted).count() as u64
}

/// The status, for a gap with what is nearest to closing it.
fn status_in_words(status: Status, matched: &[Matched]) -> String {
    let (full, partly) = (count(matched, Matched::Matches), count(matched, Matched::Partly));
    match (status, full, partly) {
        (Status::Gap, 1.., _) => format!("gap: {full} untested"),
        (Status::Gap, 0, 1..) => format!("gap: {partly} in part"),
        _ => status.name().to_owned(),
    }
}

/// `A`, `B`, ..., `Z`, `A2`, ...
fn letter(at: usize) -> String {
    let letter = ('A'..='Z').nth(at % 26).unwrap_or('A');
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26 + 1) }
}

fn notes(views: &Views, layout: Layout) -> Vec<String> {
    let interventions = &views.snapshot().findings.interventions;
    let mut notes = Vec::new();
    if layout == Layout::Reading {
        notes.push("M matches, p in part, – does not, ? not reported, blank not assessed.".to_owned());
        let named = (0..).zip(interventions.iter().zip(&views.evaluated)).map(|(at, (one, studies))| {
            format!(
                "{} {} ({} of {} sound)",
                letter(at),
                one.name,
                studies.sound,
                counted(studies.sound + studies.weak, "study|studies")
            )
        });
        notes.push(format!("{}.", named.collect::<Vec<_>>().join("; ")));
    }
    notes.push(
        "Sound: a trial or quasi-experiment (RCT or QED) whose risk of bias was judged and is not high, serious or critical. A \
         recommendation is met where one intervention that matches in full has a sound study; a match in part meets nothing."
            .to_owned(),
    );
    notes.extend(by_role(views));
    let open: usize = views
        .asked
        .iter()
        .map(|view| views.matched(view).into_iter().filter(|matched| *matched == Matched::NotAssessed).count())
        .sum();
    if open > 0 {
        notes.push(format!("Pairs of recommendation and intervention that nobody has assessed: {open}."));
    }
    notes.extend(views.joint.frame.notes());
    notes
}

/// For each role, how many of its recommendations have which status, and which are gaps.
fn by_role(views: &Views) -> Vec<String> {
    let mut roles: Vec<&str> = views.asked.iter().map(|view| view.role.as_str()).collect();
    roles.dedup();
    let said = |role: &str| {
        let own: Vec<(&str, Status)> = (views.asked.iter().filter(|view| view.role == role))
            .map(|view| (view.id.as_str(), views.status(&views.matched(view))))
            .collect();
        let parts = Status::ALL.map(|status| {
            let ids: Vec<&str> = own.iter().filter(|(_, own)| *own == status).map(|(id, _)| *id).collect();
            let which = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
            format!("{} {}{which}", ids.len(), status.name())
        });
        format!("{}: {}.", views.role(role), parts.join("; "))
    };
    roles.into_iter().map(said).collect()
}
