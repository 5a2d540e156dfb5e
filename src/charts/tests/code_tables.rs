//! Tables about codes, of the size and the awkwardness that a real codebook has.

use super::{Draw, tables};
use crate::charts::{cooccurrence_matrix, cooccurrence_network, heat_matrix, sequence};
use crate::table::{Cell, Column, Table};

pub const CODES: [&str; 14] = [
    "Trusting relationship with one worker",
    "Waiting lists for therapy and substance misuse services",
    "Practical help in the home in the evenings",
    "Frequent changes of social worker",
    "Family group conference",
    "Poverty, debt & unsuitable housing",
    "Shame",
    "Support ends when the order ends",
    "Peer support from other parents",
    "Fear of being judged",
    "Gradual return with overnight stays",
    "Child’s views heard",
    "School <informed> and involved",
    "Money",
];

/// A small, steady spread of whole numbers from 0 to `most`.
pub fn spread(a: usize, b: usize, most: usize) -> u64 {
    ((a * 7 + b * 5 + (a * b) % 11) % (most + 1)) as u64
}

/// Codes with how often two occur together; some numbers withheld.
pub fn pairs_of(names: &[String]) -> Table {
    let mut columns = vec![Column::text("a", "Code"), Column::text("b", "Code")];
    columns.push(Column::number("n_a", "Segments with the first"));
    columns.push(Column::number("n_b", "Segments with the second"));
    columns.push(Column::number("n_ab", "segments with both codes"));
    columns.push(Column::number("jaccard", "Jaccard"));
    let mut table = Table::new("Codes that occur together", columns);
    let n = |at: usize| 8 + spread(at, 3, 40);
    let own = |at: usize| if at == 5 { Cell::Withheld("<3".to_owned()) } else { Cell::Count(n(at)) };
    for one in 0..names.len() {
        for other in one + 1..names.len() {
            let together = (spread(one, other, 19).saturating_sub(8)).min(n(one)).min(n(other));
            let either = u32::try_from(n(one) + n(other) - together).expect("small");
            let part = f64::from(u32::try_from(together).expect("small"));
            let withheld = one == 5 || other == 5 || (one, other) == (1, 2);
            let held = || Cell::Withheld("<3".to_owned());
            let (together, jaccard) = if withheld {
                (held(), held())
            } else {
                (Cell::Count(together), Cell::number(Some(part / f64::from(either)), 2))
            };
            let (a, b) = (Cell::words(names[one].clone()), Cell::words(names[other].clone()));
            table.rows.push(vec![a, b, own(one), own(other), together, jaccard]);
        }
    }
    table.rows.retain(|row| row[4] != Cell::Count(0) || row[0] != Cell::words(CODES[2]));
    table
}

pub fn pairs() -> Table {
    pairs_of(&CODES.map(str::to_owned))
}

pub fn many_pairs() -> Table {
    let names: Vec<String> = (0..60).map(|at| format!("{} ({at})", CODES[at % CODES.len()])).collect();
    pairs_of(&names)
}

/// Which of these codes follows which; one pair withheld, one without z, one not there, and a code that never comes first.
pub fn sequence_of(names: &[String]) -> Table {
    let mut columns = vec![Column::text("first", "First"), Column::text("then", "Then")];
    columns.extend(["observed", "expected", "z"].map(|key| Column::number(key, key)));
    let mut table = Table::new("What follows what", columns);
    for (at, first) in names.iter().enumerate().skip(1) {
        for (next, then) in names.iter().enumerate() {
            let observed = spread(at, next, 23);
            let z = f64::from(u32::try_from(observed).expect("small")) / 3.0 - 3.1;
            let observed = if (at, next) == (2, 2) { Cell::Withheld("<3".to_owned()) } else { Cell::Count(observed) };
            let z = Cell::number((next != 4).then_some(z), 2);
            let (first, then) = (Cell::words(first.clone()), Cell::words(then.clone()));
            table.rows.push(vec![first, then, observed, Cell::number(Some(6.5), 1), z]);
        }
    }
    table.rows.remove(3);
    table
}

