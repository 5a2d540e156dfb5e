//! Text and positions in it: spans, offset maps, sentences and words.

mod span;

pub use span::{Span, text_len, united};
