//! Charts of effects put every study where its figures say, and refuse what cannot be right.

use super::effect_tables;
use super::geometry::{groups, said, straight, texts};
use super::tables::{self, number, set};
use crate::charts::scene::{Mark, Point, Scene};
use crate::charts::{Caption, albatross, cost_effect, funnel, pillar};
use crate::table::Cell;

fn discs(scene: &Scene) -> Vec<(&str, Point)> {
    let named = groups(scene).into_iter();
    named
        .map(|(_, title, marks)| match marks[0] {
            Mark::Circle { centre, .. } => (title, centre),
            _ => panic!("{title} is a disc"),
        })
        .collect()
}

#[test]
fn points_of_a_funnel_stand_at_effect_and_error_with_the_precise_ones_on_top() {
    let table = effect_tables::funnel();
    let drawing = funnel::drawing(&table, &tables::caption()).expect("sound");
    let discs = discs(&drawing.scene);
    assert_eq!(discs.len(), 26);
    let figures = |key: &str| (0..26).map(|row| number(&table, row, key).expect("a number")).collect::<Vec<_>>();
    let across: Vec<(f64, f64)> = figures("effect").into_iter().zip(discs.iter().map(|(_, at)| at.x)).collect();
    let down: Vec<(f64, f64)> = figures("se").into_iter().zip(discs.iter().map(|(_, at)| at.y)).collect();
    assert!(straight(&across) && straight(&down));
    assert!(across[3].1.total_cmp(&across[9].1) == across[3].0.total_cmp(&across[9].0), "benefit to the right");
    assert!(down[0].1 < down[25].1, "small errors on top");
    let said = said(&drawing.scene);
    assert!(said.iter().any(|words| words.starts_with("Egger test")) && said.contains(&"pooled 0.31"));
    for (title, _) in discs {
        let study = title.split(": ").next().expect("a name");
        assert!(said.iter().any(|words| words.contains(study) && words.contains("(SE ")), "{study} is listed");
    }
}

#[test]
fn points_of_an_albatross_stand_by_p_on_their_side_and_by_size() {
    let table = effect_tables::albatross();
    let drawing = albatross::drawing(&table, &tables::caption()).expect("sound");
    let discs = discs(&drawing.scene);
    let middle = texts(&drawing.scene).iter().find(|text| text.words == "1").map(|text| text.at.x).expect("p = 1");
    let (mut sizes, mut right, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for (row, (title, at)) in (0..24).zip(&discs) {
        let (n, p) = (number(&table, row, "n").expect("n"), number(&table, row, "p").expect("p"));
        sizes.push((n.ln(), at.y));
        if title.ends_with("benefit") { &mut right } else { &mut left }.push((p.ln(), at.x));
    }
    assert!(straight(&sizes) && straight(&right) && straight(&left));
    assert!(right.iter().all(|(_, x)| *x > middle) && left.iter().all(|(_, x)| *x < middle));
    assert!(sizes[0].1 > sizes[20].1, "large studies on top");
    for contour in ["SMD 0.1", "SMD 0.25", "SMD 0.5", "OR 0.6"] {
        assert_eq!(
            said(&drawing.scene).iter().filter(|words| **words == contour).count(),
            2,
            "{contour} on both sides"
        );
    }
}

#[test]
fn interventions_stand_in_their_cost_band_at_their_effect_and_scales_have_panels_of_their_own() {
    let table = effect_tables::cost_effect();
    let drawing = cost_effect::drawing(&table, &tables::caption()).expect("sound");
    let drawn = groups(&drawing.scene);
    assert_eq!(drawn.len(), 10, "two rows have no effect");
    let said = said(&drawing.scene);
    assert!(
        said.contains(&"Standardised mean difference (benefit upwards)")
            && said.contains(&"Odds ratio (benefit upwards)")
    );
    let place = |marks: &[Mark]| {
        let centres = marks.iter().filter_map(|mark| match mark {
            Mark::Circle { centre, .. } => Some(*centre),
            Mark::Polygon { corners, .. } => {
                let ends = |of: fn(&Point) -> f64| {
                    corners.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)))
                };
                let (x, y) = (ends(|corner| corner.x), ends(|corner| corner.y));
                Some(Point::new(f64::midpoint(x.0, x.1), f64::midpoint(y.0, y.1)))
            }
            _ => None,
        });
        centres.reduce(|_, last| last).expect("a mark")
    };
    let mut bands: Vec<(String, f64)> = Vec::new();
    let mut panels: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
    for (id, title, marks) in &drawn {
        let row: usize = id.split('i').nth(1).and_then(|at| at.parse().ok()).expect("a row");
        let effect = number(&table, row - 1, "effect").expect("an effect");
        let at = place(marks);
        let panel = usize::from(id.starts_with("p2"));
        panels[panel].push((if panel == 1 { effect.ln() } else { effect }, at.y));
        bands.push((table.cell(row - 1, "cost").expect("a cost").display(), at.x));
        let rating = table.cell(row - 1, "rating").expect("a rating").display();
        let words: Vec<_> =
            marks.iter().filter_map(|m| if let Mark::Text(t) = m { Some(t.words.clone()) } else { None }).collect();
        let expected = if rating.is_empty() { vec![row.to_string()] } else { vec![row.to_string(), rating] };
        assert_eq!(words, expected, "{title}");
    }
    assert!(straight(&panels[0]) && straight(&panels[1]) && panels[0][0].1 > panels[0][2].1, "benefit upwards");
    bands.sort_by(|a, b| a.1.total_cmp(&b.1));
    assert!(bands.windows(2).all(|pair| pair[0].0 <= pair[1].0), "bands in order, na last: {bands:?}");
}

