//! Reference data kept as rows of JSON: themes, questions, findings, scales, codebook versions.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Change, Failure as _, ObjectKind, Store, StoreError, sha256_hex};
use crate::model::{Codebook, Findings, GuideQuestion, Scale, Theme};

/// Kind of reference data, as `record.kind` names it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Theme,
    Question,
    SavedQuery,
    Scale,
    Study,
    Intervention,
    Effect,
    Element,
    InterventionElement,
    Statistic,
    Cited,
    Recommendation,
    Factor,
    Progress,
    View,
    ViewMatch,
    Link,
    Decision,
    Inference,
    Confidence,
    ChecklistAnswer,
    Settings,
    Summary,
    Event,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Question => "question",
            Self::SavedQuery => "saved_query",
            Self::Scale => "scale",
            Self::Study => "study",
            Self::Intervention => "intervention",
            Self::Effect => "effect",
            Self::Element => "element",
            Self::InterventionElement => "intervention_element",
            Self::Statistic => "statistic",
            Self::Cited => "cited",
            Self::Recommendation => "recommendation",
            Self::Factor => "factor",
            Self::Progress => "progress",
            Self::View => "view",
            Self::ViewMatch => "view_match",
            Self::Link => "link",
            Self::Decision => "fit_decision",
            Self::Inference => "meta_inference",
            Self::Confidence => "confidence",
            Self::ChecklistAnswer => "checklist_answer",
            Self::Settings => "synthesis_settings",
            Self::Summary => "summary",
            Self::Event => "event",
        }
    }
}

