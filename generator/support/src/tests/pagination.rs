//! Selection of the next page, without a server.

use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use url::Url;

use crate::runtime::core::pagination::{AsCount, NextPage, NextPageKind, PageInfo, PageParam};
use crate::runtime::core::redact::Redactor;
use crate::runtime::core::secret::SecretUrl;
use crate::runtime::{BufferedResponse, HasMore, SecretString};

fn page(count: u64, largest: u64) -> PageInfo<'static> {
    static RESPONSE: LazyLock<BufferedResponse> = LazyLock::new(|| {
        let url = Url::parse("https://pets.example/").unwrap();
        BufferedResponse {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            url: SecretUrl(url.clone()),
            request_url: SecretUrl(url),
            redactor: Redactor::default(),
            attempts: 1,
            is_lenient: true,
        }
    });
    PageInfo { count, largest, pages: 1, response: &RESPONSE }
}

const LAST: NextPage = NextPage(NextPageKind::Last);
const NUMBER: NextPage = NextPage(NextPageKind::Number);

fn cursor_page(before: Option<&str>, cursor: &str) -> NextPage {
    NextPage(NextPageKind::Cursor { before: before.map(str::to_owned), mark: cursor.to_owned() })
}

#[test]
fn page_number_increases_by_one() {
    let yes = HasMore::flag(Some(&true));
    let mut page_number = None::<u32>;
    assert_eq!(page(3, 3).number(&mut page_number, 1, yes), NUMBER);
    assert_eq!(page(3, 3).number(&mut page_number, 1, yes), NUMBER);
    assert_eq!(page_number, Some(3));
    assert_eq!(page(3, 3).number(&mut page_number, 1, HasMore::flag(Some(&false))), LAST);
    assert_eq!(page(3, 3).number(&mut page_number, 1, HasMore::flag(None)), LAST);
    assert_eq!(page_number, Some(3));
    let mut from_zero = None::<i64>;
    assert_eq!(page(1, 1).number(&mut from_zero, 0, yes), NUMBER);
    assert_eq!(from_zero, Some(1));
    let mut required = 7_i32;
    assert_eq!(page(1, 1).number(&mut required, 1, yes), NUMBER);
    let mut text = Some("9".to_owned());
    assert_eq!(page(1, 1).number(&mut text, 1, yes), NUMBER);
    assert_eq!((required, text.as_deref()), (8, Some("10")));
}

#[test]
fn page_number_follows_from_the_current_page() {
    let after = |slot: Option<u32>, current: Option<u32>, pages: u64, more: HasMore| {
        let mut slot = slot;
        (PageInfo { pages, ..page(3, 3) }.number_after(&mut slot, current.as_ref(), more), slot)
    };
    let two = HasMore::pages(Some(&2_u32));
    // Numbered from 1, from 0, and from a number of the caller.
    assert_eq!(after(None, Some(1), 1, two), (NUMBER, Some(2)));
    assert_eq!(after(Some(2), Some(2), 2, two), (LAST, Some(2)));
    assert_eq!(after(None, Some(0), 1, two), (NUMBER, Some(1)));
    assert_eq!(after(Some(1), Some(1), 2, two), (LAST, Some(1)));
    assert_eq!(after(Some(2), Some(2), 1, two), (LAST, Some(2)));
    let four_items = HasMore::total(Some(&4_u32));
    assert_eq!(after(None, Some(1), 1, four_items), (NUMBER, Some(2)));
    assert_eq!(after(Some(2), Some(2), 2, four_items), (LAST, Some(2)));
    // Without a number, the next page cannot be requested.
    let more = |more: bool| HasMore::flag(Some(&more));
    assert_eq!(after(None, None, 1, more(true)), (NextPage(NextPageKind::Unrepresentable), None));
    assert_eq!(after(None, None, 1, more(false)), (LAST, None));
}

