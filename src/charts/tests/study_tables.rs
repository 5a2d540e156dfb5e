//! Tables about studies, of the size and the awkwardness that a real review has.

use crate::model::Fit;
use crate::table::{Cell, Column, Table};

pub const OUTCOMES: [&str; 5] = [
    "Child safety",
    "Child wellbeing",
    "Family relationships",
    "Parental wellbeing and recovery",
    "Permanence and re-entry to care",
];

pub const INTERVENTIONS: [&str; 6] = [
    "Homeward Together",
    "Recovery & Return <pilot>",
    "Intensive family preservation and return service",
    "Steady Court",
    "Parent mentoring",
    "Better Family Time",
];

pub const RATINGS: [&str; 7] = ["2", "2+", "3", "3+*", "4", "4+", ""];

pub fn evidence_map() -> Table {
    let columns = vec![
        Column::text("row", "Intervention"),
        Column::text("outcome", "Outcome"),
        Column::number("studies", "Studies"),
        Column::number("design_rct", "RCT"),
        Column::number("design_qed", "QED"),
        Column::text("rating", "Rating"),
        Column::number("voices", "Voices").unit("participants").n(25),
    ];
    let mut table = Table::new("Evidence map", columns);
    for (at, row) in INTERVENTIONS.iter().enumerate() {
        for (across, outcome) in OUTCOMES.iter().enumerate() {
            let studies = (at * 5 + across * 3) as u64 % 7 * u64::from((at + across) % 3 != 0);
            let rct = studies / 2;
            table.rows.push(vec![
                Cell::words(*row),
                Cell::words(*outcome),
                Cell::Count(studies),
                Cell::Count(rct),
                Cell::Count(studies - rct),
                Cell::words(if studies == 0 { "" } else { RATINGS[(at + across) % 7] }),
                Cell::Empty,
            ]);
        }
    }
    let voices = |at: usize| match at {
        1 => Cell::Withheld("<3".to_owned()),
        3 => Cell::Empty,
        _ => Cell::Count((at * 7) as u64 % 26),
    };
    let line = |row: &str, outcome: &str, at: usize| {
        let mut cells = vec![Cell::words(row), Cell::words(outcome)];
        cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, voices(at)]);
        cells
    };
    table.rows.extend(INTERVENTIONS.iter().enumerate().map(|(at, row)| line(row, "", at)));
    table.rows.extend(OUTCOMES.iter().enumerate().map(|(at, outcome)| line("", outcome, at + 2)));
    table
}

/// The joint display with the fit of every cell, the cases and the best rating.
pub fn joint_with_fit() -> Table {
    let mut table = super::tables::joint();
    table.columns.push(Column::text("fit", "Fit"));
    table.columns.push(Column::number("cases", "Cases").unit("cases"));
    table.columns.push(Column::text("rating", "Rating"));
    for (at, row) in table.rows.iter_mut().enumerate() {
        let fit = Fit::ALL[at % 7];
        let cases = match &row[2] {
            Cell::Count(people) => Cell::Count(people / 2),
            other => other.clone(),
        };
        row.push(if at == 8 { Cell::Empty } else { Cell::words(fit.word()) });
        row.push(cases);
        row.push(Cell::words(if row[3] == Cell::Count(0) { "" } else { RATINGS[at % 7] }));
    }
    table
}

/// Names of studies, of which some are long.
pub fn study(at: usize) -> String {
    let authors = ["Example", "Sample and Specimen", "Muster", "Probe, Essai & Campione", "Vzorek"];
    format!("{} et al. {}", authors[at % 5], 2001 + at)
}

const RISKS: [&str; 6] = ["low", "some_concerns", "moderate", "high", "serious", ""];
const VOTES: [&str; 5] = ["benefit", "benefit", "harm", "conflicting", "benefit"];

/// 23 studies on five outcomes; one outcome has more than stand abreast.
pub fn harvest() -> Table {
    let columns = ["outcome", "vote", "study", "design_group"].map(|key| Column::text(key, key));
    let mut columns = columns.to_vec();
    columns.push(Column::number("height", "Height"));
    columns.extend(["risk_of_bias", "uk"].map(|key| Column::text(key, key)));
    let mut table = Table::new("Studies by outcome and direction", columns);
    for (across, outcome) in OUTCOMES.iter().enumerate() {
        for at in (0..23).filter(|at| across == 4 || (at + across) % 3 == 0) {
            let vote = if across == 4 && at < 17 { "benefit" } else { VOTES[(at + across) % 5] };
            table.rows.push(vec![
                Cell::words(*outcome),
                Cell::words(vote),
                Cell::words(study(at)),
                Cell::words(["RCT", "QED", "other"][at % 3]),
                Cell::Count([3, 2, 1][at % 3]),
                Cell::words(RISKS[at % 6]),
                Cell::words(["yes", "no", "no", ""][at % 4]),
            ]);
        }
    }
    table
}

