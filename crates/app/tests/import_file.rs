//! Importing another system's export: how its file is read, and what a mapping may say.
mod importing;
mod tiling;
mod world;

use app::grid::import::{Importer, Options};
use flate2::Compression;
use flate2::write::GzEncoder;
use importing::{HEAD, MAP, district, matters, read, run};
use std::io::Write;
use store::testing::on_each_engine;
use tiling::NOW;
use world::app;

#[test]
fn a_file_is_read_in_its_own_encoding_delimiter_and_packing() {
    let chinese =
        format!("{HEAD}7,小区垃圾未清,三天,2026-02-01 09:00,,,open,甲路1号,108.905,34.205\n");
    let (gb, _, _) = encoding_rs::GB18030.encode(&chinese);
    let semicolons = chinese.replace(',', ";");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(chinese.as_bytes()).unwrap();
    let utf16: Vec<u8> =
        [0xfeffu16].into_iter().chain(chinese.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let file = |line: &str| MAP.replace("[time]", &format!("[file]\n{line}\n[time]"));
    let cases: [(&str, String, Vec<u8>); 6] = [
        ("plain", MAP.into(), chinese.clone().into_bytes()),
        ("mark", MAP.into(), format!("\u{feff}{chinese}").into_bytes()),
        ("gb18030", file("encoding = \"gb18030\""), gb.into_owned()),
        ("utf-16 by its mark", MAP.into(), utf16),
        ("semicolons", file("delimiter = \";\""), semicolons.into_bytes()),
        ("gzip", MAP.into(), gzip.finish().unwrap()),
    ];
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        for (at, (name, map, bytes)) in cases.iter().enumerate() {
            let map = map.replace("\"test\"", &format!("\"t{at}\""));
            let (report, refused) = run(&app, &map, bytes);
            assert_eq!((report.taken, refused), (1, vec![]), "{name}");
        }
        let bodies: Vec<String> = matters(&app).into_iter().map(|matter| matter.body).collect();
        assert_eq!(bodies, vec!["小区垃圾未清: 三天"; cases.len()]);
        // Read in the wrong encoding, a row is refused, not taken as gibberish.
        let (_, refused) = run(&app, MAP, &encoding_rs::GB18030.encode(&chinese).0);
        assert_eq!(refused[0].code, "encoding");
    });
}

#[test]
fn a_file_that_cannot_be_meant_is_refused_as_a_whole() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let stop = |map: &str, bytes: &[u8]| {
            let mapping = read(&app, map).unwrap();
            let importer = Importer { app: &app, mapping: &mapping, options: Options::default() };
            importer.run(bytes, &mut ()).unwrap_err().to_string()
        };
        assert!(stop(MAP, b"").contains("no header"));
        assert!(stop(MAP, HEAD.as_bytes()).contains("no grid"));
        assert!(stop(MAP, b"Id,What\n").contains("no column `Opened`; it has: Id, What"));
        district(&app);
        let open_quote = format!("{HEAD}1,\"{}", "x".repeat(3_000_000));
        assert!(stop(MAP, open_quote.as_bytes()).contains("line 2"));
    });
}

#[test]
fn a_mapping_is_refused_with_its_line_and_key() {
    let fresh = store::testing::Fresh::sqlite();
    let app = app(&fresh, NOW);
    for (from, to, expected) in [
        (
            "street_light =",
            "street_lamp =",
            "map.toml:23: category.exact.street_lamp: `street_lamp` is no code",
        ),
        ("zone = \"Asia/Shanghai\"", "zone = \"Mars\"", "map.toml:6: time.zone: `Mars` is no zone"),
        ("%Y-%m-%d %H:%M", "%H:%M", "map.toml:5: time.formats: `%H:%M`"),
        ("{More}]", "{More]", "map.toml:3: body: a `{` is not closed"),
        ("lat = \"Lat\"\n", "", "map.toml:13: place: needs `lon` and `lat`"),
        ("[time]", "[tyme]", "map.toml:4: unknown field `tyme`"),
        ("opened = \"Opened\"\n", "", "missing field `opened`"),
        ("litter = [\"rubbish\"", "litter = [\"\"", "an empty value matches nothing"),
    ] {
        let error = read(&app, &MAP.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\n is not {expected}");
    }
}

#[test]
fn the_shipped_mappings_are_sound() {
    let fresh = store::testing::Fresh::sqlite();
    let app = app(&fresh, NOW);
    for name in ["boston311", "chicago311", "city_management", "hotline12345", "nyc311", "sf311"] {
        let file = format!("{}/../../examples/maps/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&file).unwrap();
        if let Err(error) = read(&app, &text) {
            panic!("{name}: {error}");
        }
    }
}
