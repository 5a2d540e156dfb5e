//! Prime implicants by the method of Quine (1952) and McCluskey (1956).

use super::Term;

/// The prime implicants of the rows that are `allowed`: terms that cover allowed rows only, and do not any more when a
/// condition is left out. Of them those that cover at least one row that must be explained (`wanted`), in the order of
/// outputs. Both are masks over the 2 to the power of `conditions` rows.
///
/// Every term is a number in base 3, a digit for each condition: absent, present, not asked for. Whether it covers
/// allowed rows only follows from the two terms that ask for one condition more, so one pass over the 3 to the power
/// of `conditions` terms finds all of them.
pub(super) fn prime_implicants(conditions: usize, allowed: &[bool], wanted: &[bool]) -> Vec<Term> {
    let powers: Vec<usize> = (0..conditions).map(|at| 3_usize.pow(u32::try_from(at).unwrap_or(0))).collect();
    let digit = |term: usize, at: usize| term / powers[at] % 3;
    let terms = 3 * powers.last().copied().unwrap_or(0);
    let (mut implies, mut explains) = (vec![false; terms], vec![false; terms]);
    // Digit 2 leads to lower numbers, which have been judged.
    for term in 0..terms {
        if let Some(at) = (0..conditions).find(|at| digit(term, *at) == FREE) {
            let (without, with) = (term - 2 * powers[at], term - powers[at]);
            implies[term] = implies[without] && implies[with];
            explains[term] = explains[without] || explains[with];
        } else {
            let row = (0..conditions).rev().fold(0, |row, at| row << 1 | digit(term, at));
            implies[term] = allowed.get(row).copied().unwrap_or(false);
            explains[term] = wanted.get(row).copied().unwrap_or(false);
        }
    }
    let shorter_implies = |term: usize| {
        let asked = (0..conditions).filter(|at| digit(term, *at) != FREE);
        asked.map(|at| term + (FREE - digit(term, at)) * powers[at]).any(|shorter| implies[shorter])
    };
    let primes = (0..terms).filter(|term| implies[*term] && explains[*term] && !shorter_implies(*term));
    let mut primes: Vec<Term> = primes.map(|term| term_of(conditions, |at| digit(term, at))).collect();
    primes.sort_by_key(|term| term.rank());
    primes
}

/// The digit of a condition that is not asked for.
const FREE: usize = 2;

fn term_of(conditions: usize, digit: impl Fn(usize) -> usize) -> Term {
    let with = |wanted: usize| (0..conditions).filter(|at| digit(*at) == wanted).fold(0, |bits, at| bits | 1_u32 << at);
    Term::new(with(1), with(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn primes(conditions: usize, allowed: &[usize], wanted: &[usize]) -> Vec<String> {
        let mask = |rows: &[usize]| (0..1 << conditions).map(|row| rows.contains(&row)).collect::<Vec<_>>();
        let found = prime_implicants(conditions, &mask(allowed), &mask(wanted));
        found.into_iter().map(|term| term.written(&["A", "B", "C"][..conditions])).collect()
    }

    #[test]
    fn neighbouring_rows_lose_a_condition() {
        // A*B*~C, A*B*C and ~A*B*C.
        assert_eq!(primes(3, &[6, 7, 3], &[6, 7, 3]), ["A*B", "B*C"]);
        assert_eq!(primes(3, &[0, 7], &[0, 7]), ["A*B*C", "~A*~B*~C"]);
        assert_eq!(primes(2, &[0, 1, 2, 3], &[2]), ["1"]);
        assert!(primes(2, &[], &[]).is_empty());
    }

    #[test]
    fn terms_that_explain_nothing_are_left_out() {
        // Row A*B*C may be joined with remainders; the pair ~A*~B*~C, ~A*~B*C covers no wanted row.
        assert_eq!(primes(3, &[7, 6, 0, 1], &[7]), ["A*B"]);
    }
}
