//! Text and positions in it: spans, offset maps, sentences and words, the finding of quotations, and what becomes of
//! codings when a text is corrected.

mod anchor;
mod changes;
mod excerpt;
mod fold;
mod lines;
mod locate;
mod nearest;
mod number;
mod offsets;
mod segment;
mod span;
mod stop_words;
mod suggest;
mod word_diff;

pub use anchor::{Anchoring, Changes, Fate, Method, Reanchoring};
pub use changes::{changes_in_brief, marked};
pub use excerpt::excerpt;
pub use lines::{LineEnds, lf_only};
pub use locate::{Located, Locator, locate};
pub use nearest::Nearest;
pub use number::{capitalised, counted};
pub use offsets::{Counted, LineColumn, OffsetMap, Unit};
pub use segment::{count_words, sentences, words};
pub use span::{Span, text_len, united};
pub use stop_words::is_stop_word;
pub(crate) use suggest::edits;
pub use suggest::{did_you_mean, nearest_word};
pub use word_diff::{Piece, PieceKind, word_diff};
