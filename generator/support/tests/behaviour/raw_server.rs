//! A server that receives and sends bytes, without a parser that could hide differences.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// A server that runs until its test ends. It responds once to each connection.
pub(crate) struct RawServer {
    address: SocketAddr,
    connections: UnboundedReceiver<Vec<u8>>,
}

impl RawServer {
    /// Starts a server that responds with the result of `reply`, which is called with the request.
    pub(crate) async fn new(reply: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, connections) = mpsc::unbounded_channel();
        let reply = Arc::new(reply);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sender, reply) = (sender.clone(), reply.clone());
                tokio::spawn(async move {
                    // The receiver may be dropped at the end of the test.
                    let _ = sender.send(serve(stream, &*reply).await);
                });
            }
        });
        Self { address, connections }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns all bytes of the next connection, after the client has closed it.
    pub(crate) async fn connection(&mut self) -> Vec<u8> {
        self.connections.recv().await.unwrap()
    }

    /// Returns true if there are connections that [`connection`](Self::connection) has not returned.
    pub(crate) fn has_connections(&self) -> bool {
        !self.connections.is_empty()
    }
}

async fn serve(mut stream: TcpStream, reply: &(impl Fn(&[u8]) -> Vec<u8> + Send + Sync)) -> Vec<u8> {
    let Some(mut received) = read_request(&mut stream).await else { return Vec::new() };
    let _ = stream.write_all(&reply(&received)).await;
    let _ = stream.shutdown().await;
    while stream.read_buf(&mut received).await.is_ok_and(|count| count > 0) {}
    received
}

/// Reads a request without a chunked body. Returns `None` if the client closes the connection before its end.
pub(crate) async fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut received = Vec::new();
    while !is_request(&received) {
        if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
            return None;
        }
    }
    Some(received)
}

fn is_request(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    bytes.len() >= end + 4 + length.unwrap_or(0_usize)
}
