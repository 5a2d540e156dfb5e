//! The house of `docs/architecture.md` held against the code: imports go down only, SQL stays in the
//! store, printing in the command line.

#![allow(clippy::expect_used)] // A test that cannot read the source should stop.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor, the ground first.
const FLOORS: [&[&str]; 5] = [
    &["model", "text", "table", "stats"],
    &["store", "search", "query", "ingest", "codebook"],
    &["analysis", "disclosure", "charts", "interchange"],
    &["project", "guide"],
    &["cli", "web"],
];

/// Rooms of one floor that may look into a neighbour, with the reason.
const NEIGHBOURS: [(&str, &str, &str); 2] = [
    ("project", "guide", "a build ends in a pack"),
    ("search", "query", "the index answers queries of the one language"),
];

struct Source {
    path: PathBuf,
    room: String,
    /// The code without comments and without its tests.
    code: String,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("an entry of src").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("source is UTF-8");
                let inner = path.strip_prefix(&src).expect("below src");
                let named = inner.iter().next().expect("a name").to_string_lossy().trim_end_matches(".rs").to_owned();
                found.push(Source { room: named, code: without_comments_and_tests(&text), path });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "the walk found only {} files", found.len());
    found
}

fn without_comments_and_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Rooms that a file names after `crate::`.
fn imported(code: &str) -> Vec<String> {
    code.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &code[at + found.len()..];
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        })
        .collect()
}

#[test]
fn every_room_of_the_source_is_on_a_floor() {
    let known: Vec<&str> = FLOORS.concat();
    for source in sources() {
        let room = source.room.as_str();
        assert!(room == "lib" || room == "main" || known.contains(&room), "{}: on which floor?", source.path.display());
    }
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(here) = floor(&source.room) else { continue };
        for room in imported(&source.code) {
            let Some(there) = floor(&room) else { continue };
            let own = room == source.room;
            let ground = here == 0 && there == 0;
            let neighbour = NEIGHBOURS.iter().any(|(from, to, _)| *from == source.room && *to == room);
            if !(own || ground || neighbour || there < here) {
                wrong.push(format!("{} (floor {here}) imports {room} (floor {there})", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not go down a floor:\n{}", wrong.join("\n"));
}

#[test]
fn sql_lives_in_the_store_alone() {
    let words =
        ["SELECT ", "INSERT INTO ", "INSERT OR ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA ", "rusqlite"];
    let mut in_store = 0;
    for source in sources() {
        let found: Vec<&&str> = words.iter().filter(|word| source.code.contains(**word)).collect();
        if source.room == "store" {
            in_store += found.len();
        } else {
            assert!(found.is_empty(), "{} holds SQL: {found:?}", source.path.display());
        }
    }
    assert!(in_store > 5, "the search for SQL finds none in the store either");
}

#[test]
fn only_the_command_line_prints_reads_the_environment_and_the_clock() {
    let words = [
        "println!",
        "eprintln!",
        "print!(",
        "eprint!(",
        "dbg!(",
        "io::stdout",
        "io::stderr",
        "env::var",
        "env::args",
        "process::exit",
        "SystemTime::now",
        "Timestamp::now",
        "Zoned::now",
    ];
    for source in sources() {
        if source.room == "cli" || source.room == "main" {
            continue;
        }
        let found: Vec<&&str> = words.iter().filter(|word| source.code.contains(**word)).collect();
        assert!(found.is_empty(), "{}: {found:?}", source.path.display());
    }
}

#[test]
fn main_is_a_door_and_files_stay_readable() {
    for source in sources() {
        let lines = fs::read_to_string(&source.path).expect("source is UTF-8").lines().count();
        let most = if source.room == "main" { 20 } else { 500 };
        assert!(lines <= most, "{} has {lines} lines, more than {most}", source.path.display());
    }
}
