//! Meta-analysis: figures of thousands of effects, which no review has, so that ten of them are no wait.

use std::hint::black_box;

use criterion::Criterion;
use themeweave::stats::multilevel::{SamplingErrors, three_level};
use themeweave::stats::pooling::{Observation, Pooling, pool};

/// The true mean of the effects made here.
const MEAN: f64 = 0.3;

/// Effects spread evenly around the mean (by multiples of irrational numbers, so that nothing is random), in studies of
/// eight.
fn effects(k: u32) -> (Vec<Observation>, Vec<usize>) {
    let spread = |at: u32, by: f64| (f64::from(at) * by).fract() - 0.5;
    let one = |at: u32| {
        let y = MEAN + spread(at / 8, 0.618_033_988_749_895) + spread(at, std::f64::consts::SQRT_2);
        (Observation { y, v: 0.01 + 0.3 * (f64::from(at) * 0.732_050_807_568_877).fract() }, (at / 8) as usize)
    };
    (0..k).map(one).unzip()
}

pub fn synthesis(criterion: &mut Criterion) {
    let (many, _) = effects(10_000);
    let pooled = pool(&many, &Pooling::default()).expect("a pooled effect");
    assert!((pooled.estimate - MEAN).abs() < 0.02 && pooled.tau2 > 0.0, "{} and {}", pooled.estimate, pooled.tau2);
    criterion.bench_function("10,000 effects pooled: REML, Q-profile, prediction", |bencher| {
        bencher.iter(|| pool(black_box(&many), &Pooling::default()));
    });
    let (nested, study) = effects(2_000);
    for (name, errors) in
        [("independent", SamplingErrors::Independent), ("correlated", SamplingErrors::Correlated(0.6))]
    {
        let fit = three_level(&nested, &study, errors, 0.95).expect("a fit");
        assert!((fit.estimate - MEAN).abs() < 0.05 && fit.sigma2_between > 0.0, "{}", fit.estimate);
        criterion.bench_function(
            &format!("2,000 effects of 250 studies, {name} errors: three levels, CR2"),
            |bencher| {
                bencher.iter(|| three_level(black_box(&nested), &study, errors, 0.95));
            },
        );
    }
}