pub fn effect_direction() -> Table {
    let mut columns = ["study", "outcome", "vote"].map(|key| Column::text(key, key)).to_vec();
    columns.extend([
        Column::number("effects", "Effects"),
        Column::number("n", "n"),
        Column::text("risk_of_bias", "Risk"),
    ]);
    columns.extend(["benefit", "harm", "conflicting", "p"].map(|key| Column::number(key, key)));
    let mut table = Table::new("Direction of effects", columns);
    for (across, outcome) in OUTCOMES.iter().enumerate() {
        let mut row = vec![Cell::Empty, Cell::words(*outcome), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
        row.extend([3, 1, across as u64].map(Cell::Count));
        row.push(Cell::number([Some(0.625), Some(0.0004), None, Some(1.0), Some(0.031_25)][across], 3));
        table.rows.push(row);
    }
    for at in 0..20 {
        for (across, outcome) in OUTCOMES.iter().enumerate().filter(|(across, _)| (at + across) % 3 != 1) {
            let n = if at == 5 { Cell::Empty } else { Cell::Count(12 * (at as u64 + 1) * (at as u64 + 1)) };
            let mut row =
                vec![Cell::words(study(at)), Cell::words(*outcome), Cell::words(VOTES[(at * 2 + across) % 5])];
            row.extend([Cell::Count(1 + (at * across) as u64), n, Cell::words(RISKS[at % 6])]);
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            table.rows.push(row);
        }
    }
    table
}

pub fn equity() -> Table {
    let mut columns = ["characteristic", "letter", "outcome", "role"].map(|key| Column::text(key, key)).to_vec();
    columns.extend(["described", "subgroup_analysed", "targeted", "known", "of"].map(|key| Column::number(key, key)));
    let mut table = Table::new("Who is described", columns);
    let characteristics = [
        ("P", "Place of residence"),
        ("R", "Race, ethnicity, culture & language"),
        ("R2", "Religion"),
        ("+", "Plus: age"),
    ];
    let roles = [("Children and young people", 5), ("Parents", 6), ("Practitioners", 14)];
    for (at, (letter, name)) in characteristics.iter().enumerate() {
        let start = || vec![Cell::words(*name), Cell::words(*letter)];
        for (across, outcome) in OUTCOMES.iter().enumerate() {
            let mut row = start();
            row.extend([Cell::words(*outcome), Cell::Empty]);
            // The third characteristic is blank throughout.
            row.extend([5, 3, 2].map(|step| Cell::Count(if at == 2 { 0 } else { ((at + across) * step % 4) as u64 })));
            row.extend([Cell::Empty, Cell::Empty]);
            table.rows.push(row);
        }
        for (across, (role, of)) in roles.iter().enumerate() {
            let known = match (at, across) {
                (2, _) => Cell::Count(0),
                (1, 1) => Cell::Withheld("<3".to_owned()),
                _ => Cell::Count((at + 3 + across) as u64),
            };
            let mut row = start();
            row.extend([
                Cell::Empty,
                Cell::words(*role),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                known,
                Cell::Count(*of),
            ]);
            table.rows.push(row);
        }
    }
    table
}

/// Nine themes through five outcomes; the fifth outcome is not measured.
pub fn flows() -> Table {
    let mut columns = ["theme", "outcome", "effect_class"].map(|key| Column::text(key, key)).to_vec();
    columns.extend([Column::number("flow", "Effects"), Column::text("highlighted", "Highlighted")]);
    let mut table = Table::new("From themes to effects", columns);
    for (at, theme) in super::tables::THEMES.iter().take(9).enumerate() {
        for (across, outcome) in OUTCOMES.iter().enumerate().filter(|(across, _)| (at + across) % 3 != 1) {
            let classes =
                if across == 4 { [("none", 1); 1].to_vec() } else { vec![("benefit", 5), ("unclear", 2), ("harm", 1)] };
            for (class, flow) in classes.into_iter().filter(|(class, _)| (*class, at % 4) != ("harm", 2)) {
                table.rows.push(vec![
                    Cell::words(*theme),
                    Cell::words(*outcome),
                    Cell::words(class),
                    Cell::Count(flow + (across as u64 % 2)),
                    Cell::words(if at == 4 { "yes" } else { "" }),
                ]);
            }
        }
    }
    table
}
