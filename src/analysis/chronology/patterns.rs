//! Patterns in a chronology: repeated returns, change after support, gaps. Only events with a date of their own count.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Chronology, Known, Occurrence};
use crate::model::{Certainty, EventSide, PartialDate};
use crate::text::counted;

/// Months before and after support in which risks are counted.
pub(super) const WINDOW: u8 = 6;
/// Days of a month, on the average of four years.
const DAYS: f64 = 365.25 / 12.0;

/// Something that repeats, changes or is missing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern {
    pub name: &'static str,
    /// The event that it is about.
    pub event: String,
    pub from: String,
    pub to: String,
    /// Fewest and most months that it can have lasted.
    pub months: (Option<f64>, Option<f64>),
    /// Risk events a month before and after.
    pub risks: Option<(f64, f64)>,
    /// In words.
    pub finding: String,
}

pub(super) fn patterns(chronology: &Chronology, gap: u32) -> Vec<Pattern> {
    let dated: Vec<&Occurrence> = chronology.events.iter().filter(|event| event.is_dated()).collect();
    let of = |kinds: &[String]| -> Vec<&Occurrence> {
        dated.iter().copied().filter(|event| kinds.contains(&event.kind)).collect()
    };
    let mut found = returns(&of(&chronology.returns));
    found.extend(of(&chronology.support).into_iter().filter_map(|support| after_support(support, &dated)));
    let course: Vec<&Occurrence> =
        dated.iter().copied().filter(|event| !chronology.background.contains(&event.kind)).collect();
    found.extend(gaps(&course, gap));
    found
}

/// From one day to another in months; 0 where the other is earlier.
fn months(from: Date, to: Date) -> f64 {
    let days = from.until(to).map_or(0, |span| span.get_days());
    f64::from(days.max(0)) / DAYS
}

/// How long something lasted from a date to another, each known only so far: fewest and most months.
fn lasted(from: &Occurrence, to: PartialDate) -> (Option<f64>, Option<f64>) {
    let Some(date) = from.date else { return (None, None) };
    let least = months(date.last_day(), to.first_day());
    let most = months(date.first_day(), to.last_day());
    match from.known {
        // It began earlier than the date, nobody knows how much, or later.
        Known::Dated(Certainty::Before) => (Some(months(date.first_day(), to.first_day())), None),
        Known::Dated(Certainty::After) => (None, Some(months(date.last_day(), to.last_day()))),
        _ => (Some(least), Some(most)),
    }
}

/// `5.0`, `4.0 to 6.1`, `at least 4.0`, `at most 6.1`; empty where nothing is known.
pub(super) fn in_words((least, most): (Option<f64>, Option<f64>)) -> String {
    let (least, most) = (least.map(|months| format!("{months:.1}")), most.map(|months| format!("{months:.1}")));
    match (least, most) {
        (Some(least), Some(most)) if least == most => least,
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => String::new(),
    }
}

/// Every return home with how long it lasted and how long it was to the next one.
fn returns(returns: &[&Occurrence]) -> Vec<Pattern> {
    let number = returns.len();
    let one = |(at, event): (usize, &&Occurrence)| {
        let months = event.to.map_or((None, None), |to| lasted(event, to));
        let ended = match event.to {
            Some(_) => format!("lasted {} months", in_words(months)),
            None => "no end is told".to_owned(),
        };
        let next = returns.get(at + 1).filter(|_| event.to.is_some()).and_then(|next| {
            let (end, date) = (event.to?, next.date?);
            let between = (
                Some(self::months(end.last_day(), date.first_day())),
                Some(self::months(end.first_day(), date.last_day())),
            );
            Some(format!("; the next began {} months after its end", in_words(between)))
        });
        Pattern {
            name: "Repeated returns",
            event: event.words().to_owned(),
            from: shown(event),
            to: event.to.map_or_else(String::new, |to| to.to_string()),
            months,
            risks: None,
            finding: format!("{} of {number}: {ended}{}", at + 1, next.unwrap_or_default()),
        }
    };
    returns.iter().enumerate().map(one).collect()
}

