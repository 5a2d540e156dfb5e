//! Sheets of participants and cases; every column that is not known otherwise is an attribute.

use super::layout::{Field, Layout, Others, folded};
use super::number::yes_no;
use super::row::Row;
use super::rows::Rows;
use super::sheet::{Sheet, SheetContent};
use crate::model::{Case, Consent, Participant, Problems, Scope};

/// `participants.csv`.
pub static PARTICIPANTS: Layout = Layout {
    kind: "participants",
    fields: &[
        Field::required("participant", &["id", "participant id", "pid", "person"], "pseudonymous id"),
        Field::optional("pseudonym", &["alias", "display name"], "name that outputs print; the id when empty"),
        Field::required("role", &["participant role"], "child, parent, carer, practitioner, ..."),
        Field::optional("cases", &["case", "family", "families"], "ids of cases, separated by ;"),
        Field::optional(
            "consent",
            &["consent scope", "consent given for"],
            "analyse, quote_team or quote_published; nothing when empty",
        ),
        Field::optional(
            "consent_guardian",
            &["guardian consent", "parental consent"],
            "the same, given by a guardian; empty when none was asked",
        ),
        Field::optional("consent_date", &["consent given", "date of consent"], "day on which consent was given"),
        Field::optional("consent_expires", &["consent until", "expires"], "last day on which consent holds"),
        Field::optional("withdrawn", &["withdrawn on", "withdrawal date"], "day on which consent was withdrawn"),
    ],
    others: Others::Attributes,
};

/// `cases.csv`.
pub static CASES: Layout = Layout {
    kind: "cases",
    fields: &[
        Field::required("case", &["id", "case id"], "id of the case"),
        Field::optional("name", &["title"], "name that outputs print; the id when empty"),
        Field::optional("kind", &["type"], "family, workshop, local authority, ..."),
    ],
    others: Others::Attributes,
};

/// Reads a sheet of participants.
///
/// # Errors
/// Every problem of the file: a participant without id or role or with two rows, consent in words that
/// are not known, dates that are none, consent that ends before it begins.
pub fn read_participants<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<Participant>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &PARTICIPANTS);
    sheet.read(
        |row| {
            let name = row.required("participant");
            let pseudonym = Some(row.text("pseudonym")).filter(|text| !text.is_empty());
            Participant {
                id: 0,
                pseudonym: pseudonym.unwrap_or_else(|| name.clone()),
                name,
                role: row.required("role"),
                cases: row.list("cases"),
                attributes: row.attributes(),
                consent: read_consent(row),
            }
        },
        Some(("participant", |person| person.name.clone())),
    )
}

fn read_consent(row: &mut Row<'_>) -> Consent {
    let guardian =
        if row.exact("consent_guardian").trim().is_empty() { None } else { Some(read_scope(row, "consent_guardian")) };
    let consent = Consent {
        person: read_scope(row, "consent"),
        guardian,
        given: row.date("consent_date"),
        expires: row.date("consent_expires"),
        withdrawn: read_withdrawal(row),
    };
    if let (Some(given), Some(expires)) = (consent.given, consent.expires)
        && expires < given
    {
        row.wrong("consent_expires", format!("consent ends on {expires}, before it was given on {given}"), "");
    }
    consent
}

/// Reads the day of a withdrawal; `no` says that there was none, and `yes` without a day is a problem.
fn read_withdrawal(row: &mut Row<'_>) -> Option<jiff::civil::Date> {
    if yes_no(row.exact("withdrawn")) == Ok(Some(false)) { None } else { row.date("withdrawn") }
}

/// Reads what is allowed; a word that is not known allows nothing and is reported.
fn read_scope(row: &mut Row<'_>, key: &str) -> Scope {
    const SCOPES: [Scope; 4] = [Scope::Nothing, Scope::Analyse, Scope::QuoteTeam, Scope::QuotePublished];
    let written = row.text(key);
    let spelt_alike = SCOPES.into_iter().find(|scope| folded(scope.word()) == folded(&written));
    Scope::from_word(&written.to_lowercase()).or(spelt_alike).unwrap_or_else(|| {
        let hint = "expected nothing, analyse, quote_team or quote_published";
        row.wrong(key, format!("`{written}` does not say what is allowed"), hint);
        Scope::Nothing
    })
}

/// Reads a sheet of cases.
///
/// # Errors
/// Every problem of the file; a case may have one row only.
pub fn read_cases<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Case>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &CASES);
    sheet.read(
        |row| {
            let id = row.required("case");
            let name = Some(row.text("name")).filter(|text| !text.is_empty());
            Case { name: name.unwrap_or_else(|| id.clone()), id, kind: row.text("kind"), attributes: row.attributes() }
        },
        Some(("case", |case| case.id.clone())),
    )
}
