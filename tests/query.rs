//! The query language against a second, slow evaluation of the same questions.
#![allow(clippy::unwrap_used)] // What cannot be unwrapped here is a failed test.

mod study;

use jiff::civil::date;
use proptest::prelude::*;
use study::{Study, Who};
use themeweave::model::{
    Case, Category, Code, Codebook, Codings, Part, Participant, Polarity, Scope, Snapshot, Source, Speaker, Theme,
    Turns, Value,
};
use themeweave::query::{
    AtLeast, Comparison, Distance, Evaluator, Expr, Field, FieldTerm, Link, Matching, Pattern, Query, QueryError,
    Relation, Returned, SavedTerm, Shared, Test, TextTerm, Unit as Distances,
};
use themeweave::text::Span;

fn parse(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// What a random study is made of: small numbers, folded into range where it is built.
#[derive(Clone, Debug)]
struct Seed {
    /// Source, speaker (0: interviewer, 1 to 4: participants, 5: nobody known) of each turn.
    turns: Vec<(u32, u32)>,
    /// Source, start, length, code, coder of each coding.
    codings: Vec<(u32, u32, u32, u32, u32)>,
    /// Case of each of the three sources; 2 is none.
    source_cases: [u32; 3],
}

fn seed() -> impl Strategy<Value = Seed> {
    let turns = prop::collection::vec((0..3u32, 0..6u32), 0..12);
    let codings = prop::collection::vec((0..3u32, 0..50u32, 1..30u32, 0..4u32, 0..2u32), 0..12);
    (turns, codings, prop::array::uniform3(0..3u32)).prop_map(|(turns, codings, source_cases)| Seed {
        turns,
        codings,
        source_cases,
    })
}

fn person(name: &str, pseudonym: &str, role: &str, cases: &[&str], attributes: Vec<(&str, Value)>) -> Participant {
    Participant {
        name: name.to_owned(),
        pseudonym: pseudonym.to_owned(),
        role: role.to_owned(),
        cases: cases.iter().map(|case| (*case).to_owned()).collect(),
        attributes: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..Participant::default()
    }
}

fn codebook() -> Codebook {
    let code = |id: &str, parent: Option<&str>, category: &str| Code {
        id: id.to_owned(),
        name: id.replace('_', " "),
        category: category.to_owned(),
        parent: parent.map(str::to_owned),
        ..Code::default()
    };
    let category = |id: &str| Category { id: id.to_owned(), name: id.to_owned(), ..Category::default() };
    Codebook {
        categories: vec![category("enabler"), category("barrier")],
        codes: vec![
            code("contact", None, "enabler"),
            code("contact_rare", Some("contact"), "barrier"),
            code("housing", None, "barrier"),
            Code { facets: vec!["barrier".to_owned()], ..code("trust", None, "enabler") },
        ],
        ..Codebook::empty()
    }
}

fn study(seed: &Seed) -> Snapshot {
    let mut snapshot = Snapshot::empty(date(2026, 3, 1));
    snapshot.codebook = codebook();
    let text = |word: &str| Value::Text(word.to_owned());
    snapshot.participants = vec![
        person("C01", "Zoë", "child", &["F1"], vec![("age", Value::Number(12.0)), ("place", text("rural"))]),
        person("P01", "Dawn", "parent", &["F1"], vec![("place", text("town"))]),
        person("P02", "Ravi", "parent", &["F2"], vec![("place", text("Rural"))]),
        person("S01", "", "practitioner", &[], vec![]),
    ];
    let case = |id: &str, attribute: Value| Case {
        id: id.to_owned(),
        name: format!("Family {id}"),
        attributes: vec![("Plan at return".to_owned(), attribute)],
        ..Case::default()
    };
    snapshot.cases = vec![case("F1", text("full")), case("F2", text("interim"))];
    snapshot.themes = vec![Theme { id: "t_home".to_owned(), codes: vec!["contact".to_owned()], ..Theme::default() }];
    snapshot.coders = vec!["ann".to_owned(), "bo".to_owned()];
    snapshot.turns = Turns { first: vec![0], ..Turns::default() };
    for (number, name) in (0u32..).zip(["alpha", "beta", "gamma note"]) {
        snapshot.sources.push(Source {
            id: 0,
            name: name.to_owned(),
            kind: if number == 0 { "workshop" } else { "interview" }.to_owned(),
            format: "txt".to_owned(),
            date: None,
            case: Some(seed.source_cases[number as usize]).filter(|case| *case < 2),
            bytes: 0,
            characters: 0,
        });
        let mut start = 0;
        for (_, speaker) in seed.turns.iter().filter(|(source, _)| *source == number) {
            let participant = speaker.checked_sub(1).filter(|person| *person < 4);
            let part = if *speaker == 0 { Part::Interviewer } else { Part::Participant };
            snapshot.turns.speaker.push(u32::try_from(snapshot.speakers.len()).unwrap());
            snapshot.speakers.push(Speaker { source: number, label: String::new(), part, participant });
            snapshot.turns.speech.push(Span::new(start, start + 10));
            start += 15;
        }
        snapshot.turns.first.push(u32::try_from(snapshot.turns.speech.len()).unwrap());
    }
    let mut codings = Codings::default();
    for &(source, start, length, code, coder) in &seed.codings {
        codings.id.push(0);
        codings.source.push(source);
        codings.span.push(Span::new(start, start + length));
        codings.code.push(code);
        codings.coder.push(coder);
        codings.round.push(1);
    }
    snapshot.codings = codings;
    snapshot
}

/// Every kind of term with what it says of a role, source, person, case or coding, told in code.
const TERMS: [&str; 22] = [
    "role:child",
    "role:PARENT",
    "role:*",
    "kind:interview",
    "source:alpha",
    "source:\"gamma note\"",
    "participant:P*",
    "participant:zoë",
    "case:F1",
    "case:\"family f2\"",
    "age:12",
    "age:13",
    "place:rural",
    "plan_at_return:interim",
    "code:contact",
    "code:contact_rare",
    "code:barrier/*",
    "code:contact/*",
    "code:*",
    "theme:t_home",
    "coder:ann",
    "coder:b*",
];

/// The things of a study that a unit is made of.
struct Unit {
    sources: Vec<u32>,
    people: Vec<u32>,
    codings: Vec<usize>,
}

/// Whether a unit has what a term of [`TERMS`] names.
fn has(term: usize, unit: &Unit, study: &Snapshot) -> bool {
    let person = |wanted: &[u32]| unit.people.iter().any(|person| wanted.contains(person));
    let source = |wanted: &[u32]| unit.sources.iter().any(|source| wanted.contains(source));
    let case = |case: u32| unit.sources.iter().any(|source| study.sources[*source as usize].case == Some(case));
    let code = |wanted: &[u32]| unit.codings.iter().any(|coding| wanted.contains(&study.codings.code[*coding]));
    let coder = |coder: u32| unit.codings.iter().any(|coding| study.codings.coder[*coding] == coder);
    match TERMS[term] {
        "role:child" | "participant:zoë" | "age:12" => person(&[0]),
        "role:PARENT" | "participant:P*" => person(&[1, 2]),
        "role:*" => person(&[0, 1, 2, 3]),
        "kind:interview" => source(&[1, 2]),
        "source:alpha" => source(&[0]),
        "source:\"gamma note\"" => source(&[2]),
        "case:F1" => person(&[0, 1]) || case(0),
        "case:\"family f2\"" | "plan_at_return:interim" => person(&[2]) || case(1),
        "age:13" => false,
        "place:rural" => person(&[0, 2]),
        "code:contact" | "code:contact/*" | "theme:t_home" => code(&[0, 1]),
        "code:contact_rare" => code(&[1]),
        "code:barrier/*" => code(&[1, 2, 3]),
        "code:*" => code(&[0, 1, 2, 3]),
        "coder:ann" => coder(0),
        "coder:b*" => coder(1),
        other => panic!("{other} has no meaning here"),
    }
}

fn holds(expr: &Expr, unit: &Unit, study: &Snapshot) -> bool {
    match expr {
        Expr::Field(term) => {
            let shown = Expr::Field(term.clone()).to_string();
            has(TERMS.iter().position(|known| *known == shown).unwrap(), unit, study)
        }
        Expr::Not(inner) => !holds(inner, unit, study),
        Expr::And(parts) => parts.iter().all(|part| holds(part, unit, study)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, unit, study)),
        _ => panic!("no words and no positions here"),
    }
}

