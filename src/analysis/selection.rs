//! Choosing quotes: few for each theme, spread over people, roles and sources, one of them contrary
//! where there is a contrary voice.

use std::cmp::Reverse;

use super::quotes::Passages;
use super::{AnalysisError, Candidate, Frame};
use crate::text::Span;

/// How many quotes a person may give to a whole pack, unless a theme would be left with fewer than two.
const PER_PERSON: usize = 2;
/// Words that read best on a page.
const PREFERRED: std::ops::RangeInclusive<u32> = 15..=60;
/// Length that is best of all, where nothing else decides.
const IDEAL: u32 = 35;
/// Quotes below which a theme may take a person's third quote.
const ENOUGH: usize = 2;

/// What is wanted of a selection.
#[derive(Clone, Copy, Debug)]
pub struct QuoteRequest<'a> {
    /// Most quotes for one theme; 2 to 4 read well.
    pub per_theme: usize,
    /// Fewest words of a quote.
    pub min_words: u32,
    /// Most words of a quote.
    pub max_words: u32,
    /// For each participant, whether the person may be quoted: the gate decides in the end, this
    /// only keeps places from being wasted.
    pub quotable: &'a [bool],
}

/// One quote that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteChoice {
    /// Position of the source.
    pub source: u32,
    /// The passage.
    pub span: Span,
    /// Position of the participant who speaks.
    pub participant: u32,
    /// Position of the code that it was chosen for.
    pub code: u32,
    /// Position of the theme.
    pub theme: usize,
    /// Whether it speaks against what most people say of the theme.
    pub contrary: bool,
}

/// Chooses quotes for every theme, in the themes' order.
///
/// A person speaks at most once in a theme and twice in a pack (a third time only where a theme would
/// have fewer than two quotes otherwise); no passage is used twice. Every theme gets its first quote before any gets its
/// second, and so on. In a theme roles and then sources take turns;
/// whole sentences of 15 to 60 words come before others. Where people speak of the theme in both
/// directions, the last place goes to the smaller side if it has none yet. Equal candidates are
/// taken by source name and place, so the choice never changes between runs.
///
/// # Errors
/// [`AnalysisError::TextsMissing`] for a snapshot without texts, [`AnalysisError::MaskLength`] for a
/// mask of another number of participants.
pub fn select(frame: &Frame<'_>, request: &QuoteRequest<'_>) -> Result<Vec<QuoteChoice>, AnalysisError> {
    let people = frame.snapshot().participants.len();
    if request.quotable.len() != people {
        let found = request.quotable.len();
        return Err(AnalysisError::MaskLength { what: "quotable participants", found, expected: people });
    }
    let passages = Passages::new(frame)?;
    let mut pack = Pack { frame, request, chosen: Vec::new() };
    let fits = |one: &Candidate| {
        (request.min_words..=request.max_words).contains(&one.words)
            && request.quotable.get(one.participant as usize).copied().unwrap_or(false)
    };
    let candidates: Vec<Vec<Candidate>> = (0..frame.snapshot().themes.len())
        .map(|theme| passages.of_theme(frame, theme).into_iter().filter(fits).collect())
        .collect();
    for place in 0..request.per_theme {
        // Place by place, so that the first themes do not use up the few people of a role.
        for (theme, candidates) in candidates.iter().enumerate() {
            pack.fill(theme, candidates, place);
        }
    }
    pack.chosen.sort_by_key(|choice| choice.theme);
    Ok(pack.chosen)
}

/// The quotes chosen so far.
struct Pack<'f, 'a> {
    frame: &'f Frame<'a>,
    request: &'f QuoteRequest<'f>,
    chosen: Vec<QuoteChoice>,
}

impl Pack<'_, '_> {
    /// Fills one place of a theme, if there is anybody left for it.
    fn fill(&mut self, theme: usize, candidates: &[Candidate], place: usize) {
        let best = self.best(theme, candidates, place, false).or_else(|| {
            // Rather a person's third quote than a theme with a single voice.
            (place < ENOUGH).then(|| self.best(theme, candidates, place, true)).flatten()
        });
        let Some(best) = best else { return };
        let Candidate { source, span, participant, code, contrary, .. } = best.clone();
        self.chosen.push(QuoteChoice { source, span, participant, code, theme, contrary });
    }

    /// The best candidate for a place of a theme; `again` allows people whose share of the pack is used up.
    fn best<'c>(&self, theme: usize, candidates: &'c [Candidate], place: usize, again: bool) -> Option<&'c Candidate> {
        let of_theme: Vec<&QuoteChoice> = self.chosen.iter().filter(|choice| choice.theme == theme).collect();
        let free = |one: &&Candidate| {
            let mine = |choice: &&QuoteChoice| choice.participant == one.participant;
            let same_words = |choice: &QuoteChoice| choice.source == one.source && choice.span.intersects(one.span);
            !of_theme.iter().any(mine)
                && !self.chosen.iter().any(same_words)
                && (again || self.chosen.iter().filter(mine).count() < PER_PERSON)
        };
        let contrary_due = place + 1 == self.request.per_theme && !of_theme.iter().any(|choice| choice.contrary);
        let free: Vec<&Candidate> = candidates.iter().filter(free).collect();
        let only_contrary = contrary_due && free.iter().any(|one| one.contrary);
        free.into_iter().filter(|one| one.contrary || !only_contrary).min_by_key(|one| {
            let role = |participant: u32| self.frame.snapshot().participants.get(participant as usize).map(|p| &p.role);
            let same_role = of_theme.iter().filter(|c| role(c.participant) == role(one.participant)).count();
            let same_source = of_theme.iter().filter(|choice| choice.source == one.source).count();
            let in_pack = self.chosen.iter().filter(|choice| choice.participant == one.participant).count();
            let liked = (Reverse(one.complete), Reverse(PREFERRED.contains(&one.words)), one.words.abs_diff(IDEAL));
            (same_role, one.contrary, same_source, in_pack, liked, (one.source, one.span, one.code))
        })
    }
}
