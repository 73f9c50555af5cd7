//! Encoding of request bodies.

use bytes::Bytes;
use http::header::HeaderValue;
use serde::Serialize;
#[cfg(feature = "forms")]
use zeroize::Zeroizing;

use super::super::content::RequestContent;
use super::super::redact;
use super::super::secret::SecretBuffer;
use super::super::to_param::ToParam;
#[cfg(feature = "uploads")]
use super::super::upload::{Upload, UploadBody};
use super::super::validate::InvalidParameter;
#[cfg(feature = "multipart")]
use super::multipart::Multipart;
use super::{RequestBody, RequestEncoder};

/// The body while parameters are added.
#[derive(Default)]
pub(super) enum PendingBody {
    #[default]
    None,
    #[cfg(feature = "forms")]
    Urlencoded(Zeroizing<String>),
    #[cfg(feature = "multipart")]
    Multipart(Multipart),
    Ready(RequestBody),
}

impl RequestEncoder {
    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) -> Result<(), InvalidParameter> {
        self.json_as("application/json", body)
    }

    /// Sets a JSON body with another media type.
    pub fn json_as<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        body: &T,
    ) -> Result<(), InvalidParameter> {
        let SecretBuffer(bytes) = SecretBuffer::json(body)
            .map_err(|error| InvalidParameter::new("body", format!("cannot be serialized as JSON: {error}")))?;
        self.encoded.secrets.extend(redact::secret_values(&bytes, self.secret_fields));
        self.set_body(content_type, RequestContent::Bytes(Bytes::from_owner(bytes)));
        Ok(())
    }

    /// Sets a text body.
    pub fn text<T: ToParam>(&mut self, content_type: &'static str, body: &T) {
        let text = self.record_secret(body);
        self.set_body(content_type, RequestContent::Bytes(Bytes::from_owner(text)));
    }

    #[cfg(feature = "uploads")]
    /// Sets a binary body from bytes or from a streamed upload.
    pub fn bytes(&mut self, content_type: &'static str, body: impl Into<Upload>) {
        self.set_body(content_type, UploadBody::from(body.into()).into());
    }

    fn set_body(&mut self, content_type: &'static str, content: RequestContent) {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => self.body = PendingBody::Ready(RequestBody { content_type, content }),
            Err(_) => self.fail(InvalidParameter::new("body", "has an invalid media type")),
        }
    }
}

impl PendingBody {
    /// Returns the complete body.
    pub(super) fn finish(self) -> Result<Option<RequestBody>, InvalidParameter> {
        Ok(match self {
            Self::None => None,
            #[cfg(feature = "forms")]
            Self::Urlencoded(form) => Some(RequestBody {
                content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
                content: RequestContent::Bytes(Bytes::from_owner(form)),
            }),
            #[cfg(feature = "multipart")]
            Self::Multipart(form) => Some(form.finish()?),
            Self::Ready(payload) => Some(payload),
        })
    }
}
