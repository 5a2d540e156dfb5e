//! The reference of all commands, made from the command line itself: `docs/cli.md`.

use clap::Command;

/// Columns that help pages are wrapped at.
const WIDTH: usize = 100;

/// Every command's help page as Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from(
        "# Commands\n\nMade from the program's own help by `themeweave manual reference`; a test holds it to them.\n",
    );
    let mut root = super::command().term_width(WIDTH);
    root.build();
    page(&mut root, "##", &mut out);
    out
}

fn page(command: &mut Command, heading: &str, out: &mut String) {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    out.push_str(&format!("\n{heading} `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim()));
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        page(sub, "###", out);
    }
}
