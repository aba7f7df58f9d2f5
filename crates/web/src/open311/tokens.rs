//! Tokens (凭据) are the reporters' codes: whoever has one learns the number to ask by.
use super::answer::{Answer, Fault};
use super::asked::Asked;
use super::node::Node;
use app::grid::matter;
use app::secret::Code;
use app::{App, Failed};
use std::time::Duration;
use tokio::time::sleep;

/// Whatever is wrong with a code, the answer takes this long: nobody tries out many.
const WRONG: Duration = Duration::from_millis(400);

pub async fn find(app: &App, asked: &Asked, token: &str) -> Result<Answer, Fault> {
    asked.enter(app, asked.one("jurisdiction_id")).await?;
    let unknown = || Fault::none(asked.words.t("open311-no-token"));
    let Some(code) = Code::parse(token) else { return Err(unknown()) };
    let digest = code.digest(app.keys());
    let number = match app.read(move |cx| matter::number_by_code(cx, &digest)).await {
        Ok(number) => number,
        Err(Failed::NotFound) => {
            sleep(WRONG).await;
            return Err(unknown());
        }
        Err(failed) => return Err(asked.failed(&failed)),
    };
    let request = Node::Fields(vec![
        ("service_request_id", Node::text(number)),
        ("token", Node::text(token)),
    ]);
    Ok(Answer::new("service_requests", Node::List("request", vec![request])))
}
