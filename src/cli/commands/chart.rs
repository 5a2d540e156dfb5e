//! `themeweave chart`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::MapRows;
use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::{FigureKind, FigureOptions, GuideError};
use crate::project::ProjectError;

/// Draw a chart as SVG, PNG or PDF
///
/// The chart passes the disclosure gate: counts of people below --small-cell are withheld. Its data are written beside
/// it as CSV. The evidence map can be a web page too: it opens without a network, filters, and shows the studies and
/// the quotes behind each cell.
#[derive(Debug, Args)]
pub struct ChartArgs {
    /// Which chart
    #[arg(value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(FigureKind::ALL.map(FigureKind::word)))]
    kind: String,
    /// File to write; its ending (.svg, .png or .pdf; .html for evidence-map) chooses the form
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Rows of the evidence map
    #[arg(long, value_name = "WHAT", default_value = "interventions",
          value_parser = clap::builder::PossibleValuesParser::new(MapRows::ALL.map(MapRows::word)))]
    rows: String,
    /// Draw 95% Wilson intervals in the prevalence plot: precision if these were a random sample, which they are not
    #[arg(long)]
    intervals: bool,
    /// Theme that the alluvial plot highlights, by id or name; otherwise the one with the largest flow
    #[arg(long, value_name = "THEME")]
    highlight: Option<String>,
    /// Outcome of albatross, funnel and cost-effect, by id or name; otherwise all, for the latter two the one with most effects
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<String>,
    /// Draw it as of this codebook version
    #[arg(long, value_name = "VERSION")]
    codebook: Option<String>,
    /// Withhold counts of people below this
    #[arg(long, value_name = "N", default_value_t = 3)]
    small_cell: u64,
}

/// The form that a file's ending asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Svg,
    Png,
    Pdf,
    Html,
}

impl Form {
    fn of(path: &Path, kind: FigureKind) -> Result<Self, CliError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            Some("pdf") => Ok(Self::Pdf),
            Some("html") if kind == FigureKind::EvidenceMap => Ok(Self::Html),
            Some("html") => Err(CliError::usage(format!("{} is no page; only evidence-map can be one", kind.word()))),
            _ => Err(CliError::usage(format!("{} ends in none of .svg, .png and .pdf", path.display()))),
        }
    }
}

pub fn run(args: &ChartArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let kind = FigureKind::from_word(&args.kind).unwrap_or(FigureKind::Joint);
    let form = Form::of(&args.output, kind)?;
    let options = FigureOptions {
        rows: MapRows::from_word(&args.rows).unwrap_or_default(),
        intervals: args.intervals,
        highlight: args.highlight.clone(),
        outcome: args.outcome.clone(),
    };
    let (project, codebook) = (place::open(common)?, args.codebook.as_deref());
    let chart = project.chart(kind, &options, args.small_cell, codebook)?;
    let failed = |error| ProjectError::from(GuideError::from(error));
    let bytes = match form {
        Form::Svg => chart.svg.clone().into_bytes(),
        Form::Png => chart.png().map_err(failed)?,
        Form::Pdf => chart.pdf().map_err(failed)?,
        Form::Html => project.evidence_map_page(options.rows, args.small_cell, codebook)?.into_bytes(),
    };
    printer.file(&args.output, &bytes)?;
    printer.file(&args.output.with_extension("csv"), chart.data.to_csv().as_bytes())?;
    Ok(0)
}
