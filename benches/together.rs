//! What comes together, what follows, where: kernels on the loaded columns of M, and of S packed into five sources (D).

use std::hint::black_box;

use criterion::Criterion;
use themeweave::analysis::{
    CooccurrenceRequest, CrosstabRequest, Dimension, Filter, Measure, RollUp, SequenceRequest, Together, cooccurrence,
    crosstab, sequence,
};
use themeweave::model::{CodingRow, Codings, Snapshot, Source, Turns};
use themeweave::query::{Evaluator, Query};
use themeweave::text::Span;

use crate::projects::Built;

/// Kernels on M.
pub fn together(criterion: &mut Criterion, built: &Built) {
    let snapshot = built.open().snapshot_with_texts(None).expect("a snapshot");
    let (code, role) =
        (Dimension::parse("code", &snapshot).expect("codes"), Dimension::parse("role", &snapshot).expect("roles"));
    for measures in [vec![Measure::Codings], vec![Measure::Turns, Measure::Cases, Measure::Participants]] {
        let words: Vec<&str> = measures.iter().map(|measure| measure.word()).collect();
        let request = CrosstabRequest { measures, ..CrosstabRequest::new(code.clone(), role.clone()) };
        criterion.bench_function(&format!("M: any by any, {}", words.join(" + ")), |bencher| {
            bencher.iter(|| crosstab(black_box(&snapshot), &request).expect("a matrix"));
        });
    }
    for by in [Together::Turn, Together::Intersection, Together::Participant] {
        pairs(criterion, "M", &snapshot, by);
    }
    let request =
        SequenceRequest { rows: code, within: 3, roll_up: RollUp::Direct, all: false, filter: Filter::default() };
    criterion.bench_function("M: sequences within 3 turns", |bencher| {
        bencher.iter(|| sequence(black_box(&snapshot), &request).expect("sequences"));
    });
    for text in [
        "code:housing_stability_helps within role:Parent",
        "code:housing_stability_helps intersects code:*",
        "code:housing_stability_helps near:2turns code:trust_in_services_hinders",
        "at least 2 of (code:housing_stability_helps, code:substance_use_helps, code:court_delay_hinders)",
    ] {
        let query = Query::parse(text).expect("a query");
        criterion.bench_function(&format!("M: positions, {text}"), |bencher| {
            bencher.iter(|| Evaluator::new(black_box(&snapshot)).segments(&query).expect("segments"));
        });
    }
}

/// Kernels on D: the codings of S in five sources, where what is open at a place is much.
pub fn packed(criterion: &mut Criterion, built: &Built) {
    let packed = into_five(&built.open().snapshot(None).expect("a snapshot"));
    pairs(criterion, "D", &packed, Together::Turn);
}

fn pairs(criterion: &mut Criterion, size: &str, snapshot: &Snapshot, by: Together) {
    let rows = Dimension::parse("code", snapshot).expect("codes");
    let request = CooccurrenceRequest {
        rows,
        by,
        roll_up: RollUp::Direct,
        all: false,
        quotations: false,
        filter: Filter::default(),
    };
    criterion.bench_function(&format!("{size}: co-occurrence of all pairs, {by:?}"), |bencher| {
        bencher.iter(|| cooccurrence(black_box(snapshot), &request).expect("pairs"));
    });
}

/// The same turns and codings in five sources, each the texts of every fifth one after the other.
fn into_five(snapshot: &Snapshot) -> Snapshot {
    let mut packed = snapshot.clone();
    packed.turns = Turns { first: vec![0], ..Turns::default() };
    packed.sources.clear();
    let mut rows: Vec<CodingRow> = Vec::new();
    for group in 0..5_u32 {
        let mut shift = 0;
        for (number, source) in (0u32..).zip(&snapshot.sources).filter(|(number, _)| number % 5 == group) {
            let moved = |span: Span| Span::new(span.start + shift, span.end + shift);
            for turn in snapshot.turns.of_source(number) {
                packed.turns.speech.push(moved(snapshot.turns.speech[turn]));
                packed.turns.speaker.push(snapshot.turns.speaker[turn]);
                packed.turns.words.push(snapshot.turns.words[turn]);
                packed.turns.start_ms.push(-1);
            }
            let codings = (0..snapshot.codings.len()).filter_map(|at| snapshot.codings.row(at));
            let of_source = codings.filter(|row| row.source == number);
            rows.extend(of_source.map(|row| CodingRow { source: group, span: moved(row.span), ..row }));
            shift += source.bytes;
        }
        packed.turns.first.push(u32::try_from(packed.turns.speech.len()).unwrap_or(u32::MAX));
        packed.sources.push(Source { name: format!("packed-{group}"), bytes: shift, ..snapshot.sources[0].clone() });
    }
    for speaker in &mut packed.speakers {
        speaker.source %= 5;
    }
    rows.sort_by_key(CodingRow::place);
    packed.codings = Codings::of_rows(rows);
    packed
}
