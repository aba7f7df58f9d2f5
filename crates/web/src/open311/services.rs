//! Services (服务) are our categories, their definitions the questions that policy asks of them.
//!
//! A category that the public pages do not show is a `blackbox`: it may be reported, and what comes
//! back is a token; no list has it.
use super::answer::{Answer, Fault};
use super::asked::{Asked, Catalogue};
use super::node::Node;
use app::App;
use base::Lang;
use grid::rules::{Attribute, Category, DataType};

pub async fn list(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    asked.enter(app, asked.one("jurisdiction_id")).await?;
    let catalogue = Catalogue::of(app, asked)?;
    let services = catalogue.categories.iter().map(|it| service(&catalogue, it, asked)).collect();
    Ok(Answer::new("services", Node::List("service", services)))
}

pub async fn definition(app: &App, asked: &Asked, code: &str) -> Result<Answer, Fault> {
    asked.enter(app, asked.one("jurisdiction_id")).await?;
    let catalogue = Catalogue::of(app, asked)?;
    let Some(category) = catalogue.find(code) else { return Err(unknown(asked, code)) };
    let attributes = catalogue.of_category(&category.code).zip(1..);
    let attributes = attributes.map(|(it, order)| attribute(it, order, asked.words.lang));
    let attributes = attributes.collect();
    let definition = Node::Fields(vec![
        ("service_code", Node::text(&category.code)),
        ("attributes", Node::List("attribute", attributes)),
    ]);
    Ok(Answer::new("service_definition", definition))
}

/// A code of no category: 404 that names it.
pub fn unknown(asked: &Asked, code: &str) -> Fault {
    let code: String = code.chars().take(CODE_SHOWN).collect();
    Fault::none(asked.words.ta("open311-no-service", &[("code", code)]))
}

/// What is repeated of a code that nobody knows.
const CODE_SHOWN: usize = 60;

fn service(catalogue: &Catalogue, category: &Category, asked: &Asked) -> Node {
    let (words, lang) = (asked.words, asked.words.lang);
    let group = category.parent.as_deref().and_then(|parent| catalogue.find(parent));
    let group = group.unwrap_or(category).name(lang);
    let facts = [("group", group), ("name", category.name(lang))];
    // A group is what fits none of its kinds.
    let is_rest = category.parent.is_none();
    let key = if is_rest { "open311-service-rest" } else { "open311-service-description" };
    // Who smells gas reads this before anything else.
    let about = match category.stop(lang) {
        Some(stop) => stop.to_owned(),
        None => words.ta(key, &facts),
    };
    let has_questions = catalogue.of_category(&category.code).next().is_some();
    Node::Fields(vec![
        ("service_code", Node::text(&category.code)),
        ("service_name", Node::text(category.name(lang))),
        ("description", Node::text(about)),
        ("metadata", Node::Flag(has_questions)),
        ("type", Node::text(if category.visible { "realtime" } else { "blackbox" })),
        ("keywords", Node::text(category.words.join(", "))),
        ("group", Node::text(group)),
    ])
}

fn attribute(attribute: &Attribute, order: i64, lang: Lang) -> Node {
    let value = |value: &grid::rules::Named| {
        Node::Fields(vec![("key", Node::text(&value.code)), ("name", Node::text(value.name(lang)))])
    };
    Node::Fields(vec![
        ("variable", Node::Flag(true)),
        ("code", Node::text(&attribute.code)),
        ("datatype", Node::text(data_type(attribute.data_type))),
        ("required", Node::Flag(attribute.required)),
        ("datatype_description", Node::text(attribute.hint(lang))),
        ("order", Node::Whole(order)),
        ("description", Node::text(attribute.name(lang))),
        ("values", Node::List("value", attribute.values.iter().map(value).collect())),
    ])
}

/// The standard's name of what an answer is.
fn data_type(kind: DataType) -> &'static str {
    match kind {
        DataType::Line => "string",
        DataType::Number => "number",
        DataType::Moment => "datetime",
        DataType::Text => "text",
        DataType::Choice => "singlevaluelist",
        DataType::Choices => "multivaluelist",
    }
}
