//! `queries.toml` -> saved queries.

use std::collections::BTreeMap;

use super::rows::Rows;
use crate::codebook::document::{Parsed, Placed, Report, Section, parse};
use crate::model::{Problems, SavedQuery};
use crate::query::{Query, is_query_name};

/// First key of every file of queries.
const FORMAT: &str = "themeweave queries 1";

/// Reads a file of saved queries. Whether the saved queries that they name exist is not asked here: the project may
/// have them.
///
/// # Errors
/// Everything that is wrong with the file, at line and column: broken TOML, another format, unknown or missing keys,
/// names that cannot stand in a query or occur twice, queries that do not read.
pub fn read_queries(file_name: &str, text: &str) -> Result<Rows<SavedQuery>, Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    root.only(&["format", "query"], &mut report);
    if let Some(format) = root.required_text("format", &mut report)
        && format.value != FORMAT
    {
        let message = format!("`{}` is not a format that this program reads", format.value);
        report.wrong(format.at, message, format!("expected \"{FORMAT}\""));
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Rows { file: file_name.to_owned(), ..Rows::default() };
    for section in root.sections("query", "[[query]]", &mut report) {
        section.only(&["name", "text", "description"], &mut report);
        let name = section.required_text("name", &mut report);
        let query = section.required_text("text", &mut report);
        let description = section.text_or_empty("description", &mut report);
        rows.lines.push(query.as_ref().map_or_else(|| report.line(section.at), |query| report.line(query.at)));
        rows.rows.push(SavedQuery {
            name: name.map(|name| checked_name(name, &mut seen, &mut report)).unwrap_or_default(),
            text: query.map(|query| checked_query(query, &mut report)).unwrap_or_default(),
            description,
            from_file: true,
        });
    }
    report.finish(rows)
}

fn checked_name(name: Placed<String>, seen: &mut BTreeMap<String, usize>, report: &mut Report<'_>) -> String {
    if !is_query_name(&name.value) {
        let message = format!("`{}` cannot be the name of a query", name.value);
        report.wrong(name.at, message, "letters, digits, `_` and `-`: it is written `@name` in other queries");
    }
    let line = report.line(name.at);
    if let Some(first) = seen.get(&name.value.to_lowercase()) {
        report.wrong(name.at, format!("query `{}` is defined twice, first on line {first}", name.value), "");
    }
    seen.entry(name.value.to_lowercase()).or_insert(line);
    name.value
}

fn checked_query(query: Placed<String>, report: &mut Report<'_>) -> String {
    if let Err(error) = Query::parse(&query.value) {
        report.wrong(query.at, error.in_a_line(), error.hint);
    }
    query.value
}

#[cfg(test)]
mod tests {
    use super::read_queries;

    #[test]
    fn every_error_stands_at_its_place() {
        let text = "format = \"themeweave queries 1\"\n\n[[query]]\nname = \"told late\"\ntext = \"age:\"\n\n\
                    [[query]]\nname = \"b\"\ntext = \"role:child\"\ncolour = \"red\"\n\n\
                    [[query]]\nname = \"B\"\ntext = '''code:a and'''\n\n[[query]]\ndescription = \"x\"\n";
        let problems = read_queries("queries.toml", text).unwrap_err();
        let places: Vec<_> = problems.0.iter().map(|problem| (problem.line, problem.column)).collect();
        let expected = [(4, 8), (5, 8), (10, 1), (13, 8), (14, 8), (16, 1), (16, 1)];
        assert_eq!(places, expected.map(|(line, column)| (Some(line), Some(column))), "{problems}");
        assert!(problems.to_string().contains("column 5 of the query"), "{problems}");
    }

    #[test]
    fn queries_may_name_what_only_the_project_has() {
        let text = "format = \"themeweave queries 1\"\n[[query]]\nname = \"late\"\ntext = '@told not role:child'\n";
        let rows = read_queries("queries.toml", text).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!((rows.rows[0].name.as_str(), rows.lines[0]), ("late", 4));
        assert!(rows.rows[0].from_file);
    }
}
