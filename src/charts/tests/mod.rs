//! Every chart against the house rules: legible, complete, accessible, the same each time.

mod analysis;
mod analysis_tables;
mod case_tables;
mod cases;
mod code_tables;
mod codes;
mod effect_tables;
mod effects;
mod figures;
mod geometry;
mod refusals;
mod studies;
mod study_tables;
mod tables;

use std::collections::BTreeSet;

use resvg::usvg::roxmltree::{Document, Node};

use super::palette;
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::{Cell, Column, Table};
use geometry::faults;

pub type Draw = fn(&Table, &Caption) -> Result<Drawing, ChartError>;
type Make = fn(&str, &Table, &Caption) -> Result<Chart, ChartError>;

/// Makes an awkward name of a plain one.
type Rename = fn(&str) -> String;

struct Kind {
    name: &'static str,
    draw: Draw,
    make: Make,
    table: fn() -> Table,
    /// Columns whose words may be any.
    names: &'static [&'static str],
}

/// A kind of chart by the name of its module and function.
macro_rules! kind {
    ($chart:ident, $table:expr, $names:expr) => {
        Kind {
            name: stringify!($chart),
            draw: super::$chart::drawing,
            make: super::$chart::$chart,
            table: $table,
            names: &$names,
        }
    };
}

const KINDS: [Kind; 23] = [
    kind!(theme_matrix, tables::theme_matrix, ["theme"]),
    kind!(diverging_bars, tables::bars, ["code"]),
    kind!(forest, tables::forest, ["study", "intervention", "outcome", "design"]),
    kind!(joint_map, tables::joint, ["theme", "outcome"]),
    kind!(evidence_map, study_tables::evidence_map, ["row", "outcome"]),
    kind!(harvest, study_tables::harvest, ["outcome", "study"]),
    kind!(effect_direction, study_tables::effect_direction, ["outcome", "study"]),
    kind!(prevalence, tables::theme_matrix, ["theme"]),
    kind!(alluvial, study_tables::flows, ["theme", "outcome"]),
    kind!(cost_effect, effect_tables::cost_effect, ["intervention"]),
    kind!(funnel, effect_tables::funnel, ["study"]),
    kind!(albatross, effect_tables::albatross, ["study"]),
    kind!(pillar, effect_tables::pillars, ["theme", "qual", "outcome", "quant", "inference"]),
    kind!(equity, study_tables::equity, ["characteristic", "outcome", "role"]),
    kind!(cooccurrence_matrix, code_tables::pairs, ["a", "b"]),
    kind!(cooccurrence_network, code_tables::pairs, ["a", "b"]),
    kind!(sequence, code_tables::steps, ["first", "then"]),
    kind!(saturation_curve, analysis_tables::saturation, ["source", "reached"]),
    kind!(correspondence_map, analysis_tables::correspondence, ["name"]),
    kind!(dot_intervals, analysis_tables::intervals, ["name", "group"]),
    kind!(code_line, case_tables::transcript, ["lane"]),
    kind!(timeline, case_tables::history, ["event", "kind", "source"]),
    kind!(heat_matrix, code_tables::matrix, ["code"]),
];

fn made(kind: &Kind) -> Chart {
    (kind.make)(kind.name, &(kind.table)(), &tables::caption()).expect("the table is sound")
}

fn elements<'a>(document: &'a Document<'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(Node::is_element)
}

/// Every text cell with each of its words replaced, to make names long, one-word or foreign.
fn renamed(mut table: Table, keys: &[&str], name: impl Fn(&str) -> String) -> Table {
    for key in keys {
        let at = table.column(key).expect("the column is there");
        for row in &mut table.rows {
            if row[at] != Cell::Empty {
                row[at] = Cell::words(name(&row[at].display()));
            }
        }
    }
    table
}

