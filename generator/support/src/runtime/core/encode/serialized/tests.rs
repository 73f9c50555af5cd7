//! Tests of the encoding of serializable values.

use serde_json::{Value, json};

use super::super::{EncodedRequest, FilePart, RequestEncoder, Separator};
use super::Style;
use crate::runtime::core::validate::InvalidParameter;

type EncodeResult = Result<(), InvalidParameter>;

/// Encodes parameters; returns the request or the error message.
fn encode(encode_parameters: impl FnOnce(&mut RequestEncoder) -> EncodeResult) -> Result<EncodedRequest, String> {
    let mut encoder = RequestEncoder::new(&["password", "token"]);
    let result = encode_parameters(&mut encoder);
    result.and_then(|()| encoder.finish()).map_err(|error| error.to_string())
}

fn path(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    encode(|request| request.path_with_style("color", value, style)).map(|encoded| encoded.path.to_string())
}

fn query(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    encode(|request| request.query_with_style("color", [value], style)).map(|encoded| encoded.query.to_string())
}

fn header(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    let encoded = encode(|request| request.header_with_style("color", [value], style))?;
    Ok(encoded.headers.get("color").map_or("", |value| value.to_str().unwrap()).to_owned())
}

fn cookie(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    encode(|request| request.cookie_with_style("color", [value], style)).map(|encoded| encoded.cookies.to_string())
}

/// An object with its fields in the order of the specification's table.
struct Rgb;

impl serde::Serialize for Rgb {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("R", 100), ("G", 200), ("B", 150)])
    }
}

const COMMA: Style = Style::Unexploded(Separator::Comma);

type EncodeValue = fn(&Value, Style) -> Result<String, String>;
type EncodeObject = fn(&Rgb, Style) -> Result<String, String>;

/// Checks a row of the specification's table of styles: an empty string, a string, an array and an object. `None` is an
/// error.
fn assert_row(write: EncodeValue, object: EncodeObject, style: Style, expected: [Option<&str>; 4]) {
    let list = json!(["blue", "black", "brown"]);
    let encoded_values =
        [write(&json!(""), style), write(&json!("blue"), style), write(&list, style), object(&Rgb, style)];
    for (encoded, expected) in encoded_values.iter().zip(expected) {
        assert_eq!(encoded.as_deref().ok(), expected, "{style:?} {encoded:?}");
    }
}

#[test]
fn path_styles_match_the_specification() {
    let assert_row = |style, expected: [&str; 4]| {
        assert_row(path, path, style, expected.map(|text| Some(text).filter(|t| *t != "-")));
    };
    let matrix = |explode| Style::Matrix { explode };
    assert_row(matrix(false), [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]);
    assert_row(matrix(true), [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]);
    // A segment that is a single dot is a dot segment, and an empty segment is invalid.
    let label = |explode| Style::Label { explode };
    assert_row(label(false), ["-", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]);
    assert_row(label(true), ["-", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]);
    assert_row(COMMA, ["-", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
    assert_row(Style::Exploded, ["-", "blue", "blue,black,brown", "R=100,G=200,B=150"]);
}

#[test]
fn header_query_and_cookie_styles_match_the_specification() {
    let header_row = |style, expected: [&str; 4]| assert_row(header, header, style, expected.map(Some));
    header_row(COMMA, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
    header_row(Style::Exploded, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]);
    let query_row = |style, expected: [&str; 4]| assert_row(query, query, style, expected.map(Some));
    query_row(COMMA, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]);
    query_row(Style::Exploded, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]);
    // Commas are escaped in cookies.
    let cookie_row = |style, expected: [&str; 4]| assert_row(cookie, cookie, style, expected.map(Some));
    cookie_row(COMMA, ["color=", "color=blue", "color=blue%2Cblack%2Cbrown", "color=R%2C100%2CG%2C200%2CB%2C150"]);
    cookie_row(
        Style::Exploded,
        ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"],
    );
}

