//! Conversion between the byte offsets used inside and the units that files, editors and browsers count in.

use memchr::memchr_iter;

use super::text_len;

/// Bytes between two checkpoints: what a conversion scans at most.
const STRIDE: usize = 256;

/// A unit that positions in a text are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode code points (Python, R, most analysis software).
    CodePoints,
    /// UTF-16 code units (browsers, Windows, Java).
    Utf16,
}

impl Unit {
    /// Every unit with the words that a file's header may use for it; the first is the one that we write.
    pub const WORDS: [(Self, &'static [&'static str]); 3] = [
        (Self::Bytes, &["bytes", "byte", "utf8", "utf-8"]),
        (Self::CodePoints, &["code_points", "codepoints", "code points", "characters", "chars"]),
        (Self::Utf16, &["utf16", "utf-16", "utf16_units", "javascript"]),
    ];

    /// The word that we write for the unit.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(unit, _)| *unit == self).and_then(|(_, words)| words.first()).copied().unwrap_or("")
    }

    /// The unit that a word means, in any case; nothing for an unknown word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(unit, _)| *unit)
    }
}

/// A way of counting on a file as it lies on disk, where the text inside has LF only and no byte order mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counted {
    /// What was counted.
    pub unit: Unit,
    /// Whether each line end counted as two (CR and LF).
    pub crlf: bool,
    /// Whether a byte order mark at the start counted (one code point, one UTF-16 unit, three bytes).
    pub bom: bool,
}

impl Counted {
    fn bom_len(self) -> u32 {
        match (self.bom, self.unit) {
            (false, _) => 0,
            (true, Unit::Bytes) => 3,
            (true, Unit::CodePoints | Unit::Utf16) => 1,
        }
    }
}

impl From<Unit> for Counted {
    fn from(unit: Unit) -> Self {
        Self { unit, crlf: false, bom: false }
    }
}

/// A place as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in code points.
    pub column: u32,
}

/// Units before a checkpoint.
#[derive(Clone, Copy, Debug, Default)]
struct Checkpoint {
    byte: u32,
    code_points: u32,
    utf16: u32,
}

impl Checkpoint {
    fn count(self, unit: Unit) -> u32 {
        match unit {
            Unit::Bytes => self.byte,
            Unit::CodePoints => self.code_points,
            Unit::Utf16 => self.utf16,
        }
    }

    /// The checkpoint moved over some text. Continuation bytes start no code point; only four-byte sequences
    /// take two UTF-16 units.
    fn after(self, bytes: &[u8]) -> Self {
        if bytes.is_ascii() {
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            let Self { byte, code_points, utf16 } = self;
            return Self { byte: byte + length, code_points: code_points + length, utf16: utf16 + length };
        }
        let starts = bytes.iter().map(|byte| u32::from(byte & 0b1100_0000 != 0b1000_0000)).sum::<u32>();
        let astral = bytes.iter().map(|byte| u32::from(*byte >= 0xF0)).sum::<u32>();
        Self {
            byte: self.byte.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
            code_points: self.code_points + starts,
            utf16: self.utf16 + starts + astral,
        }
    }
}

/// Positions of one text in every unit, answered in O(log n) after one pass over the text.
#[derive(Clone, Debug)]
pub struct OffsetMap<'t> {
    text: &'t str,
    /// One per [`STRIDE`] bytes, moved forward to a character boundary; the last one is the end of the text.
    checkpoints: Vec<Checkpoint>,
    /// First byte of every line.
    lines: Vec<u32>,
}

