//! What values of any type become in a request.

use serde_json::{Value, json};

use super::super::{Encoded, Encoder, File, Separator};
use super::Style;
use crate::runtime::argument::InvalidArgument;

type Written = Result<(), InvalidArgument>;

/// The request that some arguments make, or the refusal as text.
fn encode(arguments: impl FnOnce(&mut Encoder) -> Written) -> Result<Encoded, String> {
    let mut encoder = Encoder::new(&["password", "token"]);
    let done = arguments(&mut encoder);
    done.and_then(|()| encoder.finish()).map_err(|fault| fault.to_string())
}

fn path(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    encode(|request| request.path_styled("color", value, style)).map(|encoded| encoded.path)
}

fn query(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    encode(|request| request.query_styled("color", [value], style)).map(|encoded| encoded.query)
}

fn header(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    let encoded = encode(|request| request.header_styled("color", [value], style))?;
    Ok(encoded.headers.get("color").map_or("", |value| value.to_str().unwrap()).to_owned())
}

fn cookie(value: &impl serde::Serialize, style: Style) -> Result<String, String> {
    encode(|request| request.cookie_styled("color", [value], style)).map(|encoded| encoded.cookies)
}

/// Members in the order in which the specification's table has them.
struct Rgb;

impl serde::Serialize for Rgb {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("R", 100), ("G", 200), ("B", 150)])
    }
}

const COMMA: Style = Style::Joined(Separator::Comma);

type Place = fn(&Value, Style) -> Result<String, String>;
type Object = fn(&Rgb, Style) -> Result<String, String>;

/// A row of the specification's table of styles: what an empty text, a text, a list and an object are written as.
/// `None` where there is nothing to write.
fn row(write: Place, object: Object, style: Style, expected: [Option<&str>; 4]) {
    let list = json!(["blue", "black", "brown"]);
    let written = [write(&json!(""), style), write(&json!("blue"), style), write(&list, style), object(&Rgb, style)];
    for (written, expected) in written.iter().zip(expected) {
        assert_eq!(written.as_deref().ok(), expected, "{style:?} {written:?}");
    }
}

#[test]
fn the_table_of_styles_in_a_path() {
    let row =
        |style, expected: [&str; 4]| row(path, path, style, expected.map(|text| Some(text).filter(|t| *t != "-")));
    let matrix = |explode| Style::Matrix { explode };
    row(matrix(false), [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]);
    row(matrix(true), [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]);
    // A segment that is a dot alone is a step of the path, and an empty one is none.
    let label = |explode| Style::Label { explode };
    row(label(false), ["-", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]);
    row(label(true), ["-", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]);
    row(COMMA, ["-", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
    row(Style::Exploded, ["-", "blue", "blue,black,brown", "R=100,G=200,B=150"]);
}

#[test]
fn the_table_of_styles_elsewhere() {
    let header_row = |style, expected: [&str; 4]| row(header, header, style, expected.map(Some));
    header_row(COMMA, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
    header_row(Style::Exploded, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]);
    let query_row = |style, expected: [&str; 4]| row(query, query, style, expected.map(Some));
    query_row(COMMA, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]);
    query_row(Style::Exploded, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]);
    // A comma has no place in a cookie, and a cookie none within a cookie.
    let cookie_row = |style, expected: [&str; 4]| row(cookie, cookie, style, expected.map(Some));
    cookie_row(COMMA, ["color=", "color=blue", "color=blue%2Cblack%2Cbrown", "color=R%2C100%2CG%2C200%2CB%2C150"]);
    cookie_row(
        Style::Exploded,
        ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"],
    );
}

#[test]
fn the_styles_that_only_a_query_has() {
    let list = json!(["blue", "black"]);
    let (space, pipe) = (Style::Joined(Separator::Space), Style::Joined(Separator::Pipe));
    assert_eq!(query(&list, space).as_deref(), Ok("color=blue%20black"));
    assert_eq!(query(&Rgb, space).as_deref(), Ok("color=R%20100%20G%20200%20B%20150"));
    assert_eq!(query(&list, pipe).as_deref(), Ok("color=blue%7Cblack"));
    assert_eq!(query(&Rgb, pipe).as_deref(), Ok("color=R%7C100%7CG%7C200%7CB%7C150"));
    assert_eq!(query(&Rgb, Style::Deep).as_deref(), Ok("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"));
}

/// What a query says, its brackets made readable.
fn plain(query: Result<String, String>) -> String {
    query.unwrap().replace("%5B", "[").replace("%5D", "]").replace("%22", "'").replace("%3A", ":").replace("%2C", "!")
}

