//! Operations that request another documented media type than the preferred one, and decode it to another type.

use http::Method;

use crate::runtime::core::config::SecurityRequirements;
use crate::runtime::core::encode::RequestEncoder;
use crate::runtime::core::error::Error;
use crate::runtime::core::rate_limit::BackoffField;
use crate::runtime::core::response::BufferedResponse;
use crate::runtime::core::validate::InvalidParameter;
use crate::runtime::facade::call::Operation;

/// An operation that requests another documented media type than the preferred one.
pub trait AlternativeResponse: 'static {
    /// The operation with the parameters.
    type Operation: Operation;
    /// The decoded body of a successful response.
    type Output;
    /// The accepted media types, in order of preference.
    const ACCEPT: &'static str;

    /// Returns the operation with the parameters.
    fn operation(&self) -> &Self::Operation;

    /// Decodes the response.
    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<<Self::Operation as Operation>::Error>>;
}

impl<A: AlternativeResponse> Operation for A {
    type Output = <A as AlternativeResponse>::Output;
    type Error = <A::Operation as Operation>::Error;
    const ID: &'static str = A::Operation::ID;
    const METHOD: Method = A::Operation::METHOD;
    const REDIRECT_IS_RESPONSE: bool = A::Operation::REDIRECT_IS_RESPONSE;
    const SECURITY: SecurityRequirements = A::Operation::SECURITY;
    const SERVER: Option<&'static str> = A::Operation::SERVER;
    #[cfg(feature = "idempotency_keys")]
    const IDEMPOTENCY_KEY: Option<&'static str> = A::Operation::IDEMPOTENCY_KEY;
    const BACKOFF: Option<BackoffField> = A::Operation::BACKOFF;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        self.operation().encode(request)?;
        request.accept(A::ACCEPT);
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<<A as AlternativeResponse>::Output, Error<Self::Error>> {
        <A as AlternativeResponse>::decode(response)
    }
}
