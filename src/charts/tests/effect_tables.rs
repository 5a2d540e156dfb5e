//! Tables of effects: pooled by intervention, by study with standard errors, and as p values only.

use super::study_tables::{INTERVENTIONS, RATINGS, study};
use crate::table::{Cell, Column, Table};

fn number(value: f64) -> Cell {
    Cell::number(Some(value), 3)
}

/// Interventions on two scales; one without a pooled effect, one without an interval, two without a cost rating.
pub fn cost_effect() -> Table {
    let mut columns = ["intervention", "cost"].map(|key| Column::text(key, key)).to_vec();
    columns.extend(["effect", "ci_low", "ci_high"].map(|key| Column::number(key, key)));
    columns.extend(["rating", "unit"].map(|key| Column::text(key, key)));
    let mut table = Table::new("Cost and effect", columns);
    for (unit, factor) in [("smd", 1.0), ("odds_ratio", 2.0)] {
        for (at, name) in INTERVENTIONS.iter().enumerate() {
            let step = f64::from(u8::try_from(at).expect("small"));
            let even = factor * (0.08 * step - 0.1);
            let ends = [even, even - 0.2 * factor, even + 0.25 * factor];
            let [effect, low, high] = ends.map(|value| if unit == "smd" { value } else { value.exp() }).map(number);
            table.rows.push(vec![
                Cell::words(*name),
                Cell::words(["2", "na", "5", "2", "na", "4"][at]),
                if at == 3 { Cell::Empty } else { effect },
                if at == 4 { Cell::Empty } else { low },
                high,
                Cell::words(RATINGS[(at + 2) % 7]),
                Cell::words(unit),
            ]);
        }
    }
    table
}

/// 26 studies and a pooled effect.
pub fn funnel() -> Table {
    let columns =
        vec![Column::text("study", "Study"), Column::number("effect", "Log odds ratio"), Column::number("se", "SE")];
    let mut table = Table::new("Small-study effects", columns);
    for at in 0..26_u8 {
        let se = 0.06 + 0.017 * f64::from(at);
        let effect = 0.25 + se * (f64::from((at * 7) % 11) / 5.0 - 0.8);
        table.rows.push(vec![Cell::words(study(usize::from(at))), number(effect), number(se)]);
    }
    table.rows.push(vec![Cell::Empty, number(0.31), Cell::Empty]);
    table.notes.push("Egger test: intercept 0.61 (p = 0.04); exploratory.".to_owned());
    table
}

/// 24 studies on both sides and four contours.
pub fn albatross() -> Table {
    let mut columns = vec![Column::text("study", "Study"), Column::number("n", "n"), Column::number("p", "p")];
    columns.push(Column::text("direction", "Direction"));
    columns.extend(["effect", "control_risk"].map(|key| Column::number(key, key)));
    let mut table = Table::new("p values", columns);
    for at in 0..24_u8 {
        let p = 0.9 * (-f64::from(at % 13) * 0.6).exp();
        table.rows.push(vec![
            Cell::words(study(usize::from(at))),
            Cell::Count(60 + u64::from(at) * u64::from(at) * 3),
            number(p),
            Cell::words(if at % 4 == 0 { "harm" } else { "benefit" }),
            Cell::Empty,
            Cell::Empty,
        ]);
    }
    for (effect, risk) in [(0.1, None), (0.25, None), (0.5, None), (0.6, Some(0.3))] {
        let mut row = vec![Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, number(effect)];
        row.push(Cell::number(risk, 2));
        table.rows.push(row);
    }
    table
}

/// Nine pillars, some with one side only, some undecided.
pub fn pillars() -> Table {
    let keys = ["theme", "qual", "outcome", "quant", "fit", "inference"];
    let mut table = Table::new("Pillars", keys.map(|key| Column::text(key, key)).to_vec());
    for (at, theme) in super::tables::THEMES.iter().take(9).enumerate() {
        let (spoken, measured) = (at != 3, at != 6);
        table.rows.push(vec![
            Cell::words(*theme),
            Cell::words(if spoken { super::tables::LONG.repeat(1 + at % 3) } else { String::new() }),
            Cell::words(super::study_tables::OUTCOMES[at % 5]),
            Cell::words(if measured { "3 studies, 5 effects; 4 benefit, 1 harm; SMD 0.05 to 0.62 (5)" } else { "" }),
            Cell::words(if at == 7 { "" } else { crate::model::Fit::ALL[at % 6].word() }),
            Cell::words(if at % 2 == 0 {
                "Returns hold where support outlasts the order, and trials agree."
            } else {
                ""
            }),
        ]);
    }
    table
}
