//! Analytical chronologies: the order of uncertain dates, patterns worked out by hand, sheets of events, what participants
//! tell.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test may fail")]

mod sandbox;
mod study;

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;
use sandbox::{Sandbox, Sheet};
use study::{Study, Who};
use themeweave::analysis::{
    Chronology, ChronologyNotes, Filter, Frame, Layout, chronology_patterns, chronology_table, timeline_table,
};
use themeweave::interchange::{EventWords, read_events};
use themeweave::model::{Certainty, ChronologyEvent, EventSide, Level, PartialDate, Polarity, Scale, Scope, Snapshot};
use themeweave::table::{Cell, Table};

/// Id of a level, and what it says under keys of its own.
type Kind = (&'static str, &'static [(&'static str, &'static str)]);

fn kinds() -> Scale {
    let level = |(order, (id, extra)): (i64, Kind)| Level {
        id: id.to_owned(),
        name: format!("Kind {id}"),
        order,
        extra: extra.iter().map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()])).collect(),
        ..Level::default()
    };
    let levels: [Kind; 4] = [
        ("home", &[("pattern", "return"), ("codes", "event_home")]),
        ("help", &[("pattern", "support")]),
        ("other", &[]),
        ("long_ago", &[("pattern", "background")]),
    ];
    Scale { id: "chronology_kinds".to_owned(), levels: (1..).zip(levels).map(level).collect(), ..Scale::default() }
}

/// An event of case A: `2020-01-01..2020-07-01`, `about 2019`, ...
fn event(when: &str, kind: &str, text: &str, side: Option<EventSide>) -> ChronologyEvent {
    let (certainty, dates) = when.split_once(' ').map_or((Certainty::Exact, when), |(word, dates)| {
        (Certainty::WORDS.into_iter().find(|(_, known)| *known == word).unwrap().0, dates)
    });
    let (from, to) = dates.split_once("..").map_or((dates, None), |(from, to)| (from, Some(to)));
    ChronologyEvent {
        case: "A".to_owned(),
        date: PartialDate::parse(from).unwrap(),
        to: to.map(|to| PartialDate::parse(to).unwrap()),
        certainty,
        event: text.to_owned(),
        kind: kind.to_owned(),
        source: String::new(),
        side,
        note: String::new(),
        file: String::new(),
    }
}

fn chronology_of(events: Vec<ChronologyEvent>) -> Chronology {
    let mut study = Study::new();
    study.case("A");
    study.snapshot.scales.push(kinds());
    study.snapshot.events = events;
    told(&study.done(), &ChronologyNotes::new())
}

fn told(snapshot: &Snapshot, notes: &ChronologyNotes) -> Chronology {
    let frame = Frame::new(snapshot, &Filter::default()).unwrap();
    Chronology::of(&frame, "A", notes).unwrap()
}

fn column(table: &Table, key: &str) -> Vec<String> {
    let at = table.column(key).unwrap();
    table.rows.iter().map(|row| row[at].display()).collect()
}

#[test]
fn events_stand_in_the_order_of_their_earliest_days() {
    let when = [
        "2019-03",
        "after 2019",
        "2019",
        "before 2019",
        "2019-03-01",
        "about 2019-02-28",
        "2019-01-01..2021",
        "2019-01-01",
    ];
    let events = when.iter().map(|when| event(when, "other", when, None)).collect();
    let chronology = chronology_of(events);
    let order = column(&chronology_table(&chronology, Some(6), Layout::Data), "event");
    let expected = [
        "before 2019",
        "2019-01-01",
        "2019",
        "2019-01-01..2021",
        "about 2019-02-28",
        "2019-03-01",
        "2019-03",
        "after 2019",
    ];
    assert_eq!(order, expected);
    let timeline = timeline_table(&chronology, true);
    assert_eq!(
        timeline.columns.iter().map(|column| column.key.as_str()).collect::<Vec<_>>(),
        ["event", "kind", "from", "to", "certainty", "side", "source"]
    );
    let days: Vec<(String, String)> = column(&timeline, "from").into_iter().zip(column(&timeline, "to")).collect();
    let day = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    // Dates stay as precise as they are known: a year is no day.
    assert_eq!(days[0].1, "");
    assert!(days.contains(&day("2019-03", "")) && days.contains(&day("2019-03-01", "")), "{days:?}");
    assert_eq!(column(&timeline, "certainty")[7], "after");
    assert!(chronology_table(&chronology, Some(6), Layout::Data).notes[0].contains("earliest day"));
}

