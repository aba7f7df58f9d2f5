//! The table of rights (权限表). Read it row by row: who, what, how far. No row, no right.
//!
//! `tests/matrix.csv` says the same a second time, answer by answer, so a change of rule is made
//! in two places and reviewed in the one that a non-programmer can read.
use crate::action::Action::{self, *};
use crate::role::Role::{self, *};
use By::{Anyone, Roles};
use Reach::{Everywhere, Held, InUnit, Own, Proven, Public, Touched};

/// Whose right a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Everybody, signed in or not (任何人).
    Anyone,
    /// Who acts for a post with one of these roles (岗位角色).
    Roles(&'static [Role]),
}

/// How far a right goes (范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The whole district (全区).
    Everywhere,
    /// What lies in the post's own grid, community, street or department (本辖区).
    InUnit,
    /// What the post holds now (本岗持有).
    Held,
    /// What the post holds, held before, or is addressed by (经手或被点名).
    Touched,
    /// What concerns or comes from the person (本人).
    Own,
    /// What the asker has just proved to have reported, by its code (凭码).
    Proven,
    /// What anybody may see or do (公开).
    Public,
}

/// What must hold besides the reach, between the asker and the thing (回避).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Not by the person who handled it (办核分离).
    NotHandler,
    /// Not by the person who sorted it.
    NotSorter,
    /// Not by a person who acts for the post that holds it, hence asks.
    NotHolder,
    /// Not on oneself.
    NotSelf,
    /// Only from a holder of lower rank, from one's own post, or from nobody (上级接管下级).
    OverHolder,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub by: By,
    pub actions: &'static [Action],
    pub reach: Reach,
}

const fn row(by: By, actions: &'static [Action], reach: Reach) -> Rule {
    Rule { by, actions, reach }
}

const LEADER: By = Roles(&[GridLeader]);
const GRID: By = Roles(&[GridWorker, GridLeader]);
const TERRITORY: By = Roles(&[GridWorker, GridLeader, Community, Street]);
const LOCAL: By = Roles(&[Community, Street]);
const BUSINESS: By = Roles(Role::BUSINESS);
const STREET: By = Roles(&[Street]);
const ABOVE: By = Roles(&[Street, District]);
const DEPARTMENT: By = Roles(&[Department]);
const DISTRICT: By = Roles(&[District]);
const PERSONNEL: By = Roles(&[Personnel]);
const AUDITOR: By = Roles(&[Auditor]);
const SYSTEM: By = Roles(&[SystemAdmin]);
const SECURITY: By = Roles(&[SecurityAdmin]);
const AUDIT: By = Roles(&[AuditAdmin]);

