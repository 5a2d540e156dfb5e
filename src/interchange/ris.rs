//! References as reference managers exchange them (RIS): records of tagged lines from TY to ER.
//!
//! Files differ: Scopus leaves TY out, others leave out ER, break long fields over lines, write one blank before the hyphen or
//! none after it. All of that is read, and everything odd is told with its line.

use std::collections::BTreeSet;

use crate::codebook::slug;
use crate::ingest::decode;
use crate::model::{Cited, Findings, Problem, Study};

/// A reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RisReference {
    /// Its key: U1 (where EPPI-Reviewer puts its item id) or ID, else made of author and year.
    pub key: String,
    /// What it is: article, report, book, ...
    pub kind: String,
    /// Authors as written: Surname, First name.
    pub authors: Vec<String>,
    /// Year of publication.
    pub year: Option<i64>,
    /// Title.
    pub title: String,
    /// Journal, book or series that it is in.
    pub within: String,
    /// Publisher or institution.
    pub publisher: String,
    /// DOI without an address before it.
    pub doi: String,
    /// Web address.
    pub url: String,
    /// Line on which the record begins, from 1.
    pub line: usize,
}

/// What a file of references holds, and what was odd about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RisFile {
    /// The references in the file's order.
    pub references: Vec<RisReference>,
    /// Everything odd, with its line.
    pub notes: Vec<String>,
}

/// Types of references with our words for them.
const KINDS: [(&str, &str); 12] = [
    ("JOUR", "article"),
    ("EJOUR", "article"),
    ("RPRT", "report"),
    ("GOVDOC", "report"),
    ("BOOK", "book"),
    ("EBOOK", "book"),
    ("CHAP", "chapter"),
    ("THES", "thesis"),
    ("CONF", "conference paper"),
    ("CPAPER", "conference paper"),
    ("ELEC", "web page"),
    ("WEB", "web page"),
];

/// Reads a file of references in any encoding.
///
/// # Errors
/// A file that is no text, or has no tagged line at all.
pub fn read_ris(file_name: &str, bytes: &[u8]) -> Result<RisFile, Problem> {
    let decoded = decode(bytes).ok_or_else(|| Problem::new(file_name, "the file is no text"))?;
    let mut reader = Reader { notes: decoded.notes.clone(), ..Reader::default() };
    for (line, text) in (1..).zip(decoded.text.lines()) {
        reader.line(line, text);
    }
    reader.end();
    if reader.records.is_empty() {
        let message = "the file has no line such as `TY  - JOUR`, as RIS files have";
        return Err(Problem::new(file_name, message).hint("export the references as RIS"));
    }
    let mut out = RisFile { notes: reader.notes, ..RisFile::default() };
    let mut keys = BTreeSet::new();
    for record in &reader.records {
        let mut reference = reference(record, &mut out.notes);
        let made = reference.key.clone();
        let numbered = (2..).map(|number| format!("{made}_{number}"));
        reference.key =
            std::iter::once(made.clone()).chain(numbered).find(|key| !keys.contains(key)).unwrap_or_default();
        if reference.key != made && !made.is_empty() {
            let line = record.line;
            out.notes.push(format!("line {line}: the key {made} is taken; the record is called {}", reference.key));
        }
        keys.insert(reference.key.clone());
        out.references.push(reference);
    }
    Ok(out)
}

/// A record: its line, and its fields in their order.
#[derive(Default)]
struct Record {
    line: usize,
    kind: Option<String>,
    fields: Vec<(String, String)>,
}

#[derive(Default)]
struct Reader {
    records: Vec<Record>,
    open: Option<Record>,
    notes: Vec<String>,
}

impl Reader {
    fn line(&mut self, line: usize, text: &str) {
        let Some((tag, value)) = tagged(text) else {
            self.continued(line, text.trim());
            return;
        };
        match tag {
            "ER" => {
                if self.open.is_none() {
                    self.notes.push(format!("line {line}: a record ends that has not begun"));
                }
                self.end();
            }
            "TY" => {
                if let Some(open) = &self.open {
                    self.notes.push(format!(
                        "line {line}: a record begins before the one on line {} has ended (ER)",
                        open.line
                    ));
                }
                self.end();
                self.open = Some(Record { line, kind: Some(value.to_owned()), fields: Vec::new() });
            }
            _ => {
                let record = self.open.get_or_insert_with(|| Record { line, ..Record::default() });
                record.fields.push((tag.to_owned(), value.to_owned()));
            }
        }
    }

