//! The sample study is what a stranger is told it is: large enough, messy enough, balanced, and synthetic in every file
//! but the published figures; and everything of the seed inventory has its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sandbox::{Sheet, package};
use themeweave::codebook;
use themeweave::ingest::{self, Transcript, labels};
use themeweave::model::{Codebook, Polarity, Scale};
use themeweave::text::count_words;

fn sample(inner: &str) -> PathBuf {
    package().join("transcripts-sample").join(inner)
}

fn sheet(inner: &str) -> Sheet {
    Sheet::read(&fs::read_to_string(sample(inner)).unwrap())
}

fn transcript_files() -> Vec<PathBuf> {
    files_in(&sample("transcripts"))
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn transcripts() -> BTreeMap<String, Transcript> {
    let read = |path: &PathBuf| ingest::read(path.to_str().unwrap(), &fs::read(path).unwrap()).unwrap();
    transcript_files().iter().map(|path| (stem(path), read(path))).collect()
}

fn book() -> Codebook {
    let path = package().join("codebooks/reunification/1.1.0.toml");
    codebook::read("1.1.0.toml", &fs::read_to_string(path).unwrap()).unwrap()
}

fn scales() -> BTreeMap<String, Scale> {
    let read = |path: &PathBuf| codebook::read_scale(path.to_str().unwrap(), &fs::read_to_string(path).unwrap());
    files_in(&package().join("codebooks/scales")).iter().map(|path| (stem(path), read(path).unwrap())).collect()
}

/// Every coding of the sample as `(source, code, coder, quote)`.
fn codings() -> Vec<(String, String, String, String)> {
    let mut found = Vec::new();
    for path in files_in(&sample("codings")) {
        let sheet = Sheet::read(&fs::read_to_string(path).unwrap());
        for at in 0..sheet.rows.len() {
            let cell = |column: &str| sheet.column(column)[at].to_owned();
            found.push((cell("source"), cell("code"), cell("coder"), cell("quote")));
        }
    }
    found
}

#[test]
fn there_are_enough_sources_words_and_kinds_of_people() {
    let transcripts = transcripts();
    assert!(transcripts.len() >= 16, "{} sources", transcripts.len());
    let words: u32 = transcripts
        .values()
        .flat_map(|transcript| {
            transcript.turns.iter().map(|turn| count_words(turn.speech.of(&transcript.text).unwrap()))
        })
        .sum();
    assert!(words >= 20_000, "{words} words of speech");
    let named = |start: &str| transcripts.keys().filter(|name| name.starts_with(start)).count();
    assert_eq!(
        [named("child-"), named("parent-"), named("practitioner-"), named("workshop-")],
        [5, 5, 4, 2],
        "{:?}",
        transcripts.keys()
    );
    let people = sheet("participants.csv");
    let ages: Vec<u32> =
        people.rows.iter().filter(|row| row[2] == "child").map(|row| row[5].parse().unwrap()).collect();
    assert_eq!((ages.iter().min(), ages.iter().max(), ages.len()), (Some(&9), Some(&17), 5));
    let speakers = sheet("speakers.csv");
    let person = |source: &str| -> Vec<String> {
        let rows = speakers.rows.iter().filter(|row| row[0] == source && !row[2].is_empty());
        rows.map(|row| row[2].clone()).collect()
    };
    let jobs: BTreeSet<String> = (1..=4)
        .flat_map(|at| person(&format!("practitioner-0{at}")))
        .map(|id| people.cell(&id, "job").to_owned())
        .collect();
    let wanted = ["family_support", "foster_carer", "independent_reviewing_officer", "social_worker"];
    assert_eq!(jobs.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    for workshop in ["workshop-01", "workshop-02"] {
        assert!(person(workshop).len() >= 5, "{workshop}: {:?}", person(workshop));
        assert!(speakers.rows.iter().any(|row| row[0] == workshop && row[3] == "facilitator"), "{workshop}");
    }
}

#[test]
fn every_label_of_every_transcript_stands_for_somebody() {
    let speakers = sheet("speakers.csv");
    for (source, transcript) in transcripts() {
        let known: BTreeSet<&str> =
            speakers.rows.iter().filter(|row| row[0] == source).map(|row| row[1].as_str()).collect();
        let found: BTreeSet<&str> = labels(&transcript.turns).into_iter().collect();
        assert_eq!(found, known, "labels of {source}");
    }
}

#[test]
fn the_files_are_as_messy_as_real_ones() {
    let files: BTreeMap<String, Vec<u8>> = transcript_files()
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    let ending = |ending: &str| files.keys().filter(|name| name.ends_with(ending)).count();
    for (form, least) in [(".txt", 4), (".docx", 2), (".vtt", 2), (".srt", 1), (".md", 2)] {
        assert!(ending(form) >= least, "{} files {form}", ending(form));
    }
    let texts: BTreeMap<&str, &str> =
        files.iter().filter_map(|(name, bytes)| Some((name.as_str(), std::str::from_utf8(bytes).ok()?))).collect();
    let holding = |what: &str| -> Vec<&str> {
        texts.iter().filter(|(_, text)| text.contains(what)).map(|(name, _)| *name).collect()
    };
    assert_eq!(holding("\r\n"), ["child-03.txt"], "CRLF");
    assert_eq!(holding("\u{feff}"), ["parent-01.txt"], "byte order mark");
    assert!(holding("👨\u{200d}👩\u{200d}👧").contains(&"child-01.txt"), "a family of three in one character");
    assert!(holding("Zoë").contains(&"child-04.md"), "an accented name");
    assert!(holding("’").len() >= 3 && holding("I'm").len() >= 3, "curly and straight apostrophes");
    // How a participant's turn begins or ends, one plain text file each.
    let conventions = [
        ("child-01.txt", "\nKai: "),
        ("child-03.txt", "\nP1: "),
        ("parent-01.txt", "\nDonna:\n"),
        ("parent-03.txt", "\n[Leanne] ["),
        ("parent-05.txt", "-1#"),
        ("practitioner-04.txt", "\nRuth  0:"),
        ("workshop-02.txt", "\nTracey (00:"),
    ];
    for (file, mark) in conventions {
        assert!(texts[file].contains(mark), "{file} has no {mark:?}");
    }
    for (name, bytes) in
        files.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "docx"))
    {
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        for part in ["[Content_Types].xml", "_rels/.rels", "word/document.xml"] {
            assert!(package.by_name(part).is_ok(), "{name} has no {part}");
        }
    }
}

