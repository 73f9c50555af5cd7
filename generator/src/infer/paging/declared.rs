//! What a document says itself of an operation's pages: `x-pagination`, and `x-ms-pageable` of `AutoRest`.
//!
//! Comes in: an operation. Goes out: the [`Paging`] that it declares, that it has none, or why that cannot be read.
//! Whether the members and arguments that it names exist is for those to see who look for them.

use serde_json::{Map, Value};

use super::answer::Answer;
use super::{Asked, Firsts, Named, Paging, Path, Sign, Turning};
use crate::infer::Inferences;
use crate::pointer::Pointer;
use crate::spec::{Location, Operation, Spec};

/// What stands beside an operation about its pages.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Where it stands.
    pub pointer: Pointer,
    /// What it says: `None` for an operation that has no pages.
    pub said: Result<Option<Paging>, Fault>,
}

/// Why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where the reason stands.
    pub pointer: Pointer,
    /// The reason: lower case, no full stop.
    pub problem: String,
}

const OWN: &str = "x-pagination";
const AUTOREST: &str = "x-ms-pageable";

/// A way from page to page: the key that stands for it, and those that may stand beside.
struct Way {
    key: &'static str,
    beside: &'static [&'static str],
}

/// Just one of these keys stands in `x-pagination`, or `next` alone, which others have beside them.
const WAYS: &[Way] = &[
    Way { key: "page", beside: &["first", "items", "more", "last", "pages", "total", "size", "limit"] },
    Way { key: "offset", beside: &["first", "items", "more", "last", "total", "size", "limit"] },
    Way { key: "cursor", beside: &["next", "items", "more", "last"] },
    Way { key: "after", beside: &["id", "items", "more", "last"] },
    Way { key: "link", beside: &["items"] },
];

const ADDRESS: Way = Way { key: "next", beside: &["items", "more", "last"] };

/// What an operation declares about its pages; `None` where it declares nothing.
#[must_use]
pub fn read(spec: &Spec, operation: &Operation, inferences: &Inferences, firsts: &Firsts) -> Option<Declared> {
    let asked = Asked { spec, operation, inferences, firsts };
    let find = |key: &str| Some((operation.pointer.child(key), operation.head.extensions.get(key)?));
    if let Some((pointer, value)) = find(OWN) {
        let said = own(asked, &pointer, value);
        return Some(Declared { pointer, said });
    }
    let (pointer, value) = find(AUTOREST)?;
    let said = autorest(asked, &pointer, value);
    Some(Declared { pointer, said })
}

fn own(asked: Asked, pointer: &Pointer, value: &Value) -> Result<Option<Paging>, Fault> {
    let said = match value {
        Value::Bool(false) => return Ok(None),
        Value::Object(said) => Said { asked, pointer, said },
        _ => return Err(Fault { pointer: pointer.clone(), problem: "it is neither `false` nor a map".to_owned() }),
    };
    let way = said.way()?;
    if let Some(key) = said.said.keys().find(|key| *key != way.key && !way.beside.contains(&key.as_str())) {
        let beside: Vec<String> = way.beside.iter().map(|key| format!("`{key}`")).collect();
        let problem = format!("`{key}` says nothing beside `{}`, which only takes {}", way.key, beside.join(", "));
        return Err(said.fault(key, problem));
    }
    let turning = match way.key {
        "page" => {
            let argument = said.argument("page")?;
            Turning::Number { first: said.first(&argument, 1)?, argument, more: said.sign()? }
        }
        "offset" => {
            let argument = said.argument("offset")?;
            Turning::Offset { first: said.first(&argument, 0)?, argument, more: said.sign()? }
        }
        "cursor" => Turning::Cursor { next: said.next()?, argument: said.argument("cursor")?, more: said.flag()? },
        "after" => {
            let id = said.path("id")?.unwrap_or_else(|| vec!["id".to_owned()]);
            let more = said.flag()?;
            if more == Sign::Open {
                return Err(said.whole("it has an `after`, and neither `more` nor `last`"));
            }
            Turning::After { argument: said.argument("after")?, id, more }
        }
        "link" => Turning::Link,
        _ => Turning::Url { next: said.next()?, more: said.flag()? },
    };
    Ok(Some(Paging { items: said.items()?, turning }))
}

/// The members of `x-pagination`.
struct Said<'s> {
    asked: Asked<'s>,
    pointer: &'s Pointer,
    said: &'s Map<String, Value>,
}