fn turn_units(study: &Snapshot) -> Vec<(u32, Option<u32>, Span)> {
    let sources = 0..u32::try_from(study.sources.len()).unwrap();
    let turns = sources.flat_map(|source| study.turns.of_source(source).map(move |turn| (source, turn)));
    turns.map(|(source, turn)| (source, study.participant_of_turn(turn), study.turns.speech[turn])).collect()
}

fn questions() -> impl Strategy<Value = String> {
    let leaf = (0..TERMS.len()).prop_map(|term| TERMS[term].to_owned());
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| format!("not ({part})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(") ("))),
            prop::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join(") or ("))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn selections_equal_a_naive_evaluation(seed in seed(), question in questions()) {
        let study = study(&seed);
        let query = parse(&question);
        let expr = &query.expr;
        let turns = turn_units(&study);
        let touches = |coding: usize, source: u32, span: Span| {
            study.codings.source[coding] == source && study.codings.span[coding].intersects(span)
        };
        let all = || 0..study.codings.len();

        let expected: Vec<bool> = turns.iter().map(|&(source, person, span)| {
            let codings = all().filter(|coding| touches(*coding, source, span)).collect();
            holds(expr, &Unit { sources: vec![source], people: person.into_iter().collect(), codings }, &study)
        }).collect();
        prop_assert_eq!(Evaluator::new(&study).turns(&query).unwrap(), expected, "turns");

        let expected: Vec<bool> = (0..3u32).map(|source| {
            let people = turns.iter().filter(|turn| turn.0 == source).filter_map(|turn| turn.1).collect();
            let codings = all().filter(|coding| study.codings.source[*coding] == source).collect();
            holds(expr, &Unit { sources: vec![source], people, codings }, &study)
        }).collect();
        prop_assert_eq!(Evaluator::new(&study).sources(&query).unwrap(), expected, "sources");

        let expected: Vec<bool> = (0..4u32).map(|person| {
            let theirs: Vec<_> = turns.iter().filter(|turn| turn.1 == Some(person)).collect();
            let codings =
                all().filter(|coding| theirs.iter().any(|turn| touches(*coding, turn.0, turn.2))).collect();
            let sources = theirs.iter().map(|turn| turn.0).collect();
            holds(expr, &Unit { sources, people: vec![person], codings }, &study)
        }).collect();
        prop_assert_eq!(Evaluator::new(&study).participants(&query).unwrap(), expected, "participants");

        let expected: Vec<bool> = all().map(|coding| {
            let source = study.codings.source[coding];
            let people = turns.iter().filter(|turn| touches(coding, turn.0, turn.2)).filter_map(|turn| turn.1).collect();
            holds(expr, &Unit { sources: vec![source], people, codings: vec![coding] }, &study)
        }).collect();
        prop_assert_eq!(Evaluator::new(&study).codings(&query).unwrap(), expected, "codings");
    }

    #[test]
    fn what_is_printed_reads_back(expr in expressions()) {
        let shown = expr.to_string();
        let back = parse(&shown);
        prop_assert_eq!(without_columns(back.expr), expr, "{}", shown);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-c:*\"()\\\\“” <>=!?'~/@,\u{e9}\u{1f642}\n-]{0,24}|((code:a|b1|within|near:2turns|not|and|same turn|only in|at least 2 of|return hull|\\(|\\)|,|age<=2|in) ?){1,8}") {
        match Query::parse(&text) {
            Ok(query) => {
                let again = parse(&query.to_string());
                prop_assert_eq!(again.to_string(), query.to_string());
            }
            Err(error) => {
                prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1, "{}", error);
                prop_assert!(error.to_string().lines().count() >= 3);
            }
        }
    }
}

