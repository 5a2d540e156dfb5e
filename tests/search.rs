//! The index and the concordance, from texts to lines.
#![cfg(feature = "index")]
#![allow(clippy::unwrap_used)] // What cannot be unwrapped here is a failed test.

use jiff::civil::date;
use proptest::prelude::*;
use themeweave::model::{Part, Participant, Snapshot, Source, Speaker, Turns};
use themeweave::query::{Expr, Query};
use themeweave::search::{Concordance, Feed, Hit, Index, SearchError};
use themeweave::text::{Span, text_len};
use unicode_width::UnicodeWidthStr;

/// A small study: each source is a list of turns, each turn a label and its words.
struct Study {
    snapshot: Snapshot,
}

impl Study {
    fn new(sources: &[(&str, &[(&str, &str)])]) -> Self {
        let mut snapshot = Snapshot::empty(date(2026, 3, 1));
        snapshot.turns = Turns::default();
        let person = |name: &str, pseudonym: &str, role: &str| Participant {
            name: name.to_owned(),
            pseudonym: pseudonym.to_owned(),
            role: role.to_owned(),
            ..Participant::default()
        };
        snapshot.participants = vec![person("C01", "Zoë", "child"), person("P01", "Dawn", "parent")];
        for (number, (name, turns)) in (0u32..).zip(sources) {
            let mut text = String::from("Recorded in spring.\n\n");
            snapshot.turns.first.push(u32::try_from(snapshot.turns.speech.len()).unwrap());
            for (label, words) in *turns {
                if !label.is_empty() {
                    text.push_str(&format!("{label}: "));
                    let start = text_len(&text);
                    let speaker = Speaker {
                        source: number,
                        label: (*label).to_owned(),
                        part: Part::guessed_from_label(label),
                        participant: match *label {
                            "Child" => Some(0),
                            "Mum" => Some(1),
                            _ => None,
                        },
                    };
                    snapshot.turns.speaker.push(u32::try_from(snapshot.speakers.len()).unwrap());
                    snapshot.speakers.push(speaker);
                    snapshot.turns.speech.push(Span::new(start, start + text_len(words)));
                    snapshot.turns.words.push(0);
                    snapshot.turns.start_ms.push(-1);
                }
                text.push_str(words);
                text.push('\n');
            }
            snapshot.sources.push(Source {
                id: i64::from(number) + 1,
                name: (*name).to_owned(),
                kind: "interview".to_owned(),
                format: "txt".to_owned(),
                date: None,
                case: None,
                bytes: text_len(&text),
                characters: 0,
            });
            snapshot.texts.push(text.into());
        }
        snapshot.turns.first.push(u32::try_from(snapshot.turns.speech.len()).unwrap());
        Self { snapshot }
    }

    fn feed(&self, feed: &mut Feed<'_>) -> Result<(), SearchError> {
        for (source, text) in (0u32..).zip(&self.snapshot.texts) {
            feed.source(source, text, &self.snapshot.turns.speech[self.snapshot.turns.of_source(source)])?;
        }
        Ok(())
    }

    fn index(&self) -> Index {
        Index::in_memory(|feed| self.feed(feed)).unwrap()
    }

    /// `source.turn` of each hit.
    fn found(&self, query: &str) -> Vec<String> {
        self.index().find_in(&parse(query), &self.snapshot).unwrap().iter().map(place).collect()
    }

    fn concordance(&self, query: &str) -> Concordance {
        let query = parse(query);
        let hits = self.index().find_in(&query, &self.snapshot).unwrap();
        let text_of = |source: u32| Ok::<_, SearchError>(self.snapshot.texts[source as usize].clone());
        Concordance::read(&query, &hits, 60, text_of).unwrap()
    }
}

fn parse(query: &str) -> Query {
    Query::parse(query).unwrap_or_else(|error| panic!("{error}"))
}

fn place(hit: &Hit) -> String {
    format!("{}.{}", hit.source, hit.turn)
}

