//! Forest plot: every effect with its interval, grouped by outcome, benefit always to the right; below each outcome what its
//! effects say together, or why they are not pooled.
//!
//! Effects on different scales are never drawn on one axis: each family of scales is a section of its
//! own.

mod axis;
mod effect;
mod layout;
mod pooled;
mod section;

use super::furniture::{self, Entry, MARGIN};
use super::palette::{NAVY, ORANGE, PLUM, TEAL};
use super::risk::Risk;
use super::scene::{Area, Mark, Point, Scene, Stroke};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;
use effect::{Effects, Family, Standing};
use layout::Layout;

/// Draws effects with their intervals.
///
/// Columns: `outcome`, `study`, `intervention`, `design`, `n`, `es_type` (a word of
/// [`EffectScale`](crate::model::EffectScale)), `value`, `ci_low`, `ci_high`, `rating`, `risk_of_bias`,
/// `months`, `benefit` (`higher` or `lower`: which side of the scale is better), `kind` (`effect` or `pooled`), `weight` (in
/// percent), `pi_low`, `pi_high`, `tau2`, `i2`, `q`, `q_df`, `q_p`, `said`. Rows keep their order
/// within their outcome, outcomes the order in which they first appear.
///
/// A `pooled` row stands below its outcome: a diamond from limit to limit, turned so that right is benefit, and on a line of
/// its own the prediction interval as a bar; `study` says of how many studies, `said` by which model. Without a value there
/// is no diamond, and `said` has the reason.
///
/// Where lower is better an effect is turned round (the sign of a difference, the reciprocal of a
/// ratio) and marked †, so that right always means benefit; [`Chart::data`] has it as reported. Squares
/// have areas in proportion to weights within their outcome, and where there are none to precision (inverse variance, from
/// intervals taken as 95 %) within their section, down to a smallest size; intervals that leave the axis end in arrows. Rows without a value,
/// or of unknown direction, are listed but have no mark.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] with every row that cannot be right (a
/// value outside its interval, a ratio that is not positive, an unknown scale); [`ChartError::Id`].
pub fn forest(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let effects = Effects::read(table)?;
    let of_table = table.notes.iter().map(|note| super::font::printable(note)).filter(|note| *note != caption.notice);
    let notes: Vec<String> = notes(&effects).into_iter().chain(of_table).collect();
    let scene = scene(&effects, &notes, caption);
    Ok(Drawing { scene, alt: alternative(&effects), reading: reading(&effects) })
}

fn scene(effects: &Effects, notes: &[String], caption: &Caption) -> Scene {
    let layout = Layout::of(effects);
    let mut scene = Scene::new(layout.width);
    let mut y = key(&mut scene, effects);
    for (number, family) in effects.families().into_iter().enumerate() {
        y = section::draw(&mut scene, &layout, effects, family, number, y + 12.0);
    }
    furniture::foot(&mut scene, y, notes, caption);
    scene
}

/// The mark of a risk of bias: a shape, and only then a colour.
pub(super) fn risk_mark(risk: Risk, centre: Point) -> Mark {
    match risk {
        Risk::Low => Mark::disc(centre, 5.0, TEAL),
        Risk::Some => Mark::triangle(centre, 10.0, ORANGE),
        Risk::High => Mark::filled(Area::around(centre, 9.0), PLUM),
        Risk::Unknown => {
            Mark::Circle { centre, radius: 4.5, fill: None, outline: Some(Stroke::new(super::palette::CHARCOAL, 1.2)) }
        }
    }
}

fn key(scene: &mut Scene, effects: &Effects) -> f64 {
    let line = Mark::Line { from: Point::new(0.0, 0.0), to: Point::new(30.0, 0.0), stroke: Stroke::new(NAVY, 1.4) };
    let square = |centre| Mark::filled(Area::around(centre, 9.0), NAVY);
    let interval = vec![line, square(Point::new(15.0, 0.0))];
    let mut entries =
        vec![Entry::new(interval, 30.0, "effect with 95% confidence interval; larger square, more weight")];
    let pooled = || effects.pooled.iter().filter(|pooled| pooled.estimate.is_some());
    if pooled().next().is_some() {
        let corners = [(0.0, 0.0), (13.0, -7.0), (26.0, 0.0), (13.0, 7.0)].map(|(x, y)| Point::new(x, y)).to_vec();
        entries.push(Entry::new(vec![Mark::Polygon { corners, fill: NAVY }], 26.0, "pooled effect with its interval"));
    }
    if pooled().any(|pooled| pooled.prediction.is_some()) {
        let bar = pooled::bar_mark(Area::new(0.0, -3.0, 26.0, 6.0));
        entries.push(Entry::new(vec![bar], 26.0, "prediction interval"));
    }
    for risk in Risk::ALL {
        if effects.rows.iter().any(|row| row.risk == risk) {
            entries.push(Entry::new(vec![risk_mark(risk, Point::new(5.0, 0.0))], 10.0, risk.name()));
        }
    }
    furniture::key(scene, MARGIN / 2.0, "", &entries)
}

