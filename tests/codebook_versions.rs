//! From one version of a codebook to the next: steps that explain the difference exactly, what becomes of
//! each code, differences word by word, and releases that cannot be edited.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use themeweave::codebook::{self, About, Diff, Field, Lineage, StepProblem, check_first, check_steps};
use themeweave::model::{Category, Code, Codebook, Migration, Polarity, StepKind};
use themeweave::table::TerminalStyle;

/// Three codes, one below another, in two categories.
fn first() -> Codebook {
    let category =
        |id: &str, polarity| Category { id: id.into(), name: id.into(), polarity, description: String::new() };
    Codebook {
        name: "home".into(),
        version: semver::Version::new(1, 0, 0),
        title: "Going home".into(),
        categories: vec![category("barrier", Polarity::Negative), category("voice", Polarity::Neutral)],
        codes: vec![code("weak_plan", None), code("plan_rushed", Some("weak_plan")), code("told_late", None)],
        ..Codebook::empty()
    }
}

fn code(id: &str, parent: Option<&str>) -> Code {
    Code {
        id: id.into(),
        name: id.replace('_', " "),
        category: "barrier".into(),
        parent: parent.map(str::to_owned),
        polarity: Polarity::Negative,
        definition: format!("The passage shows {} in a way of its own, number {}.", id.replace('_', " "), id.len()),
        include: vec![format!("Words about {id}")],
        exclude: vec!["Everything else".into()],
        ..Code::default()
    }
}

/// The next version: `first` with changes and steps, under a number that is high enough.
fn next(change: impl FnOnce(&mut Codebook), steps: &[(StepKind, &str, &[&str])]) -> Codebook {
    after(&first(), change, steps)
}

fn after(before: &Codebook, change: impl FnOnce(&mut Codebook), steps: &[(StepKind, &str, &[&str])]) -> Codebook {
    let mut book = before.clone();
    book.version = semver::Version::new(before.version.major + 1, 0, 0);
    change(&mut book);
    let step = |(step, code, into): &(StepKind, &str, &[&str])| Migration {
        step: *step,
        code: (*code).to_owned(),
        into: into.iter().map(|id| (*id).to_owned()).collect(),
        note: format!("why {}", step.word()),
    };
    book.migrations = steps.iter().map(step).collect();
    book
}

fn edit<'b>(book: &'b mut Codebook, id: &str) -> &'b mut Code {
    book.codes.iter_mut().find(|code| code.id == id).unwrap()
}

fn rename(book: &mut Codebook, from: &str, to: &str) {
    edit(book, from).id = to.into();
    book.codes.iter_mut().filter(|code| code.parent.as_deref() == Some(from)).for_each(|c| c.parent = Some(to.into()));
}

fn remove(book: &mut Codebook, id: &str) {
    book.codes.retain(|code| code.id != id);
    book.codes.iter_mut().filter(|code| code.parent.as_deref() == Some(id)).for_each(|code| code.parent = None);
}

fn messages(problems: &[StepProblem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.message.as_str()).collect()
}

/// Fails unless the steps explain the version; the other way round, unless it has exactly these problems.
#[track_caller]
fn holds(book: &Codebook) {
    assert_eq!(messages(&check_steps(&first(), book)), Vec::<&str>::new());
}

#[track_caller]
fn fails(book: &Codebook, expected: &[&str]) {
    assert_eq!(messages(&check_steps(&first(), book)), expected);
}

use StepKind::{Add, Broaden, Merge, Move, Narrow, Rename, Retire, Reword, Split};