fn going_home() -> Study {
    Study::new(&[
        (
            "child-zoe",
            &[
                ("Interviewer", "How was it, going home?"),
                ("Child", "I don\u{2019}t know. I settled, sort of. My social worker, she came a lot."),
                ("Interviewer", "And school?"),
                ("Child", "School was settling me. Łukasz (my friend) was there; Zoe\u{308} means me."),
            ],
        ),
        (
            "mum-dawn",
            &[
                ("Mum", "We had a social\nworker, then another social worker. Don't ask."),
                ("Mum", "Reunification, they call it. Reunified, my foot."),
            ],
        ),
        ("field-note", &[("", "The family settles.\n\nNobody explained reunification to the worker.")]),
    ])
}

#[test]
fn words_are_found_in_all_forms_and_phrases_as_they_are_said() {
    let study = going_home();
    for (query, places) in [
        ("settle", vec!["0.1", "0.3", "2.1"]),
        ("\"settled\"", vec!["0.1"]),
        ("SETTLING", vec!["0.1", "0.3", "2.1"]),
        ("\"social worker\"", vec!["0.1", "1.0"]),
        ("\"social workers\"", vec![]),
        ("\"social work\"*", vec!["0.1", "1.0"]),
        ("\"worker she came\"", vec!["0.1"]),
        ("\"came social\"", vec![]),
        ("don't", vec!["0.1", "1.0"]),
        ("\"DON\u{2019}T know\"", vec!["0.1"]),
        ("reunif*", vec!["1.1", "2.2"]),
        ("reunific*", vec!["1.1", "2.2"]),
        ("reunifie*", vec!["1.1"]),
        ("\u{141}ukasz", vec!["0.3"]),
        ("lukasz", vec!["0.3"]),
        ("Zo\u{eb}", vec!["0.3"]),
        ("worker not social", vec!["2.2"]),
        ("social not worker", vec![]),
        ("not worker and not settle", vec!["0.0", "0.2", "1.1", "2.0"]),
        ("school or reunification", vec!["0.2", "0.3", "1.1", "2.2"]),
        ("worker (came or another)", vec!["0.1", "1.0"]),
        ("zebra", vec![]),
        ("zebra*", vec![]),
        ("settle zebra", vec![]),
        ("interviewer", vec![]),
    ] {
        assert_eq!(study.found(query), places, "{query}");
    }
}

#[test]
fn fields_and_words_meet_in_one_query() {
    let study = going_home();
    for (query, places) in [
        ("settle role:child", vec!["0.1", "0.3"]),
        ("home role:interviewer", vec!["0.0"]),
        ("settle not role:*", vec!["2.1"]),
        ("role:parent or source:field-note", vec!["1.0", "1.1", "2.0", "2.1", "2.2"]),
        ("(role:parent or settle) and not \"social worker\"", vec!["0.3", "1.1", "2.1"]),
        ("not (role:child or role:parent or settle)", vec!["0.0", "0.2", "2.0", "2.2"]),
    ] {
        assert_eq!(study.found(query), places, "{query}");
    }
    let error = study.index().find(&parse("settle role:child")).unwrap_err().to_string();
    assert!(error.contains("column 8") && error.contains("--where"), "{error}");
    let error = study.index().find_in(&parse("settle role:chidl"), &study.snapshot).unwrap_err().to_string();
    assert!(error.contains("did you mean `child`?"), "{error}");
}

#[test]
fn the_forms_of_a_word_can_be_shown() {
    let index = going_home().index();
    let forms = |text: &str| match parse(text).expr {
        Expr::Text(term) => index.forms(&term).unwrap(),
        other => panic!("{other} is no word"),
    };
    assert_eq!(forms("settle"), ["settled", "settles", "settling"]);
    assert_eq!(forms("Zo\u{eb}"), ["zoe"]);
    assert_eq!(forms("zebra"), [""; 0]);
    assert_eq!(forms("\"settled\""), [""; 0]);
}

#[test]
fn counts_and_whole_sources() {
    let study = going_home();
    let index = study.index();
    assert_eq!(index.len(), 9);
    assert_eq!(index.count_by_source(&parse("settle")).unwrap(), [(0, 2), (2, 1)]);
    assert_eq!(index.count_by_source(&parse("zebra")).unwrap(), []);
    assert_eq!(index.find(&parse("settle and reunification")).unwrap(), []);
    assert_eq!(index.sources_in(&parse("settle and reunification"), &study.snapshot).unwrap(), [2]);
    assert_eq!(index.sources_in(&parse("\"social worker\" not role:child"), &study.snapshot).unwrap(), [1]);
    assert_eq!(index.sources_in(&parse("not settle"), &study.snapshot).unwrap(), [1]);
}

