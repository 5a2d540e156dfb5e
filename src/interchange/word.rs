//! Word documents: real heading styles and lists, fixed times, the same bytes each time.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// One part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The title of the whole.
    Title(String),
    /// A heading; 1 for the upper level, 2 for the lower.
    Heading(u8, String),
    /// Running text.
    Paragraph(String),
    /// Running text after a word in bold.
    Labelled(&'static str, String),
    /// A list under a word in bold.
    List(&'static str, Vec<String>),
}

const TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    "</Types>"
);

const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    "</Relationships>"
);

const DOCUMENT_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>"#,
    "</Relationships>"
);

const NUMBERING: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    r#"<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>"#,
    r#"<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>"#,
    r#"<w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum>"#,
    r#"<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
);

/// The styles that word processors know by these ids, so that a table of contents finds the headings.
const STYLES: [(&str, &str, u8, u8, bool); 5] = [
    // Id, name, half points, outline level (9 for none), whether it stays with the next paragraph.
    ("Title", "Title", 44, 9, true),
    ("Heading1", "heading 1", 32, 0, true),
    ("Heading2", "heading 2", 26, 1, true),
    ("ListBullet", "List Bullet", 22, 9, false),
    ("Label", "Label", 22, 9, true),
];

const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Blocks as a Word document, with headings in Word's own heading styles. `title` is its property, `language` that of its words
/// (`en-GB`), or empty. The same blocks give the same bytes.
///
/// # Errors
/// When the package cannot be put together, which memory alone can prevent.
pub(super) fn word_document(title: &str, language: &str, blocks: &[Block]) -> std::io::Result<Vec<u8>> {
    let parts: [(&str, String); 7] = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", core(title)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/document.xml", document(blocks)),
        ("word/numbering.xml", NUMBERING.to_owned()),
        ("word/styles.xml", styles(language)),
    ];
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // The start of the ZIP calendar: a real time would change the bytes with every export.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, text) in parts {
        package.start_file(name, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn head() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned()
}

fn core(title: &str) -> String {
    let title = escaped(title);
    head()
        + "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
           xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
        + &format!("<dc:title>{title}</dc:title><dc:creator>Themeweave</dc:creator></cp:coreProperties>")
}

fn styles(language: &str) -> String {
    let language = match language {
        "" => String::new(),
        language => format!("<w:lang w:val=\"{}\"/>", escaped(language)),
    };
    let mut out = head();
    out.push_str(&format!("<w:styles xmlns:w=\"{WORDS}\"><w:docDefaults><w:rPrDefault><w:rPr>"));
    out.push_str("<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"22\"/>");
    out.push_str(&format!(
        "{language}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\"/></w:pPr>"
    ));
    out.push_str("</w:pPrDefault></w:docDefaults>");
    out.push_str(
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>",
    );
    for (id, name, size, level, keep) in STYLES {
        let own = if id == "Label" { " w:customStyle=\"1\"" } else { "" };
        out.push_str(&format!("<w:style w:type=\"paragraph\"{own} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>"));
        out.push_str("<w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/><w:pPr>");
        if keep {
            out.push_str("<w:keepNext/>");
        }
        if id == "ListBullet" {
            out.push_str("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"40\"/>");
        } else if level < 9 {
            out.push_str(&format!("<w:spacing w:before=\"240\"/><w:outlineLvl w:val=\"{level}\"/>"));
        }
        let bold = if id == "ListBullet" { "" } else { "<w:b/>" };
        out.push_str(&format!("</w:pPr><w:rPr>{bold}<w:sz w:val=\"{size}\"/></w:rPr></w:style>"));
    }
    out + "</w:styles>"
}

fn document(blocks: &[Block]) -> String {
    let mut out = head() + &format!("<w:document xmlns:w=\"{WORDS}\"><w:body>");
    for block in blocks {
        match block {
            Block::Title(text) => paragraph(&mut out, "Title", "", text),
            Block::Heading(level, text) => paragraph(&mut out, &format!("Heading{level}"), "", text),
            Block::Paragraph(text) => paragraph(&mut out, "", "", text),
            Block::Labelled(label, text) => paragraph(&mut out, "", label, text),
            Block::List(label, items) => {
                paragraph(&mut out, "Label", "", label);
                for item in items {
                    paragraph(&mut out, "ListBullet", "", item);
                }
            }
        }
    }
    out.push_str("<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>");
    out.push_str("<w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" ");
    out + "w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
}

fn paragraph(out: &mut String, style: &str, label: &str, text: &str) {
    out.push_str("<w:p>");
    if !style.is_empty() {
        out.push_str(&format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"));
    }
    if !label.is_empty() {
        out.push_str(&format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{label}. </w:t></w:r>"));
    }
    out.push_str(&format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(text)));
}

/// Text for XML 1.0, which has no way to hold most control characters: they are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
