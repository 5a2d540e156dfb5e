//! The columns beside the axis: as wide as their words need, the axis takes what is left.

use super::super::furniture::{MARGIN, WIDTH, small};
use super::super::scene::{Anchor, Mark, Point, TextStyle, lines_around};
use super::effect::{Effects, Row};

/// Which part of a row a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Study,
    Intervention,
    Design,
    Participants,
    Months,
    Plot,
    Figures,
    Weight,
    Rating,
    Bias,
}

impl Part {
    const ALL: [Self; 10] = [
        Self::Study,
        Self::Intervention,
        Self::Design,
        Self::Participants,
        Self::Months,
        Self::Plot,
        Self::Figures,
        Self::Weight,
        Self::Rating,
        Self::Bias,
    ];

    /// Its header.
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Study => "Study",
            Self::Intervention => "Intervention",
            Self::Design => "Design",
            Self::Participants => "n",
            Self::Months => "Months",
            Self::Plot => "",
            Self::Figures => "Effect [95% interval]",
            Self::Weight => "Weight",
            Self::Rating => "Rating",
            Self::Bias => "Risk of bias",
        }
    }

    /// What a row shows there.
    pub(super) fn words(self, row: &Row) -> String {
        match self {
            Self::Study => row.study.clone(),
            Self::Intervention => row.intervention.clone(),
            Self::Design => row.design.clone(),
            Self::Participants => row.n.clone(),
            Self::Months => row.months.clone(),
            Self::Figures => row.figures(),
            Self::Weight => row.weight.map_or_else(String::new, |weight| format!("{weight:.1}%").replace('-', "−")),
            Self::Rating => row.rating.clone(),
            // Marks, not words.
            Self::Plot | Self::Bias => String::new(),
        }
    }

    /// Words stand left as in any table of studies, figures right.
    pub(super) fn anchor(self) -> Anchor {
        match self {
            Self::Participants | Self::Months | Self::Figures | Self::Weight => Anchor::End,
            Self::Bias => Anchor::Middle,
            _ => Anchor::Start,
        }
    }

    /// Widest it may be before its words are wrapped.
    fn widest(self) -> f64 {
        match self {
            Self::Study => 112.0,
            Self::Intervention => 118.0,
            Self::Design => 76.0,
            Self::Participants | Self::Months | Self::Weight | Self::Rating => 56.0,
            Self::Plot | Self::Figures | Self::Bias => 170.0,
        }
    }
}

/// A column and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub part: Part,
    /// Left edge.
    pub left: f64,
    /// Room for its words or marks.
    pub width: f64,
}

impl Column {
    /// The x that its words are anchored to.
    pub(super) fn anchored(&self) -> f64 {
        match self.part.anchor() {
            Anchor::Start => self.left,
            Anchor::Middle => self.left + self.width / 2.0,
            Anchor::End => self.left + self.width,
        }
    }
}

/// All columns of a chart; every section has the same.
pub(super) struct Layout {
    pub columns: Vec<Column>,
    pub width: f64,
}

impl Layout {
    pub(super) fn of(effects: &Effects) -> Self {
        const GAP: f64 = 11.0;
        const NARROWEST_PLOT: f64 = 236.0;
        let shown = |part: &Part| {
            matches!(part, Part::Plot | Part::Figures | Part::Bias)
                || effects.rows.iter().any(|row| !part.words(row).is_empty())
        };
        let mut columns: Vec<Column> = Part::ALL
            .into_iter()
            .filter(shown)
            .map(|part| Column { part, left: 0.0, width: wanted(part, effects) })
            .collect();
        let gaps = columns.iter().skip(1).map(|_| GAP).sum::<f64>();
        let words = columns.iter().filter(|column| column.part != Part::Plot).map(|column| column.width).sum::<f64>();
        let plot = (WIDTH - 2.0 * MARGIN - gaps - words).max(NARROWEST_PLOT).floor();
        let mut x = MARGIN;
        for column in &mut columns {
            if column.part == Part::Plot {
                column.width = plot;
            }
            column.left = x;
            x += column.width + GAP;
        }
        Self { columns, width: (x - GAP + MARGIN).ceil() }
    }

    /// Words in a column, their middle at a height; nothing where the column is not shown.
    pub(super) fn cell(&self, part: Part, middle: f64, words: &str, style: TextStyle) -> Vec<Mark> {
        let column = self.columns.iter().find(|column| column.part == part && !words.is_empty());
        let place = column.map(|column| Point::new(column.anchored(), middle));
        let cell = |place| lines_around(place, &[words.to_owned()], style.anchored(part.anchor()));
        place.map(cell).unwrap_or_default()
    }

    /// Left and right end of the axis.
    pub(super) fn plot(&self) -> (f64, f64) {
        let plot = self.columns.iter().find(|column| column.part == Part::Plot);
        plot.map_or((MARGIN, WIDTH - MARGIN), |column| (column.left, column.left + column.width))
    }
}

/// The width that a column's words ask for, up to its limit; figures are never wrapped.
fn wanted(part: Part, effects: &Effects) -> f64 {
    let bold = small().bold();
    let together = effects.pooled.iter().map(|pooled| match part {
        Part::Figures => bold.width(&pooled.figures()).max(small().width(&pooled.range())),
        Part::Weight => bold.width(&pooled.percent()),
        _ => 0.0,
    });
    let words = effects.rows.iter().map(|row| small().width(&part.words(row))).chain(together).fold(0.0, f64::max);
    let header = header_width(part.header());
    let whole = matches!(part, Part::Participants | Part::Figures | Part::Weight);
    let words = if whole { words } else { words.min(part.widest()) };
    words.max(header).ceil()
}

/// The least width in which a header stands in two lines.
fn header_width(header: &str) -> f64 {
    let style = small().bold();
    let halves = header.match_indices(' ').map(|(at, _)| header.split_at(at));
    let widths = halves.map(|(first, second)| style.width(first).max(style.width(second.trim_start())));
    widths.fold(style.width(header), f64::min)
}
