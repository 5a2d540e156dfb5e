//! Where nothing can be pooled: which way studies point, and what their p values say together.

use std::collections::BTreeSet;

use super::pooled::Choices;
use super::report::Report;
use super::set::{EffectSet, Member};
use super::table::PoolRequest;
use super::votes::votes;
use crate::analysis::Layout;
use crate::model::{Dependency, Direction, Snapshot};
use crate::stats::combined_p::{fisher, stouffer};
use crate::stats::distribution::normal_sf;
use crate::stats::votes::{SAME_DIRECTION_PERCENT, Vote};
use crate::table::{Cell, Column, Table};

/// Interval of the share of studies that point to benefit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VoteInterval {
    /// Clopper and Pearson's, never too narrow.
    #[default]
    Exact,
    /// Wilson's score interval, closer to its level.
    Wilson,
}

impl VoteInterval {
    /// Every interval with its word.
    pub const WORDS: [(Self, &'static str); 2] = [(Self::Exact, "exact"), (Self::Wilson, "wilson")];

    /// The interval of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(interval, _)| *interval)
    }
}

/// Each set of effects by direction alone: a vote for each study, the share towards benefit with its interval, a sign test.
///
/// Data columns: one for each grouping, then `benefit, harm, conflicting, share, ci_low, ci_high` (percent), `p,
/// benefit_studies, harm_studies, conflicting_studies`. Reading columns: one for each grouping, then `votes, studies`.
#[must_use]
pub fn votes_table(snapshot: &Snapshot, request: &PoolRequest, interval: VoteInterval, layout: Layout) -> Table {
    let columns = match layout {
        Layout::Reading => vec![Column::text("votes", "Towards benefit"), Column::text("studies", "Studies")],
        Layout::Data => vec![
            Column::number("benefit", "Benefit").unit("studies"),
            Column::number("harm", "Harm").unit("studies"),
            Column::number("conflicting", "Conflicting").unit("studies"),
            Column::number("share", "Towards benefit").unit("percent"),
            Column::number("ci_low", "CI low").unit("percent"),
            Column::number("ci_high", "CI high").unit("percent"),
            Column::number("p", "Sign test p"),
            Column::text("benefit_studies", "Towards benefit"),
            Column::text("harm_studies", "Towards harm"),
            Column::text("conflicting_studies", "Conflicting or unclear"),
        ],
    };
    let mut report = Report::new(request, "Studies by direction", layout, columns);
    let level = request.choices.pooling.level;
    report.table.measure = format!(
        "one vote for each study, by direction alone; {} {:.0}% intervals; exact sign test",
        if interval == VoteInterval::Exact { "Clopper-Pearson" } else { "Wilson" },
        level * 100.0
    );
    for set in request.sets(snapshot) {
        let votes = votes(&set.members);
        let named = |wanted: Vote| {
            let studies = votes.studies.iter().filter(|(_, vote)| *vote == wanted).map(|(study, _)| study.as_str());
            studies.collect::<Vec<_>>().join(", ")
        };
        let limits = match interval {
            VoteInterval::Exact => votes.count.exact_limits(level),
            VoteInterval::Wilson => votes.count.wilson_limits(level),
        };
        let (share, p) = (votes.count.proportion(), votes.count.sign_test());
        let groups = [Vote::Benefit, Vote::Harm, Vote::Conflicting].map(named);
        if layout == Layout::Reading {
            let said = match (share, limits, p) {
                (Some(share), Some(limits), Some(p)) => format!(
                    "{} of {}: {:.0}% ({:.0}% to {:.0}%), p {p:.3}",
                    votes.count.benefit,
                    votes.count.informative(),
                    share * 100.0,
                    limits.low * 100.0,
                    limits.high * 100.0
                ),
                _ => "no study with a clear direction".to_owned(),
            };
            let lists = ["benefit", "harm", "conflicting or unclear"].iter().zip(&groups);
            let lists =
                lists.filter(|(_, studies)| !studies.is_empty()).map(|(name, studies)| format!("{name}: {studies}"));
            report.row(&set, [Cell::words(said), Cell::words(lists.collect::<Vec<_>>().join(". "))]);
            continue;
        }
        let percent = |value: Option<f64>| Cell::number(value.map(|value| value * 100.0), 1);
        let counts = [votes.count.benefit, votes.count.harm, votes.count.conflicting].map(Cell::Count);
        let figures =
            [percent(share), percent(limits.map(|l| l.low)), percent(limits.map(|l| l.high)), Cell::number(p, 4)];
        report.row(&set, counts.into_iter().chain(figures).chain(groups.map(Cell::words)));
    }
    report.table.notes.push(format!(
        "A study votes for the direction of at least {SAME_DIRECTION_PERCENT}% of its effects in the set; where they conflict, or \
         none has a direction, it is listed and counted in no share. Votes say nothing of how large effects are."
    ));
    report.finish(snapshot)
}

/// A study's p value towards benefit, with its size.
struct Tested<'m> {
    study: &'m str,
    p: f64,
    n: Option<f64>,
}

