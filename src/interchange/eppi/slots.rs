//! The numbers of an outcome: what `Data1` to `Data14` hold for each type of outcome.

use crate::model::{Effect, EffectScale};
use crate::stats::distribution::normal_critical;

/// How many slots there are.
pub(super) const SLOTS: usize = 14;

/// The numbers of an outcome; 0 is an empty slot, as the program writes it.
pub(super) type Slots = [f64; SLOTS];

/// The types of outcomes with the program's names for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutcomeType {
    Manual = 0,
    Means = 1,
    Binary = 2,
    MeansWithErrors = 3,
    MeansWithIntervals = 4,
    Test = 5,
    Diagnostic = 6,
    Correlation = 7,
}

impl OutcomeType {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Manual, "Manual entry"),
        (Self::Means, "Continuous: Ns, means and SD"),
        (Self::Binary, "Binary: 2 x 2 table"),
        (Self::MeansWithErrors, "Continuous: N, Mean, SE"),
        (Self::MeansWithIntervals, "Continuous: N, Mean, CI"),
        (Self::Test, "Continuous: N, t- or p-value"),
        (Self::Diagnostic, "Diagnostic test: 2 x 2 table"),
        (Self::Correlation, "Correlation coeffiecient r"),
    ];

    pub fn of(number: f64) -> Option<Self> {
        Self::ALL.into_iter().map(|(kind, _)| kind).find(|kind| (f64::from(kind.number()) - number).abs() < 1e-9)
    }

    pub fn number(self) -> u8 {
        self as u8
    }

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// Where the manual type keeps each scale: position of the value, the standard error behind it.
const MANUAL: [(EffectScale, usize); 6] = [
    (EffectScale::Smd, 0),
    (EffectScale::Correlation, 2),
    (EffectScale::OddsRatio, 4),
    (EffectScale::RiskRatio, 6),
    (EffectScale::RiskDifference, 10),
    (EffectScale::MeanDifference, 12),
];

/// The effects that the slots of an outcome hold; a manual one may hold several scales. `reported` tells which scale a
/// computed effect is meant on.
pub(super) fn effects_of(kind: OutcomeType, slots: &Slots, reported: Option<EffectScale>) -> Vec<Effect> {
    let at = |position: usize| slots.get(position).copied().filter(|figure| *figure != 0.0);
    // Nought is a mean like any other where the groups have people.
    let mean = |position: usize| slots.get(position).copied();
    let groups = Effect { n1: at(0), n2: at(1), ..Effect::default() };
    let of_means = |sd: &dyn Fn(usize) -> Option<f64>| {
        let es_type = reported.filter(|scale| *scale == EffectScale::MeanDifference).unwrap_or_default();
        vec![Effect { es_type, m1: mean(2), m2: mean(3), sd1: sd(0), sd2: sd(1), ..groups.clone() }]
    };
    match kind {
        OutcomeType::Manual => {
            let given = MANUAL.into_iter().filter(|(_, position)| at(*position).or(at(position + 1)).is_some());
            let effect = |(es_type, position): (EffectScale, usize)| Effect {
                es_type,
                value: mean(position),
                se: at(position + 1),
                ..Effect::default()
            };
            given.map(effect).collect()
        }
        OutcomeType::Means => of_means(&|group| at(4 + group)),
        OutcomeType::MeansWithErrors => of_means(&|group| Some(at(4 + group)? * at(group)?.sqrt())),
        OutcomeType::MeansWithIntervals => of_means(&|group| {
            let width = mean(6 + group)? - mean(4 + group)?;
            Some(width / (2.0 * normal_critical(0.95)) * at(group)?.sqrt()).filter(|sd| *sd > 0.0)
        }),
        OutcomeType::Binary => {
            let sum = |first: usize, second: usize| Some(mean(first)? + mean(second)?).filter(|n| *n > 0.0);
            let es_type = reported.unwrap_or(EffectScale::OddsRatio);
            vec![Effect { es_type, e1: mean(0), e2: mean(1), n1: sum(0, 2), n2: sum(1, 3), ..Effect::default() }]
        }
        OutcomeType::Test => vec![Effect { t: at(2), p: at(3).filter(|p| (0.0..=1.0).contains(p)), ..groups }],
        OutcomeType::Correlation => {
            vec![Effect { es_type: EffectScale::Correlation, value: mean(1), n1: at(0), ..Effect::default() }]
        }
        OutcomeType::Diagnostic => Vec::new(),
    }
}

/// The type and slots that hold what an effect reports; nothing when no type holds its scale.
pub(super) fn slots_of(effect: &Effect) -> Option<(OutcomeType, Slots)> {
    let mut slots = [0.0; SLOTS];
    let mut put = |figures: &[f64]| slots.iter_mut().zip(figures).for_each(|(slot, figure)| *slot = *figure);
    let sizes = effect.n1.zip(effect.n2);
    let kind = match effect.es_type {
        EffectScale::Smd | EffectScale::MeanDifference => {
            let means = effect.m1.zip(effect.m2).zip(effect.sd1.zip(effect.sd2));
            match (sizes, means, effect.t) {
                (Some((n1, n2)), Some(((m1, m2), (sd1, sd2))), _) => {
                    put(&[n1, n2, m1, m2, sd1, sd2]);
                    OutcomeType::Means
                }
                (Some((n1, n2)), None, Some(t)) if effect.es_type == EffectScale::Smd => {
                    put(&[n1, n2, t, effect.p.unwrap_or_default()]);
                    OutcomeType::Test
                }
                _ => OutcomeType::Manual,
            }
        }
        EffectScale::OddsRatio | EffectScale::RiskRatio | EffectScale::RiskDifference => {
            match (sizes, effect.e1.zip(effect.e2)) {
                (Some((n1, n2)), Some((e1, e2))) => {
                    put(&[e1, e2, n1 - e1, n2 - e2]);
                    OutcomeType::Binary
                }
                _ => OutcomeType::Manual,
            }
        }
        EffectScale::Correlation => match (effect.n1, effect.value) {
            (Some(n), Some(r)) => {
                put(&[n, r]);
                OutcomeType::Correlation
            }
            _ => OutcomeType::Manual,
        },
        EffectScale::HazardRatio => return None,
    };
    if kind == OutcomeType::Manual {
        let (_, position) = MANUAL.into_iter().find(|(scale, _)| *scale == effect.es_type)?;
        let se = effect.se.or(effect.variance.filter(|variance| *variance > 0.0).map(f64::sqrt));
        for (slot, figure) in slots.iter_mut().skip(position).zip([effect.value, se]) {
            *slot = figure.unwrap_or_default();
        }
    }
    Some((kind, slots))
}
