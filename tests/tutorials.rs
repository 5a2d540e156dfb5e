//! The tutorials run: every command of a page is done in its order, and says what the page shows.
//!
//! A page shows commands and what they say in blocks of ```` ```console ````. A line that begins with `$ ` is a command; a
//! long one goes on in the next line after `\`. What stands below it, to the next command, is what it says: results
//! first, then messages. A line `…` stands for any lines. A command whose page shows `error:` must fail, every other must
//! succeed. Times of day are not compared.
//!
//! `THEMEWEAVE_BLESS=1 cargo test --test tutorials` writes what the commands say into the pages. What is too long to show
//! is cut down by a comment before the block: `<!-- first 6, last 2, with "Hope" "N  " -->`.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use sandbox::{Sandbox, Sheet, package};

/// The time that pages show for every other.
const TIME: &str = "2026-03-02T09:30:00Z";
/// What a page shows for lines that are left out.
const CUT: &str = "…";

/// A part of a page: text that is left alone, or a command with what it says.
#[derive(Debug)]
enum Part {
    Text(String),
    Step(Step),
}

#[derive(Debug)]
struct Step {
    /// Line of the page, from 1.
    line: usize,
    /// The command as the page prints it, with its line ends.
    printed: String,
    /// The command in one line.
    command: String,
    /// What the page shows.
    shown: Vec<String>,
    /// How what it says is cut down.
    excerpt: Excerpt,
}

/// Which lines of a long output are shown.
#[derive(Clone, Debug, Default)]
struct Excerpt {
    first: Option<usize>,
    last: Option<usize>,
    with: Vec<String>,
}

impl Excerpt {
    /// `<!-- first 6, last 2, with "Hope" -->`
    fn read(comment: &str) -> Option<Self> {
        let inner = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
        let mut excerpt = Self::default();
        for part in inner.split(", ") {
            let (word, rest) = part.split_once(' ')?;
            match word {
                "first" => excerpt.first = Some(rest.parse().ok()?),
                "last" => excerpt.last = Some(rest.parse().ok()?),
                "with" => excerpt.with = rest.split('"').skip(1).step_by(2).map(str::to_owned).collect(),
                _ => return None,
            }
        }
        Some(excerpt)
    }

    fn of(&self, said: &[String]) -> Vec<String> {
        if self.first.is_none() && self.last.is_none() && self.with.is_empty() {
            return said.to_vec();
        }
        let last_from = said.len().saturating_sub(self.last.unwrap_or(0));
        let wanted: BTreeSet<usize> = (0..said.len())
            .filter(|at| {
                *at < self.first.unwrap_or(0)
                    || *at >= last_from
                    || self.with.iter().any(|word| said[*at].contains(word))
            })
            .collect();
        let (mut shown, mut next) = (Vec::new(), 0);
        for at in wanted {
            if at > next {
                shown.push(CUT.to_owned());
            }
            shown.push(said[at].clone());
            next = at + 1;
        }
        if next < said.len() {
            shown.push(CUT.to_owned());
        }
        shown
    }
}

fn parts(page: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let (mut inside, mut unfinished) = (false, false);
    let mut excerpt = Excerpt::default();
    for (at, line) in page.lines().enumerate() {
        let fence = line.starts_with("```");
        if inside && !fence {
            if unfinished {
                let Some(Part::Step(step)) = found.last_mut() else { panic!("line {}: no command", at + 1) };
                step.printed += &format!("\n{line}");
                step.command += &format!(" {}", line.trim().trim_end_matches('\\').trim_end());
                unfinished = line.ends_with('\\');
            } else if let Some(command) = line.strip_prefix("$ ") {
                unfinished = line.ends_with('\\');
                found.push(Part::Step(Step {
                    line: at + 1,
                    printed: line.to_owned(),
                    command: command.trim_end_matches('\\').trim_end().to_owned(),
                    shown: Vec::new(),
                    excerpt: excerpt.clone(),
                }));
            } else {
                let Some(Part::Step(step)) = found.last_mut() else {
                    panic!("line {}: what is said comes after a command", at + 1)
                };
                step.shown.push(line.to_owned());
            }
            continue;
        }
        inside = line == "```console" || (!fence && inside);
        if !fence {
            excerpt = Excerpt::read(line).unwrap_or_default();
        }
        found.push(Part::Text(line.to_owned()));
    }
    found
}