pub fn steps() -> Table {
    sequence_of(&CODES[..7].iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
}

/// So many codes by so many sources: counts with and without an N, a share with a whole of its own, a figure with decimals,
/// withheld and missing ones.
pub fn matrix_of(codes: usize, sources: usize) -> Table {
    let mut columns = vec![Column::text("code", "Code")];
    let source = |at: usize| Column::number(format!("c{at}"), format!("Interview {at}, parent"));
    columns.extend((0..sources).map(|at| if at % 3 == 2 { source(at) } else { source(at).n(12) }));
    let mut table = Table::new("Codes by source", columns);
    for code in 0..codes {
        let name = format!("{}{}", CODES[code % 14], " again".repeat(code / 14));
        let mut row = vec![Cell::words(name)];
        row.extend((0..sources).map(|at| match (code, at) {
            (1, 1) => Cell::Share { part: 3, whole: 4 },
            (2, 2) => Cell::number(Some(6.25), 2),
            (3, 0) => Cell::Withheld("<3".to_owned()),
            (3, 1) => Cell::Withheld("[c]".to_owned()),
            (5, 2) => Cell::Empty,
            _ => Cell::Count(spread(code % 5, at, 12)),
        }));
        table.rows.push(row);
    }
    table
}

pub fn matrix() -> Table {
    matrix_of(12, 7)
}

/// Charts of codes with more in them than is comfortable.
pub fn crowded() -> Vec<(&'static str, Draw, Table)> {
    let mut large = pairs();
    for row in &mut large.rows {
        for cell in row.iter_mut().filter(|cell| matches!(cell, Cell::Count(count) if *count > 0)) {
            *cell = Cell::Count(12_400);
        }
    }
    let short = pairs_of(&(0..40).map(|at| format!("c{at}")).collect::<Vec<_>>());
    let long = pairs_of(&(0..30).map(|at| format!("{at} {}", tables::LONG)).collect::<Vec<_>>());
    let more = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("{} ({at})", CODES[at % CODES.len()])).collect();
        sequence_of(&names)
    };
    let mut signed = matrix_of(9, 6);
    for (at, row) in signed.rows.iter_mut().enumerate() {
        for (across, cell) in row.iter_mut().enumerate().skip(1) {
            let size = f64::from(u32::try_from(spread(at, across, 40)).expect("small"));
            *cell = Cell::number(Some(size / 5.0 - 4.0), 1);
        }
    }
    vec![
        ("heat_matrix, 60 by 7", heat_matrix::drawing, matrix_of(60, 7)),
        ("heat_matrix, 20 by 30", heat_matrix::drawing, matrix_of(20, 30)),
        ("heat_matrix, 2 by 2", heat_matrix::drawing, matrix_of(2, 2)),
        ("heat_matrix, 3 by 1", heat_matrix::drawing, matrix_of(3, 1)),
        ("heat_matrix, below 0", heat_matrix::drawing, signed),
        ("sequence, 14 codes", sequence::drawing, more(14)),
        ("sequence, 30 codes", sequence::drawing, more(30)),
        ("cooccurrence_matrix, 60 codes", cooccurrence_matrix::drawing, many_pairs()),
        ("cooccurrence_matrix, 40 short codes", cooccurrence_matrix::drawing, short.clone()),
        ("cooccurrence_matrix, large counts", cooccurrence_matrix::drawing, large.clone()),
        ("cooccurrence_network, 60 codes", cooccurrence_network::drawing, many_pairs()),
        ("cooccurrence_network, 40 short codes", cooccurrence_network::drawing, short),
        ("cooccurrence_network, 30 long codes", cooccurrence_network::drawing, long),
        ("cooccurrence_network, large counts", cooccurrence_network::drawing, large),
    ]
}
