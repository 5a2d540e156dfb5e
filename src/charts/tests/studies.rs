//! Charts of studies show what their tables say: figures, places, sizes, and what they refuse.

use super::geometry::{groups, said, words_of};
use super::tables::set;
use super::{study_tables, tables};
use crate::charts::scene::{Mark, Scene};
use crate::charts::{Caption, alluvial, effect_direction, equity, harvest, palette, prevalence};
use crate::table::Cell;

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

#[test]
fn an_equity_map_prints_studies_by_level_and_people_known_and_counts_its_blanks() {
    let table = study_tables::equity();
    let drawing = equity::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    assert_eq!(cells.len(), table.rows.len());
    let mut blanks = 0;
    for row in 0..table.rows.len() {
        let word = |key: &str| table.cell(row, key).expect("a cell").display();
        let column = word("outcome") + &word("role");
        let begins = |title: &str| title.contains(&word("characteristic")) && title.contains(&format!(", {column}: "));
        let (_, title, marks) = cells.iter().find(|(_, title, _)| begins(title)).expect("a cell");
        let expected: Vec<String> = if word("role").is_empty() {
            let levels = [("T", "targeted"), ("S", "subgroup_analysed"), ("D", "described")];
            let shown = levels.iter().filter(|(_, key)| word(key) != "0");
            shown.flat_map(|(letter, key)| [(*letter).to_owned(), word(key)]).collect()
        } else {
            Some(word("known")).into_iter().filter(|known| known != "0").collect()
        };
        blanks += usize::from(expected.is_empty());
        let expected = if expected.is_empty() { vec!["none".to_owned()] } else { expected };
        assert_eq!(words_of(marks), expected, "{title}");
    }
    assert!(blanks > 8 && drawing.alt.contains(&format!("{blanks} of 32 cells are blank")), "{}", drawing.alt);
    assert!(drawing.alt.contains("Blank throughout: “Religion”."), "{}", drawing.alt);
}

