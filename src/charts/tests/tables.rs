//! Tables of the size and the awkwardness that a real guide has.

use crate::charts::Caption;
use crate::table::{Cell, Column, Table};

pub fn caption() -> Caption {
    Caption {
        title: "Practitioners and parents agree on what holds".to_owned(),
        subtitle: "Participants who speak of each theme, by role; England, 2024 to 2025".to_owned(),
        source: "Interviews and workshops on reunification, codebook reunification 1.1.0".to_owned(),
        notice: "SYNTHETIC sample data: no person or study in it is real.".to_owned(),
    }
}

/// Puts another cell into a row.
pub fn set(table: &mut Table, row: usize, key: &str, cell: Cell) {
    let at = table.column(key).expect("the column is there");
    table.rows[row][at] = cell;
}

/// What a cell says.
pub fn word(table: &Table, row: usize, key: &str) -> String {
    table.cell(row, key).expect("a cell").display()
}

/// The figure in a cell, if it holds one.
pub fn number(table: &Table, row: usize, key: &str) -> Option<f64> {
    match table.cell(row, key) {
        Some(Cell::Number { value, .. }) => Some(*value),
        Some(Cell::Count(count)) => u32::try_from(*count).ok().map(f64::from),
        _ => None,
    }
}

pub const THEMES: [&str; 12] = [
    "Know the whole story before deciding",
    "Support must not stop on the day of the return",
    "Children need to be asked more than once, and in their own words",
    "A worker who stays",
    "Parents’ own recovery comes first",
    "Money & housing decide more than meetings",
    "Contact that is practised, not just supervised",
    "Everyone at one table: a single plan with named people",
    "Going home in steps",
    "Shame keeps families from asking for help",
    "Brothers & sisters “go home” together <or not at all>",
    "School as the one steady place",
];

pub const ROLES: [(&str, &str, u64); 4] = [
    ("child", "Children and young people", 5),
    ("parent", "Parents", 6),
    ("practitioner", "Practitioners", 14),
    ("carer", "Carers", 4),
];

/// Sixty characters and more.
pub const LONG: &str = "A plan that says who does what by when if worries come back and who pays for it";

/// A small, steady spread of whole numbers from 0 to `most`.
fn spread(a: usize, b: usize, most: u64) -> u64 {
    (a as u64 * 7 + b as u64 * 5 + (a as u64 * b as u64) % 3) % (most + 1)
}

pub fn theme_matrix() -> Table {
    let mut columns = vec![Column::text("theme", "Theme")];
    columns.extend(ROLES.map(|(key, label, n)| Column::number(key, label).n(n)));
    let mut table = Table::new("Themes by role", columns);
    "participants".clone_into(&mut table.measure);
    "participants with consent to analysis".clone_into(&mut table.frame);
    for (at, theme) in THEMES.iter().enumerate() {
        let mut row = vec![Cell::words(*theme)];
        for (column, (_, _, n)) in ROLES.iter().enumerate() {
            row.push(match (at, column) {
                (3, 3) | (9, 0) => Cell::Withheld("<3".to_owned()),
                (5, 1) => Cell::Share { part: 3, whole: 4 },
                (8, 2) => Cell::Empty,
                _ => Cell::Count(spread(at, column, *n)),
            });
        }
        table.rows.push(row);
    }
    table.notes.push("Interviewers are outside the frame.".to_owned());
    table
}

pub fn bars() -> Table {
    let mut columns = vec![Column::text("code", "Code"), Column::text("polarity", "Polarity")];
    columns.extend(ROLES.map(|(key, label, n)| Column::number(key, label).n(n)));
    let mut table = Table::new("Barriers and enablers by role", columns);
    let codes = [
        "Trusting relationship with one worker",
        "Waiting lists for therapy and substance misuse services",
        "Practical help in the home in the evenings",
        "Frequent changes of social worker",
        "Family group conference",
        "Poverty, debt and unsuitable housing",
        "Shared, written plan with clear expectations",
        "Support ends when the order ends",
        "Peer support from other parents",
        "Fear of being judged",
        "Gradual return with overnight stays",
        "Thresholds that differ between teams & authorities",
        "School informed and involved",
        "Parental substance misuse",
        "Child’s views heard",
        "Poor information sharing",
    ];
    for (at, code) in codes.iter().enumerate() {
        let polarity = if at % 2 == 0 { "positive" } else { "negative" };
        let mut row = vec![Cell::words(*code), Cell::words(polarity)];
        for (column, (_, _, n)) in ROLES.iter().enumerate() {
            row.push(match (at, column) {
                (1, 3) | (6, 0) => Cell::Withheld("<3".to_owned()),
                _ => Cell::Count(spread(at + 2, column, *n)),
            });
        }
        table.rows.push(row);
    }
    table
}

