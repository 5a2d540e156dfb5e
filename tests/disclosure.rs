//! The gate fails closed: what may not be published is refused, and what is withheld stays unknown.

// Functions that only tests call may panic: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic)]

mod study;

use proptest::prelude::*;
use study::{Study, TODAY, Who, recipes};
use themeweave::analysis::{Columns, Filter, Frame, Joint, Layout, MatrixRequest, Measure, Rows, Share, matrix};
use themeweave::disclosure::{Gate, Policy, Quote, QuoteDraft, Reason, Refusal, TableKind};
use themeweave::model::{Part, Scope, Snapshot};
use themeweave::table::{Cell, Column, Table};
use themeweave::text::Span;

/// Where words stand in a source.
fn place(snapshot: &Snapshot, source: u32, words: &str) -> QuoteDraft {
    let text = &snapshot.texts[source as usize];
    let start = u32::try_from(text.find(words).unwrap_or_else(|| panic!("{words:?} not in {text:?}"))).unwrap();
    QuoteDraft { source, span: Span::new(start, start + u32::try_from(words.len()).unwrap()) }
}

fn ask(snapshot: &Snapshot, draft: QuoteDraft) -> Result<Quote, Refusal> {
    Gate::new(snapshot, Policy::default()).quote(draft).map(themeweave::disclosure::Released::into_inner)
}

/// The only reason for which words of the first source are refused.
fn reason(snapshot: &Snapshot, words: &str) -> Reason {
    let refusal = ask(snapshot, place(snapshot, 0, words)).unwrap_err();
    assert_eq!(refusal.reasons.len(), 1, "{refusal}");
    refusal.reasons[0].clone()
}

/// A group with two people who agreed to publication, and everybody who did not.
fn group() -> Study {
    let mut study = Study::new();
    study.codes("helps", themeweave::model::Polarity::Positive, &["told"]);
    study.theme("voice", &["told"]);
    let ada = study.person("A1", "parent", Scope::QuotePublished);
    let bea = study.person("B2", "child", Scope::QuotePublished);
    let cal = study.person("C3", "child", Scope::Analyse);
    let dot = study.person("D4", "parent", Scope::QuoteTeam);
    study.source(
        "group",
        &[
            (Who::Interviewer, "What was said?"),
            (Who::Person(ada), "They told us late."),
            (Who::Person(ada), "Very late."),
            (Who::Person(bea), "Nobody told me, not even Zoë 👨‍👩‍👧."),
            (Who::Person(cal), "Leave me out of it."),
            (Who::Person(dot), "For the team alone."),
            (Who::Stranger, "Who am I?"),
            (Who::Nobody, "A voice."),
            (Who::Ignored, "for tea"),
        ],
    );
    study
}

#[test]
fn words_that_were_agreed_to_are_released_word_for_word_under_a_pseudonym() {
    let snapshot = group().done();
    let quote = ask(&snapshot, place(&snapshot, 0, "not even Zoë 👨‍👩‍👧.")).unwrap();
    assert_eq!(quote.text, "not even Zoë 👨‍👩‍👧.");
    assert_eq!(quote.source, "group");
    let who: Vec<(&str, &str)> = quote.speakers.iter().map(|who| (who.pseudonym.as_str(), who.role.as_str())).collect();
    assert_eq!(who, [("PseudoB2", "child")]);
}

#[test]
fn nobody_is_quoted_beyond_consent() {
    let mut study = group();
    let snapshot = study.snapshot.clone();
    let wants = |participant: &str, allowed| Reason::Consent {
        participant: participant.to_owned(),
        allowed,
        needed: Scope::QuotePublished,
    };
    assert_eq!(reason(&snapshot, "Leave me out"), wants("C3", Scope::Analyse));
    assert_eq!(reason(&snapshot, "For the team"), wants("D4", Scope::QuoteTeam));

    study.snapshot.participants[0].consent.expires = Some(jiff::civil::date(2025, 9, 30));
    assert_eq!(reason(&study.snapshot, "They told us"), wants("A1", Scope::Nothing));
    study.snapshot.participants[0].consent.expires = Some(TODAY);
    assert!(ask(&study.snapshot, place(&snapshot, 0, "They told us")).is_ok(), "the last day still counts");
    study.snapshot.participants[0].consent.withdrawn = Some(TODAY);
    assert_eq!(reason(&study.snapshot, "They told us"), wants("A1", Scope::Nothing));

    study.snapshot.participants[1].attributes[0].1 = themeweave::model::Value::Number(11.0);
    assert_eq!(reason(&study.snapshot, "Nobody told me"), wants("B2", Scope::Nothing));
    study.snapshot.participants[1].consent.guardian = Some(Scope::QuoteTeam);
    assert_eq!(reason(&study.snapshot, "Nobody told me"), wants("B2", Scope::QuoteTeam));
    study.snapshot.participants[1].consent.guardian = Some(Scope::QuotePublished);
    assert!(ask(&study.snapshot, place(&snapshot, 0, "Nobody told me")).is_ok());
    study.snapshot.participants[1].attributes.clear();
    study.snapshot.participants[1].consent.guardian = None;
    assert_eq!(reason(&study.snapshot, "Nobody told me"), wants("B2", Scope::Nothing));
}

