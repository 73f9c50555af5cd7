//! The memory that a large recording needs. The peak is that of the process, so this is the only test in its binary.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use clientsmith::Input;
use clientsmith::document::Text;
use clientsmith::learn::invented::Invented;
use clientsmith::learn::sources::read;
use clientsmith::learn::{Learner, Payload};
use serde_json::{Value, json};

/// The size of the recording, in bytes.
const SIZE: usize = 1_000_000_000;

/// The limit of the memory, in bytes.
const MEMORY: u64 = 300_000_000;

/// Creates an entry with a list of orders. Every third body is in base64.
fn entry(number: usize) -> Value {
    let order = |i: usize| json!({"id": number * 100 + i, "name": format!("Order \"{i}\"\n"), "tags": ["a", "b"], "total": 3.5});
    let body = json!({"items": (0..400).map(order).collect::<Vec<_>>(), "page": number}).to_string();
    let content = match number % 3 {
        0 => {
            let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &body);
            json!({"mimeType": "application/json", "encoding": "base64", "text": text})
        }
        _ => json!({"mimeType": "application/json", "size": body.len(), "text": body}),
    };
    json!({
        "request": {"method": "GET", "url": format!("https://shop.example/v1/orders?page={number}"), "headers": []},
        "response": {"status": 200, "headers": [], "content": content},
        "timings": {"wait": 12.5},
    })
}

/// Writes the recording, with one entry of 50 MB and one of a tenth of the recording. Returns the number of the others.
fn write_recording(path: &Path) -> usize {
    let mut file = BufWriter::new(File::create(path).expect("the file can be created"));
    let mut written = 0;
    let mut write = |text: &str| {
        written += text.len();
        file.write_all(text.as_bytes()).expect("the file can be written");
        written
    };
    write("{\"log\": {\"entries\": [");
    let mut entries = 0;
    while write(&format!("{},\n", entry(entries))) < SIZE * 85 / 100 {
        entries += 1;
    }
    for size in [50_000_000, SIZE / 10] {
        let mut large = entry(entries);
        large["response"]["content"] = json!({"text": "x".repeat(size)});
        write(&format!("{large},\n"));
    }
    write(&format!("{}]}}}}", entry(entries + 1)));
    file.flush().expect("the file can be written");
    entries + 2
}

/// Creates a learner for a document with the recorded operation.
fn learner() -> Learner {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example/v1"}],
        "paths": {"/orders": {"get": {"responses": {"200": {"description": "Orders"}}}}},
    });
    let text = Text { name: "shop.json".to_owned(), bytes: document.to_string().into_bytes() };
    let input = Input { package: "shop".to_owned(), documents: vec![text], ..Input::default() };
    clientsmith::learn(&input, &[]).expect("there are no servers").learner.expect("the document is valid")
}

/// Returns the peak of the resident memory of the process, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the kernel has the file");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the file has the peak");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("the peak is a number");
    kilobytes * 1024
}

/// Starts the count of the peak again.
fn reset_peak() {
    fs::write("/proc/self/clear_refs", "5").expect("the kernel resets the peak");
}

#[test]
#[ignore = "writes a file of 1 GB: run it in a release build"]
fn memory_of_a_large_recording_is_bounded() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("large.har");
    let expected = write_recording(&path);
    let size = fs::metadata(&path).expect("the file was written").len();
    reset_peak();
    let start = Instant::now();
    let (mut learner, mut invented) = (learner(), Invented::default());
    let mut bodies = 0;
    let mut file = File::open(&path).expect("the file can be opened");
    let result = read("large.har", &mut file, &mut |exchange| {
        invented.add(&exchange);
        learner.add(&exchange);
        bodies += usize::from(exchange.response_body.as_ref().and_then(Payload::json).is_some());
    });
    let elapsed = start.elapsed();
    let peak = peak();
    fs::remove_file(&path).expect("the file can be removed");
    let recording = result.expect("the file is a recording");
    println!("{size} bytes, {expected} entries: {elapsed:.1?}, peak of {} MB", peak / 1_000_000);
    assert_eq!((recording.exchanges, bodies), (expected, expected));
    assert_eq!(recording.notes.iter().map(|note| note.entries).sum::<usize>(), 2);
    assert!(size > 1_000_000_000, "{size}");
    assert!(peak < MEMORY, "{peak}");
}
