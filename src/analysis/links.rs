//! Links that somebody might want to make: themes and findings that share terms. Nothing here counts until a person accepts it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Link, Snapshot, Theme};
use crate::table::{Cell, Column, Table};

/// A link that shared terms suggest.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkSuggestion {
    /// Id of the theme.
    pub theme: String,
    /// Kind of the finding.
    pub kind: &'static str,
    /// Id of the finding.
    pub target: String,
    /// Name of the finding.
    pub name: String,
    /// Terms that both use, the rarest first.
    pub terms: Vec<String>,
    /// Sum of the rarity of the shared terms, ln(N / n) each, where n of N texts use a term.
    pub score: f64,
}

/// Words too common to say anything.
const COMMON: [&str; 61] = [
    "about", "after", "again", "also", "because", "been", "before", "being", "between", "both", "could", "does",
    "done", "each", "either", "every", "from", "give", "given", "goes", "have", "help", "helped", "home", "into",
    "less", "made", "make", "many", "more", "most", "much", "must", "need", "needs", "only", "other", "over", "said",
    "same", "some", "such", "than", "that", "their", "them", "then", "there", "these", "they", "this", "those",
    "through", "time", "were", "what", "when", "where", "which", "with", "would",
];

/// The terms of a text: words of four letters or more in lower case, without endings that change nothing here.
fn terms(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphabetic());
    words.filter(|word| word.chars().count() >= 4 && !COMMON.contains(word)).map(stem).collect()
}

/// A word without plural and verb endings: good enough to see that two texts speak of one thing.
fn stem(word: &str) -> String {
    for ending in ["ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "y"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 4) {
            return stem.to_owned();
        }
    }
    word.to_owned()
}

fn text_of_theme(snapshot: &Snapshot, theme: &Theme) -> String {
    let codes = snapshot.codes_of(theme).into_iter().filter_map(|code| snapshot.codebook.codes.get(code));
    let codes: Vec<String> = codes.map(|code| format!("{} {}", code.name, code.definition)).collect();
    format!("{} {} {}", theme.name, theme.statement, codes.join(" "))
}

/// Everything that a theme can be tied to: kind, id, name, text.
fn findings(snapshot: &Snapshot) -> Vec<(&'static str, &str, &str, String)> {
    let levels = |id: &str| snapshot.scale(id).map(|scale| scale.levels.as_slice()).unwrap_or_default();
    let all = &snapshot.findings;
    let mut found: Vec<(&'static str, &str, &str, String)> = Vec::new();
    for (kind, scale) in [("outcome", "outcome_domains"), ("question", "research_questions")] {
        let own = levels(scale).iter();
        found.extend(own.map(|level| {
            (kind, level.id.as_str(), level.name.as_str(), format!("{} {}", level.name, level.description))
        }));
    }
    found.extend(
        all.interventions.iter().map(|one| {
            ("intervention", one.id.as_str(), one.name.as_str(), format!("{} {}", one.name, one.description))
        }),
    );
    found.extend(all.elements.iter().map(|one| {
        ("element", one.id.as_str(), one.name.as_str(), format!("{} {} {}", one.name, one.family, one.description))
    }));
    found.extend(
        all.statistics
            .iter()
            .map(|one| ("statistic", one.id.as_str(), one.label.as_str(), format!("{} {}", one.label, one.base))),
    );
    let mut factors: BTreeMap<&str, String> = BTreeMap::new();
    for row in &all.factors {
        let text = factors.entry(row.factor.as_str()).or_insert_with(|| row.factor.replace('_', " "));
        text.push_str(&format!(" {}", row.text));
    }
    found.extend(factors.into_iter().map(|(name, text)| ("factor", name, name, text)));
    found
}

/// Pairs of theme and finding that share at least `least` terms and are not linked in any way yet, the most telling first.
#[must_use]
pub fn suggest_links(snapshot: &Snapshot, least: usize) -> Vec<LinkSuggestion> {
    let known: BTreeSet<(&str, &str, &str)> = (snapshot.findings.links.iter())
        .filter(|link| link.from_kind == "theme")
        .map(|link: &Link| (link.from.as_str(), link.to_kind.as_str(), link.to.as_str()))
        .collect();
    let themes: Vec<(&Theme, BTreeSet<String>)> =
        snapshot.themes.iter().map(|theme| (theme, terms(&text_of_theme(snapshot, theme)))).collect();
    let findings: Vec<_> =
        findings(snapshot).into_iter().map(|(kind, id, name, text)| (kind, id, name, terms(&text))).collect();
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    for term in themes.iter().flat_map(|(_, terms)| terms).chain(findings.iter().flat_map(|(_, _, _, terms)| terms)) {
        *uses.entry(term.as_str()).or_default() += 1;
    }
    // Numbers of themes and findings stay far below 2^32.
    let texts = f64::from(u32::try_from(themes.len() + findings.len()).unwrap_or(u32::MAX));
    let rarity = |term: &str| (texts / f64::from(uses.get(term).copied().unwrap_or(1))).ln();
    let mut suggestions = Vec::new();
    for (theme, own) in &themes {
        for (kind, id, name, theirs) in &findings {
            let mut shared: Vec<&String> = own.intersection(theirs).collect();
            if shared.len() < least || known.contains(&(theme.id.as_str(), *kind, *id)) {
                continue;
            }
            shared.sort_by(|a, b| rarity(b).total_cmp(&rarity(a)).then(a.cmp(b)));
            suggestions.push(LinkSuggestion {
                theme: theme.id.clone(),
                kind,
                target: (*id).to_owned(),
                name: (*name).to_owned(),
                score: shared.iter().map(|term| rarity(term)).sum(),
                terms: shared.into_iter().cloned().collect(),
            });
        }
    }
    suggestions.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| (&a.theme, a.kind, &a.target).cmp(&(&b.theme, b.kind, &b.target)))
    });
    suggestions
}

/// Suggestions as a table: `theme, kind, target, name, terms, score`.
#[must_use]
pub fn suggestions_table(suggestions: &[LinkSuggestion]) -> Table {
    let columns = vec![
        Column::text("theme", "Theme"),
        Column::text("kind", "Kind"),
        Column::text("target", "Id"),
        Column::text("name", "Finding"),
        Column::text("terms", "Terms that both use"),
        Column::number("score", "Score"),
    ];
    let mut table = Table::new("Links that shared terms suggest", columns);
    table.measure = String::from("score: sum over shared terms of ln(N / n), where n of N texts use the term");
    for one in suggestions {
        table.rows.push(vec![
            Cell::words(one.theme.clone()),
            Cell::words(one.kind),
            Cell::words(one.target.clone()),
            Cell::words(one.name.clone()),
            Cell::words(one.terms.join(", ")),
            Cell::number(Some(one.score), 1),
        ]);
    }
    table.notes.push("Nothing of this counts until somebody accepts it: see link add and link accept.".to_owned());
    table
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn terms_are_alike_across_endings() {
        let shared = |a: &str, b: &str| terms(a).intersection(&terms(b)).cloned().collect::<Vec<_>>();
        assert_eq!(shared("Planning the transition", "plans and transitions"), ["transition"]);
        assert_eq!(shared("They were there before", "there they were before"), Vec::<String>::new());
        assert_eq!(shared("assessments", "assessed"), ["assess"]);
    }
}
