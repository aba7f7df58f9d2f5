use super::row::TOLD_MAX;
use super::*;

/// A folder of a test that goes when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let dir = std::env::temp_dir().join(format!("jieli-pay-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Folder(dir)
    }

    /// What `pay compute` says of a file, and what it wrote.
    fn year(&self, rows: &[u8]) -> (Result<usize, Faults>, Option<String>) {
        self.asked(rows, None, 2026)
    }

    fn asked(
        &self,
        rows: &[u8],
        policy: Option<PathBuf>,
        year: i16,
    ) -> (Result<usize, Faults>, Option<String>) {
        let (file, out) = (self.0.join("in.csv"), self.0.join("out.csv"));
        fs::write(&file, rows).unwrap();
        let _ = fs::remove_file(&out);
        let done = computed(&Compute { file, policy, month: None, year: Some(year), out });
        assert!(!self.0.join("out.csv.part").exists(), "nothing half-written stays");
        (done, fs::read_to_string(self.0.join("out.csv")).ok())
    }

    fn refused(&self, rows: &str) -> Faults {
        let (done, written) = self.year(rows.as_bytes());
        assert_eq!(written, None, "nothing is written");
        done.unwrap_err()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

const HEADER: &str = "worker_id,post,level,education,diploma,degree,certificate,rating\n";
const A1: &str = "A1,干事,3,bachelor,yes,no,senior,excellent\n";

#[test]
fn every_worker_has_six_lines_that_add_up() {
    let dir = Folder::new("lines");
    let rows = format!("{HEADER}{A1}A2,chief,18,none,no,no,none,unqualified\n");
    let (done, out) = dir.year(rows.as_bytes());
    assert_eq!(done, Ok(2));
    let out = out.unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "worker_id,line,amount_fen,basis");
    assert_eq!(lines.len(), 1 + 2 * 6);
    assert!(lines[1].starts_with("A1,base,3440640,ladder."), "{}", lines[1]);
    assert_eq!(lines[6], "A1,total,5430432,");
    for worker in lines[1..].chunks(6) {
        let fen: Vec<i64> =
            worker.iter().map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
        assert_eq!(fen[..5].iter().sum::<i64>(), fen[5], "{worker:?}");
    }
}

#[test]
fn however_a_spreadsheet_saves_it_the_lines_are_the_same() {
    let dir = Folder::new("forms");
    let plain = format!("{HEADER}{A1}A2,委员,4,none,no,no,none,basic\n");
    let expected = dir.year(plain.as_bytes()).1.unwrap();
    let (older, _, _) = encoding_rs::GB18030.encode(&plain);
    let quoted = plain.replace("A1,", "\"A1\",").replace("委员", "\" 委员 \"");
    let moved = "rating,note,worker_id,post,level,education,diploma,degree,certificate\n\
                 excellent,甲,A1,clerk,3,bachelor,yes,no,senior\n\
                 basic,,A2,member,04,none,no,no,none\n";
    for (told, file) in [
        ("a mark at its beginning", format!("\u{feff}{plain}").into_bytes()),
        ("CRLF", plain.replace('\n', "\r\n").into_bytes()),
        ("the older encoding", older.into_owned()),
        ("quotes", quoted.into_bytes()),
        ("no end of the last line", plain.trim_end().as_bytes().to_vec()),
        ("blank lines", plain.replace('\n', "\n\n").into_bytes()),
        ("blanks", plain.replace(',', " , ").into_bytes()),
        ("other columns, in another order", moved.as_bytes().to_vec()),
    ] {
        let (done, out) = dir.year(&file);
        assert_eq!((done, out.as_ref()), (Ok(2), Some(&expected)), "{told}");
    }
}

#[test]
fn one_bad_row_stops_all_and_is_named() {
    let dir = Folder::new("bad");
    let row = |cells: &str| format!("{HEADER}{A1}{cells}\n{}", A1.replace("A1", "A9"));
    for (cells, said) in [
        ("A2,干事,13,none,no,no,none,basic", "in.csv:3: a clerk has levels 1 to 12, not 13"),
        ("A2,正职,6,none,no,no,none,basic", "in.csv:3: a chief has levels 7 to 18, not 6"),
        ("A2,书记,8,none,no,no,none,basic", "in.csv:3: `书记` is no post"),
        ("A2,干事,二,none,no,no,none,basic", "in.csv:3: `二` is no level"),
        ("A2,干事,2.5,none,no,no,none,basic", "in.csv:3: `2.5` is no level"),
        ("A2,干事,,none,no,no,none,basic", "in.csv:3: `` is no level"),
        ("A2,干事,2,college,no,no,none,basic", "in.csv:3: `college` is no education"),
        ("A2,干事,2,none,maybe,no,none,basic", "in.csv:3: `maybe` is no diploma"),
        ("A2,干事,2,none,no,,none,basic", "in.csv:3: `` is no degree"),
        ("A2,干事,2,none,no,no,nurse,basic", "in.csv:3: `nurse` is no certificate"),
        ("A2,干事,2,none,no,no,none,good", "in.csv:3: `good` is no rating"),
        (",干事,2,none,no,no,none,basic", "in.csv:3: there is no worker_id"),
        ("A2,干事,2,none,no,no,none", "in.csv:3: 7 fields, and 8 columns"),
        ("A2,干事,2,none,no,no,none,basic,", "in.csv:3: 9 fields, and 8 columns"),
        ("A1,干事,2,none,no,no,none,basic", "in.csv:3: `A1` stands on line 2 already"),
    ] {
        let faults = dir.refused(&row(cells));
        assert!(faults[0].ends_with(said), "{cells}: {faults:?}");
        assert_eq!(faults[1], "1 of 3 rows are refused; nothing is written");
    }
}

