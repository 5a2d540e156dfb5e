//! Correspondence analysis: rows and columns of a table of counts as points in few dimensions.
//!
//! [`correspondence`] maps a table of two traits, [`multiple`] people described by several. Distances between rows (and
//! between columns) in principal coordinates are chi-squared distances of their profiles; a row and a column may be
//! compared by direction only. Source: Greenacre 2017, Correspondence Analysis in Practice, 3rd edition.

mod multiple;
mod simple;

pub use multiple::{Multiple, multiple};
pub use simple::{Correspondence, Points, correspondence};