#[test]
fn an_empty_project_has_an_empty_index() {
    let study = Study::new(&[]);
    assert!(study.index().is_empty());
    assert!(study.found("settle").is_empty());
    assert!(study.found("not settle").is_empty());
    let shown = study.concordance("settle").to_terminal(&study.snapshot, 80);
    assert_eq!(shown, "settle: 0 matches in 0 passages of 0 sources\n");
}

#[test]
fn the_concordance_stands_on_its_words() {
    let study = going_home();
    let found = study.concordance("\"social worker\" or don't");
    let lines: Vec<(&str, &str, &str)> =
        found.lines.iter().map(|line| (line.left.as_str(), line.keyword.as_str(), line.right.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("I ", "don\u{2019}t", " know. I settled, sort of. My social worker, she came a lot."),
            ("I don\u{2019}t know. I settled, sort of. My ", "social worker", ", she came a lot."),
            ("We had a ", "social\nworker", ", then another social worker. Don't ask."),
            ("We had a social worker, then another ", "social worker", ". Don't ask."),
            ("We had a social worker, then another social worker. ", "Don't", " ask."),
        ]
    );
    for line in &found.lines {
        assert_eq!(line.span.of(&study.snapshot.texts[line.source as usize]), Some(line.keyword.as_str()));
    }
    assert_eq!(found.summary(), "5 matches in 2 passages of 2 sources");
    let keywords =
        |query: &str| study.concordance(query).lines.into_iter().map(|line| line.keyword).collect::<Vec<_>>();
    assert_eq!(keywords("social worker role:child"), ["social worker"], "neighbours are one line");
    assert_eq!(keywords("another or social"), ["social", "social", "another", "social"], "alternatives are not");
    assert_eq!(keywords("(settle and zebra) or friend"), ["friend"], "a branch that does not hold shows nothing");
    assert_eq!(keywords("Zoe"), ["Zoe\u{308}"]);
    assert_eq!(keywords("source:mum* not worker"), [""], "a passage found without words is shown from its start");
}

#[test]
fn the_concordance_is_read_in_eighty_columns() {
    let study = going_home();
    let shown = study.concordance("\"social worker\" or settle").to_terminal(&study.snapshot, 80);
    let expected = "\
\"social worker\" or settle: 6 matches in 4 passages of 3 sources

child-zoe \u{b7} Zoë, child
                 I don\u{2019}t know. I settled, sort of. My social worker, she came a\u{2026}
   \u{2026}know. I settled, sort of. My social worker, she came a lot.
                      School was settling me. Łukasz (my friend) was there; Zoe\u{308}\u{2026}

mum-dawn \u{b7} Dawn, parent
                        We had a social worker, then another social worker.\u{2026}
  \u{2026}a social worker, then another social worker. Don't ask.

field-note
                      The family settles.
";
    assert_eq!(shown, expected);
    assert!(shown.lines().all(|line| line.width() <= 80), "{shown}");
}

#[test]
fn the_concordance_is_a_table_too() {
    let study = going_home();
    let table = study.concordance("\"social worker\" or settle").table(&study.snapshot);
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["source", "turn", "speaker", "role", "left", "match", "right"]);
    let row = |at: usize| table.rows[at].iter().map(themeweave::table::Cell::display).collect::<Vec<_>>();
    assert_eq!(row(2)[..6], ["child-zoe", "4", "Zoë", "child", "School was ", "settling"]);
    assert_eq!(
        row(3),
        ["mum-dawn", "1", "Dawn", "parent", "We had a ", "social worker", ", then another social worker. Don't ask."]
    );
    assert_eq!(row(5), ["field-note", "2", "", "", "The family ", "settles", "."]);
    assert_eq!(table.measure, "6 matches in 4 passages of 3 sources");
}

#[test]
fn another_text_than_the_indexed_one_is_told() {
    let study = going_home();
    let query = parse("reunification");
    let hits = study.index().find(&query).unwrap();
    let shorter = Concordance::read::<SearchError>(&query, &hits, 60, |_| Ok("short".into()));
    assert!(matches!(shorter, Err(SearchError::OtherText { .. })));
}

