//! Whether a value fits a schema, for the words of JSON Schema that our document uses.
use super::client::Reply;
use serde_json::Value;

/// Panics unless the document knows this status of this operation, and the body fits it.
pub fn known(document: &Value, method: &str, path: &str, reply: &Reply) {
    let status = reply.status.as_u16().to_string();
    assert_ne!(status, "500", "{method} {path}: {}", reply.text());
    let Some(operation) = operation(document, method, path) else { return };
    let response = &operation["responses"][&status];
    assert!(response.is_object(), "{method} {path}: {status} is not in the document");
    if let Some(schema) = response["content"][&reply.kind].get("schema") {
        let fits = fits(document, schema, &reply.json());
        fits.unwrap_or_else(|why| panic!("{method} {path} {status}: {why}\n{}", reply.text()));
    } else if !reply.body.is_empty() {
        assert!(response["content"][&reply.kind].is_object(), "{method} {path} {}", reply.kind);
    }
}

fn operation<'d>(document: &'d Value, method: &str, path: &str) -> Option<&'d Value> {
    let asked: Vec<&str> = path.split('?').next()?.split('/').collect();
    let paths = document["paths"].as_object()?;
    let same = |known: &&String| {
        let known: Vec<&str> = known.split('/').collect();
        let pair = |(known, asked): (&&str, &&str)| known.starts_with('{') || known == asked;
        known.len() == asked.len() && known.iter().zip(&asked).all(pair)
    };
    let mut found: Vec<&String> = paths.keys().filter(same).collect();
    found.sort_by_key(|path| path.matches('{').count());
    paths.get(*found.first()?)?.get(method.to_lowercase())
}

/// Whether the value is as the schema says, or where it is not.
pub fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
        let named = &document["components"]["schemas"][name];
        assert!(named.is_object(), "{name} is not in the document");
        return fits(document, named, value).map_err(|why| format!("{name}: {why}"));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let tried: Vec<_> = choices.iter().map(|one| fits(document, one, value)).collect();
        if tried.iter().all(Result::is_err) {
            return Err(format!("{tried:?}"));
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        fits(document, part, value)?;
    }
    kind(schema, value)?;
    if let Some(codes) = schema["enum"].as_array().filter(|codes| !codes.contains(value)) {
        return Err(format!("{value} is none of {codes:?}"));
    }
    if let Some(text) = value.as_str() {
        let length = text.chars().count() as u64;
        let bounds = (schema["minLength"].as_u64(), schema["maxLength"].as_u64());
        if bounds.0.is_some_and(|min| length < min) || bounds.1.is_some_and(|max| length > max) {
            return Err(format!("{length} characters"));
        }
    }
    if let Some(number) = value.as_f64() {
        let (min, max) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
            return Err(format!("{number} is out of bounds"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        fits(document, &schema["items"], item)?;
    }
    object(document, schema, value)
}

fn kind(schema: &Value, value: &Value) -> Result<(), String> {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = kinds.contains(&is) || is == "integer" && kinds.contains(&"number");
    if fits { Ok(()) } else { Err(format!("{value} is no {kinds:?}")) }
}

fn object(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let Some(fields) = value.as_object() else { return Ok(()) };
    for needed in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(needed) {
            return Err(format!("`{needed}` is missing"));
        }
    }
    let Some(known) = schema["properties"].as_object() else { return Ok(()) };
    for (name, value) in fields {
        match known.get(name) {
            Some(schema) => {
                fits(document, schema, value).map_err(|why| format!("`{name}`: {why}"))?
            }
            None if schema["additionalProperties"] == Value::Bool(false) => {
                return Err(format!("`{name}` is not known"));
            }
            None => {}
        }
    }
    Ok(())
}
