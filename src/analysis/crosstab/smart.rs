//! Saved queries as codes: what they find is coded with them.

use crate::model::{Code, CodingRow, Codings, Snapshot};
use crate::query::Segment;

/// Coder of what saved queries find.
const CODER: &str = "(saved query)";

/// The snapshot with a code `@name` for each saved query, whose codings are the text that the query finds. Everything
/// that reads codes reads these too.
#[must_use]
pub fn with_smart_codes(mut snapshot: Snapshot, found: &[(String, Vec<Segment>)]) -> Snapshot {
    let position = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let coder = position(snapshot.coders.len());
    let mut rows: Vec<CodingRow> = (0..snapshot.codings.len()).filter_map(|at| snapshot.codings.row(at)).collect();
    for (name, segments) in found {
        let code = position(snapshot.codebook.codes.len());
        let id = format!("@{name}");
        snapshot.codebook.codes.push(Code { name: id.clone(), id, ..Code::default() });
        rows.extend(segments.iter().filter(|segment| !segment.span.is_empty()).map(|segment| CodingRow {
            id: -1,
            source: segment.source,
            span: segment.span,
            code,
            coder,
            round: 1,
            stale: false,
            weight: None,
            version: None,
        }));
    }
    snapshot.coders.push(CODER.to_owned());
    rows.sort_by_key(CodingRow::place);
    rows.dedup_by_key(|row| row.place());
    // Codings of before have a version each or none has.
    let whole = rows.iter().all(|row| row.version.is_some());
    rows.iter_mut().filter(|_| !whole).for_each(|row| row.version = None);
    snapshot.codings = Codings::of_rows(rows);
    snapshot
}
