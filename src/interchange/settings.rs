//! `settings.toml` -> how findings are pooled, when voices and findings fit, and how shares are worded.

use crate::codebook::document::{Parsed, Placed, Report, Section, parse};
use crate::model::{
    Dependency, FitThresholds, PoolingScale, PoolingSettings, Problems, SaturationSettings, Settings, ShareWord,
};
use crate::stats::pooling::{Heterogeneity, PredictionDf, Test};
use crate::text::did_you_mean;

/// First key of every settings file.
const FORMAT: &str = "themeweave settings 1";

/// Reads a settings file. What it does not name keeps its usual value.
///
/// # Errors
/// Everything that is wrong with the file, at line and column: broken TOML, unknown keys and words, figures out of range.
pub fn read_settings(file_name: &str, text: &str) -> Result<Settings, Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    root.only(&["format", "pooling", "fit", "saturation", "wording"], &mut report);
    if let Some(format) = root.required_text("format", &mut report)
        && format.value != FORMAT
    {
        let message = format!("`{}` is not a format that this program reads", format.value);
        report.wrong(format.at, message, format!("expected \"{FORMAT}\""));
    }
    let pooling = root.section("pooling", "[pooling]", &mut report);
    let fit = root.section("fit", "[fit]", &mut report);
    let saturation = root.section("saturation", "[saturation]", &mut report);
    let settings = Settings {
        pooling: pooling.map(|section| read_pooling(section, &mut report)).unwrap_or_default(),
        fit: fit.map(|section| read_fit(section, &mut report)).unwrap_or_default(),
        saturation: saturation.map(|section| read_saturation(section, &mut report)).unwrap_or_default(),
        wording: read_wording(root, &mut report),
    };
    report.finish(settings)
}

fn read_pooling(section: Section<'_>, report: &mut Report<'_>) -> PoolingSettings {
    section.only(&["estimator", "test", "prediction", "level", "dependency", "rho", "scale"], report);
    let usual = PoolingSettings::default();
    let dependencies = Dependency::WORDS.map(|(_, word, _)| word);
    let dependency = word(section, "dependency", &dependencies, dependencies[0], report);
    let scales = PoolingScale::WORDS.map(|(_, word)| word);
    let scale = word(section, "scale", &scales, scales[0], report);
    PoolingSettings {
        estimator: word(section, "estimator", &Heterogeneity::ALL.map(Heterogeneity::word), &usual.estimator, report),
        test: word(section, "test", &Test::ALL.map(Test::word), &usual.test, report),
        prediction: word(section, "prediction", &PredictionDf::ALL.map(PredictionDf::word), &usual.prediction, report),
        level: within(section, "level", (0.5, 0.999), usual.level, report),
        dependency: Dependency::from_word(&dependency).unwrap_or_default(),
        rho: within(section, "rho", (0.0, 0.99), usual.rho, report),
        scale: PoolingScale::from_word(&scale).unwrap_or_default(),
    }
}

fn read_fit(section: Section<'_>, report: &mut Report<'_>) -> FitThresholds {
    const KEYS: [&str; 9] = [
        "min_cases",
        "net",
        "prominent_share",
        "role_share",
        "prominent_roles",
        "smallest_effect",
        "sign_test_p",
        "prominent_rating",
        "prominent_studies",
    ];
    section.only(&KEYS, report);
    let usual = FitThresholds::default();
    FitThresholds {
        min_cases: count(section, "min_cases", usual.min_cases, report),
        net: within(section, "net", (0.0, 1.0), usual.net, report),
        prominent_share: within(section, "prominent_share", (0.0, 1.0), usual.prominent_share, report),
        role_share: within(section, "role_share", (0.0, 1.0), usual.role_share, report),
        prominent_roles: count(section, "prominent_roles", usual.prominent_roles, report),
        smallest_effect: within(section, "smallest_effect", (0.0, 2.0), usual.smallest_effect, report),
        sign_test_p: within(section, "sign_test_p", (0.0, 1.0), usual.sign_test_p, report),
        prominent_rating: count(section, "prominent_rating", usual.prominent_rating, report),
        prominent_studies: count(section, "prominent_studies", usual.prominent_studies, report),
    }
}

