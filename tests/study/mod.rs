//! Small studies in memory: hand-written ones, and random ones for properties.

// Each test binary uses its own part of the builder; a builder of test data may panic, and its texts
// are a few hundred bytes long.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation)]

use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use themeweave::model::{
    Case, Category, Code, Codebook, Consent, Level, NOBODY, Part, Participant, Polarity, Scale, Scope, Snapshot,
    Source, Speaker, Theme, Value,
};
use themeweave::text::Span;

/// The day on which the tests judge consent.
pub const TODAY: Date = date(2025, 10, 1);

/// Builds a snapshot turn by turn; texts, spans and columns are kept in step.
pub struct Study {
    pub snapshot: Snapshot,
}

impl Study {
    /// A study with the roles child, parent and practitioner and no codes.
    pub fn new() -> Self {
        let mut snapshot = Snapshot::empty(TODAY);
        let level = |id: &str, order: i64, under: Option<u32>| Level {
            id: id.to_owned(),
            name: id[..1].to_uppercase() + &id[1..],
            order,
            guardian_consent_under: under,
            ..Level::default()
        };
        let mut facilitator = level("facilitator", 4, None);
        facilitator.data = Some(false);
        let levels =
            vec![level("child", 1, Some(16)), level("parent", 2, None), level("practitioner", 3, None), facilitator];
        snapshot.scales.push(Scale { id: "roles".to_owned(), levels, ..Scale::default() });
        snapshot.codebook =
            Codebook { name: "test".to_owned(), version: semver::Version::new(1, 0, 0), ..Codebook::empty() };
        Self { snapshot }
    }

    /// Adds a participant whose consent reaches as far as `scope`.
    pub fn person(&mut self, name: &str, role: &str, scope: Scope) -> u32 {
        let consent = Consent { person: scope, ..Consent::default() };
        let age = Value::Number(if role == "child" { 17.0 } else { 40.0 });
        self.snapshot.participants.push(Participant {
            name: name.to_owned(),
            pseudonym: format!("Pseudo{name}"),
            role: role.to_owned(),
            attributes: vec![("age".to_owned(), age)],
            consent,
            ..Participant::default()
        });
        last(self.snapshot.participants.len())
    }

    /// Adds a case.
    pub fn case(&mut self, id: &str) -> u32 {
        self.snapshot.cases.push(Case { id: id.to_owned(), name: format!("Case {id}"), ..Case::default() });
        last(self.snapshot.cases.len())
    }

    /// Adds a category and its codes, each written `id` or `parent>id`.
    pub fn codes(&mut self, category: &str, polarity: Polarity, codes: &[&str]) {
        let book = &mut self.snapshot.codebook;
        book.categories.push(Category {
            id: category.to_owned(),
            name: category.to_owned(),
            polarity,
            description: String::new(),
        });
        for code in codes {
            let (parent, id) = code.split_once('>').map_or((None, *code), |(parent, id)| (Some(parent.to_owned()), id));
            let name = id.replace('_', " ");
            let category = category.to_owned();
            book.codes.push(Code { id: id.to_owned(), name, category, parent, polarity, ..Code::default() });
        }
    }

    /// Adds a theme of codes.
    pub fn theme(&mut self, id: &str, codes: &[&str]) {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        self.snapshot.themes.push(Theme { id: id.to_owned(), name: format!("Theme {id}"), codes, ..Theme::default() });
    }

