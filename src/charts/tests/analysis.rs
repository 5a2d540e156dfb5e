//! Charts of an analysis put every figure where its value says, and refuse what cannot be right.

use super::analysis_tables;
use super::geometry::{groups, said, straight, words_of};
use super::tables::{self, number, set, word};
use crate::charts::scene::{Mark, Point};
use crate::charts::{Caption, correspondence_map, dot_intervals, saturation_curve};
use crate::table::Cell;

#[test]
fn steps_and_bars_of_a_saturation_curve_stand_at_their_counts_and_a_withheld_one_is_a_gap() {
    let table = analysis_tables::saturation();
    let drawing = saturation_curve::drawing(&table, &tables::caption()).expect("sound");
    let drawn = groups(&drawing.scene);
    let (mut levels, mut heights, mut along) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..table.rows.len() {
        let group = |letter: char| {
            let id = format!("{letter}{}", row + 1);
            drawn.iter().find(|(known, _, _)| **known == *id).map(|(_, _, marks)| *marks)
        };
        let bar = group('b').expect("every source has its number of new codes");
        assert_eq!(words_of(bar), [word(&table, row, "new")]);
        let Some(found) = number(&table, row, "cumulative") else {
            assert!(group('s').is_none() && bar.len() == 2, "nothing but what may be known");
            continue;
        };
        let Some([Mark::Line { from, to, .. }, ..]) = group('s') else { panic!("a step") };
        assert!((from.y - to.y).abs() < 1e-9 && from.x < to.x, "a step is level");
        levels.push((found, from.y));
        along.push((number(&table, row, "number").expect("a number"), f64::midpoint(from.x, to.x)));
        if let Some(Mark::Rect { area, outline: Some(_), .. }) = bar.first() {
            heights.push((number(&table, row, "new").expect("a count"), area.height));
        }
    }
    assert!(levels.len() == 16 && straight(&levels) && straight(&along), "{levels:?}");
    heights.push((0.0, 0.0));
    assert!(heights.len() > 8 && straight(&heights), "{heights:?}");
    let said = said(&drawing.scene);
    assert!(said.contains(&"6+2: reached at source 9") && said.contains(&"base 4, run 3, 5%: reached at source 12"));
    assert!(said.contains(&"expected: mean over all orders of the sources"));
}

