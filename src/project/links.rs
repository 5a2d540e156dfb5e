//! Links between themes or codes and findings: made, accepted, refused, suggested, checked. Only accepted ones count.

use super::{Project, ProjectError, findings};
use crate::analysis;
use crate::interchange::check::{FindingTable, Level};
use crate::model::{Link, LinkStatus, Problem, Problems, Snapshot};
use crate::store::Change;
use crate::table::{Cell, Column, Table};
use crate::text::{counted, did_you_mean};

impl Project {
    /// Makes a link that its maker, the draft's coder, accepts: it is given an id and today's date, and stamped with the codebook version
    /// in use. Returns the id.
    ///
    /// # Errors
    /// When an end does not exist, or the same two ends are linked in the same way already.
    pub fn add_link(&mut self, draft: Link) -> Result<String, ProjectError> {
        let snapshot = self.snapshot(None)?;
        let link = Link {
            id: next_id(&snapshot.findings.links),
            date: self.now.today.to_string(),
            codebook: snapshot.codebook.label(),
            from_file: false,
            status: LinkStatus::Accepted,
            ..draft
        };
        ends_exist(&snapshot, &link)?;
        let ends = |known: &Link| {
            [&known.from_kind, &known.from, &known.to_kind, &known.to, &known.relation].map(String::clone)
        };
        if let Some(known) = snapshot.findings.links.iter().find(|known| ends(known) == ends(&link)) {
            let problem = Problem::new("link", format!("link {} ties the same ends in the same way already", known.id));
            return Err(problem.hint("`themeweave link accept` accepts it").into());
        }
        self.change("link add", false, |change| {
            let (id, said) =
                (link.id.clone(), format!("{} {} to {} {}", link.from_kind, link.from, link.to_kind, link.to));
            edit(change, |links| links.push(link))?;
            Ok((id.clone(), format!("link {id}: {said}")))
        })
    }

    /// Says of links that they hold (or do not), under the codebook version in use.
    ///
    /// # Errors
    /// Every id that no link has.
    pub fn judge_links(
        &mut self,
        ids: &[String],
        accept: bool,
        coder: &str,
        why: &str,
    ) -> Result<String, ProjectError> {
        let (label, today) = (self.snapshot(None)?.codebook.label(), self.now.today.to_string());
        let command = if accept { "link accept" } else { "link reject" };
        self.change(command, false, |change| {
            known(change, ids)?;
            edit(change, |links| {
                for link in links.iter_mut().filter(|link| ids.contains(&link.id)) {
                    link.status = if accept { LinkStatus::Accepted } else { LinkStatus::Rejected };
                    coder.clone_into(&mut link.coder);
                    link.date.clone_from(&today);
                    link.codebook.clone_from(&label);
                    link.from_file = false;
                    if !why.is_empty() {
                        why.clone_into(&mut link.rationale);
                    }
                }
            })?;
            let word = if accept { "accepted" } else { "rejected" };
            let summary = format!("{} {word}: {}", counted(ids.len() as u64, "link"), ids.join(", "));
            Ok((summary.clone(), summary))
        })
    }

    /// Removes a link.
    ///
    /// # Errors
    /// When no link has the id.
    pub fn remove_link(&mut self, id: &str) -> Result<String, ProjectError> {
        self.change("link remove", false, |change| {
            known(change, &[id.to_owned()])?;
            edit(change, |links| links.retain(|link| link.id != id))?;
            let summary = format!("link {id} removed");
            Ok((summary.clone(), summary))
        })
    }

