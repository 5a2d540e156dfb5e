//! Saved queries: kept under a name, listed, shown with what they select, removed.

use super::selection::Needs;
use super::{Project, ProjectError, Selection};
use crate::analysis::{self, Filter, Frame, Selected};
use crate::model::{Problem, SavedQuery};
use crate::query::{Evaluator, Query, explain, is_query_name};
use crate::table::{Cell, Column, Table};
use crate::text::did_you_mean;

/// A query that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuerySaved {
    /// What was done, in a line; empty when the project says the same already.
    pub summary: String,
    /// Why the query has no answer in this project as it is, where it has none.
    pub doubt: Option<String>,
}

/// A saved query and what it selects.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryShown {
    /// Name, text, description and explanation.
    pub text: String,
    /// How much it selects; see [`analysis::selected`].
    pub selected: Table,
}

impl Project {
    /// Keeps a query under a name, in place of the one that had it. Without a new description, that one's stays.
    ///
    /// # Errors
    /// A name that cannot stand in a query; a query that does not read, names a saved query that there is not, or leads
    /// back to itself.
    pub fn save_query(
        &mut self,
        name: &str,
        text: &str,
        description: Option<&str>,
        dry_run: bool,
    ) -> Result<QuerySaved, ProjectError> {
        if !is_query_name(name) {
            let message = format!("`{name}` cannot be the name of a query");
            return Err(Problem::new("query save", message)
                .hint("letters, digits, `_` and `-`: it is written `@name` in other queries")
                .into());
        }
        let mut query = None;
        let summary = self.change("query save", dry_run, |change| {
            let mut queries = change.saved_queries()?;
            let before = queries.iter().position(|known| known.is_named(name)).map(|at| queries.remove(at));
            let kept = before.as_ref().map(|known| known.description.as_str()).unwrap_or_default();
            let new = SavedQuery {
                name: name.to_owned(),
                text: text.trim().to_owned(),
                description: description.unwrap_or(kept).trim().to_owned(),
                from_file: false,
            };
            queries.push(new.clone());
            query = Some(Query::read_saved(&new, &queries)?);
            let summary = match &before {
                None => format!("query @{name} saved"),
                Some(old) if old.text == new.text => format!("query @{name} saved again"),
                Some(old) => format!("query @{name} saved in place of `{}`", old.text),
            };
            let changed = change.put_saved_queries(queries)?;
            Ok((if changed { summary.clone() } else { String::new() }, summary))
        })?;
        let doubt = match query.map(|query| self.evaluated(&query)) {
            Some(Err(ProjectError::Query(error))) => Some(error.to_string()),
            Some(Err(other)) => return Err(other),
            _ => None,
        };
        Ok(QuerySaved { summary, doubt })
    }

