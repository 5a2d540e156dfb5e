//! Codes, categories, themes and questions of the interview guide: terms that name codings.

use super::{Asked, Named, mask_of};
use crate::model::{Code, Snapshot};
use crate::query::ast::Pattern;
use crate::query::error::QueryError;
use crate::query::hint::hint;

impl Asked<'_> {
    /// `code:x` and the codes below it, `code=x` itself, `code:x*` all that begin so, `code:category/*` a category's.
    pub(super) fn code(&self) -> Result<Named, QueryError> {
        let book = &self.snapshot.codebook;
        let group = self.pattern.text.strip_suffix('/').filter(|_| self.pattern.any_ending);
        let mut found = false;
        let mut codes = Vec::new();
        if let Some(group) = group {
            let wanted = Pattern { text: group.to_owned(), any_ending: false };
            let fits = |id: &str, name: &str| wanted.fits(id) || wanted.fits(name);
            let category = book.categories.iter().find(|category| fits(&category.id, &category.name));
            let id = category.map_or(group, |category| category.id.as_str());
            found |= category.is_some();
            for code in &book.codes {
                if code.categories().any(|own| wanted.fits(own) || own == id) {
                    codes.push((code, true));
                }
                if fits(&code.id, &code.name) {
                    codes.push((code, false));
                }
            }
        } else {
            codes.extend(
                book.codes
                    .iter()
                    .filter(|code| self.fits(&code.id) || self.fits(&code.name))
                    .map(|code| (code, self.exactly)),
            );
        }
        if !found && codes.is_empty() {
            return Err(self.unknown(&self.code_hint(group)));
        }
        Ok(self.coded_with(codes.into_iter()))
    }

    pub(super) fn category(&self) -> Result<Named, QueryError> {
        let book = &self.snapshot.codebook;
        self.known(book.categories.iter().flat_map(|category| [category.id.as_str(), &category.name]), "categories")?;
        let chosen = book.categories.iter().filter(|category| self.fits(&category.id) || self.fits(&category.name));
        let of_category = |id: &str| book.codes.iter().filter(|code| code.is_of(id)).map(|code| (code, true)).collect();
        let codes: Vec<(&Code, bool)> = chosen.flat_map(|category| -> Vec<_> { of_category(&category.id) }).collect();
        Ok(self.coded_with(codes.into_iter()))
    }

    pub(super) fn theme(&self) -> Result<Named, QueryError> {
        let Snapshot { themes, codebook, .. } = self.snapshot;
        self.known(themes.iter().flat_map(|theme| [theme.id.as_str(), &theme.name]), "themes")?;
        let chosen = themes.iter().filter(|theme| self.fits(&theme.id) || self.fits(&theme.name));
        let codes = chosen.flat_map(|theme| &theme.codes).filter_map(|id| codebook.code(id));
        Ok(self.coded_with(codes.map(|code| (code, self.exactly))))
    }

    /// What is coded with a code that a question of the interview guide asks for.
    pub(super) fn question(&self) -> Result<Named, QueryError> {
        let Snapshot { questions, codebook, .. } = self.snapshot;
        self.known(questions.iter().map(|question| question.id.as_str()), "questions of the interview guide")?;
        let chosen = questions.iter().filter(|question| self.fits(&question.id));
        let codes = chosen.flat_map(|question| &question.codes).filter_map(|id| codebook.code(id));
        Ok(self.coded_with(codes.map(|code| (code, self.exactly))))
    }

    /// The codings with codes; each is told with whether it is meant alone, without the codes below it.
    fn coded_with<'c>(&self, codes: impl Iterator<Item = (&'c Code, bool)>) -> Named {
        let book = &self.snapshot.codebook;
        let families = book.families();
        let mut chosen = vec![false; book.codes.len()];
        for (code, alone) in codes {
            let Some(at) = book.position(&code.id) else { continue };
            if alone {
                chosen[at] = true;
            } else {
                families[at].iter().for_each(|&below| chosen[below] = true);
            }
        }
        Named { codings: mask_of(&self.snapshot.codings.code, &chosen), ..Named::default() }
    }

    fn code_hint(&self, group: Option<&str>) -> String {
        let book = &self.snapshot.codebook;
        let codes = book.codes.iter().map(|code| code.id.as_str());
        let categories: Vec<&str> = book.categories.iter().map(|category| category.id.as_str()).collect();
        if let Some(group) = group {
            let known: Vec<&str> = categories.iter().copied().chain(codes).collect();
            return hint(group, "categories and codes", &known);
        }
        let text = &self.pattern.text;
        match categories.iter().find(|id| id.to_lowercase() == text.to_lowercase()) {
            Some(id) => format!("`{id}` is a category; for its codes, write code:{id}/*"),
            None => hint(text, "codes", &codes.collect::<Vec<_>>()),
        }
    }
}
