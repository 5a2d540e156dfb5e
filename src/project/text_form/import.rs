//! A project made of a folder of text.

use std::collections::BTreeMap;
use std::path::Path;

use super::lines::{REVISION_COLUMNS, read_revision, read_turns};
use super::{MARK, REVISIONS, files_in, folders_in, text_path, turns_path};
use crate::codebook;
use crate::model::{Problem, Problems};
use crate::project::{Now, Project, ProjectError, read_text};
use crate::store::{FACTS, Restore, Store, sha256_hex};

impl Project {
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
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    for facts in text.lines().filter_map(read_revision) {
        let seq = last.entry(facts.source).or_default();
        *seq = facts.seq.max(*seq);
    }
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        let mut wrong = |message: String| {
            problems.push(Problem::new(path.display().to_string(), message).at_line(number));
        };
        let Some(mut facts) = read_revision(line) else {
            wrong(format!("expected the cells {}", REVISION_COLUMNS.join(", ")));
            continue;
        };
        facts.current = last.get(&facts.source) == Some(&facts.seq);
        let (text_path, turns_path) = (folder.join(text_path(&facts)), turns_path(&facts));
        facts.text = read_text(&text_path)?;
        match read_turns(&read_text(&folder.join(&turns_path))?) {
            Ok(turns) => facts.turns = turns,
            Err(line) => wrong(format!("{turns_path}, line {line} is no turn")),
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