fn without_columns(expr: Expr) -> Expr {
    match expr {
        Expr::Field(term) => Expr::Field(FieldTerm { column: 0, value_column: 0, ..term }),
        Expr::Text(term) => Expr::Text(TextTerm { column: 0, ..term }),
        Expr::Saved(term) => Expr::Saved(SavedTerm { column: 0, ..term }),
        Expr::Not(inner) => Expr::Not(Box::new(without_columns(*inner))),
        Expr::And(parts) => Expr::And(parts.into_iter().map(without_columns).collect()),
        Expr::Or(parts) => Expr::Or(parts.into_iter().map(without_columns).collect()),
        Expr::AtLeast(some) => {
            Expr::AtLeast(AtLeast { of: some.of.into_iter().map(without_columns).collect(), column: 0, ..some })
        }
        Expr::Relation(relation) => {
            let Relation { left, right, link, negated, returned, .. } = *relation;
            let (left, right) = (without_columns(left), without_columns(right));
            Expr::Relation(Box::new(Relation { left, right, link, negated, returned, column: 0 }))
        }
    }
}

fn expressions() -> impl Strategy<Value = Expr> {
    let field = || {
        prop_oneof![
            prop::sample::select(Field::WORDS.map(|(_, field)| field).to_vec()),
            "[a-z][a-z0-9_]{2,8}"
                .prop_filter("an attribute", |name| {
                    let kept = [
                        "and",
                        "not",
                        "text",
                        "near",
                        "within",
                        "encloses",
                        "overlaps",
                        "intersects",
                        "equals",
                        "precedes",
                        "follows",
                    ];
                    Field::from_word(name).word() == name && !kept.contains(&name.as_str())
                })
                .prop_map(|name| Field::from_word(&name)),
        ]
    };
    let value = || {
        ("[a-zé0-9 /:\"\\\\*()’“,-]{1,8}", any::<bool>())
            .prop_map(|(text, any_ending)| Pattern { text: text.trim().to_owned(), any_ending })
            .prop_filter("something", |pattern| !pattern.text.is_empty() || pattern.any_ending)
    };
    let comparison =
        prop::sample::select(vec![Comparison::Less, Comparison::AtMost, Comparison::More, Comparison::AtLeast]);
    let test = prop_oneof![
        value().prop_map(Test::Is),
        value().prop_map(Test::Exactly),
        prop::collection::vec(value(), 1..3).prop_map(Test::In),
        (comparison, "[0-9]{1,3}|2025-0[1-9]").prop_map(|(comparison, bound)| Test::Compare(comparison, bound)),
    ];
    let fields =
        (field(), test).prop_map(|(field, test)| Expr::Field(FieldTerm { field, test, column: 0, value_column: 0 }));
    let bare = "[a-zé]{1,4}(['’-][a-z]{1,3})?".prop_filter("no connective", |word| {
        !matches!(word.as_str(), "and" | "or" | "not" | "near" | "in" | "at" | "same" | "only")
    });
    let plain = prop::sample::select(vec![Matching::Forms, Matching::Beginning]);
    let quoted = "[a-zé :\"\\\\()’“-]{0,6}[a-z]";
    let term = |words, matching| TextTerm { words, matching, column: 0 };
    let spoken = prop_oneof![
        (bare, plain).prop_map(move |(words, matching)| term(words, matching)),
        quoted.prop_map(move |words| term(words, Matching::Exact)),
        ("[a-z]{3,6}", 1..3_u8).prop_map(move |(words, letters)| term(words, Matching::Fuzzy(letters))),
        "[a-z]{1,3}(ing|ed)?[?+]?".prop_map(move |words| term(words, Matching::Regex)),
    ];
    let saved = "[a-z][a-z0-9_-]{0,5}".prop_map(|name| Expr::Saved(SavedTerm { name, meaning: None, column: 0 }));
    let unit = prop::sample::select(vec![
        Distances::Chars,
        Distances::Words,
        Distances::Sentences,
        Distances::Turns,
        Distances::Seconds,
    ]);
    let distance = (0..30_u32, unit).prop_map(|(count, unit)| Distance { count, unit });
    let link = prop_oneof![
        prop::sample::select(vec![Link::Within, Link::Encloses, Link::Overlaps, Link::Equals, Link::OnlyIn]),
        prop::sample::select(vec![Link::Same(Shared::Turn), Link::Same(Shared::Case), Link::Precedes(None)]),
        distance.prop_map(Link::Near),
    ];
    prop_oneof![fields, spoken.prop_map(Expr::Text), saved].prop_recursive(4, 16, 3, move |inner| {
        let relation = (inner.clone(), link.clone(), any::<bool>(), inner.clone(), any::<bool>());
        prop_oneof![
            inner.clone().prop_map(|part| Expr::Not(Box::new(part))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Or),
            prop::collection::vec(inner, 2..4).prop_map(|of| Expr::AtLeast(AtLeast { count: 2, of, column: 0 })),
            relation.prop_map(|(left, link, negated, right, both)| {
                let returned = if both && !negated && link != Link::OnlyIn { Returned::Both } else { Returned::Left };
                Expr::Relation(Box::new(Relation { left, link, negated, right, returned, column: 0 }))
            }),
        ]
    })
}

