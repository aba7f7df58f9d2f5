//! The OpenAPI 3.1 document (接口描述), made from the table of operations and the types they name.
use super::body::KEY_HEADER;
use super::client::REPLAYED;
use super::operation::{Answers, By, Method, Operation, Takes};
use super::params::{KNOWN, Kind, TEXT_CHARACTERS_MAX};
use super::shape::{At, Day, Id};
use crate::words::Words;
use app::grid::matter::PAGE_MAX;
use axum::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::path::{HttpMethod, Operation as Described, OperationBuilder};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AnyOfBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, Header, InfoBuilder, OpenApi, OpenApiBuilder,
    PathItem, PathsBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
};
use utoipa::{PartialSchema, ToSchema};

/// The order in which the parts are shown. Words: `api-tag-<code>`.
pub const TAGS: &[&str] = &[
    "session",
    "report",
    "public",
    "policy",
    "work",
    "patrol",
    "act",
    "workers",
    "assessment",
    "pay",
    "figures",
    "outbox",
];

/// The document in the reader's language.
pub fn document(operations: &[Operation], words: Words) -> OpenApi {
    let mut schemas = shapes();
    let mut paths = PathsBuilder::new();
    for operation in operations {
        let item =
            PathItem::new(method(operation.method), described(operation, words, &mut schemas));
        paths = paths.path(operation.path, item);
    }
    let tag = |code: &&str| {
        let said = words.tc("api-tag", code).into_owned();
        TagBuilder::new().name(*code).description(Some(said)).build()
    };
    let info = InfoBuilder::new()
        .title(words.t("api-title"))
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(words.t("api-intro")))
        .build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("token", token(words))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .tags(Some(TAGS.iter().map(tag)))
        .paths(paths.build())
        .components(Some(components))
        .build()
}

/// What went wrong, for programs (问题): RFC 9457.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes what `problem` writes")]
struct Problem {
    r#type: String,
    title: String,
    status: u16,
    /// A sentence in the reader's language that says what would help.
    detail: String,
    /// A code of the rule that refused.
    reason: Option<String>,
    /// Names this one answer, as our log does.
    instance: String,
    /// Which fields cannot be taken.
    #[schema(required = false)]
    errors: Vec<Fault>,
}

/// What is wrong with one field (字段差错).
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes what `problem` writes")]
struct Fault {
    field: String,
    code: String,
    detail: String,
}

fn named<T: ToSchema>() -> (String, RefOr<Schema>) {
    (T::name().into_owned(), T::schema())
}

/// The shapes that stand in every document.
pub fn shapes() -> Schemas {
    vec![named::<Problem>(), named::<Fault>()]
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Delete => HttpMethod::Delete,
    }
}

pub type Schemas = Vec<(String, RefOr<Schema>)>;

pub fn described(operation: &Operation, words: Words, schemas: &mut Schemas) -> Described {
    let mut built = OperationBuilder::new()
        .operation_id(Some(operation.id))
        .tag(operation.tag)
        .summary(Some(words.tc("api-op", operation.id)));
    for parameter in parameters(operation, words) {
        built = built.parameter(parameter);
    }
    built = match operation.by {
        By::Anyone | By::Reporter => built,
        By::Staff => built.security(SecurityRequirement::new("token", Vec::<String>::new())),
    };
    if let Some(body) = body(operation, schemas) {
        built = built.request_body(Some(body));
    }
    for (status, response) in responses(operation, words, schemas) {
        built = built.response(status.to_string(), response);
    }
    built.build()
}

fn parameters(operation: &Operation, words: Words) -> Vec<Parameter> {
    let said = |name: &str| words.tc("api-param", name).into_owned();
    let mut all = Vec::new();
    for part in operation.path.split('/').filter_map(|part| part.strip_prefix('{')) {
        let name = part.trim_end_matches('}');
        let schema = if name == "id" { Id::schema() } else { text(TEXT_CHARACTERS_MAX) };
        let path = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
        let path = path.required(Required::True).description(Some(said(name)));
        all.push(path.schema(Some(schema)).build());
    }
    for name in operation.query {
        let known = KNOWN.iter().find(|(known, ..)| known == name);
        let (_, kind, example) = known.expect("every parameter is described");
        let query = ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Query);
        let wanted = if operation.id == "locate" { Required::True } else { Required::False };
        let query = query.required(wanted).description(Some(said(name)));
        let example = example_of(*kind, example);
        all.push(query.schema(Some(or_empty(schema_of(*kind)))).example(Some(example)).build());
    }
    let header = |name: &str| ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
    // It names a report, as an id in a path names a matter: none at all, or one of another form,
    // is not found.
    if operation.by == By::Reporter {
        let code = header("X-Jieli-Code").required(Required::True);
        let code = code.description(Some(words.t("api-code").into_owned()));
        all.push(code.schema(Some(any_text())).build());
    }
    // Whatever is asked for, the answer comes in one of our languages.
    let language = header("Accept-Language").required(Required::False);
    let language = language.description(Some(said("language")));
    all.push(language.schema(Some(any_text())).build());
    if operation.once {
        let key =
            header("Idempotency-Key").required(Required::False).description(Some(said(KEY_HEADER)));
        all.push(key.schema(Some(text(super::body::KEY_CHARACTERS_MAX))).build());
    }
    all
}