#[test]
fn counts_determine_the_last_page() {
    let table = [
        (1, 10, HasMore::pages(Some(&2_i32)), true),
        (2, 10, HasMore::pages(Some(&2_i32)), false),
        (2, 10, HasMore::total(Some(&21_u64)), true),
        (2, 10, HasMore::total(Some(&20.0_f64)), false),
        (3, 1, HasMore::total(Some(&21_i64)), false),
        (1, 0, HasMore::total(Some(&21_i64)), false),
        (1, 10, HasMore::total(None::<&i64>), true),
        (1, 0, HasMore::total(None::<&i64>), false),
        (1, 10, HasMore::page_size(&Some(10_u32)), true),
        (1, 9, HasMore::page_size(&Some(10_u32)), false),
        (1, 9, HasMore::page_size(&None::<u32>), true),
        (1, 0, HasMore::Unknown, false),
        (1, 5, HasMore::unless_last(Some(&false)), true),
        (1, 5, HasMore::unless_last(Some(&true)), false),
    ];
    for (number, count, more, has_next) in table {
        let mut current = Some(number);
        let next = page(count, 10).number(&mut current, 1_u64, more);
        assert_eq!(next == NUMBER, has_next, "page {number} of {count} items, {more:?}");
        assert_eq!(current, Some(number + i64::from(has_next)));
    }
}

#[test]
fn offset_advances_by_the_received_items() {
    let mut offset = None::<i32>;
    assert_eq!(page(4, 4).offset(&mut offset, 0, HasMore::total(Some(&7))), NUMBER);
    assert_eq!(offset, Some(4));
    assert_eq!(page(3, 4).offset(&mut offset, 0, HasMore::total(Some(&7))), LAST);
    let mut from_one = None::<u64>;
    assert_eq!(page(4, 4).offset(&mut from_one, 1, HasMore::total(Some(&5))), NUMBER);
    assert_eq!(from_one, Some(5));
    assert_eq!(page(1, 4).offset(&mut from_one, 1, HasMore::total(Some(&5))), LAST);
    // A page without items is the last, even if `has_more` is true.
    assert_eq!(page(0, 4).offset(&mut from_one, 1, HasMore::flag(Some(&true))), LAST);
}

#[test]
fn cursor_of_the_response_is_sent() {
    let mut cursor = None::<String>;
    let value = |cursor: &str| Some(cursor.to_owned());
    assert_eq!(page(1, 1).cursor(&mut cursor, value("a").as_ref(), HasMore::Unknown), cursor_page(None, "a"));
    assert_eq!(page(1, 1).cursor(&mut cursor, value("b").as_ref(), HasMore::Unknown), cursor_page(Some("a"), "b"));
    assert_eq!(cursor.as_deref(), Some("b"));
    assert_eq!(page(1, 1).cursor(&mut cursor, value("").as_ref(), HasMore::Unknown), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, None::<&String>, HasMore::flag(Some(&true))), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, value("c").as_ref(), HasMore::flag(Some(&false))), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, Some(&12_i64), HasMore::flag(None)), cursor_page(Some("b"), "12"));
    assert_eq!(page(0, 1).cursor(&mut cursor, Some(&13_i64), HasMore::Unknown), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, Some(&0_i64), HasMore::Unknown), LAST);
    assert_eq!(page(0, 1).cursor(&mut cursor, value("x13").as_ref(), HasMore::Unknown), cursor_page(Some("12"), "x13"));
    let mut number = Some(1_u32);
    assert_eq!(
        page(1, 1).cursor(&mut number, value("x").as_ref(), HasMore::Unknown),
        NextPage(NextPageKind::Unrepresentable)
    );
    let mut secret = Some(SecretString::from("a"));
    assert_eq!(
        page(1, 1).cursor(&mut secret, Some(&SecretString::from("b")), HasMore::Unknown),
        cursor_page(Some("a"), "b")
    );
    let mut after = None::<String>;
    assert_eq!(page(1, 1).after_id(&mut after, value("id").as_ref(), HasMore::flag(None)), LAST);
    assert_eq!(
        page(1, 1).after_id(&mut after, value("id").as_ref(), HasMore::flag(Some(&true))),
        cursor_page(None, "id")
    );
}

#[test]
fn counts_are_non_negative_integers() {
    assert_eq!((7_i64.count(), (-1_i64).count(), u64::MAX.count()), (Some(7), None, Some(u64::MAX)));
    assert_eq!((7.0_f64.count(), 7.5_f64.count(), f64::NAN.count(), 1e300_f64.count()), (Some(7), None, None, None));
    assert_eq!(" 7".to_owned().count(), Some(7));
    let mut small = Some(255_u8);
    assert!(!small.set("256") && small.number() == Some(255));
    let mut unset = None::<f64>;
    assert!(unset.set("2") && unset == Some(2.0));
}
