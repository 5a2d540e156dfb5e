//! Tables of figures about an analysis: saturation, correspondence, estimates with intervals.

use super::Draw;
use super::code_tables::{CODES, spread};
use crate::charts::{correspondence_map, dot_intervals, saturation_curve};
use crate::table::{Cell, Column, Table};

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("small"))
}

/// So many sources, with a mean over all orders and two marks; the third source withheld.
pub fn saturation_of(sources: usize) -> Table {
    let columns = vec![
        Column::number("number", "Number"),
        Column::text("source", "Source"),
        Column::number("new", "New codes"),
        Column::number("cumulative", "Codes so far"),
        Column::number("expected", "Expected"),
        Column::text("reached", "Reached"),
    ];
    let mut table = Table::new("Saturation", columns);
    let mut found = 0;
    for at in 0..sources {
        let new = (17 / (at as u64 + 1)).saturating_sub(u64::from(at % 3 == 2));
        found += new;
        let withheld = |cell: Cell, mark: &str| if at == 2 { Cell::Withheld(mark.to_owned()) } else { cell };
        table.rows.push(vec![
            Cell::Count(at as u64 + 1),
            Cell::words(format!("Interview {:02}, parent & child <{at}>", at + 1)),
            withheld(Cell::Count(new), "<3"),
            withheld(Cell::Count(found), "[c]"),
            Cell::number(Some(46.0 * (1.0 - (-0.35 * real(at + 1)).exp())), 1),
            Cell::words(match at {
                8 => "6+2",
                11 => "base 4, run 3, 5%",
                _ => "",
            }),
        ]);
    }
    table
}

pub fn saturation() -> Table {
    saturation_of(17)
}

/// So many codes as rows and four roles as columns.
pub fn correspondence_of(rows: usize) -> Table {
    let mut columns = vec![Column::text("kind", "Kind"), Column::text("name", "Name"), Column::number("mass", "Mass")];
    columns.push(Column::number("axis_1", "Axis 1 (41.3% of inertia)"));
    columns.push(Column::number("axis_2", "Axis 2 (22.0% of inertia)"));
    columns.push(Column::number("quality", "Quality"));
    let mut table = Table::new("Codes and roles", columns);
    let mut push = |kind: &str, name: &str, at: usize, mass: f64| {
        let place = |step: u64| f64::from(u32::try_from(step).expect("small")) / 20.0 - 0.6;
        table.rows.push(vec![
            Cell::words(kind),
            Cell::words(name),
            Cell::number(Some(mass), 3),
            Cell::number(Some(place(spread(at, 2, 28)) * 1.6), 2),
            Cell::number(Some(place(spread(at, 6, 22))), 2),
            Cell::number((at != 4).then(|| 0.25 + real(at % 8) / 10.7), 2),
        ]);
    };
    for at in 0..rows {
        push("row", &format!("{}{}", CODES[at % 14], " again".repeat(at / 14)), at, 0.02 + real(at % 5) / 40.0);
    }
    for (at, (_, role, n)) in super::tables::ROLES.iter().enumerate() {
        push("column", role, 3 * at + 1, f64::from(u32::try_from(*n).expect("small")) / 29.0);
    }
    table
}

pub fn correspondence() -> Table {
    correspondence_of(14)
}

/// Estimates in groups: one undefined, one withheld, one without interval, one that reaches very far.
pub fn intervals_of(count: usize) -> Table {
    let mut table = Table::new(
        "Agreement by code",
        vec![
            Column::text("name", "Code"),
            Column::text("group", "Group"),
            Column::number("estimate", "Krippendorff’s alpha"),
            Column::number("low", "Lower limit"),
            Column::number("high", "Upper limit"),
            Column::number("n", "Segments"),
        ],
    );
    for at in 0..count {
        let value = 0.9 - real((at * 5) % 13) / 12.0;
        let half = if at == 6 { 2.6 } else { 0.06 + real((at * 3) % 7) / 40.0 };
        let limits = at != 3 && at != 4 && at != 5;
        table.rows.push(vec![
            Cell::words(format!("{}{}", CODES[at % 14], " again".repeat(at / 14))),
            Cell::words(["Barriers", "Enablers", ""][at % 3]),
            match at {
                3 => Cell::Empty,
                4 => Cell::Withheld("<3".to_owned()),
                _ => Cell::number(Some(value), 2),
            },
            Cell::number(limits.then_some(value - half), 2),
            Cell::number(limits.then_some(value + half), 2),
            if at == 7 { Cell::Empty } else { Cell::Count(10 + spread(at, 1, 90)) },
        ]);
    }
    table
}

pub fn intervals() -> Table {
    intervals_of(12)
}

/// The same with more in them than is comfortable, or less.
pub fn crowded() -> Vec<(&'static str, Draw, Table)> {
    let mut undefined = intervals();
    for row in &mut undefined.rows {
        row.splice(2..5, [Cell::Empty, Cell::Empty, Cell::Empty]);
    }
    let mut bare = intervals();
    for key in ["group", "n"] {
        bare.leave_out_column(key);
    }
    let mut alike = correspondence();
    for row in &mut alike.rows {
        row[3] = Cell::number(Some(0.0), 2);
        row[4] = Cell::number(Some(0.0), 2);
    }
    let mut plain = saturation();
    plain.leave_out_column("reached");
    for row in &mut plain.rows {
        row[4] = Cell::Empty;
    }
    vec![
        ("saturation_curve, 60 sources", saturation_curve::drawing, saturation_of(60)),
        ("saturation_curve, 200 sources", saturation_curve::drawing, saturation_of(200)),
        ("saturation_curve, without expected", saturation_curve::drawing, plain),
        ("correspondence_map, 60 points", correspondence_map::drawing, correspondence_of(56)),
        ("correspondence_map, all alike", correspondence_map::drawing, alike),
        ("dot_intervals, 60 rows", dot_intervals::drawing, intervals_of(60)),
        ("dot_intervals, all undefined", dot_intervals::drawing, undefined),
        ("dot_intervals, without groups", dot_intervals::drawing, bare),
    ]
}
