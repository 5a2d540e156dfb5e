//! `themeweave search`.

use clap::Args;

use crate::analysis::text_bench::WordList;
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::explanation;
use crate::cli::output::{Printer, width};
use crate::cli::place;
use crate::project::{Project, Selection};
use crate::query::{Expr, Query};
use crate::table::Table;

/// Columns of context that JSON and CSV carry on either side of a match.
const CONTEXT_IN_FILES: usize = 120;
/// Columns of the text bench that a terminal has no room for.
const TOO_WIDE: [&str; 5] = ["target_per_10000", "rest_per_10000", "target_people", "rest_people", "role"];
/// Words that are listed where nothing else is asked for.
const USUAL_WORDS: usize = 30;

/// Search the transcripts: a concordance, the words around it, word frequencies, key words, passages like one another
///
/// Words are found in all their forms (settle, settled, settling), "phrases in quotation marks" exactly as they are, prefix* by their
/// beginning, setle~ with a slip, /reunif(y|ied)/ by a regular expression. and, or, not and parentheses combine them within a
/// turn. Fields such as role:child may stand in the query or in --where, positions (code:a within code:b, trust near:10words worker)
/// give back text, and @name is a saved query. The index lies beside the project and is made anew by itself when the texts have
/// changed.
///
/// --collocates, --frequencies, --keyness and --like count the speech of participants whose consent allows analysis, without
/// interviewers, as far as --where leaves it.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave search '\"social worker\"'\n  \
    themeweave search 'reunif* or \"going home\"' --where role:parent\n  themeweave search 'settle not school' --json\n  \
    themeweave search '\"social worker\" near:10words (trust or listen)' --explain\n  \
    themeweave search home --collocates --stop\n  themeweave search --frequencies --by role --stop\n  \
    themeweave search --keyness role=child --where kind:interview\n  themeweave search --like child-01:12")]
pub struct SearchArgs {
    /// Words, "phrases", prefix*, and, or, not, fields, positions
    #[arg(value_name = "QUERY", required_unless_present_any = ["frequencies", "keyness", "like"],
          conflicts_with_all = ["frequencies", "keyness", "like"])]
    query: Vec<String>,
    /// Print what the query asks, in words, instead of searching
    #[arg(long, group = "answer")]
    explain: bool,
    #[command(flatten)]
    bench: BenchArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Words counted, and passages compared, instead of a concordance.
#[derive(Debug, Args)]
#[command(next_help_heading = "Text bench")]
pub struct BenchArgs {
    /// Print the words around the matches, and how far they stand out
    #[arg(long, groups = ["answer", "words", "listing"])]
    collocates: bool,
    /// Print how often each word is said, and how far it is spread
    #[arg(long, groups = ["answer", "words", "listing"])]
    frequencies: bool,
    /// Print the words that the speech of a query says more often than the rest, such as role=child
    #[arg(long, value_name = "QUERY", groups = ["answer", "words", "listing"])]
    keyness: Option<String>,
    /// Print passages like this one: id of a coding, SOURCE:TURN, or words
    #[arg(long, value_name = "EXAMPLE", groups = ["answer", "listing"])]
    like: Option<String>,
    /// With --collocates: how many words before and behind a match are around it
    #[arg(long, value_name = "WORDS", default_value = "5", requires = "collocates",
          value_parser = clap::value_parser!(u16).range(1..=50))]
    span: u16,
    /// With --frequencies: frequencies by role, case, source, participant or an attribute
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// How often a word must be said to be listed
    #[arg(long, value_name = "TIMES", default_value = "3", requires = "words",
          value_parser = clap::value_parser!(u64).range(1..))]
    least: u64,
    /// Leave out words that say little by themselves (the, and, um, ...)
    #[arg(long, requires = "words")]
    stop: bool,
    /// List so many words or passages (default: 30, passages 10); 0 for all
    #[arg(long, value_name = "N", requires = "listing")]
    top: Option<usize>,
}

pub fn run(args: &SearchArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    // The parser cannot tell: what it would ask for is barred by a query already.
    if args.bench.by.is_some() && !args.bench.frequencies {
        return Err(CliError::usage("--by belongs to --frequencies").hint("`matrix` counts codes and themes by groups"));
    }
    let project = place::open(common)?;
    let query = phrased(&args.query);
    if args.explain {
        explanation::print(&project.explain_query(&query)?, &args.filter, common, printer)?;
    } else if let Some(mut table) = bench(&args.bench, &project, &query, &args.filter.selection())? {
        if args.table.is_plain() {
            for column in TOO_WIDE {
                table.leave_out_column(column);
            }
        }
        printer.table(&table, &args.table)?;
    } else {
        concordance(args, &project, &query, printer)?;
    }
    Ok(0)
}

/// The answer of the text bench, where one was asked for.
fn bench(args: &BenchArgs, project: &Project, query: &str, selection: &Selection) -> Result<Option<Table>, CliError> {
    const USUAL_PASSAGES: usize = 10;
    let most = args.top.unwrap_or(USUAL_WORDS);
    let list = WordList { least: args.least, most: Some(most).filter(|most| *most > 0), without_stop_words: args.stop };
    Ok(if args.collocates {
        Some(project.collocates(query, selection, usize::from(args.span), list)?)
    } else if args.frequencies {
        Some(project.word_frequencies(selection, args.by.as_deref(), list)?)
    } else if let Some(target) = &args.keyness {
        Some(project.key_words(target, selection, list)?)
    } else if let Some(example) = &args.like {
        let most = args.top.unwrap_or(USUAL_PASSAGES);
        Some(project.passages_like(example, selection, if most == 0 { usize::MAX } else { most })?)
    } else {
        None
    })
}

fn concordance(args: &SearchArgs, project: &Project, query: &str, printer: &Printer) -> Result<(), CliError> {
    let context = CONTEXT_IN_FILES.max(usize::from(width()));
    let found = project.search(query, &args.filter.selection(), context)?;
    if found.barred > 0 {
        let what = if found.barred == 1 { "1 passage".to_owned() } else { format!("{} passages", found.barred) };
        printer.say(&format!("{what} left out: the speaker's consent does not allow analysis"));
    }
    if args.table.is_plain() {
        let text = found.concordance.to_terminal(&found.snapshot, width());
        printer.text(&text, args.table.output.as_deref())
    } else {
        printer.table(&found.concordance.table(&found.snapshot), &args.table)
    }
}

/// The query as it was meant: the shell takes the quotation marks of `search "social worker"` away,
/// so one argument of several plain words is a phrase, unless the language has an operator among them.
fn phrased(arguments: &[String]) -> String {
    let [one] = arguments else { return arguments.join(" ") };
    let plain = one.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '\'' || c == '’' || c == '-');
    let several = one.trim().contains(' ');
    let is_joined = one.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    if !plain || !several || is_joined {
        return one.clone();
    }
    match Query::parse(one) {
        Ok(Query { expr: Expr::And(parts), .. }) if parts.iter().all(|part| matches!(part, Expr::Text(_))) => {
            format!("\"{}\"", one.trim())
        }
        _ => one.clone(),
    }
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
        assert_eq!(typed(&["settle and move"]), "settle and move");
        assert_eq!(typed(&["settle not move"]), "settle not move");
        assert_eq!(typed(&["trust precedes listen"]), "trust precedes listen");
        assert_eq!(typed(&["at the same time"]), "\"at the same time\"");
        assert_eq!(typed(&["role:child settle"]), "role:child settle");
        assert_eq!(typed(&["\"going home\""]), "\"going home\"");
        assert_eq!(typed(&["social", "worker"]), "social worker");
    }
}
