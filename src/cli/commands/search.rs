//! `themeweave search`.

use clap::Args;

use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::{Printer, width};
use crate::cli::place;

/// Columns of context that JSON and CSV carry on either side of a match.
const CONTEXT_IN_FILES: usize = 120;

/// Search the transcripts and print a concordance
///
/// Words are found in all their forms (settle, settled, settling), "phrases in quotation marks" exactly as they are, and
/// prefix* by their beginning. and, or, not and parentheses combine them within a turn. Fields such as role:child
/// may stand in the query or in --where. The index lies beside the project and is made anew by itself when the texts have changed.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave search '\"social worker\"'\n  \
    themeweave search 'reunif* or \"going home\"' --where role:parent\n  themeweave search 'settle not school' --json")]
pub struct SearchArgs {
    /// Words, "phrases", prefix*, and, or, not, fields
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &SearchArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let context = CONTEXT_IN_FILES.max(usize::from(width()));
    let found = project.search(&phrased(&args.query), &args.filter.selection(), context)?;
    if found.barred > 0 {
        let what = if found.barred == 1 { "1 passage".to_owned() } else { format!("{} passages", found.barred) };
        printer.say(&format!("{what} left out: the speaker's consent does not allow analysis"));
    }
    if args.table.is_plain() {
        let text = found.concordance.to_terminal(&found.snapshot, width());
        printer.text(&text, args.table.output.as_deref())?;
    } else {
        printer.table(&found.concordance.table(&found.snapshot), &args.table)?;
    }
    Ok(0)
}

/// The query as it was meant: the shell takes the quotation marks of `search "social worker"` away,
/// so one argument of several plain words is a phrase.
fn phrased(arguments: &[String]) -> String {
    let [one] = arguments else { return arguments.join(" ") };
    let plain = one.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '\'' || c == '’' || c == '-');
    let operator = |word: &str| matches!(word.to_lowercase().as_str(), "and" | "or" | "not");
    if plain && one.trim().contains(' ') && !one.split(' ').any(operator) {
        return format!("\"{}\"", one.trim());
    }
    one.clone()
}

#[cfg(test)]
mod tests {
    use super::phrased;

    #[test]
    fn several_plain_words_in_one_argument_are_a_phrase() {
        let typed = |arguments: &[&str]| phrased(&arguments.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert_eq!(typed(&["social worker"]), "\"social worker\"");
        assert_eq!(typed(&["don’t know"]), "\"don’t know\"");
        assert_eq!(typed(&["settle"]), "settle");
        assert_eq!(typed(&["settle or move"]), "settle or move");
        assert_eq!(typed(&["role:child settle"]), "role:child settle");
        assert_eq!(typed(&["\"going home\""]), "\"going home\"");
        assert_eq!(typed(&["social", "worker"]), "social worker");
    }
}
