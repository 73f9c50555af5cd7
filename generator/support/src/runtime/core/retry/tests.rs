//! Tests of retry decisions with fixed times and random numbers.

use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};

use super::*;

const FIRST: Duration = Duration::from_millis(200);
const MIN_JITTER: Jitter = Jitter(0);
const MAX_JITTER: Jitter = Jitter(u64::MAX);

fn interrupted() -> RetryReason {
    RetryReason::from_error(&TransportError::interrupted("reset"))
}

fn connect_failure() -> RetryReason {
    RetryReason::from_error(&TransportError::connect("refused"))
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap()
}

#[test]
fn backoff_doubles_up_to_the_maximum_with_jitter() {
    let policy = RetryPolicy::default().max_attempts(u32::MAX);
    let millis = |attempt| policy.next_backoff(attempt, &interrupted(), true, &MAX_JITTER).unwrap().as_millis() + 1;
    assert_eq!([1, 2, 3, 4, 7, 8, 9, 33, 5000].map(millis), [200, 400, 800, 1600, 12800, 20000, 20000, 20000, 20000]);
    assert_eq!(policy.next_backoff(4, &interrupted(), true, &MIN_JITTER), Some(Duration::ZERO));
    let half = policy.next_backoff(2, &interrupted(), true, &Jitter(u64::MAX / 2)).unwrap();
    assert!((FIRST - Duration::from_millis(1)..=FIRST).contains(&half), "{half:?}");
    let unlimited = policy.initial_backoff(Duration::MAX).max_backoff(Duration::MAX);
    assert!(unlimited.next_backoff(9, &interrupted(), true, &MAX_JITTER).unwrap() > Duration::from_secs(1 << 33));
}

#[test]
fn retry_after_is_used_if_longer_than_the_backoff() {
    let policy = RetryPolicy::default();
    let unavailable = |time| RetryReason::from_status(code(503), Some(time));
    let long = Duration::from_secs(90);
    assert_eq!(policy.next_backoff(1, &unavailable(long), true, &MAX_JITTER), Some(long));
    assert!(policy.next_backoff(1, &unavailable(Duration::ZERO), true, &MAX_JITTER).unwrap() > FIRST / 2);
}

#[test]
fn attempts_are_limited() {
    let policy = RetryPolicy::default();
    let is_retried =
        |policy: &RetryPolicy, attempt| policy.next_backoff(attempt, &interrupted(), true, &MAX_JITTER).is_some();
    assert_eq!([1, 2, 3, 4].map(|attempt| is_retried(&policy, attempt)), [true, true, false, false]);
    assert!(!is_retried(&RetryPolicy::none(), 1) && !is_retried(&policy.max_attempts(0), 1));
}

#[test]
fn only_idempotent_requests_and_connect_errors_are_retried() {
    let is_retried =
        |policy: RetryPolicy, reason, is_safe| policy.next_backoff(1, &reason, is_safe, &MAX_JITTER).is_some();
    let timeout = || RetryReason::from_error(&TransportError::timeout());
    for reason in
        [interrupted as fn() -> RetryReason, timeout, || RetryReason::from_status(code(429), Some(Duration::ZERO))]
    {
        assert!(is_retried(RetryPolicy::default(), reason(), true));
        assert!(!is_retried(RetryPolicy::default(), reason(), false));
        assert!(is_retried(RetryPolicy::default().retry_non_idempotent(), reason(), false));
    }
    assert!(is_retried(RetryPolicy::default(), connect_failure(), false));
    let invalid = RetryReason::from_error(&TransportError::invalid_request("no"));
    assert!(!is_retried(RetryPolicy::default().retry_non_idempotent(), invalid, true));
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE, Method::PUT, Method::DELETE];
    assert!(safe.iter().all(Method::is_idempotent));
    assert!(![Method::POST, Method::PATCH, Method::CONNECT].iter().any(Method::is_idempotent));
}

#[test]
fn transient_statuses_are_retryable() {
    let policy = RetryPolicy::default();
    let statuses: Vec<u16> = (100..600).filter(|&status| policy.is_retryable_status(code(status))).collect();
    assert_eq!(statuses[..6], [408, 429, 500, 502, 503, 504]);
    assert!([501, 505].iter().all(|status| !statuses.contains(status)));
    let custom = policy.retry_statuses([StatusCode::CONFLICT]);
    assert!(custom.is_retryable_status(code(409)) && !custom.is_retryable_status(code(503)));
}

#[test]
fn budget_is_withdrawn_and_deposited() {
    let budget = Budget::default();
    assert_eq!((0..200).filter(|_| budget.withdraw(interrupted().retry_cost())).count(), 100);
    assert!(!budget.withdraw(1));
    budget.deposit(0);
    assert!(budget.withdraw(1) && !budget.withdraw(1));
    budget.deposit(RetryReason::from_error(&TransportError::timeout()).retry_cost());
    assert!(budget.withdraw(10) && !budget.withdraw(1));
    (0..1000).for_each(|_| budget.deposit(10));
    assert_eq!((0..200).filter(|_| budget.withdraw(connect_failure().retry_cost())).count(), 100);
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
    let read = |text: &str, date: Option<&str>| {
        let mut headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
        headers.extend(date.map(|date| (DATE, date.parse().unwrap())));
        parse_retry_after(&headers, now).map(|time| time.as_secs())
    };
    assert_eq!(read("120", None), Some(120));
    assert_eq!(read(" 0 ", None), Some(0));
    assert_eq!(read("99999999999999999999999", None), Some(u64::MAX));
    assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT", None), Some(30));
    assert_eq!(read("Sunday, 06-Nov-94 08:50:07 GMT", None), Some(30));
    assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT", None), Some(0));
    // The server's clock is ten seconds behind.
    assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT", Some("Sun, 06 Nov 1994 08:49:27 GMT")), Some(40));
    for text in ["", "soon", "-1", "1.5", "Sun, 06 Nov 1994"] {
        assert_eq!(read(text, None), None, "{text}");
    }
    assert_eq!(parse_retry_after(&HeaderMap::new(), SystemTime::now()), None);
}

#[test]
fn idempotency_keys_are_distinct_uuids() {
    assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    let keys = [idempotency_key().unwrap(), idempotency_key().unwrap()];
    assert!(keys[0].len() == 36 && keys[0] != keys[1], "{keys:?}");
}
