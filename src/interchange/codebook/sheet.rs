//! `codebook.csv`: one row a code, as Taguette and others write it or with all that ours say.

use super::draft::{Draft, Drafts};
use super::separator::{SEPARATORS, Several, levels, separator_of};
use crate::codebook;
use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::row::Row;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Category, Code, Codebook, Migration, Polarity, Problem, Problems, StepKind};
use crate::table::csv_record;

/// A sheet of codes. With `name` and `description` alone it is what Taguette and other tools write.
pub static CODEBOOK: Layout = Layout {
    kind: "codebook",
    fields: &[
        Field::optional("kind", &["row"], "what the row is: codebook, category, code (when empty) or step"),
        Field::optional("id", &["code id"], "stable id; made of the name when empty"),
        Field::optional(
            "name",
            &["tag", "code", "code name", "title"],
            "name; with levels where nothing else gives them",
        ),
        Field::optional(
            "path",
            &["hierarchy", "full name"],
            "names of the codes above and its own, with a sign between",
        ),
        Field::optional("parent", &["parent code", "above"], "id or name of the code above"),
        Field::optional("category", &["categories", "type"], "its categories, the main one first, with ; between"),
        Field::optional("polarity", &["direction", "valence"], "positive, negative or neutral"),
        Field::optional("definition", &["description", "memo", "meaning"], "what the code means"),
        Field::optional("include", &["inclusion criteria", "inclusion"], "what to code here, one item a line"),
        Field::optional("exclude", &["exclusion criteria", "exclusion"], "what not to code here, one item a line"),
        Field::optional("examples_yes", &["examples", "example"], "passages that get the code, one a line"),
        Field::optional("examples_no", &["near misses", "counterexamples"], "passages that do not, one a line"),
        Field::optional("source", &["origin"], "where the code comes from"),
        Field::optional("step", &["migration"], "of a row of kind step: add, reword, rename, ..."),
        Field::optional("into", &["becomes"], "of a step: the codes that come out of it, with ; between"),
        Field::optional("note", &["reason"], "of a step: why"),
        Field::optional("version", &[], "of the row of kind codebook"),
        Field::optional("language", &[], "of the row of kind codebook"),
        Field::unread("count", &["number of highlights", "highlights", "references", "files"], "how often it was used"),
        Field::unread("color", &["colour"], "its colour in another tool"),
    ],
    others: Others::Refused,
};

/// What a sheet does not say of the codebook that it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodebookSheet {
    /// Name of the codebook, in place of what the sheet says.
    pub name: Option<String>,
    /// Its version, in place of what the sheet says; 1.0.0 where nothing says it.
    pub version: Option<semver::Version>,
    /// The sign between the levels of a path; found out when absent.
    pub separator: Option<char>,
    /// Name for a sheet that says none.
    pub fallback: String,
}

/// Reads a sheet of codes. Levels come from `parent`, else from `path`, else from the names; codes above
/// that the sheet does not list are made. A code without an id gets one made of its name, one without a
/// category that of the code above it or else `code`, one without a definition its name.
///
/// # Errors
/// Everything that is wrong with the sheet, row by row; levels whose sign cannot be found out.
pub fn read_codebook_csv<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
    about: &CodebookSheet,
) -> Result<Codebook, Problems> {
    let mut sheet = Sheet::open(file_name, sheet.into(), &CODEBOOK);
    let columns = |key: &str| sheet.head().column(key).is_some();
    let ours = columns("kind");
    let by_parent = columns("parent");
    let source = if columns("path") { "path" } else { "name" };
    if !columns("path") && !columns("name") {
        let hint = "a codebook sheet has a column `name` (or `tag`) or `path`, and mostly `description`";
        sheet.refuse(Problem::new(file_name, "the sheet has no column that names codes").at_line(1).hint(hint));
    }
    let rows = sheet.read(|row| read_row(row, ours, source), None)?;
    let names: Vec<String> =
        rows.rows.iter().filter_map(|row| row.code().map(|draft| draft.path_text.clone())).collect();
    let sign = match (about.separator, by_parent) {
        (Some(sign), _) => Some(sign),
        (None, true) => None,
        (None, false) => separator_of(&names).map_err(|Several(signs)| several(file_name, &signs))?,
    };
    let mut book =
        Codebook { name: about.fallback.clone(), version: semver::Version::new(1, 0, 0), ..Codebook::empty() };
    let mut drafts = Drafts::new(file_name);
    for (line, row) in rows.iter() {
        match row {
            Entry::Book(found) => book = *found.clone(),
            Entry::Category(category) => drafts.category(category.clone()),
            Entry::Step(_) => {}
            Entry::Code(draft) => {
                let path = sign.map_or_else(|| vec![draft.path_text.clone()], |sign| levels(&draft.path_text, sign));
                drafts.add(draft, path, line, by_parent);
            }
        }
    }
    book.migrations = rows.rows.iter().filter_map(Entry::step).cloned().collect();
    drafts.finish(&mut book)?;
    if let Some(name) = &about.name {
        book.name.clone_from(name);
    }
    if let Some(version) = &about.version {
        book.version = version.clone();
    }
    if book.title.is_empty() {
        book.title.clone_from(&book.name);
    }
    proven(file_name, book)
}