#[test]
fn an_audience_that_asks_for_nothing_still_needs_consent_to_quote() {
    let snapshot = group().done();
    let gate = Gate::new(&snapshot, Policy { audience: Scope::Nothing, small_cell: 3 });
    assert!(gate.quote(place(&snapshot, 0, "Leave me out")).is_err());
    assert!(gate.quote(place(&snapshot, 0, "For the team")).is_ok());
    assert_eq!(gate.quotable(), [true, true, false, true]);
}

#[test]
fn every_speaker_of_a_passage_must_agree_and_all_reasons_are_told_at_once() {
    let snapshot = group().done();
    let from = place(&snapshot, 0, "They told us late.").span.start;
    let to = place(&snapshot, 0, "For the team alone.").span.end;
    let refusal = ask(&snapshot, QuoteDraft { source: 0, span: Span::new(from, to) }).unwrap_err();
    let text = refusal.to_string();
    assert!(text.contains("participant C3 allows `analyse`") && text.contains("participant D4"), "{text}");
    assert!(text.contains("nobody's speech"), "the labels between the turns: {text}");
    assert!(!text.contains("Pseudo"), "a refusal names people by id alone: {text}");
}

#[test]
fn words_of_interviewers_strangers_and_nobody_are_refused() {
    let snapshot = group().done();
    assert_eq!(reason(&snapshot, "What was"), Reason::Interviewer);
    assert_eq!(reason(&snapshot, "Who am I"), Reason::UnknownSpeaker);
    assert_eq!(reason(&snapshot, "A voice"), Reason::UnknownSpeaker);
    assert_eq!(reason(&snapshot, "for tea"), Reason::NotSpeech);
    assert_eq!(reason(&snapshot, "Heading"), Reason::NotSpeech);
    assert_eq!(reason(&snapshot, "A1: They told"), Reason::NotSpeech, "a label may be a name");
    assert_eq!(reason(&snapshot, "late.\nA1"), Reason::NotSpeech);

    let mut by_role = snapshot.clone();
    by_role.participants[0].role = "facilitator".to_owned();
    assert_eq!(reason(&by_role, "They told"), Reason::Interviewer, "whatever the speakers sheet says");
}

#[test]
fn lines_of_one_speaker_with_nothing_but_a_break_between_them_make_one_quote() {
    let mut study = group();
    let text = study.snapshot.texts[0].replace("\nA1: Very late.", "\n    Very late.");
    study.snapshot.texts[0] = text.into();
    let snapshot = study.done();
    let quote = ask(&snapshot, place(&snapshot, 0, "us late.\n    Very")).unwrap();
    assert_eq!(quote.speakers.len(), 1);
}

#[test]
fn passages_without_words_or_outside_the_text_are_refused() {
    let snapshot = group().done();
    let at = |start, end| ask(&snapshot, QuoteDraft { source: 0, span: Span::new(start, end) }).unwrap_err().reasons;
    let speech = place(&snapshot, 0, "They told us").span;
    let size = u32::try_from(snapshot.texts[0].len()).unwrap();
    assert_eq!(at(speech.start, speech.start), [Reason::Empty]);
    assert_eq!(at(speech.start + 4, speech.start + 5), [Reason::Empty]);
    assert_eq!(at(speech.start, size + 1), [Reason::OutsideText]);
    let emoji = place(&snapshot, 0, "👨").span;
    assert_eq!(at(emoji.start + 1, emoji.end), [Reason::OutsideText]);
    let elsewhere = QuoteDraft { source: 9, span: speech };
    assert_eq!(ask(&snapshot, elsewhere).unwrap_err().reasons, [Reason::TextMissing]);
}

#[test]
fn a_text_that_is_not_at_hand_or_not_the_recorded_one_is_refused() {
    let mut snapshot = group().done();
    let draft = place(&snapshot, 0, "They told us");
    snapshot.texts[0] = format!("{}!", snapshot.texts[0]).into();
    assert_eq!(ask(&snapshot, draft).unwrap_err().reasons, [Reason::TextMissing]);
    snapshot.texts.clear();
    assert_eq!(ask(&snapshot, draft).unwrap_err().reasons, [Reason::TextMissing]);
}