#[test]
fn a_code_that_came_or_went_needs_its_step() {
    let more = |book: &mut Codebook| book.codes.push(code("no_money", None));
    holds(&next(more, &[(Add, "no_money", &[])]));
    let missing = next(more, &[]);
    fails(&missing, &["code `no_money` is not in 1.0.0, and no step says where it comes from"]);
    let problem = &check_steps(&first(), &missing)[0];
    assert_eq!(problem.about, About::Code("no_money".into()));
    assert!(
        problem.hint.ends_with("[[migration]]\nstep = \"add\"\ncode = \"no_money\"\nnote = \"\"\n"),
        "{}",
        problem.hint
    );
    holds(&next(|book| remove(book, "told_late"), &[(Retire, "told_late", &[])]));
    let gone = next(|book| remove(book, "told_late"), &[]);
    fails(&gone, &["code `told_late` of 1.0.0 is gone, and no step says what became of it"]);
    assert_eq!(check_steps(&first(), &gone)[0].about, About::Version);
    // The same text under another id is a rename that nobody wrote down, and one problem, not two.
    let renamed = next(|book| rename(book, "told_late", "told_too_late"), &[]);
    fails(&renamed, &["code `told_late` of 1.0.0 is gone and `told_too_late` is new: they read alike"]);
    assert!(check_steps(&first(), &renamed)[0].hint.contains("into = [\"told_too_late\"]"));
}

#[test]
fn every_changed_wording_needs_a_step_that_fits() {
    for field in Field::WORDING {
        let change = |book: &mut Codebook| {
            let code = edit(book, "told_late");
            match field {
                Field::Name => code.name.push_str(" on"),
                Field::Definition => code.definition.push_str(" Also by letter."),
                Field::Include => code.include.push("More".into()),
                Field::Exclude => code.exclude.push("Less".into()),
                Field::ExamplesYes => code.examples_yes.push("Yes".into()),
                Field::ExamplesNo => code.examples_no.push("No".into()),
                _ => code.source.push_str("A book"),
            }
        };
        let said = format!("code `told_late` says something else in {}, and no step says why", field.word());
        fails(&next(change, &[]), &[&said]);
        holds(&next(change, &[(Reword, "told_late", &[])]));
        let meaning = Field::MEANING.contains(&field);
        for (kind, done) in [(Narrow, "narrowed"), (Broaden, "broadened")] {
            let book = next(change, &[(kind, "told_late", &[])]);
            let empty =
                format!("code `told_late` is {done}, yet its definition, include and exclude are those of 1.0.0");
            fails(
                &book,
                if meaning { &[] } else { std::slice::from_ref(&empty) }
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .as_slice(),
            );
        }
    }
    fails(&next(|_| (), &[(Reword, "told_late", &[])]), &["code `told_late` is not reworded: it reads as in 1.0.0"]);
}

#[test]
fn every_changed_place_needs_a_move_unless_the_code_above_explains_it() {
    let places: [fn(&mut Code); 4] = [
        |code| code.parent = Some("weak_plan".into()),
        |code| code.category = "voice".into(),
        |code| code.facets.push("voice".into()),
        |code| code.polarity = Polarity::Neutral,
    ];
    for place in places {
        let book = next(|book| place(edit(book, "told_late")), &[]);
        let found = check_steps(&first(), &book);
        assert!(found.len() == 1 && found[0].message.contains("is not where it was"), "{found:?}");
        assert!(found[0].hint.contains("step = \"move\""));
        holds(&next(|book| place(edit(book, "told_late")), &[(Move, "told_late", &[])]));
    }
    fails(
        &next(|_| (), &[(Move, "told_late", &[])]),
        &["code `told_late` is not moved: parent, categories and polarity are those of 1.0.0"],
    );
    // The code above was renamed, retired, merged, split: what is below it follows.
    holds(&next(|book| rename(book, "weak_plan", "poor_plan"), &[(Rename, "weak_plan", &["poor_plan"])]));
    holds(&next(|book| remove(book, "weak_plan"), &[(Retire, "weak_plan", &[])]));
    let merged = |book: &mut Codebook| {
        remove(book, "weak_plan");
        edit(book, "plan_rushed").parent = Some("told_late".into());
    };
    holds(&next(merged, &[(Merge, "weak_plan", &["told_late"])]));
    holds(&next(|book| remove(book, "weak_plan"), &[(Split, "weak_plan", &["plan_rushed", "told_late"])]));
    fails(
        &next(
            |book| rename(book, "weak_plan", "poor_plan"),
            &[(Rename, "weak_plan", &["poor_plan"]), (Move, "plan_rushed", &[])],
        ),
        &["code `plan_rushed` is not moved: only what became of the code above it changed its place"],
    );
}

