//! `themeweave balance`.

use clap::Args;

use crate::analysis::{BALANCE_RULES, BalanceLevel, BalanceRequest};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::explanation;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::BalanceReport;
use crate::table::Cell;

#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave balance --strict\n  themeweave balance --voice child --voice parent --most-of-one 40\n  \
    themeweave memo add --theme childs_voice --author RK '#contrary: read all workshops again for doubts; none.'"
)]
pub struct BalanceArgs {
    /// Role that every theme needs a voice of; may be given more than once (default: the roles for whom a guardian must agree)
    #[arg(long, value_name = "ROLE")]
    voice: Vec<String>,
    /// Percent of a theme's codings that one participant may supply (default: 50)
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    most_of_one: Option<f64>,
    /// Percent of people, of words and of codings that every role should have
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    least_share: Option<f64>,
    /// Attribute of participants or cases whose values are sites (default: the first under P in the scale progress_plus)
    #[arg(long, value_name = "ATTRIBUTE")]
    sites: Option<String>,
    /// End with exit status 1 when there is a warning
    #[arg(long)]
    strict: bool,
    /// Print the shares of the roles alone
    #[arg(long)]
    shares: bool,
    /// Print the rules in words instead
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

fn percent(word: &str) -> Result<f64, String> {
    let read: Option<f64> = word.trim().trim_end_matches('%').parse().ok();
    read.filter(|share| (0.0..=100.0).contains(share)).ok_or_else(|| "expected a percentage from 0 to 100".to_owned())
}

pub fn run(args: &BalanceArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    if args.explain {
        let rules = BALANCE_RULES.map(|(id, level, rule)| format!("{id} ({}): {rule}", level.word()));
        explanation::print(&rules.join("\n"), &args.filter, common, printer)?;
        return Ok(0);
    }
    let usual = BalanceRequest::default();
    let request = BalanceRequest {
        voices: args.voice.clone(),
        most_of_one: args.most_of_one.unwrap_or(usual.most_of_one),
        least_share: args.least_share.unwrap_or(usual.least_share),
        sites: args.sites.as_deref(),
        sought: Vec::new(),
    };
    let report = place::open(common)?.balance(&args.filter.selection(), &request)?;
    print(args, printer, &report)?;
    Ok(if holds(args, &report.fired) { 0 } else { Kind::Check.status() })
}

/// Shares and findings for reading; one of them where a program reads.
fn print(args: &BalanceArgs, printer: &Printer, report: &BalanceReport) -> Result<(), CliError> {
    if args.shares {
        return printer.table(&report.shares, &args.table);
    }
    if !args.table.is_plain() {
        return printer.table(&report.findings, &args.table);
    }
    let mut shares = report.shares.clone();
    shares.leave_out_column("role");
    // What both tables say of the frame stands once, below the second.
    let both = |note: &String| report.findings.notes.contains(note);
    shares.notes.retain(|note| !both(note));
    let mut findings = report.findings.clone();
    if findings
        .column("comes_down_to")
        .is_some_and(|at| findings.rows.iter().all(|row| row.get(at) == Some(&Cell::Empty)))
    {
        findings.leave_out_column("comes_down_to");
    }
    printer.tables(&[&shares, &findings], &args.table)
}

fn holds(args: &BalanceArgs, fired: &[(&'static str, BalanceLevel)]) -> bool {
    let breaks = |rule: &str| match rule {
        "B08" => args.most_of_one.is_some(),
        "B09" => args.least_share.is_some(),
        _ => false,
    };
    !fired.iter().any(|(rule, level)| (args.strict && *level == BalanceLevel::Warning) || breaks(rule))
}