fn text(max: usize) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String);
    text.min_length(Some(1)).max_length(Some(max)).into()
}

fn any_text() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).into()
}

/// A parameter that is there and empty is as one that is not there: a form sends it so.
fn or_empty(schema: RefOr<Schema>) -> RefOr<Schema> {
    let empty = ObjectBuilder::new().schema_type(Type::String).max_length(Some(0));
    RefOr::T(Schema::from(AnyOfBuilder::new().item(schema).item(empty).build()))
}

fn schema_of(kind: Kind) -> RefOr<Schema> {
    let plain = ObjectBuilder::new();
    match kind {
        Kind::Id => Id::schema(),
        Kind::Moment => At::schema(),
        Kind::Day => Day::schema(),
        Kind::Number => plain.schema_type(Type::Number).into(),
        Kind::Limit => {
            let count = plain.schema_type(Type::Integer).minimum(Some(1)).maximum(Some(PAGE_MAX));
            count.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32))).into()
        }
        Kind::State => {
            plain.schema_type(Type::String).enum_values(Some(["open", "closed", "all"])).into()
        }
        Kind::Cursor | Kind::Text => text(TEXT_CHARACTERS_MAX),
    }
}

/// The example as the schema has it: numbers are numbers.
fn example_of(kind: Kind, example: &str) -> Value {
    match kind {
        Kind::Limit | Kind::Number => serde_json::from_str(example).unwrap_or_default(),
        _ => Value::from(example),
    }
}

fn body(
    operation: &Operation,
    schemas: &mut Schemas,
) -> Option<utoipa::openapi::request_body::RequestBody> {
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    match &operation.takes {
        Takes::Nothing => None,
        Takes::Json { shape, example } => {
            let example: Value = serde_json::from_str(example).expect("our examples are JSON");
            let content = ContentBuilder::new().schema(Some(shape.collect(schemas)));
            let content = content.example(Some(example)).build();
            Some(body.content("application/json", content).build())
        }
        Takes::Photo => {
            let kinds = ["image/jpeg", "image/png", "image/webp"];
            let each = |body: RequestBodyBuilder, kind: &str| body.content(kind, binary());
            let file = ObjectBuilder::new().schema_type(Type::String);
            let file = file.content_media_type("image/jpeg");
            let form = ObjectBuilder::new().property("photo", file).required("photo");
            let form = Content::new(Some(RefOr::T(Schema::from(form.build()))));
            let body = kinds.into_iter().fold(body, each).content("multipart/form-data", form);
            Some(body.build())
        }
    }
}

/// Bytes: OpenAPI 3.1 says nothing of their shape.
fn binary() -> Content {
    Content::new(None::<RefOr<Schema>>)
}

fn responses(operation: &Operation, words: Words, schemas: &mut Schemas) -> Vec<(u16, Response)> {
    let summary = words.tc("api-op", operation.id).into_owned();
    let good = |summary: String| ResponseBuilder::new().description(summary);
    let mut all = Vec::new();
    match &operation.answers {
        Answers::Nothing => all.push((204, good(summary).build())),
        Answers::Json { status, shape } => {
            let content = Content::new(Some(shape.collect(schemas)));
            let mut response = good(summary).content("application/json", content);
            if operation.once {
                response = response.header(REPLAYED, Header::new(text(4)));
            }
            all.push((*status, response.build()));
        }
        Answers::GeoJson => {
            all.push((200, good(summary).content("application/geo+json", binary()).build()));
            all.push((304, good(words.t("api-unchanged").into_owned()).build()));
        }
        Answers::Jpeg => all.push((200, good(summary).content("image/jpeg", binary()).build())),
    }
    let problem = || Content::new(Some(Ref::from_schema_name("Problem")));
    for status in operation.failures() {
        let said = failure(words, status);
        let response = ResponseBuilder::new().description(said);
        all.push((status, response.content("application/problem+json", problem()).build()));
    }
    all
}

/// The general words for a status of failure.
pub fn failure(words: Words, status: u16) -> String {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let code = crate::problem::Code::of(status);
    words.tc("problem", code.code()).into_owned()
}

fn token(words: Words) -> SecurityScheme {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    SecurityScheme::Http(bearer.description(Some(words.t("api-token"))).build())
}
