//! Regular expressions for single words.

use regex::Regex;

/// The most memory that an expression may need; a word needs little.
const MOST_BYTES: usize = 1 << 20;

/// The expression for a whole word. Words are compared in lower case and without accents, so the expression is too.
///
/// # Errors
/// What is wrong with it, in a line.
pub fn word_pattern(expression: &str) -> Result<Regex, String> {
    let whole = format!("^(?i:{expression})$");
    regex::RegexBuilder::new(&whole).size_limit(MOST_BYTES).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
        // The engine prints the expression again; its last line says what is wrong.
        other => other.to_string().lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned(),
    })
}