impl Said<'_> {
    /// How it says that one page leads to the next.
    fn way(&self) -> Result<&'static Way, Fault> {
        let mut ways = WAYS.iter().filter(|way| self.said.contains_key(way.key));
        match (ways.next(), ways.next()) {
            (None, _) if self.said.contains_key(ADDRESS.key) => Ok(&ADDRESS),
            (None, _) => Err(self.whole("it has none of `page`, `offset`, `cursor`, `after`, `link` and `next`")),
            (Some(way), None) if way.key != "link" || self.said.get("link") == Some(&Value::Bool(true)) => Ok(way),
            _ => Err(self.whole("it has not just one of `page`, `offset`, `cursor`, `after` and `link: true`")),
        }
    }

    fn whole(&self, problem: &str) -> Fault {
        Fault { pointer: self.pointer.clone(), problem: problem.to_owned() }
    }

    fn next(&self) -> Result<Path, Fault> {
        self.path("next")?.ok_or_else(|| self.whole("it has a `cursor` and no `next`"))
    }

    fn fault(&self, key: &str, problem: String) -> Fault {
        Fault { pointer: self.pointer.child(key), problem }
    }

    /// The argument that a key names.
    fn argument(&self, key: &str) -> Result<Named, Fault> {
        let name = self.said.get(key).and_then(Value::as_str);
        let name = name.ok_or_else(|| self.fault(key, format!("`{key}` is no name of a parameter")))?;
        let parts = self.asked.operation.arguments.iter();
        let mut found = parts.filter(|argument| {
            argument.name == name && matches!(argument.location, Location::Query | Location::Field(_))
        });
        let argument = found.next();
        let argument = argument.ok_or_else(|| self.fault(key, format!("the operation has no parameter `{name}`")))?;
        Ok(Named { location: argument.location, name: name.to_owned() })
    }

    /// The member that a key names: names with dots between, or a list of names.
    fn path(&self, key: &str) -> Result<Option<Path>, Fault> {
        let path = match self.said.get(key) {
            None => return Ok(None),
            Some(Value::String(path)) => Some(split(self.asked, path)),
            Some(Value::Array(names)) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect(),
            Some(_) => None,
        };
        let path: Option<Path> = path.filter(|path: &Path| !path.iter().any(String::is_empty));
        path.map(Some).ok_or_else(|| self.fault(key, format!("`{key}` is no name of a member")))
    }

    /// Where the items are: as it says, else the one list of the answer.
    fn items(&self) -> Result<Path, Fault> {
        if let Some(path) = self.path("items")? {
            return Ok(path);
        }
        let answer = Answer::of(self.asked.spec, self.asked.operation, self.asked.inferences);
        let list = answer.as_ref().and_then(|answer| Some(answer.list(self.asked.operation)?.path()));
        let problem = "it does not say which member has the `items`, and not just one list can be it";
        list.ok_or_else(|| self.whole(problem))
    }

    /// The value of an argument for the first page: as it says, else as the argument does.
    fn first(&self, named: &Named, usual: u64) -> Result<u64, Fault> {
        if let Some(first) = self.said.get("first") {
            return first.as_u64().ok_or_else(|| self.fault("first", "`first` is no whole number".to_owned()));
        }
        let mut arguments = self.asked.operation.arguments.iter();
        let argument = arguments.find(|argument| argument.name == named.name && argument.location == named.location);
        let told = argument.and_then(|argument| self.asked.firsts.number(self.asked, argument));
        Ok(told.map_or(usual, |first| first.number))
    }

    /// What says whether more pages follow.
    fn sign(&self) -> Result<Sign, Fault> {
        let flag = self.flag()?;
        if flag != Sign::Open {
            return Ok(flag);
        }
        if let Some(pages) = self.path("pages")? {
            return Ok(Sign::Pages(pages));
        }
        if let Some(total) = self.path("total")? {
            return Ok(Sign::Total(total));
        }
        match ["size", "limit"].into_iter().find(|key| self.said.contains_key(*key)) {
            Some(key) => Ok(Sign::Size(self.argument(key)?)),
            None => Ok(Sign::Open),
        }
    }

    /// The truth value that says so.
    fn flag(&self) -> Result<Sign, Fault> {
        let more = self.path("more")?.map(Sign::More);
        let last = self.path("last")?.map(Sign::Last);
        Ok(more.or(last).unwrap_or(Sign::Open))
    }
}

/// `AutoRest`'s form: the member with the address of the next page, and the one with the items.
fn autorest(asked: Asked, pointer: &Pointer, value: &Value) -> Result<Option<Paging>, Fault> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    // Without a name there is one page, and an operation of its own is asked for the next by none of these rules.
    let (Some(next), "get", None) = (text("nextLinkName"), asked.operation.method, text("operationName")) else {
        return Ok(None);
    };
    let is_plain = |path: &str| !path.split('.').any(str::is_empty);
    let items = text("itemName").unwrap_or("value");
    if !is_plain(next) || !is_plain(items) {
        let problem = format!("`{next}` and `{items}` are no names of members");
        return Err(Fault { pointer: pointer.clone(), problem });
    }
    let turning = Turning::Url { next: split(asked, next), more: Sign::Open };
    Ok(Some(Paging { items: split(asked, items), turning }))
}

/// The names on the way to a member: what stands between dots, unless the answer has a member of the whole name.
fn split(asked: Asked, path: &str) -> Path {
    let answer = Answer::of(asked.spec, asked.operation, asked.inferences);
    let has_whole = answer.is_some_and(|answer| answer.members.iter().any(|member| member.path == [path]));
    if has_whole { vec![path.to_owned()] } else { path.split('.').map(str::to_owned).collect() }
}
