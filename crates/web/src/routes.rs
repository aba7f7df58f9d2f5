//! Every route and what it needs (路由与权限): one line each. The tests walk this table as every
//! role, and fail where a route is registered and not named here.
mod ladder;

use org::Action::{self, *};

/// A route and what whoever asks must have.
#[derive(Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub needs: Needs,
}

/// What a route needs (所需权限).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody may.
    Nothing,
    /// The code of a report (凭码).
    Code,
    /// To be signed in; what is shown is one's own, or everybody's among staff.
    Session,
    /// The right on anything at all, for a list of what is in reach.
    List(Action),
    /// The right on the matter or place that the route names.
    Matter(Action),
    /// The right on a part of a matter that was reported upward.
    Part(Action),
    /// The right on the person that the route names.
    Person(Action),
    /// The right on the street whose thing the route or its form names.
    Street(Action),
    /// The right on the whole district.
    Right(Action),
}

use Needs::{Code, List, Matter, Nothing, Part, Person, Right, Session};

/// All of them: those below, and those of community workers.
pub const ROUTES: &[Route] = &joined::<{ MAIN.len() + ladder::ROUTES.len() }>(MAIN, ladder::ROUTES);

/// A new route gets one line here; a change gets a form for the tests in `tests/routes/samples.rs`.
#[rustfmt::skip]
const MAIN: &[Route] = &[
    // The program itself
    get("/assets/{file}", Nothing),
    get("/design", Nothing),
    get("/design/grids.geojson", Nothing),
    get("/design/points.geojson", Nothing),
    get("/healthz", Nothing),
    get("/readyz", Nothing),
    get("/service-worker.js", Nothing),
    get("/manifest.webmanifest", Nothing),
    post("/lang", Nothing),
    post("/design/form", Nothing),
    // Everybody
    get("/", Nothing),
    get("/report", Nothing),
    get("/report/slip", Nothing),
    get("/report/nearby", Nothing),
    get("/follow", Nothing),
    post("/report", Nothing),
    post("/follow", Nothing),
    get("/my", Code),
    get("/my/photos/{id}", Code),
    post("/my/rate", Code),
    post("/my/reopen", Code),
    post("/my/appeal", Code),
    post("/my/leave", Nothing),
    get("/board", Nothing),
    get("/board/{number}", Nothing),
    get("/alerts", Nothing),
    post("/alerts", Nothing),
    get("/alerts/{token}", Nothing),
    post("/alerts/{token}", Nothing),
    get("/map", Nothing),
    get("/map/grids.geojson", Nothing),
    get("/map/matters.geojson", Nothing),
    get("/map/find", Nothing),
    get("/policy", Nothing),
    get("/policy/{key}", Nothing),
    // The door and one's own account
    get("/sign-in", Nothing),
    post("/sign-in", Nothing),
    get("/sign-in/code", Nothing),
    post("/sign-in/code", Nothing),
    get("/sign-in/service", Nothing),
    get("/sign-in/service/back", Nothing),
    post("/sign-out", Session),
    get("/account", Session),
    post("/account/password", Session),
    post("/account/sessions/{session}/end", Session),
    post("/account/sessions/end-others", Session),
    get("/account/second-factor", Session),
    post("/account/second-factor/begin", Session),
    post("/account/second-factor/confirm", Session),
    post("/account/second-factor/codes", Session),
    post("/account/second-factor/remove", Session),
    post("/account/service", Session),
    post("/account/service/remove", Session),
    // Messages
    get("/notices", Session),
    get("/replies", Session),
    post("/notices/open", Session),
    post("/notices/read", Session),
    post("/notices/mail", Session),
    post("/notices/mail/stop", Session),
    post("/matters/{id}/follow", Matter(ReadMatter)),
    post("/matters/{id}/unfollow", Matter(ReadMatter)),
    get("/outbox", Right(ReadSystem)),
    post("/outbox/retry", Right(ConfigureSystem)),
    post("/outbox/give-up", Right(ConfigureSystem)),
    // Matters
    get("/inbox", List(ListInbox)),
    get("/work", List(RecordMatter)),
    get("/matters", List(ReadMatter)),
    get("/matters/new", List(RecordMatter)),
    post("/matters/new", Matter(RecordMatter)),
    get("/matters/{id}", Matter(ReadMatter)),
    get("/photos/{id}", Matter(ReadMatter)),
    get("/photos/{id}/redact", Matter(ReadMatter)),
    post("/photos/{id}/redact", Matter(RedactPhoto)),
    get("/photos/{id}/original", Matter(RedactPhoto)),
    post("/matters/{id}/triage", Matter(AssessMatter)),
    post("/matters/{id}/second-look", Matter(ConfirmSort)),
    post("/matters/{id}/decide-appeal", Matter(DecideAppeal)),
    post("/matters/{id}/merge", Matter(MergeMatter)),
    post("/matters/{id}/note", Matter(HandleMatter)),
    post("/matters/{id}/plan", Matter(HandleMatter)),
    post("/matters/{id}/solve", Matter(HandleMatter)),
    post("/matters/{id}/photo", Matter(HandleMatter)),
    post("/matters/{id}/check", Matter(CheckMatter)),
    post("/matters/{id}/feedback", Matter(GiveFeedback)),
    post("/matters/{id}/reopen", Matter(ReopenMatter)),
    post("/matters/{id}/contact", Matter(ReadContact)),
    post("/matters/{id}/hand-over", Matter(HandOver)),
    post("/matters/{id}/send-back", Matter(SendBack)),
    post("/matters/{id}/ask-arbitration", Matter(SendBack)),
    post("/matters/{id}/arbitrate", Matter(Arbitrate)),
    post("/matters/{id}/take-over", Matter(TakeOver)),
    post("/matters/{id}/pause", Matter(Pause)),
    post("/matters/{id}/resume", Matter(Resume)),
    post("/matters/{id}/ask-extension", Matter(AskExtension)),
    post("/matters/{id}/decide-extension", Matter(ApproveExtension)),
    post("/matters/{id}/report-up", Matter(ReportUp)),
    post("/matters/{id}/answer-up", Part(AnswerUp)),
    post("/matters/{id}/take-answer", Part(HandleMatter)),
    post("/matters/{id}/return-answer", Part(HandleMatter)),
    // Grids and teams
    get("/grids", Session),
    get("/grids/{unit}", Session),
    post("/grids/{unit}/work", Matter(EditTeam)),
    get("/team", List(ReadTeam)),
    // Patrols
    get("/patrol", List(ReadPatrol)),
    get("/patrol/points", List(ReadPatrol)),
    get("/patrol/points/new", List(EditPatrol)),
    post("/patrol/points/new", Matter(EditPatrol)),
    get("/patrol/points/{id}", Matter(ReadPatrol)),
    post("/patrol/points/{id}/clear", Matter(VisitPoint)),
    post("/patrol/points/{id}/explain", Matter(VisitPoint)),
    post("/patrol/points/{id}/change", Matter(EditPatrol)),
    post("/patrol/points/{id}/retire", Matter(EditPatrol)),
    get("/patrol/coverage", List(ReadPatrol)),
    get("/patrol/coverage.geojson", List(ReadPatrol)),
    get("/day-record", List(ReadDayRecord)),
    // Organisation
    get("/org", Right(ReadOrg)),
    get("/org/units/{id}", Right(ReadOrg)),
    get("/org/posts/{id}", Right(ReadOrg)),
    get("/org/people", Right(ReadOrg)),
    get("/org/people/{id}", Right(ReadOrg)),
    post("/org/units", Right(EditOrg)),
    post("/org/units/{id}/rename", Right(EditOrg)),
    post("/org/units/{id}/end", Right(EditOrg)),
    post("/org/units/{id}/posts", Right(EditOrg)),
    post("/org/people", Right(EditOrg)),
    post("/org/appointments/{id}/end", Right(EditOrg)),
    post("/org/posts/{id}/appoint", Right(GrantRole)),
    post("/org/people/{id}/absences", Person(EditAbsence)),
    post("/org/absences/{id}/end", Person(EditAbsence)),
    get("/accounts", Right(EditAccounts)),
    post("/accounts", Right(EditAccounts)),
    post("/accounts/{id}/reset", Right(EditAccounts)),
    post("/accounts/{id}/reset-factor", Right(EditAccounts)),
    post("/accounts/{id}/close", Right(EditAccounts)),
    post("/accounts/{id}/reopen", Right(EditAccounts)),
    post("/accounts/{id}/end-sessions", Person(EndSessions)),
    // Those who watch
    get("/figures", List(ReadFigures)),
    get("/orphans", List(ReadOrphans)),
    get("/audit", List(ReadAudit)),
    post("/audit/verify", Right(VerifyAudit)),
    get("/system", Right(ReadSystem)),
    // Other systems: their keys, and Open311
    get("/keys", Right(EditKeys)),
    post("/keys", Right(EditKeys)),
    post("/keys/{id}/revoke", Right(EditKeys)),
    get("/open311/{resource}", Nothing),
    get("/open311/v2", Nothing),
    get("/open311/v2/", Nothing),
    get("/open311/v2/{resource}", Nothing),
    post("/open311/v2/{resource}", Nothing),
    get("/open311/v2/{resource}/{id}", Nothing),
    get("/open311/v2//{resource}", Nothing),
    post("/open311/v2//{resource}", Nothing),
    get("/open311/v2//{resource}/{id}", Nothing),
    // The API
    get("/api", Nothing),
    get("/api/docs", Nothing),
    get("/api/openapi.json", Nothing),
    get("/api/v1/board", Nothing),
    get("/api/v1/categories", Nothing),
    get("/api/v1/locate", Nothing),
    get("/api/v1/map", Nothing),
    get("/api/v1/policy", Nothing),
    get("/api/v1/policy/{key}", Nothing),
    post("/api/v1/reports", Nothing),
    get("/api/v1/report", Code),
    post("/api/v1/report/rating", Code),
    post("/api/v1/report/reopen", Code),
    post("/api/v1/report/appeal", Code),
    post("/api/v1/session", Nothing),
    delete("/api/v1/session", Session),
    get("/api/v1/patrol/today", List(VisitPoint)),
    get("/api/v1/patrol/points", List(ReadPatrol)),
    post("/api/v1/patrol/points", Matter(EditPatrol)),
    get("/api/v1/patrol/points/{id}", Matter(ReadPatrol)),
    post("/api/v1/patrol/points/{id}/clear", Matter(VisitPoint)),
    post("/api/v1/patrol/points/{id}/explain", Matter(VisitPoint)),
    post("/api/v1/patrol/points/{id}/change", Matter(EditPatrol)),
    post("/api/v1/patrol/points/{id}/retire", Matter(EditPatrol)),
    get("/api/v1/patrol/coverage", List(ReadPatrol)),
    get("/api/v1/day-record", List(ReadDayRecord)),
    get("/api/v1/pay/what-if", Right(ReadPay)),
    get("/api/v1/offline", List(ListInbox)),
    post("/api/v1/offline", List(RecordMatter)),
    get("/api/v1/inbox", List(ListInbox)),
    get("/api/v1/notices", Session),
    post("/api/v1/notices/read", Session),
    get("/api/v1/matters", List(ReadMatter)),
    post("/api/v1/matters", Matter(RecordMatter)),
    get("/api/v1/matters/{id}", Matter(ReadMatter)),
    post("/api/v1/matters/{id}/triage", Matter(AssessMatter)),
    post("/api/v1/matters/{id}/second-look", Matter(ConfirmSort)),
    post("/api/v1/matters/{id}/decide-appeal", Matter(DecideAppeal)),
    post("/api/v1/matters/{id}/merge", Matter(MergeMatter)),
    post("/api/v1/matters/{id}/note", Matter(HandleMatter)),
    post("/api/v1/matters/{id}/plan", Matter(HandleMatter)),
    post("/api/v1/matters/{id}/solve", Matter(HandleMatter)),
    post("/api/v1/matters/{id}/check", Matter(CheckMatter)),
    post("/api/v1/matters/{id}/feedback", Matter(GiveFeedback)),
    post("/api/v1/matters/{id}/reopen", Matter(ReopenMatter)),
    post("/api/v1/matters/{id}/contact", Matter(ReadContact)),
    post("/api/v1/matters/{id}/hand-over", Matter(HandOver)),
    post("/api/v1/matters/{id}/send-back", Matter(SendBack)),
    post("/api/v1/matters/{id}/ask-arbitration", Matter(SendBack)),
    post("/api/v1/matters/{id}/arbitrate", Matter(Arbitrate)),
    post("/api/v1/matters/{id}/take-over", Matter(TakeOver)),
    post("/api/v1/matters/{id}/pause", Matter(Pause)),
    post("/api/v1/matters/{id}/resume", Matter(Resume)),
    post("/api/v1/matters/{id}/ask-extension", Matter(AskExtension)),
    post("/api/v1/matters/{id}/decide-extension", Matter(ApproveExtension)),
    post("/api/v1/matters/{id}/report-up", Matter(ReportUp)),
    post("/api/v1/matters/{id}/answer-up", Part(AnswerUp)),
    post("/api/v1/matters/{id}/take-answer", Part(HandleMatter)),
    post("/api/v1/matters/{id}/return-answer", Part(HandleMatter)),
    post("/api/v1/matters/{id}/follow", Matter(ReadMatter)),
    post("/api/v1/matters/{id}/unfollow", Matter(ReadMatter)),
    post("/api/v1/matters/{id}/photos", Matter(HandleMatter)),
    get("/api/v1/photos/{id}", Matter(ReadMatter)),
    get("/api/v1/assessments", List(ReadAssessment)),
    get("/api/v1/assessments/{year}", List(ReadAssessment)),
    get("/api/v1/assessments/{year}/results", List(ReadAssessment)),
    get("/api/v1/assessments/{year}/panels", List(ListWorkers)),
    get("/api/v1/assessments/{year}/workers/{id}", Person(ReadYear)),
    post("/api/v1/assessments/{year}/workers/{id}/note", Person(NoteWorker)),
    post("/api/v1/assessments/{year}/workers/{id}/mark", Person(EvaluateWorker)),
    get("/api/v1/figures", List(ReadFigures)),
    get("/api/v1/orphans", List(ReadOrphans)),
    get("/api/v1/pay/runs", List(ReadPayRuns)),
    get("/api/v1/pay/runs/{id}", Right(ReadPayRuns)),
    get("/api/v1/pay/runs/{id}/slips", Right(ReadPayRuns)),
    get("/api/v1/workers/{id}/pay", Person(ReadPay)),
    get("/api/v1/workers/{id}/pay/{run}", Person(ReadPay)),
    get("/api/v1/outbox", Right(ReadSystem)),
    post("/api/v1/outbox/{id}/retry", Right(ConfigureSystem)),
    post("/api/v1/outbox/{id}/give-up", Right(ConfigureSystem)),
];

const fn get(path: &'static str, needs: Needs) -> Route {
    Route { method: "GET", path, needs }
}

const fn post(path: &'static str, needs: Needs) -> Route {
    Route { method: "POST", path, needs }
}

const fn delete(path: &'static str, needs: Needs) -> Route {
    Route { method: "DELETE", path, needs }
}

/// Two tables as one.
const fn joined<const N: usize>(one: &[Route], other: &[Route]) -> [Route; N] {
    let mut all = [one[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < one.len() { one[at] } else { other[at - one.len()] };
        at += 1;
    }
    all
}

#[cfg(test)]
mod tests;