/// Does one command, the program's own or the shell's, and tells what it says line by line.
fn run(sandbox: &Sandbox, step: &Step) -> (bool, Vec<String>) {
    let bin = Path::new(env!("CARGO_BIN_EXE_themeweave")).parent().unwrap();
    let output = Command::new("sh")
        .args(["-c", &step.command])
        .current_dir(sandbox.path(""))
        .env_clear()
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()))
        .env("COLUMNS", "100")
        .env("HOME", sandbox.path(""))
        .envs([("GIT_AUTHOR_NAME", "RK"), ("GIT_AUTHOR_EMAIL", "rk@example.org"), ("GIT_CONFIG_NOSYSTEM", "1")])
        .envs([("GIT_COMMITTER_NAME", "RK"), ("GIT_COMMITTER_EMAIL", "rk@example.org")])
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.success(), said.lines().map(|line| same_time(line.trim_end())).collect())
}

/// The line with every time of day replaced by the one that pages show.
fn same_time(line: &str) -> String {
    let shape = |text: &[u8]| {
        text.len() == TIME.len()
            && text.iter().zip(TIME.bytes()).all(
                |(is, like)| {
                    if like.is_ascii_digit() { is.is_ascii_digit() } else { *is == like }
                },
            )
    };
    let mut line = line.to_owned();
    let mut at = 0;
    while at + TIME.len() <= line.len() {
        if shape(&line.as_bytes()[at..at + TIME.len()]) {
            line.replace_range(at..at + TIME.len(), TIME);
        }
        at += 1;
    }
    line
}

/// Whether lines are as shown, where `…` stands for any lines.
fn agrees(shown: &[String], said: &[String]) -> bool {
    match shown.split_first() {
        None => said.is_empty(),
        Some((line, rest)) if line == CUT => (0..=said.len()).any(|skipped| agrees(rest, &said[skipped..])),
        Some((line, rest)) => said.first() == Some(line) && agrees(rest, &said[1..]),
    }
}

/// Runs a page in a fresh copy of the sample; returns the folder as the page leaves it.
fn tried(name: &str) -> Sandbox {
    let path = package().join("docs").join(name);
    let page = fs::read_to_string(&path).unwrap();
    let bless = std::env::var_os("THEMEWEAVE_BLESS").is_some();
    let sandbox = Sandbox::sample();
    sandbox.take("docs/tutorial");
    let mut now = String::new();
    let mut wrong = Vec::new();
    let mut steps = 0;
    for part in parts(&page) {
        let step = match part {
            Part::Text(line) => {
                now += &format!("{line}\n");
                continue;
            }
            Part::Step(step) => step,
        };
        steps += 1;
        let (done, said) = run(&sandbox, &step);
        let shown = step.excerpt.of(&said);
        now += &format!("{}\n", [std::slice::from_ref(&step.printed), shown.as_slice()].concat().join("\n"));
        let fails = said.iter().any(|line| line.starts_with("error:"));
        assert!(done != fails, "{name}:{}: {}\n{}", step.line, step.command, said.join("\n"));
        if !agrees(&step.shown, &said) {
            wrong.push(format!("{name}:{}: $ {}\n{}\n", step.line, step.command, said.join("\n")));
        }
    }
    assert!(steps > 20, "{name} has {steps} commands");
    if bless {
        fs::write(&path, now).unwrap();
    } else {
        let wrong = wrong.join("\n");
        assert!(wrong.is_empty(), "the page shows something else; see what changed, then THEMEWEAVE_BLESS=1\n{wrong}");
    }
    sandbox
}

