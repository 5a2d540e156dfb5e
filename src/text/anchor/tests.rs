use proptest::prelude::*;

use super::*;
use crate::text::{Span, text_len};

const OLD: &str = "Int: How was it?\nAnna: Yeah. I didn\u{2019}t want to go home, not then.\nInt: And your mum?\n\
                   Anna: Yeah. She was scared, you know, but the social worker came every week.\nInt: Thank you.\n";

/// The span of words that the old text has once.
fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap();
    assert_eq!(text.matches(words).count(), 1, "{words}");
    Span::new(u32::try_from(start).unwrap(), u32::try_from(start + words.len()).unwrap())
}

/// Where `words` of `OLD` are in `new`: fate, method and the words there.
fn placed(new: &str, words: &str) -> (Fate, Method, String) {
    let found = Reanchoring::new(OLD, new).place(span(OLD, words));
    assert_eq!(found.span.is_none(), found.fate == Fate::Orphaned);
    assert!(found.span.is_none() || found.score > 0.3, "{found:?}");
    (found.fate, found.method, found.span.map_or(String::new(), |span| span.of(new).unwrap().to_owned()))
}

fn is(fate: Fate, method: Method, words: &str) -> (Fate, Method, String) {
    (fate, method, words.to_owned())
}

#[test]
fn nothing_moves_in_an_unchanged_text() {
    let same = Reanchoring::new(OLD, OLD);
    assert_eq!(same.changes(), Changes::default());
    for (start, _) in OLD.char_indices() {
        for end in [start + 1, start + 4, start + 90] {
            let span = Span::new(u32::try_from(start).unwrap(), u32::try_from(end.min(OLD.len())).unwrap());
            let found = same.place(span);
            let words = span.snapped_outwards(OLD).of(OLD).unwrap();
            if words.trim().is_empty() {
                assert_eq!(found.fate, Fate::Orphaned);
            } else if words.chars().any(char::is_alphanumeric) {
                assert_eq!((found.fate, found.method), (Fate::Kept, Method::Position), "{words}");
                assert_eq!(found.span, Some(span.snapped_outwards(OLD)));
                assert!((found.score - 1.0).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn words_before_a_coding_move_it() {
    let new = OLD.replace("How was it?", "How was it for you?");
    assert_eq!(placed(&new, "want to go home"), is(Fate::Moved, Method::Difference, "want to go home"));
}

#[test]
fn words_inserted_inside_stretch_it_and_words_at_its_edge_do_not() {
    let new = OLD.replace("social worker", "really kind social worker, Ms. Brown,");
    assert_eq!(
        placed(&new, "the social worker came"),
        is(Fate::Stretched, Method::Difference, "the really kind social worker, Ms. Brown, came")
    );
    assert_eq!(placed(&new, "social worker"), is(Fate::Moved, Method::Difference, "social worker"));
}

#[test]
fn words_deleted_inside_shrink_it() {
    let new = OLD.replace(", you know,", "");
    assert_eq!(
        placed(&new, "She was scared, you know, but"),
        is(Fate::Shrunk, Method::Difference, "She was scared but")
    );
    assert_eq!(placed(&new, "was scared, you know"), is(Fate::Shrunk, Method::Difference, "was scared"));
}

#[test]
fn words_replaced_inside_reword_it_up_to_half_of_it() {
    let new = OLD.replace("want to go", "wish to be taken");
    assert_eq!(
        placed(&new, "I didn\u{2019}t want to go home, not then."),
        is(Fate::Reworded, Method::Difference, "I didn\u{2019}t wish to be taken home, not then.")
    );
    assert_eq!(placed(&new, "want to go home").0, Fate::Orphaned);
}

#[test]
fn a_corrected_spelling_keeps_its_place() {
    let new = OLD.replace("scared", "scarred").replace("social worker", "socialworker");
    assert_eq!(placed(&new, "scared"), is(Fate::Reworded, Method::Approximate, "scarred"));
    assert_eq!(placed(&new, "was scared"), is(Fate::Reworded, Method::Difference, "was scarred"));
    assert_eq!(placed(&new, "social worker"), is(Fate::Reworded, Method::Approximate, "socialworker"));
    assert_eq!(placed(&new, "the social worker"), is(Fate::Reworded, Method::Difference, "the socialworker"));
}

#[test]
fn typesetting_orphans_nothing() {
    let new = OLD.replace('\u{2019}', "'").replace(' ', "\r\n  ").replace("home", "ho\u{AD}me");
    assert_eq!(Reanchoring::new(OLD, &new).changes(), Changes::default());
    let (fate, method, words) = placed(&new, "I didn\u{2019}t want to go home, not then.");
    assert_eq!((fate, method), (Fate::Moved, Method::Folded));
    assert_eq!(words.split_whitespace().collect::<Vec<_>>().join(" "), "I didn't want to go ho\u{AD}me, not then.");
    let (composed, parted) = ("caf\u{E9} ole\u{301}", "cafe\u{301} ol\u{E9}");
    let found = Reanchoring::new(composed, parted).place(Span::new(0, 5)).span.unwrap();
    assert_eq!(found.of(parted), Some("cafe\u{301}"));
}

#[test]
fn a_deleted_passage_is_an_orphan_even_when_its_words_are_elsewhere() {
    let new = OLD.replace("Anna: Yeah. I didn\u{2019}t want to go home, not then.\n", "");
    let reanchoring = Reanchoring::new(OLD, &new);
    let first = Span::new(23, 28);
    assert_eq!(first.of(OLD), Some("Yeah."));
    assert_eq!(reanchoring.place(first).fate, Fate::Orphaned);
    assert_eq!(reanchoring.place(span(OLD, "want to go home")), Anchoring::orphaned(Vec::new()));
}

#[test]
fn one_of_two_equal_neighbours_cannot_be_told_from_the_other() {
    let (old, new) = ("Int: So?\nAnna: Yeah.\nAnna: Yeah.\nInt: Well.", "Int: So?\nAnna: Yeah.\nInt: Well.");
    let reanchoring = Reanchoring::new(old, new);
    for span in [Span::new(15, 20), Span::new(27, 32)] {
        assert_eq!(span.of(old), Some("Yeah."));
        let found = reanchoring.place(span);
        assert_eq!((found.fate, found.candidates), (Fate::Orphaned, vec![Span::new(15, 20)]));
    }
    let back = Reanchoring::new(new, old).place(Span::new(15, 20));
    assert_eq!((back.fate, back.candidates.len()), (Fate::Orphaned, 2));
    assert_eq!(reanchoring.place(Span::new(0, 20)).span, Some(Span::new(0, 20)), "what stands before it tells");
}

#[test]
fn a_moved_paragraph_takes_its_codings_along() {
    let paragraph = "Anna: Yeah. I didn\u{2019}t want to go home, not then.\n";
    let new = OLD.replace(paragraph, "").replace("Int: Thank you.\n", &format!("Int: Thank you.\n{paragraph}"));
    assert_eq!(placed(&new, "want to go home"), is(Fate::Moved, Method::Quote, "want to go home"));
    let new = new.replace("go home", "go back home");
    assert_eq!(placed(&new, "want to go home"), is(Fate::Stretched, Method::Quote, "want to go back home"));
    assert_eq!(placed(&new, "not then"), is(Fate::Moved, Method::Quote, "not then"));
    let changes = Reanchoring::new(OLD, &new).changes();
    assert_eq!((changes.words_gone, changes.words_new, changes.words_moved), (0, 1, 10));
}

#[test]
fn a_whole_turn_is_mapped_to_what_survives() {
    let new = OLD.replace("Int: And your mum?", "Interviewer: And your mum then?");
    let reanchoring = Reanchoring::new(OLD, &new);
    assert_eq!(reanchoring.map(span(OLD, "And your mum?")).unwrap().of(&new), Some("And your mum then?"));
    let gone = Reanchoring::new(OLD, "Int: How was it?\n");
    assert_eq!(gone.map(span(OLD, "And your mum?")), None);
}

#[test]
fn words_are_written_and_read_back() {
    for (fate, word) in Fate::WORDS {
        assert_eq!((fate.word(), Fate::from_word(word)), (word, Some(fate)));
    }
    for (method, word) in Method::WORDS {
        assert_eq!((method.word(), Method::from_word(word)), (word, Some(method)));
    }
    assert_eq!((Fate::from_word("lost"), Method::from_word("")), (None, None));
}

/// Text from an alphabet that is small enough for repetitions and has all that is hard about Unicode.
const HARD: &str = "(yeah|no|well|e\u{301}|\u{E9}|[ .,'\u{2019}\u{2026}\n-]|\u{301}|\u{AD}|\u{200D}|\u{200B}|\u{1F468}|家|\r\n|\u{1F1EB}|\\PC|\\x00){0,40}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn whatever_the_texts_are_spans_are_sound(old in HARD, new in HARD, starts in prop::collection::vec((0_u32..90, 0_u32..40), 12)) {
        let reanchoring = Reanchoring::new(&old, &new);
        let _ = reanchoring.changes();
        for (start, length) in starts {
            let span = Span::new(start, start + length);
            let found = reanchoring.place(span);
            prop_assert_eq!(found.span.is_none(), found.fate == Fate::Orphaned);
            prop_assert_eq!(found.method == Method::None, found.fate == Fate::Orphaned);
            prop_assert!((0.0..=1.0).contains(&found.score));
            prop_assert!(found.candidates.len() <= 10);
            for place in found.span.into_iter().chain(reanchoring.map(span)).chain(found.candidates) {
                prop_assert!(!place.is_empty() && place.end <= text_len(&new));
                prop_assert_eq!(place, place.snapped_outwards(&new));
                let words = place.of(&new).unwrap();
                prop_assert!(!words.trim().is_empty());
            }
        }
    }
}

#[test]
fn dbg_case() {
    let (old, new) =
        (std::fs::read_to_string("/tmp/old.txt").unwrap(), std::fs::read_to_string("/tmp/new.txt").unwrap());
    let r = Reanchoring::new(&old, &new);
    for (i, t) in r.old_tokens.iter().enumerate() {
        let p = r.matching.partner(i);
        println!(
            "{i} {:?} -> {:?}",
            t.span.of(&old).unwrap(),
            p.map(|p| (p.at, r.new_tokens[p.at].span.of(&new).unwrap(), p.strand, p.weak))
        );
    }
}
