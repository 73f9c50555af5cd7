//! Names of generated code that names from a document may not take.
//!
//! The methods of the runtime's types are read from its sources. A unit test checks that the listed types exist there,
//! and the tests of the crate check that the lists are complete.

use clientsmith_runtime::methods;

/// Returns the names that no operation's method on `Client` may have: its methods, prelude methods that take any value
/// as `self` and so precede a method that borrows the client, and names for methods of later versions.
pub fn client_methods() -> impl Iterator<Item = &'static str> {
    const LATER: [&str; 4] = ["api", "base_url", "execute", "send"];
    methods("Client").chain(["builder", "clone", "from", "into", "new", "try_into"]).chain(LATER)
}

/// Returns the names that no parameter's method on `Call` may have: its methods, and variables of generated code.
pub fn call_methods() -> impl Iterator<Item = &'static str> {
    methods("Call").chain([
        "call",
        "client",
        "clone",
        "from",
        "into",
        "new",
        "operation",
        "request",
        "response",
        "server",
    ])
}

/// Returns the names that no credential's method on `ClientBuilder` may have.
pub fn builder_methods() -> impl Iterator<Item = &'static str> {
    methods("ClientBuilder").chain(["clone", "server"])
}

/// Returns the names that no server and no variable of a server may have.
pub fn server_methods() -> impl Iterator<Item = &'static str> {
    methods("Server").chain(["clone", "from", "into", "new"])
}

/// Returns the names that no client crate may have, as identifiers: crates that it depends on, words that are keywords
/// in some edition, primitive types, which it would hide in the crates that use it, and names in its examples.
pub fn crates() -> impl Iterator<Item = String> {
    const CRATES_AND_KEYWORDS: [&str; 7] = ["alloc", "core", "gen", "proc_macro", "std", "test", "union"];
    const IN_EXAMPLES: [&str; 6] = ["Client", "Error", "Mock", "MockResponse", "StatusCode", "auth"];
    let dependencies = clientsmith_runtime::dependencies(&clientsmith_runtime::features().collect());
    let others = clientsmith_runtime::FEATURE_DEPENDENCIES.iter().chain(clientsmith_runtime::TEST_DEPENDENCIES);
    let dependencies = dependencies.into_iter().chain(others.copied());
    let fixed = [CRATES_AND_KEYWORDS.as_slice(), IN_EXAMPLES.as_slice(), PRIMITIVES, STD].into_iter().flatten();
    dependencies.map(|dependency| dependency.name.replace('-', "_")).chain(fixed.map(|name| (*name).to_owned()))
}

/// Returns the names that no field of a form struct may have.
pub fn form_methods() -> impl Iterator<Item = &'static str> {
    ["clone", "default", "encode", "from", "into", "new"].into_iter()
}

/// Returns the names that no type may have, since the module of types uses them with another meaning.
pub fn types() -> impl Iterator<Item = &'static str> {
    [STD, VALUES, STD_OF_TYPES, RUNTIME_OF_TYPES].into_iter().flatten().copied()
}

/// Returns the names that no operation's struct may have, since the modules of operations use them with another
/// meaning.
pub fn operations() -> impl Iterator<Item = &'static str> {
    [STD, VALUES, STD_OF_OPERATIONS, RUNTIME_OF_OPERATIONS].into_iter().flatten().copied()
}

/// The primitive types.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "f128", "f16", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

/// Names of the standard library and `serde_json` in every generated module.
const STD: &[&str] = &[
    "BTreeMap", "Box", "Default", "Err", "From", "Into", "Iterator", "None", "Ok", "Option", "Result", "Self", "Some",
    "String", "Value", "Vec",
];

/// Types of the runtime in every generated module.
const VALUES: &[&str] = &[
    "Base64",
    "Base64Url",
    "Bytes",
    "Client",
    "Date",
    "Decimal",
    "DecimalNumber",
    "DecimalString",
    "DurationFormat",
    "Error",
    "FilePart",
    "HttpDate",
    "IntegralNumber",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "IsoDuration",
    "NumberFromString",
    "Rfc3339",
    "Rfc3339Date",
    "SecretString",
    "TimeFormat",
    "TimeOfDay",
    "Timestamp",
    "UnixMillis",
    "UnixSeconds",
    "UriString",
    "Uuid",
    "Xml",
];

/// Further names of the standard library in the module of types.
const STD_OF_TYPES: &[&str] = &["AsRef", "Clone", "Debug", "Display", "Drop", "Eq", "Ord", "PartialEq", "ToString"];

/// Further types of the runtime in the module of types.
const RUNTIME_OF_TYPES: &[&str] = &["Erasable", "ErasedBox", "UnknownValue"];

/// Further names of the standard library, and the type parameter, in the modules of operations.
const STD_OF_OPERATIONS: &[&str] = &["IntoIterator", "M"];

/// Further types of the runtime in the modules of operations.
const RUNTIME_OF_OPERATIONS: &[&str] = &[
    "AlternativeResponse",
    "As",
    "BackoffField",
    "BufferedResponse",
    "BytesResponse",
    "Call",
    "EventStreamResponse",
    "HasMore",
    "InvalidHeader",
    "InvalidParameter",
    "JsonFraming",
    "JsonStreamResponse",
    "Method",
    "Mode",
    "NextPage",
    "Operation",
    "PageInfo",
    "Paginated",
    "RequestEncoder",
    "SecurityRequirements",
    "Separator",
    "SerializeAs",
    "Style",
    "Upload",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_types_exist_in_the_runtime() {
        for name in [VALUES, RUNTIME_OF_TYPES, RUNTIME_OF_OPERATIONS].into_iter().flatten() {
            assert!(clientsmith_runtime::TYPES.contains(name), "{name}");
        }
    }

    #[test]
    fn methods_are_those_of_the_runtime() {
        let calls: Vec<&str> = call_methods().collect();
        assert!(["send", "pages", "timeout"].iter().all(|name| calls.contains(name)), "{calls:?}");
        assert!(builder_methods().any(|name| name == "user_agent"));
        assert!(client_methods().any(|name| name == "base_url"));
        assert!(server_methods().any(|name| name == "url"));
    }

    #[test]
    fn crate_names_of_dependencies_keywords_and_primitives_are_reserved() {
        let crates: Vec<String> = crates().collect();
        let expected = ["http", "tokio", "serde", "url", "bytes", "jiff", "gen", "union", "str", "u8"];
        assert!(expected.iter().all(|name| crates.iter().any(|c| c == name)));
    }
}
