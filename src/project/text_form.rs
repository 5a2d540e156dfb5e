//! The whole project as plain text, and back: one fact a line, sorted, named by lasting names, so that it can be kept,
//! compared and merged by tools for text. What only undo needs is not written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Now, Project, ProjectError, read_text};
use crate::codebook;
use crate::model::{Problem, Problems};
use crate::store::{FACTS, Restore, RevisionFacts, Store, TurnBlock, sha256_hex};
use crate::text::Span;

/// The file that says what the folder is. It is written last, and not there while an export is under way.
const MARK: &str = "themeweave-text-1";
/// Facts about revisions, whose texts and turns are files of their own.
const REVISIONS: &str = "revisions.tsv";

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextExport {
    /// Files that the project is.
    pub files: usize,
    /// Files that were written because they were not there or different.
    pub written: usize,
    /// Files of an earlier export that were taken away.
    pub removed: usize,
}

impl Project {
    /// Writes the whole project into a folder as plain text. Files that are the same are left alone; files that are
    /// none of the export's (`.git`, notes) too.
    ///
    /// # Errors
    /// When the folder holds something else than an earlier export, or a file cannot be written.
    pub fn export_text(&self, folder: &Path) -> Result<TextExport, ProjectError> {
        let strange = folder.is_dir() && !folder.join(MARK).is_file() && !is_fresh(folder);
        if strange {
            let message = "the folder holds something that is no export of a project";
            return Err(Problem::new(folder.display().to_string(), message).hint("give an empty folder").into());
        }
        let files = self.text_files()?;
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |cause| ProjectError::File { path, cause }
        };
        let folders: BTreeSet<PathBuf> =
            files.keys().filter_map(|name| folder.join(name).parent().map(Path::to_owned)).collect();
        for inner in &folders {
            fs::create_dir_all(inner).map_err(failed(inner))?;
        }
        let mark = folder.join(MARK);
        let stale = stale_files(folder, &files);
        let differ: Vec<(&String, &String)> =
            files.par_iter().filter(|(name, text)| !is_same(&folder.join(name), text)).collect();
        if !differ.is_empty() || !stale.is_empty() || !mark.is_file() {
            let _ = fs::remove_file(&mark);
            differ.par_iter().try_for_each(|(name, text)| {
                let path = folder.join(name);
                fs::write(&path, text).map_err(failed(&path))
            })?;
            for path in &stale {
                fs::remove_file(path).map_err(failed(path))?;
            }
            fs::write(&mark, "A Themeweave project as text. Confidential: it holds the transcripts.\n")
                .map_err(failed(&mark))?;
        }
        Ok(TextExport { files: files.len() + 1, written: differ.len(), removed: stale.len() })
    }

    /// Every file of the text form by its path, with `/`.
    fn text_files(&self) -> Result<BTreeMap<String, String>, ProjectError> {
        let mut files = BTreeMap::new();
        for table in &FACTS {
            let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
            let header = format!("#{}\n", columns.join("\t"));
            let lines = self.store.fact_lines(table)?;
            if !table.divided && lines.is_empty() {
                files.insert(format!("{}.tsv", table.name), header.clone());
            }
            for (name, text) in lines {
                let path = if table.divided {
                    format!("{}/{}.tsv", table.name, file_name(&name))
                } else {
                    format!("{name}.tsv")
                };
                files.insert(path, format!("{header}{text}"));
            }
        }
        for (name, version) in self.store.codebook_versions()? {
            let book = self.store.codebook(Some(&format!("{name} {version}")))?;
            files.insert(format!("codebooks/{}/{version}.toml", file_name(&name)), codebook::write(&book));
        }
        let mut revisions = vec![];
        self.store.each_revision(|facts| {
            revisions.push(facts);
            Ok(())
        })?;
        let texts: Vec<[(String, String); 2]> = revisions
            .par_iter()
            .map(|facts| {
                let name = format!("{}/{}", file_name(&facts.source), facts.seq);
                [
                    (format!("turns/{name}.tsv"), turn_lines(&facts.turns)),
                    (format!("texts/{name}.txt"), facts.text.clone()),
                ]
            })
            .collect();
        files.extend(texts.into_iter().flatten());
        let mut lines = format!("#{}\n", REVISION_COLUMNS.join("\t"));
        for facts in &revisions {
            lines.push_str(&revision_line(facts));
        }
        files.insert(REVISIONS.to_owned(), lines);
        Ok(files)
    }

    /// Makes a project of a folder that [`Project::export_text`] wrote, or that was merged from several such. The
    /// project holds together as [`Project::verify`] demands, or it is not made.
    ///
    /// With `new_history` the journal of the folder is left out, as it must be where the journals of several projects
    /// were merged: everything is then of one entry.
    ///
    /// # Errors
    /// Every line that cannot be read or names something that is not there; everything that does not hold.
    pub fn import_text(folder: &Path, project: &Path, new_history: bool, now: Now) -> Result<Self, ProjectError> {
        if !folder.join(MARK).is_file() {
            let message = format!("there is no file {MARK}: this is no export, or one that was interrupted");
            return Err(Problem::new(folder.display().to_string(), message)
                .hint("`themeweave export text DIR` writes one")
                .into());
        }
        let store = Store::assemble(project, |store| fill(store, folder, new_history.then_some(&now)))?;
        Ok(Self { store, now })
    }
}

