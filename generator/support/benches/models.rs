//! Compares the JSON speed of `model!` with that of serde's derive.
//!
//! ```text
//! cargo bench -p clientsmith-runtime --bench models
//! ```
//!
//! reads and writes a list of 10,000 objects of eight fields with both implementations alternately, and prints the best
//! time of each. The bench `compile_cost` measures compile times. Without `--bench`, as in `cargo test --all-targets`,
//! it runs one round, which checks that both implementations write the text they read.

// The runtime is compiled as a module, as in a generated client.
#[allow(dead_code, unreachable_pub)]
#[path = "../src"]
mod support {
    pub(crate) mod runtime;
}

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::ser::Serialize;
use support::runtime;
use support::runtime::model::model;

const OBJECTS: usize = 10_000;
const ROUNDS: usize = 60;

/// Declares the same structs with tables and with derived impls.
macro_rules! table_and_derived {
    ($($name:ident { $($wire:literal => $field:ident: $kind:ident $type:ty),* })*) => {
        mod table {
            use super::model;
            $(
                #[derive(Debug, Clone, PartialEq)]
                pub(super) struct $name { $($field: $type),* }
                model!($name { $($wire => $field: $kind,)* });
            )*
        }
        mod derived {
            $(
                #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
                pub(super) struct $name {
                    $(#[serde(rename = $wire, skip_serializing_if = "super::IsAbsent::is_absent")] $field: $type),*
                }
            )*
        }
    };
}

table_and_derived! {
    Order {
        "id" => id: required u64,
        "customer_name" => customer_name: required String,
        "is_paid" => is_paid: optional Option<bool>,
        "total" => total: optional Option<f64>,
        "note" => note: optional Option<String>,
        "tags" => tags: optional Option<Vec<String>>,
        "address" => address: optional Option<Address>,
        "replaces" => replaces: optional Option<Box<Order>>
    }
    Address { "street" => street: optional Option<String>, "city" => city: required String }
}

/// A test for values that derived impls omit, so that both implementations write the same text.
trait IsAbsent {
    fn is_absent(&self) -> bool {
        false
    }
}
impl IsAbsent for u64 {}
impl IsAbsent for String {}
impl<T> IsAbsent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

fn main() {
    let text = orders();
    let rounds = if std::env::args().any(|argument| argument == "--bench") { ROUNDS } else { 1 };
    println!("{OBJECTS} objects, {} KiB; best of {rounds}", text.len() / 1024);
    let mut best = [[Duration::MAX; 2]; 2];
    for _ in 0..rounds {
        for (implementation, run) in [round::<derived::Order>, round::<table::Order>].into_iter().enumerate() {
            for (kind, time) in run(&text).into_iter().enumerate() {
                best[kind][implementation] = best[kind][implementation].min(time);
            }
        }
    }
    for (kind, [derived, table]) in ["from_slice", "to_vec"].into_iter().zip(best) {
        let percentage = 100.0 * table.as_secs_f64() / derived.as_secs_f64();
        println!("{kind:10}  derive {derived:9.2?}  model {table:9.2?}  {percentage:5.1} %");
    }
}

/// Returns the times to read and to write the list once.
fn round<T: DeserializeOwned + Serialize>(text: &str) -> [Duration; 2] {
    let start = Instant::now();
    let orders: Vec<T> = serde_json::from_slice(black_box(text.as_bytes())).expect("the list is valid");
    let read = start.elapsed();
    let start = Instant::now();
    let written = serde_json::to_vec(black_box(&orders)).expect("orders can be written");
    let write = start.elapsed();
    assert_eq!(written.len(), text.len(), "the written text has the length of the read text");
    [read, write]
}

fn orders() -> String {
    let orders: Vec<String> = (0..OBJECTS).map(order).collect();
    format!("[{}]", orders.join(","))
}

fn order(id: usize) -> String {
    let mut fields = vec![format!(r#""id":{id}"#), format!(r#""customer_name":"Customer number {id}""#)];
    let optional_fields = [
        (2, format!(r#""is_paid":{}"#, id.is_multiple_of(4))),
        (1, format!(r#""total":{}.25"#, id * 7)),
        (3, r#""note":"leave at the \"back\" door"#.to_owned() + "\""),
        (2, r#""tags":["fragile","express","gift"]"#.to_owned()),
        (1, format!(r#""address":{{"street":"{id} Long Street","city":"Springfield"}}"#)),
        (5, format!(r#""replaces":{{"id":{},"customer_name":"Customer number {id}"}}"#, id / 2)),
    ];
    fields.extend(optional_fields.into_iter().filter(|(every, _)| id.is_multiple_of(*every)).map(|(_, field)| field));
    format!("{{{}}}", fields.join(","))
}
