//! Time stamps as transcripts write them: `00:01:23.450`, `1:23`, `12.3s`, `[00:12 - 00:15]`, `#00:01:12-4#`.

/// A clock time read from the start of some text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Milliseconds.
    pub(super) ms: i64,
    /// Bytes read.
    pub(super) len: usize,
    /// Whether it was seconds alone, without a colon.
    pub(super) seconds_only: bool,
}

/// A stamp read from the start of some text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Milliseconds.
    pub(super) start_ms: i64,
    /// Milliseconds, where the stamp is a range.
    pub(super) end_ms: Option<i64>,
    /// Bytes read, brackets included.
    pub(super) len: usize,
}

/// Reads `h:mm:ss`, `m:ss` or `s`, padded or not, with an optional fraction after a full stop or comma and an optional
/// trailing `s`.
pub(super) fn clock(text: &str) -> Option<Clock> {
    let mut parts = 0;
    let mut seconds: i64 = 0;
    let mut at = 0;
    loop {
        let (number, digits) = number(text.get(at..)?)?;
        // Only the first part may exceed a minute or an hour: 75:10 is an hour and a quarter.
        if digits > 5 || (parts > 0 && (digits > 2 || number > 59)) {
            return None;
        }
        seconds = seconds * 60 + number;
        (parts, at) = (parts + 1, at + digits);
        let more = text.get(at..)?.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if !more {
            break;
        }
        if parts == 3 {
            return None;
        }
        at += 1;
    }
    let (fraction_ms, len) = fraction(text.get(at..)?);
    at += len;
    let suffix = text.get(at..)?.starts_with('s');
    Some(Clock { ms: seconds * 1000 + fraction_ms, len: at + usize::from(suffix), seconds_only: parts == 1 })
}

/// A clock time with at least minutes and seconds, seconds in two digits, as people write one beside a name: `0:23`.
pub(super) fn bare(text: &str) -> Option<Stamp> {
    let clock = clock(text)?;
    let written = text.get(..clock.len)?;
    let (_, seconds) = written.rsplit_once(':')?;
    let two = seconds.bytes().take_while(u8::is_ascii_digit).count() == 2;
    let apart = !text.get(clock.len..)?.starts_with(|next: char| next.is_alphanumeric());
    (two && apart).then_some(Stamp { start_ms: clock.ms, end_ms: None, len: clock.len })
}

/// A stamp in brackets: `[01:46]`, `(00:01:23)`, `[12.3s]`, `{0:05}`, `[00:00:01.000 --> 00:00:04.000]`.
///
/// Seconds alone need a fraction or an `s`: `[5]` is a footnote and `(12 seconds pause)` is speech.
pub(super) fn bracketed(text: &str) -> Option<Stamp> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        '<' => '>',
        _ => return None,
    };
    let inner_end = text.find(close).filter(|end| *end <= 40)?;
    let inner = text.get(1..inner_end)?.trim();
    let first = clock(inner)?;
    let written = inner.get(..first.len)?;
    if first.seconds_only && !written.contains(['.', ',', 's']) {
        return None;
    }
    let rest = inner.get(first.len..)?.trim_start();
    let end_ms = match rest.trim_start_matches(['-', '>', '\u{2013}', ' ']) {
        "" if rest.is_empty() => None,
        second if second.len() < rest.len() => Some(clock(second).filter(|clock| clock.len == second.len())?.ms),
        _ => return None,
    };
    Some(Stamp { start_ms: first.ms, end_ms, len: inner_end + 1 })
}

