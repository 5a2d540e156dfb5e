//! Charts of codes show what their tables say.
