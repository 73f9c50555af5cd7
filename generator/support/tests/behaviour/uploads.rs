//! Uploads: streamed bodies that are not buffered.

use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::api::Send as Sending;
use crate::runtime::async_impl::Client;
use crate::runtime::{Bytes, Error, FilePart, Upload, blocking};
use crate::server::{Reply, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

async fn send_blocking(server: &Server, operation: Sending) -> Result<(), String> {
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let call = move || client.send(operation).send().map(drop).map_err(|error| error.to_string());
    tokio::task::spawn_blocking(call).await.unwrap()
}

/// A stream that repeats the same chunk.
struct ChunkStream(usize);

impl Stream for ChunkStream {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.checked_sub(1).map(|remaining| {
            self.0 = remaining;
            Ok(Bytes::from_static(&[b'x'; 1000]))
        });
        Poll::Ready(chunk)
    }
}

fn photo(content: impl Into<Upload>) -> Sending {
    Sending::Photo { title: Some("Rex".into()), photo: FilePart::new("rex.png", content).content_type("image/png") }
}

#[tokio::test]
async fn large_bodies_are_streamed() {
    const LARGE: usize = 64 * 1024 * 1024;
    let server = Server::always(Reply::new(200, "")).await;
    let progress = Arc::new(Mutex::new(Vec::new()));
    let store = progress.clone();
    let reader = Upload::reader(io::repeat(b'x').take(LARGE as u64), Some(LARGE as u64));
    let upload = reader.on_progress(move |sent, total| store.lock().unwrap().push((sent, total)));
    client(&server).send(Sending::Raw(upload)).send().await.unwrap();
    let all = (LARGE as u64, Some(LARGE as u64));
    assert_eq!(progress.lock().unwrap().last(), Some(&all));
    assert!(progress.lock().unwrap().is_sorted() && progress.lock().unwrap().len() >= LARGE / 65536);
    client(&server).send(Sending::Raw(Upload::stream(ChunkStream(50_000), None))).send().await.unwrap();
    let repeated = Upload::reader(io::repeat(b'x').take(LARGE as u64), None);
    send_blocking(&server, Sending::Raw(repeated)).await.unwrap();
    let requests = server.requests();
    let received = |i: usize| (requests[i].length, requests[i].header("transfer-encoding"));
    assert_eq!([received(0), received(1), received(2)], [(LARGE, ""), (50_000_000, "chunked"), (LARGE, "chunked")]);
    assert_eq!(requests[0].header("content-length"), LARGE.to_string());
}

#[tokio::test]
async fn file_is_opened_for_each_request() {
    let path = std::env::temp_dir().join(format!("upload-{}.txt", std::process::id()));
    std::fs::File::create(&path).unwrap().write_all(b"from the disk").unwrap();
    let server =
        Server::new(|i, _| if i.is_multiple_of(2) { Reply::redirect(307, "/again") } else { Reply::new(200, "") })
            .await;
    client(&server).send(Sending::Raw(Upload::file(&path))).send().await.unwrap();
    send_blocking(&server, Sending::Raw(Upload::file(&path))).await.unwrap();
    for request in server.requests() {
        assert_eq!((request.body.as_str(), request.header("content-length")), ("from the disk", "13"));
    }
    let with_file_name = Sending::Photo { title: None, photo: FilePart::from_path(&path) };
    client(&server).send(with_file_name).send().await.unwrap();
    assert!(server.requests()[4].body.contains(&format!("filename=\"upload-{}.txt\"", std::process::id())));
    std::fs::remove_file(&path).unwrap();
    let error = client(&server).send(Sending::Raw(Upload::file(&path))).send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)));
    let expected = format!("the request could not be sent: {}: ", path.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    let directory = std::env::temp_dir();
    let error = client(&server).send(Sending::Raw(Upload::file(&directory))).send().await.unwrap_err();
    assert!(error.to_string().contains(&format!(": {}: ", directory.display())), "{error}");
}

#[tokio::test]
async fn multipart_form_of_streams_is_sent() {
    let server = Server::always(Reply::new(200, "")).await;
    client(&server).send(photo(Upload::stream(ChunkStream(2), Some(2000)))).send().await.unwrap();
    client(&server).send(photo(Upload::reader(&b"PNG"[..], None))).send().await.unwrap();
    send_blocking(&server, photo(Upload::reader(&b"PNG"[..], Some(3)))).await.unwrap();
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
async fn single_use_body_is_not_resent() {
    let server = Server::new(|_, _| Reply::redirect(307, "/again")).await;
    let error = client(&server).send(Sending::Raw(Upload::reader(&b"once"[..], None))).send().await.unwrap_err();
    let expected = "a redirect (307 Temporary Redirect) was not followed: the body must be sent again, but its \
                source can be read only once";
    assert_eq!(error.to_string(), expected);
    let server = Server::always(Reply::new(200, "")).await;
    let client = client(&server);
    let call = client.send(Sending::Raw(Upload::reader(&b"once"[..], None)));
    call.clone().send().await.unwrap();
    let error = call.send().await.unwrap_err();
    assert!(error.to_string().ends_with("can be read only once"), "{error}");
}

#[tokio::test]
async fn body_with_a_wrong_length_is_an_error() {
    let server = Server::always(Reply::new(200, "")).await;
    for (length, expected) in [(3, "longer than its declared 3 bytes"), (9, "ended after 4 of 9 bytes")] {
        let upload = || Sending::Raw(Upload::reader(&b"four"[..], Some(length)));
        let error = client(&server).send(upload()).send().await.unwrap_err();
        assert!(matches!(&error, Error::Transport(_)) && error.to_string().contains(expected), "{error}");
        let message = send_blocking(&server, upload()).await.unwrap_err();
        assert!(message.contains(expected), "{message}");
    }
}

#[tokio::test]
async fn blocking_client_rejects_async_streams() {
    let server = Server::always(Reply::new(200, "")).await;
    let message = send_blocking(&server, Sending::Raw(Upload::stream(ChunkStream(1), None))).await.unwrap_err();
    assert!(message.contains("only async clients can send"), "{message}");
}
