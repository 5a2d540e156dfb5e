//! Interviews and trials side by side.
//!
//! Themeweave indexes interview and workshop transcripts, applies a versioned codebook, and crosses coded themes with the findings
//! of a review into tables, charts and quotes for a practice guide. A project is one local file; nothing here opens a network
//! connection.
//!
//! What you hold is a [`project::Project`]; every answer is a [`table::Table`] that carries its measure, frame and notes.
//!
//! ```
//! use themeweave::project::{MatrixQuestion, Now, Project, SheetKind};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let write = |name: &str, text: &str| { let path = folder.path().join(name); std::fs::write(&path, text).map(|()| path) };
//! let interview = write("anna.txt", "Interviewer: How was it?\n\nAnna: Nobody told me the plan. I found out in the car.\n")?;
//! let codebook = write("book.toml", r#"
//!     name = "home"
//!     version = "1.0.0"
//!     title = "Going home"
//!     [[category]]
//!     id = "barrier"
//!     name = "Barrier"
//!     polarity = "negative"
//!     [[code]]
//!     id = "not_told"
//!     name = "Not told the plan"
//!     category = "barrier"
//!     definition = "The speaker was not told what would happen."
//! "#)?;
//! let people = write("people.csv", "participant,pseudonym,role,consent\nC01,Anna,child,quote_published\n")?;
//! let codings = write("codings.csv", "source,code,coder,quote\nanna,not_told,RK,Nobody told me the plan.\n")?;
//!
//! // The library owns no clock: whoever calls it says what day it is.
//! let now = Now { today: jiff::civil::date(2026, 3, 1), timestamp: "2026-03-01T12:00:00Z".to_owned() };
//! let mut project = Project::create(&folder.path().join("home.tw"), "Going home", "", now)?;
//! project.import_codebook(&themeweave::codebook::read("book.toml", &std::fs::read_to_string(codebook)?)?)?;
//! project.import_sources(&[interview], false, false)?;
//! project.import_sheet(SheetKind::Participants, &people, false)?;
//! project.import_codings(&codings, false)?;
//!
//! let question = MatrixQuestion { rows: "code".into(), columns: "role".into(), ..MatrixQuestion::default() };
//! let table = project.matrix(&question)?;
//! assert_eq!(table.cell(0, "child"), Some(&themeweave::table::Cell::Count(1)));
//! assert!(project.verify()?.is_empty(), "every coding is on exactly its words");
//! # Ok(())
//! # }
//! ```
//!
//! # Rooms
//!
//! Imports go down only: [`project`] and [`guide`] use [`analysis`], [`disclosure`], [`charts`] and [`interchange`], which use [`store`],
//! [`search`], [`query`], [`ingest`] and [`codebook`], which use [`model`], [`text`], [`table`] and [`stats`]. `docs/architecture.md` draws the house.

pub mod analysis;
#[cfg(feature = "charts")]
pub mod charts;
#[cfg(feature = "cli")]
pub mod cli;
pub mod codebook;
pub mod disclosure;
#[cfg(feature = "charts")]
pub mod guide;
pub mod ingest;
pub mod interchange;
pub mod model;
pub mod project;
pub mod query;
#[cfg(feature = "index")]
pub mod search;
pub mod stats;
pub mod store;
pub mod table;
pub mod text;
