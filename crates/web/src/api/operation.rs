//! One operation of the API (接口操作): all that its route and its description need.
use super::params;
use app::App;
use axum::routing::MethodRouter;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

/// An operation (接口操作). Its sentence in both languages: words `api-op-<id>`.
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
    pub id: &'static str,
    /// Words: `api-tag-<tag>`.
    pub tag: &'static str,
    pub by: By,
    pub query: &'static [&'static str],
    pub takes: Takes,
    pub answers: Answers,
    /// Whether it may carry a name by which it is done only once.
    pub once: bool,
    pub route: MethodRouter<App>,
}

/// The HTTP method (方法).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Delete => "DELETE",
        }
    }
}

/// Who asks (请求人).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Anyone,
    /// Whoever has the code of a report.
    Reporter,
    Staff,
}

/// What goes in (请求体).
pub enum Takes {
    Nothing,
    Json { shape: Shape, example: &'static str },
    Photo,
}

/// What comes out when it succeeds (应答).
pub enum Answers {
    Json { status: u16, shape: Shape },
    Nothing,
    GeoJson,
    Jpeg,
}

/// A type as the document knows it: its name and schema, and those it is made of.
#[derive(Clone, Copy)]
pub struct Shape {
    pub name: fn() -> std::borrow::Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    parts: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Shape {
    pub fn of<T: ToSchema>() -> Shape {
        Shape { name: T::name, schema: T::schema, parts: T::schemas }
    }

    /// The reference to it; itself and its parts go into `all`.
    pub fn collect(self, all: &mut Vec<(String, RefOr<Schema>)>) -> RefOr<Schema> {
        let name = (self.name)().into_owned();
        all.push((name.clone(), (self.schema)()));
        (self.parts)(all);
        RefOr::Ref(Ref::from_schema_name(name))
    }
}

/// A question.
pub fn get(path: &'static str, id: &'static str, route: MethodRouter<App>) -> Operation {
    operation(Method::Get, path, id, route)
}

/// A change, done once where it carries a name.
pub fn post(path: &'static str, id: &'static str, route: MethodRouter<App>) -> Operation {
    Operation { once: true, ..operation(Method::Post, path, id, route) }
}

/// An end.
pub fn delete(path: &'static str, id: &'static str, route: MethodRouter<App>) -> Operation {
    operation(Method::Delete, path, id, route)
}

fn operation(
    method: Method,
    path: &'static str,
    id: &'static str,
    route: MethodRouter<App>,
) -> Operation {
    let (by, takes, answers) = (By::Anyone, Takes::Nothing, Answers::Nothing);
    Operation {
        method,
        path,
        id,
        tag: "public",
        by,
        query: &[],
        takes,
        answers,
        once: false,
        route,
    }
}

impl Operation {
    pub fn tag(self, tag: &'static str) -> Operation {
        Operation { tag, ..self }
    }

    pub fn staff(self) -> Operation {
        Operation { by: By::Staff, ..self }
    }

    pub fn reporter(self) -> Operation {
        Operation { by: By::Reporter, ..self }
    }

    /// The names of its query; each is described in [`super::params`].
    pub fn query(self, query: &'static [&'static str]) -> Operation {
        Operation { query, ..self }
    }

    pub fn takes<T: ToSchema>(self, example: &'static str) -> Operation {
        Operation { takes: Takes::Json { shape: Shape::of::<T>(), example }, ..self }
    }

    pub fn takes_photo(self) -> Operation {
        Operation { takes: Takes::Photo, ..self }
    }

    pub fn answers<T: ToSchema>(self, status: u16) -> Operation {
        Operation { answers: Answers::Json { status, shape: Shape::of::<T>() }, ..self }
    }

    pub fn answers_geojson(self) -> Operation {
        Operation { answers: Answers::GeoJson, ..self }
    }

    pub fn answers_jpeg(self) -> Operation {
        Operation { answers: Answers::Jpeg, ..self }
    }

    /// Never kept to be repeated: each look is a look, each sign-in a sign-in.
    pub fn each_time(self) -> Operation {
        Operation { once: false, ..self }
    }

    /// Whether the path names one thing that may be out of sight.
    pub fn names_a_thing(&self) -> bool {
        self.path.contains('{')
    }

    /// Every status it may be answered with but those of success (差错状态).
    pub fn failures(&self) -> Vec<u16> {
        let mut found = vec![400, 500, 503];
        if self.by != By::Anyone || self.id == "sign_in" {
            found.push(401);
        }
        if self.by != By::Anyone {
            found.push(403);
        }
        let reads_body = !matches!(self.takes, Takes::Nothing);
        let in_query = self.query.iter().any(|name| params::names_a_thing(name));
        // What staff send may name a post or a place, and that may be out of sight as well.
        let in_body = reads_body && self.by == By::Staff;
        let names = self.names_a_thing() || in_query || in_body;
        if names || self.by == By::Reporter || self.id == "locate" {
            found.push(404);
        }
        if self.method != Method::Get {
            found.push(409);
        }
        if reads_body {
            found.extend([413, 415]);
        }
        if reads_body || !self.query.is_empty() || self.by == By::Reporter {
            found.push(422);
        }
        // Guesses at a password are counted, and so are reports without an account.
        if ["sign_in", "report"].contains(&self.id) {
            found.push(429);
        }
        found.sort_unstable();
        found
    }
}