fn read_saturation(section: Section<'_>, report: &mut Report<'_>) -> SaturationSettings {
    section.only(&["base", "run", "threshold"], report);
    let usual = SaturationSettings::default();
    SaturationSettings {
        base: count(section, "base", usual.base, report),
        run: count(section, "run", usual.run, report),
        threshold: within(section, "threshold", (0.0, 1.0), usual.threshold, report),
    }
}

fn read_wording(root: Section<'_>, report: &mut Report<'_>) -> Vec<ShareWord> {
    let sections = root.sections("wording", "[[wording]]", report);
    if sections.is_empty() {
        return Settings::default().wording;
    }
    let mut words: Vec<ShareWord> = Vec::new();
    for section in sections {
        section.only(&["from", "word"], report);
        let word = section.required_text("word", report);
        let from = within(section, "from", (0.0, 1.0), 0.0, report);
        if words.last().is_some_and(|before| before.from >= from) {
            report.wrong(
                section.at,
                format!("the word from {from} does not come after the one before"),
                "sort by rising edge",
            );
        }
        words.push(ShareWord { from, word: word.map(|word| word.value).unwrap_or_default() });
    }
    if words.first().is_some_and(|first| first.from > 0.0) {
        report.absent(root.at, "shares below the first edge have no word", "begin with from = 0");
    }
    words
}

fn word(section: Section<'_>, key: &str, known: &[&str], usual: &str, report: &mut Report<'_>) -> String {
    let Some(written) = section.text(key, report) else { return usual.to_owned() };
    if !known.contains(&written.value.as_str()) {
        let hint = match did_you_mean(&written.value, known.iter().copied()) {
            hint if hint.is_empty() => format!("expected {}", known.join(", ")),
            hint => hint,
        };
        report.wrong(written.at, format!("`{}` is not a word for `{key}`", written.value), hint);
    }
    written.value
}

fn within(section: Section<'_>, key: &str, (least, most): (f64, f64), usual: f64, report: &mut Report<'_>) -> f64 {
    let Some(Placed { value, at }) = section.number(key, report) else { return usual };
    if !(least..=most).contains(&value) {
        report.wrong(at, format!("`{key}` is {value}, expected {least} to {most}"), "");
    }
    value
}

fn count(section: Section<'_>, key: &str, usual: u64, report: &mut Report<'_>) -> u64 {
    let Some(Placed { value, at }) = section.integer(key, report) else { return usual };
    let fits = u64::try_from(value).ok().filter(|value| (1..=1000).contains(value));
    if fits.is_none() {
        report.wrong(at, format!("`{key}` is {value}, expected 1 to 1000"), "");
    }
    fits.unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::{FORMAT, read_settings};
    use crate::model::Settings;

    #[test]
    fn an_empty_file_is_the_usual_settings() {
        let read = read_settings("s.toml", &format!("format = \"{FORMAT}\"\n"));
        assert_eq!(read, Ok(Settings::default()));
    }

    #[test]
    fn everything_wrong_is_told_at_its_place() {
        let text = format!(
            "format = \"{FORMAT}\"\n[pooling]\nestimator = \"rml\"\nrho = 2\n[fit]\nmin_cases = 0\n[[wording]]\nfrom = 0.5\nword = \"half\"\n"
        );
        let Err(problems) = read_settings("s.toml", &text) else { panic!("it was read") };
        let lines: Vec<Option<usize>> = problems.0.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(1), Some(3), Some(4), Some(6)], "{problems}");
        assert!(problems.to_string().contains("did you mean `reml`"), "{problems}");
    }
}
