//! Tables that cannot be drawn, and what is said about them.

use super::{study_tables, tables};
use crate::charts::{Caption, ChartError, diverging_bars, evidence_map, forest, joint_map, theme_matrix};
use crate::table::{Cell, Table};

#[test]
fn a_table_of_another_kind_is_refused_with_every_fault_and_its_place() {
    let mut table = tables::bars();
    table.rows[2][1] = Cell::words("sideways");
    table.rows[4][2] = Cell::Count(99);
    table.rows[5][0] = Cell::Empty;
    table.columns[4].n = None;
    let error = diverging_bars("bars", &table, &Caption::default()).expect_err("four faults");
    insta::assert_snapshot!(error, @r#"
diverging bars: the table cannot be drawn
Barriers and enablers by role [practitioner]: the column has no N
    hint: give the column the size of the frame that its figures are shares of
Barriers and enablers by role:3 [polarity]: found "sideways", expected `positive` or `negative`
    hint: leave out codes without a direction
Barriers and enablers by role:5 [child]: found 99 of 5: more than the whole
    hint: check the N of the column and what is counted
Barriers and enablers by role:6 [code]: found nothing, expected words
"#);
    let error = forest("f", &tables::joint(), &Caption::default()).expect_err("columns are missing");
    assert_eq!(error.to_string().matches("the column is missing").count(), 21, "{error}");
    let empty = Table::new("Nothing", tables::joint_columns());
    assert!(matches!(joint_map("j", &empty, &Caption::default()), Err(ChartError::Empty { .. })));
    for id in ["", "1st", "a b", "x\"y", "ünder"] {
        assert!(
            matches!(theme_matrix(id, &tables::theme_matrix(), &Caption::default()), Err(ChartError::Id(_))),
            "{id:?}"
        );
    }
}

#[test]
fn impossible_effects_are_refused_by_row() {
    let mut table = tables::forest();
    tables::set(&mut table, 0, "value", Cell::Number { value: -2.0, decimals: 2 });
    tables::set(&mut table, 2, "es_type", Cell::words("hedges"));
    tables::set(&mut table, 3, "value", Cell::Number { value: 9.0, decimals: 2 });
    tables::set(&mut table, 4, "benefit", Cell::words("more"));
    tables::set(&mut table, 6, "risk_of_bias", Cell::words("blue"));
    tables::set(&mut table, 8, "ci_low", Cell::Number { value: f64::NAN, decimals: 2 });
    let error = forest("f", &table, &Caption::default()).expect_err("six rows cannot be right");
    insta::assert_snapshot!(error, @r#"
forest plot: the table cannot be drawn
Effects by outcome:1 [value]: found a ratio that is not above 0
    hint: give ratios themselves, not their logarithms
Effects by outcome:3 [es_type]: found "hedges", no effect size known here
    hint: expected one of smd, odds_ratio, risk_ratio, hazard_ratio, risk_difference, mean_difference, correlation
Effects by outcome:4 [value]: found 9 outside its interval -0.22 to 0.43
    hint: check the signs and whether the logarithm was taken
Effects by outcome:5 [benefit]: found "more", expected `higher` or `lower`
    hint: say which side of the scale is better for the family
Effects by outcome:7 [risk_of_bias]: found "blue"
    hint: expected low, some concerns, moderate, high, serious, critical, or nothing
Effects by outcome:9 [ci_low]: found "NaN", expected a number
    hint: leave the cell empty where nothing is reported
"#);
}

#[test]
fn an_evidence_map_names_every_row_that_cannot_be_placed() {
    let mut table = study_tables::evidence_map();
    table.rows[1] = table.rows[0].clone();
    table.rows[2][0] = Cell::Empty;
    table.rows[2][1] = Cell::Empty;
    table.rows[3][2] = Cell::words("many");
    let error = evidence_map("map", &table, &Caption::default()).expect_err("three faults");
    insta::assert_snapshot!(error, @r#"
evidence map: the table cannot be drawn
Evidence map:2 [row]: found "Homeward Together" with "Child safety" a second time
    hint: give each pair one row
Evidence map:3 [row]: found neither a row nor an outcome
    hint: name one or both
Evidence map:4 [studies]: found "many", expected a count
"#);
    table.columns[6].n = None;
    table.columns[5].key = "level".to_owned();
    let error = evidence_map("map", &table, &Caption::default()).expect_err("a column is missing");
    assert!(error.to_string().contains("[rating]: the column is missing"), "{error}");
}

#[test]
fn a_fit_that_nobody_knows_is_refused_with_those_that_are() {
    let mut table = study_tables::joint_with_fit();
    table.rows[4][7] = Cell::words("harmony");
    let error = joint_map("j", &table, &Caption::default()).expect_err("no such fit").to_string();
    assert!(error.contains(":5 [fit]: found \"harmony\"") && error.contains("silence_not_measured"), "{error}");
}
