//! Tables about one case: its transcript and its history.

use super::Draw;
use super::code_tables::CODES;
use crate::charts::{code_line, timeline};
use crate::table::{Cell, Column, Table};

/// A transcript of an hour with two speakers and so many codes.
pub fn code_line_of(codes: usize) -> Table {
    let columns = vec![
        Column::text("kind", "Kind"),
        Column::text("lane", "Lane"),
        Column::number("start", "Start").unit("minutes"),
        Column::number("end", "End").unit("minutes").n(61),
    ];
    let mut table = Table::new("One interview", columns);
    let mut push = |kind: &str, lane: &str, start: f64, length: f64| {
        let ends = [start, start + length].map(|at| Cell::number(Some(at), 2));
        let [start, end] = ends;
        table.rows.push(vec![Cell::words(kind), Cell::words(lane), start, end]);
    };
    let mut at = 0.0;
    for turn in 0..40_u16 {
        let length = 0.2 + f64::from((turn * 7) % 11) / 5.0 + f64::from(turn % 2);
        if at + length < 61.0 {
            push("speaker", ["Interviewer", "Mother & grandmother <together>"][usize::from(turn % 2)], at, length);
        }
        at += length;
    }
    for code in 0..codes {
        let name = format!("{}{}", CODES[code % 14], " again".repeat(code / 14));
        for segment in 0..=(code * 5) % 6 {
            let start = f64::from(u32::try_from((code * 13 + segment * 17) % 57).expect("small"));
            push("code", &name, start, 0.05 + f64::from(u32::try_from(segment).expect("small")) * 0.7);
        }
    }
    table
}

pub fn transcript() -> Table {
    code_line_of(12)
}

fn event(cells: [&str; 7]) -> Vec<Cell> {
    cells.map(Cell::words).to_vec()
}

/// A history in four kinds with every certainty, every exactness and both sides.
pub fn history() -> Table {
    let keys = ["event", "kind", "from", "to", "certainty", "side", "source"];
    let mut table = Table::new("One family", keys.map(|key| Column::text(key, key)).to_vec());
    table.rows.extend(
        [
            ["Mother’s first depression", "Family", "2009", "2010", "about", "risk", "Interview 1"],
            ["Birth of the first child", "Family", "2011-03-05", "", "exact", "", "Record"],
            ["Grandmother moves in", "Family", "2012-06", "", "after", "protective", "Interview 1"],
            ["Birth of the second child", "Family", "2014-01-20", "", "exact", "", "Record"],
            ["Separation", "Family", "2015", "", "about", "risk", "Interview 2"],
            ["Eviction", "Housing & money", "2015-11", "", "exact", "risk", "Record"],
            ["Temporary flat", "Housing & money", "2015-12", "2017-02", "exact", "risk", "Record"],
            ["Debts begin", "Housing & money", "2014", "", "before", "risk", ""],
            ["Own tenancy", "Housing & money", "2019-05-01", "2024-02", "exact", "protective", "Record"],
            ["Care order", "Services", "2016-09-14", "2019-08-30", "exact", "", "Court"],
            ["Children placed with carers", "Services", "2016-09-15", "", "exact", "", "Court"],
            ["Recovery group", "Services", "2017", "2019", "about", "protective", "Interview 2"],
            ["Contact every week", "Services", "2017-03", "2018-12", "", "protective", "Record"],
            ["Return home, first nights", "Services", "2019-06", "", "about", "", "Interview 1"],
            ["Return home", "Services", "2019-08-30", "", "exact", "protective", "Record"],
            ["Support ends", "Services", "2019-12-20", "", "exact", "risk", "Record"],
            ["School report: settled", "School", "2020-07", "", "exact", "protective", "Record"],
            ["Excluded for three days", "School", "2016-02-10", "2016-02-12", "exact", "risk", "Record"],
        ]
        .map(event),
    );
    table
}

/// The same with more in them than is comfortable, or less.
pub fn crowded() -> Vec<(&'static str, Draw, Table)> {
    let mut many = history();
    many.rows = (0..60)
        .map(|at| {
            let year = format!("{}", 2009 + at % 12);
            let kind = ["Family", "Housing", "Services"][at % 3];
            let certainty = ["exact", "about", "before", "after"][at % 4];
            event([&format!("Event {at}"), kind, &year, "", certainty, ["", "risk", "protective"][at % 3], ""])
        })
        .collect();
    let days = |from: [&str; 3]| {
        let mut table = history();
        table.rows = from.map(|day| event(["Something", "Week", day, "", "exact", "", ""])).to_vec();
        table
    };
    let mut unmeasured = code_line_of(50);
    unmeasured.columns[3].n = None;
    for column in &mut unmeasured.columns {
        column.unit = None;
    }
    vec![
        ("code_line, 50 codes", code_line::drawing, unmeasured),
        ("timeline, 60 events", timeline::drawing, many),
        ("timeline, one day", timeline::drawing, days(["2020-02-29"; 3])),
        ("timeline, some days", timeline::drawing, days(["2020-02-27", "2020-03-01", "2020-03-04"])),
        ("timeline, centuries", timeline::drawing, days(["1801", "1955-02", "2020-02-29"])),
    ]
}