#[test]
fn a_rename_is_one_code_under_another_id() {
    let renamed = |book: &mut Codebook| rename(book, "told_late", "told_too_late");
    holds(&next(renamed, &[(Rename, "told_late", &["told_too_late"])]));
    let named = |book: &mut Codebook| {
        renamed(book);
        edit(book, "told_too_late").name = "Told too late".into();
    };
    holds(&next(named, &[(Rename, "told_late", &["told_too_late"])]));
    let reworded = |book: &mut Codebook| {
        renamed(book);
        edit(book, "told_too_late").definition.push_str(" By anybody.");
    };
    fails(
        &next(reworded, &[(Rename, "told_late", &["told_too_late"])]),
        &["code `told_too_late` says something else in definition, and no step says why"],
    );
    holds(&next(reworded, &[(Rename, "told_late", &["told_too_late"]), (Broaden, "told_too_late", &[])]));
    fails(
        &next(|book| remove(book, "told_late"), &[(Rename, "told_late", &["weak_plan"])]),
        &[
            "`told_late` is renamed to `weak_plan`, which 1.0.0 has as a code",
            "code `told_late` of 1.0.0 is gone, and no step says what became of it",
        ],
    );
    fails(
        &next(renamed, &[(Rename, "told_late", &["told_too_late"]), (Add, "told_too_late", &[])]),
        &["code `told_too_late` is added, yet `told_late` is renamed into it"],
    );
}

#[test]
fn a_merge_takes_several_codes_and_a_split_gives_several() {
    let both = |book: &mut Codebook| {
        remove(book, "told_late");
        remove(book, "plan_rushed");
        book.codes.push(code("plan_not_shared", None));
    };
    holds(&next(both, &[(Merge, "told_late", &["plan_not_shared"]), (Merge, "plan_rushed", &["plan_not_shared"])]));
    fails(
        &next(both, &[(Merge, "told_late", &["plan_not_shared"]), (Retire, "plan_rushed", &[])]),
        &["`told_late` alone is merged into `plan_not_shared`, which 1.0.0 lacks"],
    );
    fails(
        &next(both, &[(Rename, "told_late", &["plan_not_shared"]), (Merge, "plan_rushed", &["plan_not_shared"])])
            .clone(),
        &[
            "`plan_rushed` is merged into `plan_not_shared`, to which `told_late` is renamed",
            "code `plan_rushed` of 1.0.0 is gone, and no step says what became of it",
            "code `plan_not_shared` says something else in definition, include, and no step says why",
        ],
    );
    // A merge into a code that stays explains its wording and the categories that it takes over.
    let into_old = |book: &mut Codebook| {
        remove(book, "told_late");
        edit(book, "weak_plan").definition.push_str(" Or was told of late.");
    };
    holds(&next(into_old, &[(Merge, "told_late", &["weak_plan"])]));
    fails(
        &next(into_old, &[(Merge, "told_late", &["weak_plan"]), (Reword, "weak_plan", &[])]),
        &["code `weak_plan` is reworded, and `told_late` is merged into it"],
    );
    // A split may keep the code.
    let split = |book: &mut Codebook| {
        edit(book, "told_late").definition.push_str(" By a worker.");
        book.codes.push(code("told_by_others", None));
    };
    holds(&next(split, &[(Split, "told_late", &["told_late", "told_by_others"])]));
    fails(
        &next(split, &[(Split, "told_late", &["told_by_others", "weak_plan"])]),
        &[
            "code `told_late` is split, yet this version still has it",
            "code `told_by_others` is not in 1.0.0, and no step says where it comes from",
            "code `told_late` says something else in definition, and no step says why",
        ],
    );
    fails(
        &next(split, &[(Split, "told_late", &["told_late", "told_by_others"]), (Narrow, "told_late", &[])]),
        &["code `told_late` is split and narrowed"],
    );
}

