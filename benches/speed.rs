//! How fast the product is on the synthetic corpora: `cargo bench`.
//!
//! Every answer is held against the generator's own figures before its time is taken. Corpora come from the folder that
//! `THEMEWEAVE_CORPUS` names (with `S` and `M` in it); see `corpus`. `docs/design/performance.md` tells what is aimed at.

#![allow(clippy::expect_used, clippy::print_stdout)] // What goes wrong ends a benchmark, and it may talk.
#![allow(missing_docs)] // Criterion makes a public function.

mod corpus;
mod history;
mod joint;
mod projects;
mod synthesis;
mod together;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use themeweave::analysis::{
    AgreementRequest, Columns, Filter, Frame, Layout, MatrixRequest, Measure, Rows, agreement, matrix,
};
use themeweave::query::Query;

use corpus::{Corpus, Outcome};
use projects::{Built, command, fresh_folder};

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(5));
    targets = start_up, synthesis::synthesis, small, medium
}
criterion_main!(benches);

fn start_up(criterion: &mut Criterion) {
    criterion.bench_function("start-up, --help", |bencher| bencher.iter(|| command(&["--help"])));
}

fn small(criterion: &mut Criterion) {
    if let Some(corpus) = Corpus::find("S").expect("a corpus") {
        imports(criterion, "S", &corpus);
        let built = Built::new(&corpus).expect("a project of S");
        built.check(&corpus).expect("the right answers on S");
        together::packed(criterion, &built);
    }
}

fn medium(criterion: &mut Criterion) {
    if let Some(corpus) = Corpus::find("M").expect("a corpus") {
        imports(criterion, "M", &corpus);
        let built = Built::new(&corpus).expect("a project of M");
        built.check(&corpus).expect("the right answers on M");
        kernels(criterion, &built);
        searches(criterion, &built).expect("the index of M");
        codings(criterion, &corpus, &built);
        commands(criterion, &built);
        joint::joint(criterion, &built);
        together::together(criterion, &built);
        history::history(criterion, &corpus, &built).expect("the history of M");
    }
}

/// Transcripts into a new project, in one durable transaction.
fn imports(criterion: &mut Criterion, size: &str, corpus: &Corpus) {
    criterion.bench_function(&format!("{size}: import of transcripts, no index"), |bencher| {
        bencher.iter_batched_ref(
            fresh_folder,
            |folder| {
                let mut project = projects::create(folder.path()).expect("a new project");
                project.import_sources(&[corpus.transcripts()], false, false).expect("an import")
            },
            BatchSize::PerIteration,
        );
    });
}

fn kernels(criterion: &mut Criterion, built: &Built) {
    let project = built.open();
    criterion
        .bench_function("M: Snapshot load", |bencher| bencher.iter(|| project.snapshot(None).expect("a snapshot")));
    let snapshot = project.snapshot(None).expect("a snapshot");
    for measure in [Measure::Participants, Measure::Segments, Measure::Codings] {
        let request = MatrixRequest { rows: Rows::Code, columns: Columns::Role, measure, ..MatrixRequest::default() };
        criterion.bench_function(&format!("M: code x role on loaded columns, {}", measure.word()), |bencher| {
            bencher.iter(|| matrix(black_box(&snapshot), &request).expect("a matrix"));
        });
    }
    let frame = Frame::new(&snapshot, &Filter::default()).expect("a frame");
    // All coders looked at every source, so that all text is compared.
    let sources = (0..).take(snapshot.sources.len()).collect();
    let request = AgreementRequest { sources, resamples: 0, ..AgreementRequest::default() };
    criterion.bench_function("M: alpha by character, 60 codes, on loaded columns", |bencher| {
        bencher.iter(|| agreement(black_box(&frame), &request, Layout::Data).expect("agreement"));
    });
}

fn searches(criterion: &mut Criterion, built: &Built) -> Outcome<()> {
    criterion.bench_function("M: index", |bencher| {
        bencher.iter_batched(
            || built.remove_index(),
            |()| built.open().index().expect("an index"),
            BatchSize::PerIteration,
        );
    });
    let project = built.open();
    let (index, snapshot) = (project.index()?, project.snapshot(None)?);
    let phrases: Vec<Query> =
        projects::PHRASES.iter().map(|words| Query::parse(&format!("\"{words}\""))).collect::<Result<_, _>>()?;
    criterion.bench_function("M: 10 phrases, counts by source", |bencher| {
        bencher.iter(|| phrases.iter().map(|query| index.count_by_source(query).expect("counts").len()).sum::<usize>());
    });
    let mut thirteen = phrases.clone();
    for words in projects::BOOLEANS {
        thirteen.push(Query::parse(&words.to_lowercase())?);
    }
    criterion.bench_function("M: 13 boolean and phrase queries, sources", |bencher| {
        bencher.iter(|| {
            thirteen.iter().map(|query| index.sources_in(query, &snapshot).expect("sources").len()).sum::<usize>()
        });
    });
    Ok(())
}

fn codings(criterion: &mut Criterion, corpus: &Corpus, built: &Built) {
    let sheet = corpus.prepared.join("codings.csv");
    criterion.bench_function("M: codings import", |bencher| {
        bencher.iter_batched_ref(
            || built.copy_without_codings(),
            |(_folder, project)| project.import_codings(&sheet, false).expect("an import"),
            BatchSize::PerIteration,
        );
    });
    let project = built.open();
    criterion
        .bench_function("M: codings export", |bencher| bencher.iter(|| project.export_codings().expect("a sheet")));
}

/// Whole commands, as a user waits for them.
fn commands(criterion: &mut Criterion, built: &Built) {
    let project = built.path();
    let project = project.to_str().expect("a path in UTF-8");
    for arguments in [
        &["matrix", "code", "role"][..],
        &["matrix", "code", "role", "--count", "segments"],
        &["matrix", "code", "role/placement", "--count", "codings,turns"],
        &["matrix", "code", "role", "--where", "age_band in (0-5, 6-11)"],
        &["matrix", "code", "role", "--contrast"],
        &["cooccur", "code"],
        &["sequence", "code"],
        &["similarity", "code", "--of", "case"],
        &["source", "list"],
        &["coding", "list", "--csv"],
        &["search", "\"trial return home\""],
        &["search", "\"needle in the haystack\""],
        &["coding", "export"],
        &["verify"],
    ] {
        criterion.bench_function(&format!("M: command `{}`", arguments.join(" ")), |bencher| {
            bencher.iter(|| command(&[&["-p", project], arguments].concat()));
        });
    }
}
