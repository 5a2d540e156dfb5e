//! The record of a pack: what went in, by which rules, and what came out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::quotes::ThemeQuotes;
use super::{GuideError, GuideSettings, Pack};
use crate::analysis::Frame;
use crate::store::sha256_hex;

/// Name of the record in the pack.
pub const PROVENANCE: &str = "provenance.json";

/// The record as JSON. It names no time, no machine and no folder, and no source whose speakers are
/// all outside the frame.
pub(super) fn record(
    frame: &Frame,
    settings: &GuideSettings,
    quotes: &[ThemeQuotes],
    pack: &Pack,
) -> Result<String, GuideError> {
    let snapshot = frame.snapshot();
    let tally = frame.tally();
    let sources = snapshot.sources.iter().zip(frame.sources());
    let hidden: Vec<&str> = sources.filter(|(_, inside)| !**inside).map(|(source, _)| source.name.as_str()).collect();
    let is_hidden = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        hidden.iter().any(|source| name == *source || name.rsplit_once('.').is_some_and(|(stem, _)| stem == *source))
    };
    let inputs: BTreeMap<&str, &str> = settings
        .inputs
        .iter()
        .filter(|(path, _)| !is_hidden(path))
        .map(|(path, sha256)| (path.as_str(), sha256.as_str()))
        .collect();
    let files: BTreeMap<&str, String> =
        pack.files.iter().map(|(name, bytes)| (name.as_str(), sha256_hex(bytes))).collect();
    let chosen: usize = quotes.iter().map(|theme| theme.quotes.len()).sum();
    let record = json!({
        "format": "themeweave provenance 1",
        "program": format!("themeweave {}", env!("CARGO_PKG_VERSION")),
        "title": snapshot.title,
        "notice": snapshot.notice,
        "codebook": snapshot.codebook.label(),
        "frame": {
            "rule": frame.describe(),
            "participants": tally.participants,
            "sources": tally.sources,
            "codings": tally.codings,
            "coders": snapshot.coders,
        },
        "findings": {
            "studies": snapshot.findings.studies.len(),
            "effects": snapshot.findings.effects.len() - settings.barred_effects.len(),
            "effects_left_out": settings.barred_effects,
            "statistics": snapshot.findings.statistics.len(),
            "accepted_links": accepted_links(snapshot),
        },
        "rules": {
            "small_cell": settings.small_cell,
            "quotes_per_theme": settings.quotes_per_theme,
            "quote_words": [settings.quote_words.0, settings.quote_words.1],
            "quotes": chosen,
            "consent": "quotes need consent to publication from the person and, where one is needed, a guardian; \
                        participants without consent to analysis are in no count",
        },
        "inputs": inputs,
        "files": files,
    });
    Ok(serde_json::to_string_pretty(&record)? + "\n")
}

fn accepted_links(snapshot: &crate::model::Snapshot) -> usize {
    let links = &snapshot.findings.links;
    links.iter().filter(|link| link.status == crate::model::LinkStatus::Accepted).count()
}

/// Names and SHA-256 of the files that a record lists; empty when it is none of ours.
#[must_use]
pub fn listed_files(record: &[u8]) -> BTreeMap<String, String> {
    let Ok(record) = serde_json::from_slice::<Value>(record) else { return BTreeMap::new() };
    let files = record.get("files").and_then(Value::as_object).into_iter().flatten();
    files.filter_map(|(name, sha256)| Some((name.clone(), sha256.as_str()?.to_owned()))).collect()
}
