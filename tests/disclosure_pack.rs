//! Nothing leaves in the pack that somebody did not agree to: held against every byte of every file of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sandbox::{PACK, Sandbox, Sheet};
use themeweave::ingest::{self, Transcript};

static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

/// Words that lead to the participant who withdrew and to nobody else.
const WITHDRAWN: [&str; 6] = ["p05", "marta", "parent-05", "parent_05", "allotment", "blue suitcase"];
/// Runs of this many words are somebody's own.
const RUN: usize = 5;

/// Every file of a pack that is text, with embedded fonts taken out.
fn texts(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let is_text = |name: &String| Path::new(name).extension().is_some_and(|ending| ending != "png");
    let files = sandbox.files(PACK).into_iter().filter(|(name, _)| is_text(name));
    files.map(|(name, bytes)| (name, without_fonts(&String::from_utf8(bytes).unwrap()))).collect()
}

fn without_fonts(text: &str) -> String {
    let mut parts = text.split("base64,");
    let first = parts.next().unwrap_or_default().to_owned();
    let is_end = |c: char| matches!(c, ')' | '"' | '\'');
    parts.fold(first, |kept, part| kept + part.find(is_end).map_or("", |end| &part[end..]))
}

/// Text as a reader sees it: tags gone, character references read.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    let marks = [
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    marks.into_iter().fold(out, |text, (mark, character)| text.replace(mark, character))
}

/// Words without case and punctuation.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['’', '\''], "");
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn runs(text: &str) -> HashSet<String> {
    words(text).windows(RUN).map(|run| run.join(" ")).collect()
}

/// The transcripts of the sample by source.
fn transcripts() -> BTreeMap<String, Transcript> {
    let folder = sandbox::package().join("transcripts-sample/transcripts");
    let read = |path: &Path| ingest::read(path.to_str().unwrap(), &fs::read(path).unwrap()).unwrap();
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), read(&path))).collect()
}

/// Runs of words that one speaker says and nobody else in the study.
fn own_runs(source: &str, label: &str) -> HashSet<String> {
    let all = transcripts();
    let speech = |transcript: &Transcript, wanted: &dyn Fn(Option<&str>) -> bool| -> HashSet<String> {
        let turns = transcript.turns.iter().filter(|turn| wanted(turn.label.as_deref()));
        turns.flat_map(|turn| runs(turn.speech.of(&transcript.text).unwrap())).collect()
    };
    let mut own = speech(&all[source], &|found| found == Some(label));
    for (name, transcript) in &all {
        let others = speech(transcript, &|found| name != source || found != Some(label));
        own.retain(|run| !others.contains(run));
    }
    assert!(own.len() > 50, "{source}: {} runs of {label}", own.len());
    own
}

