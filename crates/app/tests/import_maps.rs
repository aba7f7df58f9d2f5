//! The mappings that are shipped, tried on made-up rows in the columns of those exports; and the
//! drafts that are guessed for the same files.
mod importing;
mod tiling;
mod world;

use app::grid::import::{Options, Shown, Watch, guess};
use app::org::founding;
use app::org::unit::NewUnit;
use app::{App, Cx};
use encoding_rs::GB18030;
use grid::matter::Source;
use importing::{district, read, run, run_with};
use org::UnitKind;
use store::grid::matter::Matter;
use store::testing::{Fresh, on_each_engine};
use tiling::{NOW, day};
use world::app;

fn shipped(name: &str) -> String {
    let file = format!("{}/../../examples/maps/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap()
}

fn matter(app: &App, external: &str) -> Matter {
    let external = external.to_owned();
    let find = move |cx: &mut Cx<'_, '_>| {
        let sight = org::Sight { everywhere: true, ..org::Sight::default() };
        let filter = store::grid::matter_list::Filter::default();
        let page = store::grid::matter_list::page(cx.tx, &sight, &filter, None, 50)?;
        Ok(page.into_iter().find(|matter| matter.external.as_deref() == Some(external.as_str())))
    };
    app.read_now(find).unwrap().expect("the row came in")
}

/// Semicolons, days before months, commas in degrees, and headings of no portal above.
const COUNCIL: &str = "Ref;Logged on;Service;Sub type;Comments;State;Finished;Latitude;Longitude\n\
L-1;14/01/2026 08:15;Highways;Pothole;By the school gate;Closed;15/01/2026 16:20;34,205;108,905\n\
L-2;28/01/2026 21:40;Lighting;Lamp out;\"Three lamps; dark\";Open;;34,205;108,915\n";
const SF: &str = "CaseID,Opened,Closed,Updated,Status,Status Notes,Responsible Agency,Category,\
Request Type,Request Details,Address,Latitude,Longitude,Point,Source\n\
101,02/01/2026 08:05:00 AM,02/01/2026 05:30:00 PM,,Closed,Case Resolved,DPW,Streetlights,\
Light_Out,One lamp,1 A ST,34.205,108.905,\"(34.205, 108.905)\",Phone\n\
102,02/01/2026 09:00:00 AM,,,Open,open,DPW,Graffiti,Wall,,2 A ST,34.205,108.915,,Mobile/Open311\n\
103,02/01/2026 09:00:00 AM,02/02/2026 09:00:00 AM,,Closed,Case is a Duplicate,DPW,Encampments,\
Cleanup,,3 A ST,34.205,108.905,,Web\n";

/// The same portal by its API: other headings, ISO times.
const SF_API: &str = "service_request_id,requested_datetime,closed_date,status_description,\
status_notes,service_name,service_subtype,service_details,address,lat,long,source\n\
104,2026-02-01T08:05:00.000,,Open,,Noise,Loud,,4 A ST,34.205,108.905,Phone\n";

const CHICAGO: &str = "SR_NUMBER,SR_TYPE,SR_SHORT_CODE,STATUS,ORIGIN,CREATED_DATE,\
LAST_MODIFIED_DATE,CLOSED_DATE,STREET_ADDRESS,DUPLICATE,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n\
SR26-1,Pothole in Street Complaint,PHF,Completed,Phone Call,02/01/2026 08:05:00 AM,\
02/02/2026 09:00:00 AM,02/02/2026 08:00:00 AM,1 B AVE,false,1160000,1890000,34.205,108.905\n\
SR26-2,Street Light Out Complaint,SFD,Open,Internet,02/01/2026 08:05:00 AM,,,2 B AVE,true,,,34.205,108.905\n\
SR26-3,311 INFORMATION ONLY CALL,311IOC,Completed,Phone Call,02/01/2026 08:05:00 AM,,\
02/01/2026 08:05:00 AM,,false,,,,\n\
SR26-4,Tree Trim Request,SEF,Canceled,Internet,02/01/2026 08:05:00 AM,,,4 B AVE,false,,,34.205,108.905\n\
SR26-5,Building Violation,BBA,Open,Internet,02/01/2026 08:05:00 AM,,,5 B AVE,false,,,,\n";

const NYC: &str = "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,\
Incident Address,Status,Resolution Description,Resolution Action Updated Date,\
X Coordinate (State Plane),Y Coordinate (State Plane),Latitude,Longitude,Location\n\
7001,02/01/2026 11:55:45 PM,,NYPD,Noise - Residential,Banging/Pounding,1 C ST,Closed,\
The department found no evidence at the time.,02/02/2026 01:00:00 AM,990000,150000,34.205,108.905,\n";

/// The newer headings, times of the API.
const NYC_NEW: &str = "unique_key,created_date,closed_date,Problem (formerly Complaint Type),\
Problem Detail (formerly Descriptor),incident_address,status,resolution_description,\
resolution_action_updated_date,latitude,longitude\n\
7002,2026-02-01T08:05:00.000,,Street Condition,Pothole,2 C ST,In Progress,,,34.205,108.915\n";

const HOTLINE: &str = "某区热线工单明细,,,,,,,,,,\n\
工单编号,受理时间,诉求来源,诉求类别,诉求内容,事发地址,所属街道,所属社区,办理时限,办结时间,工单状态,办理结果\n\
=\"20260201000001\",2026/2/1 8:05,电话,公共设施,楼下路灯不亮,某路1号,甲s街道办事处,甲l社区居委会,2026/2/3,2026/2/1 17:30,已办结,已修复\n\
=\"20260201000002\",2026/2/1 8:06,微信小程序,,半夜工地施工吵人,柳荫社区3号楼旁,,,2026/2/3,,办理中,\n\
=\"20260201000003\",2026/2/1 8:07,电话,咨询,哪里办证,,,,,,作废,\n\
2.02602E+13,2026/2/1 8:08,电话,其他,被表格取整的编号,,甲s街道,甲l,,,办理中,\n\
=\"20260201000005\",2026/2/1 8:09,电话,其他,写错社区,,甲s街道,无此社区,,,办理中,\n\
,,,,,,,,,,,\n";

const CITY: &str = "任务号\t问题来源\t大类名称\t小类名称\t问题描述\t地址描述\t上报日期\t上报时间\t结案时间\t案件状态\t经度\t纬度\t单元网格\t所属社区\t所属街道\n\
6001\t监督员上报\t市容环境\t暴露垃圾\t一堆袋子\t某巷口\t2026-02-01\t08:05:00\t2026-02-01 10:00:00\t结案\t108.9096\t34.2035\t\t\t\n\
6002\t公众举报\t公用设施\t污水井盖\t井盖缺失\t某路\t2026-02-01\t8:06\t\t处置中\t\t\tl2\t\t\n\
6003\t热线\t街面秩序\t机动车乱停放\t\t某门口\t2026/2/1\t下午 2:05\t\t派遣\t0\t0\t\t甲r\t甲s\n";

/// UTF-16 with its mark, as spreadsheets save "Unicode text".
fn unicode_text(text: &str) -> Vec<u8> {
    [0xfeffu16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_columns_of_three_portals_become_matters() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let sf = shipped("sf311");
        let (report, refused) = run(&app, &sf, SF.as_bytes());
        assert_eq!((report.taken, refused), (3, vec![]));
        assert_eq!(run(&app, &sf, SF_API.as_bytes()).0.taken, 1);
        let light = matter(&app, "sf311:101");
        assert_eq!(light.body, "Streetlights: Light_Out, One lamp");
        assert_eq!((light.category.as_str(), light.source), ("street_light", Source::Caller));
        assert_eq!(light.reported_at.to_string(), "2026-02-01T16:05:00Z");
        assert_eq!(matter(&app, "sf311:103").ending.unwrap().code(), "explained");
        assert_eq!(matter(&app, "sf311:104").category, "noise");

        let (report, refused) = run(&app, &shipped("chicago311"), CHICAGO.as_bytes());
        assert_eq!((report.taken, report.left_out, report.refused), (1, 3, 1));
        assert_eq!(refused[0].code, "no_point");
        assert_eq!(matter(&app, "chicago311:SR26-1").category, "road");

        let nyc = shipped("nyc311");
        let (report, refused) = run(&app, &nyc, NYC.as_bytes());
        assert_eq!((report.taken, refused), (1, vec![]));
        assert_eq!(run(&app, &nyc, NYC_NEW.as_bytes()).0.taken, 1);
        let noise = matter(&app, "nyc311:7001");
        // Closed without a closing time: the time of the last action stands in for it.
        assert_eq!(noise.ended_at.unwrap().to_string(), "2026-02-02T06:00:00Z");
        assert_eq!(noise.ending.unwrap().code(), "explained");
        assert_eq!(matter(&app, "nyc311:7002").body, "Street Condition: Pothole");
    });
}

