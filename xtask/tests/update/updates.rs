//! Updates that succeed, conditional requests, and stored documents with edits.

use std::fs;

use super::fixture::{Fixture, PETS, client, later};
use super::server::{chunk, gzip, ok, raw, redirect, response};

const VALIDATORS: [&str; 2] = ["ETag: \"v1\"", "Last-Modified: Sat, 31 Jan 2026 12:00:00 GMT"];

/// Returns the entry of the document in the lock.
fn entry(fixture: &Fixture) -> String {
    let lock = fixture.get("specs/pets.lock.yaml");
    lock.split_once("sources:\n").map(|(_, sources)| sources.to_owned()).unwrap_or_default()
}

#[test]
fn first_update_stores_the_document_and_generates_the_client() {
    let fixture = Fixture::new();
    let missing = fixture.run("codegen", &[]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.errors.contains("specs/pets.yaml does not exist"), "{}", missing.errors);
    assert!(missing.errors.contains("run `cargo xtask update` to fetch it"), "{}", missing.errors);

    fixture.server.respond(|_| response("200 OK", &VALIDATORS, PETS.as_bytes()));
    let run = fixture.update(&[]);
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
    let lines: Vec<&str> = run.out.lines().collect();
    let [first, second] = lines[..] else { panic!("{}", run.out) };
    assert!(first.starts_with("pets: specs/pets.yaml new (sha256 ") && first.ends_with(" files changed"), "{first}");
    assert_eq!(second, "pets: 1 operation, 1 type, 0 repairs, 0 warnings");
    assert_eq!(fixture.get("specs/pets.yaml"), PETS);
    let entry = entry(&fixture);
    let url = fixture.server.url("/pets.yaml");
    assert!(entry.starts_with(&format!("  specs/pets.yaml:\n    url: {url}\n    sha256: ")), "{entry}");
    assert!(entry.contains("\n    etag: '\"v1\"'\n    last-modified: Sat, 31 Jan 2026 12:00:00 GMT\n"), "{entry}");

    let request = fixture.server.requests().join("");
    assert!(request.starts_with("get /pets.yaml http/1.1\r\n") && !request.contains("\r\nif-"), "{request}");
    let check = fixture.run("codegen", &["--check"]);
    assert_eq!((check.code, check.errors.as_str()), (Some(0), ""), "{}", check.out);
}

#[test]
fn document_that_did_not_change_is_not_transferred() {
    let fixture = Fixture::new();
    fixture.server.respond(|head| {
        let is_known = head.contains("\r\nif-none-match: \"v1\"\r\n")
            && head.contains("\r\nif-modified-since: sat, 31 jan 2026 12:00:00 gmt\r\n");
        if is_known {
            raw("304 Not Modified", &VALIDATORS, b"")
        } else {
            response("200 OK", &VALIDATORS, PETS.as_bytes())
        }
    });
    assert_eq!(fixture.update(&[]).code, Some(0));
    let files = fixture.files();
    for args in [&[][..], &["--check"], &["--force"]] {
        let run = fixture.update(args);
        assert_eq!(
            (run.code, run.out.as_str(), run.errors.as_str()),
            (Some(0), "pets: specs/pets.yaml unchanged\n", "")
        );
    }
    assert_eq!(fixture.server.requests().len(), 4);
    assert!(fixture.files() == files);
}

#[test]
fn identical_bytes_change_nothing() {
    let fixture = Fixture::updated();
    let files = fixture.files();
    fixture.server.respond(|_| response("200 OK", &["ETag: \"v2\""], PETS.as_bytes()));
    for args in [&[][..], &["--check"]] {
        let run = fixture.update(args);
        assert_eq!(
            (run.code, run.out.as_str(), run.errors.as_str()),
            (Some(0), "pets: specs/pets.yaml unchanged\n", "")
        );
    }
    assert!(fixture.files() == files);
}

#[test]
fn validators_that_cannot_be_sent_are_ignored() {
    for headers in [["ETag:", "Last-Modified: "], ["ETag: \"a\tb\"", "Last-Modified: \u{e4}"]] {
        let fixture = Fixture::new();
        fixture.server.respond(move |_| response("200 OK", &headers, PETS.as_bytes()));
        for state in ["new (sha256 ", "unchanged\n"] {
            let run = fixture.update(&[]);
            assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
            assert!(run.out.starts_with(&format!("pets: specs/pets.yaml {state}")), "{}", run.out);
        }
        assert!(fixture.server.requests().iter().all(|request| !request.contains("\r\nif-")));
    }
}

