//! When an overall level does not follow from the concerns that were named.

use super::in_words;
use crate::model::Confidence;

/// What a reader would ask about a judgement; empty when nothing. Nothing is refused: the judgement is the analyst's.
///
/// The rule is the program's own and deliberately lenient, since GRADE-CERQual has no arithmetic: confidence starts
/// high, each serious concern takes it down at least one level, and moderate concerns together take it down one more.
#[must_use]
pub fn doubts(judged: &Confidence) -> Vec<String> {
    let mut doubts = Vec::new();
    let highest = highest(judged);
    let place = |level: &str| Confidence::LEVELS.iter().position(|known| *known == level);
    if let (Some(at), Some(most)) = (place(&judged.overall), place(highest))
        && at < most
    {
        doubts.push(format!(
            "overall is {}, but confidence starts high and these concerns leave at most {}",
            in_words(&judged.overall),
            in_words(highest)
        ));
    }
    let components = judged.components();
    let light = components.iter().all(|(_, concern)| concern.level == "none");
    if light && judged.overall != "high" {
        doubts.push(format!("overall is {}, but no concern is named that lowers it", in_words(&judged.overall)));
    }
    let unexplained = components.iter().filter(|(_, concern)| concern.level != "none" && concern.why.trim().is_empty());
    let unexplained: Vec<&str> = unexplained.map(|(name, _)| *name).collect();
    if !unexplained.is_empty() {
        doubts.push(format!("concerns are named without a reason: {}", unexplained.join(", ")));
    }
    doubts
}

/// The highest level that the concerns leave.
fn highest(judged: &Confidence) -> &'static str {
    let count = |level: &str| judged.components().iter().filter(|(_, concern)| concern.level == level).count();
    let down = count("serious") + usize::from(count("moderate") > 0);
    Confidence::LEVELS[down.min(Confidence::LEVELS.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::doubts;
    use crate::model::{Concern, Confidence};

    fn judged(levels: [&str; 4], overall: &str) -> Confidence {
        let concern = |level: &str| Concern { level: level.to_owned(), why: "because".to_owned() };
        let [limitations, coherence, adequacy, relevance] = levels.map(concern);
        Confidence { limitations, coherence, adequacy, relevance, overall: overall.to_owned(), ..Confidence::default() }
    }

    #[test]
    fn confidence_starts_high_and_concerns_lower_it() {
        for (levels, highest) in [
            (["minor", "minor", "minor", "minor"], "high"),
            (["moderate", "none", "moderate", "minor"], "moderate"),
            (["serious", "none", "none", "none"], "moderate"),
            (["serious", "moderate", "moderate", "none"], "low"),
            (["serious", "serious", "serious", "serious"], "very_low"),
        ] {
            let at = Confidence::LEVELS.iter().position(|level| *level == highest).expect("a level");
            for (place, level) in Confidence::LEVELS.iter().enumerate() {
                let questioned = !doubts(&judged(levels, level)).is_empty();
                assert_eq!(questioned, place < at, "{levels:?} and {level}");
            }
        }
    }

    #[test]
    fn lowering_without_a_concern_and_concerns_without_a_reason_are_asked_about() {
        assert_eq!(doubts(&judged(["none"; 4], "low")).len(), 1);
        assert_eq!(doubts(&judged(["none"; 4], "high")), Vec::<String>::new());
        let mut silent = judged(["none", "moderate", "none", "none"], "moderate");
        silent.coherence.why = " ".to_owned();
        assert_eq!(doubts(&silent), ["concerns are named without a reason: coherence"]);
    }
}
