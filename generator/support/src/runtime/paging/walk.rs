//! Where a walk along pages stands, and the guards that end it. No IO: a page that came goes in, and what the next one is
//! asked for by goes out.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use http::header::HeaderMap;
use url::Url;

use super::fault::{PagingError, Problem};
use super::{Page, Paged, Turn, Way, links};

/// What a walk remembers.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The pages that came.
    pages: u64,
    /// The most pages to read.
    pub(crate) most: Option<u64>,
    largest: u64,
    /// The body of the page before, hashed: texts of any size are not kept for this.
    body: Option<u64>,
    /// The marks and addresses of pages that were asked for, hashed.
    asked: BTreeSet<u64>,
    next: Next,
}

#[derive(Debug, Default)]
enum Next {
    /// By the operation as it is.
    #[default]
    Arguments,
    /// At this address.
    Address(Url),
    /// Not at all, and this is why.
    Fault(PagingError),
    /// Not at all.
    None,
}

/// What came around a page.
pub(crate) struct Around<'a> {
    pub(crate) headers: &'a HeaderMap,
    /// Where it came from, redirects followed.
    pub(crate) url: &'a Url,
    /// Where it was asked for.
    pub(crate) asked: &'a Url,
    pub(crate) body: &'a [u8],
}

impl Walk {
    /// What the next page is asked for by: `None` at the end, an address where it has one of its own.
    pub(crate) fn next(&mut self) -> Option<Result<Option<Url>, PagingError>> {
        if self.most.is_some_and(|most| self.pages >= most) {
            self.end();
        }
        match std::mem::replace(&mut self.next, Next::None) {
            Next::Arguments => Some(Ok(None)),
            Next::Address(url) => Some(Ok(Some(url))),
            Next::Fault(fault) => Some(Err(fault)),
            Next::None => None,
        }
    }

    /// Nothing follows.
    pub(crate) fn end(&mut self) {
        self.next = Next::None;
    }

    /// Takes note of a page, and sets the operation to the next.
    pub(crate) fn take<O: Paged>(
        &mut self,
        operation: &mut O,
        output: &mut O::Output,
        around: &Around<'_>,
    ) -> Result<(), PagingError> {
        let count = O::items(output).map_or(0, |items| items.len() as u64);
        self.largest = self.largest.max(count);
        let page = Page { count, largest: self.largest, headers: around.headers, url: around.url };
        let turn = operation.turn(&page, output);
        self.turn(turn, count, around)
    }

    fn turn(&mut self, Turn(way): Turn, count: u64, around: &Around<'_>) -> Result<(), PagingError> {
        self.pages += 1;
        let body = hash(around.body);
        let is_same = self.body.replace(body) == Some(body);
        let is_mark = matches!(way, Way::Marked { .. } | Way::Linked(_));
        // Pages between two marks may be empty, and then alike.
        if is_same && way != Way::Last && (count > 0 || !is_mark) {
            return Err(PagingError::new(self.pages, Problem::SamePage));
        }
        let next = match way {
            Way::Last => Ok(Next::None),
            Way::Counted => Ok(Next::Arguments),
            Way::Marked { before, mark } => self.marked(before.as_deref(), &mark),
            Way::Linked(link) => self.linked(&link, around),
            Way::Unfit => Err(Problem::Unfit),
        };
        self.next = next.unwrap_or_else(|problem| Next::Fault(PagingError::new(self.pages, problem)));
        Ok(())
    }

    fn marked(&mut self, before: Option<&str>, mark: &str) -> Result<Next, Problem> {
        self.asked.extend(before.map(hash));
        if self.asked.insert(hash(mark)) { Ok(Next::Arguments) } else { Err(Problem::SameMark) }
    }

    fn linked(&mut self, link: &str, around: &Around<'_>) -> Result<Next, Problem> {
        let url = links::target(around.url, around.asked, link)?;
        self.asked.extend([around.asked, around.url].map(|here| hash(here.as_str())));
        if self.asked.insert(hash(url.as_str())) { Ok(Next::Address(url)) } else { Err(Problem::SameMark) }
    }
}

fn hash(text: impl AsRef<[u8]>) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.as_ref().hash(&mut hasher);
    hasher.finish()
}
