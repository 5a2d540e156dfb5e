//! Saved queries filled in: `@name` gets the meaning that the project keeps under the name.

use super::ast::{Expr, Query, SavedTerm};
use super::error::QueryError;
use super::hint::hint;
use crate::model::SavedQuery;

/// Whether a saved query may have this name: letters, digits, `_` and `-`, so that it can stand in a query.
#[must_use]
pub fn is_query_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

impl Query {
    /// Reads a query and fills in the saved queries that it names, and those that these name.
    ///
    /// # Errors
    /// As [`Query::parse`]; a name that is not saved, a saved query that does not read, or one that leads back to
    /// itself.
    pub fn read(text: &str, saved: &[SavedQuery]) -> Result<Self, QueryError> {
        let mut query = Self::parse(text)?;
        fill(&mut query.expr, text, saved, &mut Vec::new())?;
        Ok(query)
    }

    /// Reads what a saved query says and fills in the others that it names; `saved` holds it too.
    ///
    /// # Errors
    /// As [`Query::read`], and when it leads back to itself.
    pub fn read_saved(query: &SavedQuery, saved: &[SavedQuery]) -> Result<Self, QueryError> {
        let mut read = Self::parse(&query.text)?;
        fill(&mut read.expr, &query.text, saved, &mut vec![query.name.clone()])?;
        Ok(read)
    }
}

fn fill(expr: &mut Expr, text: &str, saved: &[SavedQuery], open: &mut Vec<String>) -> Result<(), QueryError> {
    match expr {
        Expr::Field(_) | Expr::Text(_) => Ok(()),
        Expr::Not(inner) => fill(inner, text, saved, open),
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().try_for_each(|part| fill(part, text, saved, open)),
        Expr::AtLeast(some) => some.of.iter_mut().try_for_each(|part| fill(part, text, saved, open)),
        Expr::Relation(relation) => {
            fill(&mut relation.left, text, saved, open)?;
            fill(&mut relation.right, text, saved, open)
        }
        Expr::Saved(term) => fill_term(term, text, saved, open),
    }
}

fn fill_term(term: &mut SavedTerm, text: &str, saved: &[SavedQuery], open: &mut Vec<String>) -> Result<(), QueryError> {
    let found = format!("`@{}`", term.name);
    let error = |expected: &str, hint: String| QueryError::new(text, term.column, found.clone(), expected).hint(hint);
    let known = saved.iter().find(|query| query.is_named(&term.name)).ok_or_else(|| {
        let names: Vec<&str> = saved.iter().map(|query| query.name.as_str()).collect();
        error("a saved query of this project", hint(&term.name, "saved queries", &names))
    })?;
    if open.contains(&known.name) {
        let road: Vec<String> = open.iter().chain([&known.name]).map(|name| format!("@{name}")).collect();
        return Err(error("a saved query that does not lead back to itself", road.join(" → ")));
    }
    open.push(known.name.clone());
    let meaning = Query::parse(&known.text).and_then(|mut query| {
        fill(&mut query.expr, &known.text, saved, open)?;
        Ok(query)
    });
    open.pop();
    let meaning = meaning.map_err(|inner| {
        error(
            &format!("a saved query that can be read; in it, {}, expected {}", inner.found, inner.expected),
            inner.hint,
        )
    })?;
    term.name.clone_from(&known.name);
    term.meaning = Some(Box::new(meaning));
    Ok(())
}
