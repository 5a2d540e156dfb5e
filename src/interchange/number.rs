//! Figures as people type them into sheets: real minus signs, thousands separators, ranges, bounds.

/// Why a cell could not be read, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// What was found and expected.
    pub message: String,
    /// How to mend it, or empty.
    pub hint: String,
}

impl Misread {
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// Whether a cell says that its value is not known: empty, a dash, `NA`, `not reported` and their like.
pub(super) fn is_unknown(cell: &str) -> bool {
    let word = cell.trim().to_lowercase();
    matches!(
        word.as_str(),
        "" | "-" | "–" | "—" | "." | "na" | "n/a" | "nr" | "n/r" | "not reported" | "not known" | "unknown"
    )
}

/// Blanks that are put between groups of digits.
const GROUP_BLANKS: [char; 4] = [' ', '\u{a0}', '\u{2009}', '\u{202f}'];

/// Reads a number; `decimal_comma` says that the sheet separates its cells with semicolons, where a
/// comma before decimals is usual.
pub(super) fn number(cell: &str, decimal_comma: bool) -> Result<Option<f64>, Misread> {
    if is_unknown(cell) {
        return Ok(None);
    }
    let cell = cell.trim();
    let (negative, body) = match cell.strip_prefix(['-', '\u{2212}', '–']) {
        Some(body) => (true, body.trim_start()),
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let plain = unseparated(body, decimal_comma).map_err(|hint| no_number(cell, hint))?;
    let starts_well = plain.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    match plain.parse::<f64>() {
        Ok(value) if starts_well && value.is_finite() => Ok(Some(if negative { -value } else { value })),
        _ => Err(no_number(cell, hint_for(body))),
    }
}

fn no_number(cell: &str, hint: impl Into<String>) -> Misread {
    Misread::new(format!("`{cell}` is not a number"), hint)
}

fn hint_for(body: &str) -> &'static str {
    if body.starts_with('#') {
        "a formula of the spreadsheet failed here"
    } else if body.contains('%') {
        "write the figure alone; the unit has its own column"
    } else if body.starts_with(['<', '>', '≤', '≥']) {
        "only a p value may be a bound"
    } else {
        "leave the cell empty where the figure is not known"
    }
}

/// The figure without thousands separators and with a decimal point; else a hint.
fn unseparated(body: &str, decimal_comma: bool) -> Result<String, String> {
    let (whole, rest) = match body.split_once('.') {
        Some((whole, decimals)) if !decimals.contains([',', '.']) => (whole, format!(".{decimals}")),
        _ => (body, String::new()),
    };
    if whole.contains(GROUP_BLANKS) {
        let joined = ungrouped(whole, &GROUP_BLANKS).ok_or("blanks may only stand between groups of three digits")?;
        return Ok(joined + &rest);
    }
    if !whole.contains(',') {
        return Ok(whole.to_owned() + &rest);
    }
    let grouped = ungrouped(whole, &[',']);
    if !decimal_comma {
        return grouped
            .map(|digits| digits + &rest)
            .ok_or_else(|| "write decimals after a point, such as 0.45".to_owned());
    }
    let one_comma = whole.matches(',').count() == 1;
    match grouped {
        Some(_) if one_comma && rest.is_empty() => {
            Err("one comma before three digits: thousands or decimals? Write it with a point or without the comma"
                .to_owned())
        }
        Some(digits) => Ok(digits + &rest),
        None if one_comma => {
            let (before, decimals) = whole.split_once(',').unwrap_or((whole, ""));
            let before = if before.contains('.') { ungrouped(before, &['.']) } else { Some(before.to_owned()) };
            before.map(|digits| format!("{digits}.{decimals}")).ok_or_else(|| "too many points".to_owned())
        }
        None => Err("write decimals after a point, such as 0.45".to_owned()),
    }
}

/// Digits in groups of three joined together; nothing when the groups are not of three, or when the
/// first is a lone zero (`0,123` is no thousand).
fn ungrouped(text: &str, separators: &[char]) -> Option<String> {
    let mut groups = text.split(separators);
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=3).contains(&first.len()) || first.starts_with('0') || !digits(first) {
        return None;
    }
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

/// Reads a range: `0.12 to 0.45`, `−0.10–0.32`, `[0.1; 0.3]`, `(0.1, 0.3)`.
pub(super) fn range(cell: &str, decimal_comma: bool) -> Result<Option<(f64, f64)>, Misread> {
    if is_unknown(cell) {
        return Ok(None);
    }
    let bare = cell.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let wrong = || Misread::new(format!("`{}` is not a range", cell.trim()), "write it as 0.12 to 0.45");
    let (low, high) = split_range(bare).ok_or_else(wrong)?;
    let (low, high) = (number(low, decimal_comma)?, number(high, decimal_comma)?);
    low.zip(high).map(Some).ok_or_else(wrong)
}

fn split_range(text: &str) -> Option<(&str, &str)> {
    for separator in [" to ", ";", ", "] {
        if let Some(parts) = text.split_once(separator) {
            return Some(parts);
        }
    }
    // A dash divides only after a digit; before one it is a sign.
    let mut after_digit = false;
    for (at, c) in text.char_indices() {
        if after_digit && matches!(c, '-' | '–' | '—' | '\u{2212}') {
            let rest = text.get(at + c.len_utf8()..)?;
            return Some((text.get(..at)?, rest));
        }
        if !c.is_whitespace() {
            after_digit = c.is_ascii_digit();
        }
    }
    text.split_once(',')
}

/// Reads a p value: the figure, and whether it is an upper bound (`<0.001`).
pub(super) fn p_value(cell: &str, decimal_comma: bool) -> Result<Option<(f64, bool)>, Misread> {
    let bare = cell.trim().trim_start_matches(['p', 'P']).trim_start();
    let (below, figure) = match bare.strip_prefix(['<', '≤']) {
        Some(figure) => (true, figure.trim_start_matches('=')),
        None => (false, bare.trim_start_matches('=')),
    };
    match number(figure, decimal_comma) {
        Ok(Some(p)) if (0.0..=1.0).contains(&p) => Ok(Some((p, below))),
        Ok(None) if !below => Ok(None),
        _ => Err(Misread::new(format!("`{}` is not a p value", cell.trim()), "write 0.03 or <0.001")),
    }
}

/// Reads a yes or no.
pub(super) fn yes_no(cell: &str) -> Result<Option<bool>, Misread> {
    if is_unknown(cell) {
        return Ok(None);
    }
    match cell.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "x" | "✓" => Ok(Some(true)),
        "no" | "n" | "false" | "f" | "0" => Ok(Some(false)),
        other => {
            Err(Misread::new(format!("`{other}` is neither yes nor no"), "write yes, no, or nothing when not known"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{number, p_value, range, yes_no};

    #[test]
    fn figures_as_people_type_them() {
        let read = |cell| number(cell, false).ok().flatten();
        for (cell, value) in [
            ("0.45", 0.45),
            (" −0.45 ", -0.45),
            ("–.5", -0.5),
            ("1,234", 1234.0),
            ("12,345,678.5", 12_345_678.5),
            ("105\u{a0}804", 105_804.0),
            ("1e-3", 0.001),
            ("+2", 2.0),
        ] {
            assert_eq!(read(cell), Some(value), "{cell}");
        }
        for cell in ["", "NR", "n/a", "–", "not reported"] {
            assert_eq!(number(cell, false), Ok(None), "{cell}");
        }
        for cell in
            ["0,45", "12,34", "1,23,456", "inf", "NaN", "1e999", "five", "56%", "1.2.3", "#DIV/0!", "--2", "<5", "1 23"]
        {
            assert!(number(cell, false).is_err(), "{cell}");
        }
    }

    #[test]
    fn in_sheets_with_semicolons_a_comma_stands_before_decimals_unless_that_is_doubtful() {
        let read = |cell| number(cell, true).ok().flatten();
        for (cell, value) in [
            ("0,45", 0.45),
            ("-1,5", -1.5),
            ("0,123", 0.123),
            ("1.234,5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("0.45", 0.45),
        ] {
            assert_eq!(read(cell), Some(value), "{cell}");
        }
        assert!(number("1,234", true).is_err());
    }

    #[test]
    fn ranges_keep_their_signs() {
        for (cell, low, high) in [
            ("0.12 to 0.45", 0.12, 0.45),
            ("−0.10–0.32", -0.10, 0.32),
            ("-0.4--0.1", -0.4, -0.1),
            ("[0.1; 0.3]", 0.1, 0.3),
            ("(0.1, 0.3)", 0.1, 0.3),
            ("1,000 – 2,000", 1000.0, 2000.0),
        ] {
            assert_eq!(range(cell, false), Ok(Some((low, high))), "{cell}");
        }
        assert!(range("0.12", false).is_err());
        assert!(range("low to high", false).is_err());
    }

    #[test]
    fn p_values_keep_their_bound() {
        assert_eq!(p_value("<0.001", false), Ok(Some((0.001, true))));
        assert_eq!(p_value("p < .05", false), Ok(Some((0.05, true))));
        assert_eq!(p_value("P = 0.03", false), Ok(Some((0.03, false))));
        assert_eq!(p_value("", false), Ok(None));
        assert!(p_value("ns", false).is_err());
        assert!(p_value("1.2", false).is_err());
        assert!(p_value("<", false).is_err());
    }

    #[test]
    fn yes_and_no() {
        assert_eq!(yes_no(" Yes "), Ok(Some(true)));
        assert_eq!(yes_no("0"), Ok(Some(false)));
        assert_eq!(yes_no("NR"), Ok(None));
        assert!(yes_no("maybe").is_err());
    }
}