/// Fills an empty project; an error when something is wrong with the folder.
fn fill(store: &mut Store, folder: &Path, new_history: Option<&Now>) -> Result<(), ProjectError> {
    let mut problems = Problems::default();
    store.restore(|restore| -> Result<(), ProjectError> {
        restore_codebooks(restore, folder, &mut problems)?;
        for table in FACTS.iter().filter(|table| new_history.is_none() || !table.name.starts_with("journal")) {
            if table.name == "speakers" {
                restore_revisions(restore, folder, &mut problems)?;
            }
            let files = if table.divided {
                files_in(&folder.join(table.name), "tsv")
            } else {
                vec![folder.join(format!("{}.tsv", table.name))]
            };
            for path in files {
                let text = read_text(&path)?;
                let body = text.split_once('\n').map_or("", |(_, body)| body);
                for (line, message) in restore.lines(table, body)? {
                    problems.push(Problem::new(path.display().to_string(), message).at_line(line + 1));
                }
            }
        }
        if let Some(now) = new_history {
            restore.begin_history(&now.timestamp, "import text", &format!("from {}", folder.display()))?;
        }
        Ok(std::mem::take(&mut problems).none_or(())?)
    })?;
    for fault in store.verify()? {
        let is_journal = fault.place.starts_with("journal");
        let hint = if is_journal { "after a merge of two projects: --new-history begins a new one" } else { "" };
        problems.push(Problem::new(fault.place, fault.message).hint(hint));
    }
    Ok(problems.none_or(())?)
}

fn restore_codebooks(restore: &mut Restore, folder: &Path, problems: &mut Problems) -> Result<(), ProjectError> {
    for book_folder in folders_in(&folder.join("codebooks")) {
        for path in files_in(&book_folder, "toml") {
            match codebook::read(&path.display().to_string(), &read_text(&path)?) {
                Ok(book) => {
                    let document = serde_json::to_string(&book)
                        .map_err(|error| Problem::new(path.display().to_string(), error.to_string()))?;
                    restore.codebook(&book.name, &book.version.to_string(), &document)?;
                }
                Err(found) => problems.0.extend(found.0),
            }
        }
    }
    Ok(())
}

fn restore_revisions(restore: &mut Restore, folder: &Path, problems: &mut Problems) -> Result<(), ProjectError> {
    let path = folder.join(REVISIONS);
    let text = read_text(&path)?;
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        let mut wrong = |message: String| {
            problems.push(Problem::new(path.display().to_string(), message).at_line(number));
        };
        let Some(mut facts) = read_revision(line) else {
            wrong(format!("expected the cells {}", REVISION_COLUMNS.join(", ")));
            continue;
        };
        let name = format!("{}/{}", file_name(&facts.source), facts.seq);
        let text_path = folder.join(format!("texts/{name}.txt"));
        facts.text = read_text(&text_path)?;
        match read_turns(&read_text(&folder.join(format!("turns/{name}.tsv")))?) {
            Ok(turns) => facts.turns = turns,
            Err(line) => wrong(format!("turns/{name}.tsv, line {line} is no turn")),
        }
        if sha256_hex(facts.text.as_bytes()) != facts.text_sha256 {
            wrong(format!("{} is not the text that was exported (its hash differs)", text_path.display()));
        }
        if !restore.revision(&facts)? {
            wrong(format!("there is no source {}", facts.source));
        }
    }
    Ok(())
}

const REVISION_COLUMNS: [&str; 9] =
    ["source", "revision", "words", "entry", "format", "encoding", "file_sha256", "text_sha256", "file"];

