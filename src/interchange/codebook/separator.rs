//! Which sign stands between the levels of a path such as `enabler.contact`.

use std::collections::BTreeSet;

/// The signs that tools use, those that seldom stand in a name first.
pub(super) const SEPARATORS: [char; 3] = ['>', '/', '.'];

/// Several signs could be meant.
pub(super) struct Several(pub Vec<char>);

/// The sign that divides these names into levels, found by which one occurs; where several do, the one
/// whose levels are names of the list themselves. Nothing when no name has levels.
pub(super) fn separator_of(names: &[String]) -> Result<Option<char>, Several> {
    let found: Vec<char> =
        SEPARATORS.into_iter().filter(|sign| names.iter().any(|name| levels(name, *sign).len() > 1)).collect();
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        _ => {
            let known: BTreeSet<&str> = names.iter().map(|name| name.trim()).collect();
            let fits: Vec<char> = found.iter().copied().filter(|sign| has_parents(names, &known, *sign)).collect();
            match fits.as_slice() {
                [one] => Ok(Some(*one)),
                _ => Err(Several(found)),
            }
        }
    }
}

fn has_parents(names: &[String], known: &BTreeSet<&str>, sign: char) -> bool {
    names.iter().any(|name| name.rsplit_once(sign).is_some_and(|(above, _)| known.contains(above.trim())))
}

/// The levels of a name, the highest first. A point divides only where no blank follows: `No. 5` is one name.
pub(super) fn levels(name: &str, sign: char) -> Vec<String> {
    let mut levels: Vec<String> = vec![String::new()];
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let divides = c == sign && (sign != '.' || letters.peek().is_some_and(|next| !next.is_whitespace()));
        match levels.last_mut() {
            Some(level) if !divides => level.push(c),
            _ => levels.push(String::new()),
        }
    }
    let levels: Vec<String> = levels.iter().map(|level| level.trim().to_owned()).collect();
    // A sign at an end or two in a row are part of a name.
    if levels.iter().any(String::is_empty) { vec![name.trim().to_owned()] } else { levels }
}

#[cfg(test)]
mod tests {
    use super::{levels, separator_of};

    fn of(names: &[&str]) -> Result<Option<char>, Vec<char>> {
        separator_of(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).map_err(|several| several.0)
    }

    #[test]
    fn the_sign_that_occurs_is_the_separator() {
        assert_eq!(of(&["enabler", "enabler.contact"]), Ok(Some('.')));
        assert_eq!(of(&["Barrier / Money"]), Ok(Some('/')));
        assert_eq!(of(&["Barrier > Money > Rent"]), Ok(Some('>')));
        assert_eq!(of(&["No. 5", "etc."]), Ok(None));
        assert_eq!(of(&["home.drink/drugs", "home"]), Ok(Some('.')), "`home` is a name, `home.drink` is none");
        assert_eq!(of(&["home.drink", "love/hate"]), Err(vec!['/', '.']));
        assert_eq!(levels("a > b", '>'), ["a", "b"]);
        assert_eq!(levels("and/or/", '/'), ["and/or/"]);
    }
}
