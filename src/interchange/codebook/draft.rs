//! Rows of a sheet -> codes with ids, codes above them and categories.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::{is_code_id, slug};
use crate::model::{Category, Code, Codebook, Polarity, Problem, Problems};
use crate::text::did_you_mean;

/// Longest id.
const LONGEST: usize = 61;

/// What a row says of a code.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The cell that its levels are read from.
    pub path_text: String,
    pub polarity: Option<Polarity>,
    /// Ids or names.
    pub categories: Vec<String>,
    /// Id or name of the code above, as the sheet says it.
    pub parent: String,
    /// The rest; its id and name may be empty.
    pub code: Code,
}

/// A code whose place is known.
struct Placed {
    draft: Draft,
    path: Vec<String>,
    /// Its row; nothing for a code above that no row lists.
    line: Option<usize>,
    id: String,
}

/// Gathers the codes of a sheet.
pub(super) struct Drafts {
    file: String,
    categories: Vec<Category>,
    placed: Vec<Placed>,
    /// Whether codes name the code above them, so that paths say nothing.
    by_parent: bool,
    problems: Vec<Problem>,
}

impl Drafts {
    pub fn new(file: &str) -> Self {
        let (categories, placed, problems) = (Vec::new(), Vec::new(), Vec::new());
        Self { file: file.to_owned(), categories, placed, by_parent: false, problems }
    }

    pub fn category(&mut self, category: Category) {
        self.categories.push(category);
    }

    /// Adds a code with the levels of its path.
    pub fn add(&mut self, draft: &Draft, path: Vec<String>, line: usize, by_parent: bool) {
        self.by_parent = by_parent;
        let again = |known: &&Placed| !by_parent && known.path == path;
        if let Some(first) = self.placed.iter().find(again).and_then(|known| known.line) {
            let message = format!("code `{}` stands here for the second time, first on line {first}", path.join(" > "));
            self.problem(line, "name", message, "take one of the rows out, or give it another name".to_owned());
            return;
        }
        let id = draft.code.id.clone();
        self.placed.push(Placed { draft: draft.clone(), path, line: Some(line), id });
    }

    /// Completes the codebook with the codes and categories.
    pub fn finish(mut self, book: &mut Codebook) -> Result<(), Problems> {
        if self.placed.is_empty() {
            let problem = Problem::new(self.file.as_str(), "the sheet lists no code");
            self.problems.push(problem.hint("each row under the header is a code"));
        }
        if !self.by_parent {
            self.make_missing_parents();
        }
        self.give_ids();
        let parents = self.parents();
        let codes: Vec<Code> = (0..self.placed.len()).filter_map(|at| self.code(at, &parents)).collect();
        // Only the sheet as a whole knows which polarity a category made from a cell has.
        book.categories = std::mem::take(&mut self.categories);
        book.codes = codes;
        self.problems.sort_by_key(|problem| problem.line);
        Problems(self.problems).none_or(())
    }

    fn problem(&mut self, line: usize, field: &str, message: String, hint: String) {
        self.problems.push(Problem::new(self.file.as_str(), message).at_line(line).field(field).hint(hint));
    }

    /// Codes above that no row lists stand before the first code below them.
    fn make_missing_parents(&mut self) {
        let mut known: BTreeSet<Vec<String>> = self.placed.iter().map(|placed| placed.path.clone()).collect();
        let mut all = Vec::with_capacity(self.placed.len());
        for placed in std::mem::take(&mut self.placed) {
            for depth in 1..placed.path.len() {
                let path: Vec<String> = placed.path.iter().take(depth).cloned().collect();
                if known.insert(path.clone()) {
                    let draft = Draft {
                        path_text: String::new(),
                        polarity: None,
                        categories: Vec::new(),
                        parent: String::new(),
                        code: Code::default(),
                    };
                    all.push(Placed { draft, path, line: None, id: String::new() });
                }
            }
            all.push(placed);
        }
        self.placed = all;
    }

    fn give_ids(&mut self) {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut problems = Vec::new();
        for placed in self.placed.iter().filter(|placed| !placed.id.is_empty()) {
            let line = placed.line.unwrap_or(1);
            let wrong = |message: String| Problem::new(self.file.as_str(), message).at_line(line).field("id");
            if !is_code_id(&placed.id) {
                let hint = format!("for instance `{}`", id_of(&[&placed.id]));
                problems.push(wrong(format!("`{}` cannot be the id of a code", placed.id)).hint(hint));
            }
            match taken.get(&placed.id) {
                Some(first) => {
                    problems.push(wrong(format!("id `{}` is given twice, first on line {first}", placed.id)));
                }
                None => {
                    taken.insert(placed.id.clone(), line);
                }
            }
        }
        self.problems.append(&mut problems);
        for placed in self.placed.iter_mut().filter(|placed| placed.id.is_empty()) {
            let levels: Vec<&str> = placed.path.iter().map(String::as_str).collect();
            // The last level alone where it is free, with the levels above it where it is not.
            let mut names = (0..levels.len()).rev().map(|from| id_of(levels.get(from..).unwrap_or_default()));
            let free = names.find(|id| !taken.contains_key(id));
            let id = free.unwrap_or_else(|| numbered(&id_of(&levels), &taken));
            taken.insert(id.clone(), placed.line.unwrap_or(1));
            placed.id = id;
        }
    }

