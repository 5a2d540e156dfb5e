//! The rules of balance, one by one.

use super::shares::{Measure, RoleShare};
use super::{BalanceRequest, Imbalance, RULES};
use crate::analysis::{Largest, ThemeFacts};
use crate::model::{Snapshot, Theme};
use crate::table::Cell;

/// The imbalances of one theme.
pub(super) fn of_theme(
    snapshot: &Snapshot,
    facts: &ThemeFacts,
    voices: &[String],
    request: &BalanceRequest<'_>,
) -> Vec<Imbalance> {
    let Some(theme) = snapshot.themes.get(facts.voices.theme) else { return Vec::new() };
    if facts.voices.codings == 0 {
        let found = "nobody speaks of it".to_owned();
        return vec![imbalance("B01", theme, found, None, "code for it, or drop the theme".to_owned())];
    }
    let mut all = unheard(snapshot, theme, facts, voices);
    all.extend(narrow(theme, facts));
    all.extend(contrary(theme, facts, &request.sought));
    all.extend(dominated(theme, facts, request.most_of_one));
    all
}

fn imbalance(rule: &'static str, theme: &Theme, found: String, down_to: Option<&Largest>, mend: String) -> Imbalance {
    // The table of rules is the one place that says how grave each is.
    let level =
        RULES.iter().find(|(id, _, _)| *id == rule).map_or(super::BalanceLevel::Warning, |(_, level, _)| *level);
    let comes_down_to = down_to.map_or(String::new(), |one| one.key.clone());
    Imbalance { rule, level, theme: theme.id.clone(), found, comes_down_to, mend }
}

/// B02: roles that must be heard and are not. A role that nobody in the frame has is not heard either.
fn unheard(snapshot: &Snapshot, theme: &Theme, facts: &ThemeFacts, voices: &[String]) -> Vec<Imbalance> {
    let heard = |role: &String| facts.voices.roles.iter().any(|own| own.role == *role && own.participants > 0);
    let silent = voices.iter().filter(|role| !heard(role));
    let name = |role: &str| {
        let level = snapshot.scale("roles").and_then(|scale| scale.level(role));
        level.map_or_else(|| role.to_owned(), |level| level.name.to_lowercase())
    };
    silent
        .map(|role| {
            let (found, mend) = if facts.asked_of.contains(role) {
                ("asked, and none raises it", "look again at what they say, and report the silence")
            } else {
                ("not asked about it", "ask them, or say in the report that nobody did")
            };
            imbalance("B02", theme, format!("no {} speaks of it ({found})", name(role)), None, mend.to_owned())
        })
        .collect()
}

/// B03 to B05: what rests on one source, one case, one site.
fn narrow(theme: &Theme, facts: &ThemeFacts) -> Vec<Imbalance> {
    let mut all = Vec::new();
    if facts.voices.sources == 1 {
        let mend = "look for it in other sources, or call it one source’s".to_owned();
        all.push(imbalance("B03", theme, "rests on one source".to_owned(), facts.largest_source.as_ref(), mend));
    } else if facts.voices.cases == 1 && facts.codings_without_case == 0 {
        let mend = "look for it in other cases, or call it one case’s".to_owned();
        all.push(imbalance("B04", theme, "rests on one case".to_owned(), facts.largest_case.as_ref(), mend));
    }
    if facts.sites == Some(1) {
        let mend = "say that it is known from one site".to_owned();
        all.push(imbalance("B05", theme, "rests on one site".to_owned(), None, mend));
    }
    all
}

/// B06 and B07: contrary cases that nobody looked for, or that were looked for and not found. The codebook looks for
/// them where the theme has codes of both directions; people look for them and say so in a memo on the theme.
fn contrary(theme: &Theme, facts: &ThemeFacts, sought: &[String]) -> Option<Imbalance> {
    let (helping, hindering) = (facts.helping, facts.hindering);
    let by_codes = helping.codes > 0 && hindering.codes > 0;
    let by_memo = sought.contains(&theme.id);
    if helping.codings > 0 && hindering.codings > 0 {
        return None;
    }
    if by_codes || by_memo {
        let how = if by_codes { "by codes of both directions" } else { "a memo says so" };
        let missing = match (helping.codings, hindering.codings) {
            (0, 0) => "no coding has a direction",
            (0, _) => "no coding says that it helps",
            _ => "no coding says that it hinders",
        };
        let found = format!("contrary cases sought ({how}), none found: {missing}");
        let mend = "report that none was found".to_owned();
        return Some(imbalance("B07", theme, found, None, mend));
    }
    let only = match (helping.codes, hindering.codes) {
        (0, 0) => "none of its codes has a direction",
        (_, 0) => "all its codes with a direction help",
        _ => "all its codes with a direction hinder",
    };
    let found = format!("contrary cases not sought: {only}");
    let mend = "add a code of the other direction, or look and write a memo: #contrary".to_owned();
    Some(imbalance("B06", theme, found, None, mend))
}

/// B08: one participant who supplies most of a theme.
fn dominated(theme: &Theme, facts: &ThemeFacts, most: f64) -> Option<Imbalance> {
    let one = facts.largest_participant.as_ref()?;
    (percent(one.codings, facts.voices.codings) > most).then(|| {
        let share = Cell::Share { part: one.codings, whole: facts.voices.codings }.display();
        let found = format!("{share} of its codings come from one participant");
        let mend = "weigh the theme by people, and look for it in others".to_owned();
        imbalance("B08", theme, found, Some(one), mend)
    })
}

/// B09: roles that have less than a share of people, words or codings.
pub(super) fn of_roles(roles: &[RoleShare], least: f64) -> Vec<Imbalance> {
    let mut all = Vec::new();
    let whole = |of: Measure| roles.iter().map(of).sum::<u64>();
    let measures: [(&str, Measure); 3] =
        [("participants", |role| role.participants), ("words", |role| role.words), ("codings", |role| role.codings)];
    for role in roles {
        let below = measures.iter().filter(|(_, of)| percent(of(role), whole(*of)) < least);
        let below: Vec<&str> = below.map(|(name, _)| *name).collect();
        if !below.is_empty() {
            let found = format!("{} has less than {least}% of {}", role.name, below.join(", "));
            let mend = "hear more of them, or say in the report whose voices these are".to_owned();
            all.push(imbalance("B09", &Theme::default(), found, None, mend));
        }
    }
    all
}

// Counts of codings and words; far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}
