//! The synthetic corpora that speed is measured on, in the forms that Themeweave reads.
//!
//! A corpus is a folder as `gen_corpus.py` writes it: transcripts, `codings.csv` (offsets in code points), `participants.csv`,
//! `turns.csv`, `codebook.csv` and `truth.json`, which holds the right answers. Its sheets are rewritten once into `prepared/`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What goes wrong in a benchmark ends it; nobody handles it.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// One corpus on disk.
pub struct Corpus {
    /// Folder as the generator wrote it.
    pub folder: PathBuf,
    /// Folder of the rewritten sheets.
    pub prepared: PathBuf,
}

/// A cell of the cross-tabulation that the generator's sheets imply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeByRole {
    pub codings: u64,
    pub people: u64,
}

impl Corpus {
    /// The corpus of a size (`S` or `M`): from the folder that `THEMEWEAVE_CORPUS` names, or made with the generator of
    /// `../shared/bench`. `None`, with a word on why, where there is neither.
    pub fn find(size: &str) -> Outcome<Option<Self>> {
        let root = std::env::var_os("THEMEWEAVE_CORPUS")
            .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus"), PathBuf::from);
        let folder = root.join(size);
        if !folder.join("truth.json").exists() && !generate(size, &folder)? {
            println!("skipped: no corpus {size}; set THEMEWEAVE_CORPUS to a folder that holds S and M");
            return Ok(None);
        }
        let corpus = Self { prepared: folder.join("prepared"), folder };
        corpus.prepare()?;
        Ok(Some(corpus))
    }

    /// The folder of transcripts.
    pub fn transcripts(&self) -> PathBuf {
        self.folder.join("transcripts")
    }

    /// The right answers that the generator wrote down.
    pub fn truth(&self) -> Outcome<serde_json::Value> {
        Ok(serde_json::from_slice(&fs::read(self.folder.join("truth.json"))?)?)
    }

    /// Turns in each source, counted in `turns.csv`.
    pub fn turns_by_source(&self) -> Outcome<BTreeMap<String, u64>> {
        let mut turns = BTreeMap::new();
        for row in rows(&self.folder.join("turns.csv"))? {
            *turns.entry(row["transcript"].clone()).or_default() += 1;
        }
        Ok(turns)
    }

    /// Codings and distinct people by (code id, role), out of `codings.csv` and `participants.csv` alone; the role is
    /// empty for codings of an interviewer's words.
    pub fn codes_by_role(&self) -> Outcome<BTreeMap<(String, String), CodeByRole>> {
        let mut roles = BTreeMap::new();
        for row in rows(&self.folder.join("participants.csv"))? {
            roles.insert(row["participant"].clone(), row["role"].clone());
        }
        let mut people: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut cells: BTreeMap<(String, String), CodeByRole> = BTreeMap::new();
        for row in rows(&self.folder.join("codings.csv"))? {
            let person = &row["participant"];
            let cell = (id_of(&row["code"]), roles.get(person).cloned().unwrap_or_default());
            cells.entry(cell.clone()).or_default().codings += 1;
            people.entry(cell).or_default().insert(person.clone());
        }
        for (cell, people) in people {
            cells.entry(cell).or_default().people = people.len() as u64;
        }
        Ok(cells)
    }

    fn prepare(&self) -> Outcome<()> {
        if self.prepared.join("codings.csv").exists() {
            return Ok(());
        }
        fs::create_dir_all(&self.prepared)?;
        fs::write(self.prepared.join("codebook.toml"), self.codebook()?)?;
        self.rewrite("participants.csv", "participant,role,age_band,gender,placement,consent", |row| {
            let keys = ["participant", "role", "age_band", "gender", "placement"];
            let mut cells: Vec<String> = keys.iter().map(|key| row[*key].clone()).collect();
            cells.push("quote_published".to_owned());
            Some(cells)
        })?;
        let mut seen = BTreeSet::new();
        self.rewrite_from("turns.csv", "speakers.csv", "source,label,participant,part", |row| {
            let part = if row["participant"].is_empty() { "interviewer" } else { "participant" };
            let cells =
                vec![row["transcript"].clone(), row["speaker"].clone(), row["participant"].clone(), part.to_owned()];
            seen.insert(cells.clone()).then_some(cells)
        })?;
        // Last, because its presence says that all is there.
        self.rewrite("codings.csv", "source,code,coder,start_codepoint,end_codepoint", |row| {
            let cell = |key: &str| row[key].clone();
            Some(vec![cell("transcript"), id_of(&row["code"]), cell("coder"), cell("start"), cell("end")])
        })
    }

    fn codebook(&self) -> Outcome<String> {
        let mut book = String::from("name = \"bench\"\nversion = \"1.0.0\"\ntitle = \"Synthetic codes\"\n");
        let rows = rows(&self.folder.join("codebook.csv"))?;
        let categories: BTreeSet<&str> = rows.iter().map(|row| row["category"].as_str()).collect();
        for name in categories {
            let polarity = if name.starts_with("Success") || name == "Enablers" { "positive" } else { "negative" };
            let id = id_of(name);
            book += &format!("\n[[category]]\nid = \"{id}\"\nname = \"{name}\"\npolarity = \"{polarity}\"\n");
        }
        for row in &rows {
            let (name, category) = (&row["code"], id_of(&row["category"]));
            let definition = &row["definition"];
            book += &format!(
                "\n[[code]]\nid = \"{}\"\nname = \"{name}\"\ncategory = \"{category}\"\ndefinition = \"{definition}\"\n",
                id_of(name)
            );
        }
        Ok(book)
    }

    fn rewrite(&self, file: &str, header: &str, cells: impl FnMut(&Row) -> Option<Vec<String>>) -> Outcome<()> {
        self.rewrite_from(file, file, header, cells)
    }

    fn rewrite_from(
        &self,
        from: &str,
        to: &str,
        header: &str,
        mut cells: impl FnMut(&Row) -> Option<Vec<String>>,
    ) -> Outcome<()> {
        let mut writer = csv::Writer::from_path(self.prepared.join(to))?;
        writer.write_record(header.split(','))?;
        for row in rows(&self.folder.join(from))? {
            if let Some(cells) = cells(&row) {
                writer.write_record(cells)?;
            }
        }
        Ok(writer.flush()?)
    }
}

/// The generator's name of a code as an id of ours: `child voice (helps)` is `child_voice_helps`.
pub fn id_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

type Row = BTreeMap<String, String>;

fn rows(file: &Path) -> Outcome<Vec<Row>> {
    Ok(csv::Reader::from_path(file)?.deserialize().collect::<Result<_, _>>()?)
}

/// Makes a corpus with the generator; whether there is one.
fn generate(size: &str, folder: &Path) -> Outcome<bool> {
    let generator = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/gen_corpus.py");
    if !generator.exists() {
        return Ok(false);
    }
    println!("making corpus {size} in {} ...", folder.display());
    let made = Command::new("python3").arg(generator).args(["--size", size, "--out"]).arg(folder).output()?;
    Ok(made.status.success())
}
