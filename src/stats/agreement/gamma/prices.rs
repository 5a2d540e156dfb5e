//! Prices of units, so that no set of units costs less than its units and all prices together are as much as can be:
//! the dual of the linear programme of the best alignment, by the revised simplex method (Dantzig 1953).
//!
//! Their sum is a lower bound of what an alignment costs, and mostly is what the best one costs.

use super::alignment::Candidate;
use crate::stats::shuffle::SplitMix64;

/// What is taken for 0.
const ROUNDING: f64 = 1e-10;

/// For each unit a price. Every unit must be a candidate by itself.
pub(super) fn prices(candidates: &[Candidate], units: usize) -> Vec<f64> {
    let mut prices = vec![0.0; units];
    for alone in candidates.iter().filter(|candidate| candidate.units.len() == 1) {
        prices[alone.units[0]] = alone.cost;
    }
    let fair = fair_prices(candidates, &prices);
    // We begin with every unit by itself, and let the candidate in that is most below the prices of its units, until
    // none is. Amounts that differ by a hair keep the method from going in circles; prices do not depend on them.
    let mut random = SplitMix64::new(0);
    let mut amounts: Vec<f64> = (0..units).map(|_| 1.0 + hair(&mut random)).collect();
    let mut inverse: Vec<Vec<f64>> =
        (0..units).map(|row| (0..units).map(|column| if row == column { 1.0 } else { 0.0 }).collect()).collect();
    // Many times what it ever took; then prices that are merely possible do.
    for _ in 0..100 * units {
        let below = candidates.iter().map(|candidate| (missing(candidate, &prices), candidate));
        let Some((gap, entering)) = below.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(gap, _)| *gap < -ROUNDING) else {
            return prices;
        };
        let change: Vec<f64> = inverse.iter().map(|row| entering.units.iter().map(|unit| row[*unit]).sum()).collect();
        let limits = (0..units).filter(|row| change[*row] > ROUNDING).map(|row| (amounts[row] / change[row], row));
        let Some((_, leaving)) = limits.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        pivot(&mut inverse, &mut amounts, &change, leaving);
        for (price, cell) in prices.iter_mut().zip(&inverse[leaving]) {
            *price += gap * cell;
        }
    }
    fair
}

/// What a candidate costs less the prices of its units.
fn missing(candidate: &Candidate, prices: &[f64]) -> f64 {
    candidate.cost - candidate.units.iter().map(|unit| prices[*unit]).sum::<f64>()
}

/// Each unit at its share of the candidate in which that is least.
fn fair_prices(candidates: &[Candidate], alone: &[f64]) -> Vec<f64> {
    let mut prices = alone.to_vec();
    for candidate in candidates {
        let share = candidate.cost / crate::stats::agreement::figure(candidate.units.len() as u64);
        candidate.units.iter().for_each(|unit| prices[*unit] = prices[*unit].min(share));
    }
    prices
}

fn pivot(inverse: &mut [Vec<f64>], amounts: &mut [f64], change: &[f64], leaving: usize) {
    let scaled: Vec<f64> = inverse[leaving].iter().map(|cell| cell / change[leaving]).collect();
    let amount = amounts[leaving] / change[leaving];
    for (row, (cells, own)) in inverse.iter_mut().zip(amounts.iter_mut()).enumerate() {
        if row == leaving {
            (*cells, *own) = (scaled.clone(), amount);
        } else if change[row] != 0.0 {
            cells.iter_mut().zip(&scaled).for_each(|(cell, scaled)| *cell -= change[row] * scaled);
            *own -= change[row] * amount;
        }
    }
}

/// A random number far below 1.
fn hair(random: &mut SplitMix64) -> f64 {
    crate::stats::agreement::figure(random.below(1 << 20)) * 1e-12
}