/// Who may do what, how far.
pub const RULES: &[Rule] = &[
    // Everybody
    row(Anyone, &[ReportMatter, ReadBoard, ReadPolicy, ReadMap], Public),
    row(Anyone, &[ReadMatter, SearchMatters, RateMatter, ReadRating], Proven),
    row(Anyone, &[Appeal, ReopenMatter], Proven),
    row(Roles(Role::ALL), &[EndSessions], Own),
    // Everybody who works on matters: what the post holds is the post's to move
    row(BUSINESS, &[ListInbox, ReadContact, HandleMatter, GiveFeedback, CloseMatter], Held),
    row(BUSINESS, &[HandOver, SendBack, Pause, Resume, AskExtension, ReportUp], Held),
    row(BUSINESS, &[ReadMatter, SearchMatters], Touched),
    row(BUSINESS, &[ReadMatter, SearchMatters, RateMatter, ReadAudit, EditAbsence], Own),
    row(BUSINESS, &[ReadDayRecord], Own),
    row(BUSINESS, &[ReadWorker, ReadPay], Own),
    row(BUSINESS, &[ReadYear, NoteWorker, AppealResult], Own),
    row(BUSINESS, &[ReadAssessment], Everywhere),
    row(BUSINESS, &[ReadOrg], Everywhere),
    // Grid (网格), community (社区), street (街道): what lies in their own
    row(TERRITORY, &[RecordMatter, ReadMatter, SearchMatters, ReadFigures, ReadTeam], InUnit),
    row(TERRITORY, &[ReadPatrol], InUnit),
    row(GRID, &[VisitPoint], InUnit),
    row(LEADER, &[ReadDayRecord], InUnit),
    row(LOCAL, &[EditPatrol], InUnit),
    row(TERRITORY, &[AssessMatter], Held),
    row(LEADER, &[AssessMatter, SortMatter, AssignMatter, TakeOver, MergeMatter], InUnit),
    row(LOCAL, &[AssessMatter, SortMatter, AssignMatter, TakeOver, MergeMatter], InUnit),
    row(LOCAL, &[ConfirmSort, CheckMatter, ReopenMatter, EditTeam, EditAbsence], InUnit),
    row(LOCAL, &[ReadRating, RedactPhoto], InUnit),
    row(LOCAL, &[AnswerUp], Touched),
    row(ABOVE, &[DecideAppeal], Held),
    row(STREET, &[Arbitrate, ApproveExtension, ReadOrphans, ExportMatters], InUnit),
    row(STREET, &[ListWorkers, ReadWorker, ReadTraining, EditTraining], InUnit),
    row(STREET, &[EvaluateWorker], InUnit),
    row(LOCAL, &[ReadYear, NoteWorker], InUnit),
    // Personnel (组织人事): the records of community workers, nothing of matters
    row(PERSONNEL, &[ReadOrg, ListWorkers, ReadWorker, EditWorker, ReadPay], Everywhere),
    row(PERSONNEL, &[ReadTraining, EditTraining, EditQuota], Everywhere),
    row(PERSONNEL, &[ReadNumber], Everywhere),
    row(PERSONNEL, &[ReadPayRuns, MakePayRun, FinishPayRun], Everywhere),
    row(PERSONNEL, &[ReadAssessment, ReadYear], Everywhere),
    // Department (部门): only what it holds or is addressed by
    row(DEPARTMENT, &[AnswerUp], Touched),
    row(DEPARTMENT, &[ReadFigures, EditAbsence], InUnit),
    // District (区级): reads all, works on what it holds, decides at its level
    row(DISTRICT, &[ReadMatter, SearchMatters, ReadRating, ReadFigures, ReadOrphans], Everywhere),
    row(DISTRICT, &[RecordMatter, ExportMatters, ImportMatters, ImportMap], Everywhere),
    row(DISTRICT, &[AssessMatter, SortMatter, AssignMatter, MergeMatter], Held),
    row(DISTRICT, &[ConfirmSort, CheckMatter], Held),
    row(DISTRICT, &[AnswerUp], Touched),
    row(DISTRICT, &[Arbitrate, ApproveExtension, TakeOver, ReopenMatter], Everywhere),
    row(DISTRICT, &[ReadTeam, EditTeam, EditAbsence, ReadPatrol, RedactPhoto], Everywhere),
    // Those who watch (监督): the auditor reads all and changes nothing
    row(AUDITOR, &[ReadMatter, SearchMatters, ReadRating, ReadFigures, ReadOrphans], Everywhere),
    row(AUDITOR, &[ReadOrg, ReadTeam, ExportMatters, ReadAudit, VerifyAudit], Everywhere),
    row(AUDITOR, &[ReadPatrol, ListWorkers, ReadWorker, ReadTraining], Everywhere),
    row(AUDITOR, &[ReadPay, ReadPayRuns], Everywhere),
    row(AUDITOR, &[ReadAssessment, ReadYear], Everywhere),
    // Administrators (三员): apart from each other and from the work
    row(SYSTEM, &[ReadSystem, ConfigureSystem, EditKeys], Everywhere),
    row(SECURITY, &[ReadOrg, EditOrg, EditAccounts, GrantRole, EndSessions], Everywhere),
    row(AUDIT, &[ReadAudit, VerifyAudit], Everywhere),
];

/// What must hold besides, per action.
pub const RELATIONS: &[(Action, Relation)] = &[
    (EditWorker, Relation::NotSelf),
    // Nobody signs for their own days.
    (EditTraining, Relation::NotSelf),
    (FinishPayRun, Relation::NotHandler),
    (EvaluateWorker, Relation::NotSelf),
    (CheckMatter, Relation::NotHandler),
    (RateMatter, Relation::NotHandler),
    (ReadRating, Relation::NotHandler),
    // Whoever handled it must not take away what shows how it was.
    (RedactPhoto, Relation::NotHandler),
    (ConfirmSort, Relation::NotSorter),
    (DecideAppeal, Relation::NotHandler),
    (ApproveExtension, Relation::NotHolder),
    (GrantRole, Relation::NotSelf),
    (EditOrg, Relation::NotSelf),
    (AssessMatter, Relation::OverHolder),
    (SortMatter, Relation::OverHolder),
    (AssignMatter, Relation::OverHolder),
    (MergeMatter, Relation::OverHolder),
    (TakeOver, Relation::OverHolder),
];

impl Action {
    /// What must hold between the asker and the thing, besides the reach.
    pub fn relation(self) -> Option<Relation> {
        RELATIONS.iter().find(|(action, _)| *action == self).map(|&(_, relation)| relation)
    }
}
