//! How a page leads to the next, without a server.

use http::HeaderMap;
use url::Url;

use crate::runtime::paging::{Page, Slot, Turn, Way, Whole};
use crate::runtime::{More, Secret};

fn page(count: u64, largest: u64) -> Page<'static> {
    static NONE: std::sync::LazyLock<HeaderMap> = std::sync::LazyLock::new(HeaderMap::new);
    static HERE: std::sync::LazyLock<Url> = std::sync::LazyLock::new(|| Url::parse("https://pets.example/").unwrap());
    Page { count, largest, headers: &NONE, url: &HERE }
}

const LAST: Turn = Turn(Way::Last);
const COUNTED: Turn = Turn(Way::Counted);

fn marked(before: Option<&str>, mark: &str) -> Turn {
    Turn(Way::Marked { before: before.map(str::to_owned), mark: mark.to_owned() })
}

#[test]
fn numbers_go_up_by_one() {
    let yes = More::said(Some(&true));
    let mut page_of = None::<u32>;
    assert_eq!(page(3, 3).number(&mut page_of, 1, yes), COUNTED);
    assert_eq!(page(3, 3).number(&mut page_of, 1, yes), COUNTED);
    assert_eq!(page_of, Some(3));
    assert_eq!(page(3, 3).number(&mut page_of, 1, More::said(Some(&false))), LAST);
    assert_eq!(page(3, 3).number(&mut page_of, 1, More::said(None)), LAST);
    assert_eq!(page_of, Some(3));
    let mut from_zero = None::<i64>;
    assert_eq!(page(1, 1).number(&mut from_zero, 0, yes), COUNTED);
    assert_eq!(from_zero, Some(1));
    let mut required = 7_i32;
    assert_eq!(page(1, 1).number(&mut required, 1, yes), COUNTED);
    let mut text = Some("9".to_owned());
    assert_eq!(page(1, 1).number(&mut text, 1, yes), COUNTED);
    assert_eq!((required, text.as_deref()), (8, Some("10")));
}

#[test]
fn counts_say_which_page_is_the_last() {
    let table = [
        (1, 10, More::pages(Some(&2_i32)), true),
        (2, 10, More::pages(Some(&2_i32)), false),
        (2, 10, More::total(Some(&21_u64)), true),
        (2, 10, More::total(Some(&20.0_f64)), false),
        (3, 1, More::total(Some(&21_i64)), false),
        (1, 0, More::total(Some(&21_i64)), false),
        (1, 10, More::total(None::<&i64>), true),
        (1, 0, More::total(None::<&i64>), false),
        (1, 10, More::asked(&Some(10_u32)), true),
        (1, 9, More::asked(&Some(10_u32)), false),
        (1, 9, More::asked(&None::<u32>), true),
        (1, 0, More::Open, false),
        (1, 5, More::unless(Some(&false)), true),
        (1, 5, More::unless(Some(&true)), false),
    ];
    for (number, count, more, goes_on) in table {
        let mut slot = Some(number);
        let turn = page(count, 10).number(&mut slot, 1_u64, more);
        assert_eq!(turn == COUNTED, goes_on, "page {number} of {count} items, {more:?}");
        assert_eq!(slot, Some(number + i64::from(goes_on)));
    }
}

#[test]
fn offsets_go_behind_the_items_that_came() {
    let mut offset = None::<i32>;
    assert_eq!(page(4, 4).offset(&mut offset, 0, More::total(Some(&7))), COUNTED);
    assert_eq!(offset, Some(4));
    assert_eq!(page(3, 4).offset(&mut offset, 0, More::total(Some(&7))), LAST);
    let mut from_one = None::<u64>;
    assert_eq!(page(4, 4).offset(&mut from_one, 1, More::total(Some(&5))), COUNTED);
    assert_eq!(from_one, Some(5));
    assert_eq!(page(1, 4).offset(&mut from_one, 1, More::total(Some(&5))), LAST);
    // A page without items leads nowhere, whatever the server says.
    assert_eq!(page(0, 4).offset(&mut from_one, 1, More::said(Some(&true))), LAST);
}

#[test]
fn marks_are_passed_on() {
    let mut cursor = None::<String>;
    let next = |mark: &str| Some(mark.to_owned());
    assert_eq!(page(1, 1).cursor(&mut cursor, next("a").as_ref(), More::Open), marked(None, "a"));
    assert_eq!(page(1, 1).cursor(&mut cursor, next("b").as_ref(), More::Open), marked(Some("a"), "b"));
    assert_eq!(cursor.as_deref(), Some("b"));
    assert_eq!(page(1, 1).cursor(&mut cursor, next("").as_ref(), More::Open), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, None::<&String>, More::said(Some(&true))), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, next("c").as_ref(), More::said(Some(&false))), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, Some(&12_i64), More::said(None)), marked(Some("b"), "12"));
    assert_eq!(page(0, 1).cursor(&mut cursor, Some(&13_i64), More::Open), LAST);
    assert_eq!(page(1, 1).cursor(&mut cursor, Some(&0_i64), More::Open), LAST);
    assert_eq!(page(0, 1).cursor(&mut cursor, next("x13").as_ref(), More::Open), marked(Some("12"), "x13"));
    let mut number = Some(1_u32);
    assert_eq!(page(1, 1).cursor(&mut number, next("x").as_ref(), More::Open), Turn(Way::Unfit));
    let mut secret = Some(Secret::from("a"));
    assert_eq!(page(1, 1).cursor(&mut secret, Some(&Secret::from("b")), More::Open), marked(Some("a"), "b"));
    let mut after = None::<String>;
    assert_eq!(page(1, 1).after(&mut after, next("id").as_ref(), More::said(None)), LAST);
    assert_eq!(page(1, 1).after(&mut after, next("id").as_ref(), More::said(Some(&true))), marked(None, "id"));
}

#[test]
fn counts_are_whole_numbers() {
    assert_eq!((7_i64.whole(), (-1_i64).whole(), u64::MAX.whole()), (Some(7), None, Some(u64::MAX)));
    assert_eq!((7.0_f64.whole(), 7.5_f64.whole(), f64::NAN.whole(), 1e300_f64.whole()), (Some(7), None, None, None));
    assert_eq!(" 7".to_owned().whole(), Some(7));
    let mut small = Some(255_u8);
    assert!(!small.put("256") && small.number() == Some(255));
    let mut unset = None::<f64>;
    assert!(unset.put("2") && unset == Some(2.0));
}
