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
    assert_eq!(assign(Case::Snake, &["user.id", "user-id"]), ["user_dot_id", "user_minus_id"]);
    assert_eq!(assign(Case::Snake, &["name", "a"]), ["name", "a"]);
}

#[test]
fn clash_goes_to_the_text_that_equals_the_name() {
    let table: [(Case, &[&str], &[&str]); 11] = [
        (Case::Snake, &["ID", "id", "Id"], &["id_2", "id", "id_3"]),
        (Case::Snake, &["_id", "id"], &["underscore_id", "id"]),
        (Case::Snake, &["userId", "user_id"], &["user_id_2", "user_id"]),
        (Case::Snake, &["a1", "a_1", "a-1"], &["a1", "a_1", "a_minus_1"]),
        (Case::Snake, &["Type", "type"], &["type_2", "type_"]),
        (Case::Camel, &["mW", "MW"], &["MW2", "MW"]),
        (Case::Camel, &["kB", "KB", "Kb", "kb"], &["KB2", "KB", "Kb", "Kb2"]),
        (Case::Camel, &["GET", "get"], &["Get2", "Get"]),
        (Case::Camel, &[" active", "active"], &["Active2", "Active"]),
        (Case::Camel, &["user", "User", "USER"], &["User3", "User", "User2"]),
        (Case::Camel, &["asc", "ASC", "-asc"], &["Asc", "Asc2", "MinusAsc"]),
    ];
    for (case, texts, names) in table {
        assert_eq!(assign(case, texts), names, "{texts:?}");
        let (mut texts, mut names) = (texts.to_vec(), names.to_vec());
        texts.reverse();
        names.reverse();
        assert_eq!(assign(case, &texts), names, "{texts:?}");
    }
}

#[test]
fn name_equal_to_a_text_is_no_rename() {
    let request = NameRequest::given("MW");
    let names = Scope::new(Case::Camel).claim(&[NameRequest::given("mW"), request.clone()]);
    assert!(names.iter().any(|name| name.wire() == "MW" && !request.was_renamed(name, Case::Camel)), "{names:?}");
}

#[test]
fn keywords_and_symbols_become_identifiers() {
    assert_eq!(assign(Case::Camel, &["self", "Self"]), ["Self2", "Self_"]);
    assert_eq!(assign(Case::Snake, &["self", "Self"]), ["self_", "self_2"]);
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
