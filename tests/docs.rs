//! What is written about the program is true: the reference of commands is made from them, every command of the README runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::fs;

use sandbox::{Sandbox, package};

#[test]
fn the_reference_of_commands_is_the_programs_own_help() {
    let path = package().join("docs/cli.md");
    let made = themeweave::cli::reference::markdown();
    if std::env::var_os("THEMEWEAVE_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    let first = made.lines().zip(stored.lines()).find(|(made, stored)| made != stored);
    assert!(
        made == stored,
        "docs/cli.md is out of date ({first:?}); run the tests with THEMEWEAVE_BLESS=1 and commit it"
    );
    assert_eq!(Sandbox::empty().run(&["manual", "reference"]).expect(0).out, made);
}

#[test]
fn every_command_has_a_page_and_says_what_it_does() {
    let reference = themeweave::cli::reference::markdown();
    let mut commands = vec![themeweave::cli::command()];
    let mut pages = 0;
    while let Some(command) = commands.pop() {
        assert!(command.get_about().is_some(), "{} has no help", command.get_name());
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let id = argument.get_id();
            let known = argument.get_help().is_some() || ["help", "version"].contains(&id.as_str());
            assert!(known, "{} does not explain {id}", command.get_name());
        }
        pages += 1;
        commands.extend(command.get_subcommands().cloned());
    }
    assert!(pages >= 30, "{pages} commands");
    assert_eq!(reference.matches("\n```text\n").count(), pages);
}

#[test]
fn completions_are_made_for_every_common_shell() {
    let sandbox = Sandbox::empty();
    for (shell, mark) in [("bash", "complete -F"), ("zsh", "#compdef themeweave"), ("fish", "complete -c themeweave")] {
        let made = sandbox.run(&["manual", "completions", shell]).expect(0).out;
        assert!(made.contains(mark) && made.contains("percent-of") && made.contains("by-outcome"), "{shell}");
    }
}

#[test]
fn man_pages_are_written_for_every_command() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["manual", "man", "man"]).expect(0);
    let pages = sandbox.files("man");
    for name in ["themeweave.1", "themeweave-build.1", "themeweave-matrix.1", "themeweave-coding-import.1"] {
        let page = pages.get(name).unwrap_or_else(|| panic!("no page {name} among {:?}", pages.keys()));
        let page = String::from_utf8_lossy(page);
        assert!(page.contains(".TH") && page.contains(".SH DESCRIPTION"), "{name}");
    }
}

/// One fenced block of a page: its language and its lines.
struct Block<'p> {
    language: &'p str,
    lines: Vec<&'p str>,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(language), None) => open = Some(Block { language, lines: Vec::new() }),
            (None, Some(block)) => block.lines.push(line),
            (None, None) => {}
        }
    }
    found
}

/// The words of a line as a shell would part them.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[test]
fn every_command_of_the_readme_runs() {
    let Ok(readme) = fs::read_to_string(package().join("README.md")) else {
        println!("skipped: no README.md");
        return;
    };
    let sandbox = Sandbox::sample();
    sandbox.take("docs/tutorial");
    let (mut ran, mut last) = (0, String::new());
    for block in blocks(&readme) {
        if block.language == "text" {
            for line in block.lines.iter().filter(|line| !line.is_empty() && **line != "...") {
                assert!(last.lines().any(|said| said == *line), "the README prints {line:?}, the program:\n{last}");
            }
        }
        if !["sh", "console"].contains(&block.language) {
            continue;
        }
        for line in block.lines {
            let line = line.trim_start_matches("$ ");
            let ours =
                ["themeweave ", "cargo run --release -- "].into_iter().find_map(|start| line.strip_prefix(start));
            let Some(arguments) = ours else { continue };
            let words = shell_words(arguments);
            let said = sandbox.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(said.status, 0, "{line}\n{}{}", said.out, said.err);
            last = said.out;
            ran += 1;
        }
    }
    assert!(ran >= 2, "the README shows {ran} commands");
}

#[test]
fn pages_link_only_to_files_that_are_there() {
    let mut pages = vec![package().join("README.md"), package().join("CHANGELOG.md")];
    pages.extend(fs::read_dir(package().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    for page in pages.into_iter().filter(|page| page.extension().is_some_and(|ending| ending == "md")) {
        let Ok(text) = fs::read_to_string(&page) else { continue };
        let folder = page.parent().unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            let elsewhere = target.is_empty() || target.contains("://") || target.contains(' ');
            assert!(elsewhere || folder.join(target).exists(), "{} links to {target}", page.display());
        }
    }
}
