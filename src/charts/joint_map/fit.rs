//! The map with the fit of voices and findings in every cell: a letter and its colour, as large as there are
//! cases, edged by the best evidence rating.

use std::collections::BTreeSet;

use super::super::furniture::{self, Entry, MARGIN, label, small};
use super::super::lattice::{Head, Lattice, empty_cell};
use super::super::palette::{CHARCOAL, Colour, GRID, MIST, NAVY, PLUM, SKY, TEAL, WHITE};
use super::super::rating::{Rating, level_name, shade};
use super::super::reading::Tally;
use super::super::scene::{Area, Mark, Point, Scene, Stroke, lines_around};
use super::super::{Caption, alt};
use super::grid::{Grid, Piece};
use crate::model::Fit;

/// Side of the square of the cell with most cases.
const LARGEST: f64 = 40.0;
const CELL_HEIGHT: f64 = 66.0;

/// The colour of a fit; its letter and its name stand beside it.
fn colour(fit: Fit) -> Colour {
    match fit {
        Fit::Agreement => TEAL,
        Fit::Partial => SKY,
        Fit::Dissonance => PLUM,
        Fit::SilenceNotAsked | Fit::SilenceNotRaised | Fit::SilenceNotMeasured => WHITE,
        Fit::NoEvidence => MIST,
    }
}

/// `D dissonance`: as short as a cell needs.
fn short(fit: Fit) -> String {
    let name = fit.name();
    let name = name.split_once(": ").map_or(name, |(_, rest)| rest);
    format!("{} {}", fit.letter(), name.trim_end_matches(" by studies").trim_end_matches(" in interviews"))
}

/// The line around a cell: the better the rating, the thicker and darker.
fn edge(rating: &Rating) -> Stroke {
    match rating.level {
        None => Stroke::new(GRID, 1.0),
        Some(level @ ..=2) => Stroke::new(shade(Some(level)), 1.5),
        Some(3) => Stroke::new(shade(Some(3)), 2.5),
        Some(_) => Stroke::new(NAVY, 4.0),
    }
}

pub(super) fn scene(grid: &Grid, caption: &Caption) -> Scene {
    let room = grid.cells().flat_map(|piece| words(grid, piece)).map(|words| small().bold().width(&words));
    let cell = LARGEST + 18.0 + room.fold(60.0, f64::max).min(120.0);
    let heads = grid.outcomes.iter().map(|outcome| Head::new(outcome.clone(), cell)).collect();
    let lattice = Lattice::new(grid.themes.iter().map(String::as_str), heads, cell + 30.0);
    let mut scene = Scene::new(lattice.width);
    let top = key(&mut scene, grid) + 10.0;
    let mut y = lattice.heads(&mut scene, top);
    for (down, theme) in grid.themes.iter().enumerate() {
        let pieces: Vec<Piece> = (0..grid.outcomes.len()).map(|across| grid.piece(down, across)).collect();
        let needed = pieces.iter().enumerate().map(|(across, piece)| {
            let room = lattice.area(across, y, CELL_HEIGHT).width - LARGEST - 20.0;
            let lines: usize = words(grid, piece).iter().map(|words| small().bold().wrap(words, room).len()).sum();
            // Lines of one cell; far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            let lines = lines as f64;
            16.0 * lines + 22.0
        });
        let height = lattice.name(&mut scene, y, theme, needed.fold(CELL_HEIGHT, f64::max), label());
        for (across, (outcome, piece)) in grid.outcomes.iter().zip(&pieces).enumerate() {
            let title = format!("{theme}, {outcome}: {}", piece.words());
            let marks = cell_marks(grid, piece, lattice.area(across, y, height));
            scene.group(format!("r{}c{}", down + 1, across + 1), title, marks);
        }
        y += height;
    }
    furniture::foot(&mut scene, y + 4.0, &[], caption);
    scene
}

fn key(scene: &mut Scene, grid: &Grid) -> f64 {
    let sample = |fill, stroke| vec![Mark::outlined(Area::new(0.0, -7.0, 14.0, 14.0), fill, stroke)];
    let used: BTreeSet<Fit> = grid.cells().filter_map(|piece| piece.fit).collect();
    let mut entries: Vec<Entry> = used
        .iter()
        .map(|fit| {
            let words = format!("{}: {}", fit.letter(), fit.name());
            Entry::new(sample(colour(*fit), Stroke::new(CHARCOAL, 1.0)), 14.0, words)
        })
        .collect();
    entries.push(Entry::new(Vec::new(), 0.0, format!("area of a square: {}", unit(grid))));
    let levels: BTreeSet<Option<u8>> =
        grid.cells().filter_map(|piece| piece.rating.as_ref()).map(|r| r.level).collect();
    for level in levels.into_iter().flatten().map(Some) {
        let line = edge(&Rating { words: String::new(), level });
        entries.push(Entry::new(sample(WHITE, line), 16.0, format!("edge: best rating {}", level_name(level))));
    }
    entries.extend(furniture::withheld(grid.withheld()));
    furniture::key(scene, MARGIN / 2.0, "Fit", &entries)
}

