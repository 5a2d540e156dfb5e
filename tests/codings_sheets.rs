//! Codings sheets: by quotation, by offsets in a named unit, and written out without loss.

use proptest::prelude::*;
use themeweave::interchange::{CodingRow, Place, read_codings, write_codings};
use themeweave::model::{Coding, Origin, Problems};
use themeweave::text::{Span, Unit};

fn messages(result: Result<Vec<CodingRow>, Problems>) -> Vec<String> {
    let problems = result.err().unwrap_or_default().0;
    problems.iter().map(|p| format!("{} [{}] {}", p.line.unwrap_or(0), p.field, p.message)).collect()
}

fn read(text: &str) -> Vec<CodingRow> {
    read_codings("codings.csv", text).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn source_code_coder_and_quote_are_enough() {
    let rows = read(
        "source,code,coder,quote\nchild-01,hope,RK,\"She said \"\"yes\"\",\nand meant it \"\nchild-02,hope,RK,ok then\n",
    );
    assert_eq!(rows[0].place, Place::Quote("She said \"yes\",\nand meant it ".to_owned()), "quotes are kept exactly");
    assert_eq!((rows[0].line, rows[1].line, rows[0].round), (2, 4, 1));
}

#[test]
fn offsets_are_read_in_the_unit_that_the_header_names() {
    for (header, unit) in [
        ("start_byte,end_byte", Unit::Bytes),
        ("start_codepoint,end_codepoint", Unit::CodePoints),
        ("start[codepoints],end", Unit::CodePoints),
        ("Start (UTF-16),End (UTF-16)", Unit::Utf16),
    ] {
        let rows =
            read(&format!("coding_id,coder,transcript,{header},code,participant\n1,A,T00001,12,30,hope,P000001\n"));
        assert_eq!(rows[0].place, Place::Offsets { unit, start: 12, end: 30, quote: None }, "{header}");
        assert_eq!(rows[0].source, "T00001");
    }
}

#[test]
fn offsets_without_a_unit_or_with_two_are_refused_with_the_choices() {
    let problems = read_codings("c.csv", "source,code,coder,start,end\nchild-01,hope,RK,1,5\n").expect_err("no unit").0;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("does not say what it counts"), "{problems:?}");
    for choice in ["start_byte", "start_codepoint", "start_utf16"] {
        assert!(problems[0].hint.contains(choice), "{problems:?}");
    }
    let two =
        messages(read_codings("c.csv", "source,code,coder,start_byte,end_byte,start_utf16,end_utf16\na,b,c,1,2,1,2\n"));
    assert_eq!(two, ["1 [] offsets are given in more than one unit: start_byte, start_utf16"]);
    let none = messages(read_codings("c.csv", "source,code,coder\nchild-01,hope,RK\n"));
    assert_eq!(none.len(), 1);
    assert!(none[0].contains("neither quote nor offsets"), "{none:?}");
}

#[test]
fn every_row_that_cannot_be_placed_is_listed() {
    let text = "source,code,coder,round,quote,start_byte,end_byte,created,weight\n\
                child-01,hope,RK,1,,5,9,2025-05-14T10:30:00Z,0.5\n\
                child-01,hope,RK,1,words alone,,,2025-05-14,\n\
                child-01,hope,RK,0,words,9,5,yesterday,heavy\n\
                child-01,,RK,1,,,,,\n\
                child-01,hope,RK,1,,5,,,\n\
                child-01,hope,RK,1,,-1,7,,\n";
    assert_eq!(
        messages(read_codings("c.csv", text)),
        [
            "4 [round] 0 is out of range",
            "4 [created] `yesterday` is not a time",
            "4 [weight] `heavy` is not a number",
            "4 [end_byte] the words end at 5, where they begin at 9",
            "5 [code] the cell is empty",
            "5 [start_byte] the row does not say which words it codes",
            "6 [end_byte] the cell is empty while its partner is filled",
            "7 [start_byte] -1 is out of range",
        ]
    );
    let good: Vec<&str> = text.lines().take(3).collect();
    let rows = read(&good.join("\n"));
    assert_eq!(rows[0].place, Place::Offsets { unit: Unit::Bytes, start: 5, end: 9, quote: None });
    assert_eq!((rows[0].weight, rows[0].created.as_str()), (Some(0.5), "2025-05-14T10:30:00Z"));
    assert_eq!(rows[1].place, Place::Quote("words alone".to_owned()), "rows with and without offsets may be mixed");
}

/// Words with everything that makes CSV hard. (A quote of blanks alone codes nothing.)
fn words() -> impl Strategy<Value = String> {
    "[ ,;\"'#\n\r\ta-zé👨‍👩‍👧“”−]{0,20}x[ ,\"\n\ra-z👍]{0,10}"
}

fn coding() -> impl Strategy<Value = Coding> {
    let place = (0_u32..5000, 1_u32..400);
    let names = ("[a-z#][a-z0-9_#,\"-]{0,8}", "[a-z][a-z0-9_]{2,9}", "[A-Z]{1,3}");
    let rest = (prop_oneof![Just(String::new()), words()], prop::option::of(-1e6_f64..1e6), 1_u32..5, words());
    (place, names, rest).prop_map(|((start, length), (source, code, coder), (memo, weight, round, quote))| Coding {
        source,
        span: Span::new(start, start + length),
        code,
        coder,
        round,
        quote,
        memo,
        created: "2025-05-14T10:30:00Z".to_owned(),
        weight,
        origin: Origin::Manual,
        sheet_row: None,
        codebook: weight.is_some().then(|| semver::Version::new(1, 2, 0)),
    })
}

proptest! {
    #[test]
    fn what_was_written_reads_back_the_same(codings in prop::collection::vec(coding(), 0..8)) {
        let text = write_codings(&codings);
        prop_assert!(text.starts_with("# themeweave codings 1\nsource,code,coder,round,quote,start_byte,end_byte,memo,created,weight,codebook\n"));
        let rows = read_codings("out.csv", &text).map_err(|problems| TestCaseError::fail(format!("{problems}\n{text}")))?;
        prop_assert_eq!(rows.len(), codings.len());
        for (row, coding) in rows.iter().zip(&codings) {
            let place = Place::Offsets {
                unit: Unit::Bytes,
                start: coding.span.start,
                end: coding.span.end,
                quote: Some(coding.quote.clone()),
            };
            prop_assert_eq!(&row.place, &place);
            prop_assert_eq!((&row.source, &row.code, &row.coder), (&coding.source, &coding.code, &coding.coder));
            prop_assert_eq!((row.round, &row.memo, &row.created), (coding.round, &coding.memo, &coding.created));
            prop_assert_eq!(row.weight, coding.weight);
            prop_assert_eq!(&row.codebook, &coding.codebook);
        }
    }
}