#[test]
fn a_hotline_without_coordinates_is_laid_on_its_communities_by_name() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let street = street(&app);
        let (name_zh, name_en) = ("柳荫社区".to_owned(), String::new());
        let (kind, code, since) = (UnitKind::Community, "ly".to_owned(), day("2020-01-01"));
        app.write_now(move |cx| {
            let (name_zh, name_en, code) = (name_zh.clone(), name_en.clone(), code.clone());
            founding::add_unit(
                cx,
                NewUnit { kind, parent: Some(street), name_zh, name_en, code, since },
            )
        })
        .unwrap();
        let map = shipped("hotline12345").replace("[file]", "[file]\nheader = 2");
        let bytes = GB18030.encode(HOTLINE).0;
        let (report, refused) = run(&app, &map, &bytes);
        assert_eq!((report.read, report.taken, report.left_out), (5, 2, 1));
        let codes: Vec<&str> = refused.iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, ["external_rounded", "community_unknown"]);
        let light = matter(&app, "hotline12345:20260201000001");
        assert_eq!((light.category.as_str(), light.source), ("facility", Source::Caller));
        assert_eq!(light.reported_at.to_string(), "2026-02-01T00:05:00Z");
        assert_eq!((light.point, light.place.grid), (None, None));
        assert!(light.place.community.is_some() && light.ended_at.is_some());
        let building = matter(&app, "hotline12345:20260201000002");
        assert_eq!(building.category, "building_noise");
        assert_ne!(building.place.community, light.place.community);
        assert_eq!(building.source, Source::Resident);
        assert!(history(&app, building.id.0).contains("\"placed_by\":\"words\""));
    });
}

