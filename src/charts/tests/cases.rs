//! Charts of one case: where its segments and its events lie, and what is refused.

use super::case_tables;
use super::geometry::{groups, said, straight, words_of};
use super::tables::{self, number, set, word};
use crate::charts::scene::Mark;
use crate::charts::{Caption, code_line, palette, timeline};
use crate::table::Cell;

#[test]
fn every_turn_and_segment_lies_on_its_lane_from_its_beginning_to_its_end() {
    let table = case_tables::transcript();
    let drawing = code_line::drawing(&table, &tables::caption()).expect("sound");
    let lanes = groups(&drawing.scene);
    let kinds: Vec<bool> = lanes
        .iter()
        .map(|(_, title, _)| {
            (0..table.rows.len())
                .any(|row| title.starts_with(&word(&table, row, "lane")) && word(&table, row, "kind") == "speaker")
        })
        .collect();
    assert!(kinds.windows(2).all(|pair| pair[0] >= pair[1]) && kinds[1] && !kinds[2], "speakers above");
    let (mut places, mut firsts) = (Vec::new(), Vec::new());
    for (at, (_, title, marks)) in lanes.iter().enumerate() {
        let name = title.rsplit_once(": ").expect("a name").0;
        let mut rows: Vec<usize> = (0..table.rows.len()).filter(|row| word(&table, *row, "lane") == name).collect();
        rows.sort_by(|a, b| number(&table, *a, "start").partial_cmp(&number(&table, *b, "start")).expect("numbers"));
        let bars: Vec<_> = marks
            .iter()
            .filter_map(|mark| if let Mark::Rect { area, .. } = mark { Some(*area) } else { None })
            .collect();
        assert_eq!(bars.len(), rows.len(), "{title}");
        assert_eq!(words_of(marks)[0], rows.len().to_string(), "{title}");
        let mut covered = 0.0;
        for (row, bar) in rows.iter().zip(&bars) {
            let ends = ["start", "end"].map(|key| number(&table, *row, key).expect("a position"));
            places.push((ends[0], bar.x));
            if bar.width > 2.0 {
                places.push((ends[1], bar.right()));
            }
            covered += ends[1] - ends[0];
        }
        // No segments of this table overlap on one lane.
        let share: f64 = words_of(marks)[1].trim_end_matches('%').parse().expect("a percentage");
        assert!((share - covered / 0.61).abs() < 0.51, "{title}: {share}");
        firsts.push((kinds[at], bars[0].x));
    }
    assert!(straight(&places) && places.len() > 100);
    assert!(firsts.windows(2).all(|pair| pair[0].0 != pair[1].0 || pair[0].1 <= pair[1].1), "in order of appearance");
}

#[test]
fn overlapping_segments_of_a_code_cover_a_passage_once() {
    let mut table = case_tables::transcript();
    table.rows.truncate(2);
    for (row, ends) in [(0.0, 30.5), (10.0, 20.0)].into_iter().enumerate() {
        set(&mut table, row, "kind", Cell::words("code"));
        set(&mut table, row, "lane", Cell::words("Shame"));
        set(&mut table, row, "start", Cell::number(Some(ends.0), 1));
        set(&mut table, row, "end", Cell::number(Some(ends.1), 1));
    }
    let drawing = code_line::drawing(&table, &tables::caption()).expect("sound");
    assert_eq!(words_of(groups(&drawing.scene)[0].2), ["2", "50%"]);
}