    /// Adds a source with its turns, each printed as `LABEL: words` on a line of its own. Sources must
    /// come in the order of their names.
    pub fn source(&mut self, name: &str, turns: &[(Who, &str)]) -> u32 {
        let source = u32::try_from(self.snapshot.sources.len()).unwrap();
        let mut text = String::from("Heading of nobody\n");
        let mut speakers: Vec<(Who, u32)> = Vec::new();
        for (who, words) in turns {
            let speaker = speakers.iter().find(|(known, _)| known == who).map(|(_, at)| *at);
            let speaker = speaker.unwrap_or_else(|| {
                let at = self.speaker(source, *who);
                speakers.push((*who, at));
                at
            });
            text.push_str(&format!("{}: ", self.label(*who)));
            let start = u32::try_from(text.len()).unwrap();
            text.push_str(words);
            let end = u32::try_from(text.len()).unwrap();
            text.push('\n');
            let turns = &mut self.snapshot.turns;
            turns.speaker.push(speaker);
            turns.speech.push(Span::new(start, end));
            turns.words.push(u32::try_from(words.split_whitespace().count()).unwrap());
            turns.start_ms.push(-1);
        }
        self.snapshot.turns.first.push(u32::try_from(self.snapshot.turns.speaker.len()).unwrap());
        self.snapshot.sources.push(Source {
            id: i64::from(source),
            name: name.to_owned(),
            kind: "interview".to_owned(),
            format: "txt".to_owned(),
            date: None,
            case: None,
            bytes: u32::try_from(text.len()).unwrap(),
            characters: u32::try_from(text.chars().count()).unwrap(),
        });
        self.snapshot.texts.push(Arc::from(text));
        source
    }

    /// Codes the first occurrence of `words` in a source. Call [`Study::done`] after the last.
    pub fn code(&mut self, source: u32, code: &str, coder: &str, words: &str) {
        let text = &self.snapshot.texts[source as usize];
        let start = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in {text:?}"));
        let start = u32::try_from(start).unwrap();
        self.code_span(source, code, coder, Span::new(start, start + u32::try_from(words.len()).unwrap()));
    }

    /// Codes a span of a source.
    pub fn code_span(&mut self, source: u32, code: &str, coder: &str, span: Span) {
        let code = u32::try_from(self.snapshot.codebook.position(code).unwrap()).unwrap();
        let known = self.snapshot.coders.iter().position(|known| known == coder);
        let coder = known.unwrap_or_else(|| {
            self.snapshot.coders.push(coder.to_owned());
            self.snapshot.coders.len() - 1
        });
        let codings = &mut self.snapshot.codings;
        codings.id.push(i64::try_from(codings.id.len()).unwrap());
        codings.source.push(source);
        codings.span.push(span);
        codings.code.push(code);
        codings.coder.push(u32::try_from(coder).unwrap());
        codings.round.push(1);
    }

    /// The snapshot, codings sorted as a loader sorts them.
    pub fn done(self) -> Snapshot {
        let mut snapshot = self.snapshot;
        let old = snapshot.codings.clone();
        let mut order: Vec<usize> = (0..old.len()).collect();
        order.sort_by_key(|i| (old.source[*i], old.span[*i], old.code[*i], old.coder[*i]));
        let codings = &mut snapshot.codings;
        codings.source = order.iter().map(|i| old.source[*i]).collect();
        codings.span = order.iter().map(|i| old.span[*i]).collect();
        codings.code = order.iter().map(|i| old.code[*i]).collect();
        codings.coder = order.iter().map(|i| old.coder[*i]).collect();
        snapshot
    }

    fn speaker(&mut self, source: u32, who: Who) -> u32 {
        let (part, participant) = match who {
            Who::Person(person) => (Part::Participant, Some(person)),
            Who::Stranger => (Part::Participant, None),
            Who::Interviewer => (Part::Interviewer, None),
            Who::Ignored => (Part::Ignored, None),
            Who::Nobody => return NOBODY,
        };
        let label = self.label(who);
        self.snapshot.speakers.push(Speaker { source, label, part, participant });
        last(self.snapshot.speakers.len())
    }

    fn label(&self, who: Who) -> String {
        match who {
            Who::Person(person) => self.snapshot.participants[person as usize].name.clone(),
            Who::Stranger => "Voice".to_owned(),
            Who::Interviewer => "INT".to_owned(),
            Who::Ignored => "Break".to_owned(),
            Who::Nobody => "-".to_owned(),
        }
    }
}

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The participant at this position.
    Person(u32),
    /// Somebody who is not tied to a participant.
    Stranger,
    /// The interviewer.
    Interviewer,
    /// A heading that looks like a label.
    Ignored,
    /// Nobody is named.
    Nobody,
}

