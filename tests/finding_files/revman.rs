//! RevMan 5 reviews: what is read, what it pools to, what a person is asked for.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;
use themeweave::interchange::Rows;
use themeweave::interchange::revman::{RevManReview, RevManRow, read_revman, read_revman_map, repool, revman_findings};
use themeweave::model::{Effect, EffectScale};
use themeweave::project::{FindingImportOptions, FindingSheet};

use crate::round_trips::project;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/review.rm5")
}

fn review() -> RevManReview {
    read_revman("review.rm5", &fs::read(file()).unwrap()).unwrap_or_else(|problems| panic!("{problems}")).0
}

fn effects(map: &str) -> Vec<Effect> {
    let map = if map.is_empty() { Rows::default() } else { read_revman_map("map.csv", map).unwrap() };
    revman_findings(&review(), "review", &map).unwrap().findings.effects
}

fn effect<'e>(effects: &'e [Effect], id: &str) -> &'e Effect {
    effects
        .iter()
        .find(|effect| effect.id == id)
        .unwrap_or_else(|| panic!("no effect {id} among {:?}", effects.iter().map(|e| &e.id).collect::<Vec<_>>()))
}

#[test]
fn studies_come_with_unescaped_ids_and_their_risk_of_bias() {
    let review = review();
    let ids: Vec<&str> = review.studies.iter().map(|study| study.id.as_str()).collect();
    assert_eq!(ids, ["Alder", "Birch-1", "Cedar", "Dogwood & Elm", "Fir", "Müller", "Oak-2"], "ISO-8859-1, escapes");
    let studies = revman_findings(&review, "r", &Rows::default()).unwrap().findings.studies;
    let alder = &studies[0];
    assert_eq!(
        (alder.cite.as_str(), alder.year, alder.doi.as_str()),
        ("Alder 2001", Some(2001), "10.5555/synthetic.alder")
    );
    assert_eq!(alder.design_detail, "Randomised, two groups");
    let bias = |domain: &str, word: &str| (domain.to_owned(), word.to_owned());
    assert_eq!(
        alder.rob_domains,
        [bias("Random sequence generation, selection bias", "low"), bias("Blinding (All outcomes)", "high")]
    );
    assert_eq!(studies[1].rob_domains, [bias("Random sequence generation, selection bias", "unclear")]);
}

/// The counts and the stored figures are those of a published file; the program's own pooling is in them.
#[test]
fn rows_pool_to_the_figures_that_the_program_stored() {
    let review = review();
    let outcome = &review.comparisons[0].outcomes[0];
    let pools = repool(outcome);
    assert_eq!(pools.len(), 1);
    let pool = &pools[0];
    let stored = outcome.pooled.clone().unwrap();
    let close = |what: &str, ours: f64, stored: f64| {
        assert!((ours - stored).abs() <= 1e-12 * stored.abs().max(1.0), "{what}: {ours} against {stored}");
    };
    close("odds ratio", pool.estimate, stored.estimate);
    close("low", pool.ci.0, stored.ci.0);
    close("high", pool.ci.1, stored.ci.1);
    close("z", pool.z, stored.z.unwrap());
    close("Q", pool.chi2, stored.chi2.unwrap());
    let weights: Vec<f64> = outcome.rows.iter().filter_map(|row| row.weight).collect();
    assert_eq!(weights.len(), pool.weights.len());
    for (ours, stored) in pool.weights.iter().zip(weights) {
        close("weight", *ours, stored);
    }
    assert!(pool.agrees());
}

