//! Chance from a seed (种子随机数): xoshiro256**, filled by SplitMix64.
//!
//! What is *not* here: secrets. Whoever knows the seed knows every number.
use std::ops::RangeInclusive;

/// A sequence of numbers that its seed decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rng {
    state: [u64; 4],
}

impl Rng {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Rng {
        let mut at = seed;
        Rng { state: std::array::from_fn(|_| split_mix(&mut at)) }
    }

    /// Another sequence of the same seed, by name: one part may draw more numbers without
    /// changing what another part draws.
    pub fn named(seed: u64, name: &str) -> Rng {
        let mut at = seed;
        for byte in name.bytes() {
            at = split_mix(&mut at) ^ u64::from(byte);
        }
        Rng::new(at)
    }

    /// Any number.
    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number below `limit`, all equally likely but for one part in 2^64 / `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        assert!(limit > 0, "nothing is below zero");
        ((u128::from(self.next_u64()) * limit as u128) >> 64) as usize
    }

    /// A number of the range, both ends included.
    pub fn range(&mut self, range: RangeInclusive<i64>) -> i64 {
        let (low, high) = range.into_inner();
        assert!(low <= high, "a range has a number in it, got {low} to {high}");
        let width = usize::try_from(high.abs_diff(low)).ok().and_then(|width| width.checked_add(1));
        low + self.below(width.expect("a range is narrower than 2^64")) as i64
    }

    /// A number from 0 up to, not including, 1.
    pub fn fraction(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from -1 to 1.
    pub fn swing(&mut self) -> f64 {
        self.fraction() * 2.0 - 1.0
    }

    /// Yes, so many times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    /// One of them, all equally likely.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of them, each as likely as its weight.
    pub fn weighted<'a, T>(&mut self, from: &'a [(T, u32)]) -> &'a T {
        let total: usize = from.iter().map(|&(_, weight)| weight as usize).sum();
        let mut left = self.below(total);
        for (item, weight) in from {
            match left.checked_sub(*weight as usize) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        unreachable!("the weights sum up to the limit")
    }

    /// Puts them in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

fn split_mix(at: &mut u64) -> u64 {
    *at = at.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*at ^ (*at >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_gives_others() {
        let draw = |mut rng: Rng| (0..100).map(|_| rng.next_u64()).collect::<Vec<_>>();
        assert_eq!(draw(Rng::new(7)), draw(Rng::new(7)));
        assert_ne!(draw(Rng::new(7)), draw(Rng::new(8)));
        assert_ne!(draw(Rng::named(7, "a")), draw(Rng::named(7, "b")));
    }

    #[test]
    fn the_first_numbers_of_split_mix_are_those_published() {
        let mut at = 1_234_567;
        assert_eq!(split_mix(&mut at), 6_457_827_717_110_365_317);
        assert_eq!(split_mix(&mut at), 3_203_168_211_198_807_973);
    }

    #[test]
    fn ranges_hold_both_ends_and_weights_are_kept() {
        let mut rng = Rng::new(1);
        let drawn: Vec<i64> = (0..1000).map(|_| rng.range(-1..=1)).collect();
        for number in -1..=1 {
            let times = drawn.iter().filter(|&&drawn| drawn == number).count();
            assert!((250..450).contains(&times), "{number} came {times} times");
        }
        let heavy = (0..1000).filter(|_| *rng.weighted(&[(true, 9), (false, 1)])).count();
        assert!((850..950).contains(&heavy), "{heavy}");
        assert!((0..1000).all(|_| !rng.chance(0) && rng.chance(100)));
    }
}