/// P values of each set's studies combined by Fisher and by Stouffer, one for each study, one-sided towards benefit: the last
/// resort where neither sizes nor directions can be put together.
///
/// Columns: one for each grouping, then `studies, chi_squared, df, fisher_p, z, stouffer_p, weights, result`.
#[must_use]
pub fn combined_p_table(snapshot: &Snapshot, request: &PoolRequest) -> Table {
    let columns = vec![
        Column::number("studies", "k"),
        Column::number("chi_squared", "Fisher chi2"),
        Column::number("df", "df"),
        Column::number("fisher_p", "Fisher p"),
        Column::number("z", "Stouffer z"),
        Column::number("stouffer_p", "Stouffer p"),
        Column::text("weights", "Weights"),
        Column::text("result", "Result"),
    ];
    let mut report = Report::new(request, "P values combined (last resort)", Layout::Data, columns);
    report.table.measure = String::from("one-sided p values towards benefit, one for each study");
    for set in request.sets(snapshot) {
        let cells = match tested(&set, &request.choices, &mut report) {
            Ok(studies) => combined(&studies),
            Err(why) => vec![why],
        };
        let gap = 8 - cells.len();
        let padded = std::iter::repeat_n(Cell::Empty, gap).chain(cells);
        report.row(&set, padded);
    }
    let notes = [
        "A small combined p value says that at least one study has an effect towards benefit; neither how large it is, nor in \
         how many. Prefer pooling, and votes by direction after that.",
        "P values are those of the interval or standard error where there is one, else as reported; one below a bound stands at \
         the bound.",
    ];
    report.table.notes.extend(notes.map(str::to_owned));
    report.finish(snapshot)
}

fn combined(studies: &[Tested<'_>]) -> Vec<Cell> {
    let values: Vec<f64> = studies.iter().map(|one| one.p).collect();
    let roots: Option<Vec<f64>> = studies.iter().map(|one| one.n.filter(|n| *n > 0.0).map(f64::sqrt)).collect();
    let (fisher, stouffer) = (fisher(&values), stouffer(&values, roots.as_deref()));
    vec![
        Cell::Count(studies.len() as u64),
        Cell::number(fisher.map(|f| f.chi_squared), 2),
        fisher.map_or(Cell::Empty, |fisher| Cell::Count(fisher.df)),
        Cell::number(fisher.map(|f| f.p), 5),
        Cell::number(stouffer.map(|s| s.z), 2),
        Cell::number(stouffer.map(|s| s.p), 5),
        Cell::words(if roots.is_some() { "root of n" } else { "equal" }),
        Cell::words("last resort"),
    ]
}

/// One p value of each study: of its first effect that has one, or of its latest where that is the choice.
fn tested<'m>(set: &'m EffectSet<'_>, choices: &Choices, report: &mut Report) -> Result<Vec<Tested<'m>>, Cell> {
    let mut members: Vec<(&Member, f64)> = Vec::new();
    let (mut silent, mut again) = (Vec::new(), Vec::new());
    for member in &set.members {
        match one_sided(member) {
            Some(p) => members.push((member, p)),
            None => silent.push(member.effect.id.as_str()),
        }
    }
    if choices.dependency == Dependency::Latest {
        members.sort_by(|a, b| b.0.effect.months.unwrap_or(0.0).total_cmp(&a.0.effect.months.unwrap_or(0.0)));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut studies = Vec::new();
    for (member, p) in members {
        let effect = member.effect;
        let study = member.cluster();
        if !seen.insert(study) {
            if choices.dependency == Dependency::Refuse {
                let why = "not combined (V12): several effects of one study; choose a --dependency (first, latest)";
                return Err(Cell::words(why));
            }
            again.push(effect.id.as_str());
            continue;
        }
        studies.push(Tested { study, p, n: effect.n1.zip(effect.n2).map(|(n1, n2)| n1 + n2) });
    }
    let reasons = [(silent, "no p value with a direction"), (again, "another effect of the same study counts")];
    for (ids, why) in reasons.into_iter().filter(|(ids, _)| !ids.is_empty()) {
        report.warn(set, format!("{} left out, {why}", ids.join(", ")));
    }
    match studies.as_slice() {
        [] => Err(Cell::words("no p value with a direction")),
        [only] => Err(Cell::words(format!("single study: {} (p {:.4})", only.study, only.p))),
        _ => Ok(studies),
    }
}

/// The p value of no benefit, from what could be made of the effect, else from what it reports.
fn one_sided(member: &Member<'_>) -> Option<f64> {
    if let Ok(derived) = &member.derived {
        return Some(normal_sf(derived.towards_benefit() / derived.estimate.se()));
    }
    let half = member.effect.p.filter(|p| (0.0..=1.0).contains(p))? / 2.0;
    match super::derive::direction(member.effect) {
        Direction::Benefit => Some(half),
        Direction::Harm => Some(1.0 - half),
        Direction::Neither => None,
    }
}