#[test]
fn subgroups_random_effects_and_edited_totals_are_told_apart() {
    let review = review();
    let outcomes = &review.comparisons[0].outcomes;
    let pools = repool(&outcomes[1]);
    let seen: Vec<(&str, usize, bool)> =
        pools.iter().map(|pool| (pool.number.as_str(), pool.k, pool.agrees())).collect();
    assert_eq!(seen, [("1.2", 4, true), ("1.2.1", 2, true), ("1.2.2", 2, true)]);
    assert!(pools[0].tau2 > 0.0, "effects are random");
    let edited = &repool(&outcomes[2])[0];
    assert!(!edited.agrees());
    assert!((edited.stored.estimate - edited.estimate - 0.01).abs() < 1e-9, "the stored figure was raised by 0.01");
    let table = revman_findings(&review, "r", &Rows::default()).unwrap().mapped;
    let pooled: Vec<String> = (0..table.rows.len()).map(|row| table.cell(row, "_pooled").unwrap().display()).collect();
    assert_eq!(pooled[0], "as stored");
    assert!(pooled[2].starts_with("1.3: 0.8") && pooled[2].contains("stored"), "{pooled:?}");
    assert!(
        table.notes.iter().any(|note| note.starts_with("1 of 5 stored pooled figures differ")),
        "{:?}",
        table.notes
    );
}

#[test]
fn methods_and_empty_cells_pool_as_the_program_does() {
    let mut outcome = review().comparisons[0].outcomes[0].clone();
    let row = |e1: f64, n1: f64, e2: f64, n2: f64| RevManRow {
        events: [Some(e1), Some(e2)],
        totals: [Some(n1), Some(n2)],
        estimable: true,
        ..RevManRow::default()
    };
    // With 5 of 20 against 10 of 20 and a half in each cell of 0 of 10 against 2 of 12, by hand.
    outcome.rows = vec![row(5.0, 20.0, 10.0, 20.0), row(0.0, 10.0, 2.0, 12.0)];
    let by_hand: f64 = (5.0 * 10.0 / 40.0 + 0.5 * 10.5 / 24.0) / (15.0 * 10.0 / 40.0 + 10.5 * 2.5 / 24.0);
    assert!((repool(&outcome)[0].estimate - by_hand).abs() < 1e-12);
    outcome.swap_events = true;
    assert!((repool(&outcome)[0].estimate - 1.0 / by_hand).abs() < 1e-12, "those without the event");
    outcome.rows.truncate(1);
    assert!(repool(&outcome).is_empty(), "a single study is not pooled");
}

#[test]
fn effects_are_as_reported() {
    let effects = effects("");
    assert_eq!(effects.len(), 7 + 4 + 3 + 2 + 1, "rate ratios and words are not among our scales");
    let odds = effect(&effects, "review-1.1-Birch-1");
    assert_eq!((odds.e1, odds.n1, odds.e2, odds.n2), (Some(44.0), Some(758.0), Some(64.0), Some(771.0)));
    assert_eq!((odds.es_type, odds.comparator.as_str()), (EffectScale::OddsRatio, "Usual services"));
    assert_eq!(
        (odds.outcome.as_str(), odds.intervention.as_str(), odds.higher_is_better),
        ("Return to care", "", None)
    );
    let means = effect(&effects, "review-1.2.2-Cedar");
    assert_eq!((means.m1, means.sd2, means.population.as_str()), (Some(11.0), Some(5.1), "Young people"));
    let hazard = effect(&effects, "review-1.3-Fir");
    assert_eq!((hazard.es_type, hazard.ci_level, hazard.n1), (EffectScale::HazardRatio, Some(90.0), None));
    let empty = effect(&effects, "review-2.1-Dogwood & Elm");
    assert_eq!((empty.value, empty.ci_low, empty.se), (None, None, None));
    assert!(empty.notes.contains("by Peto's method") && empty.notes.contains("not estimable"), "{}", empty.notes);
    let swapped = effect(&effects, "review-2.3-Birch-1");
    assert_eq!((swapped.e1, swapped.e2), (Some(50.0), Some(40.0)), "the effect is of those without the event");
    let ratio = swapped.e1.unwrap() / swapped.n1.unwrap() / (swapped.e2.unwrap() / swapped.n2.unwrap());
    assert!((ratio - swapped.value.unwrap()).abs() < 1e-12);
}

