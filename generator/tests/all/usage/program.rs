//! A program that uses every public item of a client as its callers do.
//!
//! It is made from the declarations of the outline alone. Each item is used by one function in one line, so that the
//! line of an error of rustc identifies the item.

use std::collections::BTreeSet;

use clientsmith::Files;
use clientsmith::emit::{OutlineItem, read_outline};
use syn::{FnArg, ImplItemFn, ReturnType, Signature, Type};

use super::module_names::ModuleNames;
use super::rust_text::{MAX_FORMS, parsed, passed, qualified};

/// The uses of the items of a client.
#[derive(Debug)]
pub(crate) struct UsageProgram {
    package: String,
    uses: Vec<ItemUse>,
}

/// The use of an item.
#[derive(Debug)]
struct ItemUse {
    path: String,
    functions: Vec<String>,
}

const HEADER: &str = "#![allow(deprecated, unused, clippy::all, async_fn_in_trait)]\n";

impl UsageProgram {
    /// Creates the program from the outline in the files of a client. It uses the client with the given package name.
    pub(crate) fn new(package: &str, files: &Files) -> Self {
        let items = read_outline(files.get("API.md").map_or("", String::as_str));
        let names = ModuleNames::new(&items);
        let uses = items.iter().filter(|item| !item.path.starts_with("runtime::"));
        let uses = uses.map(|item| ItemUse { path: item.path.clone(), functions: functions(&names, item) });
        Self { package: package.replace('-', "_"), uses: uses.collect() }
    }

    /// Returns the text of the program; the lines of the given items are empty.
    pub(crate) fn text(&self, without: &BTreeSet<String>) -> String {
        let mut text = format!("{HEADER}use {} as client;\nfn main() {{}}\n", self.package);
        for (number, item) in self.uses.iter().enumerate() {
            if !without.contains(&item.path) {
                let functions = item.functions.iter().enumerate();
                text.extend(functions.map(|(i, function)| format!("fn use_{number}_{i}{function} ")));
            }
            text.push('\n');
        }
        text
    }

    /// Returns the item that is used in a line, counted from one.
    pub(crate) fn item(&self, line: usize) -> Option<&str> {
        let first = HEADER.lines().count() + 3;
        Some(self.uses.get(line.checked_sub(first)?)?.path.as_str())
    }
}

/// Returns the functions that use an item, without `fn` and their names.
fn functions(names: &ModuleNames, item: &OutlineItem) -> Vec<String> {
    let declaration = item.declaration.as_str();
    let module = item.path.split("::").next().unwrap_or_default();
    if let Some((owner, _)) = item.path.split_once(": ") {
        let owner = format!("client::{owner}");
        return match declaration.strip_prefix("impl ") {
            Some(conversion) => vec![self::conversion(names, module, conversion, &owner)],
            None => vec![operation_trait(names, declaration, &owner)],
        };
    }
    if declaration.starts_with("pub use ") {
        let path = item.path.strip_prefix("crate::").unwrap_or(&item.path);
        return vec![format!("() {{ use client::{path}; }}")];
    }
    if declaration.starts_with("pub fn ") {
        let signature = parsed::<ImplItemFn>(&format!("{declaration} {{}}")).sig;
        return (0..MAX_FORMS).map_while(|form| function(names, module, item, &signature, form)).collect();
    }
    let path = format!("client::{}", item.path);
    if let Some((head, traits)) = declaration.split_once(": ").filter(|_| is_definition(declaration)) {
        return definition(names, module, &path, head, traits);
    }
    if let Some((_, target)) = declaration.split_once(" = ").filter(|_| declaration.starts_with("pub type ")) {
        let target = qualified(names, module, parsed::<Type>(target));
        return vec![format!("(x: {path}, y: {target}) -> ({target}, {path}) {{ (x, y) }}")];
    }
    let (owner, _) = path.rsplit_once("::").expect("fields and variants have an owner");
    if let Some((name, value)) = declaration.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
        let value = qualified(names, module, parsed::<Type>(value));
        return vec![format!("(mut x: {owner}, y: {value}) -> {value} {{ x.{name} = y; x.{name} }}")];
    }
    vec![variant(names, module, &path, owner, declaration)]
}

fn is_definition(declaration: &str) -> bool {
    ["pub struct ", "pub enum "].iter().any(|word| declaration.starts_with(word))
}

/// Uses a struct or an enum with its traits.
fn definition(names: &ModuleNames, module: &str, path: &str, head: &str, traits: &str) -> Vec<String> {
    let traits: Vec<String> = bounds(traits).iter().map(|bound| trait_path(names, module, bound.trim())).collect();
    let traits = format!("() {{ fn has<T: {}>() {{}} has::<{path}>(); }}", traits.join(" + "));
    let content = match head.split_once("(pub ") {
        Some((_, inner)) => {
            let inner = qualified(names, module, parsed::<Type>(inner.strip_suffix(')').unwrap_or(inner)));
            format!("(x: {path}, y: {inner}) -> ({inner}, {path}) {{ (x.0, {path}(y)) }}")
        }
        // A struct is a type of its own, and the variants of an enum can be imported.
        None if head.starts_with("pub struct ") => {
            format!(
                "(x: {path}) {{ let {path} {{ .. }} = x; trait Local {{}} impl Local for {path} {{}} {OTHER_STRUCTS} }}"
            )
        }
        None => format!("() {{ use {path}::*; }}"),
    };
    vec![traits, content]
}

/// Implementations that conflict with that of a struct if the struct becomes an alias.
const OTHER_STRUCTS: &str = "impl<T> Local for Vec<T> {} impl<K, V> Local for std::collections::BTreeMap<K, V> {} \
                             impl Local for String {} impl Local for client::Bytes {} \
                             impl Local for client::SecretString {}";

