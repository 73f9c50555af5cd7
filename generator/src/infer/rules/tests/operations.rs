//! Tables of facts about parameters in descriptions of operations.

use super::{check, says_in};

#[test]
fn operation_descriptions_describe_parameters() {
    let table = [
        ("operation-choices", "kind", "Allowed kinds are new, used and lent.", "new|used|lent"),
        ("operation-choices", "kind", "The supported values for kind are `new`, `used`.", "new|used"),
        ("operation-choices", "kind", "The kind can be one of new, used.", "new|used"),
        ("operation-choices", "kind", "The kinds accepted here:\n- new - fresh\n- used - torn", "new|used"),
        ("operation-choices", "kind", "Possible kinds:\n- new - fresh\n- used - torn\n- le", "new|used"),
        ("operation-choices", "kind", "Possible kinds:\n- new\n- used", "new|used"),
        ("operation-choices", "bookKind", "Possible book kinds:\n- new\n- used", "new|used"),
        ("operation-choices", "kind", "Possible book kinds:\n- new\n- used", "-"),
        ("operation-choices", "kind", "Possible kinds:\n- new books\n- used books", "-"),
        ("operation-choices", "kind", "Allowed kinds are those of the shop.", "-"),
        ("operation-choices", "kind", "Gives the available kinds of books: new, used.", "-"),
        ("operation-default", "kind", "Possible kinds:\n- new\n- used\n\nused is the default kind.", "\"used\""),
        ("operation-default", "kind", "used is the default kind.", "-"),
        ("direction-beside-sort", "order+sort", "", "asc|desc"),
        ("direction-beside-sort", "order", "", "-"),
        ("direction-beside-sort", "order+name", "", "-"),
        ("direction-beside-sort", "path:order+sort", "", "-"),
        ("required-by-name", "kind", "You must specify the kind.", "required true"),
        ("required-by-name", "kind", "The kind parameter is required.", "required true"),
        ("required-by-name", "kind", "The kind parameter is required to sort.", "-"),
        ("required-by-name", "kind", "The book kind must be specified.", "-"),
        ("required-by-name", "kind", "Either kind or size must be given.", "-"),
        ("required-by-name", "kind", "kind must be given in capitals.", "-"),
        ("required-by-name", "kind", "The kind is not required.", "-"),
        ("type-word-alone", "kind", "- `kind` (integer, optional): of a book", "integer"),
        ("type-word-alone", "kind", "- `kind` (integer or name): of a book", "-"),
        ("documented-required", "kind", "- `kind` (required): of a book", "required true"),
        ("prose-whether", "kind", "* **kind** - whether to show the kind", "boolean"),
        ("inline-example", "kind", "Only some: kind=17&size=2.", "integer"),
        ("inline-example", "new", "Only some: `?new=true`.", "boolean"),
        ("inline-example", "kind", "Only some: kind=17, or all: kind=any.", "-"),
        ("inline-example", "kind", "Only some: kind=0017.", "-"),
        ("inline-example", "kind", "Only some: kind=17&kind=18.", "-"),
        ("inline-example", "kind", "Only some: bookkind=17, Kind=18.", "-"),
        ("inline-example", "new", "Only some: new=1.", "-"),
        ("inline-example", "api_key", "Call `/orders?api_key=12345`.", "-"),
        ("inline-example", "lat", "Near a place: lat=40.", "-"),
        ("singular-of-numbers", "keeper", "- keeper - the id of the keeper", "-"),
    ];
    for (rule, parameter, operation, expected) in table {
        assert_eq!(says_in(operation, rule, parameter, ""), expected, "{rule}: {parameter}: {operation}");
    }
}

#[test]
fn descriptions_of_the_sort_direction_are_used() {
    check(&[
        ("direction-beside-sort", "order+sort", "ASC or DESC", "ASC|DESC"),
        ("direction-beside-sort", "order+sort", "Ignored without sort", "asc|desc"),
        ("direction-beside-sort", "order+sort", "ascending or descending", "-"),
        ("direction-beside-sort", "order+sort", "The field to sort by", "-"),
        ("required-by-name", "shop", "Works in one shop, identified by the shop parameter", "required true"),
        ("required-by-name", "shop", "The shop that is identified by its name", "-"),
        ("type-word-alone", "n", "Boolean", "boolean"),
        ("type-word-alone", "n", "Boolean flag", "-"),
    ]);
}
