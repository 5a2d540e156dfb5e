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
            let hint = what_became(codebook, code).unwrap_or_else(|| did_you_mean(code, known.iter().copied()));
            Problem::new(file, message).at_line(line).field(field).hint(hint)
        })
        .collect()
}

/// What the version's own steps say of a code that it does not have any more.
fn what_became(codebook: &Codebook, code: &str) -> Option<String> {
    let step = codebook.migrations.iter().find(|step| step.code == code)?;
    let into = step.into.join(", ");
    let end = if into.is_empty() { String::new() } else { format!(" into {into}") };
    Some(format!("it was {} in {}{end}", step.step.done(), codebook.version))
}
