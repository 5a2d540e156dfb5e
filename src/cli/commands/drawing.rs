//! Answers that can be drawn: a table for reading and for files, a picture where the file is one.

use std::path::Path;

use crate::cli::args::TableArgs;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::guide::{AnalystChart, GuideError};
use crate::project::{Project, ProjectError};
use crate::table::Table;

/// Counts of fewer people than this are withheld from pictures.
const SMALL_CELL: u64 = 3;

/// The form of the picture that the output is, if it is one.
pub fn picture(args: &TableArgs) -> Option<String> {
    let ending = args.output.as_deref().and_then(Path::extension)?.to_string_lossy().to_lowercase();
    let drawn = ["svg", "png", "pdf"].contains(&ending.as_str()) && !args.json && !args.csv;
    drawn.then_some(ending)
}

/// Prints a table, or draws it where the output is a picture (.svg, .png, .pdf); a picture passes the gate and has its data
/// beside it as `NAME.data.csv`, a name that nothing else has.
pub fn answered(
    project: &Project,
    table: &Table,
    chart: AnalystChart,
    args: &TableArgs,
    printer: &Printer,
) -> Result<u8, CliError> {
    let (Some(path), Some(form)) = (&args.output, picture(args)) else {
        printer.table(table, args)?;
        return Ok(0);
    };
    let failed = |error| ProjectError::from(GuideError::from(error));
    let chart = project.draw(table.clone(), chart, SMALL_CELL)?;
    let bytes = match form.as_str() {
        "png" => chart.png().map_err(failed)?,
        "pdf" => chart.pdf().map_err(failed)?,
        _ => chart.svg.clone().into_bytes(),
    };
    printer.file(path, &bytes)?;
    printer.file(&path.with_extension("data.csv"), chart.data.to_csv().as_bytes())?;
    Ok(0)
}