#[test]
fn every_file_says_that_it_is_synthetic() {
    for (source, transcript) in transcripts() {
        // Notes of a WebVTT file are no text of the transcript; the file itself says it.
        let raw = transcript_files().into_iter().find(|path| stem(path) == source).unwrap();
        let file = String::from_utf8_lossy(&fs::read(raw).unwrap()).into_owned();
        let said = if transcript.format == "docx" { &transcript.text } else { &file };
        assert!(said.contains("SYNTHETIC TRANSCRIPT"), "{source}");
    }
    let mut others = 0;
    for folder in ["", "codings", "findings"] {
        for path in files_in(&sample(folder)).into_iter().filter(|path| path.is_file()) {
            if path.file_name().unwrap().to_string_lossy().contains(".tw") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let first: String = text.lines().take(2).collect();
            let real = ["statistics.csv", "sources-cited.csv", "recommendations.csv"];
            let name = path.file_name().unwrap().to_str().unwrap();
            let wanted =
                if real.contains(&name) { "published reports;real publications;published report" } else { "SYNTHETIC" };
            assert!(wanted.split(';').any(|words| first.contains(words)), "{name} says only: {first}");
            others += 1;
        }
    }
    assert!(others >= 20, "{others} files");
}

#[test]
fn two_coders_disagree_honestly_and_speak_of_everything() {
    let (codings, book) = (codings(), book());
    assert!(codings.len() >= 350, "{} codings", codings.len());
    let coders: BTreeSet<&str> = codings.iter().map(|coding| coding.2.as_str()).collect();
    assert_eq!(coders.into_iter().collect::<Vec<_>>(), ["RK", "SB"]);
    let sources = |coder: &str| -> BTreeSet<String> {
        codings.iter().filter(|coding| coding.2 == coder).map(|coding| coding.0.clone()).collect()
    };
    assert_eq!(sources("RK").len(), 16);
    assert_eq!(Vec::from_iter(sources("SB")), ["child-02", "parent-03", "practitioner-03", "workshop-01"]);
    for source in sources("SB") {
        let of = |coder: &str| -> BTreeSet<(&str, &str)> {
            let rows = codings.iter().filter(|coding| coding.0 == source && coding.2 == coder);
            rows.map(|coding| (coding.3.as_str(), coding.1.as_str())).collect()
        };
        let (lead, second) = (of("RK"), of("SB"));
        let same = lead.intersection(&second).count();
        let other_code =
            second.difference(&lead).filter(|(quote, _)| lead.iter().any(|(known, _)| known == quote)).count();
        let agreement = same * 100 / second.len();
        assert!((25..95).contains(&agreement), "{source}: {agreement} % of the second coder's are the first's");
        assert!(same < lead.len(), "{source}: the second coder missed nothing");
        assert!(other_code > 0 || same + 3 < second.len(), "{source}: hardly a disagreement");
    }
    let used: BTreeSet<&str> = codings.iter().map(|coding| coding.1.as_str()).collect();
    for category in ["success_factor", "breakdown_factor", "barrier", "enabler", "child_theme", "parent_theme"] {
        let of = book.codes.iter().filter(|code| code.category == category && used.contains(code.id.as_str()));
        assert!(of.count() >= 5, "few codes of {category} are used");
    }
    // Contrary voices: nearly every source holds both what helps and what hinders.
    let with = |polarity: Polarity| -> BTreeSet<&str> {
        let rows = codings.iter().filter(|row| book.code(&row.1).is_some_and(|code| code.polarity == polarity));
        rows.map(|row| row.0.as_str()).collect()
    };
    assert_eq!(with(Polarity::Positive).intersection(&with(Polarity::Negative)).count(), 16);
    let memos: usize = files_in(&sample("codings"))
        .iter()
        .map(|path| {
            Sheet::read(&fs::read_to_string(path).unwrap()).column("memo").iter().filter(|m| !m.is_empty()).count()
        })
        .sum();
    assert!(memos >= 30, "{memos} memos");
}