#[test]
fn steps_that_contradict_or_repeat_each_other_are_problems() {
    let gone = |book: &mut Codebook| remove(book, "told_late");
    fails(
        &next(gone, &[(Retire, "told_late", &[]), (Merge, "told_late", &["weak_plan"])]),
        &["code `told_late` is retired and merged"],
    );
    let other = |book: &mut Codebook| edit(book, "told_late").definition.push_str(" Also by letter.");
    fails(
        &next(other, &[(Narrow, "told_late", &[]), (Broaden, "told_late", &[])]),
        &["code `told_late` is narrowed and broadened"],
    );
    fails(
        &next(other, &[(Narrow, "told_late", &[]), (Reword, "told_late", &[])]),
        &["code `told_late` is narrowed and reworded"],
    );
    fails(
        &next(other, &[(Reword, "told_late", &[]), (Reword, "told_late", &[])]),
        &["the step `reword` of code `told_late` stands here twice"],
    );
    fails(&next(|_| (), &[(Add, "told_late", &[])]), &["code `told_late` is in 1.0.0 already, so it is not added"]);
    fails(&next(|_| (), &[(Retire, "told_lat", &[])]), &["1.0.0 has no code `told_lat` that could be retired"]);
    assert_eq!(check_steps(&first(), &next(|_| (), &[(Retire, "told_lat", &[])]))[0].hint, "did you mean `told_late`?");
    let added = |book: &mut Codebook| book.codes.push(code("no_money", None));
    fails(
        &next(added, &[(Add, "no_money", &[]), (Reword, "no_money", &[])]),
        &["code `no_money` is new in this version, so it cannot be reworded"],
    );
}

#[test]
fn the_version_number_grows_with_its_steps() {
    let reworded = |book: &mut Codebook| edit(book, "told_late").source.push_str("A book");
    let numbered = |number: &str, step: StepKind, from: &str| {
        let mut before = first();
        before.version = from.parse().unwrap();
        let mut book = match step {
            Reword => next(reworded, &[(Reword, "told_late", &[])]),
            Add => next(|book| book.codes.push(code("no_money", None)), &[(Add, "no_money", &[])]),
            _ => next(|book| remove(book, "told_late"), &[(Retire, "told_late", &[])]),
        };
        book.version = number.parse().unwrap();
        check_steps(&before, &book).into_iter().map(|problem| problem.hint).collect::<Vec<_>>()
    };
    for (from, number, step) in [
        ("1.0.0", "1.0.1", Reword),
        ("1.0.0", "1.1.0", Add),
        ("1.0.0", "2.0.0", Retire),
        ("0.3.0", "0.4.0", Retire),
        ("0.3.0", "0.3.1", Reword),
        ("1.4.2", "2.0.0-draft.1", Retire),
    ] {
        assert_eq!(numbered(number, step, from), Vec::<String>::new(), "{from} {number}");
    }
    assert!(numbered("1.0.0", Reword, "1.0.0")[0].starts_with("write 1.0.1 or higher"));
    assert!(numbered("1.0.9", Add, "1.0.0")[0].starts_with("write 1.1.0 or higher"));
    assert!(numbered("1.1.0", Retire, "1.0.0")[0].starts_with("write 2.0.0 or higher"));
    assert!(numbered("0.3.1", Retire, "0.3.0")[0].starts_with("write 0.4.0 or higher"));
    let other = Codebook { name: "homes".into(), ..next(|_| (), &[]) };
    fails(&other, &["the codebook is called `homes`, the version before it `home`"]);
    let begun = Codebook { version: semver::Version::new(1, 0, 0), ..next(|_| (), &[(Reword, "told_late", &[])]) };
    assert_eq!(
        messages(&check_first(&begun)),
        ["there is no version before it at hand that its 1 step could lead from"]
    );
}

