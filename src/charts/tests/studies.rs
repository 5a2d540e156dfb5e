//! Charts of studies show what their tables say: figures, places, sizes, and what they refuse.

use super::geometry::{groups, texts};
use super::{study_tables, tables};
use crate::charts::scene::{Mark, Scene};
use crate::charts::{Caption, effect_direction, harvest, palette};
use crate::table::{Cell, Table};

fn words_of(marks: &[Mark]) -> Vec<&str> {
    marks.iter().filter_map(|mark| if let Mark::Text(text) = mark { Some(text.words.as_str()) } else { None }).collect()
}

fn said(scene: &Scene) -> Vec<&str> {
    texts(scene).iter().map(|text| text.words.as_str()).collect()
}

fn set(table: &mut Table, row: usize, key: &str, cell: Cell) {
    let at = table.column(key).expect("the column is there");
    table.rows[row][at] = cell;
}

#[test]
fn a_harvest_plot_has_a_bar_for_every_row_as_tall_as_its_design_is_suitable() {
    let table = study_tables::harvest();
    let drawing = harvest::drawing(&table, &tables::caption()).expect("sound");
    let bars = groups(&drawing.scene);
    assert_eq!(bars.len(), table.rows.len());
    let mut lefts: [Vec<f64>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for row in 0..table.rows.len() {
        let word = |key: &str| table.cell(row, key).expect("a cell").display();
        let begins = format!("{}, {}: ", word("outcome"), word("study"));
        let (_, title, marks) = bars.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a bar");
        let Mark::Rect { area, fill, outline: Some(_) } = marks[0] else { panic!("an outlined bar") };
        let steps: f64 = word("height").parse().expect("a number");
        assert!((area.height - 15.0 * steps).abs() < 1e-9, "{title}");
        let (shade, letter) = match word("risk_of_bias").as_str() {
            "low" => (palette::NAVY, "L"),
            "some_concerns" | "moderate" => (palette::SKY, "S"),
            "" => (palette::MIST, "?"),
            _ => (palette::WHITE, "H"),
        };
        assert_eq!(fill, Some(shade), "{title}");
        let number = words_of(marks)[1];
        let listed = format!("{number}\u{a0} {}", word("study"));
        assert!(said(&drawing.scene).contains(&listed.as_str()), "{listed}");
        let expected = if word("uk") == "yes" { vec![letter, number, "UK"] } else { vec![letter, number] };
        assert_eq!(words_of(marks), expected, "{title}");
        let column = ["harm", "conflicting", "benefit"].iter().position(|vote| *vote == word("vote")).expect("a vote");
        lefts[column].push(area.x);
    }
    // Harm stands left of neither, and that left of benefit.
    let range = |all: &[f64]| all.iter().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
    assert!(range(&lefts[0]).1 < range(&lefts[1]).0 && range(&lefts[1]).1 < range(&lefts[2]).0);
}

#[test]
fn a_harvest_plot_refuses_unknown_votes_heights_and_a_study_that_votes_twice() {
    let mut table = study_tables::harvest();
    set(&mut table, 0, "vote", Cell::words("maybe"));
    set(&mut table, 1, "height", Cell::Count(0));
    set(&mut table, 2, "risk_of_bias", Cell::words("blue"));
    table.rows[4] = table.rows[3].clone();
    let error = harvest("h", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
harvest plot: the table cannot be drawn
Studies by outcome and direction:1 [vote]: found "maybe", expected `benefit`, `conflicting` or `harm`
    hint: count votes by the direction of effects
Studies by outcome and direction:2 [height]: found "0", expected a whole number from 1 to 9
Studies by outcome and direction:3 [risk_of_bias]: found "blue"
    hint: expected low, some concerns, moderate, high, serious, critical, or nothing
Studies by outcome and direction:5 [study]: found "Vzorek et al. 2010" under "Child safety" a second time
    hint: give each study one vote for each outcome
"#);
}

#[test]
fn triangles_point_where_the_effects_do_and_the_foot_has_the_votes_and_the_test() {
    let table = study_tables::effect_direction();
    let drawing = effect_direction::drawing(&table, &tables::caption()).expect("sound");
    let pieces = groups(&drawing.scene);
    assert_eq!(pieces.len(), table.rows.len() - 5);
    for row in 5..table.rows.len() {
        let word = |key: &str| table.cell(row, key).expect("a cell").display();
        let begins = format!("{}, {}: ", word("study"), word("outcome"));
        let (_, title, marks) = pieces.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a triangle");
        assert_eq!(words_of(marks), [word("effects").as_str()], "{title}");
        let shapes: Vec<_> = marks
            .iter()
            .filter_map(|m| if let Mark::Polygon { corners, .. } = m { Some(corners) } else { None })
            .collect();
        let (top, bottom) = shapes[0].iter().fold((f64::MAX, f64::MIN), |(a, b), c| (a.min(c.y), b.max(c.y)));
        let at_top = shapes[0].iter().filter(|corner| (corner.y - top).abs() < 1e-9).count();
        match word("vote").as_str() {
            "benefit" => assert_eq!((shapes.len(), at_top), (1, 1), "{title}"),
            "harm" => assert_eq!((shapes.len(), at_top), (1, 2), "{title}"),
            _ => assert_eq!(shapes.len(), 2, "{title}"),
        }
        let side = match word("n").parse::<u64>() {
            Ok(n) if n > 300 => 26.0,
            Ok(n) if n >= 50 => 19.0,
            _ => 13.0,
        };
        assert!(shapes.len() == 2 || (bottom - top - side).abs() < 1e-9, "{title}");
    }
    let said = said(&drawing.scene);
    for foot in ["▲ 3 · ▼ 1 · ? 0", "▲ 3 · ▼ 1 · ? 4", "p = 0.625", "p < 0.001", "p = 0.031"] {
        assert!(said.contains(&foot), "{foot}");
    }
}

#[test]
fn an_effect_direction_plot_refuses_what_cannot_be_right() {
    let mut table = study_tables::effect_direction();
    set(&mut table, 0, "p", Cell::number(Some(1.5), 2));
    table.rows[1][1] = table.rows[2][1].clone();
    set(&mut table, 6, "vote", Cell::words("up"));
    set(&mut table, 7, "effects", Cell::Empty);
    set(&mut table, 8, "n", Cell::words("many"));
    let error = effect_direction("e", &table, &Caption::default()).expect_err("five faults");
    insta::assert_snapshot!(error, @r#"
effect-direction plot: the table cannot be drawn
Direction of effects:1 [p]: found a p value outside 0 to 1
Direction of effects:3 [study]: found "" with "Family relationships" a second time
    hint: give each pair one row
Direction of effects:7 [vote]: found "up", expected `benefit`, `conflicting` or `harm`
    hint: count votes by the direction of effects
Direction of effects:8 [effects]: found "", expected a whole number from 1 to 9999
Direction of effects:9 [n]: found "many", expected a count
    hint: leave the cell empty where nothing is reported
"#);
}