#[test]
fn consent_has_its_hard_cases() {
    let people = sheet("participants.csv");
    let withdrawn: Vec<&str> =
        people.rows.iter().filter(|row| !row[people.at("withdrawn")].is_empty()).map(|row| row[0].as_str()).collect();
    assert_eq!(withdrawn, ["P05"]);
    assert_eq!((people.cell("C03", "role"), people.cell("C03", "consent")), ("child", "analyse"));
    assert_eq!(people.cell("S14", "consent"), "quote_team");
    assert!(people.column("consent_expires").contains(&""), "somebody's consent has no end");
    let roles = scales()["roles"].clone();
    let guarded = roles.level("child").and_then(|level| level.guardian_consent_under).unwrap();
    for row in people.rows.iter().filter(|row| row[2] == "child" && row[people.at("consent")] == "quote_published") {
        let age: u32 = row[people.at("age")].parse().unwrap();
        assert_eq!(row[people.at("consent_guardian")].is_empty(), age >= guarded, "{}", row[0]);
    }
}

#[test]
fn the_review_has_the_shape_of_the_field() {
    let (studies, effects) = (sheet("findings/studies.csv"), sheet("findings/effects.csv"));
    assert!((15..=20).contains(&studies.rows.len()), "{} studies", studies.rows.len());
    let designs: BTreeSet<&str> = studies.column("design").into_iter().collect();
    assert!(designs.contains("RCT") && designs.iter().any(|design| design.starts_with("QED")), "{designs:?}");
    let home = studies.column("uk").iter().filter(|uk| **uk == "yes").count();
    assert!(home >= 2 && home < studies.rows.len() - home, "{home} studies of the United Kingdom");
    let types: BTreeSet<&str> = effects.column("es_type").into_iter().collect();
    assert!(types.contains("smd") && types.contains("odds_ratio"), "{types:?}");
    assert!(studies.column("cite").iter().all(|cite| cite.ends_with("(synthetic)")));
    let interventions = sheet("findings/interventions.csv");
    let ratings: BTreeSet<&str> = interventions.column("evidence_rating").into_iter().collect();
    assert!(["2", "4+"].iter().all(|rating| ratings.contains(rating)), "{ratings:?}");
    assert!(ratings.contains("3+*"), "a rating with plus and mixed findings: {ratings:?}");
    let costs: BTreeSet<&str> = interventions.column("cost_rating").into_iter().collect();
    assert_eq!(Vec::from_iter(costs), ["1", "2", "3", "4", "5", "na"]);
    let outcomes: BTreeSet<&str> = effects.column("outcome").into_iter().collect();
    for domain in &scales()["outcome_domains"].levels {
        assert!(outcomes.contains(domain.id.as_str()), "no effect on {}", domain.id);
    }
    let themes = fs::read_to_string(sample("themes.toml")).unwrap().matches("[[theme]]").count();
    // Eleven that people speak of, and two on which they are silent.
    assert_eq!(themes, 13);
    let decided = sheet("joint/decisions.csv");
    let fits: BTreeSet<&str> = decided.column("fit").into_iter().collect();
    for fit in ["agreement", "partial", "dissonance", "silence_not_asked", "silence_not_raised", "silence_not_measured"]
    {
        assert!(fits.contains(fit), "no {fit} in the sample: {fits:?}");
    }
    let kinds: BTreeSet<String> =
        sheet("findings/links.csv").column("to_kind").iter().map(|k| (*k).to_owned()).collect();
    for kind in ["outcome", "intervention", "element", "statistic", "question"] {
        assert!(kinds.contains(kind), "no link to a {kind}: {kinds:?}");
    }
}