/// 2.0.0 renames and splits, 3.0.0 merges, narrows and retires.
fn three() -> [Codebook; 3] {
    let first = first();
    let second = after(
        &first,
        |book| {
            rename(book, "weak_plan", "poor_plan");
            book.codes.push(code("told_by_others", None));
            edit(book, "told_late").definition.push_str(" By a worker.");
        },
        &[(Rename, "weak_plan", &["poor_plan"]), (Split, "told_late", &["told_late", "told_by_others"])],
    );
    let third = after(
        &second,
        |book| {
            remove(book, "told_by_others");
            edit(book, "told_late").include.push("Told by others".into());
            edit(book, "plan_rushed").definition = "Only a date that was brought forward.".into();
            remove(book, "poor_plan");
        },
        &[(Merge, "told_by_others", &["told_late"]), (Narrow, "plan_rushed", &[]), (Retire, "poor_plan", &[])],
    );
    [first, second, third]
}

#[test]
fn a_lineage_follows_each_code_through_all_versions() {
    let [first, second, third] = three();
    assert_eq!(messages(&check_steps(&first, &second)), Vec::<&str>::new());
    assert_eq!(messages(&check_steps(&second, &third)), Vec::<&str>::new());
    let one = Lineage::between(&first, &[&second]);
    assert_eq!(one.targets("told_late"), ["told_late", "told_by_others"]);
    assert!(one.look("told_late").unwrap().starts_with("2.0.0 splits it into told_late, told_by_others (why split)"));
    assert_eq!(one.look("weak_plan"), None, "a rename is automatic");
    assert!(!one.is_touched("plan_rushed"), "it only follows the code above it");
    assert!(one.added.is_empty());

    let books = [second.clone(), first.clone(), third.clone()];
    let path = codebook::versions_up_to(&first, &third, &books);
    assert_eq!(path.iter().map(|book| book.version.major).collect::<Vec<_>>(), [2, 3]);
    let all = Lineage::between(&first, &path);
    let fate = all.fate("weak_plan").unwrap();
    assert!(fate.is_retired() && fate.automatic && !fate.inferred, "{fate:?}");
    assert_eq!(fate.describe(), "renamed (2.0.0), retired (3.0.0)");
    assert_eq!(fate.notes, ["2.0.0: why rename", "3.0.0: why retire"]);
    let fate = all.fate("told_late").unwrap();
    assert_eq!(fate.target(), Some("told_late"));
    assert!(!fate.automatic, "it was split on the way");
    assert!(all.look("plan_rushed").unwrap().contains("3.0.0 narrows it (why narrow)"));
    assert_eq!(all.sources("told_late").map(|fate| fate.code.as_str()).collect::<Vec<_>>(), ["told_late"]);
    assert_eq!(all.targets("nobody"), Vec::<String>::new().as_slice());
    assert_eq!(Lineage::between(&first, &[]).fate("told_late").unwrap().describe(), "unchanged");
}

#[test]
fn what_no_step_says_is_inferred_and_asks_for_a_look() {
    let silent = next(
        |book| {
            rename(book, "weak_plan", "poor_plan");
            edit(book, "plan_rushed").definition = "Something else altogether now.".into();
            remove(book, "told_late");
        },
        &[],
    );
    let lineage = Lineage::between(&first(), &[&silent]);
    let renamed = lineage.fate("weak_plan").unwrap();
    assert!(renamed.inferred && renamed.automatic, "the same text under another id: {renamed:?}");
    assert!(lineage.look("plan_rushed").unwrap().contains("changes its definition and has no step"));
    assert!(lineage.look("told_late").unwrap().contains("no step says what became of it"));
    let diff = Diff::between(&first(), &[&silent]);
    let words: Vec<String> = diff.codes.iter().map(|change| format!("{} {}", change.code, change.words())).collect();
    assert_eq!(
        words,
        ["weak_plan renamed (inferred)", "plan_rushed reworded (inferred)", "told_late retired (inferred)"]
    );
}

