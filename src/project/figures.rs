//! Single charts of a project, for reports that are not a pack.

use super::{Project, ProjectError, barred_effects};
use crate::analysis::{Filter, Frame, Joint, MapRows};
use crate::charts::Chart;
use crate::disclosure::{Gate, Policy};
use crate::guide::{self, AnalystChart, FigureKind, FigureOptions, figure};
use crate::interchange::GuideSettings;
use crate::model::{Problem, Scope};
use crate::table::Table;

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
        Ok(found.ok_or_else(|| self.nothing_to_draw(kind))?.chart)
    }

    /// The evidence map as a page of its own, with quotes as many and as long as a guide has unless its manifest says
    /// otherwise.
    ///
    /// # Errors
    /// As [`Project::chart`].
    pub fn evidence_map_page(
        &self,
        rows: MapRows,
        small_cell: u64,
        codebook: Option<&str>,
    ) -> Result<String, ProjectError> {
        let snapshot = self.snapshot_with_texts(codebook)?;
        let usual = GuideSettings::default();
        let quotes = (usual.quotes_per_theme as usize, (usual.min_quote_words, usual.max_quote_words));
        let page = guide::evidence_map_page(&snapshot, rows, small_cell, quotes, &barred_effects(&snapshot))?;
        Ok(page.ok_or_else(|| self.nothing_to_draw(FigureKind::EvidenceMap))?)
    }

    /// Draws an analyst's table, through the gate: counts of people below `small_cell` are withheld.
    ///
    /// # Errors
    /// When the gate refuses, or it cannot be drawn.
    pub fn draw(&self, table: Table, chart: AnalystChart, small_cell: u64) -> Result<Chart, ProjectError> {
        let snapshot = self.snapshot(None)?;
        let gate = Gate::new(&snapshot, Policy { audience: Scope::QuotePublished, small_cell });
        Ok(guide::analyst_chart(chart, table, &gate, &snapshot)?)
    }

    fn nothing_to_draw(&self, kind: FigureKind) -> Problem {
        Problem::new(self.path().display().to_string(), format!("there is nothing to draw in {}", kind.word()))
            .hint("it needs themes with codings, or findings")
    }
}
