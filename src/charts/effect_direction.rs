//! Effect-direction plot: studies by outcome domain, a triangle for which way a study's effects point
//! (Boon & Thomson 2021).

use super::furniture::{self, Entry, MARGIN, fine_print, label, small};
use super::lattice::{Head, Lattice};
use super::palette::{CHARCOAL, Colour, GRID, INK, MIST, NAVY, SKY, WHITE};
use super::reading::{Reader, place};
use super::risk::Risk;
use super::scene::{Anchor, Area, Mark, Point, Scene, Stroke, TextStyle, lines_around};
use super::{Caption, Chart, ChartError, Drawing, alt};
use crate::table::Table;

const ROW: f64 = 38.0;
/// Sizes of studies (Thomson & Thomas 2013): participants from which a class begins, and side of its triangle.
const SIZES: [(u64, f64, &str); 3] = [(0, 13.0, "n below 50"), (50, 19.0, "50 to 300"), (301, 26.0, "above 300")];

/// Draws an effect-direction plot.
///
/// Columns: `study`, `outcome`, `vote` (`benefit`, `conflicting` or `harm`), `effects` (how many a direction stands for), `n`
/// (participants, or nothing), `risk_of_bias`, and for rows without a study, which hold the votes of their outcome,
/// `benefit`, `harm`, `conflicting` (studies) and `p` (sign test, or nothing). Studies and outcomes keep the order in which
/// they first appear. Triangles point up for benefit, down for harm and both ways sideways where effects conflict; three
/// sizes are classes of participants, shade is the risk of bias.
///
/// # Errors
/// [`ChartError::Empty`] without rows; [`ChartError::Table`] when a column is missing, a word or figure cannot be right or
/// a pair occurs twice; [`ChartError::Id`].
pub fn effect_direction(id: &str, table: &Table, caption: &Caption) -> Result<Chart, ChartError> {
    super::finished(id, table, caption, &drawing(table, caption)?)
}

pub(super) fn drawing(table: &Table, caption: &Caption) -> Result<Drawing, ChartError> {
    let plot = Plot::read(table)?;
    let reading = "Rows are studies, columns outcomes. A triangle up is benefit, down harm; two sideways are effects \
                   that conflict. The larger, the more participants; the shade is the risk of bias; the small number \
                   beside it is how many effects it stands for. Below, the votes of each outcome with a sign test on \
                   the studies that have a direction."
        .to_owned();
    Ok(Drawing { scene: plot.scene(caption), alt: plot.alt(), reading })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Vote {
    Benefit,
    Harm,
    Conflicting,
}

impl Vote {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Benefit, "benefit", "benefit"),
        (Self::Harm, "harm", "harm"),
        (Self::Conflicting, "conflicting", "conflicting or no direction"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(vote, _, _)| *vote == self).map_or("", |(_, _, name)| name)
    }
}

struct Piece {
    study: usize,
    outcome: usize,
    vote: Vote,
    effects: u64,
    n: Option<u64>,
    risk: Risk,
}

/// The votes of an outcome.
struct Votes {
    outcome: usize,
    benefit: u64,
    harm: u64,
    conflicting: u64,
    p: Option<f64>,
}

struct Plot {
    studies: Vec<String>,
    outcomes: Vec<String>,
    pieces: Vec<Piece>,
    votes: Vec<Votes>,
}

/// Shade of a risk of bias, from dark to light; every shape has an outline.
fn shade(risk: Risk) -> Colour {
    match risk {
        Risk::Low => NAVY,
        Risk::Some => SKY,
        Risk::High => WHITE,
        Risk::Unknown => MIST,
    }
}

fn side(n: Option<u64>) -> f64 {
    let n = n.unwrap_or(0);
    SIZES.iter().rev().find(|(from, _, _)| n >= *from).map_or(SIZES[0].1, |(_, side, _)| *side)
}

/// The triangles of a vote around a centre.
fn triangles(vote: Vote, centre: Point, side: f64, fill: Colour) -> Vec<Mark> {
    let line = Stroke::new(CHARCOAL, 1.0);
    let at = |dx: f64, dy: f64| Point::new(centre.x + dx, centre.y + dy);
    let half = side / 2.0;
    match vote {
        Vote::Benefit => Mark::outlined_polygon(vec![at(-half, half), at(0.0, -half), at(half, half)], fill, line),
        Vote::Harm => Mark::outlined_polygon(vec![at(-half, -half), at(half, -half), at(0.0, half)], fill, line),
        Vote::Conflicting => {
            // Together as wide as the others and a gap between them.
            let (gap, reach, up) = (1.5, half * 0.95 + 1.5, half * 0.8);
            let left = vec![at(-gap, -up), at(-gap, up), at(-reach, 0.0)];
            let right = vec![at(gap, -up), at(reach, 0.0), at(gap, up)];
            let mut marks = Mark::outlined_polygon(left, fill, line);
            marks.extend(Mark::outlined_polygon(right, fill, line));
            marks
        }
    }
}

