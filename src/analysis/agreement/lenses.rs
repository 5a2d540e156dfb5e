//! The same codings by the rules of other programs, side by side: one word, many numbers.

use super::super::{AnalysisError, Frame};
use super::coefficient::{Coefficient, Found, Why};
use super::describe::{Reasons, frame_line, names, rule_notes};
use super::field::Field;
use super::marks::{matched, matchings, of_marks};
use super::measured::figure_of;
use super::patterns::Patterns;
use super::raters::nothing;
use super::request::{AgreementRequest, CompareUnit};
use crate::stats::agreement::Undefined;
use crate::stats::agreement::overlap::Overlap;
use crate::table::{Cell, Column, Table};

/// What each program's rule says of the same data. Columns: `tool, unit, rule, coefficient, value, codes`; `codes` is the
/// number of codes that have the figure, where it is a mean over codes.
///
/// # Errors
/// As [`agreement`](super::agreement); more than two coders.
pub fn lenses(frame: &Frame<'_>, request: &AgreementRequest) -> Result<Table, AnalysisError> {
    let by = |unit| Field::of(frame, &AgreementRequest { unit, ..request.clone() });
    let characters = by(CompareUnit::Character)?.characters;
    if characters.raters.len() != 2 {
        return Err(nothing("other programs compare two coders; name two with --coders A,B"));
    }
    let lens = Lens {
        words: by(CompareUnit::Word).ok().map(|fields| fields.asked),
        documents: characters.by_source(),
        passages: characters.by_segment(),
        codes: characters.used(),
        characters,
        request,
    };
    let columns = [("tool", "Tool"), ("unit", "Unit"), ("rule", "Rule"), ("coefficient", "Coefficient")];
    let mut columns: Vec<Column> = columns.map(|(key, label)| Column::text(key, label)).to_vec();
    columns.extend([Column::number("value", "Value"), Column::number("codes", "Codes")]);
    let mut table =
        Table::new(format!("Agreement of {} by the rules of other programs", names(&lens.characters)), columns);
    table.frame = frame_line(frame, &lens.characters, request);
    let mut reasons = Reasons::default();
    for row in lens.rows() {
        let value = row.value.map(|(value, _)| value);
        let codes = row.value.ok().and_then(|(_, codes)| codes).map_or(Cell::Empty, Cell::Count);
        let words = [row.tool, row.unit, row.rule.as_str(), row.coefficient].map(Cell::words);
        table.rows.push(words.into_iter().chain([reasons.cell(value), codes]).collect());
    }
    reasons.explain(&mut table);
    table.notes.push(
        "Codes: how many have the figure, where it is a mean over codes. The rules are those that the programs document; \
         they were not run beside this."
            .to_owned(),
    );
    table.notes.extend(rule_notes(frame, &lens.characters).into_iter().skip(1));
    table.notes.extend(frame.snapshot().notice_note());
    Ok(table)
}

/// A figure by the rule of a program.
struct Row {
    tool: &'static str,
    unit: &'static str,
    rule: String,
    coefficient: &'static str,
    /// The figure, and over how many codes it is a mean.
    value: Result<(f64, Option<u64>), Why>,
}

struct Lens<'r> {
    characters: Field,
    documents: Field,
    passages: Field,
    /// By word, where texts are at hand.
    words: Option<Field>,
    codes: Vec<usize>,
    request: &'r AgreementRequest,
}

