//! One small transcript for every convention of labelling, and for every trap beside it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail and may say why it is skipped")]

use themeweave::ingest::{self, Transcript, labels, merged_turns};

fn read(file: &str, content: &str) -> Transcript {
    let transcript = ingest::read(file, content.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"));
    check(&transcript);
    transcript
}

/// What holds for every transcript: spans lie in the text and in order, labels read as they should, speech is trimmed.
fn check(transcript: &Transcript) {
    let text = &transcript.text;
    assert!(!text.contains('\r') && !text.starts_with('\u{FEFF}'));
    let mut at = 0;
    for turn in &transcript.turns {
        if let (Some(span), Some(label)) = (turn.label_span, &turn.label) {
            assert!(span.start >= at && span.of(text).unwrap().contains(label.as_str()), "{turn:?}");
            at = span.end;
        }
        assert!(turn.speech.start >= at, "{turn:?} begins before {at}");
        let speech = turn.speech.of(text).unwrap();
        assert_eq!(speech, speech.trim());
        at = turn.speech.end;
    }
}

/// `label: speech` of each turn.
fn said(file: &str, content: &str) -> Vec<String> {
    let transcript = read(file, content);
    let words = |turn: &ingest::Turn| {
        format!("{}: {}", turn.label.as_deref().unwrap_or("-"), turn.speech.of(&transcript.text).unwrap())
    };
    transcript.turns.iter().map(words).collect()
}

/// Start and end in seconds of each turn.
fn times(file: &str, content: &str) -> Vec<(Option<f64>, Option<f64>)> {
    let seconds = |ms: Option<i64>| ms.map(|ms| f64::from(i32::try_from(ms).unwrap()) / 1000.0);
    read(file, content).turns.iter().map(|turn| (seconds(turn.start_ms), seconds(turn.end_ms))).collect()
}

#[test]
fn name_and_text_on_one_line() {
    let text = "Sam, 3 May\nInterviewer 1: How was it?\nMr Pugh: Fine.\nMore of it.\n\nStill more.\nInterviewer 1:So?\nMr Pugh :  That's it.\n";
    assert_eq!(
        said("a.txt", text),
        [
            "Interviewer 1: How was it?",
            "Mr Pugh: Fine.\nMore of it.\n\nStill more.",
            "Interviewer 1: So?",
            "Mr Pugh: That's it."
        ]
    );
}

#[test]
fn label_on_its_own_line_with_a_colon() {
    let text = "INT:\nHow was it?\n\nZoë: \n\nFine.\n\nWell, fine.\n\nINT:\nGood.\n\nZoë:\nYes.";
    assert_eq!(said("a.txt", text), ["INT: How was it?", "Zoë: Fine.\n\nWell, fine.", "INT: Good.", "Zoë: Yes."]);
}

#[test]
fn label_on_its_own_line_without_a_colon() {
    let text = "Visit to the centre\n\nInterviewer\nHow was it?\n\nAnna Reid\nFine.\nYeah\n\nInterviewer\nGood.\n\nAnna Reid\nYes.\n";
    assert_eq!(
        said("a.txt", text),
        ["Interviewer: How was it?", "Anna Reid: Fine.\nYeah", "Interviewer: Good.", "Anna Reid: Yes."]
    );
    let cells = "Interviewer\nHow was it?\nAnna\nFine.\nInterviewer\nGood.\nAnna\nYes.";
    assert_eq!(said("table.txt", cells).len(), 4);
}

#[test]
fn words_that_people_say_alone_are_no_labels() {
    let text = "Yeah\nI went home.\n\nRight\nIt was cold.\n\nYeah\nThen I left.\n\nRight\nThat was it.\n\nThank you\nBye.\n\nThank you\nBye bye.\n";
    assert_eq!(said("a.txt", text), [""; 0]);
}

#[test]
fn bracketed_speakers_and_stamps_that_grow() {
    let text = "[Ann] [59:58] One.\n[Ben] [01:00:03] Two [laughs] three.\n[Ann] [01:00:09] Four.";
    assert_eq!(said("a.txt", text), ["Ann: One.", "Ben: Two [laughs] three.", "Ann: Four."]);
    assert_eq!(times("a.txt", text), [(Some(3598.0), None), (Some(3603.0), None), (Some(3609.0), None)]);
}

#[test]
fn stamped_sentences_under_a_speaker_are_turns_of_that_speaker() {
    let text = "SPEAKER_00:\n[0.5s] Hello there.\n[2.25s] How are you?\n\nUNKNOWN:\n[4.0s] Fine\nreally.\n[6.0s] Thanks.\n\nSPEAKER_00:\n[7.5s] Good.\n[8.0s] So.\n";
    assert_eq!(
        said("a.txt", text),
        [
            "SPEAKER_00: Hello there.",
            "SPEAKER_00: How are you?",
            "UNKNOWN: Fine\nreally.",
            "UNKNOWN: Thanks.",
            "SPEAKER_00: Good.",
            "SPEAKER_00: So."
        ]
    );
    assert_eq!(times("a.txt", text)[..3], [(Some(0.5), None), (Some(2.25), None), (Some(4.0), None)]);
    assert_eq!(merged_turns(&read("a.txt", text).turns), 3);
}

#[test]
fn emphasised_labels_of_markdown() {
    for (style, text) in [
        ("colon inside", "**Ann:** One.\n\n**Ben:** Two.\n\n**Ann:** Three.\n\n**Ben:** Four."),
        ("colon outside", "**Ann**: One.\n\n**Ben**: Two.\n\n**Ann**: Three.\n\n**Ben**: Four."),
        ("alone", "**Ann:**\n\nOne.\n\n**Ben:**\n\nTwo.\n\n**Ann:**\n\nThree.\n\n**Ben:**\n\nFour."),
        (
            "stamp before",
            "**[00:01] Ann:** One.\n\n**[00:02] Ben:** Two.\n\n**[00:03] Ann:** Three.\n\n**[00:04] Ben:** Four.",
        ),
        (
            "stamp after",
            "**Ann** [00:00:01] One.\n\n**Ben** [00:00:02] Two.\n\n**Ann** [00:00:03] Three.\n\n**Ben** [00:00:04] Four.",
        ),
        (
            "clock at the end",
            "**Ann**  0:01  \nOne.\n\n**Ben**  0:02  \nTwo.\n\n**Ann**  0:03  \nThree.\n\n**Ben**  0:04  \nFour.",
        ),
        (
            "escaped stamps",
            r"**Ann:** \[00:01\] One.
**Ben:** \[00:02\] Two.
**Ann:** Three.
**Ben:** \[00:04\] Four.",
        ),
    ] {
        assert_eq!(said("a.md", text), ["Ann: One.", "Ben: Two.", "Ann: Three.", "Ben: Four."], "{style}");
    }
}

#[test]
fn markdown_headings_and_front_matter_are_no_speech() {
    let text = "---\nspeakers: [Ann, Ben]\nAnn: not said\n---\n# Talk\n\nAnn: One.\n\n## Part two\n\nBen: Two.\n\n---\n\nAnn: Three &amp; *four*.\n\nBen: It&#39;s five.\n";
    assert_eq!(said("a.md", text), ["Ann: One.", "Ben: Two.", "Ann: Three & *four*.", "Ben: It's five."]);
}

#[test]
fn otter_with_its_footer() {
    let text = "Unknown Speaker  0:00  \nSo I\n\nAnn  0:02  \nwent home at 9:30.\n\nMonday 9:30 was fine.\n\nAnn  1:00:09  \nBye.\n\nTranscribed by https://otter.ai\n";
    assert_eq!(
        said("a.txt", text),
        ["Unknown Speaker: So I", "Ann: went home at 9:30.\n\nMonday 9:30 was fine.", "Ann: Bye."]
    );
    assert_eq!(times("a.txt", text).last(), Some(&(Some(3609.0), None)));
}

#[test]
fn noscribe_overlaps_stay_inside_the_turn() {
    let text = "Talk\n\nAudio file: ./a.mp3\n(12 seconds pause)\n\nS00: [00:00:12] Yes. //S01: Mhm. // And (..) so.\n\nS01: [00:00:36] Ja.\n\nS00: [00:00:40] Yes.";
    assert_eq!(said("a.txt", text), ["S00: Yes. //S01: Mhm. // And (..) so.", "S01: Ja.", "S00: Yes."]);
}

#[test]
fn f4_stamps_close_a_turn() {
    let text = "I: Und dann? #00:00:05-2#\nB: Ja.\n#00:00:09-0#\n\nI: Gut. #00:00:12-4#";
    assert_eq!(said("a.txt", text), ["I: Und dann?", "B: Ja.", "I: Gut."]);
    assert_eq!(times("a.txt", text), [(None, Some(5.2)), (None, Some(9.0)), (None, Some(12.4))]);
}

#[test]
fn a_stamp_on_the_line_above_starts_the_turn_below() {
    let text = "00:00:03\nInterviewer: One?\n\n[00:00:07]\nAnna: Two.\n\n00:00:09\nInterviewer: Three?\n";
    assert_eq!(said("a.txt", text), ["Interviewer: One?", "Anna: Two.", "Interviewer: Three?"]);
    assert_eq!(times("a.txt", text), [(Some(3.0), None), (Some(7.0), None), (Some(9.0), None)]);
}

#[test]
fn zoom_chat_has_names_of_every_kind() {
    let text = "00:05:41\tSanggu Han:\tsounds great\n00:07:06\tg1:\thttps://example.org/a\n00:08:10\tEnrico (tbenr):\tReplying to \"x\"\n\nNo: not yet\n00:09:00\tdionysuz.eth:\tok\n00:09:05\tSanggu Han:\tbye\n";
    assert_eq!(
        said("a.txt", text),
        [
            "Sanggu Han: sounds great",
            "g1: https://example.org/a",
            "Enrico (tbenr): Replying to \"x\"\n\nNo: not yet",
            "dionysuz.eth: ok",
            "Sanggu Han: bye"
        ]
    );
}

#[test]
fn questions_and_answers_with_full_stops() {
    let text = "Q. Where do you live?\nA. At home.\nQ. Since when?\nA. May. Q. is what they call me.\n";
    assert_eq!(
        said("a.txt", text),
        ["Q: Where do you live?", "A: At home.", "Q: Since when?", "A: May. Q. is what they call me."]
    );
    assert_eq!(said("list.txt", "A. Apples are red.\nA. Apples are green.\nA. Pears.\n"), [""; 0]);
}

#[test]
fn time_in_brackets_before_the_colon() {
    let text = "Interviewer (00:01:23): And?\nP1 (00:01:30): Well.\nInterviewer (00:01:35): Yes?";
    assert_eq!(said("a.txt", text), ["Interviewer: And?", "P1: Well.", "Interviewer: Yes?"]);
    assert_eq!(times("a.txt", text)[1], (Some(90.0), None));
}

#[test]
fn metadata_is_neither_speaker_nor_speech() {
    let text = "Transcript 3: final\nDate: 4 November 2013\nPLACE: Tokyo\n\nInterviewer: Peter Asaro\n\nParticipant: P04, mother\n\nAudio file: x.mp3\n\n\
                Interviewer: So, tell me about the move.\nP04: We left at 17:30.\nhttps://example.org\nInterviewer: Date: yes?\nP04: Place: no.\n";
    assert_eq!(
        said("a.txt", text),
        [
            "Interviewer: So, tell me about the move.",
            "P04: We left at 17:30.\nhttps://example.org",
            "Interviewer: Date: yes?",
            "P04: Place: no."
        ]
    );
}

#[test]
fn headings_with_colons_are_no_speakers() {
    let notes =
        "VISIT NOTES\n\nGoal: see the home\n\nWhat I saw: a tidy house\n\n- Reads: a letter\n\nSUMMARY\nAll well.\n";
    assert_eq!(said("a.txt", notes), [""; 0]);
    let speech = "Ann: I have two points to make today.\n\nNote: this is important.\n\nSo I said: no.\n\nThe answer: yes.\n\nBen: Fine.\n\nAnn: Good.\n\nBen: Bye.\n";
    assert_eq!(labels(&read("b.txt", speech).turns), ["Ann", "Ben"]);
}

#[test]
fn headings_of_a_workshop_are_neither_speakers_nor_speech() {
    let text = "Activity 1: One that held\nFacilitator: Who is brave?\nDawn: Me.\nBlock 1: not known\nFacilitator: Good.\nDawn: So.\n\n\
                Activity 2: One that did not\n\nFacilitator: And now?\nDawn: Tea.\nFacilitator: Yes.\nDawn: Time: that is it.\n";
    let said = said("a.txt", text);
    assert_eq!(said[1..4], ["Dawn: Me.\nBlock 1: not known", "Facilitator: Good.", "Dawn: So."]);
    assert_eq!((said.len(), said[7].as_str()), (8, "Dawn: Time: that is it."));
}

#[test]
fn people_who_speak_once_are_speakers_where_all_lines_are_labelled() {
    let text = "Facilitator: Welcome.\nAnn: Hello.\nLuis Pinto | Besu: Hi.\nFacilitator: Good.\nDe Souza: Me too.\nAnn: Yes.\nlightclient: gm\n";
    assert_eq!(
        labels(&read("a.txt", text).turns),
        ["Facilitator", "Ann", "Luis Pinto | Besu", "De Souza", "lightclient"]
    );
}

#[test]
fn a_short_exchange_without_any_repetition() {
    assert_eq!(said("a.txt", "Interviewer: How are you?\nAnna: Fine."), ["Interviewer: How are you?", "Anna: Fine."]);
    assert_eq!(
        said("b.txt", "Participant 2:\nIt was a long story.\n\nAnd it went on."),
        ["Participant 2: It was a long story.\n\nAnd it went on."]
    );
}

#[test]
fn a_text_without_labels_has_no_speakers_and_a_note() {
    let transcript = read("a.txt", "I went home.\n\nIt was fine. He said: come back.\n");
    assert!(transcript.turns.is_empty());
    assert!(transcript.notes.iter().any(|note| note.contains("nobody is labelled")), "{:?}", transcript.notes);
}

#[test]
fn references_below_a_rule_are_end_matter() {
    let text = "Int: One?\nAnn: Two.\nInt: Three?\nAnn: Four.\n\n________\n\nSmith: A book. 2020.\n";
    let transcript = read("a.txt", text);
    assert_eq!(transcript.turns.last().unwrap().speech.of(&transcript.text), Some("Four."));
    assert!(transcript.notes.iter().any(|note| note.contains("end matter")), "{:?}", transcript.notes);
}

#[test]
fn an_interview_on_one_line_is_cut_at_its_labels() {
    let turn = "Researcher 1: What do you think about that, in general and in your own work? Jessica: Well, I think that Note: is odd. ";
    let transcript = read("a.txt", &turn.repeat(30));
    assert_eq!((labels(&transcript.turns), transcript.turns.len()), (vec!["Researcher 1", "Jessica"], 60));
    assert!(transcript.notes.iter().any(|note| note.contains("middle of lines")), "{:?}", transcript.notes);
}

#[test]
fn scripts_without_capitals_and_zero_width_spaces() {
    assert_eq!(
        said("a.txt", "采访者：你好吗？\n李明：很好。\n采访者：好。\n李明：再见。"),
        ["采访者: 你好吗？", "李明: 很好。", "采访者: 好。", "李明: 再见。"]
    );
    let text = "\u{200B}An\u{200B}na: One.\nBen: Two.\n\u{C}Anna: Three.\nBen: Four.";
    let transcript = ingest::read("b.txt", text.as_bytes()).unwrap();
    assert_eq!(labels(&transcript.turns), ["Anna", "Ben"]);
}

#[test]
fn zoom_captions_print_a_name_where_it_changes() {
    let text = "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nAnn B: Good\r\n\r\n2\r\n00:00:02.000 --> 00:00:03.000\r\nAnn B: morning.\r\n\r\n3\r\n00:00:03.000 --> 00:00:04.000\r\nto all\r\n\r\n4\r\n00:00:05.000 --> 00:00:06.500\r\nŁukasz: Hi.\r\n";
    let transcript = read("a.vtt", text);
    assert_eq!(transcript.text, "Ann B: Good\nmorning.\nto all\nŁukasz: Hi.\n");
    assert_eq!(said("a.vtt", text), ["Ann B: Good", "Ann B: morning.", "Ann B: to all", "Łukasz: Hi."]);
    assert_eq!(times("a.vtt", text)[3], (Some(5.0), Some(6.5)));
    assert_eq!(merged_turns(&transcript.turns), 2);
}

#[test]
fn voices_of_teams_captions() {
    let text = "WEBVTT\n\nNOTE Confidence: 0.88\n\nc7c9-0/1\n0:0:0.0 --> 0:0:3.580\n<v Zoë O&#39;Neill>I&nbsp;went\nhome.</v>\n\n0:0:4.0 --> 0:0:5.0\n<v Ben>Why?</v> <v Zoë O&#39;Neill>Because.</v>\n\n0:0:6.0 --> 0:0:7.0\n<affirmative> 17:30\n";
    assert_eq!(
        said("a.vtt", text),
        ["Zoë O'Neill: I\u{A0}went home.", "Ben: Why?", "Zoë O'Neill: Because.", "Zoë O'Neill: <affirmative> 17:30"]
    );
}

#[test]
fn subtitles_name_a_speaker_only_where_the_speaker_changes() {
    let cue =
        |number: usize, words: &str| format!("{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{words}\n\n");
    let text = [
        cue(1, "Alban: It is so nice to\nlike, show up and"),
        cue(2, "go: yes."),
        cue(3, "Kevin: Right."),
        cue(4, "Alban: <i>Yes.</i>"),
        cue(5, "Kevin: No."),
    ]
    .concat();
    assert_eq!(
        said("a.srt", &text),
        ["Alban: It is so nice to like, show up and", "Alban: go: yes.", "Kevin: Right.", "Alban: Yes.", "Kevin: No."]
    );
}