#[test]
fn query_styles_match_the_specification() {
    let list = json!(["blue", "black"]);
    let (space, pipe) = (Style::Unexploded(Separator::Space), Style::Unexploded(Separator::Pipe));
    assert_eq!(query(&list, space).as_deref(), Ok("color=blue%20black"));
    assert_eq!(query(&Rgb, space).as_deref(), Ok("color=R%20100%20G%20200%20B%20150"));
    assert_eq!(query(&list, pipe).as_deref(), Ok("color=blue%7Cblack"));
    assert_eq!(query(&Rgb, pipe).as_deref(), Ok("color=R%7C100%7CG%7C200%7CB%7C150"));
    assert_eq!(query(&Rgb, Style::DeepObject).as_deref(), Ok("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"));
}

/// Returns the query with decoded brackets and quotes decoded.
fn decode_brackets(query: Result<String, String>) -> String {
    query.unwrap().replace("%5B", "[").replace("%5D", "]").replace("%22", "'").replace("%3A", ":").replace("%2C", "!")
}

#[test]
fn nested_values_are_distinguishable() {
    let nested = json!({ "a": { "b": 1, "c": [true, 0.5] }, "items": [{ "id": 1 }, { "id": 2 }], "none": null });
    let deep = "color[a][b]=1&color[a][c][]=true&color[a][c][]=0.5&color[items][0][id]=1&color[items][1][id]=2";
    assert_eq!(decode_brackets(query(&nested, Style::DeepObject)), deep);
    assert_eq!(decode_brackets(query(&json!(["x", "y"]), Style::DeepObject)), "color[]=x&color[]=y");
    assert_eq!(decode_brackets(query(&json!({ "tags": ["x", "y"] }), Style::Exploded)), "tags=x&tags=y");
    let items = "%7B'id':1%7D";
    assert_eq!(decode_brackets(query(&json!([{ "id": 1 }]), Style::Exploded)), format!("color={items}"));
    assert_eq!(decode_brackets(query(&json!({ "a": { "id": 1 } }), Style::Exploded)), format!("a={items}"));
    assert_eq!(decode_brackets(query(&json!({ "id": 1 }), Style::Json)), format!("color={items}"));
    assert_eq!(decode_brackets(query(&json!("x"), Style::Json)), "color='x'");
}

#[test]
fn empty_values_are_omitted() {
    for style in [COMMA, Style::Exploded, Style::DeepObject] {
        for value in [json!(null), json!([]), json!({}), json!([null]), json!({ "a": null })] {
            assert_eq!(query(&value, style).as_deref(), Ok(""), "{value} {style:?}");
            assert_eq!(cookie(&value, style).as_deref(), Ok(""));
            assert_eq!(header(&value, style).as_deref(), Ok(""));
            assert_eq!(path(&value, style).unwrap_err(), "parameter `color` is empty, which is not valid in a path");
        }
    }
    let query_of = |list: &Option<Vec<i64>>| {
        let encoded = encode(|request| {
            request.query("ids[]", list.iter().flatten());
            request.query_allow_empty("ids[]", list);
            Ok(())
        });
        encoded.unwrap().query.to_string()
    };
    assert_eq!(query_of(&None), "");
    assert_eq!(query_of(&Some(Vec::new())), "ids%5B%5D=");
    assert_eq!(query_of(&Some(vec![1])), "ids%5B%5D=1");
}

#[test]
fn values_are_escaped() {
    let hostile = json!({ "a&b=c": "x&y=z#/../?", "d]": "e;f" });
    assert_eq!(query(&hostile, Style::Exploded).as_deref(), Ok("a%26b%3Dc=x%26y%3Dz%23%2F..%2F%3F&d%5D=e%3Bf"));
    assert_eq!(
        path(&hostile, Style::Matrix { explode: true }).as_deref(),
        Ok(";a%26b%3Dc=x%26y%3Dz%23%2F..%2F%3F;d%5D=e%3Bf")
    );
    assert_eq!(cookie(&hostile, Style::Exploded).as_deref(), Ok("a%26b%3Dc=x&y=z#/../?; d%5D=e%3Bf"));
    assert!(header(&json!(["a,b"]), COMMA).is_err());
    assert!(header(&json!({ "a": "b,c" }), Style::Exploded).is_err());
    assert!(header(&json!({ "a": "b\r\nX-Evil: 1" }), Style::Exploded).is_err());
}