#[test]
fn of_many_bad_rows_some_are_told_and_all_are_counted() {
    let dir = Folder::new("many");
    let rows: String = (0..50).map(|at| format!("B{at},干事,99,none,no,no,none,basic\n")).collect();
    let faults = dir.refused(&format!("{HEADER}{rows}"));
    assert_eq!(faults.len(), TOLD_MAX + 1);
    assert!(faults[TOLD_MAX].starts_with("50 of 50 rows"), "{faults:?}");
}

#[test]
fn a_file_without_its_columns_is_refused_and_one_without_rows_is_not() {
    let dir = Folder::new("columns");
    for (rows, said) in [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("worker_id,post\nA1,clerk\n", "there is no column `level`"),
        ("A1,干事,3,bachelor,yes,no,senior,excellent\n", "there is no column `worker_id`"),
        (
            "post,worker_id,post,level,education,diploma,degree,certificate,rating\n",
            "there are two columns `post`",
        ),
    ] {
        let faults = dir.refused(rows);
        assert!(faults[0].contains(said), "{rows}: {faults:?}");
    }
    let (done, out) = dir.year(HEADER.as_bytes());
    assert_eq!((done, out.as_deref()), (Ok(0), Some("worker_id,line,amount_fen,basis\n")));
    let utf_16: Vec<u8> = [0xff, 0xfe, b'w', 0].to_vec();
    assert!(dir.year(&utf_16).0.unwrap_err()[0].contains("UTF-16"));
}

#[test]
fn a_year_of_which_policy_says_nothing_is_refused_once() {
    let dir = Folder::new("early");
    let (done, out) = dir.asked(format!("{HEADER}{A1}").as_bytes(), None, 2018);
    let faults = done.unwrap_err();
    assert_eq!((faults.len(), out), (1, None));
    assert!(faults[0].contains("2018"), "{faults:?}");
}

#[test]
fn a_year_with_two_schemes_counts_each_for_its_days() {
    let dir = Folder::new("schemes");
    let policy = dir.0.join("policy");
    fs::create_dir_all(&policy).unwrap();
    let scheme = |since: &str, code: &str, pay: &str, posts: &str| {
        format!(
            "[[ladder.scheme]]\nsince = {since}\nsource = \"proposal\"\ncode = \"{code}\"\n\
             zh = \"甲\"\nen = \"A\"\npay = \"{pay}\"\nposts = [{posts}]\n"
        )
    };
    let post = |post: &str, low: u8| {
        format!("{{ post = \"{post}\", lowest = {low}, highest = {} }}", low + 11)
    };
    let older = [post("clerk", 1), post("deputy", 1), post("chief", 1)].join(", ");
    let newer =
        [post("clerk", 1), post("member", 3), post("deputy", 5), post("chief", 7)].join(", ");
    let rows = scheme("2019-01-01", "old", "subsidies", &older)
        + &scheme("2026-07-01", "new", "coefficients", &newer);
    fs::write(policy.join("own.toml"), rows).unwrap();
    let file = format!("{HEADER}A1,干事,3,none,no,no,none,qualified\n");
    let (done, out) = dir.asked(file.as_bytes(), Some(policy.clone()), 2026);
    assert_eq!(done, Ok(1));
    let out = out.unwrap();
    // Six months of 2300 + 170, six of 2867.20; 300 and 716.80 kept; a reward by December's 3584.00.
    assert!(out.contains("A1,base,3202320,"), "{out}");
    assert!(out.contains("ladder.scheme@2019-01-01") && out.contains("ladder.scheme@2026-07-01"));
    assert!(out.contains("A1,performance,610080,") && out.contains("A1,reward,358400,"), "{out}");
    // The older scheme has no such post: refused with its name.
    let member = format!("{HEADER}A1,委员,3,none,no,no,none,qualified\n");
    let faults = dir.asked(member.as_bytes(), Some(policy), 2026).0.unwrap_err();
    assert!(faults[0].contains("no post `member`"), "{faults:?}");
}

#[test]
fn an_id_with_a_comma_stays_one_field() {
    let dir = Folder::new("quoted");
    let rows = format!("{HEADER}\"A,1 \"\"x\"\"\",clerk,3,none,no,no,none,basic\n");
    let out = dir.year(rows.as_bytes()).1.unwrap();
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let ids: Vec<String> =
        reader.records().map(|record| record.unwrap().get(0).unwrap().to_owned()).collect();
    assert_eq!(ids, vec!["A,1 \"x\""; 6]);
}

#[test]
fn the_file_itself_and_a_device_are_never_replaced() {
    let dir = Folder::new("target");
    let file = dir.0.join("in.csv");
    fs::write(&file, format!("{HEADER}{A1}")).unwrap();
    let asked = |out: &Path| Compute {
        file: file.clone(),
        policy: None,
        month: None,
        year: Some(2026),
        out: out.to_owned(),
    };
    let faults = computed(&asked(&file)).unwrap_err();
    assert!(faults[0].contains("take the place of the file itself"), "{faults:?}");
    assert!(fs::read_to_string(&file).unwrap().starts_with(HEADER));
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        assert_eq!(computed(&asked(Path::new("/dev/null"))), Ok(1));
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }
}

#[test]
fn digits_are_those_of_the_number() {
    for number in [0, 7, 10, -10, 5_430_432, i64::MAX, i64::MIN] {
        let mut bytes = Vec::new();
        digits(number, &mut bytes);
        assert_eq!(bytes, number.to_string().into_bytes());
    }
}
