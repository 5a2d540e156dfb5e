//! Tags inside cues: voices are kept as speakers, formatting goes, everything else in angle brackets is speech.

use super::super::escapes::without_references;
use super::super::stamp::clock;

/// Tags of `WebVTT` and SRT that format and say nothing. `<affirmative>` is not among them: it stays.
const FORMATTING: [&str; 10] = ["b", "i", "u", "s", "c", "font", "ruby", "rt", "lang", "span"];

/// Some words of one line and who says them, as far as a voice tag tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Name in the voice tag that the words stand under.
    pub(super) voice: Option<String>,
    /// The words, without tags, character references decoded, no white space around them.
    pub(super) text: String,
}

/// The pieces of a cue: one per line, more where the voice changes within a line. A voice tag holds until it is closed,
/// the next one comes or the cue ends.
pub(super) fn pieces(lines: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut voice: Option<String> = None;
    for line in lines {
        let mut words = String::new();
        let mut rest = *line;
        while let Some(at) = rest.find(['<', '{']) {
            let (before, from_tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
            words.push_str(before);
            let Some((tag, len)) = tag(from_tag) else {
                words.push_str(from_tag.get(..1).unwrap_or_default());
                rest = from_tag.get(1..).unwrap_or_default();
                continue;
            };
            if tag != Tag::Formatting {
                push(&mut pieces, voice.take(), &words);
                words.clear();
            }
            if let Tag::Voice(name) = tag {
                voice = Some(without_references(name).trim().to_owned()).filter(|name| !name.is_empty());
            }
            rest = from_tag.get(len..).unwrap_or_default();
        }
        words.push_str(rest);
        push(&mut pieces, voice.clone(), &words);
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, voice: Option<String>, words: &str) {
    let text = without_references(words);
    if !text.trim().is_empty() {
        pieces.push(Piece { voice, text: text.trim().to_owned() });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag<'t> {
    /// `<v Name>`.
    Voice(&'t str),
    /// `</v>`.
    EndOfVoice,
    /// `<i>`, `</c>`, `<00:01:02.000>`, `{\an8}`.
    Formatting,
}

/// The tag at the start of `text`, which starts with `<` or `{`, and its length. Nothing when it is speech.
fn tag(text: &str) -> Option<(Tag<'_>, usize)> {
    if text.starts_with('{') {
        let end = text.find('}')?;
        return text.starts_with("{\\").then_some((Tag::Formatting, end + 1));
    }
    let end = text.find('>')?;
    let inner = text.get(1..end)?;
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let name_end = inner.find([' ', '\t', '.', '/']).unwrap_or(inner.len());
    let (name, rest) = inner.split_at_checked(name_end)?;
    if name.eq_ignore_ascii_case("v") {
        if closing {
            return Some((Tag::EndOfVoice, end + 1));
        }
        // `<v.loud Esme>`: the classes stand before the blank.
        let name = rest.split_once([' ', '\t']).map_or("", |(_, name)| name);
        return Some((Tag::Voice(name), end + 1));
    }
    let is_stamp = clock(inner).is_some_and(|clock| clock.len == inner.len() && !clock.seconds_only);
    let is_formatting = FORMATTING.iter().any(|known| name.eq_ignore_ascii_case(known));
    (is_stamp || is_formatting).then_some((Tag::Formatting, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str]) -> Vec<(Option<String>, String)> {
        pieces(lines).into_iter().map(|piece| (piece.voice, piece.text)).collect()
    }

    fn by(voice: &str, text: &str) -> (Option<String>, String) {
        ((!voice.is_empty()).then(|| voice.to_owned()), text.to_owned())
    }

    #[test]
    fn voices_are_speakers_closed_or_not() {
        assert_eq!(said(&["<v Zoë O&#39;Neill>Hi &amp; bye</v>"]), [by("Zoë O'Neill", "Hi & bye")]);
        assert_eq!(said(&["<v.loud Esme>Hello", "again"]), [by("Esme", "Hello"), by("Esme", "again")]);
        assert_eq!(said(&["<v A>One</v> <v B>Two</v>", "three"]), [by("A", "One"), by("B", "Two"), by("", "three")]);
    }

    #[test]
    fn formatting_goes_and_speech_in_brackets_stays() {
        assert_eq!(said(&["<i>I</i> <c.colorE5E5E5>was<00:00:19.000> there</c>"]), [by("", "I was there")]);
        assert_eq!(
            said(&["{\\an8}<font color=\"red\">Up</font> {laughs} <affirmative> 2 < 3"]),
            [by("", "Up {laughs} <affirmative> 2 < 3")]
        );
        assert_eq!(said(&["<i></i>", " "]), []);
    }
}
