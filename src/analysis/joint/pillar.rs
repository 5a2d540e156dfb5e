//! The pillar integration process: voices on the left, findings on the right, matched and checked, and the pillar in
//! the middle is what both say together (Johnson, Grove and Clarke 2017). What has no match stays to be seen.

use std::collections::BTreeSet;

use super::tables::fit_in_words;
use super::ties::Ties;
use super::{Convergence, Joint, JointCell, Layout};
use crate::analysis::voices::columns_of_voices;
use crate::model::Link;
use crate::table::{Cell, Column, Table};

impl Joint<'_, '_> {
    /// Listing, matching, checking, pillar: one row for every pair of theme and finding, then for what has no match.
    ///
    /// Data columns: `theme, codes` (names, as listed), voices as [`Joint::by_target`], `matched` (`matched`, `no_finding`,
    /// `no_theme`), `links`, the kind's word (such as `outcome`), findings as [`Joint::by_target`], `suggested, fit, decided_by,
    /// outdated` (who decided on other inputs than today's), `pillar` (the meta-inference), `gap`. Reading columns: `voices, matched,
    /// pillar, found`.
    #[must_use]
    pub fn pillar(&self, layout: Layout) -> Table {
        let mut table = self.table("Pillars of voices and findings", self.pillar_columns(layout));
        let ties = Ties::new(self.frame.snapshot());
        let mut open = 0;
        for (cell, fit) in self.cells.iter().zip(self.convergence()) {
            let links = self.links_of(cell, &ties);
            open += u64::from(fit.as_ref().is_some_and(|fit| fit.inference.is_none()));
            table.rows.push(match layout {
                Layout::Reading => vec![
                    Cell::words(self.voices_listed(cell)),
                    Cell::words(matched_in_words(cell, &links)),
                    Cell::words(pillar_in_words(cell, fit.as_ref())),
                    Cell::words(self.findings_listed(cell)),
                ],
                Layout::Data => self.pillar_cells(cell, &links, fit.as_ref()),
            });
        }
        table.notes.insert(
            0,
            format!(
                "Listed: themes with who says them, and findings. Matched: by accepted links, named by id. Checked: the fit. Pillar: the \
                 meta-inference; pairs that have none yet: {open}."
            ),
        );
        table
    }

    fn pillar_columns(&self, layout: Layout) -> Vec<Column> {
        match layout {
            Layout::Reading => vec![
                Column::text("voices", "People say").unit("participants"),
                Column::text("matched", "Matched by"),
                Column::text("pillar", "Checked; pillar"),
                Column::text("found", "Studies found"),
            ],
            Layout::Data => {
                let mut columns = vec![Column::text("theme", "Theme"), Column::text("codes", "Codes")];
                columns.extend(columns_of_voices(self.frame));
                columns.extend([Column::text("matched", "Matched"), Column::text("links", "Links")]);
                columns.push(Column::text(self.kind.word(), self.kind.heading()));
                columns.extend(Self::found_columns());
                columns.extend([
                    Column::text("suggested", "Suggested fit"),
                    Column::text("fit", "Fit"),
                    Column::text("decided_by", "Decided by"),
                    Column::text("outdated", "Decided on other inputs"),
                    Column::text("pillar", "Pillar"),
                    Column::text("gap", "Evidence"),
                ]);
                columns
            }
        }
    }