    /// Position of the code above each code.
    fn parents(&mut self) -> Vec<Option<usize>> {
        let mut parents = Vec::with_capacity(self.placed.len());
        let mut unknown = Vec::new();
        for placed in &self.placed {
            let wanted = placed.draft.parent.as_str();
            if self.by_parent && !wanted.is_empty() {
                let found = self.placed.iter().position(|other| other.id == wanted);
                let by_name = || self.placed.iter().position(|other| name_of(other) == wanted);
                let parent = found.or_else(by_name);
                if parent.is_none() {
                    unknown.push((placed.line.unwrap_or(1), wanted.to_owned()));
                }
                parents.push(parent);
            } else {
                let above = placed.path.split_last().map(|(_, above)| above).filter(|above| !above.is_empty());
                parents.push(above.and_then(|above| self.placed.iter().position(|other| other.path == above)));
            }
        }
        for (line, wanted) in unknown {
            let known: Vec<&str> = self.placed.iter().map(|placed| placed.id.as_str()).collect();
            let hint = did_you_mean(&wanted, known);
            self.problem(line, "parent", format!("there is no code `{wanted}` that could be above this one"), hint);
        }
        parents
    }

    fn code(&mut self, at: usize, parents: &[Option<usize>]) -> Option<Code> {
        let named = self.category_names(at, parents);
        let mut categories: Vec<String> = Vec::new();
        for name in named {
            let id = self.category_id(&name);
            if !categories.contains(&id) {
                categories.push(id);
            }
        }
        let placed = self.placed.get(at)?;
        let parent = parents.get(at).copied().flatten().and_then(|above| self.placed.get(above));
        let name = name_of(placed).to_owned();
        let mut own = categories.into_iter();
        let category = own.next().unwrap_or_default();
        let inherited = self.categories.iter().find(|known| known.id == category).map(|known| known.polarity);
        let code = &placed.draft.code;
        let definition = if code.definition.is_empty() { name.clone() } else { code.definition.clone() };
        Some(Code {
            id: placed.id.clone(),
            category,
            facets: own.collect(),
            parent: parent.map(|parent| parent.id.clone()),
            polarity: placed.draft.polarity.or(inherited).unwrap_or_default(),
            definition,
            name,
            ..code.clone()
        })
    }

    /// The categories that a code names, else those of the nearest code above that names some, else `Code`.
    fn category_names(&self, at: usize, parents: &[Option<usize>]) -> Vec<String> {
        let mut here = Some(at);
        for _ in 0..=self.placed.len() {
            let Some(placed) = here.and_then(|here| self.placed.get(here)) else { break };
            if !placed.draft.categories.is_empty() {
                return placed.draft.categories.clone();
            }
            here = here.and_then(|here| parents.get(here).copied().flatten());
        }
        vec!["Code".to_owned()]
    }

    /// The id of a category by its id or name; one that is not there is made.
    fn category_id(&mut self, wanted: &str) -> String {
        let known = self.categories.iter().find(|known| known.id == wanted || known.name == wanted);
        if let Some(known) = known {
            return known.id.clone();
        }
        let id = id_of(&[wanted]);
        if !self.categories.iter().any(|known| known.id == id) {
            let name = wanted.to_owned();
            self.categories.push(Category { id: id.clone(), name, ..Category::default() });
        }
        id
    }
}

/// Its name, or the last level of its path.
fn name_of(placed: &Placed) -> &str {
    let own = placed.draft.code.name.as_str();
    if own.is_empty() { placed.path.last().map_or("", String::as_str) } else { own }
}

/// An id made of names, the highest level first.
fn id_of(levels: &[&str]) -> String {
    let slugs: Vec<String> = levels.iter().map(|level| slug(level)).filter(|slug| !slug.is_empty()).collect();
    let mut id = slugs.join("_");
    if id.len() < 3 || !id.starts_with(|first: char| first.is_ascii_lowercase()) {
        id = if id.is_empty() { "code".to_owned() } else { format!("code_{id}") };
    }
    id.truncate(LONGEST);
    id
}

fn numbered(id: &str, taken: &BTreeMap<String, usize>) -> String {
    let mut number = 2_usize;
    loop {
        let suffix = format!("_{number}");
        let kept = id.get(..id.len().min(LONGEST - suffix.len())).unwrap_or(id);
        let id = format!("{kept}{suffix}");
        if !taken.contains_key(&id) {
            return id;
        }
        number += 1;
    }
}
