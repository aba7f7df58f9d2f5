//! Dangers to call about (紧急提示), in a receipt. What had better not be sent at all is refused by the
//! use case, as `stopped`.
use app::Cx;
use app::grid::matter::NewReport;
use serde::Serialize;
use utoipa::ToSchema;

/// A danger to call about (紧急提示).
#[derive(Serialize, ToSchema)]
pub struct DangerView {
    code: String,
    call: String,
    text_zh: String,
    text_en: String,
}

/// What a report of a resident runs into and is taken in all the same.
pub fn dangers(cx: &Cx<'_, '_>, new: &NewReport) -> app::Result<Vec<DangerView>> {
    let (rules, today) = (&cx.policies().rules, cx.today());
    let stoppers = rules.stoppers(today)?.value;
    let category = rules.category(&new.category, today);
    let found = grid::stopper::judge(&stoppers, category.as_ref(), new.body.as_str());
    let view = |stopper: &grid::stopper::Stopper| DangerView {
        code: stopper.code.clone(),
        call: stopper.call.clone(),
        text_zh: stopper.text_zh.clone(),
        text_en: stopper.text_en.clone(),
    };
    Ok(found.into_iter().map(view).collect())
}
