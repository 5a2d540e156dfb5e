//! Charts of codes show what their tables say, and refuse what cannot be right.

use super::code_tables;
use super::geometry::{groups, said, words_of};
use super::tables::{self, number, set, word};
use crate::charts::scene::{Area, Mark, Point, Scene};
use crate::charts::{Caption, cooccurrence_matrix, cooccurrence_network, heat_matrix, palette, sequence};
use crate::table::Cell;

fn ground(marks: &[Mark]) -> (Area, palette::Colour) {
    match marks[0] {
        Mark::Rect { area, fill: Some(fill), outline: Some(_) } => (area, fill),
        ref other => panic!("a cell is an outlined rectangle, not {other:?}"),
    }
}

#[test]
fn a_cooccurrence_matrix_prints_every_pair_once_below_a_diagonal_of_the_codes() {
    let table = code_tables::pairs();
    let drawing = cooccurrence_matrix::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    let codes = code_tables::CODES.len();
    assert_eq!(cells.len(), codes * (codes - 1) / 2 + codes);
    for row in 0..table.rows.len() {
        let (a, b) = (word(&table, row, "a"), word(&table, row, "b"));
        let pair =
            |title: &str| title.starts_with(&format!("{a} and {b}: ")) || title.starts_with(&format!("{b} and {a}: "));
        let found: Vec<_> = cells.iter().filter(|(_, title, _)| pair(title)).collect();
        let [(_, title, marks)] = found.as_slice() else { panic!("{a} with {b} has {} cells", found.len()) };
        assert_eq!(words_of(marks), [word(&table, row, "n_ab")], "{title}");
        let expected = match number(&table, row, "jaccard") {
            Some(index) if index > 0.4 => palette::NAVY,
            Some(index) if index > 0.2 => palette::BLUE,
            Some(index) if index > 0.1 => palette::SKY,
            Some(index) if index > 0.0 => palette::PALE,
            _ => palette::WHITE,
        };
        assert_eq!(ground(marks).1, expected, "{title}");
    }
    let diagonal: Vec<_> = cells.iter().filter(|(id, _, _)| id.starts_with('d')).collect();
    assert_eq!(diagonal.len(), codes);
    let sizes: Vec<u64> = diagonal.iter().filter_map(|(_, _, marks)| words_of(marks)[0].parse().ok()).collect();
    assert!(sizes.len() == codes - 1 && sizes.windows(2).all(|pair| pair[0] >= pair[1]), "most frequent first");
    assert_eq!(words_of(diagonal[codes - 1].2), ["<3"], "a withheld number comes last");
    for (id, _, marks) in cells.iter().filter(|(id, _, _)| id.starts_with('r')) {
        let place = id.trim_start_matches('r').split_once('c').expect("row and column");
        let (down, across) = (place.0.parse::<usize>().expect("row"), place.1.parse::<usize>().expect("column"));
        assert!(across < down, "{id} lies below the diagonal");
        let (left, top) = (ground(diagonal[across - 1].2).0, ground(diagonal[down - 1].2).0);
        let area = ground(marks).0;
        assert!((area.x - left.x).abs() < 1e-9 && (area.y - top.y).abs() < 1e-9, "{id}");
    }
}

#[test]
fn codes_beyond_forty_are_left_out_and_named() {
    let table = code_tables::many_pairs();
    let drawing = cooccurrence_matrix::drawing(&table, &tables::caption()).expect("sound");
    assert_eq!(groups(&drawing.scene).iter().filter(|(id, _, _)| id.starts_with('d')).count(), 40);
    let foot = said(&drawing.scene).join(" ");
    assert!(foot.contains("Only the 40 most frequent codes are drawn; left out (20): "), "{foot}");
    assert!(drawing.alt.contains("20 rarer codes left out."), "{}", drawing.alt);
    let named = code_tables::CODES.iter().enumerate().filter(|(at, code)| foot.contains(&format!("{code} ({at})")));
    assert!(named.count() > 0, "rare codes are named");
}

fn disc(marks: &[Mark]) -> (Point, f64) {
    match marks[0] {
        Mark::Circle { centre, radius, .. } => (centre, radius),
        ref other => panic!("a node is a disc, not {other:?}"),
    }
}

