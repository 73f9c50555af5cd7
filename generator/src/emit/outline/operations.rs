//! Methods of operations, setters of their parameters, and the types of their requests and responses.

use super::{ItemCause, OutlineItem, text};
use crate::emit::operations::{accepted, also_from, forms, response_type, variant_type};
use crate::emit::rust_types::{TypeContext, ty};
use crate::ir::{
    AnyResponse, Api, Binding, BodyChoice, BodyKind, MultipartForm, Operation, Parameter, ResponseEnum,
    ResponseHeaders, ResponseType, StreamFraming, Type,
};

pub(super) fn items(api: &Api, operation: &Operation) -> Vec<OutlineItem> {
    let (method, name, key) = (operation.method_name.rust(), operation.type_name.rust(), operation.key.as_str());
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let arguments: Vec<String> =
        ["&self".to_owned()].into_iter().chain(required.clone().map(|parameter| argument(api, parameter))).collect();
    let declaration = format!("({}) -> Call<'_, {name}, M>", arguments.join(", "));
    let method_item = |method: &str| {
        let cause = cause(required.clone());
        let declaration = format!("pub fn {method}{declaration}");
        OutlineItem { cause, ..OutlineItem::declared(format!("Client::{method}"), declaration, key) }
    };
    let mut items = vec![method_item(method), structure(api, operation)];
    items.extend(operation.method_aliases.iter().map(|earlier| method_item(earlier)));
    items.extend(operation.type_aliases.iter().map(|earlier| {
        OutlineItem::declared(format!("operations::{earlier}"), format!("pub type {earlier} = {name}"), key)
    }));
    items.extend(traits(api, operation));
    items.extend(setters(api, &format!("Call<{name}>"), &operation.parameters));
    items.extend(choices(api, operation));
    for response in [&operation.output, &operation.error] {
        if let ResponseType::PerStatus(response) = response {
            items.extend(response_enum(api, response, key));
        }
    }
    items.extend(operation.headers.iter().flat_map(|headers| response_headers(api, headers, key)));
    for parameter in &operation.parameters {
        if let Binding::Body(BodyKind::Choice(choice)) = &parameter.binding {
            items.extend(body_choice(api, choice, key));
        }
        items.extend(forms(&parameter.binding).into_iter().flat_map(|form| multipart_form(api, form, key)));
    }
    items
}

fn argument(api: &Api, parameter: &Parameter) -> String {
    format!("{}: {}", parameter.name.rust(), text(&accepted(api, parameter)))
}

fn cause<'p>(parameters: impl Iterator<Item = &'p Parameter>) -> ItemCause {
    let mut rules: Vec<String> =
        parameters.flat_map(|parameter| parameter.rules.iter().map(|rule| (*rule).to_owned())).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() { ItemCause::Declared } else { ItemCause::Inferred(rules) }
}

/// Returns the struct of the operation with its result.
fn structure(api: &Api, operation: &Operation) -> OutlineItem {
    let name = operation.type_name.rust();
    let (output, error) = (result(api, &operation.output), result(api, &operation.error));
    let declaration = format!("pub struct {name}: Debug, Clone, Operation<Output = {output}, Error = {error}>");
    OutlineItem::declared(format!("operations::{name}"), declaration, &operation.key)
}

fn result(api: &Api, response: &ResponseType) -> String {
    text(&response_type(api, response))
}

fn rust(api: &Api, value: &Type) -> String {
    text(&ty(api, value, TypeContext::Elsewhere))
}

/// Returns the traits that add methods to a call.
fn traits(api: &Api, operation: &Operation) -> Vec<OutlineItem> {
    let name = operation.type_name.rust();
    let item = |declaration: String| {
        let word = declaration.split('<').next().unwrap_or_default();
        OutlineItem::declared(format!("operations::{name}: {word}"), declaration.clone(), &operation.key)
    };
    let pages = operation.pagination.iter().map(|pages| format!("Paginated<Item = {}>", rust(api, &pages.item)));
    let bytes = operation.can_download().then(|| "BytesResponse".to_owned());
    let streams = operation.streams.iter().map(|stream| match stream.kind {
        StreamFraming::Events => format!("EventStreamResponse<Event = {}>", rust(api, &stream.ty)),
        StreamFraming::Newline | StreamFraming::RecordSeparator => {
            format!("JsonStreamResponse<Line = {}>", rust(api, &stream.ty))
        }
    });
    pages.chain(bytes).chain(streams).map(item).collect()
}

/// Returns the setters of parameters.
fn setters(api: &Api, owner: &str, parameters: &[Parameter]) -> Vec<OutlineItem> {
    let optional = parameters.iter().filter(|parameter| !parameter.required);
    let setter = |parameter: &Parameter| {
        let name = parameter.name.rust();
        let declaration = format!("pub fn {name}(self, {}) -> Self", argument(api, parameter));
        let cause = cause([parameter].into_iter());
        let key = parameter.key();
        let origin = if parameter.required_setter { format!("{key}, required") } else { key };
        OutlineItem { cause, ..OutlineItem::declared(format!("{owner}::{name}"), declaration, origin) }
    };
    optional.map(setter).collect()
}