pub fn forest_columns() -> Vec<Column> {
    vec![
        Column::text("outcome", "Outcome"),
        Column::text("study", "Study"),
        Column::text("intervention", "Intervention"),
        Column::text("design", "Design"),
        Column::number("n", "n"),
        Column::text("es_type", "Effect size"),
        Column::number("value", "Value"),
        Column::number("ci_low", "Lower limit"),
        Column::number("ci_high", "Upper limit"),
        Column::text("rating", "Rating"),
        Column::text("risk_of_bias", "Risk of bias"),
        Column::number("months", "Months"),
        Column::text("benefit", "Better side"),
        Column::text("kind", "Row"),
        Column::number("weight", "Weight"),
        Column::number("pi_low", "Prediction low"),
        Column::number("pi_high", "Prediction high"),
        Column::number("tau2", "tau2"),
        Column::number("i2", "I2"),
        Column::number("q", "Q"),
        Column::number("q_df", "df"),
        Column::number("q_p", "p"),
        Column::text("said", "Model"),
    ]
}

pub struct Effect<'a> {
    pub outcome: &'a str,
    pub study: &'a str,
    pub es_type: &'a str,
    pub value: Option<f64>,
    pub limits: Option<(f64, f64)>,
    pub risk: &'a str,
    pub benefit: &'a str,
}

pub fn effect_row(effect: &Effect<'_>, at: usize) -> Vec<Cell> {
    let interventions = [
        "Family reunification service",
        "Parent mentoring",
        "Intensive family preservation & return",
        "Recovery court",
    ];
    let mut cells = vec![
        Cell::words(effect.outcome),
        Cell::words(effect.study),
        Cell::words(interventions[at % 4]),
        Cell::words(["RCT", "QED", "QED matched"][at % 3]),
        Cell::Count(60 + (at as u64 * 137) % 2400),
        Cell::words(effect.es_type),
        Cell::number(effect.value, 2),
        Cell::number(effect.limits.map(|limits| limits.0), 2),
        Cell::number(effect.limits.map(|limits| limits.1), 2),
        Cell::words(["2", "2+", "3", "3+*", "4", "4+"][at % 6]),
        Cell::words(effect.risk),
        Cell::Count([6, 12, 24, 60][at % 4]),
        Cell::words(effect.benefit),
        Cell::words("effect"),
    ];
    cells.resize(forest_columns().len(), Cell::Empty);
    cells
}

/// A pooled row: figures with limits and prediction, or the reason why there are none.
pub fn pooled_row(outcome: &str, es_type: &str, figures: Option<[f64; 5]>, said: &str) -> Vec<Cell> {
    let figure = |at: usize| Cell::number(figures.map(|figures| figures[at]), 2);
    let known = |value: f64, decimals: u8| Cell::number(figures.map(|_| value), decimals);
    let mut cells =
        vec![Cell::words(outcome), Cell::words(if figures.is_some() { "7 studies, 9 effects" } else { "" })];
    cells.resize(5, Cell::Empty);
    cells.extend([Cell::words(es_type), figure(0), figure(1), figure(2)]);
    cells.resize(12, Cell::Empty);
    cells.extend([Cell::words("higher"), Cell::words("pooled"), known(100.0, 1), figure(3), figure(4)]);
    cells.extend([known(0.021, 3), known(37.0, 0), known(12.7, 2), known(8.0, 0), known(0.0, 3), Cell::words(said)]);
    cells
}