#[test]
fn a_map_says_what_the_file_does_not_and_is_checked() {
    let map = "comparison,outcome,intervention,outcome_domain,higher_is_better,_needs\n\
               1,,key_worker,,,all\n\
               Key Worker against services as usual,return to care,,permanence,no,\n\
               1,1.2,special,wellbeing,yes,\n";
    let effects = effects(map);
    let odds = effect(&effects, "review-1.1-Alder");
    assert_eq!(
        (odds.outcome.as_str(), odds.intervention.as_str(), odds.higher_is_better),
        ("permanence", "key_worker", Some(false))
    );
    assert_eq!(effect(&effects, "review-1.2.1-Alder").intervention, "special", "the row of an outcome goes first");
    assert_eq!(effect(&effects, "review-2.1-Cedar").intervention, "");
    let wrong = read_revman_map("map.csv", "comparison,outcome\n1,Return too care\n3,\n").unwrap();
    let problems = revman_findings(&review(), "review", &wrong).unwrap_err();
    assert_eq!(problems.0.iter().map(|problem| problem.line).collect::<Vec<_>>(), [Some(2), Some(3)], "{problems}");
    assert!(problems.to_string().contains("did you mean `Return to care`"), "{problems}");
}

#[test]
fn an_analyst_gets_through() {
    let folder = TempDir::new().unwrap();
    let review = folder.path().join("review.rm5");
    fs::copy(file(), &review).unwrap();
    let mut project = project(&folder);
    let rehearsal = FindingImportOptions { dry_run: true, ..FindingImportOptions::default() };
    let files = [review];
    let done = project.import_findings(&files, &rehearsal).unwrap();
    assert!(done.notes.iter().any(|note| note.contains("What families said")), "{:?}", done.notes);
    assert!(project.snapshot(None).unwrap().findings.effects.is_empty(), "a rehearsal changes nothing");
    // The table that is printed is the map to fill in.
    let table = &done.mapped[0];
    assert!(table.rows.iter().all(|row| !row.is_empty()));
    let csv = table.to_csv().replace("1,1.1,,,,", "1,1.1,key_worker,permanence,no,");
    let map = folder.path().join("map.csv");
    fs::write(&map, csv).unwrap();
    let options = FindingImportOptions { map: Some(map), ..FindingImportOptions::default() };
    let done = project.import_findings(&files, &options).unwrap();
    assert!(done.summary.contains("review.rm5"));
    let findings = project.snapshot(None).unwrap().findings;
    assert_eq!((findings.studies.len(), findings.effects.len()), (7, 17));
    assert_eq!(findings.interventions[0].name, "Key worker", "named after the group");
    assert_eq!(effect(&findings.effects, "review-1.1-Alder").outcome, "permanence");
    let (checked, errors) = project.check_findings().unwrap();
    assert!(errors, "directions that nobody gave are errors");
    let with_error: Vec<String> = (0..checked.rows.len())
        .filter(|row| checked.cell(*row, "level").unwrap().display() == "error")
        .map(|row| checked.cell(row, "id").unwrap().display())
        .collect();
    assert!(!with_error.iter().any(|id| id.starts_with("review-1.1-")), "{with_error:?}");
    // Without a map nothing that is known is forgotten, and the same again is no change.
    assert_eq!(project.import_findings(&files, &FindingImportOptions::default()).unwrap().summary, "");
    project.undo().unwrap();
    assert_eq!(project.findings_table(FindingSheet::Effects).unwrap().rows.len(), 0, "one change, one undo");
}