#[test]
fn nodes_have_areas_and_edges_widths_in_proportion_and_join_what_they_say() {
    let table = code_tables::pairs();
    let drawing = cooccurrence_network::drawing(&table, &tables::caption()).expect("sound");
    let drawn = groups(&drawing.scene);
    let node = |name: &str| {
        let found = drawn.iter().find(|(id, title, _)| id.starts_with('n') && title.starts_with(&format!("{name}: ")));
        disc(found.expect("every code has a node").2)
    };
    let mut areas = Vec::new();
    let mut widths = Vec::new();
    let mut numbers = 0;
    for row in 0..table.rows.len() {
        let (a, b) = (word(&table, row, "a"), word(&table, row, "b"));
        areas.extend(number(&table, row, "n_a").map(|n| (n, node(&a).1.powi(2))));
        let joined =
            |title: &str| title.starts_with(&format!("{a} and {b}: ")) || title.starts_with(&format!("{b} and {a}: "));
        let edge = drawn.iter().find(|(id, title, _)| id.starts_with('e') && joined(title));
        match (number(&table, row, "n_ab"), edge) {
            (Some(count), Some((_, title, marks))) => {
                let Mark::Line { from, to, stroke } = marks[0] else { panic!("{title} is a line") };
                let ends = [node(&a).0, node(&b).0];
                assert!(ends == [from, to] || ends == [to, from], "{title}");
                widths.push((count, stroke.width));
                numbers += 1;
            }
            (None, Some((_, title, marks))) => assert!(marks.len() > 3, "{title} is dashed"),
            (Some(count), None) => assert!(count == 0.0, "{a} and {b}, {count}, have an edge"),
            (None, None) => panic!("{a} and {b}: withheld pairs are few enough to be drawn"),
        }
    }
    for (what, all, least) in [("areas", areas, 16.0), ("widths", widths, 1.0)] {
        let (most, size) = all.iter().copied().reduce(|x, y| if y.0 > x.0 { y } else { x }).expect("some");
        for (count, found) in all {
            assert!((found - count * size / most).abs() < 1e-6 || (found - least).abs() < 1e-6, "{what} {count}");
        }
    }
    let counts = |words: &&str| words.parse::<u64>().is_ok();
    let listed = said(&drawing.scene).into_iter().filter(|words| words.contains('–') && words.contains(": ")).count();
    let printed = drawing.scene.marks.iter().filter(|mark| match mark {
        Mark::Text(text) => counts(&text.words.as_str()) || text.words == "<3",
        _ => false,
    });
    let withheld = drawn.iter().filter(|(id, title, _)| id.starts_with('e') && title.contains("<3")).count();
    assert_eq!(printed.count() + listed, numbers + withheld, "every edge has its number on it or in the list");
}

#[test]
fn weak_edges_of_a_crowded_network_are_left_out_and_told() {
    let drawing = cooccurrence_network::drawing(&code_tables::many_pairs(), &tables::caption()).expect("sound");
    let drawn = groups(&drawing.scene);
    assert_eq!(drawn.iter().filter(|(id, _, _)| id.starts_with('n')).count(), 25);
    let together = |title: &str| title.rsplit(": ").next().and_then(|end| end.split(' ').next()?.parse::<u64>().ok());
    let edges: Vec<u64> =
        drawn.iter().filter(|(id, _, _)| id.starts_with('e')).filter_map(|(_, t, _)| together(t)).collect();
    let least = edges.iter().min().expect("some edges");
    let foot = said(&drawing.scene).join(" ");
    assert!((10..=45).contains(&edges.len()), "{}", edges.len());
    assert!(foot.contains(&format!("Pairs with fewer than {least} together are left out: ")), "{foot}");
}

