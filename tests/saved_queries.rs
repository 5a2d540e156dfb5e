//! Saved queries from the command line and from a file of the manifest, and the parts of the query language that need a
//! built project: fuzzy words, regular expressions, words near words, words in `--where`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::sync::LazyLock;

use sandbox::{MANIFEST, PACK, PROJECT, Sandbox, Sheet};

/// The sample, built once; tests that change something work on copies.
static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

/// The saved queries as `name: text`.
fn saved(sandbox: &Sandbox) -> Vec<String> {
    let sheet = Sheet::read(&sandbox.ask(&["query", "list", "--csv"]).expect(0).out);
    let rows = sheet.column("query").into_iter().zip(sheet.column("text"));
    rows.map(|(name, text)| format!("{name}: {text}")).collect()
}

/// The distinct matches of a search in small letters, sorted.
fn matches(sandbox: &Sandbox, query: &[&str]) -> Vec<String> {
    let sheet = Sheet::read(&sandbox.ask(&[&["search"], query, &["--csv"]].concat()).expect(0).out);
    let mut found: Vec<String> = sheet.column("match").iter().map(|words| words.to_lowercase()).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_query_is_saved_used_replaced_and_removed() {
    let sandbox = BUILT.copy();
    let said = sandbox.ask(&["query", "save", "worker", "\"social worker\"", "--description", "By name"]).expect(0).err;
    assert!(said.contains("query @worker saved"), "{said}");
    sandbox.ask(&["query", "save", "childs_worker", "@worker and role:child"]).expect(0);
    let rows = |query: &str| Sheet::read(&sandbox.ask(&["search", query, "--csv"]).expect(0).out).rows;
    assert_eq!(rows("@childs_worker"), rows("\"social worker\" and role:child"));
    assert!(!rows("@childs_worker").is_empty());

    let said = sandbox.ask(&["query", "save", "WORKER", "worker*", "--dry-run"]).expect(0).err;
    assert!(said.contains("in place of `\"social worker\"`") && said.contains("nothing was changed"), "{said}");
    assert_eq!(saved(&sandbox), ["@childs_worker: @worker and role:child", "@worker: \"social worker\""]);
    let said = sandbox.ask(&["query", "save", "worker", "worker*"]).expect(0).err;
    assert!(said.contains("query @worker saved in place of `\"social worker\"`"), "{said}");
    assert!(matches(&sandbox, &["@childs_worker"]).contains(&"workers".to_owned()));
    let list = Sheet::read(&sandbox.ask(&["query", "list", "--csv"]).expect(0).out);
    assert_eq!(list.column("description"), ["", "By name"], "a new text keeps what it is for");
    assert_eq!(list.column("named_by"), ["", "@childs_worker"]);

    let said = sandbox.ask(&["query", "remove", "worker"]).expect(3).err;
    assert!(said.contains("part of other queries: @childs_worker"), "{said}");
    sandbox.ask(&["query", "remove", "childs_worker"]).expect(0);
    sandbox.ask(&["query", "remove", "@worker"]).expect(0);
    assert!(saved(&sandbox).is_empty());
    sandbox.ask(&["undo"]).expect(0);
    assert_eq!(saved(&sandbox), ["@worker: worker*"]);
}

#[test]
fn what_cannot_be_saved_says_why() {
    let sandbox = BUILT.copy();
    sandbox.ask(&["query", "save", "a", "role:child"]).expect(0);
    sandbox.ask(&["query", "save", "b", "@a not role:parent"]).expect(0);
    for (name, text, status, part) in [
        ("c", "role:child and", 2, "column 15: found the end of the query"),
        ("c", "@aa", 2, "did you mean `a`?"),
        ("a", "@b or role:carer", 2, "@a → @b → @a"),
        ("A", "@a", 2, "does not lead back to itself"),
        ("two words", "role:child", 3, "letters, digits, `_` and `-`"),
    ] {
        let said = sandbox.ask(&["query", "save", name, text]).expect(status).err;
        assert!(said.contains(part), "{name} {text}: {said}");
    }
    assert_eq!(saved(&sandbox).len(), 2);
    let said = sandbox.ask(&["query", "show", "aa"]).expect(3).err;
    assert!(said.contains("there is no saved query `aa`") && said.contains("`a`"), "{said}");
    let said = sandbox.ask(&["search", "role:child and @bb"]).expect(2).err;
    assert!(said.contains("column 16") && said.contains("did you mean `b`?"), "{said}");
    // What has no answer here today may have one tomorrow: it is kept, and told.
    let said = sandbox.ask(&["query", "save", "c", "role:judge"]).expect(0).err;
    assert!(said.contains("query @c saved") && said.contains("found `judge`"), "{said}");
    let said = sandbox.ask(&["matrix", "theme", "role", "--where", "@c"]).expect(2).err;
    assert!(said.contains("found `@c`") && said.contains("found") && said.contains("`judge`"), "{said}");
}

#[test]
fn a_query_is_shown_with_what_it_selects() {
    let sandbox = BUILT.copy();
    sandbox
        .ask(&["query", "save", "signals", "code:family_time only in role:child", "--description", "Signs"])
        .expect(0);
    let shown = sandbox.ask(&["query", "show", "signals"]).expect(0).out;
    for part in ["@signals: code:family_time only in role:child", "Signs", "Read as:", "no other participant's speech"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    let sheet = Sheet::read(&sandbox.ask(&["query", "show", "signals", "--csv"]).expect(0).out);
    assert_eq!(sheet.column("unit"), ["codings", "turns", "sources", "participants"]);
    let where_of_it = ["coding", "list", "--where", "code:family_time only in role:child", "--csv"];
    let listed = Sheet::read(&sandbox.ask(&where_of_it).expect(0).out).rows.len();
    assert_eq!(sheet.column("selected")[0], listed.to_string());
    assert!(listed > 0);
}

#[test]
fn queries_come_from_a_file_of_the_manifest() {
    let sandbox = BUILT.copy();
    let manifest_with = "queries = \"queries.toml\"\nthemes = ";
    sandbox.edit(MANIFEST, "themes = ", manifest_with);
    let file = "transcripts-sample/queries.toml";
    let queries = |rows: &[(&str, &str)]| {
        let mut text = String::from("format = \"themeweave queries 1\"\n");
        for (name, query) in rows {
            text.push_str(&format!("\n[[query]]\nname = \"{name}\"\ntext = '{query}'\n"));
        }
        sandbox.write(file, text);
    };
    queries(&[("young", "role:child and age<=10"), ("kept", "role:parent")]);
    sandbox.build().expect(0);
    assert_eq!(saved(&sandbox), ["@kept: role:parent", "@young: role:child and age<=10"]);

    // What people save in the project stays and wins; what came from the file follows the file.
    sandbox.ask(&["query", "save", "kept", "role:carer"]).expect(0);
    sandbox.ask(&["query", "save", "mine", "@young"]).expect(0);
    queries(&[("young", "role:child and age<10"), ("kept", "role:child"), ("new", "@mine")]);
    sandbox.build().expect(0);
    let expected = ["@kept: role:carer", "@mine: @young", "@new: @mine", "@young: role:child and age<10"];
    assert_eq!(saved(&sandbox), expected);
    sandbox.build().expect(0);
    assert_eq!(saved(&sandbox), expected);

    // A file that takes away what the project's own queries name is refused as a whole.
    queries(&[("new", "role:child"), ("loop", "@loop")]);
    let said = sandbox.build().expect(3).err;
    assert!(said.contains("queries.toml:9") && said.contains("@loop → @loop"), "{said}");
    assert!(said.contains("@mine, saved in the project") && said.contains("`@young`"), "{said}");
    assert_eq!(saved(&sandbox), expected);
    sandbox.write(file, "format = \"themeweave queries 2\"\n[[query]]\nname = \"x y\"\ntext = \"role:\"\n");
    let said = sandbox.run(&["build", MANIFEST, "--out", PACK]).expect(3).err;
    for part in ["queries.toml:1:10", "queries.toml:3:8", "queries.toml:4:8", "column 6 of the query"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_saved_query_is_in_the_text_form() {
    let sandbox = BUILT.copy();
    sandbox.ask(&["query", "save", "worker", "\"social worker\" near:2turns trust"]).expect(0);
    sandbox.ask(&["export", "text", "facts"]).expect(0);
    sandbox.run(&["-p", "second.tw", "import", "text", "facts"]).expect(0);
    let list = sandbox.run(&["-p", "second.tw", "query", "list", "--csv"]).expect(0).out;
    assert!(list.contains("near:2turns trust"), "{list}");
}

#[test]
fn words_are_found_by_slips_and_by_expressions() {
    assert!(matches(&BUILT, &["socail~ worker"]).contains(&"social worker".to_owned()));
    assert!(matches(&BUILT, &["schol~"]).contains(&"school".to_owned()));
    let found = matches(&BUILT, &["/mov(e|ed|ing)/"]);
    assert!(
        !found.is_empty() && found.iter().all(|word| ["move", "moved", "moving"].contains(&word.as_str())),
        "{found:?}"
    );
    assert_eq!(matches(&BUILT, &["text:\"social worker\""]), matches(&BUILT, &["\"social worker\""]));
}

#[test]
fn words_stand_near_words() {
    let near = |distance: &str| {
        let query = format!("\"social worker\" near:{distance} (phone or call or book)");
        Sheet::read(&BUILT.ask(&["search", &query, "--csv"]).expect(0).out)
    };
    let (close, far) = (near("6words"), near("60words"));
    assert!(!close.rows.is_empty() && close.rows.len() < far.rows.len());
    assert!(close.column("match").iter().all(|words| words.to_lowercase() == "social worker"));
    for (left, right) in close.column("left").iter().zip(close.column("right")) {
        let around = format!("{left} {right}").to_lowercase();
        assert!(["phone", "call", "book"].iter().any(|word| around.contains(word)), "{around}");
    }
}

#[test]
fn words_narrow_what_counts_and_not_n() {
    let frame = |filter: &str| {
        let out = BUILT.ask(&["matrix", "theme", "role", "--where", filter, "--json"]).expect(0).out;
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        json["frame"].as_str().unwrap().to_owned()
    };
    let all = frame("kind:*");
    let n = |frame: &str| frame.split(" participant").next().unwrap().to_owned();
    assert_eq!(n(&frame("home and kind:*")), n(&all), "words say what is looked for, not among whom");
    assert_ne!(n(&frame("role:child and home")), n(&all));
    let count = |filter: &str| {
        let out = BUILT.ask(&["coding", "list", "--where", filter, "--csv"]).expect(0).out;
        Sheet::read(&out).rows.len()
    };
    let (all, with_words) = (count("code:*"), count("code:* and \"social worker\""));
    assert!(with_words > 0 && with_words < all, "{with_words} of {all}");
}

#[test]
fn a_query_is_explained_instead_of_asked() {
    let out = BUILT.ask(&["search", "trust near:10words worker", "--where", "role:child", "--explain"]).expect(0).out;
    for part in [
        "Read as: trust near:10words worker",
        "at most 10 words between them, 10 included",
        "gives back A, whole, each once",
        "--where role:child",
        "N is narrowed to the people and sources of: role:child",
    ] {
        assert!(out.replace('\n', " ").contains(part), "{part}: {out}");
    }
    for command in [&["matrix", "theme", "role"][..], &["balance"]] {
        let out = BUILT.ask(&[command, &["--where", "code:family_time", "--explain"]].concat()).expect(0).out;
        assert!(out.contains("--where code:family_time") && out.contains("N is not narrowed"), "{out}");
    }
    let said = BUILT.run(&["-p", PROJECT, "search", "trust near worker", "--explain"]).expect(2).err;
    assert!(said.contains("such as `near:2turns`"), "{said}");
}
