//! Objects whose keys are data: maps and not structs.
//!
//! The kind of the keys decides (languages, currencies, dates, numbers, UUIDs, hosts, e-mail addresses), or that keys
//! change from sample to sample while the values have one shape. The number of keys alone decides nothing. A key that no
//! developer would choose as the name of a field makes a map as well, so that it does not leave the recording.

use super::shape::{Objects, Shape};
use super::strings::{is_email, is_host};
use super::texts::{is_date, is_uuid};

/// The minimum number of objects and of different keys that show that keys change.
const CHANGING: (usize, usize) = (3, 4);

/// The same, if the values are no objects: structs have many optional fields of one scalar type.
const CHANGING_SCALARS: (usize, usize) = (8, 10);

/// The maximum length of the name of a field, in bytes.
const NAME: usize = 64;

/// ISO 639-1 codes that are no English words.
const LANGUAGES: &[&str] = &[
    "af", "ar", "az", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr",
    "ga", "gl", "gu", "hi", "hr", "hu", "hy", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml",
    "mn", "mr", "ms", "mt", "nb", "ne", "nl", "nn", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv",
    "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh", "zu",
];

/// ISO 639-1 codes that are English words or names of fields as well.
const LANGUAGES_OR_WORDS: &[&str] = &["am", "as", "be", "he", "id", "is", "it", "my", "no", "or", "so", "to"];

/// ISO 4217 codes of currencies that are traded often.
const CURRENCIES: &[&str] = &[
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
    "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD", "MXN",
    "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD",
    "THB", "TND", "TRY", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "VES", "VND", "XAF", "XOF", "ZAR",
];

/// Returns the shape of the values if the keys of the objects are data. `field` is the name of the field that has them.
#[must_use]
pub fn values(objects: &Objects, field: &str) -> Option<Shape> {
    let names: Vec<&str> = objects.fields.keys().map(String::as_str).collect();
    let mut values = Shape::default();
    objects.fields.values().for_each(|field| values.join(&field.shape));
    if names.iter().filter(|name| is_data(name)).count() * 2 >= names.len().max(1) {
        return Some(values);
    }
    let has_one_shape = values.kinds() == 1 && have_one_shape(objects);
    let is_map =
        has_one_shape && (are_codes(&names) || are_changing(objects, &values) || is_collection(objects, field));
    is_map.then_some(values)
}

/// Returns true for a key that is no name of a field: a number, a date, a UUID, a file, a host, an address, or opaque text.
#[must_use]
pub fn is_data(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_number = digits > 0 && letters == 0;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || " _-.$@:#/()[]".contains(c)) && name.len() <= NAME;
    let is_opaque = digits >= 5 || changes_of_kind(name) >= 6;
    let is_address = name.contains('@') && !name.starts_with('@') && is_email(name);
    let is_url = name.contains("://") || (is_host(name) && name.matches('.').count() > 0 && has_top_level_domain(name));
    is_number || !is_name || is_opaque || is_file(name) || is_address || is_url || is_date(name) || is_uuid(name)
}

/// Returns true for the name of a file.
fn is_file(name: &str) -> bool {
    let extensions = [
        "c", "cpp", "css", "csv", "go", "h", "html", "java", "jpg", "js", "json", "log", "md", "pdf", "php", "png",
        "py", "rb", "rs", "sh", "sql", "svg", "text", "toml", "ts", "txt", "xml", "yaml", "yml", "zip",
    ];
    name.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && extensions.contains(&extension))
}

/// Returns the number of changes between letters and digits: many in tokens, few in names.
fn changes_of_kind(name: &str) -> usize {
    let kinds: Vec<bool> = name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.is_ascii_digit()).collect();
    kinds.windows(2).filter(|pair| matches!(pair, [a, b] if a != b)).count()
}

fn has_top_level_domain(name: &str) -> bool {
    let domains = ["com", "org", "net", "io", "dev", "app", "example", "edu", "gov", "de", "uk", "fr", "eu"];
    name.rsplit('.').next().is_some_and(|domain| domains.contains(&domain))
}

/// Returns true if all names are codes of languages or of currencies.
fn are_codes(names: &[&str]) -> bool {
    let known = names.iter().filter(|name| LANGUAGES.contains(&language(name))).count();
    let are_languages = names.iter().all(|name| {
        let language = language(name);
        LANGUAGES.contains(&language) || LANGUAGES_OR_WORDS.contains(&language)
    });
    let are_currencies = names.iter().all(|name| CURRENCIES.contains(name));
    names.len() > 1 && ((are_languages && known * 2 > names.len()) || are_currencies)
}

/// Returns the language of a tag such as `en`, `en-US` or `pt_BR`; nothing for other texts.
fn language(name: &str) -> &str {
    let (language, region) = name.split_once(['-', '_']).unwrap_or((name, ""));
    let is_region = (region.len() == 2 || region.len() == 4 || region.is_empty())
        && region.bytes().all(|b| b.is_ascii_alphabetic());
    let is_tag = is_region && (region.is_empty() || region.starts_with(|c: char| c.is_ascii_uppercase()));
    if is_tag { language } else { "" }
}

/// Returns true if the values of all keys have the same fields, or are no objects.
fn have_one_shape(objects: &Objects) -> bool {
    let mut shapes = objects.fields.values().filter_map(|field| field.shape.objects.as_ref());
    let Some(first) = shapes.next() else { return true };
    let names = |objects: &Objects| -> std::collections::BTreeSet<String> { objects.fields.keys().cloned().collect() };
    let expected = names(first);
    shapes.all(|shape| {
        let found = names(shape);
        let common = found.intersection(&expected).count();
        common * 2 > found.len().max(expected.len())
    })
}

/// Returns true if no key is in most objects, and the objects have other keys each.
fn are_changing(objects: &Objects, values: &Shape) -> bool {
    let (least_objects, least_keys) = if values.objects.is_some() { CHANGING } else { CHANGING_SCALARS };
    let keys = objects.fields.len();
    let present: usize = objects.fields.values().map(|field| field.count).sum();
    let most = objects.fields.values().map(|field| field.count).max().unwrap_or_default();
    objects.count >= least_objects
        && keys >= least_keys
        && most * 2 <= objects.count
        && present * 2 <= keys * objects.count
}

/// Words for persons. Keys below them can be names.
const PERSONS: &[&str] = &[
    "accounts",
    "authors",
    "contacts",
    "customers",
    "employees",
    "friends",
    "members",
    "owners",
    "participants",
    "patients",
    "people",
    "persons",
    "players",
    "students",
    "users",
];

/// Returns true if a field indexes objects of one shape by persons, or by what its name says: `totals_by_country`.
fn is_collection(objects: &Objects, field: &str) -> bool {
    let last = field.rsplit(['_', '-', '.']).next().unwrap_or_default().to_ascii_lowercase();
    let is_indexed = field.starts_with("by_") || field.contains("_by_") || field.contains("By");
    let are_objects = objects.fields.values().all(|field| field.shape.objects.is_some());
    are_objects && objects.fields.len() > 1 && (is_indexed || PERSONS.contains(&last.as_str()))
}
