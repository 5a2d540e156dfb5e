//! English words that say little by themselves: function words, what speech is filled with, and what carries a sentence.

/// In lower case with straight apostrophes, in the order of the alphabet.
#[rustfmt::skip]
const WORDS: [&str; 203] = [
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "aren't", "around", "as",
    "at", "away", "be", "because", "been", "before", "being", "but", "by", "can", "can't", "cannot", "could", "couldn't", "did",
    "didn't", "do", "does", "doesn't", "doing", "don't", "down", "each", "er", "erm", "even", "ever", "every", "for",
    "from", "get", "gets", "getting", "go", "goes", "going", "gone", "gonna", "got", "had", "hadn't", "has", "hasn't",
    "have", "haven't", "having", "he", "he'd", "he'll", "he's", "her", "here", "hers", "herself", "him", "himself",
    "his", "how", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "into", "is", "isn't", "it", "it'd", "it'll", "it's",
    "its", "itself", "just", "know", "like", "lot", "me", "mean", "mine", "more", "most", "much", "my", "myself",
    "no", "not", "now", "of", "off", "oh", "on", "one", "only", "or", "other", "our", "ours", "ourselves", "out",
    "over", "own", "quite", "really", "said", "say", "says", "she", "she'd", "she'll", "she's", "should", "shouldn't",
    "so", "some", "something", "sort", "such", "than", "that", "that'd", "that's", "the", "their", "theirs", "them",
    "themselves", "then", "there", "there's", "these", "they", "they'd", "they'll", "they're", "they've", "thing",
    "things", "this", "those", "through", "to", "too", "uh", "um", "under", "up", "us", "very", "was", "wasn't", "we",
    "we'd", "we'll", "we're", "we've", "well", "went", "were", "weren't", "what", "what's", "when", "where", "which",
    "while", "who", "who's", "whom", "whose", "why", "will", "with", "won't", "would", "wouldn't", "yeah", "yes",
    "you", "you'd", "you'll", "you're", "you've", "your", "yours", "yourself", "yourselves",
];

/// Whether a word says little by itself. Words are given in lower case, without accents and with straight apostrophes.
#[must_use]
pub fn is_stop_word(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_stop_word};

    #[test]
    fn the_list_is_in_order() {
        assert!(WORDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(is_stop_word("don't") && is_stop_word("um") && !is_stop_word("home"));
    }
}
