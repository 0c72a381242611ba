//! Some of many, the same ones for the same seed.

/// `count` of the items, those that the seed draws.
pub fn draw<T>(mut items: Vec<T>, count: u64, seed: u64) -> Vec<T> {
    let mut state = seed;
    let mut drawn = Vec::new();
    while (drawn.len() as u64) < count && !items.is_empty() {
        let at = split_mix(&mut state) % items.len() as u64;
        drawn.push(items.swap_remove(at as usize));
    }
    drawn
}

/// SplitMix64, after Steele, Lea and Flood.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