fn two_turns() -> Snapshot {
    study(&Seed {
        turns: vec![(0, 0), (0, 1), (1, 2)],
        codings: vec![(0, 16, 5, 0, 0), (1, 0, 5, 2, 1)],
        source_cases: [0, 2, 2],
    })
}

#[test]
fn interviewers_can_be_asked_for_and_are_in_no_star() {
    let study = two_turns();
    let turns = |text: &str| Evaluator::new(&study).turns(&parse(text)).unwrap();
    assert_eq!(turns("role:interviewer"), [true, false, false]);
    assert_eq!(turns("not role:interviewer"), [false, true, true]);
    assert_eq!(turns("role:*"), [false, true, true]);
    assert_eq!(Evaluator::new(&study).participants(&parse("role:interviewer")).unwrap(), [false; 4]);
}

#[test]
fn passages_are_turns_and_whole_sources_where_there_are_none() {
    let study = two_turns();
    let kept = Evaluator::new(&study).passages(&parse("role:child or source:gamma*")).unwrap();
    assert!(kept.keeps(0, 1) && !kept.keeps(0, 0) && !kept.keeps(1, 0));
    assert!(kept.keeps(2, 0) && kept.keeps(2, 17), "the third source has no turns");
    assert!(!kept.keeps(0, 2), "the first source has no third turn");
    assert!(!kept.keeps(9, 0), "there is no tenth source");
}

