//! A text that remembers, through every edit, which word is which.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a unit of text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    Mark,
    Space,
}

/// A word, a mark or white space, with its identity.
#[derive(Clone, Debug)]
pub struct Unit {
    pub text: String,
    pub kind: Kind,
    /// Which unit of the old text it is; nothing for what an edit put in.
    pub id: Option<usize>,
    /// What was deleted stays in its place as a shadow, so that it can be told what stood where.
    pub alive: bool,
    /// Whether its spelling was changed.
    pub retyped: bool,
    /// The moves that it took part in.
    pub moves: u64,
}

impl Unit {
    pub fn new(text: &str, kind: Kind) -> Self {
        Self { text: text.to_owned(), kind, id: None, alive: true, retyped: false, moves: 0 }
    }

    /// Its text as a reader compares it, written apart from the engine's own folding.
    pub fn folded(&self) -> String {
        let kept = self.text.nfc().filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{2060}'));
        let plain = kept.map(|c| match c {
            '\u{2018}' | '\u{2019}' | '`' | '\u{B4}' => '\'',
            '\u{201C}' | '\u{201D}' | '\u{AB}' | '\u{BB}' => '"',
            '\u{2013}' | '\u{2014}' | '\u{2010}' | '\u{2011}' => '-',
            c => c,
        });
        let folded: String = plain.collect();
        match folded.as_str() {
            "\u{2026}" => "...".to_owned(),
            dots if dots.len() > 1 && dots.chars().all(|c| c == '.') => "...".to_owned(),
            dashes if !dashes.is_empty() && dashes.chars().all(|c| c == '-') => "-".to_owned(),
            _ => folded,
        }
    }
}

/// A text as units, those that were deleted included.
#[derive(Clone, Debug)]
pub struct Document {
    pub units: Vec<Unit>,
}

impl Document {
    /// Cuts a text; each unit is its own identity.
    pub fn new(text: &str) -> Self {
        let mut units: Vec<Unit> = cut(text).into_iter().map(|(kind, text)| Unit::new(&text, kind)).collect();
        for (id, unit) in units.iter_mut().enumerate() {
            unit.id = Some(id);
        }
        Self { units }
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.units.iter().filter(|unit| unit.alive).map(|unit| unit.text.as_str()).collect()
    }

    /// Indices of the units that are words and alive.
    pub fn words(&self) -> Vec<usize> {
        let words = self.units.iter().enumerate().filter(|(_, unit)| unit.alive && unit.kind == Kind::Word);
        words.map(|(at, _)| at).collect()
    }

    /// Lines, as ranges of units, each with the line end behind it.
    pub fn lines(&self) -> Vec<std::ops::Range<usize>> {
        let mut lines = Vec::new();
        let mut start = 0;
        for (at, unit) in self.units.iter().enumerate() {
            if unit.alive && unit.kind == Kind::Space && unit.text.contains('\n') {
                lines.push(start..at + 1);
                start = at + 1;
            }
        }
        lines.push(start..self.units.len());
        lines.retain(|line| self.units[line.clone()].iter().any(|unit| unit.alive && unit.kind == Kind::Word));
        lines
    }

    /// Puts a blank wherever an edit brought units together that would read as one word or mark.
    pub fn keep_apart(&mut self) {
        let mut out: Vec<Unit> = Vec::with_capacity(self.units.len());
        let mut before: Option<usize> = None;
        for unit in std::mem::take(&mut self.units) {
            if unit.alive {
                if before.is_some_and(|before| grow_together(&out[before], &unit)) {
                    out.push(Unit::new(" ", Kind::Space));
                }
                before = Some(out.len());
            }
            out.push(unit);
        }
        self.units = out;
    }
}

fn grow_together(before: &Unit, unit: &Unit) -> bool {
    let were_neighbours = before.id.is_some() && before.id.map(|id| id + 1) == unit.id;
    let is_apostrophe = |unit: &Unit| unit.kind == Kind::Mark && unit.folded() == "'";
    let alike = match (before.kind, unit.kind) {
        (Kind::Word, Kind::Word) => true,
        (Kind::Mark, Kind::Mark) => before.folded().chars().next() == unit.folded().chars().next(),
        (Kind::Word, Kind::Mark) => is_apostrophe(unit),
        (Kind::Mark, Kind::Word) => is_apostrophe(before),
        _ => false,
    };
    alike && !were_neighbours
}

/// Words (with apostrophes between letters), runs of dots or dashes, single marks, runs of white space.
fn cut(text: &str) -> Vec<(Kind, String)> {
    let chars: Vec<char> = text.chars().collect();
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let joins = |c: char| is_combining_mark(c) || matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{200D}');
    let is_apostrophe = |c: char| matches!(c, '\'' | '\u{2019}' | '\u{2018}');
    let kind_of = |c: char| match c {
        c if c.is_whitespace() => Kind::Space,
        c if is_letter(c) => Kind::Word,
        _ => Kind::Mark,
    };
    let mut pieces: Vec<(Kind, String)> = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        let next_is_letter = chars.get(at + 1).is_some_and(|next| is_letter(*next));
        let goes_on = pieces.last().is_some_and(|(kind, text)| match kind {
            Kind::Space => kind_of(c) == Kind::Space,
            Kind::Word => is_letter(c) || joins(c) || is_apostrophe(c) && next_is_letter,
            Kind::Mark => joins(c) || matches!(c, '.' | '-' | '\u{2013}' | '\u{2014}') && text.ends_with(c),
        });
        match pieces.last_mut().filter(|_| goes_on) {
            Some((_, text)) => text.push(c),
            None => pieces.push((kind_of(c), c.to_string())),
        }
    }
    pieces
}