/// An f4 stamp, which closes a turn: `#00:01:12-4#`, tenths of a second after the hyphen.
pub(super) fn f4(text: &str) -> Option<Stamp> {
    let inner = text.strip_prefix('#')?;
    let clock = clock(inner)?;
    let after = inner.get(clock.len..)?;
    let (tenths, digits) = after.strip_prefix('-').and_then(number).unwrap_or((0, 0));
    let len = if digits > 0 { 1 + digits } else { 0 };
    let closed = !clock.seconds_only && digits <= 3 && after.get(len..)?.starts_with('#');
    let thousandths = tenths * [0, 100, 10, 1].get(digits).copied().unwrap_or(0);
    closed.then_some(Stamp { start_ms: clock.ms + thousandths, end_ms: None, len: clock.len + len + 2 })
}

/// A stamp at the very end of some text: the text before it, and the stamp.
pub(super) fn at_end(text: &str) -> Option<(&str, Stamp)> {
    let last = text.chars().next_back()?;
    let open = match last {
        '#' => text.get(..text.len() - 1)?.rfind('#')?,
        ']' => text.rfind('[')?,
        ')' => text.rfind('(')?,
        _ => return None,
    };
    let stamp = text.get(open..)?;
    let read = if last == '#' { f4(stamp) } else { bracketed(stamp) }.filter(|read| read.len == stamp.len())?;
    Some((text.get(..open)?, read))
}

fn number(text: &str) -> Option<(i64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text.get(..digits)?.parse().ok()?, digits))
}

/// Milliseconds and length of `.450` or `,45`.
fn fraction(text: &str) -> (i64, usize) {
    let Some((_, digits)) = text.strip_prefix(['.', ',']).and_then(number) else { return (0, 0) };
    let thousandths = text.bytes().skip(1).take(digits.min(3)).fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    (thousandths * [1, 100, 10, 1].get(digits.min(3)).copied().unwrap_or(1), digits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_every_width() {
        for (text, ms) in [
            ("00:01:23.450", 83_450),
            ("00:01:23,45", 83_450),
            ("0:0:3.580", 3_580),
            ("1:23", 83_000),
            ("75:10", 4_510_000),
            ("12.3s", 12_300),
            ("0.000", 0),
            ("102:00:00.5", 367_200_500),
        ] {
            assert_eq!(clock(text).map(|clock| (clock.ms, clock.len)), Some((ms, text.len())), "{text}");
        }
        for text in ["", "a", ":12", "1:75", "1:2:3:4", "1:234", "123456"] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn brackets_hold_stamps_and_other_things() {
        assert_eq!(bracketed("[01:46] So").map(|stamp| (stamp.start_ms, stamp.len)), Some((106_000, 7)));
        assert_eq!(bracketed("(00:01:23): x").map(|stamp| stamp.start_ms), Some(83_000));
        assert_eq!(bracketed("[12.3s] x").map(|stamp| stamp.start_ms), Some(12_300));
        let range = bracketed("[00:00:01.000 --> 00:00:04.500] x").unwrap();
        assert_eq!((range.start_ms, range.end_ms), (1_000, Some(4_500)));
        for text in ["[5] x", "(12 seconds pause)", "[laughs]", "[inaudible 00:12]", "[00:12", "[00:12 maybe]"] {
            assert_eq!(bracketed(text), None, "{text}");
        }
    }

    #[test]
    fn f4_stamps_have_tenths() {
        assert_eq!(f4("#00:01:12-4#").map(|stamp| (stamp.start_ms, stamp.len)), Some((72_400, 12)));
        assert_eq!(f4("#00:01:12#").map(|stamp| stamp.start_ms), Some(72_000));
        assert_eq!(f4("#1#"), None);
        let (before, stamp) = at_end("Yes. #00:00:05-25#").unwrap();
        assert_eq!((before, stamp.start_ms), ("Yes. ", 5_250));
        assert_eq!(at_end("I am #1#"), None);
    }

    #[test]
    fn a_time_of_day_in_a_sentence_is_read_as_little_as_possible() {
        assert_eq!(bare("0:23").map(|stamp| stamp.start_ms), Some(23_000));
        assert_eq!(bare("9:30am"), None);
        assert_eq!(bare("3:4"), None);
        assert_eq!(bare("12"), None);
    }
}
