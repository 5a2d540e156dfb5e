//! Reporting checklists: what a report of a kind should say.

/// One item of a checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Id within the checklist, such as `2A`.
    pub id: String,
    /// Part of the report that it belongs to.
    pub section: String,
    /// What it is about, in a word or two.
    pub name: String,
    /// What to report.
    pub text: String,
    /// Keys of the facts of a project that speak to it.
    pub facts: Vec<String>,
    /// Key of the fact that, where it is there, reports the item by itself.
    pub settled_by: Option<String>,
}

/// A reporting checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklist {
    /// Id that commands and sheets use.
    pub id: String,
    /// Short name.
    pub name: String,
    /// Full name.
    pub title: String,
    /// Where it was published.
    pub source: String,
    /// A remark on its use.
    pub note: String,
    /// Items, in their order.
    pub items: Vec<ChecklistItem>,
}

impl Checklist {
    /// The item with this id, in any case of letters.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&ChecklistItem> {
        self.items.iter().find(|item| item.id.eq_ignore_ascii_case(id))
    }
}