#[test]
fn what_one_speaker_says_over_several_captions_is_one_piece() {
    let mut study = Study::new();
    study.codes("c", Polarity::Neutral, &["told"]);
    study.person("C01", "child", Scope::QuoteTeam);
    let turns = [(Who::Person(0), "Nobody told me"), (Who::Person(0), "the plan."), (Who::Interviewer, "When?")];
    let source = study.source("captions", &turns);
    let text = study.snapshot.texts[0].to_string();
    let (start, end) = (text.find("told me").unwrap(), text.find("plan").unwrap() + 4);
    study.code_span(source, "told", "ann", Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap()));
    let study = study.done();
    let codings = |text: &str| Evaluator::new(&study).codings(&parse(text)).unwrap();
    assert_eq!(codings("code:told within role:child"), [true]);
    assert_eq!(codings("code:told within role:interviewer"), [false]);
}

#[test]
fn dates_must_be_in_the_calendar() {
    for text in ["date>=2025-13", "date<2025-06-31", "date>2025-00"] {
        assert!(Query::parse(text).is_err(), "{text}");
    }
    assert!(Query::parse("date<=2024-02-29 and date>=2025 and date<2025-06").is_ok());
}

#[test]
fn unknown_names_and_values_are_errors_that_name_the_nearest() {
    let study = two_turns();
    for (text, column, part) in [
        ("role:chlid", 6, "did you mean `child`?"),
        ("code:*  role:judge", 14, "roles of this project: `child`, `interviewer`, `parent`, `practitioner`"),
        ("rol:child", 1, "did you mean `role`?"),
        ("plases:rural", 1, "did you mean `place`?"),
        ("place:rurall", 7, "did you mean `Rural`?"),
        ("source:alpha.txt", 8, "sources of this project: `alpha`"),
        ("source:gama*", 8, "a source of this project"),
        ("participant:C02", 13, "did you mean `C01`?"),
        ("case:F9", 6, "did you mean `F1`?"),
        ("code:barrier", 6, "write code:barrier/*"),
        ("code:barier/*", 6, "did you mean `barrier`?"),
        ("code:contakt", 6, "did you mean `contact`?"),
        ("theme:home", 7, "`t_home`"),
        ("coder:anna", 7, "did you mean `ann`?"),
        ("kind:\"focus group\"", 6, "`interview`, `workshop`"),
        ("not (kind:interview or mum)", 24, "`role:mum`"),
        ("\"social worker\"", 1, "found by `search`"),
    ] {
        let error: QueryError = Evaluator::new(&study).turns(&parse(text)).unwrap_err();
        assert_eq!(error.column, column, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn an_empty_project_says_that_it_has_none() {
    let empty = Snapshot::empty(date(2026, 3, 1));
    let error = Evaluator::new(&empty).sources(&parse("role:child")).unwrap_err();
    assert!(error.hint.contains("no roles yet"), "{error}");
    assert_eq!(
        Evaluator::new(&empty).codings(&parse("code:*")).map_err(|error| error.hint),
        Err("this project has no codes yet".to_owned())
    );
}

#[test]
fn the_examples_of_the_documentation_are_queries() {
    let page = include_str!("../docs/query.md");
    let examples: Vec<&str> = page.split("```").nth(1).unwrap().lines().filter(|line| !line.is_empty()).collect();
    assert!(examples.len() > 5);
    for line in examples {
        parse(line.split("   ").next().unwrap());
    }
    // What stands for an operator in the table of positions is a query too.
    parse("code:a not intersects (code:* not code:a)");
    assert!(page.contains("`code:a not intersects (code:* not code:a)`"));
    let shown = Evaluator::new(&two_turns()).turns(&parse("role:chidl")).unwrap_err().to_string();
    assert!(page.contains(&shown), "{shown}");
}