/// A study in which `M5` spoke alone in one source, in a group in another, and has withdrawn.
fn withdrawn() -> Snapshot {
    let mut study = group();
    let marta = study.person("M5", "parent", Scope::QuotePublished);
    study.snapshot.participants[4].pseudonym = String::from("Marta");
    study.snapshot.participants[4].consent.withdrawn = Some(TODAY);
    study.source("parent-05", &[(Who::Person(marta), "My own words.")]);
    study.source(
        "zz-workshop",
        &[
            (Who::Person(marta), "Mine."),
            (Who::Person(0), "It was MARTA’s idea, she said so."),
            (Who::Person(0), "Smarta phones."),
        ],
    );
    study.done()
}

#[test]
fn those_who_withdrew_are_named_nowhere() {
    let snapshot = withdrawn();
    let gate = Gate::new(&snapshot, Policy::default());
    let named = Reason::Named { participant: "M5".to_owned() };
    assert_eq!(ask(&snapshot, place(&snapshot, 2, "It was MARTA")).unwrap_err().reasons, std::slice::from_ref(&named));
    assert!(ask(&snapshot, place(&snapshot, 2, "Smarta phones.")).is_ok(), "another's words in the same source");
    for text in ["what marta said", "see parent‑05.docx", "(M5)"] {
        assert_eq!(gate.text(text.to_owned()).unwrap_err().reasons, std::slice::from_ref(&named), "{text}");
    }
    assert!(gate.text("A statement on workshops, zz-workshop and M55.".to_owned()).is_ok());
    let mut table = Table::new("By source", vec![Column::text("parent-05", "Source")]);
    assert!(gate.table(table.clone(), TableKind::Findings).is_err(), "a header");
    table.columns[0].key = "source".to_owned();
    table.rows.push(vec![Cell::words("Marta")]);
    assert!(gate.table(table, TableKind::People).is_err(), "a cell");
}

fn people_table(rows: &[&[u64]], sizes: &[u64]) -> Table {
    let mut columns = vec![Column::text("theme", "Theme")];
    for (at, n) in sizes.iter().enumerate() {
        columns.push(Column::number(format!("role{at}"), "Role").unit("participants").n(*n));
    }
    columns.push(Column::number("total", "Total").unit("participants").n(sizes.iter().sum()));
    let mut table = Table::new("People", columns);
    for row in rows {
        let mut cells = vec![Cell::words("theme")];
        cells.extend(row.iter().chain([&row.iter().sum()]).map(|count| Cell::Count(*count)));
        table.rows.push(cells);
    }
    table
}

fn released(table: Table, small_cell: u64) -> Table {
    let snapshot = Snapshot::empty(TODAY);
    let gate = Gate::new(&snapshot, Policy { audience: Scope::QuotePublished, small_cell });
    gate.table(table, TableKind::People).unwrap().into_inner()
}

fn shown(table: &Table, row: usize) -> Vec<String> {
    table.rows[row][1..].iter().map(Cell::display).collect()
}

#[test]
fn small_counts_are_withheld_with_what_would_tell_them() {
    let rows: [&[u64]; 6] = [&[5, 4, 6, 3], &[0, 0, 6, 3], &[1, 0, 6, 3], &[1, 4, 6, 3], &[2, 2, 0, 5], &[1, 0, 0, 0]];
    let table = released(people_table(&rows, &[9, 9, 9, 9]), 3);
    assert_eq!(shown(&table, 0), ["5", "4", "6", "3", "18"]);
    assert_eq!(shown(&table, 1), ["0", "0", "6", "3", "9"], "0 stays 0");
    assert_eq!(shown(&table, 2), ["<3", "<3", "6", "3", "10"], "a zero hides which of two is small");
    assert_eq!(shown(&table, 3), ["[c]", "4", "6", "[c]", "14"]);
    assert_eq!(shown(&table, 4), ["<3", "<3", "<3", "5", "9"], "two counts of 2 would be told by their sum 4");
    assert_eq!(shown(&table, 5), ["<3", "0", "0", "0", "<3"]);
    assert!(table.notes.iter().any(|note| note.starts_with("<3: fewer than 3 people")), "{:?}", table.notes);
    let all_ones = released(people_table(&[&[1, 1, 1]], &[4, 4, 4]), 4);
    assert_eq!(shown(&all_ones, 0), ["[c]", "[c]", "[c]", "<4"], "three counts below 4 with a sum below 4 are ones");
    let all_large = people_table(&rows[..2], &[9, 9, 9, 9]);
    assert_eq!(released(all_large.clone(), 3), all_large, "nothing withheld, nothing noted");
    let as_it_is = people_table(&rows, &[9, 9, 9, 9]);
    assert_eq!(released(as_it_is.clone(), 1), as_it_is);
}

