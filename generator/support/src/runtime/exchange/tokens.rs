//! The part of an exchange that has a token of a source: asking for it, waiting while another call asks, and asking again
//! once where the API refuses it.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{Request, Response, StatusCode};
use url::Url;
use web_time::Instant;
use zeroize::Zeroizing;

use super::{Exchange, Failure, Head, Step, Unread};
use crate::runtime::client::{Core, CredentialError, Sourced};
use crate::runtime::error::TransportError;
use crate::runtime::secret::{self, Secret};
use crate::runtime::token::flight::{Asking, Turn};
use crate::runtime::token::{TokenError, TokenStep};
use crate::runtime::upload::Content;

/// How often one call asks for a token before it gives up.
const MOST: usize = 3;

/// What one call knows of its token.
pub(super) struct Tokens<'c> {
    sourced: &'c Sourced,
    token: Option<Secret>,
    /// The token to take next, where the source gave it already.
    next: Option<Secret>,
    /// Whether the API refused one already.
    renewed: bool,
    asked: usize,
    asking: Option<Asking<'c>>,
    waited: Option<Turn<'c>>,
}

impl<'c> Tokens<'c> {
    pub(super) fn of(sourced: &'c Sourced) -> Self {
        Self { sourced, token: None, next: None, renewed: false, asked: 0, asking: None, waited: None }
    }

    /// The token, or the step towards it.
    fn next(&mut self, core: &Core) -> Result<Result<Secret, Step<'c>>, Failure> {
        if let Some(token) = self.next.take() {
            return Ok(Ok(token));
        }
        if let Some(error) = self.waited.take().and_then(|turn| turn.failure()) {
            return Err(error.into());
        }
        let now = Instant::now();
        if let TokenStep::Ready(token) = self.sourced.source.token(now)? {
            return Ok(Ok(token));
        }
        let asking = match self.sourced.flight().enter() {
            Ok(asking) => asking,
            Err(turn) => {
                self.waited = Some(turn);
                return Ok(Err(Step::Join(turn)));
            }
        };
        // Another call may have had a token in between.
        match self.sourced.source.token(now)? {
            TokenStep::Ready(token) => Ok(Ok(token)),
            TokenStep::Ask(_) if self.asked == MOST => {
                let problem = format!("its source has none after {MOST} answers");
                Err(TokenError::setup(problem).into())
            }
            TokenStep::Ask(request) => {
                let request = sendable(*request, core)?;
                self.asked += 1;
                self.asking = Some(asking);
                Ok(Err(Step::Send(Box::new(request))))
            }
        }
    }
}

/// A request for a token, which goes where secrets may go.
fn sendable(mut request: Request<Bytes>, core: &Core) -> Result<Request<Option<Content>>, Failure> {
    let url = Url::parse(&request.uri().to_string()).ok().filter(Url::has_host);
    let url = url.ok_or_else(|| TokenError::setup("its source asks at a URL that is not absolute"))?;
    core.plain_hosts.check(&url).map_err(CredentialError::of_token)?;
    request.headers_mut().entry(USER_AGENT).or_insert_with(|| core.user_agent.clone());
    Ok(request.map(|body| Some(Content::from(body))))
}

impl<'c> Exchange<'c> {
    /// What to do before the request has its token; nothing where it has, or takes none.
    pub(super) fn token_step(&mut self) -> Result<Option<Step<'c>>, Failure> {
        let Some(tokens) = self.tokens.as_mut().filter(|tokens| tokens.token.is_none()) else { return Ok(None) };
        let token = match tokens.next(self.core)? {
            Ok(token) => token,
            Err(step) => return Ok(Some(step)),
        };
        let value = secret::header(Zeroizing::new(format!("Bearer {}", token.expose())));
        let value = value.ok_or_else(|| TokenError::setup("it has a character that a header cannot hold"))?;
        self.hop.headers.insert(AUTHORIZATION, value);
        self.scrubber.arguments = self.scrubber.arguments.iter().cloned().chain([token.clone()]).collect();
        tokens.token = Some(token);
        Ok(None)
    }

    /// Whether what was sent last asks for a token.
    pub(crate) fn asks_for_token(&self) -> bool {
        self.tokens.as_ref().is_some_and(|tokens| tokens.asking.is_some())
    }

    /// Whether a call that was refused is to be sent again with another token. One whose body is gone is not; its token
    /// is given back all the same, so that the next call has another.
    pub(super) fn renews_token(&mut self) -> bool {
        let Some(tokens) = self.tokens.as_mut().filter(|tokens| !tokens.renewed) else { return false };
        let Some(token) = tokens.token.take() else { return false };
        tokens.sourced.source.rejected(&token);
        (tokens.renewed, tokens.asked) = (true, 0);
        if !self.hop.is_repeatable() {
            return false;
        }
        // The source may have no other: what refused the token once would only refuse it again.
        match tokens.sourced.source.token(Instant::now()) {
            Ok(TokenStep::Ready(other)) if other == token => return false,
            Ok(TokenStep::Ready(other)) => tokens.next = Some(other),
            Ok(TokenStep::Ask(_)) | Err(_) => {}
        }
        self.tries.settle();
        true
    }

    /// Takes what came of asking for a token, as far as its headers.
    pub(super) fn token_answered<B>(&mut self, answer: Result<B, TransportError>) -> Result<B, Failure> {
        answer.map_err(|error| self.not_reached(error))
    }

    /// Takes the answer to asking for a token.
    pub(crate) fn token_received(&mut self, head: Head, body: Result<Bytes, Unread>) -> Result<(), Failure> {
        let body = match body {
            Ok(body) => body,
            Err(Unread::Broken(error)) => return Err(self.not_reached(error)),
            Err(Unread::TooLarge) => {
                let problem = "it is larger than `max_body_bytes`".to_owned();
                return Err(self.without_token(TokenError::Unreadable { status: head.status, problem }));
            }
        };
        let Some(tokens) = &mut self.tokens else { return Ok(()) };
        let mut answer = Response::new(body);
        *answer.status_mut() = StatusCode::from_u16(head.status).unwrap_or_default();
        *answer.headers_mut() = head.headers;
        match tokens.sourced.source.answered(answer, Instant::now()) {
            Ok(()) => {
                tokens.asking.take().into_iter().for_each(Asking::succeeded);
                Ok(())
            }
            Err(error) => Err(self.without_token(error)),
        }
    }

    /// The server of tokens was not reached. Where only this call's time is over, those that wait go on.
    fn not_reached(&mut self, error: TransportError) -> Failure {
        if error.is_timeout() {
            self.tokens.iter_mut().for_each(|tokens| drop(tokens.asking.take()));
            return error.into();
        }
        self.without_token(TokenError::Unreachable(Arc::new(error)))
    }

    fn without_token(&mut self, error: TokenError) -> Failure {
        let asking = self.tokens.as_mut().and_then(|tokens| tokens.asking.take());
        asking.into_iter().for_each(|asking| asking.failed(&error));
        error.into()
    }
}
