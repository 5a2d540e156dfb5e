//! Writing an index: schema, threads, passages.

use std::path::{Path, PathBuf};

use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{IndexSettings, IndexWriter, TantivyDocument};

use super::error::SearchError;
use super::passage::{PassageText, passages};
use super::words;
use crate::text::Span;

/// Changes whenever an index written before would be read wrongly: other fields, other words.
pub(super) const FORMAT: u32 = 1;

/// Memory of each writing thread; what does not fit becomes another segment.
const BYTES_PER_THREAD: usize = 64 << 20;

/// More threads only wait for the one that hands over the texts.
const THREADS: usize = 4;

const WORDS: &str = "words";

/// The fields of a passage in the index. Text is not stored: the project has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Words as they are said, with positions. There are no stems: the forms of a word are looked up
    /// among the words that are there, which keeps the index small and quick to write.
    pub(super) words: Field,
    /// Source and number of the passage, see [`pack`].
    pub(super) place: Field,
    /// Its bytes in the source's text, see [`pack`].
    pub(super) span: Field,
}

/// Name of the column of [`Fields::place`].
pub(super) const PLACE: &str = "place";
/// Name of the column of [`Fields::span`].
pub(super) const SPAN: &str = "span";

/// Two numbers in one column; packed values order by the first, then by the second.
pub(super) fn pack(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// The two numbers of [`pack`].
#[allow(clippy::cast_possible_truncation)] // Each half is a u32.
pub(super) fn unpack(packed: u64) -> (u32, u32) {
    ((packed >> 32) as u32, packed as u32)
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(WORDS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    let words = builder.add_text_field(WORDS, TextOptions::default().set_indexing_options(indexing));
    let place = builder.add_u64_field(PLACE, FAST);
    let span = builder.add_u64_field(SPAN, FAST);
    (builder.build(), Fields { words, place, span })
}

/// The analyser under the name that the schema uses.
pub(super) fn analysers() -> TokenizerManager {
    // The engine asks for its own default one even for columns of numbers.
    let manager = TokenizerManager::default();
    manager.register(WORDS, words::analyser());
    manager
}

/// Takes the passages of a project into an index that is being built.
pub struct Feed<'a> {
    writer: &'a IndexWriter,
    fields: Fields,
    path: &'a Path,
}

impl Feed<'_> {
    /// Adds one passage.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn add(&mut self, passage: PassageText<'_>) -> Result<(), SearchError> {
        let mut entry = TantivyDocument::new();
        entry.add_u64(self.fields.place, pack(passage.source, passage.turn));
        entry.add_u64(self.fields.span, pack(passage.span.start, passage.span.end));
        entry.add_text(self.fields.words, passage.text);
        self.writer.add_document(entry).map_err(SearchError::engine(self.path))?;
        Ok(())
    }

    /// Adds the passages of a source: the speech of its turns or, where it has no turns, its
    /// paragraphs (blocks between blank lines; lines where there are no blank ones).
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn source(&mut self, source: u32, text: &str, speech: &[Span]) -> Result<(), SearchError> {
        passages(source, text, speech).into_iter().try_for_each(|passage| self.add(passage))
    }
}

/// Writes an index of what `passages` feeds, in the folder `path` (which must exist and be empty) or,
/// without one, in memory.
pub(super) fn write<E: From<SearchError>>(
    path: Option<&Path>,
    passages: impl FnOnce(&mut Feed<'_>) -> Result<(), E>,
) -> Result<(tantivy::Index, Fields), E> {
    let shown = path.map_or_else(PathBuf::new, Path::to_owned);
    let failed = || SearchError::engine(&shown);
    let (schema, fields) = schema();
    // Nothing is stored, so nothing needs compression or a thread for it.
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = tantivy::Index::builder().schema(schema).settings(settings).tokenizers(analysers());
    let index = match path {
        Some(path) => builder.create_in_dir(path),
        None => builder.create_in_ram(),
    }
    .map_err(failed())?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let mut writer: IndexWriter =
        index.writer_with_num_threads(threads, threads * BYTES_PER_THREAD).map_err(failed())?;
    // An index is written once and never grows: merging segments would cost more than it saves.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    passages(&mut Feed { writer: &writer, fields, path: &shown })?;
    writer.commit().map_err(failed())?;
    writer.wait_merging_threads().map_err(failed())?;
    Ok((index, fields))
}
