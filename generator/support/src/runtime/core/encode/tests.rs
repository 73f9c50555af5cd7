//! Tests of parameter encoding.

use super::*;

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// Encodes parameters; returns the request or the error message.
fn encode(
    encode_parameters: impl FnOnce(&mut RequestEncoder) -> Result<(), InvalidParameter>,
) -> Result<EncodedRequest, String> {
    let mut encoder = RequestEncoder::new(&["password"]);
    let result = encode_parameters(&mut encoder);
    result.and_then(|()| encoder.finish()).map_err(|error| error.to_string())
}

fn path(value: &str) -> Result<String, String> {
    let encoded = encode(|request| {
        request.path_literal("/pets/");
        request.path("id", &value.to_owned())?;
        request.path_literal("/toys");
        Ok(())
    });
    encoded.map(|encoded| encoded.path.to_string())
}

#[test]
fn path_value_is_escaped() {
    let cases = [
        ("a-b_c.d~e", "/pets/a-b_c.d~e/toys"),
        ("a b", "/pets/a%20b/toys"),
        ("a/b;c,d", "/pets/a%2Fb%3Bc%2Cd/toys"),
        ("100%?#&=+", "/pets/100%25%3F%23%26%3D%2B/toys"),
        ("%2e", "/pets/%252e/toys"),
        ("\\..\\", "/pets/%5C..%5C/toys"),
        ("äß\n", "/pets/%C3%A4%C3%9F%0A/toys"),
    ];
    for (value, expected) in cases {
        assert_eq!(path(value).as_deref(), Ok(expected));
    }
}

#[test]
fn dot_segments_are_errors() {
    for value in [".", "..", ""] {
        assert!(path(value).unwrap_err().starts_with("parameter `id` "), "{value}");
    }
    let in_template = |before: &'static str, value: &'static str, after: &'static str| {
        encode(|request| {
            request.path_literal(before);
            request.path("id", &value.to_owned())?;
            request.path_literal(after);
            Ok(())
        })
    };
    assert!(in_template("/a/.", ".", "").is_err());
    assert!(in_template("/a/%2E", ".", "/b").is_err());
    assert!(in_template("/a/", ".", "%2e/b").is_err());
    assert!(in_template("/a/", ".", ".json").is_ok());
    // Dots of the path template are not part of the parameter.
    assert!(in_template("/a/../", "x", "/./b").is_ok());
}

#[test]
fn path_list_escapes_separators_in_items() {
    let list = |items: &[&str], separator| {
        let items = texts(items);
        encode(|request| request.path_list("ids", &items, separator)).map(|encoded| encoded.path.to_string())
    };
    assert_eq!(list(&["token a", "b/c;d"], Separator::Semicolon).as_deref(), Ok("token%20a;b%2Fc%3Bd"));
    assert_eq!(list(&["a,b", "c"], Separator::Comma).as_deref(), Ok("a%2Cb,c"));
    assert_eq!(list(&["a", "b"], Separator::Pipe).as_deref(), Ok("a%7Cb"));
    let expected = "parameter `ids` has an item that contains a pipe, which separates items";
    assert_eq!(list(&["a|b"], Separator::Pipe).unwrap_err(), expected);
    assert_eq!(list(&[], Separator::Comma).unwrap_err(), "parameter `ids` is empty, which is not valid in a path");
    assert!(list(&["a", ""], Separator::Comma).is_err());
    assert!(list(&["."], Separator::Comma).is_err());
}

#[test]
fn query_contains_the_given_values() {
    let encoded = encode(|request| {
        request.query("q", &Some("a&b=c d".to_owned()));
        request.query("none", &None::<String>);
        request.query("n", &vec![1_i64, 2]);
        request.query("on", [&true]);
        request.query_list("ids", [&texts(&["a,b", "c"])], Separator::Comma);
        request.query_list("tags", [&texts(&["a", "b"])], Separator::Semicolon);
        request.query_list("scope[]", [&texts(&["a", "b"])], Separator::Space);
        request.query_list("empty", [&texts(&[])], Separator::Comma);
        Ok(())
    });
    let expected = "q=a%26b%3Dc%20d&n=1&n=2&on=true&ids=a%2Cb,c&tags=a%3Bb&scope%5B%5D=a%20b";
    assert_eq!(encoded.unwrap().query.as_str(), expected);
}

#[test]
fn item_with_the_separator_is_an_error() {
    let items = texts(&["a b"]);
    let encode_error = |write: &dyn Fn(&mut RequestEncoder) -> Result<(), InvalidParameter>| encode(write).err();
    let expected = Some("parameter `x` has an item that contains a space, which separates items".to_owned());
    assert_eq!(encode_error(&|request| request.path_list("x", &items, Separator::Space)), expected);
    assert_eq!(encode_error(&|request| request.header_list("x", [&items], Separator::Space)), expected);
    assert_eq!(encode_error(&|request| request.cookie_list("x", [&items], Separator::Space)), expected);
    let query = |request: &mut RequestEncoder| {
        request.query_list("x", [&items], Separator::Space);
        Ok(())
    };
    assert_eq!(encode_error(&query), expected);
    let form = |request: &mut RequestEncoder| {
        request.multipart();
        request.form_field_list("x", [&items], Separator::Space);
        Ok(())
    };
    assert_eq!(encode_error(&form), expected);
}