#[test]
fn an_equity_map_refuses_rows_of_neither_kind() {
    let mut table = study_tables::equity();
    set(&mut table, 0, "role", Cell::words("Parents"));
    set(&mut table, 1, "outcome", Cell::Empty);
    set(&mut table, 2, "described", Cell::words("few"));
    table.rows[4] = table.rows[3].clone();
    let error = equity("e", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
equity gap map: the table cannot be drawn
Who is described:1 [outcome]: found neither an outcome nor a role, or both
    hint: give each pair of the two kinds its own row
Who is described:2 [outcome]: found neither an outcome nor a role, or both
    hint: give each pair of the two kinds its own row
Who is described:3 [described]: found "few", expected a count
Who is described:5 [characteristic]: found "Place of residence" with "Parental wellbeing and recovery" a second time
    hint: give each pair one row
"#);
}

#[test]
fn dots_stand_at_their_shares_and_themes_are_sorted_by_who_raises_them() {
    let table = tables::theme_matrix();
    let plain = prevalence::drawing(&table, &tables::caption()).expect("sound");
    let with = prevalence::drawing_with_intervals(&table, &tables::caption()).expect("sound");
    let lines = |marks: &[Mark]| marks.iter().filter(|mark| matches!(mark, Mark::Line { .. })).count();
    let mut places: Vec<(f64, f64)> = Vec::new();
    let mut totals: Vec<(u64, f64)> = Vec::new();
    for ((id, title, marks), (_, _, with)) in groups(&plain.scene).into_iter().zip(groups(&with.scene)) {
        let words = words_of(marks)[0];
        let place: u64 = id[1..].split('r').next().and_then(|at| at.parse().ok()).expect("a place");
        if totals.last().is_none_or(|(at, _)| *at != place) {
            totals.push((place, 0.0));
        }
        let Some((part, whole)) = words.split_once('/') else {
            assert!(marks.len() == 1 && with.len() == 1, "{title}: nothing is drawn of what is withheld or not there");
            continue;
        };
        let (part, whole): (f64, f64) = (part.parse().expect("a count"), whole.parse().expect("a count"));
        totals.last_mut().expect("a theme").1 += part;
        let x = match &marks[0] {
            Mark::Circle { centre, .. } => centre.x,
            Mark::Rect { area, .. } => area.centre().x,
            Mark::Polygon { corners, .. } => {
                let ends = corners.iter().fold((f64::MAX, f64::MIN), |(a, b), c| (a.min(c.x), b.max(c.x)));
                f64::midpoint(ends.0, ends.1)
            }
            other => panic!("{other:?}"),
        };
        places.push((part / whole, x));
        // The interval is the one line more, around the dot.
        assert_eq!(lines(with), lines(marks) + 1, "{title}");
        let Mark::Line { from, to, .. } = with[0] else { panic!("{title}") };
        assert!(from.x <= x + 1e-9 && x <= to.x + 1e-9, "{title}");
    }
    let unit = (places[0].1 - places[1].1) / (places[0].0 - places[1].0);
    let zero = places[0].1 - unit * places[0].0;
    assert!(places.len() > 40 && places.iter().all(|(share, x)| (zero + unit * share - x).abs() < 0.01));
    assert!(totals.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{totals:?}");
    let says = |scene: &Scene| said(scene).iter().any(|words| words.contains("they are purposive"));
    assert!(says(&with.scene) && !says(&plain.scene));
}

#[test]
fn widths_of_an_alluvial_plot_are_the_flows_and_add_up_on_both_sides() {
    let table = study_tables::flows();
    let drawing = alluvial::drawing(&table, &tables::caption()).expect("sound");
    let flow = |row: usize| match table.cell(row, "flow") {
        Some(Cell::Count(flow)) => *flow,
        other => panic!("{other:?}"),
    };
    let all: u64 = (0..table.rows.len()).map(flow).sum();
    let mut sums = (0, 0);
    let mut per_unit: Vec<f64> = Vec::new();
    for (id, title, marks) in groups(&drawing.scene) {
        let size: u64 = title.rsplit(": ").next().and_then(|size| size.parse().ok()).expect("a size");
        let Mark::Polygon { corners, fill } = &marks[0] else { panic!("a band") };
        let last = corners.len() - 1;
        per_unit.push((corners[last].y - corners[0].y) / f64::from(u32::try_from(size).expect("small")));
        let lit = id.contains('h') || title.starts_with("Parents’ own recovery comes first");
        assert_eq!(*fill, if lit { palette::NAVY } else { palette::GRID }, "{title}");
        if id.starts_with('t') { sums.0 += size } else { sums.1 += size }
    }
    assert_eq!(sums, (all, all), "nothing is lost or doubled between the columns");
    assert!(per_unit.iter().all(|width| (width - per_unit[0]).abs() < 1e-6), "{per_unit:?}");
    assert!(said(&drawing.scene).iter().any(|words| words.starts_with("not measured")));
}

#[test]
fn an_alluvial_plot_refuses_unknown_classes_doubled_flows_and_two_highlights() {
    let mut table = study_tables::flows();
    set(&mut table, 0, "effect_class", Cell::words("good"));
    set(&mut table, 1, "flow", Cell::Count(0));
    table.rows[3] = table.rows[2].clone();
    set(&mut table, 5, "highlighted", Cell::words("yes"));
    let error = alluvial("a", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
alluvial plot: the table cannot be drawn
From themes to effects:1 [effect_class]: found "good", expected `benefit`, `unclear`, `harm` or `none`
From themes to effects:2 [flow]: found "0", expected a whole number from 1 to 1000000
From themes to effects:4 [theme]: found "Know the whole story before deciding" through "Child safety" to "harm" a second time
    hint: add the flows up in one row
From themes to effects:33 [highlighted]: found a second theme
    hint: highlight one
From themes to effects:34 [highlighted]: found a second theme
    hint: highlight one
From themes to effects:35 [highlighted]: found a second theme
    hint: highlight one
From themes to effects:36 [highlighted]: found a second theme
    hint: highlight one
From themes to effects:37 [highlighted]: found a second theme
    hint: highlight one
From themes to effects:38 [highlighted]: found a second theme
    hint: highlight one
From themes to effects:39 [highlighted]: found a second theme
    hint: highlight one
"#);
}