/// The same charts with what upsets a layout: names of any length, few or many rows and columns.
fn awkward() -> Vec<(String, Draw, Table)> {
    let mut all: Vec<(String, Draw, Table)> = Vec::new();
    for kind in &KINDS {
        let plain = (kind.table)();
        all.push((kind.name.to_owned(), kind.draw, plain.clone()));
        let names: [(&str, Rename); 3] = [
            ("long names", |name| format!("{name}: {}", tables::LONG)),
            ("one endless word", |name| {
                format!("{}{name}", "Donaudampfschifffahrtsgesellschaftskapitänswitwe".repeat(2))
            }),
            ("foreign scripts", |name| format!("{name} 家庭团聚 Łódź ẞ 👩‍👧 e\u{301}\u{0}\n\tnew line")),
        ];
        for (what, name) in names {
            all.push((format!("{}, {what}", kind.name), kind.draw, renamed(plain.clone(), kind.names, name)));
        }
        let mut one = plain.clone();
        one.rows.truncate(1);
        all.push((format!("{}, one row", kind.name), kind.draw, one));
    }
    let intervals = super::prevalence::drawing_with_intervals;
    all.push(("prevalence, with intervals".to_owned(), intervals, tables::theme_matrix()));
    all.push(("joint-map, with fit".to_owned(), KINDS[3].draw, study_tables::joint_with_fit()));
    for name in
        [|name: &str| format!("{name}: {}", tables::LONG), |name: &str| format!("家庭{}", name.replace(' ', ""))]
    {
        let table = renamed(study_tables::joint_with_fit(), &["theme", "outcome"], name);
        all.push((format!("joint-map, with fit, {}", all.len()), KINDS[3].draw, table));
    }
    let mut crowded = tables::joint();
    for row in &mut crowded.rows {
        for cell in row.iter_mut().filter(|cell| matches!(cell, Cell::Count(count) if *count > 0)) {
            *cell = Cell::Count(1240);
        }
    }
    all.push(("joint-map, large counts".to_owned(), KINDS[3].draw, crowded));
    for (what, draw, table) in
        [code_tables::crowded(), analysis_tables::crowded(), case_tables::crowded()].into_iter().flatten()
    {
        all.push((what.to_owned(), draw, table));
    }
    for (roles, label) in
        [(1, "Role"), (3, "Everyone else"), (7, "Independent reviewing officers"), (14, "Local authority")]
    {
        for (kind, own) in [(&KINDS[0], 1), (&KINDS[1], 2), (&KINDS[7], 1)] {
            let mut table = (kind.table)();
            table.columns.truncate(own);
            table
                .columns
                .extend((0..roles).map(|at| Column::number(format!("c{at}"), format!("{label} {at}")).n(1240)));
            for row in &mut table.rows {
                row.truncate(own);
                row.extend((0..roles).map(|at| Cell::Count([0, 3, 620, 1100, 1240][at % 5])));
            }
            all.push((format!("{}, {roles} columns", kind.name), kind.draw, table));
        }
    }
    all
}

