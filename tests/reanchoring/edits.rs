//! What people and programs do to a transcript when they correct it.

use unicode_normalization::UnicodeNormalization;

use crate::document::{Document, Kind, Unit};

/// Words that edits put in, and that random texts are made of.
pub const VOCABULARY: [&str; 64] = [
    "home",
    "mum",
    "social",
    "worker",
    "school",
    "the",
    "and",
    "a",
    "I",
    "we",
    "they",
    "scared",
    "happy",
    "visit",
    "court",
    "dad",
    "sister",
    "foster",
    "carer",
    "meeting",
    "plan",
    "week",
    "never",
    "always",
    "said",
    "went",
    "came",
    "told",
    "it",
    "was",
    "not",
    "then",
    "because",
    "really",
    "support",
    "money",
    "house",
    "drinking",
    "trust",
    "listen",
    "phone",
    "café",
    "Zoë",
    "don't",
    "didn't",
    "again",
    "night",
    "street",
    "nobody",
    "helped",
    "review",
    "order",
    "judge",
    "letter",
    "counsellor",
    "drug",
    "test",
    "return",
    "placement",
    "contact",
    "you",
    "to",
    "of",
    "in",
];

/// A small generator of numbers, the same on every machine.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % (end.max(1) as u64)).unwrap()
    }

    pub fn word(&mut self) -> &'static str {
        VOCABULARY[self.below(VOCABULARY.len())]
    }
}

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Insert,
    Delete,
    Replace,
    Retype,
    InsertLine,
    DeleteLine,
    MoveLine,
    LineEnds,
    Wrap,
    Quotes,
    Normalise,
}

impl Edit {
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Insert, "words inserted"),
        (Self::Delete, "words deleted"),
        (Self::Replace, "words replaced"),
        (Self::Retype, "spelling corrected"),
        (Self::InsertLine, "paragraph inserted"),
        (Self::DeleteLine, "paragraph deleted"),
        (Self::MoveLine, "paragraph moved"),
        (Self::LineEnds, "line ends changed"),
        (Self::Wrap, "text re-wrapped"),
        (Self::Quotes, "quotation marks and dashes changed"),
        (Self::Normalise, "Unicode form changed"),
    ];

    /// Does it once, somewhere.
    pub fn make(self, document: &mut Document, dice: &mut Dice) {
        match self {
            Self::Insert => insert(document, dice),
            Self::Delete => drop(delete(document, dice)),
            Self::Replace => replace(document, dice),
            Self::Retype => retype(document, dice),
            Self::InsertLine => insert_line(document, dice),
            Self::DeleteLine => delete_line(document, dice),
            Self::MoveLine => move_line(document, dice),
            Self::LineEnds => line_ends(document),
            Self::Wrap => wrap(document, dice),
            Self::Quotes => quotes(document, dice),
            Self::Normalise => normalise(document, dice),
        }
        document.keep_apart();
    }
}

fn new_words(dice: &mut Dice, count: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    for _ in 0..count {
        units.push(Unit::new(dice.word(), Kind::Word));
        units.push(Unit::new(" ", Kind::Space));
    }
    units
}

fn insert(document: &mut Document, dice: &mut Dice) {
    let words = document.words();
    let at = words.get(dice.below(words.len())).copied().unwrap_or(0);
    let count = 1 + dice.below(5);
    document.units.splice(at..at, new_words(dice, count));
}

/// Deletes some words and what stands between them; says where.
fn delete(document: &mut Document, dice: &mut Dice) -> usize {
    let words = document.words();
    let first = dice.below(words.len());
    let last = (first + dice.below(7)).min(words.len().saturating_sub(1));
    let Some((&start, &end)) = words.get(first).zip(words.get(last)) else { return 0 };
    for unit in &mut document.units[start..=end] {
        unit.alive = false;
    }
    start
}

fn replace(document: &mut Document, dice: &mut Dice) {
    let at = delete(document, dice);
    let count = 1 + dice.below(4);
    document.units.splice(at..at, new_words(dice, count));
}