/// What a reader must know, as far as it concerns this table.
fn notes(effects: &Effects) -> Vec<String> {
    let mut notes = Vec::new();
    if effects.rows.iter().any(|row| row.turned) {
        notes.push(
            "† Lower is better: shown turned round (a difference with its sign changed, a ratio as its reciprocal), so \
             that right is always benefit. As reported: see the data."
                .to_owned(),
        );
    }
    if effects.rows.iter().any(|row| matches!(row.standing, Standing::Plotted(interval) if interval.limits.is_none())) {
        notes.push("[–] No confidence interval reported; the hollow square says nothing about precision.".to_owned());
    }
    let ratios = [("OR", "odds ratio"), ("RR", "risk ratio"), ("HR", "hazard ratio")];
    let mut abbreviations: Vec<String> = ratios
        .iter()
        .filter(|(short, _)| effects.rows.iter().any(|row| row.prefix == *short))
        .map(|(short, long)| format!("{short}: {long}"))
        .collect();
    let designs = [("RCT", "randomised controlled trial"), ("QED", "quasi-experimental design")];
    abbreviations.extend(
        designs
            .iter()
            .filter(|(short, _)| effects.rows.iter().any(|row| row.design.contains(short)))
            .map(|(short, long)| format!("{short}: {long}")),
    );
    abbreviations.push("n: participants".to_owned());
    let pooled = effects.pooled.iter().any(|pooled| pooled.estimate.is_some());
    if pooled {
        abbreviations.push("tau², I², Q: how far true effects differ".to_owned());
    }
    notes.push(format!("{}.{}", abbreviations.join("; "), if pooled { "" } else { " Nothing is pooled." }));
    notes
}

fn reading(effects: &Effects) -> String {
    let families: Vec<&str> = effects.families().into_iter().map(Family::name).collect();
    format!(
        "Effects grouped by outcome, one section for each kind of effect size ({}); right of the line of no effect \
         favours the intervention, left of it the comparison. {} {}",
        families.join("; "),
        effects.pooled.iter().map(|pooled| format!("{}.", pooled.sentence())).collect::<Vec<_>>().join(" "),
        notes(effects).join(" ")
    )
}

fn alternative(effects: &Effects) -> String {
    let plotted = || effects.rows.iter().filter_map(|row| Some((row, row.plotted()?)));
    let pooled = || effects.pooled.iter().filter_map(|pooled| Some((pooled.family, pooled.estimate?.limits?)));
    let better = pooled().filter(|(family, (low, _))| *low > family.null()).count();
    let benefit = plotted().filter(|(row, interval)| interval.value > row.family.null()).count();
    let harm = plotted().filter(|(row, interval)| interval.value < row.family.null()).count();
    let clear = plotted().filter(|(row, interval)| {
        interval.limits.is_some_and(|(low, high)| low > row.family.null() || high < row.family.null())
    });
    let studies: std::collections::BTreeSet<&str> = effects.rows.iter().map(|row| row.study.as_str()).collect();
    let outcomes: std::collections::BTreeSet<&str> = effects.rows.iter().map(|row| row.outcome.as_str()).collect();
    alt::sentences(&[
        format!(
            "Forest plot: {} from {} on {}.",
            alt::counted(effects.rows.len(), "effect", "effects"),
            alt::counted(studies.len(), "study", "studies"),
            alt::counted(outcomes.len(), "outcome", "outcomes"),
        ),
        format!("{benefit} favour the intervention, {harm} the comparison."),
        format!("{} no effect.", alt::counted(clear.count(), "interval excludes", "intervals exclude")),
        format!("Pooled: {}, {better} clearly better.", alt::counted(pooled().count(), "outcome", "outcomes")),
    ])
}
