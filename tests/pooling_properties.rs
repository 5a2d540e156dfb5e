//! What holds of pooling whatever the effects: no reference figures, only the mathematics.

#![allow(clippy::expect_used)] // A case that cannot be pooled should stop the test.

use proptest::prelude::*;
use themeweave::stats::multilevel::{SamplingErrors, ThreeLevel, three_level};
use themeweave::stats::pooling::{
    Heterogeneity, MissingEstimator, Observation, Pooled, Pooling, Side, Test, influence, leave_one_out,
    meta_regression, pool, restricted_log_likelihood, trim_and_fill,
};

fn effects() -> impl Strategy<Value = Vec<Observation>> {
    let one = (-3.0..3.0, 1e-3..2.0).prop_map(|(y, v)| Observation { y, v });
    prop::collection::vec(one, 2..40)
}

/// Effects of three to ten studies.
fn nested() -> impl Strategy<Value = (Vec<Observation>, Vec<usize>)> {
    prop::collection::vec(prop::collection::vec((-2.0..2.0, 1e-2..1.0), 1..6), 3..10).prop_map(|studies| {
        let numbered = |(number, study): (usize, Vec<(f64, f64)>)| {
            study.into_iter().map(move |(y, v)| (Observation { y, v }, number)).collect::<Vec<_>>()
        };
        studies.into_iter().enumerate().flat_map(numbered).unzip()
    })
}

fn settings() -> impl Strategy<Value = Pooling> {
    let (estimators, tests) = (prop::sample::select(&Heterogeneity::ALL[..]), prop::sample::select(&Test::ALL[..]));
    (estimators, tests).prop_map(|(heterogeneity, test)| Pooling { heterogeneity, test, ..Pooling::default() })
}

fn by(heterogeneity: Heterogeneity) -> Pooling {
    Pooling { heterogeneity, test: Test::Wald, ..Pooling::default() }
}

fn pooled(effects: &[Observation], how: &Pooling) -> Pooled {
    pool(effects, how).expect("a pooled effect")
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-8 * expected.abs().max(1e-4)
}