fn last(len: usize) -> u32 {
    u32::try_from(len - 1).unwrap()
}

/// What a random study is made from.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// Role, consent and whether withdrawn, for each participant.
    people: Vec<(usize, usize, bool)>,
    /// Turns of each source: who (a number) and how many words.
    sources: Vec<Vec<(usize, usize)>>,
    /// Source, start and length in per mille of the text, code, coder.
    codings: Vec<(usize, u32, u32, usize, usize)>,
}

/// Random studies of up to 8 people, 5 sources and 40 codings.
pub fn recipes() -> impl Strategy<Value = Recipe> {
    let people = prop::collection::vec((0..4usize, 0..4usize, prop::bool::weighted(0.15)), 1..8);
    let sources = prop::collection::vec(prop::collection::vec((0..12usize, 0..6usize), 0..8), 1..5);
    let codings = prop::collection::vec((0..5usize, 0..1000u32, 1..400u32, 0..6usize, 0..2usize), 0..40);
    (people, sources, codings).prop_map(|(people, sources, codings)| Recipe { people, sources, codings })
}

/// The codes of random studies: two trees, one of them with grandchildren.
pub const CODES: [&str; 6] = ["root_one", "child_one", "grandchild", "child_two", "root_two", "leaf_two"];

impl Recipe {
    /// The study of the recipe.
    pub fn snapshot(&self) -> Snapshot {
        let mut study = Study::new();
        study.codes("helps", Polarity::Positive, &["root_one", "root_one>child_one", "child_one>grandchild"]);
        study.codes("hinders", Polarity::Negative, &["root_one>child_two", "root_two", "root_two>leaf_two"]);
        study.theme("first", &["root_one", "grandchild"]);
        study.theme("second", &["child_two", "root_two"]);
        study.theme("third", &["child_one", "no_such_code"]);
        let case = study.case("F1");
        for (position, (role, consent, withdrawn)) in self.people.iter().enumerate() {
            let scope = [Scope::Nothing, Scope::Analyse, Scope::QuoteTeam, Scope::QuotePublished][*consent];
            let role = ["child", "parent", "practitioner", ""][*role];
            let person = study.person(&format!("N{position}"), role, scope) as usize;
            if *withdrawn {
                study.snapshot.participants[person].consent.withdrawn = Some(TODAY);
            }
            if position % 2 == 0 {
                study.snapshot.participants[person].cases = vec!["F1".to_owned(), "F2".to_owned()];
            }
        }
        let words = ["Nobody", "told", "me", "the", "plan.", "Zoë’s", "👨‍👩‍👧"];
        for (position, turns) in self.sources.iter().enumerate() {
            let said: Vec<(Who, String)> = (turns.iter())
                .map(|(who, many)| {
                    let words: Vec<&str> = words.iter().copied().cycle().skip(*who).take(*many).collect();
                    (self.who(*who), words.join(" "))
                })
                .collect();
            let turns: Vec<(Who, &str)> = said.iter().map(|(who, words)| (*who, words.as_str())).collect();
            let source = study.source(&format!("source-{position}"), &turns);
            study.snapshot.sources[source as usize].case = (position % 2 == 0).then_some(case);
        }
        for (source, start, length, code, coder) in &self.codings {
            let source = u32::try_from(source % self.sources.len()).unwrap();
            let text = &study.snapshot.texts[source as usize];
            let size = u32::try_from(text.len()).unwrap();
            let start = (u64::from(size) * u64::from(*start) / 1000) as u32;
            let end = (start + 1 + size * length / 1000).min(size);
            let span = Span::new(start, end).snapped_outwards(text);
            if !span.is_empty() {
                study.code_span(source, CODES[*code], ["ann", "ben"][*coder], span);
            }
        }
        study.done()
    }

    fn who(&self, number: usize) -> Who {
        match number {
            0 => Who::Interviewer,
            1 => Who::Stranger,
            2 => Who::Ignored,
            3 => Who::Nobody,
            _ => Who::Person(u32::try_from(number % self.people.len()).unwrap()),
        }
    }
}
