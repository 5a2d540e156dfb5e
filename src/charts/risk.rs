//! Risk of bias as charts show it, in the same classes whatever tool rated it.

/// Overall risk of bias, whatever the tool calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Risk {
    /// Low.
    Low,
    /// Some concerns, moderate.
    Some,
    /// High, serious, critical.
    High,
    /// Not stated, or no information.
    Unknown,
}

impl Risk {
    /// Every risk, the lowest first, in the order of a key.
    pub(super) const ALL: [Self; 4] = [Self::Low, Self::Some, Self::High, Self::Unknown];

    /// What a key calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Low => "low risk of bias",
            Self::Some => "some concerns, moderate",
            Self::High => "high, serious",
            Self::Unknown => "risk of bias not stated",
        }
    }

    /// The risk that a word of a tool names; none where it names none.
    pub(super) fn of(words: &str) -> Option<Self> {
        let words = words.to_lowercase().replace('_', " ");
        let holds = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        match () {
            () if words.is_empty() || holds(&["no info", "unclear", "not ", "n/a"]) || words == "na" => {
                Some(Self::Unknown)
            }
            () if holds(&["high", "serious", "critical"]) => Some(Self::High),
            () if holds(&["some", "moderate", "medium"]) => Some(Self::Some),
            () if holds(&["low"]) => Some(Self::Low),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_words_for_bias_find_their_shape() {
        let cases = [
            ("low", Some(Risk::Low)),
            ("Some concerns", Some(Risk::Some)),
            ("moderate", Some(Risk::Some)),
            ("serious", Some(Risk::High)),
            ("no_information", Some(Risk::Unknown)),
            ("", Some(Risk::Unknown)),
            ("blue", None),
        ];
        for (word, risk) in cases {
            assert_eq!(Risk::of(word), risk, "{word}");
        }
    }
}