/// Published figures and the traps in them: bases that are nested, vintages that compete, an end that is not known.
#[test]
fn the_published_figures_stand_as_published() {
    let statistics = sheet("findings/statistics.csv");
    let figures = [
        ("ST1", "10000"),
        ("ST2", "39"),
        ("ST3", "30"),
        ("ST4", "46"),
        ("SV1", "75"),
        ("SV2", "6"),
        ("SV3", "56"),
        ("SV4", "19"),
        ("SV5", "78"),
        ("SV6", "63"),
        ("SV7", "69"),
        ("SV8", "79"),
        ("CS1", "300000000"),
        ("CS2", "67000000"),
        ("CS3", "105804"),
        ("CS4", "7857"),
        ("CS5", "1644"),
        ("H14_SUPPORT", "56000000"),
        ("RE_3M", "12"),
        ("RE_1Y", "20"),
        ("RE_6Y", "35"),
    ];
    for (id, value) in figures {
        assert_eq!(statistics.cell(id, "value"), value, "{id}");
    }
    assert_eq!(statistics.cell("CS5_UPPER", "value"), "", "an upper end that nobody published");
    for (id, base) in [("SV3", "75"), ("SV4", "75"), ("SV5", "75"), ("SV6", "75"), ("SV7", ""), ("SV8", "")] {
        assert_eq!(statistics.cell(id, "base_n"), base, "{id}: the nested bases are not 75");
    }
    assert_eq!(statistics.cell("CS2", "supersedes"), "H14_SUPPORT");
    let cited = sheet("findings/sources-cited.csv");
    for row in &statistics.rows {
        assert!(!row[statistics.at("as_of")].is_empty(), "{} has no date", row[0]);
        let source = &row[statistics.at("source")];
        assert!(cited.column("key").contains(&source.as_str()), "{} cites {source}", row[0]);
    }
}