fn any_event() -> impl Strategy<Value = ChronologyEvent> {
    let date = (2015_u16..2019, proptest::option::of((1_u8..=12, proptest::option::of(1_u8..=28)))).prop_map(
        |(year, rest)| match rest {
            None => format!("{year}"),
            Some((month, None)) => format!("{year}-{month:02}"),
            Some((month, Some(day))) => format!("{year}-{month:02}-{day:02}"),
        },
    );
    let certainty = proptest::sample::select(Certainty::WORDS.map(|(_, word)| word).to_vec());
    let kind = proptest::sample::select(vec!["home", "help", "other"]);
    (date, certainty, kind, 0_u8..3, proptest::option::of(2019_u16..2021)).prop_map(
        |(date, certainty, kind, text, to)| {
            let to = to.map_or_else(String::new, |to| format!("..{to}"));
            event(&format!("{certainty} {date}{to}"), kind, &format!("event {text}"), None)
        },
    )
}

proptest! {
    #[test]
    fn the_order_is_total_and_does_not_hang_on_who_was_read_first(
        events in proptest::collection::vec(any_event(), 0..12),
        seed in any::<u64>(),
    ) {
        let mut other = events.clone();
        // A rotation and a reversal reach orders in which equal events have changed places.
        if !other.is_empty() {
            let at = usize::try_from(seed % other.len() as u64).unwrap();
            other.rotate_left(at);
            if seed & 1 == 1 {
                other.reverse();
            }
        }
        let (one, two) = (chronology_of(events.clone()), chronology_of(other));
        prop_assert_eq!(chronology_table(&one, Some(6), Layout::Data), chronology_table(&two, Some(6), Layout::Data));
        prop_assert_eq!(chronology_patterns(&one, 6, Layout::Data), chronology_patterns(&two, 6, Layout::Data));
        let timeline = timeline_table(&one, true);
        prop_assert_eq!(timeline.rows.len(), events.len());
        let days: Vec<(String, String)> = column(&timeline, "from").into_iter().zip(column(&timeline, "to")).collect();
        prop_assert!(days.iter().all(|(from, to)| to.is_empty() || from[..4] <= to[..4]), "{:?}", days);
    }
}

/// Columns of the patterns of one name.
fn patterns(events: Vec<ChronologyEvent>, gap: u32, name: &str) -> Vec<BTreeMap<String, String>> {
    let table = chronology_patterns(&chronology_of(events), gap, Layout::Data);
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    let rows = table.rows.iter().filter(|row| row[0] == Cell::words(name));
    rows.map(|row| keys.iter().map(|key| (*key).to_owned()).zip(row.iter().map(Cell::display)).collect()).collect()
}

