//! A set of the documents of one segment.

/// Which of the documents from 0 to a bound are in the set, a bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    blocks: Vec<u64>,
    bound: u32,
}

impl Bits {
    /// No document.
    pub(super) fn none(bound: u32) -> Self {
        Self { blocks: vec![0; bound.div_ceil(64) as usize], bound }
    }

    /// Every document.
    pub(super) fn all(bound: u32) -> Self {
        let mut bits = Self::none(bound);
        bits.invert();
        bits
    }

    /// Adds a document; one past the bound is none of the segment's.
    pub(super) fn add(&mut self, document: u32) {
        if document < self.bound
            && let Some(block) = self.blocks.get_mut(document as usize / 64)
        {
            *block |= 1 << (document % 64);
        }
    }

    /// Keeps what is in the other set too.
    pub(super) fn intersect(&mut self, other: &Self) {
        self.blocks.iter_mut().zip(&other.blocks).for_each(|(block, other)| *block &= other);
    }

    /// Adds what is in the other set.
    pub(super) fn unite(&mut self, other: &Self) {
        self.blocks.iter_mut().zip(&other.blocks).for_each(|(block, other)| *block |= other);
    }

    /// Exactly the documents that were not in the set.
    pub(super) fn invert(&mut self) {
        self.blocks.iter_mut().for_each(|block| *block = !*block);
        let rest = self.bound % 64;
        if rest > 0
            && let Some(last) = self.blocks.last_mut()
        {
            *last &= (1 << rest) - 1;
        }
    }

    /// The documents in order.
    pub(super) fn documents(&self) -> impl Iterator<Item = u32> {
        let blocks = (0u32..).zip(&self.blocks);
        blocks.flat_map(|(number, &block)| {
            let mut left = block;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                (left != 0).then(|| {
                    left &= left - 1;
                    number * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    fn of(bound: u32, documents: &[u32]) -> Bits {
        let mut bits = Bits::none(bound);
        for document in documents {
            bits.add(*document);
        }
        bits
    }

    #[test]
    fn sets_end_at_their_bound() {
        for bound in [0, 1, 63, 64, 65, 130] {
            let all: Vec<u32> = Bits::all(bound).documents().collect();
            assert_eq!(all, (0..bound).collect::<Vec<_>>());
            assert_eq!(of(bound, &[bound, bound + 64]), Bits::none(bound));
        }
    }

    #[test]
    fn sets_meet_join_and_turn_round() {
        let mut both = of(130, &[0, 63, 64, 129]);
        both.intersect(&of(130, &[63, 129, 1]));
        assert_eq!(both.documents().collect::<Vec<_>>(), [63, 129]);
        both.unite(&of(130, &[5]));
        assert_eq!(both.documents().collect::<Vec<_>>(), [5, 63, 129]);
        both.invert();
        assert_eq!(both.documents().count(), 127);
    }
}
