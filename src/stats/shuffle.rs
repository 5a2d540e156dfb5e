//! Random orders that are the same on every machine for the same seed.

/// The generator `SplitMix64` of Steele, Lea and Flood (2014): 64 bits of state, every output once in its period. Good enough for
/// orders and resamples, not for secrets.
#[derive(Clone, Debug)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// A generator that begins at this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 random bits.
    pub fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, each as likely; 0 when `end` is 0. Multiplication instead of a remainder, with the few
    /// draws rejected that would favour some numbers (Lemire 2019).
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        let unfair = end.wrapping_neg() % end;
        loop {
            let product = u128::from(self.next_bits()) * u128::from(end);
            // The low half decides, the high half is the number; both are 64 bits.
            #[allow(clippy::cast_possible_truncation)]
            let (low, high) = (product as u64, (product >> 64) as u64);
            if low >= unfair {
                return high;
            }
        }
    }

    /// Puts `drawn` items to the front, each choice and each order of them as likely (the rest stays in no particular order).
    pub fn draw<T>(&mut self, items: &mut [T], drawn: usize) {
        for at in 0..drawn.min(items.len()) {
            let other = usize::try_from(self.below((items.len() - at) as u64)).unwrap_or(0);
            items.swap(at, at + other);
        }
    }

    /// Puts items into a random order, each order as likely (Fisher and Yates, as Durstenfeld 1964 wrote it).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or(last);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SplitMix64;

    #[test]
    fn the_first_numbers_are_those_of_the_published_generator() {
        // Seed 1234567, from the reference implementation by Vigna (splitmix64.c).
        let mut random = SplitMix64::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next_bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn every_order_of_three_comes_about_equally_often() {
        let mut random = SplitMix64::new(7);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut items = [1, 2, 3];
            random.shuffle(&mut items);
            *counts.entry(items).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 6);
        // Five standard deviations of a binomial with n = 6000 and p = 1/6 are 144.
        assert!(counts.values().all(|count| count.abs_diff(1000) < 144), "{counts:?}");
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn every_pair_of_four_is_drawn_equally_often() {
        let mut random = SplitMix64::new(11);
        let mut counts = std::collections::BTreeMap::new();
        let mut items = [1, 2, 3, 4];
        for _ in 0..6000 {
            random.draw(&mut items, 2);
            *counts.entry(items[0].min(items[1]) * 10 + items[0].max(items[1])).or_insert(0_u32) += 1;
        }
        // As above: six choices.
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| count.abs_diff(1000) < 144), "{counts:?}");
        random.draw(&mut items, 9);
        items.sort_unstable();
        assert_eq!(items, [1, 2, 3, 4]);
    }
}