#[test]
fn what_nests_is_still_told_apart() {
    let nested = json!({ "a": { "b": 1, "c": [true, 0.5] }, "items": [{ "id": 1 }, { "id": 2 }], "none": null });
    let deep = "color[a][b]=1&color[a][c][]=true&color[a][c][]=0.5&color[items][0][id]=1&color[items][1][id]=2";
    assert_eq!(plain(query(&nested, Style::Deep)), deep);
    assert_eq!(plain(query(&json!(["x", "y"]), Style::Deep)), "color[]=x&color[]=y");
    assert_eq!(plain(query(&json!({ "tags": ["x", "y"] }), Style::Exploded)), "tags=x&tags=y");
    let items = "%7B'id':1%7D";
    assert_eq!(plain(query(&json!([{ "id": 1 }]), Style::Exploded)), format!("color={items}"));
    assert_eq!(plain(query(&json!({ "a": { "id": 1 } }), Style::Exploded)), format!("a={items}"));
    assert_eq!(plain(query(&json!({ "id": 1 }), Style::Json)), format!("color={items}"));
    assert_eq!(plain(query(&json!("x"), Style::Json)), "color='x'");
}

#[test]
fn nothing_leaves_no_trace() {
    for style in [COMMA, Style::Exploded, Style::Deep] {
        for value in [json!(null), json!([]), json!({}), json!([null]), json!({ "a": null })] {
            assert_eq!(query(&value, style).as_deref(), Ok(""), "{value} {style:?}");
            assert_eq!(cookie(&value, style).as_deref(), Ok(""));
            assert_eq!(header(&value, style).as_deref(), Ok(""));
            assert_eq!(path(&value, style).unwrap_err(), "argument `color` is empty, which a path cannot hold");
        }
    }
    let given = |list: &Option<Vec<i64>>| {
        let encoded = encode(|request| {
            request.query("ids[]", list.iter().flatten());
            request.query_empty("ids[]", list);
            Ok(())
        });
        encoded.unwrap().query
    };
    assert_eq!(given(&None), "");
    assert_eq!(given(&Some(Vec::new())), "ids%5B%5D=");
    assert_eq!(given(&Some(vec![1])), "ids%5B%5D=1");
}

#[test]
fn a_value_does_not_break_out() {
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
fn reserved_characters_can_stay() {
    let reserved = |value: &Value, style| {
        encode(|request| request.query_reserved("url", [value], style)).map(|encoded| encoded.query)
    };
    let url = json!("https://x.y/a?b=[c]&d#e+f %41");
    assert_eq!(reserved(&url, Style::Exploded).as_deref(), Ok("url=https://x.y/a?b=[c]%26d%23e%2Bf%20%2541"));
    assert_eq!(reserved(&json!(["a/b", "c"]), COMMA).as_deref(), Ok("url=a/b,c"));
    assert!(reserved(&json!(["a,b"]), COMMA).is_err());
}

#[test]
fn secrets_are_known_by_their_names() {
    let encoded = encode(|request| {
        request.query_styled("filter", [json!({ "password": "opensesame" })], Style::Deep)?;
        request.header_styled("token", [json!("t0")], COMMA)
    });
    let encoded = encoded.unwrap();
    assert_eq!(encoded.secrets, ["opensesame".into(), "t0".into()]);
    assert!(encoded.headers["token"].is_sensitive());
}

fn body(arguments: impl FnOnce(&mut Encoder) -> Written) -> Result<(String, String), String> {
    let payload = encode(arguments)?.body.unwrap();
    let content_type = payload.content_type.to_str().unwrap().to_owned();
    Ok((content_type, String::from_utf8(payload.content.as_bytes().unwrap().to_vec()).unwrap()))
}

#[test]
fn a_value_can_be_a_whole_form() {
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
        request.form(&json!({ "home": { "a": 1 } }), &[("home", Style::Deep)])
    });
    assert_eq!(deep.unwrap().1, "home%5Ba%5D=1");
    let list = body(|request| {
        request.urlencoded();
        request.form(&json!([1]), &[])
    });
    assert_eq!(list.unwrap_err(), "argument `body` is no object, and a form has named fields");
}

#[test]
fn parts_have_their_own_media_types() {
    let form = body(|request| {
        request.multipart();
        request.part("meta", [json!({ "a": 1 })], "application/json")?;
        request.part("csv", [json!("a;b")], "text/csv")?;
        request.file_as("photo", [&File::new("p", "x"), &File::new("q", "y").content_type("image/gif")], "image/png");
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
    assert_eq!(outside.unwrap_err(), "argument `meta` is a part, and the body is no form of parts");
}

#[test]
fn a_body_can_say_its_own_media_type() {
    let sent = |range: &'static str, media: &str| {
        let file = File::new("", "x").content_type(media);
        body(|request| request.content(range, &file)).map(|(media, _)| media)
    };
    assert_eq!(sent("*/*", "text/csv; charset=utf-8").as_deref(), Ok("text/csv; charset=utf-8"));
    assert_eq!(sent("image/*", "Image/PNG").as_deref(), Ok("Image/PNG"));
    assert_eq!(sent("multipart/mixed", "multipart/mixed; boundary=b").as_deref(), Ok("multipart/mixed; boundary=b"));
    let refused = "argument `body` is `text/csv`, but must be `image/*`: give it with `File::content_type`";
    assert_eq!(sent("image/*", "text/csv").unwrap_err(), refused);
    assert!(sent("*/*", "text/csv\r\nX-Evil: 1").is_err());
}
