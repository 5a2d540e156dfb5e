//! What a file is that is no text, told by its first bytes: so that a refusal can name what was found.

use memchr::memmem;

/// First bytes, where they stand, and what they mean.
const SIGNATURES: [(usize, &[u8], &str); 19] = [
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xFF\xD8\xFF", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Word document (.doc) or a Word document locked with a password"),
    (0, b"{\\rtf", "a Rich Text document (RTF)"),
    (0, b"ID3", "an MP3 recording"),
    (0, b"\xFF\xFB", "an MP3 recording"),
    (0, b"OggS", "an Ogg recording"),
    (0, b"fLaC", "a FLAC recording"),
    (0, b"RIFF", "a WAV or AVI recording"),
    (4, b"ftyp", "an MP4 or M4A recording"),
    (0, b"\x1A\x45\xDF\xA3", "a Matroska or WebM recording"),
    (0, b"\x1F\x8B", "a gzip archive"),
    (0, b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\x7FELF", "a program"),
    (0, b"MZ\x90\0", "a program"),
];

/// Kinds of ZIP packages by the name of a part that only they have; names stand uncompressed in a package.
const PACKAGES: [(&[u8], &str); 6] = [
    (b"word/document", "a Word document"),
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"epub+zip", "an EPUB book"),
];

/// What the bytes are, when their beginning says that they are no plain text.
pub(super) fn what_it_is(bytes: &[u8]) -> Option<&'static str> {
    if is_package(bytes) {
        let has = |part: &[u8]| memmem::find(bytes, part).is_some();
        return Some(PACKAGES.iter().find(|(part, _)| has(part)).map_or("a ZIP archive", |(_, what)| what));
    }
    SIGNATURES
        .iter()
        .find(|(at, signature, _)| bytes.get(*at..).is_some_and(|from| from.starts_with(signature)))
        .map(|(_, _, what)| *what)
}

/// Whether the bytes begin as a ZIP package does.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}