#[test]
fn no_text_is_cut_or_covered_in_any_chart_whatever_its_words() {
    for (what, draw, table) in awkward() {
        let drawing = draw(&table, &tables::caption()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let found = faults(&drawing.scene);
        assert!(found.is_empty(), "{what}: {} faults\n{}", found.len(), found[..found.len().min(8)].join("\n"));
    }
}

#[test]
fn each_svg_is_sound_xml_with_role_title_and_description_and_upright_text() {
    let allowed: BTreeSet<String> = palette::ALL.iter().map(|colour| colour.hex()).collect();
    for kind in &KINDS {
        let chart = made(kind);
        let document = Document::parse(&chart.svg).expect("the SVG is XML");
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        assert_eq!(root.attribute("width"), Some(chart.width.to_string().as_str()));
        assert_eq!(root.attribute("viewBox"), Some(format!("0 0 {}0 {}0", chart.width, chart.height).as_str()));
        let labelled: Vec<&str> = root.attribute("aria-labelledby").expect("labels").split(' ').collect();
        let words =
            |id: &str| elements(&document).find(|node| node.attribute("id") == Some(id)).and_then(|node| node.text());
        assert_eq!(words(labelled[0]), Some(chart.title.as_str()));
        assert_eq!(words(labelled[1]), Some(chart.description.as_str()));
        assert!(!chart.svg.contains("rotate(") && !chart.svg.contains("transform="), "{}", kind.name);
        let mut ids = BTreeSet::new();
        for node in elements(&document) {
            for name in ["fill", "stroke"] {
                let colour = node.attribute(name).unwrap_or("none");
                assert!(colour == "none" || allowed.contains(colour), "{colour} in {}", kind.name);
            }
            let id = node.attribute("id").unwrap_or_default();
            assert!(
                id.is_empty() || (id.starts_with(kind.name) && ids.insert(id.to_owned())),
                "id {id:?} twice or without its chart"
            );
        }
        assert!(chart.svg.contains("@font-face") && !chart.svg_inline().contains("@font-face"));
        assert!(Document::parse(&chart.svg_inline()).is_ok());
    }
}

#[test]
fn text_alternatives_say_kind_and_data_within_250_characters_however_long_the_names() {
    for (what, draw, table) in awkward() {
        let drawing = draw(&table, &tables::caption()).expect("the table is sound");
        let length = drawing.alt.chars().count();
        assert!((20..=alt::LIMIT).contains(&length) && drawing.alt.ends_with('.'), "{what}: {}", drawing.alt);
    }
    let said: Vec<String> = KINDS.iter().map(|kind| made(kind).alt).collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
Heat map of 12 rows by 4 groups. Highest: “Support must not stop on the day of the return”, Parents 6 of 6. Lowest: “Know the whole story before deciding”, Children and young people 0 of 5.
Diverging bars: 8 enablers and 8 barriers by 4 roles. Most named enabler: “Trusting relationship with one worker”, Carers 4 of 4. Most named barrier: “Frequent changes of social worker”, Children and young people 5 of 5.
Forest plot: 44 effects from 18 studies on 5 outcomes. 29 favour the intervention, 13 the comparison. 16 intervals exclude no effect. Pooled: 3 outcomes, 2 clearly better.
Evidence map of 12 themes by 5 outcomes. Voices and studies meet in 32 cells; voices only in 15, studies only in 8, neither in 5.
Evidence gap map of 6 interventions by 5 outcomes. Studies in 18 of 30 pairs, none in 12. Most: “Homeward Together” on “Family relationships”, 6 studies.
Harvest plot of 23 studies on 5 outcomes. Of 54 bars 40 favour the intervention, 5 the control, 9 neither. Most in favour: “Permanence and re-entry to care”, 21 studies.
Effect-direction plot of 20 studies on 5 outcomes. Of 66 directions 39 are towards benefit, 13 towards harm, 14 conflicting. Clearest: “Child wellbeing”, sign test p < 0.001.
Dot plot of 12 themes by 4 roles. Most raised: “Parents’ own recovery comes first”: Children and young people 4/5, Parents 6/6, Practitioners 10/14, Carers 3/4. Least: “Going home in steps”: Children and young people 2/5, Parents 0/6, Carers 1/4.
Alluvial plot from 9 themes through 5 outcomes to what effects say. Of 225 effects: towards benefit 132, unclear 60, towards harm 27, not measured 6. Highlighted: “Parents’ own recovery comes first”, 20.
Cost and effect of 12 interventions. 2 have an interval wholly on the side of benefit; 4 have no cost rating. Cheapest of these: “Better Family Time”, 4 medium-high.
Funnel plot of 26 studies by effect and standard error. 25 lie on the side of benefit; 8 are outside the 0.05 contours of no effect. Pooled effect 0.31.
Albatross plot of 24 studies by p value and size. 18 towards benefit, 11 of them with p below 0.05; 6 towards harm, 3 below 0.05.
Pillars of voices and findings: 9 rows. Agreement in 2, partial in 1, dissonance in 2, silence in 3. 2 unmatched; an inference is drawn in 5.
Equity gap map of 4 characteristics by 5 outcomes and 3 roles. 12 of 32 cells are blank. Blank throughout: “Religion”.
Co-occurrence matrix of 14 codes; 39 pairs occur together, 14 withheld. Most often “Practical help in the home in the evenings” and “Peer support from other parents”: 11.
Network of 14 codes and 53 edges between those that occur together. Strongest: “Practical help in the home in the evenings” and “Peer support from other parents”, 11.
Which of 7 codes follows which of 6 codes. 11 pairs occur more often than expected by chance, 5 less often. Most often: “Family group conference”, then “Practical help in the home in the evenings”, 22.
Saturation curve of 17 sources in the order of analysis. 47 codes in all. The last source with a new code is number 17. Saturation reached: 6+2 at source 9, base 4, run 3, 5% at source 12.
Correspondence map of 14 rows and 4 columns. Furthest row from the origin: “Practical help in the home in the evenings” at 1.28, 0.5. Furthest column from the origin: “Carers” at −0.8, 0.05.
Dot plot with intervals of 12 figures. Highest: “Trusting relationship with one worker”, 0.90 (0.84 to 0.96). Lowest: “Poverty, debt & unsuitable housing”, −0.10. 2 undefined or withheld.
Code line of a transcript of 61 minutes with 2 speakers and 12 codes. Widest code: “Waiting lists for therapy and substance misuse…”, 6 segments, 18% of the transcript.
Timeline of 18 events in 4 kinds, from 2009 to 2024-02. 7 risks, 6 protective; 6 dates are uncertain. First: “Mother’s first depression”.
Heat map of 12 rows by 7 columns. Darkest: “Gradual return with overnight stays”, “Interview 5, parent” 12. Most alike: “Trusting relationship with one worker” and “Poverty, debt & unsuitable housing”.
"#);
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    for kind in &KINDS {
        let (first, second) = (made(kind), made(kind));
        assert_eq!(first, second);
        assert_eq!(first.data, (kind.table)(), "the data are the table as given");
    }
    let chart = made(&KINDS[0]);
    assert_eq!(chart.png().expect("a picture"), chart.png().expect("a picture"));
}

#[test]
fn a_png_has_twice_the_nominal_size_and_is_not_blank() {
    for kind in &KINDS {
        let chart = made(kind);
        let png = chart.png().expect("a picture");
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((side(16), side(20)), (chart.width * 2, chart.height * 2));
        assert!(png.len() > 20_000, "{} bytes", png.len());
    }
}

#[test]
fn a_pdf_is_one_page_with_its_alternative_and_the_same_each_time() {
    for kind in &KINDS {
        let chart = made(kind);
        let pdf = chart.pdf().expect("a document");
        assert_eq!(pdf, chart.pdf().expect("a document"), "{}", kind.name);
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.starts_with("%PDF-1.") && text.matches("/Type /Page\n").count() == 1, "{}", kind.name);
        let points = |pixels: u32| (f64::from(pixels) * 0.75).to_string();
        assert!(text.contains(&format!("[0 0 {} {}]", points(chart.width), points(chart.height))), "{}", kind.name);
        assert!(text.contains("/Figure") && text.contains("/Alt") && text.contains("en-GB"), "{}", kind.name);
        assert!(!text.contains("CreationDate"), "{}", kind.name);
    }
}

