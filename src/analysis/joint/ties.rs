//! The accepted links of themes: their own and those of their codes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Link, LinkStatus, Snapshot};

/// For each theme, what accepted links tie it to.
pub(in crate::analysis) struct Ties<'a> {
    of_theme: Vec<BTreeMap<(&'a str, &'a str), Vec<&'a Link>>>,
}

impl<'a> Ties<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        let accepted: Vec<&Link> =
            snapshot.findings.links.iter().filter(|link| link.status == LinkStatus::Accepted).collect();
        let of_theme = snapshot.themes.iter().map(|theme| {
            let codes: BTreeSet<&str> = snapshot
                .codes_of(theme)
                .into_iter()
                .filter_map(|code| snapshot.codebook.codes.get(code))
                .map(|code| code.id.as_str())
                .collect();
            let own = |link: &&&Link| match link.from_kind.as_str() {
                "theme" => link.from == theme.id,
                "code" => codes.contains(link.from.as_str()),
                _ => false,
            };
            let mut ties: BTreeMap<(&str, &str), Vec<&Link>> = BTreeMap::new();
            for link in accepted.iter().filter(own) {
                ties.entry((link.to_kind.as_str(), link.to.as_str())).or_default().push(link);
            }
            ties
        });
        Self { of_theme: of_theme.collect() }
    }

    /// The links of a theme to something, the theme's own before those of its codes; empty when there are none.
    pub fn of(&self, theme: usize, kind: &str, id: &str) -> Vec<&'a Link> {
        let mut links = self.of_theme.get(theme).and_then(|ties| ties.get(&(kind, id))).cloned().unwrap_or_default();
        links.sort_by_key(|link| link.from_kind != "theme");
        links
    }

    pub fn has(&self, theme: usize, kind: &str, id: &str) -> bool {
        self.of_theme.get(theme).is_some_and(|ties| ties.contains_key(&(kind, id)))
    }
}