impl Change<'_> {
    /// Stores a version of a codebook; a version that is there already is replaced only as a whole, and only while it
    /// is not released. Returns whether anything was different.
    ///
    /// # Errors
    /// [`StoreError::Frozen`] for a released version that would change, and those of the file.
    pub fn put_codebook(&self, codebook: &Codebook) -> Result<bool, StoreError> {
        let document = to_json("codebook", codebook)?;
        let sha256 = sha256_hex(document.as_bytes());
        let version = codebook.version.to_string();
        let sql = "SELECT sha256, document FROM codebook WHERE name = ?1 AND version = ?2";
        let known: Option<(String, String)> =
            self.tx.query_row(sql, (&codebook.name, &version), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if let Some((known, document)) = known {
            if known == sha256 {
                return Ok(false);
            }
            let known: Codebook = from_json("codebook", &document)?;
            if known.released.is_some() && known.released != codebook.released {
                return Err(StoreError::Frozen(codebook.label()));
            }
        }
        self.about(ObjectKind::Codebook, &codebook.label());
        let sql = "INSERT INTO codebook (name, version, sha256, document, active, entry) VALUES (?1, ?2, ?3, ?4, 0, ?5)
                   ON CONFLICT (name, version) DO UPDATE SET sha256 = excluded.sha256, document = excluded.document";
        self.tx.execute(sql, (&codebook.name, &version, &sha256, &document, self.entry))?;
        Ok(true)
    }

    /// Makes a stored version the one that codings are made and read with; returns whether it was another before.
    ///
    /// # Errors
    /// Those of the file.
    pub fn activate_codebook(&self, codebook: &Codebook) -> Result<bool, StoreError> {
        let version = codebook.version.to_string();
        let sql = "UPDATE codebook SET active = (name = ?1 AND version = ?2)
                   WHERE active <> (name = ?1 AND version = ?2)";
        let changed = self.tx.execute(sql, (&codebook.name, &version))? > 0;
        if changed {
            self.about(ObjectKind::Codebook, &codebook.label());
        }
        Ok(changed)
    }

    /// The active codebook version; an empty one where there is none.
    ///
    /// # Errors
    /// Those of the file.
    pub fn active_codebook(&self) -> Result<Codebook, StoreError> {
        let sql = "SELECT document FROM codebook WHERE active = 1";
        let document: Option<String> = self.tx.query_row(sql, [], |row| row.get(0)).optional()?;
        document.map_or_else(|| Ok(Codebook::empty()), |document| from_json("codebook", &document))
    }

    /// Every version of a codebook in the project, earliest first.
    ///
    /// # Errors
    /// Those of the file.
    pub fn versions_of(&self, name: &str) -> Result<Vec<Codebook>, StoreError> {
        versions_of(&self.tx, name)
    }

    /// The themes in the file's order, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn themes(&self) -> Result<Vec<Theme>, StoreError> {
        records(&self.tx, Kind::Theme)
    }

    /// The interview guide, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn questions(&self) -> Result<Vec<GuideQuestion>, StoreError> {
        records(&self.tx, Kind::Question)
    }

    /// The findings and links, within a change.
    ///
    /// # Errors
    /// Those of the file.
    pub fn findings(&self) -> Result<Findings, StoreError> {
        findings(&self.tx)
    }

    /// Makes the themes be exactly these; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_themes(&self, themes: &[Theme]) -> Result<bool, StoreError> {
        self.put_records(Kind::Theme, themes, |theme| theme.id.clone())
    }

    /// Makes the interview guide be exactly this; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_questions(&self, questions: &[GuideQuestion]) -> Result<bool, StoreError> {
        self.put_records(Kind::Question, questions, |question| question.id.clone())
    }

    /// Makes the scales be exactly these; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_scales(&self, scales: &[Scale]) -> Result<bool, StoreError> {
        self.put_records(Kind::Scale, scales, |scale| scale.id.clone())
    }

    /// Makes the findings and links be exactly these; returns whether anything was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_findings(&self, findings: &Findings) -> Result<bool, StoreError> {
        let pair = |a: &str, b: &str| format!("{a} {b}");
        let mut changed = self.put_records(Kind::Study, &findings.studies, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Intervention, &findings.interventions, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Effect, &findings.effects, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Element, &findings.elements, |row| row.id.clone())?;
        changed |= self.put_records(Kind::InterventionElement, &findings.intervention_elements, |row| {
            pair(&row.intervention, &row.element)
        })?;
        changed |= self.put_records(Kind::Statistic, &findings.statistics, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Cited, &findings.cited, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Recommendation, &findings.recommendations, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Factor, &findings.factors, |row| row.id.clone())?;
        changed |= self.put_records(Kind::Progress, &findings.progress, |row| {
            format!("{} {} {} {}", row.about, row.id, row.characteristic, row.value)
        })?;
        changed |= self.put_records(Kind::View, &findings.views, |row| row.id.clone())?;
        changed |=
            self.put_records(Kind::ViewMatch, &findings.view_matches, |row| pair(&row.view, &row.intervention))?;
        changed |= self.put_records(Kind::Link, &findings.links, |row| row.id.clone())?;
        Ok(changed)
    }

    pub(super) fn put_records<T: Serialize>(
        &self,
        kind: Kind,
        rows: &[T],
        id: impl Fn(&T) -> String,
    ) -> Result<bool, StoreError> {
        let mut statement = self.tx.prepare_cached("SELECT id, document FROM record WHERE kind = ?1 ORDER BY seq")?;
        let before: Vec<(String, String)> =
            statement.query_map([kind.word()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let after: Vec<(String, String)> =
            rows.iter().map(|row| Ok((id(row), to_json(kind.word(), row)?))).collect::<Result<_, StoreError>>()?;
        if before == after {
            return Ok(false);
        }
        self.tx.execute("DELETE FROM record WHERE kind = ?1", [kind.word()])?;
        let mut insert =
            self.tx.prepare_cached("INSERT INTO record (kind, id, seq, document) VALUES (?1, ?2, ?3, ?4)")?;
        for (seq, (id, document)) in (0_i64..).zip(&after) {
            insert.execute(params![kind.word(), id, seq, document])?;
        }
        Ok(true)
    }

    /// Notes the hash of an input file of the last build; returns whether it was different.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_inputs(&self, inputs: &[(String, String)]) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM input", [])?;
        let mut insert = self.tx.prepare_cached("INSERT INTO input (path, sha256) VALUES (?1, ?2)")?;
        for (path, sha256) in inputs {
            insert.execute((path, sha256))?;
        }
        Ok(())
    }
}

impl Store {
    /// Notes which pack was last written: a cache that saves work, no part of the history, and not worth an error
    /// where the project may only be read.
    ///
    /// # Errors
    /// Those of the file.
    pub fn remember_pack(&self, fingerprint: &str, provenance_sha256: &str) -> Result<(), StoreError> {
        if self.obstacle.is_some() {
            return Ok(());
        }
        let value = format!("{fingerprint} {provenance_sha256}");
        self.connection
            .execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('pack', ?1)", [value])
            .map_err(|error| StoreError::from(error).about(&self.path))?;
        Ok(())
    }

