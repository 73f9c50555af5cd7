//! Tests of name assignment.

use super::*;

fn assign(case: Case, texts: &[&str]) -> Vec<String> {
    let requests: Vec<NameRequest> = texts.iter().map(|text| NameRequest::given(text)).collect();
    Scope::new(case).claim(&requests).iter().map(|name| name.rust().to_owned()).collect()
}

#[test]
fn any_text_becomes_a_valid_identifier() {
    let table = [
        ("accessTokens", "access_tokens", "AccessTokens"),
        ("X-Request-ID", "x_request_id", "XRequestId"),
        ("type", "type_", "Type"),
        ("self", "self_", "Self_"),
        ("2fa", "n2fa", "N2fa"),
        ("", "empty", "Empty"),
        ("+1", "n1", "N1"),
        ("filter[name]", "filter_name", "FilterName"),
        ("größe", "gr_uf6_udf_e", "GrUf6UdfE"),
        ("a b\nc", "a_b_c", "ABC"),
        ("*", "star", "Star"),
        ("🎉", "u1f389", "U1f389"),
    ];
    for (text, snake, camel) in table {
        assert_eq!(assign(Case::Snake, &[text]), [snake], "{text}");
        assert_eq!(assign(Case::Camel, &[text]), [camel], "{text}");
    }
}

#[test]
fn clashing_texts_are_spelled_out() {
    assert_eq!(assign(Case::Camel, &["+1", "-1"]), ["Plus1", "Minus1"]);
    assert_eq!(assign(Case::Snake, &["user_id", "user-id"]), ["user_underscore_id", "user_minus_id"]);
    assert_eq!(assign(Case::Snake, &["name", "a"]), ["name", "a"]);
}

#[test]
fn keywords_and_symbols_become_identifiers() {
    assert_eq!(assign(Case::Camel, &["self", "Self"]), ["Self2", "Self_"]);
    assert_eq!(assign(Case::Snake, &["self", "Self"]), ["self_2", "self_"]);
    assert_eq!(assign(Case::Camel, &["👍 yes", "👎 yes"]), ["U1f44dYes", "U1f44eYes"]);
}

#[test]
fn order_of_requests_does_not_change_names() {
    let one = assign(Case::Snake, &["ID", "id", "Id"]);
    let mut other = assign(Case::Snake, &["Id", "id", "ID"]);
    other.reverse();
    assert_eq!(one, other);
}

#[test]
fn chosen_names_win_over_given_and_built_ones() {
    let requests =
        [NameRequest::built("", "pet"), NameRequest::given("pet"), NameRequest::given("x").chosen(Some("pet"))];
    let names = Scope::new(Case::Camel).claim(&requests);
    let rust: Vec<&str> = names.iter().map(Name::rust).collect();
    assert_eq!(rust, ["Pet3", "Pet2", "Pet"]);
}

#[test]
fn reserved_name_uses_its_qualifier() {
    let mut scope = Scope::reserving(Case::Snake, ["send"]);
    assert_eq!(scope.claim_one(&NameRequest::given("send").qualified("query")).rust(), "send_query");
}
