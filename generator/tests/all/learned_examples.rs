//! Types of bodies and headers that have examples and no schema.

use clientsmith::{Input, example_scores, generate};

use super::support::{rendered, text};

const SHOP: &str = r##"swagger: '2.0'
info: {title: Shop, version: '1'}
host: shop.example
paths:
  /orders:
    get:
      operationId: listOrders
      produces: [application/json]
      responses:
        200:
          description: Orders
          headers: {x-total: {description: Number, x-example: 7}}
          examples: {application/json: [{"id": 1, "total": 2.5, "state": "open"}, {"id": 2, "total": 3, "state": "done"}]}
        404: {description: None, examples: {application/json: '{"code": 4, "message": "none"}'}}
        500: {description: None, examples: {application/json: 'no JSON, but text'}}
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, type: integer}]
      responses:
        200:
          description: An order
          schema: {$ref: '#/definitions/Order'}
          examples: {application/json: {"other": 1}}
  /prices:
    get:
      operationId: listPrices
      responses:
        200: {description: Prices, examples: {application/json: {"EUR": 1.5, "USD": 2, "JPY": 200}}}
  /quoted:
    get:
      operationId: getQuoted
      responses:
        200: {description: All values are texts, examples: {application/json: {"count": "7", "done": "true", "size": "integer", "name": "a"}}}
definitions:
  Order: {type: object, properties: {id: {type: integer}, total: {type: number}, state: {type: string}, note: {type: string}}}
"##;

#[test]
fn examples_without_a_schema_are_types() {
    let input = Input { package: "shop".to_owned(), documents: vec![text("shop.yaml", SHOP)], ..Input::default() };
    let output = generate(&input);
    assert!(!output.diagnostics.has_errors(), "{}", rendered(&output.diagnostics));
    let api = output.files.get("API.md").expect("there is an outline");
    let lines: Vec<&str> =
        api.lines().filter(|line| line.contains("Operation<Output") || line.starts_with("- `types::")).collect();
    insta::assert_snapshot!(format!("{}\n\n{}", lines.join("\n"), output.ledger));
}

#[test]
fn learned_types_are_scored_against_schemas() {
    let typed = r##"openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      responses:
        '200':
          description: Orders
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Page'}
              example: {"items": [{"id": 1, "total": 2, "note": 3, "more": 1}], "prices": {"EUR": 1, "USD": 2}, "names": {"a": "b"}}
components:
  schemas:
    Page:
      type: object
      properties:
        items: {type: array, items: {allOf: [{$ref: '#/components/schemas/Order'}, {type: object, properties: {total: {type: number}}}]}}
        prices: {type: object, additionalProperties: {type: number}}
        names: {type: object, additionalProperties: {type: string}}
    Order: {type: object, properties: {id: {type: integer}, note: {type: string}}}
"##;
    let score = example_scores(&text("shop.yaml", typed)).expect("the text is an API description");
    assert_eq!((score.bodies, score.undeclared, score.required), (1, 1, 0));
    // The body, items, an item, id, total and note, prices and a price, and names.
    assert_eq!((score.types, score.agreeing), (9, 8), "{score:?}");
    assert_eq!((score.maps, score.maps_agreeing), (2, 1));
    assert_eq!(
        score.differences,
        [
            "GET /orders /items/[]/note: declared string, learned integer",
            "GET /orders /names: declared as a map, learned as fields",
        ]
    );
}
