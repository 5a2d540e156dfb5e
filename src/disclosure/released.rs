//! The seal of the gate, as a type.

/// Something that has passed the gate and may be published.
///
/// There is no way to make one but through [`Gate`](super::Gate): the field is private,
///
/// ```compile_fail,E0451
/// use themeweave::disclosure::Released;
/// let forged = Released { value: "her real name".to_owned() };
/// ```
///
/// and so is the only function that fills it:
///
/// ```compile_fail,E0624
/// use themeweave::disclosure::Released;
/// let forged = Released::seal("her real name".to_owned());
/// ```
///
/// Nor can what is inside be changed once it is sealed:
///
/// ```compile_fail,E0594
/// fn append(released: &themeweave::disclosure::Released<Vec<u8>>) {
///     *released.get() = vec![1];
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released<T> {
    value: T,
}

impl<T> Released<T> {
    /// Seals what the gate has judged.
    pub(super) fn seal(value: T) -> Self {
        Self { value }
    }

    /// What was released.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// What was released, to be written out. It is no longer sealed then.
    pub fn into_inner(self) -> T {
        self.value
    }
}
