//! The evidence map as a page: it says what its table says, opens without a network, and quotes nobody who is not in the pack.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sandbox::{Sandbox, Sheet};

static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).map(|rest| rest.split(to).next().unwrap()).collect()
}

fn page() -> String {
    BUILT.read("guide/evidence-map.html")
}

#[test]
fn every_cell_says_what_the_table_says_and_leads_to_its_studies() {
    let (page, table) = (page(), Sheet::read(&BUILT.read("guide/tables/evidence-map.csv")));
    let studies = table.column("studies");
    let tested: Vec<&&str> = studies.iter().filter(|count| !["", "0"].contains(*count)).collect();
    let cells = between(&page, "<a class=\"cell\" href=\"#", "</a>");
    assert!(tested.len() > 15 && cells.len() == tested.len(), "{} cells, {} tested", cells.len(), tested.len());
    for (cell, expected) in cells.iter().zip(tested) {
        let id = cell.split('"').next().unwrap();
        let count = between(cell, "<b class=\"count\">", " stud")[0];
        assert_eq!(count, *expected, "{id}");
        let article = between(&page, &format!("<article id=\"{id}\">"), "</article>")[0];
        let cites: BTreeSet<&str> = between(article, "data-study=\"", "\"").into_iter().collect();
        assert_eq!(cites.len().to_string(), count, "{id}");
    }
    assert_eq!(page.matches("<span class=\"none\">none</span>").count(), studies.iter().filter(|s| **s == "0").count());
    // Voices: every number of the table, in its order, outcomes above the rows.
    let voices: BTreeSet<&str> = table.column("voices").into_iter().filter(|voices| !voices.is_empty()).collect();
    let shown: BTreeSet<&str> =
        between(&page, "<a class=\"ring\"", "</a>").into_iter().map(|ring| ring.split('>').nth(1).unwrap()).collect();
    assert_eq!(shown, voices);
}

#[test]
fn every_link_leads_somewhere_and_nothing_is_fetched() {
    let page = page();
    let ids: BTreeSet<&str> = between(&page, " id=\"", "\"").into_iter().collect();
    for target in between(&page, "href=\"", "\"") {
        match target.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "#{id}"),
            None => assert_eq!(target, "index.html"),
        }
    }
    assert!(page.contains("default-src 'none'") && !page.contains("src=\"") && !page.contains("@import"));
    // The policy names the one script that may run, by its hash.
    let script = between(&page, "<script>", "</script>");
    assert_eq!((script.len(), between(&page, "script-src 'sha256-", "'").len()), (1, 1));
}

#[test]
fn it_quotes_what_the_pack_quotes() {
    let (page, quotes) = (page(), Sheet::read(&BUILT.read("guide/quotes.csv")));
    assert_eq!(page.matches("<blockquote>").count(), quotes.rows.len());
    let people = quotes.column("pseudonym");
    for attribution in between(&page, "<figcaption>", ",") {
        assert!(people.iter().any(|name| name.split("; ").any(|one| one == attribution)), "{attribution}");
    }
}

#[test]
fn the_command_writes_it_for_interventions_and_for_elements() {
    for (rows, caption) in [("interventions", "interventions by outcome"), ("elements", "practice elements by outcome")]
    {
        let file = format!("{rows}.html");
        BUILT.ask(&["chart", "evidence-map", "--rows", rows, "-o", &file]).expect(0);
        let page = BUILT.read(&file);
        assert!(page.contains(&format!("<caption>Evidence map: {caption}")) && !page.contains("index.html"), "{rows}");
    }
    let refused = BUILT.ask(&["chart", "themes-by-role", "-o", "x.html"]).expect(2);
    assert!(refused.err.contains("only evidence-map can be one"), "{}", refused.err);
}
