//! Routes of training, courses, quotas, the growth channel and the terms of work (培训、员额等路由).
use super::Needs::{List, Person, Right, Session, Street};
use super::{Route, get, post};
use org::Action::*;

/// One line each, as in the table above it.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route] = &[
    // What is in a worker's record besides levels
    get("/workers/contracts", List(ListWorkers)),
    get("/workers/{id}/training", Person(ReadWorker)),
    post("/workers/{id}/contract", Person(EditWorker)),
    post("/workers/{id}/absence", Person(EditWorker)),
    post("/workers/{id}/title", Person(EditWorker)),
    // Quota and actual, the growth channel
    get("/quotas", List(ListWorkers)),
    get("/quotas/left", List(ListWorkers)),
    post("/quotas", Right(EditQuota)),
    get("/growth", List(ListWorkers)),
    post("/growth", Street(EditQuota)),
    post("/growth/{id}/name", Person(EditWorker)),
    post("/growth/{id}/decide", Person(EditWorker)),
    // Training
    get("/training", List(ReadTraining)),
    get("/training/new", List(EditTraining)),
    get("/training/own", Session),
    get("/training/owed", List(ReadTraining)),
    post("/training", Street(EditTraining)),
    post("/training/owed", Street(EditTraining)),
    get("/training/{id}", Street(ReadTraining)),
    post("/training/{id}/sign", Street(EditTraining)),
    post("/training/{id}/withdraw", Street(EditTraining)),
    post("/training/{id}/call-off", Street(EditTraining)),
    get("/courses", List(ReadTraining)),
    get("/courses/new", List(EditTraining)),
    post("/courses", Street(EditTraining)),
    get("/courses/{id}", Session),
    post("/courses/{id}/confirm", Session),
    post("/courses/{id}/end", Street(EditTraining)),
    // The API
    get("/api/v1/quotas", List(ListWorkers)),
    post("/api/v1/quotas", Right(EditQuota)),
    get("/api/v1/quotas/left", List(ListWorkers)),
    get("/api/v1/growth", List(ListWorkers)),
    post("/api/v1/growth", Street(EditQuota)),
    post("/api/v1/growth/{id}/name", Person(EditWorker)),
    post("/api/v1/growth/{id}/decide", Person(EditWorker)),
    get("/api/v1/training", List(ReadTraining)),
    post("/api/v1/training", Street(EditTraining)),
    get("/api/v1/training/owed", List(ReadTraining)),
    get("/api/v1/training/{id}", Street(ReadTraining)),
    post("/api/v1/training/{id}/invite", Street(EditTraining)),
    post("/api/v1/training/{id}/sign", Street(EditTraining)),
    get("/api/v1/courses", List(ReadTraining)),
    get("/api/v1/courses/{id}", Session),
    post("/api/v1/courses/{id}/confirm", Session),
    get("/api/v1/workers/{id}/terms", Person(ReadWorker)),
    post("/api/v1/workers/{id}/contract", Person(EditWorker)),
    post("/api/v1/workers/{id}/absence", Person(EditWorker)),
    post("/api/v1/workers/{id}/title", Person(EditWorker)),
];