/// What a row says.
enum Entry {
    Book(Box<Codebook>),
    Category(Category),
    Code(Box<Draft>),
    Step(Migration),
}

impl Entry {
    fn code(&self) -> Option<&Draft> {
        match self {
            Self::Code(draft) => Some(draft),
            _ => None,
        }
    }

    fn step(&self) -> Option<&Migration> {
        match self {
            Self::Step(step) => Some(step),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Codebook,
    Category,
    Code,
    Step,
}

const KINDS: [(Kind, &str); 4] =
    [(Kind::Codebook, "codebook"), (Kind::Category, "category"), (Kind::Code, "code"), (Kind::Step, "step")];

fn read_row(row: &mut Row<'_>, ours: bool, source: &str) -> Entry {
    match row.word("kind", KINDS).unwrap_or(Kind::Code) {
        Kind::Codebook => Entry::Book(Box::new(read_book(row))),
        Kind::Category => Entry::Category(Category {
            id: row.required("id"),
            name: row.required("name"),
            polarity: read_polarity(row).unwrap_or_default(),
            description: row.text("definition"),
        }),
        Kind::Step => Entry::Step(Migration {
            step: row.word("step", StepKind::ALL.map(|step| (step, step.word()))).unwrap_or(StepKind::Add),
            code: row.required("id"),
            into: row.list("into"),
            note: row.text("note"),
        }),
        Kind::Code => {
            let list = |key: &str| items(row.exact(key), ours);
            let (include, exclude) = (list("include"), list("exclude"));
            let (examples_yes, examples_no) = (list("examples_yes"), list("examples_no"));
            Entry::Code(Box::new(Draft {
                path_text: row.required(source),
                polarity: read_polarity(row),
                categories: row.list("category"),
                parent: row.text("parent"),
                code: Code {
                    id: row.text("id"),
                    // A name that holds levels is the last of them.
                    name: if source == "name" { String::new() } else { row.text("name") },
                    definition: row.text("definition"),
                    include,
                    exclude,
                    examples_yes,
                    examples_no,
                    source: row.text("source"),
                    ..Code::default()
                },
            }))
        }
    }
}

fn read_polarity(row: &mut Row<'_>) -> Option<Polarity> {
    row.word("polarity", Polarity::ALL.map(|polarity| (polarity, polarity.word())))
}

fn read_book(row: &mut Row<'_>) -> Codebook {
    let written = row.required("version");
    let version = semver::Version::parse(&written).unwrap_or_else(|error| {
        if !written.is_empty() {
            row.wrong(
                "version",
                format!("`{written}` is not a version: {error}"),
                "write three numbers, such as 1.0.0",
            );
        }
        semver::Version::new(0, 0, 0)
    });
    Codebook {
        name: row.required("id"),
        version,
        title: row.required("name"),
        language: row.text("language"),
        description: row.text("definition"),
        source: row.text("source"),
        ..Codebook::empty()
    }
}

fn several(file: &str, signs: &[char]) -> Problem {
    let signs: Vec<String> = signs.iter().map(|sign| format!("`{sign}`")).collect();
    Problem::new(file, format!("the names have {} in them: which of these stands between levels?", signs.join(" and ")))
        .hint("say so with --separator; a sign that stands in no name, such as `>`, means that there are no levels")
}

/// A codebook is only handed out if its own file would be read: what no row is to blame for (parents in a
/// circle, steps that name unknown codes) is found there.
fn proven(file: &str, book: Codebook) -> Result<Codebook, Problems> {
    match codebook::read(file, &codebook::write(&book)) {
        Ok(_) => Ok(book),
        Err(problems) => {
            let unplaced = |problem: Problem| Problem { line: None, column: None, ..problem };
            Err(Problems(problems.0.into_iter().map(unplaced).collect()))
        }
    }
}

/// The items of a cell, one a line; in sheets of ours a line break within an item is `\n`.
fn items(cell: &str, ours: bool) -> Vec<String> {
    let lines = cell.lines().map(str::trim).filter(|item| !item.is_empty());
    lines.map(|item| if ours { unescaped(item) } else { item.to_owned() }).collect()
}

fn joined(items: &[String]) -> String {
    let escaped = items.iter().map(|item| item.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r"));
    escaped.collect::<Vec<_>>().join("\n")
}

fn unescaped(item: &str) -> String {
    let mut out = String::with_capacity(item.len());
    let mut letters = item.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('\\') => out.push('\\'),
                other => out.extend(['\\'].into_iter().chain(other)),
            },
            c => out.push(c),
        }
    }
    out
}

