//! What a chart consists of before it becomes a file: a few primitives on a canvas.
//!
//! Units are nominal pixels, x to the right and y downwards; what is pushed later lies on top. The
//! charts write scenes and tests read them; only `svg` knows how a scene is drawn.

use super::font::{self, Weight};
use super::palette::Colour;

/// A place on the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Pixels from the left.
    pub x: f64,
    /// Pixels from the top.
    pub y: f64,
}

impl Point {
    /// The point at these coordinates.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    fn moved(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy }
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width, not negative.
    pub width: f64,
    /// Height, not negative.
    pub height: f64,
}

impl Area {
    /// The rectangle with this upper left corner and this size.
    #[must_use]
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// The square with this side around a centre.
    #[must_use]
    pub fn around(centre: Point, side: f64) -> Self {
        Self::new(centre.x - side / 2.0, centre.y - side / 2.0, side, side)
    }

    /// Right edge.
    #[must_use]
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    #[must_use]
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// Middle.
    #[must_use]
    pub fn centre(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether the two have any part in common; to touch is not to meet.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub colour: Colour,
    /// Its width in pixels.
    pub width: f64,
}

impl Stroke {
    /// A line of this colour and width.
    #[must_use]
    pub fn new(colour: Colour, width: f64) -> Self {
        Self { colour, width }
    }
}

/// Which end of a text its place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Size in pixels.
    pub size: f64,
    /// Regular or semi-bold.
    pub weight: Weight,
    /// Which end of the text its place is.
    pub anchor: Anchor,
    /// Its colour.
    pub colour: Colour,
}

impl TextStyle {
    /// Regular text that begins at its place.
    #[must_use]
    pub fn new(size: f64, colour: Colour) -> Self {
        Self { size, weight: Weight::Regular, anchor: Anchor::Start, colour }
    }

    /// The same, semi-bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    /// The same, anchored otherwise.
    #[must_use]
    pub fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// Distance between the baselines of two lines.
    #[must_use]
    pub fn leading(self) -> f64 {
        (self.size * 1.28).round()
    }

    /// Width of a text in this style.
    #[must_use]
    pub fn width(self, words: &str) -> f64 {
        font::width(words, self.size, self.weight)
    }

    /// The text in lines of about equal length, none wider than `room`.
    #[must_use]
    pub fn wrap(self, words: &str, room: f64) -> Vec<String> {
        font::wrap_evenly(words, self.size, self.weight, room)
    }

    /// Height of so many lines, from the top of the first line's capitals to the foot of the last
    /// line's descenders.
    #[must_use]
    pub fn height(self, lines: usize) -> f64 {
        // Lines of one label; far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let between = lines.saturating_sub(1) as f64 * self.leading();
        between + self.size
    }
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where it stands on its baseline.
    pub at: Point,
    /// What it says.
    pub words: String,
    /// How it is set.
    pub style: TextStyle,
}

impl Text {
    /// The box that the text fills, as measured.
    #[cfg(test)]
    pub fn area(&self) -> Area {
        let width = self.style.width(&self.words);
        let left = match self.style.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        };
        Area::new(left, self.at.y - font::ASCENT * self.style.size, width, font::LINE * self.style.size)
    }
}

/// A primitive, or a named group of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A rectangle.
    Rect {
        /// Where.
        area: Area,
        /// Colour inside.
        fill: Option<Colour>,
        /// Line around it.
        outline: Option<Stroke>,
    },
    /// A straight line.
    Line {
        /// From here.
        from: Point,
        /// To here.
        to: Point,
        /// How.
        stroke: Stroke,
    },
    /// A filled shape with straight sides.
    Polygon {
        /// Its corners.
        corners: Vec<Point>,
        /// Colour inside.
        fill: Colour,
    },
    /// A circle.
    Circle {
        /// Its middle.
        centre: Point,
        /// Its radius.
        radius: f64,
        /// Colour inside.
        fill: Option<Colour>,
        /// Line around it.
        outline: Option<Stroke>,
    },
    /// A line of text.
    Text(Text),
    /// What belongs together, with the words that a reader gets when pointing at it.
    Group {
        /// Name, unique in the scene; the drawn id has the chart's id before it.
        id: String,
        /// What the group shows, in words.
        title: String,
        /// Its parts.
        marks: Vec<Mark>,
    },
}

impl Mark {
    /// A filled rectangle.
    #[must_use]
    pub fn filled(area: Area, fill: Colour) -> Self {
        Self::Rect { area, fill: Some(fill), outline: None }
    }

    /// A filled rectangle with a line around it.
    #[must_use]
    pub fn outlined(area: Area, fill: Colour, outline: Stroke) -> Self {
        Self::Rect { area, fill: Some(fill), outline: Some(outline) }
    }

    /// A filled circle.
    #[must_use]
    pub fn disc(centre: Point, radius: f64, fill: Colour) -> Self {
        Self::Circle { centre, radius, fill: Some(fill), outline: None }
    }