fn unit(grid: &Grid) -> &'static str {
    if grid.has_cases { "cases" } else { "participants" }
}

/// How many speak of it: cases where the table has them.
fn size(piece: &Piece) -> &Tally {
    piece.cases.as_ref().unwrap_or(&piece.participants)
}

/// The lines of a cell: fit, cases, studies with the best rating.
fn words(grid: &Grid, piece: &Piece) -> Vec<String> {
    let mut lines = vec![piece.fit.map_or_else(|| "fit open".to_owned(), short)];
    let one = |tally: &Tally, one: &str, many: &str| match tally {
        Tally::Known(1) => format!("1 {one}"),
        other => format!("{} {many}", other.words()),
    };
    lines.push(if grid.has_cases { one(size(piece), "case", "cases") } else { one(size(piece), "person", "people") });
    let rating = piece.rating.as_ref().map(|rating| rating.words.as_str()).filter(|words| !words.is_empty());
    let studies = one(&piece.studies, "study", "studies");
    lines.push(rating.map_or(studies.clone(), |rating| format!("{studies}, {rating}")));
    lines
}

fn cell_marks(grid: &Grid, piece: &Piece, area: Area) -> Vec<Mark> {
    if piece.fit == Some(Fit::NoEvidence) {
        return empty_cell(area, "– no evidence");
    }
    if piece.fit.is_none() && piece.is_empty() {
        return empty_cell(area, "not linked");
    }
    let none = Rating { words: String::new(), level: None };
    let line = edge(piece.rating.as_ref().unwrap_or(&none));
    let inner = Area::new(
        area.x + line.width / 2.0,
        area.y + line.width / 2.0,
        area.width - line.width,
        area.height - line.width,
    );
    let mut marks = vec![Mark::outlined(inner, WHITE, line)];
    let middle = Point::new(area.x + LARGEST / 2.0 + 7.0, area.centre().y);
    let fill = piece.fit.map_or(WHITE, colour);
    marks.push(Mark::outlined(Area::around(middle, side(grid, piece)), fill, Stroke::new(CHARCOAL, 1.0)));
    let left = area.x + LARGEST + 15.0;
    let mut lines: Vec<(String, bool)> = Vec::new();
    for (at, words) in words(grid, piece).into_iter().enumerate() {
        let wrapped = small().bold().wrap(&words, area.right() - left - 5.0);
        lines.extend(wrapped.into_iter().map(|line| (line, at == 0)));
    }
    // Lines of one cell; far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let mut y = area.centre().y - (lines.len().saturating_sub(1) as f64) * 8.0;
    for (words, first) in lines {
        let style = if first { small().bold() } else { small() };
        marks.extend(lines_around(Point::new(left, y), &[words], style));
        y += 16.0;
    }
    marks
}

/// Side of a square whose area stands for the cases; a withheld number has the smallest.
fn side(grid: &Grid, piece: &Piece) -> f64 {
    let known = |piece: &Piece| size(piece).known().unwrap_or(0);
    let most = grid.cells().map(known).max().unwrap_or(0);
    furniture::extent(known(piece), most, (8.0, LARGEST))
}

pub(super) fn alternative(grid: &Grid) -> String {
    let of = |letter: &str| grid.cells().filter(|piece| piece.fit.is_some_and(|fit| fit.letter() == letter)).count();
    alt::sentences(&[
        format!(
            "Joint display of {} by {}: how voices and findings fit.",
            alt::counted(grid.themes.len(), "theme", "themes"),
            alt::counted(grid.outcomes.len(), "outcome", "outcomes"),
        ),
        format!(
            "Agreement in {}, partial in {}, dissonance in {}, silence in {}, no evidence in {}.",
            alt::counted(of("A"), "cell", "cells"),
            of("P"),
            of("D"),
            of("S"),
            of("–"),
        ),
    ])
}

pub(super) const READING: &str = "Rows are themes, columns outcomes. Each cell has the letter and the colour of how what people say fits with \
     what studies found, a square whose area goes with the cases behind the theme, and an edge that is the thicker the \
     better the best evidence rating is.";