/// Returns the methods that request another media type.
fn choices(api: &Api, operation: &Operation) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    for choice in &operation.choices {
        let (method, owner) = (choice.method_name.rust(), operation.type_name.rust());
        let output = match &choice.alternative {
            Some(alternative) => {
                let (name, output) = (alternative.type_name.rust(), result(api, &alternative.output));
                let declaration = format!("pub struct {name}: Debug, Clone, Operation<Output = {output}>");
                items.push(OutlineItem::declared(format!("operations::{name}"), declaration, &choice.media));
                items.extend(alternative.output.is_bytes(&alternative.arms).then(|| {
                    OutlineItem::declared(format!("operations::{name}: BytesResponse"), "BytesResponse", &choice.media)
                }));
                if let ResponseType::PerStatus(response) = &alternative.output {
                    items.extend(response_enum(api, response, &operation.key));
                }
                format!("Call<'c, {name}, M>")
            }
            None => "Self".to_owned(),
        };
        let declaration = format!("pub fn {method}(self) -> {output}");
        items.push(OutlineItem::declared(format!("Call<{owner}>::{method}"), declaration, &choice.media));
    }
    items.extend(operation.any.iter().flat_map(|any| any_response(api, operation, any)));
    items
}

/// Returns the method that accepts all media types, and the enum that it returns.
fn any_response(api: &Api, operation: &Operation, any: &AnyResponse) -> Vec<OutlineItem> {
    let (method, owner) = (any.method_name.rust(), operation.type_name.rust());
    let (name, content) = (any.type_name.rust(), any.enum_name.rust());
    let key = operation.key.as_str();
    let declaration = format!("pub fn {method}(self) -> Call<'c, {name}, M>");
    let mut items = vec![OutlineItem::declared(format!("Call<{owner}>::{method}"), declaration, key)];
    let declaration = format!("pub struct {name}: Debug, Clone, Operation<Output = {content}>");
    items.push(OutlineItem::declared(format!("operations::{name}"), declaration, key));
    let declaration = format!("pub enum {content}: Debug, Clone, PartialEq");
    items.push(OutlineItem::declared(format!("operations::{content}"), declaration, key));
    let others = any.variants.iter().filter_map(|variant| {
        let alternative = operation.choices.get(variant.choice)?.alternative.as_ref()?;
        Some((&variant.name, &alternative.output))
    });
    items.extend([(&any.preferred, &operation.output)].into_iter().chain(others).map(|(name, output)| {
        let declaration = format!("{}({})", name.rust(), result(api, output));
        OutlineItem::declared(format!("operations::{content}::{}", name.rust()), declaration, key)
    }));
    items
}

fn response_enum(api: &Api, response: &ResponseEnum, key: &str) -> Vec<OutlineItem> {
    let path = format!("operations::{}", response.name.rust());
    let declaration = format!("pub enum {}: Debug, Clone, PartialEq", response.name.rust());
    let variants = response.variants.iter().map(|variant| {
        let name = variant.name.rust();
        let payload = if variant.ty == Type::Unit { String::new() } else { format!("({})", rust(api, &variant.ty)) };
        OutlineItem::declared(format!("{path}::{name}"), format!("{name}{payload}"), variant.name.wire())
    });
    let variants: Vec<OutlineItem> = variants.collect();
    [OutlineItem::declared(path, declaration, key)].into_iter().chain(variants).collect()
}

fn response_headers(api: &Api, headers: &ResponseHeaders, key: &str) -> Vec<OutlineItem> {
    let path = format!("operations::{}", headers.name.rust());
    let declaration = format!("pub struct {}: Debug, Clone, PartialEq, Default", headers.name.rust());
    let field = |name: &str, value: String, source: &str| {
        OutlineItem::declared(format!("{path}::{name}"), format!("pub {name}: {value}"), source)
    };
    let mut items = vec![OutlineItem::declared(path.clone(), declaration, key)];
    items.extend(
        headers
            .fields
            .iter()
            .map(|header| field(header.name.rust(), format!("Option<{}>", rust(api, &header.ty)), header.name.wire())),
    );
    items.push(field(headers.invalid.rust(), "Vec<InvalidHeader>".to_owned(), key));
    items
}

fn body_choice(api: &Api, choice: &BodyChoice, key: &str) -> Vec<OutlineItem> {
    let name = choice.type_name.rust();
    let path = format!("operations::{name}");
    let mut items = vec![OutlineItem::declared(path.clone(), format!("pub enum {name}: Debug, Clone"), key)];
    for variant in &choice.variants {
        let (name, value) = (variant.name.rust(), text(&variant_type(api, variant)));
        let source = variant.name.wire();
        items.push(OutlineItem::declared(format!("{path}::{name}"), format!("{name}({value})"), source));
        let also = also_from(variant).map(|from| text(&from));
        items.extend([value].into_iter().chain(also).filter(|_| variant.has_from_impl).map(|from| {
            let declaration = format!("impl From<{from}> for {}", choice.type_name.rust());
            OutlineItem::declared(format!("{path}: From<{from}>"), declaration, source)
        }));
    }
    items
}

fn multipart_form(api: &Api, form: &MultipartForm, key: &str) -> Vec<OutlineItem> {
    let name = form.type_name.rust();
    let path = format!("operations::{name}");
    let required: Vec<&Parameter> = form.parts.iter().filter(|part| part.required).collect();
    let default = if required.is_empty() { ", Default" } else { "" };
    let mut items = vec![OutlineItem::declared(path.clone(), format!("pub struct {name}: Debug, Clone{default}"), key)];
    if !required.is_empty() {
        let arguments: Vec<String> = required.iter().map(|part| argument(api, part)).collect();
        let declaration = format!("pub fn new({}) -> Self", arguments.join(", "));
        items.push(OutlineItem::declared(format!("{path}::new"), declaration, key));
    }
    items.extend(setters(api, &path, &form.parts));
    items
}
