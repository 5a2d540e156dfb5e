//! Several effects of a study in one model.

use super::pooled::{Choices, PooledSet, Ready};

/// Pools effects within studies by the three-level model, or as correlated and hierarchical effects.
pub(super) fn pool_nested(_ready: &[Ready<'_>], _choices: &Choices) -> Result<PooledSet, String> {
    Err("three-level models are not there yet".to_owned())
}
