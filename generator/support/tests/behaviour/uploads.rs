//! Bodies that are never held whole.

use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::api::Send as Sending;
use crate::runtime::awaited::Client;
use crate::runtime::{Bytes, Error, File, Upload, blocking};
use crate::server::{Reply, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

async fn sent_by_thread(server: &Server, what: Sending) -> Result<(), String> {
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let call = move || client.send(what).send().map(drop).map_err(|error| error.to_string());
    tokio::task::spawn_blocking(call).await.unwrap()
}

/// A stream of the same piece, over and over.
struct Pieces(usize);

impl Stream for Pieces {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = self.0.checked_sub(1).map(|left| {
            self.0 = left;
            Ok(Bytes::from_static(&[b'x'; 1000]))
        });
        Poll::Ready(piece)
    }
}

fn photo(content: impl Into<Upload>) -> Sending {
    Sending::Photo { title: Some("Rex".into()), photo: File::new("rex.png", content).content_type("image/png") }
}

#[tokio::test]
async fn what_is_large_is_sent_from_where_it_is() {
    const MUCH: usize = 64 * 1024 * 1024;
    let server = Server::always(Reply::new(200, "")).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = told.clone();
    let reader = Upload::reader(io::repeat(b'x').take(MUCH as u64), Some(MUCH as u64));
    let watched = reader.on_progress(move |sent, total| tell.lock().unwrap().push((sent, total)));
    client(&server).send(Sending::Raw(watched)).send().await.unwrap();
    let all = (MUCH as u64, Some(MUCH as u64));
    assert_eq!(told.lock().unwrap().last(), Some(&all));
    assert!(told.lock().unwrap().is_sorted() && told.lock().unwrap().len() >= MUCH / 65536);
    client(&server).send(Sending::Raw(Upload::stream(Pieces(50_000), None))).send().await.unwrap();
    let repeated = Upload::reader(io::repeat(b'x').take(MUCH as u64), None);
    sent_by_thread(&server, Sending::Raw(repeated)).await.unwrap();
    let requests = server.requests();
    let seen = |i: usize| (requests[i].length, requests[i].header("transfer-encoding"));
    assert_eq!([seen(0), seen(1), seen(2)], [(MUCH, ""), (50_000_000, "chunked"), (MUCH, "chunked")]);
    assert_eq!(requests[0].header("content-length"), MUCH.to_string());
}

#[tokio::test]
async fn a_file_is_opened_for_each_try() {
    let path = std::env::temp_dir().join(format!("upload-{}.txt", std::process::id()));
    std::fs::File::create(&path).unwrap().write_all(b"from the disk").unwrap();
    let server =
        Server::new(|i, _| if i.is_multiple_of(2) { Reply::redirect(307, "/again") } else { Reply::new(200, "") })
            .await;
    client(&server).send(Sending::Raw(Upload::file(&path))).send().await.unwrap();
    sent_by_thread(&server, Sending::Raw(Upload::file(&path))).await.unwrap();
    for request in server.requests() {
        assert_eq!((request.body.as_str(), request.header("content-length")), ("from the disk", "13"));
    }
    let named = Sending::Photo { title: None, photo: File::at(&path) };
    client(&server).send(named).send().await.unwrap();
    assert!(server.requests()[4].body.contains(&format!("filename=\"upload-{}.txt\"", std::process::id())));
    std::fs::remove_file(&path).unwrap();
    let error = client(&server).send(Sending::Raw(Upload::file(&path))).send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)));
    let told = format!("the request could not be made: {}: ", path.display());
    assert!(error.to_string().starts_with(&told), "{error}");
    let folder = std::env::temp_dir();
    let error = client(&server).send(Sending::Raw(Upload::file(&folder))).send().await.unwrap_err();
    assert!(error.to_string().contains(&format!(": {}: ", folder.display())), "{error}");
}

#[tokio::test]
async fn a_form_of_streams_is_a_form() {
    let server = Server::always(Reply::new(200, "")).await;
    client(&server).send(photo(Upload::stream(Pieces(2), Some(2000)))).send().await.unwrap();
    client(&server).send(photo(Upload::reader(&b"PNG"[..], None))).send().await.unwrap();
    sent_by_thread(&server, photo(Upload::reader(&b"PNG"[..], Some(3)))).await.unwrap();
    for (i, file) in ["x".repeat(2000).as_str(), "PNG", "PNG"].into_iter().enumerate() {
        let request = &server.requests()[i];
        let boundary = request.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
        assert!(boundary.len() > 40, "{boundary}");
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nRex\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"rex.png\"\r\n\
             Content-Type: image/png\r\n\r\n{file}\r\n--{boundary}--\r\n"
        );
        assert_eq!(request.body, expected);
        let length = if i == 1 { String::new() } else { expected.len().to_string() };
        assert_eq!(request.header("content-length"), length);
    }
    let boundaries: Vec<_> =
        server.requests().iter().map(|request| request.header("content-type").to_owned()).collect();
    assert!(boundaries[0] != boundaries[1]);
}

#[tokio::test]
async fn what_is_read_once_is_sent_once() {
    let server = Server::new(|_, _| Reply::redirect(307, "/again")).await;
    let error = client(&server).send(Sending::Raw(Upload::reader(&b"once"[..], None))).send().await.unwrap_err();
    let told = "a redirect (307 Temporary Redirect) was not followed: the body is to go along, and what it is read \
                from can be read only once";
    assert_eq!(error.to_string(), told);
    let server = Server::always(Reply::new(200, "")).await;
    let client = client(&server);
    let call = client.send(Sending::Raw(Upload::reader(&b"once"[..], None)));
    call.clone().send().await.unwrap();
    let error = call.send().await.unwrap_err();
    assert!(error.to_string().ends_with("can be read only once"), "{error}");
}

#[tokio::test]
async fn what_is_not_as_long_as_it_was_said_to_be_breaks_off() {
    let server = Server::always(Reply::new(200, "")).await;
    for (length, expected) in [(3, "longer than the 3 bytes"), (9, "ended after 4 of 9 bytes")] {
        let upload = || Sending::Raw(Upload::reader(&b"four"[..], Some(length)));
        let error = client(&server).send(upload()).send().await.unwrap_err();
        assert!(matches!(&error, Error::Transport(_)) && error.to_string().contains(expected), "{error}");
        let told = sent_by_thread(&server, upload()).await.unwrap_err();
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn a_thread_that_waits_sends_no_async_stream() {
    let server = Server::always(Reply::new(200, "")).await;
    let told = sent_by_thread(&server, Sending::Raw(Upload::stream(Pieces(1), None))).await.unwrap_err();
    assert!(told.contains("only a client whose calls are awaited can send"), "{told}");
}