#[test]
fn a_city_management_export_has_its_place_by_point_grid_or_community() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let (report, refused) = run(&app, &shipped("city_management"), &unicode_text(CITY));
        assert_eq!((report.taken, refused), (3, vec![]));
        let litter = matter(&app, "citymgmt:6001");
        assert_eq!((litter.category.as_str(), litter.source), ("litter", Source::GridWorker));
        assert_eq!(litter.body, "市容环境·暴露垃圾:一堆袋子");
        // The point was GCJ-02: some hundred metres lie between what the file says and the ground.
        let point = litter.point.expect("it lies in the district");
        assert!((point.lon - 108.9096).abs() > 0.003, "{point:?}");
        let cover = matter(&app, "citymgmt:6002");
        assert!(cover.place.grid.is_some() && cover.point.is_none());
        let parked = matter(&app, "citymgmt:6003");
        assert_eq!(parked.reported_at.to_string(), "2026-02-01T06:05:00Z");
        assert_eq!(parked.place.grid, None);
        assert_ne!(parked.place.community, cover.place.community);
    });
}

#[test]
fn a_draft_guessed_for_each_of_these_files_takes_their_rows() {
    let fresh = Fresh::sqlite();
    let app = app(&fresh, NOW);
    district(&app);
    let hotline = GB18030.encode(HOTLINE).0.into_owned();
    for (file, bytes, taken) in [
        ("sf.csv", SF.as_bytes().to_vec(), 3),
        ("sf_api.csv", SF_API.as_bytes().to_vec(), 1),
        ("chicago.csv", CHICAGO.as_bytes().to_vec(), 2),
        ("nyc.csv", NYC.as_bytes().to_vec(), 0),
        ("nyc_new.csv", NYC_NEW.as_bytes().to_vec(), 1),
        ("热线.csv", hotline, 1),
        ("city.txt", unicode_text(CITY), 3),
        ("council.csv", COUNCIL.as_bytes().to_vec(), 2),
    ] {
        let draft = guess::draft(&bytes[..], file).unwrap();
        if let Err(error) = read(&app, &draft) {
            panic!("{error}\n{draft}");
        }
        let options = Options { dry_run: true, ..Options::default() };
        let (report, refused) = run_with(&app, &draft, &bytes, options);
        assert_eq!(report.taken, taken, "{file}: {refused:?}\n{draft}");
    }
}

