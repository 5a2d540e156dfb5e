//! Files that are not what they seem: each is one clear problem or a transcript that says what is odd; none panics.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail and may say why it is skipped")]

use std::io::Write;
use std::path::Path;

use proptest::prelude::*;
use themeweave::ingest::{self, Transcript};
use zip::write::SimpleFileOptions;

fn problem(file: &str, bytes: &[u8]) -> String {
    match ingest::read(file, bytes) {
        Ok(transcript) => panic!("{file} was read: {transcript:?}"),
        Err(problem) => problem.to_string(),
    }
}

fn check(transcript: &Transcript) {
    let mut at = 0;
    for turn in &transcript.turns {
        assert!(turn.speech.start >= at && turn.speech.of(&transcript.text).is_some(), "{turn:?}");
        assert!(turn.label_span.is_none_or(|label| label.of(&transcript.text).is_some()), "{turn:?}");
        at = turn.speech.end;
    }
}

/// A package with the given parts.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn word_document(body: &str) -> Vec<u8> {
    let xml = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>");
    package(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
}

fn paragraphs(lines: &[&str]) -> String {
    lines.iter().fold(String::new(), |body, line| body + "<w:p><w:r><w:t>" + line + "</w:t></w:r></w:p>")
}

#[test]
fn empty_and_blank_files() {
    assert!(problem("a/b.txt", b"").starts_with("a/b.txt: the file is empty"));
    for file in ["a.txt", "a.md"] {
        assert!(problem(file, b" \n\r\n\t").contains("no words"), "{file}");
    }
    assert!(problem("a.docx", &word_document("<w:p/>")).contains("no words"));
}

#[test]
fn captions_without_cues_are_a_transcript_in_which_nobody_speaks() {
    for content in ["WEBVTT", "WEBVTT\n\n", "\u{FEFF}WEBVTT - Title\r\nKind: captions\r\n\r\nNOTE x\r\n"] {
        let transcript = ingest::read("a.vtt", content.as_bytes()).unwrap();
        assert_eq!((transcript.text.as_str(), transcript.turns.len(), transcript.format), ("", 0, "vtt"));
    }
}

#[test]
fn renamed_binary_files_are_named_for_what_they_are() {
    let old_word = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0";
    for (file, bytes, what) in [
        ("a.txt", &b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], "a PNG image"),
        ("a.md", b"%PDF-1.7\n1 0 obj", "a PDF document"),
        ("a.docx", old_word, "an old Word document"),
        ("a.docx", b"{\\rtf1\\ansi Hello}", "a Rich Text document"),
        ("a.vtt", b"ID3\x04\0\0", "an MP3 recording"),
        ("a.txt", b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F", "no text (binary data)"),
        ("a.xyz", b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F", "no text (binary data)"),
    ] {
        let problem = problem(file, bytes);
        assert!(problem.contains(what) && problem.contains("hint: "), "{file}: {problem}");
    }
    assert!(problem("a.docx", &package(&[("xl/workbook.xml", b"<x/>")])).contains("an Excel workbook"));
}

#[test]
fn wrong_endings_are_seen_through_or_said() {
    let document = word_document(&paragraphs(&["Interviewer: How?", "Anna: So."]));
    let transcript = ingest::read("a.txt", &document).unwrap();
    assert_eq!((transcript.format, transcript.turns.len()), ("docx", 2));
    assert!(transcript.notes[0].contains("named .txt"), "{:?}", transcript.notes);

    let captions = ingest::read("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n").unwrap();
    assert_eq!((captions.format, captions.turns.len()), ("vtt", 1));
    assert_eq!(ingest::read("captions.vtt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n").unwrap().format, "srt");

    assert!(problem("a.docx", b"Anna: Hello").contains("named .docx, but the file is plain text"));
    assert!(problem("a.vtt", b"Anna: Hello").contains("named .vtt, but the file is plain text"));
    let unknown = problem("a.eaf", b"<ANNOTATION_DOCUMENT/>");
    assert!(unknown.contains("no reader for .eaf") && unknown.contains(".docx"), "{unknown}");
    assert_eq!(ingest::read("TRANSCRIPT.TXT", b"Hello").unwrap().format, "txt");
    assert_eq!(ingest::read("interview", b"Hello").unwrap().format, "txt");
}

#[test]
fn a_word_document_keeps_tables_and_leaves_notes_out() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", paragraphs(&[words]));
    let row = |who: &str, what: &str| format!("<w:tr>{}{}</w:tr>", cell(who), cell(what));
    let table = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row("Interviewer", "How?"),
        row("Anna", "So."),
        row("Interviewer", "And?"),
        row("Anna", "That.")
    );
    let transcript = ingest::read("a.docx", &word_document(&table)).unwrap();
    assert_eq!(transcript.text, "Interviewer\nHow?\nAnna\nSo.\nInterviewer\nAnd?\nAnna\nThat.");
    assert_eq!(ingest::labels(&transcript.turns), ["Interviewer", "Anna"]);
}