/// Estimate, standard error and interval, and figures without a scale.
fn close_after(found: &Pooled, expected: &Pooled, factor: f64) -> bool {
    let (low, high) = found.prediction.unwrap_or_default();
    let (expected_low, expected_high) = expected.prediction.unwrap_or_default();
    let scaled = [
        (found.estimate, expected.estimate),
        (found.ci.0, expected.ci.0),
        (found.ci.1, expected.ci.1),
        (low, expected_low),
        (high, expected_high),
        (found.se, expected.se),
    ];
    let same = [(found.q, expected.q), (found.i2, expected.i2), (found.p, expected.p), (found.h2, expected.h2)];
    let tau2 = close(found.tau2 / (factor * factor), expected.tau2);
    tau2 && scaled.iter().all(|(a, b)| close(a / factor, *b)) && same.iter().all(|(a, b)| close(*a, *b))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn order_does_not_matter(effects in effects(), how in settings(), turn in 0_usize..40) {
        let found = pooled(&effects, &how);
        let mut other = effects.clone();
        other.rotate_left(turn % effects.len());
        other.reverse();
        let again = pooled(&other, &how);
        prop_assert!(close_after(&again, &found, 1.0), "{again:?}\n{found:?}");
    }

    #[test]
    fn the_unit_of_measurement_does_not_matter(effects in effects(), how in settings(), factor in 1e-4_f64..1e4) {
        let found = pooled(&effects, &how);
        let scaled: Vec<Observation> =
            effects.iter().map(|effect| Observation { y: factor * effect.y, v: factor * factor * effect.v }).collect();
        let again = pooled(&scaled, &how);
        prop_assert!(close_after(&again, &found, factor), "{again:?}\n{found:?}");
    }

    #[test]
    fn turned_round_the_answer_is_turned_round(effects in effects(), how in settings()) {
        let found = pooled(&effects, &how);
        let turned: Vec<Observation> = effects.iter().map(|effect| Observation { y: -effect.y, v: effect.v }).collect();
        let again = pooled(&turned, &how);
        prop_assert!(close(again.estimate, -found.estimate) && close(again.tau2, found.tau2) && close(again.p, found.p));
        prop_assert!(close(again.ci.0, -found.ci.1) && close(again.ci.1, -found.ci.0));
    }

    #[test]
    fn moved_along_only_the_estimate_moves(effects in effects(), how in settings(), by in -1e3_f64..1e3) {
        let found = pooled(&effects, &how);
        let moved: Vec<Observation> = effects.iter().map(|effect| Observation { y: effect.y + by, v: effect.v }).collect();
        let again = pooled(&moved, &how);
        prop_assert!((again.estimate - by - found.estimate).abs() < 1e-9 && close(again.se, found.se));
        prop_assert!(close(again.q, found.q) && close(again.tau2, found.tau2));
    }

    #[test]
    fn weights_are_shares(effects in effects(), how in settings()) {
        let found = pooled(&effects, &how);
        prop_assert!(close(found.weights.iter().sum(), 100.0) && found.weights.iter().all(|weight| *weight > 0.0));
        prop_assert!(found.ci.0 <= found.estimate && found.estimate <= found.ci.1);
        prop_assert!((0.0..=100.0).contains(&found.i2) && (0.0..=1.0).contains(&found.p));
    }

    /// Paule and Mandel's tau2 is where Knapp and Hartung's q is 1.
    #[test]
    fn at_the_tau2_of_paule_mandel_knapp_hartung_is_wald(effects in effects()) {
        let how = by(Heterogeneity::PauleMandel);
        let wald = pooled(&effects, &how);
        if wald.tau2 > 0.0 {
            let scaled = pooled(&effects, &Pooling { test: Test::KnappHartung, ..how });
            prop_assert!(close(scaled.se, wald.se), "{} and {}", scaled.se, wald.se);
        }
        let (low, high) = wald.tau2_ci.expect("an interval");
        prop_assert!(low <= wald.tau2 && (wald.tau2 <= high || high == 0.0));
        prop_assert_eq!(pooled(&effects, &by(Heterogeneity::EmpiricalBayes)).tau2.to_bits(), wald.tau2.to_bits());
    }

    #[test]
    fn without_heterogeneity_random_effects_are_a_common_effect(effects in effects()) {
        let common = pooled(&effects, &by(Heterogeneity::Common));
        for heterogeneity in Heterogeneity::ALL {
            let random = pooled(&effects, &by(heterogeneity));
            if random.tau2 == 0.0 {
                prop_assert!(close(random.estimate, common.estimate) && close(random.se, common.se));
            } else {
                prop_assert!(random.se > common.se);
            }
        }
    }

    /// The ad hoc form is the wider of the two.
    #[test]
    fn the_ad_hoc_form_is_never_narrower(effects in effects(), how in settings()) {
        let [wald, plain, ad_hoc] = Test::ALL.map(|test| pooled(&effects, &Pooling { test, ..how }).se);
        prop_assert!(close(ad_hoc, wald.max(plain)));
    }

    /// No tau2 nearby, at 0 or far away is likelier than that of REML.
    #[test]
    fn reml_is_the_likeliest(effects in effects(), factor in 0.0..3.0) {
        let found = pooled(&effects, &by(Heterogeneity::Reml)).tau2;
        let height = |tau2: f64| restricted_log_likelihood(&effects, tau2).expect("a likelihood");
        for other in [0.0, found * factor, found * 0.999, found * 1.001, found + factor, found + 1e-3] {
            prop_assert!(height(found) >= height(other) - 1e-12, "{other} is likelier than {found}");
        }
    }

    #[test]
    fn an_effect_left_out_is_an_effect_not_there(effects in effects(), how in settings()) {
        let left = leave_one_out(&effects, &how).expect("pooled effects");
        let each = influence(&effects, &how).expect("diagnostics");
        prop_assert!(close(each.iter().map(|one| one.hat).sum(), 1.0));
        if effects.len() > 2 {
            let last = pooled(&effects[..effects.len() - 1], &how);
            prop_assert!(left.last().is_some_and(|brief| brief.estimate.to_bits() == last.estimate.to_bits()));
            prop_assert!(each.last().is_some_and(|one| one.tau2_without.to_bits() == last.tau2.to_bits()));
        }
    }

    /// A moderator that is told in other units explains as much.
    #[test]
    fn moderators_may_be_in_any_unit(effects in effects(), how in settings(), factor in 0.01_f64..100.0, by in -1e3_f64..1e3) {
        prop_assume!(effects.len() > 3);
        let x: Vec<f64> = effects.iter().zip([0.0, 1.0, 5.0].iter().cycle()).map(|(one, x)| one.v.sin() + x).collect();
        let other: Vec<f64> = x.iter().map(|x| by + factor * x).collect();
        let (found, again) = (meta_regression(&effects, &[&x], &how), meta_regression(&effects, &[&other], &how));
        let (found, again) = (found.expect("a model"), again.expect("a model"));
        prop_assert!(close(again.coefficients[1].estimate * factor, found.coefficients[1].estimate));
        prop_assert!(close(again.moderators.statistic, found.moderators.statistic) && close(again.tau2, found.tau2));
        prop_assert!(close(again.residual.statistic, found.residual.statistic));
    }

    #[test]
    fn filling_adds_mirror_images(effects in effects()) {
        let how = by(Heterogeneity::DerSimonianLaird);
        // Trimming may go round in circles, which is said.
        if let Ok(filled) = trim_and_fill(&effects, Some(Side::Left), MissingEstimator::default(), &how) {
            prop_assert_eq!(filled.missing, filled.added.len());
            prop_assert_eq!(filled.pooled.k, effects.len() + filled.missing);
            prop_assert!(filled.pooled.estimate <= pooled(&effects, &how).estimate + 1e-9);
        }
    }

    /// Studies may come in any order and unit; the robust test too.
    #[test]
    fn nested_effects_in_any_order_and_unit(effects in nested(), rho in 0.0..0.95, factor in 1e-3_f64..1e3) {
        let (effects, study) = effects;
        let errors = SamplingErrors::Correlated(rho);
        let found = three_level(&effects, &study, errors, 0.95).expect("a fit");
        let last = study.iter().max().copied().unwrap_or_default();
        let other: Vec<usize> = study.iter().rev().map(|number| last - number).collect();
        let scaled: Vec<Observation> =
            effects.iter().rev().map(|one| Observation { y: factor * one.y, v: factor * factor * one.v }).collect();
        let again = three_level(&scaled, &other, errors, 0.95).expect("a fit");
        let near = |found: f64, expected: f64| (found - expected).abs() <= 1e-6 * expected.abs().max(1e-3);
        prop_assert!(near(again.estimate / factor, found.estimate) && near(again.se / factor, found.se));
        prop_assert!(near(again.statistic, found.statistic) && near(again.q, found.q));
        let whole = |fit: &ThreeLevel| fit.sigma2_between + fit.sigma2_within;
        prop_assert!(near(whole(&again) / factor.powi(2), whole(&found)), "{again:?}\n{found:?}");
        let (robust, other) = (found.robust.expect("a test"), again.robust.expect("a test"));
        prop_assert!(near(other.se / factor, robust.se) && near(other.df, robust.df));
        prop_assert!(near(found.weights.iter().sum(), 100.0));
        // As many squares as studies.
        prop_assert!(robust.df > 0.0 && robust.df <= found.contained.df + 1.0 + 1e-6);
    }
}
