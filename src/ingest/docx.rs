//! Word documents (.docx, transitional and strict): the words of the body as plain text.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::decode::{Decoded, decode};
use super::format::{Claim, Content, Format};
use super::package::Package;
use super::plain::labelled;
use super::signature;
use super::transcript::Transcript;
use crate::model::Problem;

/// Word documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Docx;

impl Format for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["docx", "docm"]
    }

    fn claims(&self, content: &Content<'_>) -> Claim {
        match signature::what_it_is(content.bytes) {
            Some("a Word document") if signature::is_package(content.bytes) => Claim::Surely,
            // A package cut short may have lost the names of its parts.
            Some("a ZIP archive") => Claim::Perhaps,
            _ => Claim::No,
        }
    }

    fn read(&self, file_name: &str, content: Content<'_>) -> Result<Transcript, Problem> {
        let mut package = Package::open(file_name, content.bytes)?;
        let part = document_part(&mut package);
        let xml = package.part(&part)?;
        let Some(decoded) = decode(&xml) else {
            let message = format!("{part} holds binary data; the XML of a Word document was expected");
            return Err(Problem::new(file_name, message).hint("Open the file in Word and save it again."));
        };
        let text = body_text(&decoded.text).map_err(|(error, offset)| {
            let message = format!("{part} is damaged at byte {offset} ({error}); well-formed XML was expected");
            Problem::new(file_name, message)
                .hint("Open the file in Word, let it repair the document, and save it again.")
        })?;
        labelled(file_name, self.name(), Decoded { text: text.into(), ..decoded })
    }
}

/// Where Word itself puts the main part. Other programs may name it otherwise and say so in the relations.
const USUAL_PART: &str = "word/document.xml";

fn document_part(package: &mut Package<'_>) -> String {
    if package.has(USUAL_PART) {
        return USUAL_PART.to_owned();
    }
    let relations = package.part("_rels/.rels").ok();
    let relations = relations.as_deref().and_then(decode);
    relations.and_then(|relations| main_target(&relations.text)).unwrap_or_else(|| USUAL_PART.to_owned())
}

/// The target of the relation `.../officeDocument` (the strict format has another prefix, but the same last word).
fn main_target(relations: &str) -> Option<String> {
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(element) | Event::Empty(element)
                if attribute(&element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) =>
            {
                return attribute(&element, "Target").map(|target| target.trim_start_matches('/').to_owned());
            }
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// Elements whose content is not what a reader of the page reads: deleted and moved-away text, field codes, the second
/// rendering of a drawing, properties. Comments, notes, headers and footers lie in parts of their own.
const SKIPPED: [&str; 9] =
    ["del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rPr", "sectPr", "tblPr"];

/// The words of a document's body: paragraphs joined by LF, table cells one after the other, tabs and line breaks kept.
fn body_text(xml: &str) -> Result<String, (quick_xml::Error, u64)> {
    let mut body = Body::default();
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let event = reader.read_event().map_err(|error| (error, reader.error_position()))?;
        match event {
            Event::Eof => return Ok(body.finished()),
            Event::Start(element) => body.start(&element),
            Event::End(element) => body.end(element.local_name().as_ref()),
            Event::Text(words) => body.words(&words.xml10_content()),
            Event::CData(words) => body.words(&words.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => body.words(character.encode_utf8(&mut [0; 4])),
                _ => body.words(resolve_predefined_entity(&reference.xml10_content()).unwrap_or("\u{FFFD}")),
            },
            _ => {}
        }
    }
}

/// The body while it is read.
#[derive(Debug, Default)]
struct Body {
    text: String,
    /// Paragraphs that are open, with the words of each: a text box is a paragraph inside a paragraph.
    paragraphs: Vec<Paragraph>,
    /// How many elements are open inside a skipped one, itself included.
    skipping: usize,
    in_properties: bool,
    in_words: bool,
}

#[derive(Debug, Default)]
struct Paragraph {
    words: String,
    /// Whether the paragraph's end was deleted as a tracked change, so that the next one joins it.
    end_deleted: bool,
}

impl Body {
    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.skipping > 0 {
            self.skipping += 1;
        }
        if self.in_properties && name == "del" {
            if let Some(paragraph) = self.paragraphs.last_mut() {
                paragraph.end_deleted = true;
            }
            return;
        }
        if self.skipping > 0 || self.in_properties {
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.in_properties = true,
            "t" => self.in_words = true,
            "tab" | "ptab" => self.add("\t"),
            "br" | "cr" => self.add("\n"),
            "noBreakHyphen" => self.add("\u{2011}"),
            "softHyphen" => self.add("\u{AD}"),
            _ if SKIPPED.contains(&name) => self.skipping = 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        match name {
            "pPr" => self.in_properties = false,
            "t" => self.in_words = false,
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.text.push_str(&paragraph.words);
                    self.text.push_str(if paragraph.end_deleted { "" } else { "\n" });
                }
            }
            _ => {}
        }
    }

    /// Character data counts only inside `w:t`: between elements it is the layout of the XML.
    fn words(&mut self, words: &str) {
        if self.in_words && self.skipping == 0 {
            self.add(words);
        }
    }

    fn add(&mut self, words: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.words.push_str(words);
        }
    }

    /// The last paragraph's end is not a line of its own.
    fn finished(mut self) -> String {
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> String {
        body_text(&format!("<w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>")).unwrap()
    }

    #[test]
    fn paragraphs_tabs_breaks_and_references() {
        let body = "<w:p><w:r><w:t>Anna:</w:t><w:tab/><w:t xml:space=\"preserve\">R&amp;D </w:t><w:br/><w:t>caf&#233;</w:t></w:r></w:p>\
                    <w:p/>\n  <w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>";
        assert_eq!(text(body), "Anna:\tR&D \ncafé\n\na\u{2011}b");
    }

    #[test]
    fn tabs_of_the_paragraph_format_are_not_words() {
        assert_eq!(text("<w:p><w:pPr><w:tabs><w:tab w:pos=\"9\"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"), "a");
    }

    #[test]
    fn tracked_deletions_are_gone_and_insertions_there() {
        let body =
            "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>";
        assert_eq!(text(body), "new");
        let joined = "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>a </w:t></w:r></w:p>\
                      <w:p><w:r><w:t>b</w:t></w:r></w:p><w:p><w:r><w:t>c</w:t></w:r></w:p>";
        assert_eq!(text(joined), "a b\nc");
        let moved =
            "<w:p><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>y</w:t></w:r></w:moveTo></w:p>";
        assert_eq!(text(moved), "y");
    }

    #[test]
    fn fields_and_second_renderings_are_left_out() {
        let body = "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r><mc:AlternateContent>\
                    <mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
                    <mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>\
                    </mc:AlternateContent></w:p>";
        assert_eq!(text(body), "box\n3");
    }

    #[test]
    fn broken_xml_is_an_error_with_its_place() {
        let (_, offset) = body_text("<w:document><w:p></w:q>").unwrap_err();
        assert!(offset > 0);
        assert!(body_text("<w:document><w:p>").is_ok_and(|text| text.is_empty()), "an unclosed body has no words");
    }

    #[test]
    fn the_main_part_is_found_by_its_relation() {
        let relations = "<Relationships><Relationship Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/\
                         officeDocument\" Target=\"/text/main.xml\"/></Relationships>";
        assert_eq!(main_target(relations).as_deref(), Some("text/main.xml"));
    }
}