#[test]
fn everything_that_is_wrong_is_told_at_its_line() {
    let text: String = encoding_rs::WINDOWS_1252.decode(&fs::read(file()).unwrap()).0.into_owned();
    let bad = text
        .replace("EVENTS_1=\"44\"", "EVENTS_1=\"forty-four\"")
        .replace("<DICH_DATA CI_END=\"1.062", "<DICH_DATA STUDY_ID=\"STD-Nobody\" CI_END=\"1.062")
        .replace("RESULT=\"UNKNOWN\"", "RESULT=\"MAYBE\"")
        .replace("encoding=\"ISO-8859-1\"", "encoding=\"UTF-8\"");
    let problems = read_revman("bad.rm5", bad.as_bytes()).unwrap_err();
    let line_of = |what: &str| bad.lines().position(|line| line.contains(what)).map(|at| at + 1);
    let seen: Vec<(Option<usize>, &str)> = problems.0.iter().map(|p| (p.line, p.field.as_str())).collect();
    let expected = [(line_of("MAYBE"), "RESULT"), (line_of("forty-four"), "EVENTS_1")];
    assert!(expected.iter().all(|place| seen.contains(place)), "{seen:?} {expected:?}");

    let refused = |bytes: &[u8]| read_revman("x.rm5", bytes).unwrap_err().to_string();
    assert!(refused(b"<a><b></a>").contains("no well-formed XML"), "{}", refused(b"<a><b></a>"));
    assert!(refused(b"<COCHRANE_REVIEW>\n<STUDIES>").contains("ends inside STUDIES"));
    assert!(refused(b"<review/>").contains("expected COCHRANE_REVIEW"));
    assert!(refused(b"").contains("no XML element"));
    assert!(refused(b"<?xml version='1.0' encoding='klingon'?><a/>").contains("`klingon`, which is not known"));
    let deep = format!("<COCHRANE_REVIEW>{}", "<a>".repeat(1000));
    assert!(refused(deep.as_bytes()).contains("nested more than"));
}

#[test]
fn encodings_are_those_that_the_file_declares() {
    let bytes = fs::read(file()).unwrap();
    let text = encoding_rs::WINDOWS_1252.decode(&bytes).0.replace("ISO-8859-1", "utf-8");
    let name = |bytes: &[u8]| read_revman("x.rm5", bytes).unwrap().0.studies[5].name.clone();
    assert_eq!(name(text.as_bytes()), "Müller");
    assert_eq!(name(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), "Müller");
    let (_, notes) =
        read_revman("x.rm5", &bytes.iter().copied().map(|b| if b == 0xFC { 0xFF } else { b }).collect::<Vec<u8>>())
            .unwrap();
    assert!(
        notes.iter().all(|note| !note.contains("stand as")),
        "every byte is a character in windows-1252: {notes:?}"
    );
    let (_, notes) =
        read_revman("x.rm5", text.replace("Müller", "M\u{1}ller").replace('\u{1}', "?").as_bytes()).unwrap();
    assert!(notes.iter().all(|note| !note.contains("stand as")));
    let mut broken = text.into_bytes();
    let at = broken.windows(2).position(|pair| pair == "ü".as_bytes()).unwrap();
    broken.remove(at);
    let (_, notes) = read_revman("x.rm5", &broken).unwrap();
    assert!(notes.iter().any(|note| note.contains("stand as \u{FFFD}")), "{notes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// No bytes make the reader panic, and neither does what it makes of a damaged review.
    #[test]
    fn any_bytes_are_read_or_refused(noise in prop::collection::vec(any::<u8>(), 0..24), at in any::<prop::sample::Index>(), cut in 0_usize..40) {
        let whole = fs::read(file()).unwrap();
        let place = at.index(whole.len());
        let end = (place + cut).min(whole.len());
        let damaged = [&whole[..place], &noise[..], &whole[end..]].concat();
        for bytes in [&damaged, &noise] {
            if let Ok((review, _)) = read_revman("x.rm5", bytes) {
                let _ = revman_findings(&review, "x", &Rows::default());
            }
        }
    }

    /// Figures of any size do not upset the pooling.
    #[test]
    fn any_figures_pool_or_do_not(figures in prop::collection::vec(prop::array::uniform4(any::<f64>()), 0..5), swap in any::<bool>(), random in any::<bool>()) {
        for mut outcome in review().comparisons.into_iter().flat_map(|comparison| comparison.outcomes) {
            (outcome.swap_events, outcome.random) = (swap, random);
            outcome.rows = figures.iter().map(|[a, b, c, d]| RevManRow {
                events: [Some(*a), Some(*c)],
                totals: [Some(*b), Some(*d)],
                means: [Some(*a), Some(*b)],
                sds: [Some(*c), Some(*d)],
                estimate: Some(*a),
                se: Some(*b),
                observed_expected: Some(*c),
                variance: Some(*d),
                estimable: true,
                ..RevManRow::default()
            }).collect();
            let _ = repool(&outcome);
        }
    }
}
