//! Frozen versions: a hash in the file says what was released, and the reader refuses any other content.

use sha2::{Digest as _, Sha256};

use super::places::Places;
use super::read::read_placed;
use crate::model::{Codebook, Problem, Problems};

/// How a hash begins.
const ALGORITHM: &str = "sha256:";

/// What became of the text of a file that was released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The text with its line `released = "sha256:..."` after the version.
    pub text: String,
    /// The hash.
    pub hash: String,
    /// Whether the file had been released already, so that its text is as it was.
    pub already: bool,
}

/// Hash of what a codebook says: `sha256:` and 64 hexadecimal digits.
///
/// It covers the canonical JSON of the codebook without its `released` key: keys sorted, nothing that is
/// empty, line ends as LF. Comments, layout and the order of keys in the file do not count; the order of
/// codes, categories and steps does.
#[must_use]
pub fn content_hash(codebook: &Codebook) -> String {
    let unreleased = Codebook { released: None, ..codebook.clone() };
    let mut canonical = String::new();
    // A codebook is plain texts and lists, which always have a JSON form.
    write_canonical(&serde_json::to_value(&unreleased).unwrap_or_default(), &mut canonical);
    let mut hash = String::from(ALGORITHM);
    for byte in Sha256::digest(canonical.as_bytes()) {
        hash.push_str(&format!("{byte:02x}"));
    }
    hash
}

/// Freezes the version that a file holds: gives its text back with a line `released = "sha256:..."` after
/// the version; comments and layout stay. A file that is released already comes back as it is.
///
/// Whether the version's steps hold is for [`super::check_steps`] to say first.
///
/// # Errors
/// What [`super::read`] finds wrong with the file.
pub fn release(file_name: &str, text: &str) -> Result<Frozen, Problems> {
    let (codebook, places) = read_placed(file_name, text)?;
    let hash = content_hash(&codebook);
    if codebook.released.is_some() {
        return Ok(Frozen { text: text.to_owned(), hash, already: true });
    }
    let frozen = with_line(text, &places, &hash);
    // What was written is read again, so that nothing is called released that would not be read.
    let (line, column) = places.version();
    match read_placed(file_name, &frozen) {
        Ok((read, _)) if read.released.as_ref() == Some(&hash) => Ok(Frozen { text: frozen, hash, already: false }),
        _ => {
            let problem = Problem::new(file_name, "there is no place for `released` after the version");
            Err(problem.at(line, column).hint("write the version on a line of its own").into())
        }
    }
}

fn with_line(text: &str, places: &Places, hash: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(text.len() + hash.len() + 20);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        out.push_str(line);
        if number + 1 == places.version().0 {
            if !line.ends_with('\n') {
                out.push_str(end);
            }
            out.push_str(&format!("released = \"{hash}\"{end}"));
        }
    }
    out
}

/// Why the content of a file is not what its `released` key says, with the remedy; nothing when it is.
pub(super) fn broken_seal(codebook: &Codebook) -> Option<(String, String)> {
    let released = codebook.released.as_deref()?;
    let digits = released.strip_prefix(ALGORITHM).unwrap_or_default();
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        let message = format!("`{released}` is not the hash of a release");
        return Some((
            message,
            "`themeweave codebook release FILE` writes it; take the line out until then".to_owned(),
        ));
    }
    let found = content_hash(codebook);
    if found == released {
        return None;
    }
    let version = &codebook.version;
    let message = format!(
        "version {version} was released with other content ({}) and has been edited since ({})",
        short(released),
        short(&found)
    );
    let next = semver::Version::new(version.major, version.minor, version.patch + 1);
    let hint = format!(
        "a released version does not change: restore the file; or, where this is to be another version, take this line out, \
         give it a number that was not released, such as {next}, and [[migration]] steps from the version before"
    );
    Some((message, hint))
}

fn short(hash: &str) -> &str {
    hash.get(..ALGORITHM.len() + 12).unwrap_or(hash)
}

/// JSON with sorted keys and nothing empty in it: a key that a later version of the program knows and this
/// file does not use leaves the hash as it is.
fn write_canonical(value: &serde_json::Value, out: &mut String) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let mut first = true;
            out.push('{');
            for key in keys {
                let Some(inner) = map.get(key).filter(|inner| !is_empty(inner)) else { continue };
                if !std::mem::take(&mut first) {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(inner, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&Value::from(text.replace("\r\n", "\n")).to_string()),
        other => out.push_str(&other.to_string()),
    }
}

fn is_empty(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Null => true,
        serde_json::Value::String(text) => text.is_empty(),
        serde_json::Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