/// Returns the path of a trait; a client can have a type with the name of a trait.
fn trait_path(names: &ModuleNames, module: &str, bound: &str) -> String {
    match bound {
        "Debug" => "std::fmt::Debug".to_owned(),
        "Hash" => "std::hash::Hash".to_owned(),
        "From<&str>" => "for<'a> From<&'a str>".to_owned(),
        "Clone" | "Default" | "Eq" | "Ord" | "PartialEq" | "PartialOrd" => bound.to_owned(),
        _ => qualified(names, module, parsed::<Type>(bound)),
    }
}

/// Splits a list of traits at the commas outside of generic arguments.
fn bounds(traits: &str) -> Vec<String> {
    let (mut list, mut depth) = (vec![String::new()], 0);
    for character in traits.chars() {
        match character {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            _ => {}
        }
        match list.last_mut() {
            Some(_) if character == ',' && depth == 0 => list.push(String::new()),
            Some(last) => last.push(character),
            None => {}
        }
    }
    list
}

/// Uses a variant: it is constructed and matched.
fn variant(names: &ModuleNames, module: &str, path: &str, owner: &str, declaration: &str) -> String {
    match declaration.split_once('(') {
        Some((_, payload)) => {
            let payload = parsed::<Type>(payload.strip_suffix(')').unwrap_or(payload));
            let payload = qualified(names, module, payload);
            format!(
                "(x: {owner}, y: {payload}) -> ({owner}, Option<{payload}>) \
                 {{ ({path}(y), match x {{ {path}(z) => Some(z), _ => None }}) }}"
            )
        }
        None => format!("(x: {owner}) -> ({owner}, bool) {{ ({path}, match x {{ {path} => true, _ => false }}) }}"),
    }
}

/// Uses a conversion `From<T> for N`.
fn conversion(names: &ModuleNames, module: &str, declaration: &str, owner: &str) -> String {
    let (conversion, _) = declaration.split_once(" for ").expect("the conversion has a target");
    let from = conversion.strip_prefix("From<").and_then(|rest| rest.strip_suffix('>')).expect("it is `From`");
    let from = qualified(names, module, parsed::<Type>(from));
    format!("(x: {from}) -> {owner} {{ x.into() }}")
}

/// Uses the methods that a trait of an operation adds to its calls.
fn operation_trait(names: &ModuleNames, declaration: &str, owner: &str) -> String {
    let (name, argument) = declaration.split_once('<').unwrap_or((declaration, ""));
    let argument = argument.split_once(" = ").map_or("()", |(_, ty)| ty.strip_suffix('>').unwrap_or(ty));
    let argument = qualified(names, "operations", parsed::<Type>(argument));
    let body = match name {
        "Paginated" => format!("let x: Option<Result<{argument}, client::Error<_>>> = call.items().next().await;"),
        "BytesResponse" => "let x: Result<client::RawResponse, _> = call.download().await;".to_owned(),
        "EventStreamResponse" => format!(
            "if let Ok(mut events) = call.events().await \
             {{ let x: Option<Result<client::Event<{argument}>, client::Error<_>>> = events.next().await; }}"
        ),
        "JsonStreamResponse" => format!(
            "if let Ok(mut lines) = call.json_stream().await \
             {{ let x: Option<Result<{argument}, client::Error<_>>> = lines.next().await; }}"
        ),
        other => panic!("the trait {other} has no use"),
    };
    format!("(call: client::Call<'_, {owner}>) {{ let f = async move {{ {body} }}; }}")
}

/// Uses a method or a function, with one of the forms of its arguments; `None` if they have no further form.
fn function(
    names: &ModuleNames,
    module: &str,
    item: &OutlineItem,
    signature: &Signature,
    form: usize,
) -> Option<String> {
    let (owner, method) = item.path.rsplit_once("::").expect("methods have an owner");
    let owner = match owner.strip_prefix("Call") {
        Some("") => "client::Call<'c, O>".to_owned(),
        Some(operation) if operation.starts_with('<') => {
            format!("client::Call<'c, client::operations::{}>", &operation[1..operation.len() - 1])
        }
        _ => format!("client::{owner}"),
    };
    let (mut parameters, mut arguments, mut receiver) = (Vec::new(), Vec::new(), format!("{owner}::"));
    let mut has_form = form == 0;
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(_) => {
                let reference = if item.declaration.contains("(&self") { "&'c " } else { "" };
                parameters.push(format!("x: {reference}{owner}"));
                receiver = "x.".to_owned();
            }
            FnArg::Typed(typed) => {
                let argument = format!("a{}", arguments.len());
                let forms = passed(&typed.ty);
                has_form |= forms.len() > form;
                let ty = forms.get(form).or(forms.first()).expect("a parameter has a type");
                parameters.push(format!("{argument}: {}", qualified(names, module, ty)));
                arguments.push(argument);
            }
        }
    }
    let output = output(names, module, &signature.output, &owner);
    let (parameters, arguments) = (parameters.join(", "), arguments.join(", "));
    has_form.then(|| format!("<'c, O>({parameters}) -> {output} {{ {receiver}{method}({arguments}) }}"))
}

/// Returns the type that a method returns.
fn output(names: &ModuleNames, module: &str, output: &ReturnType, owner: &str) -> String {
    let ReturnType::Type(_, ty) = output else { return "()".to_owned() };
    let text = qualified(names, module, ty);
    if text.trim() == "client::Self" {
        return owner.to_owned();
    }
    // The mode of a call is a parameter of the method's `impl`.
    text.replace("'_", "'c").replace(", client::M ", "")
}
