//! What helps when a query names something that the project does not have.

use crate::text::nearest_word;

/// `did you mean ...?` where a known name is near, else the known names, as far as a line holds them.
pub(super) fn hint(word: &str, what: &str, known: &[&str]) -> String {
    const SHOWN: usize = 8;
    if let Some(candidate) = nearest_word(word, known.iter().copied()) {
        return format!("did you mean `{candidate}`?");
    }
    if known.is_empty() {
        return format!("this project has no {what} yet");
    }
    let list: Vec<String> = known.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = known.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{what} of this project: {}{more}", list.join(", "))
}