#[test]
fn the_tutorial_of_the_codebook_runs() {
    let sandbox = tried("tutorial-codebook.md");
    // The filled-in sheet is the one that the page writes.
    let (queue, decisions) =
        (Sheet::read(&sandbox.read("queue.csv")), Sheet::read(&sandbox.read("docs/tutorial/decisions.csv")));
    for column in ["coding", "source", "coder", "code", "why", "targets", "quote"] {
        assert_eq!(queue.column(column), decisions.column(column), "{column}");
    }
}

#[test]
fn the_tutorial_of_the_guide_author_runs() {
    let sandbox = tried("tutorial-guide-author.md");
    // It ends with a principle that has evidence, quotes and a chart.
    let page = sandbox.read("guide/index.html");
    for part in
        ["People around the family", "What both say together", "<blockquote>", "Confidence (GRADE-CERQual, adapted)"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(sandbox.read("people-around.svg").contains("<svg"));
}

#[test]
fn the_tutorial_of_the_analyst_runs() {
    let sandbox = tried("tutorial-analyst.md");
    // It leaves five charts that a report could print, each with its data.
    for chart in ["contrasts", "heat", "network", "saturation", "F3"] {
        assert!(sandbox.read(&format!("{chart}.svg")).contains("<svg"), "{chart}");
        assert!(!Sheet::read(&sandbox.read(&format!("{chart}.data.csv"))).rows.is_empty(), "{chart}");
    }
    assert!(!Sheet::read(&sandbox.read("meeting.csv")).rows.is_empty());
}

#[test]
fn the_first_codings_are_those_of_the_sample_whose_codes_are_in_the_first_codebook() {
    let read = |path: &str| Sheet::read(&fs::read_to_string(package().join(path)).unwrap());
    let book = fs::read_to_string(package().join("codebooks/reunification/1.0.0.toml")).unwrap();
    let mut expected = Vec::new();
    let mut sheets: Vec<_> = fs::read_dir(package().join("transcripts-sample/codings")).unwrap().collect();
    while let Some(Ok(sheet)) = sheets.pop() {
        let sheet = Sheet::read(&fs::read_to_string(sheet.path()).unwrap());
        let code = sheet.at("code");
        expected.extend(sheet.rows.into_iter().filter(|row| book.contains(&format!("\nid = \"{}\"\n", row[code]))));
    }
    let mut shipped = read("docs/tutorial/first-codings.csv").rows;
    shipped.sort();
    expected.sort();
    assert!(shipped.len() > 200 && shipped == expected, "{} and {} rows", shipped.len(), expected.len());
}

#[test]
fn a_page_that_shows_something_else_is_noticed() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(agrees(&lines("a\n…\nd"), &lines("a\nb\nc\nd")));
    assert!(agrees(&lines("a\n…"), &lines("a")));
    assert!(!agrees(&lines("a\n…\ne"), &lines("a\nb\nc\nd")));
    assert!(!agrees(&lines("a"), &lines("a\nb")));
    assert_eq!(same_time("at 2031-12-24T23:59:58Z, and 2031-12-24"), format!("at {TIME}, and 2031-12-24"));
    let excerpt = Excerpt::read("<!-- first 1, last 1, with \"c\" -->").unwrap();
    assert_eq!(excerpt.of(&lines("a\nb\nc\nd\ne\nf")), lines("a\n…\nc\n…\nf"));
    let found = parts("text\n```console\n$ one \\\n    two\nsaid\n$ three\n```\nmore\n");
    let steps: Vec<&Step> = found
        .iter()
        .filter_map(|part| match part {
            Part::Step(step) => Some(step),
            Part::Text(_) => None,
        })
        .collect();
    assert_eq!(steps[0].command, "one two");
    assert_eq!(steps[0].shown, ["said"]);
    assert_eq!((steps[1].command.as_str(), steps[1].line), ("three", 6));
}
