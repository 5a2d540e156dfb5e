//! Office packages: ZIP archives with XML parts, read with a bound on what they may unpack to.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::Problem;

/// Most bytes that one part may unpack to. The text of a 1,000-page book with its markup takes about 30 MiB.
const MOST_BYTES: u64 = 256 << 20;

/// Most bytes that one packed byte may become, for parts too large to be harmless whatever they hold.
const MOST_RATIO: u64 = 200;
const HARMLESS: u64 = 16 << 20;

/// A package whose parts can be read.
pub(super) struct Package<'a> {
    file_name: &'a str,
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// A package that is cut short or damaged.
    pub(super) fn open(file_name: &'a str, bytes: &'a [u8]) -> Result<Self, Problem> {
        match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => Ok(Self { file_name, archive }),
            Err(error) => Err(damaged(file_name, "the package", &error)),
        }
    }

    /// Whether the package has a part.
    pub(super) fn has(&self, part: &str) -> bool {
        self.archive.index_for_name(part).is_some()
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// A part that is not there, is encrypted or damaged, or unpacks to more than is sane.
    pub(super) fn part(&mut self, part: &str) -> Result<Vec<u8>, Problem> {
        let file_name = self.file_name;
        let file = self.archive.by_name(part).map_err(|error| damaged(file_name, part, &error))?;
        // Declared sizes can lie; what is counted is what really comes out.
        let packed = file.compressed_size().max(1);
        let most = MOST_BYTES.min((packed * MOST_RATIO).max(HARMLESS));
        let mut bytes = Vec::new();
        match file.take(most + 1).read_to_end(&mut bytes) {
            Err(error) => Err(damaged(file_name, part, &ZipError::Io(error))),
            Ok(_) if bytes.len() as u64 > most => Err(Problem::new(
                file_name,
                format!("{part} unpacks from {packed} bytes to more than {most}: no transcript does that"),
            )
            .hint("If the file is really yours, open it in a word processor and save it as .txt.")),
            Ok(_) => Ok(bytes),
        }
    }
}

fn damaged(file_name: &str, what: &str, error: &ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => {
            Problem::new(file_name, format!("{what} is locked with a password"))
                .hint("Open the file in your word processor and save it without a password.")
        }
        ZipError::FileNotFound => Problem::new(file_name, format!("the package has no part {what}"))
            .hint("Open the file in your word processor and save it again as .docx."),
        error => Problem::new(
            file_name,
            format!("{what} is cut short or damaged ({error}); a whole .docx file was expected"),
        )
        .hint("Copy the file again from where it came; open it in your word processor to see whether it is whole."),
    }
}