#[test]
fn repeated_returns_tell_how_long_each_lasted_and_when_the_next_came() {
    let events = vec![
        event("2021-03..2021-05", "home", "second", None),
        event("2020-01-01..2020-07-01", "home", "first", None),
        event("2022", "home", "third", None),
        event("2020-05", "other", "not a return", None),
    ];
    let found = patterns(events, 6, "Repeated returns");
    assert_eq!(found.iter().map(|row| row["event"].as_str()).collect::<Vec<_>>(), ["first", "second", "third"]);
    // 182 days; 31 to 91 days; between them 243 to 273 days: divided by 30.4375.
    assert_eq!((found[0]["months_least"].as_str(), found[0]["months_most"].as_str()), ("6.0", "6.0"));
    assert_eq!((found[1]["months_least"].as_str(), found[1]["months_most"].as_str()), ("1.0", "3.0"));
    assert_eq!((found[2]["months_least"].as_str(), found[2]["months_most"].as_str()), ("", ""));
    assert_eq!(found[0]["finding"], "1 of 3: lasted 6.0 months; the next began 8.0 to 9.0 months after its end");
    assert_eq!(found[2]["finding"], "3 of 3: no end is told");
    // Where only a bound of the beginning is known, only a bound of the length is.
    let found = patterns(
        vec![
            event("before 2020-03..2020-07", "home", "early", None),
            event("after 2021-03..2021-07", "home", "late", None),
        ],
        6,
        "Repeated returns",
    );
    // 1 March to 1 July: 122 days. 31 March to 31 July: 122 days.
    assert_eq!((found[0]["months_least"].as_str(), found[0]["months_most"].as_str()), ("4.0", ""));
    assert_eq!((found[1]["months_least"].as_str(), found[1]["months_most"].as_str()), ("", "4.0"));
}

#[test]
fn risks_are_counted_in_the_six_months_before_and_after_support_began() {
    let risk = |when: &str| event(when, "other", when, Some(EventSide::Risk));
    let events = vec![
        event("2021-06-15..2022", "help", "a worker came", None),
        risk("2020-12-14"),
        risk("2020-12-15"),
        risk("2021-02"),
        risk("2021-06-14"),
        risk("2021-06-15"),
        risk("about 2021-12-14"),
        risk("2021-12-15"),
        risk("2021"),
        risk("before 2021-05"),
        event("2021-05", "other", "protected", Some(EventSide::Protective)),
        event("before 2020", "help", "nobody knows when", None),
    ];
    let found = patterns(events, 6, "Change after support");
    assert_eq!(found.len(), 1, "support without a day cannot be looked at");
    assert_eq!((found[0]["risks_before"].as_str(), found[0]["risks_after"].as_str()), ("0.50", "0.33"));
    let words = "risk events: 3 in the 6 months before, 2 in the 6 months after (0.50 and 0.33 a month); 1 more is dated too roughly to say";
    assert_eq!(found[0]["finding"], words);
}

#[test]
fn gaps_are_stretches_in_which_nothing_begins_lasts_or_ends() {
    let events = || {
        vec![
            event("2019-01..2019-12", "other", "lasting", None),
            event("2019-03-05", "other", "within", None),
            // Background neither makes a gap nor fills one.
            event("1990", "long_ago", "a childhood", None),
            event("2020-10", "long_ago", "of a grandfather", None),
            event("2020-06-30", "other", "half a year later", None),
            event("2021-01", "other", "next year", None),
        ]
    };
    // 31 December 2019 to 30 June 2020 is not more than six months; 30 June to 1 January is one day more.
    let found = patterns(events(), 6, "Gap");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0]["from"].as_str(), found[0]["to"].as_str()), ("2020-06-30", "2021-01-01"));
    assert_eq!(found[0]["finding"], "6.1 months without any event, from “half a year later” to “next year”");
    assert_eq!(patterns(events(), 5, "Gap").len(), 2);
    assert_eq!(patterns(events(), 7, "Gap").len(), 0);
}