#[test]
fn what_is_no_table_is_told_as_what_it_is() {
    for (bytes, expected) in [
        (&b"PK\x03\x04rest"[..], "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        (b"<html><table>", "web page"),
        (b"\xef\xbb\xbf [{\"a\":1}]", "JSON"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
    ] {
        let fresh = Fresh::sqlite();
        let app = app(&fresh, NOW);
        let mapping = read(&app, importing::MAP).unwrap();
        let options = Options::default();
        let importer = app::grid::import::Importer { app: &app, mapping: &mapping, options };
        let said = importer.run(bytes, &mut ()).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
        assert!(guess::draft(bytes, "a.csv").unwrap_err().to_string().contains(expected));
    }
}

/// Keeps the rows that are shown.
#[derive(Default)]
struct Kept(Vec<Shown>);

impl Watch for Kept {
    fn shown(&mut self, row: &Shown) {
        self.0.push(row.clone());
    }
}

#[test]
fn a_check_shows_the_first_rows_and_writes_nothing() {
    let fresh = Fresh::sqlite();
    let app = app(&fresh, NOW);
    district(&app);
    let mapping = read(&app, &shipped("sf311")).unwrap();
    let options = Options { dry_run: true, show: 2, ..Options::default() };
    let mut kept = Kept::default();
    let importer = app::grid::import::Importer { app: &app, mapping: &mapping, options };
    importer.run(SF.as_bytes(), &mut kept).unwrap();
    assert_eq!(kept.0.len(), 2);
    assert_eq!((kept.0[0].line, kept.0[0].external.as_str()), (2, "sf311:101"));
    assert_eq!(kept.0[0].place, "甲s 甲l 格l1");
    assert_eq!(kept.0[1].closed, None);
    assert_eq!(importing::matters(&app), vec![]);
}

#[test]
fn an_import_is_recorded_in_the_name_that_is_given() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(tiling::found).unwrap();
        tiling::import(&app, world.boss, &tiling::tiling(), tiling::FIRST).unwrap();
        for (person, login) in [(world.boss, "boss"), (world.member, "member")] {
            app::sign_in::found_now(&app, person, login).unwrap();
        }
        let mapping = read(&app, &shipped("sf311")).unwrap();
        let import = |login: &str| {
            let options = Options { login: Some(login.into()), ..Options::default() };
            let importer = app::grid::import::Importer { app: &app, mapping: &mapping, options };
            importer.run(SF.as_bytes(), &mut ()).map_err(|stopped| stopped.to_string())
        };
        assert!(import("nobody").unwrap_err().contains("nobody who is on duty"));
        assert!(import("member").is_err(), "a community may not import");
        assert_eq!(import("boss").unwrap().taken, 3);
        let id = matter(&app, "sf311:101").id.0;
        let told = app.read_now(move |cx| Ok(store::event::of(cx.tx, "matter", id)?)).unwrap();
        assert!(told.iter().all(|event| event.actor == Some(world.boss)), "{told:?}");
    });
}

fn street(app: &App) -> base::UnitId {
    let find = |cx: &mut Cx<'_, '_>| {
        let directory = cx.directory()?;
        let street = directory.units(UnitKind::Street).next().map(|unit| unit.id);
        Ok(street)
    };
    app.read_now(find).unwrap().expect("there is one")
}

fn history(app: &App, id: i64) -> String {
    let told = app.read_now(move |cx| Ok(store::event::of(cx.tx, "matter", id)?)).unwrap();
    told.into_iter().map(|event| event.detail).collect()
}