impl Lens<'_> {
    fn rows(&self) -> Vec<Row> {
        let tools = [self.nvivo(), self.maxqda(), self.atlas_ti(), self.dedoose(), self.qda_miner()];
        tools.into_iter().flatten().collect()
    }

    fn nvivo(&self) -> Vec<Row> {
        let row = |coefficient, label| {
            let value = self.mean(&self.characters, coefficient);
            Row {
                tool: "NVivo",
                unit: "character",
                rule: "by code: both or neither".to_owned(),
                coefficient: label,
                value,
            }
        };
        vec![row(Coefficient::Percent, "percent"), row(Coefficient::Cohen, "Cohen kappa")]
    }

    fn maxqda(&self) -> Vec<Row> {
        let row = |unit, rule: String, coefficient, value| Row { tool: "MAXQDA", unit, rule, coefficient, value };
        let overlap = self.request.overlap;
        let segments = matched(&matchings(&self.characters, &self.codes), overlap, |_| 1);
        let rule = format!("same code, {:.0}% overlap", overlap * 100.0);
        let chance = self.codes.len() as u64;
        let present = self.mean(&self.documents, Coefficient::Percent);
        vec![
            row("document", "code in it or not".to_owned(), "percent", present),
            row("document", "code as often".to_owned(), "percent", self.as_often()),
            row("segment", rule.clone(), "percent", plain(segments.agreement().ok_or(Undefined::NothingCoded))),
            row(
                "segment",
                format!("{rule}; chance 1/{chance}"),
                "Brennan-Prediger",
                plain(segments.brennan_prediger(chance)),
            ),
        ]
    }

    fn atlas_ti(&self) -> Vec<Row> {
        let row = |rule: &str, coefficient, value| Row {
            tool: "ATLAS.ti",
            unit: "character",
            rule: rule.to_owned(),
            coefficient,
            value,
        };
        let mean = |coefficient| self.mean(&self.characters, coefficient);
        let together = of_marks(&self.characters, Coefficient::CuAlpha, &self.codes, self.request.overlap);
        vec![
            row("by code: both or neither", "percent", mean(Coefficient::Percent)),
            row("2 × both / (one + other)", "Holsti", plain(self.holsti().ok_or(Undefined::NothingCoded))),
            row("by code: coded or not", "alpha binary", mean(Coefficient::Alpha)),
            row("codes that exclude each other", "cu-alpha", together.map(|found| (found.value, None))),
        ]
    }

    fn dedoose(&self) -> Vec<Row> {
        let row = |coefficient, value| Row {
            tool: "Dedoose",
            unit: "passage",
            rule: "excerpts as coded by either".to_owned(),
            coefficient,
            value,
        };
        let pooled = self.pooled(&self.passages, Coefficient::Cohen).map(|found| (found.value, None));
        vec![row("Cohen kappa", self.mean(&self.passages, Coefficient::Cohen)), row("pooled kappa", pooled)]
    }

    fn qda_miner(&self) -> Vec<Row> {
        let figures = [
            (Coefficient::Percent, "percent"),
            (Coefficient::Scott, "Scott pi"),
            (Coefficient::BrennanPrediger, "free marginal"),
            (Coefficient::Alpha, "Alpha"),
        ];
        let of = |unit, rule: &'static str, field: &Field| {
            let row = |(coefficient, label)| {
                let value = self.mean(field, coefficient);
                Row { tool: "QDA Miner", unit, rule: rule.to_owned(), coefficient: label, value }
            };
            figures.map(row)
        };
        let mut rows = of("document", "code in it or not", &self.documents).into_iter().collect::<Vec<_>>();
        rows.extend(self.words.iter().flat_map(|words| of("word", "words with the code", words)));
        rows
    }

    /// The mean over codes of a coefficient; codes without one are left out and told by the number.
    fn mean(&self, field: &Field, coefficient: Coefficient) -> Result<(f64, Option<u64>), Why> {
        let mut values = Vec::new();
        let mut why = Why::Undefined(Undefined::NothingCoded);
        for code in &self.codes {
            match figure_of(coefficient, &[Patterns::of_presence(field, &[*code])], false, self.request.level, None) {
                Ok(found) => values.push(found.value),
                Err(reason) => why = reason,
            }
        }
        let count = values.len() as u64;
        // Numbers of codes, far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let mean = values.iter().sum::<f64>() / count as f64;
        if count > 0 { Ok((mean, Some(count))) } else { Err(why) }
    }

    fn pooled(&self, field: &Field, coefficient: Coefficient) -> Result<Found, Why> {
        let parts: Vec<Patterns> = self.codes.iter().map(|code| Patterns::of_presence(field, &[*code])).collect();
        figure_of(coefficient, &parts, true, self.request.level, None)
    }

    fn overlap(&self, code: usize) -> Overlap {
        let field = &self.characters;
        Overlap::of(field.spans(0, code), field.spans(1, code), field.length)
    }

    fn holsti(&self) -> Option<f64> {
        self.codes.iter().map(|code| self.overlap(*code)).sum::<Overlap>().f1()
    }

    /// Pairs of code and document in which both coded as many segments.
    fn as_often(&self) -> Result<(f64, Option<u64>), Why> {
        let counts = self.codes.iter().map(|code| {
            let of = |rater: usize| {
                let mut counts = vec![0_u64; self.characters.sources().len()];
                for span in self.documents.spans(rater, *code) {
                    if let Some(count) = usize::try_from(span.start).ok().and_then(|at| counts.get_mut(at)) {
                        *count += 1;
                    }
                }
                counts
            };
            of(0).iter().zip(&of(1)).filter(|(a, b)| a == b).count() as u64
        });
        let same: u64 = counts.sum();
        let all = self.codes.len() as u64 * self.documents.length;
        // Numbers of codes and documents, far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let share = same as f64 / all as f64;
        if all > 0 { Ok((share, None)) } else { Err(Undefined::NothingCoded.into()) }
    }
}

fn plain(figure: Result<f64, Undefined>) -> Result<(f64, Option<u64>), Why> {
    figure.map(|value| (value, None)).map_err(Why::Undefined)
}
