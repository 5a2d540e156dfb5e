//! Single charts of a project, for reports that are not a pack.

use super::{Project, ProjectError, barred_effects};
use crate::analysis::{Filter, Frame, Joint};
use crate::charts::Chart;
use crate::disclosure::{Gate, Policy};
use crate::guide::{FigureKind, FigureOptions, figure};
use crate::model::{Problem, Scope};

impl Project {
    /// Draws a chart, through the gate of the pack: counts of people below `small_cell` are
    /// withheld. It is drawn as of a codebook version, or the active one.
    ///
    /// # Errors
    /// When the project has nothing to draw in it, the gate refuses, or it cannot be drawn.
    pub fn chart(
        &self,
        kind: FigureKind,
        options: &FigureOptions,
        small_cell: u64,
        codebook: Option<&str>,
    ) -> Result<Chart, ProjectError> {
        let snapshot = self.snapshot(codebook)?;
        let gate = Gate::new(&snapshot, Policy { audience: Scope::QuotePublished, small_cell });
        let frame = Frame::new(&snapshot, &Filter::default())?;
        let joint = Joint::new(&frame, &barred_effects(&snapshot));
        let found = figure(kind, options, &gate, &joint)?;
        let nothing = || {
            Problem::new(self.path().display().to_string(), format!("there is nothing to draw in {}", kind.word()))
                .hint("it needs themes with codings, or findings")
        };
        Ok(found.ok_or_else(nothing)?.chart)
    }
}