#[test]
fn a_column_of_fewer_people_than_the_threshold_is_withheld_whole() {
    let table = released(people_table(&[&[0, 5, 6], &[1, 5, 6]], &[1, 9, 9]), 3);
    for row in 0..2 {
        assert_eq!(table.rows[row][1], table.rows[1 - row][1], "a zero of one person is known, too");
        assert!(matches!(table.rows[row][1], Cell::Withheld(_)));
    }
}

#[test]
fn shares_of_few_people_are_withheld() {
    let mut table = Table::new("Shares", vec![Column::text("theme", "Theme")]);
    for key in ["child", "parent", "total"] {
        table.columns.push(Column::number(key, key).unit("% of participants").n(8));
    }
    let share = |part| Cell::Share { part, whole: 8 };
    table.rows.push(vec![Cell::words("a"), share(1), share(0), share(1)]);
    table.rows.push(vec![Cell::words("b"), share(4), share(0), share(4)]);
    let table = released(table, 3);
    assert_eq!(shown(&table, 0), ["[c]", "0%", "[c]"]);
    assert_eq!(shown(&table, 1), ["50%", "0%", "50%"]);
}

#[test]
fn rows_that_share_out_a_columns_people_do_not_tell_a_withheld_one() {
    let mut table = Table::new("Outcomes", vec![Column::text("outcome", "Outcome")]);
    table.columns.push(Column::number("child", "Child").unit("participants").n(12));
    for count in [1, 7, 4] {
        table.rows.push(vec![Cell::words("outcome"), Cell::Count(count)]);
    }
    let table = released(table, 3);
    let cells: Vec<String> = table.rows.iter().map(|row| row[1].display()).collect();
    assert_eq!(cells, ["[c]", "7", "[c]"], "12 - 7 - 4 would tell it");
}

#[test]
fn people_counted_in_words_are_refused_and_findings_pass_as_they_are() {
    let mut table = Table::new("Reading", vec![Column::text("voices", "Voices").unit("participants")]);
    table.rows.push(vec![Cell::words("1 of 9: child 1/4")]);
    let snapshot = Snapshot::empty(TODAY);
    let gate = Gate::new(&snapshot, Policy::default());
    for kind in [TableKind::People, TableKind::Findings] {
        let refusal = gate.table(table.clone(), kind).unwrap_err();
        assert_eq!(refusal.reasons, [Reason::PeopleInWords { column: "voices".to_owned() }]);
    }
    let mut effects = Table::new("Effects", vec![Column::number("n", "N"), Column::number("studies", "Studies")]);
    effects.rows.push(vec![Cell::Count(1), Cell::Number { value: 1.5, decimals: 1 }]);
    assert_eq!(gate.table(effects.clone(), TableKind::Findings).unwrap().get(), &effects);
}

