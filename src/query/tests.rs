//! Positions against their definitions, pair by pair.

use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Distance, Evaluator, Link, Query, Segment, Unit};
use crate::model::{Code, Codebook, Consent, Part, Participant, Scope, Snapshot, Source, Speaker, Turns};
use crate::text::Span;

const CODES: [&str; 3] = ["one", "two", "three"];

/// A study of two sources of lettered turns: each turn has three words, sentences end with every second turn.
fn study(codings: &[(u32, u32, u32, u32)]) -> Snapshot {
    let mut snapshot = Snapshot::empty(date(2026, 1, 1));
    let consent = Consent { person: Scope::Analyse, ..Consent::default() };
    snapshot.participants = ["A", "B"]
        .map(|name| Participant {
            name: name.to_owned(),
            role: if name == "A" { "child" } else { "parent" }.to_owned(),
            consent: consent.clone(),
            ..Participant::default()
        })
        .to_vec();
    snapshot.codebook =
        Codebook { codes: CODES.map(|id| Code { id: id.to_owned(), ..Code::default() }).to_vec(), ..Codebook::empty() };
    snapshot.turns = Turns { first: vec![0], ..Turns::default() };
    for source in 0..2 {
        let mut text = String::new();
        for turn in 0..6_u32 {
            text.push_str("X: ");
            let start = crate::text::text_len(&text);
            text.push_str(if turn % 2 == 0 { "wé go on" } else { "so it is." });
            snapshot.turns.speech.push(Span::new(start, crate::text::text_len(&text)));
            snapshot.turns.speaker.push(source * 3 + turn % 3);
            snapshot.turns.start_ms.push(i64::from(turn) * 4000);
            snapshot.turns.words.push(3);
            text.push('\n');
        }
        snapshot.turns.first.push((source + 1) * 6);
        for (part, participant) in
            [(Part::Participant, Some(0)), (Part::Participant, Some(1)), (Part::Interviewer, None)]
        {
            snapshot.speakers.push(Speaker { source, label: "X".to_owned(), part, participant });
        }
        snapshot.sources.push(Source {
            id: 0,
            name: format!("s{source}"),
            kind: "interview".to_owned(),
            format: String::new(),
            date: None,
            case: None,
            bytes: crate::text::text_len(&text),
            characters: 0,
        });
        snapshot.texts.push(Arc::from(text));
    }
    let mut rows: Vec<(u32, Span, u32)> = codings
        .iter()
        .map(|(source, start, length, code)| {
            let text = &snapshot.texts[*source as usize];
            let start = start % (crate::text::text_len(text) - 1);
            (*source, Span::new(start, start + length).snapped_outwards(text), *code)
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    for (source, span, code) in rows {
        snapshot.codings.id.push(0);
        snapshot.codings.source.push(source);
        snapshot.codings.span.push(span);
        snapshot.codings.code.push(code);
        snapshot.codings.coder.push(0);
        snapshot.codings.round.push(1);
    }
    snapshot.coders = vec!["ann".to_owned()];
    snapshot
}

fn codings() -> impl Strategy<Value = Vec<(u32, u32, u32, u32)>> {
    prop::collection::vec((0..2_u32, 0..90_u32, 1..30_u32, 0..3_u32), 0..24)
}

/// What lies between two spans, told by walking the text.
fn gap(snapshot: &Snapshot, source: u32, one: Span, other: Span, unit: Unit) -> u64 {
    let (earlier, later) = if one.end <= other.start { (one, other) } else { (other, one) };
    let text = &*snapshot.texts[source as usize];
    let between = &text[earlier.end as usize..later.start as usize];
    let turn_of = |place: u32| {
        snapshot.turns.of_source(source).filter(|turn| snapshot.turns.speech[*turn].end <= place).count() as u64
    };
    let (from, to) = (turn_of(earlier.end - 1), turn_of(later.start));
    match unit {
        Unit::Chars => between.chars().count() as u64,
        Unit::Words => {
            let begins = crate::text::words(text).filter(|word| earlier.end <= word.start && word.start < later.start);
            begins.count() as u64
        }
        Unit::Turns => to - from,
        Unit::Seconds => (to - from) * 4,
        // The study's paragraphs are its lines, label and all.
        Unit::Paragraphs => {
            let bytes = &text.as_bytes()[earlier.end as usize - 1..later.start as usize];
            bytes.split(|byte| *byte == b'\n').count() as u64 - 1
        }
        Unit::Sentences => {
            let all = crate::text::sentences(text);
            let at = |place: u32| all.iter().filter(|sentence| sentence.start <= place).count() as u64;
            at(later.start) - at(earlier.end - 1)
        }
    }
}

fn stands(snapshot: &Snapshot, source: u32, link: Link, a: Span, b: Span) -> bool {
    let shares = a.start < b.end && b.start < a.end;
    let within = b.start <= a.start && a.end <= b.end;
    let encloses = a.start <= b.start && b.end <= a.end;
    let near = |distance: Distance| gap(snapshot, source, a, b, distance.unit) <= u64::from(distance.count);
    match link {
        Link::Within => within,
        Link::Encloses => encloses,
        Link::Equals => a == b,
        Link::Overlaps => shares && !within && !encloses,
        Link::Intersects => shares,
        Link::Precedes(distance) => a.end <= b.start && distance.is_none_or(near),
        Link::Follows(distance) => b.end <= a.start && distance.is_none_or(near),
        Link::Near(distance) => shares || near(distance),
        Link::Same(_) | Link::OnlyIn => false,
    }
}

fn links() -> Vec<String> {
    let plain = ["within", "encloses", "overlaps", "intersects", "equals", "precedes", "follows"].map(str::to_owned);
    let mut all = plain.to_vec();
    for word in ["precedes", "follows", "near"] {
        for distance in ["0turns", "1turn", "2turns", "3words", "9chars", "1sentence", "1paragraph", "8seconds"] {
            all.push(format!("{word}:{distance}"));
        }
    }
    all
}

fn parse(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sweeps_equal_the_definitions(codings in codings(), link in prop::sample::select(links()), negated in any::<bool>()) {
        let snapshot = study(&codings);
        let not = if negated { "not " } else { "" };
        let query = parse(&format!("code:one {not}{link} (code:two or code:three)"));
        let super::Expr::Relation(relation) = &query.expr else { panic!("a relation") };
        let found = Evaluator::new(&snapshot).segments(&query).unwrap();
        let columns = &snapshot.codings;
        let expected: Vec<Segment> = (0..columns.len())
            .filter(|a| columns.code[*a] == 0)
            .filter(|a| {
                let any = (0..columns.len()).any(|b| {
                    columns.code[b] != 0 && columns.source[*a] == columns.source[b]
                        && stands(&snapshot, columns.source[*a], relation.link, columns.span[*a], columns.span[b])
                });
                any != negated
            })
            .filter_map(|a| Segment::of_coding(columns, u32::try_from(a).unwrap()))
            .collect();
        prop_assert_eq!(found, expected, "{}", query);
    }

    #[test]
    fn what_is_given_back_is_made_of_the_pairs(codings in codings(), link in prop::sample::select(links())) {
        let snapshot = study(&codings);
        let columns = &snapshot.codings;
        let ask = |returned: &str| {
            Evaluator::new(&snapshot).segments(&parse(&format!("code:one {link} code:two return {returned}"))).unwrap()
        };
        let super::Expr::Relation(relation) = parse(&format!("code:one {link} code:two")).expr else { panic!("a relation") };
        // Without a bound, a passage that is before or behind others is a pair with the nearest alone.
        let bounded = !matches!(relation.link, Link::Precedes(None) | Link::Follows(None));
        let mut pairs = Vec::new();
        for a in (0..columns.len()).filter(|a| columns.code[*a] == 0) {
            for b in (0..columns.len()).filter(|b| columns.code[*b] == 1) {
                if columns.source[a] == columns.source[b]
                    && stands(&snapshot, columns.source[a], relation.link, columns.span[a], columns.span[b])
                {
                    pairs.push((a, b));
                }
            }
        }
        let sorted = |mut segments: Vec<Segment>| { segments.sort_unstable(); segments.dedup(); segments };
        let of = |at: usize| Segment::of_coding(columns, u32::try_from(at).unwrap()).unwrap();
        if bounded {
            let both = sorted(pairs.iter().flat_map(|(a, b)| [of(*a), of(*b)]).collect());
            prop_assert_eq!(ask("both"), both);
            let hulls = pairs.iter().map(|(a, b)| Segment::new(columns.source[*a], columns.span[*a].hull(columns.span[*b])));
            prop_assert_eq!(ask("hull"), sorted(hulls.collect()));
        }
        if !matches!(relation.link, Link::Precedes(_) | Link::Follows(_)) {
            let shared = pairs.iter().filter_map(|(a, b)| {
                columns.span[*a].intersection(columns.span[*b]).map(|span| Segment::new(columns.source[*a], span))
            });
            prop_assert_eq!(ask("intersection"), sorted(shared.collect()));
        }
    }

    #[test]
    fn at_least_so_many_kinds_meet_where_they_cover_a_byte(codings in codings(), count in 1..4_usize) {
        let snapshot = study(&codings);
        let columns = &snapshot.codings;
        let found = Evaluator::new(&snapshot)
            .segments(&parse(&format!("at least {count} of (code:one, code:two, code:three)"))).unwrap();
        for source in 0..2_u32 {
            for byte in 0..snapshot.sources[source as usize].bytes {
                let here = Span::new(byte, byte + 1);
                let kinds = (0..3_u32).filter(|code| (0..columns.len()).any(|at| {
                    columns.code[at] == *code && columns.source[at] == source && columns.span[at].intersects(here)
                })).count();
                let covered = found.iter().any(|segment| segment.source == source && segment.span.intersects(here));
                prop_assert_eq!(covered, kinds >= count, "byte {} of source {}", byte, source);
            }
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].source < pair[1].source || pair[0].span.end < pair[1].span.start));
    }
}

