//! Revisions and turns as lines.

use crate::store::{RevisionFacts, TurnBlock};
use crate::text::Span;

pub(super) const REVISION_COLUMNS: [&str; 9] =
    ["source", "revision", "words", "entry", "format", "encoding", "file_sha256", "text_sha256", "file"];

pub(super) fn revision_line(facts: &RevisionFacts) -> String {
    let (words, entry, seq) = (facts.words.to_string(), facts.entry.to_string(), facts.seq.to_string());
    let cells = [
        facts.source.as_str(),
        &seq,
        &words,
        &entry,
        &facts.format,
        &facts.encoding,
        &facts.file_sha256,
        &facts.text_sha256,
        &facts.file,
    ];
    cells.map(|cell| cell.replace(['\t', '\n', '\r'], " ")).join("\t") + "\n"
}

pub(super) fn read_revision(line: &str) -> Option<RevisionFacts> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [source, seq, words, entry, format, encoding, file_sha256, text_sha256, file] = cells.as_slice() else {
        return None;
    };
    Some(RevisionFacts {
        source: (*source).to_owned(),
        seq: seq.parse().ok()?,
        words: words.parse().ok()?,
        entry: entry.parse().ok()?,
        format: (*format).to_owned(),
        encoding: (*encoding).to_owned(),
        file_sha256: (*file_sha256).to_owned(),
        text_sha256: (*text_sha256).to_owned(),
        file: (*file).to_owned(),
        ..RevisionFacts::default()
    })
}

const TURN_COLUMNS: &str = "#speaker\tlabel_start\tlabel_end\tspeech_start\tspeech_end\twords\tstart_ms\tend_ms\n";

pub(super) fn turn_lines(turns: &TurnBlock) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(40 * (turns.len() + 1));
    out.push_str(TURN_COLUMNS);
    let columns = turns.speaker.iter().zip(&turns.label).zip(&turns.speech).zip(&turns.words);
    for (((((speaker, label), speech), words), start), end) in columns.zip(&turns.start_ms).zip(&turns.end_ms) {
        let number = |value: Option<i64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        let [speaker, from, to] = [*speaker, label.map(|label| label.start), label.map(|label| label.end)];
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{words}\t{}\t{}",
            number(speaker.map(i64::from)),
            number(from.map(i64::from)),
            number(to.map(i64::from)),
            speech.start,
            speech.end,
            number(*start),
            number(*end)
        );
    }
    out
}

/// Reads [`turn_lines`]; the number of the first line that is no turn otherwise.
pub(super) fn read_turns(text: &str) -> Result<TurnBlock, usize> {
    let mut turns = TurnBlock::default();
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        let cells: Option<Vec<Option<i64>>> =
            line.split('\t').map(|cell| if cell == "-" { Some(None) } else { cell.parse().ok().map(Some) }).collect();
        let whole = |cell: Option<i64>| cell.map(u32::try_from).transpose().map_err(|_| number);
        let Some([speaker, from, to, start, end, words, start_ms, end_ms]) = cells.as_deref() else {
            return Err(number);
        };
        turns.speaker.push(whole(*speaker)?);
        turns.label.push(whole(*from)?.zip(whole(*to)?).map(|(from, to)| Span::new(from, to)));
        let (Some(start), Some(end)) = (whole(*start)?, whole(*end)?) else { return Err(number) };
        turns.speech.push(Span::new(start, end));
        turns.words.push(whole(*words)?.ok_or(number)?);
        turns.start_ms.push(*start_ms);
        turns.end_ms.push(*end_ms);
    }
    Ok(turns)
}