#[test]
fn segments_outside_the_transcript_are_refused() {
    let mut table = case_tables::transcript();
    set(&mut table, 0, "kind", Cell::words("both"));
    set(&mut table, 1, "end", Cell::number(Some(0.0), 1));
    set(&mut table, 2, "end", Cell::number(Some(61.5), 1));
    set(&mut table, 3, "start", Cell::Empty);
    set(&mut table, 4, "lane", Cell::Empty);
    let error = code_line("c", &table, &Caption::default()).expect_err("five faults");
    insta::assert_snapshot!(error, @r#"
code line: the table cannot be drawn
One interview:1 [kind]: found "both", expected `speaker` or `code`
One interview:2 [end]: found a segment from 0.2 to 0
    hint: a segment begins before its end, both inside the transcript
One interview:3 [end]: found a segment from 2.8 to 61.5
    hint: a segment begins before its end, both inside the transcript
One interview:4 [start]: found no beginning or no end
    hint: leave the segment out
One interview:5 [lane]: found nothing, expected words
"#);
}

/// Days since 1970 of a whole date, reckoned without the calendar of the code.
fn days(date: &str) -> f64 {
    let parts: Vec<i32> = date.split('-').map(|part| part.parse().expect("a number")).collect();
    let (year, month, day) = (parts[0], parts[1], parts[2]);
    let leap = |year: i32| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i32 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i32 = (1..month).map(|month| lengths[usize::try_from(month).expect("a month") - 1]).sum();
    f64::from(years + months + day - 1)
}

/// Grounds of the mark of an event, without its number and the tip of what goes on.
fn fills(marks: &[Mark]) -> Vec<palette::Colour> {
    let fills = marks[..marks.len() - 2].iter().filter_map(|mark| match mark {
        Mark::Rect { fill: Some(fill), .. } | Mark::Circle { fill: Some(fill), .. } => Some(*fill),
        Mark::Polygon { fill, .. } if *fill != palette::CHARCOAL => Some(*fill),
        _ => None,
    });
    fills.collect()
}

/// Beginning of a filled bar or middle of a disc.
fn place_of(marks: &[Mark]) -> Option<f64> {
    marks.iter().find_map(|mark| match mark {
        Mark::Rect { area, fill, .. } if *fill != Some(palette::WHITE) => Some(area.x),
        Mark::Circle { centre, .. } => Some(centre.x),
        _ => None,
    })
}

#[test]
fn events_stand_at_their_dates_with_their_sides_and_what_is_uncertain_is_hollow() {
    let table = case_tables::history();
    let drawing = timeline::drawing(&table, &tables::caption()).expect("sound");
    let events = groups(&drawing.scene);
    assert_eq!(events.len(), table.rows.len());
    let list = said(&drawing.scene).join(" ");
    let mut places = Vec::new();
    let mut numbered: Vec<(usize, String)> = Vec::new();
    for row in 0..table.rows.len() {
        let cell = |key: &str| word(&table, row, key);
        let (_, title, marks) =
            events.iter().find(|(_, title, _)| title.contains(&format!(" {} (", cell("event")))).expect("an event");
        let words = words_of(marks)[0];
        let expected = match cell("side").as_str() {
            "risk" => Some('▼'),
            "protective" => Some('▲'),
            _ => None,
        };
        assert_eq!(words.chars().next().filter(|sign| "▼▲".contains(*sign)), expected, "{title}");
        let number: usize = words.trim_start_matches(['▼', '▲']).parse().expect("a number");
        numbered.push((number, cell("from")));
        assert!(list.contains(&cell("event")), "{title} is listed");
        let fills = fills(marks);
        let exact = ["", "exact"].contains(&cell("certainty").as_str());
        assert_eq!(fills.contains(&palette::WHITE), !exact, "{title}: {fills:?}");
        let tips = marks.iter().any(|mark| matches!(mark, Mark::Polygon { fill, .. } if *fill == palette::CHARCOAL));
        assert_eq!(tips, ["before", "after"].contains(&cell("certainty").as_str()), "{title}");
        // Whole dates are places on the scale: the beginning of a bar, the middle of a day.
        if cell("from").len() == 10 {
            let into = if cell("to").is_empty() { 0.5 } else { 0.0 };
            places.extend(place_of(marks).map(|x| (days(&cell("from")) + into, x)));
        }
    }
    assert!(places.len() > 5 && straight(&places), "{places:?}");
    numbered.sort();
    let years: Vec<&str> = numbered.iter().map(|(_, from)| &from[..4]).collect();
    assert!(
        years.is_sorted() && numbered.iter().enumerate().all(|(at, (number, _))| *number == at + 1),
        "{numbered:?}"
    );
}

#[test]
fn dates_that_are_none_and_unknown_words_are_refused_by_row() {
    let mut table = case_tables::history();
    set(&mut table, 0, "from", Cell::words("spring 2009"));
    set(&mut table, 1, "to", Cell::words("2010-12-31"));
    set(&mut table, 2, "certainty", Cell::words("perhaps"));
    set(&mut table, 3, "side", Cell::words("good"));
    set(&mut table, 4, "from", Cell::Empty);
    set(&mut table, 5, "kind", Cell::Empty);
    let error = timeline("t", &table, &Caption::default()).expect_err("six faults");
    insta::assert_snapshot!(error, @r#"
timeline: the table cannot be drawn
One family:1 [from]: found "spring 2009", no date
    hint: expected 2019, 2019-03 or 2019-03-05
One family:2 [to]: found an end before 2011-03-05
One family:3 [certainty]: found "perhaps", expected `exact`, `about`, `before`, `after` or `told on`
    hint: leave the cell empty where the date is as exact as written
One family:4 [side]: found "good", expected `risk` or `protective`
One family:5 [from]: found "", no date
    hint: expected 2019, 2019-03 or 2019-03-05
One family:6 [kind]: found nothing, expected words
"#);
}