    /// Fingerprint and provenance hash of the pack that was last written.
    ///
    /// # Errors
    /// Those of the file.
    pub fn remembered_pack(&self) -> Result<Option<(String, String)>, StoreError> {
        let value = self.meta("pack")?;
        Ok(value.and_then(|value| value.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))))
    }

    /// Hashes of the input files of the last build, sorted by path.
    ///
    /// # Errors
    /// Those of the file.
    pub fn inputs(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT path, sha256 FROM input ORDER BY path")?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    }

    /// Labels (`name version`) of the codebook versions in the project; the active one first.
    ///
    /// # Errors
    /// Those of the file.
    pub fn codebook_versions(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, version FROM codebook ORDER BY active DESC, name, id DESC";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    }

    /// A codebook version: the active one, or the one named by `VERSION` or `NAME VERSION`.
    ///
    /// # Errors
    /// When a version was asked for that is not there, and those of the file. A project without a
    /// codebook has an empty one.
    pub fn codebook(&self, wanted: Option<&str>) -> Result<Codebook, StoreError> {
        let sql = "SELECT document FROM codebook
                   WHERE (?1 IS NULL AND active = 1) OR version = ?1 OR name || ' ' || version = ?1
                   ORDER BY name = (SELECT name FROM codebook WHERE active = 1) DESC, name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([wanted])?;
        match (rows.next()?, wanted) {
            (Some(row), _) => from_json("codebook", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?),
            (None, None) => Ok(Codebook::empty()),
            (None, Some(wanted)) => {
                let versions = self.codebook_versions()?;
                let known: Vec<String> =
                    versions.into_iter().map(|(name, version)| format!("{name} {version}")).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                Err(StoreError::NoSuchCodebook { wanted: wanted.to_owned(), known })
            }
        }
    }

    /// The themes in the file's order.
    ///
    /// # Errors
    /// Those of the file.
    pub fn themes(&self) -> Result<Vec<Theme>, StoreError> {
        self.records(Kind::Theme)
    }

    /// The interview guide.
    ///
    /// # Errors
    /// Those of the file.
    pub fn questions(&self) -> Result<Vec<GuideQuestion>, StoreError> {
        self.records(Kind::Question)
    }

    /// The scales, sorted by id.
    ///
    /// # Errors
    /// Those of the file.
    pub fn scales(&self) -> Result<Vec<Scale>, StoreError> {
        let mut scales: Vec<Scale> = self.records(Kind::Scale)?;
        scales.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(scales)
    }

    /// The findings and links, each table in its file's order.
    ///
    /// # Errors
    /// Those of the file.
    pub fn findings(&self) -> Result<Findings, StoreError> {
        findings(&self.connection)
    }

    /// Every version of a codebook in the project, earliest first.
    ///
    /// # Errors
    /// Those of the file.
    pub fn versions_of(&self, name: &str) -> Result<Vec<Codebook>, StoreError> {
        versions_of(&self.connection, name)
    }

    fn records<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<T>, StoreError> {
        records(&self.connection, kind)
    }
}

fn findings(connection: &Connection) -> Result<Findings, StoreError> {
    Ok(Findings {
        studies: records(connection, Kind::Study)?,
        interventions: records(connection, Kind::Intervention)?,
        effects: records(connection, Kind::Effect)?,
        elements: records(connection, Kind::Element)?,
        intervention_elements: records(connection, Kind::InterventionElement)?,
        statistics: records(connection, Kind::Statistic)?,
        cited: records(connection, Kind::Cited)?,
        recommendations: records(connection, Kind::Recommendation)?,
        factors: records(connection, Kind::Factor)?,
        progress: records(connection, Kind::Progress)?,
        views: records(connection, Kind::View)?,
        view_matches: records(connection, Kind::ViewMatch)?,
        links: records(connection, Kind::Link)?,
    })
}

fn versions_of(connection: &Connection, name: &str) -> Result<Vec<Codebook>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT document FROM codebook WHERE name = ?1")?;
    let mut rows = statement.query([name])?;
    let mut versions: Vec<Codebook> = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(from_json("codebook", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    versions.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(versions)
}

pub(super) fn records<T: DeserializeOwned>(connection: &Connection, kind: Kind) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT document FROM record WHERE kind = ?1 ORDER BY seq")?;
    let mut rows = statement.query([kind.word()])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(from_json(kind.word(), row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(out)
}

fn to_json<T: Serialize>(place: &str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Document { place: place.to_owned(), cause: error.to_string() })
}

fn from_json<T: DeserializeOwned>(place: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json)
        .map_err(|error| StoreError::Document { place: place.to_owned(), cause: error.to_string() })
}
