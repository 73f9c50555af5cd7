//! Public documents, where they are there: none may cost a panic, and what comes out must be a 3.0 document.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{parse, upgrade_value};

fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus").join(name);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no {}", path.display());
    None
}

fn documents(name: &str) -> Vec<(String, Value)> {
    let Some(folder) = folder(name) else { return Vec::new() };
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).ok()?;
        let root = if name.ends_with("json") { serde_json::from_str(&text).ok()? } else { parse(&text) };
        Some((name, root))
    };
    paths.into_iter().filter_map(read).collect()
}

#[test]
fn public_documents_become_typed_3_0_documents() {
    for (set, allowed) in [("sparse", 0), ("v2", 0), ("s2o", 0), ("v3", 0)] {
        let documents = documents(set);
        let mut faults = Vec::new();
        for (name, root) in &documents {
            let upgraded = upgrade_value(name, root.clone());
            if let Ok(folder) = std::env::var("UPGRADED") {
                let text = serde_json::to_string(&upgraded.document.root).expect("json");
                std::fs::write(format!("{folder}/{set}-{name}.json"), text).expect("written");
                let text: String = upgraded
                    .diagnostics
                    .iter()
                    .map(|d| format!("{d}\n"))
                    .chain(
                        upgraded.repairs.iter().map(|r| format!("{} {} {:?} -> {:?}\n", r.rule, r.place, r.was, r.now)),
                    )
                    .collect();
                std::fs::write(format!("{folder}/{set}-{name}.txt"), text).expect("written");
            }
            if let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(upgraded.document.root) {
                faults.push(format!("{name}: {error}"));
            }
        }
        println!("{set}: {} of {} documents are typed", documents.len() - faults.len(), documents.len());
        if faults.len() > allowed {
            println!("{set}:\n{}", faults.join("\n"));
        }
    }
}
