//! How findings are put together and how voices and findings are compared: choices that a study makes once and prints.

use serde::{Deserialize, Serialize};

/// What is done with several effects of one study (or of one cohort behind several studies).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dependency {
    /// Pooling is refused (V12).
    #[default]
    Refuse,
    /// Three-level model: effects within studies, sampling errors independent.
    ThreeLevel,
    /// Correlated and hierarchical effects, with robust standard errors (CR2).
    Che,
    /// Their mean, with the variance that the assumed correlation gives it.
    Average,
    /// The first in the sheet.
    First,
    /// The one with the longest follow-up.
    Latest,
}

impl Dependency {
    /// Every choice with the word that settings and commands use, and its name for people.
    pub const WORDS: [(Self, &'static str, &'static str); 6] = [
        (Self::Refuse, "none", "one effect a study"),
        (Self::ThreeLevel, "three_level", "three-level model"),
        (Self::Che, "che", "correlated and hierarchical effects, CR2 standard errors"),
        (Self::Average, "average", "effects of a study averaged"),
        (Self::First, "first", "the first effect of each study"),
        (Self::Latest, "latest", "the effect with the longest follow-up of each study"),
    ];

    /// The word that settings and commands use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(known, _, _)| *known == self).map_or("", |(_, word, _)| word)
    }

    /// The choice of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known, _)| *known == word).map(|(choice, _, _)| *choice)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(known, _, _)| *known == self).map_or("", |(_, _, name)| name)
    }
}

/// On which scale a set of effects is put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolingScale {
    /// On the one that all were reported on; refused where they differ (V13).
    #[default]
    AsReported,
    /// As reported where they agree; where they differ as odds ratios if all can be, else as standardised differences.
    Harmonised,
    /// As standardised mean differences.
    Smd,
    /// As odds ratios.
    LogOddsRatio,
}

impl PoolingScale {
    /// Every choice with the word that settings and commands use.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::AsReported, "as_reported"),
        (Self::Harmonised, "harmonised"),
        (Self::Smd, "smd"),
        (Self::LogOddsRatio, "log_or"),
    ];

    /// The word that settings and commands use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(known, _)| *known == self).map_or("", |(_, word)| word)
    }

    /// The choice of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(scale, _)| *scale)
    }
}

/// How effects are pooled unless a command says otherwise. Words are those of the settings file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PoolingSettings {
    /// Estimator of heterogeneity, such as `reml`.
    pub estimator: String,
    /// Test and interval of the mean: `hksj-adhoc`, `hksj` or `wald`.
    pub test: String,
    /// Degrees of freedom of the prediction interval: `hts` (k - 2), `k-1` or `normal`.
    pub prediction: String,
    /// Level of intervals, between 0 and 1.
    pub level: f64,
    /// What is done with several effects of one study.
    pub dependency: Dependency,
    /// Correlation assumed between effects of one study, from 0 to 1.
    pub rho: f64,
    /// Scale on which effects are put together.
    pub scale: PoolingScale,
}

impl Default for PoolingSettings {
    fn default() -> Self {
        Self {
            estimator: "reml".to_owned(),
            test: "hksj-adhoc".to_owned(),
            prediction: "hts".to_owned(),
            level: 0.95,
            dependency: Dependency::default(),
            rho: 0.6,
            scale: PoolingScale::default(),
        }
    }
}

/// Thresholds of the rule that suggests a fit between voices and findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FitThresholds {
    /// Fewest cases that give a theme a direction.
    pub min_cases: u64,
    /// Net share of cases from which a direction is positive or negative, 0 to 1.
    pub net: f64,
    /// Share of eligible cases from which a theme is prominent, 0 to 1.
    pub prominent_share: f64,
    /// Share of a role's people from which the role counts as speaking of a theme, 0 to 1.
    pub role_share: f64,
    /// Roles that must so speak for a theme to be prominent.
    pub prominent_roles: u64,
    /// Smallest standardised mean difference of interest.
    pub smallest_effect: f64,
    /// Level of the sign test where nothing is pooled, 0 to 1.
    pub sign_test_p: f64,
    /// Evidence level (its leading figure) from which findings are prominent.
    pub prominent_rating: u64,
    /// Trials and quasi-experiments from which findings are prominent.
    pub prominent_studies: u64,
}

impl Default for FitThresholds {
    fn default() -> Self {
        Self {
            min_cases: 2,
            net: 1.0 / 3.0,
            prominent_share: 0.5,
            role_share: 1.0 / 3.0,
            prominent_roles: 2,
            smallest_effect: 0.1,
            sign_test_p: 0.05,
            prominent_rating: 3,
            prominent_studies: 2,
        }
    }
}

/// A word for a share, from this share upwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareWord {
    /// Lower edge, 0 to 1; the word holds up to the next one's edge.
    pub from: f64,
    /// The word, such as `most`.
    pub word: String,
}

/// When a set of interviews counts as saturated, after Guest, Namey and Chen 2020.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaturationSettings {
    /// Interviews of the base.
    pub base: u64,
    /// Interviews of a run.
    pub run: u64,
    /// Share of new codes at which a run brings nothing new any more, 0 to 1.
    pub threshold: f64,
}

impl Default for SaturationSettings {
    fn default() -> Self {
        Self { base: 4, run: 2, threshold: 0.05 }
    }
}

/// Everything that a study settles about synthesis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How effects are pooled.
    pub pooling: PoolingSettings,
    /// When voices and findings fit.
    pub fit: FitThresholds,
    /// Words for shares, by rising edge. Shares of nobody have no word.
    pub wording: Vec<ShareWord>,
    /// When interviews are saturated.
    pub saturation: SaturationSettings,
}

impl Default for Settings {
    fn default() -> Self {
        let words =
            [(0.0, "a few"), (0.25, "some"), (0.45, "about half"), (0.55, "most"), (0.9, "nearly all"), (1.0, "all")];
        Self {
            pooling: PoolingSettings::default(),
            fit: FitThresholds::default(),
            wording: words.map(|(from, word)| ShareWord { from, word: word.to_owned() }).to_vec(),
            saturation: SaturationSettings::default(),
        }
    }
}

impl Settings {
    /// The word for a share of people: `most`; `nobody` for none of them, nothing where there is nobody to ask.
    #[must_use]
    pub fn word_for(&self, part: u64, whole: u64) -> Option<&str> {
        if whole == 0 {
            return None;
        }
        if part == 0 {
            return Some("nobody");
        }
        // Counts of people stay far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let share = part as f64 / whole as f64;
        self.wording.iter().rev().find(|word| word.from <= share).map(|word| word.word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn shares_have_words_by_their_lower_edge() {
        let settings = Settings::default();
        for (part, whole, word) in
            [(0, 10, "nobody"), (1, 10, "a few"), (5, 20, "some"), (9, 20, "about half"), (10, 10, "all")]
        {
            assert_eq!(settings.word_for(part, whole), Some(word), "{part} of {whole}");
        }
        assert_eq!(settings.word_for(0, 0), None);
    }
}