#[test]
fn the_feature_documents_of_another_reader() {
    let shared = std::env::var_os("THEMEWEAVE_SHARED").map(std::path::PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|above| above.join("shared"));
    let Some(folder) = shared
        .into_iter()
        .chain(above)
        .map(|shared| shared.join("fixtures/transcripts/docx"))
        .find(|path| path.is_dir())
    else {
        println!("skipped: no folder of shared fixtures");
        return;
    };
    for (file, text) in [
        ("feature_comments.docx", "Ouch."),
        ("feature_footnotes.docx", "Ouch."),
        ("feature_strict-format.docx", "Test"),
        ("feature_tables.docx", "Above\nTop left\nTop right\nBottom left\nBottom right\nBelow"),
        ("feature_utf8-bom.docx", "This XML has a byte order mark."),
    ] {
        let transcript = ingest::read(file, &std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert_eq!(transcript.text, text, "{file}");
    }
}

#[test]
fn damaged_word_documents_are_refused() {
    let whole = word_document(&paragraphs(&["Anna: Hello there, this is a document."]));
    let cut = problem("a.docx", &whole[..whole.len() / 2]);
    assert!(cut.contains("cut short or damaged") && cut.contains("hint: "), "{cut}");
    assert!(problem("a.docx", &package(&[("word/styles.xml", b"<x/>")])).contains("no part word/document.xml"));
    let broken = package(&[("word/document.xml", b"<w:document><w:p></w:q></w:document>")]);
    assert!(problem("a.docx", &broken).contains("well-formed XML"));
}

#[test]
fn a_zip_bomb_is_refused_before_it_fills_the_memory() {
    let bomb = package(&[("word/document.xml", &vec![b' '; 40 << 20])]);
    assert!(bomb.len() < 100_000);
    let problem = problem("a.docx", &bomb);
    assert!(problem.contains("unpacks from"), "{problem}");
}

#[test]
fn files_cut_at_every_byte_do_not_panic() {
    let text = "Date: 3 May\n\nInterviewer: How\u{2019}s it?\n[00:01] **Zoë:** Fine \u{1F3E0} #00:00:05-2#\nInterviewer: So?\n---\nEnd &#39;x\\*";
    let vtt = "WEBVTT\n\nNOTE x\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Zoë>Hi &amp; <i>bye</i></v>\n\n00:02.000 --> 00:03.000\nBen: Yes\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let document = word_document(&paragraphs(&["Interviewer: How?", "Zoë: R&amp;D."]));
    for (file, bytes) in [
        ("a.txt", text.as_bytes()),
        ("a.md", text.as_bytes()),
        ("a.vtt", vtt.as_bytes()),
        ("a.srt", &vtt.as_bytes()[8..]),
        ("b.txt", utf16.as_slice()),
        ("a.docx", document.as_slice()),
    ] {
        for end in 0..=bytes.len() {
            match ingest::read(file, &bytes[..end]) {
                Ok(transcript) => check(&transcript),
                Err(problem) => assert!(!problem.message.is_empty() && !problem.hint.is_empty(), "{problem}"),
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), file in "a\\.(txt|md|vtt|srt|docx)") {
        if let Ok(transcript) = ingest::read(&file, &bytes) {
            check(&transcript);
        }
    }

    #[test]
    fn whatever_is_made_of_labels_and_stamps_gives_spans_in_order(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Anna", "Interviewer", ": ", ":", "\n", "\n\n", "**", "[00:01]", "(0:02)", "0:03", " ", "\t", "#00:00:04-1#", "\u{301}", "\u{1F3E0}", "[", "]", "Q. ", "A. ",
            "\u{200B}", "\r", "-->", "<v X>", "</v>", "WEBVTT", "---", "yes.", "&#39;", "\\", "_", "：", "Date", "[1.5s]", "# x",
        ]), 0..60),
        file in "a\\.(txt|md|vtt|srt)",
    ) {
        if let Ok(transcript) = ingest::read(&file, pieces.concat().as_bytes()) {
            check(&transcript);
        }
    }
}