/// Files of a pack that hold a run of words, with the run.
fn quoted(sandbox: &Sandbox, own: &HashSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in texts(sandbox) {
        for seen in [runs(&text), runs(&plain(&text))] {
            found.extend(seen.intersection(own).map(|run| format!("{name}: {run}")));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_participant_who_withdrew_is_nowhere() {
    for (name, text) in texts(&BUILT) {
        let (raw, read) = (text.to_lowercase(), plain(&text).to_lowercase());
        for word in WITHDRAWN {
            assert!(!raw.contains(word) && !read.contains(word), "{name} holds {word}");
        }
    }
    assert_eq!(quoted(&BUILT, &own_runs("parent-05", "M")), Vec::<String>::new());
    // Nor how many withdrew, while it is one, and how much that one said.
    let barred = Sheet::read(&BUILT.ask(&["matrix", "theme", "role", "--csv"]).expect(0).out).comments;
    let note = barred.iter().find_map(|line| line.strip_prefix("# note: Outside for want of consent: ")).unwrap();
    for (name, text) in texts(&BUILT) {
        assert!(note.split("; ").all(|part| !plain(&text).contains(part)), "{name} tells {note}");
    }
    // The test looks where it says: the words are there in the transcript, the runs of a quoted person in the pack.
    let hers = transcripts()["parent-05"].text.to_lowercase();
    assert!(["marta", "allotment", "blue suitcase"].iter().all(|word| hers.contains(word)));
    assert!(quoted(&BUILT, &own_runs("child-01", "Kai")).len() > 20);
}

#[test]
fn who_agreed_to_analysis_or_the_team_alone_is_counted_and_not_quoted() {
    assert_eq!(quoted(&BUILT, &own_runs("child-03", "P1")), Vec::<String>::new(), "C03 agreed to analysis");
    assert_eq!(quoted(&BUILT, &own_runs("workshop-02", "Nia")), Vec::<String>::new(), "S14 agreed to the team");
    let quotes = Sheet::read(&BUILT.read("guide/quotes.csv"));
    assert!(!quotes.column("pseudonym").iter().any(|name| name.contains("Jayden") || name.contains("Nia")));
    assert!(!quotes.column("source").contains(&"child-03"));
    let by_role = BUILT.read("guide/tables/themes-by-role.csv");
    assert!(by_role.contains("# N: child=5; parent=6; carer=4; practitioner=10; total=25\n"), "{by_role}");
}

#[test]
fn every_quote_is_word_for_word_its_source_at_its_bytes() {
    let quotes = Sheet::read(&BUILT.read("guide/quotes.csv"));
    let people = Sheet::read(&BUILT.read("transcripts-sample/participants.csv"));
    let sources = transcripts();
    let mut seen = BTreeSet::new();
    assert!(quotes.rows.len() >= 20, "{} quotes", quotes.rows.len());
    for (at, quote) in quotes.column("quote").into_iter().enumerate() {
        let cell = |column: &str| quotes.column(column)[at];
        let transcript = &sources[cell("source")];
        let (start, end): (usize, usize) = (cell("start_byte").parse().unwrap(), cell("end_byte").parse().unwrap());
        assert_eq!(transcript.text.get(start..end), Some(quote), "row {at}");
        assert_eq!(
            transcript.text[..start].matches('\n').count() + 1,
            cell("line").parse::<usize>().unwrap(),
            "row {at}"
        );
        // It lies in speech of the person it is attributed to, who agreed.
        let turn = transcript
            .turns
            .iter()
            .find(|turn| (turn.speech.start as usize) <= start && start < turn.speech.end as usize);
        let label = turn.and_then(|turn| turn.label.as_deref()).unwrap().to_lowercase();
        assert_eq!(label, cell("pseudonym").to_lowercase(), "row {at}");
        let person = people.rows.iter().find(|row| row[1] == cell("pseudonym")).unwrap();
        assert_eq!(person[people.at("consent")], "quote_published", "{}", cell("pseudonym"));
        let count = words(quote).len();
        assert!((7..=65).contains(&count), "row {at} has {count} words");
        assert!(seen.insert((cell("theme"), cell("source"), start)), "row {at} stands twice under its theme");
    }
    // The page prints these quotes and no other.
    let page = BUILT.read("guide/index.html");
    let printed: Vec<String> =
        page.split("<blockquote><p>").skip(1).map(|rest| plain(rest.split("</p>").next().unwrap())).collect();
    assert_eq!(printed, quotes.column("quote"));
    let themes: BTreeSet<&str> = quotes.column("theme").into_iter().collect();
    for theme in themes {
        let of = quotes.rows.iter().filter(|row| row[0] == theme);
        let roles: BTreeSet<&str> = of.clone().map(|row| row[quotes.at("role")].as_str()).collect();
        assert!(of.count() <= 4 && roles.len() >= 2, "{theme} is quoted from {roles:?}");
    }
}

#[test]
fn consent_that_ended_or_lacks_a_guardian_takes_quotes_away() {
    let sandbox = BUILT.copy();
    let quoted_of = |sandbox: &Sandbox, name: &str| {
        let quotes = Sheet::read(&sandbox.read("guide/quotes.csv"));
        quotes.column("pseudonym").iter().filter(|pseudonym| **pseudonym == name).count()
    };
    assert!(["Kai", "Amira", "Helen"].iter().all(|name| quoted_of(&sandbox, name) > 0), "nothing would be taken away");
    let people = "transcripts-sample/participants.csv";
    sandbox.edit(
        people,
        "quote_published,quote_published,2025-05-07,2035-12-31",
        "quote_published,quote_published,2025-05-07,2026-01-31",
    );
    sandbox.edit(people, "quote_published,quote_published,2025-05-13", "quote_published,,2025-05-13");
    sandbox.edit(people, "none,quote_published,,2025-05-28", "none,analyse,,2025-05-28");
    sandbox.build().expect(0);
    for (name, source, label) in
        [("Kai", "child-01", "Kai"), ("Amira", "child-02", "Amira"), ("Helen", "practitioner-01", "Helen")]
    {
        assert_eq!(quoted_of(&sandbox, name), 0, "{name}");
        assert_eq!(quoted(&sandbox, &own_runs(source, label)), Vec::<String>::new(), "{name}");
    }
    // Kai's consent has ended and Amira's guardian has not agreed: they are in no count; Helen is.
    let table = sandbox.read("guide/tables/codes-by-role.csv");
    assert!(table.contains("# N: child=3; parent=6; carer=4; practitioner=10\n"), "{table}");
    for (name, text) in texts(&sandbox) {
        assert!(!text.contains("Kai") && !text.contains("Amira") && !text.contains("child-01"), "{name}");
    }
}

#[test]
fn the_gate_fails_closed_where_words_of_the_study_name_who_withdrew() {
    let sandbox = Sandbox::sample();
    sandbox.edit(
        "transcripts-sample/themes.toml",
        "Rent, rooms, buses and benefits decide",
        "As Marta said, rent and buses decide",
    );
    let said = sandbox.build().expect(4).err;
    assert!(said.contains("P05"), "{said}");
    assert!(!sandbox.path("guide/index.html").exists() && !sandbox.path("guide/quotes.csv").exists());
}

/// What a reader can know of how many people of a role raise something: at least, at most.
type Known = BTreeMap<(String, usize), (i64, i64)>;

const ROLES: [&str; 4] = ["child", "parent", "carer", "practitioner"];
const SIZES: [i64; 4] = [5, 6, 4, 10];

/// True counts by role, from the project itself: by name, and the code's id or theme's id.
fn true_counts(rows: &str) -> BTreeMap<String, (String, [i64; 4])> {
    let sheet = Sheet::read(&BUILT.ask(&["matrix", rows, "role", "--ids", "--csv"]).expect(0).out);
    let row =
        |row: &Vec<String>| (row[1].clone(), (row[0].clone(), ROLES.map(|role| row[sheet.at(role)].parse().unwrap())));
    sheet.rows.iter().map(row).collect()
}

/// What a mark says to a reader who knows the rules: `<3` is 1 or 2, or 0 to 2 where the row withholds zeros too.
fn narrow(known: &mut Known, name: &str, role: usize, printed: &str, withholds_zeros: bool) {
    let range = known.get_mut(&(name.to_owned(), role)).unwrap_or_else(|| panic!("{name} is new"));
    let (low, high) = match printed {
        "[c]" => (0, i64::MAX),
        "<3" => (i64::from(!withholds_zeros), 2),
        number => {
            let number: i64 = number.parse().unwrap_or_else(|_| panic!("{name} prints {number:?}"));
            assert!(number == 0 || number >= 3, "{name}: {number} {} can be read", ROLES[role]);
            (number, number)
        }
    };
    *range = (range.0.max(low), range.1.min(high));
}

/// The role columns of a table of the pack, row by row, into what is known.
fn read_roles(known: &mut Known, truth: &BTreeMap<String, (String, [i64; 4])>, file: &str, name_column: &str) -> usize {
    let sheet = Sheet::read(&BUILT.read(&format!("guide/tables/{file}.csv")));
    let mut rows = 0;
    for row in sheet.rows.iter().filter(|row| truth.contains_key(&row[sheet.at(name_column)])) {
        let name = &row[sheet.at(name_column)];
        let printed = ROLES.map(|role| row[sheet.at(role)].as_str());
        let zeros = (0..4).any(|role| truth[name].1[role] == 0 && printed[role] != "0");
        for role in 0..4 {
            narrow(known, name, role, printed[role], zeros);
            if let Ok(number) = printed[role].parse::<i64>() {
                assert_eq!(number, truth[name].1[role], "{file}: {name}, {}", ROLES[role]);
            }
        }
        rows += 1;
    }
    rows
}

/// Totals of themes that some table or chart prints.
fn totals() -> BTreeMap<String, BTreeSet<i64>> {
    let mut found: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for (file, column) in [
        ("themes-by-role", "total"),
        ("joint-by-outcome", "participants"),
        ("joint-side-by-side", "participants"),
        ("evidence-and-voices", "participants"),
    ] {
        let sheet = Sheet::read(&BUILT.read(&format!("guide/tables/{file}.csv")));
        for row in &sheet.rows {
            if let Ok(total) = row[sheet.at(column)].parse() {
                found.entry(row[sheet.at("theme")].clone()).or_default().insert(total);
            }
        }
    }
    found
}

/// Narrows until nothing more follows: totals add up over roles (a person has one role), a code holds what its
/// sub-codes hold, a theme what its codes hold, and no more than they do together.
fn work_out(known: &mut Known, totals: &BTreeMap<String, BTreeSet<i64>>, parts: &[(String, Vec<String>, bool)]) {
    loop {
        let before = known.clone();
        for (name, total) in totals.iter().filter_map(|(name, totals)| Some((name, *totals.first()?))) {
            for role in (0..4).filter(|_| before.contains_key(&(name.clone(), 0))) {
                let rest = (0..4).filter(|other| *other != role).map(|other| before[&(name.clone(), other)]);
                let (low, high) = rest.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                let range = known.get_mut(&(name.clone(), role)).unwrap();
                *range = (range.0.max(total - high), range.1.min(total - low));
            }
        }
        for (whole, of, exhaustive) in parts {
            for role in 0..4 {
                let upper: i64 = of.iter().map(|part| known[&(part.clone(), role)].1).sum();
                let whole_range = known[&(whole.clone(), role)];
                let mut low = whole_range.0;
                for part in of {
                    let range = known.get_mut(&(part.clone(), role)).unwrap();
                    low = low.max(range.0);
                    range.1 = range.1.min(whole_range.1);
                }
                let high = if *exhaustive { whole_range.1.min(upper) } else { whole_range.1 };
                known.insert((whole.clone(), role), (low, high));
                // Where all but one part cannot make up the whole, the last one must.
                for part in of.iter().filter(|_| *exhaustive) {
                    let range = known.get_mut(&(part.clone(), role)).unwrap();
                    range.0 = range.0.max(low - (upper - range.1));
                }
            }
        }
        if *known == before {
            return;
        }
    }
}

#[test]
fn no_count_of_one_or_two_people_can_be_read_or_worked_out() {
    let (themes, codes) = (true_counts("theme"), true_counts("code"));
    let mut known: Known = BTreeMap::new();
    for name in themes.keys().chain(codes.keys()) {
        for (role, size) in SIZES.into_iter().enumerate() {
            known.insert((name.clone(), role), (0, size));
        }
    }
    assert!(read_roles(&mut known, &themes, "themes-by-role", "theme") >= 8);
    assert!(read_roles(&mut known, &themes, "joint-by-outcome", "theme") >= 8);
    assert!(read_roles(&mut known, &themes, "joint-side-by-side", "theme") >= 8);
    assert!(read_roles(&mut known, &codes, "codes-by-role", "code") >= 60);
    assert!(read_roles(&mut known, &codes, "barriers-and-enablers", "code") >= 10);
    read_page(&mut known, &themes);

    let book = themeweave::codebook::read("book", &BUILT.read("codebooks/reunification/1.1.0.toml")).unwrap();
    let name_of = |id: &str| book.code(id).unwrap().name.clone();
    let mut parts: Vec<(String, Vec<String>, bool)> = Vec::new();
    for code in book.codes.iter().filter(|code| codes.contains_key(&code.name)) {
        let below =
            book.codes.iter().filter(|sub| sub.parent.as_deref() == Some(&code.id) && codes.contains_key(&sub.name));
        parts.push((code.name.clone(), below.map(|sub| sub.name.clone()).collect(), false));
    }
    let file: toml::Table = BUILT.read("transcripts-sample/themes.toml").parse().unwrap();
    for theme in file["theme"].as_array().unwrap() {
        let of = theme["codes"].as_array().unwrap().iter().map(|id| name_of(id.as_str().unwrap()));
        let of: Vec<String> = of.filter(|name| codes.contains_key(name)).collect();
        parts.push((theme["name"].as_str().unwrap().to_owned(), of, true));
    }
    let totals = totals();
    for (name, totals) in &totals {
        assert!(
            totals.len() == 1 && totals.first().is_some_and(|total| *total >= 3 || *total == 0),
            "{name}: {totals:?}"
        );
    }
    work_out(&mut known, &totals, &parts);

    let mut small = 0;
    for (name, (_, counts)) in themes.iter().chain(&codes) {
        for (role, count) in counts.iter().enumerate() {
            let (low, high) = known[&(name.clone(), role)];
            assert!(
                (low..=high).contains(count),
                "the test reasons wrongly: {name} {} is {count}, not {low}..={high}",
                ROLES[role]
            );
            if (1..3).contains(count) {
                small += 1;
                assert!(low < high, "{name}: {} is {count}, and that can be worked out", ROLES[role]);
            }
        }
    }
    assert!(small > 30, "the sample has only {small} small counts");
}

/// What the page itself says of themes by role: its tables, and its sentences about silent roles.
fn read_page(known: &mut Known, truth: &BTreeMap<String, (String, [i64; 4])>) {
    let page = BUILT.read("guide/index.html");
    let mut read = 0;
    for article in page.split("<article class=\"theme\"").skip(1) {
        let head = plain(article.split("</h3>").next().unwrap());
        let (_, name) = head.rsplit_once(". ").unwrap();
        let row = article.split("<tbody>").nth(1).unwrap().split("</tr>").next().unwrap();
        let cells: Vec<String> = row
            .split("<td")
            .skip(1)
            .map(|cell| plain(&format!("<td{}", cell.split("</td>").next().unwrap())))
            .collect();
        let zeros = (0..4).any(|role| truth[name].1[role] == 0 && cells[role] != "0");
        for (role, cell) in cells.iter().take(4).enumerate() {
            narrow(known, name, role, cell, zeros);
        }
        read += 1;
    }
    assert_eq!(read, truth.len());
}

/// A role whose count is withheld is not named in a sentence as silent either: with the total that would tell the rest.
#[test]
fn the_sentence_about_silent_roles_tells_no_withheld_zero() {
    let sandbox = Sandbox::sample();
    sandbox.append(
        "transcripts-sample/themes.toml",
        "\n[[theme]]\nid = \"meetings\"\nname = \"Meetings\"\nstatement = \"Meetings overwhelm.\"\ncodes = [\"parent_meetings_overwhelm\"]\n",
    );
    sandbox.build().expect(0);
    let table = Sheet::read(&sandbox.read("guide/tables/themes-by-role.csv"));
    let withheld: Vec<&str> =
        ROLES.into_iter().filter(|role| table.cell("Meetings", role).parse::<u64>().is_err()).collect();
    assert!(withheld.len() > 1, "a zero is withheld beside the small count: {:?}", table.row("Meetings"));
    let page = sandbox.read("guide/index.html");
    let article = page.split("id=\"theme-meetings\"").nth(1).unwrap().split("</article>").next().unwrap();
    let gap = plain(article.split("<p class=\"gap\">").nth(1).unwrap().split("</p>").next().unwrap());
    for role in withheld {
        assert!(!gap.to_lowercase().contains(role), "{gap}");
    }
}

/// One tag of the page with its attributes as written.
struct Tag<'p> {
    name: &'p str,
    attributes: &'p str,
}

impl Tag<'_> {
    fn has(&self, attribute: &str) -> bool {
        self.attributes.contains(&format!(" {attribute}=\""))
    }

    fn value(&self, attribute: &str) -> Option<&str> {
        self.attributes.split(&format!(" {attribute}=\"")).nth(1)?.split('"').next()
    }
}

fn tags(page: &str) -> Vec<Tag<'_>> {
    page.split('<')
        .skip(1)
        .filter_map(|part| {
            let inner = part.split('>').next()?;
            let end = inner.find(|c: char| c.is_whitespace() || c == '/').filter(|at| *at > 0).unwrap_or(inner.len());
            Some(Tag { name: &inner[..end], attributes: &inner[end..] })
        })
        .collect()
}

