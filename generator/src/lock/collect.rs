//! Collects the names of a client.

use std::collections::BTreeMap;

use crate::ir::{
    Api, Binding, BodyKind, MultipartForm, Operation, Parameter, Presence, ResponseType, Server, TypeDef, TypeKind,
};
use crate::names::Name;
use crate::names::lock::{self, NameLock};

/// Returns the names of a client. An operation that kept a name of the earlier lock also keeps the id there.
#[must_use]
pub fn collect(api: &Api, earlier: &NameLock) -> NameLock {
    let mut lock = NameLock::default();
    for module in &api.modules {
        lock.insert(lock::MODULES, module.name.wire(), module.name.rust());
        module.operations.iter().for_each(|operation| add_operation(&mut lock, operation, earlier));
    }
    api.types.defs.iter().for_each(|def| add_type(&mut lock, def));
    for (scope, order) in field_orders(api) {
        lock.set_order(scope, order.unwrap_or_default());
    }
    api.servers.iter().for_each(|server| add_server(&mut lock, server));
    for credential in &api.credentials {
        let scheme = credential.name.wire();
        lock.insert(lock::CREDENTIALS, scheme, credential.name.rust());
        if let Some(source) = &credential.source {
            lock.insert(lock::CREDENTIALS, &lock::token_source(scheme), source.rust());
        }
    }
    lock
}

fn add_operation(lock: &mut NameLock, operation: &Operation, earlier: &NameLock) {
    let key = &operation.key;
    lock.insert(lock::OPERATIONS, key, operation.method_name.rust());
    lock.insert(lock::OPERATION_TYPES, key, operation.type_name.rust());
    lock.add_aliases(lock::OPERATIONS, key, &operation.method_aliases);
    lock.add_aliases(lock::OPERATION_TYPES, key, &operation.type_aliases);
    // The id that the name was made of: a change stays known until the rename is accepted.
    let id = earlier.id_of(key, operation.method_name.rust());
    lock.operation_ids.insert(key.clone(), id.unwrap_or(&operation.id).to_owned());
    add_parameters(lock, &lock::parameters(key), &operation.parameters);
    add_response(lock, &lock::operation_type(key, "output"), &operation.output);
    add_response(lock, &lock::operation_type(key, "error"), &operation.error);
    for choice in &operation.choices {
        let choice_key = lock::choice(&choice.media);
        lock.insert(&lock::parameters(key), &choice_key, choice.method_name.rust());
        if let Some(alternative) = &choice.alternative {
            let key = lock::operation_type(key, &choice_key);
            lock.insert(lock::OPERATION_TYPES, &key, alternative.type_name.rust());
            add_response(lock, &lock::operation_type(&key, "output"), &alternative.output);
        }
    }
    if let Some(any) = &operation.any {
        let choice_key = lock::choice(lock::ANY_MEDIA);
        lock.insert(&lock::parameters(key), &choice_key, any.method_name.rust());
        let key = lock::operation_type(key, &choice_key);
        lock.insert(lock::OPERATION_TYPES, &key, any.type_name.rust());
        let content = lock::operation_type(&key, "content");
        lock.insert(lock::OPERATION_TYPES, &content, any.enum_name.rust());
        let variants = any.variants.iter().map(|variant| &variant.name);
        add_all(lock, &lock::variants(&content), variants.chain([&any.preferred]));
    }
    if let Some(headers) = &operation.headers {
        lock.insert(lock::OPERATION_TYPES, &lock::operation_type(key, "headers"), headers.name.rust());
        add_all(lock, &lock::headers(key), headers.fields.iter().map(|field| &field.name));
    }
    for parameter in &operation.parameters {
        if let Binding::Body(body) = &parameter.binding {
            add_body(lock, key, body);
        }
    }
}

fn add_response(lock: &mut NameLock, key: &str, response: &ResponseType) {
    if let ResponseType::PerStatus(response) = response {
        lock.insert(lock::OPERATION_TYPES, key, response.name.rust());
        add_all(lock, &lock::variants(key), response.variants.iter().map(|variant| &variant.name));
    }
}

