//! A client as the generator writes it: facts only.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::runtime::{
    Answer, Bytes, Call, Credential, Encoder, Error, File, GivesBytes, InvalidArgument, Method, Mode, Operation,
    Secret, Separator, Service, TokenSource, Upload, counted, sized, within,
};

pub(crate) const SERVICE: Service = Service {
    user_agent: "stack-exchange/0.1.0",
    base_url: Some("https://api.stackexchange.com/2.2"),
    secret_fields: &["access_token"],
    rate_limit: None,
};

impl<M: Mode> crate::runtime::Client<M> {
    pub fn builder() -> crate::runtime::ClientBuilder<M> {
        crate::runtime::ClientBuilder::of(&SERVICE)
    }

    pub fn new() -> Self {
        Self::of(&SERVICE)
    }
}

impl<M> crate::runtime::ClientBuilder<M> {
    pub fn api_key(self, key: impl Into<Secret>) -> Self {
        self.credential("api_key", Credential::Query("key"), key.into())
    }

    pub fn header_key(self, key: impl Into<Secret>) -> Self {
        self.credential("header_key", Credential::Header("X-Api-Key"), key.into())
    }

    pub fn cookie_key(self, key: impl Into<Secret>) -> Self {
        self.credential("cookie_key", Credential::Cookie("sid"), key.into())
    }

    pub fn bearer(self, token: impl Into<Secret>) -> Self {
        self.credential("bearer", Credential::Bearer, token.into())
    }

    pub fn bearer_from(self, source: impl TokenSource + 'static) -> Self {
        self.token_source("bearer", source)
    }

    pub fn user(self, user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        self.basic("user", user, password)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AccessToken {
    pub access_token: Option<Secret>,
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
    access_tokens: Vec<Secret>,
    filter: Option<String>,
    page: Option<u32>,
    pagesize: Option<u32>,
}

impl Operation for InvalidateAccessTokens {
    type Output = AccessTokens;
    type Error = ErrorResponse;
    const ID: &'static str = "invalidateAccessTokens";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        counted("accessTokens", [&self.access_tokens], 1..=20)?;
        within("page", &self.page, 1..)?;
        within("pagesize", &self.pagesize, 0..=100)?;
        sized("filter", &self.filter, 1..=40)?;
        request.literal("/access-tokens/");
        request.path_list("accessTokens", &self.access_tokens, Separator::Semicolon)?;
        request.literal("/invalidate");
        request.query("filter", &self.filter);
        request.query("page", &self.page);
        request.query("pagesize", &self.pagesize);
        request.accept("application/json");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=299 => answer.json(),
            400 => Err(answer.error_json()),
            _ => Err(answer.undeclared()),
        }
    }
}

impl<M> crate::runtime::Client<M> {
    pub fn invalidate_access_tokens(
        &self,
        access_tokens: impl IntoIterator<Item = impl Into<Secret>>,
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

/// One operation for each kind of body, all to `/things`.
#[derive(Debug, Clone)]
pub enum Send {
    Form { grant: String, scope: Vec<String>, password: Secret },
    Photo { title: Option<String>, photo: File },
    Note(Note),
    Text(String),
    Raw(Upload),
    Nothing { trace: Option<String>, theme: Option<String>, token: Option<Secret> },
}

#[derive(Debug, Clone, Serialize)]
pub struct Note {
    pub text: String,
    pub access_token: Secret,
}

impl Operation for Send {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "send";
    const METHOD: Method = Method::POST;

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/things");
        match self {
            Self::Form { grant, scope, password } => {
                request.urlencoded();
                request.field("grant_type", [grant]);
                request.field_list("scope", [scope], Separator::Space);
                request.field("password", [password]);
            }
            Self::Photo { title, photo } => {
                request.multipart();
                request.field("title", title);
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

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=299 => answer.untyped(),
            _ => Err(answer.error_untyped()),
        }
    }
}

impl<M> crate::runtime::Client<M> {
    pub fn send(&self, what: Send) -> Call<'_, Send, M> {
        Call::new(self, what)
    }
}

/// Gets `/things` as it is.
#[derive(Debug, Clone)]
pub struct Get;

impl Operation for Get {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "get";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/things");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=399 => answer.bytes(),
            404 => Err(answer.error_empty()),
            _ => Err(answer.undeclared()),
        }
    }
}

impl GivesBytes for Get {}

impl<M> crate::runtime::Client<M> {
    pub fn get(&self) -> Call<'_, Get, M> {
        Call::new(self, Get)
    }
}
