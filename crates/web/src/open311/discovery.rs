//! Discovery (服务发现): who we are, where the endpoint is, which formats it speaks.
use super::answer::{Answer, Fault};
use super::asked::{Asked, Catalogue, unit_name};
use super::node::Node;
use app::App;
use org::UnitKind;

/// The name that the standard gives itself.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

pub async fn show(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    let directory = asked.enter(app, asked.one("jurisdiction_id")).await?;
    let catalogue = Catalogue::of(app, asked)?;
    let (words, base) = (asked.words, &asked.base);
    // What a client keeps of us changes with the categories and their questions.
    let midnight = catalogue.since.to_zoned_datetime(app.policies().calendar.tz().clone());
    let changeset = midnight
        .map_or_else(|_| format!("{}T00:00:00Z", catalogue.since), |at| at.timestamp().to_string());
    let district = directory.units(UnitKind::District).next().map(|unit| unit.id);
    let district = unit_name(&directory, district, words.lang).unwrap_or_default();
    let facts = [("district", district), ("base", base.as_str())];
    let formats = ["text/xml", "application/json"];
    let endpoint = Node::Fields(vec![
        ("specification", Node::text(SPECIFICATION)),
        ("url", Node::text(format!("{base}/open311/v2"))),
        ("changeset", Node::text(&changeset)),
        ("type", Node::text("production")),
        ("formats", Node::List("format", formats.map(Node::text).to_vec())),
    ]);
    let discovery = Node::Fields(vec![
        ("changeset", Node::text(&changeset)),
        ("contact", Node::text(words.ta("open311-contact", &facts))),
        ("key_service", Node::text(words.ta("open311-key-service", &facts))),
        ("endpoints", Node::List("endpoint", vec![endpoint])),
    ]);
    Ok(Answer::new("discovery", discovery))
}