    /// A line without a tag goes on with the field before it.
    fn continued(&mut self, line: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some((_, value)) = self.open.as_mut().and_then(|record| record.fields.last_mut()) {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(text);
        } else {
            let start: String = text.chars().take(40).collect();
            self.notes.push(format!("line {line}: `{start}` belongs to no record and is not read"));
        }
    }

    fn end(&mut self) {
        self.records.extend(self.open.take());
    }
}

/// Tag and value of a line: two letters or a letter and a digit, blanks, a hyphen.
fn tagged(text: &str) -> Option<(&str, &str)> {
    let (tag, rest) = text.split_at_checked(2)?;
    let mut letters = tag.bytes();
    let well = letters.next()?.is_ascii_uppercase()
        && letters.next().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    // `A1-B` in a broken line is no tag: there are blanks before the hyphen, or behind it.
    let spaced = rest.starts_with(' ') || value.is_empty() || value.starts_with(' ');
    (well && spaced).then(|| (tag, value.trim()))
}

fn reference(record: &Record, notes: &mut Vec<String>) -> RisReference {
    let all = |tags: &[&str]| -> Vec<String> {
        let fields = record.fields.iter().filter(|(tag, value)| tags.contains(&tag.as_str()) && !value.is_empty());
        fields.map(|(_, value)| value.clone()).collect()
    };
    // Of several tags for one thing the first in our order counts.
    let first = |tags: &[&str]| tags.iter().find_map(|tag| all(&[tag]).into_iter().next()).unwrap_or_default();
    let line = record.line;
    let kind = record.kind.as_deref().unwrap_or_default();
    if record.kind.is_none() {
        notes.push(format!("line {line}: the record does not say what it is (TY)"));
    }
    let known = KINDS.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(kind));
    let kind = known.map_or_else(|| kind.to_lowercase(), |(_, kind)| (*kind).to_owned());
    let authors = all(&["AU", "A1"]);
    let written_year = first(&["PY", "Y1", "DA"]);
    let year = written_year.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    let year = year.filter(|year| (1800..=2200).contains(year));
    if year.is_none() {
        let what =
            if written_year.is_empty() { "has no year".to_owned() } else { format!("has `{written_year}` for a year") };
        notes.push(format!("line {line}: the record {what}"));
    }
    let title = first(&["TI", "T1", "CT", "BT"]);
    if title.is_empty() {
        notes.push(format!("line {line}: the record has no title"));
    }
    let url = first(&["UR", "L2", "LK"]);
    let doi = [first(&["DO"]), url.clone(), first(&["M3"])].iter().find_map(|text| doi_in(text)).unwrap_or_default();
    let key = first(&["U1", "ID"]);
    let key = if key.is_empty() { made_key(&authors, year, &title) } else { key };
    let within = first(&["T2", "JO", "JF", "JA", "BT"]);
    RisReference { key, kind, authors, year, title, within, publisher: first(&["PB"]), doi, url, line }
}

/// `hood_2022`; without an author the beginning of the title.
fn made_key(authors: &[String], year: Option<i64>, title: &str) -> String {
    let author = authors.first().map_or(title, String::as_str).split(',').next().unwrap_or_default();
    let words = slug(author);
    let words: String = words.split('_').take(4).collect::<Vec<_>>().join("_");
    let year = year.map_or_else(String::new, |year| year.to_string());
    let key = [words, year].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    if key.is_empty() { "reference".to_owned() } else { key }
}

/// A DOI in a text: from `10.` on.
fn doi_in(text: &str) -> Option<String> {
    let at = text.find("10.")?;
    let doi: String = text.get(at..)?.chars().take_while(|c| !c.is_whitespace()).collect();
    doi.contains('/').then_some(doi)
}

