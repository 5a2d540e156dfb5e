//! Dates as exact as they are known, and an axis of time with round ticks.

use jiff::Unit;
use jiff::civil::{Date, date};

/// A day, a month or a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    first: Date,
    last: Date,
}

impl Period {
    /// `2019`, `2019-03` or `2019-03-05`; none where that is no date.
    pub(super) fn read(words: &str) -> Option<Self> {
        let part = |text: &str, figures: usize| -> Option<i16> {
            (text.len() == figures && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
        };
        let small = |text: &str| part(text, 2).and_then(|value| i8::try_from(value).ok());
        let mut parts = words.split('-');
        let year = part(parts.next()?, 4)?;
        let (month, day) = (parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (month, day) {
            (None, _) => Some(Self { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? }),
            (Some(month), None) => {
                let first = Date::new(year, small(month)?, 1).ok()?;
                Some(Self { first, last: first.last_of_month() })
            }
            (Some(month), Some(day)) => {
                let day = Date::new(year, small(month)?, small(day)?).ok()?;
                Some(Self { first: day, last: day })
            }
        }
    }

    /// When it begins, in days.
    pub(super) fn start(&self) -> f64 {
        days(self.first)
    }

    /// When it is over, in days.
    pub(super) fn end(&self) -> f64 {
        days(self.last) + 1.0
    }
}

/// Days since the beginning of 1970.
fn days(day: Date) -> f64 {
    let since = date(1970, 1, 1).until((Unit::Day, day));
    since.map_or(0.0, |span| f64::from(span.get_days()))
}

/// Round days, months or years between two times in days, with their ISO dates, none of them closer than `apart` days.
pub(super) fn ticks((from, to): (f64, f64), apart: f64) -> Vec<(f64, String)> {
    /// Months between ticks, with the fewest days between two of them.
    const STEPS: [(i32, f64); 10] = [
        (1, 28.0),
        (3, 90.0),
        (6, 181.0),
        (12, 365.0),
        (24, 730.0),
        (60, 1826.0),
        (120, 3652.0),
        (240, 7304.0),
        (600, 18262.0),
        (1200, 36524.0),
    ];
    if apart <= 14.0 {
        return day_ticks((from, to), apart);
    }
    let step = STEPS.into_iter().find(|(_, days)| *days >= apart).map_or(1200, |(months, _)| months);
    // Months since year 0; more than all dates on either side are sifted.
    let year_of = |days: f64| libm::floor(1970.0 + days / 365.2425);
    // Years of four figures: exact.
    #[allow(clippy::cast_possible_truncation)]
    let (first, last) = (year_of(from) as i32 - 1, year_of(to) as i32 + 1);
    let start = (first * 12).div_euclid(step) * step;
    let months = (start..=last * 12 + 11).step_by(usize::try_from(step).unwrap_or(1));
    let ticks = months.filter_map(|month| {
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
        let day = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
        let words = if step >= 12 { format!("{year:04}") } else { format!("{year:04}-{month:02}") };
        Some((days(day), words))
    });
    ticks.filter(|(at, _)| (from..=to).contains(at)).collect()
}

fn day_ticks((from, to): (f64, f64), apart: f64) -> Vec<(f64, String)> {
    let step = [1.0, 2.0, 7.0, 14.0].into_iter().find(|step| *step >= apart).unwrap_or(14.0);
    let mut ticks = Vec::new();
    let mut at = from.ceil();
    while at <= to {
        // Days of an axis: far inside the range.
        #[allow(clippy::cast_possible_truncation)]
        let span = jiff::Span::new().days(at as i64);
        if let Ok(day) = date(1970, 1, 1).checked_add(span) {
            ticks.push((at, day.to_string()));
        }
        at += step;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_exactly_as_they_are_written() {
        let length = |words: &str| Period::read(words).map(|period| period.end() - period.start());
        assert_eq!(
            [length("2019"), length("2020"), length("2024-02"), length("2019-03-05")],
            [Some(365.0), Some(366.0), Some(29.0), Some(1.0)]
        );
        assert_eq!(Period::read("1970-01-02").map(|period| period.start()), Some(1.0));
        assert_eq!(Period::read("1969-12").map(|period| period.end()), Some(0.0));
        for wrong in ["", "19", "2019-13", "2019-02-30", "2019-3", "March 2019", "2019-03-05-07", "+019", "2019/03"] {
            assert_eq!(Period::read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn ticks_are_round_and_apart() {
        let between = |from: &str, to: &str, count: f64| {
            let ends = Period::read(from).zip(Period::read(to)).map(|(from, to)| (from.start(), to.end()));
            let (from, to) = ends.expect("dates");
            let found = ticks((from, to), (to - from) / count);
            assert!(found.windows(2).all(|pair| pair[1].0 - pair[0].0 >= (to - from) / count - 1e-9), "{found:?}");
            found.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(between("2009-03", "2024", 8.0), "2010 2012 2014 2016 2018 2020 2022 2024");
        assert_eq!(between("2019-02", "2020-04", 8.0), "2019-04 2019-07 2019-10 2020-01 2020-04");
        assert_eq!(between("2019-02-03", "2019-02-06", 4.0), "2019-02-03 2019-02-04 2019-02-05 2019-02-06 2019-02-07");
        assert_eq!(between("1820", "1990", 5.0), "1850 1900 1950");
    }
}