    fn pillar_cells(&self, cell: &JointCell, links: &[&Link], fit: Option<&Convergence<'_>>) -> Vec<Cell> {
        let name = |known: Option<usize>, name: String| known.map_or(Cell::Empty, |_| Cell::words(name));
        let mut row = vec![name(cell.theme, self.theme_name(cell)), Cell::words(self.codes_of(cell).join("; "))];
        row.extend(self.voice_cells(cell.theme));
        let ids: Vec<&str> = links.iter().map(|link| link.id.as_str()).collect();
        row.extend([Cell::words(matched_word(cell)), Cell::words(ids.join(", "))]);
        row.push(name(cell.target, self.target_name(cell)));
        row.extend(self.found_cells(self.found_of(cell).as_ref(), cell.target));
        let suggested = fit.and_then(|fit| fit.suggestion.as_ref()).map_or("", |suggestion| suggestion.fit.word());
        row.extend([
            Cell::words(suggested),
            Cell::words(fit.and_then(Convergence::fit).map_or("", |fit| fit.word())),
            Cell::words(fit.map_or_else(String::new, Convergence::analysts)),
            Cell::words(fit.map_or_else(String::new, |fit| fit.outdated().join(", "))),
            Cell::words(fit.and_then(|fit| fit.inference).map_or("", |inference| inference.text.as_str())),
            Cell::words(cell.gap.word()),
        ]);
        row
    }

    /// The accepted links behind a cell.
    fn links_of<'s>(&self, cell: &JointCell, ties: &Ties<'s>) -> Vec<&'s Link> {
        let target = cell.target.and_then(|target| self.targets.get(target));
        let pair = cell.theme.zip(target);
        pair.map_or_else(Vec::new, |(theme, target)| ties.of(theme, self.kind.word(), &target.id))
    }

    /// Names of the codes of a theme that somebody in the frame has said, in the codebook's order.
    fn codes_of(&self, cell: &JointCell) -> Vec<&str> {
        let snapshot = self.frame.snapshot();
        let Some(theme) = cell.theme.and_then(|theme| snapshot.themes.get(theme)) else { return Vec::new() };
        let said: BTreeSet<u32> =
            self.frame.codings().filter_map(|at| snapshot.codings.code.get(at).copied()).collect();
        let mut own = snapshot.codes_of(theme);
        own.sort_unstable();
        own.dedup();
        let used = own.into_iter().filter(|code| u32::try_from(*code).is_ok_and(|code| said.contains(&code)));
        used.filter_map(|code| snapshot.codebook.codes.get(code)).map(|code| code.name.as_str()).collect()
    }

    fn voices_listed(&self, cell: &JointCell) -> String {
        let said = self.qualitative(cell).filter(|said| said.participants > 0);
        match (cell.theme, said) {
            (None, _) => "(no theme)".to_owned(),
            (Some(_), None) => format!("{}: nobody", self.theme_name(cell)),
            (Some(_), Some(said)) => format!("{}: {}", self.theme_name(cell), said.in_words()),
        }
    }

    fn findings_listed(&self, cell: &JointCell) -> String {
        let found = self.cell_in_words(cell);
        match (cell.target, found.is_empty()) {
            (None, _) => format!("(no {})", self.kind.word()),
            (Some(_), true) => format!("{}: nothing", self.target_name(cell)),
            (Some(_), false) => format!("{}: {found}", self.target_name(cell)),
        }
    }
}

fn matched_word(cell: &JointCell) -> &'static str {
    match (cell.theme, cell.target) {
        (Some(_), Some(_)) => "matched",
        (Some(_), None) => "no_finding",
        (None, _) => "no_theme",
    }
}

/// `L26 enables +`, or that there is no match.
fn matched_in_words(cell: &JointCell, links: &[&Link]) -> String {
    if links.is_empty() {
        return if matched_word(cell) == "matched" {
            "the theme's questions".to_owned()
        } else {
            "(unmatched)".to_owned()
        };
    }
    let each = links.iter().map(|link| format!("{} {} {}", link.id, link.relation, link.direction));
    each.collect::<Vec<_>>().join("; ")
}

fn pillar_in_words(cell: &JointCell, fit: Option<&Convergence<'_>>) -> String {
    let checked = fit_in_words(fit, cell.gap);
    match fit.map(|fit| fit.inference) {
        None => checked,
        Some(None) => format!("{checked}. No inference yet"),
        Some(Some(inference)) => format!("{checked}. {} ({})", inference.text, inference.analyst),
    }
}