#[test]
fn what_participants_tell_stands_where_it_was_told_unless_a_memo_dates_it() {
    let mut study = Study::new();
    study.snapshot.scales.push(kinds());
    study.codes("chronology_event", Polarity::Neutral, &["event_home", "event_home>event_back", "event_odd"]);
    study.codes("barrier", Polarity::Negative, &["money"]);
    study.case("A");
    study.case("B");
    study.person("C01", "child", Scope::QuoteTeam);
    study.person("P01", "parent", Scope::Analyse);
    study.person("P02", "parent", Scope::QuotePublished);
    for (person, case) in study.snapshot.participants.iter_mut().zip(["A", "A", "B"]) {
        person.cases = vec![case.to_owned()];
    }
    let turns = [
        (Who::Person(0), "I went home at eight."),
        (Who::Person(1), "He came back to me."),
        (Who::Person(2), "Mine stayed."),
    ];
    let source = study.source("one", &turns);
    study.snapshot.sources[source as usize].date = Some(date(2025, 6, 5));
    let undated = study.source("two", &[(Who::Person(0), "And it went wrong.")]);
    study.code(source, "event_back", "ann", "I went home at eight.");
    study.code(source, "event_back", "ben", "went home at eight");
    study.code(source, "event_odd", "ann", "He came back to me.");
    study.code(source, "money", "ann", "He came back to me.");
    study.code(source, "event_home", "ann", "Mine stayed.");
    study.code(undated, "event_home", "ann", "And it went wrong.");
    study.snapshot.events = vec![event("2025-06", "other", "of a file", None)];
    let snapshot = study.done();
    let rows = |notes: &ChronologyNotes| -> Vec<[String; 5]> {
        let table = chronology_table(&told(&snapshot, notes), Some(6), Layout::Data);
        let cells = |row: usize| {
            ["date", "certainty", "kind", "event", "who"].map(|key| table.cell(row, key).unwrap().display())
        };
        (0..table.rows.len()).map(cells).collect()
    };
    let row = |cells: [&str; 5]| cells.map(str::to_owned);
    let found = rows(&ChronologyNotes::new());
    let expected = [
        row(["2025-06-05", "told on", "event odd", "(no consent to quote)", "P01"]),
        row(["2025-06-05", "told on", "Kind home", "I went home at eight.", "C01"]),
        row(["2025-06", "exact", "Kind other", "of a file", ""]),
        row(["", "no date", "Kind home", "And it went wrong.", "C01"]),
    ];
    // One event for two coders; the kind of a code above; another case's events elsewhere.
    let mut sorted = expected.to_vec();
    sorted.sort();
    let mut all = found.clone();
    all.sort();
    assert_eq!(all, sorted);
    assert_eq!(found[3][1], "no date");
    // A memo on either coder's coding dates it; a date that cannot be read is told.
    let of = |words: &str, coder: &str| {
        let codings = &snapshot.codings;
        let found = (0..codings.len()).find(|at| {
            let text = codings.span[*at].of(snapshot.text(codings.source[*at]).unwrap()).unwrap();
            text == words && snapshot.coders[codings.coder[*at] as usize] == coder
        });
        codings.id[found.unwrap()]
    };
    let notes = BTreeMap::from([
        (of("went home at eight", "ben"), vec!["Check. date: about 2017, side: risk".to_owned()]),
        (of("He came back to me.", "ann"), vec!["date: last May".to_owned()]),
    ]);
    assert_eq!(rows(&notes)[0], row(["2017", "about", "Kind home", "I went home at eight.", "C01"]));
    let table = chronology_table(&told(&snapshot, &notes), Some(6), Layout::Data);
    assert_eq!(table.cell(0, "side"), Some(&Cell::words("risk")));
    let said = |words: &str| assert!(table.notes.iter().any(|note| note.contains(words)), "{words}: {:?}", table.notes);
    said("last may");
    said("1 event has its date from a memo");
    said("2 events are told without a date");
    said("withheld because the team may not quote the speaker: 1");
    assert!(table.notes.iter().any(|note| note.starts_with("Repeated returns: 1 of 1")), "{:?}", table.notes);
}

const HEAD: &str = "# themeweave events 1\ncase,date,to,certainty,event,kind,source,side,note\n";

