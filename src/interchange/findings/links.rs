//! Links between themes or codes and evidence.

use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::row::Row;
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Link, LinkStatus, Problems};

/// `links.csv`.
pub static LINKS: Layout = Layout {
    kind: "links",
    fields: &[
        Field::required("link", &["id", "link id"], "id of the link"),
        Field::required("from_kind", &["from type"], "theme or code"),
        Field::required("from", &["theme or code", "from id"], "id of the theme or code"),
        Field::required(
            "to_kind",
            &["to type", "target kind"],
            "outcome, intervention, element, statistic, question, factor or group",
        ),
        Field::required("to", &["target", "to id", "target id"], "id of what it is tied to"),
        Field::required(
            "relation",
            &[],
            "addresses, explains, enables, impedes, matches_view, contradicts, describes_population",
        ),
        Field::optional("direction", &["expected direction"], "expected direction: +, -, 0 or ?; ? when empty"),
        Field::optional("rationale", &["reason", "why"], "why"),
        Field::optional("coder", &["made by", "accepted by"], "who made or accepted it"),
        Field::optional("date", &["created", "created at"], "when, year-month-day"),
        Field::optional("codebook", &["codebook version"], "NAME VERSION under which it was last looked at"),
        Field::optional("status", &[], "accepted, proposed or rejected; proposed when empty"),
    ],
    others: Others::Refused,
};

/// What a link may start from.
pub const FROM_KINDS: [&str; 2] = ["theme", "code"];

/// What a link may lead to, with other words that are understood.
const TO_KINDS: [(&str, &str); 13] = [
    ("outcome", "outcome"),
    ("outcome", "outcome_domain"),
    ("intervention", "intervention"),
    ("element", "element"),
    ("element", "practice_element"),
    ("statistic", "statistic"),
    ("question", "question"),
    ("question", "research_question"),
    ("question", "rq"),
    ("factor", "factor"),
    ("factor", "implementation_factor"),
    ("group", "group"),
    ("group", "population_group"),
];

/// How the two ends of a link hang together.
pub const RELATIONS: [&str; 7] =
    ["addresses", "explains", "enables", "impedes", "matches_view", "contradicts", "describes_population"];

/// Reads a sheet of links. Whether both ends exist is for [`crate::interchange::check`].
///
/// # Errors
/// Every problem of the file: an id with two rows, words that are not known, an accepted link without
/// the name of who accepted it.
pub fn read_links<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Link>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &LINKS);
    sheet.read(read_link, Some(("link", |link| link.id.clone())))
}

fn read_link(row: &mut Row<'_>) -> Link {
    for key in ["from_kind", "to_kind", "relation"] {
        row.required(key);
    }
    let word = |found: Option<&str>| found.unwrap_or_default().to_owned();
    let from_kind = word(row.word("from_kind", FROM_KINDS.map(|kind| (kind, kind))));
    let to_kind = word(row.word("to_kind", TO_KINDS));
    let relation = word(row.word("relation", RELATIONS.map(|relation| (relation, relation))));
    let status = row.word("status", LinkStatus::WORDS).unwrap_or_default();
    let coder = row.text("coder");
    if status == LinkStatus::Accepted && coder.is_empty() {
        row.wrong("coder", "an accepted link needs the name of who accepted it", "only accepted links count");
    }
    let date = row.date("date").map_or(String::new(), |date| date.to_string());
    Link {
        id: row.required("link"),
        from_kind,
        from: row.required("from"),
        to_kind,
        to: row.required("to"),
        relation,
        direction: read_direction(row),
        rationale: row.text("rationale"),
        coder,
        date,
        codebook: row.text("codebook"),
        from_file: true,
        status,
    }
}

fn read_direction(row: &mut Row<'_>) -> String {
    let direction = match row.exact("direction").trim() {
        "" | "?" => "?",
        // A spreadsheet takes a lone sign for a formula, so that people write it with an apostrophe.
        "+" | "'+" => "+",
        "-" | "'-" | "–" | "\u{2212}" => "-",
        "0" => "0",
        other => {
            let message = format!("`{other}` is not a direction");
            row.wrong("direction", message, "expected +, -, 0 or ?");
            "?"
        }
    };
    direction.to_owned()
}
