//! Everything behind one cell.
