//! Advice on a codebook that reads without errors but may not code well.

use std::collections::BTreeMap;

use crate::model::{Code, Codebook, Polarity};
use crate::text::did_you_mean;

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Id of the code or category that it is about.
    pub about: String,
    /// What was seen.
    pub message: String,
    /// What would help.
    pub hint: String,
}

/// Fewest words of a definition that can say what a code means.
const SENTENCE_WORDS: usize = 6;

/// What would make a codebook easier to apply alike: codes without boundaries or examples,
/// definitions shorter than a sentence, names used twice, pointers to codes that do not exist,
/// categories that nothing belongs to. In the order of the codebook.
pub fn lint(codebook: &Codebook) -> Vec<Advice> {
    let mut advice = Vec::new();
    for category in &codebook.categories {
        if !codebook.codes.iter().any(|code| code.is_of(&category.id)) {
            push(&mut advice, &category.id, "no code belongs to this category", "add a code or take the category out");
        }
    }
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for code in &codebook.codes {
        lint_wording(code, &mut advice);
        lint_place(code, codebook, &mut advice);
        lint_pointers(code, codebook, &mut advice);
        let name = code.name.to_lowercase();
        match names.get(&name) {
            Some(first) => {
                let message = format!("its name \"{}\" is also the name of `{first}`", code.name);
                push(&mut advice, &code.id, message, "coders pick by name: give one of them another");
            }
            None => {
                names.insert(name, &code.id);
            }
        }
    }
    advice
}

fn push(advice: &mut Vec<Advice>, about: &str, message: impl Into<String>, hint: &str) {
    advice.push(Advice { about: about.to_owned(), message: message.into(), hint: hint.to_owned() });
}

fn lint_wording(code: &Code, advice: &mut Vec<Advice>) {
    let words = code.definition.split_whitespace().count();
    if words < SENTENCE_WORDS {
        let message = format!("its definition has {words} words");
        push(advice, &code.id, message, "say in a full sentence what a passage must show");
    }
    let lists: [(&[String], &str, &str); 4] = [
        (&code.include, "include", "say what to code here"),
        (&code.exclude, "exclude", "say what belongs elsewhere, and where"),
        (&code.examples_yes, "examples_yes", "show a passage that gets the code"),
        (&code.examples_no, "examples_no", "show a near miss, with the reason"),
    ];
    for (list, key, hint) in lists {
        if list.iter().all(String::is_empty) {
            push(advice, &code.id, format!("it has no `{key}`"), hint);
        }
    }
}

/// A code that differs from its category or parent may be meant so, or be a slip of the file.
fn lint_place(code: &Code, codebook: &Codebook, advice: &mut Vec<Advice>) {
    let directed = |category: &&crate::model::Category| category.polarity != Polarity::Neutral;
    for category in code.categories().filter_map(|id| codebook.category(id)).filter(directed) {
        if code.polarity == category.polarity {
            continue;
        }
        let (own, other) = (code.polarity.word(), category.polarity.word());
        let message = format!("it is {own} while its category `{}` is {other}", category.id);
        push(advice, &code.id, message, "charts set categories against each other by polarity: make sure it is meant");
    }
    let parent = code.parent.as_deref().and_then(|id| codebook.code(id));
    if let Some(parent) = parent
        && !parent.categories().any(|category| code.is_of(category))
    {
        let message = format!("it is of category {}, its parent `{}` of {}", named(code), parent.id, named(parent));
        push(advice, &code.id, message, "a roll-up would count it in both: move one of them");
    }
}

fn named(code: &Code) -> String {
    code.categories().map(|category| format!("`{category}`")).collect::<Vec<_>>().join(" and ")
}

/// "(use `other_code`)" in a boundary must name a code that exists.
fn lint_pointers(code: &Code, codebook: &Codebook, advice: &mut Vec<Advice>) {
    for text in code.include.iter().chain(&code.exclude).chain(&code.examples_no) {
        let words = text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        // Only a word with an underscore is surely meant as an id.
        for word in words.filter(|word| word.contains('_') && super::is_code_id(word)) {
            if codebook.code(word).is_none() && codebook.category(word).is_none() {
                let hint = did_you_mean(word, codebook.codes.iter().map(|code| code.id.as_str()));
                push(advice, &code.id, format!("it points to `{word}`, which is not in this codebook"), &hint);
            }
        }
    }
}
