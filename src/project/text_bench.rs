//! The text bench: words around matches, frequencies, key words, passages like one another, from the index.

use super::{Project, ProjectError, Selection};
use crate::analysis::text_bench::{
    self, Collocate, CollocateQuestion, Likeness, Speech, WordCounts, WordList, collocates, likeness,
};
use crate::analysis::{AnalysisError, Columns, Frame};
use crate::model::{CodingId, CodingState, Problem, Scope, Snapshot};
use crate::query::{Evaluator, Query, Segment};
use crate::search::{Hit, Index, Window};
use crate::store::Parts;
use crate::table::Table;
use crate::text::{Span, did_you_mean, excerpt};

/// Characters of an example that a title shows.
const SHOWN: usize = 50;

impl Project {
    /// The words around the matches of a query; see [`text_bench::collocates`].
    ///
    /// # Errors
    /// A query that cannot be read or has no matches by its nature, and those of the project file and the index.
    pub fn collocates(
        &self,
        words: &str,
        selection: &Selection,
        span: usize,
        list: WordList,
    ) -> Result<Table, ProjectError> {
        let query = self.query(words)?;
        if !query.expr.has_text() && !query.expr.has_positions() {
            let reason = format!("`{words}` finds turns and no words in them; look for words, or for positions");
            return Err(AnalysisError::NoWords { reason }.into());
        }
        let lines = self.search(words, selection, 0)?.concordance.lines;
        let mut places: Vec<Segment> = (lines.iter().filter(|line| !line.span.is_empty()))
            .map(|line| Segment::new(line.source, line.span))
            .collect();
        places.sort_unstable();
        self.with_speech(selection, &[&query], |speech, index| {
            let found = places.len();
            places.retain(|place| is_said(speech, place));
            let passages = passages_with(speech, &places);
            let text_of = |source| self.text_of(speech.frame().snapshot(), source);
            let window = Window::read(&places, &passages, span, text_of)?;
            let (mut all, mut words) = (0, Vec::new());
            index.each_word(
                |source, passage| speech.slot(source, passage),
                |word, uses| {
                    let said: u64 = uses.iter().map(|used| u64::from(used.count)).sum();
                    all += said;
                    if let Some(around) = window.words.get(word).filter(|around| around.near > 0) {
                        words.push(Collocate {
                            word: word.to_owned(),
                            near: around.near,
                            all: said.saturating_sub(around.inside),
                            sources: around.sources,
                        });
                    }
                },
            )?;
            let question = CollocateQuestion {
                query: query.text.clone(),
                matches: places.len() as u64,
                outside: (found - places.len()) as u64,
                span,
                words: all.saturating_sub(window.inside),
                near: window.near,
                list,
            };
            Ok(collocates(speech, &question, &words))
        })
    }

    /// How often words are said, in all and by groups; see [`text_bench::frequencies`].
    ///
    /// # Errors
    /// A query that cannot be read, groups that nothing in the project has, and those of the project file and the index.
    pub fn word_frequencies(
        &self,
        selection: &Selection,
        by: Option<&str>,
        list: WordList,
    ) -> Result<Table, ProjectError> {
        self.with_speech(selection, &[], |speech, index| {
            let columns = by.map(|by| Columns::parse(by, speech.frame().snapshot())).transpose()?;
            text_bench::frequencies(speech, columns.as_ref(), &list, |counts| read_words(index, speech, counts))
        })
    }

    /// What the speech that meets a query says more often than the rest of the frame; see [`text_bench::keyness`].
    ///
    /// # Errors
    /// A query that cannot be read, a target or a rest without words, and those of the project file and the index.
    pub fn key_words(&self, target: &str, selection: &Selection, list: WordList) -> Result<Table, ProjectError> {
        let query = self.query(target)?;
        self.with_speech(selection, &[&query], |speech, index| {
            let snapshot = speech.frame().snapshot();
            let places = self.places([&query], snapshot)?;
            let evaluator = Evaluator::new(snapshot).with_places(&places);
            let (turns, sources) = (evaluator.turns(&query)?, evaluator.sources(&query)?);
            // Passages without a turn are numbered behind the turns, by their sources.
            let meets: Vec<bool> = turns.into_iter().chain(sources).collect();
            let is_target = |slot: u32| meets.get(slot as usize) == Some(&true);
            text_bench::keyness(speech, target, is_target, &list, |counts| read_words(index, speech, counts))
        })
    }