#[test]
fn a_saturation_curve_refuses_sums_that_do_not_add_up() {
    let mut table = analysis_tables::saturation();
    set(&mut table, 1, "cumulative", Cell::Count(26));
    set(&mut table, 5, "number", Cell::Count(7));
    set(&mut table, 6, "expected", Cell::number(Some(-1.0), 1));
    set(&mut table, 7, "source", Cell::Empty);
    let error = saturation_curve("s", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
saturation curve: the table cannot be drawn
Saturation:2 [cumulative]: found 26, expected 17 before and 8 new
    hint: count each code once, at its first source
Saturation:6 [number]: found "7", expected 6
    hint: number the sources in the order of analysis
Saturation:7 [expected]: found a number below 0
    hint: give a mean number of codes
Saturation:8 [source]: found nothing, expected words
"#);
}

/// The middle of a disc, or of a square on its tip, and whether it is a disc.
fn centre(marks: &[Mark]) -> (Point, bool) {
    match &marks[0] {
        Mark::Circle { centre, .. } => (*centre, true),
        Mark::Polygon { corners, .. } => (Point::new(corners[0].x, corners[1].y), false),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_correspondence_map_has_one_scale_and_two_shapes_and_lists_every_figure() {
    let table = analysis_tables::correspondence();
    let drawing = correspondence_map::drawing(&table, &tables::caption()).expect("sound");
    let drawn = groups(&drawing.scene);
    assert_eq!(drawn.len(), table.rows.len());
    let (mut across, mut up) = (Vec::new(), Vec::new());
    let list = said(&drawing.scene).join(" ");
    for row in 0..table.rows.len() {
        let id = format!("p{}", row + 1);
        let (_, title, marks) = drawn.iter().find(|(known, _, _)| **known == *id).expect("a point");
        let (at, is_disc) = centre(marks);
        assert_eq!(is_disc, word(&table, row, "kind") == "row", "{title}");
        across.push((number(&table, row, "axis_1").expect("a place"), at.x));
        up.push((number(&table, row, "axis_2").expect("a place"), at.y));
        let hollow = marks.iter().any(|mark| match mark {
            Mark::Circle { fill: Some(fill), .. } | Mark::Polygon { fill, .. } => {
                *fill == crate::charts::palette::WHITE
            }
            _ => false,
        });
        assert_eq!(hollow, number(&table, row, "quality").is_some_and(|quality| quality < 0.5), "{title}");
        let mass = format!("mass {}", word(&table, row, "mass"));
        assert!(title.contains(&word(&table, row, "name")) && title.contains(&mass), "{title}");
        assert!(list.contains(&word(&table, row, "name")), "{title} is listed");
    }
    assert!(straight(&across) && straight(&up));
    let unit = |all: &[(f64, f64)]| {
        let (low, high) = all.iter().fold((all[0], all[0]), |(low, high), pair| {
            (if pair.0 < low.0 { *pair } else { low }, if pair.0 > high.0 { *pair } else { high })
        });
        (high.1 - low.1) / (high.0 - low.0)
    };
    assert!((unit(&across) + unit(&up)).abs() < 1e-6, "a unit is as long upwards as to the right");
    let said = said(&drawing.scene);
    assert!(said.contains(&"Axis 1 (41.3% of inertia)") && said.contains(&"Axis 2 (22.0% of inertia)"));
}

#[test]
fn a_correspondence_map_refuses_points_without_a_place_and_masses_that_are_none() {
    let mut table = analysis_tables::correspondence();
    set(&mut table, 0, "kind", Cell::words("point"));
    set(&mut table, 1, "axis_2", Cell::Empty);
    set(&mut table, 2, "mass", Cell::number(Some(1.5), 1));
    set(&mut table, 3, "quality", Cell::number(Some(-0.5), 1));
    table.rows[6] = table.rows[5].clone();
    let error = correspondence_map("c", &table, &Caption::default()).expect_err("five faults");
    insta::assert_snapshot!(error, @r#"
correspondence map: the table cannot be drawn
Codes and roles:1 [kind]: found "point", expected `row` or `column`
Codes and roles:2 [axis_2]: found no number
    hint: leave out points without a place
Codes and roles:3 [mass]: found "1.5", expected 0 to 1
Codes and roles:4 [quality]: found "-0.5", expected 0 to 1
Codes and roles:7 [name]: found "Poverty, debt & unsuitable housing" a second time
    hint: give each row and each column one point
"#);
}

#[test]
fn dots_and_intervals_stand_at_their_values_and_what_is_undefined_says_so() {
    let table = analysis_tables::intervals();
    let drawing = dot_intervals::drawing(&table, &tables::caption()).expect("sound");
    let drawn = groups(&drawing.scene);
    assert_eq!(drawn.len(), 12);
    let mut places = Vec::new();
    for row in 0..12 {
        let begins = format!("{}: ", word(&table, row, "name"));
        let (_, title, marks) = drawn.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a row");
        let printed = words_of(marks);
        let n = word(&table, row, "n");
        assert_eq!(printed[0], if n.is_empty() { "–" } else { n.as_str() }, "{title}");
        let figures = ["estimate", "low", "high"].map(|key| word(&table, row, key).replace('-', "−"));
        let [estimate, low, high] = &figures;
        let expected = match (estimate.as_str(), low.is_empty()) {
            ("", _) => "undefined".to_owned(),
            (_, true) => estimate.clone(),
            (_, false) => format!("{estimate} ({low} to {high})"),
        };
        assert_eq!(printed[1], expected, "{title}");
        let dot =
            marks.iter().find_map(|mark| if let Mark::Circle { centre, .. } = mark { Some(centre.x) } else { None });
        assert_eq!(dot.is_some(), number(&table, row, "estimate").is_some(), "{title}");
        places.extend(number(&table, row, "estimate").zip(dot));
        let ends = marks
            .iter()
            .find_map(|mark| if let Mark::Line { from, to, .. } = mark { Some((from.x, to.x)) } else { None });
        let tips = marks.iter().filter(|mark| matches!(mark, Mark::Polygon { .. })).count();
        assert_eq!(tips, if row == 6 { 2 } else { 0 }, "{title}");
        let limits = number(&table, row, "low").zip(number(&table, row, "high"));
        if let (Some((low, high)), Some((from, to))) = (limits.filter(|_| tips == 0), ends) {
            places.extend([(low, from), (high, to)]);
        }
        assert_eq!(ends.is_some(), limits.is_some(), "{title}");
    }
    assert!(places.len() > 20 && straight(&places), "{places:?}");
    // Rows without a group come first, and the groups' names stand once.
    assert!(drawn[0].1.starts_with(&word(&table, 2, "name")), "{}", drawn[0].1);
    let said = said(&drawing.scene);
    assert!(["Barriers", "Enablers"].iter().all(|group| said.iter().filter(|words| *words == group).count() == 1));
}

#[test]
fn intervals_that_cannot_be_right_are_refused() {
    let mut table = analysis_tables::intervals();
    set(&mut table, 0, "low", Cell::number(Some(2.0), 1));
    set(&mut table, 1, "high", Cell::Empty);
    set(&mut table, 2, "estimate", Cell::words("large"));
    set(&mut table, 7, "name", Cell::Empty);
    let error = dot_intervals("d", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
dot plot with intervals: the table cannot be drawn
Agreement by code:1 [low]: found a lower limit above the upper one
Agreement by code:2 [low]: found one limit without the other
    hint: give both limits or leave both cells empty
Agreement by code:3 [estimate]: found "large", expected a number
    hint: leave the cell empty where nothing is reported
Agreement by code:8 [name]: found nothing, expected words
"#);
}