#[test]
fn the_page_is_self_contained() {
    let page = without_fonts(&BUILT.read("guide/index.html"));
    for tag in tags(&page) {
        let name = tag.name.to_lowercase();
        assert!(!["script", "iframe", "object", "embed", "link", "base", "form"].contains(&name.as_str()), "<{name}>");
        assert!(!tag.attributes.to_lowercase().contains(" on"), "<{name}{}> may hold a handler", tag.attributes);
        for attribute in ["src", "srcset", "data", "poster", "action", "xlink:href"] {
            assert!(
                tag.value(attribute).is_none_or(|to| to.starts_with("data:") || to.starts_with('#')),
                "<{name}{}>",
                tag.attributes
            );
        }
        if let Some(to) = tag.value("href") {
            assert!(!to.contains("://") && !to.starts_with('/'), "a link to {to}");
            assert!(
                to.starts_with('#') || BUILT.path(PACK).join(to).is_file(),
                "a link to {to}, which is not in the pack"
            );
        }
    }
    for load in ["@import", "url(http", "url(\"http", "url(//", "javascript:"] {
        assert!(!page.contains(load), "{load}");
    }
    assert!(page.contains("default-src 'none'"), "the page forbids loading");
    for (name, svg) in texts(&BUILT).into_iter().filter(|(name, _)| name.starts_with("charts/")) {
        assert!(!svg.contains("<script") && !svg.contains("<image") && !svg.contains("url(http"), "{name}");
    }
}