/// What the map of seeds may name, and how it is found there.
fn is_there(place: &str, key: &str, book: &Codebook, scales: &BTreeMap<String, Scale>) -> bool {
    if let Some(name) = place.strip_prefix("scale:") {
        let file = fs::read_to_string(package().join(format!("codebooks/scales/{name}.toml"))).unwrap_or_default();
        let document: toml::Table = file.parse().unwrap_or_default();
        return scales.get(name).is_some_and(|scale| {
            // A level, a job of a role, the flag, a list of the file's top level, or the scale as a whole.
            scale.level(key).is_some()
                || scale.levels.iter().any(|level| level.jobs.iter().any(|job| job == key))
                || scale.flag == key
                || document.contains_key(key)
                || (name == key && !scale.levels.is_empty())
        });
    }
    if place == "codebook" {
        return book.code(key).is_some_and(|code| !code.definition.is_empty());
    }
    let sheet = sheet(&format!("findings/{place}.csv"));
    let columns = ["country", "uk", "kind"];
    let first = sheet.columns[0].clone();
    sheet.column(&first).contains(&key)
        || (columns.contains(&key) && sheet.column(key).iter().any(|value| !value.is_empty()))
}

#[test]
fn the_map_of_seeds_leads_somewhere_for_every_row() {
    let map = Sheet::read(&fs::read_to_string(package().join("tests/seed_map.csv")).unwrap());
    let (book, scales) = (book(), scales());
    let mut lost = Vec::new();
    for row in &map.rows {
        let [seed, place, key, reason] = row.as_slice() else { panic!("{row:?}") };
        let found = match place.as_str() {
            "out_of_scope" => reason.len() > 20,
            _ => is_there(place, key, &book, &scales),
        };
        if !found {
            lost.push(format!("{seed}: {place} {key}"));
        }
    }
    assert!(lost.is_empty(), "not where the map says: {lost:#?}");
    let seeds: BTreeSet<&str> = map.column("seed").into_iter().collect();
    assert_eq!(seeds.len(), map.rows.len(), "a seed stands twice in the map");
    let out = map.column("where").iter().filter(|place| **place == "out_of_scope").count();
    assert!(out <= 6, "{out} seeds are out of scope");
    assert!(
        !is_there("codebook", "no_such_code", &book, &scales) && !is_there("scale:phases", "no_such", &book, &scales)
    );
}

#[test]
fn every_seed_of_the_inventory_is_on_the_map() {
    let Some(shared) = sandbox::shared().filter(|shared| shared.join("reference/seed_inventory.csv").is_file()) else {
        println!("skipped: no seed inventory");
        return;
    };
    let inventory = Sheet::read(&fs::read_to_string(shared.join("reference/seed_inventory.csv")).unwrap());
    let map = Sheet::read(&fs::read_to_string(package().join("tests/seed_map.csv")).unwrap());
    let known: BTreeSet<&str> = map.column("seed").into_iter().collect();
    let wanted: BTreeSet<&str> = inventory.column("id").into_iter().collect();
    assert!(wanted.len() >= 150, "{} seeds", wanted.len());
    assert_eq!(wanted.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "seeds that are not on the map");
    assert_eq!(known.difference(&wanted).collect::<Vec<_>>(), Vec::<&&str>::new(), "the map knows seeds that are none");
    let suggested = inventory.at("suggested_code");
    for row in inventory.rows.iter().filter(|row| !row[suggested].is_empty()) {
        assert_eq!(map.cell(&row[0], "key"), row[suggested], "{}", row[0]);
    }
}
