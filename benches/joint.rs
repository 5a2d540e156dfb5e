//! How fast a joint display is: 60 themes against 40 interventions on the codings of M.

use std::collections::BTreeSet;

use criterion::Criterion;
use themeweave::analysis::{Filter, Frame, Joint, Layout, TargetKind};
use themeweave::model::{Effect, EffectScale, Intervention, Link, LinkStatus, Snapshot, Study, Theme};

use crate::projects::Built;

const THEMES: usize = 60;
const FINDINGS: usize = 40;

/// From columns in memory to the finished table, pooled effects and fit included.
pub fn joint(criterion: &mut Criterion, built: &Built) {
    let mut snapshot = built.open().snapshot(None).expect("a snapshot");
    furnish(&mut snapshot);
    criterion.bench_function("M: joint display of 60 themes by 40 interventions", |bencher| {
        bencher.iter(|| {
            let frame = Frame::new(&snapshot, &Filter::default()).expect("a frame");
            let table = Joint::by(&frame, TargetKind::Intervention, &BTreeSet::new()).by_target(Layout::Data);
            assert_eq!(table.rows.len(), THEMES * FINDINGS, "every theme meets every finding");
            table
        });
    });
}

/// Themes of two codes each, interventions with five effects of five studies each, and a link for every pair.
fn furnish(snapshot: &mut Snapshot) {
    let codes: Vec<String> = snapshot.codebook.codes.iter().map(|code| code.id.clone()).collect();
    snapshot.themes = (0..THEMES)
        .map(|at| Theme {
            id: format!("theme_{at}"),
            name: format!("Theme {at}"),
            codes: [at, at + 7].map(|code| codes[code % codes.len()].clone()).to_vec(),
            ..Theme::default()
        })
        .collect();
    let findings = &mut snapshot.findings;
    for at in 0..FINDINGS {
        let id = format!("intervention_{at}");
        for number in 0..5 {
            let study = format!("study_{at}_{number}");
            let shift = f64::from(u32::try_from(at * 5 + number).unwrap_or_default());
            findings.effects.push(Effect {
                id: format!("effect_{at}_{number}"),
                study: study.clone(),
                intervention: id.clone(),
                es_type: EffectScale::Smd,
                value: Some(0.2 + 0.3 * shift.sin()),
                se: Some(0.1 + 0.05 * shift.cos().abs()),
                higher_is_better: Some(true),
                ..Effect::default()
            });
            findings.studies.push(Study { id: study, design: "RCT".to_owned(), ..Study::default() });
        }
        for theme in 0..THEMES {
            findings.links.push(Link {
                id: format!("link_{theme}_{at}"),
                from_kind: "theme".to_owned(),
                from: format!("theme_{theme}"),
                to_kind: "intervention".to_owned(),
                to: id.clone(),
                relation: "enables".to_owned(),
                status: LinkStatus::Accepted,
                ..Link::default()
            });
        }
        findings.interventions.push(Intervention { id: id.clone(), name: id, ..Intervention::default() });
    }
}
