//! Moves (流转): the relay goes to another step or into other hands, ends, or is taken up again.
use crate::Refused;
use crate::clock::{Limit, Now};
use crate::leg::Happened;
use crate::procedure::Procedure;
use crate::relay::{Change, Ended, Relay};
use base::PostId;

/// Where a relay goes (去向).
#[derive(Clone, Debug)]
pub struct Move<'a> {
    pub step: &'a str,
    /// Who holds it then; without one the present holder keeps it.
    pub holder: Option<PostId>,
    pub limit: Limit,
}

/// Until when, and how often, a relay may be sent back (退回规则).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnRule {
    pub window_percent: i64,
    pub max: u32,
}

/// A relay sent back (退回): by which clause it is not ours, and whose it is.
#[derive(Clone, Debug)]
pub struct SendBack<'a> {
    pub to: PostId,
    pub step: &'a str,
    pub limit: Limit,
    pub clause: &'a str,
    pub right_owner: &'a str,
}

impl Relay {
    /// Goes on to the next step (进入下一步).
    pub fn advance(
        &self,
        procedure: &Procedure,
        to: &Move<'_>,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        self.run_by(procedure)?;
        self.live()?;
        procedure.may_move(&self.step, to.step)?;
        let holder = to.holder.unwrap_or(self.holder);
        self.turn(Happened::Advanced, (to.step, holder), &to.limit, now)
    }

    /// Gives the same step to another post (移交).
    pub fn hand_over(&self, to: PostId, limit: &Limit, now: Now<'_>) -> Result<Change, Refused> {
        self.to_other_hands(Happened::HandedOver, to, limit, now)
    }

    /// Takes the same step out of the holder's hands (接管).
    pub fn take_over(&self, by: PostId, limit: &Limit, now: Now<'_>) -> Result<Change, Refused> {
        self.to_other_hands(Happened::TakenOver, by, limit, now)
    }

    /// Goes to the next holder by rule (升级), or stays with a new leg where nobody stands higher.
    pub fn escalate(&self, to: PostId, limit: &Limit, now: Now<'_>) -> Result<Change, Refused> {
        self.live()?;
        let mut change = self.turn(Happened::Escalated, (&self.step, to), limit, now)?;
        change.relay.escalated += 1;
        Ok(change)
    }

    /// Sends it back (退回): only early in its time, with the clause and the right owner; after so
    /// many returns it must be arbitrated, so no relay is sent to and fro.
    pub fn send_back(
        &self,
        procedure: &Procedure,
        back: &SendBack<'_>,
        rule: ReturnRule,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        self.run_by(procedure)?;
        self.live()?;
        procedure.may_move(&self.step, back.step)?;
        if back.clause.trim().is_empty() {
            return Err(Refused::NoClause);
        }
        if back.right_owner.trim().is_empty() {
            return Err(Refused::NoRightOwner);
        }
        if self.returns >= rule.max {
            return Err(Refused::GoesToArbitration { returns: self.returns });
        }
        let used = self.leg_clock.as_ref().map_or(0, |clock| clock.used_percent(now));
        if used > rule.window_percent {
            return Err(Refused::TooLateToReturn { used, window: rule.window_percent });
        }
        if back.to == self.holder {
            return Err(Refused::SameHolder);
        }
        let mut change = self.turn(Happened::SentBack, (back.step, back.to), &back.limit, now)?;
        change.relay.returns += 1;
        Ok(change)
    }

    /// Ends it where its procedure ends (结束). A parent asks [`may_close_parent`] first.
    pub fn end(&self, procedure: &Procedure, how: &str, now: Now<'_>) -> Result<Change, Refused> {
        self.run_by(procedure)?;
        self.live()?;
        if !procedure.step(&self.step)?.ends {
            return Err(Refused::NotAnEnd { step: self.step.clone() });
        }
        self.stop(Happened::Ended, how, now)
    }

    /// Ends it at any step, with a reason (撤出): merged, withdrawn, released.
    pub fn release(&self, how: &str, reason: &str, now: Now<'_>) -> Result<Change, Refused> {
        self.live()?;
        if reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        self.stop(Happened::Released, how, now)
    }

    /// Takes it up again (重办), as often as it ended (uReport#403). What was promised and kept
    /// stays on record; the legs go on counting.
    pub fn reopen(
        &self,
        procedure: &Procedure,
        to: &Move<'_>,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        self.run_by(procedure)?;
        let Some(ended) = &self.ended else { return Err(Refused::NotEnded) };
        procedure.step(to.step)?;
        let (mut relay, now) = self.next_version(Now { at: now.at.max(ended.at), ..now });
        relay.ended = None;
        relay.begin_leg(to.step, to.holder.unwrap_or(self.holder), &to.limit, now)?;
        if let Some(promise) = &mut relay.promise
            && self.promise_met.is_none()
            && promise.clock.is_over(now.at)
        {
            promise.clock.charged.get_or_insert(0); // it ran out while nobody held it
        }
        Ok(relay.changed(Happened::Reopened))
    }

    fn to_other_hands(
        &self,
        how: Happened,
        to: PostId,
        limit: &Limit,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        self.live()?;
        if to == self.holder {
            return Err(Refused::SameHolder);
        }
        self.turn(how, (&self.step, to), limit, now)
    }

    fn turn(
        &self,
        how: Happened,
        (step, holder): (&str, PostId),
        limit: &Limit,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        let (mut relay, now) = self.next_version(now);
        let leg = relay.end_leg(how, now)?;
        relay.begin_leg(step, holder, limit, now)?;
        Ok(Change { relay, ended_leg: Some(leg), happened: how })
    }

    fn stop(&self, happened: Happened, how: &str, now: Now<'_>) -> Result<Change, Refused> {
        let (mut relay, now) = self.next_version(now);
        let leg = relay.end_leg(happened, now)?;
        relay.leg_clock = None;
        relay.ended = Some(Ended { at: now.at, how: how.to_owned() });
        Ok(Change { relay, ended_leg: Some(leg), happened })
    }
}

/// Whether a parent may end (各分项是否了结): every part has been accepted or released, for a part
/// ends only where its procedure ends, or with a reason.
pub fn may_close_parent(children: &[Relay]) -> Result<(), Refused> {
    let open = children.iter().filter(|child| child.ended.is_none());
    let parts: Vec<_> = open.map(|child| child.id).collect();
    if parts.is_empty() { Ok(()) } else { Err(Refused::PartsOpen { parts }) }
}