#[test]
fn the_page_can_be_read_by_ear_and_keyboard() {
    let page = without_fonts(&BUILT.read("guide/index.html"));
    let tags = tags(&page);
    let named = |name: &str| tags.iter().filter(|tag| tag.name == name).collect::<Vec<_>>();
    assert_eq!(named("html")[0].value("lang"), Some("en-GB"));
    assert_eq!((named("title").is_empty(), named("h1").len()), (false, 1));
    for landmark in ["header", "nav", "main", "footer"] {
        assert_eq!(named(landmark).len(), 1, "{landmark}");
    }
    let levels: Vec<u32> = tags.iter().filter_map(|tag| tag.name.strip_prefix('h')?.parse().ok()).collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "headings skip a level: {levels:?}");
    assert!(levels.len() > 50, "{} headings", levels.len());
    let mut ids = HashSet::new();
    for id in tags.iter().filter_map(|tag| tag.value("id")) {
        assert!(ids.insert(id), "two elements have the id {id}");
    }
    for tag in &tags {
        for reference in tag
            .value("href")
            .and_then(|to| to.strip_prefix('#'))
            .into_iter()
            .chain(tag.value("aria-labelledby").into_iter().flat_map(str::split_whitespace))
        {
            assert!(ids.contains(reference), "<{}{}> points nowhere", tag.name, tag.attributes);
        }
    }
    assert_eq!(named("svg").len(), 8);
    for (at, part) in page.split("<svg").skip(1).enumerate() {
        let head = part.split('>').next().unwrap();
        assert!(head.contains("role=\"img\"") && head.contains("aria-label"), "chart {at}: <svg{head}>");
        let title = part.split("<title").nth(1).and_then(|rest| rest.split('>').nth(1)).unwrap_or_default();
        assert!(title.len() > 10, "chart {at} has no title");
    }
    assert!(named("img").iter().all(|image| image.value("alt").is_some_and(|alt| !alt.is_empty())));
    assert!(named("th").iter().all(|head| head.has("scope")), "a header without scope");
    assert_eq!(named("caption").len(), named("table").len());
    assert!(named("table").len() > 20);
    let skip = page.find("href=\"#main\"").unwrap();
    assert!(skip < page.find("<nav").unwrap(), "the way past the contents comes first");
}