impl Plot {
    fn read(table: &Table) -> Result<Self, ChartError> {
        const KEYS: [&str; 10] =
            ["study", "outcome", "vote", "effects", "n", "risk_of_bias", "benefit", "harm", "conflicting", "p"];
        let mut reader = Reader::new("effect-direction plot", table)?.require(&KEYS)?;
        let mut plot = Self { studies: Vec::new(), outcomes: Vec::new(), pieces: Vec::new(), votes: Vec::new() };
        for row in 0..reader.rows() {
            let (study, outcome) = (reader.words(row, "study"), reader.needed_words(row, "outcome"));
            let outcome_at = place(&mut plot.outcomes, &outcome);
            let twice = if study.is_empty() {
                let votes = read_votes(&mut reader, row, outcome_at);
                plot.votes.push(votes);
                plot.votes.iter().filter(|votes| votes.outcome == outcome_at).count() > 1
            } else {
                let study_at = place(&mut plot.studies, &study);
                let piece = read_piece(&mut reader, row, study_at, outcome_at);
                plot.pieces.push(piece);
                let same = |piece: &&Piece| (piece.study, piece.outcome) == (study_at, outcome_at);
                plot.pieces.iter().filter(same).count() > 1
            };
            if twice {
                let message = format!("found {study:?} with {outcome:?} a second time");
                reader.problem(Some(row), "study", message, "give each pair one row");
            }
        }
        reader.finish(plot)
    }

    fn piece(&self, study: usize, outcome: usize) -> Option<&Piece> {
        self.pieces.iter().find(|piece| (piece.study, piece.outcome) == (study, outcome))
    }

    fn scene(&self, caption: &Caption) -> Scene {
        let heads = self.outcomes.iter().map(|outcome| Head::new(outcome.clone(), 74.0)).collect();
        let names = self.studies.iter().map(String::as_str).chain(["Studies by direction", "Sign test"]);
        let lattice = Lattice::new(names, heads, 150.0);
        let mut scene = Scene::new(lattice.width);
        let top = self.key(&mut scene) + 10.0;
        let mut y = lattice.heads(&mut scene, top);
        for (down, study) in self.studies.iter().enumerate() {
            scene.push(lattice.rule(y, GRID));
            let height = lattice.name(&mut scene, y, study, ROW, label());
            for (across, outcome) in self.outcomes.iter().enumerate() {
                let centre = lattice.area(across, y, height).centre();
                match self.piece(down, across) {
                    Some(piece) => {
                        let title = format!("{study}, {outcome}: {}", piece_words(piece));
                        scene.group(format!("s{}o{}", down + 1, across + 1), title, piece_marks(piece, centre));
                    }
                    None => scene.push(Mark::disc(centre, 1.5, CHARCOAL)),
                }
            }
            y += height;
        }
        if !self.votes.is_empty() {
            scene.push(lattice.rule(y, INK));
            let style = small().anchored(Anchor::Middle);
            y = self.foot_row(&mut scene, &lattice, y, "Studies by direction", style, votes_words);
            y = self.foot_row(&mut scene, &lattice, y, "Sign test", style, p_words);
            scene.push(lattice.rule(y, INK));
        }
        furniture::foot(&mut scene, y + 4.0, &Self::notes(), caption);
        scene
    }

    fn foot_row(
        &self,
        scene: &mut Scene,
        lattice: &Lattice,
        top: f64,
        name: &str,
        style: TextStyle,
        words: fn(&Votes) -> String,
    ) -> f64 {
        let height = lattice.name(scene, top, name, 30.0, label().bold());
        for votes in &self.votes {
            let area = lattice.area(votes.outcome, top, height);
            scene.extend(lines_around(area.centre(), &[words(votes)], style));
        }
        top + height
    }

    fn notes() -> Vec<String> {
        vec![
            "Below the table: ▲ studies towards benefit, ▼ towards harm, ? with conflicting effects, which are in no \
             test. A dot: not measured."
                .to_owned(),
        ]
    }

