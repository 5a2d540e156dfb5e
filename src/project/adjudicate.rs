//! Decisions on disagreements become codings of a consensus.

use std::collections::BTreeMap;

use super::review::known_code;
use super::{Project, ProjectError};
use crate::interchange::{AdjudicationRow, SheetCoding, Verdict};
use crate::model::{Codebook, Coding, Origin, Problem, Problems};
use crate::store::{Change, StoredCoding};
use crate::text::{OffsetMap, Span, Unit, counted};

/// What an adjudication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adjudicated {
    /// Disagreements that were decided on.
    pub decided: u64,
    /// Codings that were made.
    pub added: u64,
    /// The round that they are of.
    pub round: u32,
}

impl Project {
    /// Makes codings of a consensus from decisions on disagreements: all rows or none, in one change. The codings that were
    /// decided on stay as they are. `round` is that of the consensus; without one it is the round after the last of the
    /// codings that were decided on, so that a comparison of the coders does not meet the consensus.
    ///
    /// # Errors
    /// Every row whose codings have changed since the sheet was written, with what changed; codes that the codebook lacks;
    /// places outside of their text.
    pub fn adjudicate(
        &mut self,
        file: &str,
        rows: &[AdjudicationRow],
        coder: &str,
        round: Option<u32>,
        dry_run: bool,
    ) -> Result<Adjudicated, ProjectError> {
        let created = self.now.timestamp.clone();
        self.change("agreement adjudicate", dry_run, |change| {
            let mut desk = Desk { change, book: change.active_codebook()?, texts: BTreeMap::new() };
            let mut problems = Problems::default();
            let mut decided: Vec<(Settled, &AdjudicationRow)> = Vec::new();
            let mut last = 0;
            for row in rows {
                match desk.settle(row) {
                    Ok(settled) => {
                        last = last.max(settled.last_round);
                        decided.push((settled, row));
                    }
                    Err(ProjectError::Input(found)) => {
                        let at_row = |found: Problem| Problem { file: file.to_owned(), ..found }.at_line(row.line);
                        problems.0.extend(found.0.into_iter().map(at_row));
                    }
                    Err(other) => return Err(other),
                }
            }
            problems.none_or(())?;
            let round = round.unwrap_or(last + 1);
            let mut codings: Vec<Coding> = Vec::new();
            for (settled, row) in decided {
                for (span, code) in settled.codings {
                    let quote = desk.words(&row.source, span)?;
                    codings.push(Coding {
                        source: row.source.clone(),
                        span,
                        code,
                        coder: coder.to_owned(),
                        round,
                        quote,
                        memo: memo(row),
                        created: created.clone(),
                        weight: None,
                        origin: Origin::Manual,
                        sheet_row: None,
                        codebook: None,
                    });
                }
            }
            let added = change.add_codings(&codings)?.len() as u64;
            let done = Adjudicated { decided: rows.len() as u64, added, round };
            let summary = format!(
                "{} decided on by {coder}: {} of round {round}",
                counted(done.decided, "disagreement"),
                counted(added, "coding")
            );
            Ok((done, if added == 0 { String::new() } else { summary }))
        })
    }
}

fn memo(row: &AdjudicationRow) -> String {
    let decided = format!("adjudicated: {}", row.verdict.word());
    if row.note.is_empty() { decided } else { format!("{decided}; {}", row.note) }
}

/// What becomes of a row.
struct Settled {
    codings: Vec<(Span, String)>,
    last_round: u32,
}

/// What is needed to decide on rows: texts are read once.
struct Desk<'c> {
    change: &'c Change<'c>,
    book: Codebook,
    texts: BTreeMap<String, String>,
}

