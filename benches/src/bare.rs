//! What the machine does without us (裸机基线): one row per transaction, and one flush of the disk.
//!
//! Every durable figure is a ratio to these, taken in the same run and in the same folder.
use crate::cluster::{Cluster, output};
use rusqlite::Connection;
use std::fs;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// The row of each.
const BODY: &str = "楼道里堆了旧家具,老人过不去。";

/// Transactions a second of one row each, SQLite, WAL, `synchronous=FULL`.
pub fn sqlite_rows(folder: &Path, lasting: Duration) -> Result<f64, String> {
    let file = folder.join("bare.db");
    clear(&file);
    let rate = measured(&file, lasting).map_err(|error| format!("{}: {error}", file.display()))?;
    clear(&file);
    Ok(rate)
}

fn measured(file: &Path, lasting: Duration) -> rusqlite::Result<f64> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL);",
    )?;
    let mut insert = conn.prepare("INSERT INTO row (body) VALUES (?1)")?;
    let (began, mut rows) = (Instant::now(), 0u32);
    while began.elapsed() < lasting {
        insert.execute([BODY])?;
        rows += 1;
    }
    Ok(f64::from(rows) / began.elapsed().as_secs_f64())
}

/// Removes a database file and what SQLite keeps beside it.
pub fn clear(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        // What was never made cannot be removed.
        let _ = std::fs::remove_file(name);
    }
}

/// Transactions a second of one row each, PostgreSQL: pgbench with 16 clients, each statement
/// prepared, in the same cluster.
pub fn postgres_rows(cluster: &Cluster, lasting: Duration) -> Result<f64, String> {
    const MAKE: &str = "
        DROP TABLE IF EXISTS bare; CREATE TABLE bare
        (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT NOT NULL)";
    let script = cluster.folder.join("bare.sql");
    fs::write(&script, format!("INSERT INTO bare (body) VALUES ('{BODY}');\n"))
        .map_err(|error| format!("{}: {error}", script.display()))?;
    cluster.ask("postgres", MAKE)?;
    let said = output(
        cluster
            .client("pgbench")
            .args(["--no-vacuum", "--client=16", "--jobs=2", "--protocol=prepared"])
            .arg(format!("--time={}", lasting.as_secs().max(1)))
            .arg("--file")
            .arg(script)
            .arg("postgres"),
    )?;
    cluster.ask("postgres", "DROP TABLE bare")?;
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
    let rate = rate.and_then(|rate| rate.parse().ok());
    rate.ok_or_else(|| format!("pgbench named no rate: {said}"))
}

/// How long one page and its flush take: in the middle, and the slowest of a hundred.
pub fn flush(folder: &Path) -> Result<(Duration, Duration), String> {
    const TIMES: usize = 500;
    let path = folder.join("bare.flush");
    let mut times = Vec::with_capacity(TIMES);
    let mut run = || -> std::io::Result<()> {
        let mut file = File::create(&path)?;
        for _ in 0..TIMES {
            let began = Instant::now();
            file.write_all(&[7; 4096])?;
            file.sync_data()?;
            times.push(began.elapsed());
        }
        std::fs::remove_file(&path)
    };
    run().map_err(|error| format!("{}: {error}", path.display()))?;
    times.sort();
    Ok((times[TIMES / 2], times[TIMES * 99 / 100]))
}