/// 44 effects of 18 studies on five outcomes, differences and ratios, some of them turned round, some
/// without interval, value or direction; below them three pooled effects, one of them on another scale than its effects, and two
/// outcomes that are not pooled.
pub fn forest() -> Table {
    let mut table = Table::new("Effects by outcome", forest_columns());
    let outcomes = [
        ("Child safety", "lower"),
        ("Child wellbeing", "higher"),
        ("Family relationships", "higher"),
        ("Parental wellbeing and recovery", "higher"),
        ("Permanence and re-entry to care", "lower"),
    ];
    let studies: Vec<String> = (0..18)
        .map(|at| format!("{} {}", ["Example", "Sample", "Specimen & Co", "Muster"][at % 4], 2002 + at))
        .collect();
    for at in 0..44_usize {
        let (outcome, benefit) = outcomes[(at * 3) % 5];
        let ratio = at % 5 < 2;
        let shift = f64::from(u32::try_from((at * 29) % 17).expect("small")) / 16.0 - 0.3;
        let half = 0.08 + f64::from(u32::try_from((at * 13) % 11).expect("small")) / 25.0;
        let sign = if benefit == "lower" { -1.0 } else { 1.0 };
        let (middle, half) = (sign * shift * if ratio { 0.9 } else { 0.6 }, if at == 20 { 2.5 } else { half });
        let scale = |value: f64| {
            let value: f64 = if ratio { value.exp() } else { value };
            (value * 100.0).round() / 100.0
        };
        table.rows.push(effect_row(
            &Effect {
                outcome,
                study: &studies[(at * 5) % 18],
                es_type: if ratio { ["odds_ratio", "risk_ratio", "hazard_ratio"][at % 3] } else { "smd" },
                value: (at != 33).then(|| scale(middle)),
                limits: (at != 12 && at != 33).then(|| (scale(middle - half), scale(middle + half))),
                risk: ["low", "some_concerns", "moderate", "high", "serious", ""][at % 6],
                benefit: if at == 7 { "" } else { benefit },
            },
            at,
        ));
        if outcome == "Child safety" {
            let weight = table.column("weight").expect("the column is there");
            table.rows[at][weight] = Cell::number(Some([30.0, 5.5, 12.0][at % 3]), 1);
        }
    }
    let [safety, wellbeing, family, parents, permanence] = outcomes.map(|(outcome, _)| outcome);
    let model = "REML, Hartung-Knapp";
    table.rows.extend([
        pooled_row(safety, "odds_ratio", Some([1.31, 1.05, 1.64, 0.2, 8.6]), model),
        pooled_row(
            wellbeing,
            "smd",
            Some([0.24, 0.23, 0.25, 0.1, 0.38]),
            "REML, correlated and hierarchical effects, CR2",
        ),
        pooled_row(family, "smd", None, "not pooled (V12): several effects of one study; choose a --dependency"),
        pooled_row(parents, "odds_ratio", None, "single study"),
        pooled_row(permanence, "odds_ratio", Some([1.2, 0.9, 1.6, 0.7, 2.1]), model),
    ]);
    table
}

pub fn joint_columns() -> Vec<Column> {
    vec![
        Column::text("theme", "Theme"),
        Column::text("outcome", "Outcome"),
        Column::number("participants", "Participants"),
        Column::number("studies", "Studies"),
        Column::number("benefit", "Effects towards benefit"),
        Column::number("harm", "Effects towards harm"),
        Column::text("gap", "Gap"),
    ]
}

pub fn joint_row(theme: &str, outcome: &str, participants: Cell, studies: u64, directions: (u64, u64)) -> Vec<Cell> {
    let gap = match (participants == Cell::Count(0), studies == 0) {
        (false, false) => "both",
        (false, true) => "qual_only",
        (true, false) => "quant_only",
        (true, true) => "neither",
    };
    let (benefit, harm) = (Cell::Count(directions.0), Cell::Count(directions.1));
    vec![Cell::words(theme), Cell::words(outcome), participants, Cell::Count(studies), benefit, harm, Cell::words(gap)]
}

pub fn joint() -> Table {
    let mut table = Table::new("Voices and studies", joint_columns());
    let outcomes = [
        "Child safety",
        "Child wellbeing",
        "Family relationships",
        "Parental wellbeing and recovery",
        "Permanence and re-entry to care",
    ];
    for (at, theme) in THEMES.iter().enumerate() {
        for (across, outcome) in outcomes.iter().enumerate() {
            // Whole themes without studies and whole outcomes without voices occur; so do lone pairs left out.
            if (at, across) == (11, 4) {
                continue;
            }
            let participants = match (at * 2 + across * 3) % 5 {
                0 => Cell::Count(0),
                1 if at % 4 == 1 => Cell::Withheld("<3".to_owned()),
                _ => Cell::Count(3 + spread(at, across, 23)),
            };
            let studies = if (at + across) % 3 == 0 { 0 } else { 1 + spread(across, at, 8) };
            let harm = studies / 3;
            table.rows.push(joint_row(theme, outcome, participants, studies, (studies * 2 - harm, harm)));
        }
    }
    table
}