/// The columns that [`write_codebook_csv`] writes.
const HEADER: [&str; 18] = [
    "kind",
    "id",
    "name",
    "path",
    "parent",
    "category",
    "polarity",
    "definition",
    "include",
    "exclude",
    "examples_yes",
    "examples_no",
    "source",
    "step",
    "into",
    "note",
    "version",
    "language",
];

/// A codebook as a sheet: a row for the codebook, one for each category, code and step. Reading it gives
/// the same codebook back (but for the mark of its release, which belongs to a file).
#[must_use]
pub fn write_codebook_csv(codebook: &Codebook) -> String {
    let mut out = String::from("# themeweave codebook 1\n");
    out.push_str(&csv_record(HEADER.into_iter().map(str::to_owned)));
    let version = codebook.version.to_string();
    push(
        &mut out,
        &[
            ("kind", "codebook"),
            ("id", &codebook.name),
            ("name", &codebook.title),
            ("definition", &codebook.description),
            ("source", &codebook.source),
            ("version", &version),
            ("language", &codebook.language),
        ],
    );
    for category in &codebook.categories {
        push(
            &mut out,
            &[
                ("kind", "category"),
                ("id", &category.id),
                ("name", &category.name),
                ("polarity", category.polarity.word()),
                ("definition", &category.description),
            ],
        );
    }
    for code in &codebook.codes {
        push_code(&mut out, codebook, code);
    }
    for step in &codebook.migrations {
        let into = step.into.join("; ");
        let step_word = step.step.word();
        let cells = [("kind", "step"), ("id", &*step.code), ("step", step_word), ("into", &into), ("note", &step.note)];
        push(&mut out, &cells);
    }
    out
}

fn push_code(out: &mut String, codebook: &Codebook, code: &Code) {
    let categories = code.categories().collect::<Vec<_>>().join("; ");
    push(
        out,
        &[
            ("kind", "code"),
            ("id", &code.id),
            ("name", &code.name),
            ("path", &path_of(codebook, code)),
            ("parent", code.parent.as_deref().unwrap_or_default()),
            ("category", &categories),
            ("polarity", code.polarity.word()),
            ("definition", &code.definition),
            ("include", &joined(&code.include)),
            ("exclude", &joined(&code.exclude)),
            ("examples_yes", &joined(&code.examples_yes)),
            ("examples_no", &joined(&code.examples_no)),
            ("source", &code.source),
        ],
    );
}

/// `Preparation of child and parent > Preparation of the child`.
fn path_of(codebook: &Codebook, code: &Code) -> String {
    let mut names = vec![code.name.as_str()];
    let mut above = code.parent.as_deref().and_then(|id| codebook.code(id));
    // The loader refuses circles; the bound keeps a hand-made codebook from looping for ever.
    while let Some(parent) = above.filter(|_| names.len() <= codebook.codes.len()) {
        names.push(&parent.name);
        above = parent.parent.as_deref().and_then(|id| codebook.code(id));
    }
    names.reverse();
    let sign = SEPARATORS.first().copied().unwrap_or('>');
    names.join(&format!(" {sign} "))
}

fn push(out: &mut String, cells: &[(&str, &str)]) {
    let cell = |key: &str| cells.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| text).to_owned();
    out.push_str(&csv_record(HEADER.into_iter().map(cell)));
}
