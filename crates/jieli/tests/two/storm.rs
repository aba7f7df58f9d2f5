//! The storm (风暴): two servers, each with its own way to the database, and what befalls them.
use crate::chaos::{self, BOTH, Chaos, Fate, Way};
use crate::district::District;
use crate::load::Addresses;
use crate::server::Server;
use sim::Rng;
use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

pub struct Storm<'a> {
    district: &'a District,
    ways: [Chaos; 2],
    /// The way of the receiver's answers.
    hook: Chaos,
    servers: [Option<Server>; 2],
    addresses: Arc<Addresses>,
    rng: Rng,
    counts: Counts,
}

/// What befell them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    kills: u32,
    resets: u32,
    cuts: u32,
    half_closes: u32,
    delays: u32,
    stalls: u32,
    swallows: u32,
    lost_answers: u32,
}

impl<'a> Storm<'a> {
    /// Starts both servers, in good weather.
    pub fn begin(district: &'a District, receiver_port: u16, seed: u64) -> Storm<'a> {
        let server = chaos::server_of(&district.url);
        let ways = [Chaos::before(server, seed), Chaos::before(server, seed + 1)];
        let hook = Chaos::before(([127, 0, 0, 1], receiver_port).into(), seed + 2);
        district.tell(hook.address().port(), crate::EVENTS);
        let servers = ways.each_ref().map(|way| Some(district.serve(way, None)));
        let listening = servers.each_ref().map(|server| server.as_ref().map(|it| it.address));
        let addresses = Arc::new(Addresses::new(listening));
        let (rng, counts) = (Rng::named(seed, "storm"), Counts::default());
        Storm { district, ways, hook, servers, addresses, rng, counts }
    }

    pub fn addresses(&self) -> Arc<Addresses> {
        Arc::clone(&self.addresses)
    }

    /// One thing after the other, for so long.
    pub fn rage(&mut self, lasts: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < lasts {
            self.blow();
            thread::sleep(Duration::from_millis(self.rng.range(100..=500) as u64));
        }
    }

    fn blow(&mut self) {
        let at = self.rng.below(2);
        let way = *self.rng.pick(&BOTH);
        match self.rng.below(20) {
            0..=4 => self.kill(at),
            5..=8 => {
                self.counts.resets += u32::from(self.ways[at].one(way, Fate::Reset));
            }
            9..=11 => {
                let left = self.rng.range(0..=2000) as u64;
                self.counts.cuts += u32::from(self.ways[at].one(way, Fate::CutAfter(left)));
            }
            12 => self.counts.half_closes += u32::from(self.ways[at].one(way, Fate::HalfClose)),
            13..=14 => {
                self.counts.delays += 1;
                self.for_a_while(at, Fate::Delay(Duration::from_millis(40)));
            }
            15 => {
                self.counts.stalls += 1;
                self.for_a_while(at, Fate::Stall);
            }
            16 => self.counts.swallows += u32::from(self.ways[at].one(way, Fate::Swallow)),
            17 => {
                // The whole server of the database, as when it is started again.
                self.counts.resets += self.ways[at].open() as u32;
                BOTH.into_iter().for_each(|way| self.ways[at].every(way, Fate::Reset));
                thread::sleep(Duration::from_millis(100));
                self.ways[at].heal();
            }
            _ => {
                self.counts.lost_answers += 1;
                self.hook.every(Way::ToClient, Fate::Reset);
                thread::sleep(Duration::from_millis(150));
                self.hook.heal();
            }
        }
    }

    fn for_a_while(&mut self, at: usize, fate: Fate) {
        BOTH.into_iter().for_each(|way| self.ways[at].every(way, fate));
        thread::sleep(Duration::from_millis(400));
        self.ways[at].heal();
    }

    /// SIGKILL, and another one in its place.
    pub fn kill(&mut self, at: usize) {
        self.set(at, None);
        if let Some(server) = self.servers[at].take() {
            server.kill();
        }
        self.counts.kills += 1;
        self.servers[at] = Some(self.district.serve(&self.ways[at], None));
        self.set(at, self.servers[at].as_ref().map(|server| server.address));
    }

    fn set(&self, at: usize, address: Option<std::net::SocketAddr>) {
        self.addresses.lock().expect("nobody breaks")[at] = address;
    }

    /// Good weather again.
    pub fn calm(&mut self) {
        self.ways.iter().chain([&self.hook]).for_each(Chaos::heal);
    }

    /// Ends both.
    pub fn end(self) -> Counts {
        self.servers.into_iter().flatten().for_each(Server::kill);
        self.counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { kills, resets, cuts, half_closes, delays, stalls, swallows, lost_answers } =
            self;
        write!(
            f,
            "{kills} kills, {resets} resets, {cuts} cuts, {half_closes} half-closes, {delays} \
             delays, {stalls} stalls, {swallows} swallowed, {lost_answers} answers of the \
             receiver lost"
        )
    }
}
