//! Recordings in JSON, entry by entry.

use std::fmt;
use std::io::{BufReader, Read};

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::limit::{ENTRY, ITEM, Limited, ShortStrings};
use super::{RecordingError, RecordingFormat, Sink, cassette, har, postman};

/// Reads a recording in JSON, whose format is found from the members of its root.
pub(super) fn read(sink: &mut Sink, input: impl Read) -> Result<RecordingFormat, RecordingError> {
    let mut deserializer =
        serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, ShortStrings::new(input)));
    let mut collection = postman::Collection::default();
    let mut root = Root { sink, collection: &mut collection, format: None };
    let result = deserializer.deserialize_any(&mut root).and_then(|()| deserializer.end());
    let format = root.format;
    result.map_err(|error| described(sink, &error))?;
    match format {
        Some(RecordingFormat::Postman) => collection.emit(sink),
        Some(_) => {}
        None => return Err(sink.error("the file is no recording".to_owned())),
    }
    format.ok_or_else(|| sink.error("the file is no recording".to_owned()))
}

/// Describes an error of the parser. Its own words can contain values.
fn described(sink: &Sink, error: &serde_json::Error) -> RecordingError {
    use serde_json::error::Category;
    let message = match error.classify() {
        Category::Io => "the file cannot be read",
        Category::Syntax => "the file is not valid JSON",
        Category::Eof => "the file ends before its JSON is complete",
        Category::Data => "the list of entries is not a list",
    };
    let help = match error.classify() {
        Category::Data => "check that the file is a complete recording",
        _ => "record it again, or repair the file at this position",
    };
    let position = (error.line() > 0).then(|| (error.line(), error.column()));
    RecordingError { file: sink.file.to_owned(), position, message: message.to_owned(), help }
}

/// The root of a recording.
struct Root<'r, 's> {
    sink: &'r mut Sink<'s>,
    collection: &'r mut postman::Collection,
    format: Option<RecordingFormat>,
}

impl<'de> Visitor<'de> for &mut Root<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a recording")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "log" => {
                    self.format = Some(RecordingFormat::Har);
                    map.next_value_seed(Log { sink: self.sink })?;
                }
                "http_interactions" | "interactions" => {
                    self.format = Some(RecordingFormat::Cassette);
                    map.next_value_seed(Entries {
                        limit: ENTRY,
                        each: &mut |entry| entry_or_note(self.sink, entry, cassette::entry),
                    })?;
                }
                "item" => {
                    self.format = Some(RecordingFormat::Postman);
                    let each = &mut |item: Option<Value>| match item {
                        Some(item) => self.collection.add(self.sink, &item),
                        None => self.sink.note("of folders with more than 128 MiB left out"),
                    };
                    map.next_value_seed(Entries { limit: ITEM, each })?;
                }
                "variable" => self.collection.variables(&map.next_value()?),
                // A collection that was exported through Postman's API is a member of the root.
                "collection" => map.next_value_seed(Nested { root: self })?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// A collection inside of the root.
struct Nested<'n, 'r, 's> {
    root: &'n mut Root<'r, 's>,
}

impl<'de> DeserializeSeed<'de> for Nested<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self.root)
    }
}

/// The log of a HAR file.
struct Log<'l, 's> {
    sink: &'l mut Sink<'s>,
}

impl<'de> DeserializeSeed<'de> for Log<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Log<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the log of a HAR file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_entries = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "entries" {
                has_entries = true;
                map.next_value_seed(Entries {
                    limit: ENTRY,
                    each: &mut |entry| entry_or_note(self.sink, entry, har::entry),
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if has_entries { Ok(()) } else { Err(A::Error::missing_field("entries")) }
    }
}

/// Reads an entry, or notes that it is too large.
fn entry_or_note(sink: &mut Sink, entry: Option<Value>, read: impl Fn(&mut Sink, &Value)) {
    sink.next_entry();
    match entry {
        Some(entry) => read(sink, &entry),
        None => sink.note("of more than 32 MiB left out"),
    }
}

/// A list whose elements are passed on one by one: `None` for those above the limit, in bytes.
struct Entries<'e> {
    limit: usize,
    each: &'e mut dyn FnMut(Option<Value>),
}

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element_seed(Limited(self.limit))? {
            (self.each)(entry);
        }
        Ok(())
    }
}