impl Desk<'_> {
    fn settle(&mut self, row: &AdjudicationRow) -> Result<Settled, ProjectError> {
        let mut problems = Problems::default();
        let mut stored: [Option<StoredCoding>; 2] = [None, None];
        for (coding, stored) in row.codings.iter().zip(&mut stored) {
            let Some(coding) = coding else { continue };
            match self.unchanged(&row.source, coding) {
                Ok(found) => *stored = Some(found),
                Err(ProjectError::Input(found)) => problems.0.extend(found.0),
                Err(other) => return Err(other),
            }
        }
        problems.none_or(())?;
        let last_round = stored.iter().flatten().map(|stored| stored.coding.round).max().unwrap_or(0);
        let [first, second] = &stored;
        let chosen = match row.verdict {
            Verdict::Neither => Vec::new(),
            Verdict::Both => [first, second].into_iter().flatten().collect(),
            Verdict::First => first.iter().collect(),
            Verdict::Second => second.iter().collect(),
            Verdict::Other => first.as_ref().or(second.as_ref()).into_iter().collect::<Vec<_>>(),
        };
        let mut codings = Vec::new();
        for chosen in chosen {
            let code = row.code.as_ref().unwrap_or(&chosen.coding.code);
            known_code(&self.book, code)?;
            let span = row.place.map_or(Ok(chosen.coding.span), |place| self.bytes(&row.source, place))?;
            codings.push((span, code.clone()));
        }
        Ok(Settled { codings, last_round })
    }

    /// The coding as it is in the project, if it is what the sheet says.
    fn unchanged(&mut self, source: &str, sheet: &SheetCoding) -> Result<StoredCoding, ProjectError> {
        let mut found = self.change.codings_named(&sheet.id)?;
        let (Some(stored), true) = (found.pop(), found.is_empty()) else {
            return Err(changed(&sheet.id, "it is not there any more").into());
        };
        if !stored.state.counts() {
            return Err(changed(&sheet.id, &format!("it is {} now", stored.state.word())).into());
        }
        if stored.coding.source != source {
            return Err(changed(&sheet.id, &format!("it is a coding of {}", stored.coding.source)).into());
        }
        if stored.coding.code != sheet.code {
            let what = format!("its code was {} and is {} now", sheet.code, stored.coding.code);
            return Err(changed(&sheet.id, &what).into());
        }
        let text = self.text(source)?;
        let ruler = OffsetMap::new(text);
        let at = |byte| ruler.from_bytes(Unit::CodePoints, byte);
        let now = at(stored.coding.span.start).zip(at(stored.coding.span.end));
        if let (Some(then), Some(now)) = (sheet.place, now)
            && then != now
        {
            let what =
                format!("it stood on characters {} to {} and stands on {} to {} now", then.0, then.1, now.0, now.1);
            return Err(changed(&sheet.id, &what).into());
        }
        Ok(stored)
    }

    fn bytes(&mut self, source: &str, (start, end): (u32, u32)) -> Result<Span, ProjectError> {
        let text = self.text(source)?;
        let ruler = OffsetMap::new(text);
        let at = |place| ruler.to_bytes(Unit::CodePoints, place);
        let (Some(start), Some(end)) = (at(start), at(end)) else {
            let length = ruler.len(Unit::CodePoints);
            return Err(Problem::new("", format!("characters {start} to {end} are not in {source}"))
                .field("end")
                .hint(format!("the text has {length} characters"))
                .into());
        };
        Ok(Span::new(start, end).snapped_outwards(text))
    }

    fn words(&mut self, source: &str, span: Span) -> Result<String, ProjectError> {
        Ok(span.of(self.text(source)?).unwrap_or_default().to_owned())
    }

    fn text(&mut self, source: &str) -> Result<&str, ProjectError> {
        if !self.texts.contains_key(source) {
            let text = self.change.current_text(source)?.ok_or_else(|| {
                Problem::new("", format!("there is no source “{source}” in the project")).field("source")
            })?;
            self.texts.insert(source.to_owned(), text);
        }
        Ok(self.texts.get(source).map_or("", String::as_str))
    }
}

fn changed(id: &str, what: &str) -> Problem {
    Problem::new("", format!("coding {id} has changed since the sheet was written: {what}"))
        .hint("write the sheet again with `themeweave agreement disagreements -o FILE`, and decide anew")
}