    /// The passages most like an example, at most so many: the id of a coding, `SOURCE:TURN`, or words. The example's own
    /// passage is left out. See [`crate::search::Index::alike`] and [`text_bench::likeness`].
    ///
    /// # Errors
    /// An example that is not there or may not be analysed, a query that cannot be read, and those of the project file and
    /// the index.
    pub fn passages_like(&self, example: &str, selection: &Selection, most: usize) -> Result<Table, ProjectError> {
        self.with_speech(selection, &[], |speech, index| {
            let snapshot = speech.frame().snapshot();
            let example = self.example(example, snapshot)?;
            let is_own =
                |hit: &Hit| example.place.is_some_and(|own| own.source == hit.source && own.span.intersects(hit.span));
            let found =
                index.alike(&example.words, most, |hit| speech.slot(hit.source, hit.turn).is_some() && !is_own(hit))?;
            let mut rows = Vec::with_capacity(found.len());
            for one in found {
                let text = self.text_of(snapshot, one.hit.source)?;
                rows.push(Likeness {
                    source: one.hit.source,
                    passage: one.hit.turn,
                    span: one.hit.span,
                    score: one.score,
                    shared: one.shared,
                    text: one.hit.span.of(&text).unwrap_or_default().to_owned(),
                });
            }
            Ok(likeness(speech, &example.name, &rows))
        })
    }

