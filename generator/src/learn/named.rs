//! Learned objects that are named schemas of the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::subschemas;

/// The minimum number of fields that identify a named schema.
const FIELDS: usize = 3;

/// The named object schemas of a document, by the names of their fields.
#[derive(Debug, Clone, Default)]
pub struct NamedObjects<'d> {
    /// The fields of the schemas, by name.
    schemas: BTreeMap<&'d str, BTreeMap<&'d str, Option<&'d str>>>,
    /// The schemas that have a field.
    by_field: BTreeMap<&'d str, Vec<&'d str>>,
}

impl<'d> NamedObjects<'d> {
    /// Reads the named schemas of a document of OpenAPI 3.0.
    #[must_use]
    pub fn new(root: &'d Value) -> Self {
        let mut named = Self::default();
        let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
        for (name, schema) in schemas.into_iter().flatten() {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else { continue };
            let kind = |property: &'d Value| property.get("type").and_then(Value::as_str);
            let fields = properties.iter().map(|(field, property)| (field.as_str(), kind(property))).collect();
            for field in properties.keys() {
                named.by_field.entry(field).or_default().push(name);
            }
            named.schemas.insert(name, fields);
        }
        named
    }

    /// Replaces objects by references to the named schemas that they are samples of.
    pub fn refer(&self, schema: &mut Value) {
        if let Some(name) = self.find(schema) {
            *schema = json!({ "$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1")) });
            return;
        }
        subschemas::for_each(schema, &mut |schema| self.refer(schema));
    }

    /// Returns the only schema that has all fields of an object, with types that agree, and not many others.
    fn find(&self, schema: &Value) -> Option<&'d str> {
        let fields = schema.get("properties")?.as_object()?;
        if fields.len() < FIELDS {
            return None;
        }
        let rarest = fields
            .keys()
            .map(|field| self.by_field.get(field.as_str()))
            .min_by_key(|names| names.map_or(0, Vec::len))??;
        let fitting: BTreeSet<&str> = rarest.iter().copied().filter(|name| self.fits(name, fields)).collect();
        let mut fitting = fitting.into_iter();
        fitting.next().filter(|_| fitting.next().is_none())
    }

    fn fits(&self, name: &str, fields: &Map<String, Value>) -> bool {
        let Some(declared) = self.schemas.get(name).filter(|declared| fields.len() * 2 >= declared.len()) else {
            return false;
        };
        fields.iter().all(|(field, schema)| match declared.get(field.as_str()) {
            Some(Some(kind)) => agree(kind, schema),
            Some(None) => true,
            None => false,
        })
    }
}

/// Returns true if samples can be of a declared type.
fn agree(declared: &str, learned: &Value) -> bool {
    let Some(kind) = learned.get("type").and_then(Value::as_str) else { return learned.get("oneOf").is_none() };
    kind == declared || (declared == "number" && kind == "integer")
}
