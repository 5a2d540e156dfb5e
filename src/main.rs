//! The `themeweave` program: arguments in, exit status out.

fn main() -> std::process::ExitCode {
    themeweave::cli::run(std::env::args_os())
}