#[test]
fn every_bad_row_of_a_sheet_is_told_at_once() {
    let ids = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    let words = EventWords { cases: ids(&["A", "B"]), kinds: ids(&["home", "other"]), sources: ids(&["health"]) };
    let sheet = format!(
        "{HEAD}A,2019-05,,,fine,home,health,risk,\nC,2019,,,no case,home,,,\nA,05/2019,,,no date,home,,,\nA,2020,2019-12,,ends first,home,,,\n\
         A,2019,,perhaps,no certainty,home,,,\nA,2019,,,no kind,hime,,,\nA,2019,,,no source,home,hospital,,\nA,2019,,,no side,home,,good,\n\
         A,2019,,,,home,,,\nA,2019-05,,exact,fine,home,,,\n,,,,,,,,\nA,,,,nothing,,,,\n"
    );
    let problems = read_events("events.csv", &sheet, &words).unwrap_err().0;
    let found: Vec<(usize, &str)> =
        problems.iter().map(|problem| (problem.line.unwrap(), problem.field.as_str())).collect();
    let expected = [
        (4, "case"),
        (5, "date"),
        (6, "to"),
        (7, "certainty"),
        (8, "kind"),
        (9, "source"),
        (10, "side"),
        (11, "event"),
        (12, "event"),
        (14, "kind"),
        (14, "date"),
    ];
    assert_eq!(found, expected, "{problems:?}");
    // A year within a year does not end before it begins.
    let fine = format!("{HEAD}A,2020-05,2020,about,fine,home,,,\n");
    assert_eq!(read_events("events.csv", &fine, &words).unwrap().rows.len(), 1);
}

fn rows_of(sandbox: &Sandbox, case: &str) -> Sheet {
    Sheet::read(&sandbox.ask(&["chronology", case, "--csv"]).expect(0).out)
}

#[test]
fn the_sample_has_the_chronologies_of_its_families() {
    let sandbox = Sandbox::built();
    let events = Sheet::read(&sandbox.read("transcripts-sample/events.csv"));
    assert!((12..=20).contains(&events.rows.len()) && events.comments[0].contains("SYNTHETIC"));
    let kinds: toml::Table = sandbox.read("codebooks/scales/chronology_kinds.toml").parse().unwrap();
    assert_eq!(kinds["level"].as_array().unwrap().len(), 9);
    let sheet = rows_of(&sandbox, "F3");
    let (certainty, event, source) = (sheet.at("certainty"), sheet.at("event"), sheet.at("source"));
    // Jayden lets nobody quote him; his mother lets the team.
    let told: Vec<&Vec<String>> = sheet.rows.iter().filter(|row| row[certainty] == "told on").collect();
    let withheld = |row: &&&Vec<String>| row[event] == "(no consent to quote)";
    assert!(told.iter().filter(|row| row[source] == "child-03").all(|row| withheld(&row)));
    assert!(told.iter().any(|row| row[source] == "parent-03" && row[event].starts_with("He went in at seven")));
    // Two coders marked it; it is told once.
    assert_eq!(told.iter().filter(|row| row[event].starts_with("He went in at seven")).count(), 1);
    let patterns = Sheet::read(&sandbox.ask(&["chronology", "F3", "--patterns", "--csv"]).expect(0).out);
    let returns = patterns.rows.iter().filter(|row| row[0] == "Repeated returns").count();
    assert_eq!(returns.to_string(), Sheet::read(&sandbox.read("transcripts-sample/cases.csv")).cell("F3", "returns"));
    sandbox.ask(&["chronology", "F3", "-o", "F3.md"]).expect(0);
    let page = sandbox.read("F3.md");
    assert!(
        page.starts_with("# Chronology of Family 3\n")
            && page.contains("\n## Patterns in the chronology of Family 3\n")
    );
    assert!(!page.contains("Had it in my head still"));
    assert!(sandbox.ask(&["chronology", "F77"]).expect(2).err.contains("F1, F2, F3"));
}

