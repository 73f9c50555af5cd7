//! Failed downloads and invalid documents, which change nothing.

use std::fs;

use super::fixture::{Fixture, PETS, client, later};
use super::server::{Response, chunk, gzip, ok, raw, redirect, response, stalled};

/// Asserts that an update fails with a message and changes nothing, with and without a stored document.
#[track_caller]
fn assert_unchanged(respond: fn(&str) -> Response, message: &str) {
    for fixture in [Fixture::new(), Fixture::updated()] {
        fixture.server.respond(respond);
        for args in [&["--timeout", "30"][..], &["--check"], &["--force"]] {
            assert_run_unchanged(&fixture, args, message);
        }
    }
}

#[track_caller]
fn assert_run_unchanged(fixture: &Fixture, args: &[&str], message: &str) {
    let files = fixture.files();
    let run = fixture.update(args);
    assert_eq!(run.code, Some(2), "{message}: {}", run.out);
    assert!(run.errors.contains(message), "{message}: {}", run.errors);
    // Diagnostics of a document that cannot be parsed have only a location.
    assert!(run.errors.contains("help: ") || run.errors.contains("--> specs/pets.yaml:"), "{}", run.errors);
    assert!(fixture.files() == files, "{message}");
}

#[test]
fn error_status_changes_nothing() {
    assert_unchanged(|_| response("404 Not Found", &[], PETS.as_bytes()), "the server responded with 404 Not Found");
    assert_unchanged(|_| response("401 Unauthorized", &[], b""), "the server responded with 401 Unauthorized");
    assert_unchanged(|_| response("500 Oops", &[], b""), "the server responded with 500 Internal Server Error");
    assert_unchanged(|_| raw("204 No Content", &[], b""), "the server responded with 204 No Content");
    let partial = |_: &str| response("206 Partial Content", &["Content-Range: bytes 0-9/100"], b"swagger: 2");
    assert_unchanged(partial, "the server responded with 206 Partial Content");
    assert_unchanged(|_| raw("304 Not Modified", &[], b""), "the server responded with 304 Not Modified");
}

#[test]
fn truncated_document_changes_nothing() {
    let closed = "the connection was closed before the document was complete";
    // Each part is a valid document.
    let with_length = |_: &str| raw("200 OK", &["Content-Length: 9999"], later().as_bytes());
    assert_unchanged(with_length, closed);
    assert_unchanged(|_| raw("200 OK", &["Transfer-Encoding: chunked"], &chunk(later().as_bytes())), closed);
    let in_chunk = |_: &str| raw("200 OK", &["Transfer-Encoding: chunked"], &[b"fff\r\n", later().as_bytes()].concat());
    assert_unchanged(in_chunk, closed);
    let no_chunk = |_: &str| raw("200 OK", &["Transfer-Encoding: chunked"], later().as_bytes());
    assert_unchanged(no_chunk, "protocol: chunk length cannot be read as a number");
    assert_unchanged(|_| raw("200 OK", &[], later().as_bytes()), "the response has no length");
    let json = |_: &str| raw("200 OK", &[], b"{\"swagger\": \"2.0\", \"info\": {\"title\": \"Pets\"}");
    assert_unchanged(json, "error[not-yaml]: invalid JSON");
}

#[test]
fn damaged_gzip_stream_changes_nothing() {
    fn compressed(body: &[u8]) -> Response {
        response("200 OK", &["Content-Encoding: gzip"], body)
    }
    let damaged = "the gzip stream is damaged or incomplete";
    assert_unchanged(|_| compressed(&gzip(later())[..60]), damaged);
    assert_unchanged(
        |_| {
            let body = gzip(later());
            compressed(&body[..body.len() - 1])
        },
        damaged,
    );
    assert_unchanged(
        |_| {
            // The checksum is in the last bytes.
            let mut body = gzip(later());
            let at = body.len() - 6;
            body[at] ^= 1;
            compressed(&body)
        },
        damaged,
    );
    assert_unchanged(|_| compressed(&[gzip(later()), b"more".to_vec()].concat()), damaged);
    assert_unchanged(|_| compressed(later().as_bytes()), damaged);
    let other = |_: &str| response("200 OK", &["Content-Encoding: br"], later().as_bytes());
    assert_unchanged(other, "the content encoding \"br\" is not supported");
}

#[test]
fn oversized_document_changes_nothing() {
    let message = "the document is larger than 64 MiB";
    assert_unchanged(|_| raw("200 OK", &["Content-Length: 67108865"], b"swagger: '2.0'"), message);
    let mut large = later().into_bytes();
    large.resize((64 << 20) + 1, b'#');
    let fixture = Fixture::updated();
    let compressed = gzip(&large);
    fixture.server.respond(move |_| response("200 OK", &["Content-Encoding: gzip"], &compressed));
    assert_run_unchanged(&fixture, &[], message);
    fixture.server.respond(move |_| raw("200 OK", &["Transfer-Encoding: chunked"], &chunk(&large)));
    assert_run_unchanged(&fixture, &[], message);
}