#[test]
fn reserved_characters_are_allowed_if_declared() {
    let reserved = |value: &Value, style| {
        encode(|request| request.query_allow_reserved("url", [value], style)).map(|encoded| encoded.query.to_string())
    };
    let url = json!("https://x.y/a?b=[c]&d#e+f %41");
    assert_eq!(reserved(&url, Style::Exploded).as_deref(), Ok("url=https://x.y/a?b=[c]%26d%23e%2Bf%20%2541"));
    assert_eq!(reserved(&json!(["a/b", "c"]), COMMA).as_deref(), Ok("url=a/b,c"));
    assert!(reserved(&json!(["a,b"]), COMMA).is_err());
}

#[test]
fn lists_in_a_list_have_separators() {
    let grid = json!([[1, 2], [3], []]);
    let nested = |outer| Style::Nested { outer, inner: Separator::Pipe };
    assert_eq!(query(&grid, nested(Some(Separator::Comma))).as_deref(), Ok("color=1%7C2,3,"));
    assert_eq!(query(&grid, nested(None)).as_deref(), Ok("color=1%7C2&color=3&color="));
    assert_eq!(path(&json!([[1, 2], [3]]), nested(Some(Separator::Semicolon))).as_deref(), Ok("1%7C2;3"));
    assert_eq!(header(&json!([[1, 2], [3]]), nested(Some(Separator::Space))).as_deref(), Ok("1|2 3"));
    assert_eq!(
        cookie(&json!([[1, 2], [3]]), nested(Some(Separator::Pipe))).err().as_deref(),
        Some("parameter `color` has an item that contains a pipe, which separates items")
    );
    assert!(query(&json!([["a|b"]]), nested(None)).is_err());
    let commas = Style::Nested { outer: Some(Separator::Comma), inner: Separator::Comma };
    assert_eq!(query(&json!([["a", "b"], ["c"]]), commas).as_deref(), Ok("color=a%2Cb,c"));
}

/// Encodes a path of two literals with a value between them whose reserved characters are not escaped.
fn segments(before: &'static str, value: &Value, after: &'static str) -> Result<String, String> {
    let encoded = encode(|request| {
        request.path_literal(before);
        request.path_allow_reserved("file", value, COMMA)?;
        request.path_literal(after);
        Ok(())
    });
    encoded.map(|encoded| encoded.path.to_string())
}

#[test]
fn slashes_in_a_path_are_kept_if_declared() {
    let kept = json!("a-b.c_d~/:[@]!$&'()*+,;=");
    assert_eq!(segments("/f/", &kept, "/m").as_deref(), Ok("/f/a-b.c_d~/:[@]!$&'()*+,;=/m"));
    let escaped = json!("a?b#c%2F..%2e/\\..\\x y/\u{e4}\n");
    let expected = "/f/a%3Fb%23c%252F..%252e/%5C..%5Cx%20y/%C3%A4%0A/m";
    assert_eq!(segments("/f/", &escaped, "/m").as_deref(), Ok(expected));
    assert_eq!(segments("/f/", &json!("a/"), "").as_deref(), Ok("/f/a/"));
    assert_eq!(segments("/f/v", &json!("/a"), "").as_deref(), Ok("/f/v/a"));
    assert_eq!(segments("/f/", &json!(["a/b", "c"]), "").as_deref(), Ok("/f/a/b,c"));
    assert!(segments("/f/", &json!(["a,b"]), "").is_err());
}

#[test]
fn value_with_slashes_does_not_change_the_path_around_it() {
    let dots = "parameter `file` makes `..` a path segment, which servers do not treat as a value";
    assert_eq!(segments("/f/", &json!("a/../../b"), "/m").as_deref().err(), Some(&dots.to_owned()));
    let empty = "parameter `file` makes an empty path segment, which servers do not treat as a value";
    assert_eq!(segments("/f/", &json!("/a"), "").as_deref().err(), Some(&empty.to_owned()));
    for value in ["", ".", "..", "../a", "a/..", "a/./b", "a/../b", "/a", "a//b", "a/", "/", "//evil.example/a", "a/."]
    {
        let error = segments("/f/", &json!(value), "/m").err().unwrap_or_default();
        assert!(error.starts_with("parameter `file` "), "{value}: {error}");
    }
    for (before, value, after) in
        [("/.", "./a", ""), ("/.", "/a", ""), ("/%2e", ".", "/b"), ("/f/", "a/.", "%2E/b"), ("/f/", "/", "")]
    {
        assert!(segments(before, &json!(value), after).is_err(), "{before}{value}{after}");
    }
    for value in ["...", "a../b", ".a/..b", "%2e%2e/a", ".%2e"] {
        assert!(segments("/f/", &json!(value), "/m").is_ok(), "{value}");
    }
}

