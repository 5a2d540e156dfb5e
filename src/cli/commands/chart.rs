//! `themeweave chart`.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::MapRows;
use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::{FigureKind, FigureOptions, GuideError};
use crate::project::ProjectError;

/// Draw a chart as SVG or PNG
///
/// The chart passes the disclosure gate: counts of people below --small-cell are withheld. Its data are written beside
/// it as CSV.
#[derive(Debug, Args)]
pub struct ChartArgs {
    /// Which chart
    #[arg(value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(FigureKind::ALL.map(FigureKind::word)))]
    kind: String,
    /// File to write; its ending (.svg or .png) chooses the form
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Rows of the evidence map
    #[arg(long, value_name = "WHAT", default_value = "interventions",
          value_parser = clap::builder::PossibleValuesParser::new(MapRows::ALL.map(MapRows::word)))]
    rows: String,
    /// Draw it as of this codebook version
    #[arg(long, value_name = "VERSION")]
    codebook: Option<String>,
    /// Withhold counts of people below this
    #[arg(long, value_name = "N", default_value_t = 3)]
    small_cell: u64,
}

pub fn run(args: &ChartArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let ending = args.output.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let png = match ending.as_deref() {
        Some("png") => true,
        Some("svg") => false,
        _ => {
            let found = args.output.display();
            return Err(CliError::usage(format!("{found} ends neither in .svg nor in .png")));
        }
    };
    let kind = FigureKind::from_word(&args.kind).unwrap_or(FigureKind::Joint);
    let options = FigureOptions { rows: MapRows::from_word(&args.rows).unwrap_or_default() };
    let chart = place::open(common)?.chart(kind, &options, args.small_cell, args.codebook.as_deref())?;
    let bytes = if png {
        chart.png().map_err(|error| ProjectError::from(GuideError::from(error)))?
    } else {
        chart.svg.clone().into_bytes()
    };
    printer.file(&args.output, &bytes)?;
    printer.file(&args.output.with_extension("csv"), chart.data.to_csv().as_bytes())?;
    Ok(0)
}
