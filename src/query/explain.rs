//! A query in words: how it was read, what its operators mean, where ends count, what is given back.

use super::ast::{Expr, Field, FieldTerm, Matching, Pattern, Query, Test, TextTerm};
use super::relation::{Distance, Link, Relation, Returned, Shared, Unit};

/// The query in words, a line for each part, indented by how deep it stands.
#[must_use]
pub fn explain(query: &Query) -> String {
    let mut out = format!("Read as: {query}\n");
    tell(&query.expr, 0, "", &mut out);
    let note = match () {
        () if query.expr.has_positions() => {
            "Spans are half-open: A = [a1, a2), B = [b1, b2), in one source. No coding stands in a relation to itself."
        }
        () => {
            "Each term is asked of the unit by itself: a turn, source, participant or coding has what any part of it has."
        }
    };
    out.push_str(note);
    out.push('\n');
    out
}

fn tell(expr: &Expr, depth: usize, before: &str, out: &mut String) {
    let mut line = |text: &str| out.push_str(&format!("{}{before}{text}\n", "  ".repeat(depth)));
    match expr {
        Expr::Field(term) => line(&field(term)),
        Expr::Text(term) => line(&text(term)),
        Expr::Saved(term) => {
            line(&format!("what the saved query `@{}` says:", term.name));
            term.meaning.iter().for_each(|query| tell(&query.expr, depth + 1, "", out));
        }
        Expr::Not(inner) => {
            line("not:");
            tell(inner, depth + 1, "", out);
        }
        Expr::And(parts) => {
            line("all of:");
            tell_all(parts, depth + 1, out);
        }
        Expr::Or(parts) => {
            line("any of:");
            tell_all(parts, depth + 1, out);
        }
        Expr::AtLeast(some) => {
            line(&format!(
                "text where at least {} of these {} kinds meet, each counted once:",
                some.count,
                some.of.len()
            ));
            some.of.iter().for_each(|part| tell(part, depth + 1, &stands_for(part), out));
        }
        Expr::Relation(relation) => {
            line(&link(relation));
            tell(&relation.left, depth + 1, &format!("A, {}", stands_for(&relation.left)), out);
            tell(&relation.right, depth + 1, &format!("B, {}", stands_for(&relation.right)), out);
        }
    }
}

fn tell_all(parts: &[Expr], depth: usize, out: &mut String) {
    for part in parts {
        tell(part, depth, "", out);
    }
}

/// What the text of an operand is.
fn stands_for(expr: &Expr) -> String {
    match expr {
        Expr::Relation(_) | Expr::AtLeast(_) => "text that is given back by: ",
        Expr::Saved(_) => "text of: ",
        _ if expr.has_codings() => "codings: ",
        _ if expr.has_text() && !expr.has_positions() => "places of words: ",
        _ => "speech of turns: ",
    }
    .to_owned()
}

fn field(term: &FieldTerm) -> String {
    let below = |pattern: &Pattern, one: &str| match pattern.text.strip_suffix('/').filter(|_| pattern.any_ending) {
        Some(group) => {
            format!("coded with a code of the category `{group}`, or with the code `{group}` or one below it")
        }
        None => format!("coded with {one} {} or a code below it", named(pattern)),
    };
    match (&term.field, &term.test) {
        (Field::Code, Test::Is(pattern)) => below(pattern, "the code"),
        (Field::Theme, Test::Is(pattern)) => {
            format!("coded with a code of the theme {}, or one below it", named(pattern))
        }
        (Field::Code, Test::Exactly(pattern)) => {
            format!("coded with the code {} itself, not one below it", named(pattern))
        }
        (field, Test::Is(pattern) | Test::Exactly(pattern)) => format!("{} is {}", field.word(), named(pattern)),
        (field, Test::In(patterns)) => {
            let values: Vec<String> = patterns.iter().map(named).collect();
            format!("{} is one of {}", field.word(), values.join(", "))
        }
        (field, Test::Compare(comparison, bound)) => {
            let how = match comparison.sign() {
                "<" => "below (the bound excluded)",
                "<=" => "at most (the bound included)",
                ">" => "above (the bound excluded)",
                _ => "at least (the bound included)",
            };
            format!("{} is {how} {bound}", field.word())
        }
    }
}

fn named(pattern: &Pattern) -> String {
    match (pattern.text.is_empty(), pattern.any_ending) {
        (true, _) => "anything at all".to_owned(),
        (false, true) => format!("anything that begins with `{}`", pattern.text),
        (false, false) => format!("`{}`", pattern.text),
    }
}

fn text(term: &TextTerm) -> String {
    let words = &term.words;
    match term.matching {
        Matching::Forms if words.contains(['-', '.']) => format!("says \"{words}\", these words in this order"),
        Matching::Forms => format!("says a form of \"{words}\" (its English stem)"),
        Matching::Exact => format!("says \"{words}\", exactly these words in this order"),
        Matching::Beginning => format!("says \"{words}\" with any ending"),
        Matching::Fuzzy(letters) => format!("says a word that differs from \"{words}\" in at most {letters} letters"),
        Matching::Regex => format!("says a word that the regular expression /{words}/ describes as a whole"),
    }
}

fn link(relation: &Relation) -> String {
    let how = match relation.link {
        Link::Within => "lies within B: b1 <= a1 and a2 <= b2".to_owned(),
        Link::Encloses => "encloses B: a1 <= b1 and b2 <= a2".to_owned(),
        Link::Overlaps => "overlaps B: they share text and neither lies within the other".to_owned(),
        Link::Intersects => "shares text with B: a1 < b2 and b1 < a2".to_owned(),
        Link::Equals => "covers the same text as B: a1 = b1 and a2 = b2".to_owned(),
        Link::Precedes(distance) => format!("ends before B begins: a2 <= b1{}", bound(distance)),
        Link::Follows(distance) => format!("begins after B has ended: b2 <= a1{}", bound(distance)),
        Link::Near(distance) => format!("shares text with B, or is apart from it{}", bound(Some(distance))),
        Link::Same(shared) => match shared {
            Shared::Turn => "touches a turn that B touches".to_owned(),
            Shared::Source => "lies in a source in which B lies".to_owned(),
            Shared::Case => "belongs to a case to which B belongs, by its source or its speakers".to_owned(),
            Shared::Participant => "is spoken by a participant who speaks B".to_owned(),
        },
        Link::OnlyIn => "touches speech of B and no other participant's speech".to_owned(),
    };
    let negated = if relation.negated { "every A of which it is not true for any B that it " } else { "A that " };
    let returned = match relation.returned {
        Returned::Left => "gives back A, whole, each once",
        Returned::Both => "gives back A and B, whole, each once",
        Returned::Intersection => "gives back the text that A and B share, for each pair",
        Returned::Hull => "gives back the text from the first beginning to the last end of A and B, for each pair",
    };
    format!("{negated}{how}; {returned}:")
}

fn bound(distance: Option<Distance>) -> String {
    let Some(Distance { count, unit }) = distance else {
        return ", at any distance; the nearest B is its pair".to_owned();
    };
    let what = match unit {
        Unit::Chars => "characters between them",
        Unit::Words => "words between them",
        Unit::Sentences => "sentences on (0 is the same sentence)",
        Unit::Turns => "turns on (0 is the same turn)",
        Unit::Paragraphs => "paragraphs on (0 is the same paragraph)",
        Unit::Seconds => "seconds from turn to turn on the recording",
    };
    format!(", at most {count} {what}, {count} included")
}
