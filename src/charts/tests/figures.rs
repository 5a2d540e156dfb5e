//! What is drawn is what the table says: numbers, lengths, places, areas.

use super::geometry::{groups, texts, words_of};
use super::{study_tables, tables};
use crate::charts::scene::Mark;
use crate::charts::{Caption, diverging_bars, evidence_map, forest, joint_map, palette, theme_matrix};
use crate::model::Fit;
use crate::table::{Cell, Table};

fn real(count: u64) -> f64 {
    f64::from(u32::try_from(count).expect("a small count"))
}

#[test]
fn a_theme_matrix_prints_every_figure_of_its_table_in_the_right_cell() {
    let table = tables::theme_matrix();
    let drawing = theme_matrix::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    assert_eq!(cells.len(), 12 * 4);
    // One figure is a share of those asked, which the foot says.
    assert!(texts(&drawing.scene).iter().any(|text| text.words.starts_with("Where a figure names another whole")));
    for (at, (id, title, marks)) in cells.iter().enumerate() {
        let (row, column) = (at / 4, at % 4 + 1);
        assert_eq!(*id, format!("r{}c{column}", row + 1));
        let expected = match &table.rows[row][column] {
            Cell::Count(count) => format!("{count} of {}", table.columns[column].n.expect("an N")),
            Cell::Share { part, whole } => format!("{part} of {whole}"),
            Cell::Withheld(text) => text.clone(),
            _ => "–".to_owned(),
        };
        assert_eq!(words_of(marks), [expected.as_str()], "{title}");
        let Mark::Rect { fill, outline, .. } = marks[0] else { panic!("a cell is a rectangle") };
        assert!(outline.is_some(), "every cell is outlined");
        if matches!(table.rows[row][column], Cell::Withheld(_)) {
            assert_eq!(fill, Some(palette::WHITE), "a withheld cell gives nothing away by its shade");
        }
    }
}

#[test]
fn bars_are_as_long_as_their_shares_on_the_side_of_their_polarity() {
    let table = tables::bars();
    let drawing = diverging_bars::drawing(&table, &tables::caption()).expect("sound");
    let mut lengths: Vec<(f64, f64)> = Vec::new();
    let mut withheld = 0;
    for (_, title, marks) in groups(&drawing.scene) {
        let words = words_of(marks)[0];
        let bar = marks.iter().find_map(|mark| match mark {
            // White is the ground of a figure.
            Mark::Rect { area, fill, .. } if *fill != Some(palette::WHITE) => Some((area, fill)),
            _ => None,
        });
        let Some((part, whole)) = words.split_once('/') else {
            assert!(bar.is_none() && words == "<3", "{title}");
            withheld += 1;
            continue;
        };
        let share = part.parse::<f64>().expect("a count") / whole.parse::<f64>().expect("a count");
        let colour = if title.contains("(enabler)") { palette::NAVY } else { palette::ORANGE };
        match bar {
            Some((area, fill)) => {
                assert_eq!(*fill, Some(colour), "{title}");
                lengths.push((share, area.width));
            }
            None => assert!(share == 0.0, "{title}"),
        }
    }
    assert_eq!(withheld, 2);
    let unit = lengths[0].1 / lengths[0].0;
    assert!(lengths.len() > 30 && lengths.iter().all(|(share, width)| (width - share * unit).abs() < 0.01));
}

#[test]
fn effects_stand_where_their_values_say_with_benefit_to_the_right() {
    let mut table = Table::new("Effects", tables::forest_columns());
    // Reported values, better side, and the value that is shown.
    let cases = [(-0.4, "lower", 0.4), (0.2, "higher", 0.2), (0.3, "lower", -0.3), (0.0, "higher", 0.0)];
    for (at, ((value, benefit, _), half)) in cases.into_iter().zip([0.1, 0.15, 0.2, 0.25]).enumerate() {
        let limits = Some((value - half, value + half));
        let effect = tables::Effect {
            outcome: "Safety",
            study: "A 2001",
            es_type: "smd",
            value: Some(value),
            limits,
            risk: "low",
            benefit,
        };
        table.rows.push(tables::effect_row(&effect, at));
    }
    let drawing = forest::drawing(&table, &Caption::default()).expect("sound");
    let mut places = Vec::new();
    for ((_, title, marks), (_, benefit, shown)) in groups(&drawing.scene).into_iter().zip(cases) {
        assert_eq!(title.contains("†"), benefit == "lower", "{title}");
        let square = marks.iter().find_map(|mark| match mark {
            Mark::Rect { area, .. }
                if area.width.to_bits() == area.height.to_bits() && area.x > 300.0 && area.x < 700.0 =>
            {
                Some(*area)
            }
            _ => None,
        });
        let square = square.expect("an effect has a square");
        places.push((shown, square.centre().x, square.width));
    }
    let per_unit = (places[0].1 - places[2].1) / (places[0].0 - places[2].0);
    assert!(per_unit > 50.0);
    for (shown, x, _) in &places {
        assert!((x - (places[3].1 + shown * per_unit)).abs() < 0.01, "{shown} at {x}");
    }
    // Wider intervals, smaller squares.
    assert!(places.windows(2).all(|pair| pair[0].2 > pair[1].2), "{places:?}");
}

