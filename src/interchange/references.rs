//! Codes that a sheet names and the codebook does not have.

use crate::model::{Codebook, Problem};
use crate::text::did_you_mean;

/// One problem for each code that is not in the codebook. `named` gives line and code, in the file's
/// order; `field` is the column (or key) that names them.
pub fn unknown_codes<'n>(
    file: &str,
    field: &str,
    codebook: &Codebook,
    named: impl IntoIterator<Item = (usize, &'n str)>,
) -> Vec<Problem> {
    let known: std::collections::BTreeSet<&str> = codebook.codes.iter().map(|code| code.id.as_str()).collect();
    let unknown = named.into_iter().filter(|(_, code)| !known.contains(code));
    unknown
        .map(|(line, code)| {
            let message = format!("code `{code}` is not in codebook {}", codebook.label());
            let hint = did_you_mean(code, known.iter().copied());
            Problem::new(file, message).at_line(line).field(field).hint(hint)
        })
        .collect()
}