#[test]
fn headers_are_added_in_order() {
    let encoded = encode(|request| {
        request.header("X-Trace", &Some("a b".to_owned()))?;
        request.header("X-Trace", [&"ü".to_owned()])?;
        request.header("X-Key", [&SecretString::from("opensesame")])?;
        request.header_list("X-Tags", [&texts(&["a", "b"])], Separator::Comma)
    })
    .unwrap();
    let lines: Vec<&[u8]> = encoded.headers.get_all("x-trace").iter().map(HeaderValue::as_bytes).collect();
    assert_eq!(lines, [&b"a b"[..], "ü".as_bytes()]);
    assert_eq!(encoded.headers["x-tags"], "a,b");
    assert!(encoded.headers["x-key"].is_sensitive() && !encoded.headers["x-tags"].is_sensitive());
    assert_eq!(encoded.secrets, [SecretString::from("opensesame")]);
}

#[test]
fn header_with_control_characters_is_an_error() {
    for value in ["a\r\nX-Evil: 1", "a\0", "a\tb", "\u{85}", " a", "a "] {
        let message = encode(|request| request.header("X-Trace", [&value.to_owned()])).err().unwrap();
        assert!(message.starts_with("parameter `X-Trace` "), "{message}");
        let message = encode(|request| request.header("X-Key", [&SecretString::from(value)])).err().unwrap();
        assert!(!message.contains("Evil"), "{message}");
    }
    assert!(encode(|request| request.header("X Trace", [&1_i64])).is_err());
}

#[test]
fn cookies_are_escaped_pairs() {
    let encoded = encode(|request| {
        request.cookie("sid", [&SecretString::from("a;b=c d%")])?;
        request.cookie("theme", &Some("dark".to_owned()))?;
        request.cookie_list("ids", [&vec![1_i64, 2]], Separator::Comma)
    });
    assert_eq!(encoded.unwrap().cookies.as_str(), "sid=a%3Bb=c%20d%25; theme=dark; ids=1%2C2");
}

fn body(encode_parameters: impl FnOnce(&mut RequestEncoder)) -> Result<(String, String), String> {
    let encoded = encode(|request| {
        encode_parameters(request);
        Ok(())
    })?;
    let payload = encoded.body.unwrap();
    let content_type = payload.content_type.to_str().unwrap().to_owned();
    Ok((content_type, String::from_utf8(payload.content.as_bytes().unwrap().to_vec()).unwrap()))
}

#[test]
fn urlencoded_form_is_encoded() {
    let form = body(|request| {
        request.urlencoded();
        request.form_field("grant_type", [&"a b&c".to_owned()]);
        request.form_field_list("scope", [&texts(&["read", "write"])], Separator::Space);
        request.form_field("none", &None::<String>);
    });
    let expected =
        ("application/x-www-form-urlencoded".to_owned(), "grant_type=a%20b%26c&scope=read%20write".to_owned());
    assert_eq!(form, Ok(expected));
    let file = FilePart::new("a.txt", "x");
    assert!(
        body(|request| {
            request.urlencoded();
            request.file("photo", [&file]);
        })
        .is_err()
    );
}

#[test]
fn multipart_form_is_encoded() {
    let photo = FilePart::new("my \"pet\".png", "--form-part-0000000000000000").content_type("image/png");
    let form = || {
        body(|request| {
            request.multipart();
            request.form_field("name", [&"Rex".to_owned()]);
            request.file("photo", &vec![photo.clone()]);
        })
    };
    let (content_type, text) = form().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\n\
         Content-Disposition: form-data; name=\"name\"\r\n\r\n\
         Rex\r\n\
         --{boundary}\r\n\
         Content-Disposition: form-data; name=\"photo\"; filename=\"my %22pet%22.png\"\r\n\
         Content-Type: image/png\r\n\r\n\
         --form-part-0000000000000000\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(text, expected);
    // It has 128 random bits.
    assert_eq!(boundary.len(), "form-part-".len() + 32);
    assert_ne!(form().unwrap().0, content_type);
    let bad = FilePart::new("a", "b").content_type("image/png\r\nX-Evil: 1");
    assert!(
        body(|request| {
            request.multipart();
            request.file("photo", [&bad]);
        })
        .is_err()
    );
}

#[test]
fn text_in_place_of_a_file_has_no_file_name() {
    let sent = body(|request| {
        request.multipart();
        request.file("cover", [&FilePart::text("none")]);
    });
    let head =
        "Content-Disposition: form-data; name=\"cover\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nnone\r\n";
    assert!(sent.unwrap().1.contains(head));
}

#[test]
fn json_text_and_bytes_are_encoded() {
    let json = encode(|request| request.json(&serde_json::json!({"password": "opensesame", "user": "u"}))).unwrap();
    assert_eq!(json.secrets, [SecretString::from("opensesame")]);
    let payload = json.body.unwrap();
    assert_eq!(payload.content_type, "application/json");
    assert_eq!(payload.content.as_bytes().unwrap(), r#"{"password":"opensesame","user":"u"}"#);
    let text = body(|request| request.text("text/plain", &"a b".to_owned()));
    assert_eq!(text, Ok(("text/plain".to_owned(), "a b".to_owned())));
    assert!(body(|request| request.bytes("text/plain\n", "x")).is_err());
}

#[test]
fn first_error_is_returned() {
    let message = encode(|request| {
        request.query_list("first", [&texts(&["a;b"])], Separator::Semicolon);
        request.query_list("second", [&texts(&["a;b"])], Separator::Semicolon);
        Ok(())
    });
    assert!(message.err().unwrap().starts_with("parameter `first` "));
}