    /// Links that shared terms suggest. With `save` they are kept as proposed, for people to accept or reject.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn suggest_links(&mut self, least: usize, save: bool) -> Result<Table, ProjectError> {
        let snapshot = self.snapshot(None)?;
        let suggestions = analysis::suggest_links(&snapshot, least);
        if save && !suggestions.is_empty() {
            let (label, today) = (snapshot.codebook.label(), self.now.today.to_string());
            self.change("link suggest", false, |change| {
                edit(change, |links| {
                    for one in &suggestions {
                        links.push(Link {
                            id: next_id(links),
                            from_kind: "theme".to_owned(),
                            from: one.theme.clone(),
                            to_kind: one.kind.to_owned(),
                            to: one.target.clone(),
                            relation: "addresses".to_owned(),
                            direction: "?".to_owned(),
                            rationale: format!("both use: {}", one.terms.join(", ")),
                            date: today.clone(),
                            codebook: label.clone(),
                            ..Link::default()
                        });
                    }
                })?;
                Ok(((), format!("{} proposed", counted(suggestions.len() as u64, "link"))))
            })?;
        }
        Ok(analysis::suggestions_table(&suggestions))
    }

    /// The links as a table. `stale` leaves those alone that were last looked at under another codebook version.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn links_table(&self, status: Option<LinkStatus>, stale: bool) -> Result<Table, ProjectError> {
        let snapshot = self.snapshot(None)?;
        let label = snapshot.codebook.label();
        let columns =
            ["link", "from", "to", "relation", "direction", "status", "coder", "date", "codebook", "rationale"];
        let columns = columns.map(|key| Column::text(key, findings::heading(key)));
        let mut table = Table::new("Links", columns.to_vec());
        let wanted =
            |link: &&Link| status.is_none_or(|status| link.status == status) && (!stale || link.is_stale(&label));
        for link in snapshot.findings.links.iter().filter(wanted) {
            let codebook =
                if link.is_stale(&label) { format!("{} (stale)", link.codebook) } else { link.codebook.clone() };
            let cells = [
                &link.id,
                &format!("{} {}", link.from_kind, link.from),
                &format!("{} {}", link.to_kind, link.to),
                &link.relation,
                &link.direction,
                link.status.word(),
                &link.coder,
                &link.date,
                &codebook,
                &link.rationale,
            ];
            table.rows.push(cells.into_iter().map(Cell::words).collect());
        }
        Ok(table)
    }

    /// What does not hold about links: ends that lead nowhere, links last looked at under another codebook version, themes
    /// without a link. Also whether any of it needs somebody.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn check_links(&self) -> Result<(Table, bool), ProjectError> {
        let snapshot = self.snapshot(None)?;
        let columns = ["link", "level", "message", "hint"].map(|key| Column::text(key, findings::heading(key)));
        let mut table = Table::new("Check of links", columns.to_vec());
        let mut add = |id: &str, level: &str, message: String, hint: &str| {
            table.rows.push([id, level, &message, hint].into_iter().map(Cell::words).collect());
        };
        for problem in findings::problems(&snapshot).iter().filter(|problem| problem.table == FindingTable::Links) {
            add(&problem.id, problem.level.word(), problem.message.clone(), &problem.hint);
        }
        let label = snapshot.codebook.label();
        for link in snapshot.findings.links.iter().filter(|l| l.status != LinkStatus::Rejected && l.is_stale(&label)) {
            let message = format!("last looked at under {}; in use is {label}", link.codebook);
            add(&link.id, Level::Warning.word(), message, "look at it again: link accept, or link reject");
        }
        for link in snapshot.findings.links.iter().filter(|link| link.status == LinkStatus::Proposed) {
            add(
                &link.id,
                Level::Warning.word(),
                "proposed, and counts nowhere".to_owned(),
                "link accept, or link reject",
            );
        }
        for theme in snapshot.themes.iter().filter(|theme| !is_tied(&snapshot, &theme.id)) {
            let message = format!("theme {} is tied to nothing", theme.id);
            add("", Level::Warning.word(), message, "link add, or link suggest");
        }
        let wrong = !table.rows.is_empty();
        Ok((table, wrong))
    }
}

fn is_tied(snapshot: &Snapshot, theme: &str) -> bool {
    let codes: Vec<&str> = (snapshot.themes.iter().filter(|known| known.id == theme))
        .flat_map(|theme| snapshot.codes_of(theme))
        .filter_map(|code| snapshot.codebook.codes.get(code))
        .map(|code| code.id.as_str())
        .collect();
    let own = |link: &Link| match link.from_kind.as_str() {
        "theme" => link.from == theme,
        _ => codes.contains(&link.from.as_str()),
    };
    snapshot.findings.links.iter().any(|link| link.status == LinkStatus::Accepted && own(link))
}

fn edit(change: &Change, work: impl FnOnce(&mut Vec<Link>)) -> Result<(), ProjectError> {
    let mut findings = change.findings()?;
    work(&mut findings.links);
    change.put_findings(&findings)?;
    Ok(())
}

fn known(change: &Change, ids: &[String]) -> Result<(), ProjectError> {
    let links = change.findings()?.links;
    let unknown = ids.iter().filter(|id| links.iter().all(|link| link.id != **id));
    let problems = unknown.map(|id| {
        let hint = did_you_mean(id, links.iter().map(|link| link.id.as_str()));
        Problem::new("link", format!("there is no link `{id}`")).hint(hint)
    });
    Ok(Problems(problems.collect()).none_or(())?)
}

/// Both ends of a link, as the rules of findings check them.
fn ends_exist(snapshot: &Snapshot, link: &Link) -> Result<(), ProjectError> {
    let mut with_link = snapshot.clone();
    with_link.findings.links = vec![link.clone()];
    let wrong = findings::problems(&with_link);
    let wrong =
        wrong.into_iter().filter(|problem| problem.table == FindingTable::Links && problem.level == Level::Error);
    let problems = wrong.map(|problem| Problem::new("link", problem.message).hint(problem.hint));
    Ok(Problems(problems.collect()).none_or(())?)
}

/// `P01`, `P02`, ...: links made in a project, beside the ids of sheets.
fn next_id(links: &[Link]) -> String {
    let number = |link: &Link| link.id.strip_prefix('P')?.parse::<u32>().ok();
    let last = links.iter().filter_map(number).max().unwrap_or(0);
    format!("P{:02}", last + 1)
}
