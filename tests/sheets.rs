//! Sheets as people send them: what is understood, what is refused, and on which line.

use proptest::prelude::*;
use themeweave::interchange::findings::{read_effects, read_links, read_statistics, read_studies};
use themeweave::interchange::{
    every_layout, read_cases, read_codings, read_participants, read_questions, read_sources, read_speakers,
};
use themeweave::model::{EffectScale, LinkStatus, Part, Problems, Scope, Value};

/// `line [column] message` of every problem.
fn found<T: std::fmt::Debug>(result: Result<T, Problems>) -> Vec<String> {
    let problems = result.err().unwrap_or_default().0;
    problems.iter().map(|p| format!("{} [{}] {}", p.line.unwrap_or(0), p.field, p.message)).collect()
}

#[test]
fn participants_with_aliases_attributes_and_consent() {
    let text = "\u{feff}# themeweave participants 1 - invented\r\n# a second comment\r\n\
                Participant ID;Role;Family;Age;Care experience;Consent;Guardian-consent;Consent date;Withdrawn on\r\n\
                C01;child;F1;14;\"foster\r\ncare\";quote_published;Quote Published;2025-05-07;\r\n\
                \r\n\
                P05;parent;F6;31;;quote-published;;2025-04-30;2025-09-02\r\n\
                ;;;;;;;;\r\n";
    let people = read_participants("participants.csv", text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(people.lines, [4, 7], "quoted line breaks and empty lines are counted");
    let child = &people.rows[0];
    assert_eq!((child.name.as_str(), child.pseudonym.as_str()), ("C01", "C01"));
    assert_eq!(child.attribute("age"), Some(&Value::Number(14.0)));
    assert_eq!(child.attribute("care_experience"), Some(&Value::Text("foster\r\ncare".to_owned())));
    assert_eq!((child.consent.person, child.consent.guardian), (Scope::QuotePublished, Some(Scope::QuotePublished)));
    let parent = &people.rows[1];
    assert_eq!(parent.attribute("care_experience"), None, "an empty cell is no value");
    assert_eq!(parent.consent.guardian, None);
    assert_eq!(parent.consent.withdrawn.map(|day| day.to_string()).as_deref(), Some("2025-09-02"));
}

#[test]
fn a_participant_without_a_word_of_consent_allows_nothing() {
    let people =
        read_participants("p.csv", "participant,role\nC01,child\n").unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(people.rows[0].consent.person, Scope::Nothing);
    let kept = read_participants("p.csv", "participant,role,withdrawn\nC01,child,no\n");
    assert_eq!(kept.unwrap_or_else(|problems| panic!("{problems}")).rows[0].consent.withdrawn, None);
}

#[test]
fn every_bad_cell_of_a_sheet_is_listed_with_line_and_column() {
    let text = "participant,role,consent,consent_date,consent_expires,withdrawn\n\
                C01,child,everything,2025-05-07,,\n\
                C02,,analyse,07/05/2025,,\n\
                C01,child,analyse,2025-05-07,2024-05-07,yes\n";
    assert_eq!(
        found(read_participants("participants.csv", text)),
        [
            "2 [consent] `everything` does not say what is allowed",
            "3 [role] the cell is empty",
            "3 [consent_date] `07/05/2025` is not a date",
            "4 [withdrawn] `yes` is not a date",
            "4 [consent_expires] consent ends on 2024-05-07, before it was given on 2025-05-07",
            "4 [participant] `C01` stands here for the second time, first on line 2",
        ]
    );
}

#[test]
fn headers_that_are_missing_unknown_doubled_or_nameless() {
    let text = "source,Transcript,kind,dat,,_private,\nchild-01,x,interview,2025-01-01,stray,mine,\n";
    assert_eq!(
        found(read_sources("sources.csv", text)),
        [
            "1 [Transcript] columns `source` and `Transcript` mean the same",
            "1 [dat] `dat` is not a column of a sources sheet",
            "1 [] column 5 has no name, but line 2 fills it",
        ]
    );
    assert_eq!(
        found(read_speakers("speakers.csv", "who,part\nx,y\n"))[0],
        "1 [who] `who` is not a column of a speakers sheet"
    );
    assert!(found(read_speakers("speakers.csv", "who,part\nx,y\n"))[1].contains("lacks source, label"));
    assert!(found(read_cases("cases.csv", "# only a comment\n"))[0].contains("the sheet is empty"));
    assert!(found(read_cases("cases.csv", ""))[0].contains("the sheet is empty"));
}

#[test]
fn a_stamp_that_says_otherwise_is_refused() {
    let text = "# themeweave cases 1,,\ncase,name,kind\nF1,Family 1,family\n";
    assert!(read_cases("cases.csv", text).is_ok(), "a spreadsheet adds delimiters to the comment");
    assert!(found(read_sources("sources.csv", text))[0].contains("it is a cases sheet; a sources sheet was expected"));
    let later = text.replace("cases 1", "cases 2");
    assert!(found(read_cases("cases.csv", &later))[0].contains("of version 2"));
}

#[test]
fn rows_that_do_not_fit_the_header_are_not_read_under_wrong_names() {
    let text = "question,asked_of,text,codes\nQ1,child,How, when and why?,a_code\nQ2,child,Short\nQ3,child,Fine?,x,,\n";
    assert_eq!(
        found(read_questions("guide.csv", text)),
        ["2 [] this row has 5 cells, the header has 4", "3 [] this row has 3 cells, the header has 4"]
    );
    let open = "question,asked_of,text,codes\nQ1,child,Fine?,x\nQ2,child,\"Never closed,x\nQ3,child,Fine?,x\n";
    let problems = found(read_questions("guide.csv", open));
    assert!(problems.iter().any(|line| line.starts_with("3 ") && line.contains("never closed")), "{problems:?}");
}

#[test]
fn delimiters_and_line_ends_are_found_out() {
    for text in [
        "source\tlabel\tpart\nchild-01\tInterviewer:\tfacilitator\n",
        "source;label;part\nchild-01;Interviewer:;facilitator\n",
        "sep=;\nsource;label;part\nchild-01;Interviewer:;facilitator\n",
        "# made on an old machine\rsource,label,part\rchild-01,Interviewer:,facilitator\r",
    ] {
        let speakers = read_speakers("speakers.csv", text).unwrap_or_else(|problems| panic!("{text:?}: {problems}"));
        let fact = &speakers.rows[0];
        assert_eq!(
            (fact.label.as_str(), fact.part, fact.participant.as_deref()),
            ("Interviewer", Part::Interviewer, None)
        );
    }
    let both = "source,label,participant,part\nchild-01,Kai,C01,interviewer\n";
    assert!(found(read_speakers("speakers.csv", both))[0].contains("participant `C01` cannot be interviewer"));
}

#[test]
fn effects_as_reported() {
    let header = "effect,study,outcome,es_type,value,95% CI,ci_level,p value,n1,higher_is_better\n";
    let text = format!(
        "{header}E1,s1,safety,Hedges' g,−0.21,−0.40 to −0.02,0.95,<.05,\"1,204\",no\n\
         E2,s1,safety,OR,1.5,[1.1; 2.0],,p = 0.03,80,yes\n\
         E3,s1,safety,smd,NR,,,,,\n"
    );
    let effects = read_effects("effects.csv", &text).unwrap_or_else(|problems| panic!("{problems}"));
    let first = &effects.rows[0];
    assert_eq!((first.es_type, first.value), (EffectScale::Smd, Some(-0.21)));
    assert_eq!((first.ci_low, first.ci_high, first.ci_level), (Some(-0.40), Some(-0.02), Some(95.0)));
    assert_eq!((first.p, first.p_below, first.n1), (Some(0.05), true, Some(1204.0)));
    let second = &effects.rows[1];
    assert_eq!((second.es_type, second.ci_low, second.ci_high), (EffectScale::OddsRatio, Some(1.1), Some(2.0)));
    assert_eq!((second.p, second.p_below), (Some(0.03), false));
    assert_eq!(effects.rows[2].value, None);

    let bad = format!("{header}E1,s1,safety,log_or,\"0,45\",0.1,200,ns,many,perhaps\n");
    let columns: Vec<String> = found(read_effects("effects.csv", &bad));
    for column in ["[es_type]", "[value]", "[95% CI]", "[ci_level]", "[p value]", "[n1]", "[higher_is_better]"] {
        assert!(columns.iter().any(|line| line.contains(column)), "{column} in {columns:#?}");
    }
    assert_eq!(columns.len(), 7, "{columns:#?}");
}

#[test]
fn statistics_links_and_studies_have_their_own_rules() {
    let statistics =
        "statistic,label,value,unit,base_n\nS1,A,56,%,75\nS2,B,£,GBP,\nS3,C,3,claim,\nS4,D,156,per cent,-1\n";
    assert_eq!(
        found(read_statistics("statistics.csv", statistics)),
        [
            "3 [value] `£` is not a number",
            "4 [value] a claim has no figure",
            "5 [value] a percentage lies between 0 and 100",
            "5 [base_n] -1 is below nought",
        ]
    );
    let header = "link,from_kind,from,to_kind,to,relation,direction,coder,status\n";
    let good = format!(
        "{header}L1,Theme,t_one,Outcome domain,safety,matches view,−,RK,Accepted\nL2,code,c_one,rq,RQ1,explains,,,\n"
    );
    let links = read_links("links.csv", &good).unwrap_or_else(|problems| panic!("{problems}"));
    let first = &links.rows[0];
    assert_eq!(
        (first.from_kind.as_str(), first.to_kind.as_str(), first.relation.as_str()),
        ("theme", "outcome", "matches_view")
    );
    assert_eq!((first.direction.as_str(), first.status), ("-", LinkStatus::Accepted));
    assert_eq!((links.rows[1].direction.as_str(), links.rows[1].status), ("?", LinkStatus::Proposed));
    let bad = format!("{header}L1,them,t_one,outcome,safety,enable,up,,accepted\n");
    assert_eq!(
        found(read_links("links.csv", &bad)),
        [
            "2 [from_kind] `them` is not known here",
            "2 [relation] `enable` is not known here",
            "2 [coder] an accepted link needs the name of who accepted it",
            "2 [direction] `up` is not a direction",
        ]
    );
    let studies = "study,year,n_total\ns1,2014,12.5\ns2,14,100\n";
    assert_eq!(
        found(read_studies("studies.csv", studies)),
        ["2 [n_total] `12.5` is not a whole number", "3 [year] 14 is not a year"]
    );
}

#[test]
fn the_documentation_of_a_sheet_lists_every_column() {
    for layout in every_layout() {
        let table = layout.table();
        assert_eq!(table.rows.len(), layout.fields.len());
        assert!(table.to_terminal(themeweave::table::TerminalStyle::default()).contains(layout.fields[0].key));
    }
}

/// A cell that needs care, and how it stands in a file.
fn cell() -> impl Strategy<Value = String> {
    "[a-z \n\",;é👍#]{0,8}"
}

proptest! {
    /// Whatever stands in the cells, each row is reported on the line where it begins.
    #[test]
    fn rows_keep_their_lines(rows in prop::collection::vec((cell(), 0_usize..3), 1..12)) {
        let mut text = String::from("# a comment\ncase,name,note\n");
        let mut lines = Vec::new();
        for (at, (note, gap)) in rows.iter().enumerate() {
            text.push_str(&"\n".repeat(*gap));
            lines.push(text.matches('\n').count() + 1);
            text.push_str(&format!("F{at},Family,\"{}\"\n", note.replace('"', "\"\"")));
        }
        let cases = read_cases("cases.csv", &text).map_err(|problems| TestCaseError::fail(problems.to_string()))?;
        prop_assert_eq!(&cases.lines, &lines);
        for (case, (note, _)) in cases.rows.iter().zip(&rows) {
            let kept = case.attributes.first().map(|(_, value)| value.to_string());
            prop_assert_eq!(kept.unwrap_or_default(), note.trim());
        }
    }

    /// No text makes a reader panic.
    #[test]
    fn any_text_is_read_or_refused(text in "(\u{feff})?(# themeweave [a-z]{4,8} 1\n)?[a-z_,;\t\"\n\r0-9 é−<.-]{0,200}") {
        let _ = read_cases("x.csv", &text);
        let _ = read_codings("x.csv", &text);
        let effects = format!("effect,study,outcome,es_type,value,ci,p\n{text}");
        let _ = read_effects("x.csv", &effects);
        let participants = format!("participant;role;consent;consent_date\n{text}");
        let _ = read_participants("x.csv", &participants);
    }
}