#[test]
fn refused_redirect_changes_nothing() {
    let plain = "a redirect is not followed: plain `http` is allowed only to loopback";
    assert_unchanged(|_| redirect("http://pets.example/pets.yaml"), plain);
    assert_unchanged(|_| redirect("//pets.example/pets.yaml"), plain);
    assert_unchanged(|_| redirect("file:///etc/passwd"), "a redirect is not followed: its scheme is `file`");
    let credentials = "a redirect is not followed: it contains a user name or password";
    assert_unchanged(|_| redirect("http://me:secret@127.0.0.1/pets.yaml"), credentials);
    assert_unchanged(|_| response("302 Found", &[], b""), "a redirect is not followed: it has no `Location`");
    assert_unchanged(|_| redirect("/pets.yaml"), "the server sent more than 10 redirects");

    let fixture = Fixture::new();
    fixture.server.respond(|_| redirect("/pets.yaml"));
    assert_eq!(fixture.update(&[]).code, Some(2));
    assert_eq!(fixture.server.requests().len(), 11);
}

#[test]
fn invalid_document_changes_nothing() {
    let html = "the response is an HTML page";
    assert_unchanged(|_| ok("<!DOCTYPE html>\n<html><body>Sign in</body></html>"), html);
    assert_unchanged(|_| response("200 OK", &["Content-Type: text/HTML; charset=utf-8"], b"\n<p>Sign in</p>"), html);
    assert_unchanged(|_| ok("Sign in: yes\n"), "error[not-an-api]: not an API description");
    assert_unchanged(|_| ok(""), "error[not-an-api]");
    assert_unchanged(|_| ok("swagger: '2.0'\ninfo: {title: Pets\n"), "error[not-yaml]: invalid YAML");
    assert_unchanged(|_| ok(b"swagger: '2.0'\ninfo: {title: K\xe4fer}\n"), "error[not-utf8]");
}

#[test]
fn document_that_an_overlay_does_not_match_changes_nothing() {
    let fixture = Fixture::updated();
    let actions = "overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths['/pets/{petId}'].get
    update: {x-rust-name: find}
";
    fixture.put("specs/pets.overlay.yaml", actions);
    fixture.put("specs/clients.toml", &(fixture.get("specs/clients.toml") + "overlays = [\"pets.overlay.yaml\"]\n"));
    fixture.server.respond(|_| ok(PETS.replace("{petId}", "{pet}").replace("name: petId", "name: pet")));
    assert_run_unchanged(&fixture, &[], "error[overlay-no-match]");
    let note = "note: the locations in specs/pets.yaml are those in the fetched document, which was not stored";
    assert_run_unchanged(&fixture, &["--check"], note);
}

#[test]
fn server_that_does_not_respond_in_time_changes_nothing() {
    for fixture in [Fixture::new(), Fixture::updated()] {
        let files = fixture.files();
        fixture.server.respond(|_| stalled(PETS));
        let run = fixture.update(&["--timeout", "1"]);
        assert_eq!(run.code, Some(2), "{}", run.out);
        assert!(run.errors.contains("the download was not complete after 1 s"), "{}", run.errors);
        assert!(fixture.files() == files);
    }
}

#[test]
fn unreachable_server_changes_nothing() {
    let fixture = Fixture::updated();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let url = format!("http://{}/pets.yaml", closed.expect("a port is free"));
    fixture.put("specs/clients.toml", &client("pets", &url));
    let files = fixture.files();
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.errors.starts_with(&format!("error: cannot fetch {url}: connection refused\n")), "{}", run.errors);
    assert!(fixture.files() == files);
}

#[test]
fn server_without_encryption_changes_nothing() {
    let fixture = Fixture::updated();
    let url = fixture.server.url("/pets.yaml").replace("http://", "https://");
    fixture.put("specs/clients.toml", &client("pets", &url));
    // A request that is not encrypted would get a response.
    fixture.server.respond(|_| ok(later()));
    assert_run_unchanged(&fixture, &["--timeout", "30"], &format!("cannot fetch {url}: "));
    assert!(fixture.server.requests().is_empty());
}

#[test]
fn source_that_is_not_encrypted_is_not_fetched() {
    let fixture = Fixture::updated();
    for (url, reason) in [
        ("http://pets.example/pets.yaml", "plain `http` is allowed only to loopback"),
        ("https://me:secret@pets.example/pets.yaml", "it contains a user name or password"),
    ] {
        fixture.put("specs/clients.toml", &client("pets", url));
        let files = fixture.files();
        let run = fixture.update(&[]);
        assert_eq!(run.code, Some(2));
        assert!(
            run.errors.contains(&format!("specs/clients.toml:5: pets: the `source` is not allowed: {reason}")),
            "{}",
            run.errors
        );
        assert!(!run.errors.contains("secret"));
        assert!(fixture.files() == files && fixture.server.requests().is_empty());
    }
}

#[test]
fn invalid_lock_changes_nothing() {
    let fixture = Fixture::updated();
    let lock = fixture.get("specs/pets.lock.yaml").replace("    sha256: ", "    sha256: x");
    fixture.put("specs/pets.lock.yaml", &lock);
    let files = fixture.files();
    fixture.server.respond(|_| ok(later()));
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.errors.contains("error[lock-invalid]") && run.errors.contains("specs/pets.lock.yaml:"),
        "{}",
        run.errors
    );
    assert!(fixture.files() == files && fixture.server.requests().is_empty());
}

#[test]
fn edit_during_the_download_is_kept() {
    let fixture = Fixture::updated();
    let path = fixture.path("specs/pets.yaml");
    let edited = path.clone();
    fixture.server.respond(move |_| {
        fs::write(&edited, "edited").expect("the file can be written");
        ok(later())
    });
    let run = fixture.update(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.errors.contains("specs/pets.yaml was changed by another program during this run"), "{}", run.errors);
    assert_eq!(fs::read_to_string(path).expect("the file exists"), "edited");
    assert!(!fixture.get("pets/src/types.rs").contains("nickname"));
}
