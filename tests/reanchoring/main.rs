//! When a transcript is corrected, codings stay on their words: ten thousand corrections, each word followed through
//! every edit, and the figures that `docs/design/re-anchoring.md` prints.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test may fail, and says what it skips")]

mod document;
mod edits;
mod oracle;
mod survival;
mod texts;

use std::path::PathBuf;

use document::Document;
use edits::{Dice, Edit};
use oracle::{Coding, Oracle, Verdict};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use themeweave::text::{Reanchoring, Span, text_len};

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What came of all codings of one test.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    codings: u32,
    /// Of which all words survive side by side, and how many of those were given up.
    whole: u32,
    whole_lost: u32,
    /// Of which some words survive, and how many of those were given up.
    damaged: u32,
    damaged_lost: u32,
    partial: u32,
    indistinguishable: u32,
}

impl Tally {
    fn add(&mut self, verdict: Verdict, whole: bool, survives: bool) {
        self.codings += 1;
        self.indistinguishable += u32::from(verdict == Verdict::Indistinguishable);
        self.partial += u32::from(verdict == Verdict::Partial);
        let lost = u32::from(verdict == Verdict::Lost);
        if whole {
            self.whole += 1;
            self.whole_lost += lost;
        } else if survives {
            self.damaged += 1;
            self.damaged_lost += lost;
        }
    }

    fn share(part: u32, whole: u32) -> f64 {
        f64::from(part) / f64::from(whole.max(1))
    }
}

/// Places all codings and judges each; the message says what was wrong with the first that was.
fn check(old: &Document, edited: &Document, codings: &[Coding], tally: &mut Tally) -> Result<(), String> {
    let (old_text, new_text) = (old.text(), edited.text());
    let reanchoring = Reanchoring::new(&old_text, &new_text);
    let mut oracle = Oracle::new(old, edited);
    oracle.hear(reanchoring.pairs());
    for coding in codings {
        let found = reanchoring.place(coding.span);
        if let Some(span) = found.span {
            sound(&new_text, span)?;
        }
        let verdict = oracle.judge(coding, found.span, &new_text);
        tally.add(verdict, oracle.is_whole(coding), oracle.hull(coding).is_some());
        if verdict == Verdict::Wrong {
            let said = |span: Option<Span>, text: &str| span.and_then(|span| span.of(text).map(str::to_owned));
            return Err(format!(
                "{:?} landed on {:?}, its words are at {:?}: {found:?}\n--- old\n{old_text}\n--- new\n{new_text}",
                coding.span.of(&old_text),
                said(found.span, &new_text),
                said(oracle.hull(coding), &new_text),
            ));
        }
    }
    Ok(())
}

fn sound(text: &str, span: Span) -> Result<(), String> {
    let words = span.of(text).ok_or(format!("{span:?} is not in the text"))?;
    let sound = !words.trim().is_empty() && span.snapped_outwards(text) == span && span.end <= text_len(text);
    if sound { Ok(()) } else { Err(format!("{span:?} is not sound: {words:?}")) }
}

fn edit() -> impl Strategy<Value = (Edit, u64)> {
    (prop::sample::select(Edit::ALL.map(|(edit, _)| edit).to_vec()), any::<u64>())
}

/// Runs random corrections of texts that `text` makes out of a number.
fn run(cases: u32, most_edits: usize, codings: usize, text: impl Fn(u64) -> String) -> Tally {
    let mut tally = Tally::default();
    let shared = std::cell::RefCell::new(&mut tally);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let strategy = (any::<u64>(), prop::collection::vec(edit(), 1..=most_edits), any::<u64>());
    let result = TestRunner::new(config).run(&strategy, |(seed, edits, coded)| {
        let old = Document::new(&text(seed));
        let mut edited = old.clone();
        for (edit, seed) in edits {
            edit.make(&mut edited, &mut Dice(seed));
        }
        let coded = texts::codings(&old, codings, &mut Dice(coded));
        check(&old, &edited, &coded, &mut shared.borrow_mut()).map_err(TestCaseError::fail)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    println!("{tally:?}");
    tally
}

#[test]
fn codings_stay_on_their_words_in_random_texts() {
    let tally = run(9_000, 5, 16, |seed| texts::random(&mut Dice(seed)));
    assert!(Tally::share(tally.whole_lost, tally.whole) < 0.05, "{tally:?}");
}