#[test]
fn ratios_and_differences_never_share_an_axis_and_gaps_in_reports_are_said() {
    let drawing = forest::drawing(&tables::forest(), &tables::caption()).expect("sound");
    let said: Vec<&str> = texts(&drawing.scene).iter().map(|text| text.words.as_str()).collect();
    let count = |what: &str| said.iter().filter(|words| **words == what).count();
    assert_eq!(count("Standardised mean differences"), 1);
    assert_eq!(count("Ratios (logarithmic scale)"), 1);
    assert_eq!(count("not reported") + count("direction not stated"), 2);
    assert_eq!(groups(&drawing.scene).iter().filter(|(id, _, _)| id.starts_with('e')).count(), 44);
    assert!(drawing.scene.height < 2900.0, "{}", drawing.scene.height);
}

/// Left and right end of a shape.
fn reach(corners: &[crate::charts::scene::Point]) -> (f64, f64) {
    corners.iter().fold((f64::MAX, f64::MIN), |(low, high), corner| (low.min(corner.x), high.max(corner.x)))
}

#[test]
fn what_is_pooled_is_a_diamond_with_its_prediction_apart_and_what_is_not_has_only_its_reason() {
    let mut table = Table::new("Effects", tables::forest_columns());
    for (at, value) in [0.1, 0.3, 0.5].into_iter().enumerate() {
        let effect = tables::Effect {
            outcome: "Safety",
            study: "A 2001",
            es_type: "smd",
            value: Some(value),
            limits: Some((value - 0.2, value + 0.2)),
            risk: "low",
            benefit: "higher",
        };
        let mut row = tables::effect_row(&effect, at);
        row[14] = Cell::number(Some([20.0, 60.0, 20.0][at]), 1);
        table.rows.push(row);
    }
    table.rows.push(tables::pooled_row("Safety", "smd", Some([0.3, 0.2, 0.4, 0.0, 0.6]), "REML, Hartung-Knapp"));
    table.rows.push(tables::pooled_row("Wellbeing", "smd", None, "not pooled (V12): several effects of one study"));
    let drawing = forest::drawing(&table, &Caption::default()).expect("sound");
    let drawn = groups(&drawing.scene);
    let [first, second, third, pooled, refused] = drawn.as_slice() else { panic!("five groups, not {}", drawn.len()) };
    let square = |marks: &[Mark]| {
        let mut squares = marks.iter().filter_map(|mark| match mark {
            Mark::Rect { area, .. } if area.x > 300.0 && area.x < 700.0 => Some(*area),
            _ => None,
        });
        squares.next_back().expect("a square")
    };
    let (low, middle, high) = (square(first.2), square(second.2), square(third.2));
    let per_unit = (high.centre().x - low.centre().x) / 0.4;
    let at = |value: f64| low.centre().x + (value - 0.1) * per_unit;
    let areas = (middle.width * middle.width) / (low.width * low.width);
    assert!((areas - 3.0).abs() < 1e-9, "areas go with weights, not with intervals: {areas}");
    let diamond =
        pooled.2.iter().find_map(|mark| if let Mark::Polygon { corners, .. } = mark { Some(corners) } else { None });
    let (left, right) = reach(diamond.expect("a diamond"));
    assert!((left - at(0.2)).abs() < 0.01 && (right - at(0.4)).abs() < 0.01);
    let bar = square(pooled.2);
    assert!((bar.x - at(0.0)).abs() < 0.01 && (bar.right() - at(0.6)).abs() < 0.01);
    let said = pooled.1;
    for words in ["0.30 [0.20, 0.40]", "a new study [0.00, 0.60]", "tau²", "below\u{A0}0.001", "REML, Hartung-Knapp"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(refused.2.iter().all(|mark| matches!(mark, Mark::Text(_))), "no mark without a figure");
    assert!(texts(&drawing.scene).iter().any(|text| text.words.starts_with("Not pooled (V12)")));
}

#[test]
fn a_joint_map_prints_voices_studies_and_directions_in_every_cell() {
    let table = tables::joint();
    let drawing = joint_map::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    assert_eq!(cells.len(), 60);
    let counts = table.rows.iter().filter_map(|row| if let Cell::Count(count) = row[2] { Some(count) } else { None });
    let most = counts.max().expect("there are counts");
    for row in 0..table.rows.len() {
        let word = |key: &str| table.cell(row, key).expect("a cell").display();
        let begins = format!("{}, {}: ", word("theme"), word("outcome"));
        let (_, _, marks) =
            cells.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("each pair has a cell");
        let mut expected = match word("gap").as_str() {
            "both" => vec!["voices and studies".to_owned()],
            "qual_only" => vec!["voices only".to_owned()],
            "quant_only" => vec!["studies only".to_owned()],
            _ => vec!["no linked evidence".to_owned()],
        };
        expected.extend(Some(word("participants")).filter(|count| count != "0"));
        if word("studies") != "0" {
            expected.extend([word("studies"), format!("▲ {}", word("benefit")), format!("▼ {}", word("harm"))]);
        }
        assert_eq!(words_of(marks), expected, "{begins}");
        let circles: Vec<f64> = marks
            .iter()
            .filter_map(|mark| if let Mark::Circle { radius, .. } = mark { Some(*radius) } else { None })
            .collect();
        match table.cell(row, "participants") {
            Some(Cell::Count(0)) => assert!(circles.is_empty()),
            // The area of the circle is in proportion, the largest has a diameter of 34.
            Some(Cell::Count(count)) => {
                let share = (circles[0] / 17.0).powi(2) * real(most);
                assert!((share - real(*count)).abs() < 0.01 || circles[0] <= 2.5, "{count} drawn as {share}");
            }
            _ => assert_eq!(circles, [4.0]),
        }
    }
}

#[test]
fn an_evidence_map_prints_studies_designs_and_ratings_and_sizes_its_marks_by_studies() {
    let table = study_tables::evidence_map();
    let drawing = evidence_map::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    let pairs = study_tables::INTERVENTIONS.len() * study_tables::OUTCOMES.len();
    assert_eq!(cells.iter().filter(|(id, _, _)| id.contains('c')).count(), pairs);
    let mut sizes = Vec::new();
    for row in 0..pairs {
        let word = |key: &str| table.cell(row, key).expect("a cell").display();
        let begins = format!("{}, {}: ", word("row"), word("outcome"));
        let (_, title, marks) = cells.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a cell");
        let Some(Cell::Count(studies)) = table.cell(row, "studies") else { panic!("a count") };
        if *studies == 0 {
            assert_eq!(words_of(marks), ["none"], "{title}");
            continue;
        }
        let rating = word("rating");
        let level = if rating.is_empty() { "not rated".to_owned() } else { format!("level {rating}") };
        let first = if *studies == 1 { "1 study".to_owned() } else { format!("{studies} studies") };
        let mut expected = vec![first, level];
        expected.extend([word("design_rct"), word("design_qed")].into_iter().filter(|count| count != "0"));
        assert_eq!(words_of(marks), expected, "{title}");
        if let Some(Mark::Circle { radius, .. }) = marks.iter().find(|mark| matches!(mark, Mark::Circle { .. })) {
            sizes.push((real(*studies), radius * radius));
        }
    }
    let per_study = sizes[0].1 / sizes[0].0;
    assert!(sizes.len() > 4 && sizes.iter().all(|(studies, area)| (area - studies * per_study).abs() < 0.01));
    // Voices: the number, or what the gate lets be known, or that nothing is linked.
    let voices: Vec<&str> =
        cells.iter().filter(|(id, _, _)| id.contains('v')).map(|(_, _, marks)| words_of(marks)[0]).collect();
    assert_eq!(voices, ["14", "–", "2", "9", "16", "0", "<3", "14", "–", "2", "9"]);
}

#[test]
fn a_joint_display_prints_the_letter_of_every_fit_and_sizes_its_squares_by_cases() {
    let table = study_tables::joint_with_fit();
    let drawing = joint_map::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    let mut per_case: Vec<f64> = Vec::new();
    for row in 0..table.rows.len() {
        let word = |key: &str| table.cell(row, key).expect("a cell").display();
        let begins = format!("{}, {}: ", word("theme"), word("outcome"));
        let (_, title, marks) = cells.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a cell");
        let said = words_of(marks).join(" ");
        let Some(fit) = Fit::from_word(&word("fit")) else {
            assert!(said.starts_with("fit open"), "{title}");
            continue;
        };
        assert!(said.starts_with(fit.letter()) && (fit == Fit::NoEvidence || title.contains(fit.name())), "{said}");
        if fit == Fit::NoEvidence {
            continue;
        }
        assert!(said.contains(&format!("{} case", word("cases"))), "{said}");
        assert!(word("rating").is_empty() || said.ends_with(&word("rating")), "{said}");
        let squares: Vec<f64> = marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rect { area, .. } if area.width.to_bits() == area.height.to_bits() => Some(area.width),
                _ => None,
            })
            .collect();
        match table.cell(row, "cases") {
            Some(Cell::Count(cases)) if squares[0] > 8.0 => per_case.push(squares[0].powi(2) / real(*cases)),
            _ => assert_eq!(squares, [8.0], "{title}"),
        }
    }
    assert!(per_case.len() > 20 && per_case.iter().all(|each| (each - per_case[0]).abs() < 1e-9), "{per_case:?}");
}
