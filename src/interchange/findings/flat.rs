//! One flat sheet with a row for each effect, beside it what is known of its study and its intervention.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::trials::{EFFECTS, INTERVENTIONS, STUDIES, effect_of, intervention_of, study_of};
use crate::codebook::slug;
use crate::interchange::layout::{Field, Layout, Need, Others, folded};
use crate::interchange::row::Row;
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Effect, Intervention, Problems, Study};

/// The flat import sheet: the columns of effects, studies and interventions in one. Where two of them have a column of
/// the same name, it means the first.
pub static FLAT: LazyLock<Layout> = LazyLock::new(|| {
    let mut fields: Vec<Field> = Vec::new();
    let mut taken = BTreeSet::new();
    // The ids of study and intervention are columns of effects already.
    let others = STUDIES.fields.iter().skip(1).chain(INTERVENTIONS.fields.iter().skip(1));
    for field in EFFECTS.fields.iter().chain(others) {
        if !taken.insert(folded(field.key)) {
            continue;
        }
        let aliases: Vec<&'static str> =
            field.aliases.iter().copied().filter(|alias| taken.insert(folded(alias))).collect();
        let needed = ["study", "outcome", "es_type"].contains(&field.key);
        let need = if needed { Need::Required } else { Need::Optional };
        fields.push(Field { aliases: aliases.leak(), need, ..*field });
    }
    Layout { kind: "import", fields: fields.leak(), others: Others::Refused }
});

/// What a flat sheet says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlatRows {
    /// Studies in the order in which they first occur.
    pub studies: Vec<Study>,
    /// Interventions in the order in which they first occur; those without a name in any row have an empty one.
    pub interventions: Vec<Intervention>,
    /// Effects with their lines.
    pub effects: Rows<Effect>,
    /// How many effects got an id made of their study and a number, because they had none.
    pub ids_made: usize,
}

/// Reads a flat sheet. A study or intervention may stand in many rows; what is said of it once need not be said again.
///
/// # Errors
/// Every problem of the file, among them rows that say different things of the same study or intervention.
pub fn read_flat<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<FlatRows, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &FLAT);
    let (mut studies, mut interventions) = (Gathered::new("study"), Gathered::new("intervention"));
    let (mut ids_made, mut counts) = (0, BTreeMap::<String, usize>::new());
    let read = |row: &mut Row<'_>| {
        let mut id = row.text("effect");
        let mut effect = effect_of(row, String::new());
        let count = counts.entry(effect.study.clone()).or_default();
        *count += 1;
        if id.is_empty() && !effect.study.is_empty() {
            id = format!("{}-{count}", effect.study);
            ids_made += 1;
        }
        effect.id = id;
        let study = study_of(row, effect.study.clone());
        studies.add(row, &study);
        let name = row.text("name");
        if effect.intervention.is_empty() {
            effect.intervention = slug(&name);
        }
        let intervention = intervention_of(row, effect.intervention.clone(), name);
        interventions.add(row, &intervention);
        effect
    };
    let effects = sheet.read(read, Some(("effect", |effect| effect.id.clone())))?;
    Ok(FlatRows { studies: studies.values(), interventions: interventions.values(), effects, ids_made })
}

/// What several rows say of the same things.
struct Gathered {
    what: &'static str,
    /// Ids in the order in which they came.
    order: Vec<String>,
    things: BTreeMap<String, Thing>,
}

#[derive(Default)]
struct Thing {
    fields: Map<String, Value>,
    /// Line on which each field was said first.
    lines: BTreeMap<String, usize>,
}

impl Gathered {
    fn new(what: &'static str) -> Self {
        Self { what, order: Vec::new(), things: BTreeMap::new() }
    }

    /// Takes in what a row says; what an earlier row said otherwise is a problem of this row.
    fn add(&mut self, row: &mut Row<'_>, value: &impl Serialize) {
        let said = fields_of(value);
        let Some(id) = said.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()).map(str::to_owned) else {
            return;
        };
        let thing = self.things.entry(id.clone()).or_insert_with(|| {
            self.order.push(id.clone());
            Thing::default()
        });
        for (key, new) in said.into_iter().filter(|(_, value)| says_something(value)) {
            match thing.fields.get(&key) {
                None => {
                    thing.lines.insert(key.clone(), row.line());
                    thing.fields.insert(key, new);
                }
                Some(old) if *old == new => {}
                Some(old) => {
                    let line = thing.lines.get(&key).copied().unwrap_or_default();
                    let what = self.what;
                    let message = format!(
                        "{what} `{id}` has {} here and {} on {} {line}",
                        shown(&new),
                        shown(old),
                        row.line_word()
                    );
                    row.wrong(&key, message, format!("one {what} has one {key}: mend one of the two rows"));
                }
            }
        }
    }

    fn values<T: DeserializeOwned>(mut self) -> Vec<T> {
        let things = self.order.iter().filter_map(|id| self.things.remove(id));
        things.filter_map(|thing| serde_json::from_value(Value::Object(thing.fields)).ok()).collect()
    }
}

/// `known` with everything that `new` says instead of what was there.
#[must_use]
pub fn overlay<T: Serialize + DeserializeOwned + Clone>(known: &T, new: &T) -> T {
    let mut fields = fields_of(known);
    fields.extend(fields_of(new).into_iter().filter(|(_, value)| says_something(value)));
    serde_json::from_value(Value::Object(fields)).unwrap_or_else(|_| known.clone())
}

fn fields_of(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}