/// What a reader can find out about a withheld cell, trying every assignment of the withheld cells of a
/// row: how many values it may have. `least` is what the reader knows a `<` mark to be at least.
fn possible_values(row: &[Cell], sizes: &[u64], small_cell: u64, least: u64) -> Vec<usize> {
    let held: Vec<usize> = (0..sizes.len()).filter(|at| matches!(row[*at], Cell::Withheld(_))).collect();
    let range = |at: usize| {
        let most = sizes[at];
        if row[at] == Cell::Withheld("[c]".to_owned()) { (0, most) } else { (least, most.min(small_cell - 1)) }
    };
    let shown: u64 = (0..sizes.len()).map(|at| if let Cell::Count(count) = row[at] { count } else { 0 }).sum();
    let total = match &row[sizes.len()] {
        Cell::Count(total) => (*total, *total),
        Cell::Withheld(mark) if mark.starts_with('<') => (1, small_cell - 1),
        _ => (0, u64::MAX),
    };
    let mut found = vec![std::collections::BTreeSet::new(); held.len()];
    let mut values: Vec<u64> = held.iter().map(|at| range(*at).0).collect();
    loop {
        let sum = shown + values.iter().sum::<u64>();
        if (total.0..=total.1).contains(&sum) {
            for (set, value) in found.iter_mut().zip(&values) {
                set.insert(*value);
            }
        }
        let Some(at) = (0..held.len()).find(|at| values[*at] < range(held[*at]).1) else { break };
        values[at] += 1;
        for before in 0..at {
            values[before] = range(held[before]).0;
        }
    }
    found.iter().map(std::collections::BTreeSet::len).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_withheld_count_can_be_worked_out_from_its_row(
        rows in prop::collection::vec(prop::collection::vec(0..8u64, 3), 1..5),
        extra in prop::collection::vec(0..4u64, 3),
        small_cell in 2..6u64,
    ) {
        let sizes: Vec<u64> =
            (0..3).map(|at| rows.iter().map(|row| row[at]).max().unwrap_or_default() + extra[at]).collect();
        let slices: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        let table = released(people_table(&slices, &sizes), small_cell);
        for (truth, row) in rows.iter().zip(&table.rows) {
            let cells = &row[1..];
            // A reader who knows that a withheld zero is rare will try 1 first, if that can be right.
            let marked = |at: usize| matches!(&cells[at], Cell::Withheld(mark) if mark.starts_with('<'));
            let zero_held = (0..3).any(|at| marked(at) && truth[at] == 0);
            let small_column = (0..3).any(|at| marked(at) && sizes[at] < small_cell);
            let least = u64::from(!zero_held && !small_column);
            for (at, count) in truth.iter().enumerate() {
                if *count > 0 && *count < small_cell {
                    prop_assert!(matches!(cells[at], Cell::Withheld(_)), "{truth:?} {cells:?}");
                }
                if let Cell::Count(shown) = cells[at] {
                    prop_assert_eq!(shown, *count);
                }
            }
            for possible in possible_values(cells, &sizes, small_cell, least) {
                prop_assert!(possible > 1, "{truth:?} is told by {cells:?}, N {sizes:?}");
            }
        }
    }

    #[test]
    fn no_released_quote_touches_anybody_below_the_audience(
        recipe in recipes(),
        spans in prop::collection::vec((0..5u32, 0..200u32, 1..60u32), 40),
    ) {
        let snapshot = recipe.snapshot();
        for audience in [Scope::QuoteTeam, Scope::QuotePublished] {
            let gate = Gate::new(&snapshot, Policy { audience, small_cell: 3 });
            let coded = snapshot.codings.source.iter().zip(&snapshot.codings.span).map(|(source, span)| (*source, *span));
            let spoken = (0u32..).take(snapshot.sources.len()).flat_map(|source| {
                snapshot.turns.of_source(source).map(move |turn| (source, turn))
            }).map(|(source, turn)| (source, snapshot.turns.speech[turn]));
            let random = spans.iter().map(|(source, start, length)| (*source, Span::new(*start, start + length)));
            for (source, span) in coded.chain(spoken).chain(random) {
                let Ok(quote) = gate.quote(QuoteDraft { source, span }) else { continue };
                let quote = quote.into_inner();
                prop_assert_eq!(Some(quote.text.as_str()), span.of(&snapshot.texts[source as usize]));
                for turn in snapshot.turns.of_source(source) {
                    if !snapshot.turns.speech[turn].intersects(span) {
                        continue;
                    }
                    let speaker = snapshot.speakers.get(snapshot.turns.speaker[turn] as usize);
                    prop_assert!(speaker.is_some_and(|speaker| speaker.part == Part::Participant));
                    let person = speaker.and_then(|speaker| speaker.participant);
                    prop_assert!(person.is_some_and(|person| snapshot.allowed(person) >= audience));
                }
            }
        }
    }

    #[test]
    fn tables_of_real_analyses_pass_with_their_small_cells_withheld(recipe in recipes()) {
        let snapshot = recipe.snapshot();
        let gate = Gate::new(&snapshot, Policy::default());
        let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
        let joint = Joint::new(&frame, &std::collections::BTreeSet::new());
        let mut tables = vec![joint.grid(), joint.by_target(Layout::Data), joint.side_by_side(Layout::Data)];
        tables.push(themeweave::analysis::prevalence(&frame));
        for share in [Share::None, Share::Participants] {
            let columns = Columns::Role;
            let asked = MatrixRequest { rows: Rows::Theme, columns, measure: Measure::Participants, share, ..MatrixRequest::default() };
            tables.push(matrix(&snapshot, &asked).unwrap());
        }
        for table in tables {
            let people: Vec<usize> = (0..table.columns.len())
                .filter(|at| table.columns[*at].unit.as_deref().is_some_and(|unit| unit.contains("participants")))
                .collect();
            let table = gate.table(table, TableKind::People).unwrap();
            for row in &table.get().rows {
                for at in &people {
                    match row[*at] {
                        Cell::Count(few) | Cell::Share { part: few, .. } => prop_assert!(few == 0 || few >= 3),
                        _ => {}
                    }
                }
            }
        }
    }
}
