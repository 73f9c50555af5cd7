//! Round trips of random values: the types of each fixture with unions read values that its schemas allow, and write
//! them back. The types of all fixtures are compiled in one crate with the complete runtime, with and without the
//! feature that keeps all digits of numbers.

#[path = "round_trip/client.rs"]
mod client;
#[path = "round_trip/keywords.rs"]
mod keywords;
#[path = "round_trip/texts.rs"]
mod texts;
#[path = "round_trip/values.rs"]
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use client::Client;
use values::{Sample, ValueMaker};

/// The directories with fixtures that are complete documents.
const DIRECTORIES: [&str; 6] = ["dialects", "emit", "examples", "round-trip", "upgrade", "wire"];

/// Fixtures whose schemas contradict themselves or are invalid, and one whose integers are unsigned because it states
/// large ones, although its schemas allow negative ones.
const NOT_TESTED: [&str; 4] =
    ["dialects/wrong-types.yaml", "emit/contradictions.yaml", "emit/large-integers.yaml", "upgrade/schemas.yaml"];

/// The number of values of each schema.
const VALUES: usize = 1_000;

/// A value of one schema.
struct Trip {
    client: String,
    schema: String,
    property: String,
    sample: Sample,
}

#[test]
fn values_of_unions_round_trip() {
    let clients: Vec<Client> = union_fixtures().iter().filter_map(|path| Client::new(path)).collect();
    assert!(clients.len() > 20, "{} fixtures", clients.len());
    client::write_crate(&clients);
    let trips: Vec<Trip> = clients.iter().flat_map(trips).collect();
    for features in ["", "exact_numbers"] {
        let values = trips.iter().map(|trip| (trip.client.as_str(), wrapped(trip)));
        assert_unchanged(&trips, &client::round_trips(values, features));
        assert_digits_are_kept(&clients, features == "exact_numbers");
    }
}

/// Checks that each value means the same after it is written.
fn assert_unchanged(trips: &[Trip], written: &[String]) {
    let mut faults: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (trip, line) in trips.iter().zip(written) {
        let written = serde_json::from_str::<Value>(line).ok();
        let found = written.as_ref().map(|written| written.get(&trip.property).unwrap_or(&Value::Null));
        if !found.is_some_and(|found| is_same(found, &trip.sample.value, &trip.sample.canonical)) {
            let text = found.map_or_else(|| line.clone(), ToString::to_string);
            let place = format!("{} {}", trip.client, trip.schema);
            faults.entry(place).or_default().push(format!("{}\n      {text}", trip.sample.value));
        }
    }
    let shown = faults.iter().map(|(place, found)| {
        let shortest = found.iter().min_by_key(|text| text.len()).map_or("", String::as_str);
        format!("  {place}: {} values, such as\n      {shortest}", found.len())
    });
    let shown: Vec<String> = shown.collect();
    assert!(shown.is_empty(), "values change between reading and writing:\n{}", shown.join("\n"));
}

/// Values with more digits than a float has, by fixture and schema. Decimals keep them, others with a feature.
const LONG_NUMBERS: [(&str, &str, &str, bool); 9] = [
    ("scalars_round_trip", "DecimalOrText", "1.2345678901234567890123", true),
    ("scalars_round_trip", "DecimalOrText", "-12345678901234567890.125", true),
    ("containers_round_trip", "Decimals", "[1.2345678901234567890123,12345678901234567890]", true),
    ("objects_round_trip", "Priced", r#"{"net":12345678901234567890.5,"list":[{"net":0.12345678901234567890}]}"#, true),
    ("scalars_round_trip", "IdOrNumber", "1.2345678901234567890123", false),
    ("scalars_round_trip", "IntegerOrAny", "123456789012345678901234567890", false),
    ("objects_round_trip", "Open", r#"{"open":true,"x":1.2345678901234567890123}"#, false),
    ("objects_round_trip", "PageOrAny", r#"{"text":1.2345678901234567890123}"#, false),
    ("objects_round_trip", "Untyped", r#"[{"a":[1.2345678901234567890123]},1e+400]"#, false),
];

/// Checks that decimals in unions keep every digit, and with `exact_numbers` all numbers.
fn assert_digits_are_kept(clients: &[Client], are_exact: bool) {
    let tested = LONG_NUMBERS.iter().filter(|(.., is_decimal)| are_exact || *is_decimal);
    let texts: Vec<(&str, String)> = tested
        .map(|(module, name, text, _)| {
            let client = clients.iter().find(|client| client.module == *module).expect("a fixture");
            let (property, _) = client.schemas.iter().find(|(_, (schema, _))| schema == name).expect("a schema");
            (*module, format!("{{{property:?}:{text}}}"))
        })
        .collect();
    let written = client::round_trips(texts.iter().cloned(), if are_exact { "exact_numbers" } else { "" });
    assert_eq!(written, texts.into_iter().map(|(_, text)| text).collect::<Vec<_>>());
}

/// Returns the fixtures with unions.
fn union_fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let files = DIRECTORIES.iter().flat_map(|directory| fs::read_dir(root.join(directory)).expect("a directory"));
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.expect("an entry").path()).filter(|p| p.is_file()).collect();
    paths.retain(|path| !NOT_TESTED.iter().any(|name| path.ends_with(name)));
    paths.retain(|path| {
        let text = fs::read_to_string(path).expect("a fixture is text");
        ["oneOf", "anyOf", "discriminator", "type: ["].iter().any(|word| text.contains(word))
    });
    paths.sort();
    paths
}

/// Returns random values of the schemas of a client. Schemas of infinite values have none.
fn trips(client: &Client) -> Vec<Trip> {
    let references = client.references();
    let mut trips = Vec::new();
    for (property, (name, schema)) in &client.schemas {
        let seed = name.bytes().fold(17, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        let mut maker = ValueMaker::new(&client.document, &references, seed);
        let samples: Vec<Sample> = (0..2 * VALUES).filter_map(|_| maker.value(schema)).take(VALUES).collect();
        let (client, schema) = (client.module.clone(), name.clone());
        trips.extend(samples.into_iter().map(|sample| Trip {
            client: client.clone(),
            schema: schema.clone(),
            property: property.clone(),
            sample,
        }));
    }
    assert!(trips.len() >= VALUES, "{}: {} values", client.module, trips.len());
    trips
}

fn wrapped(trip: &Trip) -> String {
    format!("{{{:?}:{}}}", trip.property, trip.sample.value)
}

/// Returns true if a written value means the same as the one that was read.
fn is_same(written: &Value, value: &Value, canonical: &Value) -> bool {
    match (written, value, canonical) {
        (Value::Number(written), Value::Number(value), _) if written.is_f64() || value.is_f64() => {
            written.as_f64() == value.as_f64()
        }
        (Value::Array(written), Value::Array(items), Value::Array(canonical)) => {
            let parts = written.iter().zip(items.iter().zip(canonical));
            written.len() == items.len() && { parts }.all(|(written, (item, other))| is_same(written, item, other))
        }
        (Value::Object(written), Value::Object(members), Value::Object(canonical)) => {
            let is_kept = |(name, value): (&String, &Value)| match written.get(name) {
                Some(written) => is_same(written, value, canonical.get(name).unwrap_or(value)),
                None => !canonical.contains_key(name),
            };
            written.keys().all(|name| members.contains_key(name)) && members.iter().all(is_kept)
        }
        _ => written == value || written == canonical,
    }
}