#[test]
fn what_is_shared_and_only_in() {
    // Turns of the first source begin at 3 and are 9 or 10 bytes long: child, parent, interviewer, child, ...
    let snapshot = study(&[(0, 4, 4, 0), (0, 16, 4, 1), (1, 4, 4, 1), (0, 29, 2, 2), (0, 4, 40, 2)]);
    let ask = |text: &str| -> Vec<(u32, u32)> {
        let found = Evaluator::new(&snapshot).segments(&parse(text)).unwrap();
        found.iter().map(|segment| (segment.source, segment.span.start)).collect()
    };
    assert_eq!(ask("code:one same source code:two"), [(0, 4)]);
    assert_eq!(ask("code:two same source code:one"), [(0, 16)]);
    assert_eq!(ask("code:two not same source code:one"), [(1, 4)]);
    assert_eq!(ask("code:one same turn code:two"), []);
    assert_eq!(ask("code:one same turn code:three"), [(0, 4)]);
    // The child speaks both, in two sources.
    assert_eq!(ask("code:one same participant code:two return both"), [(0, 4), (1, 4)]);
    assert_eq!(ask("code:three only in role:child"), []);
    assert_eq!(ask("code:one only in role:child"), [(0, 4)]);
    assert_eq!(
        ask("code:three only in (role:child or role:parent)"),
        [(0, 4)],
        "the interviewer's turn does not count"
    );
    // Nothing stands in a relation to itself, but equal text of another coding does.
    assert_eq!(ask("code:one intersects code:one"), []);
    assert_eq!(ask("role:child follows:1turn role:interviewer"), [(0, 42), (1, 42)]);
}

#[test]
fn distances_in_words_need_texts() {
    let mut snapshot = study(&[(0, 4, 4, 0), (0, 16, 4, 1)]);
    snapshot.texts.clear();
    let error = Evaluator::new(&snapshot).segments(&parse("code:one near:3words code:two")).unwrap_err();
    assert_eq!(error.column, 10, "{error}");
    assert!(parse("code:one near:3words code:two").expr.needs_texts());
    assert!(!parse("code:one near:3turns code:two").expr.needs_texts());
}