#[test]
fn effects_that_cannot_be_right_are_refused_by_row() {
    let mut table = effect_tables::cost_effect();
    set(&mut table, 0, "cost", Cell::words("6"));
    set(&mut table, 1, "effect", Cell::number(Some(9.0), 2));
    set(&mut table, 7, "ci_low", Cell::number(Some(-0.2), 2));
    let cost = cost_effect("c", &table, &Caption::default()).expect_err("three faults").to_string();
    let mut table = effect_tables::funnel();
    set(&mut table, 0, "se", Cell::number(Some(0.0), 2));
    set(&mut table, 1, "effect", Cell::Empty);
    set(&mut table, 2, "study", Cell::Empty);
    let funnel = funnel("f", &table, &Caption::default()).expect_err("three faults").to_string();
    let mut table = effect_tables::albatross();
    set(&mut table, 24, "effect", Cell::number(Some(0.0), 1));
    set(&mut table, 4, "p", Cell::number(Some(0.0), 1));
    set(&mut table, 5, "direction", Cell::Empty);
    set(&mut table, 6, "n", Cell::Count(1));
    let albatross = albatross("a", &table, &Caption::default()).expect_err("four faults").to_string();
    insta::assert_snapshot!([cost, funnel, albatross].join("\n"), @r#"
cost and effect: the table cannot be drawn
Cost and effect:1 [cost]: found "6", expected 1 to 5 or na
Cost and effect:2 [effect]: found 9 outside its interval −0.22 to 0.23
    hint: check the direction and whether the logarithm was taken
Cost and effect:8 [effect]: found a ratio that is not above 0
    hint: give ratios, not logarithms
funnel plot: the table cannot be drawn
Small-study effects:1 [se]: found "0", expected a number above 0
Small-study effects:2 [effect]: found nothing, expected a number
    hint: leave the study out
Small-study effects:27 [study]: found a second row without a study
    hint: give one pooled effect
albatross plot: the table cannot be drawn
p values:5 [p]: found no p value above 0 and at most 1
    hint: leave the study out
p values:6 [direction]: expected `benefit` or `harm`
    hint: leave the study out
p values:7 [n]: found no size of at least 2
    hint: leave the study out
p values:25 [effect]: found no contour
    hint: give a difference other than 0, or an odds ratio other than 1 with a risk between 0 and 1
"#);
}

#[test]
fn pillars_hold_both_sides_word_for_word_and_unmatched_rows_stay_in_sight() {
    let table = effect_tables::pillars();
    let drawing = pillar::drawing(&table, &tables::caption()).expect("sound");
    let rows = groups(&drawing.scene);
    assert_eq!(rows.len(), table.rows.len());
    for (row, (_, title, marks)) in rows.iter().enumerate() {
        let words: Vec<&str> = marks
            .iter()
            .filter_map(|m| if let Mark::Text(text) = m { Some(text.words.as_str()) } else { None })
            .collect();
        let said = words.join(" ");
        for key in ["qual", "quant", "inference"] {
            let cell = table.cell(row, key).expect("a cell").display();
            let expected = match (cell.is_empty(), key) {
                (false, _) => cell.as_str(),
                (true, "qual") => "nobody speaks of it",
                (true, "quant") => "no study measured it",
                (true, _) => "No inference drawn yet.",
            };
            assert!(said.contains(expected), "{title}: {expected:?} in {said:?}");
        }
        assert_eq!(said.contains("Unmatched"), row == 3 || row == 6, "{title}");
    }
    let mut table = effect_tables::pillars();
    set(&mut table, 0, "fit", Cell::words("harmony"));
    set(&mut table, 3, "quant", Cell::Empty);
    let error = pillar("p", &table, &Caption::default()).expect_err("two faults").to_string();
    assert!(error.contains(":1 [fit]: found \"harmony\"") && error.contains(":4 [qual]: found neither"), "{error}");
}