/// Words that are their own stems, and no beginning of one another but `mum` of `mummy`.
const WORDS: [&str; 6] = ["home", "mum", "mummy", "bed", "dog", "no"];

#[derive(Clone, Debug)]
enum Asked {
    Word(usize),
    Prefix(usize),
    Phrase(usize, usize),
    Not(Box<Asked>),
    And(Box<Asked>, Box<Asked>),
    Or(Box<Asked>, Box<Asked>),
}

impl Asked {
    fn text(&self) -> String {
        match self {
            Self::Word(word) => WORDS[*word].to_owned(),
            Self::Prefix(word) => format!("{}*", WORDS[*word]),
            Self::Phrase(a, b) => format!("\"{} {}\"", WORDS[*a], WORDS[*b]),
            Self::Not(inner) => format!("not ({})", inner.text()),
            Self::And(a, b) => format!("({}) ({})", a.text(), b.text()),
            Self::Or(a, b) => format!("({}) or ({})", a.text(), b.text()),
        }
    }

    fn holds(&self, said: &[&str]) -> bool {
        match self {
            Self::Word(word) => said.contains(&WORDS[*word]),
            Self::Prefix(word) => said.iter().any(|said| said.starts_with(WORDS[*word])),
            Self::Phrase(a, b) => said.windows(2).any(|pair| pair == [WORDS[*a], WORDS[*b]]),
            Self::Not(inner) => !inner.holds(said),
            Self::And(a, b) => a.holds(said) && b.holds(said),
            Self::Or(a, b) => a.holds(said) || b.holds(said),
        }
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    let leaf = prop_oneof![
        (0..6usize).prop_map(Asked::Word),
        (0..6usize).prop_map(Asked::Prefix),
        (0..6usize, 0..6usize).prop_map(|(a, b)| Asked::Phrase(a, b)),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| Asked::Not(Box::new(a))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Asked::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Asked::Or(Box::new(a), Box::new(b))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_reading_finds(
        turns in prop::collection::vec(prop::collection::vec(0..6usize, 0..7), 1..12),
        queries in prop::collection::vec(asked(), 1..12),
    ) {
        let said: Vec<Vec<&str>> = turns.iter().map(|turn| turn.iter().map(|word| WORDS[*word]).collect()).collect();
        let texts: Vec<String> = said.iter().map(|turn| turn.join(", ")).collect();
        let labelled: Vec<(&str, &str)> = texts.iter().map(|text| ("Mum", text.as_str())).collect();
        let (first, second) = labelled.split_at(labelled.len() / 2);
        let study = Study::new(&[("a", first), ("b", second)]);
        let index = study.index();
        for asked in queries {
            let query = parse(&asked.text());
            let hits = index.find(&query).unwrap();
            // A source that lost all its turns has one paragraph, its heading.
            let found: Vec<String> = hits.iter().filter(|hit| hit.source == 1 || !first.is_empty()).map(place).collect();
            let place_of = |at: usize| if at < first.len() { format!("0.{at}") } else { format!("1.{}", at - first.len()) };
            let meant: Vec<String> =
                said.iter().enumerate().filter(|(_, said)| asked.holds(said)).map(|(at, _)| place_of(at)).collect();
            prop_assert_eq!(&found, &meant, "{}", query.text);

            let text_of = |source: u32| Ok::<_, SearchError>(study.snapshot.texts[source as usize].clone());
            let lines = Concordance::read(&query, &hits, 20, text_of).unwrap().lines;
            let mut before: Option<(u32, Span)> = None;
            for line in &lines {
                let text = &study.snapshot.texts[line.source as usize];
                prop_assert_eq!(line.span.of(text), Some(line.keyword.as_str()));
                if !line.span.is_empty() {
                    let words = line.keyword.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                    let spoken: Vec<&str> = words.collect();
                    prop_assert!(spoken.iter().all(|word| WORDS.contains(word)), "{:?}", line);
                }
                if let Some((source, span)) = before {
                    prop_assert!(source < line.source || span.end <= line.span.start, "{:?}", lines);
                }
                before = Some((line.source, line.span));
            }
        }
    }
}