fn revision_line(facts: &RevisionFacts) -> String {
    let (words, entry, seq) = (facts.words.to_string(), facts.entry.to_string(), facts.seq.to_string());
    let cells = [
        facts.source.as_str(),
        &seq,
        &words,
        &entry,
        &facts.format,
        &facts.encoding,
        &facts.file_sha256,
        &facts.text_sha256,
        &facts.file,
    ];
    cells.map(|cell| cell.replace(['\t', '\n', '\r'], " ")).join("\t") + "\n"
}

fn read_revision(line: &str) -> Option<RevisionFacts> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [source, seq, words, entry, format, encoding, file_sha256, text_sha256, file] = cells.as_slice() else {
        return None;
    };
    Some(RevisionFacts {
        source: (*source).to_owned(),
        seq: seq.parse().ok()?,
        words: words.parse().ok()?,
        entry: entry.parse().ok()?,
        format: (*format).to_owned(),
        encoding: (*encoding).to_owned(),
        file_sha256: (*file_sha256).to_owned(),
        text_sha256: (*text_sha256).to_owned(),
        file: (*file).to_owned(),
        ..RevisionFacts::default()
    })
}

const TURN_COLUMNS: &str = "#speaker\tlabel_start\tlabel_end\tspeech_start\tspeech_end\twords\tstart_ms\tend_ms\n";

fn turn_lines(turns: &TurnBlock) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(40 * (turns.len() + 1));
    out.push_str(TURN_COLUMNS);
    let columns = turns.speaker.iter().zip(&turns.label).zip(&turns.speech).zip(&turns.words);
    for (((((speaker, label), speech), words), start), end) in columns.zip(&turns.start_ms).zip(&turns.end_ms) {
        let number = |value: Option<i64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        let [speaker, from, to] = [*speaker, label.map(|label| label.start), label.map(|label| label.end)];
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{words}\t{}\t{}",
            number(speaker.map(i64::from)),
            number(from.map(i64::from)),
            number(to.map(i64::from)),
            speech.start,
            speech.end,
            number(*start),
            number(*end)
        );
    }
    out
}

/// Reads [`turn_lines`]; the number of the first line that is no turn otherwise.
fn read_turns(text: &str) -> Result<TurnBlock, usize> {
    let mut turns = TurnBlock::default();
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        let cells: Option<Vec<Option<i64>>> =
            line.split('\t').map(|cell| if cell == "-" { Some(None) } else { cell.parse().ok().map(Some) }).collect();
        let whole = |cell: Option<i64>| cell.map(u32::try_from).transpose().map_err(|_| number);
        let Some([speaker, from, to, start, end, words, start_ms, end_ms]) = cells.as_deref() else {
            return Err(number);
        };
        turns.speaker.push(whole(*speaker)?);
        turns.label.push(whole(*from)?.zip(whole(*to)?).map(|(from, to)| Span::new(from, to)));
        let (Some(start), Some(end)) = (whole(*start)?, whole(*end)?) else { return Err(number) };
        turns.speech.push(Span::new(start, end));
        turns.words.push(whole(*words)?.ok_or(number)?);
        turns.start_ms.push(*start_ms);
        turns.end_ms.push(*end_ms);
    }
    Ok(turns)
}

/// A name as a file's: what some file system takes for something else is written as `%` and its number.
fn file_name(name: &str) -> String {
    let mut out = String::new();
    for (at, character) in name.char_indices() {
        let odd = matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%')
            || character.is_control()
            || (character == '.' && at == 0);
        if odd { out.push_str(&format!("%{:02X}", u32::from(character))) } else { out.push(character) }
    }
    out
}

/// Whether nothing but hidden files (a new repository) is in a folder.
fn is_fresh(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().all(|entry| entry.file_name().to_string_lossy().starts_with('.'))
}

fn is_same(path: &Path, text: &str) -> bool {
    fs::read(path).is_ok_and(|found| found == text.as_bytes())
}

/// Files of an earlier export that are none of this one.
fn stale_files(folder: &Path, files: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let mut stale = Vec::new();
    let divided = FACTS.iter().filter(|table| table.divided).map(|table| table.name.to_owned());
    for name in divided {
        stale.extend(files_in(&folder.join(&name), "tsv"));
    }
    for (outer, ending) in [("codebooks", "toml"), ("texts", "txt"), ("turns", "tsv")] {
        for inner in folders_in(&folder.join(outer)) {
            stale.extend(files_in(&inner, ending));
        }
    }
    let kept: BTreeSet<PathBuf> = files.keys().map(|name| folder.join(name)).collect();
    stale.retain(|path| !kept.contains(path));
    stale
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = entries(folder).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        entries(folder).filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    found.sort();
    found
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path())
}