fn add_parameters(lock: &mut NameLock, scope: &str, parameters: &[Parameter]) {
    let mut order = Vec::new();
    for parameter in parameters {
        let key = parameter.key();
        lock.insert(scope, &key, parameter.name.rust());
        order.extend(Some(key).filter(|_| parameter.is_mandatory()));
    }
    lock.set_order(scope, order);
}

fn add_body(lock: &mut NameLock, operation: &str, body: &BodyKind) {
    match body {
        BodyKind::Multipart(form) => add_form(lock, operation, form),
        BodyKind::Choice(choice) => {
            let key = lock::operation_type(operation, "body");
            lock.insert(lock::OPERATION_TYPES, &key, choice.type_name.rust());
            add_all(lock, &lock::variants(&key), choice.variants.iter().map(|variant| &variant.name));
            for variant in &choice.variants {
                if let Binding::Body(body) = &variant.binding {
                    add_body(lock, operation, body);
                }
            }
        }
        BodyKind::Json(_) | BodyKind::Text(_) | BodyKind::Bytes(_) | BodyKind::File(_) => {}
        BodyKind::Form(..) | BodyKind::Files => {}
    }
}

fn add_form(lock: &mut NameLock, operation: &str, form: &MultipartForm) {
    let key = lock::operation_type(operation, "parts");
    lock.insert(lock::OPERATION_TYPES, &key, form.type_name.rust());
    add_parameters(lock, &lock::parameters(&key), &form.parts);
}

fn add_type(lock: &mut NameLock, def: &TypeDef) {
    lock.insert(lock::TYPES, &def.key, def.name.rust());
    lock.add_aliases(lock::TYPES, &def.key, &def.aliases);
    match &def.kind {
        TypeKind::Struct(body) => {
            add_all(lock, &body.scope, body.fields.iter().map(|field| &field.name));
        }
        TypeKind::Enum(body) => add_all(lock, &body.scope, &body.variants),
        TypeKind::LiteralEnum(body) => add_all(lock, &body.scope, body.variants.iter().map(|(name, _)| name)),
        TypeKind::Union(body) => add_all(lock, &body.scope, body.variants.iter().map(|variant| &variant.name)),
        TypeKind::Newtype(_) | TypeKind::Alias(_) => {}
    }
}

/// Returns the orders of required fields by scope; `None` if types that share a scope have different orders, which one
/// list cannot keep.
fn field_orders(api: &Api) -> BTreeMap<&str, Option<Vec<String>>> {
    let mut orders: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
    for def in &api.types.defs {
        let TypeKind::Struct(body) = &def.kind else { continue };
        let required = body.fields.iter().filter(|field| field.presence == Presence::Required);
        let order: Vec<String> = required.map(|field| field.name.wire().to_owned()).collect();
        let known = orders.entry(&body.scope).or_insert_with(|| Some(order.clone()));
        *known = known.take().and_then(|known| match (is_part(&order, &known), is_part(&known, &order)) {
            (true, _) => Some(known),
            (false, true) => Some(order),
            (false, false) => None,
        });
    }
    orders
}

/// Returns true if a list contains the items of another one in the same order.
fn is_part(part: &[String], list: &[String]) -> bool {
    let mut rest = list.iter();
    part.iter().all(|item| rest.any(|other| other == item))
}

fn add_server(lock: &mut NameLock, server: &Server) {
    lock.insert(lock::SERVERS, &server.template, server.method_name.rust());
    lock.insert(lock::SERVER_TYPES, &server.template, server.type_name.rust());
    let variables = server.variables.iter().map(|variable| &variable.name);
    add_all(lock, &lock::variables(&server.template), variables);
}

fn add_all<'n>(lock: &mut NameLock, scope: &str, names: impl IntoIterator<Item = &'n Name>) {
    for name in names {
        lock.insert(scope, name.wire(), name.rust());
    }
}