    /// Answers a question about the speech of a selection, with the index; `queries` are others that are asked of it.
    fn with_speech<T>(
        &self,
        selection: &Selection,
        queries: &[&Query],
        answer: impl FnOnce(&Speech<'_>, &Index) -> Result<T, ProjectError>,
    ) -> Result<T, ProjectError> {
        let filter = self.selecting(selection)?;
        let asked = || queries.iter().copied().chain(filter.as_ref());
        let parts = Parts {
            texts: asked().any(|query| query.expr.needs_texts()),
            codings: asked().any(|query| query.expr.has_codings()),
            details: asked().any(|query| query.expr.needs_weights()),
        };
        let snapshot = self.read(selection.codebook.as_deref(), parts)?;
        let narrowed = self.filter(selection, filter.as_ref(), &snapshot)?;
        let kept = match &filter {
            Some(filter) => {
                let places = self.places([filter], &snapshot)?;
                Some(Evaluator::new(&snapshot).with_places(&places).passages(filter)?)
            }
            None => None,
        };
        let frame = Frame::new(&snapshot, &narrowed)?;
        answer(&Speech::new(&frame, kept.as_ref()), &self.index()?)
    }

    /// What an example names.
    fn example(&self, typed: &str, snapshot: &Snapshot) -> Result<Example, ProjectError> {
        let example = match typed.rsplit_once(':') {
            Some((source, turn)) if !typed.contains(char::is_whitespace) && turn.parse::<usize>().is_ok() => {
                self.turn_as_example(source, turn, snapshot)?
            }
            _ => match self.coding_as_example(typed, snapshot)? {
                Some(example) => example,
                None => {
                    Example { name: format!("“{}”", excerpt(typed, SHOWN)), words: typed.to_owned(), place: None }
                }
            },
        };
        let may = |place: &Segment| {
            let people = snapshot.participants_in(place.source, place.span);
            people.into_iter().all(|person| snapshot.allowed(person) >= Scope::Analyse)
        };
        if example.place.as_ref().is_none_or(may) {
            return Ok(example);
        }
        Err(Problem::new(&example.name, "the speaker's consent does not allow analysis").into())
    }

    fn turn_as_example(&self, source: &str, turn: &str, snapshot: &Snapshot) -> Result<Example, ProjectError> {
        let position = (0u32..).zip(&snapshot.sources).find(|(_, known)| known.name == source);
        let Some((position, _)) = position else {
            let names = snapshot.sources.iter().map(|known| known.name.as_str());
            let problem = Problem::new("--like", format!("there is no source `{source}`"));
            return Err(problem.hint(did_you_mean(source, names)).into());
        };
        let turns = snapshot.turns.of_source(position);
        let wanted = turn.parse::<usize>().ok().and_then(|turn| turn.checked_sub(1));
        let span = wanted.map(|wanted| turns.start + wanted).filter(|turn| turns.contains(turn));
        let Some(span) = span.and_then(|turn| snapshot.turns.speech.get(turn)) else {
            let problem = Problem::new("--like", format!("there is no turn {turn} in `{source}`"));
            return Err(problem.hint(format!("its turns are 1 to {}", turns.len())).into());
        };
        let text = self.text_of(snapshot, position)?;
        let words = span.of(&text).unwrap_or_default().to_owned();
        Ok(Example { name: format!("{source}:{turn}"), words, place: Some(Segment::new(position, *span)) })
    }

    /// The coding whose id begins so; nothing where none does.
    fn coding_as_example(&self, typed: &str, snapshot: &Snapshot) -> Result<Option<Example>, ProjectError> {
        const SHORTEST: usize = 4;
        // Words have no digits, and an id seldom has none.
        let whole = u32::try_from(typed.len()).is_ok_and(|length| length == CodingId::LENGTH);
        let is_id = whole || (typed.len() >= SHORTEST && typed.contains(|c: char| c.is_ascii_digit()));
        if !is_id || self.store.codings_named(typed)?.is_empty() {
            return Ok(None);
        }
        let found = self.coding(typed)?;
        let position = (0u32..).zip(&snapshot.sources).find(|(_, known)| known.name == found.coding.source);
        // The words of an orphan stand in no current text; they are a question all the same.
        let place = position.filter(|_| found.state != CodingState::Orphaned);
        Ok(Some(Example {
            name: format!("coding {} ({})", found.id, found.coding.code),
            words: found.coding.quote,
            place: place.map(|(position, _)| Segment::new(position, found.coding.span)),
        }))
    }
}

/// Words that other passages are compared with.
struct Example {
    name: String,
    words: String,
    /// Where they stand in the project, if they do.
    place: Option<Segment>,
}

/// Hands every word of the index over to be counted.
fn read_words(index: &Index, speech: &Speech<'_>, counts: &mut WordCounts<'_>) -> Result<(), ProjectError> {
    index.each_word(
        |source, passage| speech.slot(source, passage),
        |word, uses| counts.add(word, uses.iter().map(|used| (used.slot, used.count))),
    )?;
    Ok(())
}

/// Whether a place touches speech that is counted.
fn is_said(speech: &Speech<'_>, place: &Segment) -> bool {
    passages_touching(speech, place).next().is_some()
}

/// The counted passages that places touch, sorted, each once.
fn passages_with(speech: &Speech<'_>, places: &[Segment]) -> Vec<Hit> {
    let mut passages: Vec<Hit> = places.iter().flat_map(|place| passages_touching(speech, place)).collect();
    passages.sort_unstable();
    passages.dedup();
    passages
}

/// The counted passages that a place touches; a source without turns is one.
fn passages_touching<'s>(speech: &'s Speech<'_>, place: &Segment) -> impl Iterator<Item = Hit> + 's {
    let snapshot = speech.frame().snapshot();
    let source = place.source;
    let all = snapshot.turns.of_source(source);
    let whole = all.is_empty().then(|| {
        let bytes = snapshot.sources.get(source as usize).map_or(0, |source| source.bytes);
        Hit { source, turn: 0, span: Span::new(0, bytes) }
    });
    let turns = snapshot.turns.touching(source, place.span).filter_map(move |turn| {
        let number = u32::try_from(turn - all.start).ok()?;
        Some(Hit { source, turn: number, span: *snapshot.turns.speech.get(turn)? })
    });
    whole.into_iter().chain(turns).filter(|hit| speech.slot(hit.source, hit.turn).is_some())
}