#[test]
fn a_diff_speaks_of_codes_and_shows_words() {
    let [first, second, third] = three();
    let diff = Diff::between(&first, &[&second, &third]);
    let table = diff.table();
    let rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| row.iter().take(4).map(themeweave::table::Cell::display).collect::<Vec<_>>().join("|"))
        .collect();
    assert_eq!(
        rows,
        [
            "weak_plan|renamed, retired||",
            "plan_rushed|narrowed||definition",
            "plan_rushed|narrowed||parent",
            "told_late|split, merged||definition",
            "told_late|split, merged||include",
        ]
    );
    assert!(table.notes.iter().any(|note| note == "Followed through the steps of 2.0.0."), "{:?}", table.notes);
    let text = diff.overview().to_terminal(TerminalStyle { width: 80 });
    assert!(text.contains("number 9. {+By a"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let page = diff.to_markdown();
    assert!(
        page.contains("## Retired\n\n### weak plan (`weak_plan`)\n\nrenamed, retired. 2.0.0: why rename"),
        "{page}"
    );
    assert!(page.contains("~~The passage shows plan rushed"), "{page}");
    assert!(page.contains("**/ Told by others**"), "{page}");
    assert!(Diff::between(&first, &[]).is_empty());
    let kinds = next(
        |book| {
            book.categories[1].name = "Voices".into();
            book.categories.push(Category { id: "enabler".into(), name: "Enabler".into(), ..Category::default() });
        },
        &[],
    );
    let diff = Diff::between(&first, &[&kinds]);
    let words: Vec<&str> = diff.categories.iter().map(codebook::CategoryChange::word).collect();
    assert_eq!(words, ["changed", "added"]);
    assert!(diff.to_markdown().contains("- `voice`: changed; name ~~voice~~ **Voices**"));
}

#[test]
fn a_released_version_cannot_be_edited() {
    let text = codebook::write(&first()).replace("name = \"home\"", "# Kept as it is.\nname = \"home\"");
    let frozen = codebook::release("1.0.0.toml", &text).unwrap();
    assert!(!frozen.already);
    let line = format!("version = \"1.0.0\"\nreleased = \"{}\"\n", frozen.hash);
    assert_eq!(frozen.text, text.replace("version = \"1.0.0\"\n", &line), "one line more, all else as it was");
    let again = codebook::release("1.0.0.toml", &frozen.text).unwrap();
    assert!(again.already && again.text == frozen.text);
    // Layout and comments are nobody's content; every word is.
    let spaced = frozen.text.replace("\n[[code]]", "\n\n# A code.\n[[code]]");
    assert!(codebook::read("1.0.0.toml", &spaced).is_ok());
    let crlf = codebook::release("1.0.0.toml", &text.replace('\n', "\r\n")).unwrap();
    assert_eq!(crlf.hash, frozen.hash);
    for (from, to) in [("Words about told_late", "Words about it"), ("\"voice\"", "\"voices\""), ("Going home", "Home")]
    {
        let problems = codebook::read("1.0.0.toml", &frozen.text.replace(from, to)).unwrap_err().0;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!((problems[0].line, problems[0].column), (Some(4), Some(12)), "{}", problems[0]);
        assert!(problems[0].message.contains("was released with other content"), "{}", problems[0]);
        assert!(problems[0].hint.contains("such as 1.0.1"), "{}", problems[0]);
    }
    let nonsense = frozen.text.replace(&frozen.hash, "sha256:later");
    assert!(codebook::read("1.0.0.toml", &nonsense).unwrap_err().0[0].message.contains("is not the hash of a release"));
}

/// The shipped versions of a codebook, oldest first.
fn shipped() -> Vec<(PathBuf, String, Codebook)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("codebooks/reunification");
    let mut books: Vec<(PathBuf, String, Codebook)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let book =
                codebook::read(&path.display().to_string(), &text).unwrap_or_else(|problems| panic!("{problems}"));
            (path, text, book)
        })
        .collect();
    books.sort_by(|a, b| a.2.version.cmp(&b.2.version));
    books
}