    /// The saved queries.
    ///
    /// Columns: `query, text, description, named_by, from`.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn queries_table(&self) -> Result<Table, ProjectError> {
        let columns = vec![
            Column::text("query", "Query"),
            Column::text("text", "Text"),
            Column::text("description", "Description"),
            Column::text("named_by", "Named by"),
            Column::text("from", "From"),
        ];
        let mut table = Table::new("Saved queries", columns);
        let queries = self.store.saved_queries()?;
        for query in &queries {
            table.rows.push(vec![
                Cell::words(format!("@{}", query.name)),
                Cell::words(query.text.as_str()),
                Cell::words(query.description.as_str()),
                Cell::words(naming(&queries, &query.name).join(", ")),
                Cell::words(if query.from_file { "file" } else { "project" }),
            ]);
        }
        Ok(table)
    }

    /// A saved query: what it says, in words, and how much it selects.
    ///
    /// # Errors
    /// A name that no query has; a query that has no answer in this project.
    pub fn show_query(&self, name: &str) -> Result<QueryShown, ProjectError> {
        let queries = self.store.saved_queries()?;
        let known = known(&queries, name)?;
        let query = Query::read_saved(known, &queries)?;
        let mut text = format!("@{}: {}\n", known.name, known.text);
        if !known.description.is_empty() {
            text.push_str(&format!("{}\n", known.description));
        }
        text.push_str(&format!("\n{}", explain(&query)));
        let (snapshot, selected) = self.evaluated(&query)?;
        let frame = Frame::new(&snapshot, &Filter::default())?;
        let selected = analysis::selected(&frame, &format!("What @{} selects", known.name), &selected);
        Ok(QueryShown { text, selected })
    }

    /// Removes a saved query; returns what was done, in a line.
    ///
    /// # Errors
    /// A name that no query has, or a query that others name.
    pub fn remove_query(&mut self, name: &str, dry_run: bool) -> Result<String, ProjectError> {
        self.change("query remove", dry_run, |change| {
            let mut queries = change.saved_queries()?;
            let removed = known(&queries, name)?.clone();
            let naming = naming(&queries, &removed.name);
            if !naming.is_empty() {
                let message = format!("@{} is part of other queries: {}", removed.name, naming.join(", "));
                return Err(Problem::new("query remove", message)
                    .hint("save those anew without it, or remove them first")
                    .into());
            }
            queries.retain(|query| query.name != removed.name);
            change.put_saved_queries(queries)?;
            let mut summary = format!("query @{} removed", removed.name);
            if removed.from_file {
                summary.push_str("; it comes from a file, and a build that reads the file anew brings it back");
            }
            Ok((summary.clone(), summary))
        })
    }

    /// What a query selects in the project as it is.
    fn evaluated(&self, query: &Query) -> Result<(crate::model::Snapshot, Selected), ProjectError> {
        let snapshot = self.snapshot_for(&Selection::default(), std::slice::from_ref(query), Needs::default())?;
        let places = self.places([query], &snapshot)?;
        let evaluator = Evaluator::new(&snapshot).with_places(&places);
        let selected = Selected {
            codings: evaluator.codings(query)?,
            turns: evaluator.turns(query)?,
            sources: evaluator.sources(query)?,
            participants: evaluator.participants(query)?,
        };
        Ok((snapshot, selected))
    }
}

fn known<'q>(queries: &'q [SavedQuery], name: &str) -> Result<&'q SavedQuery, ProjectError> {
    let name = name.trim_start_matches('@');
    queries.iter().find(|query| query.is_named(name)).ok_or_else(|| {
        let hint = match queries {
            [] => "`themeweave query save NAME QUERY` saves one".to_owned(),
            _ => did_you_mean(name, queries.iter().map(|query| query.name.as_str())),
        };
        Problem::new("query", format!("there is no saved query `{name}`")).hint(hint).into()
    })
}

/// The saved queries that name a query themselves, as `@name`.
fn naming(queries: &[SavedQuery], name: &str) -> Vec<String> {
    let names = |query: &&SavedQuery| {
        let read = Query::parse(&query.text);
        read.is_ok_and(|read| {
            read.expr.saved_terms().iter().any(|term| term.name.to_lowercase() == name.to_lowercase())
        })
    };
    queries.iter().filter(names).map(|query| format!("@{}", query.name)).collect()
}

/// Brings the queries of a file into the project: those that came from files before are replaced, what people saved in
/// the project stays, and wins where both have a name. Returns whether anything was different.
///
/// # Errors
/// Every query that would name one that there is not, or lead back to itself.
#[cfg(feature = "charts")]
pub(super) fn put_saved_queries(
    change: &crate::store::Change,
    read: &crate::interchange::Rows<SavedQuery>,
) -> Result<bool, ProjectError> {
    use crate::interchange::merge_rows;
    use crate::model::Problems;

    let mut queries = change.saved_queries()?;
    merge_rows(&mut queries, &read.rows, |query| query.from_file, |query| query.name.to_lowercase());
    let mut problems = Problems::default();
    for query in &queries {
        let Err(error) = Query::read_saved(query, &queries) else { continue };
        let line = query.from_file.then(|| read.iter().find(|(_, row)| *row == query)).flatten();
        problems.push(if let Some((line, _)) = line {
            Problem::new(&read.file, error.in_a_line()).at_line(line).hint(error.hint)
        } else {
            let message = format!("@{}, saved in the project: {}", query.name, error.in_a_line());
            Problem::new(&read.file, message).hint("save it anew (`themeweave query save`), or mend the file")
        });
    }
    problems.none_or(())?;
    Ok(change.put_saved_queries(queries)?)
}