#[test]
fn pairs_that_cannot_be_right_are_refused_by_row() {
    let mut table = code_tables::pairs();
    set(&mut table, 0, "n_ab", Cell::Count(900));
    set(&mut table, 1, "n_a", Cell::Count(1));
    set(&mut table, 2, "jaccard", Cell::number(Some(1.5), 2));
    table.rows[4] = table.rows[3].clone();
    let other = table.rows[5][0].clone();
    set(&mut table, 5, "b", other);
    let matrix = cooccurrence_matrix("m", &table, &Caption::default()).expect_err("five faults").to_string();
    insta::assert_snapshot!(matrix, @r#"
co-occurrence matrix: the table cannot be drawn
Codes that occur together:1 [n_ab]: found 900 together where one of the two has 23
    hint: check the unit in which codes are counted
Codes that occur together:2 [n_a]: found 1 for "Trusting relationship with one worker", above 23
    hint: give each code one number
Codes that occur together:2 [n_ab]: found 2 together where one of the two has 1
    hint: check the unit in which codes are counted
Codes that occur together:3 [jaccard]: found 1.50, expected 0 to 1
    hint: leave the cell empty where the index is undefined
Codes that occur together:5 [a]: found "Trusting relationship with one worker" with "Family group conference" a second time
    hint: give each pair one row, in either order
Codes that occur together:6 [b]: found "Trusting relationship with one worker" with itself
    hint: leave the diagonal out; n_a and n_b have it
Codes that occur together:6 [n_b]: found 31 for "Trusting relationship with one worker", above 23
    hint: give each code one number
"#);
    let network = cooccurrence_network("n", &table, &Caption::default()).expect_err("five faults").to_string();
    assert_eq!(network.replace("co-occurrence network", "co-occurrence matrix"), matrix);
}

#[test]
fn a_sequence_prints_observed_and_z_and_tells_the_side_by_a_sign_too() {
    let table = code_tables::steps();
    let drawing = sequence::drawing(&table, &tables::caption()).expect("sound");
    let cells = groups(&drawing.scene);
    assert_eq!(cells.len(), 6 * 7);
    for row in 0..table.rows.len() {
        let begins = format!("{}, then {}: ", word(&table, row, "first"), word(&table, row, "then"));
        let (_, title, marks) = cells.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a cell");
        let withheld = word(&table, row, "observed") == "<3";
        let z = number(&table, row, "z").filter(|_| !withheld);
        let (fill, sign) = match z {
            Some(z) if z >= 2.58 => (palette::BLUE, "▲▲ "),
            Some(z) if z >= 1.96 => (palette::SKY, "▲ "),
            Some(z) if z <= -2.58 => (palette::ORANGE, "▼▼ "),
            Some(z) if z <= -1.96 => (palette::PEACH, "▼ "),
            _ => (palette::WHITE, ""),
        };
        assert_eq!(ground(marks).1, fill, "{title}");
        let mut expected = vec![word(&table, row, "observed")];
        expected.extend(z.map(|_| format!("{sign}{}", word(&table, row, "z").replace('-', "−"))));
        assert_eq!(words_of(marks), expected, "{title}");
    }
    assert_eq!(cells.iter().filter(|(_, _, marks)| words_of(marks) == ["–"]).count(), 1, "a pair without a row");
    let mut table = code_tables::steps();
    set(&mut table, 0, "observed", Cell::words("many"));
    set(&mut table, 1, "expected", Cell::number(Some(-1.0), 1));
    table.rows[3] = table.rows[2].clone();
    set(&mut table, 5, "first", Cell::Empty);
    let error = sequence("s", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
sequence of codes: the table cannot be drawn
What follows what:1 [observed]: found "many", expected a count
What follows what:2 [expected]: found a number below 0
    hint: expected counts are never negative
What follows what:4 [first]: found "Waiting lists for therapy and substance misuse services" before "Practical help in the home in the evenings" a second time
    hint: give each pair one row
What follows what:6 [first]: found nothing, expected words
"#);
}

/// Places in [`code_tables::CODES`] of the rows of a heat map, from top to bottom.
fn rows_of(scene: &Scene) -> Vec<usize> {
    let first = |id: &str| id.strip_suffix("c1").is_some_and(|row| row.starts_with('r'));
    let rows = groups(scene).into_iter().filter(|(id, _, _)| first(id));
    let named = |title: &str| {
        let code = code_tables::CODES.iter().position(|code| title.starts_with(&format!("{code}, Interview ")));
        code.expect("a row has the name of a code")
    };
    rows.map(|(_, title, _)| named(title)).collect()
}

#[test]
fn a_heat_matrix_keeps_every_figure_in_its_row_and_column_wherever_they_are_put() {
    let table = code_tables::matrix();
    let drawing = heat_matrix::drawing(&table, &tables::caption()).expect("sound");
    let mut seen = 0;
    for row in 0..table.rows.len() {
        let name = word(&table, row, "code");
        for column in &table.columns[1..] {
            let begins = format!("{name}, {}: ", column.label);
            let drawn = groups(&drawing.scene);
            let (_, title, marks) = drawn.iter().find(|(_, title, _)| title.starts_with(&begins)).expect("a cell");
            let cell = table.cell(row, &column.key).expect("a cell");
            let (words, share) = match cell {
                Cell::Count(count) => (count.to_string(), number(&table, row, &column.key).map(|count| count / 12.0)),
                Cell::Share { part, whole } => (format!("{part} of {whole}"), Some(0.75)),
                Cell::Number { .. } => (cell.display(), number(&table, row, &column.key).map(|value| value / 12.0)),
                Cell::Withheld(mark) => (mark.clone(), None),
                _ => ("–".to_owned(), None),
            };
            let fill = match share {
                Some(share) if share > 0.75 => palette::NAVY,
                Some(share) if share > 0.5 => palette::BLUE,
                Some(share) if share > 0.25 => palette::SKY,
                Some(share) if share > 0.0 => palette::PALE,
                _ => palette::WHITE,
            };
            assert_eq!((words_of(marks), ground(marks).1), (vec![words.as_str()], fill), "{title}");
            seen += 1;
        }
    }
    assert_eq!(seen, 12 * 7);
}

#[test]
fn like_rows_stand_together_and_two_rows_keep_their_order() {
    let mut table = code_tables::matrix_of(6, 4);
    let plain = [[1, 1, 1, 1], [11, 11, 0, 0], [1, 1, 1, 2], [0, 0, 11, 11], [11, 10, 0, 0], [0, 0, 12, 11]];
    for (row, counts) in table.rows.iter_mut().zip(plain) {
        row.splice(1.., counts.map(Cell::Count));
    }
    let drawing = heat_matrix::drawing(&table, &tables::caption()).expect("sound");
    let order = rows_of(&drawing.scene);
    for pair in [[0, 2], [1, 4], [3, 5]] {
        let at = |code: usize| order.iter().position(|known| *known == code).expect("drawn");
        assert_eq!(at(pair[0]).abs_diff(at(pair[1])), 1, "{order:?}");
    }
    let trees = |scene: &Scene| {
        let ids = groups(scene).into_iter().map(|(id, _, _)| id.to_owned());
        ids.filter(|id| ["rows", "columns"].contains(&id.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(trees(&drawing.scene), ["columns", "rows"]);
    let small = heat_matrix::drawing(&code_tables::matrix_of(2, 2), &tables::caption()).expect("sound");
    assert_eq!((rows_of(&small.scene), trees(&small.scene)), (vec![0, 1], Vec::new()));
}

#[test]
fn a_heat_matrix_refuses_what_is_no_figure() {
    let mut table = code_tables::matrix();
    set(&mut table, 0, "c0", Cell::Count(13));
    set(&mut table, 1, "c2", Cell::words("many"));
    set(&mut table, 2, "code", Cell::Empty);
    let error = heat_matrix("h", &table, &Caption::default()).expect_err("three faults");
    insta::assert_snapshot!(error, @r#"
heat map: the table cannot be drawn
Codes by source:1 [c0]: found 13 of 12: more than the whole
    hint: check the N of the column and what is counted
Codes by source:2 [c2]: found "many", expected a number
    hint: leave the cell empty where nothing is reported
Codes by source:3 [code]: found nothing, expected words
"#);
    table.columns.truncate(1);
    table.rows.iter_mut().for_each(|row| row.truncate(1));
    let error = heat_matrix("h", &table, &Caption::default()).expect_err("no figures").to_string();
    assert!(error.contains("found no column of figures"), "{error}");
}
