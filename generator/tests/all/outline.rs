//! `API.md` lists exactly the public items of the emitted Rust.

use std::collections::BTreeSet;
use std::fs;

use clientsmith::document::Text;
use clientsmith::lower::RequiredParameters;
use clientsmith::{Files, Input, generate};
use quote::ToTokens;
use syn::{Attribute, FnArg, ImplItem, Item, Signature, Type, Visibility};

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn tokens(of: &impl ToTokens) -> String {
    of.to_token_stream().to_string().replace(' ', "")
}

/// Returns the owner of methods as the outline names it.
fn owner(module: &str, ty: &Type) -> String {
    let text = tokens(ty);
    let arguments = text.split_once('<').map_or("", |(_, arguments)| arguments);
    match text.split('<').next().unwrap_or_default() {
        "Client" => "Client".to_owned(),
        "ClientBuilder" => "ClientBuilder".to_owned(),
        "Call" => match arguments.split(',').nth(1) {
            Some("O") | None => "Call".to_owned(),
            Some(operation) => format!("Call<{operation}>"),
        },
        name if module.is_empty() => name.to_owned(),
        name => format!("{module}::{name}"),
    }
}

/// Returns a declaration of a method without its visibility and without spaces.
fn signature(signature: &Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) => tokens(receiver).replace("mut", ""),
        FnArg::Typed(typed) => format!("{}:{}", tokens(&typed.pat), tokens(&typed.ty)),
    });
    let output = tokens(&signature.output);
    format!("fn{}({}){output}", signature.ident, inputs.collect::<Vec<_>>().join(","))
}

/// Returns the path of a type with the traits that it derives.
fn derived(path: &str, attributes: &[Attribute]) -> String {
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let traits: Vec<String> = lists.filter_map(|list| Some(tokens(&list.meta.require_list().ok()?.tokens))).collect();
    format!("{path} {}", traits.join(","))
}

/// Returns the public items of a file with their declarations, without spaces.
fn items(module: &str, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let path = |name: &dyn std::fmt::Display| {
        if module.is_empty() { name.to_string() } else { format!("{module}::{name}") }
    };
    let file = syn::parse_file(text).expect("the file is Rust");
    for item in file.items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let path = path(&item.ident);
                let fields = item.fields.iter().filter(|field| is_public(&field.vis));
                let named = fields.filter_map(|field| Some((field.ident.as_ref()?, &field.ty)));
                found.extend(named.map(|(name, ty)| format!("{path}::{name} {name}:{}", tokens(ty))));
                found.insert(derived(&path, &item.attrs));
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let path = path(&item.ident);
                found.extend(item.variants.iter().map(|variant| {
                    let payload = tokens(&variant.fields);
                    format!("{path}::{} {}{payload}", variant.ident, variant.ident)
                }));
                found.insert(derived(&path, &item.attrs));
            }
            Item::Type(item) if is_public(&item.vis) => _ = found.insert(format!("{} ", path(&item.ident))),
            Item::Impl(item) => match &item.trait_ {
                None => {
                    let owner = owner(module, &item.self_ty);
                    for item in item.items {
                        if let ImplItem::Fn(method) = item
                            && is_public(&method.vis)
                            && !["Client::new", "Client::builder"]
                                .contains(&format!("{owner}::{}", method.sig.ident).as_str())
                        {
                            found.insert(format!("{owner}::{} {}", method.sig.ident, signature(&method.sig)));
                        }
                    }
                }
                Some((implemented, _)) => {
                    let name = implemented.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                    if ["Paginated", "BytesResponse", "EventStreamResponse", "JsonStreamResponse"]
                        .contains(&name.as_str())
                    {
                        found.insert(format!("{}: {name}", owner(module, &item.self_ty)));
                    }
                }
            },
            _ => {}
        }
    }
    found
}

/// Returns the names that the crate re-exports from the runtime.
fn exports(files: &Files) -> BTreeSet<String> {
    let text = files.get("src/lib.rs").map_or("", String::as_str);
    let lists = text.lines().filter_map(|line| line.strip_prefix("pub use runtime::"));
    let names = lists.flat_map(|list| list.split(|c: char| !c.is_alphanumeric() && c != '_'));
    names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

/// Returns the items of the runtime that other clients do not have.
fn of_runtime(files: &Files) -> Vec<String> {
    // Every client has these; it has the others if it uses them.
    const COMMON: &str = "ApiError BodyTooLarge BuildError Bytes Call Client ClientBuilder CredentialError DecodeError \
                          Error InvalidParameter Operation OperationInfo PaginationError RateLimit RateLimited \
                          RedirectError RequestInfo Response ResponseInfo RetryPolicy SecretString Server StatusCode \
                          TransportError UnexpectedResponse";
    let specific = exports(files).into_iter().filter(|name| !COMMON.split(' ').any(|common| common == name));
    let names = specific.map(|name| format!("crate::{name} useruntime::{name}"));
    let method = "fn lenient_decoding(self, is_lenient: bool) -> Self".replace(' ', "");
    let builder = files.get("src/runtime/facade/client/builder.rs").map_or("", String::as_str);
    let is_lenient = builder.contains("pub fn lenient_decoding(mut self");
    names.chain(is_lenient.then(|| format!("ClientBuilder::lenient_decoding {method}"))).collect()
}

fn emitted(files: &Files) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = of_runtime(files).into_iter().collect();
    for (path, text) in files {
        let module = match path.as_str() {
            "src/types.rs" => "types",
            "src/client.rs" => "",
            path if path.starts_with("src/operations/") => "operations",
            _ => continue,
        };
        found.extend(items(module, text));
    }
    found
}

/// Returns the items of `API.md` in the same form.
fn listed(files: &Files) -> BTreeSet<String> {
    let text = files.get("API.md").map_or("", String::as_str);
    let lines = text.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: `"));
    let items = lines.filter_map(|(path, rest)| {
        let declaration = rest.split_once('`').map_or(rest, |(declaration, _)| declaration);
        let is_other = path.starts_with("runtime::") || path.starts_with("auth::") || path.contains(": From<");
        let compact = declaration.strip_prefix("pub ").unwrap_or(declaration).replace(' ', "");
        let is_definition = ["pub struct ", "pub enum ", "pub type "].iter().any(|word| declaration.starts_with(word));
        let traits = declaration.split_once(": ").map_or("", |(_, traits)| traits);
        let is_derived = |name: &&str| !name.starts_with("Operation<") && !name.starts_with("From<");
        let traits: Vec<&str> = traits.split(", ").take_while(is_derived).collect();
        (!is_other).then(|| match path.contains(": ") {
            true => path.to_owned(),
            false if is_definition => format!("{path} {}", traits.join(",")),
            false => format!("{path} {compact}"),
        })
    });
    items.collect()
}

#[test]
fn outline_lists_the_public_items_of_the_emitted_files() {
    insta::glob!("../fixtures/emit", "*.yaml", |path| {
        let bytes = fs::read(path).expect("the fixture can be read");
        for required in [RequiredParameters::Positional, RequiredParameters::Setters] {
            let documents = vec![Text { name: "fixture.yaml".to_owned(), bytes: bytes.clone() }];
            let output = generate(&Input { package: "fixture".to_owned(), documents, required, ..Input::default() });
            let (emitted, listed) = (emitted(&output.files), listed(&output.files));
            let missing: Vec<&String> = emitted.difference(&listed).collect();
            let extra: Vec<&String> = listed.difference(&emitted).collect();
            let path = path.display();
            assert!(missing.is_empty() && extra.is_empty(), "{path}: missing {missing:#?}, extra {extra:#?}");
        }
    });
}
