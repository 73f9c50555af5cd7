//! Operation ids, which must be unique.
//!
//! A document in 3.0 structure comes in. An id given twice names nothing: all that share it lose it, so that each gets
//! a name of its own later, whatever the order of the document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::shape::METHODS;
use super::stage::Stage;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Takes away ids that are given more than once.
pub(super) fn settle(root: &mut Value, stage: &mut Stage<'_>) {
    let Some(Value::Object(paths)) = root.get_mut("paths") else { return };
    let mut given: BTreeMap<String, Vec<Pointer>> = BTreeMap::new();
    for (path, item) in paths.iter() {
        for method in METHODS {
            let id = item.get(*method).and_then(|operation| operation.get("operationId")).and_then(Value::as_str);
            if let Some(id) = id {
                given.entry(id.to_owned()).or_default().push(Pointer::of(["paths", path, method]));
            }
        }
    }
    for (id, places) in given.into_iter().filter(|(_, places)| places.len() > 1) {
        for at in places {
            let operation = at.find_mut(root).and_then(Value::as_object_mut);
            let was = operation.and_then(|operation| operation.shift_remove("operationId"));
            let id_at = at.child("operationId");
            let fault = format!("the operationId `{id}` is given to several operations, so it names none of them");
            stage.report_once(Code::DuplicateOperationId, fault, &id_at, "give each operation an id of its own");
            stage.repair("duplicate-operation-id", &id_at, was, None);
        }
    }
}