/// Changes one letter of a word that is long enough to be known again.
fn retype(document: &mut Document, dice: &mut Dice) {
    let mut words = document.words();
    words.retain(|at| !document.units[*at].retyped && document.units[*at].text.chars().count() >= 4);
    let Some(&at) = words.get(dice.below(words.len())) else { return };
    let mut letters: Vec<char> = document.units[at].text.chars().collect();
    let place = 1 + dice.below(letters.len() - 2);
    match dice.below(3) {
        0 => letters.insert(place, 'x'),
        1 => letters[place] = 'y',
        _ => drop(letters.remove(place)),
    }
    let text: String = letters.into_iter().collect();
    let unit = &mut document.units[at];
    unit.retyped = text != unit.text;
    unit.text = text;
}

fn insert_line(document: &mut Document, dice: &mut Dice) {
    let lines = document.lines();
    let at = lines.get(dice.below(lines.len())).map_or(0, |line| line.start);
    let count = 2 + dice.below(12);
    let mut units = vec![Unit::new("Int", Kind::Word), Unit::new(":", Kind::Mark), Unit::new(" ", Kind::Space)];
    units.extend(new_words(dice, count));
    units.pop();
    units.extend([Unit::new(".", Kind::Mark), Unit::new("\n", Kind::Space)]);
    document.units.splice(at..at, units);
}

fn delete_line(document: &mut Document, dice: &mut Dice) {
    let lines = document.lines();
    let Some(line) = lines.get(dice.below(lines.len())) else { return };
    for unit in &mut document.units[line.clone()] {
        unit.alive = false;
    }
}

fn move_line(document: &mut Document, dice: &mut Dice) {
    let lines = document.lines();
    let Some(line) = lines.get(dice.below(lines.len())).cloned() else { return };
    let stamp = 1 << (dice.roll() % 64);
    let mut units: Vec<Unit> = document.units.drain(line).collect();
    for unit in &mut units {
        unit.moves ^= stamp;
    }
    let ends = |units: &[Unit]| units.iter().rfind(|unit| unit.alive).is_none_or(|unit| unit.text.contains('\n'));
    if !ends(&units) {
        units.push(Unit::new("\n", Kind::Space));
    }
    let lines = document.lines();
    let at = lines.get(dice.below(lines.len() + 1)).map_or(document.units.len(), |line| line.start);
    if at == document.units.len() && !ends(&document.units) {
        document.units.push(Unit::new("\n", Kind::Space));
    }
    let at = at.min(document.units.len());
    let at = if lines.iter().any(|line| line.start == at) { at } else { document.units.len() };
    document.units.splice(at..at, units);
}

fn line_ends(document: &mut Document) {
    for unit in document.units.iter_mut().filter(|unit| unit.kind == Kind::Space) {
        unit.text =
            if unit.text.contains('\r') { unit.text.replace("\r\n", "\n") } else { unit.text.replace('\n', "\r\n") };
    }
}

/// Breaks long lines, or joins short ones into long ones where no paragraph ends.
fn wrap(document: &mut Document, dice: &mut Dice) {
    let width = 30 + dice.below(60);
    let join = dice.below(2) == 0;
    let mut column = 0;
    for unit in document.units.iter_mut().filter(|unit| unit.alive) {
        if unit.kind == Kind::Space {
            let breaks = unit.text.matches('\n').count();
            if join && breaks == 1 && column > 20 {
                unit.text = " ".to_owned();
            } else if breaks == 0 && column > width {
                unit.text = "\n".to_owned();
            }
            if unit.text.contains('\n') {
                column = 0;
            }
        }
        column += unit.text.chars().count();
    }
}

fn quotes(document: &mut Document, dice: &mut Dice) {
    let curly = dice.below(2) == 0;
    for unit in document.units.iter_mut().filter(|unit| unit.kind != Kind::Space) {
        let changed = unit.text.chars().map(|c| match (c, curly) {
            ('\'', true) => '\u{2019}',
            ('\u{2018}' | '\u{2019}', false) => '\'',
            ('"', true) => '\u{201D}',
            ('\u{201C}' | '\u{201D}', false) => '"',
            ('-', true) => '\u{2013}',
            ('\u{2013}' | '\u{2014}', false) => '-',
            (c, _) => c,
        });
        unit.text = changed.collect();
    }
}

fn normalise(document: &mut Document, dice: &mut Dice) {
    let composed = dice.below(2) == 0;
    for unit in document.units.iter_mut().filter(|unit| unit.kind != Kind::Space) {
        unit.text = if composed { unit.text.nfc().collect() } else { unit.text.nfd().collect() };
    }
}