#[test]
fn a_small_chart_is_drawn_like_this() {
    let mut table = Table::new(
        "Two themes",
        vec![
            Column::text("theme", "Theme"),
            Column::number("child", "Children").n(5),
            Column::number("parent", "Parents").n(6),
        ],
    );
    table.rows.push(vec![Cell::words("A worker who stays"), Cell::Count(4), Cell::Count(2)]);
    table.rows.push(vec![Cell::words("Money & housing"), Cell::Count(0), Cell::Withheld("<3".to_owned())]);
    let caption = Caption { notice: "SYNTHETIC".to_owned(), ..Caption::default() };
    let chart = super::theme_matrix("small", &table, &caption).expect("sound");
    insta::assert_snapshot!(chart.svg_inline());
}

/// For people: `cargo test --lib charts -- --ignored` leaves every chart in `target/charts` to be looked at.
#[test]
#[ignore = "writes pictures for people to look at"]
fn pictures_to_look_at() {
    let folder = std::path::Path::new("target/charts");
    std::fs::create_dir_all(folder).expect("a folder");
    let write = |name: &str, chart: &Chart| {
        std::fs::write(folder.join(format!("{name}.svg")), &chart.svg).expect("written");
        std::fs::write(folder.join(format!("{name}.png")), chart.png().expect("a picture")).expect("written");
    };
    for (what, draw, table) in awkward() {
        let drawing = draw(&table, &tables::caption()).expect("sound");
        let name = what.replace(", ", "-").replace(' ', "-");
        write(&name, &super::finished("awkward", &table, &tables::caption(), &drawing).expect("drawn"));
    }
}
