//! Serials of a day are dealt from blocks: each once, and however many ask at once, one takes a block.
mod town;
mod world;

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};
use std::thread;
use store::testing::on_each_engine;
use tokio::runtime::Runtime;
use town::{Town, day};

const ASKERS: usize = 64;

#[test]
fn however_many_ask_at_once_one_block_is_taken_and_each_serial_is_dealt_once() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (day, together) = (day("2026-03-02"), Arc::new(Barrier::new(ASKERS)));
        let asked: Vec<_> = (0..ASKERS)
            .map(|_| {
                let (app, together) = (town.app.clone(), Arc::clone(&together));
                thread::spawn(move || {
                    together.wait();
                    app.serial_now(day).unwrap()
                })
            })
            .collect();
        let dealt: BTreeSet<_> = asked.into_iter().map(|asker| asker.join().unwrap()).collect();
        assert_eq!(dealt.len(), ASKERS);
        let (first, last) = (dealt.first().unwrap(), dealt.last().unwrap());
        assert_eq!(last - first + 1, ASKERS as i64, "all out of one block: {dealt:?}");
    });
}

#[test]
fn the_web_servers_threads_take_one_block_together_too() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let day = day("2026-03-02");
        let dealt: BTreeSet<i64> = Runtime::new().unwrap().block_on(async {
            let app = &town.app;
            let asked: Vec<_> = (0..ASKERS)
                .map(|_| {
                    tokio::spawn({
                        let app = app.clone();
                        async move { app.serial(day).await }
                    })
                })
                .collect();
            let mut dealt = BTreeSet::new();
            for asker in asked {
                dealt.insert(asker.await.unwrap().unwrap());
            }
            dealt
        });
        let (first, last) = (dealt.first().unwrap(), dealt.last().unwrap());
        assert_eq!(last - first + 1, ASKERS as i64, "all out of one block: {dealt:?}");
    });
}
