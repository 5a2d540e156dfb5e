//! The interval evaluator against one that looks at every character.

use proptest::prelude::*;
use themeweave::analysis::{AgreementRequest, Coefficient, CompareUnit, Filter, Frame, Layout, agreement};
use themeweave::model::Snapshot;
use themeweave::text::{Span, words};

use super::study::{CODES, recipes};
use super::{cell, figure};

/// The units of the compared text, each with its bytes, character by character, word by word or turn by turn.
fn units(frame: &Frame<'_>, unit: CompareUnit) -> Vec<(u32, Vec<Span>)> {
    let snapshot = frame.snapshot();
    let mut found = Vec::new();
    for source in 0..u32::try_from(snapshot.sources.len()).unwrap() {
        let coded = |coder: u32| {
            let all = snapshot.codings.source.iter().zip(&snapshot.codings.coder);
            all.into_iter().any(|(where_, who)| *where_ == source && *who == coder)
        };
        if !(coded(0) && coded(1)) {
            continue;
        }
        let text = snapshot.text(source).unwrap();
        let turns = snapshot.turns.of_source(source);
        let speech: Vec<Span> = if turns.is_empty() {
            vec![Span::new(0, u32::try_from(text.len()).unwrap())]
        } else {
            let data = turns.filter(|turn| frame.is_data(frame.voice(*turn)));
            data.map(|turn| snapshot.turns.speech[turn]).filter(|speech| !speech.is_empty()).collect()
        };
        let mut here = Vec::new();
        for speech in speech {
            let said = speech.of(text).unwrap();
            let at = |from: usize, length: usize| {
                let start = speech.start + u32::try_from(from).unwrap();
                Span::new(start, start + u32::try_from(length).unwrap())
            };
            match unit {
                CompareUnit::Character => here.extend(said.char_indices().map(|(from, c)| at(from, c.len_utf8()))),
                CompareUnit::Word => {
                    here.extend(words(said).map(|word| at(word.start as usize, word.len() as usize)));
                }
                _ => here.push(speech),
            }
        }
        found.push((source, here));
    }
    found
}

/// Both, only the first, only the second, neither.
fn table(snapshot: &Snapshot, units: &[(u32, Vec<Span>)], code: u32) -> [u64; 4] {
    let mut table = [0; 4];
    for (source, spans) in units {
        for span in spans {
            let marked = |coder: u32| {
                (0..snapshot.codings.len()).any(|at| {
                    let codings = &snapshot.codings;
                    codings.source[at] == *source
                        && codings.coder[at] == coder
                        && codings.code[at] == code
                        && codings.span[at].intersects(*span)
                })
            };
            let cell = match (marked(0), marked(1)) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            };
            table[cell] += 1;
        }
    }
    table
}

/// Alpha from drawing every pair of the 2n ratings without putting back.
fn alpha([both, first, second, neither]: [u64; 4]) -> Option<f64> {
    let count = |n: u64| f64::from(u32::try_from(n).unwrap());
    let (yes, no) = (count(2 * both + first + second), count(2 * neither + first + second));
    let all = yes + no;
    let observed = count(first + second) / (all / 2.0);
    let chance = (yes / all) * (no / (all - 1.0)) + (no / all) * (yes / (all - 1.0));
    (chance > 0.0).then(|| 1.0 - observed / chance)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn ends_of_marks_tell_what_every_unit_tells(recipe in recipes()) {
        let snapshot = recipe.snapshot();
        let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
        for unit in [CompareUnit::Character, CompareUnit::Word, CompareUnit::Turn] {
            let request = AgreementRequest { unit, resamples: 0, ..AgreementRequest::default() };
            let units = units(&frame, unit);
            let Ok(found) = agreement(&frame, &request, Layout::Data) else {
                // Nothing to compare: no source that both coded holds any speech.
                let any: usize = self::units(&frame, CompareUnit::Character).iter().map(|(_, spans)| spans.len()).sum();
                prop_assert!(any == 0 || snapshot.coders.len() < 2);
                continue;
            };
            for (code, id) in CODES.iter().enumerate() {
                let table = table(&snapshot, &units, u32::try_from(code).unwrap());
                if table[..3] == [0, 0, 0] {
                    continue;
                }
                let word = Coefficient::Alpha.word();
                let count = |key| figure(&found, id, word, key).map(|count| count.round().to_string());
                prop_assert_eq!(count("all"), Some(table[0].to_string()), "{:?} {}", unit, id);
                prop_assert_eq!(count("some"), Some((table[1] + table[2]).to_string()), "{:?} {}", unit, id);
                prop_assert_eq!(count("n"), Some(table.iter().sum::<u64>().to_string()));
                match (figure(&found, id, word, "estimate"), alpha(table)) {
                    (Some(found), Some(expected)) => prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}"),
                    (None, None) => prop_assert!(!cell(&found, id, word, "reason").display().is_empty()),
                    (found, expected) => prop_assert!(false, "{found:?} instead of {expected:?}"),
                }
            }
        }
    }
}