    fn key(&self, scene: &mut Scene) -> f64 {
        let centre = Point::new(8.0, 0.0);
        let mut entries: Vec<Entry> = Vote::ALL
            .iter()
            .filter(|(vote, _, _)| self.pieces.iter().any(|piece| piece.vote == *vote))
            .map(|(vote, _, name)| Entry::new(triangles(*vote, centre, 14.0, CHARCOAL), 16.0, *name))
            .collect();
        for (_, side, name) in SIZES {
            entries.push(Entry::new(
                triangles(Vote::Benefit, Point::new(side / 2.0, 0.0), side * 0.7, GRID),
                side,
                name,
            ));
        }
        for risk in Risk::ALL {
            if self.pieces.iter().any(|piece| piece.risk == risk) {
                let sample = Mark::outlined(Area::new(0.0, -6.0, 12.0, 12.0), shade(risk), Stroke::new(CHARCOAL, 1.0));
                entries.push(Entry::new(vec![sample], 12.0, risk.name()));
            }
        }
        furniture::key(scene, MARGIN / 2.0, "", &entries)
    }

    fn alt(&self) -> String {
        let of = |vote| self.pieces.iter().filter(|piece| piece.vote == vote).count();
        let clear = self.votes.iter().filter_map(|votes| Some((votes, votes.p?)));
        let clearest = clear.reduce(|best, next| if next.1 < best.1 { next } else { best });
        let mut parts = vec![
            format!(
                "Effect-direction plot of {} on {}.",
                alt::counted(self.studies.len(), "study", "studies"),
                alt::counted(self.outcomes.len(), "outcome", "outcomes")
            ),
            format!(
                "Of {} directions {} are towards benefit, {} towards harm, {} conflicting.",
                self.pieces.len(),
                of(Vote::Benefit),
                of(Vote::Harm),
                of(Vote::Conflicting)
            ),
        ];
        if let Some((votes, _)) = clearest {
            let name = alt::name(&self.outcomes[votes.outcome]);
            parts.push(format!("Clearest: {name}, sign test {}.", p_words(votes)));
        }
        alt::sentences(&parts)
    }
}

fn read_piece(reader: &mut Reader<'_>, row: usize, study: usize, outcome: usize) -> Piece {
    let word = reader.words(row, "vote");
    let vote = Vote::ALL.iter().find(|(_, known, _)| *known == word).map(|(vote, _, _)| *vote);
    let vote = vote.unwrap_or_else(|| {
        let message = format!("found {word:?}, expected `benefit`, `conflicting` or `harm`");
        reader.problem(Some(row), "vote", message, "count votes by the direction of effects");
        Vote::Conflicting
    });
    Piece {
        study,
        outcome,
        vote,
        effects: reader.count_up_to(row, "effects", 9999),
        n: reader.count(row, "n"),
        risk: reader.risk(row, "risk_of_bias"),
    }
}

fn read_votes(reader: &mut Reader<'_>, row: usize, outcome: usize) -> Votes {
    let [benefit, harm, conflicting] =
        ["benefit", "harm", "conflicting"].map(|key| reader.count(row, key).unwrap_or(0));
    let p = reader.number(row, "p");
    if p.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
        reader.problem(Some(row), "p", "found a p value outside 0 to 1", "");
    }
    Votes { outcome, benefit, harm, conflicting, p }
}

fn piece_words(piece: &Piece) -> String {
    let n = piece.n.map_or_else(|| "n not stated".to_owned(), |n| format!("n = {n}"));
    format!("{} ({} effects merged), {n}, {}", piece.vote.name(), piece.effects, piece.risk.name())
}

fn piece_marks(piece: &Piece, centre: Point) -> Vec<Mark> {
    let side = side(piece.n);
    let mut marks = triangles(piece.vote, centre, side, shade(piece.risk));
    let foot = Point::new(centre.x + side / 2.0 + 4.0, centre.y + side / 2.0 + 2.0);
    marks.push(Mark::text(foot, piece.effects.to_string(), fine_print().coloured(INK)));
    marks
}

fn votes_words(votes: &Votes) -> String {
    format!("▲ {} · ▼ {} · ? {}", votes.benefit, votes.harm, votes.conflicting)
}

fn p_words(votes: &Votes) -> String {
    match votes.p {
        Some(p) if p < 0.001 => "p < 0.001".to_owned(),
        Some(p) => format!("p = {p:.3}"),
        None => "–".to_owned(),
    }
}