#[test]
fn secrets_are_detected_by_name() {
    let encoded = encode(|request| {
        request.query_with_style("filter", [json!({ "password": "opensesame" })], Style::DeepObject)?;
        request.header_with_style("token", [json!("t0")], COMMA)
    });
    let encoded = encoded.unwrap();
    assert_eq!(encoded.secrets, ["opensesame".into(), "t0".into()]);
    assert!(encoded.headers["token"].is_sensitive());
}

fn body(encode_parameters: impl FnOnce(&mut RequestEncoder) -> EncodeResult) -> Result<(String, String), String> {
    let payload = encode(encode_parameters)?.body.unwrap();
    let content_type = payload.content_type.to_str().unwrap().to_owned();
    Ok((content_type, String::from_utf8(payload.content.as_bytes().unwrap().to_vec()).unwrap()))
}

#[test]
fn object_is_encoded_as_a_form() {
    let pet = json!({ "name": "a b", "tags": ["x", "y"], "home": { "a": 1 }, "ids": [1, 2], "none": null });
    let form = body(|request| {
        request.urlencoded();
        request.form(&pet, &[("ids", COMMA)])
    });
    let fields = "home=%7B%22a%22%3A1%7D&ids=1,2&name=a%20b&tags=x&tags=y";
    let mut parts: Vec<String> = form.unwrap().1.split('&').map(str::to_owned).collect();
    parts.sort();
    assert_eq!(parts.join("&"), fields);
    let deep = body(|request| {
        request.urlencoded();
        request.form(&json!({ "home": { "a": 1 } }), &[("home", Style::DeepObject)])
    });
    assert_eq!(deep.unwrap().1, "home%5Ba%5D=1");
    let list = body(|request| {
        request.urlencoded();
        request.form(&json!([1]), &[])
    });
    assert_eq!(list.unwrap_err(), "parameter `body` is not an object, which a form requires");
}

#[test]
fn parts_have_media_types() {
    let form = body(|request| {
        request.multipart();
        request.part("meta", [json!({ "a": 1 })], "application/json")?;
        request.part("csv", [json!("a;b")], "text/csv")?;
        request.file_as(
            "photo",
            [&FilePart::new("p", "x"), &FilePart::new("q", "y").content_type("image/gif")],
            "image/png",
        );
        request.form(&json!({ "home": { "a": 2 } }), &[])
    });
    let text = form.unwrap().1;
    for part in [
        "name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n",
        "name=\"csv\"\r\nContent-Type: text/csv\r\n\r\na;b\r\n",
        "filename=\"p\"\r\nContent-Type: image/png\r\n\r\nx\r\n",
        "filename=\"q\"\r\nContent-Type: image/gif\r\n\r\ny\r\n",
        "name=\"home\"\r\nContent-Type: application/json\r\n\r\n{\"a\":2}\r\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let outside = body(|request| request.part("meta", [json!(1)], "application/json"));
    assert_eq!(outside.unwrap_err(), "parameter `meta` is a part, but the body is not multipart");
}

#[test]
fn file_body_has_the_media_type_of_the_file() {
    let media_type = |range: &'static str, media: &str| {
        let file = FilePart::new("", "x").content_type(media);
        body(|request| request.file_body(range, &file)).map(|(media, _)| media)
    };
    assert_eq!(media_type("*/*", "text/csv; charset=utf-8").as_deref(), Ok("text/csv; charset=utf-8"));
    assert_eq!(media_type("image/*", "Image/PNG").as_deref(), Ok("Image/PNG"));
    assert_eq!(
        media_type("multipart/mixed", "multipart/mixed; boundary=b").as_deref(),
        Ok("multipart/mixed; boundary=b")
    );
    let expected = "parameter `body` is `text/csv`, but must be `image/*`: set it with `FilePart::content_type`";
    assert_eq!(media_type("image/*", "text/csv").unwrap_err(), expected);
    assert!(media_type("*/*", "text/csv\r\nX-Evil: 1").is_err());
}