/// The date of an event with the word for how surely it is known, where it is not sure.
fn shown(event: &Occurrence) -> String {
    let date = event.date.map_or_else(String::new, |date| date.to_string());
    match event.known {
        Known::Dated(Certainty::Exact) => date,
        known => format!("{} {date}", known.word()),
    }
}

/// Whether something happened within a stretch of days.
#[derive(PartialEq)]
enum Within {
    Surely,
    Perhaps,
    Not,
}

/// Whether an event began within `from` to `to`, the last day left out. What is only known to be before or after a date cannot be
/// placed.
fn within(event: &Occurrence, from: Date, to: Date) -> Within {
    let (Some(date), Known::Dated(Certainty::Exact | Certainty::About)) = (event.date, event.known) else {
        return Within::Not;
    };
    let (first, last) = (date.first_day(), date.last_day());
    if from <= first && last < to {
        Within::Surely
    } else if first < to && from <= last {
        Within::Perhaps
    } else {
        Within::Not
    }
}

/// Risk events in the months before and after support began; nothing where its day is only known to be before or after one.
fn after_support(support: &Occurrence, dated: &[&Occurrence]) -> Option<Pattern> {
    let (date, Known::Dated(Certainty::Exact | Certainty::About)) = (support.date?, support.known) else { return None };
    let begun = date.first_day();
    let (earliest, latest) =
        (begun.saturating_sub(i32::from(WINDOW).months()), begun.saturating_add(i32::from(WINDOW).months()));
    let risks: Vec<&&Occurrence> =
        dated.iter().filter(|event| event.side == Some(EventSide::Risk) && **event != support).collect();
    let count =
        |from: Date, to: Date, how: Within| risks.iter().filter(|event| within(event, from, to) == how).count() as u64;
    let (before, after) = (count(earliest, begun, Within::Surely), count(begun, latest, Within::Surely));
    let perhaps = risks.iter().filter(|event| {
        let half = |from, to| within(event, from, to);
        let surely = half(earliest, begun) == Within::Surely || half(begun, latest) == Within::Surely;
        !surely && half(earliest, latest) != Within::Not
    });
    let perhaps = perhaps.count() as u64;
    // Counts of events of one case are small.
    #[allow(clippy::cast_precision_loss)]
    let rate = |count: u64| count as f64 / f64::from(WINDOW);
    let mut finding = format!(
        "risk events: {before} in the {WINDOW} months before, {after} in the {WINDOW} months after ({:.2} and {:.2} a month)",
        rate(before),
        rate(after)
    );
    if perhaps > 0 {
        finding.push_str(&format!("; {} too roughly to say", counted(perhaps, "more is dated|more are dated")));
    }
    Some(Pattern {
        name: "Change after support",
        event: support.words().to_owned(),
        from: shown(support),
        to: support.to.map_or_else(String::new, |to| to.to_string()),
        months: (None, None),
        risks: Some((rate(before), rate(after))),
        finding,
    })
}

/// Stretches of more than `gap` months in which no event begins, lasts or ends.
fn gaps(dated: &[&Occurrence], gap: u32) -> Vec<Pattern> {
    let mut found = Vec::new();
    let mut covered: Option<(Date, &Occurrence)> = None;
    for event in dated {
        let (Some(first), Some(last)) = (event.first(), event.last()) else { continue };
        if let Some((until, before)) = covered
            && first > until.saturating_add(i64::from(gap).months())
        {
            let length = months(until, first);
            found.push(Pattern {
                name: "Gap",
                event: String::new(),
                from: until.to_string(),
                to: first.to_string(),
                months: (Some(length), Some(length)),
                risks: None,
                finding: format!(
                    "{length:.1} months without any event, from “{}” to “{}”",
                    crate::text::excerpt(before.words(), 50),
                    crate::text::excerpt(event.words(), 50)
                ),
            });
        }
        if covered.is_none_or(|(until, _)| last > until) {
            covered = Some((last, event));
        }
    }
    found
}
