//! Names that may appear nowhere: those of participants whose consent allows nothing today.

use crate::model::{Part, Scope, Snapshot};

/// The names of everybody who has withdrawn or has no consent, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// A folded name and the id of the participant whom it would lead to.
    names: Vec<(String, String)>,
}

impl Names {
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut names = Vec::new();
        for (position, person) in (0u32..).zip(&snapshot.participants) {
            if snapshot.allowed(position) > Scope::Nothing {
                continue;
            }
            let sources = sources_of_nobody_else(snapshot, position);
            let own = [person.pseudonym.as_str(), person.name.as_str()];
            for name in own.into_iter().chain(sources) {
                let folded = fold(name);
                if !folded.is_empty() {
                    names.push((folded, person.name.clone()));
                }
            }
        }
        Self { names }
    }

    /// Ids of the participants whom a text names, each once, in the participants' order.
    pub fn in_text(&self, text: &str) -> Vec<String> {
        let mut named: Vec<String> = Vec::new();
        if self.names.is_empty() {
            return named;
        }
        let folded = fold(text);
        for (name, participant) in &self.names {
            if !named.contains(participant) && has_word(&folded, name) {
                named.push(participant.clone());
            }
        }
        named
    }
}

/// Names of the sources in which the person speaks and nobody whose consent allows anything does.
fn sources_of_nobody_else(snapshot: &Snapshot, position: u32) -> Vec<&str> {
    let all = (0u32..).zip(&snapshot.sources);
    let theirs = all.filter(|(source, _)| {
        let mut speakers = snapshot.speakers.iter().filter(|speaker| speaker.source == *source);
        let speaks = speakers.clone().any(|speaker| speaker.participant == Some(position));
        let others = speakers.any(|speaker| {
            speaker.part == Part::Participant
                && speaker.participant.is_some_and(|other| snapshot.allowed(other) > Scope::Nothing)
        });
        speaks && !others
    });
    theirs.map(|(_, source)| source.name.as_str()).collect()
}

/// Whether `name` stands in `text` with no letter or digit beside it; both are folded.
fn has_word(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// A text as names are compared: case, accents (however they are encoded), kinds of quotation marks,
/// hyphens and white space make no difference.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            '‘' | '’' | 'ʼ' | '`' | '´' => out.push('\''),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => out.push('-'),
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(without_accent(c)),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Small Latin letters without their accents, so that both encodings of an accent compare equal.
fn without_accent(c: char) -> char {
    const GROUPS: [(char, &str); 19] = [
        ('a', "àáâãäåāăąǎ"),
        ('c', "çćĉċč"),
        ('d', "ďđ"),
        ('e', "èéêëēĕėęě"),
        ('g', "ĝğġģ"),
        ('h', "ĥħ"),
        ('i', "ìíîïĩīĭįı"),
        ('j', "ĵ"),
        ('k', "ķ"),
        ('l', "ĺļľł"),
        ('n', "ñńņňǹ"),
        ('o', "òóôõöøōŏőǒọ"),
        ('r', "ŕŗř"),
        ('s', "śŝşšșṣ"),
        ('t', "ţťțŧ"),
        ('u', "ùúûüũūŭůűųǔ"),
        ('w', "ŵẁẃẅ"),
        ('y', "ýÿŷỳ"),
        ('z', "źżž"),
    ];
    if c.is_ascii() {
        return c;
    }
    GROUPS.iter().find(|(_, accented)| accented.contains(c)).map_or(c, |(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use super::{fold, has_word};

    #[test]
    fn names_are_found_as_whole_words_however_they_are_written() {
        let found = |name: &str, text: &str| has_word(&fold(text), &fold(name));
        assert!(found("Marta", "then MARTA’s allotment"));
        assert!(found("Zoë", "it was Zoe\u{308}."), "a combining mark");
        assert!(found("Zoë", "zoe told me"));
        assert!(found("Mr Pugh", "so Mr\u{a0} \nPugh said"));
        assert!(found("O'Neil", "Mrs O’Neil"));
        assert!(found("parent-05", "see parent‑05.txt"));
        assert!(!found("Marta", "Martas and smarta"));
        assert!(!found("P05", "P052 and XP05"));
    }
}