impl RisReference {
    /// The reference as a cited source.
    #[must_use]
    pub fn cited(&self) -> Cited {
        let surnames: Vec<&str> = self.authors.iter().filter_map(|author| author.split(',').next()).collect();
        let authors = match surnames.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            [one, ..] => format!("{one} et al."),
        };
        let dated = match (authors.is_empty(), self.year) {
            (false, Some(year)) => format!("{authors} ({year})"),
            _ => authors,
        };
        let parts = [dated, self.title.clone(), self.within.clone()];
        let cite = parts
            .iter()
            .map(|part| part.trim_end_matches('.'))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(". ");
        let url = if self.doi.is_empty() { self.url.clone() } else { format!("https://doi.org/{}", self.doi) };
        Cited {
            id: self.key.clone(),
            cite: if cite.is_empty() { self.key.clone() } else { cite },
            year: self.year,
            kind: self.kind.clone(),
            institution: self.publisher.clone(),
            url,
        }
    }

    /// Whether this is the report of a study: by DOI, by key, or by first author and year in its cite.
    fn reports(&self, study: &Study) -> bool {
        if !study.ris_id.is_empty() {
            return study.ris_id == self.key;
        }
        let same_doi = |doi: &str| doi_in(doi).is_some_and(|doi| doi.eq_ignore_ascii_case(&self.doi));
        if !study.doi.is_empty() && !self.doi.is_empty() {
            return same_doi(&study.doi);
        }
        let surname = self.authors.first().and_then(|author| author.split(',').next()).unwrap_or_default();
        let words = |text: &str| slug(text).split('_').map(str::to_owned).collect::<Vec<String>>();
        let (cite, surname) = (words(&study.cite), words(surname));
        study.year.is_some()
            && study.year == self.year
            && surname.iter().all(|word| !word.is_empty())
            && cite.starts_with(&surname)
    }
}

/// Gives studies the keys of the references that report them, where exactly one does, and DOIs where they have none. Returns what
/// was found and what was not.
pub fn tie_studies(studies: &mut [Study], references: &[RisReference]) -> Vec<String> {
    let (mut tied, mut open) = (0, Vec::new());
    for study in studies {
        let reports: Vec<&RisReference> = references.iter().filter(|reference| reference.reports(study)).collect();
        if let [one] = reports.as_slice() {
            study.ris_id.clone_from(&one.key);
            if study.doi.is_empty() {
                study.doi.clone_from(&one.doi);
            }
            tied += 1;
        } else if study.ris_id.is_empty() {
            open.push(study.id.as_str());
        }
    }
    let mut notes = Vec::new();
    if tied > 0 {
        notes.push(format!("{tied} studies are tied to their references by DOI, key, or author and year"));
    }
    if !open.is_empty() {
        notes.push(format!("studies without exactly one reference: {}; give them a ris_id", open.join(", ")));
    }
    notes
}

/// Cited sources and studies as references.
#[must_use]
pub fn write_ris(findings: &Findings) -> String {
    let mut out = String::new();
    for cited in &findings.cited {
        let kind = KINDS.iter().find(|(_, kind)| *kind == cited.kind).map_or("GEN", |(tag, _)| tag);
        record(
            &mut out,
            kind,
            &[("ID", &cited.id), ("TI", &cited.cite), ("PB", &cited.institution), ("UR", &cited.url)],
            cited.year,
        );
    }
    for study in &findings.studies {
        let key = if study.ris_id.is_empty() { &study.id } else { &study.ris_id };
        if findings.cited.iter().any(|cited| cited.id == *key) {
            continue;
        }
        record(&mut out, "JOUR", &[("ID", key), ("TI", &study.cite), ("DO", &study.doi)], study.year);
    }
    out
}

fn record(out: &mut String, kind: &str, fields: &[(&str, &String)], year: Option<i64>) {
    out.push_str(&format!("TY  - {kind}\r\n"));
    for (tag, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("{tag}  - {}\r\n", value.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if let Some(year) = year {
        out.push_str(&format!("PY  - {year}\r\n"));
    }
    out.push_str("ER  - \r\n\r\n");
}