#[test]
fn the_steps_of_each_shipped_version_explain_it_exactly_and_it_is_released() {
    let books = shipped();
    assert_eq!(messages(&check_first(&books[0].2)), Vec::<&str>::new());
    for pair in books.windows(2) {
        let found = check_steps(&pair[0].2, &pair[1].2);
        assert!(found.is_empty(), "{}: {found:#?}", pair[1].0.display());
        for step in 0..pair[1].2.migrations.len() {
            let mut fewer = pair[1].2.clone();
            fewer.migrations.remove(step);
            assert!(!check_steps(&pair[0].2, &fewer).is_empty(), "step {step} of {} explains nothing", fewer.version);
        }
    }
    for (path, _, book) in &books {
        assert_eq!(book.released, Some(codebook::content_hash(book)), "{}", path.display());
        assert!(codebook::lint(book).is_empty(), "{:?}", codebook::lint(book));
        assert!(path.ends_with(format!("{}.toml", book.version)));
    }
}

/// What may happen to a code.
fn edits() -> impl Strategy<Value = Vec<(usize, u8)>> {
    prop::collection::vec((0_usize..4, 0_u8..9), 0..5)
}

/// A version with these edits and no step.
fn edited(edits: &[(usize, u8)]) -> Codebook {
    let mut book = wider();
    book.version = semver::Version::new(2, 0, 0);
    for (number, (at, edit)) in edits.iter().enumerate() {
        let Some(code) = book.codes.get_mut(*at) else { continue };
        let id = code.id.clone();
        match edit {
            0 => rename(&mut book, &id, &format!("renamed_{number}")),
            1 => remove(&mut book, &id),
            2 => code.definition = format!("Altogether another meaning, the {number}th of its kind."),
            3 => code.include.push(format!("More {number}")),
            4 => code.exclude.clear(),
            5 => code.parent = None,
            6 => code.facets = vec!["voice".into()],
            7 => code.polarity = Polarity::Neutral,
            _ => book.codes.push(self::code(&format!("added_{number}"), None)),
        }
    }
    book
}

fn wider() -> Codebook {
    let mut book = first();
    book.codes.push(code("told_by_letter", Some("told_late")));
    book
}

proptest! {
    /// The steps that the check prints are those that it wants: with them in the file all is well.
    #[test]
    fn pasting_what_the_check_prints_mends_the_file(edits in edits()) {
        let (before, after) = (wider(), edited(&edits));
        prop_assume!(!after.codes.is_empty());
        let mut text = codebook::write(&after);
        for problem in check_steps(&before, &after) {
            let table = problem.hint.find("[[migration]]").map(|at| &problem.hint[at..]);
            text.push_str(table.ok_or_else(|| TestCaseError::fail(problem.message.clone()))?);
        }
        let mended = codebook::read("2.0.0.toml", &text).map_err(|problems| TestCaseError::fail(problems.to_string()))?;
        let left = check_steps(&before, &mended);
        prop_assert!(left.is_empty(), "{:?}\n{}", left, text);
        // Written down or inferred, the same becomes of every code.
        let (guessed, said) = (Lineage::between(&before, &[&after]), Lineage::between(&before, &[&mended]));
        prop_assert_eq!(&guessed.added, &said.added);
        for (guess, fate) in guessed.fates.iter().zip(&said.fates) {
            prop_assert_eq!(&guess.targets, &fate.targets);
            prop_assert!(!fate.inferred && (fate.automatic || !guess.automatic), "{:?} {:?}", guess, fate);
        }
        let diff = Diff::between(&before, &[&mended]);
        prop_assert!(diff.codes.iter().all(|change| !change.inferred));
        prop_assert_eq!(diff.is_empty(), codebook::content_hash(&Codebook { migrations: Vec::new(), ..mended })
            == codebook::content_hash(&Codebook { version: after.version, ..before }));
    }
}