impl<'t> OffsetMap<'t> {
    /// Reads the text once. The text is expected to have LF line ends and no byte order mark.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 2);
        let mut lines = vec![0];
        let mut at = Checkpoint::default();
        let mut from = 0;
        while from < text.len() {
            checkpoints.push(at);
            let mut to = (from + STRIDE).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            let chunk = text.as_bytes().get(from..to).unwrap_or_default();
            lines.extend(
                memchr_iter(b'\n', chunk).map(|i| at.byte.saturating_add(u32::try_from(i + 1).unwrap_or(u32::MAX))),
            );
            at = at.after(chunk);
            from = to;
        }
        checkpoints.push(at);
        Self { text, checkpoints, lines }
    }

    /// Length of the text in a unit.
    #[must_use]
    pub fn len(&self, unit: Unit) -> u32 {
        self.checkpoints.last().map_or(0, |end| end.count(unit))
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Number of lines: one more than there are line ends.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// The byte offset of a position. Nothing when it lies after the end or inside a character
    /// (in the middle of a byte sequence or of a surrogate pair).
    #[must_use]
    pub fn to_bytes(&self, unit: Unit, position: u32) -> Option<u32> {
        let index = self.checkpoints.partition_point(|point| point.count(unit) <= position).checked_sub(1)?;
        let point = *self.checkpoints.get(index)?;
        let wanted = position - point.count(unit);
        // Only in ASCII are there as many units as bytes; nearly all pieces between checkpoints are.
        let plain = |next: &Checkpoint| next.count(unit) - point.count(unit) == next.byte - point.byte;
        if unit != Unit::Bytes && self.checkpoints.get(index + 1).is_some_and(plain) {
            return Some(point.byte + wanted);
        }
        let (mut units, mut byte) = (0, point.byte as usize);
        for character in self.text.get(byte..)?.chars() {
            if units >= wanted {
                break;
            }
            byte += character.len_utf8();
            units += match unit {
                Unit::Bytes => u32::try_from(character.len_utf8()).unwrap_or(u32::MAX),
                Unit::CodePoints => 1,
                Unit::Utf16 => {
                    if u32::from(character) > 0xFFFF {
                        2
                    } else {
                        1
                    }
                }
            };
        }
        if units == wanted { u32::try_from(byte).ok() } else { None }
    }

    /// The position of a byte offset. Nothing when it lies after the end or inside a character.
    #[must_use]
    pub fn from_bytes(&self, unit: Unit, byte: u32) -> Option<u32> {
        let index = self.checkpoints.partition_point(|point| point.byte <= byte).checked_sub(1)?;
        let point = self.checkpoints.get(index)?;
        // `get` refuses a byte inside a character and one after the end.
        let between = self.text.get(point.byte as usize..byte as usize)?;
        Some(point.after(between.as_bytes()).count(unit))
    }

    /// Line and column of a byte offset; one after the end counts as the end, one inside a character as its start.
    #[must_use]
    pub fn line_column(&self, byte: u32) -> LineColumn {
        let mut byte = byte.min(text_len(self.text));
        while !self.text.is_char_boundary(byte as usize) {
            byte -= 1;
        }
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or(0);
        let before = |at| self.from_bytes(Unit::CodePoints, at).unwrap_or(0);
        LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column: before(byte) - before(start) + 1 }
    }

    /// First byte of a line, from 1. The line after the last does not exist.
    #[must_use]
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.lines.get((line as usize).checked_sub(1)?).copied()
    }

    /// The byte offset of a position that was counted on a file with CRLF line ends or a byte order mark.
    ///
    /// A position between CR and LF is the line end; one inside the byte order mark is the start of the text.
    /// Nothing when the position lies after the end or inside a character.
    #[must_use]
    pub fn counted_to_bytes(&self, counted: Counted, position: u32) -> Option<u32> {
        let position = position.saturating_sub(counted.bom_len());
        if !counted.crlf {
            return self.to_bytes(counted.unit, position);
        }
        // On disk, line k (from 0) starts k units later than here.
        let on_disk = |(k, start): (usize, u32)| {
            self.from_bytes(counted.unit, start)
                .unwrap_or(u32::MAX)
                .saturating_add(u32::try_from(k).unwrap_or(u32::MAX))
        };
        let (mut low, mut high) = (0, self.lines.len());
        while high - low > 1 {
            let middle = low.midpoint(high);
            let start = self.lines.get(middle).copied().unwrap_or(u32::MAX);
            if on_disk((middle, start)) <= position { low = middle } else { high = middle }
        }
        let byte = self.to_bytes(counted.unit, position.checked_sub(u32::try_from(low).ok()?)?)?;
        match self.lines.get(low + 1) {
            Some(next) if byte == *next => Some(byte - 1),
            _ => Some(byte),
        }
    }

    /// The position of a byte offset as a file with CRLF line ends or a byte order mark would count it.
    /// Nothing when the offset lies after the end or inside a character.
    #[must_use]
    pub fn bytes_to_counted(&self, counted: Counted, byte: u32) -> Option<u32> {
        let mut position = self.from_bytes(counted.unit, byte)?;
        if counted.crlf {
            position += u32::try_from(self.lines.partition_point(|start| *start <= byte)).ok()?.saturating_sub(1);
        }
        Some(position + counted.bom_len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}";

    #[test]
    fn units_differ_where_they_should() {
        let text = format!("Zoë {FAMILY}!\nx");
        let map = OffsetMap::new(&text);
        let at = u32::try_from(text.find('!').unwrap()).unwrap();
        assert_eq!(map.from_bytes(Unit::CodePoints, at), Some(9));
        assert_eq!(map.from_bytes(Unit::Utf16, at), Some(12));
        assert_eq!(map.to_bytes(Unit::Utf16, 12), Some(at));
        assert_eq!(map.to_bytes(Unit::Utf16, 5), None, "inside a surrogate pair");
        assert_eq!(map.to_bytes(Unit::Bytes, 3), None, "inside ë");
        assert_eq!(map.to_bytes(Unit::CodePoints, 12), Some(text_len(&text)));
        assert_eq!(map.to_bytes(Unit::CodePoints, 13), None);
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        let map = OffsetMap::new("ab\n\nçd\n");
        assert_eq!(map.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(map.line_column(2), LineColumn { line: 1, column: 3 });
        assert_eq!(map.line_column(3), LineColumn { line: 2, column: 1 });
        assert_eq!(map.line_column(6), LineColumn { line: 3, column: 2 });
        assert_eq!(map.line_column(5), LineColumn { line: 3, column: 1 }, "inside ç");
        assert_eq!(map.line_column(99), LineColumn { line: 4, column: 1 });
        assert_eq!(map.line_count(), 4);
        assert_eq!(map.line_start(3), Some(4));
        assert_eq!(map.line_start(5), None);
        assert_eq!(map.line_start(0), None);
    }

    #[test]
    fn crlf_and_bom_of_the_file_on_disk_are_taken_off() {
        let map = OffsetMap::new("a\nbc\nd");
        // On disk: BOM a CR LF b c CR LF d
        let disk = Counted { unit: Unit::CodePoints, crlf: true, bom: true };
        let bytes: Vec<_> = (0..=10).map(|position| map.counted_to_bytes(disk, position)).collect();
        assert_eq!(
            bytes,
            [Some(0), Some(0), Some(1), Some(1), Some(2), Some(3), Some(4), Some(4), Some(5), Some(6), None]
        );
        assert_eq!(map.bytes_to_counted(disk, 2), Some(4));
        assert_eq!(map.bytes_to_counted(disk, 6), Some(9));
    }

    #[test]
    fn the_empty_text_has_one_line_and_one_position() {
        let map = OffsetMap::new("");
        assert_eq!(map.to_bytes(Unit::Utf16, 0), Some(0));
        assert_eq!(map.from_bytes(Unit::Utf16, 1), None);
        assert_eq!(map.line_column(0), LineColumn { line: 1, column: 1 });
    }
}