#[test]
fn a_memo_on_a_coding_dates_what_was_told() {
    let sandbox = Sandbox::built();
    let list =
        Sheet::read(&sandbox.ask(&["coding", "list", "--where", "code:event_previous_return", "--csv"]).expect(0).out);
    let at = list.at("source");
    let id = list.rows.iter().find(|row| row[at] == "parent-03").unwrap()[0].clone();
    sandbox.ask(&["memo", "add", "Roughly. date=2017..2018; side: risk", "--coding", &id, "--author", "RK"]).expect(0);
    let sheet = rows_of(&sandbox, "F3");
    let event = sheet.at("event");
    let row = sheet.rows.iter().find(|row| row[event].starts_with("He went in at seven")).unwrap();
    let cells = ["date", "to", "certainty", "side", "who"].map(|key| row[sheet.at(key)].as_str());
    assert_eq!(cells, ["2017", "2018", "exact", "risk", "P03"]);
}

#[test]
fn sheets_of_events_come_in_are_replaced_and_taken_back() {
    let sandbox = Sandbox::built();
    let count =
        |case: &str| rows_of(&sandbox, case).column("certainty").iter().filter(|word| **word != "told on").count();
    let before = count("F4");
    let row = "F4,2023-11,,about,Moved in with his father,previous_return,health,,\n";
    sandbox.write("more.csv", format!("{HEAD}{row}"));
    let said = sandbox.ask(&["chronology", "import", "more.csv", "--dry-run"]).expect(0).err;
    assert!(said.contains("1 event") && said.contains("nothing was changed"), "{said}");
    assert_eq!(count("F4"), before);
    sandbox.ask(&["chronology", "import", "more.csv"]).expect(0);
    assert_eq!(count("F4"), before + 1);
    assert!(sandbox.ask(&["chronology", "import", "more.csv"]).expect(0).err.contains("nothing new"));
    // A build that reads other files leaves it alone, and one that reads other events too.
    let of_sample = count("F2");
    sandbox.edit("transcripts-sample/cases.csv", "F1,Family 1", "F1,Family One");
    sandbox.build().expect(0);
    assert_eq!((count("F4"), count("F2")), (before + 1, of_sample));
    sandbox.append("transcripts-sample/events.csv", "F2,2025-04,,exact,A quiet month,risk_protective,,protective,\n");
    sandbox.build().expect(0);
    assert_eq!((count("F4"), count("F2")), (before + 1, of_sample + 1));
    // The corrected sheet replaces what it said before.
    sandbox.write("more.csv", format!("{HEAD}{}", row.replace("2023-11,,about", "2023-12-01,,exact")));
    sandbox.ask(&["chronology", "import", "more.csv"]).expect(0);
    let dates = rows_of(&sandbox, "F4").column("date").join(" ");
    assert!(dates.contains("2023-12-01") && !dates.contains("2023-11"), "{dates}");
    sandbox.ask(&["undo"]).expect(0);
    assert!(rows_of(&sandbox, "F4").column("date").contains(&"2023-11"));
    // What is wrong is told with the rest of the files, and nothing is built.
    sandbox.append("transcripts-sample/events.csv", "F77,2025-13,,exact,Nothing,no_kind,,,\n");
    let said = sandbox.build().expect(3).err;
    for words in [
        "[case]: there is no case “F77”",
        "[date]: `2025-13` is not a date",
        "[kind]: there is no kind of event “no_kind”",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    // Without the key the events of the last build go, others stay.
    sandbox.edit("transcripts-sample/project.toml", "events = \"events.csv\"\n", "");
    sandbox.build().expect(0);
    assert_eq!((count("F4"), count("F2")), (before + 1, 0));
}

#[test]
fn events_need_a_scale_of_kinds() {
    let sandbox = Sandbox::sample();
    std::fs::remove_file(sandbox.path("codebooks/scales/chronology_kinds.toml")).unwrap();
    let said = sandbox.build().expect(3).err;
    assert!(said.contains("no scale `chronology_kinds`"), "{said}");
}