    /// A triangle with its tip upwards, as wide and as high as `side`.
    #[must_use]
    pub fn triangle(centre: Point, side: f64, fill: Colour) -> Self {
        let (half, Point { x, y }) = (side / 2.0, centre);
        let corners = vec![Point::new(x - half, y + half), Point::new(x, y - half), Point::new(x + half, y + half)];
        Self::Polygon { corners, fill }
    }

    /// A filled shape with straight sides and a line around it.
    #[must_use]
    pub fn outlined_polygon(corners: Vec<Point>, fill: Colour, outline: Stroke) -> Vec<Self> {
        let ends = corners.iter().copied().zip(corners.iter().copied().cycle().skip(1));
        let sides: Vec<Self> = ends.map(|(from, to)| Self::Line { from, to, stroke: outline }).collect();
        let mut marks = vec![Self::Polygon { corners, fill }];
        marks.extend(sides);
        marks
    }

    /// A share (0 to 1) of a ring around a centre, clockwise from the top.
    #[must_use]
    pub fn ring(centre: Point, (inner, outer): (f64, f64), share: f64, fill: Colour) -> Self {
        /// Corners of a whole ring on either side; finer than the eye.
        const STEPS: f64 = 72.0;
        let at = |part: f64, radius: f64| {
            // libm, so that the last digit is the same on every machine.
            let angle = part * share.clamp(0.0, 1.0) * std::f64::consts::TAU;
            Point::new(centre.x + radius * libm::sin(angle), centre.y - radius * libm::cos(angle))
        };
        let parts = || (0..=72_u8).map(|step| f64::from(step) / STEPS);
        let corners = parts().map(|part| at(part, outer)).chain(parts().rev().map(|part| at(part, inner))).collect();
        Self::Polygon { corners, fill }
    }

    /// One line of text.
    #[must_use]
    pub fn text(at: Point, words: impl Into<String>, style: TextStyle) -> Self {
        Self::Text(Text { at, words: words.into(), style })
    }

    /// The same mark elsewhere.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        match self {
            Self::Rect { area, fill, outline } => {
                Self::Rect { area: Area { x: area.x + dx, y: area.y + dy, ..area }, fill, outline }
            }
            Self::Line { from, to, stroke } => Self::Line { from: from.moved(dx, dy), to: to.moved(dx, dy), stroke },
            Self::Polygon { corners, fill } => {
                Self::Polygon { corners: corners.into_iter().map(|corner| corner.moved(dx, dy)).collect(), fill }
            }
            Self::Circle { centre, radius, fill, outline } => {
                Self::Circle { centre: centre.moved(dx, dy), radius, fill, outline }
            }
            Self::Text(text) => Self::Text(Text { at: text.at.moved(dx, dy), ..text }),
            Self::Group { id, title, marks } => {
                Self::Group { id, title, marks: marks.into_iter().map(|mark| mark.moved(dx, dy)).collect() }
            }
        }
    }
}

/// Lines of text under one another, the first on the baseline at `first`.
#[must_use]
pub fn lines(first: Point, words: &[String], style: TextStyle) -> Vec<Mark> {
    let mut at = first;
    let mut marks = Vec::with_capacity(words.len());
    for line in words {
        marks.push(Mark::text(at, line.clone(), style));
        at.y += style.leading();
    }
    marks
}

/// One line of text on a ground of its own, its middle at a place: for words on top of a mark.
#[must_use]
pub fn on_ground(middle: Point, words: &str, style: TextStyle, ground: Colour) -> Vec<Mark> {
    let (width, height) = (style.width(words) + 2.0, style.size + 2.0);
    let area = Area::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height);
    let baseline = middle.y + font::CAPITALS * style.size / 2.0;
    let text = Mark::text(Point::new(middle.x, baseline), words, style.anchored(Anchor::Middle));
    vec![Mark::filled(area, ground), text]
}

/// Lines of text under one another whose middle is level with `middle`.
#[must_use]
pub fn lines_around(middle: Point, words: &[String], style: TextStyle) -> Vec<Mark> {
    let above = (style.height(words.len()) - style.size) / 2.0;
    let first = middle.y - above + font::CAPITALS * style.size / 2.0;
    lines(Point::new(middle.x, first), words, style)
}

/// A canvas with its marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Width in nominal pixels.
    pub width: f64,
    /// Height in nominal pixels.
    pub height: f64,
    /// From the lowest to the topmost.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// An empty canvas of this width; its height grows with what is laid on it.
    #[must_use]
    pub fn new(width: f64) -> Self {
        Self { width, height: 0.0, marks: Vec::new() }
    }

    /// Puts a mark on top.
    pub fn push(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Puts marks on top, in their order.
    pub fn extend(&mut self, marks: impl IntoIterator<Item = Mark>) {
        self.marks.extend(marks);
    }

    /// Puts a named group on top.
    pub fn group(&mut self, id: impl Into<String>, title: impl Into<String>, marks: Vec<Mark>) {
        self.push(Mark::Group { id: id.into(), title: title.into(), marks });
    }
}
