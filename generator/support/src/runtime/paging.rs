//! Answers that come in pages: what an operation says of how one page leads to the next, and the walk along them.
//!
//! An operation comes in that knows where its items are and what its answers say of further pages; requests for one page
//! after the other go out. Which arguments and members these are is not known here.

#[cfg(feature = "async")]
mod awaited;
#[cfg(feature = "blocking")]
mod blocking;
mod fault;
mod links;
mod more;
mod round;
mod slot;
mod walk;

use http::header::HeaderMap;
use url::Url;

use crate::runtime::call::Operation;
use crate::runtime::plain::Plain;

#[cfg(feature = "async")]
pub use awaited::{Items, Pages};
#[cfg(feature = "blocking")]
pub use blocking::{Items as BlockingItems, Pages as BlockingPages};
pub use fault::PagingError;
pub(crate) use links::completed;
pub use more::More;
pub use slot::{Slot, Whole};

/// An operation whose answers come in pages.
pub trait Paged: Operation {
    /// What the pages are made of.
    type Item;

    /// The items of a page, where it has any.
    fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>>;

    /// Sets the arguments for the page after this one.
    fn turn(&mut self, page: &Page<'_>, output: &Self::Output) -> Turn;
}

/// A page that came, as far as this is the same for all operations.
#[derive(Debug)]
pub struct Page<'p> {
    /// How many items it has.
    pub(crate) count: u64,
    /// The most items that a page had so far, this one included.
    pub(crate) largest: u64,
    /// The headers of the answer.
    pub(crate) headers: &'p HeaderMap,
    /// Where it came from.
    pub(crate) url: &'p Url,
}

/// Whether a page follows, and how it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn(pub(crate) Way);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// There is no further page.
    Last,
    /// The arguments are set.
    Counted,
    /// The arguments are set, to this mark of the server's.
    Marked { before: Option<String>, mark: String },
    /// By a request to this address.
    Linked(String),
    /// The argument cannot hold what the next page is called.
    Unfit,
}

impl Page<'_> {
    /// Pages that are numbered from `first`, which is also where a call without a number starts.
    pub fn number(&self, slot: &mut impl Slot, first: u64, more: More) -> Turn {
        let here = slot.number().unwrap_or(first);
        let passed = here.saturating_sub(first);
        let is_more = match more {
            More::Said(said) => said == Some(true),
            More::Pages(Some(pages)) => passed.saturating_add(1) < pages,
            // An answer without items stands behind the last page.
            More::Total(Some(total)) => {
                self.count > 0 && passed.saturating_mul(self.largest).saturating_add(self.count) < total
            }
            More::Pages(None) | More::Total(None) | More::Open => self.count > 0,
            More::Asked(size) => self.is_full(size),
        };
        if is_more { counted(slot, here.saturating_add(1)) } else { Turn(Way::Last) }
    }

    /// Pages that begin behind as many items as an argument says: none, or `first` where items are numbered from there.
    pub fn offset(&self, slot: &mut impl Slot, first: u64, more: More) -> Turn {
        let next = slot.number().unwrap_or(first).saturating_add(self.count);
        let is_more = match more {
            More::Said(said) => said == Some(true),
            More::Total(Some(total)) => next.saturating_sub(first) < total,
            More::Pages(_) | More::Total(None) | More::Open => true,
            More::Asked(size) => self.is_full(size),
        };
        // Without items there is nothing to go behind: the same request would follow.
        if is_more && self.count > 0 { counted(slot, next) } else { Turn(Way::Last) }
    }

    /// Pages of which each says what the next is called. A number leads nowhere where it is 0, or stands behind a page
    /// without items: servers that count go on counting.
    pub fn cursor<T: Plain>(&self, slot: &mut impl Slot, next: Option<&T>, more: More) -> Turn {
        let mark = next.map(|next| next.plain().into_owned()).filter(|mark| !mark.is_empty());
        // Servers give a mark also at the end, where a later call goes on.
        let leads = |mark: &str| mark.parse::<u64>().map_or(true, |number| number > 0 && self.count > 0);
        let is_over = more == More::Said(Some(false));
        let Some(mark) = mark.filter(|mark| !is_over && leads(mark)) else { return Turn(Way::Last) };
        let before = slot.text();
        if slot.put(&mark) { Turn(Way::Marked { before, mark }) } else { Turn(Way::Unfit) }
    }

    /// Pages that begin behind an item, which is called by its id: the last of the page before.
    pub fn after<T: Plain>(&self, slot: &mut impl Slot, last: Option<&T>, more: More) -> Turn {
        // Any page has a last item, so that only what the answer says leads on.
        if more == More::Said(Some(true)) { self.cursor(slot, last, more) } else { Turn(Way::Last) }
    }

    /// Pages of which each has the address of the next.
    pub fn follow<T: Plain>(&self, next: Option<&T>, more: More) -> Turn {
        let next = next.map(|next| next.plain().trim().to_owned()).filter(|next| !next.is_empty());
        match next.filter(|_| more != More::Said(Some(false))) {
            Some(next) => Turn(Way::Linked(next)),
            None => Turn(Way::Last),
        }
    }

    /// Pages of which each has the address of the next in its `Link` header, as RFC 8288 writes it.
    pub fn link(&self) -> Turn {
        links::next(self.headers, self.url).map_or(Turn(Way::Last), |next| Turn(Way::Linked(next)))
    }

    fn is_full(&self, size: Option<u64>) -> bool {
        self.count > 0 && size.is_none_or(|size| self.count >= size)
    }
}

fn counted(slot: &mut impl Slot, number: u64) -> Turn {
    Turn(if slot.put(&number.to_string()) { Way::Counted } else { Way::Unfit })
}
