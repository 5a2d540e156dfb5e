//! Participants and cases.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::{Row, params};

use super::{Change, ObjectKind, Store, StoreError};
use crate::model::{Case, Consent, Participant, Scope, Value};

impl Change<'_> {
    /// Makes the participants of the project be exactly `people`; what was said of a participant's
    /// speakers stays with those who stay. Returns how many rows were added, changed or removed.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_participants(&self, people: &[Participant]) -> Result<u64, StoreError> {
        let before = read_participants(&self.tx)?;
        let staying: HashSet<&str> = people.iter().map(|person| person.name.as_str()).collect();
        let mut changed = 0;
        for old in before.iter().filter(|old| !staying.contains(old.name.as_str())) {
            self.about(ObjectKind::Participant, &old.name);
            self.tx.execute("DELETE FROM participant WHERE name = ?1", [&old.name])?;
            changed += 1;
        }
        let known: HashMap<&str, &Participant> = before.iter().map(|old| (old.name.as_str(), old)).collect();
        for person in people {
            let old = known.get(person.name.as_str()).map(|old| Participant { id: person.id, ..(*old).clone() });
            if old.as_ref() != Some(person) {
                self.about(ObjectKind::Participant, &person.name);
                self.put_participant(person)?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    /// Pseudonymous ids of the participants, sorted.
    ///
    /// # Errors
    /// Those of the file.
    pub fn participant_names(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.tx.prepare_cached("SELECT name FROM participant ORDER BY name")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn put_participant(&self, person: &Participant) -> Result<(), StoreError> {
        let consent = &person.consent;
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let sql = "INSERT INTO participant (name, pseudonym, role, attributes, consent_person, consent_guardian,
                                            consent_given, consent_expires, consent_withdrawn)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                   ON CONFLICT (name) DO UPDATE SET pseudonym = excluded.pseudonym, role = excluded.role,
                       attributes = excluded.attributes, consent_person = excluded.consent_person,
                       consent_guardian = excluded.consent_guardian, consent_given = excluded.consent_given,
                       consent_expires = excluded.consent_expires, consent_withdrawn = excluded.consent_withdrawn";
        self.tx.prepare_cached(sql)?.execute(params![
            person.name,
            person.pseudonym,
            person.role,
            attributes_json(&person.attributes)?,
            consent.person.word(),
            consent.guardian.map(Scope::word),
            day(consent.given),
            day(consent.expires),
            day(consent.withdrawn),
        ])?;
        let sql = "DELETE FROM participant_case WHERE participant = (SELECT id FROM participant WHERE name = ?1)";
        self.tx.prepare_cached(sql)?.execute([&person.name])?;
        let sql = "INSERT OR IGNORE INTO participant_case (participant, study_case, seq)
                   SELECT p.id, c.id, ?3 FROM participant p, study_case c WHERE p.name = ?1 AND c.name = ?2";
        for (seq, case) in (0_i64..).zip(&person.cases) {
            self.tx.prepare_cached(sql)?.execute(params![person.name, case, seq])?;
        }
        Ok(())
    }

    /// Makes the cases of the project be exactly `cases`; returns how many rows were touched.
    ///
    /// # Errors
    /// Those of the file.
    pub fn put_cases(&self, cases: &[Case]) -> Result<u64, StoreError> {
        let before = read_cases(&self.tx)?;
        let mut changed = 0;
        for old in before.iter().filter(|old| !cases.iter().any(|new| new.id == old.id)) {
            self.tx.execute("DELETE FROM study_case WHERE name = ?1", [&old.id])?;
            changed += 1;
        }
        let sql = "INSERT INTO study_case (name, label, kind, attributes) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (name) DO UPDATE SET label = excluded.label, kind = excluded.kind,
                       attributes = excluded.attributes";
        for case in cases.iter().filter(|case| !before.contains(case)) {
            let attributes = attributes_json(&case.attributes)?;
            self.tx.prepare_cached(sql)?.execute(params![case.id, case.name, case.kind, attributes])?;
            changed += 1;
        }
        Ok(changed)
    }
}

impl Store {
    /// The participants, sorted by name.
    ///
    /// # Errors
    /// Those of the file.
    pub fn participants(&self) -> Result<Vec<Participant>, StoreError> {
        read_participants(&self.connection)
    }

    /// The cases, sorted by id.
    ///
    /// # Errors
    /// Those of the file.
    pub fn cases(&self) -> Result<Vec<Case>, StoreError> {
        read_cases(&self.connection)
    }
}

fn read_participants(connection: &rusqlite::Connection) -> Result<Vec<Participant>, StoreError> {
    let sql = "SELECT id, name, pseudonym, role, attributes, consent_person, consent_guardian, consent_given,
                      consent_expires, consent_withdrawn
               FROM participant ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(participant(row)?);
    }
    let sql = "SELECT p.name, c.name FROM participant_case x JOIN participant p ON p.id = x.participant
               JOIN study_case c ON c.id = x.study_case ORDER BY p.name, x.seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if let Ok(at) = out.binary_search_by(|person: &Participant| person.name.cmp(&name)) {
            out[at].cases.push(row.get(1)?);
        }
    }
    Ok(out)
}

fn participant(row: &Row) -> Result<Participant, StoreError> {
    let name: String = row.get(1)?;
    let place = || format!("participant {name}");
    let scope = |word: &str| {
        Scope::from_word(word)
            .ok_or_else(|| StoreError::Document { place: place(), cause: format!("unknown consent {word:?}") })
    };
    let day = |at: usize| -> Result<Option<Date>, StoreError> {
        let text: Option<String> = row.get(at)?;
        text.map(|text| {
            text.parse().map_err(|error: jiff::Error| StoreError::Document { place: place(), cause: error.to_string() })
        })
        .transpose()
    };
    let person: String = row.get(5)?;
    let guardian: Option<String> = row.get(6)?;
    let attributes: String = row.get(4)?;
    Ok(Participant {
        id: row.get(0)?,
        pseudonym: row.get(2)?,
        role: row.get(3)?,
        cases: Vec::new(),
        attributes: read_attributes(&attributes, &place)?,
        consent: Consent {
            person: scope(&person)?,
            guardian: guardian.as_deref().map(scope).transpose()?,
            given: day(7)?,
            expires: day(8)?,
            withdrawn: day(9)?,
        },
        name,
    })
}

fn read_cases(connection: &rusqlite::Connection) -> Result<Vec<Case>, StoreError> {
    let sql = "SELECT name, label, kind, attributes FROM study_case ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let attributes: String = row.get(3)?;
        let attributes = read_attributes(&attributes, &|| format!("case {id}"))?;
        out.push(Case { name: row.get(1)?, kind: row.get(2)?, attributes, id });
    }
    Ok(out)
}

/// Attributes as a JSON list of `[key, value]`, which keeps their order.
fn attributes_json(attributes: &[(String, Value)]) -> Result<String, StoreError> {
    let pairs: Vec<(&str, String)> = attributes.iter().map(|(key, value)| (key.as_str(), value.to_string())).collect();
    serde_json::to_string(&pairs)
        .map_err(|error| StoreError::Document { place: "attributes".to_owned(), cause: error.to_string() })
}

fn read_attributes(json: &str, place: &dyn Fn() -> String) -> Result<Vec<(String, Value)>, StoreError> {
    let pairs: Vec<(String, String)> = serde_json::from_str(json)
        .map_err(|error| StoreError::Document { place: place(), cause: error.to_string() })?;
    Ok(pairs.into_iter().filter_map(|(key, value)| Value::read(&value).map(|value| (key, value))).collect())
}
