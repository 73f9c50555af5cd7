//! What is tried again, and when, with time and chance given.

use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};

use super::*;

const FIRST: Duration = Duration::from_millis(200);
const LEAST: Chance = Chance(0);
const MOST: Chance = Chance(u64::MAX);

fn broken() -> Setback {
    Setback::of(&TransportError::broken("reset"))
}

fn refused() -> Setback {
    Setback::of(&TransportError::connect("refused"))
}

#[test]
fn waits_double_up_to_a_limit_and_chance_takes_a_part() {
    let policy = RetryPolicy::default().tries(u32::MAX);
    let millis = |made| policy.wait(made, &broken(), true, &MOST).unwrap().as_millis() + 1;
    assert_eq!([1, 2, 3, 4, 7, 8, 9, 33, 5000].map(millis), [200, 400, 800, 1600, 12800, 20000, 20000, 20000, 20000]);
    assert_eq!(policy.wait(4, &broken(), true, &LEAST), Some(Duration::ZERO));
    let half = policy.wait(2, &broken(), true, &Chance(u64::MAX / 2)).unwrap();
    assert!((FIRST - Duration::from_millis(1)..=FIRST).contains(&half), "{half:?}");
    let endless = policy.base(Duration::MAX).cap(Duration::MAX);
    assert!(endless.wait(9, &broken(), true, &MOST).unwrap() > Duration::from_secs(1 << 33));
}

#[test]
fn what_the_server_asks_for_counts_where_it_is_longer() {
    let policy = RetryPolicy::default();
    let asks = |time| Setback::answer(503, Some(time));
    let long = Duration::from_secs(90);
    assert_eq!(policy.wait(1, &asks(long), true, &MOST), Some(long));
    assert!(policy.wait(1, &asks(Duration::ZERO), true, &MOST).unwrap() > FIRST / 2);
}

#[test]
fn tries_have_an_end() {
    let policy = RetryPolicy::default();
    let again = |policy: &RetryPolicy, made| policy.wait(made, &broken(), true, &MOST).is_some();
    assert_eq!([1, 2, 3, 4].map(|made| again(&policy, made)), [true, true, false, false]);
    assert!(!again(&RetryPolicy::none(), 1) && !again(&policy.tries(0), 1));
}

#[test]
fn only_what_is_safe_is_repeated_unless_nothing_was_sent() {
    let again = |policy: RetryPolicy, setback, is_safe| policy.wait(1, &setback, is_safe, &MOST).is_some();
    let late = || Setback::of(&TransportError::timeout());
    for setback in [broken as fn() -> Setback, late, || Setback::answer(429, Some(Duration::ZERO))] {
        assert!(again(RetryPolicy::default(), setback(), true));
        assert!(!again(RetryPolicy::default(), setback(), false));
        assert!(again(RetryPolicy::default().every_method(), setback(), false));
    }
    assert!(again(RetryPolicy::default(), refused(), false));
    let unmakeable = Setback::of(&TransportError::unmakeable("no"));
    assert!(!again(RetryPolicy::default().every_method(), unmakeable, true));
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE, Method::PUT, Method::DELETE];
    assert!(safe.iter().all(is_safe));
    assert!(![Method::POST, Method::PATCH, Method::CONNECT].iter().any(is_safe));
}

#[test]
fn some_statuses_may_end_better() {
    let policy = RetryPolicy::default();
    let counted: Vec<u16> = (100..600).filter(|&status| policy.counts(status)).collect();
    assert_eq!(counted[..6], [408, 429, 500, 502, 503, 504]);
    assert!([501, 505].iter().all(|status| !counted.contains(status)));
    let own = policy.statuses([StatusCode::CONFLICT.as_u16()]);
    assert!(own.counts(409) && !own.counts(503));
}

#[test]
fn a_budget_is_spent_and_earned() {
    let budget = Budget::default();
    assert_eq!((0..200).filter(|_| budget.take(broken().cost())).count(), 100);
    assert!(!budget.take(1));
    budget.earn(0);
    assert!(budget.take(1) && !budget.take(1));
    budget.earn(Setback::of(&TransportError::timeout()).cost());
    assert!(budget.take(10) && !budget.take(1));
    (0..1000).for_each(|_| budget.earn(10));
    assert_eq!((0..200).filter(|_| budget.take(refused().cost())).count(), 100);
}

#[test]
fn a_server_asks_in_seconds_or_with_a_date() {
    let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
    let read = |text: &str, date: Option<&str>| {
        let mut headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
        headers.extend(date.map(|date| (DATE, date.parse().unwrap())));
        asked(&headers, now).map(|time| time.as_secs())
    };
    assert_eq!(read("120", None), Some(120));
    assert_eq!(read(" 0 ", None), Some(0));
    assert_eq!(read("99999999999999999999999", None), Some(u64::MAX));
    assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT", None), Some(30));
    assert_eq!(read("Sunday, 06-Nov-94 08:50:07 GMT", None), Some(30));
    assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT", None), Some(0));
    // The server's own clock is ten seconds behind.
    assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT", Some("Sun, 06 Nov 1994 08:49:27 GMT")), Some(40));
    for text in ["", "soon", "-1", "1.5", "Sun, 06 Nov 1994"] {
        assert_eq!(read(text, None), None, "{text}");
    }
    assert_eq!(asked(&HeaderMap::new(), SystemTime::now()), None);
}