#[test]
fn changed_document_is_stored_and_check_writes_nothing() {
    let fixture = Fixture::updated();
    let (files, earlier) = (fixture.files(), entry(&fixture));
    fixture.server.respond(|_| response("200 OK", &VALIDATORS, later().as_bytes()));
    let check = fixture.update(&["--check"]);
    assert_eq!(
        (check.code, check.errors.as_str()),
        (Some(1), "stale: run `cargo xtask update` and commit the result\n")
    );
    assert!(check.out.starts_with("pets: specs/pets.yaml changed (sha256 "), "{}", check.out);
    assert!(check.out.contains(" files stale\n"), "{}", check.out);
    assert!(fixture.files() == files);

    let run = fixture.update(&[]);
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
    assert_eq!(run.out, check.out.replace(" stale\n", " changed\n"));
    assert!(run.out.contains("\n  + pub nickname: Option<String>\n  source: minor, wire: none"), "{}", run.out);
    assert!(run.out.contains("\n  - pub name: Option<String>\n  source: major, wire: none"), "{}", run.out);
    assert_eq!(fixture.get("specs/pets.yaml"), later());
    assert!(fixture.get("pets/src/types.rs").contains("pub nickname: "));
    assert_ne!(entry(&fixture), earlier);
    assert!(entry(&fixture).contains("etag: '\"v1\"'"));
    assert_eq!(fixture.run("codegen", &["--check"]).code, Some(0));
}

#[test]
fn document_is_decoded_and_redirects_are_followed() {
    let chunked = || {
        let (start, end) = PETS.as_bytes().split_at(40);
        raw("200 OK", &["Transfer-Encoding: chunked"], &[chunk(start), chunk(end), chunk(b"")].concat())
    };
    let compressed = || response("200 OK", &["Content-Encoding: gzip"], &gzip(PETS));
    for respond in [chunked, compressed] {
        let fixture = Fixture::new();
        fixture.server.respond(move |head| match head.split(' ').nth(1) {
            Some("/pets.yaml") => redirect("/v2/a?b"),
            Some("/v2/a?b") => redirect("c"),
            _ => respond(),
        });
        let run = fixture.update(&[]);
        assert_eq!(run.code, Some(0), "{}", run.errors);
        assert_eq!(fixture.get("specs/pets.yaml"), PETS);
        let requests = fixture.server.requests();
        assert!(requests.last().is_some_and(|last| last.starts_with("get /v2/c ")), "{requests:?}");
        assert!(entry(&fixture).contains(&fixture.server.url("/pets.yaml")), "the lock has the URL of clients.toml");
    }
    // The end of a JSON document is recognized without a length.
    let fixture = Fixture::new();
    let json = r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "Done"}}}}}}"#;
    fixture.server.respond(move |_| raw("200 OK", &[], json.as_bytes()));
    assert_eq!(fixture.update(&[]).code, Some(0));
    assert_eq!(fixture.get("specs/pets.yaml"), json);
}

#[test]
fn edited_document_is_replaced_only_by_force() {
    let fixture = Fixture::new();
    fixture.server.respond(|_| response("200 OK", &VALIDATORS, PETS.as_bytes()));
    assert_eq!(fixture.update(&[]).code, Some(0));
    let edited = PETS.replace("A pet.", "A good pet.");
    fixture.put("specs/pets.yaml", &edited);
    let files = fixture.files();
    fixture.server.requests();
    for args in [&[][..], &["--check"]] {
        let run = fixture.update(args);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        let message = "specs/pets.yaml was edited after it was fetched; an update would lose the edits";
        assert!(run.errors.contains(message) && run.errors.contains("move the edits to an overlay"), "{}", run.errors);
    }
    assert!(fixture.server.requests().iter().all(|request| !request.contains("\r\nif-")), "the request is complete");
    assert!(fixture.files() == files);

    // The edits are those of the source, too.
    let source = edited.clone();
    fixture.server.respond(move |_| ok(&source));
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(run.out.starts_with("pets: specs/pets.yaml unchanged and not yet in the lock, "), "{}", run.out);
    assert_eq!(fixture.get("specs/pets.yaml"), edited);

    fixture.put("specs/pets.yaml", PETS);
    assert_eq!(fixture.update(&["--force"]).code, Some(0));
    assert_eq!(fixture.get("specs/pets.yaml"), edited);
}

#[test]
fn document_that_is_not_in_the_lock_is_replaced_only_by_force() {
    let fixture = Fixture::new();
    fixture.put("specs/pets.yaml", &later());
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.errors.contains("specs/pets.yaml differs from its source and is not in the lock"), "{}", run.errors);
    assert_eq!(fixture.get("specs/pets.yaml"), later());
    assert_eq!(fixture.update(&["--force"]).code, Some(0));
    assert_eq!(fixture.get("specs/pets.yaml"), PETS);

    let fixture = Fixture::new();
    fixture.put("specs/pets.yaml", PETS);
    let check = fixture.update(&["--check"]);
    assert_eq!((check.code, check.errors.as_str()), (Some(0), ""), "the source has not changed");
    assert!(!fixture.path("specs/pets.lock.yaml").exists());
    assert_eq!(fixture.update(&[]).code, Some(0));
    assert!(entry(&fixture).contains("sha256: "));
}

