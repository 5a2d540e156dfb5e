//! How often each word is said: in all, by groups, in how many sources and by how many people.

use super::Speech;

/// How often words are said in groups of passages.
///
/// Words come one by one, each with the numbers of the passages in which it is said and how often.
#[derive(Clone, Debug)]
pub struct WordCounts<'s> {
    pub(super) speech: &'s Speech<'s>,
    /// For each passage, its groups.
    groups: Vec<Vec<u32>>,
    /// Words in all passages.
    pub(super) size: u64,
    /// Words in each group.
    pub(super) sizes: Vec<u64>,
    /// Words in each source.
    of_source: Vec<u64>,
    pub(super) words: Vec<Counted>,
    /// How often a word must be said to be kept.
    least: u64,
    seen_sources: Marks,
    seen_people: Marks,
}

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    pub word: String,
    pub count: u64,
    pub people: u64,
    /// In each group.
    pub groups: Vec<InGroup>,
    /// How often in each source that has it.
    sources: Vec<(u32, u32)>,
}

/// A word in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct InGroup {
    pub count: u64,
    pub sources: u64,
    pub people: u64,
}

impl<'s> WordCounts<'s> {
    /// Counts in so many groups; `groups` gives those of a passage. Words that are said less often than `least` count for
    /// sizes only.
    pub fn new(speech: &'s Speech<'s>, count: usize, groups: impl Fn(u32) -> Vec<u32>, least: u64) -> Self {
        let groups: Vec<Vec<u32>> = (0u32..).take(speech.slots()).map(groups).collect();
        let snapshot = speech.frame().snapshot();
        Self {
            speech,
            groups,
            size: 0,
            sizes: vec![0; count],
            of_source: vec![0; snapshot.sources.len()],
            words: Vec::new(),
            least,
            seen_sources: Marks::new(snapshot.sources.len(), count),
            seen_people: Marks::new(snapshot.participants.len(), count),
        }
    }

    /// Takes in a word with the passages that have it and how often each does.
    pub fn add(&mut self, word: &str, uses: impl IntoIterator<Item = (u32, u32)>) {
        self.seen_sources.next();
        self.seen_people.next();
        let mut found = Counted {
            word: word.to_owned(),
            count: 0,
            people: 0,
            groups: vec![InGroup::default(); self.sizes.len()],
            sources: Vec::new(),
        };
        for (slot, count) in uses {
            let source = self.speech.source_of(slot);
            let person = self.speech.participant_of(slot);
            found.count += u64::from(count);
            if let Some(size) = self.of_source.get_mut(source as usize) {
                *size += u64::from(count);
            }
            match found.sources.last_mut() {
                Some((last, of_source)) if *last == source => *of_source += count,
                _ => found.sources.push((source, count)),
            }
            found.people += person.map_or(0, |person| u64::from(self.seen_people.is_new(person, None)));
            for group in self.groups.get(slot as usize).into_iter().flatten() {
                let (Some(within), Some(size)) =
                    (found.groups.get_mut(*group as usize), self.sizes.get_mut(*group as usize))
                else {
                    continue;
                };
                *size += u64::from(count);
                within.count += u64::from(count);
                within.sources += u64::from(self.seen_sources.is_new(source, Some(*group)));
                within.people += person.map_or(0, |person| u64::from(self.seen_people.is_new(person, Some(*group))));
            }
        }
        self.size += found.count;
        if found.count >= self.least {
            found.gather();
            self.words.push(found);
        }
    }
}

impl WordCounts<'_> {
    /// Deviation of proportions (Gries 2008): half the sum over sources of the difference between their share of the word
    /// and their share of all words. 0 is spread as the words are, near 1 is all in one small source.
    pub(super) fn deviation(&self, word: &Counted) -> f64 {
        let all = super::figure(self.size.max(1));
        let share = |source: u32| super::figure(self.of_source.get(source as usize).copied().unwrap_or(0)) / all;
        let of_word = super::figure(word.count.max(1));
        let mut with = 0.0;
        let mut apart = 0.0;
        for (source, count) in &word.sources {
            with += share(*source);
            apart += (f64::from(*count) / of_word - share(*source)).abs();
        }
        // Sources without the word are apart from it by their whole share.
        0.5 * (apart + (1.0 - with).max(0.0))
    }
}

impl Counted {
    /// One entry for each source: segments of an index come one after another.
    fn gather(&mut self) {
        self.sources.sort_unstable();
        self.sources.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
    }

    /// How many sources have it.
    pub fn sources(&self) -> u64 {
        self.sources.len() as u64
    }
}

/// What was seen of the current word, in all and in each group, without clearing anything between words.
#[derive(Clone, Debug)]
struct Marks {
    /// For each thing and group, the word at which it was last seen.
    last: Vec<u32>,
    groups: usize,
    word: u32,
}

impl Marks {
    fn new(things: usize, groups: usize) -> Self {
        Self { last: vec![0; things * (groups + 1)], groups, word: 0 }
    }

    fn next(&mut self) {
        self.word += 1;
    }

    /// Whether a thing is seen the first time for this word: in a group, or in all.
    fn is_new(&mut self, thing: u32, group: Option<u32>) -> bool {
        let at = thing as usize * (self.groups + 1) + group.map_or(self.groups, |group| group as usize);
        match self.last.get_mut(at) {
            Some(last) if *last != self.word => {
                *last = self.word;
                true
            }
            _ => false,
        }
    }
}
