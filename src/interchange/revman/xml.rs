//! An XML file as a tree of elements with their lines, bounded in size and depth; in the encoding that it declares.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::model::Problem;

/// Deepest nesting; a review's tables stand some twenty deep.
const DEEPEST: usize = 128;
/// Largest file in bytes; whole reviews with their text take a few MiB.
const LARGEST: usize = 128 << 20;

/// An element of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name.
    pub name: String,
    /// Line on which it begins, from 1.
    pub line: usize,
    attributes: Vec<(String, String)>,
    content: Vec<Node>,
}

/// What stands in an element, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Element(Element),
    Text(String),
}

impl Node {
    fn element(self) -> Option<Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

impl Element {
    /// An attribute without blanks at its ends; empty when there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The elements in it.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|node| match node {
            Node::Element(child) => Some(child),
            Node::Text(_) => None,
        })
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children().find(|child| child.name == name)
    }

    /// The element at the end of a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The children of a name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children().filter(move |child| child.name == name)
    }

    /// The words in the first child of a name, see [`Element::words`].
    pub fn words_of(&self, name: &str) -> String {
        self.child(name).map_or_else(String::new, Self::words)
    }

    /// All words in the element, in one line.
    pub fn words(&self) -> String {
        let mut all = String::new();
        self.gather(&mut all);
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn gather(&self, all: &mut String) {
        for node in &self.content {
            match node {
                Node::Text(text) => all.push_str(text),
                Node::Element(child) => {
                    // Words of two paragraphs are two words; those of two styles may be one.
                    let is_block = !matches!(child.name.as_str(), "B" | "I" | "U" | "SUB" | "SUP");
                    let gap = if is_block { " " } else { "" };
                    all.push_str(gap);
                    child.gather(all);
                    all.push_str(gap);
                }
            }
        }
    }
}

/// The root element, without the parts that `skipped` names, and what was odd about the encoding.
///
/// # Errors
/// A file that is too large, in an encoding that is not known, or no well-formed XML.
pub(super) fn read_xml(file: &str, bytes: &[u8], skipped: &[&str]) -> Result<(Element, Vec<String>), Problem> {
    if bytes.len() > LARGEST {
        return Err(Problem::new(file, format!("the file has more than {} MiB", LARGEST >> 20)));
    }
    let encoding = declared(file, bytes)?;
    let (text, used, lossy) = encoding.decode(bytes);
    let mut notes = Vec::new();
    if lossy {
        let message = format!(
            "some characters are not {}, as the file says it is written in, and stand as \u{FFFD}",
            used.name()
        );
        notes.push(message);
    }
    let root = tree(file, &text, skipped)?;
    Ok((root, notes))
}

/// The encoding that the XML declaration names; UTF-8 when it names none. A byte order mark wins over both.
fn declared(file: &str, bytes: &[u8]) -> Result<&'static Encoding, Problem> {
    let start: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
    let declaration =
        start.split_once("<?xml").and_then(|(_, rest)| rest.split_once("?>")).map_or("", |(inside, _)| inside);
    let Some((_, after)) = declaration.split_once("encoding") else { return Ok(UTF_8) };
    let label: String =
        after.chars().skip_while(|c| !c.is_ascii_alphanumeric()).take_while(|c| !"\"' ".contains(*c)).collect();
    // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
    let known = Encoding::for_label(label.as_bytes())
        .map(|encoding| if encoding.is_ascii_compatible() { encoding } else { UTF_8 });
    known.ok_or_else(|| {
        let message = format!("the file says that it is written in `{label}`, which is not known");
        Problem::new(file, message).at_line(1).hint("open it in the program that it comes from and save it again")
    })
}

fn tree(file: &str, text: &str, skipped: &[&str]) -> Result<Element, Problem> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut open: Vec<Element> = vec![Element::default()];
    let mut inside_skipped = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| {
            let message = format!("the file is no well-formed XML: {error}");
            let problem = Problem::new(file, message).at_line(lines.of(reader.error_position()));
            problem.hint("it may be cut short; export it again from the program that it comes from")
        })?;
        match event {
            Event::Eof => break,
            Event::Start(start) => {
                let line = lines.of(reader.buffer_position());
                let element = element(&start, line);
                if inside_skipped > 0 || skipped.contains(&element.name.as_str()) {
                    inside_skipped += 1;
                } else if open.len() > DEEPEST {
                    let message = format!("elements are nested more than {DEEPEST} deep");
                    return Err(Problem::new(file, message).at_line(line));
                } else {
                    open.push(element);
                }
            }
            Event::End(_) if inside_skipped > 0 => inside_skipped -= 1,
            Event::End(_) => close(&mut open),
            Event::Text(words) if inside_skipped == 0 => say(&mut open, &words.xml10_content()),
            Event::CData(words) if inside_skipped == 0 => say(&mut open, &words.xml10_content()),
            Event::GeneralRef(reference) if inside_skipped == 0 => match reference.resolve_char_ref() {
                Ok(Some(character)) => say(&mut open, character.encode_utf8(&mut [0; 4])),
                _ => say(&mut open, resolve_predefined_entity(&reference.xml10_content()).unwrap_or("")),
            },
            _ => {}
        }
    }
    if open.len() > 1 {
        let line = open.last().map_or(1, |element| element.line);
        let name = open.last().map_or("", |element| element.name.as_str());
        let problem = Problem::new(file, format!("the file ends inside {name}")).at_line(line);
        return Err(problem.hint("it is cut short; copy or export it again"));
    }
    let root = open.pop().and_then(|document| document.content.into_iter().find_map(Node::element));
    root.ok_or_else(|| Problem::new(file, "the file holds no XML element"))
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.content.push(Node::Element(done));
    }
}

fn say(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        match element.content.last_mut() {
            Some(Node::Text(text)) => text.push_str(words),
            _ => element.content.push(Node::Text(words.to_owned())),
        }
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Element {
    let attributes = start.attributes().flatten().map(|attribute| {
        let value = unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), Cow::into_owned);
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    let name = start.local_name().as_ref().to_owned();
    Element { name, line, attributes: attributes.collect(), ..Element::default() }
}

/// Lines of places that only ever grow.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: u64) -> usize {
        let to = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        if let Some(between) = self.text.get(self.at..to) {
            self.line += memchr::memchr_iter(b'\n', between).count();
            self.at = to;
        }
        self.line
    }
}