#[test]
fn changed_url_is_recorded_with_the_earlier_date() {
    let fixture = Fixture::updated();
    let date = "2020-01-01T00:00:00Z";
    let lock = fixture.get("specs/pets.lock.yaml");
    let (start, end) = lock.split_once("date: ").expect("the lock has the date");
    fixture.put("specs/pets.lock.yaml", &format!("{start}date: {date}{}", &end[date.len()..]));
    fixture.put("specs/clients.toml", &client("pets", &fixture.server.url("/other.yaml")));
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(entry(&fixture).contains("/other.yaml\n") && entry(&fixture).contains(date), "{}", entry(&fixture));
}

#[test]
fn generation_keeps_the_sources() {
    let fixture = Fixture::updated();
    let entry_before = entry(&fixture);
    fixture.put("specs/pets.overlay.yaml", "overlay: 1.0.0\ninfo: {title: Names, version: 1.0.0}\nactions:\n  - target: $.paths['/pets/{petId}'].get\n    update: {x-rust-name: find}\n");
    let clients = fixture.get("specs/clients.toml") + "overlays = [\"pets.overlay.yaml\"]\n";
    fixture.put("specs/clients.toml", &clients);
    let run = fixture.run("codegen", &[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(fixture.get("specs/pets.lock.yaml").contains(": find\n"));
    assert_eq!(entry(&fixture), entry_before);
}

#[test]
fn only_selected_clients_are_updated() {
    let fixture = Fixture::new();
    let clients =
        [client("pets", &fixture.server.url("/pets.yaml")), client("dogs", &fixture.server.url("/dogs.yaml"))];
    let manual = client("birds", "").lines().filter(|line| !line.starts_with("source")).collect::<Vec<_>>().join("\n");
    fixture.put("specs/clients.toml", &(clients.concat() + &manual));
    let run = fixture.update(&["--client", "dogs"]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(fixture.path("dogs").exists() && !fixture.path("pets").exists());
    for (name, message) in
        [("cats", "specs/clients.toml has no client \"cats\""), ("birds", "the client birds has no `source`")]
    {
        let run = fixture.update(&["--client", name]);
        assert_eq!(run.code, Some(2));
        assert!(run.errors.contains(message) && run.errors.contains("help: "), "{}", run.errors);
    }
    // The failure of one client does not keep the others from being updated.
    fixture
        .server
        .respond(|head| if head.contains("/pets.yaml") { ok(PETS) } else { response("404 Not Found", &[], b"") });
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.errors.contains("/dogs.yaml: the server responded with 404 Not Found"), "{}", run.errors);
    assert!(fixture.path("pets").exists());
    fs::remove_file(fixture.path("specs/clients.toml")).expect("the file exists");
    fixture.put("specs/clients.toml", &manual);
    assert_eq!(fixture.update(&[]).errors, "no client in specs/clients.toml has a `source`\n");
}

#[test]
fn documents_of_a_client_are_stored_together() {
    let fixture = Fixture::new();
    let url = fixture.server.url("/dogs.yaml");
    let documents = format!(
        "[\"pets.yaml\", {{ path = \"dogs.yaml\", source = \"{url}\" }}, {{ path = \"cats.yaml\", source = \"{}\" }}]",
        fixture.server.url("/cats.yaml")
    );
    let table = client("pets", "").replace("[\"pets.yaml\"]", &documents).replace("source = \"\"\n", "");
    fixture.put("specs/clients.toml", &table);
    fixture.put("specs/pets.yaml", PETS);
    let other = |name: &str| PETS.replace("/pets/", &format!("/{name}/")).replace("getPet", &format!("get{name}"));
    let before = fixture.files();
    fixture.server.respond(move |head| {
        if head.contains("/dogs.yaml") { ok(other("dogs")) } else { response("503 Service Unavailable", &[], b"") }
    });
    assert_eq!(fixture.update(&[]).code, Some(2));
    assert!(fixture.files() == before);
    fixture.server.respond(move |head| ok(other(if head.contains("/dogs.yaml") { "dogs" } else { "cats" })));
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(
        run.out.starts_with("pets: specs/dogs.yaml new (sha256 ") && run.out.contains(", specs/cats.yaml new (sha256 "),
        "{}",
        run.out
    );
    assert!(run.out.contains("pets: 3 operations, "), "{}", run.out);
    assert_eq!((fixture.get("specs/dogs.yaml"), fixture.get("specs/cats.yaml")), (other("dogs"), other("cats")));
}
