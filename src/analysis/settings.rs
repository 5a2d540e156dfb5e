//! What a study settled about synthesis, as a table.

use crate::model::{Settings, ShareWord};
use crate::table::{Cell, Column, Table};

/// The settings in force. Columns: `setting` (section and key of the settings file), `value, usual, meaning`.
#[must_use]
pub fn settings_table(settings: &Settings) -> Table {
    let keys = [("setting", "Setting"), ("value", "In force"), ("usual", "Usual"), ("meaning", "Meaning")];
    let mut table = Table::new("Settings of synthesis", keys.map(|(key, label)| Column::text(key, label)).to_vec());
    let usual = values(&Settings::default());
    let mut changed = 0;
    for ((setting, value, meaning), (_, usual, _)) in values(settings).into_iter().zip(usual) {
        changed += u64::from(value != usual);
        let cells = [setting.to_owned(), value, usual, meaning.to_owned()];
        table.rows.push(cells.map(Cell::words).to_vec());
    }
    let default = Settings::default().wording;
    changed += u64::from(settings.wording != default);
    for ShareWord { from, word } in &settings.wording {
        let usual = default.iter().find(|usual| usual.word == *word).map(|usual| format!("from {}", usual.from));
        let meaning = "word for a share of people, up to the next".to_owned();
        let cells = [format!("wording “{word}”"), format!("from {from}"), usual.unwrap_or_default(), meaning];
        table.rows.push(cells.map(Cell::words).to_vec());
    }
    table.notes.push(if changed == 0 {
        "All as usual.".to_owned()
    } else {
        format!("{} from what is usual.", crate::text::counted(changed, "setting differs|settings differ"))
    });
    table
}

/// Each setting with its value and meaning.
fn values(settings: &Settings) -> Vec<(&'static str, String, &'static str)> {
    let (pooling, fit, saturation) = (&settings.pooling, &settings.fit, &settings.saturation);
    vec![
        ("pooling.estimator", pooling.estimator.clone(), "estimator of heterogeneity between studies"),
        ("pooling.test", pooling.test.clone(), "test and interval of the mean"),
        ("pooling.prediction", pooling.prediction.clone(), "degrees of freedom of the prediction interval"),
        ("pooling.level", pooling.level.to_string(), "level of intervals"),
        ("pooling.dependency", pooling.dependency.word().to_owned(), "what is done with several effects of one study"),
        ("pooling.rho", pooling.rho.to_string(), "correlation assumed between effects of one study"),
        ("pooling.scale", pooling.scale.word().to_owned(), "scale on which effects are put together"),
        ("fit.min_cases", fit.min_cases.to_string(), "fewest cases that give a theme a direction"),
        ("fit.net", rounded(fit.net), "net share of cases from which a direction is one"),
        ("fit.prominent_share", rounded(fit.prominent_share), "share of cases from which a theme is prominent"),
        ("fit.role_share", rounded(fit.role_share), "share of a role from which the role speaks of a theme"),
        ("fit.prominent_roles", fit.prominent_roles.to_string(), "roles that must so speak"),
        ("fit.smallest_effect", fit.smallest_effect.to_string(), "smallest effect of interest (SMD)"),
        ("fit.sign_test_p", fit.sign_test_p.to_string(), "level of the sign test"),
        ("fit.prominent_rating", fit.prominent_rating.to_string(), "evidence rating from which findings are prominent"),
        ("fit.prominent_studies", fit.prominent_studies.to_string(), "trials from which findings are prominent"),
        ("saturation.base", saturation.base.to_string(), "interviews of the base"),
        ("saturation.run", saturation.run.to_string(), "interviews of a run"),
        ("saturation.threshold", saturation.threshold.to_string(), "share of new codes at which nothing new comes"),
    ]
}

/// A share with three decimals at most.
fn rounded(share: f64) -> String {
    let text = format!("{share:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
