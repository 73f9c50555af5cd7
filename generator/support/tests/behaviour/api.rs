//! A client and its operations, in the form that the generator emits.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::runtime::{
    BufferedResponse, Bytes, BytesResponse, Call, CredentialLocation, Error, FilePart, InvalidParameter, Method, Mode,
    Operation, RequestEncoder, SecretString, Separator, ServiceMetadata, TokenSource, Upload, check_items,
    check_length, check_range,
};

pub(crate) const SERVICE: ServiceMetadata = ServiceMetadata {
    user_agent: "stack-exchange/0.1.0",
    base_url: Some("https://api.stackexchange.com/2.2"),
    secret_fields: &["access_token"],
    rate_limit: None,
};

impl<M: Mode> crate::runtime::Client<M> {
    pub fn builder() -> crate::runtime::ClientBuilder<M> {
        crate::runtime::ClientBuilder::from_metadata(&SERVICE)
    }

    pub fn new() -> Self {
        Self::from_metadata(&SERVICE)
    }
}

impl<M> crate::runtime::ClientBuilder<M> {
    pub fn api_key(self, key: impl Into<SecretString>) -> Self {
        self.credential("api_key", CredentialLocation::Query("key"), key.into())
    }

    pub fn header_key(self, key: impl Into<SecretString>) -> Self {
        self.credential("header_key", CredentialLocation::Header("X-Api-Key"), key.into())
    }

    pub fn cookie_key(self, key: impl Into<SecretString>) -> Self {
        self.credential("cookie_key", CredentialLocation::Cookie("sid"), key.into())
    }

    pub fn bearer(self, token: impl Into<SecretString>) -> Self {
        self.credential("bearer", CredentialLocation::Bearer, token.into())
    }

    pub fn bearer_from(self, source: impl TokenSource + 'static) -> Self {
        self.token_source("bearer", source)
    }

    pub fn user(self, user: impl Into<SecretString>, password: impl Into<SecretString>) -> Self {
        self.basic("user", user, password)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AccessToken {
    pub access_token: Option<SecretString>,
    pub account_id: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AccessTokens {
    pub items: Option<Vec<AccessToken>>,
    pub has_more: Option<bool>,
    pub quota_remaining: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ErrorResponse {
    pub error_id: Option<i64>,
    pub error_name: Option<String>,
    pub error_message: Option<String>,
}

#[derive(Debug, Clone)]
pub struct InvalidateAccessTokens {
    access_tokens: Vec<SecretString>,
    filter: Option<String>,
    page: Option<u32>,
    pagesize: Option<u32>,
}

impl Operation for InvalidateAccessTokens {
    type Output = AccessTokens;
    type Error = ErrorResponse;
    const ID: &'static str = "invalidateAccessTokens";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        check_items("accessTokens", [&self.access_tokens], 1..=20)?;
        check_range("page", &self.page, 1..)?;
        check_range("pagesize", &self.pagesize, 0..=100)?;
        check_length("filter", &self.filter, 1..=40)?;
        request.path_literal("/access-tokens/");
        request.path_list("accessTokens", &self.access_tokens, Separator::Semicolon)?;
        request.path_literal("/invalidate");
        request.query("filter", &self.filter);
        request.query("page", &self.page);
        request.query("pagesize", &self.pagesize);
        request.accept("application/json");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.json(),
            400 => Err(response.api_error_json()),
            _ => Err(response.into_unexpected()),
        }
    }
}

impl<M> crate::runtime::Client<M> {
    pub fn invalidate_access_tokens(
        &self,
        access_tokens: impl IntoIterator<Item = impl Into<SecretString>>,
    ) -> Call<'_, InvalidateAccessTokens, M> {
        let access_tokens = access_tokens.into_iter().map(Into::into).collect();
        Call::new(self, InvalidateAccessTokens { access_tokens, filter: None, page: None, pagesize: None })
    }
}

impl<M> Call<'_, InvalidateAccessTokens, M> {
    pub fn filter(mut self, filter: impl Into<String>) -> Self {
        self.operation.filter = Some(filter.into());
        self
    }

    pub fn page(mut self, page: u32) -> Self {
        self.operation.page = Some(page);
        self
    }

    pub fn pagesize(mut self, pagesize: u32) -> Self {
        self.operation.pagesize = Some(pagesize);
        self
    }
}

/// Sends one of several kinds of bodies to `/things`.
#[derive(Debug, Clone)]
pub enum Send {
    Form { grant: String, scope: Vec<String>, password: SecretString },
    Photo { title: Option<String>, photo: FilePart },
    Note(Note),
    Text(String),
    Raw(Upload),
    Nothing { trace: Option<String>, theme: Option<String>, token: Option<SecretString> },
}

#[derive(Debug, Clone, Serialize)]
pub struct Note {
    pub text: String,
    pub access_token: SecretString,
}

impl Operation for Send {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "send";
    const METHOD: Method = Method::POST;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/things");
        match self {
            Self::Form { grant, scope, password } => {
                request.urlencoded();
                request.form_field("grant_type", [grant]);
                request.form_field_list("scope", [scope], Separator::Space);
                request.form_field("password", [password]);
            }
            Self::Photo { title, photo } => {
                request.multipart();
                request.form_field("title", title);
                request.file("photo", [photo]);
            }
            Self::Note(note) => request.json(note)?,
            Self::Text(text) => request.text("text/plain", text),
            Self::Raw(bytes) => request.bytes("application/octet-stream", bytes.clone()),
            Self::Nothing { trace, theme, token } => {
                request.header("X-Trace", trace)?;
                request.header("X-Token", token)?;
                request.cookie("theme", theme)?;
            }
        }
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.json_or_text(),
            _ => Err(response.api_error_untyped()),
        }
    }
}

impl<M> crate::runtime::Client<M> {
    pub fn send(&self, operation: Send) -> Call<'_, Send, M> {
        Call::new(self, operation)
    }
}

/// Gets `/things` as bytes.
#[derive(Debug, Clone)]
pub struct Get;

impl Operation for Get {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "get";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/things");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=399 => response.bytes(),
            404 => Err(response.api_error_empty()),
            _ => Err(response.into_unexpected()),
        }
    }
}

impl BytesResponse for Get {}

impl<M> crate::runtime::Client<M> {
    pub fn get(&self) -> Call<'_, Get, M> {
        Call::new(self, Get)
    }
}
